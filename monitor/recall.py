"""Words of a revision that stood before, and went, or went from elsewhere: known again."""

from __future__ import annotations

from monitor.budget import Budget
from monitor.descent import Descent
from monitor.memory import LEAST_SHARE, SENTENCE_SHARE, Memory
from monitor.passages import TIMES, Line, Passage
from monitor.sentences import sentences, tells
from monitor.stamps import UNKNOWN, inherit, known, unknown, with_next_word


class Recall:
    """One step of a memory: it learns what went, and finds what returned."""

    def __init__(self, memory: Memory, revision: int, budget: Budget) -> None:
        self._memory = memory.copy()
        self._revision = revision
        self._budget = budget
        self._returned: list[str] = []

    def learn(self, descent: Descent) -> None:
        """Remember what the revision before had and this one has not, or not there."""
        for place, text in descent.left:
            self._memory.learn(place, text)
        for place, passage in descent.gone:
            if place not in TIMES:
                self._memory.keep(place, passage, self._revision)

    def settled(self, line: Line) -> Line:
        """The line with what is known of its words; the others are the revision's own."""
        stamps = line.stamps
        if self._memory.known:
            stamps = self._recalled(line.passage, stamps)
        stamps = stamps.replace(UNKNOWN, chr(self._revision))
        return Line(line.passage, with_next_word(line.passage.text, stamps))

    def taken(self) -> Memory:
        """The memory after the step."""
        self._memory.take_back(self._returned)
        self._memory.trim()
        self._memory.degraded.update(self._budget.degraded)
        return self._memory

    def _recalled(self, passage: Passage, stamps: str) -> str:
        """`stamps` with what is known of the whole text, of its sentences, of words like them."""
        text = passage.text
        exact = self._memory.find(text, passage.field) or self._recalled_sentences(text, stamps)
        self._returned += [
            text[start + first : start + last]
            for start, end in unknown(stamps)
            for first, last in known(exact[start:end])
        ]
        parts = []
        at = 0
        for start, end in unknown(exact):
            parts += [exact[at:start], self._recalled_words(text[start:end])]
            at = end
        return "".join([*parts, exact[at:]])

    def _recalled_sentences(self, text: str, stamps: str) -> str:
        parts = []
        at = 0
        for sentence in sentences(text):
            part = stamps[at : at + len(sentence)]
            at += len(sentence)
            if UNKNOWN in part:
                part = self._recalled_sentence(sentence, part)
            parts.append(part)
        return "".join(parts)

    def _recalled_sentence(self, text: str, stamps: str) -> str:
        sentence = text.strip()
        if not tells(sentence) or (found := self._memory.find(sentence)) is None:
            return stamps
        lead = len(text) - len(text.lstrip())
        return found[:1] * lead + found + found[-1:] * (len(text) - lead - len(sentence))

    def _recalled_words(self, text: str, share: float = LEAST_SHARE) -> str:
        """The stamps of words that returned in a passage that changed meanwhile."""
        at = self._memory.nearest(text, share)
        if at is not None:
            inherited = inherit(self._memory.removed[at].passage, text, self._budget)
            self._memory.leave(at, inherited.gone)
            return inherited.stamps
        parts = sentences(text)
        if len(parts) == 1:
            return UNKNOWN * len(text)
        return "".join([self._recalled_words(part, SENTENCE_SHARE) for part in parts])
