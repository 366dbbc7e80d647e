"""Fixtures that several test files share: a fresh archive for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.archive import Archive, open_archive


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
