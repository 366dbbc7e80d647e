"""The log of what was seen and done, and what is found when someone alters it."""

import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage import evidence, keys, log, merkle
from storage.bodies import Bodies
from storage.errors import ArchiveError, CorruptArchive, InputError, NotFound, ReadOnlyArchive
from storage.notes import Checkpoint, Signer, Verifier
from storage.records import Capture, Redirect, Revision

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_capture(**overrides) -> Capture:
    fields = {
        "url": "https://news.example/a",
        "final_url": "https://news.example/a",
        "status": 200,
        "headers": (("Content-Type", "text/html"),),
        "body": b"<p>The bridge is closed.",
        "fetched_at": NOON,
        "address": "192.0.2.1",
    }
    return Capture(**(fields | overrides))


def make_signer(name: str = "variorum/test", seed: int = 1) -> Signer:
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "catalog.sqlite", isolation_level=None)
    connection.execute("BEGIN")
    log.create(connection)
    connection.execute("CREATE TABLE capture (id INTEGER PRIMARY KEY, url TEXT)")
    connection.execute("COMMIT")
    yield connection
    connection.close()


@pytest.fixture
def bodies(tmp_path: Path) -> Iterator[Bodies]:
    with Bodies(tmp_path / "bodies.sqlite") as made:
        yield made


def fill(db: sqlite3.Connection, bodies: Bodies, count: int = 11) -> list[int]:
    """A log of captures with two checkpoints over them."""
    places = []
    for number in range(1, count + 1):
        capture = make_capture(body=b"version %d" % number)
        kept = bodies.put(capture.body, group=1)
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO capture VALUES (?, ?)", (number, capture.url))
        shape = evidence.capture_shape(capture, sha256=kept, tool="variorum 0")
        places.append(log.append(db, "capture", number, shape))
        if number in (3, count):
            log.checkpoint(db, make_signer(), NOON)
        db.execute("COMMIT")
    return places


def captures(db: sqlite3.Connection) -> dict[str, evidence.Logged]:
    def shape(number: int) -> dict[str, str] | None:
        row = db.execute("SELECT url FROM capture WHERE id = ?", (number,)).fetchone()
        return None if row is None else {"url": row[0]}

    return {"capture": evidence.Logged(table="capture", shape=shape)}


def found(db: sqlite3.Connection, bodies: Bodies | None = None, **options) -> list[str]:
    problems = evidence.verify(db, bodies, records=captures(db), **options)
    return [f"{problem.record}: {problem.detail}" for problem in problems]


def test_a_capture_is_logged_with_all_that_identifies_it():
    capture = make_capture(redirects=(Redirect(url="https://news.example/b", status=301),))

    shape = evidence.capture_shape(capture, sha256="ab" * 32, tool="variorum 0")

    assert shape == {
        "url": "https://news.example/a",
        "final_url": "https://news.example/a",
        "redirects": [["https://news.example/b", 301]],
        "fetched_at": "2026-03-01T12:00:00.000000Z",
        "status": 200,
        "headers_sha256": sha256(b'[["Content-Type","text/html"]]').hexdigest(),
        "body_sha256": "ab" * 32,
        "length": 24,
        "address": "192.0.2.1",
        "certificate": None,
        "tool": "variorum 0",
    }


def test_a_revision_is_logged_with_the_hash_of_its_reading():
    revision = Revision(
        id=9, article_id=4, number=2, kind="edit", seen_at=NOON, unchanged_as_of=None, capture_id=7
    )

    shape = evidence.revision_shape(revision, {"headline": "Bridge"})

    assert shape == {
        "article": 4,
        "number": 2,
        "kind": "edit",
        "seen_at": "2026-03-01T12:00:00.000000Z",
        "unchanged_as_of": None,
        "capture": 7,
        "reading_sha256": evidence.shape_sha256({"headline": "Bridge"}),
    }
    assert evidence.revision_shape(revision, None)["reading_sha256"] is None


def test_an_entry_is_canonical_json(db):
    db.execute("BEGIN")
    place = log.append(db, "merge", 3, {"why": "sáme\ud800", "at": 1, "into": [None, True]})
    db.execute("COMMIT")

    entry = log.entry(db, place)

    text = (
        rb'{"kind":"merge","ref":3,"shape":'
        rb'{"at":1,"into":[null,true],"why":"s\u00e1me\ud800"}}'
    )
    assert entry.text() == text
    assert entry.leaf == merkle.leaf_hash(text)


@pytest.mark.parametrize("shape", [{"a": 1.5}, {"a": [{"b": 0.1}]}, {1: "a"}])
def test_what_has_two_spellings_is_refused(db, shape):
    db.execute("BEGIN")

    with pytest.raises(TypeError):
        log.append(db, "merge", 3, shape)


def test_an_entry_needs_a_transaction(db):
    with pytest.raises(ValueError, match="transaction"):
        log.append(db, "merge", 3, {})


