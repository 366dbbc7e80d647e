"""One look and one pass, against a web that is a dictionary and a clock that is set."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from factories import NOON, after
from look.check import Looked, Ports, check_article, take
from look.chronicle import SITE_WIDE
from look.pace import Pace, source_due
from look.rebuilding import all_articles, rebuild
from look.telling import Teller, alarm, event_of
from look.watching import SourceLooked, check_source
from scheduler import Clockwork, finish_unread, one_pass
from settings import Settings
from storage.archive import Archive
from storage.audit import audit
from storage.deliveries import Rule
from storage.records import Article, Capture, Failure, Fetch, Redirect
from storage.removal import delete
from storage.revisions import Filter

ORIGIN = "https://paper.example"
PLAIN = "The council voted on Monday to mend the old bridge over the river before the winter."
WORDS = (
    "Engineers had warned for years that the northern pier was losing stone to the current.",
    "The work will cost 14 million crowns and is to begin in April, the council said.",
    "Traders on the east bank asked for a footbridge while the work goes on.",
    "A second vote on the money is expected at the end of the month.",
    "The mayor called it the most useful thing that the council had done this year.",
)


def page(headline: str = "Council votes on bridge", *words: str, extra: str = "") -> bytes:
    body = "".join(f"<p>{text}</p>" for text in (PLAIN, *(words or WORDS)))
    return (
        f"<!doctype html><html lang=en><head><title>{headline}</title>{extra}</head><body>"
        f"<article><h1>{headline}</h1><p class=byline>By Ada Nowell</p>{body}</article></body>"
    ).encode()


@dataclass
class Web:
    """Answers by address; each fetch is written down."""

    time: datetime = NOON
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[Fetch] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    def show(self, path: str, body: bytes = b"", **overrides: Any) -> str:
        url = f"{ORIGIN}{path}"
        values = {
            "url": url,
            "final_url": url,
            "status": 200,
            "headers": (("Content-Type", "text/html; charset=utf-8"),),
            "body": body,
        }
        self.answers[url] = values | overrides
        return url

    async def fetch(self, wanted: Fetch) -> Capture | Failure:
        self.asked.append(wanted)
        await asyncio.sleep(0)
        answer = self.answers.get(wanted.url)
        if answer is None:
            return Failure(
                url=wanted.url,
                kind="dns",
                detail="no such name",
                failed_at=self.time,
                retry_at=self.time + timedelta(hours=3),
            )
        return Capture(**(answer | {"fetched_at": self.time}))


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def ports(archive: Archive, web: Web) -> Iterator[Ports]:
    teller = Teller(archive=archive, settings=Settings(), now=web.now)
    yield Ports(archive=archive, fetch=web.fetch, now=web.now, pace=Pace(), tell=teller.tell)


def watched(ports: Ports, url: str) -> Article:
    return ports.archive.articles.ensure(url, seen_at=NOON, source_id=None)[0]


def look(ports: Ports, article: Article) -> Looked:
    current = ports.archive.articles.get(article.id)
    return asyncio.run(check_article(current, ports))


def test_a_look_keeps_the_answer_before_it_reads_it(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", page()))

    looked = look(ports, article)

    assert (looked.outcome, looked.revision and looked.revision.kind) == ("captured", "first")
    [(_, capture)] = ports.archive.captures.of_article(article.id)
    assert capture.body == page()
    assert ports.archive.articles.get(article.id).headline == "Council votes on bridge"
    assert list(audit(ports.archive)) == []


def test_an_edit_is_a_revision_between_two_observations(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", page()))
    look(ports, article)
    web.time = after(30)
    look(ports, article)
    web.show(
        "/a", page("Council votes on bridge", *WORDS[:1], WORDS[1].replace("14", "17"), *WORDS[2:])
    )
    web.time = after(60)

    revision = look(ports, article).revision

    assert revision is not None
    assert (revision.kind, revision.seen_at, revision.unchanged_as_of) == (
        "edit",
        after(60),
        after(30),
    )
    assert "number_changed" in revision.labels
    assert revision.silent


def test_the_same_bytes_are_noted_and_not_kept_twice(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", page()))
    look(ports, article)

    again = look(ports, article)

    assert again.outcome == "identical"
    assert len(ports.archive.captures.rows(article.id)) == 1


def test_validators_are_sent_and_not_modified_is_noted(ports: Ports, web: Web) -> None:
    headers = (
        ("Content-Type", "text/html"),
        ("ETag", '"v1"'),
        ("Last-Modified", "Sun, 01 Mar 2026 11:00:00 GMT"),
    )
    article = watched(ports, web.show("/a", page(), headers=headers))
    look(ports, article)
    web.show("/a", status=304)

    looked = look(ports, article)

    assert looked.outcome == "not_modified"
    assert (web.asked[-1].etag, web.asked[-1].last_modified) == (
        '"v1"',
        "Sun, 01 Mar 2026 11:00:00 GMT",
    )


def test_failures_are_counted_until_the_article_is_unreachable(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", page()))
    look(ports, article)
    web.answers.clear()
    for _ in range(3):
        looked = look(ports, article)

    now = ports.archive.articles.get(article.id)
    assert (looked.outcome, looked.detail) == ("failed", "dns: no such name")
    assert (now.state, now.failures) == ("unreachable", 3)
    assert now.next_due is not None
    assert now.next_due >= NOON + timedelta(hours=3)
    web.show("/a", page(), headers=(("ETag", '"v1"'),))
    assert look(ports, article).outcome == "captured"
    now = ports.archive.articles.get(article.id)
    assert (now.failures, now.state) == (0, "live")


def test_what_is_in_doubt_is_asked_for_whole(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", page(), headers=(("ETag", '"v1"'),)))
    look(ports, article)
    web.show("/a", b"gone", status=404)
    look(ports, article)

    look(ports, article)

    assert [fetch.etag for fetch in web.asked] == [None, '"v1"', None]


def test_a_page_that_stays_behind_a_wall_is_unreachable(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", page()))
    look(ports, article)
    web.show("/a", b"<html><title>Access denied</title><h1>Access denied</h1></html>", status=403)
    for _ in range(3):
        look(ports, article)

    assert ports.archive.articles.get(article.id).state == "unreachable"


def test_a_page_that_says_it_is_not_there_is_gone_in_the_end(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", page()))
    look(ports, article)
    web.show("/a", page("Page not found", "Sorry, this page does not exist."))

    looks = [look(ports, article) for _ in range(3)]

    assert [one.revision and one.revision.kind for one in looks] == [None, None, "gone"]
    assert ports.archive.articles.get(article.id).state == "gone"


def test_a_block_page_is_kept_and_never_taken_for_the_article(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", page()))
    look(ports, article)
    web.show("/a", b"<html><title>Access denied</title><h1>Access denied</h1></html>", status=403)

    looked = look(ports, article)

    assert (looked.outcome, looked.revision) == ("blocked", None)
    assert len(ports.archive.captures.rows(article.id)) == 2
    assert ports.archive.articles.get(article.id).headline == "Council votes on bridge"


def test_a_page_that_is_gone_is_looked_at_again_in_the_same_pass(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", page()))
    look(ports, article)
    web.show("/a", b"gone", status=410)
    report: list[Any] = []

    asyncio.run(
        one_pass(
            ports,
            articles=[ports.archive.articles.get(article.id)],
            concurrency=2,
            report=report.append,
        )
    )

    assert [one.outcome for one in report] == ["gone", "gone"]
    assert ports.archive.articles.get(article.id).state == "gone"
    web.show("/a", page())
    back = look(ports, article).revision
    assert back is not None
    assert back.kind == "restored"


def test_a_move_makes_both_addresses_one_article(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", page()))
    look(ports, article)
    there = watched(ports, f"{ORIGIN}/b")
    web.show(
        "/a", page(), final_url=f"{ORIGIN}/b", redirects=(Redirect(url=f"{ORIGIN}/a", status=301),)
    )

    moved = look(ports, article).revision
    again = look(ports, article).revision

    assert moved is not None
    assert (moved.kind, moved.labels, again) == ("moved", ("moved",), None)
    assert ports.archive.articles.of_url(f"{ORIGIN}/b").id == article.id
    assert ports.archive.articles.current(there).id == article.id


def test_a_second_address_of_a_known_article_joins_it(ports: Ports, web: Web) -> None:
    extra = f'<link rel="canonical" href="{ORIGIN}/a">'
    article = watched(ports, web.show("/a", page(extra=extra)))
    look(ports, article)
    other = watched(ports, web.show("/a/amp", page(extra=extra)))

    looked = look(ports, other)

    assert (looked.article.id, looked.revision) == (article.id, None)
    assert ports.archive.articles.count() == 1


def test_a_stated_address_of_another_story_is_not_believed(ports: Ports, web: Web) -> None:
    front = watched(ports, web.show("/", page("Paper")))
    look(ports, front)
    extra = f'<link rel="canonical" href="{ORIGIN}/">'
    other = watched(ports, web.show("/c", page("Another story altogether", extra=extra)))

    assert look(ports, other).article.id == other.id


def test_what_a_killed_process_left_unread_is_read_first(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", page()))
    capture = asyncio.run(web.fetch(Fetch(url=article.url)))
    assert isinstance(capture, Capture)
    sha256 = ports.archive.bodies.put(capture.body, group=article.id)
    ports.archive.captures.add(capture, sha256=sha256, article_id=article.id)
    report: list[Any] = []

    finish_unread(ports, report.append)

    assert [one.revision.kind for one in report] == ["first"]
    assert ports.archive.captures.unread() == ()


def test_one_change_over_a_whole_site_is_labelled_and_told_to_nobody(
    ports: Ports, web: Web
) -> None:
    ports.archive.outbox.set_channel("desk", "json://127.0.0.1:9/", at=NOON)
    ports.archive.outbox.set_rule(Rule(id=0, name="all", when="kind:edit", channels=("desk",)))
    articles = [
        watched(
            ports,
            web.show(f"/{n}", page(f"Story number {n}", f"Text {n} of its own kind.", *WORDS)),
        )
        for n in range(6)
    ]
    for article in articles:
        look(ports, article)
    for n in range(6):
        web.show(
            f"/{n}",
            page(
                f"Story number {n}",
                f"Text {n} of its own kind.",
                *WORDS,
                "The council sits in the old grain hall while its own is mended.",
            ),
        )

    labels = [look(ports, article).revision.labels for article in articles]  # type: ignore[union-attr]

    assert [SITE_WIDE in found for found in labels] == [False] * 4 + [True] * 2
    states = [one.state for one in ports.archive.outbox.deliveries()]
    assert sorted(states) == ["held", "held", "owed", "owed", "owed", "owed"]


FEED = (
    '<rss version="2.0"><channel><title>P</title><link>https://paper.example/</link>'
    "<description>d</description>{}</channel></rss>"
)


def feed(*paths: str) -> bytes:
    items = "".join(
        f"<item><title>T {path}</title><link>{ORIGIN}{path}</link></item>" for path in paths
    )
    return FEED.format(items).encode()


def test_a_feed_brings_articles_that_are_looked_at_in_the_same_pass(ports: Ports, web: Web) -> None:
    web.show("/a", page())
    web.show("/b", page("Another story of the day"))
    source = ports.archive.sources.add(
        web.show("/feed", feed("/a", "/b"), headers=(("Content-Type", "application/rss+xml"),)),
        kind="feed",
        added_at=NOON,
        label="paper",
    )
    report: list[Any] = []

    asyncio.run(one_pass(ports, concurrency=2, report=report.append))

    assert isinstance(report[0], SourceLooked)
    assert [one.outcome for one in report[1:]] == ["captured", "captured"]
    assert {article.url for article in ports.archive.articles.of_source(source.id)} == {
        f"{ORIGIN}/a",
        f"{ORIGIN}/b",
    }
    due = ports.archive.sources.get(source.id).next_due
    assert due is not None
    assert due > NOON


def test_no_source_brings_back_what_was_removed_on_purpose(ports: Ports, web: Web) -> None:
    web.show("/a", page())
    web.show("/b", page("Another story of the day"))
    listed = web.show("/feed", feed("/a", "/b"), headers=(("Content-Type", "application/rss+xml"),))
    source = ports.archive.sources.add(listed, kind="feed", added_at=NOON)
    asyncio.run(one_pass(ports, concurrency=2, report=lambda _: None))
    removed = ports.archive.articles.of_url(f"{ORIGIN}/a")

    delete(ports.archive, removed, who="ada", why="asked to", at=NOON)
    asyncio.run(check_source(source, ports))
    after_the_feed = [article.url for article in all_articles(ports.archive)]
    one = ports.archive.sources.add(f"{ORIGIN}/a", kind="page", added_at=NOON)
    asyncio.run(check_source(one, ports))

    assert after_the_feed == [f"{ORIGIN}/b"]
    assert ports.archive.articles.kept_away([f"{ORIGIN}/a"]) == frozenset()
    assert ports.archive.articles.of_url(f"{ORIGIN}/a").revisions == 1


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ({"body": b"no feed at all"}, None),
        ({"status": 500, "body": b""}, "HTTP 500"),
    ],
)
def test_a_sources_trouble_is_kept_with_it(
    ports: Ports, web: Web, answer: dict[str, Any], trouble: str | None
) -> None:
    source = ports.archive.sources.add(web.show("/feed", **answer), kind="feed", added_at=NOON)

    looked = asyncio.run(check_source(source, ports))

    kept = ports.archive.sources.get(source.id)
    assert looked.trouble
    assert kept.trouble == looked.trouble
    assert trouble is None or kept.trouble == trouble
    assert source_due(kept, NOON) > source_due(replace(kept, failures=0), NOON)


def test_a_source_that_cannot_be_fetched_or_was_not_modified(ports: Ports, web: Web) -> None:
    source = ports.archive.sources.add(f"{ORIGIN}/feed", kind="feed", added_at=NOON)

    failed = asyncio.run(check_source(source, ports))
    web.show("/feed", status=304)
    fine = asyncio.run(check_source(source, ports))

    assert failed.trouble == "dns: no such name"
    assert (fine.trouble, ports.archive.sources.get(source.id).failures) == (None, 0)


def test_an_address_of_a_list_turns_out_to_be_a_page_or_a_feed(ports: Ports, web: Web) -> None:
    web.show("/a", page())
    one = ports.archive.sources.add(f"{ORIGIN}/a", kind="page", added_at=NOON)
    two = ports.archive.sources.add(
        web.show("/feed", feed("/a"), headers=(("Content-Type", "application/rss+xml"),)),
        kind="page",
        added_at=NOON,
    )

    asyncio.run(check_source(one, ports))
    asyncio.run(check_source(two, ports))

    assert ports.archive.sources.get(one.id).kind == "page"
    assert ports.archive.sources.get(one.id).next_due is None
    assert ports.archive.sources.get(two.id).kind == "feed"


def test_a_sitemap_index_is_followed_into_its_sitemaps(ports: Ports, web: Web) -> None:
    xml = (("Content-Type", "application/xml"),)
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    web.show(
        "/one.xml",
        f"<urlset {space}><url><loc>{ORIGIN}/a</loc></url></urlset>".encode(),
        headers=xml,
    )
    places = "".join(
        f"<sitemap><loc>{ORIGIN}/{name}.xml</loc></sitemap>" for name in ("one", "lost")
    )
    index = f"<sitemapindex {space}>{places}</sitemapindex>"
    source = ports.archive.sources.add(
        web.show("/sitemap.xml", index.encode(), headers=xml), kind="sitemap", added_at=NOON
    )

    looked = asyncio.run(check_source(source, ports))

    assert [article.url for article in looked.new] == [f"{ORIGIN}/a"]


def test_a_rebuild_changes_nothing_where_the_extractor_is_the_same(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", page()))
    look(ports, article)
    web.time = after(60)
    web.show("/a", page("Council votes on old bridge"))
    look(ports, article)
    web.time = after(120)
    web.show("/a", b"gone", status=410)
    look(ports, article)
    look(ports, article)
    before = ports.archive.revisions.of_article(article.id)

    results = list(rebuild(ports.archive, (), dry_run=False, articles=all_articles(ports.archive)))

    assert [result.differs for result in results] == [False]
    assert ports.archive.revisions.of_article(article.id) == before


def test_a_rebuild_mends_readings_and_keeps_the_numbers(ports: Ports, web: Web) -> None:
    """As if an older extractor had read a headline wrong."""
    article = watched(ports, web.show("/a", page()))
    look(ports, article)
    web.time = after(60)
    web.show("/a", page("Council votes on old bridge"))
    look(ports, article)
    db = ports.archive.db
    db.execute("UPDATE reading SET shape = replace(shape, 'votes on old', 'votes on new')")

    dry = list(rebuild(ports.archive, (), dry_run=True, articles=all_articles(ports.archive)))
    done = list(rebuild(ports.archive, (), dry_run=False, articles=all_articles(ports.archive)))

    assert [result.changed for result in dry] == [(2,)]
    assert [result.changed for result in done] == [(2,)]
    latest = ports.archive.revisions.latest(article.id)
    assert latest is not None
    assert ports.archive.revisions.reading(latest).headline == "Council votes on old bridge"
    assert list(audit(ports.archive)) == []


def test_a_rebuild_takes_up_again_what_an_older_one_set_aside(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", page()))
    look(ports, article)
    web.time = after(60)
    web.show("/a", page("Council votes on old bridge"))
    look(ports, article)
    ports.archive.revisions.supersede(2)

    [result] = rebuild(ports.archive, (), dry_run=False, articles=all_articles(ports.archive))

    assert (result.changed, result.added, result.superseded) == ((2,), (), ())
    assert len(ports.archive.revisions.of_article(article.id)) == 2


def test_a_rebuild_gives_new_differences_the_next_number(ports: Ports, web: Web) -> None:
    """As if an older extractor had seen an edit in the last capture and none in the middle."""
    article = watched(ports, web.show("/a", page()))
    for minutes, headline in ((0, "on"), (60, "for"), (120, "for")):
        web.time = after(minutes)
        web.show("/a", page(f"Council votes {headline} old bridge") + b"<!-- %d -->" % minutes)
        look(ports, article)
    ports.archive.db.execute("UPDATE revision SET capture_id = 3 WHERE number = 2")

    [result] = rebuild(ports.archive, (), dry_run=False, articles=all_articles(ports.archive))

    assert (result.changed, result.added, result.superseded) == ((), (3,), (2,))
    numbers = [one.number for one in ports.archive.revisions.of_article(article.id)]
    assert numbers == [1, 3]
    assert ports.archive.revisions.numbered(article.id, 2).number == 2


def test_the_clockwork_begins_what_is_due_within_its_budget(ports: Ports, web: Web) -> None:
    for number in range(6):
        watched(ports, web.show(f"/{number}", page(f"Story number {number} of many")))
    source = ports.archive.sources.add(
        web.show("/feed", feed("/0"), headers=(("Content-Type", "application/rss+xml"),)),
        kind="feed",
        added_at=NOON,
    )
    report: list[Any] = []
    sent: list[datetime] = []

    async def deliver() -> None:
        sent.append(web.time)

    async def run() -> None:
        clockwork = Clockwork(
            ports=ports,
            concurrency=4,
            host_concurrency=1,
            budget=3600,
            tick_seconds=2.0,
            report=report.append,
            deliver=deliver,
            alarm=lambda: alarm(ports.archive, Settings(), web.time),
        )
        clock = clockwork.start()
        for seconds in range(0, 240, 2):
            if seconds >= 40 and len(report) > 6:
                break  # more ticks only where other work goes on beside the tests
            web.time = NOON + timedelta(seconds=seconds)
            await clockwork.tick()
            await asyncio.sleep(0.02)  # longer than answers wait to be kept together
        await clockwork.stop(clock, within=1.0)

    asyncio.run(run())

    looked = [one for one in report if isinstance(one, Looked)]
    assert sorted(one.article.url for one in looked) == sorted(f"{ORIGIN}/{n}" for n in range(6))
    assert any(isinstance(one, SourceLooked) for one in report)
    assert sent
    assert ports.archive.sources.get(source.id).last_checked is not None
    assert ports.archive.about.get("price") is not None
    assert Pace.of(ports.archive).model.sites == ports.pace.model.sites


def test_one_looks_failure_does_not_stop_the_others(ports: Ports, web: Web, caplog: Any) -> None:
    watched(ports, web.show("/a", page()))
    watched(ports, web.show("/b", page("Another story of the day")))
    report: list[Any] = []

    async def broken(wanted: Fetch) -> Capture | Failure:
        if wanted.url.endswith("/a"):
            raise RuntimeError("a bug")
        return await web.fetch(wanted)

    async def nothing() -> None:
        return None

    async def run() -> None:
        clockwork = Clockwork(
            ports=replace(ports, fetch=broken),
            concurrency=4,
            host_concurrency=4,
            budget=36000,
            tick_seconds=2.0,
            report=report.append,
            deliver=nothing,
            alarm=lambda: (),
        )
        clock = clockwork.start()
        await clockwork.tick()
        await clockwork.stop(clock, within=1.0)

    asyncio.run(run())

    assert [one.article.url for one in report] == [f"{ORIGIN}/b"]
    assert "a bug" in caplog.text


def test_a_rule_writes_what_is_owed_with_the_revision(ports: Ports, web: Web) -> None:
    ports.archive.outbox.set_channel("desk", "json://127.0.0.1:9/", at=NOON)
    ports.archive.outbox.set_rule(
        Rule(id=0, name="heads", when="label:headline", channels=("desk",))
    )
    article = watched(ports, web.show("/a", page()))
    look(ports, article)
    web.show("/a", page("Council votes against bridge"))

    revision = look(ports, article).revision

    assert revision is not None
    [owed] = ports.archive.outbox.deliveries()
    assert (owed.rule, owed.channel, owed.state, owed.revision_id) == (
        "heads",
        "desk",
        "owed",
        revision.id,
    )
    assert event_of(ports.archive, revision).comparison.labels == revision.labels
    assert len(ports.archive.revisions.log(Filter(label="headline"), limit=9)) == 1


def answered(web: Web, url: str) -> Capture:
    return Capture(**(web.answers[url] | {"fetched_at": web.time}))


def test_an_answer_that_fails_leaves_those_of_the_same_moment_alone(ports: Ports, web: Web) -> None:
    def tell(article: Article, *_: Any) -> None:
        if article.url.endswith("/a"):
            raise ZeroDivisionError

    ports = replace(ports, tell=tell)
    articles = [watched(ports, web.show(path, page())) for path in ("/a", "/b")]

    failed, looked = take([(one, answered(web, one.url)) for one in articles], ports)

    assert isinstance(failed, ZeroDivisionError)
    assert isinstance(looked, Looked)
    assert looked.article == ports.archive.articles.get(articles[1].id)
    assert [ports.archive.articles.get(one.id).revisions for one in articles] == [0, 1]
    assert [article_id for _, article_id in ports.archive.captures.unread()] == [articles[0].id]
    assert list(audit(ports.archive)) == []


def test_answers_of_one_moment_that_turn_out_to_be_one_article(ports: Ports, web: Web) -> None:
    first, second = (watched(ports, web.show(path, page())) for path in ("/a", "/b"))
    moved = replace(
        answered(web, first.url),
        final_url=second.url,
        redirects=(Redirect(url=first.url, status=301),),
    )

    looks = take([(first, moved), (second, answered(web, second.url))], ports)

    assert [looked.article.id for looked in looks if isinstance(looked, Looked)] == [first.id] * 2
    assert ports.archive.articles.count() == 1
    assert ports.archive.captures.unread() == ()
    assert list(audit(ports.archive)) == []


def test_a_body_that_is_too_large_to_keep_is_a_failure(ports: Ports, web: Web) -> None:
    article = watched(ports, f"{ORIGIN}/a")
    answer = Capture(
        url=article.url,
        final_url=article.url,
        status=200,
        headers=(),
        fetched_at=NOON,
        body=b"\0" * (64 * 1024 * 1024 + 1),
    )

    [looked] = take([(article, answer)], ports)

    assert isinstance(looked, Looked)
    assert looked.outcome in ("failed", "blocked")
    assert ports.archive.revisions.count() == 0


#: as many words as make a page worth knowing again
LONG = tuple(f"In year {year} {WORDS[0][0].lower()}{WORDS[0][1:]} {PLAIN}" for year in range(9))


def noisy(noise: str, *words: str, extra: str = "") -> bytes:
    """A page with a box of adverts that is another one each time."""
    whole = page("Council votes on bridge", *(words or LONG), extra=extra)
    return whole.replace(b"</article>", f"<div class=ad>{noise}</div></article>".encode())


def test_a_page_that_differs_only_in_noise_is_kept_and_means_nothing_new(
    ports: Ports, web: Web
) -> None:
    stated = '<meta property="article:modified_time" content="2026-03-01T11:00:00Z">'
    article = watched(ports, web.show("/a", noisy("one", extra=stated)))
    look(ports, article)
    before = ports.archive.articles.get(article.id)
    web.show("/a", noisy("two", extra=stated))
    web.time = after(30)

    looked = look(ports, article)

    assert (looked.outcome, looked.revision) == ("captured", None)
    now = ports.archive.articles.get(article.id)
    assert before.imprint is not None
    assert (now.imprint, now.stated_update) == (before.imprint, before.stated_update)
    assert now.stated_update == datetime(2026, 3, 1, 11, tzinfo=UTC)
    assert now.last_sha256 != before.last_sha256
    rows = ports.archive.captures.rows(article.id)
    assert [row["verdict"] for row in rows] == ["article", "article"]
    assert ports.archive.captures.unread() == ()


def test_an_edit_among_new_noise_is_seen(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", noisy("one")))
    look(ports, article)
    web.show("/a", noisy("two"))
    look(ports, article)
    web.show("/a", noisy("three", *LONG[:-1], LONG[-1].replace("year 8", "year 18")))

    revision = look(ports, article).revision

    assert revision is not None
    assert "number_changed" in revision.labels


def test_a_variant_that_stays_is_an_edit_after_all(ports: Ports, web: Web) -> None:
    one, other = noisy("one"), noisy("two", *LONG[:-1], WORDS[3])
    article = watched(ports, web.show("/a", one))
    kinds = []
    for minutes, body in enumerate((one, other, one, other)):
        web.show("/a", body, headers=(("Content-Type", "text/html"), ("ETag", f'"{minutes}"')))
        web.time = after(minutes)
        kinds.append(look(ports, article).revision)
    assert [one and one.kind for one in kinds] == ["first", "edit", "revert", None]
    web.time = after(24 * 60)

    looked = look(ports, article)

    assert web.asked[-1].etag is None
    assert looked.revision is not None
    assert looked.revision.kind == "revert"


def test_after_the_history_changed_the_next_answer_is_read(ports: Ports, web: Web) -> None:
    article = watched(ports, web.show("/a", noisy("one")))
    look(ports, article)
    newer = Capture(
        **(web.answers[article.url] | {"body": noisy("one", *LONG[:-1]), "fetched_at": after(5)})
    )
    sha256 = ports.archive.bodies.put(newer.body, group=article.id, encoding=None)
    ports.archive.captures.add(newer, sha256=sha256, article_id=article.id)
    list(rebuild(ports.archive, (), dry_run=False, articles=(article,)))
    web.time = after(30)

    revision = look(ports, article).revision

    assert revision is not None
    assert (revision.number, revision.kind) == (3, "revert")
