"""What a page states about itself: JSON-LD, OpenGraph, meta tags, microdata, gathered and named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from crawler import creators, dates, jsonld, language, lexicon, links, microdata, updates
from crawler.tree import Element, absolute, fold, text_of
from storage.records import ClaimedTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """A page's own statements, each list in order of trust."""

    #: (where it is stated, the words): "json-ld", "og:title", "microdata", "title", …
    headlines: tuple[tuple[str, str], ...] = ()
    authors: tuple[str, ...] = ()
    #: whom microdata or hAtom name as authors; the page may show the same words
    marked_authors: tuple[str, ...] = ()
    published: tuple[ClaimedTime, ...] = ()
    updated: tuple[ClaimedTime, ...] = ()
    descriptions: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    canonical: str | None = None
    #: the outlet's name
    outlet: str | None = None
    #: that name, and the label of its host
    outlets: tuple[str, ...] = ()
    copyright: str | None = None
    #: the article's text as JSON-LD has it, for finding it on the page
    body: str = ""
    #: the same as it stands there, with its line breaks and its HTML
    markup: str = field(default="", repr=False)
    #: the kinds that the page says it is: schema.org types and og:type
    kinds: tuple[str, ...] = ()
    live: bool = False
    #: False where the page says that it is not free
    free: bool | None = None
    corrections: tuple[str, ...] = ()
    live_updates: tuple[jsonld.Node, ...] = field(default=(), repr=False)
    #: where the article goes on, if it has several pages
    following: str | None = None


_PUBLISHED = lexicon.listed(
    """
    article:published_time article:published og:article:published_time og:published_time
    parsely-pub-date datepublished date.published publishdate publish_date publication_date pubdate
    published_time published-date dc.date.issued dcterms.created dc.date.created dcterms.issued
    dcterms.date dc.date sailthru.date cxenseparse:recs:publishtime cxenseparse:publishtime
    bt:pubdate date originalpublicationdate article.published rnews:datepublished
    iso-8601-publish-date timestamp article_date_original ptime
    """
)
_UPDATED = lexicon.listed(
    """
    article:modified_time article:modified og:updated_time og:modified_time
    og:article:modified_time datemodified last-modified lastmod dcterms.modified dc.date.modified
    updated_time modified_time date.modified bt:moddate article.updated utime revised
    """
)
_TITLES = lexicon.listed(
    """
    og:title twitter:title parsely-title dc.title dcterms.title sailthru.title title headline hdl
    cxenseparse:title
    """
)
_PUBLICATIONS = ("datePublished", "dateCreated", "uploadDate")
_LANGUAGES = ("og:locale", "content-language", "dc.language", "dcterms.language", "language")
_OUTLETS = lexicon.listed(
    "og:site_name application-name apple-mobile-web-app-title twitter:app:name:iphone"
)
_KEYWORDS = ("news_keywords", "parsely-tags", "keywords", "sailthru.tags")
_MAX_VALUES = 60


def read(root: Element, url: str) -> Statements:
    """All statements of the page in one record."""
    metas = _metas(root)
    found = jsonld.nodes(root)
    article = _article(found, url)
    marked = (item, entry) = microdata.read(root)
    others = (*marked, *filter(jsonld.is_page, found))
    title = next(root.iter("title"), None)
    titles = [("microdata", item.get("headline")), ("hatom", entry.get("headline"))]
    titles.append(("title", text_of(title) if title is not None else None))
    outlet = _outlet(article, metas, found)
    outlets = tuple(name for name in (outlet, _label_of(url)) if name)
    tongue = _language(root, article, metas)
    live = _live([*found, item], article)
    markup = _body(article)
    return Statements(
        headlines=_headlines(article, metas, titles),
        authors=creators.names(article, found, metas, outlets, tongue),
        marked_authors=creators.first_names(marked, outlets, tongue),
        published=_times(article, others, _PUBLICATIONS, _all(metas, _PUBLISHED)),
        updated=_times(article, others, ("dateModified",), _all(metas, _UPDATED)),
        descriptions=_descriptions(article, metas, item),
        section=_section(article, metas),
        tags=_tags(article, metas, item),
        language=tongue,
        canonical=links.canonical(root, url) or absolute(url, _first(metas, ("og:url",))),
        outlet=outlet,
        outlets=outlets,
        copyright=_copyright(article, metas),
        body=jsonld.plain(markup),
        markup=markup,
        kinds=(*jsonld.types(article), *jsonld.types(item), *metas.get("og:type", ())[:1]),
        live=bool(live),
        free=_free(article, metas),
        corrections=_corrections(article),
        live_updates=updates.listed(live.get("liveBlogUpdate")),
        following=links.following(root, url),
    )


def _metas(root: Element) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        own = meta.get("property") or meta.get("name")
        name = own or meta.get("itemprop") or ""
        content = meta.get("content")
        if not name or not content or not (own or microdata.is_of_page(meta)):
            continue
        values = metas.setdefault(name.strip().lower(), [])
        if len(values) < _MAX_VALUES:
            values.append(fold(content))
    return metas


def _article(found: list[jsonld.Node], url: str) -> jsonld.Node:
    """The node that describes this page's article; empty where there is none."""
    articles = [node for node in found if jsonld.is_article(node)]
    if not articles:
        return {}
    return max(articles, key=lambda node: _fitness(node, url))


def _fitness(node: jsonld.Node, url: str) -> tuple[int, int]:
    address = jsonld.text(node.get("url")) or jsonld.text(node.get("mainEntityOfPage"))
    here = bool(address) and address.rstrip("/").split("?")[0] == url.rstrip("/").split("?")[0]
    filled = sum(
        bool(node.get(key))
        for key in ("headline", "author", "datePublished", "articleBody", "liveBlogUpdate", "image")
    )
    return (2 if here else 0) + (1 if jsonld.is_live(node) else 0), filled


