"""Whether a page is an article at all, and if not, what stands in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crawler import lexicon, walls
from crawler.tree import extent
from storage.records import Block, Quality, Verdict

_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "")
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"PK\x03\x04", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"RIFF", "riff"),
    (b"\x00\x00\x00", "binary"),
    (b"wOF", "font"),
)
_MARKED = re.compile(rb"<(?:!doctype html|html|head|body|article)\b", re.IGNORECASE)
_CONTROLS = bytes([*range(9), *range(14, 32)])
#: running text from which a page that was answered well needs no second look
_PLENTY = 1500
#: running text below which words anywhere on the page can say that it is an error's
_SCANT = 300
#: running text below which a page that says it is not free shows only how the article begins;
#: a short article whole is longer, and a longer beginning has words of the wall under it
_TEASER = 700
#: characters of the text of a gallery, and pictures with a caption in one
_TOLD, _GALLERY = 140, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of a page when it has been read as far as it can be."""

    url: str
    status: int = 200
    title: str = ""
    headline: str = ""
    #: the page's markup in lower case, its first part
    markup: str = ""
    #: all text that a reader of the page sees, its first part
    visible: str = ""
    #: the same with what is left out as boilerplate, walls and sign-up forms among it
    everything: str = ""
    #: characters of running text that were read as the article
    prose: int = 0
    paragraphs: int = 0
    #: there are scripts on the page
    scripts: bool = False
    #: the page says that it is an article, by schema.org or OpenGraph
    says_article: bool = False
    #: the page says whether it is free to read
    free: bool | None = None
    #: length of the article's text where the page states it
    stated_body: int = 0
    #: codes for what was cut off on the way
    cut: tuple[str, ...] = ()
    #: the address that was asked for
    asked: str = ""


def prose(blocks: Iterable[Block]) -> int:
    """How much running text there is, in characters of an alphabet.

    Pictures that stand by themselves tell their story in the captions.
    """
    told, captions = 0, []
    for block in blocks:
        if block.kind in ("paragraph", "quote", "list_item", "live_entry"):
            told += extent(block.text)
        elif block.caption is not None:
            captions.append(extent(block.caption))
    alone = told < _TOLD and len(captions) >= _GALLERY
    return told + sum(captions) if alone else told


def needs_words(prose: int, status: int) -> bool:
    """Whether `judge` will look at the markup and the visible text of such a page."""
    return prose < _PLENTY or status >= 400


def judge(seen: Evidence) -> Quality:
    """The verdict, with the evidence for it; the most telling sign decides."""
    for test in (_blocked, _status, _unreadable, _login, _consent, _soft_404, _error, _shell):
        found = test(seen)
        if found is not None:
            reasons = dict.fromkeys((found[1], *seen.cut))
            return Quality(verdict=found[0], reasons=tuple(reasons))
    return _article(seen)


def judge_type(start: bytes, content_type: str | None) -> Quality | None:
    """The verdict on what is no HTML, before anything is decoded; None for what may be."""
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16 is full of zero bytes
    reason = _not_html(b"" if wide else start[:2048], content_type)
    return None if reason is None else Quality(verdict="not_html", reasons=(reason,))


def sniff(start: bytes) -> str | None:
    """What the first bytes are, where they are no text: "pdf", "png", …"""
    head = start[:16].lstrip()
    for magic, name in _MAGIC:
        if start.startswith(magic) or head.startswith(magic):
            return name
    sample = start[:1024]
    strange = len(sample) - len(sample.translate(None, _CONTROLS))
    return "binary" if strange * 20 > max(len(sample), 1) else None


_Found = tuple[Verdict, str] | None


def _not_html(start: bytes, content_type: str | None) -> str | None:
    kind = (content_type or "").split(";")[0].split(",")[0].strip().lower()
    found = sniff(start)
    if found is not None:
        return f"bytes:{found}"
    if kind not in _HTML_TYPES:
        return f"content_type:{kind[:60]}"
    if kind in ("application/xml", "text/xml") and not _MARKED.search(start):
        return f"content_type:{kind}"
    return None


def _blocked(seen: Evidence) -> _Found:
    if seen.prose > 900 and seen.status < 400:
        return None
    match = walls.BLOCKED.search(seen.markup)
    if match is None and seen.status not in (401, 403, 429):
        return None
    if match is None:
        return "blocked", f"status:{seen.status}"
    if seen.prose > 300 and seen.says_article:
        return None
    if match.group().startswith(
        ("g-recaptcha", "h-captcha", "hcaptcha", "cf-turnstile", "friendly")
    ) and (len(seen.visible) > 1200 and seen.status < 400):
        return None
    return "blocked", f"challenge:{match.group()[:60]}"


