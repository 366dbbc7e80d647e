"""Lists of words and phrases as they are best read in the source."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def listed(text: str) -> tuple[str, ...]:
    """The words of a text in their order."""
    return tuple(text.split())


def phrases(text: str) -> frozenset[str]:
    """The phrases of a text, which stand between bars or on lines of their own."""
    return frozenset(" ".join(part.split()) for part in re.split(r"[|\n]", text) if part.strip())


def either(text: str) -> str:
    """A pattern for any of the phrases of a text, the longest first."""
    found = sorted(phrases(text), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(map(re.escape, found))
