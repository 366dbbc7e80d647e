"""What the changed words of a text amount to, each label with its words as proof."""

from __future__ import annotations

import re
from functools import cached_property
from unicodedata import category

from rapidfuzz.distance import OSA

from monitor.hunks import NUMBER, Hunk, Words, hunks_of, is_rewritten, same_letters, text_before
from monitor.lexicon import Lexicon
from monitor.naming import Article, Names
from monitor.quotations import Range, inside, quoted, touches
from monitor.tokens import typographic
from monitor.words import Spans, alike

#: label, words of the old side, words of the new side
Proof = tuple[str, str, str]

#: proofs of one label that an edit carries
_PROOFS = 6
#: words of a sentence that came or went, at least
_SENTENCE = 4
#: words of both sides beyond which a change is not looked into
_MANY = 400
#: words beyond which a clause came or went rather than a denial
_CLAUSE = 7
#: words that are looked at one by one for their spelling, and words of a quotation beyond which
#: those that came or went are the quoted one's affair
_FEW = 3
_SPEAKERS = ("attribution_changed", "hedging_changed")
_ENDS_SENTENCE = re.compile(r"[.!?…。।؟！？][\"'”’»」)]*$")
_SIGNS_OF_VALUE = frozenset("%‰$€£¥₹°")


def word_labels(before: str, after: str, spans: Spans, article: Article) -> list[Proof]:
    """The labels of the words that an edit changed."""
    return _Judge(before, after, article).proofs(spans)


class _Judge:
    """Two texts whose differences are to be named."""

    def __init__(self, before: str, after: str, article: Article) -> None:
        self._before = before
        self._after = after
        self._lexicon: Lexicon = article.lexicon
        self._quoted: tuple[list[Range], list[Range]] = ([], [])
        self._names = (Names(before, article), Names(after, article))

    def proofs(self, spans: Spans) -> list[Proof]:
        """At most a handful of proofs for each label, in reading order."""
        if is_rewritten(spans):
            return [("rewritten", self._before, self._after)]
        self._quoted = (quoted(self._before), quoted(self._after))
        found: dict[str, dict[Proof, None]] = {}
        for hunk in hunks_of(spans):
            for label, gone, come in self._of_hunk(hunk):
                known = found.setdefault(label, {})
                if len(known) < _PROOFS:
                    known[label, gone.strip(), come.strip()] = None
        return [proof for known in found.values() for proof in known]

    def _of_hunk(self, hunk: Hunk) -> list[Proof]:
        whole = (hunk.gone, hunk.come)
        if not hunk.gone.strip() and not hunk.come.strip():
            return [("typography", *whole)] if _is_visible(hunk) else []
        if typographic(hunk.gone) == typographic(hunk.come):
            return [("typography", *whole)]
        gone, come = Words(hunk.gone), Words(hunk.come)
        labels = self._of_words(hunk, gone, come)
        if self._is_quoted(hunk):
            if hunk.gone.strip() and hunk.come.strip():
                labels = [found for found in labels if found[0] != "wording"]
            if max(len(gone.words), len(come.words)) > _FEW:
                labels = [found for found in labels if found[0] not in _SPEAKERS]
            labels.append(("quote_changed", *whole))
        return labels

    def _of_words(self, hunk: Hunk, gone: Words, come: Words) -> list[Proof]:
        whole = (hunk.gone, hunk.come)
        if len(gone.words) + len(come.words) > _MANY:
            return [("wording", *whole)]
        label = _retouched(hunk, gone, come, self._lexicon) or self._sentence(hunk, gone, come)
        if label:
            return [(label, *whole)]
        labels: list[Proof] = []
        if self._bears_on_claims(gone) or self._bears_on_claims(come):
            found = [*self._of_value(hunk, gone, come), *self._of_claim(gone, come)]
            labels += [proof for proof in found if not self._stands_elsewhere(proof)]
        was = self._names[0].among(gone, hunk.a)
        now = self._names[1].among(come, hunk.b) if was else []
        if now and set(was) != set(now):
            labels.append(("name_changed", " ".join(was), " ".join(now)))
        if not labels or self._is_reworded(labels, gone, come):
            labels.append(("wording", *whole))
        return labels

    def _sentence(self, hunk: Hunk, gone: Words, come: Words) -> str | None:
        """The label of a whole sentence that came or went."""
        if max(len(gone.all), len(come.all)) < _SENTENCE:
            return None
        for label, text, side, other, (whole, at) in (
            ("sentence_added", hunk.come, come, gone, (self._after, hunk.b)),
            ("sentence_removed", hunk.gone, gone, come, (self._before, hunk.a)),
        ):
            if len(side.all) < _SENTENCE or 3 * len(other.all) > len(side.all):
                continue
            start = text_before(whole, at)
            ends = _ENDS_SENTENCE.search(text.rstrip()) is not None
            begins = not start.strip() or _ENDS_SENTENCE.search(start.rstrip()) is not None
            if (ends and begins) or _ENDS_SENTENCE.search(side.all[0]):
                return label
        return None

    def _bears_on_claims(self, side: Words) -> bool:
        """Whether a side has a number, a sign of value, or a word of the lexicon."""
        return (
            bool(side.numbers)
            or side.bare != side.lower  # "n't"
            or not self._lexicon.telling.isdisjoint(side.bare)
            or not _SIGNS_OF_VALUE.isdisjoint(side.text)
        )

    def _of_value(self, hunk: Hunk, gone: Words, come: Words) -> list[Proof]:
        """Numbers, in digits or in words, and days."""
        found: list[Proof] = []
        table = self._lexicon.numerals
        was, now = gone.numbers + gone.among(table), come.numbers + come.among(table)
        signs = (_signs(hunk.gone), _signs(hunk.come))
        if all(signs) or not (gone.words or come.words):
            was, now = was + signs[0], now + signs[1]
        if was != now:
            found.append(("number_changed", " ".join(was), " ".join(now)))
        days = (gone.days(self._lexicon), come.days(self._lexicon))
        if all(days) and " ".join(days[0]).lower() != " ".join(days[1]).lower():
            found.append(("day_changed", " ".join(days[0]), " ".join(days[1])))
        return found

    def _of_claim(self, gone: Words, come: Words) -> list[Proof]:
        """Who says it, how sure it is, and whether it is denied."""
        found: list[Proof] = []
        verbs = self._lexicon.attribution
        was, now = gone.among(verbs.keys()), come.among(verbs.keys())
        if sorted(map(verbs.__getitem__, was)) != sorted(map(verbs.__getitem__, now)):
            found.append(("attribution_changed", " ".join(was), " ".join(now)))
        was, now = gone.hedges(self._lexicon), come.hedges(self._lexicon)
        if sorted(was) != sorted(now):
            found.append(("hedging_changed", " ".join(was), " ".join(now)))
        was, now = self._negations(gone), self._negations(come)
        if len(was) != len(now) and max(len(gone.words), len(come.words)) <= _CLAUSE:
            found.append(("negation_changed", " ".join(was), " ".join(now)))
        return found

    def _stands_elsewhere(self, proof: Proof) -> bool:
        """Whether what only came, or only went, was there before, or is still there.

        A number that moves within a rewritten passage is the same number.
        """
        _, was, now = proof
        if bool(was) == bool(now):
            return False
        before, after = self._middles
        return all(before.holds_as_often(word, after) for word in (was or now).split())

    @cached_property
    def _middles(self) -> tuple[Words, Words]:
        start, end = alike(self._before, self._after)
        before = self._before[start : len(self._before) - end]
        after = self._after[start : len(self._after) - end]
        return Words(before), Words(after)

    def _negations(self, side: Words) -> list[str]:
        return [
            word for word in side.lower if word in self._lexicon.negations or word.endswith("n't")
        ]

    def _is_reworded(self, labels: list[Proof], gone: Words, come: Words) -> bool:
        """Whether words differ that no other label accounts for."""
        told = {
            word.lower()
            for _, was, now in labels
            for word in (was + " " + now).split()
            if not word.endswith("n't")
        }
        rest = [
            sorted(
                word.removesuffix("n't")
                for word in side.lower
                if word not in told and not NUMBER.fullmatch(word)
            )
            for side in (gone, come)
        ]
        return rest[0] != rest[1]

    def _is_quoted(self, hunk: Hunk) -> bool:
        before, after = self._quoted
        if not before and not after:
            return False
        a_end, b_end = hunk.a + len(hunk.gone), hunk.b + len(hunk.come)
        if touches(before, hunk.a, a_end) or touches(after, hunk.b, b_end):
            return True
        was = inside(before, hunk.a, a_end, self._before)
        now = inside(after, hunk.b, b_end, self._after)
        return bool(was and now and was != now)


