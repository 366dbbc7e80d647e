"""Who carries a message to a channel's address: our own webhooks, or a service of Apprise."""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.plugins import NotifyBase

from monitor.fence import Blocked, fenced
from monitor.inert import one_line
from monitor.messages import Face, Message
from monitor.webhooks import SCHEME, Hook, Webhook
from storage.errors import BadSetting, DeliveryError

_MAX_ADDRESS = 4_096
#: services that act on this machine, or connect where the fence cannot see it
_REFUSED = frozenset(
    (
        *("blink1", "dbus", "deltachat", "gio", "glib", "gnome", "kde", "macosx", "mqtt", "mqtts"),
        *("qt", "smpp", "smpps", "syslog", "windows", "xmpp", "xmpps"),
    )
)
_MAIL = ("mailto", "mailtos")
#: the header in which a message's key travels, where a service has headers
_KEY = "X-Variorum-Key"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,39}(?=://)", re.IGNORECASE | re.ASCII)
#: pieces of an address from this length on may be secrets
_SECRET_LENGTH = 4
_REASON = 300


def redact(address: str) -> str:
    """What may be shown of an address: its scheme, and a webhook's host.

    Of other services not even the host: where it stands, many have a token.
    """
    found = _SCHEME.match(address)
    if found is None:
        return "…"
    if address.startswith(SCHEME):
        try:
            hook = Hook.of(address)
        except BadSetting:
            return f"{found.group()}://…"
        return f"{found.group()}://{hook.authority}/…"
    return f"{found.group().lower()}://…"


def check_address(address: str) -> None:
    """BadSetting where nothing can be sent to this address; never with its secrets."""
    if address.startswith(SCHEME):
        Hook.of(address)
        return
    service(address)


def service(address: str) -> NotifyBase:
    """The service of Apprise behind an address; BadSetting."""
    if len(address) > _MAX_ADDRESS or not address.isprintable():
        raise BadSetting("a channel's address is one printable line")
    found = _SCHEME.match(address)
    if found is None:
        raise BadSetting(
            "a channel's address begins with a scheme, such as mailto:// or webhook+https://"
        )
    scheme = found.group().lower()
    if scheme in _REFUSED:
        raise BadSetting(f"{scheme}:// is not for alerts: it does not go over a checked connection")
    made = _instantiate(address)
    if made is None:
        raise BadSetting(
            f"{scheme}:// with this address is not understood: see Apprise's page on that service"
        )
    return made


def _instantiate(address: str) -> NotifyBase | None:
    asset = AppriseAsset(
        app_id="Variorum",
        app_desc="Variorum",
        app_url="",
        http_redirects=False,
        interpret_escapes=False,
        interpret_emojis=False,
        storage_mode="memory",
        pgp_autogen=False,
        pem_autogen=False,
    )
    try:
        with _overheard(), fenced(lambda _: "nothing is sent yet"):
            # what a service's making stumbles over Apprise itself turns into None
            made = Apprise.instantiate(address, asset=asset)
    except (ValueError, TypeError, LookupError, AttributeError):
        # Taking the address apart comes before that, and the error's words may hold the secret:
        # the caller says which scheme is not understood.
        return None
    if made is not None:
        made.redirects = False
    return made


@dataclass(frozen=True, slots=True)
class WebhookCourier:
    """Carries events to a webhook."""

    webhook: Webhook
    #: it takes events, not words
    face: Face | None = None

    async def send(self, message: Message) -> None:
        """Send, or raise DeliveryError."""
        await self.webhook.post(message.key, message.body.encode())


@dataclass(slots=True)
class AppriseCourier:
    """Carries words to one of Apprise's services, in a thread that the fence holds."""

    address: str = field(repr=False)
    face: Face
    blocked: Blocked
    timeout: float
    _thread: threading.Thread | None = None

    async def send(self, message: Message) -> None:
        """Send, or raise DeliveryError; a thread that hangs is left alone, but only one."""
        if self._thread is not None and self._thread.is_alive():
            raise DeliveryError("the attempt before still hangs")
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[DeliveryError | None] = loop.create_future()

        def work() -> None:
            failure = self._attempt(message)
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, answer, failure)

        self._thread = threading.Thread(target=work, name="courier", daemon=True)
        self._thread.start()
        try:
            failure = await asyncio.wait_for(answer, self.timeout)
        except TimeoutError as error:
            raise DeliveryError(f"not taken within {self.timeout:g} s") from error
        if failure is not None:
            raise failure

    def _attempt(self, message: Message) -> DeliveryError | None:
        """One attempt, in this thread; what went wrong, without the address's secrets."""
        with _overheard() as said, fenced(self.blocked) as refused:
            try:
                made = service(self.address)
                headers = getattr(made, "headers", None)
                if isinstance(headers, dict):
                    headers[_KEY] = message.key
                taken = made.notify(
                    body=message.body,
                    title=message.subject if self.face.titled else "",
                    body_format=NotifyFormat(message.form),
                )
            except BadSetting as error:
                return DeliveryError(str(error), permanent=True)
            except Exception as error:
                taken = False
                said.append(type(error).__name__)
        if taken:
            return None
        if refused:
            return DeliveryError(
                f"not sent: {refused[0]}; allow_networks or alerts_to_private can open it",
                permanent=True,
            )
        return DeliveryError(
            scrubbed("; ".join(said) or "the service did not take it", self.address)
        )


