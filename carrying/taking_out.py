"""Carry the archive's captures to others: WARC and WACZ, the same bytes each time."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storage import wacz, warc
from storage.archive import Archive
from storage.errors import NotFound, UsageError
from storage.records import Article, Capture


def to_warc(archive: Archive, articles: Iterable[Article], path: Path) -> int:
    """One WARC file (one gzip member a record); how many captures. NotFound without any."""
    with fresh(path).open("xb") as out:
        count = sum(1 for _ in warc.write(captures(archive, articles), out))
    if count == 0:
        path.unlink()
        raise NotFound("there is no capture to write")
    return count


def to_wacz(archive: Archive, articles: Iterable[Article], path: Path, *, title: str) -> int:
    """One WACZ package; how many records. NotFound without any capture."""
    pages = (
        wacz.Page(capture, article.headline)
        for article in articles
        for _, capture in archive.captures.of_article(article.id)
    )
    with fresh(path).open("xb") as out:
        try:
            return wacz.write(pages, out, title=title)
        except NotFound:
            path.unlink()
            raise


def captures(archive: Archive, articles: Iterable[Article]) -> Iterator[Capture]:
    """The captures of these articles, one article after another, the oldest first."""
    for article in articles:
        for _, capture in archive.captures.of_article(article.id):
            yield capture


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """Write something new: it is there whole or, where that fails, not at all.

    UsageError where something stands; an OSError names the path.
    """
    fresh(path)
    try:
        yield
    except BaseException as error:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:
            raise OSError(error.errno, error.strerror or str(error), str(path)) from error
        raise


def fresh(path: Path) -> Path:
    """The path, where nothing stands yet; UsageError."""
    if path.exists():
        raise UsageError(f"{path} exists: name another file")
    return path
