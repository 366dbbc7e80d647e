"""The answer's head as it came over the wire, and the difference between its end and its loss.

Twisted folds header names to one case, sorts them by name and drops those of the connection;
it also takes a body without a stated length for whole when the connection is reset. This sits in
the parser that Scrapy's handler already puts in Twisted's place; Scrapy is pinned for it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.http import Response
from twisted.internet.error import ConnectionLost
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError, ResponseFailed
from twisted.web.http import _DataLoss, _IdentityTransferDecoder
from twisted.web.http_headers import InvalidHeaderName

#: bytes of a head: status line and headers, informational answers before it included
MAX_HEAD = 256 * 1024
#: heads of one answer: the last, and informational ones before it (RFC 9110, section 15.2)
MAX_HEADS = 10

# set when all of the head was read, so that a header of that name in it does no harm
_CARRIER = b"X-Variorum-Wire"


def wire_headers(response: Response) -> tuple[tuple[str, str], ...]:
    """The header lines in the order received, names as received (obsolete folding undone)."""
    carried = response.headers.get(_CARRIER)
    if carried is None:
        return ()
    return tuple((name, value) for name, value in json.loads(carried))


class WireParser(_LenientHTTPClientParser):
    """Keeps the header lines as they came, and bounds them."""

    # Scrapy sets the class of a parser that exists already: state begins here
    secure = False
    _heads = 0
    _head_bytes = 0
    _lines: list[tuple[str, str]] | None = None

    def statusReceived(self, status: bytes) -> None:  # noqa: N802 (Twisted's name)
        """A new head begins; one of an informational answer may have come before."""
        self._lines = []
        self._heads += 1
        if self._heads > MAX_HEADS:
            raise ParseError(f"more than {MAX_HEADS} heads before the answer", status[:80])
        super().statusReceived(status)

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        """Count, then parse."""
        self._head_bytes += len(line) + 1
        if self._head_bytes > MAX_HEAD:
            raise ParseError(f"its headers are longer than {MAX_HEAD} bytes", line[:80])
        super().lineReceived(line)

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802
        """Keep the line before Twisted changes it."""
        if self._lines is not None:
            self._lines.append((name.decode("latin-1"), value.decode("latin-1")))
        with suppress(InvalidHeaderName):  # kept in the record, as browsers skip it
            super().headerReceived(name, value)

    def allHeadersReceived(self) -> None:  # noqa: N802
        """Hand the lines over with the response: Scrapy passes on headers alone."""
        self.headers.setRawHeaders(_CARRIER, [json.dumps(self._lines)])
        super().allHeadersReceived()

    def connectionLost(self, reason: Failure | None = None) -> None:  # noqa: N802
        """A reset in a body without a stated length is a loss (RFC 9112, section 8)."""
        decoder = self.bodyDecoder
        if (
            isinstance(decoder, _IdentityTransferDecoder)
            and decoder.contentLength is None
            and not self.secure  # TLS ends so without its farewell, which many servers omit
            and reason is not None
            and reason.check(ConnectionLost)
        ):
            causes = [reason, Failure(_DataLoss())]
            self.response._bodyDataFinished(Failure(ResponseFailed(causes, self.response)))
            return
        super().connectionLost(reason)


class _WireProtocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Any:
        answer = super().request(request)
        parser: Any = self._parser
        parser.__class__ = WireParser
        parser.secure = hasattr(self.transport, "getPeerCertificate")
        return answer


class WireFactory(_LenientHTTP11ClientFactory):
    """Makes connections whose answers are parsed by `WireParser`."""

    def buildProtocol(self, _: Any) -> _WireProtocol:  # noqa: N802
        """Twisted's way to make one."""
        return _WireProtocol(self._quiescentCallback)
