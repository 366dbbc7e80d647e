"""The addresses of pictures: found behind lazy loading, and the same in all sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from crawler import lexicon
from crawler.memory import recalled
from crawler.tree import Element, absolute, fold

_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)$", re.IGNORECASE)
#: parameters that say how a picture is delivered, and not which one it is
_SIZES = lexicon.words(
    """
    w h width height wid hei q qlt quality auto format fit crop dpr v ver version cb ts t resize
    rect s sig ssl strip fm fp-x fp-y ixlib sharp usm size scale imwidth imheight disable _ rnd
    rand nocache cachebuster timestamp upscale enlarge blur bg
    """
)
_SIZE_SUFFIX = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)")
_TRANSFORM = re.compile(
    r"/(?:cdn-cgi/image/)?(?:(?:w|h|c|q|f|g|ar|dpr|width|height|quality|format|"
    r"fit)[_=][\w.:-]+,?)+(?=/)"
)
_PLACEHOLDER = lexicon.uncased(
    r"(?:blank|placeholder|(?<![a-z])holder|spacer|transparent|1x1)[\w-]*\.\w{3,4}|"
    r"(?:pixel|lazy|load(?:ing|er)|missing|grey|gray)[\w-]*\.(?:gif|png|svg)"
)
_ORNAMENT = lexicon.uncased(
    r"(?<![a-z])(?:icons?|logos?|avatars?|sprites?|emojis?|badges?|buttons?|gravatar|"
    r"pixel)(?![a-z])|/ads?/|doubleclick|scorecardresearch|[?&/](?:tracking|beacon)(?![a-z])"
)
#: a size of hundreds in a file's name: a photograph, whatever it shows
_LARGE = re.compile(r"\d{3,4}[x-]\d{3,4}")


def read(image: Element, base: str) -> tuple[str | None, str | None]:
    """(address, alternative text) of an `img`, lazy loading and placeholders seen through."""
    address = absolute(base, _source(image))
    return (stable(address) if address else None), fold(image.get("alt")) or None


def _source(image: Element) -> str | None:
    """The first address that is no placeholder, whatever attribute holds it."""
    for candidate in _candidates(image):
        if not candidate or candidate == "/" or candidate.startswith("data:"):
            continue
        if _PLACEHOLDER.search(lexicon.folded(candidate[:300].rpartition("/")[2])) is None:
            return candidate
    return None


def _candidates(image: Element) -> Iterator[str | None]:
    for name in ("src", "data-src", "data-original", "data-lazy-src"):
        yield image.get(name)
    for name in ("srcset", "data-srcset", "data-lazy-srcset"):
        yield _largest(image.get(name) or "")
    parent = image.getparent()
    while parent is not None and parent.tag == "source":  # to libxml2 the tag has an inside
        parent = parent.getparent()
    if parent is not None and parent.tag == "picture":
        for source in parent.iter("source"):
            yield _largest(source.get("srcset") or source.get("data-srcset") or "")
    for attribute in map(str, image.attrib):
        if _is_late(image, attribute):
            yield image.get(attribute)


def _is_late(image: Element, name: str) -> bool:
    """Whether an attribute holds what a script will show; each has its own name for it."""
    return name.startswith("data-") and is_file(image.get(name) or "")


def is_file(address: str) -> bool:
    """Whether an address names a picture by its ending."""
    return " " not in address and _IMAGE_FILE.search(address.partition("?")[0]) is not None


def is_ornament(image: Element) -> bool:
    """Whether an image outside any figure is an icon, a logo or a counter."""
    source = (_source(image) or "")[:300]
    if _ORNAMENT.search(lexicon.folded(source)) and not _LARGE.search(source):
        return True
    if _ORNAMENT.search(lexicon.folded(image.get("class") or "")):
        return True
    sizes = [image.get("width") or "", image.get("height") or ""]
    return any(size.rstrip("px").isdigit() and int(size.rstrip("px")) < 120 for size in sizes)


@recalled(1 << 12)
def stable(address: str) -> str:
    """The address without size, quality and cache parameters: what identifies the picture."""
    parts = urlsplit(address)
    query = parse_qsl(parts.query)
    inner = next((value for key, value in query if key in ("url", "src", "image", "img")), "")
    if inner.startswith("http") and _IMAGE_FILE.search(urlsplit(inner).path):
        return stable(unquote(inner))
    kept = (
        [] if _IMAGE_FILE.search(parts.path) else [p for p in query if p[0].lower() not in _SIZES]
    )
    path = _SIZE_SUFFIX.sub("", _TRANSFORM.sub("", parts.path))
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(kept), ""))


def _largest(srcset: str) -> str | None:
    """The candidate with the greatest width or density."""
    best: tuple[float, str] | None = None
    for piece in re.split(r",\s+", srcset[:5000]):
        words = piece.split()
        if not words:
            continue
        size = words[1].rstrip("wxh") if len(words) > 1 else "1"
        value = float(size) if re.fullmatch(r"\d+(?:\.\d+)?", size) else 0.0
        if best is None or value > best[0]:
            best = (value, words[0])
    return best[1] if best else None
