"""Figures: what an element with a picture shows, and whose picture it says that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crawler import credits, images, promotions, roles
from crawler.tree import (
    Element,
    absolute,
    consists_of,
    fold,
    holds,
    is_crowded,
    is_nothing,
    text_of,
    word_count,
)

MAX_CAPTION = 1500
#: captions have a few spans and links inside, no more
_DEPTH = 12
#: captions that style sheets or scripts show; the page's text does not have them
_CAPTION_DATA = ("data-c-caption", "data-caption")
_CREDIT_DATA = ("data-c-credit", "data-credit")
#: children of an element that is looked into for controls, and for copies
_FEW, _MANY = 12, 40
#: characters from which two texts that begin alike are one, cut off in one of them
_ALIKE = 40
#: in these a name alone is the credit
_SMALL = frozenset({"small", "em", "i", "cite"})
#: characters of a caption that is cut off
_BEGUN = 15
#: words of a caption that a bare name may follow as its credit
_TELLS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture as the page shows it."""

    image: str | None = None
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None
    #: the caption stands a second time in the text of the figure
    doubled: bool = False


def read_figure(figure: Element, base: str) -> Picture:
    """The picture that a `figure`, or an element like one, holds."""
    address, alt = _image(figure, base)
    caption, credit, doubled = _caption_of(figure)
    if caption is None and credit is None:
        caption, credit = read_data(figure)
    if credit == caption:
        credit = None
    return Picture(image=address, alt=alt, caption=caption, credit=credit, doubled=doubled)


def read_caption(element: Element) -> tuple[str | None, str | None]:
    """(caption, credit) of an element that holds a caption, credits inside it taken apart."""
    owners: list[str] = []
    pieces: list[str] = []
    _collect(element, pieces, owners)
    text = fold("".join(pieces))[:MAX_CAPTION]
    if not owners and roles.mark_of(element) == "credit":
        return read_credit(text)
    caption, more = credits.split(text)
    credit = credits.clean(" ".join(dict.fromkeys(owners)))
    if caption and credit:
        caption = credits.without_loose_label(caption)
    if more and credit:
        one, other = more.casefold(), credit.casefold()
        if one not in other and other not in one:
            return credits.without_label(text), credit
        return caption, max(credit, more, key=len)
    return caption, credit or more


def read_credit(text: str) -> tuple[str | None, str | None]:
    """(caption, credit) of what is called a credit; some sites put the caption there too."""
    caption, credit = credits.split(text)
    if credit is None and caption and len(caption) < 80:
        return None, credits.clean(caption)
    return caption, credit


def read_data(element: Element) -> tuple[str | None, str | None]:
    """(caption, credit) that attributes of the element, or of one inside, hold."""
    caption = credit = None
    for node in element.iter("img", "a", "div", "figure", "amp-img", "button"):
        caption = caption or _attribute(node, _CAPTION_DATA)
        credit = credit or _attribute(node, _CREDIT_DATA)
    if caption and "<" in caption:
        return None, None
    if caption and not credit:
        return credits.split(caption)
    return caption, credits.clean(credit) if credit else None


def solicits(figure: Element) -> bool:
    """Whether the caption of a figure asks to subscribe or the like."""
    return any(promotions.is_promotion(text_of(holder), 0) for holder in figure.iter("figcaption"))


def _attribute(node: Element, names: tuple[str, ...]) -> str | None:
    return next((fold(value)[:MAX_CAPTION] for name in names if (value := node.get(name))), None)


def _image(figure: Element, base: str) -> tuple[str | None, str | None]:
    found = list(figure.iter("img", "amp-img"))
    if found:
        best = next((image for image in found if not images.is_ornament(image)), found[0])
        return images.read(best, base)
    for node in figure.iter("video", "div", "span", "a"):
        source = node.get("poster") or node.get("data-src")
        address = absolute(base, source) if source and images.is_file(source) else None
        if address is not None:
            return images.stable(address), fold(node.get("data-alt")) or None
    return None, None


def _collect(element: Element, pieces: list[str], owners: list[str], depth: int = 0) -> None:
    """Text of the caption and of the credits inside, in order; controls and copies left out."""
    if element.text:
        leads = len(element) > 0 and not "".join(pieces).strip() and credits.is_credit(element.text)
        (owners if leads else pieces).append(element.text)
    copies = _copies(element)
    for child in element:
        if roles.is_control(child) or child in copies:
            pass
        elif roles.is_credit(child) or _is_edge_credit(child, pieces):
            owners.append(_without_talk(child))
        elif len(child) and depth < _DEPTH:
            _part(child, pieces)
            _collect(child, pieces, owners, depth + 1)
            _part(child, pieces)
        elif not roles.is_talk(words := _words(child)):
            _part(child, pieces)
            pieces.append(words)
            _part(child, pieces)
        if child.tail:
            pieces.append(child.tail)


