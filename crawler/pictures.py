"""Pictures among the segments: each image with the caption and the credit that stand by it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from crawler import besides, copies, credits, figures, images, promotions, roles
from crawler.figures import Picture
from crawler.memory import recalled
from crawler.segments import Page, Segment
from crawler.tree import Element, text_of
from storage.records import Block

KINDS = frozenset({"figure", "image", "caption", "credit"})
_IMAGES = frozenset({"figure", "image"})
_IMAGE_LINK = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$|^#", re.IGNORECASE)
_PORTRAIT = re.compile(
    r"author|writer|byline|avatar|headshot|mugshot|portrait-?thumb|contributor|columnist|profile|bio\b"
)


@dataclass(slots=True)
class _Found:
    """A picture while its caption and its credit are looked for."""

    index: int
    element: Element
    picture: Picture
    #: an icon, or a link to another story, unless it has a caption
    weak: bool = False
    #: the segments that it takes beside its own
    taken: list[int] = field(default_factory=list)


def place(page: Page, chosen: list[int], base: str) -> dict[int, Block | None]:
    """For each segment that belongs to a picture: the block, or None where another one has it."""
    inside = frozenset(chosen)
    placed: dict[int, Block | None] = {}
    for run in _runs(page, chosen):
        shown = [index for index in run if page.segments[index].kind in KINDS]
        found = _gather(page, shown, base)
        if found:
            _look_after(page, found[-1], run[-1], inside)
        placed |= dict.fromkeys(i for i in run if page.segments[i].kind != "credit")
        for one in found:
            placed |= dict.fromkeys(one.taken)
            placed[one.index] = None if one.weak else _block(one.picture, one.element)
    return placed


def _runs(page: Page, chosen: list[int]) -> list[list[int]]:
    """Pictures, captions and credits that follow each other, and the controls among them."""
    runs: list[list[int]] = []
    for index in chosen:
        segment = page.segments[index]
        goes_on = bool(runs) and runs[-1][-1] == index - 1
        if goes_on and (segment.kind in KINDS or roles.is_talk(segment.text)):
            runs[-1].append(index)
        elif segment.kind in KINDS:
            runs.append([index])
    return runs


def _gather(page: Page, run: list[int], base: str) -> list[_Found]:
    """The pictures of a run; a caption goes to the image before it, else to the one after."""
    found: list[_Found] = []
    waiting: Picture | None = None
    for place, index in enumerate(run):
        segment = page.segments[index]
        if segment.kind in _IMAGES:
            one = _picture(segment, index, base)
            if segment.kind == "figure" and one.picture == Picture(alt=one.picture.alt):
                continue
            found.append(one)
            if waiting is not None and one.picture.caption is None:
                _give(one, waiting)
                waiting = None
        elif segment.kind == "credit":
            _own(found, segment, index)
        else:
            after = run[place + 1] if place + 1 < len(run) else -1
            waiting = _caption(page, index, after, found) or waiting
    return found


def _own(found: list[_Found], segment: Segment, index: int) -> None:
    """Give a credit to the last of the pictures before it, which may have it from its caption."""
    for one in found[-1:]:
        caption, credit = figures.read_credit(segment.text)
        if one.picture.credit is None:
            _give(one, Picture(caption=caption, credit=credit), index)
        elif caption is None:
            one.taken.append(index)


def _caption(page: Page, index: int, after: int, found: list[_Found]) -> Picture | None:
    """Give a caption to the picture before it; return it where it waits for the next one."""
    element = page.segments[index].element
    caption, credit = figures.read_caption(element)
    text = Picture(caption=caption, credit=credit)
    if not _says_something(text) or _is_repeated(found, text):
        return None
    image_follows = after >= 0 and page.segments[after].kind in _IMAGES
    if found and _takes(found[-1].picture, text):
        before = found[-1].index
        if not image_follows or besides.shared(page, index, after) <= besides.shared(
            page, before, index
        ):
            _give(found[-1], text)
            return None
    if image_follows:
        return text
    if caption and not _is_linked(element, caption):
        found.append(_Found(index=index, element=element, picture=text))
    return None


def _says_something(text: Picture) -> bool:
    caption = text.caption or ""
    if roles.is_talk(caption) or promotions.is_promotion(caption, 0):
        return False
    return bool(caption or text.credit)


def _is_repeated(found: list[_Found], text: Picture) -> bool:
    """Whether a picture just before has this caption: a copy for its enlarged form."""
    return text.caption is not None and any(one.picture.caption == text.caption for one in found)


def _takes(picture: Picture, text: Picture) -> bool:
    """Whether a picture lacks what a caption has."""
    if text.caption is None:
        return picture.credit is None
    return picture.caption is None


def _give(one: _Found, text: Picture, index: int | None = None) -> None:
    one.picture = replace(
        one.picture,
        caption=one.picture.caption or text.caption,
        credit=one.picture.credit or text.credit,
    )
    one.weak = one.weak and text.caption is None
    if index is not None:
        one.taken.append(index)


def _picture(segment: Segment, index: int, base: str) -> _Found:
    element = segment.element
    if segment.kind == "figure":
        picture = figures.read_figure(element, base)
        weak = not picture.caption and (
            _is_teaser(element)
            or _is_portrait(element)
            or figures.solicits(element)
            or any(map(_leads_elsewhere, element.iter("img")))
        )
        return _Found(index=index, element=element, picture=picture, weak=weak)
    address, alt = images.read(element, base)
    caption, credit = figures.read_data(element)
    if caption is None and element.get("title") and "caption" in (element.get("class") or ""):
        caption, credit = credits.split(element.get("title") or "")
    picture = Picture(image=address, alt=alt, caption=caption, credit=credit)
    weak = address is None or images.is_ornament(element) or _leads_elsewhere(element)
    weak = (weak and caption is None) or _is_portrait(element)
    return _Found(index=index, element=element, picture=picture, weak=weak)


def _look_after(page: Page, one: _Found, last: int, inside: frozenset[int]) -> None:
    """What stands after a picture without a class that tells: its caption, then its credit."""
    is_next = False
    for index in range(last + 1, min(last + 4, len(page.segments))):
        if roles.is_talk(page.segments[index].text) and index == last + 1:
            continue
        place = besides.Place(
            picture=one.index,
            text=index,
            is_inside=index in inside,
            is_next=is_next,
            alt=one.picture.alt,
        )
        may_own = one.picture.credit is None and not _is_portrait(one.element)
        if may_own and besides.is_credit(page, place):
            _give(one, Picture(credit=credits.split(page.segments[index].text)[1]), index)
        elif one.picture.caption is None and besides.is_caption(page, place, weak=one.weak):
            caption, credit = _read_beside(page.segments[index])
            _give(one, Picture(caption=caption, credit=credit), index)
            is_next = True
        else:
            return


def _read_beside(segment: Segment) -> tuple[str | None, str | None]:
    """(caption, credit) of a line by a picture, taken apart as its element is where it is all."""
    if len(segment.element) and text_of(segment.element) == segment.text:
        return figures.read_caption(segment.element)
    return credits.split(segment.text)


def _leads_elsewhere(image: Element) -> bool:
    """Whether the image is a link to a page and not to a larger picture."""
    node = image.getparent()
    for _ in range(3):
        if node is None:
            return False
        if node.tag == "a":
            address = (node.get("href") or "#").split("?")[0]
            return _IMAGE_LINK.search(address) is None
        node = node.getparent()
    return False


def _is_portrait(element: Element) -> bool:
    """Whether the picture is of who wrote: its class, or that of what holds it, says so."""
    node: Element | None = element
    for _ in range(4):
        if node is None or node.tag in ("article", "body", "main"):
            return False
        if _names_author(f"{node.get('class') or ''} {node.get('id') or ''}"):
            return True
        node = node.getparent()
    return False


def _is_teaser(figure: Element) -> bool:
    words = text_of(figure)
    return " " in words and _is_linked(figure, words)


@recalled(1 << 12)
def _names_author(label: str) -> bool:
    return _PORTRAIT.search(label.lower()) is not None


def _is_linked(element: Element, text: str) -> bool:
    return sum(len(text_of(link)) for link in element.iter("a")) > 0.6 * len(text)


def _block(picture: Picture, element: Element) -> Block:
    return Block(
        kind="figure",
        text=" ".join(part for part in (picture.caption, picture.credit) if part),
        image=picture.image,
        alt=picture.alt,
        caption=picture.caption,
        credit=picture.credit,
        labels=(
            *((copies.DOUBLED,) if picture.doubled else ()),
            *((copies.COPY,) if copies.for_screen(element) else ()),
        ),
    )
