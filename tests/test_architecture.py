"""The house stands as DESIGN says: who may import whom, what is pure, what the names are."""

from __future__ import annotations

import ast
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ("storage.records", "storage.deliveries", "storage.errors", "storage.shapes")
#: part, or module of one → what of ours it may import, itself aside
MAY_IMPORT = {
    "storage": (),
    "crawler": SHARED,
    "monitor": SHARED,
    "web": ("storage", "monitor", "crawler.urls", "crawler.decode"),
    "settings": ("storage.errors",),
    "look.intake": (),
    "look.pace": ("storage", "monitor"),
    "look.addresses": ("storage", "crawler.urls", "monitor.history"),
    "look.sight": ("storage", "crawler", "monitor.events", "monitor.history", "look.addresses"),
    "look.chronicle": ("storage", "monitor", "look.sight"),
    "look.check": (
        *("storage", "crawler", "monitor", "look.addresses", "look.chronicle"),
        *("look.intake", "look.pace", "look.sight"),
    ),
    "look.watching": ("storage", "crawler", "look.check", "look.pace"),
    "look.telling": ("settings", "storage", "crawler.guard", "monitor", "look.chronicle"),
    "look.rebuilding": ("storage", "crawler", "monitor", "look.chronicle", "look.sight"),
    "look": (),
    "pages": ("settings", "storage.errors", "web"),
    "scheduler": ("storage", "look"),
    "service": ("settings", "storage", "crawler", "look", "pages", "scheduler"),
    "carrying": ("storage", "crawler", "monitor", "look"),
    "demo": ("settings", "storage", "crawler", "monitor", "look", "scheduler", "service"),
    "cli": (
        *("settings", "storage", "crawler", "monitor", "web", "look", "pages", "scheduler"),
        *("service", "carrying", "demo"),
    ),
}
#: modules that touch the network, the disk or the clock; all others of these parts are pure
IMPURE = {
    "crawler": {
        *("run", "spiders", "middleware", "guard", "handler", "robots", "profiles", "hosts"),
        *("attempt", "failures", "names", "tls", "wire", "browser", "chromium", "fence"),
    },
    "monitor": {"alerts", "couriers", "fence", "webhooks"},
}
#: the modules of the other parts that are pure
PURE = {
    "storage": {
        *(
            "became",
            "body_format",
            "catalog_format",
            "court",
            "deliveries",
            "delta",
            "errors",
            "filters",
        ),
        *("facet_schema", "frames", "http_message", "merkle", "notes", "outbox_rows", "problems"),
        *("query", "records", "shapes", "surt", "times", "warc", "wire"),
    },
    "web": {
        *("access", "api_models", "api_models_inside", "charts", "citations", "cursors"),
        *("filters", "throttle", "timeline", "wording"),
    },
}
#: what a pure module may not import
IO = {
    "socket",
    "sqlite3",
    "sqlite_utils",
    "scrapy",
    "scrapy_playwright",
    "playwright",
    "twisted",
    "asyncio",
    "subprocess",
    "random",
    "apprise",
    "requests",
    "os",
    "pathlib",
    "shutil",
    "threading",
    "time",
}


PARTS = {name.partition(".")[0] for name in MAY_IMPORT}


def modules() -> list[Path]:
    files = [path for part in sorted(PARTS) for path in (ROOT / part).rglob("*.py")]
    return files + [path for path in ROOT.glob("*.py")]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def is_pure(path: Path) -> bool:
    part, _, module = name_of(path).partition(".")
    return module in PURE.get(part, ()) or (part in IMPURE and module not in IMPURE[part])


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively: import what you see"
            package = ROOT.joinpath(*(node.module or "").split("."))
            modules = {a.name for a in node.names if (package / f"{a.name}.py").exists()}
            found |= {f"{node.module}.{name}" for name in modules}
            found |= {node.module or ""} if len(modules) < len(node.names) else set()
    return found


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_part_imports_only_what_it_may(path: Path) -> None:
    name = name_of(path)
    part = name if name in MAY_IMPORT else name.partition(".")[0]
    allowed = (*MAY_IMPORT[part], part)

    ours = {name for name in imports_of(path) if name.partition(".")[0] in PARTS}
    strangers = {
        name
        for name in ours
        if not any(name == one or name.startswith(f"{one}.") for one in allowed)
    }

    assert strangers == set()


@pytest.mark.parametrize("path", [path for path in modules() if is_pure(path)], ids=name_of)
def test_judgement_is_pure(path: Path) -> None:
    used = {name.partition(".")[0] for name in imports_of(path)}

    assert used & IO == set()


def test_every_top_level_name_is_a_part() -> None:
    tops = {path.stem for path in ROOT.glob("*.py")}
    tops |= {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}

    assert tops - PARTS == set()


def test_no_installed_distribution_ships_a_name_of_ours() -> None:
    taken = {
        (distribution.metadata["Name"], file.parts[0])
        for distribution in distributions()
        if distribution.metadata["Name"] != "variorum"
        for file in distribution.files or ()
        if file.parts[0].removesuffix(".py") in PARTS
    }

    assert taken == set()


def test_tests_are_flat() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def compiled() -> set[Path]:
    """The modules that a compiled wheel holds compiled, as pyproject.toml lists them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    hook = project["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["mypyc"]
    found = {path for pattern in hook["include"] for path in ROOT.glob(pattern)}
    return found - {ROOT / name for name in hook["exclude"]}


def test_only_judgement_is_compiled() -> None:
    assert {name_of(path) for path in compiled() if not is_pure(path)} == set()


def test_all_of_reading_comparing_blame_and_cadence_is_compiled() -> None:
    paths = {name_of(path): path for path in modules()}
    waiting = ["crawler.extract", "monitor.compare", "monitor.provenance_form", "monitor.cadence"]
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in paths and name not in used:
            used.add(name)
            waiting += imports_of(paths[name])

    missing = used - {name_of(path) for path in compiled()}

    assert missing == {"crawler.profiles", "storage.errors"}
