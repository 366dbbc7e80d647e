"""The demo's news site: a server on loopback whose pages change when it is told to."""

from __future__ import annotations

import itertools
import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from demo.texts import Picture, Story


class Site:
    """Serves the stories that it was given last; every page carries noise of its own."""

    def __init__(self) -> None:
        self.stories: tuple[Story, ...] = ()
        self._requests = itertools.count(1)
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site._answer(self)

            def log_message(self, format: str, *arguments: object) -> None:
                """Keep the demo's output to the story."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    @property
    def address(self) -> str:
        """Where the site is."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Close the site."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        status, kind, text = self._page(handler.path)
        body = text.encode()
        handler.send_response(status)
        handler.send_header("Content-Type", f"{kind}; charset=utf-8")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _page(self, path: str) -> tuple[int, str, str]:
        if path == "/feed.xml":
            return 200, "application/rss+xml", self._feed()
        if path == "/robots.txt":
            return 200, "text/plain", "User-agent: *\nAllow: /\n"
        for story in self.stories:
            if path == f"/news/{story.slug}":
                if story.gone:
                    return 410, "text/html", "<!doctype html><title>Gone</title><h1>Gone</h1>"
                return 200, "text/html", self._article(story)
        return 404, "text/html", "<!doctype html><title>Not found</title><h1>Not found</h1>"

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{escape(story.headline)}</title>"
            f"<link>{self.address}/news/{story.slug}</link></item>"
            for story in self.stories
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>Ellery Courier</title><link>{self.address}/</link>"
            f"<description>News from the harbour</description>{items}</channel></rss>"
        )

    def _article(self, story: Story) -> str:
        number = next(self._requests)
        dates = f"<span>{story.published}</span>"
        if story.updated:
            dates += f"<span>Updated: {story.updated}</span>"
        body = "".join(
            _figure(piece) if isinstance(piece, Picture) else f"<p>{escape(piece)}</p>"
            for piece in story.body
        )
        return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{escape(story.headline)} | Ellery Courier</title></head>
<body data-request="{number}">
<nav><a href="/">Ellery Courier</a> <a href="/harbour">Harbour</a></nav>
<div class="ticker">Visitors now on this site: {37 + number * 13 % 90}</div>
<main><article>
<p class="kicker">{escape(story.kicker)}</p>
<h1>{escape(story.headline)}</h1>
<p class="byline">By {escape(story.author)}</p>
<p class="dates">{dates}</p>
{body}
<div class="share">Share This Article: <a href="#">Mail</a> <a href="#">Copy link</a></div>
</article></main>
<aside><h2>Most read</h2><p><a href="/news/a{number}">Tide tables, week {number}</a></p></aside>
<footer>© 2025 Ellery Courier</footer>
</body></html>"""


def _figure(picture: Picture) -> str:
    return (
        f'<figure><img src="{picture.image}" alt=""><figcaption>{escape(picture.caption)}'
        f" ({escape(picture.credit)})</figcaption></figure>"
    )
