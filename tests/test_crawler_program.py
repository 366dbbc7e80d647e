"""`run` as programs use it: in a process of its own, ended by itself or by a signal."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from crawler.run import _Program

ROOT = Path(__file__).parent.parent
PROGRAM = """
import asyncio, sys
from crawler.run import Crawler, Limits, run
from storage.records import Fetch

async def main():
    crawler = Crawler(Limits(host_delay=0.0))
    await crawler.start()
    try:
        answer = await crawler.fetch(Fetch(url="http://127.0.0.1:9/"))
        print(answer.kind, flush=True)
        BODY
    finally:
        await crawler.stop()
        print("stopped", flush=True)

sys.exit(run(main))
"""


def program(body: str, kill: signal.Signals | None = None) -> tuple[int, list[str], str]:
    """Exit code, lines of standard output, standard error."""
    command = [sys.executable, "-W", "error", "-c", PROGRAM.replace("BODY", body)]
    with (
        TemporaryFile("w+") as errors,
        subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        first = process.stdout.readline()
        if kill is not None:
            process.send_signal(kill)
        rest = process.stdout.read()
        code = process.wait(timeout=60)
        errors.seek(0)
        return code, (first + rest).split(), errors.read()


def test_the_exit_code_is_what_main_returns() -> None:
    assert program("return 3") == (3, ["private_address", "stopped"], "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_cancels_main_which_cleans_up(number: signal.Signals) -> None:
    body = "asyncio.create_task(asyncio.sleep(60)); await asyncio.sleep(60)"

    assert program(body, number) == (128 + number, ["private_address", "stopped"], "")


def test_what_main_raises_is_raised() -> None:
    code, lines, err = program("raise LookupError('gone')")

    assert (code, lines) == (1, ["private_address", "stopped"])
    assert err.rstrip().endswith("LookupError: gone")


class Loop:
    """What `run` needs of Twisted's reactor, on a loop of this test's own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()

    def run(self, program: _Program) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.call_soon(program.begin)
        self.loop.run_forever()
        asyncio.set_event_loop(None)
        self.loop.close()

    def stop(self) -> None:
        self.loop.stop()


def test_what_main_left_running_is_cancelled_too() -> None:
    ended: list[str] = []

    async def left() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("left")

    async def main() -> int:
        task = asyncio.create_task(left())
        await asyncio.sleep(0)
        os.kill(os.getpid(), signal.SIGTERM)
        await task
        return 0

    reactor = Loop()
    program = _Program(main, reactor)
    reactor.run(program)

    assert (program.result(), ended) == (128 + signal.SIGTERM, ["left"])


def test_a_reactor_that_ended_at_once_is_told() -> None:
    with pytest.raises(RuntimeError, match="before the program began"):
        _Program(lambda: asyncio.sleep(0, 0), None).result()


def test_a_crawler_outside_of_run_says_where_it_belongs() -> None:
    code = (
        "import asyncio; from crawler.run import Crawler, Limits; "
        "asyncio.run(Crawler(Limits()).start())"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert ended.stderr.rstrip().endswith("RuntimeError: a Crawler works inside crawler.run.run")
