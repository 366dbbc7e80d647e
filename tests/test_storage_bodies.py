"""bodies.sqlite: bytes by their hash, whole or as a delta."""

import gzip
import random
import shutil
import sqlite3
import subprocess
import threading
import zlib
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from storage.bodies import FORMAT, MOST_BYTES, SERIES_LENGTH, Bodies
from storage.errors import (
    CorruptArchive,
    InputError,
    NewerArchive,
    NotAnArchive,
    NotFound,
    ReadOnlyArchive,
)


def make_page(article: int, visit: int, *, paragraphs: int = 60) -> bytes:
    """A page of an article whose furniture differs from visit to visit."""
    words = random.Random(article)
    noise = random.Random(f"{article}/{visit}")
    lines = [
        f"<p id='p{number}'>" + " ".join(f"{words.getrandbits(40):x}" for _ in range(30))
        for number in range(paragraphs)
    ]
    lines.insert(noise.randrange(len(lines)), f"<aside>{noise.getrandbits(256):x}</aside>")
    return "\n".join(lines).encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bodies.sqlite"


def test_a_body_comes_back_under_its_hash(path: Path) -> None:
    with Bodies(path) as bodies:
        name = bodies.put(b"hello", group=None)

        assert name == sha256(b"hello").hexdigest()
        assert bodies.get(name) == b"hello"
        assert bodies.has(name)


@pytest.mark.parametrize("body", [b"", b"x", bytes(1000), b"\x28\xb5\x2f\xfd" * 400])
def test_any_bytes_are_kept(path: Path, body: bytes) -> None:
    with Bodies(path) as bodies:
        names = [bodies.put(body + tail, group=1) for tail in (b"", b"1", b"2")]

        assert [bodies.get(name) for name in names] == [body, body + b"1", body + b"2"]


def test_a_body_that_looks_like_a_zstd_dictionary_is_a_base_like_any_other(path: Path) -> None:
    base = b"\x37\xa4\x30\xec" + make_page(1, 1)

    with Bodies(path) as bodies:
        bodies.put(base, group=1)
        name = bodies.put(base + b"more", group=1)

        assert bodies.get(name) == base + b"more"
        assert bodies.sizes().deltas == 1


def test_putting_twice_keeps_one(path: Path) -> None:
    with Bodies(path) as bodies:
        bodies.put(make_page(1, 1), group=1)
        bodies.put(make_page(1, 1), group=2)

        assert bodies.sizes().bodies == 1


def test_a_recapture_is_a_small_delta_against_one_base(path: Path) -> None:
    with Bodies(path) as bodies:
        names = [bodies.put(make_page(1, visit), group=1) for visit in range(10)]
        sizes = bodies.sizes()

        assert [bodies.get(name) for name in names] == [make_page(1, visit) for visit in range(10)]
        assert (sizes.bodies, sizes.deltas) == (10, 9)
        assert sizes.stored < 1.1 * sizes.content / 10


def test_no_delta_leans_on_a_delta_and_a_base_serves_fifty(path: Path) -> None:
    with Bodies(path) as bodies:
        for visit in range(2 * SERIES_LENGTH + 5):
            bodies.put(make_page(1, visit, paragraphs=8), group=1)

    with sqlite3.connect(path) as database:
        users = database.execute(
            "SELECT (SELECT count(*) FROM body AS user WHERE user.base = body.id)"
            " FROM body WHERE base IS NULL ORDER BY id"
        ).fetchall()
        chains = database.execute(
            "SELECT count(*) FROM body JOIN body AS base ON body.base = base.id"
            " WHERE base.base IS NOT NULL"
        ).fetchone()
    database.close()
    assert users == [(50,), (50,), (2,)]
    assert chains == (0,)


def test_another_article_in_the_same_group_becomes_a_base(path: Path) -> None:
    with Bodies(path) as bodies:
        for visit, article in enumerate((1, 2, 1, 2, 1, 2)):
            bodies.put(make_page(article, visit), group=1)

        assert (bodies.sizes().bodies, bodies.sizes().deltas) == (6, 4)


def test_a_batch_is_kept_whole_or_not_at_all(path: Path) -> None:
    with Bodies(path) as bodies:
        with bodies.batch():
            names = [bodies.put(make_page(1, visit), group=1) for visit in range(3)]
        with pytest.raises(InputError), bodies.batch():
            bodies.put(make_page(2, 1), group=2)
            bodies.put(bytes(MOST_BYTES + 1), group=2)

    with Bodies(path) as bodies:
        assert list(bodies.hashes()) == names
        assert bodies.sizes().deltas == 2


