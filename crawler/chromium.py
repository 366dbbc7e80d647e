"""The browser for pages that are made by scripts: whether there is one, and how it is started."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from typing import Any

from crawler.limits import Limits
from storage.errors import BadSetting

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: nothing of the browser's own reaches out, and no connection leaves but through a page's fence
_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--dns-prefetch-disable",
    "--no-first-run",
    "--no-pings",
    # the same twice: the first is its present name, the second that of some years ago
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    # bounds what a page's scripts can hold, in MiB
    "--js-flags=--max-old-space-size=256",
)
#: a proxy that is none: what belongs to no page gets nowhere
_NOWHERE = "socks5://127.0.0.1:9"


def find_chromium(limits: Limits) -> str:
    """The browser's path; BadSetting, with what to do, where pages cannot be rendered."""
    if find_spec("scrapy_playwright") is None:
        raise BadSetting(
            "pages that need a browser need scrapy-playwright: pip install 'variorum[browser]'"
        )
    if limits.chromium:
        if os.access(limits.chromium, os.X_OK):
            return limits.chromium
        raise BadSetting(f"chromium: {limits.chromium} is no program that can be started")
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise BadSetting(
            "pages that need a browser need Chromium: install it (Debian's package is called"
            " chromium), or name its program in the setting chromium"
        )
    return found


def launch_options(path: str) -> dict[str, Any]:
    """How Playwright is to start it: a new empty profile, a dead proxy, Chromium's own sandbox.

    As root, Chromium starts without its sandbox only.
    """
    return {
        "executable_path": path,
        "args": list(_FLAGS),
        "proxy": {"server": _NOWHERE},
        "chromium_sandbox": os.geteuid() != 0,
        "headless": True,
        "timeout": 20_000,
        # the crawler ends it, also after a signal
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
    }


def page_options(limits: Limits, proxy: str) -> dict[str, Any]:
    """A page's own context: nothing kept, nothing granted, nothing saved, its own way out."""
    return {
        "proxy": {"server": proxy},
        "user_agent": limits.agent,
        "viewport": {"width": 1280, "height": 1024},
        "timezone_id": "UTC",
        "reduced_motion": "reduce",
        "permissions": [],
        "accept_downloads": False,
        "service_workers": "block",
        "ignore_https_errors": False,
    }
