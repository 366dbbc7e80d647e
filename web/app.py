"""The application: one table of pages, one of the API, and one gate before both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from fastapi import FastAPI
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from storage.errors import ArchiveError, NotFound, UsageError, VariorumError
from web import wording
from web.access import ADMINISTER, INSIDE, Need, Visitor
from web.api_models import Problem
from web.blame import Origins
from web.cards import Pictures
from web.conditional import Conditional
from web.differences import Differences
from web.guard import Guard
from web.routes import OPERATIONS, PAGES, PREFIX, Operation
from web.shelf import Shelf
from web.signin import recognise
from web.site import Site, site_of
from web.throttle import Throttle

#: bytes of a form or a JSON body
MAX_BODY = 262_144

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "It cannot be asked like this"},
    401: {"model": Problem, "description": "Send a token"},
    403: {"model": Problem, "description": "The role does not suffice"},
    404: {"model": Problem, "description": "Not kept here"},
    503: {"model": Problem, "description": "The archive is not at hand"},
}


def create(
    folder: Path,
    *,
    base_url: str,
    accounts: bool,
    public: bool = False,
    processes: int = 1,
    hasher: PasswordHasher | None = None,
) -> FastAPI:
    """The web application over the archive in this folder.

    Without `accounts`, whoever reaches it may do everything: bind it to loopback only. In
    `public`, anyone may read what is kept, and only accounts may do more. `processes` is how many
    serve the same pages. `hasher` is for passwords; argon2id at its library's own cost where none
    is given.
    """
    site = Site(
        shelf=Shelf(folder),
        base_url=base_url.rstrip("/"),
        accounts=accounts,
        public=public,
        templates=_templates(),
        hasher=hasher or PasswordHasher(),
    )
    app = FastAPI(
        title="Variorum",
        description="What was kept of news articles, and what changed between their versions.",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=MAX_BODY,
        lifespan=_lifespan,
        routes=[Route(page.path, page.endpoint, methods=[page.method]) for page in PAGES],
        exception_handlers={VariorumError: _failed, OverflowError: _missing, 404: _missing},
    )
    for operation in OPERATIONS:
        _add(app, operation)
    _furnish(app, site, processes)
    return app


def _furnish(app: FastAPI, site: Site, processes: int) -> None:
    """What the endpoints remember between requests, and what stands before them."""
    app.state.site = site
    app.state.differences = Differences()
    app.state.origins = Origins()
    app.state.pictures = Pictures()
    app.state.throttle = Throttle(processes)
    needs: dict[Any, Need] = {page.endpoint: page.need for page in PAGES}
    needs |= {operation.endpoint: operation.need for operation in OPERATIONS}
    app.add_middleware(Guard, site=site, routes=app.router.routes, needs=needs, recognise=recognise)
    app.add_middleware(Conditional)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)


def _add(app: FastAPI, operation: Operation) -> None:
    app.add_api_route(
        PREFIX + operation.path,
        operation.endpoint,
        methods=[operation.method],
        status_code=operation.status,
        responses=_PROBLEMS,
        operation_id=operation.endpoint.__name__,
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.site.shelf.close()


def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("web"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in (
        "moment",
        "stamp",
        "claim",
        "label",
        "revision_kind",
        "state",
        "link",
        "plural",
        "language",
    ):
        templates.filters[name] = getattr(wording, name)
    templates.filters["sentence"] = wording.sentence
    templates.filters["paragraphs"] = wording.paragraphs
    templates.globals["navigation"] = navigation
    templates.globals["section"] = ""
    return templates


def navigation(visitor: Visitor, site: Site) -> list[tuple[str, str]]:
    """The main links that this visitor may follow."""
    links = [("/", "Lately"), ("/articles", "Articles"), ("/search", "Search")]
    links.append(("/statistics", "Statistics"))
    if visitor.may(INSIDE):
        links += [("/sources", "Sources"), ("/rules", "Rules")]
    if site.accounts and visitor.may(ADMINISTER):
        links.append(("/accounts", "Accounts"))
    if site.accounts and visitor.name is None:
        links.append(("/sign-in", "Sign in"))
    return links


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
