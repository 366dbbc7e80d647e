"""Who may do what: roles, what a route needs, and how a need is judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """What an account may do; each role may do all that the one before it may."""

    ANYONE = 0
    #: reads everything but accounts
    VIEWER = 1
    #: adds sources, asks for checks, edits rules
    ARCHIVIST = 2
    #: manages accounts and channels
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class Need:
    """What a route asks of its visitor."""

    role: Role
    #: open to anyone where the archive is shown in public
    public: bool = False


#: needs nothing: the sign-in page, style sheets
OPEN = Need(Role.ANYONE, public=True)
READ = Need(Role.VIEWER, public=True)
INSIDE = Need(Role.VIEWER)
WRITE = Need(Role.ARCHIVIST)
ADMINISTER = Need(Role.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who sends a request."""

    role: Role
    #: the account's name; None without one
    name: str | None = None
    account_id: int | None = None
    #: the session's number, where the visitor signed in with a browser
    session_id: int | None = None

    def may(self, need: Need) -> bool:
        """Whether the role suffices."""
        return self.role >= need.role


def uninvited(*, accounts: bool, public: bool) -> Visitor:
    """Who a visitor without credentials is.

    Without accounts the pages are bound to loopback, and whoever reaches them may do everything;
    in public, nobody may write without an account.
    """
    return Visitor(role=Role.ANYONE if accounts or public else Role.ADMIN)


def allowed(visitor: Visitor, need: Need, *, public: bool) -> bool:
    """Whether this visitor gets what the route gives."""
    return visitor.may(need) or (public and need.public)
