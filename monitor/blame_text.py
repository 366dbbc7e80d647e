"""Which revision brought which words: for a terminal, as an HTML fragment, as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Any

from monitor.memory import Removed
from monitor.plain import clean, wrapped
from monitor.provenance import BlockRuns, Provenance

Runs = Iterable[tuple[str, int]]

#: from the first revision's words to the latest ones'
AGES = 5
#: one for each age
_STYLES = ("", "36", "34", "35", "32")
#: least columns for the words beside the gutter
_NARROW = 20
_TAGS = {"headline": "h2", "subhead": "h3", "quote": "blockquote", "table": "pre"}


def blame_text(runs: Sequence[BlockRuns], width: int, colour: bool) -> str:
    """Every block in order, each passage beside the revision that brought it: `r2 │ words`."""
    colours = ages(one.runs for one in runs)
    gutter = max((len(f"r{number}") for number in colours), default=2)
    lines: list[str] = []
    for one in runs:
        if one.field != "paragraph":
            lines.append(clean(one.field.replace("_", " ")))
        lines += _passages(one.runs, gutter, width, colours if colour else {})
        lines.append("")
    return "\n".join(lines)


def removed_text(removed: Sequence[Removed], width: int, colour: bool) -> str:
    """What no longer stands, the latest removal first, each passage beside its revision."""
    colours = ages(one.runs for one in removed)
    gutter = max((len(f"r{number}") for number in colours), default=2)
    lines: list[str] = []
    for one in reversed(removed):
        lines.append(f"{clean(one.place.replace('_', ' '))}, removed in r{one.removed}")
        lines += [*_passages(one.runs, gutter, width, colours if colour else {}), ""]
    return "\n".join(lines)


def blame_html(runs: Sequence[BlockRuns], url: Callable[[int], str]) -> str:
    """A fragment: each passage in a span of its age, before it a link to its revision."""
    classes = ages(one.runs for one in runs)
    blocks = []
    for one in runs:
        tag = _TAGS.get(one.field, "p")
        words = "".join(_spans(one.runs, classes, url))
        blocks.append(f'<{tag} class="{escape(one.field)}">{words}</{tag}>')
    return "\n".join(['<div class="blame">', *blocks, "</div>"])


def removed_html(removed: Sequence[Removed], url: Callable[[int], str]) -> str:
    """A fragment: what no longer stands, the latest removal first, with both revisions linked."""
    classes = ages(one.runs for one in removed)
    items = []
    for one in reversed(removed):
        words = "".join(_spans(one.runs, classes, url))
        items.append(
            f'<li class="{escape(one.place)}"><del>{words}</del> '
            f'<span class="note">removed in {_link(one.removed, url)}</span></li>'
        )
    return "\n".join(['<ul class="blame removed">', *items, "</ul>"])


def blame_json(provenance: Provenance) -> dict[str, Any]:
    """Every passage with its revision, what is gone, and the limits that were hit."""
    return {
        "revision": provenance.revision,
        "blocks": [
            {"field": one.field, "block": one.block, "runs": _shapes(one.runs)}
            for one in provenance.runs()
        ],
        "removed": [
            {"field": one.place, "runs": _shapes(one.runs), "removed": one.removed}
            for one in provenance.removed()
        ],
        "degraded": list(provenance.degraded),
    }


def ages(passages: Iterable[Runs]) -> dict[int, int]:
    """For each revision that brought words how late it is among them: 0 to AGES - 1."""
    numbers = sorted({number for runs in passages for _, number in runs})
    last = max(len(numbers) - 1, 1)
    return {number: rank * (AGES - 1) // last for rank, number in enumerate(numbers)}


def _passages(runs: Runs, gutter: int, width: int, colours: dict[int, int]) -> Iterator[str]:
    """Lines of one block; white space at the ends of a passage is not shown."""
    room = max(width - gutter - len(" │ "), _NARROW)
    for text, number in runs:
        shown = clean(text).strip()
        style = _STYLES[colours.get(number, 0)]
        for at, line in enumerate(wrapped([("", shown)], room) if shown else ()):
            words = "".join(piece for _, piece in line)
            mark = "" if at else f"r{number}"
            told = f"\x1b[{style}m{words}\x1b[0m" if style else words
            yield f"{mark:>{gutter}} │ {told}"


def _spans(runs: Runs, classes: dict[int, int], url: Callable[[int], str]) -> Iterator[str]:
    for text, number in runs:
        words = escape(clean(text)).replace("\n", "<br>")
        yield f'<span class="age-{classes[number]}">{_link(number, url)}{words}</span>'


def _link(number: int, url: Callable[[int], str]) -> str:
    return f'<a class="revision" href="{escape(url(number))}">r{number}</a>'


def _shapes(runs: Runs) -> list[dict[str, Any]]:
    return [{"text": text, "revision": number} for text, number in runs]
