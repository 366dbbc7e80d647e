"""Accounts are made, listed and removed on the command line, without a password on the line."""

import json

import pytest
from click.testing import CliRunner

from cli import variorum

PASSWORD = "correct horse battery\n"


@pytest.fixture
def desk(folder):
    def run(*words, given=PASSWORD):
        return CliRunner().invoke(variorum, ["--archive", str(folder), *words], input=given)

    return run


def test_an_account_is_made_listed_and_removed(desk):
    made = desk("accounts", "add", "ada", "--role", "admin", "--json")
    second = desk("accounts", "add", "bob")
    listed = desk("accounts", "list", "--json")
    table = desk("accounts", "list")
    changed = desk("accounts", "password", "bob")
    removed = desk("accounts", "remove", "bob")

    assert json.loads(made.output) == {"name": "ada", "role": "admin"}
    assert [one["name"] for one in json.loads(listed.output)] == ["ada", "bob"]
    assert "admin" in table.output and "bob may sign in as viewer" in second.output
    assert "bob has another password" in changed.output
    assert "bob may no longer sign in" in removed.output


def test_a_short_password_is_refused(desk):
    answer = desk("accounts", "add", "ada", given="short\n")

    assert "12 to 256 characters" in str(answer.exception)
