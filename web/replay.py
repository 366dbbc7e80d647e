"""An archived page as it came, in a place where it can do nothing.

Every answer from here bears a policy that gives it an origin of its own, no script, no network
and no form (Content Security Policy 3; HTML, section 7.2: sandboxing). The view for readers is,
besides, cleaned of whatever could act.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from lxml import etree, html
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from crawler.decode import to_utf8, unpack
from storage.archive import Archive
from storage.errors import NotFound
from storage.mementos import Memento, Mementos
from storage.records import Capture
from web import memento, wording
from web.paths import rest_of_path
from web.site import Site, site_of

SANDBOX = (
    "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:;"
    " form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": SANDBOX,
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, max-age=86400",
}
#: what a browser may show by itself; all else is offered as a file
_SHOWN = ("text/html", "application/xhtml+xml", "text/plain", "image/", "application/json")
_DROPPED = frozenset(
    [
        "script",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "base",
        "meta",
        "link",
        "template",
        "noscript",
        "form",
        "input",
        "button",
        "select",
        "textarea",
        "portal",
        "fencedframe",
        "audio",
        "video",
        "source",
        "track",
    ]
)
_KEPT = frozenset(
    [
        "alt",
        "title",
        "lang",
        "dir",
        "class",
        "id",
        "style",
        "colspan",
        "rowspan",
        "scope",
        "datetime",
        "cite",
        "start",
        "type",
        "width",
        "height",
        "role",
        "aria-label",
        "aria-hidden",
        "open",
    ]
)
#: statuses that say that there is no body, or that a browser would act upon
_NO_BODY = frozenset({204, 205, 304})


def replay(request: Request) -> Response:
    """A memento: cleaned for readers, or with `id_` the very bytes."""
    site = site_of(request)
    form = memento.STAMP.fullmatch(request.path_params["stamp"])
    second = form and _second(form[1])
    if form is None or second is None:
        raise NotFound("a memento's address has 14 digits: /memento/20261122141500/https://…")
    rest = rest_of_path(request, f"/memento/{form[0]}/")
    with site.shelf.reading() as archive:
        mementos = Mementos(archive.db)
        places = memento.Places(site, memento.original(archive, rest))
        found = _exact(mementos, places, second, form[2])
        if found is None:
            return _elsewhere(mementos, places, second, raw=bool(form[3]))
        capture = archive.captures.get(found.capture_id)
        headers = (
            HEADERS
            | memento.cors(site)
            | {
                "Memento-Datetime": memento.http_date(found.at),
                "Link": memento.link_header(places, mementos, found),
            }
        )
    if form[3]:
        return raw(request, capture, headers)
    return view(request, capture, headers)


def body(request: Request) -> Response:
    """The wire's bytes of a capture, as a file."""
    with site_of(request).shelf.reading() as archive:
        number = request.path_params["capture_id"]
        capture = archive.captures.get(number)
    return Response(
        capture.body,
        media_type="application/octet-stream",
        headers=HEADERS | {"Content-Disposition": f'attachment; filename="capture-{number}.bin"'},
    )


def page(request: Request) -> Response:
    """What is known of a capture, with its page in a frame that can do nothing."""
    site = site_of(request)
    with site.shelf.reading() as archive:
        number = request.path_params["capture_id"]
        row = archive.captures.row(number)
        found = Mementos(archive.db).of_capture(number)
        capture = archive.captures.get(number)
        article = archive.articles.get(row["article_id"]) if row["article_id"] else None
        address = _address(archive, site, found)
    return site.page(
        request,
        "capture.html",
        section="/articles",
        capture=capture,
        row=row,
        article=article,
        memento=address,
        raw=address.replace("/http", "id_/http", 1) if address else None,
        readable=_readable(capture),
    )


def _address(archive: Archive, site: Site, found: Memento | None) -> str | None:
    if found is None:
        return None
    places = memento.Places(site, found.url)
    return places.memento(found, Mementos(archive.db)).removeprefix(site.base_url)


def _second(digits: str) -> datetime | None:
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _exact(
    mementos: Mementos, places: memento.Places, second: datetime, number: str | None
) -> Memento | None:
    """The memento of just this address; None where the address is only near one."""
    within = mementos.within(places.url, second)
    if number is None:
        return within[0] if len(within) == 1 else None
    return next((one for one in within if one.capture_id == int(number)), None)


