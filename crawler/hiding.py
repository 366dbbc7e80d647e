"""What an element's attributes say of whether anybody sees it."""

from __future__ import annotations

import re

from crawler.tree import Element

#: the attributes that can say that nobody sees the element
HIDING = frozenset({"hidden", "style", "aria-hidden", "role"})
_ASIDE_ROLES = frozenset(
    {"navigation", "search", "dialog", "alertdialog", "menu", "banner", "toolbar"}
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]",
    re.IGNORECASE,
)


def is_hidden(element: Element, tag: str, *, lenient: bool) -> bool:
    """Whether an element is for no reader; `lenient` takes what only its style or label hides."""
    get = element.get
    if get("hidden") is not None and get("hidden") != "until-found":
        return True
    style = get("style")
    if style and _HIDDEN_STYLE.search(style):
        return not lenient
    if get("aria-hidden") == "true" and tag not in ("img", "figure", "picture"):
        return not lenient
    return get("role") in _ASIDE_ROLES
