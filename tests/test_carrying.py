"""What comes in from others and what goes out to them, and what is taken away on purpose."""

from __future__ import annotations

import errno
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from test_look_check import ORIGIN, Web, look, page, ports, watched, web  # noqa: F401 -- fixtures

from carrying.bringing import bring
from carrying.files import addresses, text
from carrying.files import page as saved_page
from carrying.repository import to_git
from carrying.research import to_json_lines, to_parquet
from carrying.taking_out import to_wacz, to_warc, whole
from carrying.website import to_website
from factories import NOON, after, make_capture
from look.check import Ports
from look.rebuilding import all_articles
from storage import wacz, warc_read
from storage.archive import Archive, open_archive
from storage.audit import audit, inspect
from storage.copying import back_up
from storage.doctoring import restore, treat
from storage.errors import CorruptArchive, InputError, NotAnArchive, NotFound, UsageError
from storage.problems import Problem
from storage.removal import delete, redact, thin
from storage.vitals import vitals


@pytest.fixture
def full(ports: Ports, web: Web) -> Archive:  # noqa: F811
    """An archive with two articles, one edited, one gone."""
    one = watched(ports, web.show("/a", page()))
    two = watched(ports, web.show("/b", page("Another <script>story</script> of the day")))
    for article in (one, two):
        look(ports, article)
    web.time = after(60)
    web.show("/a", page("Council votes on old bridge"))
    web.show("/b", b"gone", status=410)
    look(ports, one)
    look(ports, two)
    web.time = after(61)
    look(ports, two)
    return ports.archive


def articles(archive: Archive) -> list[Any]:
    return list(all_articles(archive))


def test_an_import_can_be_repeated_without_doubling(archive: Archive) -> None:
    captures = [
        make_capture(body=page(headline), fetched_at=after(minutes))
        for minutes, headline in (
            (0, "Council votes on bridge"),
            (60, "Council votes on old bridge"),
        )
    ]
    others = [make_capture(headers=(("Content-Type", "image/png"),))]
    broken = [Problem(file="x.warc", record="record 3", detail="is torn")]

    first = bring(archive, [*captures, *others, *broken], (), origin="warc:x")
    again = bring(archive, captures, (), origin="warc:x")

    assert (first.captures, first.others, first.articles, first.revisions) == (2, 1, 1, 2)
    assert first.problems == ("x.warc: record 3: is torn",)
    assert (again.captures, again.known, again.revisions) == (0, 2, 0)
    [article] = articles(archive)
    assert article.next_due is None
    assert [one.kind for one in archive.revisions.of_article(article.id)] == ["first", "edit"]
    assert list(audit(archive)) == []


def test_an_older_capture_finds_its_place_in_the_history(archive: Archive) -> None:
    bring(
        archive,
        [make_capture(body=page("New headline of it"), fetched_at=after(60))],
        (),
        origin="a",
    )
    bring(archive, [make_capture(body=page("Old headline of it"), fetched_at=NOON)], (), origin="b")

    [article] = articles(archive)
    history = archive.revisions.of_article(article.id)

    assert [(one.number, one.headline, one.kind) for one in history] == [
        (2, "Old headline of it", "first"),
        (1, "New headline of it", "edit"),
    ]


def test_an_imported_article_may_be_watched(archive: Archive) -> None:
    bring(archive, [make_capture(body=page())], (), origin="a", watch=True)

    assert articles(archive)[0].next_due is not None


def test_an_address_that_is_none_is_a_problem(archive: Archive) -> None:
    brought = bring(archive, [make_capture(url="urn:x", final_url="urn:x")], (), origin="a")

    assert brought.captures == 0
    assert len(brought.problems) == 1


def test_a_saved_page_and_a_pasted_text_become_captures(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page())
    (tmp_path / "b.txt").write_text("A headline\n\nBy Ada Nowell\n\nA text.")
    (tmp_path / "c.txt").write_bytes(b"\xff\xfe\xfa")

    one = saved_page(tmp_path / "a.html", url="https://p.example/a", at=NOON)
    two = text(tmp_path / "b.txt", url="https://p.example/b", at=NOON)

    assert (one.body, one.fetched_at, one.header("content-type")) == (page(), NOON, "text/html")
    assert two.header("variorum-import") == "text"
    with pytest.raises(InputError, match="no UTF-8"):
        text(tmp_path / "c.txt", url="https://p.example/c", at=NOON)
    with pytest.raises(InputError, match="cannot read"):
        text(tmp_path / "none.txt", url="https://p.example/c", at=NOON)
    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(InputError, match="is empty"):
        text(tmp_path / "empty.txt", url="https://p.example/c", at=NOON)


