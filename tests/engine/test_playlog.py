from __future__ import annotations

import ast
import contextlib
import datetime
import errno
import json
import os
import threading
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hengyang_tui.engine
from hengyang_tui.engine.logformat import chain
from hengyang_tui.engine.playlog import (
    REASON_LIMIT,
    Entry,
    Header,
    KeptChoice,
    LoggedChoice,
    LogInUse,
    PlayLog,
    PlayLogError,
    TakenBack,
    claim,
    read_log,
)

NOON = datetime.datetime(2026, 3, 1, 12, 0, tzinfo=datetime.UTC)
HEADER = Header("canal", "The Canal", "1.0", "c0ffee", 7, (("tug", "beef"),), "0.1.0", NOON, "00ff", NOON.date())
ENTRIES = (
    LoggedChoice("muster", "hire-all", NOON, "a1", "“Nine” 九个人\nare better.", datetime.date(1944, 6, 2)),
    LoggedChoice("bridge", "unload", NOON, "b2"),
    TakenBack(1, NOON),
    LoggedChoice("bridge", "pay", NOON, "c3", ending="Home"),
)


def written(folder: Path, *entries: Entry) -> Path:
    log = PlayLog.create(folder, HEADER)
    log.append(*entries)
    log.close()
    return log.path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return written(tmp_path / "plays", *ENTRIES)


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def relinked(line: dict[str, object], previous: str) -> bytes:
    return json.dumps({**line, "chain": chain(line, previous)}).encode() + b"\n"


def with_line(path: Path, line: bytes) -> Path:
    """The log at `path`, with `line` as its second."""
    header = path.read_bytes().splitlines(keepends=True)[0]
    path.write_bytes(header + line)
    return path


class TestWhatIsWritten:
    def test_a_log_reads_back_as_it_was_written(self, log):
        play = read_log(log)
        assert play.header == HEADER
        assert play.entries == ENTRIES
        assert (play.cut, play.edited, play.unended) == (None, None, False)

    def test_taken_back_choices_do_not_stand(self, log):
        assert read_log(log).choices == (ENTRIES[0], ENTRIES[3])

    def test_kept_choices_wait_until_one_is_used(self, tmp_path):
        one, two = (LoggedChoice(scene, "x", NOON, "a1") for scene in ("lock", "market"))
        used = LoggedChoice("lock", "y", NOON, "b2", kept=1)
        play = read_log(written(tmp_path, KeptChoice(1, one), KeptChoice(2, two), used))
        assert play.choices == (used,)
        assert play.kept == (LoggedChoice("market", "x", NOON, "a1", kept=2),)

    def test_the_name_tells_story_and_time(self, log):
        stem, tail = log.stem.rsplit("-", 1)
        assert stem == "canal-20260301-120000"
        assert len(tail) == 6
        assert int(tail, 16) >= 0

    def test_no_file_is_ever_written_over(self, tmp_path, monkeypatch):
        monkeypatch.setattr("secrets.token_hex", lambda _: "abcdef")
        first = PlayLog.create(tmp_path, HEADER)
        first.close()
        with pytest.raises(PlayLogError, match="No play log can be written in this folder"):
            PlayLog.create(tmp_path, HEADER)
        assert read_log(first.path).header == HEADER

    def test_every_line_is_chained_to_the_one_before(self, log):
        link = ""
        for line in lines_of(log):
            assert line["chain"] == chain(line, link)
            link = str(line["chain"])

    def test_the_chain_is_as_published(self):
        assert chain({"b": 1, "a": "九", "chain": "?"}, "") == "7292d38c37705c0e74b0f0c2248c6dcd"
        assert chain({"back": 1}, "7292d38c37705c0e74b0f0c2248c6dcd") == "ee122e8b7b54c1861df69cbdb79f71c8"

    def test_a_line_is_with_the_system_before_append_returns(self, tmp_path):
        log = PlayLog.create(tmp_path, HEADER)
        for number, entry in enumerate(ENTRIES, start=1):
            log.append(entry)
            assert read_log(log.path).entries == ENTRIES[:number]
        log.close()

    def test_every_append_is_one_call(self, tmp_path, monkeypatch):
        log = PlayLog.create(tmp_path, HEADER)
        calls: list[bytes] = []
        monkeypatch.setattr(os, "write", lambda _, data: calls.append(bytes(data)) or len(data))
        log.append(ENTRIES[0])
        log.append(ENTRIES[1])
        assert [call.count(b"\n") for call in calls] == [1, 1]
        monkeypatch.undo()
        log.close()

    @pytest.mark.parametrize("reason", ["x" * 10**6, "九" * 10**6, "😀" * 10**6, '"\\' * 10**6])
    def test_no_reason_makes_a_line_too_long(self, tmp_path, reason):
        path = written(tmp_path, LoggedChoice("muster", "hire-all", NOON, "a1", reason))
        assert read_log(path).choices[0].reason == reason[:REASON_LIMIT]

    @settings(max_examples=60)
    @given(st.text(alphabet=st.characters(codec=None), max_size=60))
    def test_any_reason_can_be_recorded(self, tmp_path_factory, reason):
        path = written(tmp_path_factory.mktemp("any"), LoggedChoice("muster", "hire-all", NOON, "a1", reason))
        play = read_log(path)
        assert play.edited is None
        assert all(c.isprintable() or c.isspace() or c in "\u200c\u200d" for c in play.choices[0].reason or "")


