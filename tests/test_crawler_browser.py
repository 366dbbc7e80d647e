"""The browser for pages that are made by scripts: what they cannot do, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest
from browsing import chromium
from crawling import (
    Reactor,
    Site,
    crawling,
    fetched,
    moved,
    page,
    quick,
    serving,
    shell,
    title,
)

from storage.records import Capture, Failure, Fetch

pytestmark = pytest.mark.browser

ONLY_ONE = ("127.0.0.1/32",)
BROWSER = {"browser": True}


@pytest.fixture(autouse=True, scope="module")
def program() -> str:
    return chromium()


def rendered(reactor: Reactor, script: str, **limits: object) -> tuple[Capture | Failure, Site]:
    return reactor(fetched({"/": shell(script)}, "/", BROWSER, **limits), 60)


def test_robots_are_obeyed_before_there_is_a_browser(reactor: Reactor) -> None:
    robots = page(b"User-agent: *\nDisallow: /")

    answer, site = reactor(
        fetched({"/robots.txt": robots, "/": shell("1")}, "/", BROWSER, obey_robots=True), 60
    )

    assert isinstance(answer, Failure)
    assert answer.kind == "robots"
    assert site.paths == ["/robots.txt"]


# -- what a page cannot do ------------------------------------------------------------------------

#: tries every way that a page has to reach a server
REACH = """
const at = 'http://127.0.0.2:' + PORT;
const tried = [];
const note = name => () => tried.push(name);
fetch(at + '/fetch', {mode: 'no-cors'}).catch(note('fetch'));
for (const host of ['localhost', '127.1', '2130706434', '[::ffff:127.0.0.2]', 'inside.example'])
  fetch('http://' + host + ':' + PORT + '/name', {mode: 'no-cors'}).catch(note(host));
