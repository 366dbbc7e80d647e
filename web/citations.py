"""How to cite one version of an article: as text, BibTeX, and CSL-JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from storage.records import Article, ClaimedTime, Reading, Revision
from web import wording

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ESCAPES = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "&%$#_{}"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What a citation of a version names."""

    authors: tuple[str, ...]
    title: str
    #: the outlet, by its host
    outlet: str
    published: ClaimedTime | None
    #: where the article stood
    url: str
    #: where this version stands for ever
    archived: str
    number: int
    seen_at: datetime
    unchanged_as_of: datetime | None
    article_id: int

    @classmethod
    def of(cls, base_url: str, article: Article, revision: Revision, reading: Reading) -> Cited:
        """The citation of a version that is shown at `base_url`."""
        return cls(
            authors=reading.authors,
            title=_line(reading.headline or article.url),
            outlet=article.host,
            published=reading.published,
            url=article.url,
            archived=f"{base_url}/articles/{article.id}/r{revision.number}",
            number=revision.number,
            seen_at=revision.seen_at,
            unchanged_as_of=revision.unchanged_as_of,
            article_id=article.id,
        )


def text(cited: Cited) -> str:
    """One sentence that a reader can follow without any program."""
    by = f"{', '.join(map(_line, cited.authors))}. " if cited.authors else ""
    stated = f", {wording.claim(cited.published)}" if cited.published else ""
    return (
        f"{by}“{cited.title}.” {cited.outlet}{stated}. {cited.url}. Version {cited.number},"
        f" as seen at {wording.stamp(cited.seen_at)}: {cited.archived}."
    )


def csl(cited: Cited) -> dict[str, Any]:
    """CSL-JSON (Citation Style Language 1.0.2, schema csl-data)."""
    seen = cited.seen_at.astimezone(UTC)
    item: dict[str, Any] = {
        "id": f"variorum-{cited.article_id}-r{cited.number}",
        "type": "article-newspaper",
        "title": cited.title,
        "container-title": cited.outlet,
        "author": [{"literal": _line(author)} for author in cited.authors],
        "URL": cited.url,
        "version": f"r{cited.number}",
        "archive": "Variorum",
        "archive_location": cited.archived,
        "accessed": {"date-parts": [[seen.year, seen.month, seen.day]]},
        "note": f"seen at {seen.isoformat()}",
    }
    if parts := _parts(cited.published):
        item["issued"] = {"date-parts": [parts]}
    return item


def bibtex(cited: Cited) -> str:
    """A BibTeX entry; every character of the page that means something to TeX is escaped."""
    seen = cited.seen_at.astimezone(UTC)
    fields = {
        "author": " and ".join(f"{{{_tex(author)}}}" for author in cited.authors),
        "title": f"{{{_tex(cited.title)}}}",
        "journal": _tex(cited.outlet),
        "url": _tex_url(cited.url),
        "urldate": f"{seen:%Y-%m-%d}",
        "note": _tex(
            f"Version {cited.number}, seen at {wording.stamp(cited.seen_at)}, {cited.archived}"
        ),
    }
    parts = _parts(cited.published)
    if parts:
        fields["year"] = f"{parts[0]:04d}"
    lines = [f"  {name} = {{{_line(value)}}}," for name, value in fields.items() if value]
    if len(parts) > 1:
        lines.append(f"  month = {_MONTHS[parts[1] - 1]},")
    body = "\n".join(lines)
    return f"@misc{{variorum-{cited.article_id}-r{cited.number},\n{body}\n}}\n"


def _parts(time: ClaimedTime | None) -> list[int]:
    """Year, month, day, as far as they are stated and possible."""
    found = (
        re.match(r"([0-9]{4})(?:-(0[1-9]|1[0-2]))?(?:-([0-3][0-9]))?", time.value) if time else None
    )
    return [int(part) for part in found.groups() if part] if found else []


def _line(words: str) -> str:
    return " ".join(words.split())


def _tex_url(url: str) -> str:
    """The address without what would end the field."""
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _tex(words: str) -> str:
    return "".join(_ESCAPES.get(char, char) for char in _line(words))
