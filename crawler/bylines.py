"""Bylines as names: no "By", no titles, several people taken apart, agencies kept."""

from __future__ import annotations

import re

from crawler import byline_words as words
from crawler import lexicon
from crawler import outlets as outlets_of
from crawler.memory import remembered

MAX_BYLINE = 400
#: characters of a line that names nobody
_SHORT = 60
_EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: scripts in which a whole name has no space
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: what joins an agency to people as one of those who wrote, and not as their employer
_AND = r"(?:and|with|und|mit|et|avec|y|con|e|com|en|och|og|i|и|&)"
_JOINED = re.compile(rf"(?:^|\s){_AND}\s+(?:the\s+)?$", re.IGNORECASE)
_JOINS = re.compile(rf"\s+{_AND}\s", re.IGNORECASE)
_DANGLING = re.compile(r"\s+(?:on|in|at|for|of)$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:Dr|Prof|Mr|Mrs|Ms|Sir|Dame|Rev)\.?\s+(?=\S+\s+\S+)")
#: who is named for want of a person
_NOBODY = re.compile(
    r"\b(?:staff|wires?|editors?|admin|team|desk|bureau|newsroom|reports?|reporters?|services|"
    r"correspondents?|contributors?|news|sports?|online|redaktion|redacción|rédaction|redazione|"
    r"redação|redactie|redakcja|редакция|our|guest|writers?|editorial|press release|"
    r"associated|read|view|share|opinion|comment)\b",
    re.IGNORECASE,
)


