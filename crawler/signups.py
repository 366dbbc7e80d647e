"""Boxes that ask for an e-mail address, whatever they are called: found by the field for it."""

from __future__ import annotations

from crawler import lexicon
from crawler.tree import CODE, Element, holds, text_of

#: what may be the box; anything else holds more
_BOXES = frozenset({"div", "section", "aside", "form", "fieldset"})
#: what stands in a box beside the field
_OUTER = _BOXES | {"input", "label", "p", "span"}
#: characters of a box, of a line in it
_WHOLE, _LINE = 500, 60
#: a larger box around has one of these in it
_ASKS = (
    *("newsletter", "inbox", "sign up", "mail", "subscri", "abonn", "inscri", "anmeld", "iscri"),
    *("suscr", "briefing", "zapisz", "odběr", "подпис", "підпис", "aanmeld", "nyhetsbrev"),
    "nyhedsbrev",
)


def hide(root: Element) -> None:
    """Hide the boxes around the fields of a page that take an e-mail address."""
    for field in root.iter("input"):
        box = _box(field) if _is_of_mail(field) else None
        if box is not None:
            box.set("hidden", "")


def _box(field: Element) -> Element | None:
    """The box around a field with the words that invite to fill it in; None where there is none."""
    found, size = None, 0
    node = field.getparent()
    while node is not None and node.tag in _OUTER:
        whole = _size(node)
        if whole > _WHOLE or holds(node, "h1"):
            break
        if whole - size > _LINE and not _asks(node):
            break
        found, size = node, whole
        node = node.getparent()
    return found if found is not None and found.tag in _BOXES else None


def _is_of_mail(field: Element) -> bool:
    if field.get("type") == "email":
        return True
    return "mail" in f"{field.get('name') or ''} {field.get('placeholder') or ''}".lower()


def _size(element: Element) -> int:
    """Characters of an element's text, as far as that matters; scripts show none."""
    size = 0
    for node in element.iter():
        size += len(node.tail or "") + (0 if node.tag in CODE else len(node.text or ""))
        if size > _WHOLE:
            break
    return size - len(element.tail or "")


def _asks(element: Element) -> bool:
    return lexicon.has_any(lexicon.folded(text_of(element)), _ASKS)
