"""Memento (RFC 7089): the TimeGate, the TimeMaps, and where each memento stands.

A memento's address is /memento/14 digits/URL, the digits being the second of its capture in UTC;
where several captures share a second, ".number" of the capture tells them apart. "id_" after the
digits asks for the bytes as they came.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from crawler.urls import normalise
from storage.archive import Archive
from storage.errors import BadURL, NotFound
from storage.mementos import Memento, Mementos
from web import cursors
from web.paths import rest_of_path
from web.site import Site, site_of

#: mementos on one page of a TimeMap
ENTRIES = 1000
STAMP = re.compile(r"([0-9]{14})(?:\.([0-9]{1,18}))?(id_)?")
# RFC 7089, section 2.1.1: the fixed form of RFC 1123's dates, and no other
_ACCEPT = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2}"
    r" (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT"
)
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Link, Location, Memento-Datetime, Vary",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_LINK_FORMAT = "application/link-format"


@dataclass(frozen=True, slots=True)
class Places:
    """The addresses of one original resource's gate, maps and mementos."""

    site: Site
    url: str

    @property
    def gate(self) -> str:
        """URI-G."""
        return f"{self._base}/timegate/{self.url}"

    def timemap(self, form: str = "link", after: str = "") -> str:
        """URI-T; `after` is the place where the page before it ended."""
        return f"{self._base}/timemap/{form}/{after}{'/' if after else ''}{self.url}"

    def memento(self, memento: Memento, mementos: Mementos) -> str:
        """URI-M."""
        second = memento.at.astimezone(UTC).replace(microsecond=0)
        tie = len(mementos.within(self.url, second)) > 1
        return self.stamped(memento, tie=tie)

    def stamped(self, memento: Memento, *, tie: bool) -> str:
        """URI-M, where it is known whether another capture is of the same second."""
        digits = memento.at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
        return f"{self._base}/memento/{digits}{f'.{memento.capture_id}' if tie else ''}/{self.url}"

    @property
    def _base(self) -> str:
        return self.site.base_url


def timegate(request: Request) -> Response:
    """To the memento nearest to Accept-Datetime; to the newest without one (section 4.1.1)."""
    site = site_of(request)
    headers = cors(site) | {"Vary": "accept-datetime"}
    wanted = request.headers.get("accept-datetime")
    at = accept_datetime(wanted) if wanted is not None else None
    if wanted is not None and at is None:
        return PlainTextResponse(
            "Accept-Datetime is written like this: Thu, 31 May 2007 20:35:00 GMT\n", 400, headers
        )
    with site.shelf.reading() as archive:
        mementos = Mementos(archive.db)
        places = Places(site, original(archive, rest_of_path(request, "/timegate/")))
        found = mementos.nearest(places.url, at) if at else mementos.last(places.url)
        if found is None:
            raise NotFound("there is no memento of this address")
        target = places.memento(found, mementos)
        links = link_header(places, mementos, found)
    return RedirectResponse(header(target), 302, headers | {"Link": links})


def timemap(request: Request) -> Response:
    """The mementos of an address, a thousand a page, the oldest first."""
    site = site_of(request)
    form = request.path_params["form"]
    rest = rest_of_path(request, f"/timemap/{form}/")
    place = re.match(r"(-?[0-9]+-[0-9]+)/", rest)
    after = cursors.read(place[1]) if place else None
    with site.shelf.reading() as archive:
        url = original(archive, rest[place.end() :] if place else rest)
        found = Mementos(archive.db).page(url, limit=ENTRIES + 1, after=after)
        ends = Mementos(archive.db).first(url), Mementos(archive.db).last(url)
    listed = _Listed(Places(site, url), found[:ENTRIES], place[1] if place else "", ends)
    following = ""
    if len(found) > ENTRIES:
        following = cursors.write((found[ENTRIES - 1].at, found[ENTRIES - 1].capture_id))
    if form == "json":
        return JSONResponse(_json(listed, following), headers=cors(site))
    return Response(_links(listed, following), media_type=_LINK_FORMAT, headers=cors(site))


@dataclass(frozen=True, slots=True)
class _Listed:
    """A page of a TimeMap."""

    places: Places
    mementos: Sequence[Memento]
    after: str
    #: the first and the last of all
    ends: tuple[Memento | None, Memento | None]

    def uris(self) -> list[tuple[Memento, str]]:
        """Each memento with its address."""
        seconds = [one.at.replace(microsecond=0) for one in self.mementos]
        ties = {one for one, other in pairwise(seconds) if one == other}
        return [
            (one, self.places.stamped(one, tie=second in ties))
            for one, second in zip(self.mementos, seconds, strict=True)
        ]


