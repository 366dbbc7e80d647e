"""What a tick costs that finds 100 due articles, with 1,000 and with 100,000 watched ones.

    python benchmarks/ticking.py

Both archives in one run, interleaved; CPU time of this process, the median of many ticks.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))

from storage.archive import Archive, open_archive
from storage.times import to_text

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DUE, HOSTS, ROUNDS = 100, 300, 200


def watched(folder: Path, count: int) -> Archive:
    """An archive with so many articles, of which DUE are due."""
    archive = open_archive(folder, create=True)
    rows = []
    for number in range(count):
        host = f"host{number % HOSTS}.example"
        due = NOW - timedelta(minutes=1) if number < DUE else NOW + timedelta(minutes=number)
        rows.append((f"https://{host}/{number}", host, to_text(NOW), to_text(due)))
    with archive.transaction():
        archive.db.conn.executemany(
            "INSERT INTO article (url, host, first_seen, next_due) VALUES (?, ?, ?, ?)", rows
        )
    return archive


def tick(archive: Archive) -> float:
    """CPU milliseconds of looking at the queue."""
    begin = time.process_time()
    due = archive.articles.due(NOW, 200, but_not=["host7.example"])
    archive.sources.due(NOW, 200)
    assert len(due) in (DUE, DUE - 1)
    return 1000 * (time.process_time() - begin)


def main() -> None:
    """Measure both and print the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        archives = {count: watched(Path(folder) / str(count), count) for count in (1_000, 100_000)}
        times: dict[int, list[float]] = {count: [] for count in archives}
        for _ in range(ROUNDS):
            for count, archive in archives.items():
                times[count].append(tick(archive))
    small, large = (statistics.median(times[count]) for count in archives)
    print(
        f"1,000 watched: {small:.2f} ms; 100,000 watched: {large:.2f} ms; ratio {large / small:.2f}"
    )


if __name__ == "__main__":
    main()
