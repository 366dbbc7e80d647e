"""Fixtures that several test files share: a fresh archive for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.archive import Archive, open_archive

if TYPE_CHECKING:
    from crawling import Reactor


@pytest.fixture(scope="session")
def reactor() -> Iterator[Reactor]:
    """Twisted's reactor, running in a thread; one for all tests of the process."""
    from crawling import Reactor  # noqa: PLC0415 (Scrapy takes a second to import)

    running = Reactor()
    yield running
    running.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which an archive may be made."""
    return tmp_path / "archive"


@pytest.fixture
def archive(folder: Path) -> Iterator[Archive]:
    """An archive that was just made."""
    opened = open_archive(folder, create=True)
    yield opened
    opened.close()
