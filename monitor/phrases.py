"""Words of a rule in the texts of an edit: whole words, in any case and any typesetting."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import re2  # type: ignore[import-untyped]

from monitor.tokens import UNSPACED, typographic

#: bytes that one compiled expression may use; beyond it RE2 refuses it, or runs it more slowly
_REGEX_MEMORY = 524_288
#: characters of an expression
MAX_REGEX = 500
#: occurrences that are counted; more are as many
_MOST = 1_000

_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")

_ASCII_WORD = re.compile(r"[a-z0-9]+")


def spoken(text: str) -> tuple[str, ...]:
    """The words of `text`, folded; a script without spaces gives one word a character."""
    if text.isascii():
        return tuple(_ASCII_WORD.findall(text.lower()))
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", typographic(text)).casefold()))


def line(words: Iterable[str]) -> str:
    """Words as a line in which a phrase is found as a substring, whole words only."""
    joined = "  ".join(words)
    return f" {joined} " if joined else ""


def phrase(text: str) -> str:
    """What to look for in a `line`; a star at the end leaves the last word open."""
    words = line(spoken(text))
    return words[:-1] if text.endswith("*") else words


def expression(pattern: str) -> re2._Regexp:
    """A compiled regular expression, in any case; ValueError says what RE2 does not take."""
    if len(pattern) > MAX_REGEX:
        raise ValueError(f"a regular expression has at most {MAX_REGEX} characters")
    try:
        compiled = re2.compile(pattern, options())
    except re2.error as error:
        detail = error.args[0] if error.args else "not understood"
        text = detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
        raise ValueError(f"no regular expression of RE2: {text}") from error
    if compiled.search(b"") is not None:
        raise ValueError("this regular expression also finds nothing at all, and so everything")
    return compiled


def options(memory: int = _REGEX_MEMORY) -> re2.Options:
    """How expressions are compiled: in any case, quietly, within `memory` bytes."""
    chosen = re2.Options()
    chosen.case_sensitive = False
    chosen.log_errors = False
    chosen.max_mem = memory
    chosen.never_capture = True
    return chosen


def count(compiled: re2._Regexp, text: bytes) -> int:
    """How often the expression occurs in UTF-8 text, up to a limit."""
    found = 0
    for _ in compiled.finditer(text):
        found += 1
        if found >= _MOST:
            break
    return found
