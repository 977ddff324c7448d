from __future__ import annotations

import datetime
import errno
import json
import os
from pathlib import Path

import pytest

from hengyang_tui.engine import game as game_module
from hengyang_tui.engine.errors import ClosedChoice, EngineError, PlayEnded, UnknownChoice
from hengyang_tui.engine.game import Game
from hengyang_tui.engine.playlog import REASON_LIMIT, PlayLogError, read_log
from hengyang_tui.engine.saves import default_folder, list_plays
from hengyang_tui.engine.turns import begin, choose


def ids(path: Path) -> list[str]:
    return [choice.choice for choice in read_log(path).choices]


class TestPlaying:
    def test_a_game_is_the_engine_and_a_log(self, canal, saves, clock):
        game = Game.new(canal, 7, saves, clock=clock)
        turn = begin(canal, 7)
        for choice in ("hire-all", "pay", "sleep"):
            assert game.turn.state == turn.state
            turn = choose(canal, turn.state, choice)
            assert game.choose(choice).state == turn.state
        assert [step.scene_id for step in game.steps] == ["muster", "bridge", "evening"]
        assert game.steps[0].before.state == begin(canal, 7).state
        game.close()

    def test_a_turn_does_not_depend_on_the_log(self, canal, saves):
        with_log, without = Game.new(canal, 7, saves), Game.new(canal, 7, None)
        for choice in ("hire-all", "pay", "sleep"):
            assert with_log.choose(choice, "why").state == without.choose(choice).state
        assert (without.log_path, without.notices) == (None, [])
        with_log.close()

    def test_the_header_tells_what_was_played(self, canal, saves, clock):
        game = Game.new(canal, 7, saves, clock=clock)
        game.close()
        header = read_log(game.log_path).header
        story = canal.story
        assert (header.story, header.title, header.version) == ("canal", "The Canal", "1.0")
        assert (header.content, header.seed, header.branches) == (story.content_hash, 7, ())
        assert header.created == datetime.datetime(2026, 3, 1, 9, 0, tzinfo=datetime.UTC)
        assert header.date == datetime.date(1944, 6, 1)

    def test_the_line_is_written_before_the_turn_is_shown(self, canal, saves, monkeypatch):
        game = Game.new(canal, 7, saves)
        seen: list[str] = []
        real = os.write

        def watch(descriptor: int, data: bytes) -> int:
            seen.append(game.turn.scene.id)
            return real(descriptor, data)

        monkeypatch.setattr(os, "write", watch)
        game.choose("hire-all")
        assert seen == ["muster"]
        assert game.turn.scene.id == "bridge"
        monkeypatch.undo()
        game.close()

    def test_the_choice_is_in_the_file_at_once(self, canal, saves):
        game = Game.new(canal, 7, saves)
        game.choose("hire-all", "九个人")
        assert read_log(game.log_path).choices[0].reason == "九个人"
        game.close()

    def test_a_wrong_choice_changes_nothing(self, canal, saves):
        game = Game.new(canal, 7, saves)
        before = game.turn
        with pytest.raises(UnknownChoice):
            game.choose("no-such")
        assert game.turn is before
        assert game.steps == []
        assert ids(game.log_path) == []
        game.close()

    def test_after_the_end_nothing_is_recorded(self, mill, saves):
        game = Game.new(mill, 7, saves)
        game.choose("stop")
        with pytest.raises(PlayEnded):
            game.choose("turn")
        assert ids(game.log_path) == ["stop"]
        game.close()

    def test_errors_are_of_one_family(self):
        assert issubclass(PlayLogError, EngineError)
        assert issubclass(ClosedChoice, EngineError)

    @pytest.mark.parametrize("reason", [None, "", "  \n", "\x1b"])
    def test_no_reason_is_no_reason(self, mill, saves, reason):
        game = Game.new(mill, 7, saves)
        game.choose("turn", reason)
        assert game.steps[0].reason is None
        assert "reason" not in json.loads(game.log_path.read_text(encoding="utf-8").splitlines()[1])
        game.close()

    def test_a_reason_without_end_is_shortened_and_said(self, mill, saves):
        game = Game.new(mill, 7, saves)
        game.choose("turn", "x" * 100_000)
        assert game.notices == ["The reason is longer than 8,000 characters. Its beginning is recorded."]
        assert len(game.steps[0].reason or "") == REASON_LIMIT
        game.close()

    @pytest.mark.parametrize("seed", [2**64 + 1, -(2**64) - 1])
    def test_a_seed_that_no_log_could_hold(self, mill, saves, seed):
        with pytest.raises(EngineError, match="seed"):
            Game.new(mill, seed, saves)


