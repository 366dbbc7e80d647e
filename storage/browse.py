"""Pages of articles and changes as people look at them: joined, bounded, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.articles import Articles
from storage.facets import Cursor, Facets
from storage.records import Article, Revision
from storage.revisions import Filter
from storage.times import from_text, to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A revision with what a list shows beside it."""

    revision: Revision
    #: the article's preferred address
    url: str
    host: str
    #: what changed, in one line
    summary: str
    #: the number of the revision before; None for the first
    previous: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFilter:
    """Which articles a list is to show; None is "any"."""

    host: str | None = None
    state: str | None = None
    source_id: int | None = None


@dataclass(frozen=True, slots=True)
class Browse:
    """Bounded reads across the tables of the catalog."""

    db: Database

    def changes(
        self, chosen: Filter, *, limit: int, before: Cursor | None = None
    ) -> tuple[Change, ...]:
        """Changes newest first; a page goes on at the (seen_at, id) of the last one before."""
        return self.described(Facets(self.db).changes(chosen, limit=limit, before=before))

    def described(self, revisions: Sequence[Revision]) -> tuple[Change, ...]:
        """The same revisions with what a list shows beside them."""
        places = ", ".join("?" * len(revisions))
        rows = self.db.conn.execute(
            "SELECT revision.id, article.url, article.host, revision.summary, previous.number"
            " FROM revision JOIN article ON article.id = revision.article_id"
            " LEFT JOIN revision AS previous ON previous.id = revision.previous_id"
            f" WHERE revision.id IN ({places})",
            [one.id for one in revisions],
        )
        beside = {row[0]: row[1:] for row in rows}
        return tuple(_change(one, *beside[one.id]) for one in revisions if one.id in beside)

    def articles(
        self, chosen: ArticleFilter, *, limit: int, before: Cursor | None = None
    ) -> tuple[tuple[Article, datetime], ...]:
        """Articles with the time of their last revision, the latest changed first.

        Those of one source come the latest found first, for they are indexed so.
        """
        if chosen.source_id is not None:
            return self._of_source(chosen.source_id, limit, before)
        where, values = ["true"], list[Any]()
        for name, value in (("host", chosen.host), ("state", chosen.state)):
            if value is not None:
                where.append(f"{name} = ?")
                values.append(value)
        if before is not None:
            where.append("(changed_at, id) < (?, ?)")
            values += [to_text(before[0]), before[1]]
        return self._articles(
            f"SELECT id, changed_at FROM article WHERE {' AND '.join(where)}"
            " ORDER BY changed_at DESC, id DESC LIMIT ?",
            [*values, limit],
        )

    def captures(
        self, article_id: int, *, limit: int, before: int | None = None
    ) -> list[dict[str, Any]]:
        """The catalog's rows of an article's captures, newest first; `before` is a number."""
        return list(
            self.db.query(
                "SELECT * FROM capture WHERE article_id = ? AND (fetched_at, id) <"
                " (coalesce((SELECT fetched_at FROM capture WHERE id = ?), 'Z'), ?)"
                " ORDER BY fetched_at DESC, id DESC LIMIT ?",
                (article_id, before, before or 1 << 62, limit),
            )
        )

    def earlier(self, revision: Revision) -> int | None:
        """The number of the revision just before this one in the history."""
        return self._beside(revision, "< (?, ?) ORDER BY seen_at DESC, number DESC")

    def later(self, revision: Revision) -> int | None:
        """The number of the revision just after it."""
        return self._beside(revision, "> (?, ?) ORDER BY seen_at, number")

    def _beside(self, revision: Revision, where: str) -> int | None:
        row = self.db.conn.execute(
            "SELECT number FROM revision WHERE article_id = ? AND superseded = 0"
            f" AND (seen_at, number) {where} LIMIT 1",
            (revision.article_id, to_text(revision.seen_at), revision.number),
        ).fetchone()
        return None if row is None else int(row[0])

    def replacement(self, revision: Revision) -> int | None:
        """Where a revision was read anew: the number of the one that stands in its place now."""
        row = self.db.conn.execute(
            "SELECT newer.number FROM revision AS old JOIN revision AS newer"
            " ON newer.article_id = old.article_id AND newer.superseded = 0"
            " WHERE old.id = ? AND old.superseded = 1 AND newer.seen_at <= old.seen_at"
            " ORDER BY newer.seen_at DESC, newer.number DESC LIMIT 1",
            (revision.id,),
        ).fetchone()
        return None if row is None else int(row[0])

    def extractor(self, revision_id: int) -> str | None:
        """The version of the code that read this revision."""
        row = self.db.conn.execute(
            "SELECT extractor FROM reading WHERE revision_id = ?", (revision_id,)
        ).fetchone()
        return None if row is None else str(row[0])

    def source_labels(self) -> tuple[str, ...]:
        """Every label that a source bears."""
        rows = self.db.conn.execute(
            "SELECT DISTINCT label FROM source WHERE label IS NOT NULL ORDER BY label"
        )
        return tuple(label for (label,) in rows)

    def wished(self, article_id: int) -> datetime | None:
        """Since when somebody waits for a check of this article."""
        row = self.db.conn.execute(
            "SELECT asked_at FROM wish WHERE article_id = ?", (article_id,)
        ).fetchone()
        return None if row is None else from_text(row[0])

    def _of_source(
        self, source_id: int, limit: int, before: Cursor | None
    ) -> tuple[tuple[Article, datetime], ...]:
        where, values = "source_id = ?", [source_id]
        if before is not None:
            where += " AND article_id < ?"
            values.append(before[1])
        return self._articles(
            "SELECT article_id, changed_at FROM article_source"
            " CROSS JOIN article ON article.id = article_id"
            f" WHERE {where} ORDER BY article_id DESC LIMIT ?",
            [*values, limit],
        )

    def _articles(self, query: str, values: Sequence[Any]) -> tuple[tuple[Article, datetime], ...]:
        """Those that a query for their numbers and times chose, in its order."""
        changed = dict(self.db.conn.execute(query, values).fetchall())
        found = {article.id: article for article in Articles(self.db).chosen(tuple(changed))}
        return tuple((found[one], from_text(text)) for one, text in changed.items())


def _change(revision: Revision, url: str, host: str, summary: str, previous: int | None) -> Change:
    return Change(revision=revision, url=url, host=host, summary=summary, previous=previous)
