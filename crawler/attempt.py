"""One check under way: what it may still spend, and the way it took."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from crawler.rendered import Rendered
from storage.records import Redirect


@dataclass(slots=True, eq=False)
class Attempt:
    """Carried in `Request.meta["attempt"]` from the first request of a check to the last."""

    #: what was asked for
    url: str
    #: seconds of transfer that are left
    left: float
    #: redirects that may still be followed
    redirects_left: int
    #: bytes that one answer may have
    max_bytes: int
    #: this is the check of a robots.txt, which no robots.txt governs
    robots: bool = False
    #: a browser is to run the page's scripts, and to take a picture
    browser: bool = False
    screenshot: bool = False
    #: what the browser made of the answer
    rendered: Rendered | None = None
    #: the redirects followed so far
    hops: list[Redirect] = field(default_factory=list)
    #: host → name → value: cookies live as long as the check
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    #: (address, Cookie header) asked so far
    seen: set[tuple[str, str]] = field(default_factory=set)
    #: the running transfer
    transfer: asyncio.Task[object] | None = None
    #: nobody waits for the answer any more
    abandoned: bool = False

    def abandon(self) -> None:
        """End the transfer, now or when its turn comes."""
        self.abandoned = True
        if self.transfer is not None:
            self.transfer.cancel()
