"""One look at an article: crawl, read, compare, keep, tell."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from crawler.extract import extract
from crawler.plaintext import read_text
from crawler.profiles import Profile
from crawler.retry import retry_after
from crawler.urls import host_of, normalise, strip_tracking
from monitor.events import instant
from monitor.history import Memory, Seen, Step, step
from monitor.provenance import Provenance
from monitor.pulse import Finding, Look
from monitor.render import summary
from pace import CONFIRM_AFTER, Pace
from storage.archive import Archive
from storage.errors import InputError, VariorumError
from storage.records import (
    Article,
    ArticleKind,
    Capture,
    Comparison,
    Failure,
    Fetch,
    Outcome,
    Quality,
    Reading,
    Revision,
)
from storage.revisions import NewRevision

#: failures in a row after which an article counts as unreachable
UNREACHABLE_AFTER = 3
#: says in a capture's headers that it is a text which somebody pasted, and no answer of a server
PASTED = ("Variorum-Import", "text")
PERMANENT = (301, 308)
SUMMARY_LENGTH = 300
#: the label of a change that the same was made in so many other articles of the host within a day
SITE_WIDE = "site_wide"
SITE_WIDE_FROM = 4
SITE_WIDE_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What a look needs of the world."""

    archive: Archive
    fetch: Callable[[Fetch], Awaitable[Capture | Failure]]
    now: Callable[[], datetime]
    pace: Pace
    profiles: tuple[Profile, ...] = ()
    #: how long an article must have been missing before it counts as gone
    gone_after: timedelta = timedelta(0)
    #: called inside the transaction that keeps a revision, to write what is owed
    tell: Callable[[Article, Revision, Comparison, Reading | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How a look went."""

    article: Article
    outcome: Outcome
    detail: str | None = None
    revision: Revision | None = None
    #: to be looked at again within minutes
    confirm: bool = False


async def check_article(article: Article, ports: Ports) -> Looked:
    """Look at an article once; whatever the web does ends as an outcome in the ledger."""
    sources = ports.archive.sources.of_article(article.id)
    settled = _settled(article)
    answer = await ports.fetch(
        Fetch(
            url=article.url,
            etag=article.etag if settled else None,
            last_modified=article.last_modified if settled else None,
            browser=any(source.browser for source in sources),
            screenshot=any(source.screenshot for source in sources),
        )
    )
    if isinstance(answer, Failure):
        return _failed(ports.archive.articles.current(article), answer, ports)
    if answer.status == 304:
        current = ports.archive.articles.current(article)
        return _unchanged(current, "not_modified", answer, ports)
    return take(article, answer, ports)


def _settled(article: Article) -> bool:
    """Whether nothing is in doubt, so that an answer without a page tells enough."""
    return article.suspect is None and article.state in ("live", "restored")


def take(article: Article, capture: Capture, ports: Ports) -> Looked:
    """Keep an answer, then read it; the same bytes as the last time are only noted."""
    article = ports.archive.articles.current(article)
    try:
        sha256 = ports.archive.bodies.put(
            capture.body, group=article.id, encoding=capture.header("content-encoding")
        )
    except InputError as error:
        return _note(article, "failed", str(error), ports)
    known = capture.final_url == capture.url or _moved_to(capture) in (
        None,
        *_addresses(article, ports.archive),
    )
    if capture.status == 200 and sha256 == article.last_sha256 and _settled(article) and known:
        return _unchanged(article, "identical", capture, ports)
    with ports.archive.transaction():
        capture_id = ports.archive.captures.add(capture, sha256=sha256, article_id=article.id)
    return read(article, capture_id, capture, ports, sha256=sha256)


def read(
    article: Article, capture_id: int, capture: Capture, ports: Ports, *, sha256: str
) -> Looked:
    """Read a capture that is kept, and keep what it means in one transaction."""
    seen = seen_of(article, capture, ports.profiles)
    with ports.archive.transaction():
        addresses = _addresses(article, ports.archive) if seen.moved_to else frozenset()
        settled = _settle_identity(article, seen, capture, ports.archive)
        if settled.id != article.id:
            article, addresses = settled, _addresses(settled, ports.archive)
        memory = replace(_memory(article, ports.archive, addresses), gone_after=ports.gone_after)
        taken = _step(article, memory, seen, ports.archive)
        verdict = seen.reading.quality.verdict if seen.reading else "error_page"
        ports.archive.captures.judged(capture_id, verdict=verdict, reading_key=taken.key)
        revision = _keep_revision(article, capture_id, capture, seen, taken=taken, ports=ports)
        ports.archive.ledger.note(
            article.id, taken.outcome, at=capture.fetched_at, detail=taken.detail
        )
        _reschedule(article, capture, seen, taken, ports, sha256=sha256)
    return Looked(
        article=ports.archive.articles.get(article.id),
        outcome=taken.outcome,
        detail=taken.detail,
        revision=revision,
        confirm=taken.confirm,
    )


def _step(article: Article, memory: Memory, seen: Seen, archive: Archive) -> Step:
    return step(
        memory,
        seen,
        known=lambda key: _number(archive, article.id, key),
        names=(f"{article.url}@r{article.revisions}", f"{article.url}@r{article.revisions + 1}"),
    )


def seen_of(article: Article, capture: Capture, profiles: tuple[Profile, ...]) -> Seen:
    """What a capture shows of its article."""
    reading = None
    if capture.status == 200:
        try:
            reading = _read_any(capture, profiles)
        except VariorumError as error:
            reading = _unreadable(article, str(error))
    return Seen(
        status=capture.status,
        reading=reading,
        moved_to=_moved_to(capture),
        at=capture.fetched_at,
    )


def _moved_to(capture: Capture) -> str | None:
    """The address that a permanent redirect led to (RFC 9110, sections 15.4.2 and 15.4.9)."""
    if not any(hop.status in PERMANENT for hop in capture.redirects):
        return None
    return strip_tracking(normalise(capture.final_url))


def _read_any(capture: Capture, profiles: tuple[Profile, ...]) -> Reading:
    """A page, or the text that somebody pasted in its place."""
    if capture.header(PASTED[0]) == PASTED[1]:
        return read_text(capture.body.decode("utf-8-sig", "replace"), url=capture.url)
    return extract(capture, profiles)


def _unreadable(article: Article, why: str) -> Reading:
    return Reading(
        url=article.url,
        quality=Quality(verdict="not_html", reasons=(why,)),
        extractor="",
    )


def _memory(article: Article, archive: Archive, addresses: frozenset[str]) -> Memory:
    standing = archive.revisions.standing(article.id)
    newest = standing.revision_id
    return Memory(
        state=article.state,
        key=standing.key,
        reading=None
        if newest is None
        else lambda: archive.revisions.reading(archive.revisions.get(newest)),
        suspect=article.suspect,
        reverted_at=standing.reverted_at,
        other=standing.other,
        addresses=addresses,
    )


def _addresses(article: Article, archive: Archive) -> frozenset[str]:
    return frozenset(alias.url for alias in archive.articles.aliases(article.id))


def _number(archive: Archive, article_id: int, key: str) -> int | None:
    earlier = archive.revisions.with_key(article_id, key)
    return None if earlier is None else earlier.number


def _settle_identity(article: Article, seen: Seen, capture: Capture, archive: Archive) -> Article:
    """Note the addresses that the answer names; where one is another article's, make them one.

    Call it after the step was made with what was known before.
    """
    named = [(hop.url, "redirect") for hop in capture.redirects[1:]]
    if capture.final_url != capture.url:
        named.append((capture.final_url, "redirect"))
    reading = seen.reading
    if reading is not None and reading.canonical_url and _same_site(reading.canonical_url, article):
        named.append((reading.canonical_url, "canonical"))
    for url, kind in named:
        clean = strip_tracking(normalise(url))
        if archive.articles.seen_as(article.id, clean, kind=kind, at=capture.fetched_at):
            continue
        other = archive.articles.of_url(clean)
        moved = kind == "redirect" and seen.moved_to is not None
        if moved or _same_article(other, reading):
            article = _merge(article, other, capture, archive, why=kind)
    return article


def _same_article(other: Article, reading: Reading | None) -> bool:
    """Whether a stated address may be believed: many sites name their front page in all."""
    return reading is not None and other.headline is not None and other.headline == reading.headline


def _merge(
    article: Article, other: Article, capture: Capture, archive: Archive, *, why: str
) -> Article:
    """The one with a history stays; of two, the one that was known first."""
    first, second = sorted((article, other), key=lambda one: (one.revisions == 0, one.id))
    return archive.identity.merge(second.id, first.id, at=capture.fetched_at, why=why)


def _same_site(url: str, article: Article) -> bool:
    """Whether a page may speak for that address: never for another site's."""
    try:
        host = host_of(normalise(url))
    except VariorumError:
        return False
    return _bare(host) == _bare(article.host)


def _bare(host: str) -> str:
    return host.removeprefix("www.").removeprefix("m.").removeprefix("amp.")


def _keep_revision(
    article: Article, capture_id: int, capture: Capture, seen: Seen, *, taken: Step, ports: Ports
) -> Revision | None:
    if taken.kind is None:
        return None
    new = new_revision(
        article,
        capture_id,
        capture,
        seen,
        taken=taken,
        unchanged_as_of=ports.archive.ledger.unchanged_as_of(article.id),
    )
    if _is_site_wide(article, taken, capture, ports.archive):
        new = replace(new, labels=(*new.labels, SITE_WIDE))
    previous = ports.archive.revisions.latest(article.id)
    revision = ports.archive.revisions.add(new)
    if capture.screenshot is not None:
        ports.archive.screenshots.keep(capture_id, capture.screenshot)
    remember_origins(ports.archive, previous, revision, new.reading)
    ports.tell(article, revision, taken.comparison or Comparison(old="", new=""), new.reading)
    return revision


def remember_origins(
    archive: Archive, previous: Revision | None, revision: Revision, reading: Reading | None
) -> None:
    """Keep which revision each word came from, worked out from what is kept with the one before.

    Where an older capture came in late, numbers do not follow time: nothing is kept then.
    """
    if previous is not None and previous.number > revision.number:
        return
    before = None if previous is None else archive.revisions.provenance(previous.id)
    if reading is None:
        if before is not None:
            archive.revisions.remember(revision.id, before)
        return
    if before is not None:
        found = Provenance.loads(before).add(reading, revision.number)
    elif previous is None:
        found = Provenance.start(reading, revision.number)
    else:
        return
    archive.revisions.remember(revision.id, found.dumps())


def _is_site_wide(article: Article, taken: Step, capture: Capture, archive: Archive) -> bool:
    """Whether every edit was made in many articles of the site at once: its template's doing."""
    edits = taken.comparison.edits if taken.comparison else ()
    since = capture.fetched_at - SITE_WIDE_WITHIN
    return bool(edits) and all(
        archive.revisions.elsewhere(edit, article.host, article_id=article.id, since=since)
        >= SITE_WIDE_FROM
        for edit in edits
    )


def new_revision(
    article: Article,
    capture_id: int,
    capture: Capture,
    seen: Seen,
    *,
    taken: Step,
    unchanged_as_of: datetime | None,
) -> NewRevision:
    """What there is to keep of a step that made the history grow."""
    assert taken.kind is not None  # noqa: S101 -- the caller looked
    return NewRevision(
        article_id=article.id,
        kind=taken.kind,
        seen_at=capture.fetched_at,
        unchanged_as_of=unchanged_as_of,
        capture_id=capture_id,
        reading=None if taken.kind == "gone" else seen.reading,
        reading_key=taken.key,
        comparison=taken.comparison,
        labels=taken.labels,
        summary=summary(taken.comparison, SUMMARY_LENGTH) if taken.comparison else "",
        reverts_to=taken.reverts_to,
    )


def _reschedule(
    article: Article, capture: Capture, seen: Seen, taken: Step, ports: Ports, *, sha256: str
) -> None:
    trusted = taken.outcome == "captured"
    values: dict[str, object] = {"state": taken.state, "suspect": taken.suspect}
    if trusted and seen.reading is not None:
        values |= {
            "headline": seen.reading.headline,
            "kind": seen.reading.kind,
            "etag": capture.header("etag"),
            "last_modified": capture.header("last-modified"),
            "last_sha256": sha256,
            "failures": 0,
        }
    elif taken.outcome in ("blocked", "failed"):
        values |= _failures(article, 1)
    if taken.kind is not None:
        values["revisions"] = ports.archive.revisions.highest(article.id)
    look = Look(found=_finding(taken), modified=_modified(capture, seen), kind=_kind(seen))
    published = instant(seen.reading.published) if seen.reading else None
    _look_again(article, look, capture, ports, values, confirm=taken.confirm, published=published)


def _finding(taken: Step) -> Finding:
    if taken.outcome == "gone":
        return "gone"
    if taken.confirm:
        return "suspicious"
    if taken.outcome != "captured":
        return "failed"
    return "unchanged" if taken.kind in (None, "first") else "changed"


def _modified(capture: Capture, seen: Seen) -> datetime | None:
    """When the publisher says that it changed: on the page, else in the header."""
    if seen.reading is not None and (claimed := instant(seen.reading.updated)):
        return claimed
    try:
        return parsedate_to_datetime(capture.header("last-modified") or "").astimezone(UTC)
    except ValueError:
        return None


def _kind(seen: Seen) -> ArticleKind | None:
    return seen.reading.kind if seen.reading else None


def _look_again(
    article: Article,
    look: Look,
    capture: Capture | None,
    ports: Ports,
    values: dict[str, object],
    *,
    confirm: bool = False,
    published: datetime | None = None,
) -> None:
    """Write the article's new state together with the time of the next look."""
    now = ports.now()
    pulse = ports.pace.after(article, look, now, published=published)
    sources = ports.archive.sources.of_article(article.id)
    due = ports.pace.next_due(article, pulse, sources, now)
    wanted = retry_after(capture, now) if capture is not None else None
    if confirm:
        due = min(due, now + CONFIRM_AFTER)
    values |= {
        "last_checked": now,
        "cadence": pulse.dumps(),
        "next_due": max(due, wanted) if wanted else due,
    }
    ports.archive.articles.change(article.id, **values)
    ports.archive.articles.fulfil(article.id)


def _unchanged(article: Article, outcome: Outcome, capture: Capture, ports: Ports) -> Looked:
    with ports.archive.transaction():
        ports.archive.ledger.note(article.id, outcome, at=capture.fetched_at)
        _look_again(article, Look(found="unchanged"), capture, ports, {"failures": 0})
    return Looked(article=article, outcome=outcome)


def _failed(article: Article, failure: Failure, ports: Ports) -> Looked:
    detail = f"{failure.kind.replace('_', ' ')}: {failure.detail}"
    counts = failure.kind != "circuit_open"
    return _note(article, "failed", detail, ports, retry_at=failure.retry_at, counts=counts)


def _note(
    article: Article,
    outcome: Outcome,
    detail: str,
    ports: Ports,
    *,
    retry_at: datetime | None = None,
    counts: bool = True,
) -> Looked:
    """A look that brought nothing to read; one that our own breaker held back is no failure."""
    values = _failures(article, int(counts))
    with ports.archive.transaction():
        ports.archive.ledger.note(article.id, outcome, at=ports.now(), detail=detail)
        _look_again(article, Look(found="failed"), None, ports, values)
        if retry_at is not None:
            ports.archive.articles.not_before(article.id, retry_at)
    return Looked(article=article, outcome=outcome, detail=detail)


def _failures(article: Article, more: int) -> dict[str, object]:
    """The article's failures in a row, and its state where they are too many."""
    values: dict[str, object] = {"failures": article.failures + more}
    if article.failures + more >= UNREACHABLE_AFTER and article.state in ("live", "restored"):
        values["state"] = "unreachable"
    return values
