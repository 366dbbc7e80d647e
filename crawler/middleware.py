"""What happens to each answer on its way: redirects, within the limits of one check."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from w3lib.url import safe_url_string

from crawler.attempt import Attempt
from crawler.retry import retry_after
from crawler.urls import normalise
from storage.errors import BadURL, FetchError
from storage.records import Redirect

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

__all__ = ["FollowMiddleware", "retry_after"]

_MOVED = frozenset({301, 302, 303, 307, 308})
#: cookies kept of one check and host
_MAX_COOKIES = 20


class FollowMiddleware:
    """Follows redirects, remembers each hop, and carries cookies for as long as the check lasts.

    A cookie wall (a redirect to the same address that sets a cookie) is passed that way.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FollowMiddleware:  # noqa: ARG003
        """Scrapy's way to make one."""
        return cls()

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The answer, or the next request."""
        if response.status not in _MOVED:
            return response
        location = response.headers.get(b"Location")
        if not location:
            return response
        attempt: Attempt = request.meta["attempt"]
        attempt.hops.append(Redirect(url=request.url, status=response.status))
        _remember(attempt, request, response)
        url = _target(request.url, location)
        cookie = cookie_header(attempt, url)
        attempt.seen.add((request.url, (request.headers.get(b"Cookie") or b"").decode("latin-1")))
        if attempt.redirects_left <= 0 or (url, cookie) in attempt.seen:
            raise FetchError(_loop(attempt, url), kind="redirect_loop")
        attempt.redirects_left -= 1
        headers = request.headers.copy()
        headers.pop(b"Cookie", None)
        if cookie:
            headers[b"Cookie"] = cookie.encode("latin-1")
        return Request(url, headers=headers, meta={"attempt": attempt})


def cookie_header(attempt: Attempt, url: str) -> str:
    """What the check's cookies come to for an address; empty for none."""
    host = urlsplit(url).hostname or ""
    return "; ".join(f"{name}={value}" for name, value in attempt.cookies.get(host, {}).items())


def _remember(attempt: Attempt, request: Request, response: Response) -> None:
    """Only the host that set a cookie gets it back, whatever its Domain says."""
    host = urlparse_cached(request).hostname or ""
    jar = attempt.cookies.setdefault(host, {})
    for line in response.headers.getlist(b"Set-Cookie"):
        name, _, value = line.decode("latin-1").partition(";")[0].strip().partition("=")
        if name and len(jar) < _MAX_COOKIES and len(value) <= 4096:
            jar[name] = value


def _target(base: str, location: bytes) -> str:
    try:
        text = location.decode("utf-8")
    except UnicodeDecodeError:
        text = location.decode("latin-1")
    try:
        return normalise(urljoin(base, safe_url_string(text.strip())))
    except (BadURL, ValueError) as error:
        raise FetchError(f"redirected to {text[:200]!r}: {error}", kind="bad_url") from error


def _loop(attempt: Attempt, url: str) -> str:
    way = " → ".join([*(hop.url for hop in attempt.hops[:6]), "…"][:7])
    return f"{len(attempt.hops)} redirects, the last to {url}: {way}"
