"""The JSON API: what the pages do, and what only those inside may see."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from monitor.timetable import expected_fetches
from storage.accounts import Accounts
from storage.deliveries import Rule
from web import acts
from web import api_models_inside as models
from web.api import Limit, Number
from web.site import site_of

Name = Annotated[str, Path(min_length=1, max_length=80)]


def check_article(request: Request, article_id: Number) -> models.Asked:
    """Ask for a check now; the service makes it."""
    site = site_of(request)
    with site.shelf.writing() as archive:
        asked_at = acts.wish(archive, article_id, site.clock())
    return models.Asked(article_id=article_id, asked_at=asked_at)


def sources(request: Request) -> list[models.SourceShape]:
    """Everything that is watched, and how it fares."""
    with site_of(request).shelf.reading() as archive:
        return [models.SourceShape.model_validate(one) for one in archive.sources.all()]


def source(request: Request, source_id: Number) -> models.SourceShape:
    """One source."""
    with site_of(request).shelf.reading() as archive:
        return models.SourceShape.model_validate(archive.sources.get(source_id))


def add_source(request: Request, new: models.NewSource) -> models.SourceShape:
    """Watch an address; adding it again changes what is given."""
    site = site_of(request)
    with site.shelf.writing() as archive:
        added = acts.add_source(archive, acts.Wanted(**new.model_dump()), site.clock())
    return models.SourceShape.model_validate(added)


def schedule(
    request: Request,
    every: Annotated[str | None, Query(min_length=1, max_length=80)] = None,
    quiet: Annotated[str | None, Query(min_length=1, max_length=80)] = None,
) -> models.ScheduleShape:
    """How many looks a timetable takes of one article, before it is saved."""
    looks = expected_fetches(every, 1, 1.0, quiet)
    return models.ScheduleShape.model_validate(looks)


def remove_source(request: Request, source_id: Number) -> Response:
    """Stop watching; what was captured stays."""
    with site_of(request).shelf.writing() as archive:
        acts.remove_source(archive, source_id)
    return Response(status_code=204)


def check_source(request: Request, source_id: Number) -> models.SourceShape:
    """Let the service look at a source next."""
    site = site_of(request)
    with site.shelf.writing() as archive:
        archive.sources.get(source_id)
        archive.sources.make_due([source_id], site.clock())
        return models.SourceShape.model_validate(archive.sources.get(source_id))


def rules(request: Request) -> list[models.RuleShape]:
    """Every alert rule."""
    with site_of(request).shelf.reading() as archive:
        return [models.RuleShape.model_validate(one) for one in archive.outbox.rules()]


def set_rule(request: Request, name: Name, body: models.RuleBody) -> models.RuleShape:
    """Add a rule, or replace the one of that name."""
    rule = Rule(id=0, name=name, **(body.model_dump() | {"channels": tuple(body.channels)}))
    with site_of(request).shelf.writing() as archive:
        return models.RuleShape.model_validate(acts.set_rule(archive, rule))


def remove_rule(request: Request, name: Name) -> Response:
    """Forget a rule; what is owed already stays owed."""
    with site_of(request).shelf.writing() as archive:
        archive.outbox.rule(name)
        archive.outbox.remove_rule(name)
    return Response(status_code=204)


def channels(request: Request) -> list[models.ChannelShape]:
    """The channels by name; their addresses hold secrets and are not shown."""
    with site_of(request).shelf.reading() as archive:
        found = archive.outbox.channels()
    return [
        models.ChannelShape(
            name=one.name,
            kind=acts.scheme(one.address),
            failures=one.failures,
            retry_at=one.retry_at,
        )
        for one in found
    ]


def deliveries(
    request: Request,
    state: Literal["owed", "sent", "dead", "held"] | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Limit = 50,
) -> models.Deliveries:
    """Messages, the newest first, each with what became of it."""
    with site_of(request).shelf.reading() as archive:
        found = archive.outbox.deliveries(state=state, before=before, limit=limit + 1)
    items = [models.DeliveryShape.model_validate(one) for one in found[:limit]]
    return models.Deliveries(
        items=items, next=str(found[limit - 1].id) if len(found) > limit else None
    )


def deliver_again(request: Request, delivery_id: Number) -> models.DeliveryShape:
    """Owe a dead or sent message once more."""
    site = site_of(request)
    with site.shelf.writing() as archive:
        archive.outbox.delivery(delivery_id)
        archive.outbox.again(delivery_id, site.clock())
        return models.DeliveryShape.model_validate(archive.outbox.delivery(delivery_id))


def accounts(request: Request) -> list[models.AccountShape]:
    """Who may sign in."""
    with site_of(request).shelf.reading() as archive:
        return [models.AccountShape(**asdict(one)) for one in Accounts(archive.db).all()]


def add_account(request: Request, new: models.NewAccount) -> models.AccountShape:
    """Let somebody sign in."""
    site = site_of(request)
    with site.shelf.writing() as archive:
        made = Accounts(archive.db, site.hasher).add(
            new.name, new.password, role=new.role, at=site.clock()
        )
    return models.AccountShape(**asdict(made))


def remove_account(request: Request, account_id: Number) -> Response:
    """Forget an account with its sessions and tokens."""
    with site_of(request).shelf.writing() as archive:
        found = Accounts(archive.db)
        found.get(account_id)
        found.remove(account_id)
    return Response(status_code=204)
