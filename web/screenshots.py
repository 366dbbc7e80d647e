"""The picture that was taken with a capture, where its source asked for one."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from storage.errors import NotFound
from web.replay import HEADERS
from web.site import site_of


def png(request: Request) -> Response:
    """The page as a browser painted it; NotFound where no picture was kept."""
    with site_of(request).shelf.reading() as archive:
        number = request.path_params["capture_id"]
        kept = archive.screenshots.of(number)
        if kept is None:
            raise NotFound(f"no picture was kept with capture {number}")
        picture = archive.bodies.get(kept.sha256)
    return Response(picture, media_type="image/png", headers=HEADERS)
