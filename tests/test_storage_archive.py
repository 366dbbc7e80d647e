"""The contract of the archive's port, which any later store has to pass as well."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from factories import (
    NOON,
    after,
    make_capture,
    make_comparison,
    make_edit,
    make_new_revision,
    make_reading,
)
from storage.archive import Archive, open_archive
from storage.connection import connect
from storage.deliveries import Rule
from storage.errors import (
    CorruptArchive,
    NewerArchive,
    NotAnArchive,
    NotFound,
    ReadOnlyArchive,
)
from storage.migrations import APPLICATION_ID, catalog
from storage.query import Sought
from storage.records import Check
from storage.revisions import Filter, Standing
from storage.search import Search

URL = "https://paper.example/news/one"
_SCHEMA = "SELECT name, sql FROM sqlite_schema"


def watched(archive: Archive, url: str = URL) -> int:
    article, _ = archive.articles.ensure(url, seen_at=NOON, source_id=None)
    return article.id


def test_a_folder_without_an_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchive, match="there is no archive in"):
        open_archive(tmp_path / "none")


def test_a_folder_with_other_files_is_never_made_an_archive(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear")

    with pytest.raises(NotAnArchive, match="holds other files"):
        open_archive(tmp_path, create=True)

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(NotAnArchive, match="an archive is a folder"):
        open_archive(tmp_path / "file", create=True)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()

    with pytest.raises(NotAnArchive, match="belongs to another program"):
        open_archive(tmp_path)


def test_a_text_file_in_the_catalogs_place_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_text("this is not a database at all, only text" * 20)

    with pytest.raises(NotAnArchive, match="is not an SQLite file"):
        open_archive(tmp_path)


def test_an_archive_of_a_newer_version_is_refused(archive: Archive) -> None:
    archive.db["_sqlite_migrations"].insert(
        {"migration_set": "variorum", "name": "m999_future", "applied_at": "2030-01-01"}
    )

    with pytest.raises(NewerArchive, match="m999_future"):
        open_archive(archive.folder)


@pytest.mark.parametrize("step", [step.name for step in catalog._migrations])
def test_an_archive_of_any_older_version_is_brought_up_to_date(
    folder: Path, tmp_path: Path, step: str
) -> None:
    older = tmp_path / "older"
    older.mkdir()
    db = Database(connect(older / "catalog.sqlite"))
    db.execute(f"PRAGMA application_id={APPLICATION_ID}")
    catalog.apply(db, stop_before=step)
    db.close()

    schemas = []
    for place, create in ((older, False), (folder, True)):
        opened = open_archive(place, create=create)
        schemas.append({(row["name"], row["sql"]) for row in opened.db.query(_SCHEMA)})
        opened.close()

    assert schemas[0] == schemas[1]


def test_what_became_what_is_known_of_edits_of_an_older_version(archive: Archive) -> None:
    article_id = watched(archive)
    archive.revisions.add(make_new_revision(article_id))
    archive.revisions.add(
        make_new_revision(article_id, kind="edit", comparison=make_comparison(make_edit()))
    )
    archive.db.execute("DROP TABLE became_words")
    archive.db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm034_became'")

    newer = open_archive(archive.folder, read_only=True)

    page = Search(newer.db).changed(Sought(removed="voted", added="met"), limit=10)
    assert [hit.revision.number for hit in page.found] == [2]
    newer.close()


def test_an_archive_is_found_again_as_it_was_left(archive: Archive) -> None:
    article_id = watched(archive)

    again = open_archive(archive.folder)

    assert again.articles.get(article_id) == archive.articles.get(article_id)
    again.close()


def test_a_reader_cannot_write(archive: Archive) -> None:
    reader = open_archive(archive.folder, read_only=True)

    with pytest.raises(ReadOnlyArchive), reader.transaction():
        reader.about.set("x", "y")
    reader.close()


def test_the_folder_says_how_to_read_it_without_our_code(archive: Archive) -> None:
    text = (archive.folder / "README").read_text(encoding="utf-8")

    assert "zstd" in text
    assert "catalog.sqlite" in text


def test_a_failed_transaction_leaves_nothing(archive: Archive) -> None:
    with pytest.raises(ZeroDivisionError), archive.transaction():
        watched(archive)
        raise ZeroDivisionError

    assert archive.articles.count() == 0


def test_an_inner_transaction_joins_the_outer_one(archive: Archive) -> None:
    with pytest.raises(ZeroDivisionError), archive.transaction():
        with archive.transaction():
            watched(archive)
        raise ZeroDivisionError

    assert archive.articles.count() == 0


def test_a_source_added_twice_is_one(archive: Archive) -> None:
    first = archive.sources.add("https://paper.example/feed", kind="feed", added_at=NOON)

    second = archive.sources.add(
        "https://paper.example/feed", kind="feed", added_at=after(1), label="paper"
    )

    assert (second.id, second.label, second.added_at) == (first.id, "paper", NOON)
    assert archive.sources.all() == (second,)


def test_a_sources_trouble_is_counted_and_forgotten(archive: Archive) -> None:
    source = archive.sources.add("https://paper.example/feed", kind="feed", added_at=NOON)
    archive.sources.looked_at(source.id, at=NOON, next_due=after(1), etag='"a"')
    archive.sources.looked_at(source.id, at=after(1), next_due=after(2), trouble="HTTP 500")
    archive.sources.looked_at(source.id, at=after(2), next_due=after(3), trouble="HTTP 500")

    troubled = archive.sources.get(source.id)
    archive.sources.looked_at(source.id, at=after(3), next_due=after(4), etag='"b"')
    mended = archive.sources.get(source.id)

    assert (troubled.failures, troubled.trouble, troubled.etag) == (2, "HTTP 500", '"a"')
    assert (mended.failures, mended.trouble, mended.etag) == (0, None, '"b"')


def test_what_a_source_left_out_is_forgotten_by_no_failure(archive: Archive) -> None:
    source = archive.sources.add("https://p.example/feed", kind="feed", added_at=NOON)
    told = []
    for minutes, trouble, left_out in ((1, None, "some"), (2, "HTTP 500", None), (3, None, None)):
        archive.sources.looked_at(
            source.id, at=after(minutes), next_due=None, trouble=trouble, left_out=left_out
        )
        told.append(archive.sources.get(source.id).left_out)

    assert told == ["some", "some", None]


def test_due_sources_come_the_most_overdue_first(archive: Archive) -> None:
    for number, minutes in ((1, 5), (2, 1), (3, 99)):
        source = archive.sources.add(f"https://p.example/{number}", kind="feed", added_at=NOON)
        archive.sources.looked_at(source.id, at=NOON, next_due=after(minutes))

    due = archive.sources.due(after(10), 10)

    assert [source.url for source in due] == ["https://p.example/2", "https://p.example/1"]


def test_what_is_not_there_is_said_to_be_not_there(archive: Archive) -> None:
    for ask in (
        lambda: archive.sources.get(1),
        lambda: archive.sources.of_url("https://nowhere.example/"),
        lambda: archive.articles.get(1),
        lambda: archive.articles.of_url("https://nowhere.example/"),
        lambda: archive.captures.get(1),
        lambda: archive.captures.row(1),
        lambda: archive.revisions.get(1),
        lambda: archive.revisions.numbered(1, 1),
        lambda: archive.outbox.channel("x"),
        lambda: archive.outbox.rule("x"),
        lambda: archive.outbox.delivery(1),
    ):
        with pytest.raises(NotFound):
            ask()


def test_an_article_is_one_under_all_its_addresses(archive: Archive) -> None:
    article_id = watched(archive)
    archive.articles.seen_as(article_id, f"{URL}/amp", kind="amp", at=after(5))

    again, new = archive.articles.ensure(f"{URL}/amp", seen_at=after(9), source_id=None)

    assert (again.id, new) == (article_id, False)
    assert [(one.url, one.kind, one.last_seen) for one in archive.articles.aliases(article_id)] == [
        (URL, "found", NOON),
        (f"{URL}/amp", "amp", after(9)),
    ]


def test_an_address_belongs_to_the_article_that_had_it_first(archive: Archive) -> None:
    first, second = watched(archive), watched(archive, "https://paper.example/news/two")

    taken = archive.articles.seen_as(second, URL, kind="canonical", at=after(1))

    assert taken is False
    assert archive.articles.of_url(URL).id == first


def test_an_article_knows_the_labels_of_its_sources(archive: Archive) -> None:
    for number, label in ((1, "paper"), (2, "paper"), (3, None)):
        source = archive.sources.add(
            f"https://p.example/{number}", kind="feed", added_at=NOON, label=label
        )
        article, _ = archive.articles.ensure(URL, seen_at=NOON, source_id=source.id)

    assert article.labels == ("paper",)
    assert [source.id for source in archive.sources.of_article(article.id)] == [1, 2, 3]
    assert archive.articles.of_source(2) == (article,)


def test_an_article_without_a_history_becomes_part_of_another(archive: Archive) -> None:
    first, second = watched(archive), watched(archive, "https://paper.example/news/two")
    archive.ledger.note(second, "failed", at=NOON)
    lost = archive.articles.get(second)

    joined = archive.identity.merge(second, first, at=NOON, why="redirect")

    assert joined.id == first
    assert archive.articles.of_url("https://paper.example/news/two").id == first
    assert len(archive.ledger.of_article(first)) == 1
    assert archive.articles.count() == 1
    assert archive.articles.current(lost).id == first


def test_an_article_with_a_history_stays_and_says_what_it_became(archive: Archive) -> None:
    first, second = watched(archive), watched(archive, "https://paper.example/news/two")
    archive.revisions.add(make_new_revision(second))
    archive.articles.change(second, revisions=1)

    archive.identity.merge(second, first, at=NOON, why="redirect")

    merged = archive.articles.get(second)
    assert (merged.merged_into, merged.next_due) == (first, None)
    assert archive.articles.current(merged).id == first
    assert len(archive.revisions.of_article(second)) == 1


def test_an_address_is_taken_apart_with_what_it_answered(archive: Archive) -> None:
    article_id, other = watched(archive), "https://paper.example/news/two"
    archive.articles.seen_as(article_id, other, kind="redirect", at=NOON)
    for url in (URL, other):
        capture = make_capture(url=url)
        sha256 = archive.bodies.put(capture.body, group=article_id)
        archive.captures.add(capture, sha256=sha256, article_id=article_id)

    old, new = archive.identity.split(other, at=after(1), why="two stories")

    assert (old.id, new.url) == (article_id, other)
    assert [row["url"] for row in archive.captures.rows(old.id)] == [URL]
    assert [row["url"] for row in archive.captures.rows(new.id)] == [other]
    archive.identity.weave(new.id, old.id)
    assert len(archive.captures.rows(old.id)) == 2


def test_what_was_merged_by_mistake_is_taken_apart_again(archive: Archive) -> None:
    kept, merged = watched(archive), watched(archive, "https://paper.example/news/two")
    capture = make_capture(url="https://paper.example/news/two")
    sha256 = archive.bodies.put(capture.body, group=merged)
    archive.captures.add(capture, sha256=sha256, article_id=merged)
    archive.articles.change(merged, revisions=1)
    archive.identity.merge(merged, kept, at=NOON, why="by mistake")
    archive.identity.weave(merged, kept)

    old, new = archive.identity.split(capture.url, at=after(1), why="two stories")

    assert (old.id, new.id, new.merged_into, new.next_due) == (kept, merged, None, after(1))
    assert archive.articles.of_url(capture.url) == new
    assert [row["url"] for row in archive.captures.rows(merged)] == [capture.url]


def test_due_articles_leave_out_busy_hosts_and_put_wishes_first(archive: Archive) -> None:
    urls = [f"https://{host}.example/x" for host in ("a", "b", "c")]
    ids = [watched(archive, url) for url in urls]
    archive.articles.change(ids[2], next_due=after(99))
    archive.articles.wish(ids[2], NOON)

    due = archive.articles.due(after(1), 10, but_not=["a.example"])

    assert [article.id for article in due] == [ids[2], ids[1]]


def test_a_fulfilled_wish_is_gone(archive: Archive) -> None:
    article_id = watched(archive)
    archive.articles.change(article_id, next_due=None)
    archive.articles.wish(article_id, NOON)

    archive.articles.fulfil(article_id)

    assert archive.articles.due(after(99), 10) == ()


def test_a_hint_only_brings_a_look_forward(archive: Archive) -> None:
    article_id = watched(archive)
    archive.articles.change(article_id, next_due=after(10))

    archive.articles.hint(article_id, after(20))
    later = archive.articles.get(article_id).next_due
    archive.articles.hint(article_id, after(5))
    sooner = archive.articles.get(article_id).next_due
    archive.articles.not_before(article_id, after(30))

    assert (later, sooner) == (after(10), after(5))
    assert archive.articles.get(article_id).next_due == after(30)


def test_columns_that_a_look_may_not_touch_are_refused(archive: Archive) -> None:
    article_id = watched(archive)

    with pytest.raises(ValueError, match="url"):
        archive.articles.change(article_id, url="https://other.example/")


def test_leaving_a_source_spares_what_another_brought(archive: Archive) -> None:
    one = archive.sources.add("https://p.example/1", kind="feed", added_at=NOON)
    two = archive.sources.add("https://p.example/2", kind="feed", added_at=NOON)
    both, _ = archive.articles.ensure(URL, seen_at=NOON, source_id=one.id)
    archive.articles.ensure(URL, seen_at=NOON, source_id=two.id)
    alone, _ = archive.articles.ensure(f"{URL}2", seen_at=NOON, source_id=one.id)

    archive.articles.leave(one.id)

    assert archive.articles.get(both.id).next_due == NOON
    assert archive.articles.get(alone.id).next_due is None


def test_a_capture_comes_back_as_it_came(archive: Archive) -> None:
    article_id = watched(archive)
    capture = make_capture(certificate="ab" * 32)
    sha256 = archive.bodies.put(capture.body, group=article_id)

    capture_id = archive.captures.add(capture, sha256=sha256, article_id=article_id)

    assert archive.captures.get(capture_id) == capture
    assert list(archive.captures.of_article(article_id)) == [(capture_id, capture)]


def test_a_capture_is_unread_until_it_is_judged(archive: Archive) -> None:
    article_id = watched(archive)
    capture = make_capture()
    sha256 = archive.bodies.put(capture.body, group=article_id)
    capture_id = archive.captures.add(capture, sha256=sha256, article_id=article_id)

    before = archive.captures.unread()
    archive.captures.judged(capture_id, verdict="article", reading_key="k")

    assert before == ((capture_id, article_id),)
    assert archive.captures.unread() == ()


def test_answers_of_sources_do_not_wait_to_be_read(archive: Archive) -> None:
    """Nor does their number weigh on who looks what a killed process left unread."""
    capture = make_capture()
    sha256 = archive.bodies.put(capture.body, group=None)
    archive.captures.add(capture, sha256=sha256)

    plan = archive.db.conn.execute(
        "EXPLAIN QUERY PLAN SELECT id, article_id FROM capture"
        " WHERE verdict IS NULL AND article_id IS NOT NULL ORDER BY id"
    ).fetchall()

    assert archive.captures.unread() == ()
    assert [row[3] for row in plan] == ["SCAN capture USING INDEX capture_unread"]


def test_the_capture_nearest_in_time_is_found(archive: Archive) -> None:
    article_id = watched(archive)
    for minutes in (0, 60, 120):
        capture = make_capture(fetched_at=after(minutes), body=f"{minutes}".encode())
        sha256 = archive.bodies.put(capture.body, group=article_id)
        archive.captures.add(capture, sha256=sha256, article_id=article_id)

    found = [archive.captures.nearest(URL, at) for at in (after(70), after(-9), None)]

    assert [row["id"] for row in found if row] == [2, 1, 3]
    assert archive.captures.nearest("https://nowhere.example/", None) is None


def test_equal_looks_are_one_interval(archive: Archive) -> None:
    article_id = watched(archive)
    for minutes, outcome in ((0, "captured"), (5, "identical"), (9, "identical")):
        archive.ledger.note(article_id, outcome, at=after(minutes))
    archive.ledger.note(article_id, "failed", at=after(12), detail="dns")

    assert archive.ledger.of_article(article_id) == (
        Check(outcome="captured", first_at=NOON, last_at=NOON, count=1),
        Check(outcome="identical", first_at=after(5), last_at=after(9), count=2),
        Check(outcome="failed", first_at=after(12), last_at=after(12), count=1, detail="dns"),
    )
    assert archive.ledger.unchanged_as_of(article_id) == after(9)
    assert archive.ledger.count() == 4


def test_a_history_comes_back_as_it_was_kept(archive: Archive) -> None:
    article_id = watched(archive)
    comparison = make_comparison()
    archive.revisions.add(make_new_revision(article_id))
    archive.revisions.add(
        make_new_revision(
            article_id,
            kind="edit",
            seen_at=after(30),
            unchanged_as_of=after(20),
            reading=make_reading("The council met."),
            reading_key="key-2",
            comparison=comparison,
            summary="one word",
        )
    )

    first, second = archive.revisions.of_article(article_id)

    assert (first.number, second.number) == (1, 2)
    assert (second.weight, second.silent, second.labels) == ("minor", True, ("wording",))
    assert archive.revisions.comparison(second) == comparison
    assert archive.revisions.reading(second) == make_reading("The council met.")
    assert archive.revisions.reading(first) == make_reading()
    assert archive.revisions.summary(second.id) == "one word"
    assert archive.revisions.latest(article_id) == second
    assert archive.revisions.standing(article_id) == Standing(
        revision_id=second.id, key="key-2", other="key-1"
    )
    assert archive.revisions.with_key(article_id, "key-1") == first
    assert archive.revisions.with_key(article_id, "key-9") is None


def test_a_disappearance_keeps_the_last_reading_in_sight(archive: Archive) -> None:
    article_id = watched(archive)
    archive.revisions.add(make_new_revision(article_id))

    gone = archive.revisions.add(
        make_new_revision(
            article_id,
            kind="gone",
            seen_at=after(9),
            reading=None,
            reading_key=None,
            labels=("gone",),
        )
    )

    assert (gone.weight, gone.headline) == ("major", "Council votes on bridge")
    assert archive.revisions.reading(gone) == make_reading()
    assert archive.revisions.standing(article_id).key == "key-1"


@pytest.mark.parametrize(
    ("chosen", "numbers"),
    [
        (Filter(), [3, 2, 1]),
        (Filter(first=False), [3, 2]),
        (Filter(label="wording"), [2]),
        (Filter(weight="major"), [3]),
        (Filter(silent=True), [2]),
        (Filter(since=after(30)), [3]),
        (Filter(until=after(30)), [2, 1]),
        (Filter(host="paper.example"), [3, 2, 1]),
        (Filter(host="other.example"), []),
        (Filter(source_label="paper"), [3, 2, 1]),
        (Filter(source_id=7), []),
        (Filter(article_id=1, silent=False), [3, 1]),
    ],
)
def test_the_log_shows_what_is_asked_for(
    archive: Archive, chosen: Filter, numbers: list[int]
) -> None:
    source = archive.sources.add(
        "https://paper.example/feed", kind="feed", added_at=NOON, label="paper"
    )
    article, _ = archive.articles.ensure(URL, seen_at=NOON, source_id=source.id)
    archive.revisions.add(make_new_revision(article.id))
    archive.revisions.add(
        make_new_revision(article.id, kind="edit", seen_at=after(10), comparison=make_comparison())
    )
    archive.revisions.add(
        make_new_revision(article.id, kind="gone", seen_at=after(30), reading=None)
    )

    found = archive.revisions.log(chosen, limit=10)

    assert [revision.number for revision in found] == numbers


def test_the_log_goes_on_where_a_page_ended(archive: Archive) -> None:
    article_id = watched(archive)
    for number in range(5):
        archive.revisions.add(make_new_revision(article_id, seen_at=after(number // 2)))

    first = archive.revisions.log(Filter(), limit=3)
    rest = archive.revisions.log(Filter(), limit=3, before=(first[-1].seen_at, first[-1].id))

    assert [one.number for one in (*first, *rest)] == [5, 4, 3, 2, 1]


def test_provenance_is_kept_with_a_revision(archive: Archive) -> None:
    revision = archive.revisions.add(make_new_revision(watched(archive)))

    archive.revisions.remember(revision.id, "memory")

    assert archive.revisions.provenance(revision.id) == "memory"
    assert archive.revisions.count() == 1


def test_a_rule_set_again_is_replaced(archive: Archive) -> None:
    rule = Rule(id=0, name="quotes", when="quote_changed", channels=("desk",))
    archive.outbox.set_rule(rule)

    again = archive.outbox.set_rule(
        Rule(id=0, name="quotes", when="silent", channels=("desk", "mail"), enabled=False)
    )

    assert archive.outbox.rules() == (again,)
    assert (again.when, again.channels, again.enabled) == ("silent", ("desk", "mail"), False)
    archive.outbox.remove_rule("quotes")
    assert archive.outbox.rules() == ()


def owe(archive: Archive, key: str, **overrides: object) -> None:
    revisions = archive.revisions.log(Filter(), limit=1)
    revision = (
        revisions[0] if revisions else archive.revisions.add(make_new_revision(watched(archive)))
    )
    values: dict[str, object] = {
        "rule": "quotes",
        "channel": "desk",
        "revision_id": revision.id,
        "at": NOON,
        "due_at": NOON,
    }
    archive.outbox.owe(key=key, **(values | overrides))  # type: ignore[arg-type]


def test_a_message_is_owed_once(archive: Archive) -> None:
    owe(archive, "k1")
    owe(archive, "k1")

    due = archive.outbox.due(after(1), channel="desk", limit=9)

    assert [(one.key, one.state, one.attempts) for one in due] == [("k1", "owed", 0)]


def test_a_message_ends_as_sent_or_dead_and_can_be_owed_again(archive: Archive) -> None:
    for key in ("k1", "k2", "k3"):
        owe(archive, key)

    archive.outbox.sent([1], after(1))
    archive.outbox.failed([2], reason="HTTP 500", retry_at=after(5))
    archive.outbox.failed([3], reason="HTTP 410", retry_at=None)

    assert [(one.id, one.state, one.reason) for one in archive.outbox.deliveries()] == [
        (3, "dead", "HTTP 410"),
        (2, "owed", "HTTP 500"),
        (1, "sent", None),
    ]
    assert archive.outbox.due(after(4), channel="desk", limit=9) == ()
    assert archive.outbox.delivery(2).retry_at == after(5)
    archive.outbox.again(3, after(6))
    assert archive.outbox.delivery(3).state == "owed"
    assert [one.id for one in archive.outbox.deliveries(state="sent")] == [1]


def test_a_held_message_says_why(archive: Archive) -> None:
    owe(archive, "k1", held="history")

    assert archive.outbox.delivery(1).state == "held"
    assert archive.outbox.delivery(1).reason == "history"


def test_channels_that_rest_are_not_waiting(archive: Archive) -> None:
    archive.outbox.set_channel("desk", "json://localhost", at=NOON)
    owe(archive, "k1")
    archive.outbox.channel_tried("desk", failures=2, retry_at=after(9))

    resting, later = archive.outbox.waiting(after(1)), archive.outbox.waiting(after(9))

    assert (resting, later) == ((), ("desk",))
    assert archive.outbox.channel("desk").failures == 2


def test_removing_a_channel_ends_what_it_was_owed(archive: Archive) -> None:
    archive.outbox.set_channel("desk", "json://localhost", at=NOON)
    owe(archive, "k1")

    archive.outbox.remove_channel("desk")

    assert archive.outbox.delivery(1).reason == "the channel was removed"
    assert archive.outbox.channels() == ()


def test_words_that_changed_are_found(archive: Archive) -> None:
    archive.revisions.add(
        make_new_revision(watched(archive), comparison=make_comparison(make_edit()))
    )

    rows = archive.db.query(
        "SELECT rowid FROM changed_words WHERE changed_words MATCH 'removed:voted AND added:met'"
    )

    assert [row["rowid"] for row in rows] == [1]
    assert len(list(archive.db.query("SELECT rowid FROM said_words('council')"))) == 1


@pytest.mark.parametrize(
    ("lost", "complaint"),
    [("catalog.sqlite", "is empty, and bodies.sqlite is not"), ("bodies.sqlite", "is missing")],
)
@pytest.mark.parametrize("read_only", [True, False])
def test_nothing_is_made_anew_in_the_place_of_a_lost_file(
    folder: Path, lost: str, complaint: str, read_only: bool
) -> None:
    archive = open_archive(folder, create=True)
    article = watched(archive)
    with archive.transaction():
        archive.captures.add(make_capture(), sha256="0" * 64, article_id=article)
    archive.close()
    path = folder / lost
    path.write_bytes(b"") if lost == "catalog.sqlite" else path.unlink()

    with pytest.raises(CorruptArchive, match=complaint):
        open_archive(folder, read_only=read_only)

    assert not path.exists() or path.stat().st_size == 0
