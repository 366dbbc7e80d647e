"""A comparison for a terminal: what changed where, word by word, and how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from monitor.plain import Styled, clean, columns, wrapped
from monitor.tokens import tokens
from storage.records import Comparison, Edit

_STYLES = {"-": "31", "+": "32", "head": "1", "note": "36", "": ""}
_OPS = {
    "insert": "added",
    "delete": "removed",
    "modify": "changed",
    "move": "moved",
    "duplicate": "now stands twice",
    "split": "split",
    "merge": "merged",
}
#: words kept on each side of a change
_CONTEXT = 8
#: words beyond which a whole text that came or went is cut
_WHOLE = 120
#: least columns that lines are wrapped to
_NARROW = 20


def text(comparison: Comparison, *, width: int, colour: bool) -> str:
    """Every edit with its words: [-gone-] and {+come+}, in colour as well where wanted."""
    lines: list[str] = []
    width = max(width, _NARROW)
    for name in _names(comparison, width):
        lines.append(_painted([("head", name)], colour))
    for part in (_head(comparison), *map(_edit, comparison.edits)):
        for indent, parts in part:
            for line in wrapped(parts, width - indent):
                lines.append((" " * indent + _painted(line, colour)).rstrip())
        lines.append("")
    return "\n".join(lines)


def stat(comparison: Comparison) -> str:
    """One line for each kind of change, with the words out and in, and one for all."""
    counts: Counter[tuple[str, str]] = Counter()
    out: Counter[tuple[str, str]] = Counter()
    come: Counter[tuple[str, str]] = Counter()
    for edit in comparison.edits:
        key = (edit.field, _OPS[edit.op])
        counts[key] += 1
        out[key] += _words(edit, "-")
        come[key] += _words(edit, "+")
    size = max((len(field) for field, _ in counts), default=0)
    lines = [
        f"{clean(field):<{size}}  {count:>4} {op:<16} -{out[field, op]} +{come[field, op]}"
        for (field, op), count in counts.items()
    ]
    total = f"-{sum(out.values())} +{sum(come.values())} words"
    return "\n".join(
        [*lines, f"{_count(len(comparison.edits), 'edit')}, {total}, {_verdict(comparison)}"]
    )


def _names(comparison: Comparison, width: int) -> tuple[str, ...]:
    """What was compared, on one line or on two, whole: an address that is broken is none."""
    old, new = clean(comparison.old), clean(comparison.new)
    line = f"{old} → {new}"
    return (line,) if columns(line) <= width else (f"{old} →", new)


def _head(comparison: Comparison) -> Iterator[tuple[int, list[Styled]]]:
    yield 0, [("", f"{_count(len(comparison.edits), 'edit')}, {_verdict(comparison)}")]
    if comparison.degraded:
        yield 0, [("note", "coarser than usual, limits hit: " + ", ".join(comparison.degraded))]


def _edit(edit: Edit) -> Iterator[tuple[int, list[Styled]]]:
    yield 0, [("head", f"{_where(edit)}: {_OPS[edit.op]}"), ("note", _labels(edit))]
    if edit.op == "duplicate" and edit.old is not None:
        yield 2, [("", _cut(clean(edit.old.text)))]
    elif not any(mark != "=" for mark, _ in edit.spans):
        yield 2, [("", _cut(clean(edit.new.text if edit.new else "")))]
    else:
        yield 2, list(_marked(edit))


def _where(edit: Edit) -> str:
    name = edit.field.replace("_", " ")
    places = [
        str(side.blocks[0] + 1) for side in (edit.old, edit.new) if side is not None and side.blocks
    ]
    return f"{name} {' → '.join(dict.fromkeys(places))}".rstrip()


def _labels(edit: Edit) -> str:
    return f"  [{', '.join(edit.labels)}]" if edit.labels else ""


def _marked(edit: Edit) -> Iterator[Styled]:
    last = len(edit.spans) - 1
    for at, (mark, span) in enumerate(edit.spans):
        shown = clean(span)
        if mark == "-":
            yield "-", f"[-{_cut(shown)}-]"
        elif mark == "+":
            yield "+", f"{{+{_cut(shown)}+}}"
        else:
            yield "", _context(shown, first=at == 0, last=at == last)


def _context(shown: str, *, first: bool, last: bool) -> str:
    """What is kept between two changes, with the middle of a long stretch left out."""
    words = tokens(shown)
    before = 0 if first else _CONTEXT
    after = 0 if last else _CONTEXT
    if len(words) <= before + after + 3:
        return shown
    head, tail = "".join(words[:before]), "".join(words[len(words) - after :]) if after else ""
    return f"{head} … {tail.lstrip()}" if head else f"… {tail.lstrip()}"


def _cut(shown: str) -> str:
    words = tokens(shown)
    return shown if len(words) <= _WHOLE else "".join(words[:_WHOLE]) + " …"


def _painted(line: list[Styled], colour: bool) -> str:
    if not colour:
        return "".join(piece for _, piece in line)
    return "".join(
        f"\x1b[{_STYLES[style]}m{piece}\x1b[0m" if _STYLES[style] else piece
        for style, piece in line
    )


def _verdict(comparison: Comparison) -> str:
    silent = ", silent: neither a later date nor a note" if comparison.silent else ""
    return comparison.weight + silent


def _words(edit: Edit, mark: str) -> int:
    return sum(len(span.split()) for kind, span in edit.spans if kind == mark)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
