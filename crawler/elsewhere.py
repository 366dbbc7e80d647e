"""Lists of other stories inside an article, found by the headings over them."""

from __future__ import annotations

from crawler import headings, lexicon, notes, promotions, reactions, segments
from crawler.body import weight
from crawler.segments import Page, Segment
from crawler.tree import holds, is_crowded

#: what stands over the invitation to a newsletter
_SIGN_UPS = lexicon.phrases(
    """
    newsletter | newsletters | la newsletter | nos newsletters | nieuwsbrief | nyhetsbrev |
    nyhedsbrev | uutiskirje | boletín | boletim | infolettre | e-bülten | hírlevél | рассылка
    """
)
#: weight from which a segment is a paragraph of some substance
_PROSE = 60.0
#: weight from which it is a sentence at least
_SENTENCE = 10.0
#: weight of an article under which readers speak
_STORY = 100.0
#: characters of a section's name
_LABEL = 25
#: children of a small box
_SMALL = 6
#: characters from which on a linked line is a title
_SHORT = 12
#: characters of a card with another story, and elements around its heading up to it
_CARD, _OUTER = 700, 4
#: characters of a line over a list or over a link
_OVER = 120
#: items of a list that are looked at
_ITEMS = 2


def find(page: Page, chosen: list[int]) -> set[int]:
    """The indices among `chosen` that point to other stories."""
    held = segments.held(page, chosen)
    whole = sum(len(page.segments[index].text) for index in chosen)
    end = _before_reactions(page, chosen)
    away = set(chosen[end:])
    container = -1
    running = False
    for place, index in enumerate(chosen[:end]):
        segment = page.segments[index]
        short = segment.level or len(segment.text) < _OVER
        after = [page.segments[i] for i in chosen[place + 1 : place + 3]] if short else []
        over = short and (
            _is_over_list(segment, after) or _is_over_line(segment, after) or _is_sign_up(segment)
        )
        if segment.level or over:
            pointed = running or notes.is_interface(page.segments[chosen[place - 1]].text)
            goes_on = place > 0 and pointed and _is_title(segment)
            running = goes_on or over or _points_away(segment, after)
            running = running or _is_over_link(segment, after)
            if running:
                container = _container(page, segment, held, whole)
            elif (box := _box_of(page, segment, after, held)) >= 0:
                running, container = True, box
        elif running:
            running = not _goes_on(segment)
        if running or (container >= 0 and segments.is_inside(page, segment.node, container)):
            away.add(index)
    return away | _beside_promotions(page, chosen)


def _before_reactions(page: Page, chosen: list[int]) -> int:
    """How many of the chosen there are before readers speak under an article."""
    headings_over = {
        place
        for place, index in enumerate(chosen)
        if page.segments[index].level > 1 and reactions.begin(page.segments[index].text)
    }
    prose = 0.0
    for place, index in enumerate(chosen if headings_over else ()):
        if place in headings_over and prose > _STORY:
            return place
        prose += weight(page.segments[index])
    return len(chosen)


def _beside_promotions(page: Page, chosen: list[int]) -> set[int]:
    """Headings and bare lines that share a small box with nothing but an invitation."""
    asking = {i for i in chosen if promotions.is_promotion(*page.segments[i][1:3])}
    boxes = {_box(page, index) for index in asking} - {-1}
    boxes = {box for box in boxes if not is_crowded(page.nodes[box].element, _SMALL)}
    inside: dict[int, list[int]] = {}
    for index in chosen if boxes else ():
        if (box := _box(page, index)) in boxes and index not in asking:
            inside.setdefault(box, []).append(index)
    return {i for lines in inside.values() if all(_is_bare(page, n) for n in lines) for i in lines}


def _box(page: Page, index: int) -> int:
    """The node that holds a segment's own; -1 for none."""
    node = page.segments[index].node
    return page.nodes[node].parent if node >= 0 else -1


def _is_bare(page: Page, index: int) -> bool:
    """Whether a segment is a heading, or a line that is no sentence."""
    segment = page.segments[index]
    text = segment.text
    return segment.level > 1 or (0 < len(text) < _LABEL and text[-1].isalpha())


def _goes_on(segment: Segment) -> bool:
    """Whether the article itself goes on after a list of other stories."""
    if segment.kind in ("figure", "table"):
        return True
    text = segment.text
    return segment.kind != "li" and weight(segment) > _SENTENCE and segment.linked < 0.3 * len(text)


def _is_over_list(line: Segment, after: list[Segment]) -> bool:
    """Whether a line that is no heading stands over a list of links to other stories."""
    items = [one for one in after if one.kind == "li" and one.linked]
    if len(items) < _ITEMS or line.kind == "li":
        return False
    told = len(line.text) < 2 * _LABEL and line.text.endswith(":") and all(map(_is_title, items))
    return told or notes.is_interface(line.text)


def _is_over_line(line: Segment, after: list[Segment]) -> bool:
    """Whether a line in bold with a colon stands over a link: "Also in the Gazette:"."""
    if not line.text.endswith((":", "：")) or not (line.level or headings.looks_like_one(line)):
        return False
    size = len(after[0].text) if after and after[0].kind in ("p", "text") else 0
    return size > _SHORT and after[0].linked > 0.8 * size


def _is_sign_up(line: Segment) -> bool:
    """Whether a line says "Newsletter" and no more: what shares its box invites to one."""
    return len(line.text) < _LABEL and lexicon.folded(line.text).strip(" :") in _SIGN_UPS


def _is_title(heading: Segment) -> bool:
    """Whether a heading is a link to another story."""
    size = len(heading.text)
    return size > _LABEL and heading.linked > 0.8 * size


def _is_over_link(heading: Segment, after: list[Segment]) -> bool:
    """Whether a heading names the section of the story that the next heading links to."""
    if not after or not after[0].level or len(heading.text) > _LABEL:
        return False
    return _points_away(after[0], after[1:])


def _points_away(heading: Segment, after: list[Segment]) -> bool:
    if notes.is_interface(heading.text):
        return True
    if not _is_title(heading):
        return False
    return not after or weight(after[0]) < 2 * _PROSE or after[0].level > 0


def _box_of(page: Page, heading: Segment, after: list[Segment], held: list[float]) -> int:
    """The small box that a heading makes one of another story, or an invitation; -1 for none.

    The picture of another story is a link to the page that its heading, perhaps under a label,
    links to as well.
    """
    if promotions.is_promotion(heading.text, heading.linked):
        box = page.nodes[heading.node].parent
        return box if box >= 0 and held[box] <= _CARD else -1
    title = heading if len(heading.text) > _LABEL or not after else after[0]
    if not title.level or not _is_title(title) or len(title.links) != 1:
        return -1
    node = page.nodes[heading.node].parent
    for _ in range(_OUTER):
        if node < 0 or held[node] > _CARD:
            break
        around = page.nodes[node].element
        if any(
            holds(link, "img") for link in around.iter("a") if link.get("href") == title.links[0]
        ):
            return node
        node = page.nodes[node].parent
    return -1


def _container(page: Page, heading: Segment, held: list[float], whole: int) -> int:
    """The largest node around the heading that holds little of the article; -1 for none."""
    best = -1
    node = heading.node
    while node >= 0 and held[node] < 0.25 * whole:
        best = node
        node = page.nodes[node].parent
    return best