def test_addresses_come_from_lists_and_opml(tmp_path: Path) -> None:
    (tmp_path / "l.txt").write_text("# sources\nhttps://a.example/\n\nhttps://b.example/ # b\n")
    (tmp_path / "o.xml").write_text(
        '<opml version="2.0"><body><outline text="x"><outline xmlUrl="https://a.example/f"/>'
        '<outline htmlUrl="https://b.example/"/></outline></body></opml>'
    )
    (tmp_path / "bad.xml").write_text("<opml><body>")
    (tmp_path / "other.xml").write_text("<html/>")
    (tmp_path / "bad.txt").write_text("https://a.example/\nnonsense\n")

    assert addresses(tmp_path / "l.txt") == ("https://a.example/", "https://b.example/")
    assert addresses(tmp_path / "o.xml") == ("https://a.example/f", "https://b.example/")
    for name, complaint in (
        ("bad.xml", "not XML"),
        ("other.xml", "no OPML"),
        ("bad.txt", "line 2"),
    ):
        with pytest.raises(InputError, match=complaint):
            addresses(tmp_path / name)


def test_more_addresses_than_are_taken_are_refused_whole(tmp_path: Path) -> None:
    lines = (f"https://a.example/{number}" for number in range(100_001))
    (tmp_path / "l.txt").write_text("\n".join(lines))

    with pytest.raises(InputError, match="100001 addresses: 100000 at once"):
        addresses(tmp_path / "l.txt")


