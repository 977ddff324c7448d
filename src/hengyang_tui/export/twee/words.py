"""The spelling of Twee and of SugarCube's markup."""

from __future__ import annotations

import json
import re

RESERVED = (
    *("day", "wait", "after", "stack", "entered", "windowDay", "seed"),
    *("roll", "chance", "pick", "word", "div", "mod", "rounded", "thousands", "formatted", "listed", "shown"),
    *("shownDate", "offers", "routes", "onward", "isOpen", "endOfDay", "lastDay", "halfToEven", "hold", "drop"),
    *("v", "block", "run", "at", "true", "false", "null", "undefined", "this", "new", "delete", "in", "of", "to", "is"),
    *("and", "or", "not", "eq", "neq", "gt", "gte", "lt", "lte", "def", "ndef", "isnot", "var", "let", "const", "if"),
    *("else", "for", "while", "do", "return", "function", "class", "switch", "case", "default", "break", "continue"),
    *("try", "catch", "finally", "throw", "typeof", "void", "with", "yield", "await", "enum", "export", "import"),
    *("super", "static", "extends", "instanceof", "debugger", "async", "arguments", "eval", "setup", "State"),
)
"""Names that mean something to JavaScript, to SugarCube, or to what every export has."""

ONWARD = "(onward)"
"""The passage that asks the calendar, or an open detour, what comes next. No id has brackets."""

_MARKUP = re.compile(r"[<>&$\[\]{}\\|~^@#*!`]|_(?=[A-Za-z$_])|''+|//+|==+|--+|\"\"\"+|__+|^[:;]")


def escaped(text: str) -> str:
    """Words as SugarCube shows them as they are."""
    return _MARKUP.sub(lambda match: "".join(f"&#{ord(character)};" for character in match[0]), text)


def string(text: str) -> str:
    """A literal of JavaScript that may stand in a macro."""
    written = json.dumps(text, ensure_ascii=False)
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("`", "\\u0060").replace("$", "\\u0024")


def is_plain(text: str) -> bool:
    """Whether a text can stand in a link as it is."""
    return _MARKUP.search(text) is None


def list_of(scene: str) -> str:
    """The passage with the choices of a scene, to which a detour comes back."""
    return f"{scene} (choices)"
