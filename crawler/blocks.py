"""From segments to the ordered blocks of a reading."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from crawler import (
    copies,
    date_words,
    headings,
    live,
    notes,
    promotions,
    signatures,
    writers,
)
from crawler.head import Head
from crawler.segments import Page, Segment
from crawler.tree import Element, absolute, extent, fold, text_of
from storage.records import Block, BlockKind

_KINDS: dict[str, BlockKind] = {
    "p": "paragraph",
    "text": "paragraph",
    "pre": "paragraph",
    "cell": "paragraph",
    "credit": "paragraph",
    "li": "list_item",
    "quote": "quote",
}
_EMBED_HOSTS = re.compile(
    r"//(?:[\w-]+\.)*(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|dailymotion\.com|"
    r"twitter\.com|x\.com|instagram\.com|"
    r"facebook\.com|tiktok\.com|threads\.net|bsky\.app|reddit\.com|datawrapper\.(?:de|"
    r"dwcdn\.net)|dwcdn\.net|flourish\.studio|infogram\.com|"
    r"documentcloud\.org|scribd\.com|soundcloud\.com|spotify\.com|apple\.com|megaphone\.fm|"
    r"acast\.com|"
    r"google\.com/maps|openstreetmap\.org|jwplayer\.com|brightcove\.net|streamable\.com|"
    r"telegram\.org|t\.me|rumble\.com|twitch\.tv|giphy\.com|imgur\.com)/"
)
_SOCIAL_LINK = re.compile(
    r"^https?://(?:[\w-]+\.)*(?:twitter\.com|x\.com|instagram\.com|tiktok\.com|facebook\.com|"
    r"threads\.net|bsky\.app|reddit\.com)/"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The blocks of an article, and what its lines say of who worked on it."""

    blocks: tuple[Block, ...]
    #: lines such as "… contributed to this report"
    contributor_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the segments before blocks are made of them."""

    head: Head
    #: who wrote the article
    writers: tuple[str, ...]
    #: for each segment that belongs to a picture its block, or None where another one has it
    pictures: dict[int, Block | None]
    #: the node of the live-blog entry that a segment stands in
    live: dict[int, int]


def build(page: Page, chosen: list[int], known: Known, base: str) -> Built:
    """The blocks of the chosen segments, in the order of the page."""
    placed: list[tuple[int, Block]] = []
    lines: list[str] = []
    title = fold(known.head.headline).casefold()
    for index in chosen:
        segment = page.segments[index]
        if index > 0.6 * chosen[-1] and notes.is_legal(segment.text):
            break
        if index in known.head.taken or _is_same(segment.text, title):
            continue
        shown = known.pictures
        block = shown[index] if index in shown else _block(segment, base)
        if isinstance(block, str):
            lines.append(block)
        elif block is not None:
            placed.append((index, block))
    placed = writers.without(placed, known.writers)
    placed = _without_end(headings.settle(placed, page))
    kept = copies.settle(copies.owned(live.group(placed, known.live, page, base)))
    return Built(blocks=tuple(kept), contributor_lines=tuple(lines))


def stated(lines: Iterable[str]) -> Built:
    """The article of a page that shows none, from the text that its metadata states."""
    labels = ("metadata_only",)
    return Built(blocks=tuple(Block(kind="paragraph", text=x, labels=labels) for x in lines))


def _is_same(text: str, title: str) -> bool:
    """Whether a text says what a casefolded title does; that is never the shorter of the two."""
    return bool(title) and len(text) <= len(title) and text.casefold() == title


def _block(segment: Segment, base: str) -> Block | str | None:
    if segment.kind == "table":
        return _table(segment)
    if segment.kind == "embed":
        return _embed(segment, base)
    if _is_left_out(segment):
        return None
    return _text(segment, base)


def _text(segment: Segment, base: str) -> Block | str:
    level = segment.level
    note = None if level else notes.kind_of(segment.text, notes.label_of(segment.element))
    if note == "contributor":
        return segment.text
    links = tuple(a for a in (absolute(base, href) for href in segment.links) if a)
    if note is not None:
        return Block(kind=note, text=segment.text, links=links)
    if segment.level:
        return Block(kind="subhead", text=segment.text, level=max(2, segment.level), links=links)
    return Block(kind=_KINDS[segment.kind], text=segment.text, links=links)


def _is_left_out(segment: Segment) -> bool:
    text, linked = segment.text, segment.linked
    size = len(text)
    if notes.is_interface(text) or promotions.is_promotion(text, linked) or _is_card(segment):
        return True
    if signatures.is_one(text) or _is_pointer(segment) or not any(map(str.isalnum, text)):
        return True
    if size < _LINE and _is_label(segment):
        return True
    if segment.kind in ("p", "text", "li", "cell") and linked > 0.85 * size:
        return segment.kind != "p" or size < 160
    return linked > 0.7 * size and len(segment.links) > 1 and segment.kind in ("p", "text")


def _is_label(segment: Segment) -> bool:
    """Whether a line is a number, a length, a dateline, a time of an update or of a note."""
    line, kind = segment.text, segment.kind
    if kind in ("p", "text") and (
        (line.isdigit() and len(line) < _COUNTER) or date_words.is_stamp(line)
    ):
        return True
    if notes.is_stamp(line) and notes.is_marked(notes.label_of(segment.element)):
        return True
    if kind != "text":
        return False
    return line[-1] in "—–" or line.endswith(" -") or _LENGTH.fullmatch(line) is not None


def _is_pointer(segment: Segment) -> bool:
    """Whether a line is a few words, a colon and the linked title of another story."""
    text, linked = segment.text, segment.linked
    if 2 * linked <= len(text) or len(segment.links) > 1 or segment.kind not in ("p", "text"):
        return False
    words, colon, title = text.partition(":") if ":" in text else text.partition("：")
    few = 0 < len(words) <= _POINTING and len(words.split()) <= _POINTING_WORDS
    whole = linked >= len(title) - 2 and title[-1:] not in ".!。！"
    return bool(colon) and few and whole and extent(title) >= _STORY


def _is_card(segment: Segment) -> bool:
    """Whether a link and what belongs to it, set apart by a style alone, are another story.

    So is a heading inside of a link.
    """
    if segment.level:
        return segment.linked == len(segment.text) and _is_in_link(segment.element)
    if segment.kind != "text" or 2 * segment.linked <= len(segment.text) or len(segment.links) > 1:
        return False
    link = next((text_of(a) for a in segment.element.iter("a")), "")
    before, _, after = segment.text.partition(link or " ")
    return len(link) > _TITLE and (before[-1:].isalnum() or after[:1].isalnum())


def _is_in_link(element: Element) -> bool:
    return any(outer.tag == "a" for outer in islice(element.iterancestors(), _LEVELS))


#: elements around a heading in which the link to what it heads may be
_LEVELS = 3
#: characters from which on a linked text is a title, and one of a story beyond doubt
_TITLE, _STORY = 15, 26
#: characters and words before the colon of a line that points to another story
_POINTING, _POINTING_WORDS = 24, 3


def _table(segment: Segment) -> Block | None:
    rows = [
        "\t".join(text_of(cell) for cell in row.iter("td", "th"))
        for row in segment.element.iter("tr")
    ]
    text = "\n".join(row for row in rows if row.strip())
    return Block(kind="table", text=text) if text else None


def _embed(segment: Segment, base: str) -> Block | None:
    element = segment.element
    if element.tag == "blockquote":
        links = [absolute(base, a.get("href")) for a in element.iter("a")]
        url = next((a for a in reversed(links) if a and _SOCIAL_LINK.match(a)), None)
        return Block(kind="embed", text=text_of(element), url=_bare(url or element.get("cite")))
    source = absolute(base, element.get("src") or element.get("data-src"))
    if source is None or not _EMBED_HOSTS.search(source):
        return None
    return Block(kind="embed", text=fold(element.get("title")), url=_bare(source))


def _bare(url: str | None) -> str | None:
    return url.split("?")[0] if url else None


def _without_end(placed: list[tuple[int, Block]]) -> list[tuple[int, Block]]:
    """The article without a heading at its end, whose list or form is none of it, or initials."""
    while len(placed) > _FEW and _ends_nothing(placed[-1][1]):
        placed = placed[:-1]
    return placed


def _ends_nothing(last: Block) -> bool:
    text = last.text
    signed = 1 < len(text) <= _INITIALS and text.isascii() and text.isalpha() and text.isupper()
    return last.kind == "subhead" or (last.kind == "paragraph" and signed)


#: digits of a number that counts comments and the like
_COUNTER = 5
#: letters with which somebody signs
_INITIALS = 3
#: characters of a place with its agency; minutes and seconds of a video
_LINE = 60
_LENGTH = re.compile(
    r"\d{1,2}(?::\d\d){1,2}|(?:key (?:points|takeaways|facts)|takeaways|highlights|at a glance):?",
    re.IGNORECASE,
)
#: blocks of an article that is more than a notice
_FEW = 3
