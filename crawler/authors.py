"""Who wrote it: the byline that the page shows, beside the names that its metadata states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from crawler import bylines, dates, headings, headline
from crawler.metadata import Statements
from crawler.segments import Page, Segment
from crawler.tree import Element, fold, text_of

BYLINE = re.compile(
    r"(?<!has-)byline|by-line|(?:^|\s)(?:[a-z]+[-_]){0,3}by(?:\s|$)|author|auteur|autor|autore|"
    r"writer|reporter|contributor|redacteur|firma\b|"
    r"signature|journalist|szerzo|skribent|forfatter|toimittaja|kirjoittaja|yazar|muhabir|avtor|"
    r"penulis|assinatura|firmante|giornalista|verslaggever|dziennikarz"
)
#: what calls itself so names an agency, if it is the name of one
_AGENCY = re.compile(r"\b(?:agency|agence|agencia|agentur|agenzia|source)\b")
#: pages of those who write, by their addresses
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:es|en|i|zy)?|autore|auteurs?|firmas?|firme|signataires?|szerzok?|"
    r"yazar(?:lar)?|periodistas?|journalistes?|journalists?|reporters?|redakteure?|tac-gia|penulis)/"
)
_NOT_BYLINE = re.compile(
    r"(?:author|byline|writer)[-_ ]*(?:bio|desc|info-bio|text|box|role|title)|comment|quote|zitat|"
    r"(?:author|byline|writer|signature|contributor)[-_ ]*(?:location|local\b|place|city|position)|"
    r"(?:photo|image|img|picture|foto|bild)[-_]*(?:author|byline|autor|auteur|by\b)"
)
_MARKED = re.compile(r"author|byline|fn\b|name|writer|reporter|journalist")
#: pages of people, who are those who wrote where a line is little more than the link
_PERSON = re.compile(r"/(?:staff|people|person|profiles?|contributors?|team|by|users?)/\w|/@\w")
#: "By the way" is none: what can only open a byline
_STRICT = re.compile(r"^(?:by|von|par|por|door|di|af|av|автор)\b", re.IGNORECASE)
#: a byline's next line
_GOES_ON = re.compile(r"^(?:and|with|und|mit|et|avec|con|och|og)\s(?=.{3,60}$)", re.IGNORECASE)
#: who follows wrote nothing of it
_EDITED = re.compile(r"\bedited by\W*$", re.IGNORECASE)
#: "ContentHeaderDek" calls itself a dek
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_UNSEEN = frozenset({"script", "style", "button", "svg", "time", "template", "noscript", "input"})
#: what has segments of its own
_BLOCKS = frozenset({"div", "p", "ul", "ol", "section", "figure"})
#: children of an element that holds one thing
_SMALL = 6
#: elements from a name up to the list of all who wrote
_LEVELS = 5
#: characters of an outlet's name in a line of its own
_EMPLOYER = 40
#: segments after a byline in which its other names may stand
_MORE = 8


def read(
    page: Page, around: list[int], stated: Statements, inside: frozenset[int], taken: set[int]
) -> tuple[str, ...]:
    """The names of the byline among the segments around the headline."""
    waiting = False
    for place, index in enumerate(around):
        segment = page.segments[index]
        if not segment.text or len(segment.text) > 400 or segment.level == 1:
            continue
        if bylines.is_opener(segment.text):
            waiting = True
            taken.add(index)
            continue
        found, sure = of_segment(segment, label_of_holder(page, segment), stated, waiting=waiting)
        waiting = False
        if found:
            if len(segment.text) < 160 or segment.node not in inside:
                taken.add(index)
            rest = around[place + 1 : place + 1 + _MORE]
            return _with_others(page, [index, *rest], stated, found, taken)
        if sure:
            taken.add(index)
            break  # the outlet, or "staff"; whoever follows wrote something else
        if bylines.is_nobody(segment.text):
            taken.add(index)
    return ()


def of_segment(
    segment: Segment, holder: str, stated: Statements, *, waiting: bool = False
) -> tuple[tuple[str, ...], bool]:
    """The names in one segment, and whether it is a byline beyond doubt, names or none."""
    text = segment.text
    source = bylines.source(text)
    if source is not None:
        return (source,), True
    label = label_of(segment.element) + holder
    if bylines.is_agency(text) and _AGENCY.search(label):
        return (text,), True
    named = BYLINE.search(label) is not None and _NOT_BYLINE.search(label) is None
    opens = (waiting or bylines.begins_byline(text)) and len(text) < 200
    linked = _marked_names(segment, stated, _MARKED if named or opens else BYLINE)
    if not (named or opens or linked):
        return _beside_date(segment, stated), False
    written: tuple[str, ...] = ()
    if opens or named:
        written = bylines.names(parted(segment), language=stated.language, outlets=stated.outlets)
    found = _better(written, linked, stated.authors)
    sure = len(text) < 80 and (
        waiting or _STRICT.match(text) is not None or segment.element.get("itemprop") == "author"
    )
    if not found and sure:
        body = bylines.organisation(text, stated.outlets)
        found = (body,) if body else ()
    return found, sure or bool(found)


def first_of(segments: list[Segment], stated: Statements) -> tuple[tuple[str, ...], bool]:
    """The names in the first segment that is a byline, and whether there was one."""
    for segment in segments:
        names, sure = of_segment(segment, "", stated)
        if names or sure:
            return names, True
    return (), False


def label_of(element: Element) -> str:
    """What the element's class, id and data attributes call it."""
    words = [element.get("class"), element.get("id"), element.get("itemprop"), element.get("rel")]
    words += [str(value) for key, value in element.items() if str(key).startswith("data-")]
    label = " ".join(word[:80] for word in words if word)
    return _CAMEL.sub("-", label).lower().replace("_", "-")