def _first(metas: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((metas[name][0] for name in names if metas.get(name)), "")


def _all(metas: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return [metas[name][0] for name in names if metas.get(name)]


def _headlines(
    article: jsonld.Node, metas: dict[str, list[str]], more: list[tuple[str, str | None]]
) -> tuple[tuple[str, str], ...]:
    found = [
        ("json-ld", jsonld.text(article.get("headline"))),
        ("json-ld:alternativeHeadline", jsonld.text(article.get("alternativeHeadline"))),
        *((name, metas[name][0]) for name in _TITLES if metas.get(name)),
        *more,
    ]
    if not article.get("headline"):
        found.append(("json-ld:name", jsonld.text(article.get("name"))))
    return tuple((source, words) for source, words in found if words and words.lower() != "null")


def _times(
    article: jsonld.Node, others: tuple[jsonld.Node, ...], keys: tuple[str, ...], tags: list[str]
) -> tuple[ClaimedTime, ...]:
    """The article's and the meta tags'; what others state where those lack a clock or a zone."""
    found = _strict([*(jsonld.text(article.get(key)) for key in keys), *tags])
    more = _strict([jsonld.text(node[key]) for node in others for key in keys if key in node])
    if not found or found[0].zone is not None:
        return found or more
    stated = found[0].value[:16]
    return (*found, *(time for time in more if time.zone and time.value.startswith(stated)))


def _strict(stated: list[str]) -> tuple[ClaimedTime, ...]:
    times = (
        dates.read_iso(raw) or (dates.read(raw) if len(raw) < 60 else None)
        for raw in dict.fromkeys(filter(None, stated))
    )
    return tuple(time for time in times if time is not None)


def _descriptions(
    article: jsonld.Node, metas: dict[str, list[str]], item: jsonld.Node
) -> tuple[str, ...]:
    found = [
        *_all(metas, ("description", "og:description")),
        jsonld.text(article.get("description")),
        *_all(metas, ("twitter:description", "dc.description")),
        item.get("description"),
    ]
    return tuple(dict.fromkeys(words for words in found if words))


def _section(article: jsonld.Node, metas: dict[str, list[str]]) -> str | None:
    names = ("article:section", "parsely-section", "section", "cxenseparse:section", "og:section")
    return jsonld.text(article.get("articleSection")) or _first(metas, names) or None


def _tags(article: jsonld.Node, metas: dict[str, list[str]], item: jsonld.Node) -> tuple[str, ...]:
    values = list(metas.get("article:tag", ())) or [
        jsonld.text(item) for item in jsonld.items(article.get("keywords"))
    ]
    if not any(values):
        values = [_first(metas, _KEYWORDS) or item.get("keywords", "")]
    words = [word.strip() for value in values for word in re.split(r"[,;]", value)]
    return tuple(dict.fromkeys(word for word in words if word))[:_MAX_VALUES]


def _language(root: Element, article: jsonld.Node, metas: dict[str, list[str]]) -> str | None:
    stated = (
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        root.get("xml:lang"),
        jsonld.text(article.get("inLanguage")),
        _first(metas, _LANGUAGES),
    )
    return next((tag for tag in map(language.tag, stated) if tag), None)


def _outlet(
    article: jsonld.Node, metas: dict[str, list[str]], found: list[jsonld.Node]
) -> str | None:
    name = jsonld.text(article.get("publisher")) or _first(metas, _OUTLETS)
    if not name or name.startswith(("http", "#")):
        site = next((node for node in found if "WebSite" in jsonld.types(node)), {})
        name = _first(metas, ("og:site_name",)) or jsonld.text(site.get("name"))
    return name or None


def _label_of(url: str) -> str | None:
    """The site's own label in its host name, for want of a better name."""
    labels = [label for label in (urlsplit(url).hostname or "").split(".") if label != "www"]
    return max(labels[:-1], key=len) if len(labels) > 1 else None


def _copyright(article: jsonld.Node, metas: dict[str, list[str]]) -> str | None:
    holder = jsonld.text(article.get("copyrightNotice"))
    return holder or _first(metas, ("copyright", "dcterms.rights", "dc.rights", "rights")) or None


def _body(article: jsonld.Node) -> str:
    body = article.get("articleBody")
    if isinstance(body, list):
        body = "\n".join(item for item in body if isinstance(item, str))
    return body if isinstance(body, str) else ""


def _free(article: jsonld.Node, metas: dict[str, list[str]]) -> bool | None:
    stated = article.get("isAccessibleForFree")
    if stated is None:
        tier = _first(metas, ("article:content_tier",)).lower()
        return {"free": True, "locked": False, "metered": None}.get(tier)
    return str(stated).strip().lower().rsplit("/", 1)[-1] not in ("false", "0", "no")


def _corrections(article: jsonld.Node) -> tuple[str, ...]:
    found = (jsonld.text(_correction(item)) for item in jsonld.items(article.get("correction")))
    return tuple(words for words in found if words and not words.startswith("http"))


def _correction(item: Any) -> Any:
    return item.get("text") or item.get("description") if isinstance(item, dict) else item


def _live(found: list[jsonld.Node], article: jsonld.Node) -> jsonld.Node:
    """The live blog of the page, which may be stated beside its article; empty for none."""
    if jsonld.is_live(article):
        return article
    return max(
        (node for node in found if jsonld.is_live(node)),
        key=lambda node: len(updates.listed(node.get("liveBlogUpdate"))),
        default={},
    )
