"""A comparison, or a reading, as text and as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from monitor.layout import field_edits, rows
from monitor.markup import html_inline, html_side_by_side
from monitor.plain import clean, wrapped
from monitor.sentence import summary
from monitor.terminal import stat, text
from storage.records import Block, ClaimedTime, Comparison, Reading

__all__ = [
    "clean",
    "html_inline",
    "html_side_by_side",
    "reading_text",
    "stat",
    "summary",
    "text",
    "unified",
]

#: unchanged lines beside a change
_CONTEXT = 3


def unified(old: Reading, new: Reading, comparison: Comparison) -> str:
    """The readings as lines in the format of `diff -u`: a line for a field, a line for a block."""
    before: list[str] = []
    after: list[str] = []
    codes: list[tuple[str, int, int, int, int]] = []

    def step(tag: str, olds: list[str], news: list[str]) -> None:
        a, b = len(before), len(after)
        before.extend(olds)
        after.extend(news)
        codes.append((tag, a, len(before), b, len(after)))

    for edit in field_edits(comparison):
        olds = _lines(f"{edit.field}: {edit.old.text}") if edit.old else []
        news = _lines(f"{edit.field}: {edit.new.text}") if edit.new else []
        step("replace", olds, news)
    for row in rows(old, new, comparison):
        olds = [
            line for i in row.old if row.place != "arrived" for line in _block_lines(old.blocks[i])
        ]
        news = [line for j in row.new for line in _block_lines(new.blocks[j])]
        step("equal" if row.place == "same" else "replace", olds, news)
    heads = [f"--- {clean(comparison.old)}", f"+++ {clean(comparison.new)}"]
    return "\n".join([*heads, *_hunks(before, after, _Known(codes))]) + "\n"


def reading_text(reading: Reading, width: int) -> str:
    """A reading as text to be read: headline, byline, times, then the blocks, wrapped."""
    parts = [
        reading.kicker,
        reading.headline,
        reading.dek,
        "By " + ", ".join(reading.authors) if reading.authors else None,
        _times(reading),
        *(_shown(block) for block in reading.blocks),
        "With " + ", ".join(reading.contributors) if reading.contributors else None,
        reading.copyright,
    ]
    paragraphs = [_filled(clean(part), width) for part in parts if part]
    return "\n\n".join(paragraphs)


class _Known(SequenceMatcher[str]):
    """difflib's grouping into hunks, of opcodes that are known already."""

    def __init__(self, codes: list[tuple[str, int, int, int, int]]) -> None:
        super().__init__()
        self.opcodes = _joined(codes)


def _joined(codes: list[tuple[str, int, int, int, int]]) -> list[tuple[str, int, int, int, int]]:
    """Neighbours of the same tag as one, and each tag as difflib would have it."""
    joined: list[tuple[str, int, int, int, int]] = []
    for tag, a, a_end, b, b_end in codes:
        if joined and joined[-1][0] == tag:
            joined[-1] = (tag, joined[-1][1], a_end, joined[-1][3], b_end)
        else:
            joined.append((tag, a, a_end, b, b_end))
    return joined


def _hunks(before: list[str], after: list[str], known: _Known) -> Iterator[str]:
    for group in known.get_grouped_opcodes(_CONTEXT):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"
        for tag, a, a_end, b, b_end in group:
            if tag == "equal":
                yield from (f" {line}" for line in after[b:b_end])
            else:
                yield from (f"-{line}" for line in before[a:a_end])
                yield from (f"+{line}" for line in after[b:b_end])


def _range(start: int, end: int) -> str:
    """Lines from 1, with their number; of none, the line before (POSIX diff -u)."""
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _lines(shown: str) -> list[str]:
    return clean(shown).split("\n")


def _block_lines(block: Block) -> list[str]:
    return _lines(_shown(block))


def _shown(block: Block) -> str:
    held = block.text or block.alt or block.image or block.url or ""
    match block.kind:
        case "subhead":
            return f"## {held}"
        case "quote":
            return f"> {held}"
        case "list_item":
            return f"• {held}"
        case "paragraph" | "table":
            return held
        case _:
            return f"[{block.kind.replace('_', ' ')}] {held}"


def _times(reading: Reading) -> str | None:
    stated = [
        f"{name} {_claimed(time)}"
        for name, time in (("Published", reading.published), ("Updated", reading.updated))
        if time is not None
    ]
    return ", ".join(stated) or None


def _claimed(time: ClaimedTime) -> str:
    return f"{time.value.replace('T', ' ')} {time.zone or ''}".rstrip()


def _filled(shown: str, width: int) -> str:
    lines = wrapped([("", shown)], max(width, 20))
    return "\n".join("".join(piece for _, piece in line).rstrip() for line in lines)