class TestOnTheDisk:
    def test_it_is_synced_within_a_second_and_nobody_waits(self, tmp_path, monkeypatch):
        synced: list[int] = []
        monkeypatch.setattr(os, "fsync", lambda _: synced.append(threading.get_ident()))
        log = PlayLog.create(tmp_path, HEADER)
        time.sleep(0.1)
        before = len(synced)
        log.append(ENTRIES[0])
        deadline = time.monotonic() + 1
        while len(synced) == before and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(synced) > before
        assert threading.get_ident() not in synced
        log.close()

    def test_closing_syncs(self, tmp_path, monkeypatch):
        synced: list[int] = []
        log = PlayLog.create(tmp_path, HEADER)
        time.sleep(0.1)
        monkeypatch.setattr(os, "fsync", synced.append)
        log.append(ENTRIES[0])
        log.close()
        log.close()
        assert synced

    def test_a_disk_without_sync_is_no_reason_to_stop(self, tmp_path, monkeypatch):
        def refuse(_: int) -> None:
            raise OSError(errno.EINVAL, "Invalid argument")

        monkeypatch.setattr(os, "fsync", refuse)
        assert read_log(written(tmp_path, *ENTRIES)).entries == ENTRIES

    def test_what_a_full_disk_did_not_take_is_written_later(self, tmp_path, monkeypatch):
        log = PlayLog.create(tmp_path, HEADER)
        log.append(ENTRIES[0])
        real = os.write
        room = [20]

        def half(descriptor: int, data: bytes) -> int:
            if not room:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(descriptor, data[: room.pop()])

        monkeypatch.setattr(os, "write", half)
        with pytest.raises(PlayLogError, match="No space left"):
            log.append(ENTRIES[1])
        assert not log.complete
        monkeypatch.undo()
        assert read_log(log.path).entries == ENTRIES[:1]
        log.append(ENTRIES[2])
        log.close()
        assert log.complete
        assert read_log(log.path).entries == ENTRIES[:3]
        assert read_log(log.path).edited is None

    def test_a_log_that_cannot_be_begun_leaves_no_file(self, tmp_path, monkeypatch):
        def refuse(_descriptor: int, _data: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "write", refuse)
        with pytest.raises(PlayLogError, match="No space left"):
            PlayLog.create(tmp_path, HEADER)
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_is_a_file(self, tmp_path):
        (tmp_path / "plays").write_text("", encoding="utf-8")
        with pytest.raises(PlayLogError, match="No play log can be written in this folder") as error:
            PlayLog.create(tmp_path / "plays", HEADER)
        assert error.value.file == str(tmp_path / "plays")


