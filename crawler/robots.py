"""robots.txt as RFC 9309 has it: status rules, a day's validity, Crawl-delay."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, cast

from protego import Protego
from scrapy import Request
from scrapy.utils.httpobj import urlparse_cached

from crawler.attempt import Attempt
from crawler.failures import explain
from storage.errors import FetchError
from storage.records import FailureKind

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.spiders import SourceSpider

#: bytes that are read of a robots.txt (RFC 9309, section 2.5: at least 500 KiB)
READ_BYTES = 512 * 1024
#: bytes beyond which a robots.txt counts as unreachable
MAX_BYTES = 4 * READ_BYTES
#: redirects followed (RFC 9309, section 2.3.1.2: at least five)
MAX_REDIRECTS = 5
#: seconds for which an unreachable robots.txt is not asked for again
UNREACHABLE_SECONDS = 120.0
# RFC 9309, section 2.2.1: letters, hyphens and underscores; Protego knows the other spellings
_AGENT = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*(\*|[a-z_-]*)", re.IGNORECASE)
_RULE = re.compile(
    r"\s*(?:allow|dis{1,2}al{1,2}[ao]w|diasllow|crawl[- ]delay)\s*[:\s]", re.IGNORECASE
)
_NOBODY = "-"
#: servers whose rules are remembered, and the bytes of their files in all
REMEMBERED = 2000
REMEMBERED_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Rules:
    """What a server's robots.txt says, or what its absence means."""

    #: None where there is none to obey: everything is allowed, or nothing is
    robots: Protego | None
    #: None, or why nothing may be fetched: the server's trouble with its robots.txt
    refusal: str | None = None
    #: what kept the file from being read, where that was no answer of the server
    trouble: FailureKind | None = None
    #: bytes that were read for it
    size: int = 0

    def refuses(self, url: str, token: str) -> str | None:
        """Why this address must not be fetched, in one line; None where it may be."""
        if self.refusal is not None:
            return self.refusal
        if self.robots is None or self.robots.can_fetch(url, token):
            return None
        return f"robots.txt disallows {url} for {token}"

    def crawl_delay(self, token: str) -> float | None:
        """Seconds that the server wants between two requests."""
        return None if self.robots is None else self.robots.crawl_delay(token)


def read_rules(status: int, body: bytes, token: str) -> Rules:
    """What an answer for /robots.txt means (RFC 9309, section 2.3.1) for the robot so named."""
    if 200 <= status < 300:
        concerning = "\n".join(_concerning(token.lower(), _text(body)))
        return Rules(Protego.parse(concerning), size=len(concerning))
    if 300 <= status < 500 and status != 429:
        return Rules(None)
    return Rules(
        None, f"robots.txt answers {status}, which means: fetch nothing for now (RFC 9309)"
    )


def _concerning(token: str, text: str) -> Iterator[str]:
    """The file without the names of other robots: each group names us, all, or nobody.

    Protego keeps every rule once for each robot that its group names, however many and however
    often: half a megabyte of both would take it hours.
    """
    named: set[str] | None = None
    for line in text.splitlines():
        if match := _AGENT.match(line):
            product = match.group(1).lower()
            name = product if product in ("*", token) else _NOBODY
            named = set() if named is None else named
            if name not in named:
                named.add(name)
                yield f"User-agent: {name}"
        elif _RULE.match(line):
            named = None
            yield line


def _text(body: bytes) -> str:
    """UTF-8; a line cut by the limit is no rule."""
    part = body[:READ_BYTES]
    if len(body) > READ_BYTES:
        part = part[: part.rfind(b"\n") + 1]
    return part.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


@dataclass(slots=True)
class _Entry:
    rules: Rules
    #: on the monotonic clock
    expires: float


class RobotsMiddleware:
    """Asks for a server's robots.txt before its first page, once a day."""

    def __init__(self, crawler: Crawler) -> None:
        spider = cast("SourceSpider", crawler.spider)
        self._crawler = crawler
        self._limits = spider.limits
        self._hosts = spider.hosts
        self._known: OrderedDict[str, _Entry] = OrderedDict()
        self._bytes = 0
        self._asking: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        """Scrapy's way to make one."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """FetchError where the server's robots.txt does not want this request."""
        attempt: Attempt = request.meta["attempt"]
        if attempt.robots or not self._limits.obey_robots:
            return
        parts = urlparse_cached(request)
        began = monotonic()
        rules = await self._rules(f"{parts.scheme}://{parts.netloc}")
        # what it took is the check's time too, save for the turns that it waited for
        attempt.left -= min(monotonic() - began, self._limits.robots_timeout)
        if refusal := rules.refuses(request.url, self._limits.token):
            raise FetchError(refusal, kind=rules.trouble or "robots")

    async def _rules(self, origin: str) -> Rules:
        entry = self._known.get(origin)
        if entry is not None and monotonic() < entry.expires:
            self._known.move_to_end(origin)
            return entry.rules
        task = self._asking.get(origin)
        if task is None:
            task = asyncio.create_task(self._ask(origin, entry))
            self._asking[origin] = task
            self._hosts.tasks.add(task)
            task.add_done_callback(self._hosts.tasks.discard)
            task.add_done_callback(lambda _: self._asking.pop(origin, None))
        return await asyncio.shield(task)

    async def _ask(self, origin: str, old: _Entry | None) -> Rules:
        rules = await self._fetch(f"{origin}/robots.txt")
        seconds = self._limits.robots_hours * 3600
        if rules.refusal is not None:
            seconds = min(seconds, UNREACHABLE_SECONDS)
            if old is not None and old.rules.refusal is None:
                rules = old.rules  # RFC 9309, section 2.4: while unreachable, the old copy counts
        self._remember(origin, _Entry(rules, monotonic() + seconds))
        return rules

    def _remember(self, origin: str, entry: _Entry) -> None:
        """The newest at the end; the oldest go when there are too many, or too large ones."""
        if old := self._known.pop(origin, None):
            self._bytes -= old.rules.size
        self._known[origin] = entry
        self._bytes += entry.rules.size
        while len(self._known) > REMEMBERED or self._bytes > REMEMBERED_BYTES:
            _, oldest = self._known.popitem(last=False)
            self._bytes -= oldest.rules.size

    async def _fetch(self, url: str) -> Rules:
        attempt = Attempt(
            url=url,
            left=self._limits.robots_timeout,
            redirects_left=MAX_REDIRECTS,
            max_bytes=MAX_BYTES,
            robots=True,
        )
        headers = {"User-Agent": self._limits.agent, "Accept": "text/plain, */*;q=0.5"}
        request = Request(url, headers=headers, meta={"attempt": attempt})
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # whatever the web does, it is the checks' answer
            kind, detail = explain(error)
            if kind == "redirect_loop":
                return Rules(None)  # RFC 9309, section 2.3.1.2: as unavailable
            return Rules(None, f"robots.txt: {detail}", kind)
        rules = read_rules(response.status, response.body, self._limits.token)
        host = urlparse_cached(request).hostname or ""
        self._hosts.slow_down(host, rules.crawl_delay(self._limits.token))
        return rules
