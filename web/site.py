"""What every endpoint knows: the archive's shelf, the address, who may come in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from web.access import Visitor
from web.shelf import Shelf


def now() -> datetime:
    """The time of the wall clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One archive as it is shown at one address."""

    shelf: Shelf
    #: without a slash at the end
    base_url: str
    accounts: bool
    public: bool
    templates: Environment
    #: how passwords are hashed
    hasher: PasswordHasher
    clock: Callable[[], datetime] = now

    @property
    def secure(self) -> bool:
        """Whether visitors come over TLS."""
        return self.base_url.startswith("https:")

    @property
    def host(self) -> str:
        """The name that visitors ask for, without a port."""
        return (urlsplit(self.base_url).hostname or "").lower()

    def page(
        self, request: Request, template: str, status: int = 200, /, **context: object
    ) -> HTMLResponse:
        """A page made from a template; `visitor`, `site` and `request` are always there."""
        text = self.templates.get_template(template).render(
            request=request, site=self, visitor=visitor_of(request), **context
        )
        return HTMLResponse(text, status_code=status)


def site_of(request: Request) -> Site:
    """The site that this request was sent to."""
    site: Site = request.app.state.site
    return site


def visitor_of(request: Request) -> Visitor:
    """Who sent this request, as the guard found out."""
    visitor: Visitor = request.state.visitor
    return visitor
