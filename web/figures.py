"""The statistics page: who edits how much, when after publication, and how much of it silently."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from storage.facets import Facets
from web import charts, wording
from web.charts import Bar
from web.site import site_of

#: outlets and kinds of edit that are drawn
_MOST = 20
_HOURS, _DAYS, _FEWEST_DAYS = 48, 60, 14


def statistics(request: Request) -> Response:
    """Counts that triggers keep, so that the page costs the same in an archive of any size."""
    site = site_of(request)
    with site.shelf.reading() as archive:
        facets = Facets(archive.db)
        hosts = facets.counts("host", limit=_MOST)
        silent = facets.of("host_silent", list(hosts))
        articles = facets.of("host_first", list(hosts))
        context = _totals(facets) | _drawn(facets)
    return site.page(
        request,
        "statistics.html",
        section="/statistics",
        outlets=[(host, articles[host], count, silent[host]) for host, count in hosts.items()],
        by_outlet=charts.rows(
            [Bar(host, count, silent[host]) for host, count in hosts.items()],
            title="Changes by outlet",
            part="silent",
        ),
        **context,
    )


def _totals(facets: Facets) -> dict[str, Any]:
    states = facets.counts("state")
    return {
        "totals": {
            "articles": sum(states.values()),
            "revisions": facets.count("revision"),
            "changes": facets.count("change"),
            "silent": facets.count("silent"),
        },
        "states": states,
    }


def _drawn(facets: Facets) -> dict[str, Any]:
    """The charts that are not of outlets, each with what the page says beside it."""
    labels = facets.counts("label", limit=_MOST)
    labels.pop("silent_edit", None)
    hours, silent_hours = facets.counts("hour", limit=99), facets.counts("hour_silent", limit=99)
    days = facets.latest("day", limit=_DAYS)
    return {
        "labels": labels,
        "timed": sum(hours.values()) + sum(silent_hours.values()),
        "by_label": charts.rows(
            [Bar(wording.label(label), count) for label, count in labels.items()],
            title="Changes by kind",
            part="",
        ),
        "by_hour": charts.columns(
            _by_hour(hours, silent_hours),
            title="Changes by whole hours after the stated time of publication",
            part="silent",
            every=6,
        ),
        "by_day": charts.columns(_by_day(days), title="Changes by day", part="", every=7),
    }


def _by_hour(announced: Mapping[str, int], silent: Mapping[str, int]) -> list[Bar]:
    return [
        Bar(
            str(hour),
            announced.get(str(hour), 0) + silent.get(str(hour), 0),
            silent.get(str(hour), 0),
        )
        for hour in range(_HOURS)
    ]


def _by_day(counts: Mapping[str, int]) -> list[Bar]:
    """The last days up to the newest with a change, those without one too."""
    if not counts:
        return []
    first, last = (date.fromisoformat(day) for day in (min(counts), max(counts)))
    length = min(_DAYS, max(_FEWEST_DAYS, (last - first).days + 1))
    days = [last - timedelta(days=back) for back in reversed(range(length))]
    return [Bar(f"{day:%-d %b}", counts.get(day.isoformat(), 0)) for day in days]
