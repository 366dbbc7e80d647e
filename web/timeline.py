"""The picture of an article's history, drawn as SVG: versions, claims and checks over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from markupsafe import Markup, escape

from storage.records import Article, Check, ClaimedTime, Revision
from web import wording

WIDTH, HEIGHT = 960, 168
_LEFT, _RIGHT = 96, 24
_LANES = {"claims": 36, "versions": 76, "checks": 116}
_QUIET = frozenset({"not_modified", "identical"})
_GOOD = frozenset({"captured"})


class _Axis:
    """Times to places from left to right."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.start, self.end = start, max(end, start + timedelta(minutes=1))

    def x(self, time: datetime) -> float:
        share = (time - self.start) / (self.end - self.start)
        return round(_LEFT + min(1.0, max(0.0, share)) * (WIDTH - _LEFT - _RIGHT), 1)


def picture(
    article: Article, revisions: Sequence[Revision], checks: Sequence[Check]
) -> Markup | None:
    """The given revisions and checks on one axis of time; None where there is nothing to draw."""
    times = [one.seen_at for one in revisions] + [check.last_at for check in checks]
    if not revisions:
        return None
    axis = _Axis(_start(revisions, max(times)), max(times))
    drawn = [
        *_lanes(),
        *_ticks(axis),
        *_checks(axis, checks),
        *_claims(axis, revisions),
        *_versions(axis, article, revisions),
    ]
    title = f"{wording.plural(len(revisions), 'version')} of the article over time"
    return Markup(  # noqa: S704 -- every piece below is escaped where it is made
        f'<svg class="history" viewBox="0 0 {WIDTH} {HEIGHT}" role="group"'
        f' aria-label="{escape(title)}">'
        f"{''.join(drawn)}</svg>"
    )


def _start(revisions: Sequence[Revision], end: datetime) -> datetime:
    """The first version, or a claimed time not too long before it to be shown beside it."""
    first = min(one.seen_at for one in revisions)
    earliest = first - max(end - first, timedelta(hours=12))
    claimed = [_instant(time) for _, time in _distinct(revisions)]
    return min([first, *(one for one in claimed if one is not None and one >= earliest)])


def _lanes() -> list[str]:
    return [
        f'<text class="lane" x="0" y="{y + 4}">{name}</text>'
        f'<line class="rule" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        for name, y in _LANES.items()
    ]


def _ticks(axis: _Axis) -> list[str]:
    length = axis.end - axis.start
    form = "%-d %b %Y" if length > timedelta(days=3) else "%-d %b %H:%M"
    ticks = []
    for part, anchor in ((0, "start"), (0.5, "middle"), (1, "end")):
        time = axis.start + length * part
        ticks.append(
            f'<text class="tick" x="{axis.x(time)}" y="{HEIGHT - 12}" text-anchor="{anchor}">'
            f"{time.astimezone(UTC).strftime(form)}</text>"
        )
    return ticks


def _checks(axis: _Axis, checks: Sequence[Check]) -> list[str]:
    bars = []
    y = _LANES["checks"]
    for check in checks:
        if check.last_at < axis.start or check.outcome in _GOOD:
            continue
        kind = "quiet" if check.outcome in _QUIET else "trouble"
        left, right = axis.x(check.first_at), axis.x(check.last_at)
        said = (
            f"{wording.plural(check.count, 'look')}, {wording.label(check.outcome)},"
            f" {wording.stamp(check.first_at)} to {wording.stamp(check.last_at)}"
        )
        bars.append(
            f'<rect class="{kind}" x="{left}" y="{y - 7}" width="{max(3.0, right - left):.1f}"'
            f' height="14"><title>{escape(said)}</title></rect>'
        )
    return bars


def _claims(axis: _Axis, revisions: Sequence[Revision]) -> list[str]:
    marks = []
    y = _LANES["claims"]
    for name, time in _distinct(revisions):
        instant = _instant(time)
        if instant is None or not axis.start <= instant <= axis.end:
            continue
        x = axis.x(instant)
        said = f"{name}, as the publisher states it: {wording.claim(time)}"
        marks.append(
            f'<path class="claim" d="M{x} {y - 7}l7 7l-7 7l-7 -7z">'
            f"<title>{escape(said)}</title></path>"
        )
    return marks


def _distinct(revisions: Sequence[Revision]) -> list[tuple[str, ClaimedTime]]:
    found = {}
    for one in revisions:
        for name, time in (("published", one.published), ("updated", one.updated)):
            if time is not None:
                found[(name, time.value, time.zone)] = (name, time)
    return list(found.values())


def _instant(time: ClaimedTime) -> datetime | None:
    """Where a claim can be put on an axis of instants: a day or less has no place on it."""
    if time.precision not in ("minute", "second") or (time.zone or "?")[0] not in "Z+-":
        return None
    try:
        return datetime.fromisoformat(f"{time.value[:19]}{time.zone}").astimezone(UTC)
    except ValueError:
        return None


def _versions(axis: _Axis, article: Article, revisions: Sequence[Revision]) -> list[str]:
    marks = []
    y = _LANES["versions"]
    written = -100.0
    for one in sorted(revisions, key=lambda revision: (revision.seen_at, revision.number)):
        x = axis.x(one.seen_at)
        said = (
            f"r{one.number}, {wording.revision_kind(one.kind)},"
            f" seen at {wording.stamp(one.seen_at)}"
        )
        marks.append(
            f'<a href="/articles/{article.id}/r{one.number}"><circle class="{one.weight}'
            f'{" silent" if one.silent else ""}" cx="{x}" cy="{y}" r="8">'
            f"<title>{escape(said)}</title></circle></a>"
        )
        if x - written >= 26:
            marks.append(
                f'<text class="mark" x="{x}" y="{y - 13}" text-anchor="middle">r{one.number}</text>'
            )
            written = x
    return marks
