"""How long a browser takes to open the comparison of two versions of a long article.

    python benchmarks/opening.py [--characters 60000] [--times 7]

The article is invented. Its second version differs in a few words of some paragraphs, its third
in words of every paragraph, its fourth is another text with some paragraphs moved. Each page is
opened in Chromium without a screen, in a new context each time, so that nothing is in its cache;
r1..r3 is compared when it is first asked for. Wall clock from the start of the navigation to the
first contentful paint and to the load event, in milliseconds.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, sync_playwright
from web_archive import WORDS, started

from monitor.compare import compare
from storage.archive import open_archive
from storage.records import Block, Quality, Reading
from storage.revisions import NewRevision

SEEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://paper.example/long"
PAGES = {
    "few words changed, inline": "r1..r2",
    "few words changed, side by side": "r1..r2?view=side",
    "every paragraph changed, inline": "r2..r3",
    "every paragraph changed, side by side": "r2..r3?view=side",
    "another text, inline": "r3..r4",
    "another text, side by side": "r3..r4?view=side",
    "compared for the page, side by side": "r1..r3?view=side",
}
#: milliseconds of the page's own clock (Paint Timing; Navigation Timing 2)
_TIMES = """async () => {
  const painted = () => performance.getEntriesByName('first-contentful-paint')[0];
  while (!painted()) await new Promise((done) => setTimeout(done, 5));
  const { loadEventEnd, transferSize } = performance.getEntriesByType('navigation')[0];
  return [painted().startTime, loadEventEnd, transferSize];
}"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=60_000)
    parser.add_argument("--times", type=int, default=7)
    options = parser.parse_args()
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("no Chromium here: install the package 'chromium'")
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = Path(place) / "archive"
        make(folder, options.characters)
        server, port = started(folder, 0)
        browser = playwright.chromium.launch(
            executable_path=path, args=["--disable-gpu", "--no-first-run"], chromium_sandbox=False
        )
        try:
            for name, page in PAGES.items():
                show(name, browser, f"http://127.0.0.1:{port}/articles/1/{page}", options.times)
        finally:
            browser.close()
            server.communicate(timeout=20)


def show(name: str, browser: Browser, address: str, times: int) -> None:
    """Open a page so many times, and print how long it took."""
    found = [opened(browser, address) for _ in range(times)]
    painted, loaded = ([one[place] for one in found] for place in (0, 1))
    print(
        f"{name:40} painted {statistics.median(painted):5.0f} ms (first {painted[0]:.0f}, most"
        f" {max(painted):.0f}), loaded {statistics.median(loaded):5.0f} ms (first {loaded[0]:.0f},"
        f" most {max(loaded):.0f}), {found[0][2] / 1000:.0f} K"
    )


def opened(browser: Browser, address: str) -> tuple[float, float, float]:
    """First contentful paint, end of the load event, bytes."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(address)
    painted, loaded, size = page.evaluate(_TIMES)
    context.close()
    return painted, loaded, size


def make(folder: Path, characters: int) -> None:
    """An archive of one article in four versions."""
    chance = random.Random(20261122)
    first = _paragraphs(chance, characters)
    second = [
        _touched(chance, text) if place % 9 == 0 else text for place, text in enumerate(first)
    ]
    third = [_touched(chance, text) for text in second]
    other = _paragraphs(chance, characters)
    fourth = [*third[40:50], *other[10:]]
    archive = open_archive(folder, create=True)
    try:
        with archive.transaction():
            article, _ = archive.articles.ensure(URL, seen_at=SEEN, source_id=None)
            before = None
            for number, texts in enumerate((first, second, third, fourth)):
                reading = _reading(texts)
                archive.revisions.add(
                    NewRevision(
                        article_id=article.id,
                        kind="first" if before is None else "edit",
                        seen_at=SEEN + timedelta(hours=number),
                        reading=reading,
                        reading_key=str(number),
                        comparison=None if before is None else compare(before, reading),
                    )
                )
                before = reading
    finally:
        archive.close()


def _paragraphs(chance: random.Random, characters: int) -> list[str]:
    found: list[str] = []
    while sum(map(len, found)) < characters:
        words = chance.choices(WORDS, k=chance.randint(20, 90))
        found.append(f"{' '.join(words).capitalize()}.")
    return found


def _touched(chance: random.Random, text: str) -> str:
    words = text.split()
    for _ in range(3):
        words[chance.randrange(1, len(words) - 1)] = chance.choice(WORDS)
    return " ".join(words)


def _reading(texts: list[str]) -> Reading:
    return Reading(
        url=URL,
        headline="A long article",
        blocks=tuple(Block(kind="paragraph", text=text) for text in texts),
        quality=Quality(verdict="article"),
        extractor="benchmark-1",
    )


if __name__ == "__main__":
    main()
