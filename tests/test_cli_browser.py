"""A site whose articles are made by scripts, on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browsing import chromium
from click.testing import CliRunner

from cli import variorum

VARIORUM = str(Path(sys.executable).parent / "variorum")
SHELL = b"""<!doctype html><html lang=en><title>The Paper</title><div id=app></div><script>
fetch('/article.json').then(answer => answer.json()).then(found => {
  const words = found.words.map(text => '<p>' + text + '</p>').join('');
  document.title = found.headline;
  document.getElementById('app').innerHTML =
    '<article><h1>' + found.headline + '</h1><p>By Ada Nowell</p>' + words + '</article>';
});
</script>"""
WORDS = [
    "The council voted on Monday to mend the old bridge over the river before the winter.",
    "Engineers had warned for years that the northern pier was losing stone to the current.",
    "The work will cost 14 million crowns and is to begin in April, the council said.",
    "Traders on the east bank asked for a footbridge while the work goes on.",
    "A second vote on the money is expected at the end of the month.",
]


class Paper:
    """A server whose page is a shell, and whose article is data."""

    def __init__(self) -> None:
        self.words = list(WORDS)
        paper = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                article = {"headline": "Council votes on bridge", "words": paper.words}
                found = {"/": ("text/html", SHELL)}.get(self.path)
                if self.path == "/article.json":
                    found = ("application/json", json.dumps(article).encode())
                kind, body = found or ("text/plain", b"")
                self.send_response(200 if found else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


@pytest.fixture
def paper() -> Iterator[Paper]:
    paper = Paper()
    yield paper
    paper.stop()


def environment(folder: Path) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("VARIORUM_")}
    return kept | {
        "VARIORUM_ARCHIVE": str(folder / "archive"),
        "VARIORUM_ALLOW_NETWORKS": "127.0.0.0/8",
        "VARIORUM_HOST_DELAY": "0",
    }


def run(folder: Path, *words: str, code: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [VARIORUM, *words],
        env=environment(folder) | more,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


def told(folder: Path, *words: str) -> Any:
    """What a command that only reads prints, run in this process: a start takes half a second."""
    done = CliRunner(env=environment(folder)).invoke(
        variorum, [*words, "--json"], catch_exceptions=False
    )
    assert done.exit_code == 0
    return json.loads(done.stdout)


@pytest.mark.browser
def test_an_article_made_by_a_script_is_watched_with_pictures(tmp_path: Path, paper: Paper) -> None:
    chromium()
    run(tmp_path, "watch", paper.address, "--browser", "--screenshot")
    paper.words[2] = paper.words[2].replace("14", "17")

    looked = json.loads(run(tmp_path, "check", paper.address, "--json").stdout)
    shown = told(tmp_path, "show", f"{paper.address}@r2")
    found = told(tmp_path, "search", "--removed", "14")
    captures = told(tmp_path, "captures", paper.address)["captures"]
    run(tmp_path, "captures", paper.address, "--screenshots", "pictures")
    (source,) = told(tmp_path, "list")["sources"]

    assert (source["browser"], source["screenshot"]) == (True, True)
    assert "page, browser" in run(tmp_path, "list").stdout
    assert [(one["outcome"], one["revision"]) for one in looked] == [("captured", "r2")]
    assert shown["headline"] == "Council votes on bridge"
    assert [(one["removed"], one["added"]) for one in found] == [("14", "17")]
    assert [one["screenshot"]["width"] for one in captures] == [1280, 1280]
    pictures = sorted((tmp_path / "pictures").iterdir())
    assert [path.name for path in pictures] == ["1.png", "2.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)
    assert "whole" in run(tmp_path, "verify").stdout


@pytest.mark.browser
def test_pictures_go_with_what_is_removed_and_stay_with_what_is_kept(
    tmp_path: Path, paper: Paper
) -> None:
    chromium()
    run(tmp_path, "watch", paper.address, "--browser", "--screenshot")

    run(tmp_path, "doctor")
    kept = told(tmp_path, "captures", paper.address)["captures"]
    run(tmp_path, "captures", paper.address, "--screenshots", "pictures")
    removed = run(
        tmp_path,
        *("remove", paper.address, "--capture", "1"),
        *("--who", "Ada", "--why", "asked to", "--yes", "--json"),
    )

    assert kept[0]["screenshot"]["width"] == 1280
    assert (tmp_path / "pictures" / "1.png").exists()
    assert json.loads(removed.stdout)["bodies"] == 2
    assert told(tmp_path, "captures", paper.address)["captures"][0]["screenshot"] is None


def test_without_chromium_nothing_is_watched_and_one_line_says_why(
    tmp_path: Path, paper: Paper
) -> None:
    done = run(
        tmp_path, "watch", paper.address, "--browser", code=2, VARIORUM_CHROMIUM="no/such/program"
    )

    assert done.stderr.splitlines() == [
        "variorum: chromium: no/such/program is no program that can be started"
    ]
    assert not (tmp_path / "archive").exists()


def test_a_picture_needs_the_browser(tmp_path: Path, paper: Paper) -> None:
    done = run(tmp_path, "watch", paper.address, "--screenshot", code=2)

    assert "--screenshot is of what a browser shows: give --browser too" in done.stderr


@pytest.mark.browser
def test_a_check_without_chromium_is_a_failure_in_the_ledger(tmp_path: Path, paper: Paper) -> None:
    chromium()
    run(tmp_path, "watch", paper.address, "--browser")

    run(tmp_path, "check", paper.address, code=1, VARIORUM_CHROMIUM="no/such/program")
    checks = told(tmp_path, "captures", paper.address)["checks"]

    assert [(one["outcome"], one["detail"]) for one in checks][-1] == (
        "failed",
        "browser: chromium: no/such/program is no program that can be started",
    )