def _is_visible(hunk: Hunk) -> bool:
    """Whether a change of white space is more than where a paragraph breaks."""
    return "\n" not in hunk.gone + hunk.come


def _retouched(hunk: Hunk, gone: Words, come: Words, table: Lexicon) -> str | None:
    """The label of a change that leaves the words what they are."""
    if same_letters(hunk.gone, hunk.come) and not any(map(_is_telling, hunk.gone + hunk.come)):
        return "punctuation"
    if gone.words and gone.lower == come.lower:
        # a capital that follows from another stop is no spelling
        return "spelling" if gone.signs() == come.signs() else "punctuation"
    return "spelling" if _is_spelling(gone, come, table) else None


def _is_spelling(gone: Words, come: Words, table: Lexicon) -> bool:
    """Whether each of a few words became its near double, or stayed as it was."""
    if not 0 < len(gone.words) == len(come.words) <= _FEW or gone.numbers or come.numbers:
        return False
    pairs = zip(gone.words, come.words, strict=True)
    return all(was == now or _is_near_double(was, now, table) for was, now in pairs)


def _is_near_double(was: str, now: str, table: Lexicon) -> bool:
    """Whether one word is the other spelt otherwise, and no inflection of it."""
    if min(len(was), len(now)) < 4 or not (was.islower() and now.islower()):
        return False
    if was in table.telling or now in table.telling:
        return False
    if OSA.distance(was, now, score_cutoff=1) > 1:
        return False
    shorter, longer = sorted((was, now), key=len)
    return not (longer.startswith(shorter) and longer[len(shorter) :] in table.endings)


def _is_telling(char: str) -> bool:
    """Whether a sign says something by itself: a currency, per cent, an emoji."""
    return char in _SIGNS_OF_VALUE or (char > "\xff" and category(char) == "So")


def _signs(text: str) -> list[str]:
    return [char for char in text if char in _SIGNS_OF_VALUE]