def parted(segment: Segment) -> str:
    """A segment's words, with a line break where two elements meet without a space."""
    whole = ""
    for text in _seen_texts(segment.element):
        piece = re.sub(r"\s+", " ", text)
        joins = whole[-1:].isalnum() and (piece[:1].isalnum() or piece[:1] == "@")
        whole += f"\n{piece}" if joins else piece
    return whole if abs(len(fold(whole)) - len(segment.text)) < 40 else segment.text


def _seen_texts(element: Element) -> Iterator[str]:
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, node in walker:
        if event == "end":
            if node is not element and node.tail:
                yield node.tail
        elif node is not element and _is_unseen(node):
            walker.skip_subtree()
            if node.tag == "time":
                yield " | "
        elif node.text:
            yield node.text


def _is_unseen(element: Element) -> bool:
    label = f"{element.get('class') or ''} {element.get('id') or ''}"
    unseen = element.tag in _UNSEEN or element.tag in _BLOCKS
    return unseen or "sr-only" in label or "hidden" in label


def label_of_holder(page: Page, segment: Segment) -> str:
    """What the small elements around the segment's call themselves."""
    found, node = "", segment.node
    for _ in range(3):
        node = page.nodes[node].parent if node >= 0 else -1
        if node < 0 or len(page.nodes[node].element) >= _SMALL:
            break
        found += f" {label_of(page.nodes[node].element)}"
    return found


def _marked_names(segment: Segment, stated: Statements, marks: re.Pattern[str]) -> tuple[str, ...]:
    """Names that the markup itself calls authors."""
    found: list[str] = []
    size = len(segment.text)
    if len(segment.element) == 0:
        return ()
    for element in segment.element.iter("a", "span", "address", "b", "strong", "em", "p", "li"):
        if element is segment.element or not element.keys():
            continue
        rel, prop = element.get("rel") or "", element.get("itemprop") or ""
        href = element.get("href") or ""
        label = f"{element.get('class') or ''} {element.get('data-testid') or ''}".lower()
        named = marks.search(label) and not _NOT_BYLINE.search(label)
        named = named or (_AGENCY.search(label) and bylines.is_agency(text_of(element)))
        linked = _AUTHOR_PAGE.search(href) or (2 * segment.linked > size and _PERSON.search(href))
        if named or linked or "author" in rel.split() or prop == "author":
            text = text_of(element)
            before = segment.text.partition(text)[0] if text else segment.text
            if before != segment.text and not _EDITED.search(before):
                found += bylines.names(text, language=stated.language, outlets=stated.outlets)
    return bylines.without_places(list(dict.fromkeys(found)))


