"""The articles that are watched: identity, addresses, state, and when to look again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from storage.connection import dicts
from storage.errors import NotFound
from storage.records import Alias, Article
from storage.times import from_text, maybe_text, maybe_time, to_text

_COLUMNS = (
    "SELECT article.*, (SELECT json_group_array(DISTINCT label) FROM source"
    " JOIN article_source ON source_id = source.id"
    " WHERE article_id = article.id AND label IS NOT NULL) AS labels FROM article "
)

#: the columns about the answer that the next one is compared to
LAST_ANSWER = ("etag", "last_modified", "last_sha256", "imprint", "stated_update")
#: what a look may change; the names of the columns
_CHANGEABLE = (
    "kind",
    "state",
    "headline",
    "last_checked",
    "next_due",
    "revisions",
    *LAST_ANSWER,
    "suspect",
    "failures",
    "cadence",
)


@dataclass(frozen=True, slots=True)
class Articles:
    """Reads and writes of `article`, `alias`, `article_source`, `wish` and `removed_address`."""

    db: Database

    def ensure(
        self, url: str, *, seen_at: datetime, source_id: int | None, kind: str = "found"
    ) -> tuple[Article, bool]:
        """The article behind this address, made and due at once where it is new.

        Answers the article and whether it is new.
        """
        known = self.db.conn.execute(
            "SELECT article_id FROM alias WHERE url = ?", (url,)
        ).fetchone()
        if known is None:
            host = urlsplit(url).hostname or ""
            article_id = self.db.conn.execute(
                "INSERT INTO article (url, host, first_seen, next_due) VALUES (?, ?, ?, ?)",
                (url, host, to_text(seen_at), to_text(seen_at)),
            ).lastrowid
        else:
            article_id = known[0]
        assert article_id is not None  # noqa: S101 -- an INSERT that did not raise has an id
        self.seen_as(article_id, url, kind=kind, at=seen_at)
        if source_id is not None:
            self.db.execute(
                "INSERT OR IGNORE INTO article_source VALUES (?, ?, ?)",
                (article_id, source_id, to_text(seen_at)),
            )
        return self.get(article_id), known is None

    def named_again(
        self, urls: Sequence[str], *, source_id: int, at: datetime
    ) -> dict[str, Article]:
        """Those of these addresses that are known, with their articles; seen once more just now."""
        listed = json.dumps(list(urls))
        self.db.execute(
            "UPDATE alias SET last_seen = ? WHERE url IN (SELECT value FROM json_each(?))",
            (to_text(at), listed),
        )
        self.db.execute(
            "INSERT OR IGNORE INTO article_source SELECT DISTINCT article_id, ?, ? FROM alias"
            " WHERE url IN (SELECT value FROM json_each(?))",
            (source_id, to_text(at), listed),
        )
        of_url = dict(
            self.db.conn.execute(
                "SELECT url, article_id FROM alias WHERE url IN (SELECT value FROM json_each(?))",
                (listed,),
            )
        )
        found = self._select(
            "WHERE article.id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(set(of_url.values()))),),
        )
        articles = {article.id: article for article in found}
        return {url: articles[article_id] for url, article_id in of_url.items()}

    def keep_away(self, article_id: int) -> None:
        """Let no source bring this article again; only hashes of its addresses are kept."""
        urls = self.db.conn.execute("SELECT url FROM alias WHERE article_id = ?", (article_id,))
        self.db.conn.executemany(
            "INSERT OR IGNORE INTO removed_address VALUES (?)", [(_hash(url),) for (url,) in urls]
        )

    def let_back(self, url: str) -> None:
        """Let this address be watched again, as somebody asked for it by name."""
        self.db.execute("DELETE FROM removed_address WHERE sha256 = ?", (_hash(url),))

    def kept_away(self, urls: Sequence[str]) -> frozenset[str]:
        """Those of these addresses whose article was removed on purpose."""
        hashes = {_hash(url): url for url in urls}
        rows = self.db.conn.execute(
            "SELECT sha256 FROM removed_address WHERE sha256 IN (SELECT value FROM json_each(?))",
            (json.dumps(list(hashes)),),
        )
        return frozenset(hashes[sha256] for (sha256,) in rows)

    def seen_as(self, article_id: int, url: str, *, kind: str, at: datetime) -> bool:
        """Note an address of this article; False where it already belongs to another one."""
        when = to_text(at)
        ours = self.db.conn.execute(
            "INSERT INTO alias VALUES (?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE"
            " SET last_seen = excluded.last_seen WHERE article_id = excluded.article_id"
            " RETURNING 1",
            (url, article_id, kind, when, when),
        )
        return ours.fetchall() != []

    def get(self, article_id: int) -> Article:
        """The article of that number; NotFound."""
        found = self._select("WHERE article.id = ?", (article_id,))
        if not found:
            raise NotFound(f"there is no article {article_id}")
        return found[0]

    def current(self, article: Article) -> Article:
        """The article as it is now; the one that it has become part of, where it has."""
        found = self._select("WHERE article.id = ?", (article.id,))
        if found and found[0].merged_into is None:
            return found[0]
        return self.of_url(article.url)

    def of_url(self, url: str) -> Article:
        """The article with that address, under whatever alias; NotFound."""
        found = self._select(
            "WHERE article.id = (SELECT article_id FROM alias WHERE url = ?)", (url,)
        )
        if not found:
            raise NotFound(f"no article at {url} is kept: 'variorum list' shows what is")
        return found[0]

    def aliases(self, article_id: int) -> tuple[Alias, ...]:
        """Every address of the article, the first seen first."""
        rows = self.db.query(
            "SELECT * FROM alias WHERE article_id = ? ORDER BY first_seen, url", (article_id,)
        )
        return tuple(
            Alias(
                url=row["url"],
                kind=row["kind"],
                first_seen=from_text(row["first_seen"]),
                last_seen=from_text(row["last_seen"]),
            )
            for row in rows
        )

    def page(self, *, after: int = 0, limit: int = 100) -> tuple[Article, ...]:
        """Articles by number, for walking through all of them."""
        return self._select("WHERE article.id > ? ORDER BY article.id LIMIT ?", (after, limit))

    def chosen(self, article_ids: Sequence[int]) -> tuple[Article, ...]:
        """The articles of these numbers, by number."""
        places = ", ".join("?" * len(article_ids))
        return self._select(f"WHERE article.id IN ({places}) ORDER BY article.id", article_ids)

    def of_source(self, source_id: int) -> tuple[Article, ...]:
        """The articles that this source brought."""
        return self._select(
            "WHERE article.id IN (SELECT article_id FROM article_source WHERE source_id = ?)"
            " ORDER BY article.id",
            (source_id,),
        )

    def leave(self, source_id: int) -> None:
        """No more looks at what only this source brought; its history stays."""
        self.db.execute(
            "UPDATE article SET next_due = NULL WHERE id IN"
            " (SELECT article_id FROM article_source WHERE source_id = ?) AND id NOT IN"
            " (SELECT article_id FROM article_source WHERE source_id <> ?)",
            (source_id, source_id),
        )

    def due(self, now: datetime, limit: int, *, but_not: Sequence[str] = ()) -> tuple[Article, ...]:
        """Articles that are due, the wished-for first, then the most overdue.

        `but_not` are hosts that have enough to do.
        """
        wished = self._select(
            "WHERE article.id IN (SELECT article_id FROM wish ORDER BY asked_at LIMIT ?)",
            (limit,),
        )
        due = self._select(
            "WHERE next_due <= ? AND host NOT IN (SELECT value FROM json_each(?))"
            " ORDER BY next_due LIMIT ?",
            (to_text(now), json.dumps(list(but_not)), limit),
        )
        return tuple({article.id: article for article in (*wished, *due)}.values())[:limit]

    def forget_answer(self, article_id: int) -> None:
        """The next answer is read whatever it is like: what stands is not what the last one had."""
        self.change(article_id, **dict.fromkeys(LAST_ANSWER))

    def change(self, article_id: int, **values: Any) -> None:
        """Set columns by name; times are given as datetimes."""
        if strange := set(values) - set(_CHANGEABLE):
            raise ValueError(f"an article's {sorted(strange)} cannot be changed")
        texts = [
            maybe_text(value) if isinstance(value, datetime) else value for value in values.values()
        ]
        columns = ", ".join(f"{name} = ?" for name in values)
        self.db.execute(f"UPDATE article SET {columns} WHERE id = ?", [*texts, article_id])

    def make_due(self, article_ids: Sequence[int], at: datetime) -> None:
        """Let the next tick look at these."""
        self.db.conn.executemany(
            "UPDATE article SET next_due = ? WHERE id = ?",
            [(to_text(at), article_id) for article_id in article_ids],
        )

    def hint(self, article_id: int, due: datetime) -> None:
        """Bring the next look forward, never back."""
        self.db.execute(
            "UPDATE article SET next_due = min(coalesce(next_due, ?), ?) WHERE id = ?",
            (to_text(due), to_text(due), article_id),
        )

    def not_before(self, article_id: int, at: datetime) -> None:
        """Put the next look off to the time that the server asked for."""
        self.db.execute(
            "UPDATE article SET next_due = max(coalesce(next_due, ?), ?) WHERE id = ?",
            (to_text(at), to_text(at), article_id),
        )

    def wish(self, article_id: int, at: datetime) -> None:
        """Somebody asked for a look now; the scheduler picks it up."""
        self.db.execute("INSERT OR IGNORE INTO wish VALUES (?, ?)", (article_id, to_text(at)))

    def fulfil(self, article_id: int) -> None:
        """The look that was wished for was made."""
        self.db.execute("DELETE FROM wish WHERE article_id = ?", (article_id,))

    def count(self) -> int:
        """How many articles there are."""
        return int(self.db.conn.execute("SELECT count(*) FROM article").fetchone()[0])

    def _select(self, tail: str, values: Sequence[Any]) -> tuple[Article, ...]:
        return tuple(_article(row) for row in dicts(self.db.conn, _COLUMNS + tail, values))


def _hash(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _article(row: Mapping[str, Any]) -> Article:
    return Article(
        id=row["id"],
        url=row["url"],
        host=row["host"],
        kind=row["kind"],
        state=row["state"],
        headline=row["headline"],
        first_seen=from_text(row["first_seen"]),
        last_checked=maybe_time(row["last_checked"]),
        next_due=maybe_time(row["next_due"]),
        revisions=row["revisions"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        last_sha256=row["last_sha256"],
        imprint=row["imprint"],
        stated_update=maybe_time(row["stated_update"]),
        suspect=row["suspect"],
        failures=row["failures"],
        cadence=row["cadence"],
        merged_into=row["merged_into"],
        labels=tuple(json.loads(row["labels"])),
    )
