"""The articles that a section page links to, known by their addresses' shape and their place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from crawler.feeds import absolute
from crawler.links import same_site
from crawler.tree import Element, fold, parse, text_of
from storage.records import Found

#: links read of one page
MOST_LINKS = 5000
#: an article's link has at least so many points
ENOUGH = 3

_DATED = re.compile(
    r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?(?:0[1-9]|[12]\d|3[01]))?(?=\D|$)"
)
_NUMBER = re.compile(
    r"\d{5,}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<![a-z])[0-9a-f]{16,40}"
)
_NUMBERED = re.compile(
    r"/(?:article|story|news|artikel|articulo|noticia|notizia|nachricht|nyhet|clanek|haber)"
    r"[a-z]{0,3}/(?:[^/]+/)*\d{3,}"
)
_QUERY_ID = re.compile(r"(?:^|[?&;])(?:\w*id|idx|no|p|art|article|news)=\d{3,}", re.IGNORECASE)
#: addresses of something to do with an article
_ACTION = re.compile(r"(?:^|[&;])(?:share|replytocom|reply|print|action|login)=", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:s?html?|story|ece|php|aspx?|cms|do|jsp)$")
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|avif|ico|css|js|json|xml|rss|atom|pdf|zip|gz|mp[34]|m4a|webm"
    r"|mov|docx?|xlsx?|pptx?|epub|ics|txt|woff2?|apk|exe|dmg)$"
)
#: words that, as a whole step of a path, name a list, a service or a form in the languages that
#: the web's larger news sites are written in
_NO_ARTICLE = frozenset(
    (
        *("tag", "tags", "topic", "topics", "category", "categories", "section", "sections"),
        *("author", "authors", "autor", "autoren", "autores", "auteur", "auteurs", "autore"),
        *("people", "person", "profile", "profiles", "user", "users", "member", "members", "by"),
        *("search", "suche", "buscar", "busca", "recherche", "ricerca", "zoeken", "szukaj"),
        *("login", "signin", "sign-in", "signup", "sign-up", "register", "logout", "account"),
        *("anmelden", "registrieren", "konto", "connexion", "compte", "cuenta", "accedi"),
        *("subscribe", "subscription", "subscriptions", "abo", "abonnement", "suscripcion"),
        *("about", "about-us", "contact", "contact-us", "kontakt", "contacto", "contatti"),
        *("privacy", "privacy-policy", "datenschutz", "terms", "terms-of-use", "agb", "cookies"),
        *("cookie-policy", "impressum", "imprint", "mentions-legales", "aviso-legal", "legal"),
        *("advertise", "advertising", "mediadaten", "publicidad", "jobs", "careers", "karriere"),
        *("newsletter", "newsletters", "podcast", "podcasts", "feed", "feeds", "rss", "sitemap"),
        *("help", "hilfe", "faq", "support", "shop", "store", "cart", "checkout", "donate"),
        *("games", "crossword", "crosswords", "quiz", "horoscope", "weather", "wetter", "tv-guide"),
        *("page", "seite", "pagina", "archive", "archives", "archiv", "archivo", "index", "home"),
        *("thema", "themen", "tema", "temas", "etiqueta", "etiquetas", "rubrik", "seccion"),
        *("wp-login.php", "wp-admin", "wp-content", "wp-json", "cdn-cgi", "comments", "share"),
        *("gallery", "galleries", "comment", "print", "amp", "static", "assets", "images", "img"),
    )
)
_OUTSIDE = frozenset({"nav", "footer", "form", "menu", "dialog", "address"})
_OUTSIDE_ROLES = frozenset({"navigation", "contentinfo", "search", "menu", "menubar", "dialog"})
_OUTSIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|breadcrumbs?|cookie|consent|share|social"
    r"|login|sponsored|advert|ads?)(?=$|[\s_-])"
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_DENSE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(slots=True)
class _Link:
    url: str
    title: str
    points: int


def read_section(utf8: bytes, url: str) -> tuple[str | None, tuple[Found, ...]]:
    """The page's title and the articles it links to, in the order of the page."""
    root, _ = parse(utf8)
    if root is None:
        return None, ()
    title = next((text_of(element) for element in root.iter("title")), None)
    links = _links(root, url)
    _judge_families(links.values())
    found = tuple(
        Found(url=link.url, title=link.title or None)
        for link in links.values()
        if link.points >= ENOUGH
    )
    return title or None, found


