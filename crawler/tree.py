"""A page as a tree: parsed within bounds, and the few questions that everything asks of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import cast
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawler.memory import remembered

Element = etree._Element

#: tags; what follows them is not read
MAX_TAGS = 300_000
#: libxml2 2.14 stops reading below this depth
_DEPTH = 2040
_CROWDED_TAG = re.compile(rb"<[a-zA-Z][^<>]{4000,}")
_STRETCH = 2000
_WRAPPERS = re.compile(
    rb"</?(?:div|span|font|b|i|u|em|strong|small|center|section|big|a)(?:\s[^<>]*)?>", re.IGNORECASE
)
#: what may stand in `head`; anything else begins the body (HTML, section 13.2.6.4.4, "in head")
_OF_HEAD = frozenset(
    (
        *("base", "basefont", "bgsound", "link", "meta", "noframes", "noscript"),
        *("script", "style", "template", "title"),
    )
)
#: children of an element that is one line
_FEW = 12
#: elements whose text nobody sees
CODE = frozenset({"script", "style", "noscript", "template"})
#: elements that are nothing where they are empty
_SILENT = frozenset({"a", "b", "br", "em", "i", "span", "strong", "wbr"})
_BREAKS = frozenset({"br", "p", "div", "li", "td", "tr", "h1", "h2", "h3", "h4"})
#: characters whose white space is folded at once
_CHUNK = 65_536
_HOST = r"https?://[a-zA-Z0-9.-]+(?::\d{1,5})?"
_QUERY = r"(?:\?[\w./~%+,=@:&-]+)?"
#: an address that means itself on any page
_WHOLE = re.compile(rf"{_HOST}(?:/[\w./~%+,=@:-]*{_QUERY})?", re.ASCII)
#: one that stands behind the host of any page, with nothing in it to be resolved
_ROOTED = re.compile(rf"(?:/(?![/.])[\w.~%+,=@:-]*)+{_QUERY}", re.ASCII)
_ORIGIN = re.compile(rf"{_HOST}(?=[/?#]|$)")
#: Chinese, Japanese and Korean characters: one says as much as two letters at least
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
#: what stands before all of them, which most texts consist of
_SPARSE = re.compile("[\u0000-\u303f]*")
#: letters of South East and East Asian scripts without spaces
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+")
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
_UNSEEN = str.maketrans("", "", _INVISIBLE)
#: characters that XML lacks (XML 1.0, section 2.2): lxml gives them out, and takes none in
_ALIEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parse(utf8: bytes) -> tuple[Element | None, tuple[str, ...]]:
    """The root, or None for nothing to read; and codes for what a bound cut off."""
    reasons: list[str] = []
    if len(utf8) > MAX_TAGS and utf8.count(b"<") > MAX_TAGS:
        utf8 = _first_tags(utf8)
        reasons.append("too_many_tags")
    utf8 = _without_crowds(utf8)
    root = _tree(utf8)
    if root is not None and _too_deep(root):
        reasons.append("nested_too_deep")
        root = _tree(_WRAPPERS.sub(b" ", utf8))
    if root is not None:
        _embody(root)
    return root, tuple(reasons)


def extent(text: str) -> int:
    """The size of a text in characters of an alphabet."""
    size = len(text)
    if text.isascii() or _SPARSE.fullmatch(text):
        return size
    return 2 * size - len(_DENSE.sub("", text))


def word_count(text: str) -> int:
    """How many words a text has, a guess in scripts that set no spaces between them."""
    spaced = len(text.split())
    return spaced if text.isascii() else spaced + len("".join(_UNSPACED.findall(text))) // 3


def fold(text: str | None) -> str:
    """White space folded to single spaces, none at the ends, no invisible characters."""
    if not text:
        return ""
    if not text.isascii() and any(map(text.__contains__, _INVISIBLE)):
        text = text.translate(_UNSEEN)
    if len(text) > _CHUNK:
        return _fold_long(text)
    return " ".join(text.split())


def _fold_long(text: str) -> str:
    """The same a part at a time: each word of a long text by itself takes 20 times its memory."""
    parts: list[str] = []
    for begin in range(0, len(text), _CHUNK):
        part = text[begin : begin + _CHUNK]
        before, after = (" " if part[end].isspace() else "" for end in (0, -1))
        parts.append(f"{before}{' '.join(part.split())}{after}")
    folded = "".join(parts)
    while "  " in folded:
        folded = folded.replace("  ", " ")
    return folded.strip(" ")


def joined(*parts: str | None) -> str:
    """Texts of elements as one that an element can be given."""
    return _ALIEN.sub(" ", "".join(part for part in parts if part))


def holds(element: Element, *tags: str) -> bool:
    """Whether an element of one of these tags stands inside."""
    return next(element.iterdescendants(*tags), None) is not None


def is_larger(element: Element, nodes: int) -> bool:
    """Whether more than that many elements stand in one, itself counted."""
    return next(islice(element.iter(), nodes, None), None) is not None


def is_crowded(element: Element, children: int) -> bool:
    """Whether an element has more children than that; all of them are never counted."""
    try:
        element[children]
    except IndexError:
        return False
    return True


def consists_of(element: Element, is_part: Callable[[Element], bool]) -> bool:
    """Whether all words of a short element stand in children of some kind."""
    if (element.text and not element.text.isspace()) or is_crowded(element, _FEW):
        return False
    found = False
    for child in element:
        if child.tail and not child.tail.isspace():
            return False
        if is_part(child):
            found = True
        elif not is_nothing(child):
            return False
    return found


def is_nothing(element: Element) -> bool:
    """Whether an element in a line shows nothing and sets nothing apart."""
    if element.tag in CODE:
        return True
    return element.tag in _SILENT and len(element) == 0 and not element.text


def text_of(element: Element) -> str:
    """All text inside, folded; scripts and styles left out."""
    if len(element) == 0:
        return "" if element.tag in CODE else fold(element.text)
    if not holds(element, *CODE, *_BREAKS):
        return fold("".join(cast("Iterator[str]", element.itertext())))
    pieces: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        if event == "end":
            if node is not element:
                pieces.append(f" {node.tail or ''}" if node.tag in _BREAKS else node.tail or "")
        elif node.tag in CODE:
            walker.skip_subtree()
        else:
            if node.tag in _BREAKS:
                pieces.append(" ")
            if node.text:
                pieces.append(node.text)
    return fold("".join(pieces))


def absolute(base: str, address: str | None) -> str | None:
    """The http(s) address that `address` means on a page at `base`; None for anything else."""
    return _absolute(address, base) if address else None


@remembered(1 << 13)
def _absolute(address: str, base: str) -> str | None:
    address = address.strip()
    if _WHOLE.fullmatch(address):
        return address
    origin = _ORIGIN.match(base) if _ROOTED.fullmatch(address) else None
    if origin is not None:
        return origin.group() + address
    try:
        joined = urljoin(base, address)
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.netloc else None


def cut_short(utf8: bytes) -> tuple[str, ...]:
    """A page that ends inside a tag, or in text, without its closing tags, was cut off."""
    tail = utf8[-4096:].lower().rstrip()
    if not tail or b"</html" in tail or b"</body" in tail:
        return ()
    if tail.rfind(b"<") > tail.rfind(b">"):
        return ("cut_short:tag",)
    if b"<html" in utf8[:2000].lower() and not tail.endswith(b">"):
        return ("cut_short:text",)
    return ("cut_short:script",) if utf8.rfind(b"<script") > utf8.rfind(b"</script") else ()


def _tree(utf8: bytes) -> Element | None:
    """The root; None where there is nothing but white space and comments."""
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        no_network=True,
        collect_ids=False,  # nothing is looked up by them
    )
    return etree.fromstring(utf8, parser)


def _embody(root: Element) -> None:
    """Take what begins the body out of `head`: libxml2 leaves `article` there, and what follows."""
    head, body = root.find("head"), root.find("body")
    start = next((e for e in head if e.tag not in _OF_HEAD), None) if head is not None else None
    if start is None:
        return
    moved = [start, *start.itersiblings()]
    if body is None:
        body = etree.SubElement(root, "body")
    else:
        moved[-1].tail, body.text = joined(moved[-1].tail, body.text), None
    body[:0] = moved


def _first_tags(utf8: bytes) -> bytes:
    end = 0
    for thousands, match in enumerate(re.finditer(rb"(?:[^<]*<){1000}", utf8), 1):
        end = match.end()
        if thousands * 1000 >= MAX_TAGS:
            break
    return utf8[: end - 1]


def _without_crowds(utf8: bytes) -> bytes:
    """A tag of thousands of attributes takes the parser minutes; nobody writes one by hand.

    The 4,000 bytes that such a tag goes on for hold all of one stretch that begins at a multiple
    of 2,000.
    """
    parts: list[bytes] = []
    done, tag = 0, -1
    for begin in range(0, len(utf8) - _STRETCH + 1, _STRETCH):
        opened = utf8.rfind(b"<", begin, begin + _STRETCH)
        closed = utf8.rfind(b">", begin, begin + _STRETCH)
        if opened >= 0 or closed >= 0:
            tag = opened if opened > closed else -1
        elif tag >= 0:
            match = _CROWDED_TAG.match(utf8, tag)
            if match is not None:
                parts += (utf8[done:tag], _without_crowd(match.group()))
                done = match.end()
            tag = -1
    return b"".join((*parts, utf8[done:])) if parts else utf8


def _without_crowd(tag: bytes) -> bytes:
    few = tag.count(b"=") < 400 and tag.count(b" ") < 40_000
    return tag if few else tag.split(None, 1)[0] + b" "


def _too_deep(root: Element) -> bool:
    last = root
    depth = 0
    # the parser gives up where the depth is reached, so that place is at the end of the tree
    while len(last):
        last = last[-1]
        depth += 1
    return depth >= _DEPTH
