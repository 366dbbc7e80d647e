"""Write captures into an archive folder for as long as one lives; say what was kept.

Started by tests/test_storage_crash.py, which kills it. Lines on standard output: "kept HASH PLACE"
once a body and its log entry are committed, "full MESSAGE" when the archive says that it is.
"""

import random
import resource
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage import log
from storage.bodies import Bodies
from storage.connection import Transaction, connect
from storage.errors import DiskFull
from storage.notes import Signer

KEY = Signer("variorum/test", Ed25519PrivateKey.from_private_bytes(bytes(32)))
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_page(article: int, noise: random.Random) -> bytes:
    words = random.Random(article)
    lines = [f"<p>{words.getrandbits(2000):x}" for _ in range(12)]
    return "\n".join([*lines, f"<aside>{noise.getrandbits(512):x}</aside>"]).encode()


def keep(db: sqlite3.Connection, path: Path, bodies: Bodies, noise: random.Random) -> str:
    """One capture as the archive keeps it: the body first, then what names it."""
    article = noise.randrange(3)
    sha256 = bodies.put(make_page(article, noise), group=article)
    with Transaction(db):
        place = log.append(db, "capture", log.size(db), {"body_sha256": sha256})
        if noise.random() < 0.1:
            log.checkpoint(db, KEY, NOON)
    if noise.random() < 0.05:
        bodies.delete(bodies.put(noise.randbytes(3000), group=article))
    return f"kept {sha256} {place}"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(folder: Path, seed: int, most_bytes: int) -> None:
    if most_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    noise = random.Random(seed)
    path = folder / "catalog.sqlite"
    try:
        db = connect(path)
        with Transaction(db):
            if not db.execute("SELECT 1 FROM sqlite_schema").fetchone():
                log.create(db)
        bodies = Bodies(folder / "bodies.sqlite")
        while True:
            say(keep(db, path, bodies, noise))
    except DiskFull as error:
        say(f"full {error}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
