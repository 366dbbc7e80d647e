"""How often somebody may try to sign in."""

from __future__ import annotations

from datetime import datetime, timedelta


class Throttle:
    """How often a name or an address may try to sign in: a few times, then slower and slower."""

    FREE, WINDOW, MOST = 5, timedelta(minutes=15), 20_000

    def __init__(self, processes: int = 1) -> None:
        """`processes`: how many serve the same pages; each knows only of its own visitors."""
        self._free = max(1, self.FREE // processes)
        self._tries: dict[str, list[datetime]] = {}

    def wait(self, keys: tuple[str, ...], now: datetime) -> timedelta:
        """How long one of these has to wait before its next try."""
        return max((self._wait(key, now) for key in keys), default=timedelta())

    def failed(self, keys: tuple[str, ...], now: datetime) -> None:
        """Note a try that failed; of more than MOST names and addresses the latest are kept."""
        for key in keys:
            recent = [one for one in self._tries.pop(key, []) if one > now - self.WINDOW]
            self._tries[key] = [*recent, now][-50:]
        for _ in range(len(self._tries) - self.MOST):  # whoever tried longest ago stands first
            del self._tries[next(iter(self._tries))]

    def _wait(self, key: str, now: datetime) -> timedelta:
        recent = [one for one in self._tries.get(key, []) if one > now - self.WINDOW]
        over = len(recent) - self._free
        if over < 0:
            return timedelta()
        pause = timedelta(seconds=min(900, 10 * 2 ** min(over, 7)))
        return max(timedelta(), recent[-1] + pause - now)
