"""One look at an article: crawl, read, compare, keep, tell."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from crawler.profiles import Profile
from crawler.retry import retry_after
from look import addresses, chronicle
from look.intake import Intake
from look.pace import CONFIRM_AFTER, Pace, look_of
from look.sight import Kept, seen_of
from monitor.events import instant
from monitor.history import VARIANT, Seen, Step
from monitor.pulse import Look
from storage.archive import Archive
from storage.articles import LAST_ANSWER
from storage.errors import ArchiveError, InputError
from storage.records import (
    Article,
    Capture,
    Comparison,
    Failure,
    Fetch,
    Outcome,
    Reading,
    Revision,
)

#: failures in a row after which an article counts as unreachable
UNREACHABLE_AFTER = 3
#: an article, and the answer to a look at it
Answer = tuple[Article, Capture]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How a look went."""

    #: as it is now
    article: Article
    outcome: Outcome
    detail: str | None = None
    revision: Revision | None = None
    #: to be looked at again within minutes
    confirm: bool = False


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
    #: where answers wait to be kept
    intake: Intake[Answer, Looked] = field(default_factory=Intake)


async def check_article(article: Article, ports: Ports) -> Looked:
    """Look at an article once; whatever the web does ends as an outcome in the ledger."""
    sources = ports.archive.sources.of_article(article.id)
    settled = _settled(article)
    etag, last_modified = (article.etag, article.last_modified) if settled else (None, None)
    answer = await ports.fetch(
        Fetch(
            url=article.url,
            etag=etag,
            last_modified=last_modified,
            browser=any(source.browser for source in sources),
            screenshot=any(source.screenshot for source in sources),
        )
    )
    if isinstance(answer, Failure):
        return _failed(ports.archive.articles.current(article), answer, ports)
    if answer.status == 304:
        current = ports.archive.articles.current(article)
        if etag or last_modified:
            return _unchanged(current, "not_modified", answer, ports)
        return _note(current, "failed", "HTTP 304 to a request without a condition", ports)
    return await ports.intake.put((article, answer), partial(take, ports=ports))


def _settled(article: Article) -> bool:
    """Whether nothing is in doubt, so that an answer without a page tells enough."""
    return article.suspect is None and article.state in ("live", "restored")


def take(answers: Sequence[Answer], ports: Ports) -> list[Looked | Exception]:
    """Keep answers, then read them; what fails with one of them stands in its place.

    However many there are, the disk is written to twice: when nothing is read yet, and when
    everything is. ArchiveError where that fails.
    """
    with ports.archive.transaction(), ports.archive.bodies.batch():
        kept = [_keep(article, capture, ports) for article, capture in answers]
    views = [one if isinstance(one, Looked) else _view(one, ports) for one in kept]
    with ports.archive.transaction():
        return [_tried(view, ports) if isinstance(view, tuple) else view for view in views]


def read(kept: Kept, ports: Ports) -> Looked:
    """Read a capture that is kept, and keep what it means in one transaction."""
    seen = _seen(kept, ports)
    with ports.archive.transaction():
        return _conclude(kept, seen, ports)


def _keep(article: Article, capture: Capture, ports: Ports) -> Kept | Looked:
    """The answer on disk; the same bytes as the last time are only noted."""
    article = ports.archive.articles.current(article)
    try:
        sha256 = ports.archive.bodies.put(
            capture.body, group=article.id, encoding=capture.header("content-encoding")
        )
    except InputError as error:
        return _note(article, "failed", str(error), ports)
    same = capture.status == 200 and sha256 == article.last_sha256
    if same and _settled(article) and _leads_home(article, capture, ports.archive):
        return _unchanged(article, "identical", capture, ports)
    number = ports.archive.captures.add(capture, sha256=sha256, article_id=article.id)
    return Kept(article=article, capture=capture, id=number, sha256=sha256)


def _leads_home(article: Article, capture: Capture, archive: Archive) -> bool:
    """Whether the answer came from an address that is known to be the article's."""
    if capture.final_url == capture.url:
        return True
    moved = addresses.moved_to(capture)
    return moved is None or moved in addresses.known(article, archive)


def _view(kept: Kept, ports: Ports) -> tuple[Kept, Seen] | Exception:
    try:
        return kept, _seen(kept, ports)
    except Exception as error:  # the other answers are read all the same
        return error


def _seen(kept: Kept, ports: Ports) -> Seen:
    afresh = not _settled(kept.article) or not _leads_home(
        kept.article, kept.capture, ports.archive
    )
    return seen_of(kept.article, kept.capture, ports.profiles, afresh=afresh)


