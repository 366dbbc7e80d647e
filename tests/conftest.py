"""Fixtures that several test files share: a fresh archive for each test."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from storage.archive import Archive, open_archive

if TYPE_CHECKING:
    from crawling import Reactor
    from newsroom import Newsroom
    from starlette.testclient import TestClient

# other work may be going on beside the tests: none fails for being slow once
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")


def pytest_collection_finish() -> None:
    """Leave what was imported out of every later collection, which took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


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


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The pages over the newsroom's archive, for tests that only read."""
    from newsroom import build, client_of  # noqa: PLC0415 (the web application takes a second)

    with client_of(build(tmp_path_factory.mktemp("room") / "archive")) as opened:
        yield opened


@pytest.fixture
def room(folder: Path) -> Newsroom:
    """A newsroom's archive for one test."""
    from newsroom import build  # noqa: PLC0415

    return build(folder)


@pytest.fixture
def own(room: Newsroom) -> Iterator[TestClient]:
    """The pages over it, for a test that writes."""
    from newsroom import client_of  # noqa: PLC0415

    with client_of(room) as opened:
        yield opened
