"""What delivering needs of the world: the archive's outbox, those who carry, and patience."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from monitor.messages import Face, Message
from storage.deliveries import Delivery
from storage.records import Article, Comparison, Revision


class ChannelLike(Protocol):
    """What the outbox knows of a channel."""

    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def template(self) -> str | None: ...
    @property
    def failures(self) -> int: ...


class OutboxLike(Protocol):
    """What delivering needs of the outbox."""

    def waiting(self, now: datetime) -> tuple[str, ...]: ...
    def channel(self, name: str) -> ChannelLike: ...
    def due(self, now: datetime, *, channel: str, limit: int) -> tuple[Delivery, ...]: ...
    def claim(self, channel: str, holder: str, *, now: datetime, until: datetime) -> bool: ...
    def release(self, channel: str, holder: str) -> None: ...
    def bundle(self, delivery_ids: Sequence[int], batch: str) -> None: ...
    def batch(self, batch: str) -> tuple[Delivery, ...]: ...
    def sent_since(self, channel: str, since: datetime) -> Mapping[str, int]: ...
    def sent(self, delivery_ids: Sequence[int], at: datetime) -> None: ...
    def failed(
        self, delivery_ids: Sequence[int], *, reason: str, retry_at: datetime | None
    ) -> None: ...
    def channel_tried(self, name: str, *, failures: int, retry_at: datetime | None) -> None: ...


class RevisionsLike(Protocol):
    """What a message tells of."""

    def get(self, revision_id: int) -> Revision: ...
    def comparison(self, revision: Revision) -> Comparison: ...


class ArticlesLike(Protocol):
    """What a revision is of."""

    def get(self, article_id: int) -> Article: ...


class Port(Protocol):
    """The archive, as far as delivering goes."""

    @property
    def outbox(self) -> OutboxLike: ...
    @property
    def revisions(self) -> RevisionsLike: ...
    @property
    def articles(self) -> ArticlesLike: ...
    def transaction(self) -> AbstractContextManager[None]: ...


class Sender(Protocol):
    """What carries messages to one address."""

    @property
    def face(self) -> Face | None:
        """None: it takes events, not words."""

    async def send(self, message: Message) -> None:
        """Send, or raise DeliveryError."""


class Senders(Protocol):
    """Who carries to which address."""

    def open(self, address: str) -> Sender: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How patient delivering is."""

    #: deliveries of a channel that one pass takes
    limit: int = 5_000
    #: of these, how many are read whole; messages for people only count those beyond it, and
    #: machines get them in the next pass
    whole: int = 500
    #: attempts before a message is dead: with the waits below, two to three days
    attempts: int = 20
    #: wait after the first failure; it doubles with each
    first_wait: timedelta = timedelta(seconds=30)
    longest_wait: timedelta = timedelta(hours=6)
    #: how long a channel stays ours when we stop without a word; longer than two attempts
    lease: timedelta = timedelta(seconds=90)
    #: messages in a row that may fail before the whole channel is left alone
    in_a_row: int = 3
    #: channels that are served at once
    channels: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything that delivering needs of the world."""

    port: Port
    senders: Senders
    now: Callable[[], datetime]
    #: where the comparison of a revision can be seen
    link: Callable[[Article, Revision], str]
    #: a number from 0 to 1, so that not all try again at the same moment
    jitter: Callable[[], float]
    #: who we are among the processes that deliver from this archive
    holder: str
    policy: Policy = Policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How a pass went, in deliveries."""

    sent: int = 0
    #: to be tried again
    failed: int = 0
    dead: int = 0

    def __add__(self, other: Delivered) -> Delivered:
        return Delivered(
            sent=self.sent + other.sent,
            failed=self.failed + other.failed,
            dead=self.dead + other.dead,
        )
