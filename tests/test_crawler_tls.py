"""Certificates are verified and kept; the ones of these tests are thrown away with them."""

from __future__ import annotations

import hashlib
import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import certifi
import pytest
from crawling import Exchange, Reactor, crawling, page, serving
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from twisted.internet.ssl import platformTrust

from crawler.tls import trusted_roots
from storage.records import Capture, Failure, Fetch


def certificate(
    folder: Path, *, ip: str = "127.0.0.1", days: int = 2
) -> tuple[ssl.SSLContext, x509.Certificate]:
    """A server's context with a certificate that nobody but itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=3))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ip))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, made


def trust(folder: Path, monkeypatch: pytest.MonkeyPatch, *trusted: x509.Certificate) -> None:
    """Make these the only roots that this process trusts, the way an operator would."""
    file = folder / "roots.pem"
    file.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in trusted) or b"\n")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    monkeypatch.setenv("SSL_CERT_DIR", str(folder / "none"))


async def fetched(context: ssl.SSLContext, answer: Any) -> Capture | Failure:
    async with serving({"/": answer}, tls=context) as site, crawling() as crawler:
        return await crawler.fetch(Fetch(url=site.url("/", scheme="https")))


def test_a_verified_certificate_is_kept(
    reactor: Reactor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, made = certificate(tmp_path)
    trust(tmp_path, monkeypatch, made)

    answers = [reactor(fetched(context, answer)) for answer in (page(), page(b"", "304 Same"))]

    expected = hashlib.sha256(made.public_bytes(Encoding.DER)).hexdigest()
    for answer in answers:
        assert isinstance(answer, Capture), answer
        assert (answer.certificate, answer.address) == (expected, "127.0.0.1")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"ip": "127.0.0.9"}, "the certificate is not for this host"),
        ({"days": -1}, "certificate verify failed"),
        (None, "certificate verify failed"),
    ],
    ids=["another host's", "expired", "untrusted"],
)
def test_a_certificate_that_proves_nothing_is_a_failure(
    reactor: Reactor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, Any] | None,
    words: str,
) -> None:
    context, made = certificate(tmp_path, **(options or {}))
    trust(tmp_path, monkeypatch, *([] if options is None else [made]))

    answer = reactor(fetched(context, page()))

    assert isinstance(answer, Failure)
    assert (answer.kind, answer.detail) == ("tls", f"the secure connection failed: {words}")


def test_a_server_that_speaks_no_tls_is_a_failure(reactor: Reactor) -> None:
    async def go() -> Capture | Failure:
        async def plain(exchange: Exchange) -> None:
            exchange.writer.close()

        async with serving({"/": plain}) as site, crawling(check_timeout=1.0) as crawler:
            return await crawler.fetch(Fetch(url=site.url("/", scheme="https")))

    answer = reactor(go())

    assert isinstance(answer, Failure)
    assert answer.kind in ("tls", "timeout", "reset")


def test_an_end_without_tls_farewell_is_an_end(
    reactor: Reactor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many servers cut a TLS connection at the end of a body without a stated length."""
    context, made = certificate(tmp_path)
    trust(tmp_path, monkeypatch, made)

    async def cut(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.0 200 OK\r\n\r\n<p>All")
        await exchange.writer.drain()
        exchange.writer.get_extra_info("socket").shutdown(2)

    answer = reactor(fetched(context, cut))

    assert isinstance(answer, Capture), answer
    assert answer.body == b"<p>All"


@pytest.mark.parametrize("own", [True, False])
def test_without_roots_on_the_machine_those_of_certifi_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: bool
) -> None:
    bundle = Path(certifi.where())
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle if own else tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))

    roots = trusted_roots()

    assert isinstance(roots, type(platformTrust())) is own
    if not own:
        assert len(roots._caCerts) == bundle.read_bytes().count(b"BEGIN CERTIFICATE")
