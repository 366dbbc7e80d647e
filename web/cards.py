"""The social card of a comparison: what changed, as one picture of 1200 × 630 (SVG, PNG)."""

from __future__ import annotations

import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from textwrap import wrap

from markupsafe import escape
from PIL import Image, ImageDraw, ImageFont
from starlette.requests import Request
from starlette.responses import Response

from monitor.labels import LABELS
from storage.records import Comparison, Edit
from web import wording
from web.differences import Difference
from web.site import site_of

WIDTH, HEIGHT = 1200, 630
#: of the text, from either side; of the band at the top
LEFT, BAND = 60, 10
PAPER, ACCENT, SOFT = "#fdfcf8", "#6b1d1d", "#56534a"
_RANK = {"major": 0, "minor": 1, "cosmetic": 2}
#: characters of a line, at the sizes used below
_HEADLINE, _WORDS = 44, 62
_LINES = 3
_FONTS = "Charter, Georgia, 'Noto Serif', serif"
#: looked for in this machine's folders of fonts
_PLAIN = ("DejaVuSerif.ttf", "NotoSerif-Regular.ttf", "LiberationSerif-Regular.ttf")
_BOLD = ("DejaVuSerif-Bold.ttf", "NotoSerif-Bold.ttf", "LiberationSerif-Bold.ttf")
#: cards that are remembered
_MEMORY = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the card: words at a height, from the same edge as all others."""

    y: int
    words: str
    size: int
    ink: str = "#1d1c19"
    bold: bool = False
    struck: bool = False


def svg(request: Request) -> Response:
    """The picture of a comparison, as shapes and text."""
    between, host = _between(request)
    text = drawn(between.said, lines_of(between, host))
    return Response(text, media_type="image/svg+xml")


def png(request: Request) -> Response:
    """The same in pixels, for services that show no other pictures beside a link."""
    between, host = _between(request)
    pictures: Pictures = request.app.state.pictures
    return Response(pictures.of(lines_of(between, host)), media_type="image/png")


def _between(request: Request) -> tuple[Difference, str]:
    with site_of(request).shelf.reading() as archive:
        article = archive.articles.get(request.path_params["article_id"])
        between: Difference = request.app.state.differences.between(
            archive, article, request.path_params["old"], request.path_params["new"]
        )
    return between, article.host


def lines_of(between: Difference, host: str) -> tuple[Line, ...]:
    """What the card says."""
    comparison, new = between.comparison, between.new
    where = f"{host} · r{between.old.number} to r{new.number}"
    lines = [Line(y=84, words=where, size=30, ink=SOFT)]
    y = 150
    for words in _lines(new.headline or "(no headline)", _HEADLINE, 2):
        lines.append(Line(y=y, words=words, size=50, bold=True))
        y += 62
    y += 24
    edit = main_edit(comparison)
    for mark, sign, ink in (("-", "−", "#741310"), ("+", "+", "#0c4418")):
        for words in _lines(said(edit, mark), _WORDS, _LINES) if edit else ():
            gone = mark == "-"
            lines.append(Line(y=y, words=f"{sign} {words}", size=34, ink=ink, struck=gone))
            y += 46
    told = f"seen at {wording.stamp(new.seen_at)}" + (" · silent" if comparison.silent else "")
    return (*lines, Line(y=586, words=f"{told} · Variorum", size=28, ink=SOFT))


def drawn(title: str, lines: Sequence[Line]) -> str:
    """The card as SVG; every word of the page in it is text."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="{WIDTH}" height="{HEIGHT}" role="img">'
        f"<title>{escape(_visible(title))}</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f'<rect width="{WIDTH}" height="{BAND}" fill="{ACCENT}"/>',
        *map(_text, lines),
    ]
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


def _text(line: Line) -> str:
    more = ' text-decoration="line-through"' if line.struck else ""
    return (
        f'<text x="{LEFT}" y="{line.y}" font-family="{_FONTS}" font-size="{line.size}"'
        f' font-weight="{700 if line.bold else 400}"'
        f' fill="{line.ink}"{more}>{escape(_visible(line.words))}</text>'
    )


def _visible(words: str) -> str:
    """Without what XML cannot hold."""
    return "".join(char for char in words if char.isprintable())


class Pictures:
    """The last cards as PNG, for all threads of a server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[Line, ...], bytes] = OrderedDict()

    def of(self, lines: tuple[Line, ...]) -> bytes:
        """The card; painted one at a time, so that no visitor can ask for more."""
        with self._lock:
            if lines not in self._made:
                self._made[lines] = painted(lines)
            self._made.move_to_end(lines)
            while len(self._made) > _MEMORY:
                self._made.popitem(last=False)
            return self._made[lines]


def painted(lines: Sequence[Line]) -> bytes:
    """The card as PNG; what no font here can write is left out."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, BAND), fill=ACCENT)
    for line in lines:
        size = line.size
        words = _writable(_visible(line.words), _font(size, bold=line.bold))
        length = _font(size, bold=line.bold).getlength(words)
        if length > WIDTH - 2 * LEFT:
            size = int(size * (WIDTH - 2 * LEFT) / length)
        font = _font(size, bold=line.bold)
        draw.text((LEFT, line.y), words, fill=line.ink, font=font, anchor="ls")
        if line.struck:
            y = line.y - size * 0.3
            draw.line((LEFT, y, LEFT + font.getlength(words), y), fill=line.ink, width=2)
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


@lru_cache(maxsize=64)
def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """A serif of this machine, else Pillow's own font, which has little beside ASCII."""
    for name in _BOLD if bold else _PLAIN:
        with suppress(OSError):
            return ImageFont.truetype(name, size)
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)  # noqa: S101 -- as it is with FreeType
    return font


def _writable(words: str, font: ImageFont.FreeTypeFont) -> str:
    """Without the characters that this font lacks; accents go before their letters do."""
    return "".join(
        next((one for one in (char, unicodedata.normalize("NFKD", char)[0]) if _has(font, one)), "")
        for char in words
    )


def _has(font: ImageFont.FreeTypeFont, char: str) -> bool:
    """Whether it is drawn otherwise than a character that no font has."""
    return char == " " or bytes(font.getmask(char)) != bytes(font.getmask("\U0010fffe"))