def test_an_untouched_log_has_no_problem(db, bodies):
    fill(db, bodies)

    assert found(db, bodies, trusted=make_signer().verifier) == []
    assert not db.in_transaction


def test_an_empty_log_has_no_problem(db):
    assert found(db) == []


def test_proofs_from_the_kept_nodes_lead_to_the_signed_root(db, bodies):
    places = fill(db, bodies)
    kept = log.latest(db)
    signed = Checkpoint.parse(make_signer().verifier.signed(kept.note))

    for place in places:
        proof = merkle.inclusion_proof(place, signed.size, log.reader(db))
        leaf = log.entry(db, place).leaf
        assert merkle.verify_inclusion(leaf, place, signed.size, proof, signed.root)


def test_a_checkpoint_is_made_once_for_each_state(db, bodies):
    fill(db, bodies)
    db.execute("BEGIN")

    again = log.checkpoint(db, make_signer(), NOON + timedelta(days=1))

    assert again == log.latest(db)
    assert [kept.size for kept in log.checkpoints(db)] == [4, 12]
    assert log.covering(db, 2).size == 4
    assert log.covering(db, 11).size == 12
    assert log.covering(db, 12) is None


@pytest.mark.parametrize(
    ("change", "first"),
    [
        ("UPDATE log_entry SET shape = replace(shape, '200', '404') WHERE id = 5", "entry 5 "),
        ("UPDATE log_entry SET kind = 'merge' WHERE id = 5", "entry 5 (merge 5)"),
        ("UPDATE log_entry SET shape = NULL WHERE id = 5", "entry 5 "),
        ("UPDATE log_entry SET leaf = zeroblob(32) WHERE id = 5", "entries 4 to 5: "),
        ("DELETE FROM log_entry WHERE id = 5", "entry 5: is missing"),
        ("DELETE FROM log_entry WHERE id > 8", "checkpoint 2: signed 12 entries, of which 9"),
        ("UPDATE log_node SET hash = zeroblob(32) WHERE level = 2 AND position = 1", "entries 4"),
        ("DELETE FROM log_node WHERE level = 1 AND position = 1", "entries 2 to 3: "),
        ("INSERT INTO log_node VALUES (9, 9, zeroblob(32))", "tree: has 11 nodes instead of 10"),
        ("UPDATE log_checkpoint SET size = 5 WHERE id = 1", "checkpoint 1: signed 4"),
        ("UPDATE log_checkpoint SET note = 'x' WHERE id = 1", "checkpoint 1: this is no signed"),
        ("UPDATE log_checkpoint SET stamp = 'x' WHERE id = 1", None),
        ("UPDATE log_checkpoint SET stamp = x'00' WHERE id = 1", "checkpoint 1: this is no time"),
        ("UPDATE log_checkpoint SET verifier = 'x' WHERE id = 1", "checkpoint 1: this is no publ"),
        ("UPDATE capture SET url = 'x' WHERE id = 7", "entry 7 (capture 7): the catalog's"),
        ("DELETE FROM capture WHERE id = 7", "entry 7 (capture 7): its capture is missing"),
        ("INSERT INTO capture VALUES (99, 'x')", "capture 99: has no entry"),
    ],
)
def test_the_first_altered_thing_is_named(db, bodies, change, first):
    fill(db, bodies)

    try:
        db.execute(change)
    except sqlite3.IntegrityError:
        assert first is None
        return

    assert found(db, bodies)[0].startswith(first)


def test_a_history_written_anew_does_not_fit_the_checkpoint(db, bodies):
    """The entry, its leaf and every node are made to fit; the signature cannot be."""
    fill(db, bodies)
    db.execute("BEGIN")
    rows = db.execute("SELECT kind, ref, shape FROM log_entry ORDER BY id").fetchall()
    db.execute("DELETE FROM log_entry")
    db.execute("DELETE FROM log_node")
    for kind, ref, shape in rows:
        entry = log.Entry(id=0, kind=kind, ref=ref, shape=shape, leaf=b"")
        log.append(db, kind, ref, entry.facts() | ({"status": 404} if ref == 7 else {}))
    db.execute("COMMIT")

    assert found(db, bodies) == ["checkpoint 2: the 12 entries are not those that were signed"]


def test_a_log_signed_by_a_stranger_is_named(db, bodies):
    fill(db, bodies)
    stranger = make_signer("variorum/other", 2)

    assert found(db, trusted=stranger.verifier) == [
        "checkpoint 2: is not signed by the archive's key variorum/other"
    ]


def test_a_key_that_the_log_does_not_name_is_no_key(db, bodies):
    fill(db, bodies)
    stranger = make_signer("variorum/other", 2)
    text = make_signer().verifier.signed(log.latest(db).note)
    db.execute(
        "UPDATE log_checkpoint SET note = ?, verifier = ? WHERE id = 2",
        (stranger.sign(text), str(stranger.verifier)),
    )

    assert found(db) == ["checkpoint 2: is signed by a key that the log does not name"]


