"""Killed at any moment, or out of room: nothing acknowledged is lost, and all is whole."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import evidence, log
from storage.bodies import Bodies
from storage.connection import connect, in_words
from storage.errors import ReadOnlyArchive
from tests.crash_writer import KEY

WRITER = Path(__file__).with_name("crash_writer.py")


def start(folder: Path, seed: int, most_bytes: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(folder), str(seed), str(most_bytes)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(WRITER.parent.parent)},
    )


def killed(folder: Path, seed: int, writers: int = 1) -> list[str]:
    """What the writers acknowledged before they were killed, some time after they had begun."""
    running = [start(folder, seed * 10 + number) for number in range(writers)]
    said = [one.stdout.readline() for one in running]
    time.sleep(random.Random(seed).uniform(0, 0.25))
    for one in running:
        one.send_signal(signal.SIGKILL)
    said += [one.communicate(timeout=30)[0] for one in running]
    return [line for text in said for line in text.splitlines() if line.count(" ") == 2]


def check(folder: Path, acknowledged: list[str]) -> None:
    db = sqlite3.connect(folder / "catalog.sqlite", isolation_level=None)
    with Bodies(folder / "bodies.sqlite") as bodies:
        problems = [*bodies.verify(), *evidence.verify(db, bodies, trusted=KEY.verifier)]
        for line in acknowledged:
            _, sha256, place = line.split()
            assert bodies.get(sha256)
            assert log.entry(db, int(place)).facts()["body_sha256"] == sha256
    db.close()
    assert problems == []


def rounds(folder: Path, count: int) -> None:
    acknowledged = []
    for seed in range(count):
        acknowledged += killed(folder, seed, writers=1 + seed % 2)
        if seed % 10 == 9 or seed == count - 1:
            check(folder, acknowledged)
        else:
            check(folder, acknowledged[-200:])
    assert len(acknowledged) > count


def test_nothing_acknowledged_is_lost_to_a_kill(tmp_path):
    rounds(tmp_path, 6)


@pytest.mark.soak
def test_nothing_acknowledged_is_lost_to_200_kills(tmp_path):
    for part in range(10):
        folder = tmp_path / str(part)
        folder.mkdir()
        rounds(folder, 20)


def filled(folder: Path, seed: int, most_bytes: int) -> list[str]:
    """What was acknowledged until a file could not grow any more; and that it was said so."""
    writer = start(folder, seed, most_bytes)
    lines = writer.communicate(timeout=60)[0].splitlines()
    assert writer.returncode == 0
    assert lines[-1].startswith("full no room to write")
    return lines[:-1]


@pytest.mark.parametrize("most_bytes", [60_000, 200_000])
def test_a_full_disk_is_told_and_loses_nothing(tmp_path, most_bytes):
    acknowledged = filled(tmp_path, 1, most_bytes)

    check(tmp_path, acknowledged)
    check(tmp_path, acknowledged + killed(tmp_path, 2))


@pytest.mark.soak
def test_no_size_of_disk_loses_anything(tmp_path):
    for seed in range(40):
        folder = tmp_path / str(seed)
        folder.mkdir()
        acknowledged = filled(folder, seed, 36_000 + 7_321 * seed)
        check(folder, acknowledged)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte, where the tests may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    words = ["-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if (
        mount is None
        or subprocess.run([mount, *words], capture_output=True, check=False).returncode
    ):
        pytest.skip("needs to be allowed to mount a file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_an_archive_on_a_medium_that_takes_no_files_is_read(small_disk):
    with Bodies(small_disk / "bodies.sqlite") as bodies:
        name = bodies.put(b"kept", group=1)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    with Bodies(small_disk / "bodies.sqlite", read_only=True) as bodies:
        assert bodies.get(name) == b"kept"
        assert list(bodies.verify()) == []
    with pytest.raises(ReadOnlyArchive):
        Bodies(small_disk / "bodies.sqlite")


def test_a_small_file_system_that_is_full_loses_nothing(small_disk):
    acknowledged = filled(small_disk, 1, 0)

    bodies = Bodies(small_disk / "bodies.sqlite", read_only=True)
    kept = [bodies.get(line.split()[1]) for line in acknowledged]
    bodies.close()
    assert len(kept) > 10


def test_a_statement_by_itself_that_finds_no_room_is_said_in_words(tmp_path):
    db = connect(tmp_path / "x.sqlite")
    db.execute("CREATE TABLE t (x)")
    db.execute("PRAGMA max_page_count=3")

    with pytest.raises(sqlite3.OperationalError) as caught:
        db.execute("INSERT INTO t VALUES (zeroblob(100000))")

    db.close()
    assert str(in_words(caught.value)).startswith("no room to write the archive: ")
    assert in_words(sqlite3.OperationalError("no such column")) is None
    assert in_words(ValueError()) is None
