"""What the databases of other monitors have in common: opened without trust, texts as captures."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from look.sight import PASTED
from storage.errors import InputError
from storage.records import Capture


@contextmanager
def opened(path: Path, tables: Mapping[str, Iterable[str]]) -> Iterator[sqlite3.Connection]:
    """An SQLite file that others made, read only; it runs nothing and changes nothing.

    InputError where it lacks one of these tables or columns, or is damaged.
    """
    if not path.is_file():
        raise InputError(f"there is no file {path}")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON"):
                db.execute(f"PRAGMA {pragma}")
            db.text_factory = lambda raw: raw.decode("utf-8", "replace")
            for table, columns in tables.items():
                has = {
                    row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (table,))
                }
                if missing := set(columns) - has:
                    raise InputError(
                        f"{path} has no {table}.{min(missing)}: is it another program's?"
                    )
            yield db
    except sqlite3.Error as error:
        raise InputError(f"{path} cannot be read: {error}") from error


def moment(text: str, zone: tzinfo) -> datetime:
    """A time as Django and peewee write it; one without a zone is of this one. ValueError."""
    time = datetime.fromisoformat(str(text))
    return (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)


def pasted(url: str, at: datetime, parts: Iterable[str | None]) -> Capture:
    """A text without its page, as the capture of its address; paragraphs are lines apart."""
    text = "\n\n".join(part.strip() for part in parts if part and part.strip())
    if not text:
        raise ValueError("there is no text")
    return Capture(
        url=url,
        final_url=url,
        status=200,
        headers=(("Content-Type", "text/plain; charset=utf-8"), PASTED),
        body=f"{text}\n".encode("utf-8", "replace"),
        fetched_at=at,
    )
