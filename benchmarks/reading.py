"""How the reader does on real pages, and what it costs beside trafilatura.

The body of the public article-extraction benchmark, several readers in one run (from the project's
root, in an environment that has the project's dependencies and the peers):

    python ../shared/tools/reading_score.py benchmarks.reading:body peer:trafilatura

The same where every class and identity is replaced by one that says nothing, as style sheets made
by programs have it: `benchmarks.reading:body_of_nameless benchmarks.reading:theirs_of_nameless`.

The CPU of a page beside trafilatura with metadata, in turn on each page:

    python benchmarks/reading.py [--site http://127.0.0.1:8800]

Both need `../shared`, which is not part of the project; without it the second says so.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import re
import statistics
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from crawler import extract

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "article-extraction-benchmark"
#: what the benchmark's gold text has of an article: captions are left out
KINDS = frozenset(
    (
        *("paragraph", "subhead", "quote", "list_item", "table", "embed"),
        *("live_entry", "correction", "update_note"),
    )
)
Page = tuple[bytes, str]
_NAMES = re.compile(
    rb"(\s(?:class|id|data-testid|data-component|data-qa)\s*=\s*)([\"'])(.*?)\2",
    re.DOTALL | re.IGNORECASE,
)


def body(html: bytes, url: str) -> str:
    """The article's text, one block a line."""
    reading = extract.read_html(html, url=url or "https://page.example/")
    return "\n".join(block.text for block in reading.blocks if block.kind in KINDS)


def nameless(html: bytes) -> bytes:
    """The page with each word of its classes and identities replaced by a number."""

    def numbered(match: re.Match[bytes]) -> bytes:
        before, quote, names = match.groups()
        numbers = b" ".join(b"n%x" % zlib.crc32(name) for name in names.split())
        return before + quote + numbers + quote

    return _NAMES.sub(numbered, html)


def body_of_nameless(html: bytes, url: str) -> str:
    """The text of the article on the page without names."""
    return body(nameless(html), url)


def theirs_of_nameless(html: bytes, url: str) -> str:
    """The same by trafilatura."""
    import trafilatura  # noqa: PLC0415 - a peer, installed only where it is measured

    return trafilatura.extract(nameless(html), url=url, include_comments=False) or ""


def corpus_pages() -> Iterator[Page]:
    """The pages of the public benchmark."""
    gold = json.loads((CORPUS / "ground-truth.json").read_text(encoding="utf-8"))
    for key, entry in sorted(gold.items()):
        yield gzip.decompress((CORPUS / "html" / f"{key}.html.gz").read_bytes()), entry["url"]


def site_pages(origin: str, count: int = 100) -> Iterator[Page]:
    """Articles of a running bench_site."""
    with urllib.request.urlopen(f"{origin}/_control/articles", timeout=10) as answer:
        articles = json.load(answer)["articles"]
    for article in articles[:count]:
        if article["status"] == "live":
            with urllib.request.urlopen(article["url"], timeout=10) as answer:
                yield answer.read(), article["url"]


def cpu_ms(read: Callable[[bytes, str], object], page: Page) -> float:
    """Milliseconds of CPU for one page."""
    start = time.process_time()
    read(*page)
    return 1000 * (time.process_time() - start)


def ours(html: bytes, url: str) -> object:
    """The whole reading."""
    return extract.read_html(html, url=url)


def theirs(html: bytes, url: str) -> object:
    """trafilatura with metadata."""
    import trafilatura  # noqa: PLC0415 - a peer, installed only where it is measured

    return trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False)


def compare(name: str, pages: list[Page]) -> None:
    """Print mean CPU of both on the same pages, in turn."""
    readers = {"variorum": ours}
    if importlib.util.find_spec("trafilatura") is not None:
        readers["trafilatura"] = theirs
    times: dict[str, list[float]] = {reader: [] for reader in readers}
    for page in pages:
        for reader, read in readers.items():
            times[reader].append(cpu_ms(read, page))
    means = {reader: statistics.fmean(values) for reader, values in times.items()}
    shown = ", ".join(f"{reader} {mean:.1f} ms" for reader, mean in means.items())
    ratio = (
        f", ratio {means['variorum'] / means['trafilatura']:.2f}"
        if "trafilatura" in means
        else " (trafilatura is not installed here)"
    )
    print(f"{name}: {len(pages)} pages, {shown}{ratio}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--site", help="the origin of a running bench_site")
    origin = parser.parse_args().site
    if CORPUS.is_dir():
        compare("corpus", list(corpus_pages()))
    else:
        print("../shared/corpus is not there: nothing measured on real pages")
    if origin:
        compare("bench_site", list(site_pages(origin)))


if __name__ == "__main__":
    main()
