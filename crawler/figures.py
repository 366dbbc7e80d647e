"""Pictures with their captions and credits, the credit taken apart from the caption."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler import images, marks, notes
from crawler.tree import Element, fold, text_of

_LABEL = (
    r"(?:photo(?:graph(?:er|y|s)?)?s?|foto(?:graf(?:ie|ía|o|a)?)?s?|fotó|image|imagen|imagem|"
    r"immagine|picture|pic|"
    r"bild(?:er|quelle|nachweis|rechte)?|credits?|image credit|photo credit|crédits?(?: photo)?|"
    r"crédito|crediti|"
    r"courtesy|source|quelle|fuente|fonte|fot|zdjęcie|kuva|valokuva|illustration|graphic|"
    r"file photo|"
    r"фото|источник|φωτογραφία|fotoğraf|写真|图|사진|copyright)"
)
_AGENCIES = (
    r"(?:getty(?: images)?|reuters|afp|a\.?p\.?(?: photo| images)?|associated press|epa(?:-efe)?|"
    r"efe|pa(?: wire| images| media)?|dpa|apa|ansa|"
    r"shutterstock|alamy|istock|rex(?: features)?|imago(?: images)?|picture[- ]alliance|keystone|"
    r"belga|anp|lusa|ritzau|scanpix|ntb|"
    r"tt|xinhua|kyodo|yonhap|bloomberg|zuma(?: press)?|sipa|abaca|magnum|corbis|pixabay|unsplash|"
    r"pexels|flickr|wikimedia(?: commons)?|"
    r"tass|тасс|риа новости|handout|screenshot|wireimage|instagram|twitter|facebook|nasa|"
    r"usa today|cover images|backgrid|splash(?: news)?|"
    r"pap|east news|mti|čtk|aap|pti|ani|anadolu|europa press|contour|nurphoto|lapresse|"
    r"cbs|nbc|abc|fox|cnn|bbc|netflix|disney|warner bros\.?|paramount|universal|"
    r"the new york times|the washington post)"
)
_IN_BRACKETS = re.compile(r"\s*[(\[（]([^()\[\]（）]{2,120})[)\]）]\s*\.?(?:\s\w+){0,2}$")
_CREDIT_WORDS = re.compile(
    rf"^\s*(?:{_LABEL}\b|©|\(c\)|copyright\b|via\b|.{{0,60}}\b{_AGENCIES}\b)|.{{2,60}}/.{{2,60}}|"
    rf"\bvia\b|{_AGENCIES}\s*$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"(?:^|(?<=[.!?…”\"')\]])\s*|\s+[|–—•·/-]\s*|\s{{1,3}}(?=[A-ZÀ-ÞФ©])|\s+(?=fot))"
    rf"(?P<all>(?:{_LABEL}(?:\s+(?:by|credit|courtesy(?: of)?|via|de|par|von|di|"
    rf"supplied))?\s*[:：/]|"
    rf"(?:photo(?:graph)?|image|picture|photos|courtesy|illustration)\s+(?:by|courtesy of|"
    rf"supplied by|via)\s|foto(?:s)?\s+(?:di|de|von)\s|fot\.|"
    rf"©|\(c\)|copyright\b)\s*(?P<who>.{{2,140}}))$",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    rf"(?:^|(?<=[.!?…”\"')\]])\s+|\s+[|"
    rf"–—•·-]\s+)(?P<who>(?:[\w’'.&-]+\s){{0,5}}?[^.]{{0,40}}?\b{_AGENCIES}(?:\s?/[^.]{{2,60}})?)\.?$",
    re.IGNORECASE,
)
_NAME_SLASH = re.compile(
    r"(?:^|(?<=[.!?…”\"')\]])\s+)(?P<who>[A-ZÀ-Þ][\w’'.-]+(?: [\w’'.-]+){0,4}"
    r"\s?/\s?[A-ZÀ-Þ][^.]{1,50})$"
)
_STRIP_LABEL = re.compile(
    rf"^(?:{_LABEL}(?:\s+(?:by|credit|courtesy(?: of)?|via|de|par|von|di))?\s*[:：/]\s*|"
    rf"(?:photos?|photograph|image|picture|illustration)\s+(?:by|courtesy of|via)\s+|"
    rf"credits?\s?(?:\.\.\.|…)\s*|fotos?\s+(?:di|de|von)\s+|fot\.\s*:?\s*|©\s*|\(c\)\s*|"
    rf"copyright\s*:?\s*|credits?\s*:?\s+)+",
    re.IGNORECASE,
)

#: what screen readers are told before a caption
_SPOKEN = re.compile(
    r"^(?:image|photo|media) (?:caption|copyright|source)[:,]?\s+|^image$", re.IGNORECASE
)

MAX_CAPTION = 1500
#: captions have a few spans and links inside, no more
_DEPTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture as the page shows it."""

    image: str | None = None
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None
    #: the caption stands a second time in the text of the figure
    doubled: bool = False


