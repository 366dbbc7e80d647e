"""The seal: every byte of every file counts, whoever was killed when."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from factories import make_capture
from storage import seal
from storage.archive import Archive, open_archive
from storage.audit import inspect
from storage.errors import ArchiveError, ReadOnlyArchive
from storage.keys import signer
from storage.sums_format import slot, sums_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROOT = Path(__file__).parent.parent
#: what an archive's folder has while nobody writes
FILES = {
    *("README", "evidence.key", "evidence.pub", "profiles/site.toml", "seal.json"),
    *("bodies.sqlite", "bodies.sqlite.sums", "catalog.sqlite", "catalog.sqlite.sums"),
}


def fill(archive: Archive, first: int, count: int) -> None:
    """Captures of one address, each with a body that nothing can be left out of."""
    article, _ = archive.articles.ensure("https://p.example/1", seen_at=NOON, source_id=None)
    for number in range(first, first + count):
        body = random.Random(number).randbytes(3000)
        capture = make_capture(url="https://p.example/1", body=body, fetched_at=NOON)
        sha256 = archive.bodies.put(body, group=article.id)
        with archive.transaction():
            archive.captures.add(capture, sha256=sha256, article_id=article.id)


def killed(folder: Path, first: int, count: int) -> None:
    """Let another process write, and kill it once all is acknowledged."""
    program = (
        "import os, sys, pathlib; from test_storage_seal import fill, open_archive;"
        "fill(open_archive(pathlib.Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3]));"
        "os.kill(os.getpid(), 9)"
    )
    paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder), str(first), str(count)],
        env=os.environ | {"PYTHONPATH": paths},
        check=False,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL


@pytest.fixture
def sealed(folder: Path) -> Path:
    """An archive with some of everything, closed."""
    with closing(open_archive(folder, create=True)) as archive:
        (folder / "profiles" / "site.toml").write_text("[profile]\n")
        signer(folder)
        fill(archive, 0, 20)
    return folder


def names(folder: Path) -> set[str]:
    """Every file with anything in it."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.stat().st_size
    }


def unnoticed(folder: Path, name: str, count: int) -> list[int]:
    """Which of so many bytes of a file can be flipped so that its name is not said."""
    file, chance = folder / name, random.Random(name)
    original = file.read_bytes()
    found = []
    with file.open("r+b", buffering=0) as altered:
        for at in chance.sample(range(len(original)), min(count, len(original))):
            os.pwrite(altered.fileno(), bytes([original[at] ^ 1 << chance.randrange(8)]), at)
            if not any(problem.file == name for problem in seal.check(folder)):
                found.append(at)
            os.pwrite(altered.fileno(), original[at : at + 1], at)
    return found


def test_an_untouched_archive_has_no_problem(sealed: Path) -> None:
    assert names(sealed) == FILES
    assert list(inspect(sealed)) == []


@pytest.mark.parametrize("name", sorted(FILES))
def test_any_flipped_byte_of_any_file_is_found_by_name(sealed: Path, name: str) -> None:
    assert unnoticed(sealed, name, 30) == []


def test_any_flipped_byte_is_found_after_a_kill(sealed: Path) -> None:
    killed(sealed, 100, 3)

    files = names(sealed)

    assert files == FILES | {
        *("bodies.sqlite-wal", "bodies.sqlite-shm", "catalog.sqlite-wal", "catalog.sqlite-shm")
    }
    assert list(seal.check(sealed)) == []
    for name in sorted(files):
        # the index of a log is made anew from the log before it is looked at
        assert name.endswith("-shm") or unnoticed(sealed, name, 15) == []


@pytest.mark.soak
def test_thousands_of_bytes_of_each_file_count(sealed: Path) -> None:
    killed(sealed, 100, 2)

    for name in sorted(name for name in names(sealed) if not name.endswith("-shm")):
        assert unnoticed(sealed, name, 2_000) == []


def test_a_flip_is_told_with_all_that_it_broke(sealed: Path) -> None:
    with (sealed / "catalog.sqlite").open("r+b") as file:
        file.seek(100)
        file.write(b"\xff")

    found = [str(problem) for problem in inspect(sealed)]

    assert found[0] == "catalog.sqlite: page 1: not what was written there"
    assert found[1].startswith("catalog.sqlite: file: cannot be read to its end: ")