class TestCutOff:
    def test_cut_at_any_byte_it_reads_to_its_last_whole_line(self, log, tmp_path):
        data = log.read_bytes()
        ends = [0, *(position + 1 for position, byte in enumerate(data) if byte == 0x0A)]
        copy = tmp_path / "cut.jsonl"
        for length in range(len(data)):
            copy.write_bytes(data[:length])
            whole = sum(end <= length + 1 for end in ends[1:])  # a line is whole without its newline too
            if not whole:
                with pytest.raises(PlayLogError) as error:
                    read_log(copy)
                assert (error.value.file, error.value.line) == (str(copy), 1)
                assert "empty" in error.value.message or "cut short" in error.value.message or length < 11
                continue
            play = read_log(copy)
            assert play.entries == ENTRIES[: whole - 1]
            assert play.edited is None
            assert play.unended == (length + 1 in ends)
            remains = length - ends[whole]
            assert (play.cut is None) == (remains <= 0)
            if play.cut:
                assert f"line {whole + 1} broke off after {remains} bytes" in play.cut

    def test_what_is_cut_is_shown_without_harm_to_a_terminal(self, log):
        log.write_bytes(log.read_bytes() + b'{"scene": "\x1b[2Jlock')
        assert read_log(log).cut == """line 6 broke off after 19 bytes ('{"scene": "[2Jlock')"""

    def test_zeroes_after_a_power_cut_are_cut_off(self, log):
        log.write_bytes(log.read_bytes() + bytes(500))
        play = read_log(log)
        assert play.entries == ENTRIES
        assert play.cut is not None

    @pytest.mark.parametrize("lost", [0, 1, 2, 30])
    def test_it_can_be_gone_on_with(self, log, lost):
        data = log.read_bytes()
        log.write_bytes(data[: len(data) - lost])
        play = read_log(log)
        again = PlayLog.reopen(play, claim(log))
        again.append(ENTRIES[1])
        again.close()
        after = read_log(log)
        assert after.entries == (*play.entries, ENTRIES[1])
        assert (after.cut, after.edited, after.unended) == (None, None, False)
        assert log.read_bytes().startswith(data[: play.sound])


class TestChangedByHand:
    def test_a_changed_line_is_named_and_read(self, log):
        log.write_bytes(log.read_bytes().replace(b"hire-all", b"hire-three"))
        play = read_log(log)
        assert play.edited == 2
        assert play.choices[0].choice == "hire-three"

    def test_a_line_taken_out(self, log):
        lines = log.read_bytes().splitlines(keepends=True)
        log.write_bytes(b"".join(lines[:2] + lines[3:4] + lines[4:]))
        assert read_log(log).edited == 3

    def test_a_changed_header(self, log):
        log.write_bytes(log.read_bytes().replace(b'"seed": 7', b'"seed": 8', 1))
        assert read_log(log).edited == 1

    def test_a_line_written_by_hand(self, log):
        by_hand = {"scene": "lock-gate", "choice": "open-it", "at": "2026-03-01T12:00:00Z", "state": "?"}
        log.write_bytes(log.read_bytes() + json.dumps(by_hand).encode())
        play = read_log(log)
        assert play.edited == 6
        assert play.choices[-1].choice == "open-it"

    def test_other_spaces_and_line_ends_are_no_change(self, log):
        rewritten = "\r\n".join(json.dumps(line, separators=(",", ":")) for line in lines_of(log))
        log.write_bytes(b"\xef\xbb\xbf" + rewritten.encode() + b"\r\n")
        play = read_log(log)
        assert play.edited is None
        assert play.entries == ENTRIES


