"""Certificates are verified, against one set of trusted roots for all connections."""

from __future__ import annotations

import ssl as system_ssl
from pathlib import Path
from time import monotonic
from typing import Any

import certifi
from twisted.internet._sslverify import ClientTLSOptions
from twisted.internet.ssl import (
    Certificate,
    CertificateOptions,
    platformTrust,
    trustRootFromCertificates,
)
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

#: seconds after which the trusted roots are read again
_RENEW = 86400.0


@implementer(IPolicyForHTTPS)
class VerifyingPolicy:
    """Twisted's own verification, without reading the trusted roots for each connection.

    To read them takes ten times the CPU of a handshake; the policy of Scrapy does it every time.
    """

    def __init__(self) -> None:
        self._options: Any = None
        self._read_at = 0.0

    def creatorForNetloc(self, hostname: bytes, port: int) -> ClientTLSOptions:  # noqa: N802, ARG002
        """What makes the TLS side of one connection and verifies the certificate's names."""
        if self._options is None or monotonic() - self._read_at > _RENEW:
            self._options = CertificateOptions(trustRoot=trusted_roots())
            self._read_at = monotonic()
        return ClientTLSOptions(self._options.clientConnectionForTLS, hostname.decode("ascii"))


def trusted_roots() -> Any:
    """This machine's trusted roots; where it has none, those that certifi brings."""
    paths = system_ssl.get_default_verify_paths()
    if paths.cafile or paths.capath:
        return platformTrust()
    bundle = Path(certifi.where()).read_bytes()
    end = b"-----END CERTIFICATE-----\n"
    return trustRootFromCertificates(
        [Certificate.loadPEM(part + end) for part in bundle.split(end) if b"BEGIN" in part]
    )
