"""What the Wayback Machine kept of an address: its CDX index for the list, Memento for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from requests.adapters import HTTPAdapter
from requests.exceptions import RequestException
from wayback import Mode, WaybackClient, WaybackSession  # type: ignore[import-untyped]
from wayback.exceptions import WaybackException  # type: ignore[import-untyped]

from crawler.urls import normalise
from storage.errors import FetchError
from storage.problems import Problem
from storage.records import Capture

#: where the library sends everything
MACHINE = "https://web.archive.org"
#: bytes of one record as the index states them
_MOST = 64 << 20
#: the machine undoes the codings of what it sends
_UNDONE = ("content-encoding", "transfer-encoding", "content-length")
_PAGES = ("text/html", "application/xhtml+xml", "warc/revisit", "unk")


def session(*, user_agent: str, machine: str = MACHINE, rate: float = 0.4) -> Any:
    """A connection to the Wayback Machine, or to another server that speaks as it does.

    `rate` is calls per second for the index; for pages it is four times as high.
    """
    made = WaybackSession(
        retries=3,
        backoff=2,
        timeout=60,
        user_agent=user_agent,
        search_calls_per_second=rate,
        memento_calls_per_second=4 * rate,
    )
    if machine != MACHINE:
        made.mount(f"{MACHINE}/", _Elsewhere(machine.rstrip("/")))
    return made


def captures(
    url: str,
    session: Any,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[Capture | Problem]:
    """Each page that was kept of an address, the oldest first; redirects are left out.

    A payload that the index says to be the one before it is not fetched again. FetchError when the
    index cannot be read; a page that cannot be had is a Problem.
    """
    last: tuple[str, Capture] | None = None
    with WaybackClient(session) as client:
        for record in _records(client, normalise(url), since, until):
            name = f"{record.timestamp:%Y%m%d%H%M%S}"
            if last is not None and last[0] == record.digest:
                yield replace(last[1], fetched_at=record.timestamp.astimezone(UTC))
                continue
            if (record.length or 0) > _MOST:
                yield Problem(file=MACHINE, record=name, detail=f"is larger than {_MOST} bytes")
                continue
            try:
                capture = _capture(client, record)
            except (WaybackException, RequestException) as error:
                yield Problem(file=MACHINE, record=name, detail=str(error))
                continue
            last = (record.digest, capture)
            yield capture


def _records(
    client: Any, url: str, since: datetime | None, until: datetime | None
) -> Iterator[Any]:
    try:
        for record in client.search(url, from_date=since, to_date=until):
            redirect = record.statuscode is not None and 300 <= record.statuscode < 400
            if record.mimetype in _PAGES and not redirect:
                yield record
    except (WaybackException, RequestException) as error:
        raise FetchError(f"the Wayback Machine's list of {url} cannot be read: {error}") from error


def _capture(client: Any, record: Any) -> Capture:
    """As it was received, but for the codings; the memento's own address is kept as a header."""
    memento = client.get_memento(record, mode=Mode.original, follow_redirects=False)
    with memento:
        headers = tuple(
            (str(name), str(value))
            for name, value in memento.headers.items()
            if name.lower() not in _UNDONE
        )
        return Capture(
            url=record.original,
            final_url=memento.url,
            status=memento.status_code,
            headers=(*headers, ("Variorum-Import", memento.memento_url)),
            body=memento.content,
            fetched_at=memento.timestamp.astimezone(UTC),
        )


class _Elsewhere:
    """Sends what is meant for the Wayback Machine to another server, and lets nobody notice."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._adapter = HTTPAdapter()

    def send(self, request: Any, **options: Any) -> Any:
        """One request."""
        moved = request.copy()
        moved.url = self._base + request.url.removeprefix(MACHINE)
        response = self._adapter.send(moved, **options)
        response.url, response.request = request.url, request
        return response

    def close(self) -> None:
        """Let go of the connections."""
        self._adapter.close()
