"""Host names are looked up in threads of their own, which no hanging name server can hold up."""

from __future__ import annotations

import socket
from collections.abc import Callable
from functools import partial
from threading import Lock, Thread
from typing import Any

from twisted.internet._resolver import GAIResolver
from twisted.python.threadpool import ThreadPool

Lookup = Callable[..., Any]

#: lookups at a time
_THREADS = 32


class Names:
    """Twisted's resolver on daemon threads: IPv4 and IPv6, nothing cached, an end without waiting.

    The threads of Twisted's own pool are waited for when the process ends; one that waits for a
    name server would keep it for half a minute.
    """

    def __init__(self, lookup: Lookup = socket.getaddrinfo) -> None:
        self._lookup = partial(_addresses, lookup)
        self._pool: ThreadPool | None = None
        self._results: _Results | None = None
        self._before: Any = None

    def install(self, reactor: Any) -> None:
        """Resolve the reactor's names from now on."""
        pool = ThreadPool(0, _THREADS, "names")
        pool.threadFactory = partial(Thread, daemon=True)  # type: ignore[assignment]
        pool.start()
        self._pool, self._results = pool, _Results(reactor)
        resolver = GAIResolver(self._results, lambda: pool, self._lookup)  # type: ignore[arg-type]
        self._before = reactor.installNameResolver(resolver)

    def remove(self, reactor: Any) -> None:
        """Put the resolver back that was there before; what is under way ends, and is not heard."""
        reactor.installNameResolver(self._before)
        if self._pool is not None and self._results is not None:
            self._results.end()
            Thread(target=self._pool.stop, daemon=True).start()
        self._pool = self._results = None


class _Results:
    """Hands what threads found to the reactor, as long as it runs: later its loop is closed."""

    def __init__(self, reactor: Any) -> None:
        self._reactor: Any = reactor
        self._lock = Lock()

    def callFromThread(self, *call: Any) -> None:  # noqa: N802 -- Twisted's name
        """Twisted's `IReactorFromThreads.callFromThread`."""
        with self._lock:
            if self._reactor is not None:
                self._reactor.callFromThread(*call)

    def end(self) -> None:
        """Hand over nothing more."""
        with self._lock:
            self._reactor = None


def _addresses(lookup: Lookup, *host_and_more: Any) -> Any:
    """What the lookup finds; Twisted knows of no other error than gaierror."""
    try:
        return lookup(*host_and_more)
    except socket.gaierror:
        raise
    except (OSError, UnicodeError) as error:
        raise socket.gaierror(socket.EAI_NONAME, str(error)) from error