def split_credit(text: str) -> tuple[str | None, str | None]:
    """(caption, credit) of a line that may hold both; the credit without its label."""
    text = _SPOKEN.sub("", fold(text))
    match = _IN_BRACKETS.search(text)
    if match is not None and _CREDIT_WORDS.search(match[1]):
        return _pair(text[: match.start()], match[1])
    for pattern in (_LABELLED, _TRAILING, _NAME_SLASH):
        match = pattern.search(text)
        if match is not None and len(match["who"].split()) <= 14:
            return _pair(text[: match.start()], match["who"])
    return (text or None), None


def clean_credit(text: str) -> str | None:
    """A credit without brackets and without "Photo:" and its like."""
    text = fold(text).strip(" |·•–—-")
    if text[:1] in "([（" and text[-1:] in ")]）":
        text = text[1:-1].strip()
    return _STRIP_LABEL.sub("", text).strip(" |·•–—-:") or None


def _pair(caption: str, credit: str) -> tuple[str | None, str | None]:
    return caption.strip().rstrip("|–—•·-").strip() or None, clean_credit(credit)


def read_figure(figure: Element, base: str) -> Picture:
    """The picture that a `figure`, or an element like one, holds."""
    image = figure.find(".//img")
    if image is None:
        image = figure.find(".//amp-img")
    address, alt = images.read(image, base) if image is not None else (None, None)
    caption, credit, doubled = _caption_of(figure)
    if credit == caption:
        credit = None
    return Picture(image=address, alt=alt, caption=caption, credit=credit, doubled=doubled)


def read_caption(element: Element) -> tuple[str | None, str | None]:
    """(caption, credit) of an element that holds a caption, credits inside it taken apart."""
    credits: list[str] = []
    pieces: list[str] = []
    _collect(element, pieces, credits)
    text = fold("".join(pieces))[:MAX_CAPTION]
    if credits:
        credit = clean_credit(" ".join(dict.fromkeys(credits)))
        caption, more = split_credit(text)
        if more and credit and more.casefold() != credit.casefold():
            return text or None, credit
        return caption, credit
    return split_credit(text)


def _collect(element: Element, pieces: list[str], credits: list[str], depth: int = 0) -> None:
    """Text of the caption and of the credits inside, in order; controls left out."""
    if element.text:
        pieces.append(element.text)
    for child in element:
        if child.tag in _CONTROLS or child.tag in ("img", "picture"):
            pass
        elif _is_credit(child):
            credits.append(text_of(child))
        elif len(child) and depth < _DEPTH:
            _collect(child, pieces, credits, depth + 1)
        elif not notes.is_interface(fold(words := _words(child))):
            pieces.append(f" {words} " if child.tag in ("p", "div", "br") else words)
        if child.tail:
            pieces.append(child.tail)


def _words(element: Element) -> str:
    return text_of(element) if len(element) else element.text or ""


def _is_credit(element: Element) -> bool:
    if element.get("itemprop") in (
        "copyrightHolder",
        "creditText",
        "author",
        "creator",
        "copyrightNotice",
    ):
        return True
    label = f"{element.get('class') or ''}"
    return bool(label) and marks.judge(label) == "credit" and len(text_of(element)) < 200


def _caption_of(figure: Element) -> tuple[str | None, str | None, bool]:
    holders = (
        list(figure.iter("figcaption"))
        or [child for child in figure.iter() if _is_caption(child)][:1]
    )
    outside = _text_outside(figure, holders)
    credit_outside = _credit_outside(figure, holders)
    if not holders:
        found = split_credit(outside) if _may_be_caption(figure, outside) else (None, None)
        return found[0], credit_outside or found[1], False
    read = [read_caption(holder) for holder in holders]
    captions = list(dict.fromkeys(caption for caption, _ in read if caption))
    credit = next((credit for _, credit in read if credit), None) or credit_outside
    caption = captions[0] if captions else None
    if caption and notes.is_promotion(caption, 0):
        return None, credit, False
    doubled = bool(caption) and fold(caption or "") in outside
    return caption, credit, doubled


def _may_be_caption(figure: Element, text: str) -> bool:
    """Whether the bare text of a figure can be a caption: short, and no list of links."""
    if not 2 <= len(text.split()) <= 80 or notes.is_interface(text):
        return False
    if figure.find(".//video") is not None or figure.find(".//img") is None:
        return False
    linked = sum(len(text_of(link)) for link in figure.iter("a"))
    if linked > 0.4 * len(text):
        return False
    return all(figure.find(f".//{tag}") is None for tag in ("h2", "h3", "h4", "li", "iframe"))


def _is_caption(element: Element) -> bool:
    label = element.get("class")
    return bool(label) and marks.judge(label or "") == "caption"


def _credit_outside(figure: Element, holders: list[Element]) -> str | None:
    inside = {id(node) for holder in holders for node in holder.iter()}
    for node in figure.iter():
        if id(node) not in inside and node is not figure and node.tag != "img" and _is_credit(node):
            return clean_credit(text_of(node))
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
            left_out = any(child is holder for holder in holders) or child.tag in _CONTROLS
            if not left_out and not _is_credit(child):
                stack.append(child)
        if item.text:
            stack.append(item.text)
    return fold(" ".join(pieces))


_CONTROLS = frozenset({"button", "script", "style", "noscript", "svg", "select", "form", "iframe"})
