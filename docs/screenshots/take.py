"""Take the screenshots beside this file: `.venv/bin/python docs/screenshots/take.py`.

Needs Chromium. The archive that they show is that of the tests, all of it invented.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent.parent / "tests")]

from browsing import FLAGS, chromium, served  # noqa: E402
from newsroom import build  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

PAGES = {
    "lately": "/",
    "articles": "/articles",
    "article": "/articles/1",
    "version": "/articles/1/r3",
    "comparison": "/articles/1/r1..r2",
    "comparison-side": "/articles/1/r1..r3?view=side",
    "blame": "/articles/1/blame?at=3",
    "cite": "/articles/1/r1/cite",
    "capture": "/captures/1",
    "search": "/search?q=council",
    "search-changes": "/search?removed=12&added=14",
    "statistics": "/statistics",
    "sources": "/sources",
    "rules": "/rules",
    "messages": "/deliveries",
    "api": "/api",
    "keys": "/keys",
}
#: file suffix, width, colour scheme
VIEWS = ((".390", 390, "light"), (".1440", 1440, "light"), (".1440.dark", 1440, "dark"))
#: pages that are shown in the dark too
DARK = ("lately", "article", "comparison-side", "statistics")


def main() -> None:
    """Every page in every view, and the sign-in page."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
    ):
        room = build(Path(folder) / "archive", hostile=False)
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=list(FLAGS), chromium_sandbox=False
        )
        with served(room.folder) as base:
            _take(browser, base, PAGES)
        with served(room.folder, accounts=True) as base:
            _take(browser, base, {"sign-in": "/sign-in"})
        browser.close()


def _take(browser: Browser, base: str, pages: dict[str, str]) -> None:
    for suffix, width, scheme in VIEWS:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        for name, path in pages.items():
            if scheme == "dark" and name not in DARK:
                continue
            page.goto(base + path)
            page.screenshot(path=HERE / f"{name}{suffix}.png", full_page=True)
        context.close()


if __name__ == "__main__":
    main()
