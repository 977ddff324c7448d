"""A play in progress, with its log: what the terminal game and the line mode both stand on.

The turns themselves are the engine's and know of no log; a game asks for a turn, records the choice, and only then
shows the turn.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import hengyang_tui
from hengyang_tui.engine.errors import EngineError
from hengyang_tui.engine.fit import branches_of, check_story, differences, fits
from hengyang_tui.engine.logformat import REASON_LIMIT, SEED_LIMIT, Header, KeptChoice, LoggedChoice, TakenBack, clean
from hengyang_tui.engine.logkeeper import LogKeeper, Source
from hengyang_tui.engine.replay import Match, Recording, play_on, why_it_stopped
from hengyang_tui.engine.state import digest
from hengyang_tui.engine.turns import Turn, begin, choose

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hengyang_tui.engine.compiler import Program


class Step(NamedTuple):
    """One choice that stands, and the turn in which it was made."""

    scene_id: str
    choice_id: str
    reason: str | None
    before: Turn


def utc_now() -> datetime:
    """The time by the machine's clock: what a game uses unless it is given another clock."""
    return datetime.now(UTC)


class Game:
    """One play in progress. Made by `new` or `resume`, ended by `close`.

    `turn` is where the play stands and `steps` are the choices that led there. `notices` is what the player must be
    told, in order; it only ever grows.
    """

    def __init__(
        self, program: Program, seed: int, keeper: LogKeeper, notices: list[str], clock: Callable[[], datetime]
    ) -> None:
        self.program = program
        self.seed = seed
        self.turn = begin(program, seed)
        self.steps: list[Step] = []
        self.notices = notices
        self._opening = self.turn
        self._keeper = keeper
        self._clock = clock
        self._made: list[LoggedChoice] = []
        self._recording = Recording((), None)
        self._instead_of: int | None = None
        self._origin: str | None = None

    @classmethod
    def new(cls, program: Program, seed: int, saves: Path | None, *, clock: Callable[[], datetime] = utc_now) -> Game:
        """A new play. `saves` is the folder of its log; without one, nothing is recorded.

        A folder that cannot be written is said in `notices`, and the play goes on without a log. Raises EngineError
        for a seed that no log could hold.
        """
        if abs(seed) > SEED_LIMIT:
            raise EngineError(f"The seed {seed} is too large. A seed is a whole number of at most 19 digits.")
        notices: list[str] = []
        game = cls(program, seed, LogKeeper(saves, notices), notices, clock)
        game._keeper.start(game._header(), ())
        return game

    @classmethod
    def resume(
        cls, program: Program, path: Path, *, saves: Path | None = None, clock: Callable[[], datetime] = utc_now
    ) -> Game:
        """The play that the log at `path` records, set against the story as it is now.

        It goes on in that log where the log is sound, fits the story and is not in use. Otherwise the file is left as
        it is, and the first new choice begins a new log in `saves` (without it: beside the old one). Raises
        PlayLogError where the log cannot be read or is of another story.
        """
        source = Source(path)
        try:
            check_story(program, source.play)
            folder = path.parent if saves is None else saves
            game = cls(program, source.play.header.seed, LogKeeper(folder, source.notices, path), source.notices, clock)
            game._replay(source)
        finally:
            source.release()
        return game

    @property
    def log_path(self) -> Path | None:
        """The file from which this play can be resumed as it stands; None where there is none."""
        return self._keeper.path

    @property
    def pending(self) -> tuple[LoggedChoice, ...]:
        """Recorded choices that wait until the play comes to their scenes."""
        return self._recording.rest

    @property
    def can_take_back(self) -> bool:
        """Whether there is a choice to take back."""
        return bool(self.steps)

    def choose(self, choice_id: str, reason: str | None = None) -> Turn:
        """Make a choice, record it, and go where it leads; then go on with what a resumed log knows.

        Raises what the engine's `choose` raises; nothing has changed then.
        """
        before = self.turn
        after = choose(self.program, before.state, choice_id)
        if not self._keeper.writing:
            self._recording.number_the_rest()
        instead_of = self._instead_of
        kept = None if instead_of is None else self._recording.choice(instead_of).kept
        made = self._logged(before, choice_id, after, self._clock(), self._reason(reason))
        self._settle(replace(made, kept=kept), before, after)
        self._instead_of = None
        if instead_of is not None:
            self._recording.use(instead_of)
        if self.pending:
            self._go_on()
        return self.turn

    def take_back(self) -> Turn | None:
        """Undo the last choice; None where there is none. What a resumed log still holds goes on waiting."""
        if not self.steps:
            return None
        if self._keeper.writing:
            self._keeper.append(TakenBack(1, self._clock()))
        self._made.pop()
        self._instead_of = None
        self.turn = self.steps.pop().before
        return self.turn

    def close(self) -> None:
        """Bring the log to the disk and let others write to it."""
        self._keeper.close()

    def _settle(self, made: LoggedChoice, before: Turn, after: Turn) -> None:
        """Record a choice, then show its turn: never the other way round."""
        if self._keeper.writing:
            self._keeper.append(made)
        else:
            standing = (replace(choice, kept=None) for choice in self._made)
            waiting = (KeptChoice(choice.kept or 0, replace(choice, kept=None)) for choice in self.pending)
            self._keeper.start(self._header(), (*standing, *waiting, made))
        self._publish(made, before, after)

    def _publish(self, made: LoggedChoice, before: Turn, after: Turn) -> None:
        self._made.append(made)
        self.steps.append(Step(made.scene, made.choice, made.reason, before))
        self.turn = after

    def _logged(self, before: Turn, choice_id: str, after: Turn, at: datetime, reason: str | None) -> LoggedChoice:
        state = digest(self.program, after.state)
        return LoggedChoice(before.scene.id, choice_id, at, state, reason, after.date, after.ending)

    def _again(self, match: Match) -> LoggedChoice:
        recorded = match.recorded
        made = self._logged(match.before, recorded.choice, match.after, recorded.at, recorded.reason)
        return replace(made, kept=recorded.kept)

    def _reason(self, reason: str | None) -> str | None:
        if reason is None or not reason.strip():
            return None
        if len(reason) > REASON_LIMIT:
            self.notices.append(f"The reason is longer than {REASON_LIMIT:,} characters. Its beginning is recorded.")
        return clean(reason.strip(), REASON_LIMIT) or None

    def _go_on(self) -> None:
        """Play what the recording knows from here on, recording it anew."""
        matches = list(play_on(self.program, self.turn, self._recording))
        for match in matches:
            self._settle(self._again(match), match.before, match.after)
        self._stop(went_on=bool(matches))

    def _stop(self, *, went_on: bool) -> None:
        """Say why replay stopped here, except where it stands as it stood at the last choice."""
        over = not self.pending or self.turn.ending is not None
        self._instead_of = None if over else self._recording.find(self.turn)
        if over or went_on or self._instead_of is not None:
            told = why_it_stopped(self.turn, self._recording)
            self.notices += [told] if told else []
        if over:
            self._recording = Recording((), None)

    def _replay(self, source: Source) -> None:
        """Play what `source` records, and decide in which log the play goes on."""
        play = source.play
        self._recording = Recording((*play.choices, *play.kept), play.header.date)
        matches = list(play_on(self.program, self.turn, self._recording))
        for match in matches:
            self._publish(self._again(match), match.before, match.after)
        self.notices += differences(self.program, play, self._opening, matches)
        if source.lock is not None and fits(self.program, play, self._opening, matches):
            self._keeper.reopen(play, source.hand_over())
            self._keeper.append(*self._made[len(play.choices) :])
        if not self._keeper.writing:
            self._origin = play.path.name
            self.notices.append(f"This play goes on in a new log. Nothing is written to {play.path.name} from here.")
        self._stop(went_on=True)

    def _header(self) -> Header:
        story = self.program.story
        return Header(
            story=story.id,
            title=story.title,
            version=story.version,
            content=story.content_hash,
            seed=self.seed,
            branches=branches_of(self.program),
            program=hengyang_tui.__version__,
            created=self._clock(),
            state=digest(self.program, self._opening.state),
            date=self._opening.date,
            origin=self._origin,
        )