class TestOtherFiles:
    @pytest.mark.parametrize(
        ("content", "line", "said"),
        [
            (b"", 1, "empty"),
            (b"\n", 1, "not a play log"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, "not UTF-8"),
            (b"\xff\xfe{\0", 1, "binary data"),
            (b"\xff\xff\n", 1, "not UTF-8"),
            (b"format: 1\nid: canal\n", 1, "not a play log"),
            (b'{"event": "login"}\n', 1, "'play_log' is missing"),
            (b"[1, 2]\n", 1, "not a JSON object"),
            (b'{"play_log": 1, "story": "canal"}\n', 1, "'title' is missing"),
            (b'{"play_log": "1"}\n', 1, "'play_log'"),
            (b'{"play_log": true}\n', 1, "'play_log'"),
            (b'{"play_log": 1, "st', 1, "cut short in its first line"),
            (b'{"play_log": 2, "tale": {"id": 1}}\n', 1, "newer version of this program"),
            (b'{"play_log": 2, "tale": "canal"}\n', 1, "newer version of this program"),
        ],
    )
    def test_one_clear_error(self, tmp_path, content, line, said):
        path = tmp_path / "some.jsonl"
        path.write_bytes(content)
        with pytest.raises(PlayLogError) as error:
            read_log(path)
        assert (error.value.file, error.value.line) == (str(path), line)
        assert said in error.value.message
        assert str(error.value).startswith(f"{path}:{line}: ")

    def test_no_file(self, tmp_path):
        with pytest.raises(PlayLogError, match="cannot be read: No such file") as error:
            read_log(tmp_path / "none.jsonl")
        assert error.value.line is None

    def test_a_name_that_no_file_can_have(self, tmp_path):
        with pytest.raises(PlayLogError, match="no file can have this name"):
            read_log(tmp_path / "a\0b")

    def test_a_folder(self, tmp_path):
        with pytest.raises(PlayLogError, match="not a file"):
            read_log(tmp_path)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
    def test_a_pipe_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "pipe.jsonl")
        with pytest.raises(PlayLogError, match="not a file"):
            read_log(tmp_path / "pipe.jsonl")

    def test_a_hundred_megabytes(self, tmp_path):
        path = tmp_path / "huge.jsonl"
        with path.open("wb") as file:
            file.truncate(100 * 1024 * 1024)
        with pytest.raises(PlayLogError, match="larger than 64 MB"):
            read_log(path)


GOOD: dict[str, object] = {"scene": "muster", "choice": "hire-all", "at": "2026-03-01T12:00:00Z", "state": "a1"}


