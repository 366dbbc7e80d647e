"""The pages for those inside: sources and their health, rules, deliveries; and their forms."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast, get_args

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.timetable import expected_fetches
from storage.deliveries import Rule
from storage.errors import NotFound, UsageError, VariorumError
from storage.facets import Facets
from storage.records import Source, SourceKind
from web import acts
from web.access import WRITE
from web.forms import Form
from web.site import site_of, visitor_of

#: deliveries on a page
PAGE = 50
#: after so long without a look, a source that should be looked at is called late
LATE = timedelta(hours=1)


def sources(
    request: Request, problem: str = "", form: Form | None = None, asked: str = ""
) -> Response:
    """Everything that is watched, those in trouble first; and the answer to what was asked."""
    site = site_of(request)
    now = site.clock()
    with site.shelf.reading() as archive:
        found = archive.sources.all()
        changes = Facets(archive.db).of("source", [str(one.id) for one in found])
    rows = [(one, health(one, now), changes[str(one.id)], cost(one)) for one in found]
    rows.sort(key=lambda row: (row[1] == "well", row[0].label or "", row[0].url))
    return site.page(
        request,
        "sources.html",
        400 if problem else 200,
        section="/sources",
        rows=rows,
        kinds=get_args(SourceKind),
        may_write=visitor_of(request).may(WRITE),
        problem=problem,
        asked=asked,
        form=form or Form({}),
    )


def health(source: Source, now: datetime) -> str:
    """In a word or two, how a source fares."""
    if source.failures:
        return "failing"
    if source.kind != "page" and source.next_due is not None and source.next_due < now - LATE:
        return "late"
    if source.kind != "page" and source.last_checked is None:
        return "not looked at yet"
    return "well"


def cost(source: Source) -> str:
    """What its own timetable costs."""
    if source.every is None:
        return "by what is worth it"
    try:
        day = expected_fetches(source.every, 1, 1.0, source.quiet).day
    except VariorumError:
        return source.every
    return f"{source.every}: about {day:,.0f} looks a day"


async def add_source(request: Request) -> Response:
    """The form of a new source, or of the question what its timetable would cost."""
    form = await Form.of(request)
    site = site_of(request)
    if form.ticked("ask"):
        return await run_sync(_told_cost, request, form)

    def add() -> None:
        wanted = acts.Wanted(
            url=form.text("url", most=8000),
            kind=cast("SourceKind", form.one_of("kind", get_args(SourceKind))),
            label=form.maybe("label"),
            every=form.maybe("every"),
            quiet=form.maybe("quiet"),
            browser=form.ticked("browser"),
            screenshot=form.ticked("screenshot"),
        )
        with site.shelf.writing() as archive:
            acts.add_source(archive, wanted, site.clock())

    return await form.done(request, add, "/sources", sources)


def _told_cost(request: Request, form: Form) -> Response:
    try:
        looks = expected_fetches(form.maybe("every"), 1, 1.0, form.maybe("quiet"))
    except UsageError as error:
        return sources(request, f"{error}.", form)
    return sources(request, form=form, asked=f"That would be {looks.line}.")


async def remove_source(request: Request) -> Response:
    """Stop watching a source."""
    form = await Form.of(request)
    source_id = request.path_params["source_id"]

    def remove() -> None:
        with site_of(request).shelf.writing() as archive:
            acts.remove_source(archive, source_id)

    return await form.done(request, remove, "/sources", sources)


def check_source(request: Request) -> Response:
    """Let the service look at a source next."""
    site = site_of(request)
    source_id = request.path_params["source_id"]
    with site.shelf.writing() as archive:
        archive.sources.get(source_id)
        archive.sources.make_due([source_id], site.clock())
    return RedirectResponse("/sources", 303)


def check_article(request: Request) -> Response:
    """Ask for a check of an article."""
    site = site_of(request)
    article_id = request.path_params["article_id"]
    with site.shelf.writing() as archive:
        acts.wish(archive, article_id, site.clock())
    return RedirectResponse(f"/articles/{article_id}", 303)


def rules(request: Request, problem: str = "", form: Form | None = None) -> Response:
    """The alert rules, and the newest messages."""
    site = site_of(request)
    with site.shelf.reading() as archive:
        found = archive.outbox.rules()
        channels = archive.outbox.channels()
        counts = archive.outbox.counts()
    return site.page(
        request,
        "rules.html",
        400 if problem else 200,
        section="/rules",
        rules=found,
        channels=[(one, acts.scheme(one.address)) for one in channels],
        counts=counts,
        may_write=visitor_of(request).may(WRITE),
        problem=problem,
        form=form or Form({}),
    )


async def set_rule(request: Request) -> Response:
    """The form of a rule: a new one, or another in its place."""
    form = await Form.of(request)
    site = site_of(request)

    def save() -> None:
        rule = Rule(
            id=0,
            name=form.text("name", most=80),
            when=form.text("when", most=4000),
            channels=form.all("channels"),
            digest=form.one_of("digest", ("now", "hourly", "daily", "weekly")),
            quiet=form.maybe("quiet"),
            zone=form.maybe("zone") or "UTC",
            enabled="enabled" in form.values,
        )
        with site.shelf.writing() as archive:
            acts.set_rule(archive, rule)

    return await form.done(request, save, "/rules", rules)


async def remove_rule(request: Request) -> Response:
    """Forget a rule."""
    form = await Form.of(request)

    def remove() -> None:
        name = form.text("name", most=80)
        with site_of(request).shelf.writing() as archive:
            archive.outbox.rule(name)
            archive.outbox.remove_rule(name)

    return await form.done(request, remove, "/rules", rules)


def deliveries(request: Request) -> Response:
    """Every message owed, sent, held or given up, the newest first."""
    state = request.query_params.get("state") or None
    before = request.query_params.get("before", "")
    if state not in (None, "owed", "sent", "dead", "held") or not (before or "0").isdecimal():
        raise UsageError("a message is owed, sent, dead or held")
    site = site_of(request)
    with site.shelf.reading() as archive:
        found = archive.outbox.deliveries(
            state=state, before=int(before[:18]) if before else None, limit=PAGE + 1
        )
        named = archive.revisions.chosen(
            [one.revision_id for one in found if one.revision_id is not None]
        )
    more = (
        f"/deliveries?state={state or ''}&before={found[PAGE - 1].id}" if len(found) > PAGE else ""
    )
    return site.page(
        request,
        "deliveries.html",
        section="/rules",
        deliveries=found[:PAGE],
        revisions={one.id: one for one in named},
        state=state,
        next=more,
        may_write=visitor_of(request).may(WRITE),
    )


def deliver_again(request: Request) -> Response:
    """Owe a message once more."""
    site = site_of(request)
    with site.shelf.writing() as archive:
        found = archive.outbox.delivery(request.path_params["delivery_id"])
        if found.state not in ("dead", "sent"):
            raise NotFound(f"message {found.id} is {found.state}: it is not to be sent again")
        archive.outbox.again(found.id, site.clock())
    return RedirectResponse("/deliveries", 303)
