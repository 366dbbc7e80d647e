"""A history as a website of plain files: a timeline and a page for each change, no server."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from carrying.taking_out import fresh
from monitor import render
from storage.archive import Archive
from storage.records import Article, Revision

_STYLE = """\
:root { color-scheme: light dark; --add: #1a7f37; --del: #b3261e; }
body { font: 1.05rem/1.55 Georgia, serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; } time, .labels { font-family: sans-serif; }
ins { color: var(--add); text-decoration: underline; } del { color: var(--del); }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .3rem .6rem; }
tr + tr td { border-top: 1px solid #8884; } .labels { font-size: .85rem; }
@media print { a { color: inherit; } }
"""


def to_website(archive: Archive, articles: Iterable[Article], folder: Path) -> int:
    """A new folder with index.html; how many pages. No script, nothing from elsewhere."""
    fresh(folder).mkdir(parents=True)
    (folder / "style.css").write_text(_STYLE, encoding="utf-8")
    known = list(articles)
    pages = 1
    items = "".join(
        f'<li><a href="{article.id}/index.html">{_title(article)}</a>'
        f" ({article.revisions} versions)</li>"
        for article in known
    )
    _write(folder / "index.html", "Histories", f"<ul>{items}</ul>", style="style.css")
    for article in known:
        pages += _article(archive, article, folder / str(article.id))
    return pages


def _article(archive: Archive, article: Article, folder: Path) -> int:
    folder.mkdir()
    history = archive.revisions.of_article(article.id)
    rows = "".join(_row(archive, revision) for revision in history)
    body = (
        f'<p><a href="{escape(article.url)}" rel="noreferrer">{escape(article.url)}</a></p>'
        "<table><thead><tr><th>version</th><th>seen at (UTC)</th><th>unchanged as of</th>"
        f"<th>what changed</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    _write(folder / "index.html", article.headline or article.url, body)
    for old, new in zip((None, *history), history, strict=False):
        _version(archive, article, old, new, folder)
    return 1 + len(history)


def _row(archive: Archive, revision: Revision) -> str:
    before = f"{revision.unchanged_as_of:%Y-%m-%d %H:%M}" if revision.unchanged_as_of else "–"
    what = archive.revisions.summary(revision.id) or revision.kind
    return (
        f'<tr><td><a href="r{revision.number}.html">r{revision.number}</a></td>'
        f"<td><time>{revision.seen_at:%Y-%m-%d %H:%M}</time></td><td><time>{before}</time></td>"
        f'<td>{escape(what)} <span class="labels">{escape(", ".join(revision.labels))}</span></td>'
        "</tr>"
    )


def _version(
    archive: Archive, article: Article, old: Revision | None, new: Revision, folder: Path
) -> None:
    after = archive.revisions.reading(new)
    if old is None or new.kind == "gone":
        body = f"<pre>{escape(render.reading_text(after, width=78))}</pre>"
    else:
        before = archive.revisions.reading(old)
        body = render.html_inline(before, after, archive.revisions.comparison(new))
    seen = f"<p>seen at <time>{new.seen_at:%Y-%m-%d %H:%M}</time> UTC, {escape(new.kind)}</p>"
    title = f"{article.headline or article.url}: r{new.number}"
    _write(folder / f"r{new.number}.html", title, seen + body)


def _title(article: Article) -> str:
    return escape(article.headline or article.url)


def _write(path: Path, title: str, body: str, *, style: str = "../style.css") -> None:
    path.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width"><meta http-equiv='
        "\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'\">"
        f'<link rel="stylesheet" href="{style}"></head><body><h1>{escape(title)}</h1>'
        f"{body}</body></html>\n",
        encoding="utf-8",
        errors="replace",
    )
