"""Rules as a TOML file: one [[rule]] table for each."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from monitor.rules import compile_rule
from storage.deliveries import Rule
from storage.errors import BadRule

#: characters of a file
MAX_BOOK = 2_000_000
_TYPES: dict[str, tuple[type, str]] = {
    "name": (str, "a text"),
    "when": (str, "a text"),
    "channels": (list, "a list of texts"),
    "digest": (str, "a text"),
    "quiet": (str, "a text"),
    "zone": (str, "a text"),
    "enabled": (bool, "true or false"),
}


def read_rules(text: str) -> tuple[Rule, ...]:
    """The rules of a TOML file, each compiled once to be sure; BadRule names the one at fault.

    Their ids are 0 until the archive gives them one.
    """
    if len(text) > MAX_BOOK:
        raise BadRule(f"the file has {len(text)} characters: at most {MAX_BOOK}")
    try:
        book = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadRule(f"this is not TOML: {error}") from error
    tables = book.pop("rule", [])
    if book:
        raise BadRule(f"unknown key {next(iter(book))!r}: rules stand under [[rule]]")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise BadRule("rules stand under [[rule]], in double brackets")
    rules = tuple(_rule(table, number) for number, table in enumerate(tables, 1))
    names = [rule.name for rule in rules]
    if twice := [name for name in names if names.count(name) > 1]:
        raise BadRule(f"two rules are called {twice[0]!r}")
    return rules


def write_rules(rules: Iterable[Rule]) -> str:
    """The TOML file that `read_rules` reads."""
    return "\n".join(_table(rule) for rule in rules)


def _rule(table: dict[str, Any], number: int) -> Rule:
    name = table.get("name")
    called = f"rule {number}" if not isinstance(name, str) else f"rule {number} ({name[:80]!r})"
    for key, value in table.items():
        if key not in _TYPES:
            raise BadRule(f"{called}: unknown key {key!r}; there are: {', '.join(_TYPES)}")
        kind, words = _TYPES[key]
        if not isinstance(value, kind) or (kind is list and not _texts(value)):
            raise BadRule(f"{called}: {key} is {words}")
    if missing := [key for key in ("name", "when", "channels") if key not in table]:
        raise BadRule(f"{called}: {missing[0]} is missing")
    rule = Rule(id=0, **{**table, "channels": tuple(table["channels"])})
    try:
        compile_rule(rule)
    except BadRule as error:
        raise BadRule(f"{called}: {error}") from error
    return rule


def _texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _table(rule: Rule) -> str:
    lines = ["[[rule]]"]
    for field in fields(Rule):
        value = getattr(rule, field.name)
        if field.name == "id" or value is None:
            continue
        shown = list(value) if isinstance(value, tuple) else value
        text = json.dumps(shown, ensure_ascii=False).replace("\x7f", "\\u007f")
        lines.append(f"{field.name} = {text}")
    return "\n".join(lines) + "\n"
