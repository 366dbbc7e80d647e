"""What never counts as a change: how an address is decorated, how white space is laid out."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

#: parameters that tell the publisher where a reader came from, and nothing about the page
_TRACKING = re.compile(
    r"""(?ix) utm_\w+ | fbclid | gclid | dclid | gbraid | wbraid | msclkid
    | twclid | ttclid
    | yclid | igshid | igsh | li_fat_id | mc_[ce]id | _ga | _gl | _hs(?:enc|mi) | mkt_tok
    | oly_\w+_id | vero_\w+ | wickedid | xtor | at_(?:medium|campaign|link_\w+|custom\d)
    | ns_\w+ | s_cid | smid | cmpid | cmp | ocid | ito | ref_?src | ftag | guccounter
    | guce_\w+ | __twitter_impression"""
)
#: parameters of an image server: how large, how good, how fresh; not which picture
_RENDITION = re.compile(
    r"""(?ix) w | h | wid | hei | width | height | size | dpr | dpi | q | qlt | quality | fit | crop
    | resize | scale | rect | format | fm | fmt | auto | ssl | strip | disable | optimi[sz]e
    | webp | v | ver | version | rev | t | ts | time(?:stamp)? | cb | _ | cache\w*
    | bust(?:er)? | rnd | random | hash | s | sig | signature | token
    | expires | x-amz-\w[\w-]* | key-pair-id | policy"""
)
_PICTURE_FILE = re.compile(r"(?i)\.(?:jpe?g|png|webp|gif|avif|svg|tiff?|bmp)$")
#: parameters that name the picture although the path ends like a file
_NAMES_PICTURE = re.compile(r"(?i)url|src|source|image|img|id|file|path|u")
#: the size that a renderer puts at the end of a file's name: "flood-1024x683.jpg"
_SIZE_SUFFIX = re.compile(r"(?i)[-_]\d{2,4}x\d{2,4}(?=\.\w{3,4}$)")
_SPACES = re.compile(r" {2,}")
_SPACED_BREAK = re.compile(r" *\n *")


def address(url: str) -> str:
    """The address of a link without what tracks the reader."""
    if "?" not in url and "#" not in url:
        return url
    parts = _split(url)
    if parts is None:
        return url
    fragment = "" if parts.fragment.startswith(":~:") else parts.fragment
    query = _without(parts.query, lambda name: _TRACKING.fullmatch(name) is not None)
    return urlunsplit(parts._replace(query=query, fragment=fragment))


def picture(url: str) -> str:
    """The address of an image without its size, quality, format and cache busters."""
    parts = _split(url)
    if parts is None:
        return url
    if _PICTURE_FILE.search(parts.path):
        query = _without(parts.query, lambda name: _NAMES_PICTURE.fullmatch(name) is None)
    else:
        query = _without(parts.query, lambda name: _RENDITION.fullmatch(name) is not None)
    path = _SIZE_SUFFIX.sub("", parts.path)
    return urlunsplit(parts._replace(path=path, query=query, fragment=""))


def folded(text: str) -> str:
    """`text` with runs of spaces as one, and none at the ends or around line breaks."""
    if "  " in text:
        text = _SPACES.sub(" ", text)
    if " \n" in text or "\n " in text:
        text = _SPACED_BREAK.sub("\n", text)
    return text.strip(" \n\t")


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _without(query: str, drops: Callable[[str], bool]) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not drops(name)]
    return query if len(kept) == len(pairs) else urlencode(kept)
