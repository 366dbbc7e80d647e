"""Whether a name is the outlet's own, and names without it."""

from __future__ import annotations

import re

from crawler.memory import recalled

#: letters of scripts that have no capitals
_UNCASED = re.compile("[\u0590-\u1bff\u3040-\u9fff\uac00-\ud7af]")
#: characters with which an outlet's name begins, or that stand in it, and are it
_BEGINNING, _PART = 2, 5


@recalled(1 << 12)
def key(name: str) -> str:
    """A name without case, dots, spaces and "the", for comparing."""
    return re.sub(r"[\W_]+|^the\s", "", name.casefold())


def is_one(name: str, outlets: tuple[str, ...]) -> bool:
    """Whether a name is one of the outlets', or of a part of one."""
    first = name.split(maxsplit=1)[:1]
    return any(
        _is_of(key(name), key(outlet))
        or (first and first[0].isupper() and outlet.split()[:1] == first)
        for outlet in outlets
    )


def without(part: str, outlets: tuple[str, ...]) -> str:
    """A name without the outlet's that follows it: "Ann Lee The Daily Example"."""
    for outlet in outlets:
        for name in (outlet, outlet.removeprefix("The ").removeprefix("the ")):
            size = len(part) - len(name)
            if size > 3 and part[size:].casefold() == name.casefold() and part[size - 1] == " ":
                return part[:size]
    return part


def _is_of(name: str, outlet: str) -> bool:
    """Whether a name is an outlet's, or a part of one without capitals: "NHKニュース"."""
    if name == outlet or not (_UNCASED.search(outlet) or _UNCASED.search(name)):
        return name == outlet
    short, long = sorted((name.removesuffix("社"), outlet), key=len)
    return short in long and len(short) >= (_BEGINNING if long.startswith(short) else _PART)
