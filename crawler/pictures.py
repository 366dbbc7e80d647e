"""Figures: captions beside images, copies that are one, duplicates that are two."""

from __future__ import annotations

import re
from dataclasses import replace

from crawler import figures, images, marks
from crawler.segments import Page, Segment
from crawler.tree import Element, fold
from storage.records import Block

#: set while blocks are made: the picture is a copy for another screen, or for a lightbox
COPY = "copy"
#: a fact that the reading keeps
DOUBLED = "caption_duplicated"

_SCREEN = re.compile(
    r"desktop|mobile|tablet|phone|lightbox|modal|fullscreen|full-screen|zoom|enlarge|expanded|"
    r"popup|"
    r"\b(?:hidden|visible|show|hide|only|d|is)-(?:xs|sm|md|lg|xl|none|block|small|large|medium|"
    r"for)|"
    r"\b(?:xs|sm|md|lg|xl):(?:hidden|block)|print-only|screen-only|small-only|large-only"
)
_IMAGE_LINK = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$|^#", re.IGNORECASE)


def read(page: Page, index: int, base: str) -> Block | None:
    """The block of a figure, image or caption segment; None where there is nothing to show."""
    segment = page.segments[index]
    if segment.kind == "figure":
        return _block(figures.read_figure(segment.element, base), segment.element)
    if segment.kind == "caption":
        return _captioned(page, index, base)
    following = page.segments[index + 1 : index + 3]
    if any(item.kind == "caption" for item in following) or images.is_ornament(segment.element):
        return None
    if _leads_elsewhere(segment.element):
        return None
    image, alt = images.read(segment.element, base)
    return _block(figures.Picture(image=image, alt=alt), segment.element) if image else None


def beside(page: Page, index: int, figure: Block) -> Block | None:
    """The figure with the text just after its image, where that is a caption or a credit."""
    segment, before = page.segments[index], page.segments[index - 1]
    if before.kind not in ("figure", "image", "caption") or len(segment.text) > 400:
        return None
    text = segment.text
    named = marks.judge(f"{segment.element.get('class') or ''}")
    if named == "credit" and figure.credit is None and len(text) < 160:
        return _with(figure, figure.caption, figures.clean_credit(text))
    if figure.caption is not None or segment.level or segment.kind not in ("p", "text"):
        return None
    caption, credit = figures.split_credit(text)
    alike = bool(figure.alt) and fold(figure.alt).casefold() == text.casefold()
    if alike or named == "caption" or (credit is not None and len(text) < 300):
        return _with(figure, caption, credit or figure.credit)
    return None


def settle(blocks: list[Block]) -> list[Block]:
    """Copies made one; captions that stand twice for the reader kept twice and labelled."""
    kept: list[Block] = []
    places: dict[str, int] = {}
    for block in blocks:
        place = places.get(block.image or "")
        if place is not None and _is_copy(kept[place], block):
            kept[place] = _fuller(kept[place], block)
            continue
        if block.kind == "figure" and block.image:
            places[block.image] = len(kept)
        kept.append(block)
    return _labelled([_plain(block) for block in kept])


def _labelled(blocks: list[Block]) -> list[Block]:
    seen: dict[str, Block] = {}
    done: list[Block] = []
    for block in blocks:
        first = seen.get(block.text.casefold()) if len(block.text) > 20 else None
        if first is not None and block.kind == "paragraph":
            done.append(
                Block(
                    kind="figure",
                    text=block.text,
                    caption=first.caption,
                    credit=first.credit,
                    labels=(DOUBLED,),
                )
            )
            continue
        if block.kind != "figure" or len(block.caption or "") <= 20:
            done.append(block)
            continue
        again = block.caption is not None and block.caption.casefold() in seen
        if again and DOUBLED not in block.labels:
            done.append(replace(block, labels=(*block.labels, DOUBLED)))
        else:
            done.append(block)
        seen |= {(block.caption or "").casefold(): block, block.text.casefold(): block}
    return done


def _captioned(page: Page, index: int, base: str) -> Block | None:
    """A caption outside any figure belongs to the image just before it, else just after."""
    element = page.segments[index].element
    caption, credit = figures.read_caption(element)
    near = [*page.segments[max(0, index - 2) : index][::-1], *page.segments[index + 1 : index + 2]]
    image = next((item for item in near if item.kind == "image"), None)
    if not (caption or credit):
        return None
    if image is None:
        return None
    address, alt = images.read(image.element, base)
    return _block(figures.Picture(image=address, alt=alt, caption=caption, credit=credit), element)


def _leads_elsewhere(image: Element) -> bool:
    """Whether the image is a link to a page and not to a larger picture."""
    node = image.getparent()
    for _ in range(3):
        if node is None:
            return False
        if node.tag == "a":
            return _IMAGE_LINK.search((node.get("href") or "").split("?")[0]) is None
        node = node.getparent()
    return False


def _block(picture: figures.Picture, element: Element) -> Block | None:
    if not (picture.image or picture.caption):
        return None
    return Block(
        kind="figure",
        text=" ".join(part for part in (picture.caption, picture.credit) if part),
        image=picture.image,
        alt=picture.alt,
        caption=picture.caption,
        credit=picture.credit,
        labels=(
            *((DOUBLED,) if picture.doubled else ()),
            *((COPY,) if _for_screen(element) else ()),
        ),
    )


def _for_screen(element: Element) -> bool:
    """Whether the element, or what holds it closely, is for one kind of screen or a lightbox."""
    node: Element | None = element
    for _ in range(3):
        if node is None:
            return False
        if _SCREEN.search(f"{node.get('class') or ''} {node.get('id') or ''}".lower()):
            return True
        node = node.getparent()
    return False


def _is_copy(one: Block, other: Block) -> bool:
    if one.caption == other.caption:
        return COPY in one.labels or COPY in other.labels or not one.caption
    return not (one.caption and other.caption)


def _fuller(one: Block, other: Block) -> Block:
    return max(one, other, key=lambda block: (len(block.caption or ""), len(block.credit or "")))


def _plain(block: Block) -> Block:
    if COPY not in block.labels:
        return block
    return replace(block, labels=tuple(label for label in block.labels if label != COPY))


def _with(figure: Block, caption: str | None, credit: str | None) -> Block:
    text = " ".join(part for part in (caption, credit) if part)
    return replace(figure, text=text, caption=caption, credit=credit)


def is_picture(segment: Segment) -> bool:
    """Whether a segment is an image, a figure or a caption."""
    return segment.kind in ("figure", "image", "caption")