fetch('/away', {mode: 'no-cors'}).catch(note('redirect'));
new WebSocket('ws://127.0.0.2:' + PORT + '/socket').onerror = note('socket');
new EventSource(at + '/events').onerror = note('events');
navigator.sendBeacon(at + '/beacon', 'x');
new Image().src = at + '/image';
const add = (name, values) => {
  const made = Object.assign(document.createElement(name), values);
  document.body.append(made);
  return made;
};
add('iframe', {src: at + '/frame'});
add('script', {src: at + '/script'});
add('link', {rel: 'prefetch', href: at + '/prefetch'});
add('link', {rel: 'preconnect', href: at});
add('iframe', {src: 'file:///etc/passwd'});
add('a', {href: at + '/ping', ping: at + '/ping'}).click();
try { window.open(at + '/window') } catch { }
try {
  const call = new RTCPeerConnection({iceServers: [
    {urls: 'stun:127.0.0.2:' + UDP},
    {urls: 'turn:127.0.0.2:' + PORT + '?transport=tcp', username: 'a', credential: 'b'}]});
  call.createDataChannel('x');
  call.createOffer().then(offer => call.setLocalDescription(offer));
} catch { }
new WebTransport('https://127.0.0.2:' + UDP).ready.catch(note('transport'));
setTimeout(() => { document.title = tried.sort().join(' ') }, 2500);
setTimeout(() => { location = at + '/elsewhere' }, 100);
const going = setInterval(() => fetch('/alive'), 200);
setTimeout(() => clearInterval(going), 3000);
"""


def test_no_way_leads_from_a_page_to_a_private_address(reactor: Reactor) -> None:
    async def go() -> tuple[Capture | Failure, int, list[bytes], Site]:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            datagrams.bind(("127.0.0.2", 0))
            datagrams.setblocking(False)
            async with (
                serving({}, host="127.0.0.2") as inside,
                serving({"/alive": page(b"yes")}) as site,
                crawling(allow_networks=ONLY_ONE, check_timeout=40.0) as crawler,
            ):
                ports = f"const PORT={inside.port}, UDP={datagrams.getsockname()[1]};"
                site.answers["/"] = shell(ports + REACH)
                site.answers["/away"] = moved(inside.url("/redirected"))
                answer = await crawler.fetch(Fetch(url=site.url("/"), browser=True))
                received = []
                with contextlib.suppress(BlockingIOError):
                    received.append(datagrams.recv(2048))
                return answer, inside.connections, received, site

    answer, connections, datagrams, site = reactor(go(), 60)

    assert (connections, datagrams) == (0, [])
    assert isinstance(answer, Capture)
    assert answer.final_url == site.url("/")
    assert b"root:" not in answer.body
    assert {"fetch", "redirect", "socket", "events", "inside.example"} <= set(title(answer).split())


def test_nothing_is_granted_or_kept(reactor: Reactor) -> None:
    script = """
    (async () => {
      const asked = await Promise.all(['geolocation', 'notifications', 'camera'].map(
        name => navigator.permissions.query({name}).then(found => found.state)));
      const worker = await navigator.serviceWorker?.register('/worker.js').then(
        found => found ? 'worker' : 'none', () => 'none');
      const before = localStorage.length;
      localStorage.kept = 1;
      document.title = [...asked, worker, before].join(' ');
    })();
    """

    async def go() -> list[str]:
        answers = {"/": shell(script), "/worker.js": page(b"1", Content_Type="text/javascript")}
        async with serving(answers) as site, crawling() as crawler:
            fetch = Fetch(url=site.url("/"), browser=True)
            return [title(await crawler.fetch(fetch)) for _ in range(2)]

    first, second = reactor(go(), 60)

    assert first == second
    assert "granted" not in first
    assert first.endswith(" 0")
    assert "worker" not in first


def test_a_script_without_end_is_given_up_and_the_next_page_is_shown(reactor: Reactor) -> None:
    async def go() -> tuple[Capture | Failure, Capture | Failure]:
        answers = {"/hang": shell("while (true) {}"), "/": shell("document.title = 'fine'")}
        async with serving(answers) as site, crawling(check_timeout=6.0) as crawler:
            first = await crawler.fetch(Fetch(url=site.url("/hang"), browser=True))
            return first, await crawler.fetch(Fetch(url=site.url("/"), browser=True))

    with quick(40):
        hung, fine = reactor(go(), 60)

    assert isinstance(hung, Failure)
    assert (hung.kind, hung.detail) == (
        "browser",
        "the page's scripts did not come to an end in the time allowed",
    )
    assert title(fine) == "fine"


def test_without_chromium_the_check_fails_with_one_line(reactor: Reactor) -> None:
    answer, _ = rendered(reactor, "1", chromium="no/such/program")

    assert isinstance(answer, Failure)
    assert (answer.kind, answer.detail) == (
        "browser",
        "chromium: no/such/program is no program that can be started",
    )


def test_a_program_that_is_no_browser_is_a_failure(reactor: Reactor) -> None:
    answer, _ = rendered(reactor, "1", chromium=sys.executable)

    assert isinstance(answer, Failure)
    assert answer.kind == "browser"
    assert answer.detail.startswith("the browser gave up: ")


@pytest.mark.parametrize("which", ["browser", "driver"])
def test_a_browser_that_dies_starts_anew(reactor: Reactor, which: str) -> None:
    async def go() -> list[str]:
        async with serving({"/": shell("document.title = 'fine'")}) as site, crawling() as crawler:
            fetch = Fetch(url=site.url("/"), browser=True)
            first = title(await crawler.fetch(fetch))
            browsers = browsers_of(os.getpid())
            drivers = [one for one in children(os.getpid()) if set(browsers) & set(children(one))]
            assert len(browsers) == len(drivers) == 1
            os.kill((browsers if which == "browser" else drivers)[0], 9)
            await asyncio.sleep(0.5)
            return [first, title(await crawler.fetch(fetch))]

    assert reactor(go(), 60) == ["fine", "fine"]


def test_a_browser_that_showed_many_pages_starts_anew(reactor: Reactor) -> None:
    async def go() -> list[int]:
        async with (
            serving({"/": shell("1")}) as site,
            crawling(browser_pages=2) as crawler,
        ):
            seen = []
            for _ in range(4):
                assert isinstance(
                    await crawler.fetch(Fetch(url=site.url("/"), browser=True)), Capture
                )
                seen += browsers_of(os.getpid())
            return seen

    first, second, third, fourth = reactor(go(), 60)

    assert first == second != third == fourth


def test_a_check_that_is_given_up_leaves_no_page(reactor: Reactor) -> None:
    async def go() -> str:
        answers = {"/slow": shell("while (true) {}"), "/": shell("document.title = 'fine'")}
        async with serving(answers) as site, crawling() as crawler:
            await crawler.fetch(Fetch(url=site.url("/"), browser=True))
            waiting = asyncio.create_task(crawler.fetch(Fetch(url=site.url("/slow"), browser=True)))
            await asyncio.sleep(1.0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            return title(await crawler.fetch(Fetch(url=site.url("/"), browser=True)))

    with quick(30):
        assert reactor(go(), 60) == "fine"


# -- how the browser ends -------------------------------------------------------------------------


def told(path: str | Path) -> str:
    """What a file of /proc says; nothing when its process is gone."""
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def children(number: int) -> list[int]:
    """The processes below one, at any depth."""
    found: list[int] = []
    for path in Path(f"/proc/{number}/task").glob("*/children"):
        for child in map(int, told(path).split()):
            found += [child, *children(child)]
    return found


def browsers_of(number: int) -> list[int]:
    """Chromium's own process, not those that it starts itself."""
    found = []
    for child in children(number):
        words = told(f"/proc/{child}/cmdline").split("\0")
        if "--headless" in words and not any(word.startswith("--type=") for word in words):
            found.append(child)
    return found


