"""Which capitalised words of a text are names."""

from __future__ import annotations

import re
from functools import cached_property

from monitor.content import Content
from monitor.hunks import Words, text_before
from monitor.lexicon import lexicon

_WORD = re.compile(r"\w+")
_LONG_WORD = re.compile(r"\w{4,}")
#: times that a word is looked for in the text; after that a set of all its words is made
_LOOKS = 24
#: words of a change beyond which it is more than a name
_FEW = 4
_POSSESSIVE = re.compile("['’](?:s|S)?$")


class Article:
    """What the judgement of one edit needs to know of the rest of the article."""

    def __init__(self, old: Content, new: Content) -> None:
        self._sides = (old, new)
        self._looks = _LOOKS
        language = new.fields.get("language") or old.fields.get("language")
        self.lexicon = lexicon(language if isinstance(language, str) else None)

    def holds(self, word: str) -> bool:
        """Whether `word` stands in either reading as written, between no other letters."""
        if not _WORD.fullmatch(word):
            return False
        at = 0
        while self._looks:
            self._looks -= 1
            at = self._text.find(word, at + 1)
            if at < 0:
                return False
            if not _WORD.search(self._text[at - 1] + self._text[at + len(word)]):
                return True
        return word in self._vocabulary

    @cached_property
    def _text(self) -> str:
        """Every text of both readings once; it begins and ends with no word."""
        texts = dict.fromkeys(unit.text for side in self._sides for unit in side.units)
        return "\n" + "\n".join(texts) + "\n"

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self._text))


class Names:
    """The names in a text of an article."""

    def __init__(self, text: str, article: Article) -> None:
        self._text = text
        self._article = article

    @cached_property
    def _titled(self) -> bool:
        """Whether the text capitalises its words as titles do, so that a capital tells nothing."""
        words = _LONG_WORD.findall(self._text)
        return len(words) > 2 and 2 * sum([word[0].isupper() for word in words]) > len(words)

    def among(self, side: Words, start: int) -> list[str]:
        """The names among words that begin at `start` of the text, in order."""
        if not side.words or side.text.islower() or not self._article.lexicon.capitals_mark_names:
            return []
        names: list[str] = []
        opens = _opens_sentence(text_before(self._text, start))
        # the first word of a sentence that was written anew is seldom the name that changed
        many = len(side.words) > _FEW
        for word in side.all:
            if not word[:1].isalnum():
                opens = opens or word[:1] in '.!?…“"'
                continue
            if word[0].isupper() and not (opens and many) and self._is_name(word, opens):
                names.append(_POSSESSIVE.sub("", word))
            opens = False
        return names

    def _is_name(self, word: str, opens: bool) -> bool:
        """Whether a capitalised word is a name rather than the first of a sentence."""
        lower = word.lower()
        if len(word) < 2 or lower in self._article.lexicon.calendar:
            return False
        if self._titled:
            return self._article.holds(word) and not self._article.holds(lower)
        if not opens:
            return True
        if lower in self._article.lexicon.openers:
            return False
        return not self._article.holds(lower)


def _opens_sentence(before: str) -> bool:
    last = before.rstrip()[-1:]
    return not last or last in '.!?…:“"«‘('