def test_neighbouring_pages_are_one_problem(sealed: Path) -> None:
    data = bytearray((sealed / "bodies.sqlite").read_bytes())
    for at in (4096 * 3, 4096 * 4 + 7, 4096 * 5 + 4095, 4096 * 8):
        data[at] ^= 1
    (sealed / "bodies.sqlite").write_bytes(data)

    assert [str(problem) for problem in seal.check(sealed)] == [
        "bodies.sqlite: pages 4 to 6: not what was written there",
        "bodies.sqlite: page 9: not what was written there",
    ]


def test_a_missing_file_and_a_shorter_one_are_named(sealed: Path) -> None:
    (sealed / "README").unlink()
    size = (sealed / "bodies.sqlite").stat().st_size
    os.truncate(sealed / "bodies.sqlite", size - 8192)

    assert [str(problem) for problem in seal.check(sealed)] == [
        "README: file: cannot be read: No such file or directory",
        f"bodies.sqlite: pages {size // 4096 - 1} to {size // 4096}: not what was written there",
    ]


def test_files_are_looked_at_while_somebody_writes(sealed: Path) -> None:
    with closing(open_archive(sealed)) as archive:
        fill(archive, 100, 1)
        (sealed / "README").write_text("changed\n")

        found = [str(problem) for problem in checked_elsewhere(sealed)]

    assert found == ["README: file: not what was written there"]