def alive(numbers: list[int]) -> list[int]:
    """Those that still run; a process that nobody waited for is none."""
    states = {number: told(f"/proc/{number}/stat").rpartition(")")[2].split() for number in numbers}
    return [number for number, state in states.items() if state and state[0] != "Z"]


def gone(numbers: list[int], seconds: float = 15.0) -> bool:
    ends = monotonic() + seconds
    while alive(numbers) and monotonic() < ends:
        sleep(0.1)
    return not alive(numbers)


def test_the_browser_ends_with_the_crawler(reactor: Reactor) -> None:
    async def go() -> list[int]:
        async with serving({"/": shell("1")}) as site, crawling() as crawler:
            await crawler.fetch(Fetch(url=site.url("/"), browser=True))
            return children(os.getpid())

    started = reactor(go(), 60)

    assert len(started) > 2
    assert gone(started)


PROGRAM = """
import asyncio, sys
from crawler.run import Crawler, Limits, run
from storage.records import Fetch

async def main():
    crawler = Crawler(Limits(host_delay=0.0, allow_networks=("127.0.0.0/8",), obey_robots=False))
    await crawler.start()
    try:
        print(type(await crawler.fetch(Fetch(url=sys.argv[1], browser=True))).__name__, flush=True)
        await asyncio.sleep(60)
    finally:
        await crawler.stop()

sys.exit(run(main))
"""


@pytest.mark.parametrize("number", [2, 9, 15])
def test_the_browser_ends_with_the_program_however_that_ends(reactor: Reactor, number: int) -> None:
    async def go() -> tuple[str, list[int], str]:
        async with serving({"/": shell("1")}) as site:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-c", PROGRAM, site.url("/")),
                cwd=Path(__file__).parent.parent,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            assert process.stdout is not None
            said = (await asyncio.wait_for(process.stdout.readline(), 40)).decode().strip()
            started = children(process.pid)
            process.send_signal(number)
            _, complaints = await asyncio.wait_for(process.communicate(), 20)
            return said, started, complaints.decode()

    said, started, complaints = reactor(go(), 90)

    assert said == "Capture"
    assert len(started) > 2
    assert gone(started)
    assert complaints == ""
