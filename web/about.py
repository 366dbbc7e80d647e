"""The pages about the pages: keys, and what the API offers."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from web.site import site_of


def keys(request: Request) -> Response:
    """The keys for reading, and how to turn them off."""
    return site_of(request).page(request, "keys.html")


def api(request: Request) -> Response:
    """The operations of the API, read from its own description."""
    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    operations = [
        (method.upper(), path, operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
    ]
    return site_of(request).page(request, "api.html", operations=operations)
