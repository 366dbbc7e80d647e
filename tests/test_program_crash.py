"""The whole program, killed at any moment or out of room: nothing acknowledged is lost."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from changing import ChangingSite, Program, acknowledged, begun, kill

from storage.archive import open_archive
from storage.audit import inspect

PAGES = 6


@pytest.fixture
def site() -> Iterator[ChangingSite]:
    site = ChangingSite()
    yield site
    site.stop()


def kept(folder: Path) -> set[tuple[str, int]]:
    """(address, revision) of everything that the archive has, once it was found whole."""
    assert [str(problem) for problem in inspect(folder)] == []
    with closing(open_archive(folder, read_only=True)) as archive:
        rows = archive.db.conn.execute(
            "SELECT url, number FROM revision JOIN article ON article.id = article_id"
        )
        return {(url, number) for url, number in rows}


def watched(folder: Path, site: ChangingSite) -> Program:
    program = Program(folder)
    done = program("watch", *site.pages(PAGES))
    assert done.returncode == 0, done.stderr
    return program


def saved(folder: Path, seed: int) -> tuple[str, ...]:
    """The words that import a page which somebody saved into this folder."""
    file = folder / f"saved-{seed}.html"
    file.write_text(f"<html><body><article><h1>Saved</h1><p>{'Saved words. ' * 60}{seed}</p>")
    address = f"https://saved.example/{seed % 7}"
    return ("import", "html", str(file), "--url", address, "--at", f"2026-01-01T00:{seed % 60:02}Z")


def killed(program: Program, seed: int) -> set[tuple[str, int]]:
    """Start something, kill it some time after it has begun; what it had acknowledged."""
    chance = random.Random(seed)
    log, copy = program.folder / "catalog.sqlite-wal", program.folder.parent / f"copy-{seed}"
    kind = ("check", "import", "check", "rebuild", "check", "backup")[seed % 6]
    words = {
        "check": ("check", "--all"),
        "import": saved(program.folder.parent, seed),
        "rebuild": ("rebuild",),
        "backup": ("backup", str(copy)),
    }[kind]
    running = program.start(*words)
    begun(copy if kind == "backup" else log, running)
    time.sleep(chance.uniform(0, 0.05 if kind == "backup" else 0.4))
    said = kill(running)
    shutil.rmtree(copy, ignore_errors=True)
    return acknowledged(said) if kind == "check" else set()


def rounds(folder: Path, site: ChangingSite, seeds: range) -> int:
    """How many revisions were acknowledged by processes that were killed."""
    program, told = watched(folder, site), set()
    for seed in seeds:
        told |= killed(program, seed)
        assert told - kept(folder) == set()
        if seed % 5 == 4:  # and it goes on as if nothing had been
            done = program("check", "--all")
            assert done.returncode == 0, done.stderr
            told |= acknowledged(done.stdout)
            assert told - kept(folder) == set()
    return len(told)


def test_nothing_that_was_said_is_lost_to_a_kill(tmp_path: Path, site: ChangingSite) -> None:
    assert rounds(tmp_path / "archive", site, range(2)) >= 0


@pytest.mark.soak
def test_nothing_that_was_said_is_lost_to_200_kills(tmp_path: Path, site: ChangingSite) -> None:
    told = sum(
        rounds(tmp_path / f"archive-{part}", site, range(part * 25, part * 25 + 25))
        for part in range(8)
    )

    print(f"{told} revisions were acknowledged")
    assert told > 200


@pytest.mark.soak
def test_two_processes_one_of_which_is_killed(tmp_path: Path, site: ChangingSite) -> None:
    """While one looks at everything, another one imports, and one of them dies."""
    folder = tmp_path / "archive"
    program, told = watched(folder, site), set()
    for seed in range(40):
        first, second = program.start("check", "--all"), program.start(*saved(tmp_path, seed))
        victim, other = (first, second) if seed % 2 else (second, first)
        begun(folder / "catalog.sqlite-wal", victim)
        time.sleep(random.Random(seed).uniform(0, 0.6))
        said = {victim: kill(victim)}
        said[other], complained = other.communicate(timeout=120)
        assert other.returncode == 0, complained
        told |= acknowledged(said[first])
        assert told - kept(folder) == set()
    assert told


def test_run_check_and_import_work_side_by_side(tmp_path: Path, site: ChangingSite) -> None:
    folder = tmp_path / "archive"
    program = watched(folder, site)
    with closing(open_archive(folder)) as archive:  # so that the service has to look at once
        archive.articles.make_due(range(1, PAGES + 1), datetime.now(UTC))
    service = program.start("run", "--no-web")
    begun(folder / "catalog.sqlite-wal", service)
    beside = [
        program.start(*words)
        for words in (("check", "--all"), saved(tmp_path, 0), saved(tmp_path, 1))
    ]

    said = [running.communicate(timeout=120) for running in beside]
    service.terminate()
    served = service.communicate(timeout=60)

    assert [running.returncode for running in beside] == [0] * 3, said
    assert "locked" not in str(said) + str(served)
    assert "Traceback" not in str(said) + str(served)
    told = set().union(*(acknowledged(out) for out, _ in said))
    assert len(told) >= PAGES
    assert told - kept(folder) == set()


def until_full(program: Program, page: tuple[str, ...]) -> set[tuple[str, int]]:
    """Look until there is no room; what was acknowledged. Every command then says so in a line."""
    told = set()
    for words in (("check", "--all"), ("check", "--all"), page, ("rebuild",), ("check", "--all")):
        done = program(*words)
        told |= acknowledged(done.stdout)
        if done.returncode:
            assert_said(done)
    assert done.returncode
    return told


def assert_said(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stderr.splitlines()[-1].startswith("variorum: no room to write ")


def test_a_quota_that_is_used_up_is_said_and_loses_nothing(
    tmp_path: Path, site: ChangingSite
) -> None:
    folder = tmp_path / "archive"
    watched(folder, site)
    most_bytes = max(path.stat().st_size for path in folder.iterdir()) + 40_000

    told = until_full(Program(folder, most_bytes), saved(tmp_path, 1))

    assert told - kept(folder) == set()
    assert Program(folder)("check", "--all").returncode == 0
    assert told - kept(folder) == set()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of three megabytes, where the tests may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=3000k", "tmpfs", str(folder)]
    mounted = shutil.which("mount") and subprocess.run(words, capture_output=True, check=False)
    if not mounted or mounted.returncode:
        pytest.skip("needs to be allowed to mount a file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def leave(disk: Path, room: int) -> None:
    """Put something beside the archive, so that there is only so much room."""
    free = shutil.disk_usage(disk).free
    (disk / "ballast").write_bytes(bytes(free - room))


@pytest.mark.soak
@pytest.mark.parametrize("room", [0, 30_000, 100_000, 200_000])
def test_a_full_disk_is_said_and_loses_nothing(
    tmp_path: Path, small_disk: Path, site: ChangingSite, room: int
) -> None:
    program = watched(small_disk / "archive", site)
    leave(small_disk, room)

    told = until_full(program, saved(tmp_path, 1))
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)

    assert told - kept(program.folder) == set()
    assert program("check", "--all").returncode == 0
    assert told - kept(program.folder) == set()


def test_a_backup_for_which_there_is_no_room_says_so(small_disk: Path, site: ChangingSite) -> None:
    program = watched(small_disk / "archive", site)
    leave(small_disk, 200_000)

    done = program("backup", str(small_disk / "copy"))

    assert_said(done)
    assert kept(program.folder)


def test_a_file_that_cannot_be_written_is_said_in_a_line(tmp_path: Path) -> None:
    open_archive(tmp_path / "archive", create=True).close()
    program = Program(tmp_path / "archive")
    (tmp_path / "file").touch()

    done = program("export", "jsonl", str(tmp_path / "file" / "out.jsonl"))

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert str(tmp_path / "file") in done.stderr
