"""A delivering process that is killed again and again loses nothing and doubles nothing."""

from __future__ import annotations

import asyncio
import email
import email.policy
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from alerting import SECRET, Postbox, Receiver, Request, posting, receiving

from factories import NOON, make_comparison, make_edit, make_new_revision, make_reading
from storage.archive import Archive, open_archive

PROCESS = Path(__file__).parent / "delivering.py"


@dataclass
class Moody:
    """A receiver that fails, hangs and asks for patience, and heeds the key of a message."""

    chance: random.Random
    #: keys in the order in which they were first taken
    taken: dict[str, int] = field(default_factory=dict)

    def answer(self, request: Request) -> str:
        mood = self.chance.random()
        if mood < 0.03:
            return "500 Oops"
        if mood < 0.05:
            return "429 Slow\r\nRetry-After: 0"
        if mood < 0.055:
            return "hang"
        key = request.headers["webhook-id"]
        self.taken[key] = self.taken.get(key, 0) + 1
        if mood < 0.07:
            return "502 Taken, but the answer was lost"
        return "204 No Content"


def fill(archive: Archive, deliveries: int, hook: int, mail: int) -> list[str]:
    """Owe that many messages, of ten revisions of each article, to two channels."""
    archive.outbox.set_channel("hook", f"webhook+http://127.0.0.1:{hook}/#{SECRET}", at=NOON)
    address = f"mailto://127.0.0.1:{mail}/?from=a@paper.example&to=b@paper.example&mode=insecure"
    archive.outbox.set_channel("mail", address, at=NOON)
    keys = []
    with archive.transaction():
        for number in range(deliveries):
            url = f"https://paper.example/news/{number // 10}"
            article = archive.articles.ensure(url, seen_at=NOON, source_id=None)[0]
            edit = make_edit(spans=(("+", f"word {number}"),))
            revision = archive.revisions.add(
                make_new_revision(
                    article.id,
                    kind="edit",
                    reading=make_reading(),
                    reading_key=str(number),
                    comparison=make_comparison(edit),
                )
            )
            channel = "mail" if number % 10 == 9 else "hook"
            keys.append(f"{channel}/{article.id}/{revision.number}")
            archive.outbox.owe(
                key=keys[-1],
                rule=f"rule {number % 7}",
                channel=channel,
                revision_id=revision.id,
                at=NOON,
                due_at=NOON,
            )
    return keys


@asynccontextmanager
async def process(folder: Path, seed: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """The delivering process; killed by its id, if it still lives, when it is no longer wanted."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(PROCESS), str(folder), str(seed)
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.send_signal(signal.SIGKILL)
        await child.wait()


async def deliver_under_fire(
    folder: Path, receiver: Receiver, kills: int, *, requests: int, seconds: float
) -> int:
    """Kill the process after so many requests or seconds each time, until all is sent.

    After `kills` of them it is left to finish; how many there were.
    """
    killed = 0
    while killed < kills:
        seen, until = len(receiver.requests), time.monotonic() + seconds
        async with process(folder, killed) as child:
            while len(receiver.requests) - seen < requests and time.monotonic() < until:
                if child.returncode is not None:
                    assert child.returncode == 0
                    return killed
                await asyncio.sleep(0.01)
        killed += 1
    async with process(folder, killed) as child:
        assert await asyncio.wait_for(child.wait(), 900) == 0
    return killed


@pytest.mark.parametrize(
    ("deliveries", "kills", "requests", "seconds"),
    [(300, 4, 60, 5.0), pytest.param(10_000, 1_000, 10_000, 9.0, marks=pytest.mark.soak)],
)
def test_each_message_arrives_once_and_in_order_whenever_the_process_is_killed(
    folder: Path, deliveries: int, kills: int, requests: int, seconds: float
) -> None:
    moody = Moody(random.Random(7))

    async def scenario() -> tuple[list[str], int, Receiver, Postbox]:
        async with receiving() as receiver, posting() as postbox:
            receiver.answer = moody.answer
            archive = open_archive(folder, create=True)
            keys = fill(archive, deliveries, receiver.port, postbox.port)
            archive.close()
            killed = await deliver_under_fire(
                folder, receiver, kills, requests=requests, seconds=seconds
            )
            return keys, killed, receiver, postbox

    keys, killed, receiver, postbox = asyncio.run(scenario())

    hooked = [key for key in keys if key.startswith("hook")]
    assert set(moody.taken) == set(hooked)
    order = defaultdict(list)
    for key in moody.taken:
        order[key.split("/")[1]].append(int(key.split("/")[2]))
    assert all(numbers == sorted(numbers) for numbers in order.values())
    repeated = sum(number - 1 for number in moody.taken.values())
    lost_answers = Counter(receiver.keys).total() - len(hooked)
    assert killed >= 2
    assert repeated <= lost_answers
    archive = open_archive(folder, read_only=True)
    assert archive.outbox.counts() == {"sent": deliveries}
    batches = archive.db.conn.execute(
        "SELECT DISTINCT batch FROM delivery WHERE channel = 'mail'"
    ).fetchall()
    archive.close()
    mails = [email.message_from_bytes(one, policy=email.policy.default) for one in postbox.mails]
    assert {str(mail["X-Variorum-Key"]) for mail in mails} == {batch for (batch,) in batches}
