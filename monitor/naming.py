"""Which capitalised words of a text are names."""

from __future__ import annotations

import re
from functools import cached_property

from monitor.content import Content
from monitor.hunks import Words, text_before
from monitor.lexicon import lexicon

_WORD = re.compile(r"\w+")
_POSSESSIVE = re.compile("['’](?:s|S)?$")


class Article:
    """What the judgement of one edit needs to know of the rest of the article."""

    def __init__(self, old: Content, new: Content) -> None:
        self._sides = (old, new)
        language = new.fields.get("language") or old.fields.get("language")
        self.lexicon = lexicon(language if isinstance(language, str) else None)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of both readings, as written."""
        texts = {unit.text for side in self._sides for unit in side.units}
        return frozenset(_WORD.findall("\n".join(texts)))


class Names:
    """The names in a text of an article."""

    def __init__(self, text: str, article: Article) -> None:
        self._text = text
        self._article = article

    @cached_property
    def _titled(self) -> bool:
        """Whether the text capitalises its words as titles do, so that a capital tells nothing."""
        words = [word for word in _WORD.findall(self._text) if len(word) > 3]
        return len(words) > 2 and 2 * sum(word[0].isupper() for word in words) > len(words)

    def among(self, side: Words, start: int) -> list[str]:
        """The names among words that begin at `start` of the text, in order."""
        if not any(word[0].isupper() for word in side.words):
            return []
        if not self._article.lexicon.capitals_mark_names:
            return []
        names: list[str] = []
        opens = _opens_sentence(text_before(self._text, start))
        for word in side.all:
            if not word[:1].isalnum():
                opens = opens or word[:1] in '.!?…“"'
                continue
            if word[0].isupper() and self._is_name(word, opens):
                names.append(_POSSESSIVE.sub("", word))
            opens = False
        return names

    def _is_name(self, word: str, opens: bool) -> bool:
        """Whether a capitalised word is a name rather than the first of a sentence."""
        lower = word.lower()
        if len(word) < 2 or lower in self._article.lexicon.calendar:
            return False
        if self._titled:
            return word in self._article.vocabulary and lower not in self._article.vocabulary
        if not opens:
            return True
        if lower in self._article.lexicon.openers:
            return False
        return lower not in self._article.vocabulary


def _opens_sentence(before: str) -> bool:
    last = before.rstrip()[-1:]
    return not last or last in '.!?…:“"«‘('
