"""Killed in the middle of import, rebuild or backup: every acknowledged capture is there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage.archive import open_archive
from storage.audit import inspect

WORKER = Path(__file__).with_name("crash_archive.py")


def killed(folder: Path, seed: int) -> list[str]:
    """What was acknowledged before the kill, some time after the work had begun."""
    paths = os.pathsep.join((str(WORKER.parent.parent), str(WORKER.parent)))
    worker = subprocess.Popen(
        [sys.executable, str(WORKER), str(folder), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": paths},
    )
    assert worker.stdout is not None
    worker.stdout.readline()
    time.sleep(random.Random(seed).uniform(0.05, 0.9))
    worker.send_signal(signal.SIGKILL)
    said = worker.communicate(timeout=30)[0]
    return [line.split()[1] for line in said.splitlines() if line.startswith("kept ")]


def rounds(folder: Path, count: int) -> None:
    acknowledged: set[str] = set()
    for seed in range(count):
        acknowledged |= set(killed(folder, seed))
        assert list(inspect(folder)) == []
        archive = open_archive(folder)
        assert {sha256 for sha256 in acknowledged if not archive.bodies.has(sha256)} == set()
        named = {row["sha256"] for row in archive.db.query("SELECT sha256 FROM capture")}
        assert acknowledged - named == set()
        archive.close()
    assert acknowledged


def test_nothing_acknowledged_is_lost_to_a_kill(tmp_path: Path) -> None:
    rounds(tmp_path / "archive", 4)


@pytest.mark.soak
def test_nothing_acknowledged_is_lost_to_200_kills(tmp_path: Path) -> None:
    for part in range(8):
        rounds(tmp_path / f"archive-{part}", 25)