class TestHostileLines:
    def test_a_line_without_end_is_refused_before_it_is_in_memory(self, log):
        with_line(log, b'{"scene": "' + b"x" * (30 * 1024 * 1024))
        tracemalloc.start()
        try:
            with pytest.raises(PlayLogError, match="longer than 64 KB") as error:
                read_log(log)
            assert tracemalloc.get_traced_memory()[1] < 2 * 1024 * 1024
        finally:
            tracemalloc.stop()
        assert error.value.line == 2

    @pytest.mark.parametrize(
        "line",
        [
            b"[" * 60_000,
            b'{"a":' * 12_000,
            b'{"scene": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
            b'{"scene": ' + b"[" * 900 + b"]" * 900 + b"}",
            b'{"back": ' + b"9" * 60_000 + b', "at": "2026-03-01T12:00:00Z"}',
            b'{"back": 1e999, "at": "2026-03-01T12:00:00Z"}',
            b'{"back": NaN, "at": "2026-03-01T12:00:00Z"}',
            b'{"back": 3, "at": "2026-03-01T12:00:00Z"}',
            b'{"scene": "a\0b"}',
            b'{"scene": "\xff"}',
            b"null",
            b"7",
            b'"text"',
            b"",
            b"{}",
            b"{'scene': 'muster'}",
            b"!!python/object/apply:os.system ['true']",
            b"cos\nsystem\n(S'true'\ntR.",
        ],
    )
    def test_no_line_of_a_log(self, log, line):
        with_line(log, line + b"\n")
        with pytest.raises(PlayLogError, match="cannot be used") as error:
            read_log(log)
        assert (error.value.file, error.value.line) == (str(log), 2)
        assert len(error.value.message) < 300

    @pytest.mark.parametrize(
        "wrong",
        [
            {"scene": None},
            {"scene": 7},
            {"scene": ["muster"]},
            {"scene": {"id": "muster"}},
            {"scene": "x" * 500},
            {"scene": "\x1b[2J"},
            {"scene": "\ud800"},
            {"choice": True},
            {"at": "noon"},
            {"at": "2026-03-01T12:00:00"},
            {"at": "0001-01-01T00:00:00+14:00"},
            {"at": 0},
            {"state": 1.5},
            {"reason": 7},
            {"date": "1944-13-01"},
            {"date": "2026-03"},
            {"kept": 0},
            {"kept": "1"},
            {"keep": -1},
            {"back": True},
            {"ending": ["Home"]},
        ],
    )
    def test_wrong_values(self, log, wrong):
        header = lines_of(log)[0]
        with_line(log, relinked({**GOOD, **wrong}, str(header["chain"])))
        with pytest.raises(PlayLogError) as error:
            read_log(log)
        assert error.value.line == 2

    @pytest.mark.parametrize("key", list(GOOD))
    def test_a_missing_key_is_named(self, log, key):
        with_line(log, json.dumps({name: value for name, value in GOOD.items() if name != key}).encode() + b"\n")
        with pytest.raises(PlayLogError, match=f"'{key}' is missing"):
            read_log(log)

    def test_the_line_is_the_one_that_is_wrong(self, log):
        lines = log.read_bytes().splitlines(keepends=True)
        lines[3] = b"oops\n"
        log.write_bytes(b"".join(lines))
        with pytest.raises(PlayLogError, match="those 3 can be read") as error:
            read_log(log)
        assert error.value.line == 4

    def test_text_is_text(self, log):
        text = "__import__('os').abort()"
        with_line(log, json.dumps({**GOOD, "reason": text, "choice": text}).encode() + b"\n")
        assert read_log(log).choices[0].reason == text

    @settings(max_examples=150, deadline=None)
    @given(st.binary(max_size=200))
    def test_any_bytes_give_a_play_or_a_typed_error(self, tmp_path_factory, tail):
        path = tmp_path_factory.getbasetemp() / "any-bytes.jsonl"
        if not path.exists():
            written(tmp_path_factory.mktemp("base"), *ENTRIES).rename(path)
        good = path.read_bytes()
        copy = path.with_name("any-bytes-copy.jsonl")
        copy.write_bytes(good + tail)
        with contextlib.suppress(PlayLogError):
            assert read_log(copy).entries[: len(ENTRIES)] == ENTRIES

    def test_nothing_here_evaluates_or_unpickles(self):
        folder = Path(str(hengyang_tui.engine.__file__)).parent
        for name in ("logformat", "logreader", "playlog", "logkeeper", "replay", "fit", "game", "saves"):
            tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
            names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
            assert not names & {"eval", "exec", "compile", "__import__"}
            assert not modules & {"pickle", "marshal", "shelve", "yaml"}


class TestOneWriter:
    def test_a_log_that_is_written_cannot_be_claimed(self, tmp_path):
        log = PlayLog.create(tmp_path, HEADER)
        with pytest.raises(LogInUse) as error:
            claim(log.path)
        assert error.value.file == str(log.path)
        log.close()
        claim(log.path).release()

    def test_it_may_be_closed_by_another_thread(self, tmp_path):
        log = PlayLog.create(tmp_path, HEADER)
        closing = threading.Thread(target=log.close)
        closing.start()
        closing.join()
        claim(log.path).release()

    def test_the_lock_does_not_hinder_reading(self, tmp_path):
        log = PlayLog.create(tmp_path, HEADER)
        assert read_log(log.path).header == HEADER
        log.close()


def test_importing_the_log_brings_in_no_lock_library(run_python: Callable[[str], str]):
    code = "import sys, hengyang_tui.engine.playlog, hengyang_tui.engine.saves; print('filelock' in sys.modules)"
    assert run_python(code) == "False"
