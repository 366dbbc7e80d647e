"""Every address that the application answers, and what each needs of its visitor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from web import (
    about,
    api,
    api_search,
    api_writing,
    blame,
    cards,
    cite,
    feeds,
    figures,
    inside,
    memento,
    pages,
    replay,
    screenshots,
    searching,
    signin,
    static_files,
)
from web.access import ADMINISTER, INSIDE, OPEN, READ, WRITE, Need


@dataclass(frozen=True, slots=True)
class Page:
    """A path, what answers it, and what it needs."""

    path: str
    endpoint: Callable[[Request], Response | Awaitable[Response]]
    need: Need
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Operation:
    """The same for the API, under its prefix."""

    method: str
    path: str
    endpoint: Callable[..., Any]
    need: Need
    status: int = 200


PREFIX = "/api/v1"
_ARTICLE = "/articles/{article_id:int}"
_VERSION = _ARTICLE + "/r{number:int}"
_BETWEEN = _ARTICLE + "/r{old:int}..r{new:int}"

PAGES: tuple[Page, ...] = (
    Page("/", pages.lately, READ),
    Page("/fresh", pages.fresh, READ),
    Page("/articles", pages.articles, READ),
    Page(_ARTICLE, pages.article, READ),
    Page(_ARTICLE + "/compare", pages.compare, READ),
    Page(_ARTICLE + "/feed.{form}", feeds.article, READ),
    Page(_ARTICLE + "/blame", blame.blame, READ),
    Page(_VERSION, pages.revision, READ),
    Page(_VERSION + "/cite", cite.page, READ),
    Page(_VERSION + ".bib", cite.bibtex, READ),
    Page(_VERSION + ".csl.json", cite.csl, READ),
    Page(_BETWEEN, pages.comparison, READ),
    Page(_BETWEEN + "/card.svg", cards.svg, READ),
    Page(_BETWEEN + "/card.png", cards.png, READ),
    Page("/url/{url:path}", pages.by_url, READ),
    Page("/feeds/changes.{form}", feeds.changes, READ),
    Page("/sources/{source_id:int}/feed.{form}", feeds.source, INSIDE),
    Page("/rules/{name}/feed.{form}", feeds.rule, INSIDE),
    Page("/captures/{capture_id:int}", replay.page, READ),
    Page("/captures/{capture_id:int}/body", replay.body, READ),
    Page("/captures/{capture_id:int}/screenshot", screenshots.png, READ),
    Page("/timegate/{url:path}", memento.timegate, READ),
    Page("/timemap/{form}/{url:path}", memento.timemap, READ),
    Page("/memento/{stamp}/{url:path}", replay.replay, READ),
    Page("/search", searching.search, READ),
    Page("/search/feed.{form}", feeds.search, READ),
    Page("/statistics", figures.statistics, READ),
    Page("/keys", about.keys, OPEN),
    Page("/api", about.api, READ),
    Page("/sources", inside.sources, INSIDE),
    Page("/sources", inside.add_source, WRITE, "POST"),
    Page("/sources/{source_id:int}/check", inside.check_source, WRITE, "POST"),
    Page("/sources/{source_id:int}/remove", inside.remove_source, WRITE, "POST"),
    Page(_ARTICLE + "/check", inside.check_article, WRITE, "POST"),
    Page("/rules", inside.rules, INSIDE),
    Page("/rules", inside.set_rule, WRITE, "POST"),
    Page("/rules/remove", inside.remove_rule, WRITE, "POST"),
    Page("/deliveries", inside.deliveries, INSIDE),
    Page("/deliveries/{delivery_id:int}/again", inside.deliver_again, WRITE, "POST"),
    Page("/sign-in", signin.sign_in_page, OPEN),
    Page("/sign-in", signin.sign_in, OPEN, "POST"),
    Page("/sign-out", signin.sign_out, OPEN, "POST"),
    Page("/account", signin.account, INSIDE),
    Page("/account/tokens", signin.issue_token, INSIDE, "POST"),
    Page("/account/tokens/revoke", signin.revoke_token, INSIDE, "POST"),
    Page("/account/password", signin.change_password, INSIDE, "POST"),
    Page("/accounts", signin.accounts, ADMINISTER),
    Page("/accounts", signin.add_account, ADMINISTER, "POST"),
    Page("/accounts/change", signin.change_account, ADMINISTER, "POST"),
    Page("/static/{name}", static_files.static, OPEN),
    Page("/robots.txt", static_files.robots, OPEN),
)

_ONE = "/articles/{article_id}"
OPERATIONS: tuple[Operation, ...] = (
    Operation("GET", "/changes", api.changes, READ),
    Operation("GET", "/articles", api.articles, READ),
    Operation("GET", "/articles/by-url", api.article_by_url, READ),
    Operation("GET", _ONE, api.article, READ),
    Operation("GET", _ONE + "/revisions", api.revisions, READ),
    Operation("GET", _ONE + "/r{number:int}", api.revision, READ),
    Operation("GET", _ONE + "/r{number:int}/cite", api.cite, READ),
    Operation("GET", _ONE + "/r{old:int}..r{new:int}", api.comparison, READ),
    Operation("GET", _ONE + "/blame", api.blame, READ),
    Operation("GET", _ONE + "/checks", api.checks, READ),
    Operation("GET", _ONE + "/captures", api.captures, READ),
    Operation("POST", _ONE + "/check", api_writing.check_article, WRITE, 202),
    Operation("GET", "/search", api_search.search, READ),
    Operation("GET", "/search/changes", api_search.search_changes, READ),
    Operation("GET", "/statistics", api_search.statistics, READ),
    Operation("GET", "/sources", api_writing.sources, INSIDE),
    Operation("POST", "/sources", api_writing.add_source, WRITE, 201),
    Operation("GET", "/schedule", api_writing.schedule, INSIDE),
    Operation("GET", "/sources/{source_id}", api_writing.source, INSIDE),
    Operation("DELETE", "/sources/{source_id}", api_writing.remove_source, WRITE, 204),
    Operation("POST", "/sources/{source_id}/check", api_writing.check_source, WRITE, 202),
    Operation("GET", "/rules", api_writing.rules, INSIDE),
    Operation("PUT", "/rules/{name}", api_writing.set_rule, WRITE),
    Operation("DELETE", "/rules/{name}", api_writing.remove_rule, WRITE, 204),
    Operation("GET", "/channels", api_writing.channels, INSIDE),
    Operation("GET", "/deliveries", api_writing.deliveries, INSIDE),
    Operation("POST", "/deliveries/{delivery_id}/again", api_writing.deliver_again, WRITE, 202),
    Operation("GET", "/accounts", api_writing.accounts, ADMINISTER),
    Operation("POST", "/accounts", api_writing.add_account, ADMINISTER, 201),
    Operation("DELETE", "/accounts/{account_id}", api_writing.remove_account, ADMINISTER, 204),
    Operation("GET", "/openapi.json", api.openapi, READ),
)
