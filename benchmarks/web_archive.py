"""An archive of invented articles, of any size, made in bulk, and a program that serves it."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from monitor.compare import compare
from storage import words
from storage.archive import open_archive
from storage.facet_schema import STATEMENTS
from storage.records import Block, ClaimedTime, Quality, Reading
from storage.shapes import dumps, edit_to_json, reading_to_json
from storage.times import to_text

START = datetime(2025, 1, 1, tzinfo=UTC)
#: revisions of an article
EACH = 10
#: pairs of texts that the articles share, each compared once
PAIRS = 400
#: so few that each fills a page of articles among 10,000 revisions, as it does among 1,000,000
OUTLETS = 20
_SERVER = """
import asyncio, sys
from pathlib import Path
from pages import WebServer
from settings import Settings

async def main():
    web = WebServer(Path(sys.argv[1]), Settings(port=0, web_workers=int(sys.argv[2])))
    await web.begin()
    print(web.port, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await web.stop()

asyncio.run(main())
"""
WORDS = [
    first + second
    for first in [
        "al",
        "bor",
        "cam",
        "den",
        "el",
        "fir",
        "gar",
        "hol",
        "in",
        "jun",
        "kel",
        "lor",
        "mar",
        "nor",
        "or",
        "pel",
    ]
    for second in ["ta", "ne", "ri", "so", "mu", "va", "le", "ko", "di", "pa", "tu", "re"]
]


@dataclass(frozen=True, slots=True)
class Text:
    """A reading as JSON, and the edits from the one before it."""

    headline: str
    shape: str
    edits: tuple[tuple[str, str, str, str, str, str], ...]
    labels: tuple[str, ...]
    weight: str
    silent: bool


def started(folder: Path, workers: int) -> tuple[subprocess.Popen[str], int]:
    """A program that serves the archive until its input ends, and its port."""
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(folder), str(workers)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    assert server.stdout is not None
    return server, int(server.stdout.readline())


def make(folder: Path, size: int) -> None:
    """An archive of that many revisions, by rows in bulk; triggers are put back at the end."""
    texts = list(_texts(random.Random(20261122)))
    archive = open_archive(folder, create=True)
    try:
        with archive.transaction():
            triggers = archive.db.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            for name, _ in triggers:
                archive.db.execute(f"DROP TRIGGER {name}")
            _fill(archive.db, texts, size)
            for statement in STATEMENTS:
                if statement.startswith(("INSERT", "UPDATE")):
                    archive.db.execute(statement)
            for _, sql in triggers:
                archive.db.execute(sql)
    finally:
        archive.close()


def _fill(db: Database, texts: list[Text], size: int) -> None:
    articles = size // EACH
    db.conn.executemany(
        "INSERT INTO source (id, url, kind, label, added_at) VALUES (?, ?, 'feed', ?, ?)",
        [
            (number + 1, f"https://outlet{number}.example/feed", f"desk {number}", to_text(START))
            for number in range(OUTLETS)
        ],
    )
    db.conn.executemany(
        "INSERT INTO article (id, url, host, headline, first_seen, last_checked, revisions)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        _articles(articles, texts),
    )
    db.execute("INSERT INTO alias SELECT url, id, 'found', first_seen, first_seen FROM article")
    db.execute(
        "INSERT INTO article_source SELECT id, id % ? + 1, first_seen FROM article", (OUTLETS,)
    )
    chance = random.Random(3)
    for first in range(0, articles, 5000):
        rows = [
            row
            for number in range(first, min(articles, first + 5000))
            for row in _revisions(number, texts, chance)
        ]
        _insert(db, rows)
    for refill in (words.refill_said, words.refill_changed, words.refill_became):
        refill(db)


def _articles(count: int, texts: list[Text]) -> Iterator[tuple[object, ...]]:
    for number in range(count):
        host = f"outlet{number % OUTLETS}.example"
        seen = to_text(START + timedelta(seconds=number * 60))
        yield (
            number + 1,
            f"https://{host}/{number}",
            host,
            texts[number % PAIRS * 2].headline,
            seen,
            seen,
            EACH,
        )


def _revisions(
    article: int, texts: list[Text], chance: random.Random
) -> Iterator[tuple[int, int, int, str, Text]]:
    """(revision, article, number, seen at, text); the two texts of a pair in turn."""
    pair = article % PAIRS
    seen = START + timedelta(seconds=article * 60)
    for number in range(EACH):
        revision = article * EACH + number + 1
        yield revision, article + 1, number + 1, to_text(seen), texts[pair * 2 + number % 2]
        seen += timedelta(minutes=chance.randint(5, 600))


def _insert(db: Database, rows: list[tuple[int, int, int, str, Text]]) -> None:
    published = dumps(
        {"value": "2025-01-01T00:00", "precision": "minute", "zone": "Z", "raw": "00:00"}
    )
    db.conn.executemany(
        "INSERT INTO revision (id, article_id, number, kind, previous_id, seen_at,"
        " unchanged_as_of, headline, published, labels, weight, silent, summary, reading_key)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                revision,
                article,
                number,
                "edit" if number > 1 else "first",
                revision - 1 if number > 1 else None,
                seen,
                seen,
                text.headline,
                published,
                dumps(list(text.labels)) if number > 1 else "[]",
                text.weight,
                int(text.silent and number % 3 == 0),
                "wording ×2; number changed",
                f"{article}-{number % 2}",
            )
            for revision, article, number, seen, text in rows
        ],
    )
    db.conn.executemany(
        "INSERT INTO reading VALUES (?, 'benchmark-1', ?)",
        [(revision, text.shape) for revision, _, _, _, text in rows],
    )
    db.conn.executemany(
        "INSERT INTO edit (revision_id, op, field, labels, removed, added, shape)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(row[0], *edit) for row in rows if row[2] > 1 for edit in row[4].edits],
    )
    db.conn.executemany(
        "INSERT INTO revision_label VALUES (?, ?)",
        [(label, row[0]) for row in rows if row[2] > 1 for label in row[4].labels],
    )


def _texts(chance: random.Random) -> Iterator[Text]:
    """Two readings for each pair, each with the edits that lead to it from the other."""
    for _ in range(PAIRS):
        words = [[chance.choice(WORDS) for _ in range(20)] for _ in range(4)]
        other = [list(line) for line in words]
        for line in other[::2]:
            line[chance.randrange(20)] = chance.choice(WORDS)
        other[1][3] = str(chance.randrange(10, 99))
        pair = [_reading(lines) for lines in (words, other)]
        yield _text(pair[0], pair[1])
        yield _text(pair[1], pair[0])


def _reading(lines: list[list[str]]) -> Reading:
    return Reading(
        url="https://outlet.example/",
        headline=" ".join(lines[0][:7]).capitalize(),
        blocks=tuple(Block(kind="paragraph", text=f"{' '.join(line)}.") for line in lines),
        published=ClaimedTime(value="2025-01-01T00:00", precision="minute", zone="Z", raw="00:00"),
        quality=Quality(verdict="article"),
        extractor="benchmark-1",
    )


def _text(reading: Reading, before: Reading) -> Text:
    comparison = compare(before, reading)
    return Text(
        headline=reading.headline or "",
        shape=dumps(reading_to_json(reading)),
        edits=tuple(
            (
                edit.op,
                edit.field,
                dumps(list(edit.labels)),
                " ".join(text for mark, text in edit.spans if mark == "-"),
                " ".join(text for mark, text in edit.spans if mark == "+"),
                dumps(edit_to_json(edit)),
            )
            for edit in comparison.edits
        ),
        labels=comparison.labels,
        weight=comparison.weight,
        silent=comparison.silent,
    )
