"""The search page: what was said, what was added or removed, and what became what."""

from __future__ import annotations

from urllib.parse import urlencode

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from storage.errors import UsageError
from storage.search import CLOSE, OPEN, Search, Sought
from web.site import site_of

#: results on a page
PAGE = 20
_FIELDS = ("q", "in", "removed", "added", "host", "field", "label", "before")


def search(request: Request) -> Response:
    """Results for the words of the address; the empty form without any."""
    site = site_of(request)
    asked = {name: request.query_params.get(name, "").strip() for name in _FIELDS}
    changes = asked["in"] == "changes" or bool(asked["removed"] or asked["added"])
    wanted = bool(asked["q"] or asked["removed"] or asked["added"])
    page, problem = None, ""
    if wanted:
        try:
            page = _changed(request, asked) if changes else _said(request, asked)
        except UsageError as error:
            problem = f"{str(error)[:1].upper()}{str(error)[1:]}."
    return site.page(
        request,
        "search.html",
        400 if problem else 200,
        section="/search",
        asked=asked,
        changes=changes,
        page=page,
        problem=problem,
        marked=marked,
        spans=spans,
        with_more=_query,
    )


def _said(request: Request, asked: dict[str, str]) -> object:
    with site_of(request).shelf.reading() as archive:
        return Search(archive.db).said(
            asked["q"], host=asked["host"] or None, limit=PAGE, before=_before(asked)
        )


def _changed(request: Request, asked: dict[str, str]) -> object:
    sought = Sought(
        words=asked["q"] or None,
        removed=asked["removed"] or None,
        added=asked["added"] or None,
        field=asked["field"] or None,
        host=asked["host"] or None,
        label=asked["label"] or None,
    )
    with site_of(request).shelf.reading() as archive:
        return Search(archive.db).changed(sought, limit=PAGE, before=_before(asked))


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
