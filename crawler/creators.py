"""Whom a page's metadata states as its authors."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler import bylines, jsonld, lexicon

_AUTHORS = lexicon.listed(
    """
    parsely-author author article:author_name byl dc.creator dcterms.creator article:author
    sailthru.author cxenseparse:author rnews:author og:article:author mediator_author
    article.author article_author creator
    """
)


_ACCOUNT = re.compile(r"[A-Z]{7,}")


def names(
    article: jsonld.Node,
    found: list[jsonld.Node],
    metas: dict[str, list[str]],
    outlets: tuple[str, ...],
    tongue: str | None,
) -> tuple[str, ...]:
    """JSON-LD's authors, else the first meta tag's that names anybody."""
    tags = (metas.get(key, ()) for key in _AUTHORS)
    for stated in (_people(article, found), *tags):
        people = [who for who in stated if not who.startswith("http") and not _is_account(who)]
        names = [n for who in people for n in bylines.names(who, language=tongue, outlets=outlets)]
        if names:
            return tuple(dict.fromkeys(names))
    return ()


def first_names(
    nodes: Iterable[jsonld.Node], outlets: tuple[str, ...], tongue: str | None
) -> tuple[str, ...]:
    """The authors of the first node that names anybody."""
    for node in nodes:
        stated = jsonld.items(node.get("author"))
        found = [n for who in stated for n in bylines.names(who, language=tongue, outlets=outlets)]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _is_account(who: str) -> bool:
    """Whether this is what somebody signs in as, and no name: "MGNEWSDESK"."""
    return _ACCOUNT.fullmatch(who) is not None and not bylines.is_agency(who)


def _people(article: jsonld.Node, found: list[jsonld.Node]) -> list[str]:
    """What JSON-LD calls the authors, one after another; references are followed."""
    known = {node.get("@id"): node for node in found if "Person" in jsonld.types(node)}
    people: list[str] = []
    for value in jsonld.items(article.get("author") or article.get("creator")):
        node = known.get(value.get("@id"), value) if isinstance(value, dict) else value
        if isinstance(node, dict) and isinstance(node.get("name"), list):
            people += [jsonld.text(name) for name in node["name"]]
        elif isinstance(node, dict) and not node.get("name") and node.get("familyName"):
            people.append(f"{jsonld.text(node.get('givenName'))} {jsonld.text(node['familyName'])}")
        else:
            people.append(jsonld.text(node))
    return people
