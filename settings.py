"""The settings: variorum.toml, then the environment, then the command line's options."""

from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from storage.errors import BadSetting

FILE = "variorum.toml"
PREFIX = "VARIORUM_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its default; `docs/settings.md` is made from these lines."""

    #: the archive folder
    archive: str = "archive"
    #: how a site's owner can reach you; goes into the User-Agent
    contact: str = ""
    #: the User-Agent; empty for Variorum's own, with the contact
    user_agent: str = ""
    #: private networks that may be reached, as CIDR blocks; none by default
    allow_networks: tuple[str, ...] = ()
    #: seconds between two requests to one host
    host_delay: float = 1.0
    #: requests to one host at once
    host_concurrency: int = 2
    #: requests in all at once
    concurrency: int = 16
    #: bytes of a body, as it comes and unpacked, above which a fetch is given up
    max_bytes: int = 16_777_216
    #: seconds that one check may take in all, redirects included
    check_timeout: float = 45.0
    #: whether robots.txt is obeyed (RFC 9309)
    obey_robots: bool = True
    #: the program of Chromium, for sources that need a browser; found where empty
    chromium: str = ""
    #: seconds that an article must have been missing, seen again and again, to count as gone
    gone_after: float = 0.0
    #: fetches an hour that the cadence may spend in all
    budget: int = 960
    #: seconds between two looks at what is due
    tick: float = 5.0
    #: the address that the web pages listen on
    host: str = "127.0.0.1"
    #: the port that the web pages listen on
    port: int = 8321
    #: processes of their own that the web pages run in; 0: none, they run within the service
    web_workers: int = 0
    #: the address under which others reach the web pages, for links in feeds and messages
    base_url: str = ""
    #: whether anyone may read the web pages; changing anything then needs an account
    public: bool = False
    #: channels that are told when something is wrong with the service
    alarms_to: tuple[str, ...] = ()
    #: whether messages may go to private networks
    alerts_to_private: bool = False

    @property
    def folder(self) -> Path:
        """The archive folder as a path."""
        return Path(self.archive)

    @property
    def public_url(self) -> str:
        """Where the web pages are, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")


def load(
    environment: Mapping[str, str], *, file: Path | None = None, options: Mapping[str, Any]
) -> Settings:
    """The settings in force; BadSetting names the key and where it stands.

    `file` is variorum.toml in the working folder where None is given; options that are None
    were not used.
    """
    values: dict[str, Any] = {}
    path = Path(FILE) if file is None else file
    if file is not None or path.exists():
        values |= _of_file(path)
    values |= _of_environment(environment)
    values |= {key: value for key, value in options.items() if value is not None}
    settings = Settings(**values)
    _check(settings)
    return settings


def _of_file(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSetting(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path} is not TOML: {error}") from error
    return {key: _cast(key, value, str(path)) for key, value in table.items()}


def _of_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    return {
        name.removeprefix(PREFIX).lower(): _cast(
            name.removeprefix(PREFIX).lower(), text, f"the environment's {name}"
        )
        for name, text in environment.items()
        if name.startswith(PREFIX)
    }


def _cast(key: str, value: Any, place: str) -> Any:
    kinds = {field.name: type(field.default) for field in fields(Settings)}
    if key not in kinds:
        raise BadSetting(
            f"{place}: there is no setting {key!r} (there are: {', '.join(sorted(kinds))})"
        )
    try:
        return _as(kinds[key], value)
    except (TypeError, ValueError) as error:
        raise BadSetting(f"{place}: {key} = {value!r} is not {_NAMES[kinds[key]]}") from error


_NAMES: dict[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    tuple: "a list of texts",
}
_TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def _as(kind: type, value: Any) -> Any:
    if kind is bool:
        return value if isinstance(value, bool) else _truth(str(value))
    if isinstance(value, bool):
        raise TypeError
    if kind is tuple:
        return _texts(value)
    if kind is str and not isinstance(value, str):
        raise TypeError
    if kind is int and isinstance(value, float):
        raise TypeError
    return kind(value)


def _truth(text: str) -> bool:
    if text.lower() not in _TRUTHS:
        raise ValueError
    return _TRUTHS[text.lower()]


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(text.strip() for text in value.split(",") if text.strip())
    if isinstance(value, list | tuple) and all(isinstance(text, str) for text in value):
        return tuple(value)
    raise TypeError


def _check(settings: Settings) -> None:
    for network in settings.allow_networks:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise BadSetting(
                f"allow_networks: {network!r} is no network, such as 127.0.0.0/8"
            ) from error
    lowest = {
        "host_delay": 0,
        "host_concurrency": 1,
        "concurrency": 1,
        "max_bytes": 1024,
        "check_timeout": 1,
        "budget": 1,
        "tick": 0.05,
        "gone_after": 0,
        "port": 0,
        "web_workers": 0,
    }
    highest = {"port": 65535, "web_workers": 32, "gone_after": 365 * 86_400}
    for key, least in lowest.items():
        value = getattr(settings, key)
        if not value >= least:
            raise BadSetting(f"{key} = {value} is too small: at least {least}")
    for key, most in highest.items():
        value = getattr(settings, key)
        if value > most:
            raise BadSetting(f"{key} = {value} is too large: at most {most}")
