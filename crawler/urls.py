"""Addresses: one spelling for each, without what only says how a reader got there."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit, urlunsplit

import idna

from storage.errors import BadURL

#: RFC 9110, section 4.1: senders and recipients should support at least 8,000 octets
MAX_LENGTH = 8000

_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f]")
_HOST_NAME = re.compile(
    r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*"
)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|(%)")
# RFC 3986, section 2.3: an escaped unreserved character means the character itself
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT = _UNRESERVED | frozenset("!$&'()*+,;=:@/?%[]|^`{}")

_TRACKING_PREFIXES = (
    *("utm_", "mc_", "hsa_", "pk_", "piwik_", "mtm_", "matomo_", "stm_", "oly_", "vero_", "trk_"),
    *("fb_", "_hs", "at_campaign", "at_medium", "at_link", "at_custom", "at_ptr", "at_format"),
)
_TRACKING = frozenset(
    (
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid"),
        *("ttclid", "igshid", "igsh", "li_fat_id", "mkt_tok", "s_cid", "s_kwcid", "cmpid", "cmp"),
        *("ito", "icid", "ocid", "ncid", "nlid", "intcmp", "int_cmp", "ref_src", "ref_url"),
        *("smid", "smtyp", "smprod", "sref", "srnd", "sr_share", "sharetype", "share_id"),
        *("taid", "tpcc", "traffic_source", "xtor", "wtrid", "wt.mc_id", "mbid", "emci", "emdi"),
        *("ftag", "guccounter", "guce_referrer", "guce_referrer_sig", "_ga", "_gl", "spm"),
        *("dicbo", "cvid", "partner_feed_id", "sfmc_id", "sfmc_sub", "et_rid", "ck_subscriber_id"),
        *("bxid", "esrc", "reflink", "soc_src", "soc_trk", "soc_plat", "__source", "wickedid"),
        *("unlocked_article_code", "_branch_match_id", "_branch_referrer", "zanpid", "sc_campaign"),
        *("sc_channel", "sc_content", "sc_country", "sc_geo", "sc_medium", "sc_outcome"),
        *("ns_campaign", "ns_mchannel", "ns_source", "ns_linkname", "ns_fee", "mc", "ceid"),
    )
)
_AMP_QUERY = frozenset({"amp", "_amp", "amp_js_v", "amp_gsa", "usqp", "outputtype", "amphtml"})
_PRINT_QUERY = frozenset(
    {"print", "printable", "printview", "printpage", "printmode", "print_view"}
)
_MOBILE_LABELS = frozenset({"m", "mobile", "amp", "mobil", "touch"})
_VARIANT_TAIL = re.compile(r"/(?:amp|print)(?:\.html)?/?$|\.amp(?=\.html?$|$)")


def normalise(url: str) -> str:
    """The one spelling of an http(s) address (RFC 3986, section 6.2); BadURL for anything else.

    Scheme and host in lower case (IDNA, UTS 46), no default port, no dot segments, escapes in
    capitals and only where needed, no fragment. The query stays as it is.
    """
    parts = _split(url)
    netloc = _host(parts, url) + _port(parts, url)
    path = _without_dots(_escape(parts.path)) or "/"
    return urlunsplit((parts.scheme, netloc, path, _escape(parts.query), ""))


def strip_tracking(url: str) -> str:
    """The normalised address without the parameters that only say how a reader got there."""
    return _without_parameters(normalise(url), _tracks)


def canonical(url: str) -> str:
    """The address of the ordinary page behind an AMP, mobile, print or tracked address.

    A guess from the address alone, for pages that state no canonical address.
    """
    parts = urlsplit(strip_tracking(_out_of_cache(normalise(url))))
    path = _VARIANT_TAIL.sub("", parts.path) if len(parts.path) > 1 else parts.path
    path = re.sub(r"^/amp/(?=.)", "/", path) or "/"
    plain = urlunsplit(parts._replace(netloc=_desktop_host(parts.netloc), path=path))
    return _without_parameters(plain, lambda name: name in _AMP_QUERY or name in _PRINT_QUERY)


def host_of(url: str) -> str:
    """The host in lower case, without port; BadURL where there is none."""
    return urlsplit(normalise(url)).hostname or ""


def _split(url: str) -> SplitResult:
    text = url.strip()
    if not text or len(text) > MAX_LENGTH:
        raise BadURL(f"an address has 1 to {MAX_LENGTH} characters, this one {len(text)}")
    if _FORBIDDEN.search(text):
        raise BadURL(f"this address has control characters in it: {text[:200]!r}")
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise BadURL(f"this is no address: {text[:200]!r} ({error})") from error
    if parts.scheme not in _PORTS:
        raise BadURL(
            f"an address begins with http:// or https://, this one does not: {text[:200]!r}"
        )
    if "@" in parts.netloc or "\\" in parts.netloc:
        raise BadURL(
            f"an address with a user name or password in it is not taken: {parts.scheme}://…"
        )
    return parts


def _host(parts: SplitResult, url: str) -> str:
    name = (parts.hostname or "").rstrip(".")
    try:
        if "[" in parts.netloc:
            return f"[{ipaddress.IPv6Address(name).compressed}]"
        if not name.isascii():
            name = idna.encode(name, uts46=True).decode("ascii")
    except ValueError as error:  # idna.IDNAError is one
        raise BadURL(f"this address has an impossible host: {url[:200]!r} ({error})") from error
    if len(name) > 253 or not _HOST_NAME.fullmatch(name):
        raise BadURL(f"this address has no usable host: {url[:200]!r}")
    return name


def _port(parts: SplitResult, url: str) -> str:
    try:
        port = parts.port
    except ValueError as error:
        raise BadURL(f"this address has an impossible port: {url[:200]!r}") from error
    return "" if port is None or port == _PORTS[parts.scheme] else f":{port}"


def _escape(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        if match.group(2):
            return "%25"
        character = chr(int(match.group(1), 16))
        return character if character in _UNRESERVED else "%" + match.group(1).upper()

    text = _ESCAPE.sub(one, text)
    if all(character in _KEPT for character in text):
        return text
    return "".join(
        character
        if character in _KEPT
        else "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
        for character in text
    )


def _without_dots(path: str) -> str:
    """RFC 3986, section 5.2.4."""
    if "/." not in path:
        return path
    segments = path.split("/")
    kept: list[str] = []
    for segment in segments[1:]:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _tracks(name: str) -> bool:
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _without_parameters(url: str, unwanted: Callable[[str], bool]) -> str:
    parts = urlsplit(url)
    if not parts.query:
        return url
    kept = [
        piece
        for piece in parts.query.split("&")
        if piece and not unwanted(piece.partition("=")[0].lower())
    ]
    return urlunsplit(parts._replace(query="&".join(kept)))


def _out_of_cache(url: str) -> str:
    """The publisher's address inside an address of an AMP cache."""
    parts = urlsplit(url)
    inner = ""
    if parts.netloc.endswith("cdn.ampproject.org"):
        inner = re.sub(r"^/[a-z]/", "", parts.path)
    elif parts.netloc.startswith("www.google.") and parts.path.startswith("/amp/"):
        inner = parts.path.removeprefix("/amp/")
    if not inner:
        return url
    scheme, rest = ("https", inner[2:]) if inner.startswith("s/") else ("http", inner)
    try:
        return normalise(f"{scheme}://{rest}" + (f"?{parts.query}" if parts.query else ""))
    except BadURL:
        return url


def _desktop_host(netloc: str) -> str:
    first, _, rest = netloc.partition(".")
    if first not in _MOBILE_LABELS or "." not in rest:
        return netloc
    return rest if rest.startswith("www.") else f"www.{rest}"