def can_be_article(url: str) -> bool:
    """False for addresses that by their words alone are lists, services, forms or files."""
    parts = urlsplit(url)
    steps = _steps(parts)
    if not steps:
        return any(name in parts.query for name in ("id=", "p=", "article"))
    if _FILE.search(steps[-1]):
        return False
    return not _NO_ARTICLE.intersection(steps) and not _ACTION.search(parts.query)


def shape_points(url: str) -> int:
    """How much an address looks like an article's: 0 for not at all, 5 for plainly."""
    parts = urlsplit(url)
    steps = _steps(parts)
    if not can_be_article(url):
        return 0
    path = parts.path.lower()
    last = steps[-1] if steps else ""
    numbered = _NUMBER.search(path) or _NUMBERED.search(path) or _QUERY_ID.search(parts.query)
    points = 2 * bool(_DATED.search(path)) + 2 * bool(numbered)
    # some put a number or a code behind the headline: /news/headline-as-words/ar-1Xy
    points += max((_slug_points(_DOCUMENT.sub("", step)) for step in steps[-2:]), default=0)
    points += bool(_DOCUMENT.search(last)) and len(steps) > 1
    return min(points, 5)


def _slug_points(slug: str) -> int:
    """A headline became the address: words joined by hyphens, or a long word in another script."""
    words = [word for word in re.split(r"[-_+\s]", slug) if word]
    if len(words) >= 4:
        return 3
    if len(words) == 3 or (not slug.isascii() and len(slug) >= 8):
        return 2
    return 0


def _links(root: Element, base: str) -> dict[str, _Link]:
    """Each linked address of the site once, with its best text and the place of that."""
    for element in root.iter("base"):
        base = absolute(element.get("href"), base) or base
    found: dict[str, _Link] = {}
    for count, anchor in enumerate(root.iter("a")):
        if count >= MOST_LINKS:
            break
        href = (anchor.get("href") or "").strip()
        address = None if href.startswith("#") else absolute(href, base)
        if address is None or address == base or not same_site(address, base):
            continue
        link = _weigh(anchor, address)
        known = found.get(address)
        if known is None or (link.points, len(link.title)) > (known.points, len(known.title)):
            found[address] = link
    return found


def _weigh(anchor: Element, url: str) -> _Link:
    title = text_of(anchor) or fold(anchor.get("title") or anchor.get("aria-label"))
    shape = shape_points(url)
    outside, lifted = _place(anchor)
    deep = urlsplit(url).path.strip("/").count("/") > 0
    points = shape + _title_points(title) + 2 * lifted - (2 if shape >= 3 else 3) * outside
    # a short address right below the home page is a section's, whatever stands around it
    return _Link(url, title[:1000], points if shape or (deep and can_be_article(url)) else 0)


def _title_points(title: str) -> int:
    """A headline says more than the name of a section does."""
    length = len(title) + 2 * len(_DENSE.findall(title))
    if length >= 60 or title.count(" ") >= 7:
        return 2
    return 1 if length >= 25 or title.count(" ") >= 3 else -1


def _place(anchor: Element) -> tuple[bool, bool]:
    """(in a menu or the like, under or over a heading or in a teaser)."""
    lifted = any(child.tag in _HEADINGS for child in anchor.iter())
    for depth, element in enumerate(anchor.iterancestors()):
        if depth > 30 or element.tag == "body":
            break
        if element.tag in _HEADINGS or element.tag == "article":
            lifted = True
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if (
            element.tag in _OUTSIDE
            or element.get("role") in _OUTSIDE_ROLES
            or _OUTSIDE_NAMES.search(names)
        ):
            return True, lifted
    return False, lifted


def _judge_families(links: Iterable[_Link]) -> None:
    """Addresses of one pattern share a fate: a weak one among strong ones is an article too."""
    families: dict[str, list[_Link]] = defaultdict(list)
    for link in links:
        families[_family(link.url)].append(link)
    for family in families.values():
        strong = sum(link.points >= ENOUGH for link in family)
        for link in family:
            if strong >= 3 and strong * 2 >= len(family) and 0 < link.points < ENOUGH:
                link.points = ENOUGH


def _family(url: str) -> str:
    """The address with what differs between articles taken out: numbers and the last step."""
    parts = urlsplit(url)
    steps = _steps(parts)
    middle = [re.sub(r"\d+", "#", step) for step in steps[:-1]]
    last = steps[-1] if steps else ""
    kind = ("#" if re.search(r"\d", last) else "") + ("-" if last.count("-") >= 2 else "")
    ending = _DOCUMENT.search(last)
    return "/".join([parts.netloc, *middle, kind + (ending.group() if ending else "")])


def _steps(parts: SplitResult) -> list[str]:
    return [step for step in unquote(parts.path).lower().split("/") if step]
