"""What went wrong, as one of the kinds that the ledger knows, and in one clear line."""

from __future__ import annotations

from datetime import datetime

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from twisted.internet import error as net
from twisted.python.failure import Failure as TwistedFailure
from twisted.web._newclient import ParseError, ResponseNeverReceived

from storage.errors import BadURL, FetchError
from storage.records import Failure, FailureKind

#: the first that fits counts; "{}" stands for what the exception itself says
_PLAIN: tuple[tuple[tuple[type[BaseException], ...], FailureKind, str], ...] = (
    ((CannotResolveHostError,), "dns", "the host name cannot be resolved"),
    ((DownloadConnectionRefusedError,), "refused", "the server refused the connection"),
    (
        (DownloadTimeoutError, net.TimeoutError, net.TCPTimedOutError),
        "timeout",
        "no whole answer in the time allowed",
    ),
    ((net.ConnectError,), "refused", "no connection to the server: {}"),
    ((ResponseDataLossError,), "bad_response", "the body broke off before its end"),
    ((DownloadCancelledError,), "too_large", "the answer is larger than max_bytes allows"),
    ((BadURL,), "bad_url", "{}"),
    ((UnsupportedURLSchemeError, NotSupported), "bad_url", "only http and https are fetched"),
    # a UnicodeError, for host names that cannot be encoded, is a ValueError
    ((ValueError,), "bad_url", "this address cannot be asked for: {}"),
)
_TLS = (SSL.Error, VerificationError, CertificateError)
_LOST = (net.ConnectionLost, net.ConnectionDone, net.ConnectionAborted)


def failure_of(error: BaseException, *, url: str, at: datetime) -> Failure:
    """The record of a fetch that ended with this exception."""
    kind, detail = explain(error)
    retry_at = error.retry_at if isinstance(error, FetchError) else None
    return Failure(url=url, kind=kind, detail=_one_line(detail), failed_at=at, retry_at=retry_at)


def explain(error: BaseException) -> tuple[FailureKind, str]:
    """The kind of failure that an exception of Scrapy, Twisted or ours stands for, in words."""
    if isinstance(error, FetchError):
        return error.kind, str(error)
    for kinds, kind, words in _PLAIN:
        if isinstance(error, kinds):
            return kind, words.format(error)
    if isinstance(error, DownloadFailedError):
        return _broken(error.__cause__ or error)
    if isinstance(error, _TLS):
        return "tls", f"the secure connection failed: {_words(error)}"
    return "bad_response", f"the answer cannot be read ({type(error).__name__}: {error})"


def known(error: BaseException) -> bool:
    """Whether this is one of the ways in which a fetch is expected to fail."""
    plain = tuple(kind for kinds, _, _ in _PLAIN for kind in kinds)
    return isinstance(error, (FetchError, DownloadFailedError, *plain, *_TLS))


def _broken(error: BaseException) -> tuple[FailureKind, str]:
    """Twisted wraps what ended a connection in a list of reasons."""
    reasons = tuple(_leaves(error))
    for reason in reasons:
        if isinstance(reason, _TLS):
            return "tls", f"the secure connection failed: {_words(reason)}"
    for reason in reasons:
        if isinstance(reason, ParseError | ValueError):
            return "bad_response", f"the answer is not HTTP: {_first(reason)}"
    lost = all(isinstance(reason, _LOST) for reason in reasons)
    if lost and isinstance(error, ResponseNeverReceived):
        return "reset", "the server closed the connection without an answer"
    if lost:
        return "bad_response", "the connection ended within the headers, or these are too long"
    names = ", ".join(f"{type(reason).__name__}: {reason}" for reason in reasons)
    return "bad_response", f"the answer cannot be read ({names})"


def _leaves(error: BaseException) -> list[BaseException]:
    """The exceptions inside nested `reasons`, innermost only."""
    found: list[BaseException] = []
    queue = [error]
    while queue:
        item = queue.pop()
        inner = getattr(item, "reasons", None)
        if not inner:
            found.append(item)
            continue
        for part in inner:
            cause = part.value if isinstance(part, TwistedFailure) else part
            queue += [cause] if isinstance(cause, BaseException) else []
    return found


def _first(error: BaseException) -> str:
    """Twisted's parse errors bring what was parsed along; the message is enough."""
    return str(error.args[0] if error.args else error)


def _words(error: BaseException) -> str:
    """OpenSSL's errors are tuples in a list: ('SSL routines', '', 'certificate verify failed')."""
    if isinstance(error, VerificationError):
        return "the certificate is not for this host"
    parts = error.args[0] if error.args else ""
    if isinstance(parts, list):
        words = ", ".join(str(part[-1]) for part in parts if part)
        return words or "the server ended the handshake"
    return str(error) or type(error).__name__


def _one_line(text: str, length: int = 500) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= length else folded[: length - 1] + "…"
