"""The seal: every byte of every file counts while nobody writes."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from storage import log
from storage.bodies import Bodies
from storage.connection import connect, transaction
from storage.errors import ArchiveError, ReadOnlyArchive
from storage.keys import signer
from storage.seal import LIFTED, PIECE, SEAL, Seal, check


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive's files, written and sealed."""
    made = tmp_path / "archive"
    made.mkdir()
    seal = Seal(made)
    seal.lift()
    (made / "profiles").mkdir()
    (made / "profiles" / "site.toml").write_text("[profile]\n")
    (made / "README").write_text("how to read it\n")
    signer(made)
    fill(made)
    assert seal.set()
    return made


def fill(folder: Path) -> None:
    with Bodies(folder / "bodies.sqlite") as bodies:
        for number in range(20):
            bodies.put(random.Random(number).randbytes(3000), group=1)
    path = folder / "catalog.sqlite"
    db = connect(path)
    with transaction(db, path):
        log.create(db)
        for number in range(20):
            log.append(db, "merge", number, {"why": "filling"})
    db.close()


def found(folder: Path) -> list[str]:
    return [str(problem) for problem in check(folder)]


def test_an_untouched_archive_has_no_problem(folder):
    assert found(folder) == []


def test_any_flipped_byte_of_any_file_is_found_by_name(folder):
    chance = random.Random(1)
    files = [file for file in folder.rglob("*") if file.is_file() and file.stat().st_size]
    assert {file.name for file in files} == {
        "README",
        "bodies.sqlite",
        "catalog.sqlite",
        "evidence.key",
        "evidence.pub",
        "seal.json",
        "site.toml",
    }

    for file in files:
        original = file.read_bytes()
        for _ in range(20):
            at = chance.randrange(len(original))
            flipped = original[at] ^ 1 << chance.randrange(8)
            file.write_bytes(original[:at] + bytes([flipped]) + original[at + 1 :])
            [problem] = check(folder)
            assert problem.file == file.relative_to(folder).as_posix()
        file.write_bytes(original)


def test_the_altered_piece_is_named(folder):
    data = bytearray((folder / "bodies.sqlite").read_bytes())
    data[PIECE + 5] ^= 1
    (folder / "bodies.sqlite").write_bytes(data)

    assert found(folder) == [
        f"bodies.sqlite: bytes {PIECE} to {len(data) - 1}:"
        " were altered after the archive was closed"
    ]


def test_a_missing_or_longer_file_is_named(folder):
    (folder / "README").unlink()
    with (folder / "evidence.pub").open("ab") as file:
        file.write(b"\n")

    first, second, *_ = found(folder)

    assert first == "README: file: cannot be read: No such file or directory"
    assert second.startswith("evidence.pub: file: has ")


def test_while_someone_writes_there_is_no_seal(folder):
    writer, other = Seal(folder), Seal(folder)
    writer.lift()
    writer.lift()
    other.lift()
    (folder / "README").write_text("changed\n")

    assert found(folder) == []
    assert not writer.set()
    assert not (folder / SEAL).exists()
    assert other.set()
    assert not (folder / LIFTED).exists()
    assert found(folder) == []


def test_what_did_not_change_is_not_read_again(folder):
    before = (folder / SEAL).read_bytes()
    data = bytearray((folder / "bodies.sqlite").read_bytes())
    data[-1] ^= 1
    times = (folder / "bodies.sqlite").stat()
    (folder / "bodies.sqlite").write_bytes(data)
    os.utime(folder / "bodies.sqlite", ns=(times.st_atime_ns, times.st_mtime_ns))
    seal = Seal(folder)
    seal.lift()
    seal.set()

    assert (folder / SEAL).read_bytes() == before
    assert len(found(folder)) == 1


def test_a_database_with_a_log_beside_it_is_left_out(folder):
    seal = Seal(folder)
    seal.lift()
    reader = connect(folder / "catalog.sqlite")
    reader.execute("INSERT INTO log_checkpoint (size, note, verifier) VALUES (1, '', '')")
    seal.set()

    listed = (folder / SEAL).read_text()

    reader.close()
    assert '"catalog.sqlite"' not in listed
    assert '"bodies.sqlite"' in listed
    assert found(folder) == []


def test_a_kill_leaves_no_seal(folder):
    program = (
        "import os, sys, pathlib; from storage.seal import Seal;"
        " Seal(pathlib.Path(sys.argv[1])).lift(); os.kill(os.getpid(), 9)"
    )

    subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=Path(__file__).parent.parent,
        check=False,
        timeout=60,
    )

    assert not (folder / SEAL).exists()
    assert found(folder) == []
    seal = Seal(folder)
    seal.lift()
    assert seal.set()


def test_a_seal_that_was_not_lifted_is_not_set(folder):
    assert not Seal(folder).set()


def test_a_folder_that_is_missing_says_so(tmp_path):
    with pytest.raises(ArchiveError, match="could not be used"):
        Seal(tmp_path / "missing").lift()


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="needs a folder that takes no files")
def test_a_folder_that_takes_no_files_is_read_only():
    with pytest.raises(ReadOnlyArchive, match="permissions"):
        Seal(Path("/sys")).lift()
