"""What kind of edit it is, how much it matters, whether it was silent."""

from __future__ import annotations

from operator import attrgetter

from monitor.content import Content, parsed
from monitor.labels import LABELS, heaviest
from monitor.naming import Article
from monitor.wording import word_labels
from monitor.words import Spans
from storage.records import ClaimedTime, Comparison, Edit, Op, Side

_NOTES = ("correction", "update_note")
_DATES = ("published", "updated")
#: fields whose words are judged
_WORDED = frozenset(
    (
        "headline",
        "dek",
        "caption",
        "paragraph",
        "subhead",
        "quote",
        "list_item",
        "table",
        "embed",
        "live_entry",
        "correction",
        "update_note",
    )
)
#: labels that say where words changed
_PLACES = frozenset(
    ("headline", "dek", "kicker", "caption_changed", "correction_changed", "live_entry")
)
#: operations and labels that say of a text what its words would say again
_WHOLE = frozenset(("duplicate", "embed_changed", "caption_unduplicated"))
#: of the text before, in characters: less than this share left, of at least so much, is shrunk
_SHRUNK, _MUCH = 0.4, 1_000
#: characters of a proof
_PROOF = 160


def told(
    article: Article,
    op: Op,
    field: str,
    sides: tuple[Side | None, Side | None],
    *,
    spans: Spans,
    labels: tuple[str, ...],
) -> Edit:
    """An edit with all its labels: those given, and those of its words; each with its proof."""
    old, new = sides
    was, now = _excerpt(old.text) if old else "", _excerpt(new.text) if new else ""
    proofs = [(label, was, now) for label in labels]
    if old and new and field in _WORDED and _is_reworded(op, labels, old.text, new.text):
        found = word_labels(old.text, new.text, spans, article)
        labels += tuple(sorted({label for label, _, _ in found}.difference(labels)))
        proofs += [(label, _excerpt(gone), _excerpt(come)) for label, gone, come in found]
    return Edit(
        op=op, field=field, old=old, new=new, spans=spans, labels=labels, proofs=tuple(proofs)
    )


def judged(comparison: Comparison, old: Content, new: Content) -> Comparison:
    """The comparison with the labels of the article as a whole, its weight, and whether silent."""
    edits = comparison.edits
    if not edits:
        return comparison
    labels = dict.fromkeys([label for edit in edits for label in edit.labels])
    fields = {edit.field for edit in edits}
    if fields.issubset(_DATES):
        labels["date_bump_only"] = None
    telling = [label for edit in edits for label in _telling(edit)]
    if _shrank(edits, old, new):
        labels["shrunk"] = None
        telling.append("shrunk")
    substance = any([LABELS[label].substance for label in telling])
    silent = substance and fields.isdisjoint(_NOTES) and not _is_dated(old, new)
    if silent:
        labels["silent_edit"] = None
    return Comparison(
        old=comparison.old,
        new=comparison.new,
        edits=edits,
        labels=tuple(labels),
        silent=silent,
        weight=heaviest(telling),
        degraded=comparison.degraded,
    )


def _telling(edit: Edit) -> tuple[str, ...]:
    """The labels that weigh: of a retouched text those of its words, not that of its place.

    A headline whose dashes changed is not a changed headline.
    """
    if edit.op != "modify" or _PLACES.isdisjoint(edit.labels):
        return edit.labels
    words = tuple(label for label in edit.labels if label not in _PLACES)
    return words if words and heaviest(words) == "cosmetic" else edit.labels


def _is_reworded(op: Op, labels: tuple[str, ...], before: str, after: str) -> bool:
    """Whether an edit changes words, rather than bringing a whole text or doubling one."""
    return bool(before and after) and before != after and _WHOLE.isdisjoint((op, *labels))


def _is_dated(old: Content, new: Content) -> bool:
    """Whether the article itself says that it changed, by a later date."""
    return any(_is_later(old.fields.get(name), new.fields.get(name)) for name in _DATES)


def _is_later(before: object, after: object) -> bool:
    """Whether a stated time is new, and not an earlier one; what cannot be ordered counts."""
    if not isinstance(after, ClaimedTime) or before == after:
        return False
    if not isinstance(before, ClaimedTime):
        return True
    was, now = parsed(before), parsed(after)
    if was is None or now is None:
        return before.value != after.value
    if (was.tzinfo is None) != (now.tzinfo is None):
        was, now = was.replace(tzinfo=None), now.replace(tzinfo=None)
    length = min(len(before.value), len(after.value))
    if before.value[:length] == after.value[:length]:
        return len(before.value) == len(after.value) and now > was
    return now > was


def _shrank(edits: tuple[Edit, ...], old: Content, new: Content) -> bool:
    went = sum([len(edit.old.text) for edit in edits if edit.old])
    if went < (1 - _SHRUNK) * _MUCH:
        return False
    before = _size(old)
    return before >= _MUCH and _size(new) < _SHRUNK * before


def _size(content: Content) -> int:
    return sum(map(len, map(attrgetter("text"), content.units)))


def _excerpt(text: str) -> str:
    return text if len(text) <= _PROOF else text[: _PROOF - 1] + "…"