@dataclass(slots=True)
class Couriers:
    """One courier for each address, as long as the process lives."""

    #: why an IP address must not be reached; None where it may be
    blocked: Blocked
    now: Callable[[], datetime]
    #: seconds for one attempt
    timeout: float = 30.0
    _known: dict[str, WebhookCourier | AppriseCourier] = field(default_factory=dict, repr=False)

    def open(self, address: str) -> WebhookCourier | AppriseCourier:
        """The courier for an address; BadSetting where there is none."""
        if address not in self._known:
            self._known[address] = self._new(address)
        return self._known[address]

    def _new(self, address: str) -> WebhookCourier | AppriseCourier:
        if address.startswith(SCHEME):
            hook = Hook.of(address)
            return WebhookCourier(Webhook(hook, self.blocked, self.timeout, self.now))
        return AppriseCourier(address, face_of(service(address)), self.blocked, self.timeout)


def face_of(made: NotifyBase) -> Face:
    """What a service can show: the format that it prefers, or its address asks for; its limits."""
    chosen = made.resolve_format()
    mail = made.schema in _MAIL
    return Face(
        form=chosen.value,
        limit=min(made.body_maxlen, 100_000),
        mail=mail,
        titled=made.title_maxlen > 0,
    )


def scrubbed(text: str, address: str) -> str:
    """`text` on one line, without any piece of an address that may be a secret."""
    shown = one_line(text, 2 * _REASON)
    scheme, _, rest = address.partition("://")
    pieces = {
        piece
        for source in (rest, unquote(rest))
        for piece in re.split(r"[/:@?&=#,;+ ]", source)
        if len(piece) >= _SECRET_LENGTH and piece != scheme
    }
    for piece in sorted(pieces, key=len, reverse=True):
        shown = shown.replace(piece, "…")
    return one_line(shown, _REASON)


def _settle(answer: asyncio.Future[DeliveryError | None], failure: DeliveryError | None) -> None:
    if not answer.done():
        answer.set_result(failure)


class _overheard(logging.Handler):  # noqa: N801 -- used as a context, like the fence
    """Collects what Apprise says in this thread: it returns only whether it worked."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._lines: list[str] = []
        self._ident = threading.get_ident()

    def __enter__(self) -> list[str]:
        quiet_loggers()
        logging.getLogger("apprise").addHandler(self)
        return self._lines

    def __exit__(self, *args: object) -> None:
        logging.getLogger("apprise").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line of this thread."""
        if record.thread == self._ident and len(self._lines) < 20:
            self._lines.append(record.getMessage())


def quiet_loggers() -> None:
    """Keep addresses out of the logs: at their finest these libraries print them whole."""
    logging.getLogger("apprise").propagate = False
    for name in ("apprise", "urllib3", "requests"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))
