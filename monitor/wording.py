"""What the changed words of a text amount to, each label with its words as proof."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from unicodedata import category

from rapidfuzz.distance import OSA

from monitor.content import Content
from monitor.lexicon import Lexicon, lexicon
from monitor.quotations import inside, quoted, touches
from monitor.tokens import tokens, typographic
from monitor.words import Spans
from storage.records import Edit

#: label, words of the old side, words of the new side
Proof = tuple[str, str, str]

#: proofs of one label that an edit carries
_PROOFS = 6
#: words of a sentence that came or went, at least
_SENTENCE = 4
#: words of both sides beyond which a change is not looked into
_MANY = 400
#: characters that tell how the text before a change ended
_GLANCE = 40
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d(?:[\d.,:]*\d)?")
_ENDS_SENTENCE = re.compile(r"[.!?…。।؟！？][\"'”’»」)]*$")
_SIGNS_OF_VALUE = frozenset("%‰$€£¥₹°")


@dataclass(slots=True)
class _Hunk:
    gone: str
    come: str
    #: offsets in the old and the new text
    a: int
    b: int


class _Words:
    """One side of a hunk, as words."""

    def __init__(self, text: str) -> None:
        self.all = [token.strip() for token in tokens(text)]
        self.words = [word for word in self.all if word and word[0].isalnum()]
        self.lower = [word.lower().replace("’", "'") for word in self.words]
        self.numbers = _NUMBER.findall(text)

    def among(self, table: frozenset[str]) -> list[str]:
        """The words that a table of the lexicon holds, in order; "couldn't" counts as "could"."""
        bare = [word.removesuffix("n't") for word in self.lower]
        return [word for word in bare if word in table]


class Article:
    """What the judgement of one edit needs to know of the rest of the article."""

    def __init__(self, old: Content, new: Content) -> None:
        self._sides = (old, new)
        language = new.fields.get("language") or old.fields.get("language")
        self.lexicon = lexicon(language if isinstance(language, str) else None)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of both readings, as written."""
        return frozenset(
            word for side in self._sides for unit in side.units for word in _WORD.findall(unit.text)
        )


def word_labels(edit: Edit, article: Article) -> list[Proof]:
    """The labels of the words that an edit changed."""
    before = edit.old.text if edit.old else ""
    after = edit.new.text if edit.new else ""
    return _Judge(before, after, article).proofs(edit.spans)