def test_what_is_missing_is_not_found(path: Path) -> None:
    with Bodies(path) as bodies:
        assert not bodies.has("00" * 32)
        with pytest.raises(NotFound, match="holds no body 00"):
            bodies.get("00" * 32)
        with pytest.raises(NotFound, match="is no SHA-256"):
            bodies.get("r1")


def test_a_body_beyond_the_limit_is_refused(path: Path) -> None:
    with Bodies(path) as bodies, pytest.raises(InputError, match="larger than"):
        bodies.put(bytes(MOST_BYTES + 1), group=1)


def apache(body: bytes) -> bytes:
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15, 9)
    data = deflate.compress(body) + deflate.flush()
    head = b"\x1f\x8b\x08\x08\0\0\0\0\0\x03" + b"page.html\0"
    return head + data + zlib.crc32(body).to_bytes(4, "little") + len(body).to_bytes(4, "little")


@pytest.mark.parametrize(
    "shrink",
    [
        lambda body: gzip.compress(body, 9, mtime=0),
        apache,
        lambda body: gzip.compress(body, 1, mtime=0),
    ],
)
def test_gzip_is_undone_and_made_again_to_the_byte(path: Path, shrink) -> None:
    pages = [make_page(1, visit) for visit in range(5)]

    with Bodies(path) as bodies:
        names = [bodies.put(shrink(page), group=1, encoding="gzip") for page in pages]

        assert [bodies.get(name) for name in names] == [shrink(page) for page in pages]
        assert [bodies.payload(name) for name in names] == pages
        assert bodies.sizes().deltas == 4


def test_a_payload_at_hand_is_not_trusted_blindly(path: Path) -> None:
    wire = gzip.compress(make_page(1, 1), mtime=0)

    with Bodies(path) as bodies:
        name = bodies.put(wire, group=1, encoding="gzip", payload=make_page(1, 2))

        assert bodies.get(name) == wire
        assert bodies.payload(name) is None


@pytest.mark.parametrize(
    ("encoding", "wire"),
    [
        ("br", make_page(3, 3)),
        ("gzip", b"not gzip at all" * 30),
        ("gzip", gzip.compress(make_page(1, 1), mtime=0)[:-9]),
        ("gzip", gzip.compress(make_page(1, 1), mtime=0) + b"junk"),
        ("gzip", gzip.compress(b"one" * 99, mtime=0) + gzip.compress(b"two" * 99, mtime=0)),
        ("gzip", b"\x1f\x8b\x08\x08" + b"n" * 40),
        ("gzip", b"\x1f\x8b\x08\x1e" + bytes(6) + b"\xff\xff" + b"n" * 40),
        ("gzip", gzip.compress(make_page(1, 1), mtime=0)[:20] + bytes(400)),
    ],
)
def test_other_codings_are_kept_as_they_came(path: Path, encoding: str, wire: bytes) -> None:
    with Bodies(path) as bodies:
        name = bodies.put(wire, group=1, encoding=encoding)

        assert bodies.get(name) == wire
        assert bodies.payload(name) is None


def test_deleting_a_base_leaves_the_others_readable(path: Path) -> None:
    with Bodies(path) as bodies:
        names = [bodies.put(make_page(1, visit), group=1) for visit in range(6)]

        bodies.delete(names[0])

        assert [bodies.has(name) for name in names] == [False] + [True] * 5
        assert [bodies.get(name) for name in names[1:]] == [make_page(1, n) for n in range(1, 6)]
        assert bodies.sizes().deltas == 4
        assert list(bodies.verify()) == []


def test_deleted_bytes_are_in_no_file(path: Path) -> None:
    secret = b"".join(random.Random(number).randbytes(32) for number in range(40))

    with Bodies(path) as bodies:
        name = bodies.put(secret, group=1)
        bodies.put(make_page(1, 1), group=2)
        bodies.delete(name)

        for file in path.parent.iterdir():
            assert secret[100:200] not in file.read_bytes()
        with pytest.raises(NotFound):
            bodies.delete(name)