def _elsewhere(
    mementos: Mementos, places: memento.Places, second: datetime, *, raw: bool
) -> Response:
    found = mementos.nearest(places.url, second)
    if found is None:
        raise NotFound("there is no memento of this address")
    target = places.memento(found, mementos)
    if raw:
        target = target.replace(f"/{places.url}", f"id_/{places.url}")
    return RedirectResponse(memento.header(target), 302, memento.cors(places.site))


def raw(request: Request, capture: Capture, headers: dict[str, str]) -> Response:
    """The bytes as they came, with their own type and encoding where the client takes it."""
    content_type = _plain(capture.header("content-type") or "application/octet-stream")
    headers = headers | _typed(request, content_type)
    for name, value in capture.headers[:100]:
        if name.isascii() and name.replace("-", "").isalnum():
            headers[f"X-Archive-Orig-{name}"] = _plain(value)
    content, encoding = capture.body, capture.header("content-encoding")
    if encoding is not None:
        if encoding.strip().lower() in request.headers.get("accept-encoding", "").lower():
            headers["Content-Encoding"] = _plain(encoding)
        else:
            content = unpack(capture.body, encoding).body
    return _answer(capture, content, headers)


def view(request: Request, capture: Capture, headers: dict[str, str]) -> Response:
    """The page for readers: cleaned HTML, or the file as it came where it is something else."""
    if not _readable(capture):
        content_type = _plain(capture.header("content-type") or "application/octet-stream")
        content = unpack(capture.body, capture.header("content-encoding")).body
        return _answer(capture, content, headers | _typed(request, content_type))
    stamp = capture.fetched_at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    text = cleaned(capture, f"{site_of(request).base_url}/memento/{stamp}/")
    return _answer(capture, text, headers | {"Content-Type": "text/html; charset=utf-8"})


def _typed(request: Request, content_type: str) -> dict[str, str]:
    """How a body is to be taken: never as markup by a browser that opens it.

    For a browser connects to the hosts that markup names even where the policy forbids every
    request; programs, which send no Fetch Metadata, get the type that the body came with.
    """
    headers = {"Content-Type": content_type, "Vary": "Accept-Encoding, Sec-Fetch-Dest"}
    stated = content_type.lower()
    if not stated.startswith(_SHOWN):
        return headers | {"Content-Disposition": "attachment"}
    opened = request.headers.get("sec-fetch-dest", "empty") != "empty"
    if opened and ("html" in stated or "xml" in stated):
        charset = stated.partition("charset=")[2].partition(";")[0]
        headers["Content-Type"] = f"text/plain; charset={charset or 'utf-8'}"
    return headers


def _answer(capture: Capture, content: bytes, headers: dict[str, str]) -> Response:
    """With the status that the page had, where an answer with a body can bear it."""
    status = capture.status
    if not 200 <= status <= 599 or status in _NO_BODY or 300 <= status < 400:
        headers, status = headers | {"X-Archive-Orig-Status": str(status)}, 200
    return Response(content, status, headers)


def _readable(capture: Capture) -> bool:
    stated = (capture.header("content-type") or "text/html").lower()
    return stated.startswith(("text/html", "application/xhtml"))


def cleaned(capture: Capture, archived: str) -> bytes:
    """The page without scripts, frames, forms, and addresses that load; links stay inside.

    `archived` goes before the address of every link. Markup that cannot be read gives nothing.
    """
    unpacked = unpack(capture.body, capture.header("content-encoding"))
    text = to_utf8(unpacked.body, capture.header("content-type")).utf8
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text or b"<p></p>", parser=parser)
    except (etree.LxmlError, ValueError):
        tree = html.document_fromstring(b"<p>(The page holds no markup that can be shown.)</p>")
    for element in list(tree.iter()):
        _clean(element, capture.final_url, archived)
    return b"<!doctype html>\n" + etree.tostring(tree, method="html", encoding="utf-8")


def _clean(element: Any, base: str, archived: str) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if not tag or tag in _DROPPED or ":" in tag or tag in ("svg", "math"):
        if element.getparent() is not None:
            element.drop_tree()
        return
    target = element.get("href") if tag == "a" else None
    for name in list(element.attrib):
        if name.lower() not in _KEPT:
            del element.attrib[name]
    if target is not None and (link := _absolute(base, target)):
        element.set("href", archived + link)
        element.set("rel", "noreferrer nofollow")


def _absolute(base: str, target: str) -> str:
    try:
        return wording.link(urljoin(base, target.strip()))
    except ValueError:
        return ""


def _plain(value: str) -> str:
    """A header's value that is one line of visible Latin-1."""
    return "".join(char for char in value if " " <= char <= "~" or "\xa0" <= char <= "\xff")[:4000]
