"""The documentation says what the code does."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import storage.errors
from cli import COMMANDS
from settings import Settings, load
from storage.archive import Archive

ROOT = Path(__file__).parent.parent
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
_TOML = re.compile(r"```toml\n# variorum\.toml\n(.*?)```", re.DOTALL)


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["settings", "commands"])
def test_the_reference_is_what_the_code_says(page: str) -> None:
    """Run `python docs/generate.py` where this fails."""
    made = getattr(generator(), f"{page}_page")()

    assert (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8") == made


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_settings_file_that_is_shown_can_be_loaded(page: Path, tmp_path: Path) -> None:
    for number, example in enumerate(_TOML.findall(page.read_text(encoding="utf-8"))):
        tomllib.loads(example)
        file = tmp_path / f"{number}.toml"
        file.write_text(example)
        assert isinstance(load({}, file=file, options={}), Settings)


def test_every_error_is_in_the_tree_and_says_what_it_is() -> None:
    tree = storage.errors.__doc__ or ""
    errors = [
        one
        for one in vars(storage.errors).values()
        if isinstance(one, type) and issubclass(one, storage.errors.VariorumError)
    ]

    assert [one.__name__ for one in errors if one.__name__ not in tree] == []
    assert [one.__name__ for one in errors if not one.__doc__] == []


def test_every_command_of_the_readme_exists() -> None:
    used = set(
        re.findall(
            r"^variorum (?:--\w+ \S+ )?([a-z]+)", (ROOT / "README.md").read_text(), re.MULTILINE
        )
    )

    assert used - set(COMMANDS) == set()


def test_every_table_of_the_catalog_is_described(archive: Archive) -> None:
    page = (ROOT / "docs" / "catalog.md").read_text(encoding="utf-8")
    names = {
        row["name"]
        for row in archive.db.query(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_words_%'"
        )
    }

    assert {name for name in names if f"`{name}`" not in page} == set()
