"""What a visitor may do to the archive, whether by a form or over the API."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from crawler.urls import normalise
from monitor.rules import compile_rule
from monitor.timetable import Timetable
from storage.archive import Archive
from storage.browse import Browse
from storage.deliveries import Rule
from storage.errors import BadRule
from storage.records import Source, SourceKind


def wish(archive: Archive, article_id: int, at: datetime) -> datetime:
    """Ask for a check of an article; answers since when one is asked for."""
    archive.articles.get(article_id)
    archive.articles.wish(article_id, at)
    return Browse(archive.db).wished(article_id) or at


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An address that somebody wants to be watched; None leaves what was chosen before."""

    url: str
    kind: SourceKind
    label: str | None = None
    every: str | None = None
    quiet: str | None = None
    browser: bool | None = None
    #: needs the browser
    screenshot: bool | None = None


def add_source(archive: Archive, wanted: Wanted, at: datetime) -> Source:
    """Watch an address; BadURL, BadSetting."""
    address = normalise(wanted.url.strip())
    Timetable.parse(wanted.every, wanted.quiet)
    source = archive.sources.add(
        address,
        kind=wanted.kind,
        added_at=at,
        label=wanted.label,
        every=wanted.every,
        quiet=wanted.quiet,
        browser=True if wanted.screenshot else wanted.browser,
        screenshot=wanted.screenshot,
    )
    if wanted.kind == "page":
        archive.articles.ensure(address, seen_at=at, source_id=source.id, kind="watched")
        # its article has the clock; the source itself names nothing new
        archive.sources.looked_at(source.id, at=at, next_due=None)
    return archive.sources.get(source.id)


def remove_source(archive: Archive, source_id: int) -> None:
    """Stop watching; what was captured stays. NotFound."""
    archive.sources.get(source_id)
    archive.articles.leave(source_id)
    archive.sources.remove(source_id)


def set_rule(archive: Archive, rule: Rule) -> Rule:
    """Keep a rule that can be understood and whose channels exist; BadRule."""
    compile_rule(replace(rule, name=rule.name.strip()))
    known = {channel.name for channel in archive.outbox.channels()}
    if missing := sorted(set(rule.channels) - known):
        raise BadRule(f"there is no channel {missing[0]!r}: 'variorum alerts' adds channels")
    return archive.outbox.set_rule(rule)


def scheme(address: str) -> str:
    """What kind of channel an address is for, without its secrets."""
    head, colon, _ = address.partition(":")
    return head if colon and head.isalnum() else "other"