@pytest.mark.parametrize("name", ["file", "folder"])
def test_what_could_not_be_written_whole_is_not_there(tmp_path: Path, name: str) -> None:
    path = tmp_path / name

    with pytest.raises(OSError, match="No space left") as failed, whole(path):
        if name == "folder":
            path.mkdir()
            path /= "part"
        path.write_text("part")
        raise OSError(errno.ENOSPC, "No space left on device")

    assert failed.value.filename == str(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_what_stands_already_stays(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs")

    with pytest.raises(UsageError, match="exists"), whole(tmp_path / "theirs"):
        pass

    assert (tmp_path / "theirs").read_text() == "theirs"


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_what_goes_out_comes_in_again_as_the_same_history(
    full: Archive, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"out.{form}"
    if form == "warc":
        to_warc(full, articles(full), path)
        captures = warc_read.read(path)
    else:
        to_wacz(full, articles(full), path, title="All")
        captures = wacz.read(path)
    other = open_archive(tmp_path / "other", create=True)

    bring(other, captures, (), origin=form)

    assert [
        [
            (one.number, one.kind, one.seen_at, one.headline)
            for one in archive.revisions.of_article(n)
        ]
        for archive in (full, other)
        for n in (1, 2)
    ] == 2 * [
        [(one.number, one.kind, one.seen_at, one.headline) for one in full.revisions.of_article(n)]
        for n in (1, 2)
    ]
    with pytest.raises(UsageError, match="exists"):
        to_warc(full, articles(full), path)
    other.close()


def test_nothing_to_write_leaves_no_file(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        to_warc(archive, [], tmp_path / "a.warc.gz")
    with pytest.raises(NotFound):
        to_wacz(archive, [], tmp_path / "a.wacz", title="x")

    assert list(tmp_path.glob("a.*")) == []


def test_tables_for_research_hold_matched_sentences(full: Archive, tmp_path: Path) -> None:
    counts = to_json_lines(full, articles(full), tmp_path / "j")
    same = to_parquet(full, articles(full), tmp_path / "p")

    rows = [
        json.loads(line) for line in (tmp_path / "j" / "sentences.jsonl").read_text().splitlines()
    ]
    assert counts == same
    assert (counts["articles"], counts["revisions"]) == (2, 4)
    assert ("Council votes on bridge", "Council votes on old bridge") in {
        (row["old_sentence"], row["new_sentence"]) for row in rows
    }
    assert (tmp_path / "p" / "edits.parquet").stat().st_size > 0


def test_a_repository_has_a_commit_for_each_revision(full: Archive, tmp_path: Path) -> None:
    count = to_git(full, articles(full), tmp_path / "g")

    log = subprocess.run(
        ["git", "-C", str(tmp_path / "g"), "log", "--format=%cI %s"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert count == len(log) == 4
    assert log[-1].startswith("2026-03-01T12:00:00Z") or "12:00:00+00:00" in log[-1]
    assert len(list((tmp_path / "g" / "paper.example").iterdir())) == 2


def test_a_website_of_plain_files_is_harmless(full: Archive, tmp_path: Path) -> None:
    pages = to_website(full, articles(full), tmp_path / "s")

    written = list((tmp_path / "s").rglob("*.html"))
    assert pages == len(written) == 7
    text_of = {path.name: path.read_text() for path in written if path.parent.name == "2"}
    assert "<script>story" not in "".join(text_of.values())
    assert "<ins" in (tmp_path / "s" / "1" / "r2.html").read_text()


def test_a_deletion_leaves_a_tombstone_and_every_other_proof(full: Archive) -> None:
    article = full.articles.of_url(f"{ORIGIN}/b")

    removed = delete(full, article, who="Ada", why="court order", at=after(90))

    assert (removed.captures, removed.revisions) == (3, 2)
    assert list(audit(full)) == []
    with pytest.raises(NotFound):
        full.articles.of_url(f"{ORIGIN}/b")
    assert len(full.revisions.of_article(1)) == 2


def test_a_redaction_empties_one_capture_and_what_quotes_it(full: Archive) -> None:
    [row, *_] = full.captures.rows(1)

    removed = redact(full, row["id"], who="Ada", why="privacy", at=after(90))

    assert (removed.captures, removed.revisions, removed.bodies) == (1, 1, 1)
    assert list(audit(full)) == []
    assert full.captures.row(row["id"])["verdict"] == "redacted"
    assert full.revisions.comparison(full.revisions.numbered(1, 2)).edits == ()
    assert list(full.db.query("SELECT rowid FROM changed_words('old')")) == []


def test_a_body_that_two_captures_share_goes_with_the_last(full: Archive) -> None:
    rows = full.captures.rows(2)
    shared = [row["id"] for row in rows if row["status"] == 410]

    first = redact(full, shared[0], who="Ada", why="privacy", at=after(90))
    second = redact(full, shared[1], who="Ada", why="privacy", at=after(91))

    assert (first.bodies, second.bodies) == (0, 1)


def test_a_backup_is_whole_and_goes_only_into_a_new_folder(full: Archive, tmp_path: Path) -> None:
    size = back_up(full, tmp_path / "copy")

    copy = open_archive(tmp_path / "copy", read_only=True)
    assert size > 0
    assert list(audit(copy)) == []
    assert copy.revisions.count() == full.revisions.count()
    copy.close()
    assert list(inspect(tmp_path / "copy")) == []
    with pytest.raises(NotAnArchive, match="not empty"):
        back_up(full, tmp_path / "copy")


def test_an_altered_row_is_named(full: Archive) -> None:
    full.db.execute("UPDATE capture SET status = 201 WHERE id = 2")

    problems = [str(problem) for problem in audit(full)]

    assert any("capture 2 was altered: status differs" in problem for problem in problems)


def test_vitals_count_what_there_is(full: Archive) -> None:
    found = vitals(full, after(60 * 24))

    assert (found.articles, found.revisions, found.backlog) == (2, 4, 2)
    assert found.states == {"live": 1, "gone": 1}
    [host] = found.hosts
    assert (host.host, host.articles, host.last_good) == ("paper.example", 2, after(60))


def test_a_backup_becomes_an_archive_again_if_it_is_whole(full: Archive, tmp_path: Path) -> None:
    back_up(full, tmp_path / "copy")

    size = restore(tmp_path / "copy", tmp_path / "again")

    again = open_archive(tmp_path / "again", read_only=True)
    assert size > 0
    assert again.revisions.count() == full.revisions.count()
    again.close()
    with pytest.raises(NotAnArchive, match="not empty"):
        restore(tmp_path / "copy", tmp_path / "again")
    torn = open_archive(tmp_path / "copy")
    torn.db.execute("UPDATE capture SET status = 500 WHERE id = 1")
    torn.close()
    with pytest.raises(CorruptArchive, match="capture 1"):
        restore(tmp_path / "copy", tmp_path / "third")


def test_a_backup_that_lost_its_digests_is_not_taken_for_whole(
    full: Archive, tmp_path: Path
) -> None:
    back_up(full, tmp_path / "copy")
    (tmp_path / "copy" / "bodies.sqlite.sums").unlink()

    with pytest.raises(CorruptArchive, match=r"bodies\.sqlite\.sums: file: is missing"):
        restore(tmp_path / "copy", tmp_path / "again")


def test_the_doctor_makes_the_search_anew_and_erases_orphans(full: Archive) -> None:
    full.db.execute("INSERT INTO changed_words (changed_words) VALUES ('delete-all')")
    full.bodies.put(b"nobody names this", group=None)

    done = list(treat(full))

    assert [one.trouble for one in done] == [None] * 5
    assert list(full.db.query("SELECT rowid FROM changed_words('old')")) != []
    assert list(audit(full)) == []


def test_thinning_spares_what_a_revision_rests_on(ports: Ports, web: Web) -> None:  # noqa: F811
    archive = ports.archive
    article = watched(ports, web.show("/a", page()))
    for minutes in range(6):
        web.time = after(minutes)
        web.show("/a", page() + b"<!-- %d -->" % minutes)
        look(ports, article)
    web.time = after(10)
    web.show("/a", page("Council votes on old bridge"))
    look(ports, article)

    removed = thin(archive, before=after(99), who="Ada", why="policy", at=after(99))

    assert (removed.captures, removed.bodies) == (4, 4)
    assert [row["id"] for row in archive.captures.rows(article.id)] == [1, 6, 7]
    assert list(audit(archive)) == []
    assert thin(archive, before=after(99), who="Ada", why="policy", at=after(99)).captures == 0
