"""Webhooks and Apprise behind the fence, against receivers on loopback."""

from __future__ import annotations

import asyncio
import base64
import email
import email.policy
import hashlib
import hmac
import json
import logging
import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alerting import (
    SECRET,
    Receiver,
    make_revision,
    make_story,
    never_blocked,
    only_loopback,
    posting,
    receiving,
)
from apprise.decorators import notify
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from factories import NOON
from monitor.cloudevents import cloud_event
from monitor.couriers import AppriseCourier, Couriers, check_address, redact, scrubbed
from monitor.fence import Fenced, audit, fenced, refusal
from monitor.messages import Face, Message, compose
from monitor.webhooks import Answer, Hook, Webhook, judge, new_secret, retry_after
from storage.errors import BadSetting, DeliveryError


def make_message(**overrides: str) -> Message:
    values = {"key": "vr_1", "subject": "Subject", "body": "Body", "form": "text"}
    return Message(**(values | overrides))


def couriers(blocked: Callable[[str], str | None] = only_loopback, wait: float = 5.0) -> Couriers:
    return Couriers(blocked, lambda: NOON, timeout=wait)


def test_a_webhook_is_signed_and_carries_the_event() -> None:
    async def scenario() -> None:
        async with receiving() as receiver:
            address = f"webhook+http://127.0.0.1:{receiver.port}/in?a=b#{SECRET},{SECRET}"
            body = cloud_event(make_story())

            await couriers().open(address).send(make_message(body=body))

            (request,) = receiver.requests
            signed = f"vr_1.{int(NOON.timestamp())}.".encode() + request.body
            secret = base64.b64decode(SECRET.removeprefix("whsec_"))
            mac = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
            assert request.line == "POST /in?a=b HTTP/1.1"
            assert request.headers["webhook-id"] == "vr_1"
            assert request.headers["webhook-signature"] == f"v1,{mac} v1,{mac}"
            assert request.headers["content-type"].startswith("application/cloudevents+json")
            assert json.loads(request.body) == json.loads(body)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("answer", "message", "permanent", "wait"),
    [
        ("500 Oops", "the receiver answered 500", False, None),
        ("429 Slow\r\nRetry-After: 7", "the receiver answered 429", False, 7.0),
        ("404 No", "the receiver answered 404", False, None),
        ("410 Gone", "the receiver answered 410: it wants no more", True, None),
        (
            "302 Found\r\nLocation: http://127.0.0.1/",
            "the receiver answered 302: redirects are not followed",
            False,
            None,
        ),
        ("hang", "no answer within 0.3 s", False, None),
    ],
)
def test_a_receiver_that_does_not_take_it_is_reported(
    answer: str, message: str, permanent: bool, wait: float | None
) -> None:
    async def scenario() -> DeliveryError:
        async with receiving(answer) as receiver:
            address = f"webhook+http://127.0.0.1:{receiver.port}/#{SECRET}"
            with pytest.raises(DeliveryError) as caught:
                await couriers(wait=0.3).open(address).send(make_message())
            return caught.value

    error = asyncio.run(scenario())

    assert (str(error), error.permanent, error.retry_after) == (message, permanent, wait)


def test_a_receiver_that_speaks_no_http_or_is_not_there_is_reported() -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-server\r\n\r\n")
        await writer.drain()
        writer.close()

    async def scenario() -> list[str]:
        server = await asyncio.start_server(babble, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        said = []
        for scheme in ("http", "https"):
            with pytest.raises(DeliveryError) as caught:
                await (
                    couriers()
                    .open(f"webhook+{scheme}://127.0.0.1:{port}/#{SECRET}")
                    .send(make_message())
                )
            said.append(str(caught.value))
        server.close()
        await server.wait_closed()
        with pytest.raises(DeliveryError) as caught:
            await couriers().open(f"webhook+http://127.0.0.1:{port}/#{SECRET}").send(make_message())
        return [*said, str(caught.value)]

    said = asyncio.run(scenario())

    assert said[0] == "the answer is not HTTP"
    assert said[1].startswith("no connection: ")
    assert said[2].startswith("no connection: ")


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "[::1]", "169.254.169.254", "localhost", "0x7f000001", "[::ffff:10.0.0.1]"]
)
def test_a_webhook_reaches_no_blocked_address(host: str) -> None:
    def blocked(ip: str) -> str | None:
        return f"{ip} is private"

    async def scenario() -> DeliveryError:
        with pytest.raises(DeliveryError) as caught:
            await couriers(blocked).open(f"webhook+http://{host}:9/#{SECRET}").send(make_message())
        return caught.value

    error = asyncio.run(scenario())

    assert error.permanent
    assert "is private; allow_networks or alerts_to_private can open it" in str(error)


