"""Accounts sign in, and nothing that would let another sign in is kept."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from factories import NOON, after
from storage.accounts import SESSION_LENGTH, Accounts, Holder
from storage.errors import BadAccount, NotFound

PASSWORD = "correct horse battery"


@pytest.fixture
def accounts(archive):
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return Accounts(archive.db, quick)


def add(accounts, name="ada", role="admin"):
    return accounts.add(name, PASSWORD, role=role, at=NOON)


def test_only_the_right_name_and_password_sign_in(accounts):
    ada = add(accounts)

    tries = [("ada", PASSWORD), ("ADA", PASSWORD), ("ada", "wrong"), ("bob", PASSWORD), ("", "")]

    assert [accounts.check(*one) for one in tries] == [ada, ada, None, None, None]


def test_a_session_lasts_its_time_and_not_longer(accounts):
    ada = add(accounts)

    secret = accounts.begin(ada.id, NOON)

    holder = Holder(account=ada, role="admin", session_id=1)
    assert accounts.of_session(secret, NOON + SESSION_LENGTH - timedelta(seconds=1)) == holder
    assert accounts.of_session(secret, NOON + SESSION_LENGTH) is None
    assert accounts.of_session("another", NOON) is None


def test_secrets_are_not_in_the_archive(accounts):
    ada = add(accounts)

    secrets = [accounts.begin(ada.id, NOON), accounts.issue(ada.id, "t", role="viewer", at=NOON)]

    dump = "\n".join(accounts.db.conn.iterdump())
    assert [one in dump for one in (*secrets, PASSWORD)] == [False, False, False]


def test_signing_out_ends_one_session_and_a_new_password_all(accounts):
    ada = add(accounts)
    first, second, third = (accounts.begin(ada.id, NOON) for _ in range(3))

    accounts.end(accounts.of_session(first, NOON).session_id)
    left = [bool(accounts.of_session(one, NOON)) for one in (first, second, third)]
    accounts.set_password(ada.id, "another password")

    assert left == [False, True, True]
    assert [accounts.of_session(one, NOON) for one in (second, third)] == [None, None]
    assert accounts.check("ada", PASSWORD) is None


def test_a_token_allows_no_more_than_its_account_now(accounts):
    add(accounts)
    bob = add(accounts, "bob", "archivist")
    secret = accounts.issue(bob.id, "script", role="archivist", at=NOON)

    before = accounts.of_token(secret, NOON).role
    accounts.set_role(bob.id, "viewer")

    assert (before, accounts.of_token(secret, NOON).role) == ("archivist", "viewer")
    with pytest.raises(BadAccount):
        accounts.issue(bob.id, "more", role="admin", at=NOON)


def test_a_token_ends_when_it_expires_or_is_revoked(accounts):
    ada = add(accounts)
    brief = accounts.issue(ada.id, "brief", role="viewer", at=NOON, expires_at=after(5))
    lasting = accounts.issue(ada.id, "lasting", role="viewer", at=NOON)

    accounts.revoke(ada.id, accounts.tokens(ada.id)[1].id)

    assert [one.name for one in accounts.tokens(ada.id)] == ["brief"]
    assert accounts.of_token(brief, after(4)).account == ada
    assert (accounts.of_token(brief, after(5)), accounts.of_token(lasting, NOON)) == (None, None)
    with pytest.raises(NotFound):
        accounts.revoke(ada.id, 99)


@pytest.mark.parametrize(
    ("name", "password", "role"),
    [
        ("", PASSWORD, "viewer"),
        (" ada", PASSWORD, "viewer"),
        ("a\nb", PASSWORD, "viewer"),
        ("x" * 81, PASSWORD, "viewer"),
        ("bob", "short", "viewer"),
        ("bob", "x" * 257, "viewer"),
        ("bob", PASSWORD, "root"),
        ("ADA", PASSWORD, "viewer"),
    ],
)
def test_impossible_accounts_are_refused(accounts, name, password, role):
    add(accounts)

    with pytest.raises(BadAccount):
        accounts.add(name, password, role=role, at=NOON)


def test_the_last_admin_stays(accounts):
    ada = add(accounts)
    add(accounts, "bob", "viewer")

    with pytest.raises(BadAccount):
        accounts.remove(ada.id)
    with pytest.raises(BadAccount):
        accounts.set_role(ada.id, "viewer")
    with pytest.raises(BadAccount):
        accounts.set_role(ada.id, "root")

    assert [one.name for one in accounts.all()] == ["ada", "bob"]


def test_another_account_can_be_removed(accounts):
    add(accounts)
    bob = add(accounts, "bob", "viewer")

    accounts.remove(bob.id)

    with pytest.raises(NotFound):
        accounts.named("bob")
    with pytest.raises(NotFound):
        accounts.get(bob.id)
