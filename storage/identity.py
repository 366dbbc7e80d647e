"""Which addresses are one article: joining, merging and taking apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage import log
from storage.articles import Articles
from storage.records import Article
from storage.times import to_text


@dataclass(frozen=True, slots=True)
class Identity:
    """Writes that make two articles one, or one two; each is an entry of the log."""

    db: Database
    articles: Articles

    def merge(self, article_id: int, into: int, *, at: datetime, why: str) -> Article:
        """From now on both are looked at as `into`; answers that article.

        An article without a history goes; one with revisions stays and says what it became.
        """
        with self.db.atomic():
            other, kept = self.articles.get(article_id), self.articles.get(into)
            self._move(("alias", "article_source"), article_id, into)
            self.db.execute("DELETE FROM wish WHERE article_id = ?", (article_id,))
            if other.revisions:
                self.db.execute(
                    "UPDATE article SET merged_into = ?, next_due = NULL WHERE id = ?",
                    (into, article_id),
                )
            else:
                self._move(("capture", "check_run"), article_id, into)
                self.db.execute("DELETE FROM article WHERE id = ?", (article_id,))
            log.append(
                self.db.conn,
                "merge",
                into,
                {"at": to_text(at), "why": why, "kept": kept.url, "merged": other.url},
            )
        return self.articles.get(into)

    def weave(self, article_id: int, into: int) -> None:
        """Give the captures of a merged article to the one it became; then rebuild that."""
        with self.db.atomic():
            self._move(("capture",), article_id, into)

    def split(self, url: str, *, at: datetime, why: str) -> tuple[Article, Article]:
        """Take an address off its article, with the captures that it answered.

        Answers the article that it was taken from and the new one, or the one that had been merged
        into it; both are to be rebuilt.
        """
        with self.db.atomic():
            old = self.articles.of_url(url)
            self.db.execute("DELETE FROM alias WHERE url = ?", (url,))
            new = self._apart(url, at)
            self.db.execute(
                "UPDATE capture SET article_id = ? WHERE article_id = ?"
                " AND (url = ? OR final_url = ?)",
                (new.id, old.id, url, url),
            )
            log.append(
                self.db.conn,
                "split",
                new.id,
                {"at": to_text(at), "why": why, "from": old.url, "taken": url},
            )
        return self.articles.get(old.id), self.articles.get(new.id)

    def _apart(self, url: str, at: datetime) -> Article:
        """The article that has this address to itself: a new one, or one that was merged away."""
        merged = self.db.conn.execute("SELECT id FROM article WHERE url = ?", (url,)).fetchone()
        if merged is None:
            return self.articles.ensure(url, seen_at=at, source_id=None, kind="split")[0]
        self.db.execute(
            "UPDATE article SET merged_into = NULL, next_due = ? WHERE id = ?",
            (to_text(at), merged[0]),
        )
        self.articles.seen_as(merged[0], url, kind="split", at=at)
        return self.articles.get(merged[0])

    def _move(self, tables: tuple[str, ...], article_id: int, into: int) -> None:
        for table in tables:
            self.db.execute(
                f"UPDATE OR IGNORE {table} SET article_id = ? WHERE article_id = ?",
                (into, article_id),
            )