def _links(listed: _Listed, following: str) -> str:
    """RFC 6690's format as RFC 7089, section 5 uses it."""
    places, uris = listed.places, listed.uris()
    own = _link(
        places.timemap(after=listed.after),
        "self",
        type=_LINK_FORMAT,
        **{"from": http_date(uris[0][0].at), "until": http_date(uris[-1][0].at)} if uris else {},
    )
    lines = [_link(places.url, "original"), own, _link(places.gate, "timegate")]
    if following:
        lines.append(
            _link(
                places.timemap(after=following),
                "timemap",
                type=_LINK_FORMAT,
                **{"from": http_date(uris[-1][0].at)},
            )
        )
    for memento, uri in uris:
        words = [
            name for name, one in zip(("first", "last"), listed.ends, strict=True) if one == memento
        ]
        lines.append(_link(uri, " ".join([*words, "memento"]), datetime=http_date(memento.at)))
    return ",\n".join(lines) + "\n"


def _json(listed: _Listed, following: str) -> dict[str, Any]:
    places = listed.places
    entries = [{"datetime": _iso(one.at), "uri": uri} for one, uri in listed.uris()]
    maps = {
        "link_format": places.timemap(after=listed.after),
        "json_format": places.timemap("json", listed.after),
    }
    shape: dict[str, Any] = {
        "original_uri": places.url,
        "self": maps["json_format"],
        "timegate_uri": places.gate,
        "timemap_uri": maps,
        "mementos": {"list": entries},
    }
    for name, entry in zip(("first", "last"), (entries[:1], entries[-1:]), strict=True):
        if entry:
            shape["mementos"][name] = entry[0]
    if following:
        shape["next"] = places.timemap("json", following)
    return shape


def link_header(places: Places, mementos: Mementos, memento: Memento) -> str:
    """Where the original, the gate, the map and the neighbours of a memento are (section 2.2)."""
    beside = {
        "first": mementos.first(places.url),
        "prev": mementos.before(memento),
        "": memento,
        "next": mementos.after(memento),
        "last": mementos.last(places.url),
    }
    rels: dict[Memento, list[str]] = {}
    for rel, one in beside.items():
        if one is not None:
            rels.setdefault(one, []).extend([rel] if rel else [])
    links = [
        _link(places.url, "original"),
        _link(places.gate, "timegate"),
        _link(places.timemap(), "timemap", type=_LINK_FORMAT),
    ]
    for one in sorted(rels):
        rel = " ".join([*rels[one], "memento"])
        links.append(_link(places.memento(one, mementos), rel, datetime=http_date(one.at)))
    return ", ".join(links)


def cors(site: Site) -> dict[str, str]:
    """What lets scripts of other pages read an answer: where anyone may read it, only there.

    Else any page in the browser of somebody with an archive on loopback could read along.
    """
    return dict(_CORS) if site.public else {}


def original(archive: Archive, url: str) -> str:
    """The address under which this one was captured; NotFound."""
    candidates = [url]
    try:
        candidates.append(normalise(url))
    except BadURL as error:
        raise NotFound(f"{url[:200]!r} is no address that is kept") from error
    found = Mementos(archive.db).address(candidates)
    if found is None:
        raise NotFound(f"there is no memento of {url[:200]}")
    return found


def accept_datetime(text: str) -> datetime | None:
    """The instant that the header names; None where it is not in the one form allowed."""
    if not _ACCEPT.fullmatch(text.strip()):
        return None
    try:
        return datetime.strptime(text.strip()[5:-4], "%d %b %Y %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def http_date(time: datetime) -> str:
    """An instant as HTTP writes it, to the second."""
    return format_datetime(time.astimezone(UTC).replace(microsecond=0), usegmt=True)


def header(url: str) -> str:
    """The address as a header can hold it: nothing that ends it, nothing beyond ASCII."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]|^`{}\\")


def _link(url: str, rel: str, **attributes: str) -> str:
    more = "".join(f'; {name}="{value}"' for name, value in attributes.items())
    return f'<{header(url)}>; rel="{rel}"{more}'


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