def _tried(view: tuple[Kept, Seen], ports: Ports) -> Looked | Exception:
    try:
        with ports.archive.savepoint():
            return _conclude(*view, ports)
    except ArchiveError:
        raise
    except Exception as error:  # the other answers are kept all the same
        return error


def _conclude(kept: Kept, seen: Seen, ports: Ports) -> Looked:
    """Write what an answer means: its addresses, the revision, the next look."""
    archive, capture = ports.archive, kept.capture
    # another answer of the same moment may have joined this article to another one
    article = archive.articles.current(kept.article)
    known = addresses.known(article, archive) if seen.moved_to else frozenset()
    joined = addresses.settle(article, seen, capture, archive)
    if joined.id != article.id:
        known = addresses.known(joined, archive)
    article = joined
    kept = replace(kept, article=article)
    taken = chronicle.step_of(archive, article, seen, known=known, gone_after=ports.gone_after)
    verdict = chronicle.verdict_of(seen)
    archive.captures.judged(kept.id, verdict=verdict, reading_key=taken.key)
    revision = chronicle.keep(archive, kept, seen, taken)
    if revision is not None:
        comparison = taken.comparison or Comparison(old="", new="")
        ports.tell(article, revision, comparison, None if taken.kind == "gone" else seen.reading)
    archive.ledger.note(article.id, taken.outcome, at=capture.fetched_at, detail=taken.detail)
    return Looked(
        article=_reschedule(kept, seen, taken, ports),
        outcome=taken.outcome,
        detail=taken.detail,
        revision=revision,
        confirm=taken.confirm,
    )


def _reschedule(kept: Kept, seen: Seen, taken: Step, ports: Ports) -> Article:
    article, capture, reading = kept.article, kept.capture, seen.reading
    values: dict[str, object] = {"state": taken.state, "suspect": taken.suspect}
    if taken.outcome == "captured":
        values |= _last_answer(kept, seen, taken) | {"failures": 0}
        if reading is not None:
            values |= {"headline": reading.headline, "kind": reading.kind}
    elif taken.outcome in ("blocked", "failed"):
        values |= _failures(article, 1)
    if taken.kind is not None:
        values["revisions"] = ports.archive.revisions.highest(article.id)
    look = look_of(capture, seen, taken)
    published = instant(reading.published) if reading is not None else None
    return _look_again(
        article, look, capture, ports, values, confirm=taken.confirm, published=published
    )


def _last_answer(kept: Kept, seen: Seen, taken: Step) -> dict[str, object]:
    """What tells the next time that nothing changed; nothing where another text stands now.

    A variant that was shown in turn is not what stands: should it stay, that is an edit.
    """
    if taken.detail == VARIANT:
        return dict.fromkeys(LAST_ANSWER)
    return {
        "etag": kept.capture.header("etag"),
        "last_modified": kept.capture.header("last-modified"),
        "last_sha256": kept.sha256,
        "imprint": seen.imprint,
        "stated_update": seen.updated,
    }


def _look_again(
    article: Article,
    look: Look,
    capture: Capture | None,
    ports: Ports,
    values: dict[str, object],
    *,
    confirm: bool = False,
    published: datetime | None = None,
) -> Article:
    """Write the article's new state together with the time of the next look; answers it."""
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
    if values.get("state") == article.state:
        del values["state"]  # written once more, it would be counted once more
    ports.archive.articles.change(article.id, **values)
    ports.archive.articles.fulfil(article.id)
    return replace(article, **values)  # type: ignore[arg-type]


def _unchanged(article: Article, outcome: Outcome, capture: Capture, ports: Ports) -> Looked:
    with ports.archive.transaction():
        ports.archive.ledger.note(article.id, outcome, at=capture.fetched_at)
        article = _look_again(article, Look(found="unchanged"), capture, ports, {"failures": 0})
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
        article = _look_again(article, Look(found="failed"), None, ports, values)
        if retry_at is not None:
            ports.archive.articles.not_before(article.id, retry_at)
    return Looked(article=article, outcome=outcome, detail=detail)


def _failures(article: Article, more: int) -> dict[str, object]:
    """The article's failures in a row, and its state where they are too many."""
    values: dict[str, object] = {"failures": article.failures + more}
    if article.failures + more >= UNREACHABLE_AFTER and article.state in ("live", "restored"):
        values["state"] = "unreachable"
    return values
