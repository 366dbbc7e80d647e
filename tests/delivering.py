"""A process that delivers what an archive owes, until it is killed or nothing is left.

python delivering.py ARCHIVE SEED
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from monitor.alerts import deliver
from monitor.couriers import Couriers
from monitor.desk import Desk, Policy
from storage.archive import open_archive

#: short waits, so that a test need not last for hours
HASTE = Policy(
    limit=200,
    attempts=1_000,
    first_wait=timedelta(milliseconds=50),
    longest_wait=timedelta(milliseconds=200),
    lease=timedelta(milliseconds=1500),
)


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


async def main(folder: Path, seed: int) -> None:
    """Deliver until nothing is owed."""
    archive = open_archive(folder)
    desk = Desk(
        port=archive,
        senders=Couriers(lambda _: None, now, timeout=1.0),
        now=now,
        link=lambda article, revision: f"https://variorum.example/{article.id}/{revision.number}",
        jitter=random.Random(seed).random,
        holder=str(os.getpid()),
        policy=HASTE,
    )
    while archive.outbox.counts().get("owed"):
        await deliver(desk)
        await asyncio.sleep(0.02)
    archive.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
