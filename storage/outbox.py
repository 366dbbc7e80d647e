"""What is owed to whom: channels, rules and deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.deliveries import Delivery, Rule
from storage.errors import NotFound
from storage.outbox_rows import Channel, channel_of, delivery_of, rule_of
from storage.shapes import dumps
from storage.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class Outbox:
    """Reads and writes of the tables `channel`, `rule` and `delivery`."""

    db: Database

    def set_channel(
        self, name: str, address: str, *, at: datetime, template: str | None = None
    ) -> None:
        """Add a channel, or give it another address."""
        self.db.execute(
            "INSERT INTO channel (name, address, template, added_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET address = excluded.address,"
            " template = excluded.template, failures = 0, retry_at = NULL",
            (name, address, template, to_text(at)),
        )

    def channels(self) -> tuple[Channel, ...]:
        """Every channel by name."""
        return tuple(
            channel_of(row) for row in self.db.query("SELECT * FROM channel ORDER BY name")
        )

    def channel(self, name: str) -> Channel:
        """The channel of that name; NotFound."""
        for row in self.db.query("SELECT * FROM channel WHERE name = ?", (name,)):
            return channel_of(row)
        raise NotFound(f"there is no channel {name!r}: 'variorum alerts list' shows what there is")

    def remove_channel(self, name: str) -> None:
        """Forget a channel; what was owed to it becomes dead."""
        self.db.execute("DELETE FROM channel WHERE name = ?", (name,))
        self.db.execute(
            "UPDATE delivery SET state = 'dead', reason = 'the channel was removed'"
            " WHERE channel = ? AND state = 'owed'",
            (name,),
        )

    def channel_tried(self, name: str, *, failures: int, retry_at: datetime | None) -> None:
        """Note how the last attempt at a channel went."""
        self.db.execute(
            "UPDATE channel SET failures = ?, retry_at = ? WHERE name = ?",
            (failures, None if retry_at is None else to_text(retry_at), name),
        )

    def set_rule(self, rule: Rule) -> Rule:
        """Add a rule, or replace the one of the same name; its id is given here."""
        self.db.execute(
            'INSERT INTO rule (name, "when", channels, digest, quiet, zone, enabled)'
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
            ' "when" = excluded."when", channels = excluded.channels,'
            " digest = excluded.digest, quiet = excluded.quiet, zone = excluded.zone,"
            " enabled = excluded.enabled",
            (
                rule.name,
                rule.when,
                dumps(list(rule.channels)),
                rule.digest,
                rule.quiet,
                rule.zone,
                int(rule.enabled),
            ),
        )
        return self.rule(rule.name)

    def rules(self) -> tuple[Rule, ...]:
        """Every rule, the oldest first."""
        return tuple(rule_of(row) for row in self.db.query("SELECT * FROM rule ORDER BY id"))

    def rule(self, name: str) -> Rule:
        """The rule of that name; NotFound."""
        for row in self.db.query("SELECT * FROM rule WHERE name = ?", (name,)):
            return rule_of(row)
        raise NotFound(f"there is no rule {name!r}: 'variorum alerts list' shows what there is")

    def remove_rule(self, name: str) -> None:
        """Forget a rule; what is owed already stays owed."""
        self.db.execute("DELETE FROM rule WHERE name = ?", (name,))

    def owe(
        self,
        *,
        key: str,
        rule: str,
        channel: str,
        revision_id: int | None,
        at: datetime,
        due_at: datetime,
        held: str | None = None,
        payload: dict[str, str] | None = None,
    ) -> None:
        """One message more; a key that is known already is not owed twice.

        What is owed of a revision that a rebuild made anew is owed of the new one.
        """
        self.db.execute(
            "INSERT INTO delivery"
            " (key, rule, channel, revision_id, state, due_at, created_at, reason, payload)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE"
            " SET revision_id = excluded.revision_id WHERE delivery.revision_id IS NULL",
            (
                key,
                rule,
                channel,
                revision_id,
                "held" if held else "owed",
                to_text(due_at),
                to_text(at),
                held,
                dumps(payload or {}),
            ),
        )

    def due(self, now: datetime, *, channel: str, limit: int) -> tuple[Delivery, ...]:
        """What a channel is owed by now, the oldest first.

        Of an article whose message has to be tried again later, nothing overtakes that message.
        """
        text = to_text(now)
        return self._select(
            "LEFT JOIN revision ON revision.id = delivery.revision_id"
            " WHERE state = 'owed' AND channel = :channel AND due_at <= :now"
            " AND coalesce(retry_at, '') <= :now"
            " AND (article_id IS NULL OR article_id NOT IN ("
            "  SELECT article_id FROM delivery JOIN revision ON revision.id = revision_id"
            "  WHERE state = 'owed' AND channel = :channel AND retry_at > :now))"
            " ORDER BY due_at, delivery.id LIMIT :limit",
            {"channel": channel, "now": text, "limit": limit},
        )

    def waiting(self, now: datetime) -> tuple[str, ...]:
        """The channels that are owed something by now and may be tried."""
        rows = self.db.conn.execute(
            "SELECT DISTINCT delivery.channel FROM delivery LEFT JOIN channel"
            " ON channel.name = delivery.channel WHERE state = 'owed' AND due_at <= :now"
            " AND coalesce(delivery.retry_at, '') <= :now"
            " AND coalesce(channel.retry_at, '') <= :now ORDER BY 1",
            {"now": to_text(now)},
        )
        return tuple(name for (name,) in rows)

    def claim(self, channel: str, holder: str, *, now: datetime, until: datetime) -> bool:
        """Be the only one who sends to a channel, until then; whether that was granted."""
        cursor = self.db.execute(
            "UPDATE channel SET holder = ?, held_until = ? WHERE name = ?"
            " AND (holder IS NULL OR holder = ? OR held_until <= ?)",
            (holder, to_text(until), channel, holder, to_text(now)),
        )
        return cursor.rowcount == 1

    def release(self, channel: str, holder: str) -> None:
        """Leave the channel to others."""
        self.db.execute(
            "UPDATE channel SET holder = NULL, held_until = NULL WHERE name = ? AND holder = ?",
            (channel, holder),
        )

    def bundle(self, delivery_ids: Sequence[int], batch: str) -> None:
        """These go out as one message of that key, at each attempt."""
        self.db.conn.executemany(
            "UPDATE delivery SET batch = ? WHERE id = ?",
            [(batch, delivery_id) for delivery_id in delivery_ids],
        )

    def batch(self, batch: str) -> tuple[Delivery, ...]:
        """What is still owed of a message."""
        return self._select(
            "WHERE state = 'owed' AND batch = ? ORDER BY due_at, delivery.id", (batch,)
        )

    def sent_since(self, channel: str, since: datetime) -> dict[str, int]:
        """How many messages each rule has sent to a channel since then."""
        rows = self.db.conn.execute(
            "SELECT rule, count(DISTINCT coalesce(batch, key)) FROM delivery"
            " WHERE state = 'sent' AND channel = ? AND sent_at > ? GROUP BY rule",
            (channel, to_text(since)),
        )
        return {str(rule): int(number) for rule, number in rows}

    def sent(self, delivery_ids: Sequence[int], at: datetime) -> None:
        """The channel has taken these."""
        self.db.conn.executemany(
            "UPDATE delivery SET state = 'sent', attempts = attempts + 1, sent_at = ?,"
            " reason = NULL WHERE id = ?",
            [(to_text(at), delivery_id) for delivery_id in delivery_ids],
        )

    def failed(
        self, delivery_ids: Sequence[int], *, reason: str, retry_at: datetime | None
    ) -> None:
        """The channel did not take these; without a time to try again they are dead."""
        text = None if retry_at is None else to_text(retry_at)
        self.db.conn.executemany(
            "UPDATE delivery SET state = CASE WHEN ? IS NULL THEN 'dead' ELSE state END,"
            " attempts = attempts + 1, reason = ?, retry_at = ? WHERE id = ?",
            [(text, reason, text, delivery_id) for delivery_id in delivery_ids],
        )

    def again(self, delivery_id: int, at: datetime) -> None:
        """Owe a held, dead or sent message once more, under the same key."""
        self.db.execute(
            "UPDATE delivery SET state = 'owed', attempts = 0, due_at = ?, reason = NULL,"
            " retry_at = NULL, batch = NULL, sent_at = NULL WHERE id = ?",
            (to_text(at), delivery_id),
        )

    def episodes(self, names: Sequence[str], now: datetime) -> dict[str, datetime]:
        """Since when each of these alarms lasts; one that is not named is over."""
        self.db.execute(
            "DELETE FROM alarm WHERE name NOT IN (SELECT value FROM json_each(?))",
            (dumps(list(names)),),
        )
        self.db.conn.executemany(
            "INSERT OR IGNORE INTO alarm (name, since) VALUES (?, ?)",
            [(name, to_text(now)) for name in names],
        )
        rows = self.db.conn.execute("SELECT name, since FROM alarm")
        return {str(name): from_text(since) for name, since in rows}

    def state_of(self, key: str) -> str | None:
        """How the message of that key stands; None where none was ever owed."""
        row = self.db.conn.execute("SELECT state FROM delivery WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def counts(self) -> dict[str, int]:
        """How many messages stand how."""
        rows = self.db.conn.execute("SELECT state, count(*) FROM delivery GROUP BY state")
        return {str(state): int(number) for state, number in rows}

    def deliveries(
        self, *, state: str | None = None, before: int | None = None, limit: int = 100
    ) -> tuple[Delivery, ...]:
        """Messages, the newest first."""
        return self._select(
            "WHERE (? IS NULL OR state = ?) AND (? IS NULL OR delivery.id < ?)"
            " ORDER BY delivery.id DESC LIMIT ?",
            (state, state, before, before, limit),
        )

    def delivery(self, delivery_id: int) -> Delivery:
        """The message of that number; NotFound."""
        found = self._select("WHERE delivery.id = ?", (delivery_id,))
        if not found:
            raise NotFound(f"there is no delivery {delivery_id}")
        return found[0]

    def _select(self, tail: str, values: Sequence[Any] | dict[str, Any]) -> tuple[Delivery, ...]:
        rows = self.db.query(f"SELECT delivery.* FROM delivery {tail}", values)
        return tuple(delivery_of(row) for row in rows)