def test_an_address_that_does_not_answer_leaves_the_next_one() -> None:
    """localhost is ::1 and 127.0.0.1 where there is IPv6; the receiver has only the latter."""

    async def scenario() -> list[str]:
        async with receiving() as receiver:
            hook = Hook.of(f"webhook+http://localhost:{receiver.port}/#{SECRET}")
            webhook = Webhook(hook, never_blocked, 5.0, lambda: NOON)
            for ips in (["127.0.0.2", "127.0.0.1"], ["127.0.0.1"]):
                _, writer = await webhook._connect(ips)
                writer.close()
            await webhook.post("vr_1", b"{}")
            return receiver.keys

    assert asyncio.run(scenario()) == ["vr_1"]


def test_a_host_without_an_address_is_tried_again() -> None:
    async def scenario() -> DeliveryError:
        with pytest.raises(DeliveryError) as caught:
            await couriers().open(f"webhook+https://nowhere.invalid/#{SECRET}").send(make_message())
        return caught.value

    error = asyncio.run(scenario())

    assert (str(error), error.permanent) == ("the host nowhere.invalid was not found", False)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        (f"webhook+ftp://a.example/#{SECRET}", "begins with webhook+https:// and a host"),
        (f"webhook+https:///x#{SECRET}", "begins with webhook+https:// and a host"),
        (f"webhook+https://u:p@a.example/#{SECRET}", "has no user and password"),
        ("webhook+https://a.example/", "ends with its secret: #whsec_"),
        ("webhook+https://a.example/#whsec_!!", "ends with its secret: #whsec_"),
        ("webhook+https://a.example/#whsec_AAAA", "24 to 64 bytes"),
        (f"webhook+https://a.example:99999/#{SECRET}", "is no URL"),
        (f"webhook+https://a example/#{SECRET}", "one word of ASCII"),
        (f"webhook+https://a.example/\r\nX: y#{SECRET}", "one word of ASCII"),
        (f"webhook+https://{'a' * 70}.example/#{SECRET}", "a name or an IP address"),
        ("nonsense", "begins with a scheme"),
        ("syslog://", "is not for alerts"),
        ("dbus://", "is not for alerts"),
        ("foo://bar", "foo:// with this address is not understood"),
        ("mailto://", "mailto:// with this address is not understood"),
        ("slack://x", "slack:// with this address is not understood"),
        ("json://a\nb", "one printable line"),
        ("json://" + "a" * 5000, "one printable line"),
    ],
)
def test_an_address_that_cannot_work_is_refused_without_its_secrets(
    address: str, message: str
) -> None:
    with pytest.raises(BadSetting) as caught:
        check_address(address)

    assert message in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"webhook+https://a.example/in/token?key=1#{SECRET}", "webhook+https://a.example/…"),
        (f"webhook+https://[2001:db8::1]:8443/#{SECRET}", "webhook+https://[2001:db8::1]:8443/…"),
        ("webhook+https://secret", "webhook+https://…"),
        ("slack://TokenA/TokenB/TokenC", "slack://…"),
        ("mailto://user:secret@mail.example", "mailto://…"),
        ("secret", "…"),
    ],
)
def test_what_is_shown_of_an_address_holds_no_secret(address: str, shown: str) -> None:
    assert redact(address) == shown


