"""SQLite's log: what of it is the database's, and which flips SQLite would take for its end."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from storage.write_ahead import FRAME_HEADER, HEADER, Log

FRAME = FRAME_HEADER + 4096


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A log of four transactions, the third of several frames."""
    return written(tmp_path_factory.mktemp("log") / "x.sqlite", 4)


def written(path: Path, count: int) -> bytes:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA wal_autocheckpoint=0")
    db.execute("CREATE TABLE t (x)")
    for number in range(1, count):
        db.execute("INSERT INTO t VALUES (zeroblob(?))", (9000 if number == 2 else number,))
    found = path.with_name("x.sqlite-wal").read_bytes()
    db.close()
    return found


def flipped(log: bytes, at: int, bit: int = 1) -> Log:
    return Log(log[:at] + bytes([log[at] ^ bit]) + log[at + 1 :])


def test_what_was_committed_is_read(log: bytes) -> None:
    frames = Log(log).committed()
    pages, count = Log(log).pages()

    assert len(frames) == (len(log) - HEADER) // FRAME
    assert frames[-1].commit == count
    assert {page: bytes(data) for page, data in pages.items()} == {
        frame.page: bytes(frame.data) for frame in frames
    }
    assert Log(log).damage() is None


def test_no_log_has_nothing() -> None:
    assert Log(b"").committed() == ()
    assert Log(b"").salts == b""
    assert Log(b"").damage() is None


def test_every_byte_of_a_header_and_of_a_last_frame_counts(log: bytes) -> None:
    heads = [HEADER + start for start in range(0, len(log) - HEADER, FRAME)]
    places = [
        *range(HEADER),
        *(head + at for head in heads for at in range(FRAME_HEADER)),
        *range(HEADER, len(log), 61),
        *range(len(log) - 9, len(log)),
    ]

    assert [at for at in places if flipped(log, at).damage() is None] == []


def test_damage_names_the_frame(log: bytes) -> None:
    assert flipped(log, HEADER + FRAME + 99).damage() == (
        "frame 2 was altered: neither it nor what was committed after it is read any more"
    )
    assert flipped(log, 5).damage() == (
        "its header was altered: what is in it is not read any more"
    )


@pytest.mark.parametrize("room", [1, FRAME_HEADER, 3000, FRAME - 1])
def test_a_frame_that_was_being_written_is_no_damage(log: bytes, room: int) -> None:
    torn = Log(log + log[-FRAME : -FRAME + room])

    assert torn.damage() is None
    assert torn.committed() == Log(log).committed()


def test_frames_of_an_earlier_run_through_the_file_are_no_damage(
    log: bytes, tmp_path: Path
) -> None:
    longer = written(tmp_path / "x.sqlite", 6)

    both = Log(log + longer[len(log) :])

    assert both.damage() is None
    assert len(both.committed()) == len(Log(log).committed())


def test_a_transaction_that_never_ended_is_not_read(log: bytes) -> None:
    start = [frame.commit for frame in Log(log).committed()]
    inside = next(place for place, commit in enumerate(start) if not commit)

    cut = Log(log[: HEADER + FRAME * (inside + 1)])

    assert cut.damage() is None
    assert len(cut.committed()) == inside
