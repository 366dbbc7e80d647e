"""What was done to which field of an article, told as edits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.budget import Budget
from monitor.classify import told
from monitor.content import FIELDS, Content, FieldValue, comparable
from monitor.naming import Article
from monitor.sequences import common_runs
from monitor.words import Spans, diff
from storage.records import ClaimedTime, Edit, Mark, Op, Side

#: the label of a field's change
FIELD_LABELS = {
    "authors": "byline",
    "published": "published_changed",
    "updated": "updated_changed",
    "alternative_headlines": "alternative_headline",
}


def field_edits(old: Content, new: Content, article: Article, budget: Budget) -> Iterator[Edit]:
    """One edit for each field that means something else, in the order of the page."""
    for name in FIELDS:
        before, after = old.fields.get(name), new.fields.get(name)
        if before != after and comparable(before) != comparable(after):
            op: Op = "modify" if before and after else "insert" if after else "delete"
            sides = (
                Side(blocks=None, text=_shown(name, before)) if before else None,
                Side(blocks=None, text=_shown(name, after)) if after else None,
            )
            spans = _spans(name, before, after, budget)
            label = FIELD_LABELS.get(name, name)
            yield told(article, op, name, sides, spans=spans, labels=(label,))


def _shown(name: str, value: FieldValue) -> str:
    if isinstance(value, ClaimedTime):
        return f"{value.value} {value.zone or ''}".rstrip()
    if isinstance(value, tuple):
        return _separator(name).join(value)
    return value or ""


def _separator(name: str) -> str:
    return "\n" if name == "alternative_headlines" else ", "


def _spans(name: str, before: FieldValue, after: FieldValue, budget: Budget) -> Spans:
    if isinstance(before, tuple) and isinstance(after, tuple):
        return _list_spans(before, after, _separator(name), budget)
    return diff(_shown(name, before), _shown(name, after), budget)


def _list_spans(
    before: Sequence[str], after: Sequence[str], separator: str, budget: Budget
) -> Spans:
    """Whole items that are gone and have come; a separator belongs to the item before it."""
    spans: list[tuple[Mark, str]] = []
    a = b = 0
    for start_a, start_b, size in [
        *common_runs(before, after, budget),
        (len(before), len(after), 0),
    ]:
        spans += [("-", _with_separator(before, at, separator)) for at in range(a, start_a)]
        spans += [("+", _with_separator(after, at, separator)) for at in range(b, start_b)]
        for k in range(size):
            spans.append(("=", before[start_a + k]))
            if start_a + k + 1 < len(before) and start_b + k + 1 < len(after):
                spans.append(("=", separator))
            elif start_a + k + 1 < len(before):
                spans.append(("-", separator))
            elif start_b + k + 1 < len(after):
                spans.append(("+", separator))
        a, b = start_a + size, start_b + size
    return _joined(spans)


def _with_separator(items: Sequence[str], at: int, separator: str) -> str:
    return items[at] + separator if at + 1 < len(items) else items[at]


def _joined(spans: list[tuple[Mark, str]]) -> Spans:
    joined: list[tuple[Mark, str]] = []
    for mark, text in spans:
        if joined and joined[-1][0] == mark:
            joined[-1] = (mark, joined[-1][1] + text)
        elif text:
            joined.append((mark, text))
    return tuple(joined)