def _part(child: Element, pieces: list[str]) -> None:
    """Blocks stand apart, and so does what follows the end of a sentence without a space."""
    if child.tag in ("p", "div", "br", "li") or (
        child.tag == "span" and pieces and pieces[-1].endswith((".", "!", "?", "”", '"', ")"))
    ):
        pieces.append(" ")


def _words(element: Element) -> str:
    return text_of(element) if len(element) else element.text or ""


def _copies(element: Element) -> list[Element]:
    """Children that begin as another one does and are shorter: the caption cut off for a start."""
    if is_crowded(element, _MANY):
        return []
    long = [(child, _without_talk(child)) for child in element]
    long = [(child, text) for child, text in long if len(text) > _BEGUN]
    return [
        child
        for place, (child, text) in enumerate(long)
        for other_place, (_, other) in enumerate(long)
        if other.startswith(text[:_ALIKE]) and (-len(other), other_place) < (-len(text), place)
    ]


def _is_edge_credit(child: Element, pieces: list[str]) -> bool:
    """Whether the last part of a caption, or the first before a block, is a credit by its words."""
    holder = child.getparent()
    linked = child.tag == "a" or (holder is not None and holder.tag == "a")
    if linked or (child.tail and not child.tail.isspace()):
        return False  # one of several links in a line, perhaps
    following = next((one for one in child.itersiblings() if not is_nothing(one)), None)
    tag = "" if following is None else following.tag
    if tag if "".join(pieces).strip() else tag not in ("p", "div", child.tag):
        return False
    text = _without_talk(child)
    if consists_of(child, lambda part: part.tag in _SMALL):
        return credits.of_overlay(text) is not None
    if 1 < len(text) < 160 and credits.is_credit(text):
        return True
    if child.tag in _SMALL and text.isupper() and len(text.split()) <= _TELLS:
        return bool("".join(pieces).strip())
    return _follows_caption(child, pieces) and credits.of_overlay(text) is not None


def _follows_caption(child: Element, pieces: list[str]) -> bool:
    """Whether a caption of some words stands before: an element of its own, or a sentence."""
    before, text = child.getprevious(), "".join(pieces).rstrip()
    apart = before is not None and before.tag == child.tag and not (before.tail or "").strip()
    return (apart or text.endswith((".", "!", "?", "”"))) and len(text.split()) >= _TELLS


def _without_talk(element: Element) -> str:
    """The words of a short element without its controls."""
    pieces = [element.text or ""]
    for child in element:
        if not (roles.is_control(child) or roles.is_talk(text_of(child))):
            pieces.append(text_of(child) if is_crowded(element, _FEW) else _without_talk(child))
        pieces.append(child.tail or "")
    return fold(" ".join(pieces))


def _caption_of(figure: Element) -> tuple[str | None, str | None, bool]:
    """(caption, credit, whether the caption stands in the figure a second time)."""
    holders = list(figure.iter("figcaption")) or list(_captions_in(figure))[:1]
    outside = _text_outside(figure, holders)
    owner = _credit_outside(figure, holders)
    if not holders:
        found = credits.split(outside) if _may_be_caption(figure, outside) else (None, None)
        return found[0], owner or found[1], False
    if solicits(figure):
        return None, None, False
    read = [read_caption(holder) for holder in holders]
    captions = list(dict.fromkeys(caption for caption, _ in read if caption))
    credit = next((credit for _, credit in read if credit), None) or owner
    credit = credit or credits.of_overlay(outside)
    caption = captions[0] if captions else None
    doubled = bool(caption) and fold(caption or "") in outside
    return caption, credit, doubled


def _captions_in(figure: Element) -> Iterator[Element]:
    """Elements inside that are called captions, and hold no picture."""
    for node in figure.iter():
        if node is not figure and roles.is_caption(node) and not holds(node, "img"):
            yield node


def _may_be_caption(figure: Element, text: str) -> bool:
    """Whether the bare text of a figure can be a caption: short, and no list of links."""
    if credits.is_credit(text):
        return True
    if not 2 <= word_count(text) <= 80 or roles.is_talk(text):
        return False
    if holds(figure, "video") or not holds(figure, "img"):
        return False
    linked = sum(len(text_of(link)) for link in figure.iter("a"))
    if linked > 0.4 * len(text):
        return False
    return not holds(figure, "h2", "h3", "h4", "li", "iframe")


def _credit_outside(figure: Element, holders: list[Element]) -> str | None:
    inside = {node for holder in holders for node in holder.iter()}
    for node in figure.iter():
        if node in inside or node is figure or node.tag == "img":
            continue
        if roles.is_credit(node):
            return credits.clean(_without_talk(node))
    return None


def _text_outside(figure: Element, holders: list[Element]) -> str:
    """Text of the figure that stands outside its captions, credits and controls."""
    pieces: list[str] = []
    stack: list[Element | str] = [figure]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
            continue
        for child in reversed(item):
            if child.tail:
                stack.append(child.tail)
            left_out = any(child is holder for holder in holders) or child.tag in roles.CONTROLS
            if not left_out and not roles.is_credit(child):
                stack.append(child)
        if item.text:
            stack.append(item.text)
    return fold(" ".join(pieces))
