"""Search in what was said, and in what was added or removed.

Newest first and a bounded number of matches at a time, so that a search costs the same in an
archive of any size; a search that meets its bound says where to go on.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlite_utils import Database

from storage.errors import BadQuery
from storage.records import Edit, Revision
from storage.revisions import Revisions
from storage.shapes import edit_from_json

LONGEST = 200
MOST_TERMS = 12
#: matches looked at for one page
WINDOW = 250
#: around a found word in a snippet
OPEN, CLOSE = "\x02", "\x03"
_TERM = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An article in which the words stand."""

    #: the newest version that says them
    revision: Revision
    url: str
    host: str
    #: around the words, which stand between OPEN and CLOSE
    snippet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An edit that added or removed the words."""

    edit: Edit
    revision: Revision
    url: str
    host: str
    #: the number of the revision before
    previous: int | None


T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some of what was found."""

    found: tuple[T, ...]
    #: where to go on; None where everything was looked at
    next: int | None
    #: facet → value → how many of the matches that were looked at
    facets: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What an edit must have; None is "any"."""

    #: on either side
    words: str | None = None
    removed: str | None = None
    added: str | None = None
    field: str | None = None
    host: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class _Match:
    """A row of _CHANGED."""

    id: int
    revision_id: int
    host: str
    url: str
    field: str
    #: as JSON
    labels: str

    def fits(self, sought: Sought) -> bool:
        return (
            sought.host in (None, self.host)
            and sought.field in (None, self.field)
            and (sought.label is None or sought.label in json.loads(self.labels))
        )


# The matches lead (CROSS JOIN keeps them in front), so that they stay in their order unsorted.
# Versions that were set aside are left out afterwards, for they count as looked at.
_SAID = (
    "SELECT found.rowid, superseded, article.id, article.host, article.url FROM"
    " (SELECT rowid FROM said_words WHERE said_words MATCH ? AND rowid < ?"
    " ORDER BY rowid DESC LIMIT ?) AS found"
    " CROSS JOIN revision ON revision.id = found.rowid"
    " CROSS JOIN article ON article.id = revision.article_id"
)
_CHANGED = (
    "SELECT edit.id, superseded, revision_id, host, url, field, edit.labels"
    " FROM (SELECT rowid FROM changed_words WHERE changed_words MATCH ? AND rowid < ?"
    " ORDER BY rowid DESC LIMIT ?) AS found CROSS JOIN edit ON edit.id = found.rowid"
    " CROSS JOIN revision ON revision.id = revision_id"
    " CROSS JOIN article ON article.id = revision.article_id"
)


@dataclass(frozen=True, slots=True)
class Search:
    """Reads of the full-text tables."""

    db: Database
    window: int = WINDOW

    def said(
        self, words: str, *, host: str | None = None, limit: int, before: int | None = None
    ) -> Page[Said]:
        """Articles that said the words in some version, the newest version first; BadQuery."""
        rows, end = self._window(_SAID, expression(words), before)
        of_article = {row[1]: row for row in reversed(rows)}
        newest = sorted(of_article.values(), reverse=True)
        fitting = [row for row in newest if host in (None, row[2])]
        shown = fitting[:limit]
        revisions = self._revisions([row[0] for row in shown])
        snippets = self._snippets([row[0] for row in shown], words)
        return Page(
            found=tuple(
                Said(revision=revisions[rowid], url=url, host=of_host, snippet=snippets[rowid])
                for rowid, _, of_host, url in shown
            ),
            next=shown[-1][0] if len(fitting) > limit else end,
            facets={"host": Counter(row[2] for row in newest)},
        )

    def changed(self, sought: Sought, *, limit: int, before: int | None = None) -> Page[Changed]:
        """Edits that fit, the newest first; BadQuery.

        With both `removed` and `added`, those where the one stood in the other's place.
        """
        rows, end = self._window(_CHANGED, _of_changes(sought), before)
        matches = [_Match(*row) for row in rows]
        if sought.removed and sought.added:
            edits = self._edits([one.id for one in matches])
            matches = [one for one in matches if _became(edits[one.id], sought)]
        fitting = [one for one in matches if one.fits(sought)]
        shown = fitting[:limit]
        revisions = self._revisions([one.revision_id for one in shown])
        previous = self._previous(revisions)
        edits = self._edits([one.id for one in shown])
        return Page(
            found=tuple(
                Changed(
                    edit=edits[one.id],
                    revision=revisions[one.revision_id],
                    host=one.host,
                    url=one.url,
                    previous=previous[one.revision_id],
                )
                for one in shown
            ),
            next=shown[-1].id if len(fitting) > limit else end,
            facets={
                "host": Counter(one.host for one in matches),
                "field": Counter(one.field for one in matches),
                "label": _counted(one.labels for one in matches),
            },
        )

    def _window(
        self, query: str, match: str, before: int | None
    ) -> tuple[list[tuple[Any, ...]], int | None]:
        """The newest matches of versions that stand, and where to go on if there may be more."""
        found = self.db.conn.execute(query, (match, before or 1 << 62, self.window)).fetchall()
        end = int(found[-1][0]) if len(found) == self.window else None
        return [(number, *rest) for number, superseded, *rest in found if not superseded], end

    def _revisions(self, revision_ids: Sequence[int]) -> dict[int, Revision]:
        found = Revisions(self.db).chosen(tuple(dict.fromkeys(revision_ids)))
        return {revision.id: revision for revision in found}

    def _edits(self, edit_ids: Sequence[int]) -> dict[int, Edit]:
        places = ", ".join("?" * len(edit_ids))
        rows = self.db.conn.execute(f"SELECT id, shape FROM edit WHERE id IN ({places})", edit_ids)
        return {edit_id: edit_from_json(json.loads(shape)) for edit_id, shape in rows}

    def _previous(self, revision_ids: Collection[int]) -> dict[int, int | None]:
        """The numbers of the revisions before these."""
        places = ", ".join("?" * len(revision_ids))
        rows = self.db.conn.execute(
            "SELECT revision.id, older.number FROM revision"
            " LEFT JOIN revision AS older ON older.id = revision.previous_id"
            f" WHERE revision.id IN ({places})",
            tuple(revision_ids),
        )
        return dict(rows.fetchall())

    def _snippets(self, rowids: Sequence[int], words: str) -> dict[int, str]:
        """What stands around the words in these versions, all of them of one window.

        In one walk through the matches, for to begin a walk costs more than a snippet.
        """
        if not rowids:
            return {}
        places = ", ".join("?" * len(rowids))
        rows = self.db.conn.execute(
            f"SELECT rowid, iif(rowid IN ({places}),"
            " snippet(said_words, -1, ?, ?, ' … ', 24), NULL) FROM said_words"
            " WHERE said_words MATCH ? AND rowid BETWEEN ? AND ?",
            (*rowids, OPEN, CLOSE, expression(words), min(rowids), max(rowids)),
        )
        return {rowid: snippet for rowid, snippet in rows if snippet is not None}


def _counted(labels: Iterable[str]) -> Counter[str]:
    """How many have which label; each is a list of labels as JSON."""
    counts: Counter[str] = Counter()
    for text, count in Counter(labels).items():
        for label in json.loads(text):
            counts[label] += count
    return counts


def expression(words: str) -> str:
    """The FTS5 expression for a reader's words: all of them, "phrases", -without; BadQuery.

    Every term is quoted, so that no word of the reader is syntax (sqlite.org/fts5.html, 3).
    """
    if len(words) > LONGEST or "\0" in words:
        raise BadQuery(f"a search has up to {LONGEST} characters")
    wanted, unwanted = list[str](), list[str]()
    for minus, phrase, word in _TERM.findall(words):
        text = phrase or word
        if _WORD.search(text):
            quoted = '"' + text.rstrip("*").replace('"', '""') + '"'
            starred = quoted + ("*" if word.endswith("*") else "")
            (unwanted if minus else wanted).append(starred)
    if not wanted:
        raise BadQuery("give at least one word to search for")
    if len(wanted) + len(unwanted) > MOST_TERMS:
        raise BadQuery(f"a search has up to {MOST_TERMS} words or phrases")
    text = " AND ".join(wanted)
    return f"({text}) NOT ({' OR '.join(unwanted)})" if unwanted else text


def _of_changes(sought: Sought) -> str:
    parts = []
    if sought.words:
        parts.append(f"({expression(sought.words)})")
    for column, words in (("removed", sought.removed), ("added", sought.added)):
        if words:
            parts.append(f"({{{column}}} : ({expression(words)}))")
    if not parts:
        raise BadQuery("give at least one word to search for")
    return " AND ".join(parts)


def _became(edit: Edit, sought: Sought) -> bool:
    """Whether, where both sides are asked for, the one stood where the other stands now.

    True, too, of an edit without marked words: there the sides were matched as wholes.
    """
    if not (sought.removed and sought.added) or not edit.spans:
        return True
    old_words, new_words = _plain(sought.removed), _plain(sought.added)
    for first, second in zip(edit.spans, edit.spans[1:], strict=False):
        pair = {first[0]: first[1], second[0]: second[1]}
        if set(pair) == {"-", "+"} and _has(pair["-"], old_words) and _has(pair["+"], new_words):
            return True
    return False


def _plain(text: str) -> list[str]:
    """Words as the index knows them: without case and accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(one for one in bare if not unicodedata.combining(one)))


def _has(text: str, words: list[str]) -> bool:
    return set(words) <= set(_plain(text))