class TestTakingBack:
    def test_it_appends_a_line(self, canal, saves):
        game = Game.new(canal, 7, saves)
        game.choose("hire-all")
        size = game.log_path.stat().st_size
        before = game.turn
        game.choose("pay")
        assert game.take_back() is before
        assert game.turn is before
        assert game.log_path.stat().st_size > size
        assert json.loads(game.log_path.read_text(encoding="utf-8").splitlines()[-1])["back"] == 1
        assert ids(game.log_path) == ["hire-all"]
        game.close()

    def test_as_far_as_the_beginning(self, canal, saves):
        game = Game.new(canal, 7, saves)
        assert not game.can_take_back
        assert game.take_back() is None
        game.choose("hire-all")
        assert game.can_take_back
        assert game.take_back() is not None
        assert not game.can_take_back
        game.close()

    def test_an_ending_too(self, mill, saves):
        game = Game.new(mill, 7, saves)
        game.choose("stop")
        game.take_back()
        game.choose("turn")
        assert game.turn.ending is None
        game.close()


class TestWithoutALog:
    @pytest.fixture
    def no_folder(self, tmp_path: Path) -> Path:
        (tmp_path / "occupied").write_text("", encoding="utf-8")
        return tmp_path / "occupied" / "plays"

    def test_a_folder_that_cannot_be_written(self, canal, no_folder):
        game = Game.new(canal, 7, no_folder)
        assert game.log_path is None
        assert len(game.notices) == 1
        assert str(no_folder) in game.notices[0]
        assert "You can play on, but this play is not saved." in game.notices[0]
        game.choose("hire-all")
        game.take_back()
        game.choose("hire-three")
        assert len(game.notices) == 1
        game.close()

    def test_it_is_saved_whole_once_the_folder_is_there(self, canal, no_folder):
        game = Game.new(canal, 7, no_folder)
        for choice in ("hire-all", "pay"):
            game.choose(choice)
        no_folder.parent.unlink()
        game.choose("sleep")
        assert ids(game.log_path) == ["hire-all", "pay", "sleep"]
        assert "can be written again" in game.notices[-1]
        game.close()

    def test_a_disk_that_is_full_for_a_while(self, canal, saves, monkeypatch):
        def refuse(_descriptor: int, _data: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        game = Game.new(canal, 7, saves)
        game.choose("hire-all")
        monkeypatch.setattr(os, "write", refuse)
        game.choose("pay")
        game.choose("sleep")
        assert game.turn.date == datetime.date(1944, 6, 4)
        assert len(game.notices) == 1
        assert "No space left on device" in game.notices[0]
        monkeypatch.undo()
        game.choose("watch")
        assert "Nothing is missing" in game.notices[-1]
        assert ids(game.log_path) == ["hire-all", "pay", "sleep", "watch"]
        assert read_log(game.log_path).edited is None
        game.close()

    def test_a_log_that_cannot_be_written_is_resumed_into_another(self, canal, played, tmp_path, monkeypatch):
        real = os.open

        def refuse(path: Path, flags: int, *rest: int) -> int:
            if Path(path) == played and flags & os.O_WRONLY:
                raise PermissionError(errno.EACCES, "Permission denied")
            return real(path, flags, *rest)

        monkeypatch.setattr(os, "open", refuse)
        game = Game.resume(canal, played, saves=tmp_path / "mine")
        assert "Permission denied" in game.notices[0]
        game.take_back()
        game.choose("hold")
        assert game.log_path.parent == tmp_path / "mine"
        assert ids(game.log_path)[-1] == "hold"
        game.close()


class TestResuming:
    def test_it_goes_on_in_the_same_log(self, canal, saves, clock):
        game = Game.new(canal, 7, saves, clock=clock)
        game.choose("hire-all", "why not")
        game.close()
        before = game.log_path.read_bytes()
        again = Game.resume(canal, game.log_path, clock=clock)
        assert (again.seed, again.notices) == (7, [])
        assert again.steps[0][:3] == ("muster", "hire-all", "why not")
        again.choose("pay")
        again.close()
        assert again.log_path == game.log_path
        assert again.log_path.read_bytes().startswith(before)

    def test_a_log_that_broke_off(self, canal, saves):
        game = Game.new(canal, 7, saves)
        game.choose("hire-all")
        game.choose("pay")
        game.close()
        data = game.log_path.read_bytes()
        game.log_path.write_bytes(data[:-9])
        again = Game.resume(canal, game.log_path)
        assert len(again.notices) == 1
        assert "line 3 broke off" in again.notices[0]
        again.choose("unload")
        again.close()
        assert again.log_path == game.log_path
        assert ids(game.log_path) == ["hire-all", "unload"]
        assert read_log(game.log_path).cut is None

    def test_a_log_that_was_edited_goes_on_in_a_new_one(self, canal, played):
        played.write_bytes(played.read_bytes().replace(b"reason 5", b"reason V"))
        before = played.read_bytes()
        game = Game.resume(canal, played)
        assert f"{played.name}:7: this line does not fit" in game.notices[0]
        assert len(game.steps) == 7
        game.take_back()
        game.choose("hold")
        game.close()
        assert game.log_path != played
        assert played.read_bytes() == before
        assert read_log(game.log_path).edited is None
        assert read_log(game.log_path).choices[5].reason == "reason V"

    def test_a_choice_edited_by_hand_drifts(self, canal, played):
        played.write_bytes(played.read_bytes().replace(b'"hire-three"', b'"hire-all"'))
        game = Game.resume(canal, played)
        assert any(":2: this line does not fit" in notice for notice in game.notices)
        assert any("From the choice at 'muster' on" in notice for notice in game.notices)
        assert len(game.steps) == 7

    def test_another_story(self, mill, played):
        with pytest.raises(PlayLogError, match="a play of 'The Canal'") as error:
            Game.resume(mill, played)
        assert (error.value.file, error.value.line) == (str(played), 1)

    def test_an_error_lets_others_have_the_log(self, canal, mill, played):
        with pytest.raises(PlayLogError):
            Game.resume(mill, played)
        game = Game.resume(canal, played)
        assert game.notices == []
        game.close()

    @pytest.mark.parametrize("content", [b"", b"\0\1\2", b'{"play_log": 9}\n', b"hello\n"])
    def test_other_files(self, canal, tmp_path, content):
        path = tmp_path / "other.jsonl"
        path.write_bytes(content)
        with pytest.raises(PlayLogError) as error:
            Game.resume(canal, path)
        assert (error.value.file, error.value.line) == (str(path), 1)
        assert path.read_bytes() == content

    def test_no_file(self, canal, tmp_path):
        with pytest.raises(PlayLogError, match="cannot be read"):
            Game.resume(canal, tmp_path / "none.jsonl")
        assert list(tmp_path.iterdir()) == []

    def test_a_branch_that_is_not_here(self, canal, saves, monkeypatch):
        monkeypatch.setattr(game_module, "branches_of", lambda _: (("tug", "beef"),))
        game = Game.new(canal, 7, saves)
        game.close()
        again = Game.resume(canal, game.log_path)
        assert "recorded with the branch 'tug', which is not here" in again.notices[0]
        assert "--branch" in again.notices[0]


class TestTwoGames:
    def test_the_second_says_so_and_begins_its_own(self, start_player, saves):
        first = start_player(saves)
        assert first.stdout.readline() == "at 0\n"
        first.stdin.write("3\n")
        first.stdin.flush()
        assert [first.stdout.readline() for _ in range(3)] == ["1\n", "2\n", "3\n"]
        log = Path(first.stdout.readline().removeprefix("log ").strip())

        second = start_player(saves, log)
        out, _ = second.communicate("2\n", timeout=30)
        assert second.returncode == 0
        lines = out.splitlines()
        assert lines[:3] == ["at 3", "4", "5"]
        own = Path(lines[3].removeprefix("log "))
        assert own != log
        assert "notice Another running game writes to this play log." in lines
        assert ids(own) == ["turn"] * 5

        first.communicate("1\n", timeout=30)
        assert ids(log) == ["turn"] * 4
        assert read_log(log).edited is None

    def test_two_processes_at_the_same_moment(self, start_player, saves, mill):
        game = Game.new(mill, 1, saves)
        game.choose("turn")
        game.close()
        players = [start_player(saves, game.log_path) for _ in range(3)]
        assert [player.stdout.readline() for player in players] == ["at 1\n"] * 3
        for player in players:
            player.stdin.write("20\n")
            player.stdin.flush()
        for player in players:
            player.communicate(timeout=30)
        logs = sorted(saves.glob("*.jsonl"))
        assert len(logs) == 3
        assert all(read_log(log).edited is None for log in logs)
        assert [len(read_log(log).choices) for log in logs] == [21] * 3

    def test_in_one_process_too(self, canal, played, tmp_path):
        one = Game.resume(canal, played)
        two = Game.resume(canal, played, saves=tmp_path / "mine")
        for game in (one, two):
            game.take_back()
            game.choose("hold")
            game.close()
        assert one.log_path == played
        assert two.log_path.parent == tmp_path / "mine"


class TestSaves:
    def test_the_last_played_comes_first(self, mill, saves, played, clock):
        game = Game.new(mill, 5, saves, clock=clock)
        game.choose("turn")
        game.close()
        first, second = list_plays(saves)
        assert (first.path, first.story, first.title, first.seed) == (game.log_path, "mill", "The Mill", 5)
        assert (first.choices, first.date, first.ended) == (1, None, False)
        assert (second.path, second.choices, second.date) == (played, 7, datetime.date(1944, 6, 8))
        assert (second.ending, second.ended, second.problem) == ("Home", True, None)

    def test_a_play_without_a_choice(self, canal, saves, clock):
        Game.new(canal, 1, saves, clock=clock).close()
        (play,) = list_plays(saves)
        assert (play.choices, play.date, play.played) == (0, datetime.date(1944, 6, 1), play.created)

    def test_no_folder_is_no_plays(self, tmp_path):
        assert list_plays(tmp_path / "none") == []

    def test_a_folder_that_cannot_be_read(self, tmp_path):
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(PlayLogError, match="cannot be read"):
            list_plays(tmp_path / "file")

    def test_what_is_no_play_log_is_listed_with_its_problem(self, saves, played):
        (saves / "bad.jsonl").write_bytes(b"\0\0\0\n")
        (saves / "notes.txt").write_text("mine", encoding="utf-8")
        plays = {play.path.name: play for play in list_plays(saves)}
        assert set(plays) == {"bad.jsonl", played.name}
        assert isinstance(plays["bad.jsonl"].problem, PlayLogError)

    def test_a_damaged_log_is_listed_and_marked(self, saves, played):
        played.write_bytes(played.read_bytes()[:-30])
        (play,) = list_plays(saves)
        assert (play.choices, play.damaged, play.problem) == (6, True, None)

    def test_there_is_a_folder_for_plays(self):
        assert default_folder().name == "plays"
        assert default_folder().is_absolute()