def checked_elsewhere(folder: Path) -> list[str]:
    """What another process finds: this one has the databases open."""
    program = (
        "import sys, pathlib; from storage import seal;"
        "print(*seal.check(pathlib.Path(sys.argv[1])), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.split("\n")[:-1]


def test_a_changed_profile_is_taken_as_meant_and_a_changed_readme_never(sealed: Path) -> None:
    for name in ("README", "profiles/site.toml"):
        (sealed / name).write_text("changed\n")

    open_archive(sealed).close()

    assert [problem.file for problem in seal.check(sealed)] == ["README"]


def test_the_log_is_brought_in_once_it_is_long(sealed: Path) -> None:
    before = (sealed / "catalog.sqlite").stat().st_size
    archive = open_archive(sealed)

    fill(archive, 100, 120)

    assert (sealed / "catalog.sqlite").stat().st_size > before
    assert checked_elsewhere(sealed) == [""]
    archive.close()
    assert names(sealed) == FILES
    assert list(inspect(sealed)) == []


def test_a_reader_of_old_pages_puts_it_off(sealed: Path) -> None:
    reader = open_archive(sealed, read_only=True)
    reader.db.conn.execute("BEGIN")
    reader.db.conn.execute("SELECT count(*) FROM capture").fetchone()
    archive = open_archive(sealed)
    fill(archive, 100, 3)

    archive.close()

    assert (sealed / "catalog.sqlite-wal").stat().st_size > 0
    assert checked_elsewhere(sealed) == [""]
    reader.close()
    open_archive(sealed).close()
    assert names(sealed) == FILES
    assert list(inspect(sealed)) == []


def test_who_closes_while_others_write_leaves_the_log_to_them(sealed: Path) -> None:
    first, second = open_archive(sealed), open_archive(sealed)
    fill(first, 100, 2)
    fill(second, 200, 2)

    first.close()
    fill(second, 300, 2)

    assert checked_elsewhere(sealed) == [""]
    second.close()
    assert names(sealed) == FILES
    assert list(inspect(sealed)) == []


UNPROVED = "what was altered before cannot be told ('variorum doctor' takes all as it is now)"


def test_digests_that_were_deleted_are_missed(sealed: Path) -> None:
    for name in ("catalog.sqlite.sums", "bodies.sqlite.sums", "seal.json"):
        (sealed / name).unlink()

    assert [str(problem) for problem in inspect(sealed)] == [
        f"seal.json: file: is missing: {UNPROVED}",
        f"catalog.sqlite.sums: file: is missing: {UNPROVED}",
        f"bodies.sqlite.sums: file: is missing: {UNPROVED}",
    ]


@pytest.mark.parametrize("name", ["catalog.sqlite.sums", "bodies.sqlite.sums", "seal.json"])
@pytest.mark.parametrize("how", ["deleted", "emptied"])
def test_digests_that_were_made_anew_are_named_until_somebody_takes_them_as_right(
    sealed: Path, name: str, how: str
) -> None:
    (sealed / name).unlink()
    if how == "emptied":
        (sealed / name).touch()
    with (sealed / "bodies.sqlite").open("r+b") as file:
        file.seek(4096 * 5)
        file.write(b"\xff")

    for _ in range(2):
        open_archive(sealed).close()

    found = {problem.file: problem.detail for problem in seal.check(sealed)}
    assert found.pop(name) == f"was missing and had to be made anew: {UNPROVED}"
    assert found.keys() <= {"bodies.sqlite"}
    assert unnoticed(sealed, "catalog.sqlite", 10) == []
    assert seal.make(sealed)
    assert list(seal.check(sealed)) == []


def test_digests_that_are_deleted_while_others_write_are_missed(sealed: Path) -> None:
    with closing(open_archive(sealed)) as archive:
        (sealed / "catalog.sqlite.sums").unlink()
        open_archive(sealed).close()
        fill(archive, 100, 1)

    assert [problem.file for problem in seal.check(sealed)] == ["catalog.sqlite.sums"]


@pytest.mark.parametrize("text", ["[]", '{"version": 1, "files": {}}', '{"files": 1, "lost": []}'])
def test_a_seal_that_says_nothing_is_none(sealed: Path, text: str) -> None:
    (sealed / "seal.json").write_text(f"{text}\n{sha256(text.encode()).hexdigest()}\n")

    [problem] = seal.check(sealed)

    assert str(problem).startswith("seal.json: file: was altered: it is no seal of this version: ")


def test_a_new_archive_has_its_seal_before_its_databases(folder: Path) -> None:
    """Whoever is killed while it is made leaves nothing that looks altered."""
    folder.mkdir()

    seal.Seal(folder).release()

    assert names(folder) == {"seal.json", "catalog.sqlite.sums", "bodies.sqlite.sums"}
    assert list(seal.check(folder)) == []


def test_digests_that_a_kill_left_in_doubt_are_made_anew(sealed: Path) -> None:
    """One process dies while it brings the log in, and another one lets the log begin anew."""
    with sums_of(sealed / "catalog.sqlite").open("r+b") as file:
        file.write(slot(0, b"saltsalt" + bytes(4)))
    with (sealed / "catalog.sqlite").open("r+b") as file:
        file.seek(4096 * 5)
        file.write(b"\xff")
    assert list(seal.check(sealed)) == []

    open_archive(sealed).close()

    assert unnoticed(sealed, "catalog.sqlite", 10) == []


def test_all_can_be_taken_as_right_but_not_while_somebody_writes(sealed: Path) -> None:
    (sealed / "README").write_text("changed\n")
    archive = open_archive(sealed)

    refused = seal.make(sealed)
    archive.close()

    assert not refused
    assert seal.make(sealed)
    assert list(seal.check(sealed)) == []


def test_the_logs_count_without_the_lock_too(sealed: Path) -> None:
    killed(sealed, 100, 2)
    log = sealed / "catalog.sqlite-wal"
    data = bytearray(log.read_bytes())
    data[-4000] ^= 1
    log.write_bytes(data)

    (sealed / "seal.lock").unlink()

    assert [problem.file for problem in seal.check(sealed)] == ["catalog.sqlite-wal"]


def test_a_log_whose_writer_was_killed_in_midst_of_a_transaction_is_whole(sealed: Path) -> None:
    killed(sealed, 100, 2)
    log = sealed / "catalog.sqlite-wal"
    whole = log.read_bytes()
    frame = whole[-4120:]

    log.write_bytes(whole + frame[:3000])

    assert list(seal.check(sealed)) == []


def test_a_folder_that_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="could not be used"):
        seal.Seal(tmp_path / "missing")


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="needs a folder that takes no files")
def test_a_folder_that_takes_no_files_is_read_only() -> None:
    with pytest.raises(ReadOnlyArchive, match="permissions"):
        seal.Seal(Path("/sys"))


def test_a_copy_of_the_files_is_as_whole_as_they_are(sealed: Path, tmp_path: Path) -> None:
    killed(sealed, 100, 2)

    shutil.copytree(sealed, tmp_path / "copy")

    assert list(inspect(tmp_path / "copy")) == []
