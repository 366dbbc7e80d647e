"""Elements that are one piece of a page as a whole, by their tag or class and what is inside."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate, islice

from crawler import credits, marks, notes, promotions
from crawler.figures import MAX_CAPTION
from crawler.tree import Element, holds, is_larger, text_of

_SOCIAL_QUOTE = re.compile(
    r"twitter-(?:tweet|video)|instagram-media|tiktok-embed|bluesky-embed|text-post-media|"
    r"reddit-(?:card|embed)"
)
#: the address of a post
_POST = re.compile(
    r"https?://(?:[\w-]+\.)*(?:(?:twitter|x)\.com/\w+/status|instagram\.com/(?:[\w.]+/)?(?:p|reel|tv)/|"
    r"tiktok\.com/@[\w.]+/video|facebook\.com/(?:[\w.]+/(?:posts|videos|photos)|permalink|story)|"
    r"threads\.(?:net|com)/@[\w.]+/post|bsky\.app/profile/[\w.:-]+/post|reddit\.com/r/\w+/comments)"
)
#: an element that a page made up is part of a line where it holds none of these
_BLOCKS = ("div", "p", "ul", "ol", "section", "article", "figure", "img", "h1", "h2", "h3", "h4")
#: in these it is one whatever its size; characters of one elsewhere
_OF_LINES, _LINE = frozenset({"p", "li", "h1", "h2", "h3", "figcaption", "a", "span"}), 60
_SENTENCE_ENDS = frozenset(".!?…。！？।۔؟")
#: parts of a line
_OF_WORDS = frozenset({"a", "b", "em", "i", "span", "strong"})
#: pieces between line breaks that are paragraphs
_PIECES = 3
#: what makes a `figure` without an image something else
_NO_PICTURES = ("table", "iframe", "blockquote", "pre", "p")
#: elements in a caption, with all of its spans and controls
_MAX_PARTS = 400
#: characters around a video
_CLIP_WORDS = 300
#: elements in a note
_NOTE_PARTS = 40
#: what a page calls an element whose class was made by a program
_NAMING = frozenset({"aria-label", "data-component", "data-testid", "data-qa"})
#: characters of words on whose a picture is
_OWNER = 120
#: spaces from which on a label is a title, made of the words that it is about
_TITLE = 3
#: characters of prose from which on an element may be the article, whatever it is called
MUCH_PROSE = 250
#: characters from which on a box may hold an article whose paragraphs are boxes themselves
_LONG = 800
#: what a footer may be of, if not of the page
_PARTS = frozenset({"article", "main", "section"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: what stands behind a wall piece by piece
_BEHIND = _HEADINGS | {"p", "hr"}
#: a piece that is nothing
SKIP = "skip"


def mark_of(element: Element) -> str:
    """What its class and id say, as `marks.judge` has it; else what the page calls it elsewhere.

    The id of a heading is made of its words.
    """
    name = element.get("class")
    identity = element.get("id") if element.tag not in _HEADINGS else None
    found = ""
    if name or identity:
        found = marks.judge(f"{name or ''} {identity or ''}"[: marks.MAX_LABEL])
    if found or _NAMING.isdisjoint(element.keys()) or element.tag in _HEADINGS:
        return found
    labels = filter(None, map(element.get, sorted(_NAMING)))
    return marks.judge(" ".join(label for label in labels if label.count(" ") < _TITLE))


def second_look(element: Element, mark: str, *, after_picture: bool) -> str:
    """What else may be that its class calls boilerplate: pictures, or words on whose they are.

    A single paragraph of a "paywall" is one that stands behind it.
    """
    if element.tag == "figure":
        return "frame"
    if element.tag in _BEHIND and element.get("class") == "paywall":
        return ""
    if after_picture and "copyright" in (element.get("class") or "").lower():
        words = text_of(element)
        return "credit" if len(words) < _OWNER and credits.is_credit(words) else mark
    return mark


def by_tag(element: Element, tag: str) -> str | None:
    """The kind of segment that the element is as a whole, or SKIP; None for what has parts."""
    judge = _BY_TAG.get(tag)
    return judge(element) if judge is not None else None


def is_of_line(element: Element) -> bool:
    """Whether an element that a page made up is part of a line, and no paragraph."""
    if holds(element, *_BLOCKS):
        return False
    holder = element.getparent()
    if holder is not None and holder.tag in _OF_LINES:
        return True
    sizes = accumulate(map(len, element.itertext()))
    return all(size < _LINE for size in sizes)


def ends_sentence(text: str) -> bool:
    """Whether the words end as a sentence does."""
    return text.rstrip(" \n\t\"'”’»)")[-1:] in _SENTENCE_ENDS


def sets_paragraphs(holder: Element) -> bool:
    """Whether single line breaks stand between paragraphs: all are long and end as sentences do."""
    if holder.tag in _OF_LINES or any(_is_large(child) for child in islice(holder, _MAX_PARTS)):
        return False
    pieces = [holder.text or ""]
    for child in islice(holder, _MAX_PARTS):
        pieces += [""] if child.tag == "br" else []
        pieces[-1] += f"{text_of(child)}{child.tail or ''}"
    pieces = [piece.strip() for piece in pieces]
    pieces = pieces[not pieces[0] :]
    pieces = pieces[: len(pieces) - (not pieces[-1:] or not pieces[-1])]
    long = [len(piece) > _LINE and ends_sentence(piece) for piece in pieces]
    return len(long) >= _PIECES and all(long)


def _is_large(child: Element) -> bool:
    """Whether an element between line breaks is more than words and an advert."""
    return child.tag in _BLOCKS[1:] or len(child) > _PIECES


def image_in(holder: Element) -> Element | None:
    """An image that a click enlarges, or that only scripts would show where nothing else does."""
    image = holder.find(".//img")
    if image is None or holder.tag == "button":
        return image
    beside = (holder.getprevious(), holder.getnext())
    shown = (one for one in beside if one is not None and next(one.iter("img"), None) is not None)
    return image if next(shown, None) is None else None


def by_class(element: Element, mark: str, *, after_picture: bool) -> str | None:
    """figure, caption or credit of a `figcaption`, or where the class says so; by its size."""
    if is_larger(element, _MAX_PARTS) or holds(element, "h1"):
        return None
    size = sum(map(len, element.itertext()))
    if size > MAX_CAPTION:
        return None
    if holds(element, "img"):
        return "figure" if mark == "caption" else None
    if element.tag == "figcaption" or mark == "caption":
        if _is_of_quote(element):
            return None
        return SKIP if _is_title(element) else "caption"
    return "credit" if size < 200 and after_picture else None


def _is_of_quote(element: Element) -> bool:
    """Whether what looks like a caption names who said what the figure quotes."""
    figure = element.getparent()
    return figure is not None and figure.tag == "figure" and holds(figure, "blockquote")


def _is_title(element: Element) -> bool:
    """Whether a caption is the linked title of a film or of another story."""
    return any(heading.find(".//a") is not None for heading in element.iter("h2", "h3", "h4"))


def is_heading_before(line_break: Element) -> bool:
    """Whether a break follows words in bold with which a paragraph begins: a heading in it."""
    bold, paragraph = line_break.getprevious(), line_break.getparent()
    if bold is None or bold.tag not in ("b", "strong") or paragraph is None:
        return False
    around = f"{paragraph.text or ''}{bold.tail or ''}".strip()
    alone = bold.getprevious() is None and not around and paragraph.tag in ("p", "div")
    words = text_of(bold)
    return (
        alone and not notes.is_interface(words) and not promotions.is_promotion(words, len(words))
    )


def is_clip(element: Element) -> bool:
    """Whether a box that is called a video or the like holds that and a few words on it."""
    if is_larger(element, _MAX_PARTS) or holds(element, "h1", "time", "li"):
        return False
    return len(text_of(element)) < _CLIP_WORDS


def holds_pictures(element: Element) -> bool:
    """Whether a carousel or the like shows pictures with captions, and not links to stories."""
    if not holds(element, "img"):
        return False
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    words = len(text_of(element))
    captioned = holds(element, "figcaption") or words > 40
    return captioned and linked <= 0.3 * words


def prose_in(element: Element) -> int:
    """How many characters stand in paragraphs of some length, whatever sets these."""
    sizes = (sum(map(len, paragraph.itertext())) for paragraph in element.iter("p"))
    prose = sum(size for size in sizes if size > _LINE)
    if prose >= MUCH_PROSE or sum(map(len, element.itertext())) < _LONG:
        return prose
    sizes = (_own_size(box) for box in element.iter("div"))
    return prose + sum(size for size in sizes if size > _LINE)


def _own_size(element: Element) -> int:
    """Characters of an element and of what is no block in it."""
    size = len(element.text or "")
    for child in element:
        size += len(child.tail or "")
        if child.tag in _OF_WORDS:
            size += len(child.text or "")
    return size


def notes_in(element: Element) -> list[Element]:
    """The innermost parts that are notes on the article, of a footer that is left out otherwise."""
    found: list[Element] = []
    for part in islice(element.iter("p", "div", "li", "span", "em"), _MAX_PARTS):
        if not is_larger(part, _NOTE_PARTS):
            kind = notes.kind_of(text_of(part), notes.label_of(part))
            if kind is None:
                continue
            if not found or found[-1] not in part.iterancestors():
                found.append(part)
            elif part.tag in ("p", "li"):
                found[-1] = part
    return found


def _figure(element: Element) -> str | None:
    if holds(element, "figure") or _holds_prose(element):
        return None
    return "figure"


def _holds_prose(element: Element) -> bool:
    """Some pages put tables, frames, quotes or whole passages into `figure`."""
    if holds(element, "img"):
        return len(element.findall(".//p")) > 8
    return holds(element, *_NO_PICTURES)


def _quote(element: Element) -> str | None:
    post = _SOCIAL_QUOTE.search(element.get("class") or "") or _is_post(element)
    return "embed" if post else None


def _is_post(quote: Element) -> bool:
    """Whether a quote ends with the link to a post, as those do that a service gives out."""
    links = list(quote.iter("a"))
    if not links or _POST.match(links[-1].get("href") or "") is None:
        return False
    return text_of(quote).endswith(text_of(links[-1]))


def _table(element: Element) -> str | None:
    """Tables of data stay whole; tables that lay out a page are walked through."""
    if holds(element, "table") or holds(element, "h1"):
        return None
    cells = sum(1 for _ in element.iter("td", "th"))
    prose = sum(1 for p in element.iter("p") if len(p.text or "") > 120)
    if cells < 4 or prose or len(element.findall(".//img")) > cells // 2:
        return None
    return "table"


def _definitions(element: Element) -> str | None:
    """A picture as the term of a list, its caption as what is said of it."""
    few = len(element) <= 3 and len(element.findall(".//img")) == 1
    return "figure" if few and sum(map(len, element.itertext())) <= MAX_CAPTION else None


def _form(element: Element) -> str | None:
    """Some sites wrap the whole page in a form."""
    if holds(element, "h1") or len(element.findall(".//p")) > 6:
        return None
    return SKIP


def _footer(element: Element) -> str | None:
    """The page's own footer, which by its place is no article's, has nothing of one."""
    outer = [one.tag for one in islice(element.iterancestors(), 2)]
    of_page = "body" in outer and _PARTS.isdisjoint(outer)
    if not of_page or holds(element, "h1") or prose_in(element) >= MUCH_PROSE:
        return None
    return SKIP


_BY_TAG: dict[str, Callable[[Element], str | None]] = {
    "figure": _figure,
    "dl": _definitions,
    "amp-img": lambda _: "image",
    "img": lambda _: "image",
    "blockquote": _quote,
    "iframe": lambda _: "embed",
    "video": lambda _: "embed",
    "table": _table,
    "form": _form,
    "footer": _footer,
}
