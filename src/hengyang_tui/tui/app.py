"""The terminal game as an application: it opens screens, reads the story behind the title, and leaves cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.types import CSSPathType

from hengyang_tui.tui.desk import CannotOpen, Desk
from hengyang_tui.tui.screens.sheet import Sheet
from hengyang_tui.tui.screens.title import TitleScreen
from hengyang_tui.tui.theme import THEMES, theme_for

if TYPE_CHECKING:
    from hengyang_tui.engine.game import Game
    from hengyang_tui.language.diagnostics import Finding
    from hengyang_tui.tui.commands import Command

_GRACE = 3.0  # seconds that a hung-up terminal may take before the process ends all the same
_LOOK = 1.0  # seconds from one look at whether the terminal is still there to the next


class HengyangApp(App[None]):
    """The game. `resume` is a play log to open as soon as the story is read."""

    TITLE = "Hengyang"
    CSS_PATH: ClassVar[CSSPathType | None] = ["screens/sheet.tcss", "screens/title.tcss"]
    """Those of the first screen, which Textual reads only for screens that are pushed."""
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "quit", show=False, priority=True)]

    def __init__(self, desk: Desk, resume: Path | None = None) -> None:
        theme = theme_for(os.environ)
        super().__init__(ansi_color=theme.ansi)
        for known in THEMES:
            self.register_theme(known)
        self.theme = theme.name
        self.animation_level = "none"
        self.desk = desk
        self.game: Game | None = None
        self._resume = resume

    def get_default_screen(self) -> Screen[None]:
        """The title, so that no empty screen is drawn before it."""
        return TitleScreen()

    def on_mount(self) -> None:
        """Read the story once the title is shown."""
        self._heed_signals()
        if sys.__stdin__ is not None and sys.__stdin__.isatty():
            self.set_interval(_LOOK, self._look_for_terminal)
        self.screen.call_after_refresh(self.read_story)

    def on_unmount(self) -> None:
        """However the game ends, its log is closed."""
        if self.game is not None:
            self.game.close()

    def read_story(self) -> None:
        """Read the story in a thread."""
        self.run_worker(self._read, thread=True)

    def _read(self) -> None:
        findings = self.desk.read()
        if not findings:
            import hengyang_tui.tui.screens.play  # the screens of a play cost the engine's import

            assert hengyang_tui
        gc.collect()
        gc.freeze()  # the story stays; walking it would make a choice wait for a tenth of a second now and then
        self.call_from_thread(self._story_read, findings)

    def _story_read(self, findings: Sequence[Finding]) -> None:
        if findings:
            from hengyang_tui.tui.screens.findings import FindingsScreen

            self.push_screen(FindingsScreen(findings))
            return
        for screen in self.screen_stack:
            if isinstance(screen, TitleScreen):
                screen.fill()
        if self._resume is not None:
            log, self._resume = self._resume, None
            self.open_log(log)

    def begin(self) -> None:
        """Open a new play."""
        self._open(self.desk.begin)

    def open_log(self, log: Path) -> None:
        """Go on with a play."""
        self._open(lambda: self.desk.resume(log))

    def _open(self, opener: Callable[[], Game]) -> None:
        """Open a play; what stands against it is said on the screen that asked."""
        from hengyang_tui.tui.screens.play import PlayScreen

        try:
            self.game = opener()
        except CannotOpen as problem:
            if isinstance(self.screen, Sheet):
                self.screen.tell(str(problem))
            return
        while not isinstance(self.screen, TitleScreen):
            self.pop_screen()
        self.push_screen(PlayScreen(self.game))

    def open_help(self, commands: Sequence[Command]) -> None:
        """What the keys of a screen do; from the help itself nothing more."""
        from hengyang_tui.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(commands))

    def action_codex(self, name: str) -> None:
        """Open the entry that a link names."""
        from hengyang_tui.tui.screens.codex import EntryScreen

        program = self.desk.program
        if program is not None and name in program.story.codex:
            self.push_screen(EntryScreen(program.story.codex[name], program.story))

    async def action_quit(self) -> None:
        """Leave."""
        self.leave()

    def leave(self, code: int = 0) -> None:
        """Close the play log and end the program."""
        if self.game is not None:
            self.game.close()
        self.exit(return_code=code)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: the commands of the screen, and the choice of paper or ink."""
        if isinstance(screen, Sheet):
            for command in screen.COMMANDS_HERE:
                yield SystemCommand(command.title, command.help, _runner(screen, command.action))
        for theme in THEMES:
            if theme.name != self.theme and not self.no_color:
                words = {"ink": "Dark: ink", "paper": "Light: paper", "plain": "The terminal’s own colours"}[theme.name]
                yield SystemCommand(words, "Other colours.", lambda name=theme.name: setattr(self, "theme", name))

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP", "SIGINT"):
            number = getattr(signal, name, None)
            if number is not None and threading.current_thread() is threading.main_thread():
                with contextlib.suppress(NotImplementedError):
                    loop.add_signal_handler(number, self._signalled, int(number))

    def _look_for_terminal(self) -> None:
        """Leave when the terminal is gone: its signal goes to the first process there alone, which may be another."""
        assert sys.__stdin__ is not None
        if _is_gone(sys.__stdin__.fileno()):
            self._signalled(int(signal.SIGHUP))

    def _signalled(self, number: int) -> None:
        self.leave(128 + number)
        last = threading.Timer(_GRACE, os._exit, (128 + number,))
        last.daemon = True
        last.start()


def _is_gone(terminal: int) -> bool:
    """Whether a terminal was closed; where the system has no such terminals, it is there."""
    try:
        import termios
    except ImportError:
        return False
    try:
        termios.tcgetattr(terminal)
    except termios.error:
        return True
    return False


def _runner(screen: Sheet, action: str) -> Callable[[], object]:
    return lambda: screen.call_later(screen.run_action, f"screen.{action}")


def run(
    story_path: Path,
    branches: Sequence[Path] = (),
    seed: int | None = None,
    resume: Path | None = None,
    saves: Path | None = None,
    *,
    resume_command: Callable[[Path], str] | None = None,
) -> int:
    """Play in the terminal; returns the process's exit code.

    `saves` is the folder of play logs (None: the user's own). `resume_command` makes the command that goes on
    with a log, which is printed on leaving.
    """
    app = HengyangApp(Desk(story_path, tuple(branches), seed, saves), resume)
    app.run()
    if app.game is not None:
        app.game.close()
        _farewell(app.game, resume_command)
    return app.return_code or 0


def _farewell(game: Game, resume_command: Callable[[Path], str] | None) -> None:
    if game.turn.ending is not None or not game.steps:
        return
    with contextlib.suppress(OSError, ValueError):
        if game.log_path is None:
            sys.stdout.write("This play was not saved, so it cannot be gone on with.\n")
            return
        command = f"hengyang play --resume {game.log_path}" if resume_command is None else resume_command(game.log_path)
        sys.stdout.write(f"Saved. To go on with this play:\n{command}\n")
