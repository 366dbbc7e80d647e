"""How Variorum behaves towards servers, as numbers."""

from __future__ import annotations

from dataclasses import dataclass

from storage.errors import BadSetting

_MORE_THAN_NOTHING = (
    *("host_concurrency", "concurrency", "max_bytes", "check_timeout", "connect_timeout"),
    *("robots_hours", "robots_timeout", "page_bytes", "page_requests", "browser_pages"),
)
_NOT_NEGATIVE = ("host_delay", "max_crawl_delay", "max_redirects", "patience")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one crawl may ask of servers, of the network and of this machine."""

    #: sent with every request; the part before "/" is the name that robots.txt may address
    user_agent: str = "Variorum/0.1"
    #: where a server's operator can reach whoever runs this: a mail address or a page
    contact: str | None = None
    #: seconds between the starts of two requests to one host
    host_delay: float = 2.0
    #: requests to one host at a time
    host_concurrency: int = 1
    #: transfers at a time, over all hosts
    concurrency: int = 32
    #: bytes of one answer's body, as they come over the wire
    max_bytes: int = 8 * 1024 * 1024
    #: seconds of transfer for one check, redirects included; waiting for a host's turn is not
    #: counted
    check_timeout: float = 40.0
    #: seconds until a connection stands, within the check's time
    connect_timeout: float = 15.0
    #: private networks that may be reached all the same, as "127.0.0.0/8"
    allow_networks: tuple[str, ...] = ()
    #: ports that may be asked outside `allow_networks`
    ports: tuple[int, ...] = (80, 443, 8080, 8443)
    obey_robots: bool = True
    #: hours for which a robots.txt counts (RFC 9309, section 2.4: at most 24)
    robots_hours: float = 24.0
    #: seconds of transfer for one robots.txt, redirects included
    robots_timeout: float = 10.0
    #: seconds: a longer Crawl-delay is cut to this
    max_crawl_delay: float = 60.0
    #: redirects followed in one check
    max_redirects: int = 10
    #: seconds: a Retry-After up to this is waited for, a longer one opens the host's circuit
    patience: float = 30.0
    #: the browser's program; found by its usual names where empty
    chromium: str = ""
    #: pages after which the browser starts anew: it grows with the months
    browser_pages: int = 500
    #: bytes that the scripts of one page may load in a browser
    page_bytes: int = 32 * 1024 * 1024
    #: requests that they may make
    page_requests: int = 500

    def __post_init__(self) -> None:
        """BadSetting names the limit that cannot be kept."""
        for name in _MORE_THAN_NOTHING:
            if getattr(self, name) <= 0:
                raise BadSetting(f"{name} is more than 0, not {getattr(self, name)}")
        for name in _NOT_NEGATIVE:
            if getattr(self, name) < 0:
                raise BadSetting(f"{name} is 0 or more, not {getattr(self, name)}")
        if not (self.agent.isascii() and self.agent.isprintable()):
            raise BadSetting("user_agent and contact go into a header: plain ASCII, one line")

    @property
    def agent(self) -> str:
        """The User-Agent header: the name, and where to complain."""
        return f"{self.user_agent} (+{self.contact})" if self.contact else self.user_agent

    @property
    def token(self) -> str:
        """The product token that a robots.txt may address (RFC 9309, section 2.2.1)."""
        return self.user_agent.partition("/")[0].strip() or "Variorum"