class _Judge:
    """Two texts whose differences are to be named."""

    def __init__(self, before: str, after: str, article: Article) -> None:
        self._before = before
        self._after = after
        self._article = article
        self._lexicon: Lexicon = article.lexicon

    @cached_property
    def _quoted_before(self) -> list[tuple[int, int]]:
        return quoted(self._before)

    @cached_property
    def _quoted_after(self) -> list[tuple[int, int]]:
        return quoted(self._after)

    @cached_property
    def _titled(self) -> bool:
        """Whether the text capitalises its words as titles do, so that a capital tells nothing."""
        words = [word for word in _WORD.findall(self._after) if len(word) > 3]
        return len(words) > 2 and 2 * sum(word[0].isupper() for word in words) > len(words)

    def proofs(self, spans: Spans) -> list[Proof]:
        """At most a handful of proofs for each label, in reading order."""
        if typographic(self._before) == typographic(self._after):
            hunk = next(iter(_hunks(spans)), None)
            return [("typography", hunk.gone, hunk.come)] if hunk and _is_visible(hunk) else []
        if is_rewritten(spans):
            return [("rewritten", self._before, self._after)]
        found: dict[str, dict[Proof, None]] = {}
        for hunk in _hunks(spans):
            for label, gone, come in self._of_hunk(hunk):
                known = found.setdefault(label, {})
                if len(known) < _PROOFS:
                    known[label, gone.strip(), come.strip()] = None
        return [proof for known in found.values() for proof in known]

    def _of_hunk(self, hunk: _Hunk) -> list[Proof]:
        whole = (hunk.gone, hunk.come)
        if not hunk.gone.strip() and not hunk.come.strip():
            return [("typography", *whole)] if _is_visible(hunk) else []
        if typographic(hunk.gone) == typographic(hunk.come):
            return [("typography", *whole)]
        gone, come = _Words(hunk.gone), _Words(hunk.come)
        labels = self._of_words(hunk, gone, come)
        if self._is_quoted(hunk):
            if hunk.gone.strip() and hunk.come.strip():
                labels = [found for found in labels if found[0] != "wording"]
            labels.append(("quote_changed", *whole))
        return labels

    def _of_words(self, hunk: _Hunk, gone: _Words, come: _Words) -> list[Proof]:
        whole = (hunk.gone, hunk.come)
        if len(gone.words) + len(come.words) > _MANY:
            return [("wording", *whole)]
        if _same_letters(gone, come) and not any(map(_is_telling, hunk.gone + hunk.come)):
            return [("punctuation", *whole)]
        if (gone.words and gone.lower == come.lower) or _is_spelling(gone, come, self._lexicon):
            return [("spelling", *whole)]
        sentence = self._sentence(hunk, gone, come)
        if sentence:
            return [(sentence, *whole)]
        labels = [*self._of_value(hunk, gone, come), *self._of_claim(gone, come)]
        labels += self._of_names(hunk, gone, come)
        if not labels or self._is_reworded(labels, gone, come):
            labels.append(("wording", *whole))
        return labels

    def _sentence(self, hunk: _Hunk, gone: _Words, come: _Words) -> str | None:
        """The label of a whole sentence that came or went."""
        for label, text, side, other, start in (
            ("sentence_added", hunk.come, come, gone, _before(self._after, hunk.b)),
            ("sentence_removed", hunk.gone, gone, come, _before(self._before, hunk.a)),
        ):
            if len(side.all) < _SENTENCE or 3 * len(other.all) > len(side.all):
                continue
            ends = _ENDS_SENTENCE.search(text.rstrip()) is not None
            begins = not start.strip() or _ENDS_SENTENCE.search(start.rstrip()) is not None
            if (ends and begins) or _ENDS_SENTENCE.search(side.all[0]):
                return label
        return None

    def _of_value(self, hunk: _Hunk, gone: _Words, come: _Words) -> list[Proof]:
        """Numbers, in digits or in words, and days."""
        found: list[Proof] = []
        table = self._lexicon.numerals
        was = gone.numbers + gone.among(table) + _signs(hunk.gone)
        now = come.numbers + come.among(table) + _signs(hunk.come)
        if was != now:
            found.append(("number_changed", " ".join(was), " ".join(now)))
        days = (gone.among(self._lexicon.calendar), come.among(self._lexicon.calendar))
        if days[0] != days[1] and all(days):
            found.append(("day_changed", " ".join(days[0]), " ".join(days[1])))
        return found

    def _of_claim(self, gone: _Words, come: _Words) -> list[Proof]:
        """Who says it, how sure it is, and whether it is denied."""
        found: list[Proof] = []
        for label, table in (
            ("attribution_changed", self._lexicon.attribution),
            ("hedging_changed", self._lexicon.hedges),
        ):
            was, now = gone.among(table), come.among(table)
            if sorted(was) != sorted(now):
                found.append((label, " ".join(was), " ".join(now)))
        was, now = self._negations(gone), self._negations(come)
        if len(was) != len(now):
            found.append(("negation_changed", " ".join(was), " ".join(now)))
        return found

    def _negations(self, side: _Words) -> list[str]:
        return [
            word for word in side.lower if word in self._lexicon.negations or word.endswith("n't")
        ]

    def _of_names(self, hunk: _Hunk, gone: _Words, come: _Words) -> list[Proof]:
        if not self._lexicon.capitals_mark_names:
            return []
        was = self._names(gone, self._before, hunk.a)
        now = self._names(come, self._after, hunk.b)
        if was and now and set(was) != set(now):
            return [("name_changed", " ".join(was), " ".join(now))]
        return []

    def _names(self, side: _Words, text: str, start: int) -> list[str]:
        names: list[str] = []
        opens = _opens_sentence(_before(text, start))
        for word in side.all:
            if not word[:1].isalnum():
                opens = opens or word[:1] in '.!?…“"'
                continue
            if word[0].isupper() and self._is_name(word, opens):
                names.append(word)
            opens = False
        return names

    def _is_name(self, word: str, opens: bool) -> bool:
        """Whether a capitalised word is a name rather than the first of a sentence."""
        lower = word.lower()
        if len(word) < 2 or lower in self._lexicon.calendar:
            return False
        if self._titled:
            return word in self._article.vocabulary and lower not in self._article.vocabulary
        if not opens:
            return True
        if lower in self._lexicon.openers:
            return False
        return lower not in self._article.vocabulary

    def _is_reworded(self, labels: list[Proof], gone: _Words, come: _Words) -> bool:
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
                if word not in told and not _NUMBER.fullmatch(word)
            )
            for side in (gone, come)
        ]
        return rest[0] != rest[1]

    def _is_quoted(self, hunk: _Hunk) -> bool:
        a_end, b_end = hunk.a + len(hunk.gone), hunk.b + len(hunk.come)
        if touches(self._quoted_before, hunk.a, a_end) or touches(
            self._quoted_after, hunk.b, b_end
        ):
            return True
        was = inside(self._quoted_before, hunk.a, a_end, self._before)
        now = inside(self._quoted_after, hunk.b, b_end, self._after)
        return bool(was and now and was != now)