def test_a_reason_never_repeats_a_piece_of_the_address() -> None:
    address = "slack://Bot@T1JJ3T3L2/A1BRTD4JD/TIiajkdnl%20azk/#general?x=abcd"

    reason = scrubbed("POST /T1JJ3T3L2/A1BRTD4JD/TIiajkdnl azk failed\nfor abcd, #general", address)

    assert reason == "POST /…/…/… … failed for …, #…" or "T1JJ3T3L2" not in reason
    for secret in ("T1JJ3T3L2", "A1BRTD4JD", "TIiajkdnl", "abcd", "general"):
        assert secret not in reason


def test_mail_comes_as_html_and_text_with_its_key_and_one_subject() -> None:
    async def scenario() -> bytes:
        async with posting() as postbox:
            address = (
                f"mailto://127.0.0.1:{postbox.port}/?from=variorum@example.org"
                "&to=desk@example.org&mode=insecure"
            )
            courier = couriers().open(address)
            assert courier.face is not None
            headline = "Bridge “falls”\r\nBcc: x@example.org"
            story = make_story(revision=make_revision(headline=headline))
            await courier.send(compose([story], courier.face))
            return postbox.mails[0]

    mail = email.message_from_bytes(asyncio.run(scenario()), policy=email.policy.default)

    assert mail["Subject"] == "Changed silently: Bridge “falls” Bcc: x@example.org (desk)"
    assert (mail["Bcc"], mail["X-Variorum-Key"]) == (None, "vr_1")
    parts = {
        part.get_content_type(): part.get_content()
        for part in mail.walk()
        if not part.is_multipart()
    }
    assert set(parts) == {"text/plain", "text/html"}
    assert ">voted</del>" in parts["text/html"]
    assert "The council [-voted-]{+met+}" in parts["text/plain"]


def test_an_apprise_service_gets_the_words_and_the_key() -> None:
    async def scenario() -> None:
        async with receiving() as receiver:
            courier = couriers().open(f"json://127.0.0.1:{receiver.port}/hook")

            await courier.send(make_message())

            (request,) = receiver.requests
            assert request.headers["x-variorum-key"] == "vr_1"
            assert json.loads(request.body)["message"] == "Body"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("500 Oops", "error=500"),
        ("302 Found\r\nLocation: http://127.0.0.1:1/elsewhere", "error=302"),
        ("hang", "not taken within 0.5 s"),
    ],
)
def test_an_apprise_service_that_fails_says_how(answer: str, message: str) -> None:
    async def scenario() -> tuple[str, int]:
        async with receiving(answer) as receiver:
            courier = couriers(wait=0.5).open(f"json://127.0.0.1:{receiver.port}/hook?rto=1")
            with pytest.raises(DeliveryError) as caught:
                await courier.send(make_message())
            return str(caught.value), len(receiver.requests)

    said, requests = asyncio.run(scenario())

    assert message in said
    assert requests == 1


def test_a_sender_that_hangs_is_left_alone_but_only_one() -> None:
    async def scenario() -> list[str]:
        async with receiving("hang") as receiver:
            courier = couriers(wait=0.2).open(f"json://127.0.0.1:{receiver.port}/hook?rto=1")
            said = []
            for _ in range(2):
                with pytest.raises(DeliveryError) as caught:
                    await courier.send(make_message())
                said.append(str(caught.value))
            return said

    said = asyncio.run(scenario())

    assert said == ["not taken within 0.2 s", "the attempt before still hangs"]
    for thread in threading.enumerate():
        if thread.name == "courier":
            thread.join(5)


def test_apprise_reaches_no_blocked_address_however_it_is_named() -> None:
    async def attempt(address: str) -> DeliveryError:
        with pytest.raises(DeliveryError) as caught:
            await couriers(lambda ip: f"{ip} is private").open(address).send(make_message())
        return caught.value

    async def scenario() -> None:
        async with receiving() as receiver, posting() as postbox:
            for address in (
                f"json://127.0.0.1:{receiver.port}/",
                f"json://localhost:{receiver.port}/",
                f"json://2130706433:{receiver.port}/",
                f"mailto://127.0.0.1:{postbox.port}/?from=a@b.example&to=c@d.example&mode=insecure",
            ):
                error = await attempt(address)
                assert error.permanent, address
                assert "is private; allow_networks or alerts_to_private" in str(error)
            assert (receiver.requests, postbox.mails) == ([], [])

    asyncio.run(scenario())


