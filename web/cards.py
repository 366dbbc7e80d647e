"""The social card of a comparison: what changed, as one picture (SVG, 1200 × 630)."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import Response

from monitor.labels import LABELS
from monitor.render import summary
from storage.records import Comparison, Edit
from web import wording
from web.differences import Difference
from web.site import site_of

WIDTH, HEIGHT = 1200, 630
_RANK = {"major": 0, "minor": 1, "cosmetic": 2}
#: characters of a line, at the sizes used below
_HEADLINE, _WORDS = 44, 62
_LINES = 3
_FONTS = "Charter, Georgia, 'Noto Serif', serif"


def card(request: Request) -> Response:
    """The picture that others show beside a link to a comparison."""
    site = site_of(request)
    with site.shelf.reading() as archive:
        article = archive.articles.get(request.path_params["article_id"])
        between: Difference = request.app.state.differences.between(
            archive, article, request.path_params["old"], request.path_params["new"]
        )
    return Response(drawn(between, article.host), media_type="image/svg+xml")


def drawn(between: Difference, host: str) -> str:
    """The card; every word of the page in it is text."""
    comparison, new = between.comparison, between.new
    y = 150
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="{WIDTH}" height="{HEIGHT}" role="img">'
        f"<title>{escape(summary(comparison))}</title>"
        '<rect width="1200" height="630" fill="#fdfcf8"/>'
        '<rect width="1200" height="10" fill="#6b1d1d"/>',
        _text(60, 84, f"{host} · r{between.old.number} to r{new.number}", size=30, ink="#56534a"),
    ]
    for line in _lines(new.headline or "(no headline)", _HEADLINE, 2):
        parts.append(_text(60, y, line, size=50, weight=700))
        y += 62
    y += 24
    edit = main_edit(comparison)
    if edit is not None:
        for mark, ink in (("-", "#741310"), ("+", "#0c4418")):
            for line in _lines(said(edit, mark), _WORDS, _LINES):
                more = ' text-decoration="line-through"' if mark == "-" else ""
                sign = "−" if mark == "-" else "+"
                parts.append(_text(60, y, f"{sign} {line}", size=34, ink=ink, more=more))
                y += 46
    told = f"seen at {wording.stamp(new.seen_at)}" + (" · silent" if comparison.silent else "")
    parts.append(_text(60, 586, f"{told} · Variorum", size=28, ink="#56534a"))
    return "".join(parts) + "</svg>"


def main_edit(comparison: Comparison) -> Edit | None:
    """The weightiest edit that has words on some side, the first of those as weighty."""
    worded = [edit for edit in comparison.edits if said(edit, "-") or said(edit, "+")]
    return min(worded, key=_rank, default=None)


def _rank(edit: Edit) -> int:
    weights = [_RANK[LABELS[label].weight] for label in edit.labels if label in LABELS]
    return min(weights, default=_RANK["cosmetic"])


def said(edit: Edit, mark: str) -> str:
    """What one side says around the words that changed there."""
    kept = [(kind, text) for kind, text in edit.spans if kind in ("=", mark)]
    if not any(kind == mark for kind, _ in kept):
        return ""
    first = next(place for place, (kind, _) in enumerate(kept) if kind == mark)
    before = kept[first - 1][1] if first else ""
    lead = f"…{before[-40:]}" if len(before) > 40 else before
    return lead + "".join(text for _, text in kept[first:])


def _lines(text: str, width: int, most: int) -> Sequence[str]:
    return wrap(" ".join(text.split()), width, max_lines=most, placeholder=" …")


def _text(
    x: int,
    y: int,
    words: str,
    *,
    size: int,
    ink: str = "#1d1c19",
    weight: int = 400,
    more: str = "",
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="{_FONTS}" font-size="{size}" font-weight="{weight}"'
        f' fill="{ink}"{more}>{escape(_visible(words))}</text>'
    )


def _visible(words: str) -> str:
    """Without what XML cannot hold."""
    return "".join(char for char in words if char.isprintable())