def is_rewritten(spans: Spans) -> bool:
    """Whether a text of some length was written anew: none of its words is marked as kept."""
    kept = any(mark == "=" and text.strip() for mark, text in spans)
    sides = {mark for mark, _ in spans} - {"="}
    return not kept and len(sides) == 2 and all(len(text.split()) > 4 for _, text in spans)


def _hunks(spans: Spans) -> list[_Hunk]:
    """The changes between what is kept, with their places in both texts."""
    found: list[_Hunk] = []
    a = b = 0
    fresh = True
    for mark, text in spans:
        if mark == "=":
            a, b, fresh = a + len(text), b + len(text), True
            continue
        if fresh:
            found.append(_Hunk("", "", a, b))
            fresh = False
        if mark == "-":
            found[-1].gone += text
            a += len(text)
        else:
            found[-1].come += text
            b += len(text)
    return found


def _is_visible(hunk: _Hunk) -> bool:
    """Whether a change of white space is more than where a paragraph breaks."""
    return "\n" not in hunk.gone + hunk.come


def _same_letters(gone: _Words, come: _Words) -> bool:
    """Whether only what stands between and inside the words differs: commas, hyphens."""
    return _letters(gone) == _letters(come)


def _letters(side: _Words) -> str:
    return "".join(char for word in side.words for char in word if char.isalnum())


def _is_spelling(gone: _Words, come: _Words, table: Lexicon) -> bool:
    """Whether one word became its near double, other than by inflection."""
    if len(gone.words) != 1 or len(come.words) != 1:
        return False
    was, now = gone.words[0], come.words[0]
    if min(len(was), len(now)) < 4 or not (was.islower() and now.islower()):
        return False
    if table.holds(was) or table.holds(now):
        return False
    if gone.numbers or come.numbers or OSA.distance(was, now, score_cutoff=1) > 1:
        return False
    shorter, longer = sorted((was, now), key=len)
    return not (longer.startswith(shorter) and longer[len(shorter) :] in table.endings)


def _is_telling(char: str) -> bool:
    """Whether a sign says something by itself: a currency, per cent, an emoji."""
    return char in _SIGNS_OF_VALUE or (char > "\xff" and category(char) == "So")


def _signs(text: str) -> list[str]:
    return [char for char in text if char in _SIGNS_OF_VALUE]


def _before(text: str, at: int) -> str:
    """The last few characters before `at`: enough to tell how a sentence ended."""
    return text[max(0, at - _GLANCE) : at]


def _opens_sentence(before: str) -> bool:
    last = before.rstrip()[-1:]
    return not last or last in '.!?…:“"«‘('