@remembered(1 << 12)
def names(
    text: str, *, language: str | None = None, outlets: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The people and agencies that a byline names, in its order, each once.

    A line break stands between parts that the page sets apart. An agency beside people is where
    they work, unless "and" or "with" joins it to them.
    """
    text = words.GLUED.sub("\n", text[:MAX_BYLINE])
    line = "\n".join(" ".join(part.split()) for part in text.split("\n"))
    line = _after_opener(words.BRACKETS.sub(_in_brackets, _without_pictured(line)).strip())
    fallback: tuple[str, ...] = ()
    line = words.HANDLE.sub("; ", line) if "@" in line else line
    for field in words.FIELDS.split(line):
        found = _in_field(_without_tail(field), language, outlets)
        if any(map(is_full, found)):
            return found
        fallback = fallback or found
    return fallback


def _without_pictured(line: str) -> str:
    """A line without those of whom it says in brackets that they took the pictures."""
    if "(" not in line:
        return line
    kept, done = "", 0
    for match in words.PICTURED.finditer(lexicon.folded(line)):
        kept += line[done : match.start()]
        done = match.end()
    return kept + line[done:]


def organisation(text: str, outlets: tuple[str, ...] = ()) -> str | None:
    """The body that a byline names where it names no person: "by the Harbour Commission"."""
    line = _after_opener(" ".join(text.split()))
    line = words.FIELDS.split(_without_tail(line))[0].strip(" ,.:;")
    found = line.split()
    if not 2 <= len(found) <= 6 or len(line) > 60 or _NOBODY.search(line):
        return None
    key = outlets_of.key(line)
    if any(
        outlets_of.key(outlet) in key or key in outlets_of.key(outlet)
        for outlet in outlets
        if outlets_of.key(outlet)
    ):
        return None
    capitals = [word for word in found if word.lower() not in words.SMALL]
    return line if capitals and all(map(_is_capital, capitals)) and "@" not in line else None


def without_places(found: list[str]) -> tuple[str, ...]:
    """The names without single words that say where somebody wrote: "Reuters, Washington"."""
    return tuple(name for name in found if not _is_place(name, found))


def is_opener(text: str) -> bool:
    """Whether the words are a byline's "By" alone, the name to follow."""
    bare = text.rstrip(" :")
    return (
        len(bare) < 24
        and _end_of_opener(f"{bare} X") > 0
        and bare[-1:].isalpha()
        and " " not in bare
    )


def begins_byline(text: str) -> bool:
    """Whether the words open as a byline does, after a date or at once."""
    if _end_of_opener(text):
        return True
    undated = words.LEADING_DATE.sub("", text[:80]) if text[:1].isdigit() else text
    return undated != text[:80] and _end_of_opener(undated) > 0


def is_agency(name: str) -> bool:
    """Whether this is a news agency's name or mark."""
    return words.AGENCY.fullmatch(lexicon.folded(name.strip())) is not None


def source(text: str) -> str | None:
    """The agency that a line names as its source: "Source: Reuters"."""
    match = words.SOURCE.search(text) if len(text) < 2 * _SHORT else None
    return match["who"] if match is not None else None


def is_full(name: str) -> bool:
    """Whether a name has more than one part, or is an agency's."""
    return " " in name or _UNSPACED.search(name) is not None or is_agency(name)


def is_nobody(text: str) -> bool:
    """Whether a line names the staff for want of a person, or who else worked on the article."""
    return len(text) < _SHORT and words.STAFF.fullmatch(text) is not None


def looks_like_name(text: str) -> bool:
    """Whether this could be one person's name: few words, capitals, no digits."""
    parts = text.split()
    if not 1 <= len(parts) <= 6 or len(text) > 60:
        return False
    if words.NOT_A_NAME.search(lexicon.folded(text)):
        return False
    if not any(character.isalpha() for character in text):
        return False
    cased = [part for part in parts if part.strip("'’\"“”.").lower() not in words.PARTICLES]
    return bool(cased) and all(_is_capital(part) for part in cased)


def is_role(text: str) -> bool:
    """Whether a line says no more than what somebody does: "Transport correspondent"."""
    few = len(text) < 60 and len(text.split()) <= 6 and text[-1:].isalpha()
    return few and words.ROLE_ALONE.fullmatch(text) is not None


def does(text: str) -> bool:
    """Whether a short line names somebody's work at a newspaper, in any of many languages."""
    return len(text) < _SHORT and words.WORKS.search(lexicon.folded(text)) is not None


def same_name(one: str, other: str) -> bool:
    """Whether two spellings differ in case, dots or spaces alone."""
    return outlets_of.key(one) == outlets_of.key(other)


def _end_of_opener(text: str) -> int:
    """Where the name begins after a "By"; 0 where there is none."""
    match = words.OPENER.match(lexicon.folded(text))
    return match.end() if match is not None else 0


def _without_tail(field: str) -> str:
    """What stands before a date and the like."""
    match = words.TAIL.search(lexicon.folded(field))
    return field[: match.start()] if match is not None else field


def _after_opener(line: str) -> str:
    """What follows "By", which may stand after a date."""
    if end := _end_of_opener(line):
        return line[end:]
    if genre := words.GENRE.match(lexicon.folded(line)):
        return line[genre.end() :]
    inside = words.OPENER_INSIDE.search(line)
    return line[inside.end() :] if inside else words.LEADING_DATE.sub("", line)


def _in_field(field: str, language: str | None, outlets: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for part in _parts(field, language):
        after_name = bool(found) and "," in field
        if outlets_of.is_one(part, outlets):
            continue
        name = _name(outlets_of.without(part, outlets), after_name)
        if name and not outlets_of.is_one(name, outlets) and name.casefold() not in _seen(found):
            found.append(name)
    people = without_places(found)
    if all(map(is_agency, people)):
        return people
    return tuple(name for name in people if not is_agency(name) or _is_joined(name, field))


def _is_joined(agency: str, field: str) -> bool:
    before, _, after = field.partition(agency)
    return bool(_JOINED.search(before) or _JOINS.match(after))


def _is_place(name: str, found: list[str]) -> bool:
    """A single word beside full names or an agency is where they wrote: "Reuters, Washington"."""
    if " " in name or not name.isascii() or is_agency(name):
        return False
    return any(" " in other or is_agency(other) for other in found if other != name)


def _seen(found: list[str]) -> set[str]:
    return {name.casefold() for name in found}


def _is_capital(word: str) -> bool:
    bare = words.BOUND.sub("", word)
    letter = next((character for character in bare if character.isalpha()), "")
    # scripts without case have no capitals to ask for
    return bool(letter) and (letter.isupper() or letter.lower() == letter.upper())


def _parts(line: str, language: str | None) -> list[str]:
    pieces = _split(line)
    own = words.SPLIT_IN.get((language or "")[:2])
    if own is not None:
        pieces = [part for piece in pieces for part in own.split(piece)]
    start = next((i for i, piece in enumerate(pieces) if words.REPORTERS.match(piece)), 0)
    names = [piece.strip() for piece in pieces[start:] if piece.strip()]
    names = [name[_end_of_opener(name) :] for name in names]
    names = [name for name in names if not words.REPORTERS.fullmatch(name)]
    return [name for piece in names for name in _apart(piece)]


def _split(line: str) -> list[str]:
    pieces, done = [], 0
    for match in words.SPLIT.finditer(lexicon.folded(line)):
        pieces.append(line[done : match.start()])
        done = match.end()
    return [*pieces, line[done:]]


def _apart(piece: str) -> list[str]:
    """A name with an agency at its end, "Ann Lee Associated Press"; names in East Asian script."""
    match = words.WITH_AGENCY.fullmatch(piece)
    if match is not None:
        return [match[1], match[2]]
    eastern = words.REPORTERS.sub("", piece).split()
    size = 1 if words.REPORTERS.match(piece) else 2  # else short ones are halves of one name
    if len(eastern) > 1 and all(len(name) > size and _EASTERN.match(name) for name in eastern):
        return eastern
    return [piece]


def _in_brackets(match: re.Match[str]) -> str:
    inner = match.group()[1:-1].strip()
    return f", {inner}, " if is_agency(inner) else " "


@remembered(1 << 12)
def _name(part: str, may_be_role: bool) -> str | None:
    part = words.LEADING_AND.sub("", part.strip(' .,:;–—-|"“”*\n'))
    if is_agency(part):
        return part
    if may_be_role and words.STATION.fullmatch(part):
        return None
    if _EASTERN.search(part):
        part = words.EASTERN_OPENER.sub("", words.EASTERN_ROLE.sub("", part)).strip()
    for behind in (words.FOR, words.BROADCASTER):
        part = behind.sub(r"\g<who>", part)
    part = words.PLACE.sub("", part)
    part = _TITLE.sub("", _without_lead(_DANGLING.sub("", part)))
    if _has_role(part):
        part = "" if may_be_role else words.ROLE_BEGINS.sub("", part)
    if part.startswith(("in ", "at ", "for ", "from ")):
        return None  # the rest of "Reporter in Eastmere"
    if part.casefold().rstrip(".") in words.NO_AUTHOR or words.PAPER.search(lexicon.folded(part)):
        return None
    if not looks_like_name(part) or _has_role(part):
        return None
    return f"{part}." if part.endswith((" Jr", " Sr")) else part


def _has_role(part: str) -> bool:
    return words.ROLE.search(lexicon.folded(part)) is not None


def _without_lead(part: str) -> str:
    """A name without the role or the outlet that stands before it."""
    match = words.LEADS.fullmatch(lexicon.folded(part))
    if match is None:
        return part
    name = part[match.start("name") :]
    return name if not _has_role(name) and looks_like_name(name) else part
