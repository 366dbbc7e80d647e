"""A page as the reader sees it: its pieces, and which of them are the article's."""

from __future__ import annotations

from dataclasses import dataclass

from crawler import (
    body,
    cards,
    elsewhere,
    imprint,
    metadata,
    profiles,
    pullquotes,
    segments,
    tree,
    walk,
)
from crawler import headline as headline_of
from crawler.profiles import Profile
from crawler.tree import Element

#: running text below this makes the reader look again without the class words
POOR = 260


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is known of a page beside its bytes."""

    #: where the answer came from
    url: str
    #: what was asked for
    asked: str
    content_type: str | None = None
    status: int = 200
    #: codes for what was cut off before
    cut: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page before anything of it is seen: its bytes, what they state, how to read them."""

    utf8: bytes
    request: Request
    #: the name of its site
    host: str
    #: the site's own, where it has one
    profile: Profile | None
    stated: metadata.Statements


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The pieces of a page, and where its article is among them."""

    root: Element
    page: segments.Page
    #: index of the headline
    at: int
    #: indices of the segments of the body, and of what belongs to it around
    chosen: list[int]
    inside: set[int]
    first: int
    #: boilerplate was read as well
    lenient: bool = False


def cut(source: Source, root: Element) -> segments.Page:
    """The pieces of the page; what is left out is emptied, so that nothing follows from it.

    A site's profile may select inside of it.
    """
    if source.profile is not None:
        profiles.prune(root, source.profile.remove)
        return walk.cut(body_of(root))
    page = walk.cut(body_of(root))
    imprint.empty(page)
    return page


def of(source: Source, root: Element, page: segments.Page) -> View:
    """Where the article is; a page that shows hardly any is looked at with its boilerplate."""
    view = _look(source, root, page, lenient=False)
    if _size(view) < max(POOR, 0.4 * len(source.stated.body)):
        root = whole(source)
        page = walk.cut(body_of(root), lenient=True)
        again = _look(source, root, page, lenient=True)
        if _size(again) > 2 * _size(view) + 100:
            return again
    return view


def whole(source: Source) -> Element:
    """The page once more, with all that stands in it but for what its profile takes off."""
    root, _ = tree.parse(source.utf8)
    assert root is not None  # noqa: S101 -- a page without a root has no source
    if source.profile is not None:
        profiles.prune(root, source.profile.remove)
    return root


def body_of(root: Element) -> Element:
    """Where the walk over a page begins."""
    start = root.find("body")
    return start if start is not None else root


def _look(source: Source, root: Element, page: segments.Page, *, lenient: bool) -> View:
    at = headline_of.find(page, source.stated)
    node = _profiled(root, page, source.profile)
    if node is None:
        node = body.locate(page, at, source.stated.body)
    inside = body.below(page, node)
    chosen, first = body.choose(page, node, inside, at)
    away = elsewhere.find(page, chosen) | pullquotes.find(page, chosen)
    away |= cards.find(page, chosen, source.host)
    chosen = [index for index in chosen if index not in away]
    return View(
        root=root, page=page, at=at, chosen=chosen, inside=inside, first=first, lenient=lenient
    )


def _profiled(root: Element, page: segments.Page, profile: Profile | None) -> int | None:
    if profile is None or not profile.body:
        return None
    found = profiles.find(root, profile.body)
    return next(
        (i for i, node in enumerate(page.nodes) if found and node.element is found[0]), None
    )


def _size(view: View) -> int:
    return sum(len(view.page.segments[index].text) for index in view.chosen)
