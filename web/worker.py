"""A process that serves the web pages on a socket that it is handed: `python -m web.worker`.

The first line of its input is JSON: `socket` (the number of the open file), `folder`, and what
`web.app.create` is told. It answers "ready", and ends when its input does: with whoever started
it, however that one ended.
"""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn

from web.app import create


async def serve() -> None:
    """Serve until the input ends."""
    asked = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(asked), sys.stdin
    )
    told: dict[str, Any] = json.loads(await asked.readline())
    listening = socket.socket(fileno=told.pop("socket"))
    application = create(Path(told.pop("folder")), **told)
    # what was imported stays: to walk through it again held up a request in a hundred for 80 ms
    gc.collect()
    gc.freeze()
    server = uvicorn.Server(config(application))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    left = asyncio.create_task(asked.read())
    await asyncio.wait({serving, left}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving


def config(application: Any) -> uvicorn.Config:
    """How the pages are served, in whichever process."""
    return uvicorn.Config(
        application,
        log_level="warning",
        timeout_graceful_shutdown=2,
        server_header=False,
        lifespan="off",
    )


if __name__ == "__main__":
    asyncio.run(serve())