def test_sweeping_spares_the_named_and_the_young(path: Path) -> None:
    now = [1_000_000.0]
    with Bodies(path, clock=lambda: now[0]) as bodies:
        named, orphan, met_again = (bodies.put(make_page(1, n), group=1) for n in range(3))
        now[0] += timedelta(days=2).total_seconds()
        bodies.put(make_page(1, 2), group=1)
        young = bodies.put(make_page(1, 3), group=1)

        swept = bodies.sweep(iter([named]))

        assert swept == 1
        assert set(bodies.hashes()) == {named, met_again, young}
        assert not bodies.has(orphan)
        assert list(bodies.verify()) == []


def test_a_damaged_body_is_named_and_nothing_new_leans_on_it(path: Path) -> None:
    with Bodies(path) as bodies:
        name = bodies.put(make_page(1, 1), group=1)
        leaning = bodies.put(make_page(1, 2), group=1)
    with sqlite3.connect(path) as database:
        data = bytearray(database.execute("SELECT data FROM body WHERE id = 1").fetchone()[0])
        data[len(data) // 2] ^= 1
        database.execute("UPDATE body SET data = ? WHERE id = 1", (bytes(data),))
    database.close()

    with Bodies(path) as bodies:
        with pytest.raises(CorruptArchive, match=name):
            bodies.get(name)
        with pytest.raises(CorruptArchive, match=f"{leaning}.*its base {name}"):
            bodies.get(leaning)
        later = bodies.put(make_page(1, 3), group=1)

        assert bodies.get(later) == make_page(1, 3)
        assert {problem.record for problem in bodies.verify()} == {
            f"body {name}",
            f"body {leaning}",
        }


def test_a_row_that_promises_too_much_is_not_unpacked(path: Path) -> None:
    with Bodies(path) as bodies:
        name = bodies.put(bytes(5000), group=1)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE body SET length = 10")
    database.close()

    with Bodies(path) as bodies, pytest.raises(CorruptArchive, match="promises 5000 bytes"):
        bodies.get(name)


def test_read_only_reads_and_does_not_write(path: Path) -> None:
    with Bodies(path) as bodies:
        name = bodies.put(b"kept", group=None)

    with Bodies(path, read_only=True) as bodies:
        assert bodies.get(name) == b"kept"
        assert bodies.put(b"kept", group=None) == name
        for write in (
            lambda: bodies.put(b"new", group=None),
            lambda: bodies.delete(name),
            lambda: bodies.sweep([]),
            lambda: bodies.batch().__enter__(),
        ):
            with pytest.raises(ReadOnlyArchive, match="reading only"):
                write()


def test_files_of_others_are_refused(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE other (x)")
    database.close()

    with pytest.raises(NotAnArchive):
        Bodies(path)


def test_a_file_of_a_newer_version_is_refused(path: Path) -> None:
    Bodies(path).close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version=99")
    database.close()

    with pytest.raises(NewerArchive, match="update Variorum"):
        Bodies(path)


def test_threads_share_one_file(path: Path) -> None:
    with Bodies(path) as bodies:

        def write(article: int) -> None:
            for visit in range(10):
                assert bodies.get(bodies.put(make_page(article, visit), group=article))

        threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert bodies.sizes().bodies == 40
        assert list(bodies.verify()) == []


@pytest.mark.skipif(shutil.which("zstd") is None, reason="needs the zstd program")
def test_the_zstd_program_reads_a_delta(path: Path, tmp_path: Path) -> None:
    with Bodies(path) as bodies:
        bodies.put(make_page(1, 1), group=1)
        bodies.put(make_page(1, 2), group=1)
    with sqlite3.connect(path) as database:
        [(base,), (delta,)] = database.execute("SELECT data FROM body ORDER BY id").fetchall()
    database.close()
    (tmp_path / "base.zst").write_bytes(base)
    (tmp_path / "delta.zst").write_bytes(delta)

    for words in (["base.zst", "-o", "base"], ["--patch-from=base", "delta.zst", "-o", "body"]):
        subprocess.run(["zstd", "-q", "-d", *words], cwd=tmp_path, check=True)

    assert (tmp_path / "body").read_bytes() == make_page(1, 2)


def test_the_format_names_every_column(path: Path) -> None:
    Bodies(path).close()
    with sqlite3.connect(path) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(body)")]
    database.close()

    assert [name for name in columns if f"\n  {name} " not in FORMAT] == []
