"""Changes are chosen by what they are, and counted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.archive import open_archive
from storage.facets import Facets
from storage.records import ClaimedTime, Comparison, Quality, Reading
from storage.revisions import Filter, NewRevision

START = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
CHANGES = Filter(first=False)


@pytest.fixture
def archive(tmp_path):
    opened = open_archive(tmp_path / "archive", create=True)
    yield opened
    opened.close()


def make_reading(**overrides) -> Reading:
    published = ClaimedTime(value="2026-03-01T10:30", precision="minute", zone="Z", raw="10:30")
    given = {
        "url": "https://news.example/a",
        "published": published,
        "quality": Quality(verdict="article"),
        "extractor": "test 1",
    }
    return Reading(**(given | overrides))


def add_history(archive, url, *, changes, source_id=None, labels=("number",), silent=False):
    """An article whose changes come an hour apart; answers its revisions."""
    with archive.transaction():
        article, _ = archive.articles.ensure(url, seen_at=START, source_id=source_id)
        first = NewRevision(
            article_id=article.id, kind="first", seen_at=START, reading=make_reading()
        )
        revisions = [archive.revisions.add(first)]
        for step in range(1, changes + 1):
            comparison = Comparison(old="", new="", labels=labels, silent=silent, weight="major")
            change = replace(
                first,
                kind="edit",
                seen_at=START + timedelta(hours=step),
                unchanged_as_of=START,
                comparison=comparison,
            )
            revisions.append(archive.revisions.add(change))
    return revisions


def test_changes_come_newest_first_without_first_revisions(archive):
    older = add_history(archive, "https://news.example/a", changes=2)
    newer = add_history(archive, "https://other.example/b", changes=3)

    found = Facets(archive.db).changes(CHANGES, limit=10)

    assert [one.id for one in found] == [
        newer[3].id, newer[2].id, older[2].id, newer[1].id, older[1].id
    ]  # fmt: skip


def test_a_page_goes_on_where_the_last_one_ended(archive):
    add_history(archive, "https://news.example/a", changes=5)
    facets = Facets(archive.db)
    whole = facets.changes(CHANGES, limit=10)

    page = facets.changes(CHANGES, limit=2)
    rest = facets.changes(CHANGES, limit=10, before=(page[-1].seen_at, page[-1].id))

    assert page + rest == whole


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Filter(first=False, label="quote"), 3),
        (Filter(first=False, host="news.example"), 2),
        (Filter(first=False, host="news.example", label="quote"), 0),
        (Filter(first=False, host="other.example", silent=True), 3),
        (Filter(first=False, silent=False), 2),
        (Filter(first=False, weight="minor"), 0),
        (Filter(first=False, since=START + timedelta(hours=3)), 1),
        (Filter(first=False, until=START + timedelta(hours=2)), 2),
    ],
)
def test_facets_narrow_the_changes(archive, chosen, expected):
    add_history(archive, "https://news.example/a", changes=2)
    add_history(archive, "https://other.example/b", changes=3, labels=("quote",), silent=True)

    found = Facets(archive.db).changes(chosen, limit=10)

    assert len(found) == expected


def test_a_source_lists_changes_from_before_it_was_added(archive):
    add_history(archive, "https://news.example/a", changes=2)
    with archive.transaction():
        source = archive.sources.add(
            "https://news.example/feed", kind="feed", added_at=START, label="desk"
        )
        archive.articles.ensure("https://news.example/a", seen_at=START, source_id=source.id)
    facets = Facets(archive.db)

    by_source = facets.changes(Filter(first=False, source_id=source.id), limit=10)
    by_label = facets.changes(Filter(first=False, source_label="desk"), limit=10)
    by_other = facets.changes(Filter(first=False, source_label="none"), limit=10)

    assert (len(by_source), by_label, by_other) == (2, by_source, ())


def test_what_is_counted_is_what_is_there(archive):
    add_history(archive, "https://news.example/a", changes=2)
    add_history(archive, "https://other.example/b", changes=3, silent=True)
    facets = Facets(archive.db)

    counted = {
        name: facets.counts(name)
        for name in ("change", "host", "host_first", "host_silent", "revision", "day", "state")
    }

    assert counted == {
        "change": {"": 5},
        "host": {"other.example": 3, "news.example": 2},
        "host_first": {"news.example": 1, "other.example": 1},
        "host_silent": {"other.example": 3},
        "revision": {"": 7},
        "day": {"2026-03-01": 5},
        "state": {"live": 2},
    }


def test_hours_after_publication_count_only_where_the_claim_is_precise(archive):
    add_history(archive, "https://news.example/a", changes=2)

    hours = Facets(archive.db).counts("hour")

    assert hours == {"2": 1, "3": 1}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revision SET superseded = 1 WHERE kind <> 'first'",
        "DELETE FROM article",
    ],
)
def test_what_is_superseded_or_deleted_is_no_longer_listed_nor_counted(archive, statement):
    add_history(archive, "https://news.example/a", changes=2)
    facets = Facets(archive.db)

    with archive.transaction():
        archive.db.execute(statement)

    rows = archive.db.conn.execute("SELECT count(*) FROM facet").fetchone()[0]
    assert (facets.changes(CHANGES, limit=9), facets.counts("host"), rows) == ((), {}, 0)


def test_a_source_that_is_removed_is_no_facet_any_more(archive):
    with archive.transaction():
        source = archive.sources.add("https://news.example/feed", kind="feed", added_at=START)
    add_history(archive, "https://news.example/a", changes=2, source_id=source.id)
    facets = Facets(archive.db)
    before = facets.of("source", [str(source.id)])

    with archive.transaction():
        archive.sources.remove(source.id)

    assert (before, facets.of("source", [str(source.id)])) == ({"1": 2}, {"1": 0})


def test_an_article_that_turns_is_counted_under_its_new_state(archive):
    [first] = add_history(archive, "https://news.example/a", changes=0)

    with archive.transaction():
        archive.articles.change(first.article_id, state="gone")

    assert Facets(archive.db).counts("state") == {"gone": 1}
