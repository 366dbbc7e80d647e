"""Rules as a TOML file."""

from __future__ import annotations

import pytest
from alerting import make_rule

from monitor.rulebook import read_rules, write_rules
from storage.errors import BadRule


def test_rules_are_read_with_their_defaults() -> None:
    text = """
[[rule]]
name = "Silent numbers"
when = 'silent and (label:number_changed or removed:/terror\\w+/) and not host:example.org'
channels = ["desk"]

[[rule]]
name = "All"
when = "any"
channels = ["mail", "wire"]
digest = "daily 07:30"
quiet = "22:00-07:00"
zone = "Europe/Berlin"
enabled = false
"""

    rules = read_rules(text)

    assert rules == (
        make_rule(
            r"silent and (label:number_changed or removed:/terror\w+/) and not host:example.org",
            id=0,
            name="Silent numbers",
            channels=("desk",),
        ),
        make_rule(
            id=0,
            name="All",
            channels=("mail", "wire"),
            digest="daily 07:30",
            quiet="22:00-07:00",
            zone="Europe/Berlin",
            enabled=False,
        ),
    )


def test_what_is_written_is_read_again() -> None:
    rules = (
        make_rule('words:"“Größe” \U0001f600 \\\\ \x7f"', id=0),
        make_rule(id=0, name="b", quiet="1:00-2:00"),
    )

    assert read_rules(write_rules(rules)) == rules
    assert read_rules("") == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[rule", "this is not TOML"),
        ("x = 1", "unknown key 'x': rules stand under [[rule]]"),
        ("rule = 1", "rules stand under [[rule]], in double brackets"),
        ("[rule]\nname='a'", "rules stand under [[rule]], in double brackets"),
        ("[[rule]]\nname='a'\nwhne='any'", "rule 1 ('a'): unknown key 'whne'; there are: name"),
        ("[[rule]]\nname=1", "rule 1: name is a text"),
        ("[[rule]]\nname='a'\nchannels=[1]", "rule 1 ('a'): channels is a list of texts"),
        ("[[rule]]\nname='a'\nwhen='any'", "rule 1 ('a'): channels is missing"),
        (
            "[[rule]]\nname='a'\nwhen='foo'\nchannels=['b']",
            "rule 1 ('a'): condition, character 1, before 'foo': there is no term 'foo'",
        ),
        ("[[rule]]\nname='a'\nwhen='any'\nchannels=['b']\n" * 2, "two rules are called 'a'"),
        ("#" * 2_000_001, "the file has 2000001 characters"),
    ],
)
def test_a_file_that_is_wrong_names_the_rule_and_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(BadRule) as caught:
        read_rules(text)

    assert message in str(caught.value)
