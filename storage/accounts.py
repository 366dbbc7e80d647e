"""Who may sign in: accounts, their sessions, and the tokens of their programs.

A password is kept as argon2id (RFC 9106); of a session or a token only its SHA-256 is kept, for
both are random and need no slow hash.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlite_utils import Database

from storage.errors import BadAccount, NotFound
from storage.times import from_text, maybe_text, maybe_time, to_text

ROLES = ("viewer", "archivist", "admin")
#: by which a token is known when it turns up where it should not
PREFIX = "vrm_"
LEAST_PASSWORD, MOST_PASSWORD = 12, 256
SESSION_LENGTH = timedelta(days=14)

#: one statement each
STATEMENTS = (
    "CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE,"
    " role TEXT NOT NULL CHECK (role IN ('viewer', 'archivist', 'admin')),"
    " password TEXT NOT NULL, created_at TEXT NOT NULL) STRICT",
    "CREATE TABLE session (id INTEGER PRIMARY KEY, secret BLOB NOT NULL UNIQUE,"
    " account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,"
    " created_at TEXT NOT NULL, expires_at TEXT NOT NULL) STRICT",
    "CREATE INDEX session_account ON session (account_id)",
    "CREATE TABLE token (id INTEGER PRIMARY KEY, secret BLOB NOT NULL UNIQUE,"
    " account_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,"
    " name TEXT NOT NULL, role TEXT NOT NULL, created_at TEXT NOT NULL, expires_at TEXT) STRICT",
    "CREATE INDEX token_account ON token (account_id)",
)


@cache
def _hasher() -> PasswordHasher:
    """argon2id with the parameters that RFC 9106 recommends where memory is short."""
    return PasswordHasher()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who may sign in."""

    id: int
    name: str
    #: one of ROLES
    role: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a program of an account shows instead of a password."""

    id: int
    account_id: int
    name: str
    #: no more than the account's own
    role: str
    created_at: datetime
    #: None for never
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose session or token it was."""

    account: Account
    #: what the session or token allows
    role: str
    session_id: int | None = None


