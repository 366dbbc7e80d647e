"""The changes of a text as stretches, and their words."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from monitor.lexicon import Lexicon
from monitor.tokens import tokens
from monitor.words import Spans

#: a number with what is written to it: "4,000", "4bn", "10am", "3rd"
NUMBER = re.compile(r"\d(?:[\d.,:]*\d)?[^\W\d_]*")
_NO_LETTERS = re.compile(r"[\W_]+")
#: characters that tell how the text before a change ended
_GLANCE = 40


@dataclass(slots=True)
class Hunk:
    """What is gone and what has come between two kept stretches."""

    gone: str
    come: str
    #: offsets in the old and the new text
    a: int
    b: int


class Words:
    """One side of a hunk, as words."""

    def __init__(self, text: str) -> None:
        self.text = text
        if not text or (text.isalpha() and text.isascii()):
            self.all = self.words = text.split()
            self.lower = self.bare = text.lower().split()
            self.numbers: list[str] = []
            return
        self.all = list(map(str.strip, tokens(text)))
        self.words = [word for word in self.all if word[:1].isalnum()]
        self.lower = self.bare = list(map(str.lower, self.words))
        if "'" in text or "’" in text:
            self.lower = [word.replace("’", "'") for word in self.lower]
            #: "couldn't" counts as "could" beside what denies it
            self.bare = [word.removesuffix("n't") for word in self.lower]
        self.numbers = NUMBER.findall(text)

    def signs(self) -> list[str]:
        """What is no word, in order."""
        return [token for token in self.all if token and not token[0].isalnum()]

    def holds_as_often(self, word: str, other: Words) -> bool:
        """Whether a word, a number or a sign occurs as often as in another text."""
        return (
            self.bare.count(word) == other.bare.count(word)
            and self.lower.count(word) == other.lower.count(word)
            and self.numbers.count(word) == other.numbers.count(word)
            and self.all.count(word) == other.all.count(word)
        )

    def among(self, table: Set[str]) -> list[str]:
        """The words that a table of the lexicon holds, in order."""
        return [] if table.isdisjoint(self.bare) else [w for w in self.bare if w in table]

    def days(self, table: Lexicon) -> list[str]:
        """The days and months; in a language that capitalises them "may" is none."""
        if table.calendar.isdisjoint(self.bare):
            return []
        named = zip(self.words, self.bare, strict=True)
        days = [word for word, bare in named if bare in table.calendar]
        return [word for word in days if word[0].isupper()] if table.capital_days else days

    def hedges(self, table: Lexicon) -> list[str]:
        """The words that make a claim less sure; "May" is none."""
        found = self.among(table.hedges)
        days = [day.lower() for day in self.days(table)] if found else []
        return [word for word in found if word not in days]


def is_rewritten(spans: Spans) -> bool:
    """Whether a text of some length was written anew: none of its words is marked as kept."""
    if any([mark == "=" and not text.isspace() for mark, text in spans]):
        return False
    sides = {mark for mark, _ in spans} - {"="}
    return len(sides) == 2 and all(len(text.split()) > 4 for _, text in spans)


def hunks_of(spans: Spans) -> list[Hunk]:
    """The changes between what is kept, with their places in both texts."""
    found: list[Hunk] = []
    a = b = 0
    fresh = True
    for mark, text in spans:
        if mark == "=":
            a, b, fresh = a + len(text), b + len(text), True
            continue
        if fresh:
            found.append(Hunk("", "", a, b))
            fresh = False
        if mark == "-":
            found[-1].gone += text
            a += len(text)
        else:
            found[-1].come += text
            b += len(text)
    return found


def same_letters(gone: str, come: str) -> bool:
    """Whether only what stands between and inside the words differs: commas, hyphens."""
    if gone.isalpha() and come.isalpha():
        return gone == come
    return _NO_LETTERS.sub("", gone) == _NO_LETTERS.sub("", come)


def text_before(text: str, at: int) -> str:
    """The last few characters before `at`: enough to tell how a sentence ended."""
    return text[max(0, at - _GLANCE) : at]
