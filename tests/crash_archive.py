"""Import, rebuild and back up an archive for as long as one lives; say what was acknowledged.

Started by tests/test_archive_crash.py, which kills it. Lines on standard output: "kept SHA256"
once an import has returned, "done WHAT" for the rest.
"""

import random
import shutil
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from carrying.bringing import bring
from factories import make_capture
from look.rebuilding import all_articles, rebuild
from storage.archive import open_archive
from storage.copying import back_up

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_page(noise: random.Random) -> bytes:
    words = " ".join(
        noise.choice(("bridge", "council", "harbour", "vote", "north")) for _ in range(9)
    )
    lines = "".join(f"<p>The {words} was seen {noise.randrange(99)} times, they said.</p>" * 3)
    return f"<html><body><article><h1>A {words}</h1>{lines}</article></body></html>".encode()


def main(folder: Path, seed: int) -> None:
    noise = random.Random(seed)
    archive = open_archive(folder, create=True)
    print("begun", flush=True)
    for turn in range(10_000):
        at = NOON + timedelta(hours=seed, seconds=turn)
        captures = [
            make_capture(url=f"https://p.example/{number}", body=make_page(noise), fetched_at=at)
            for number in range(3)
        ]
        bring(archive, captures, (), origin="crash")
        for capture in captures:
            print("kept", sha256(capture.body).hexdigest(), flush=True)
        if turn % 3 == 1:
            list(rebuild(archive, (), dry_run=False, articles=all_articles(archive)))
            print("done rebuild", flush=True)
        if turn % 3 == 2:
            copy = folder.parent / f"copy-{seed}"
            shutil.rmtree(copy, ignore_errors=True)
            back_up(archive, copy)
            print("done backup", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