def test_a_new_key_is_entered_before_it_signs(db, bodies):
    fill(db, bodies)
    db.execute("BEGIN")
    log.checkpoint(db, make_signer("variorum/new", 2), NOON)
    db.execute("COMMIT")

    assert [entry.kind for entry in log.entries(db, "WHERE kind = 'key'")] == ["key", "key"]
    assert found(db, trusted=make_signer("variorum/new", 2).verifier) == []


def test_a_missing_body_is_named(db, bodies):
    fill(db, bodies)
    body = log.entry(db, 2).facts()["body_sha256"]
    bodies.delete(body)

    assert found(db, bodies) == [f"entry 2 (capture 3): its body {body} is missing"]


def test_a_deletion_on_purpose_leaves_a_tombstone_and_every_other_proof(db, bodies):
    fill(db, bodies)
    place = log.entries_of(db, "capture", 2)[0].id
    body = log.entry(db, place).facts()["body_sha256"]
    db.execute("BEGIN")
    log.append(db, "delete", 2, {"entries": [place], "who": "editor", "why": "court order"})
    log.withhold(db, [place])
    db.execute("DELETE FROM capture WHERE id = 2")
    db.execute("COMMIT")
    bodies.delete(body)

    assert log.entry(db, place).text() is None
    assert found(db, bodies) == []


def test_a_forged_deletion_excuses_nothing(db, bodies):
    fill(db, bodies)
    db.execute("BEGIN")
    place = log.append(db, "delete", 2, {"entries": [1]})
    log.checkpoint(db, make_signer(), NOON)
    db.execute("COMMIT")
    db.execute("UPDATE log_entry SET shape = ? WHERE id = ?", ('{"entries":["x"]}', place))

    assert found(db, bodies) == [
        f"entry {place} (delete 2): does not say what it said when it was logged"
    ]


def test_a_log_that_cannot_be_read_is_told(db, bodies):
    fill(db, bodies)
    db.execute("DROP TABLE log_node")

    assert found(db, bodies) == ["file: the log cannot be read to its end: no such table: log_node"]


def test_what_is_not_in_the_log_is_not_found(db):
    with pytest.raises(NotFound, match="no entry 3"):
        log.entry(db, 3)
    with pytest.raises(CorruptArchive, match="node 0/3"):
        log.reader(db)(0, 3)


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    first = keys.signer(tmp_path)

    again = keys.signer(tmp_path)

    assert first.verifier == again.verifier
    assert stat.S_IMODE((tmp_path / keys.KEY_FILE).stat().st_mode) == 0o600
    assert Verifier.parse((tmp_path / keys.PUBLIC_FILE).read_text()) == first.verifier
    assert sorted(file.name for file in tmp_path.iterdir()) == ["evidence.key", "evidence.pub"]


@pytest.mark.parametrize("damage", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_damaged_key_is_named(tmp_path, damage):
    (tmp_path / keys.KEY_FILE).write_bytes(damage)

    with pytest.raises(CorruptArchive, match=r"evidence\.key holds no key"):
        keys.signer(tmp_path)


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="needs a folder that takes no files")
def test_a_folder_that_takes_no_key_is_read_only(tmp_path):
    with pytest.raises(ReadOnlyArchive, match="permissions"):
        keys.signer(Path("/sys"))


def test_a_folder_that_is_missing_takes_no_key(tmp_path):
    with pytest.raises(ArchiveError, match="could not be used"):
        keys.signer(tmp_path / "missing")


def test_a_note_is_signed_and_opened():
    note = make_signer().sign("variorum/test\n1\nAAAA\n")

    assert make_signer().verifier.signed(note) == "variorum/test\n1\nAAAA\n"
    assert note.endswith("=\n")


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("", "no signed note"),
        ("a\n\n", "no signed note"),
        ("a\n\n- b AAAA\n", "no signed note"),
        ("a\n\n— b ????\n", "no signed note"),
        ("a\n\n— b AAAA\n", "no signature of variorum/test"),
        (make_signer().sign("a\n").replace("a\n", "b\n", 1), "does not hold"),
    ],
)
def test_a_note_that_was_altered_is_refused(note, why):
    with pytest.raises(InputError, match=why):
        make_signer().verifier.signed(note)


@pytest.mark.parametrize(
    "text",
    ["", "a+b", "a+b+c", "a+00000000+AQID", str(make_signer().verifier).replace("+", "+0", 1)],
)
def test_what_is_no_public_key_is_refused(text):
    with pytest.raises(InputError, match="this is no"):
        Verifier.parse(text)


@pytest.mark.parametrize(
    "text", ["", "a\nb\nc\nd\n", "a\n01\nAAAA\ntime 2026-03-01T12:00:00.000000Z\n"]
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(InputError, match="no checkpoint"):
        Checkpoint.parse(text)


@pytest.mark.parametrize("text", ["no newline", "an\n\nempty line\n"])
def test_what_cannot_be_a_note_is_not_signed(text):
    with pytest.raises(ValueError, match="newline"):
        make_signer().sign(text)