def _status(seen: Evidence) -> _Found:
    if seen.status < 400:
        return None
    if seen.status in (404, 410):
        return "soft_404", f"status:{seen.status}"
    return "error_page", f"status:{seen.status}"


def _unreadable(seen: Evidence) -> _Found:
    """What arrived damaged says nothing of the page, however much can be read of it."""
    code = next((code for code in seen.cut if code.startswith(_DAMAGE)), None)
    return None if code is None else ("truncated", code)


def _login(seen: Evidence) -> _Found:
    if seen.prose > 800:
        return None
    if walls.LOGIN_PATH.search(seen.url) and not walls.LOGIN_PATH.search(seen.asked or ""):
        return "login", "path"
    if walls.LOGIN.search(seen.title or "") and 'type="password"' in seen.markup:
        return "login", "password_form"
    return None


def _consent(seen: Evidence) -> _Found:
    if seen.prose > 500 or seen.says_article:
        return None
    consent = walls.CONSENT
    words = lexicon.found(consent, seen.visible[:3000]) or lexicon.found(consent, seen.title)
    if words is None or (seen.paragraphs > 6 and len(seen.visible) > 6000):
        return None
    return "consent", f"words:{words[:60]}"


def _soft_404(seen: Evidence) -> _Found:
    if seen.prose > 700:
        return None
    for where, shown in (("title", seen.title), ("headline", seen.headline)):
        words = lexicon.found(walls.NOT_FOUND, shown[:200])
        if words is not None and not (seen.says_article and seen.prose > 250):
            return "soft_404", f"{where}:{words[:60]}"
    if len(seen.visible) < 1500 and not seen.says_article:
        words = lexicon.found(walls.NOT_FOUND, seen.visible)
        if words is not None and len(words) > 8 and seen.prose < _SCANT:
            return "soft_404", f"text:{words[:60]}"
    return None


def _error(seen: Evidence) -> _Found:
    if seen.prose > 600 or seen.says_article:
        return None
    for where, shown in (
        ("title", seen.title),
        ("headline", seen.headline),
        ("text", seen.visible[:600]),
    ):
        words = lexicon.found(walls.ERROR, shown)
        if words is not None and (where != "text" or seen.prose < _SCANT):
            return "error_page", f"{where}:{words[:60]}"
    return None


def _shell(seen: Evidence) -> _Found:
    if seen.prose > 100 or len(seen.visible) > 400:
        return None
    if not seen.visible.strip() and not seen.scripts:
        return "empty_shell", "no_text"
    if seen.scripts or 'http-equiv="refresh"' in seen.markup:
        return "empty_shell", f"text:{len(seen.visible)}"
    return None


def _article(seen: Evidence) -> Quality:
    reasons: list[str] = list(seen.cut)
    wall = lexicon.found(walls.PAYWALL, seen.everything) if seen.prose < _PLENTY else None
    if _is_stub(seen, wall is not None):
        reason = f"words:{wall[:60]}" if wall else "isAccessibleForFree:false"
        return Quality(verdict="paywall", reasons=(reason, *reasons))
    if any(code.split(":")[0] in _CUTS for code in seen.cut):
        return Quality(verdict="truncated", reasons=tuple(reasons))
    if seen.prose < 140 and not (seen.says_article and seen.prose > 40):
        return Quality(verdict="not_article", reasons=(f"prose:{seen.prose}", *reasons))
    if not seen.headline and not seen.says_article:
        return Quality(verdict="not_article", reasons=("no_headline", *reasons))
    return Quality(verdict="article", reasons=tuple(reasons))


_DAMAGE = ("encoding_cut", "encoding_corrupt", "length_short")
_CUTS = frozenset(
    {
        "too_large",
        "too_many_tags",
        "too_many_blocks",
        "encoding_cut",
        "encoding_corrupt",
        "cut_short",
        "length_short",
    }
)


def _is_stub(seen: Evidence, worded: bool) -> bool:
    """A wall and little text, or much less text than the page says that there is."""
    if seen.free is False:
        most = _PLENTY if worded else _TEASER
        return seen.prose < most or seen.stated_body > 2.5 * seen.prose
    return worded and seen.free is None and seen.prose < 900