def _better(
    written: tuple[str, ...], marked: tuple[str, ...], stated: tuple[str, ...]
) -> tuple[str, ...]:
    """The line's names or the marked ones, whichever are whole."""
    if not written or not marked:
        return written or marked
    if set(marked) < set(written) and set(marked) != set(stated):
        return written
    return marked


def _beside_date(segment: Segment, stated: Statements) -> tuple[str, ...]:
    """A name before or after a date, set off by a bar or a dash: "Ann Lee | 4 March 2026"."""
    text = segment.text
    if len(text) > 90 or not re.search(r"\s[|•·—–-]\s|/", text):
        return ()
    if dates.read(text, language=stated.language) is None:
        return ()
    found = bylines.names(text, language=stated.language, outlets=stated.outlets)
    return found if all(2 <= len(name.split()) <= 3 for name in found) else ()


def _with_others(
    page: Page, line: list[int], stated: Statements, found: tuple[str, ...], taken: set[int]
) -> tuple[str, ...]:
    """The names, and the others of a byline that is several elements of one kind."""
    first = page.segments[line[0]].element
    together = _list_of(first)
    names = list(found)
    for place, index in enumerate(line[1:]):
        segment = page.segments[index]
        employer = len(segment.text) < _EMPLOYER and headline.is_outlet(
            segment.text, stated.outlets
        )
        aside = bylines.is_nobody(segment.text)
        if aside or (place == 0 and (employer or bylines.is_role(segment.text))):
            taken.add(index)
            continue
        element = segment.element
        alike = (element.tag, element.get("class")) == (first.tag, first.get("class") or "-")
        listed = together is not None and _list_of(element) is together
        more: tuple[str, ...] = ()
        if _GOES_ON.match(segment.text):
            more = bylines.names(_GOES_ON.sub("", segment.text), language=stated.language)
        elif (alike or listed) and len(segment.text) <= 160:
            more, _ = of_segment(segment, label_of_holder(page, segment), stated)
        elif len(segment.text) > 40:
            break
        if more or listed:
            taken.add(index)
            names += [name for name in more if name not in names]
    return tuple(names)


def _list_of(element: Element) -> Element | None:
    """The list of authors that an element is in."""
    outer = islice(element.iterancestors(), _LEVELS)
    found = next((node for node in outer if node.tag in ("ul", "ol")), None)
    return found if found is not None and BYLINE.search(label_of(found)) is not None else None


def signed(segment: Segment) -> tuple[str, ...]:
    """The name that stands at the right under an article, in bold."""
    style = (segment.element.get("style") or "").replace(" ", "")
    if "text-align:right" not in style and segment.element.get("align") != "right":
        return ()
    bold = headings.looks_like_one(segment) and 2 <= len(segment.text.split()) <= 5
    return bylines.names(segment.text) if bold else ()


def settle(
    shown: tuple[str, ...], stated: tuple[str, ...], nearby: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(authors, reasons): the page's byline where it has one, else the metadata's.

    `nearby` is what the page shows around its headline, in small letters.
    """
    if not shown or (stated and not any(map(bylines.is_full, shown))):
        return stated, ()
    names = tuple(dict.fromkeys(_spelling(name, stated) for name in shown))
    low, known = {n.casefold() for n in names}, {n.casefold() for n in stated}
    if not stated or low == known:
        return names, ()
    elsewhere = low < known or (low.isdisjoint(known) and all(" " in name for name in known))
    if elsewhere and all(_stands(name, nearby) for name in known):
        return stated, ()  # the byline goes on, or stands, where it was not looked for
    return names, (f"authors_differ:{', '.join(stated)}"[:200],)


def _stands(name: str, nearby: str) -> bool:
    """Whether a name stands in a text, and not only the beginning of another."""
    _, found, after = nearby.partition(name)
    # a date, or words of a script that has no capitals, may follow without a space
    return bool(found) and after[:1].lower() == after[:1].upper()


def _spelling(name: str, others: tuple[str, ...]) -> str:
    """A name in capitals as the metadata writes it, and one without what is glued to it."""
    whole = next((o for o in others if name.startswith(o) and name[len(o) :][:1].isupper()), None)
    if whole is not None:
        return whole
    same = next((other for other in others if bylines.same_name(name, other)), name)
    return same if name.isupper() else name
