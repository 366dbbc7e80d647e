"""Lists of words and phrases as they are best read in the source."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\w+")
_DOTLESS = {ord("ı"): "i", ord("İ"): "i"}


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def listed(text: str) -> tuple[str, ...]:
    """The words of a text in their order."""
    return tuple(text.split())


def phrases(text: str) -> frozenset[str]:
    """The phrases of a text, which stand between bars or on lines of their own."""
    return frozenset(" ".join(part.split()) for part in re.split(r"[|\n]", text) if part.strip())


def folded(text: str) -> str:
    """A text in which all that IGNORECASE takes for one letter is one letter."""
    return text.lower() if text.isascii() else text.translate(_DOTLESS).casefold()


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    return _TOKEN.findall(folded(text))


def telling(text: str) -> frozenset[str]:
    """Of each phrase the longest token: what has none of these has none of the phrases."""
    return frozenset(max(reversed(tokens(phrase)), key=len) for phrase in phrases(text))


def either(text: str) -> str:
    """A pattern for any of the phrases of a text, the longest first."""
    found = sorted(phrases(text), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(map(re.escape, found))
