"""What the elements of a figure are: its caption, its credit, a control."""

from __future__ import annotations

import re

from crawler import lexicon, marks, notes
from crawler.memory import recalled
from crawler.tree import Element, fold, text_of

#: tags of what is no text of a figure
CONTROLS = lexicon.words("button script style noscript svg select form iframe label")
#: controls and counters that stand by pictures
_TALK = lexicon.uncased(
    r"(?:image|photo|slide)?\s?\d+ ?(?:of|/) ?\d+ ?\|?|(?:hide |toggle |show )?caption|"
    r"(?:(?:\.\.\.|…) ?)?(?:less|more|\[\+\])|(?:click to )?enlarge(?: (?:this )?image)?|"
    r"(?:view|open)(?: (?:image|this photo) in)? (?:gallery|full ?screen)|full ?screen|"
    r"(?:buy|purchase|order)(?: this)? (?:photos?|images?|prints?|now)|"
    r"(?:purchase|acquire) licensing rights.*|"
    r"(?:image|photo) (?:copyright|source|credit|caption)[,:]?|"
    r"media playback is (?:un|not )supported.*|(?:previous|next)(?: (?:image|slide|photo))?"
)
_CONTROL = re.compile(
    r"(?:^|[\s_-])(?:shar(?:e|ing)|social|buy|purchase|download|enlarge|zoom|toggle|hide|expand|"
    r"counter|newsletter)(?:$|[\s_-])"
)
#: beside a picture these words name its owner
_OWNED = lexicon.words(
    """
    copyright copyrights source sources quelle agency byline author authors rights provider fonte
    fuente auteur autor owner creditline bron kilde zdroj rechte
    """
)
_OWNED_PROPERTIES = frozenset(
    {"copyrightHolder", "creditText", "author", "creator", "copyrightNotice"}
)


def is_talk(text: str) -> bool:
    """Whether words by a picture are a control, and no caption."""
    return notes.is_interface(text) or _TALK.fullmatch(lexicon.folded(fold(text))) is not None


def is_control(element: Element) -> bool:
    """Whether it is a button or the like, or a picture, and no words."""
    if element.tag in CONTROLS or element.tag in ("img", "picture", "amp-img"):
        return True
    name = element.get("class")
    if name and _CONTROL.search(name.lower()):
        return True
    return element.tag == "a" and is_talk(text_of(element))


def mark_of(element: Element) -> str:
    """What its class says, as `marks.judge` has it."""
    name = element.get("class")
    return marks.judge(name) if name else ""


def is_caption(element: Element) -> bool:
    """Whether its class calls it a caption."""
    return mark_of(element) == "caption"


def is_credit(element: Element) -> bool:
    """Whether its class or its property says that it names whose picture it is."""
    if element.get("itemprop") in _OWNED_PROPERTIES or element.tag == "cite":
        return True
    label = f"{element.get('class') or ''} {element.get('data-role') or ''}".strip()
    if not label or mark_of(element) == "caption":
        return False
    if not _names_owner(label) and mark_of(element) != "credit":
        return False
    return len(text_of(element)) < 200 and not any(is_caption(node) for node in element.iter())


@recalled(1 << 12)
def _names_owner(label: str) -> bool:
    """Whether a class ends with a word for an owner, such as "image-source"."""
    return any(words and words[-1] in _OWNED for words in map(marks.words_in, label.split()))
