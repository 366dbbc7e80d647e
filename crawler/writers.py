"""What an article says of who wrote it, in lines of its own: none of it is the article's text."""

from __future__ import annotations

import re

from crawler import lexicon
from storage.records import Block

#: blocks of an article that is more than a notice; characters of an introduction
_FEW, _INTRODUCTION = 3, 500
#: blocks among which a line of names is a byline; characters of such a line
_TOP, _NAMES = 2, 80
_JOINING = frozenset({"and", "for", "of", "the", "in", "with", "|", "&"})
_ENDS = frozenset(".:?!…")
_INTRODUCED = re.compile(
    r",? (?:(?:is|was|has been) (?:an? |the |our |\w+['’]s )[^.]{0,60}?(?:editor|reporter|"
    r"correspondent|writer|columnist|journalist|producer|contributor|photographer|author|fellow|"
    r"intern|critic|professor|lecturer)\b|(?:covers|writes about|reports on|joined) |"
    r"(?:can|may) be (?:reached|contacted)|(?:ist|is|är|er|est|es|è|é|jest|je|on) [^.]{0,70}?"
    r"(?:redakteur|korrespondent|journalist|reporter|autor|kolumnist|verslaggever|redacteur|"
    r"correspondent|columnist|journaliste|rédact|correspondant|periodista|redactor|corresponsal|"
    r"giornalista|jornalista|repórter|skribent|toimittaja|dziennikar|novinář)|\([^()]{3,60}\)$)|$",
    re.IGNORECASE,
)
_ABOUT_AUTHOR = lexicon.uncased(
    r"(?:about the authors?|over de auteur|zum autor|zur autorin|über (?:den autor|die autorin)|"
    r"sobre (?:el autor|la autora|la firma|o autor|a autora)|(?:à propos de )?l['’]aut(?:eur|rice)|"
    r"l['’]autore|om (?:författaren|skribenten|forfatteren)|o autor(?:ze|ce|ovi)|об авторе|"
    r"про автора)\W*"
)
#: characters of a heading
_OVER = 80
_ABOUT = re.compile(
    r"^(?:about|über|à propos d[eu']|acerca de|sobre|informazioni su|chi è|over|om)\s+\S",
    re.IGNORECASE,
)
_ABOUT_LINE = re.compile(r"^(?:About|Über|À propos de) (?:[A-Z][\w’'&.-]*\s?){1,6}:?$")


Placed = list[tuple[int, Block]]


def without(placed: Placed, names: tuple[str, ...]) -> Placed:
    """The article without what it says of its authors, whose names these are."""
    return _without_lines(_without_part(placed, names), names)


def _without_part(placed: Placed, names: tuple[str, ...]) -> Placed:
    """The last part goes where it is about the author or the company that speaks."""
    blocks = [block for _, block in placed]
    heads = [
        i
        for i, block in enumerate(blocks)
        if block.kind == "subhead" or _ABOUT_LINE.match(block.text)
    ]
    over = blocks[heads[-1]].text if heads else ""
    if names != (over,) and (not _ABOUT.match(over) or len(over) > _OVER):
        return placed
    rest = [block for block in blocks[heads[-1] + 1 :] if block.kind in ("paragraph", "list_item")]
    if len(rest) > 4 or heads[-1] < 0.5 * len(blocks):
        return placed
    notices = [one for one in placed[heads[-1] :] if one[1].kind in ("correction", "update_note")]
    return placed[: heads[-1]] + notices


def _without_lines(placed: Placed, names: tuple[str, ...]) -> Placed:
    """The article without paragraphs that say who its authors are, and the line over one."""
    kept: Placed = []
    for place in placed:
        block = place[1]
        if not (names and block.text.startswith(names)) or not _is_of_writers(
            block, names, at_top=len(kept) < _TOP
        ):
            kept.append(place)
        elif kept and _ABOUT_AUTHOR.fullmatch(lexicon.folded(kept[-1][1].text)):
            kept.pop()
    return kept if len(kept) >= _FEW else placed


def _is_of_writers(block: Block, names: tuple[str, ...], *, at_top: bool) -> bool:
    own = [name for name in names if block.text.startswith(name)]
    return any(_introduces(block, name) or (at_top and _is_of_names(block, name)) for name in own)


def _introduces(block: Block, name: str) -> bool:
    if block.kind not in ("paragraph", "list_item", "figure") or len(block.text) > _INTRODUCTION:
        return False
    return _INTRODUCED.match(block.text.removeprefix(name)) is not None


def _is_of_names(block: Block, name: str) -> bool:
    """Whether a short line has nothing but names: of the authors, of the outlet."""
    if block.kind != "paragraph" or len(block.text) > _NAMES or " " not in name:
        return False
    words = block.text.split()
    return block.text[-1] not in _ENDS and all(w[0].isupper() or w in _JOINING for w in words)