def test_a_redirect_into_the_private_network_is_not_followed() -> None:
    async def scenario() -> int:
        async with receiving() as inner:
            location = f"302 Found\r\nLocation: http://127.0.0.1:{inner.port}/"
            async with receiving(location) as outer:
                courier = couriers().open(f"json://127.0.0.1:{outer.port}/?redirect=yes")
                with pytest.raises(DeliveryError):
                    await courier.send(make_message())
            return len(inner.requests)

    assert asyncio.run(scenario()) == 0


def test_an_exception_inside_a_service_is_one_delivery_error() -> None:
    @notify(on="breaks")
    def breaks(body: str, title: str, notify_type: str, **rest: object) -> None:
        raise RuntimeError("inside")

    async def scenario() -> str:
        with pytest.raises(DeliveryError) as caught:
            await couriers(never_blocked).open("breaks://").send(make_message())
        return str(caught.value)

    assert "inside" not in asyncio.run(scenario())


def test_inside_the_fence_nothing_of_this_machine_can_be_used(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.write_text("secret", encoding="utf-8")
    unix = socket.socket(socket.AF_UNIX)
    tcp = socket.socket()
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    attempts: tuple[Callable[[], object], ...] = (
        private.read_text,
        lambda: (tmp_path / "new").write_text("x", encoding="utf-8"),
        private.unlink,
        lambda: Path("/etc/passwd").read_text(encoding="utf-8"),
        lambda: subprocess.run([sys.executable, "-V"], check=True),
        lambda: os.system("true"),
        lambda: unix.connect(str(tmp_path / "socket")),
        lambda: tcp.connect(("localhost", 9)),
        lambda: udp.sendto(b"x", ("127.0.0.1", 9)),
    )

    with unix, tcp, udp, fenced(lambda ip: f"{ip} is private") as refused:
        for attempt in attempts:
            with pytest.raises(Fenced):
                attempt()
        found = Path(email.__file__).read_text(encoding="utf-8")
        descriptor = os.dup(1)
        with open(descriptor, "rb", closefd=True):  # noqa: PTH123
            pass

    assert found
    assert private.read_text(encoding="utf-8") == "secret"
    assert refused == [
        "no socket of this machine may be reached",
        "a name was to be resolved where nobody can check it",
        "127.0.0.1 is private",
    ]


@pytest.mark.parametrize(
    ("event", "args", "reason"),
    [
        ("socket.connect", (None, ("10.0.0.1", 80)), "10.0.0.1 is private"),
        ("socket.connect", (None, ("fe80::1%eth0", 80, 0, 2)), "fe80::1 is private"),
        ("socket.connect", (None, ("192.0.2.1", 80)), None),
        ("socket.connect", (None, ("paper.example", 80)), "a name was to be resolved"),
        ("socket.connect", (None, b"/run/socket"), "no socket of this machine"),
        ("socket.connect", (None, (1, 2)), "no socket of this machine"),
        ("socket.sendmsg", (None, None), None),
        ("open", ("/etc/passwd", "r", os.O_RDONLY), "no file outside the Python installation"),
        ("open", (os.__file__, "r", os.O_RDONLY), None),
        (
            "open",
            (f"{Path(os.__file__).parent}/../../../../../../../../../etc/passwd", "r", 0),
            "no file outside the Python installation",
        ),
        ("open", (os.__file__, "w", os.O_WRONLY | os.O_CREAT), "no file may be written"),
        ("open", (3, "r", 0), None),
        ("os.remove", ("x", -1), "no file may be changed"),
        ("os.posix_spawn", ("x", [], {}), "no program may be started"),
        ("import", ("x",), None),
    ],
)
def test_the_fence_judges_each_event(
    event: str, args: tuple[object, ...], reason: str | None
) -> None:
    def blocked(ip: str) -> str | None:
        return None if ip.startswith("192.0.2.") else f"{ip} is private"

    said = refusal(event, args, blocked)

    assert said is None if reason is None else (said or "").startswith(reason)


def test_outside_the_fence_everything_goes_on() -> None:
    with fenced(lambda ip: f"{ip} is private") as refused:
        audit("import", ("x",))
        with pytest.raises(Fenced):
            audit("os.system", ("true",))
        with pytest.raises(Fenced):
            audit("socket.connect", (None, ("10.0.0.1", 80)))
    audit("socket.connect", (None, ("10.0.0.1", 80)))

    assert refused == ["10.0.0.1 is private"]


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate for that name, which signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


@pytest.mark.parametrize(
    ("name", "trusted", "said"),
    [
        ("localhost", True, None),
        (
            "localhost",
            False,
            "no connection: its certificate is not valid (self-signed certificate)",
        ),
        ("paper.example", True, "no connection: its certificate is not valid (Hostname mismatch,"),
    ],
)
def test_tls_is_for_the_name_although_the_address_was_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, trusted: bool, said: str | None
) -> None:
    public, private = certificate(tmp_path, name)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(public))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    asked: list[str | None] = []
    context.sni_callback = lambda _, server, __: asked.append(server)
    receiver = Receiver()

    async def scenario() -> str | None:
        server = await asyncio.start_server(receiver.talk, "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        address = f"webhook+https://localhost:{port}/#{SECRET}"
        try:
            await couriers().open(address).send(make_message())
        except DeliveryError as error:
            return str(error)
        finally:
            server.close()
        return None

    answer = asyncio.run(scenario())

    assert asked == ["localhost"]
    assert len(receiver.requests) == (said is None)
    assert answer is None if said is None else said in (answer or "")


@pytest.mark.parametrize(
    ("address", "form", "message", "permanent"),
    [
        ("foo://x", "text", "foo:// with this address is not understood", True),
        ("json://127.0.0.1:9/", "cloud", "ValueError", False),
    ],
)
def test_what_breaks_inside_an_attempt_is_told_as_a_delivery_error(
    address: str, form: str, message: str, permanent: bool
) -> None:
    courier = AppriseCourier(address, Face(form="text"), never_blocked, 5.0)

    with pytest.raises(DeliveryError) as caught:
        asyncio.run(courier.send(make_message(form=form)))

    assert message in str(caught.value)
    assert caught.value.permanent is permanent


def test_a_good_address_passes_the_check() -> None:
    check_address(f"webhook+https://a.example/#{SECRET}")
    check_address("ntfy://a.example/topic")


def test_no_courier_shows_its_secrets_when_it_is_printed() -> None:
    known = couriers()
    addresses = (
        f"webhook+https://a.example/tok3n#{SECRET}",
        "json://user:hunter22@a.example/tok3n",
    )

    shown = f"{[known.open(address) for address in addresses]} {known}"

    for secret in ("tok3n", "hunter22", SECRET, "ssss"):
        assert secret not in shown


def test_the_logs_hold_no_address(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        async with receiving("500 Oops") as receiver:
            courier = couriers().open(f"json://user:hunter22@127.0.0.1:{receiver.port}/tok3n")
            with pytest.raises(DeliveryError):
                await courier.send(make_message())

    with caplog.at_level(logging.DEBUG):
        asyncio.run(scenario())

    assert "hunter22" not in caplog.text
    assert "tok3n" not in caplog.text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, None),
        ("120", 120.0),
        (" 5 ", 5.0),
        ("999999999", 86_400.0),
        ("-5", None),
        ("soon", None),
        ("Sun, 01 Mar 2026 12:01:00 GMT", 60.0),
        ("Sun, 01 Mar 2026 12:01:00 -0000", 60.0),
        ("Sun, 01 Mar 2020 12:01:00 GMT", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str | None, seconds: float | None) -> None:
    assert retry_after(text, NOON) == seconds


def test_a_secret_is_made_of_random_bytes_and_fits_an_address() -> None:
    secret = new_secret(lambda size: bytes(range(size)))

    assert Hook.of(f"webhook+https://a.example/#{secret}").secrets == (bytes(range(32)),)
    assert judge(Answer(202, None), datetime.now(UTC) + timedelta()) is None
