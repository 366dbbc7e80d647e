"""The web pages in processes of their own: they share an address, and end with who began them."""

from __future__ import annotations

import asyncio
import http.client
import os
import signal
import sys
from pathlib import Path

import pytest

from pages import WebServer
from settings import Settings
from storage.archive import open_archive
from storage.errors import BadSetting

#: a program that begins the pages and is killed
BEGIN = """
import asyncio, sys
from pathlib import Path
from pages import WebServer
from settings import Settings

async def main():
    web = WebServer(Path(sys.argv[1]), Settings(port=0, web_workers=1))
    await web.begin()
    print(web.port, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture
def empty(folder: Path) -> Path:
    open_archive(folder, create=True).close()
    return folder


def ask(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/keys")
    status = connection.getresponse().status
    connection.close()
    return status


async def answers_no_more(port: int) -> bool:
    for _ in range(200):
        try:
            await asyncio.to_thread(ask, port)
        except OSError:
            return True
        await asyncio.sleep(0.05)
    return False


def workers_of_this_process() -> list[int]:
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    named = [(child, Path(f"/proc/{child}/cmdline").read_bytes()) for child in children]
    return [int(child) for child, line in named if b"web.worker" in line]


def test_processes_share_one_address_until_one_of_them_ends(empty: Path) -> None:
    async def scenario() -> tuple[list[int], bool]:
        web = WebServer(empty, Settings(port=0, web_workers=2))
        await web.begin()
        second = WebServer(empty, Settings(port=web.port, web_workers=1))
        try:
            with pytest.raises(BadSetting, match="is another program there"):
                await second.begin()
            found = [await asyncio.to_thread(ask, web.port) for _ in range(8)]
            os.kill(workers_of_this_process()[0], signal.SIGKILL)
            await asyncio.wait_for(web.ended(), 20)
        finally:
            await web.stop()
        return found, await answers_no_more(web.port)

    assert asyncio.run(scenario()) == ([200] * 8, True)


def test_no_process_outlives_one_that_was_killed(empty: Path) -> None:
    async def scenario() -> bool:
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", BEGIN, str(empty)), stdout=asyncio.subprocess.PIPE
        )
        assert program.stdout is not None
        port = int(await program.stdout.readline())
        assert await asyncio.to_thread(ask, port) == 200
        program.kill()
        await program.wait()
        return await answers_no_more(port)

    assert asyncio.run(scenario())
