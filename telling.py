"""Who hears of a revision: what is owed is written with it, and sent afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.events import event
from monitor.rules import RuleSet, owed
from settings import Settings
from storage.archive import Archive
from storage.records import Article, Comparison, Reading, Revision, Rule


def now_utc() -> datetime:
    """The time."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Teller:
    """The rules in force, and the outbox they write to."""

    archive: Archive
    settings: Settings
    now: Callable[[], datetime] = now_utc
    _rules: tuple[Rule, ...] = ()
    _set: RuleSet | None = None

    def refresh(self) -> None:
        """Take up the rules as they are now."""
        rules = self.archive.outbox.rules()
        if self._set is None or rules != self._rules:
            self._rules, self._set = rules, RuleSet.of(rules)

    def tell(
        self, article: Article, revision: Revision, comparison: Comparison, reading: Reading | None
    ) -> None:
        """Owe what the rules want of this revision; the caller holds its transaction."""
        if self._set is None:
            self.refresh()
        assert self._set is not None  # noqa: S101 -- refreshed just now
        if not self._rules:
            return
        sources = tuple(
            self.archive.sources.get(source_id)
            for source_id in self.archive.articles.sources_of(article.id)
        )
        seen = event(
            article=article,
            revision=revision,
            comparison=comparison,
            readings=() if reading is None else (reading,),
            sources=sources,
            aliases=tuple(alias.url for alias in self.archive.articles.aliases(article.id)),
        )
        now = self.now()
        for message in owed(seen, self._set, now):
            self.archive.outbox.owe(
                key=message.key,
                rule=message.rule,
                channel=message.channel,
                revision_id=revision.id,
                at=now,
                due_at=message.due_at,
                held=message.held,
                payload={"why": "; ".join(message.why)},
            )

    async def deliver(self) -> None:
        """Send what is owed by now."""
        self.refresh()
