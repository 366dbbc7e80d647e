"""The application: one table of pages, one of the API, and one gate before both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from storage.errors import ArchiveError, NotFound, UsageError, VariorumError
from web import feeds, pages, static_files, wording
from web.access import OPEN, READ, Need, Visitor
from web.conditional import Conditional
from web.differences import Differences
from web.guard import Guard
from web.shelf import Shelf
from web.site import Site, site_of

#: bytes of a form or a JSON body
MAX_BODY = 262_144

Endpoint = Callable[[Request], Response]


@dataclass(frozen=True, slots=True)
class Page:
    """A path, what answers it, and what it needs."""

    path: str
    endpoint: Endpoint
    need: Need
    methods: tuple[str, ...] = ("GET",)


_ARTICLE = "/articles/{article_id:int}"
_BETWEEN = _ARTICLE + "/r{old:int}..r{new:int}"

PAGES: tuple[Page, ...] = (
    Page("/", pages.lately, READ),
    Page("/fresh", pages.fresh, READ),
    Page("/articles", pages.articles, READ),
    Page(_ARTICLE, pages.article, READ),
    Page(_ARTICLE + "/compare", pages.compare, READ),
    Page(_ARTICLE + "/feed.{form}", feeds.article, READ),
    Page(_ARTICLE + "/r{number:int}", pages.revision, READ),
    Page(_BETWEEN, pages.comparison, READ),
    Page("/url/{url:path}", pages.by_url, READ),
    Page("/feeds/changes.{form}", feeds.changes, READ),
    Page("/sources/{source_id:int}/feed.{form}", feeds.source, READ),
    Page("/rules/{name}/feed.{form}", feeds.rule, READ),
    Page("/static/{name}", static_files.static, OPEN),
    Page("/robots.txt", static_files.robots, OPEN),
)


def create(folder: Path, *, base_url: str, accounts: bool, public: bool = False) -> FastAPI:
    """The web application over the archive in this folder.

    Without `accounts`, whoever reaches it may do everything: bind it to loopback only. In
    `public`, anyone may read what is kept, and only accounts may do more.
    """
    site = Site(
        shelf=Shelf(folder),
        base_url=base_url.rstrip("/"),
        accounts=accounts,
        public=public,
        templates=_templates(),
    )
    app = FastAPI(
        title="Variorum",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=MAX_BODY,
        lifespan=_lifespan,
        routes=[Route(page.path, page.endpoint, methods=list(page.methods)) for page in PAGES],
        exception_handlers={VariorumError: _failed, 404: _missing},
    )
    app.state.site = site
    app.state.differences = Differences()
    needs = {page.endpoint: page.need for page in PAGES}
    app.add_middleware(Guard, site=site, routes=app.router.routes, needs=needs, recognise=_nobody)
    app.add_middleware(Conditional)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    return app


def _nobody(*_: object) -> Visitor | None:
    return None


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.site.shelf.close()


def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("moment", "stamp", "claim", "label", "revision_kind", "state", "link", "plural"):
        templates.filters[name] = getattr(wording, name)
    templates.filters["paragraphs"] = wording.paragraphs
    templates.globals["navigation"] = navigation
    templates.globals["section"] = ""
    return templates


def navigation(visitor: Visitor, site: Site) -> list[tuple[str, str]]:
    """The main links that this visitor may follow."""
    return [("/", "Lately"), ("/articles", "Articles")]


async def _failed(request: Request, error: Exception) -> Response:
    """An error that says what to do next, as a page or as JSON."""
    status = 500
    if isinstance(error, NotFound):
        status = 404
    elif isinstance(error, UsageError):
        status = 400
    elif isinstance(error, ArchiveError):
        status = 503
    return _said(request, status, str(error))


async def _missing(request: Request, error: Exception) -> Response:
    return _said(request, 404, "there is no such page")


def _said(request: Request, status: int, text: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": text}, status)
    titles = {400: "That cannot be asked", 404: "Not kept here", 503: "The archive is not at hand"}
    return site_of(request).page(
        request,
        "message.html",
        status,
        title=titles.get(status, "Something went wrong"),
        text=f"{text[:1].upper()}{text[1:]}.",
    )
