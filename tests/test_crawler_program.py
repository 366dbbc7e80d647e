"""`run` as programs use it: in a process of its own, ended by itself or by a signal."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

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
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM.replace("BODY", body)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline().strip()
    if kill is not None:
        process.send_signal(kill)
    out, err = process.communicate(timeout=60)
    return process.returncode, [first, *out.split()], err


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
