"""Site profiles: selectors as data, for sites whose markup needs it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from crawler import selectors as selectors_of
from crawler.tree import Element, joined
from storage.errors import BadSetting

#: bytes of one profile, and how many of them a folder may hold
MAX_FILE = 64 * 1024
MAX_FILES = 1000
MAX_SELECTORS = 40
_HOST = re.compile(r"(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Where things stand on the pages of some hosts; selectors are a small part of CSS."""

    #: the file's name
    name: str
    #: "news.example", or "*.example" for a host and all below it
    hosts: tuple[str, ...]
    headline: tuple[str, ...] = ()
    kicker: tuple[str, ...] = ()
    dek: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    #: what is taken off the page before it is read
    remove: tuple[str, ...] = ()


def load(folder: Path) -> tuple[Profile, ...]:
    """The profiles in a folder's `*.toml`, by name; BadSetting names the file and the key."""
    if not folder.is_dir():
        return ()
    paths = sorted(folder.glob("*.toml"))
    if len(paths) > MAX_FILES:
        raise BadSetting(f"{folder}: at most {MAX_FILES} profiles are read, there are {len(paths)}")
    return tuple(_read(path) for path in paths)


@lru_cache(maxsize=1)
def built_in() -> tuple[Profile, ...]:
    """The profiles that come with the extractor, and are part of its version."""
    return load(Path(__file__).parent / "profiles")


def fitting(profiles: Sequence[Profile], host: str) -> Profile | None:
    """The first profile for the host."""
    return next((profile for profile in profiles if _fits(profile, host)), None)


def find(root: Element, selectors: tuple[str, ...]) -> list[Element]:
    """The elements that the first selector with any match selects, in the order of the page."""
    return next((found for one in selectors if (found := selectors_of.select(root, one))), [])


def prune(root: Element, selectors: tuple[str, ...]) -> None:
    """Take off what any of the selectors selects; text after it stays."""
    for selector in selectors:
        for element in find(root, (selector,)):
            parent = element.getparent()
            if parent is not None:
                _lift_tail(element, parent)
                parent.remove(element)


def _lift_tail(element: Element, parent: Element) -> None:
    if not element.tail:
        return
    previous = element.getprevious()
    if previous is not None:
        previous.tail = joined(previous.tail, " ", element.tail)
    else:
        parent.text = joined(parent.text, " ", element.tail)


def _fits(profile: Profile, host: str) -> bool:
    return any(
        host == pattern
        or (pattern.startswith("*.") and (host == pattern[2:] or host.endswith(pattern[1:])))
        for pattern in profile.hosts
    )


def _read(path: Path) -> Profile:
    try:
        if path.stat().st_size > MAX_FILE:
            raise BadSetting(f"{path}: a profile has at most {MAX_FILE} bytes")
        shape = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSetting(f"{path}: cannot be read as TOML: {error}") from error
    keys = {item.name for item in fields(Profile)} - {"name"}
    if strange := sorted(set(shape) - keys):
        raise BadSetting(
            f"{path}: there is no key {strange[0]!r}; the keys are {', '.join(sorted(keys))}"
        )
    values = {key: _strings(path, key, value) for key, value in shape.items()}
    _check(path, values)
    return Profile(name=path.name, **values)


def _strings(path: Path, key: str, value: Any) -> tuple[str, ...]:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(
        isinstance(item, str) and item.strip() for item in found
    ):
        raise BadSetting(f"{path}: {key!r} is a string or a list of strings")
    return tuple(item.strip() for item in found)


def _check(path: Path, values: dict[str, tuple[str, ...]]) -> None:
    if not values.get("hosts"):
        raise BadSetting(f"{path}: 'hosts' is missing: which sites is this profile for?")
    for host in values["hosts"]:
        if not _HOST.fullmatch(host):
            raise BadSetting(f"{path}: 'hosts': {host[:80]!r} is no host name in lower case")
    if sum(len(found) for key, found in values.items() if key != "hosts") > MAX_SELECTORS:
        raise BadSetting(f"{path}: a profile has at most {MAX_SELECTORS} selectors")
    for key, selectors in values.items():
        if key != "hosts":
            for selector in selectors:
                _check_selector(path, key, selector)


def _check_selector(path: Path, key: str, selector: str) -> None:
    try:
        selectors_of.parse(selector)
    except ValueError as error:
        raise BadSetting(
            f"{path}: {key!r}: {error}; a selector is made of tags, .classes, #ids, [attributes], "
            ":first-child, :last-child, spaces, > and +"
        ) from error
