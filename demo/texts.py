"""The demo's articles, invented: what each says at each hour of the story."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photograph with its words."""

    image: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article of the demo's site; None as a text means that the page is gone."""

    slug: str
    kicker: str
    headline: str
    author: str
    published: str
    updated: str | None = None
    body: tuple[str | Picture, ...]
    gone: bool = False


FERRY = Picture(
    image="/img/ferry.jpg",
    caption="The night ferry Halcyon leaves the quay at Port Ellery on Sept. 19, 2025.",
    credit="Ines Marlow/Ellery Courier",
)

_HARBOUR = Story(
    slug="harbour-council-ferry-contract",
    kicker="Harbour",
    headline="Harbour Council Renews Ferry Contract for Six Years",
    author="Odile Brandt",
    published="9/22/2025",
    body=(
        FERRY,
        "The Port Ellery harbour council voted on Monday to renew the night ferry contract for"
        " six years, ending months of doubt about the link to the outer islands.",
        "The contract is worth 14 million crowns a year, the council said in a statement.",
        "“We have listened to the islands, and the islands want their ferry,” said Tamsin"
        " Ferrow, who chairs the council.",
        "Passenger numbers have fallen by 9 percent since the summer timetable was cut,"
        " according to figures that the operator gave to the council.",
        "The operator has not yet said whether the second ship will return in spring.",
    ),
)

_HARBOUR_UPDATED = replace(
    _HARBOUR,
    updated="9/23/2025",
    body=(
        FERRY,
        _HARBOUR.body[1],
        "The contract is worth 17 million crowns a year, the council said in a statement.",
        "“We have heard the islands, and the islands need their ferry,” said Tamsin Ferrow, who"
        " chairs the council.",
        FERRY,
        _HARBOUR.body[4],
        "The operator said on Tuesday that the second ship will return in May.",
        "Two council members abstained from the vote.",
    ),
)

_MUSEUM = Story(
    slug="lighthouse-museum-opens-late",
    kicker="Culture",
    headline="Lighthouse Museum to Open Late on Thursdays",
    author="Petra Quill",
    published="9/22/2025",
    body=(
        "The lighthouse museum will stay open until 10 p.m. on Thursdays from October, its"
        " director, Anselm Rook, said on Monday.",
        "Entry will remain free for visitors under 18, and the lamp room will be shown by"
        " appointment only.",
        "The museum counted 41,200 visitors last year, a tenth more than the year before.",
        "Rook said the longer hours were a trial and would be looked at again in March.",
    ),
)
#: the number changes, and nothing says so
_MUSEUM_SILENT = replace(
    _MUSEUM,
    body=(*_MUSEUM.body[:2], _MUSEUM.body[2].replace("41,200", "31,200"), _MUSEUM.body[3]),  # type: ignore[union-attr]
)

_STORM = Story(
    slug="storm-closes-coast-road",
    kicker="Weather",
    headline="Storm Closes Coast Road North of Ellery",
    author="Jory Penhale",
    published="9/22/2025",
    body=(
        "Police closed the coast road north of Ellery on Monday evening after waves threw stones"
        " over the sea wall.",
        "The road will be inspected at first light, a spokesman for the county said, and traffic"
        " is being led over the hill road until then.",
        "The weather office expects gusts of 100 kilometres an hour until midnight.",
        "No one was hurt, the police said.",
    ),
)
_STORM_LOUD = replace(_STORM, headline="Killer Storm Batters Coast Road North of Ellery")

#: (hours after the first look, what the site shows then)
HOURS: tuple[tuple[float, tuple[Story, ...]], ...] = (
    (0.0, (_HARBOUR, _MUSEUM, _STORM)),
    (1.0, (_HARBOUR, _MUSEUM, _STORM)),
    (5.0, (_HARBOUR, _MUSEUM_SILENT, _STORM_LOUD)),
    (22.0, (_HARBOUR_UPDATED, _MUSEUM_SILENT, _STORM)),
    (30.0, (_HARBOUR_UPDATED, _MUSEUM_SILENT, replace(_STORM, gone=True))),
)
MAIN = _HARBOUR.slug
