"""The search page: what was said, what was added or removed, and what became what."""

from __future__ import annotations

from urllib.parse import urlencode

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from storage.archive import Archive
from storage.errors import UsageError
from storage.query import Sought
from storage.search import CLOSE, OPEN, Changed, Page, Said, Search
from web import wording
from web.site import site_of

#: results on a page
PAGE = 20
_FIELDS = ("q", "in", "removed", "added", "host", "field", "label", "before")


def search(request: Request) -> Response:
    """Results for the words of the address; the empty form without any."""
    site = site_of(request)
    asked = asked_for(request)
    page, problem = None, ""
    if asked["q"] or asked["removed"] or asked["added"]:
        try:
            with site.shelf.reading() as archive:
                page = found_by(archive, asked, limit=PAGE)
        except UsageError as error:
            problem = f"{wording.sentence(str(error))}."
    return site.page(
        request,
        "search.html",
        400 if problem else 200,
        section="/search",
        asked=asked,
        changes=_of_changes(asked),
        page=page,
        problem=problem,
        marked=marked,
        spans=spans,
        with_more=_query,
        feed=_query(asked).replace("/search", "/search/feed.atom", 1),
    )


def asked_for(request: Request) -> dict[str, str]:
    """The words of a search as the address has them."""
    return {name: request.query_params.get(name, "").strip() for name in _FIELDS}


def found_by(archive: Archive, asked: dict[str, str], *, limit: int) -> Page[Said] | Page[Changed]:
    """What the words find; BadQuery."""
    host, before = asked["host"] or None, _before(asked)
    if not _of_changes(asked):
        return Search(archive.db).said(asked["q"], host=host, limit=limit, before=before)
    sought = Sought(
        words=asked["q"] or None,
        removed=asked["removed"] or None,
        added=asked["added"] or None,
        field=asked["field"] or None,
        host=host,
        label=asked["label"] or None,
    )
    return Search(archive.db).changed(sought, limit=limit, before=before)


def _of_changes(asked: dict[str, str]) -> bool:
    return asked["in"] == "changes" or bool(asked["removed"] or asked["added"])


def _before(asked: dict[str, str]) -> int | None:
    if not asked["before"]:
        return None
    if not (asked["before"].isascii() and asked["before"].isdigit()):
        raise UsageError("go on from a page of results, or start again")
    return int(asked["before"][:18])


def _query(asked: dict[str, str], **more: str) -> str:
    """The address of the same search with some of its words changed."""
    pairs = {name: value for name, value in (asked | {"before": ""} | more).items() if value}
    return f"/search?{urlencode(pairs)}"


def marked(snippet: str) -> Markup:
    """A snippet with the found words marked."""
    text = str(escape(snippet)).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")
    return Markup(text)  # noqa: S704 -- escaped one line above


def spans(edit: object, around: int = 90) -> Markup:
    """An edit's words, removed ones struck out, with a little of what stands around them."""
    pieces = []
    for mark, words in getattr(edit, "spans", ()):
        if mark == "=":
            short = words if len(words) <= 2 * around else f"{words[:around]} … {words[-around:]}"
            pieces.append(escape(short))
        else:
            tag = "del" if mark == "-" else "ins"
            pieces.append(Markup(f"<{tag}>{{}}</{tag}>").format(words))  # noqa: S704
    return Markup("").join(pieces)
