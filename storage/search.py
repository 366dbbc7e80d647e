"""Search in what was said, and in what was added or removed.

Newest first and a bounded number of matches at a time, so that a search costs the same in an
archive of any size; a search that meets its bound says where to go on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlite_utils import Database

from storage.became import Span, became
from storage.query import Sought, expression, expression_of
from storage.records import Edit, Revision
from storage.revisions import Revisions
from storage.shapes import edit_from_json

#: matches looked at at a time, and how often for one page where few of them come to be shown
WINDOW = 100
_WINDOWS = 5
#: around a found word in a snippet
OPEN, CLOSE = "\x02", "\x03"


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
    " FROM (SELECT rowid FROM {0} WHERE {0} MATCH ? AND rowid < ?"
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
        match, end = expression(words), before
        newest: dict[int, tuple[Any, ...]] = {}
        for _ in range(_WINDOWS):
            rows, end = self._window(_SAID, match, end)
            for row in rows:
                newest.setdefault(row[1], row)
            fitting = [row for row in newest.values() if host in (None, row[2])]
            if end is None or len(fitting) > limit:
                break
        fresh = (row for row in fitting if not self._said_later(match, row[1], before))
        found = list(islice(fresh, limit + 1))
        shown = found[:limit]
        revisions = self._revisions([row[0] for row in shown])
        snippets = self._snippets([row[0] for row in shown], words)
        return Page(
            found=tuple(
                Said(revision=revisions[rowid], url=url, host=of_host, snippet=snippets[rowid])
                for rowid, _, of_host, url in shown
            ),
            next=shown[-1][0] if len(found) > limit else end,
            facets={"host": Counter(row[2] for row in newest.values())},
        )

    def changed(self, sought: Sought, *, limit: int, before: int | None = None) -> Page[Changed]:
        """Edits that fit, the newest first; BadQuery.

        With both `removed` and `added`, those where the one stood in the other's place.
        """
        matches, fitting, end = list[_Match](), list[_Match](), before
        for _ in range(_WINDOWS):
            found, end = self._matches(sought, end)
            matches += found
            fitting += [one for one in found if one.fits(sought)]
            if end is None or len(fitting) > limit:
                break
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

    def _matches(self, sought: Sought, before: int | None) -> tuple[list[_Match], int | None]:
        """The newest edits with the words, and where to go on if there may be more."""
        both = became(sought)
        match = both.expression() if both else None
        if both is None or match is None:
            query, match = _CHANGED.format("changed_words"), expression_of(sought)
        else:
            query = _CHANGED.format("became_words")
        rows, end = self._window(query, match, before)
        matches = [_Match(*row) for row in rows]
        if both is not None:
            spans = self._spans([one.id for one in matches])
            matches = [one for one in matches if both.fits(spans[one.id])]
        return matches, end

    def _window(
        self, query: str, match: str, before: int | None
    ) -> tuple[list[tuple[Any, ...]], int | None]:
        """The newest matches of versions that stand, and where to go on if there may be more."""
        found = self.db.conn.execute(query, (match, before or 1 << 62, self.window)).fetchall()
        end = int(found[-1][0]) if len(found) == self.window else None
        return [(number, *rest) for number, superseded, *rest in found if not superseded], end

    def _said_later(self, match: str, article_id: int, since: int | None) -> bool:
        """Whether a page before this one had the article: a later version says the words too."""
        if since is None:
            return False
        row = self.db.conn.execute(
            "SELECT 1 FROM said_words WHERE said_words MATCH ? AND rowid IN"
            " (SELECT id FROM revision WHERE article_id = ? AND id >= ? AND superseded = 0)"
            " LIMIT 1",
            (match, article_id, since),
        ).fetchone()
        return row is not None

    def _revisions(self, revision_ids: Sequence[int]) -> dict[int, Revision]:
        found = Revisions(self.db).chosen(tuple(dict.fromkeys(revision_ids)))
        return {revision.id: revision for revision in found}

    def _spans(self, edit_ids: Sequence[int]) -> dict[int, Sequence[Span]]:
        return {edit_id: shape["spans"] for edit_id, shape in self._shapes(edit_ids)}

    def _edits(self, edit_ids: Sequence[int]) -> dict[int, Edit]:
        return {edit_id: edit_from_json(shape) for edit_id, shape in self._shapes(edit_ids)}

    def _shapes(self, edit_ids: Sequence[int]) -> Iterator[tuple[int, Any]]:
        places = ", ".join("?" * len(edit_ids))
        rows = self.db.conn.execute(f"SELECT id, shape FROM edit WHERE id IN ({places})", edit_ids)
        return ((edit_id, json.loads(shape)) for edit_id, shape in rows)

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
