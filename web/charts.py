"""Charts as SVG, drawn here so that no script and no other site is needed to see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_WIDTH = 720
_LABEL, _ROW, _GAP = 190, 24, 60


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: a part of it can be told apart."""

    name: str
    count: int
    #: of `count`, how many are of the special kind
    part: int = 0


def rows(bars: Sequence[Bar], *, title: str, part: str) -> Markup:
    """Bars from left to right, one a line, each with its numbers in words."""
    most = max((bar.count for bar in bars), default=0) or 1
    room = _WIDTH - _LABEL - _GAP
    drawn = []
    for place, bar in enumerate(bars):
        y = place * _ROW
        width, inner = bar.count / most * room, bar.part / most * room
        drawn.append(
            f'<text x="{_LABEL - 8}" y="{y + 16}" text-anchor="end">'
            f"{escape(_short(bar.name))}</text>"
            f'<rect class="bar" x="{_LABEL}" y="{y + 4}" width="{width:.1f}" height="15"/>'
            f'<text class="value" x="{_LABEL + width + 6:.1f}" y="{y + 16}">{bar.count:,}</text>'
        )
        if bar.part:
            drawn.append(
                f'<rect class="bar silent" x="{_LABEL}" y="{y + 12}" width="{inner:.1f}"'
                ' height="7"/>'
            )
    return _svg(drawn, height=len(bars) * _ROW, title=title, said=_said(bars, part))


def columns(bars: Sequence[Bar], *, title: str, part: str, every: int) -> Markup:
    """Bars side by side from the bottom up, with every so-manieth named below."""
    height, base = 190, 160
    most = max((bar.count for bar in bars), default=0) or 1
    step = (_WIDTH - 50) / max(1, len(bars))
    drawn = [
        f'<line class="rule" x1="44" x2="{_WIDTH}" y1="{base}" y2="{base}"/>',
        f'<text x="40" y="22" text-anchor="end">{most:,}</text>',
        f'<text x="40" y="{base}" text-anchor="end">0</text>',
    ]
    for place, bar in enumerate(bars):
        x, tall = 46 + place * step, bar.count / most * (base - 16)
        inner = bar.part / most * (base - 16)
        wide = max(1.0, step * 0.76)
        drawn.append(
            f'<rect class="bar" x="{x:.1f}" y="{base - tall:.1f}" width="{wide:.1f}"'
            f' height="{tall:.1f}"><title>{escape(bar.name)}: {bar.count:,}</title></rect>'
        )
        if bar.part:
            drawn.append(
                f'<rect class="bar silent" x="{x:.1f}" y="{base - inner:.1f}"'
                f' width="{wide / 2:.1f}" height="{inner:.1f}"/>'
            )
        if place % every == 0:
            drawn.append(
                f'<text x="{x + wide / 2:.1f}" y="{base + 18}" text-anchor="middle">'
                f"{escape(bar.name)}</text>"
            )
    return _svg(drawn, height=height, title=title, said=_said(bars, part))


def _svg(drawn: Sequence[str], *, height: int, title: str, said: str) -> Markup:
    return Markup(  # noqa: S704 -- every text in it is escaped where it is drawn
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' aria-label="{escape(title)}. {escape(said)}">{"".join(drawn)}</svg>'
    )


def _said(bars: Sequence[Bar], part: str) -> str:
    """The same numbers as words, for who does not see the bars."""
    told = [
        f"{bar.name}: {bar.count:,}" + (f", {bar.part:,} {part}" if bar.part else "")
        for bar in bars
        if bar.count
    ]
    return "; ".join(told[:80])


def _short(name: str) -> str:
    return name if len(name) <= 26 else f"{name[:25]}…"