@dataclass(frozen=True, slots=True)
class Accounts:
    """Reads and writes of the tables `account`, `session` and `token`."""

    db: Database
    hasher: PasswordHasher = field(default_factory=_hasher)

    def add(self, name: str, password: str, *, role: str, at: datetime) -> Account:
        """Make an account; BadAccount."""
        _check(name, password, role)
        if self.db.conn.execute("SELECT 1 FROM account WHERE name = ?", (name,)).fetchone():
            raise BadAccount(f"there is an account {name!r} already")
        self.db.execute(
            "INSERT INTO account (name, role, password, created_at) VALUES (?, ?, ?, ?)",
            (name, role, self.hasher.hash(password), to_text(at)),
        )
        return self.named(name)

    def all(self) -> tuple[Account, ...]:
        """Every account by name."""
        return self._select("ORDER BY name")

    def named(self, name: str) -> Account:
        """The account of that name; NotFound."""
        found = self._select("WHERE name = ?", name)
        if not found:
            raise NotFound(f"there is no account {name[:60]!r}")
        return found[0]

    def get(self, account_id: int) -> Account:
        """The account of that number; NotFound."""
        found = self._select("WHERE id = ?", account_id)
        if not found:
            raise NotFound(f"there is no account {account_id}")
        return found[0]

    def set_role(self, account_id: int, role: str) -> None:
        """Give an account another role; its sessions and stronger tokens end; BadAccount."""
        if role not in ROLES:
            raise BadAccount(f"a role is one of {', '.join(ROLES)}")
        self._keep_an_admin(account_id, role)
        self.db.execute("UPDATE account SET role = ? WHERE id = ?", (role, account_id))
        self.end_sessions(account_id)

    def set_password(self, account_id: int, password: str) -> None:
        """Another password; every session of the account ends."""
        _check("name", password, "viewer")
        self.db.execute(
            "UPDATE account SET password = ? WHERE id = ?",
            (self.hasher.hash(password), account_id),
        )
        self.end_sessions(account_id)

    def remove(self, account_id: int) -> None:
        """Forget an account with its sessions and tokens; BadAccount for the last admin."""
        self._keep_an_admin(account_id, "viewer")
        self.db.execute("DELETE FROM account WHERE id = ?", (account_id,))

    def check(self, name: str, password: str) -> Account | None:
        """Whose name and password these are; takes as long for a name that nobody has."""
        row = self.db.conn.execute(
            "SELECT id, password FROM account WHERE name = ?", (name,)
        ).fetchone()
        kept = row[1] if row else _nobody(self.hasher)
        try:
            self.hasher.verify(kept, password[:MOST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return None
        return self.get(row[0]) if row else None

    def begin(self, account_id: int, at: datetime) -> str:
        """A new session; its secret goes into the visitor's cookie and is kept nowhere."""
        secret = secrets.token_urlsafe(32)
        self.db.execute("DELETE FROM session WHERE expires_at <= ?", (to_text(at),))
        self.db.execute(
            "INSERT INTO session (secret, account_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
            (_digest(secret), account_id, to_text(at), to_text(at + SESSION_LENGTH)),
        )
        return secret

    def of_session(self, secret: str, at: datetime) -> Holder | None:
        """Whose session this is, where it still lasts."""
        row = self.db.conn.execute(
            "SELECT id, account_id FROM session WHERE secret = ? AND expires_at > ?",
            (_digest(secret), to_text(at)),
        ).fetchone()
        if row is None:
            return None
        account = self.get(row[1])
        return Holder(account=account, role=account.role, session_id=row[0])

    def end(self, session_id: int) -> None:
        """Sign a session out."""
        self.db.execute("DELETE FROM session WHERE id = ?", (session_id,))

    def end_sessions(self, account_id: int) -> None:
        """Sign every session of an account out."""
        self.db.execute("DELETE FROM session WHERE account_id = ?", (account_id,))

    def issue(
        self,
        account_id: int,
        name: str,
        *,
        role: str,
        at: datetime,
        expires_at: datetime | None = None,
    ) -> str:
        """A new token, shown once and kept nowhere; BadAccount."""
        account = self.get(account_id)
        if role not in ROLES or ROLES.index(role) > ROLES.index(account.role):
            raise BadAccount("a token may do no more than its account")
        if not 0 < len(name.strip()) <= 80:
            raise BadAccount("a token needs a name of up to 80 characters, to be told apart")
        secret = PREFIX + secrets.token_urlsafe(32)
        self.db.execute(
            "INSERT INTO token (secret, account_id, name, role, created_at, expires_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (_digest(secret), account_id, name, role, to_text(at), maybe_text(expires_at)),
        )
        return secret

    def of_token(self, secret: str, at: datetime) -> Holder | None:
        """Whose token this is, where it is valid; it never allows more than its account now."""
        row = self.db.conn.execute(
            "SELECT account_id, role FROM token WHERE secret = ?"
            " AND (expires_at IS NULL OR expires_at > ?)",
            (_digest(secret), to_text(at)),
        ).fetchone()
        if row is None:
            return None
        account = self.get(row[0])
        return Holder(account=account, role=min(row[1], account.role, key=ROLES.index))

    def tokens(self, account_id: int) -> tuple[Token, ...]:
        """The tokens of an account, the oldest first."""
        rows = self.db.query("SELECT * FROM token WHERE account_id = ? ORDER BY id", (account_id,))
        return tuple(_token(row) for row in rows)

    def revoke(self, account_id: int, token_id: int) -> None:
        """Forget a token of an account; NotFound."""
        gone = self.db.conn.execute(
            "DELETE FROM token WHERE id = ? AND account_id = ?", (token_id, account_id)
        )
        if not gone.rowcount:
            raise NotFound(f"there is no token {token_id}")

    def _keep_an_admin(self, account_id: int, role: str) -> None:
        others = self.db.conn.execute(
            "SELECT count(*) FROM account WHERE role = 'admin' AND id <> ?", (account_id,)
        ).fetchone()[0]
        if role != "admin" and not others and self.get(account_id).role == "admin":
            raise BadAccount("this is the last admin: make another one first")

    def _select(self, tail: str, *values: Any) -> tuple[Account, ...]:
        rows = self.db.query(f"SELECT id, name, role, created_at FROM account {tail}", values)
        return tuple(
            Account(
                id=row["id"],
                name=row["name"],
                role=row["role"],
                created_at=from_text(row["created_at"]),
            )
            for row in rows
        )


def _check(name: str, password: str, role: str) -> None:
    if not (0 < len(name) <= 80 and name.isprintable() and name == name.strip()):
        raise BadAccount("a name has 1 to 80 characters that can be seen")
    if role not in ROLES:
        raise BadAccount(f"a role is one of {', '.join(ROLES)}")
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise BadAccount(f"a password has {LEAST_PASSWORD} to {MOST_PASSWORD} characters")


@cache
def _nobody(hasher: PasswordHasher) -> str:
    """What a name that nobody has is checked against."""
    return hasher.hash("nobody has this password")


def _digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "replace")).digest()


def _token(row: Mapping[str, Any]) -> Token:
    return Token(
        id=row["id"],
        account_id=row["account_id"],
        name=row["name"],
        role=row["role"],
        created_at=from_text(row["created_at"]),
        expires_at=maybe_time(row["expires_at"]),
    )
