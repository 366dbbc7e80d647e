"""Words of a page as plain words of a message: nothing in them is obeyed, whatever the channel."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Literal

Format = Literal["text", "markdown", "html"]

#: WORD JOINER: shows nothing, breaks no line, and parts what a chat would take for a mention
_JOINER = "\u2060"
#: punctuation with a meaning in CommonMark or in the chats' own dialects of it
_MARKDOWN = re.compile(r"([\\`*_\[\](){}~<>#|!])")
#: what turns the direction of the text after it
_TURNS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: "@channel", and the scheme of an address that a chat would make a link of
_CALLS = re.compile(r"@|(?<=[A-Za-z]):(?=//)|(?<=[Ww][Ww][Ww])\.(?=\w)")


def one_line(text: str, limit: int) -> str:
    """`text` on one line, without control characters, of at most `limit` characters."""
    words = " ".join("".join(_visible(char) for char in text[: 4 * limit + 100]).split())
    return words if len(words) <= limit else f"{words[: max(limit - 1, 0)].rstrip()}…"


def inert(text: str, form: Format, *, mail: bool = False) -> str:
    """`text` for a message of that format, with no markup, mention or link of its own.

    White space at its ends is kept, so that parts of a sentence can be put together.
    """
    shown = "".join(_visible(char) for char in text)
    if not mail:
        shown = _CALLS.sub(lambda found: found.group() + _JOINER, shown)
    return _ESCAPES[form](shown)


def _visible(char: str) -> str:
    if char.isspace():
        return " "
    if char in _TURNS or unicodedata.category(char) in ("Cc", "Cs"):
        return ""
    return char


_ESCAPES: Mapping[Format, Callable[[str], str]] = {
    "text": str,
    "markdown": lambda text: _MARKDOWN.sub(r"\\\1", text),
    "html": html.escape,
}
