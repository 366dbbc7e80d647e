"""The pasted text of an article, as a reader copies it from the page, read into a reading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlsplit

from crawler import bylines, claims, credits, extract, language, notes
from crawler.tree import fold
from storage.errors import InputError
from storage.records import Block, BlockKind, ClaimedTime, Quality, Reading

#: characters; more is no article
MAX_TEXT = 2_000_000
_COPYRIGHT = re.compile(r"^(?:©|\(c\)|copyright\b|all rights reserved|©️)", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[•●▪‣◦·*–-]|\d{1,2}[.)])\s+(?=\S)")
_ENDED = re.compile(r"[.!?…。！？:;,]['\"’”»)\]]*$|[.!?…]['\"’”»)\]]+$")
_RELATED = re.compile(
    r"^(?:related(?: (?:stories|articles|topics|content|news|posts))?|more (?:stories|news|"
    r"from .{2,40})|recommended(?: for you)?|"
    r"most (?:read|popular)|you may also like|trending|top stories|author['’]s selected articles|"
    r"mehr zum thema|à lire aussi|lea también|leggi anche|lees ook)\s*:?$",
    re.IGNORECASE,
)
#: lines in which the headline, the byline and the dates are looked for
_TOP = 16


@dataclass(slots=True)
class _Parts:
    """What has been read so far."""

    headline: str | None = None
    kicker: str | None = None
    dek: str | None = None
    authors: tuple[str, ...] = ()
    contributors: list[str] = field(default_factory=list)
    published: ClaimedTime | None = None
    updated: ClaimedTime | None = None
    copyright: str | None = None
    blocks: list[Block] = field(default_factory=list)


def read_text(text: str, *, url: str) -> Reading:
    """The reading of pasted text: its lines told apart by what they say and where they stand.

    InputError for more than MAX_TEXT characters.
    """
    if len(text) > MAX_TEXT:
        raise InputError(
            f"a pasted article has at most {MAX_TEXT} characters, this has {len(text)}"
        )
    lines = _lines(text.replace("\x00", ""))
    tongue = language.guess(" ".join(lines))
    host = urlsplit(url).hostname or ""
    parts = _Parts()
    rest = _top(lines, parts, tongue, host)
    _body(rest, parts, tongue)
    prose = sum(len(block.text) for block in parts.blocks if block.kind != "figure")
    good = parts.headline is not None and prose >= 140
    return Reading(
        url=url,
        kicker=parts.kicker,
        headline=parts.headline,
        dek=parts.dek,
        authors=parts.authors,
        contributors=tuple(dict.fromkeys(parts.contributors)),
        published=parts.published,
        updated=parts.updated,
        language=tongue,
        copyright=parts.copyright,
        blocks=_labelled(parts.blocks),
        quality=Quality(
            verdict="article" if good else "not_article",
            reasons=("plain_text",) if good else ("plain_text", f"prose:{prose}"),
        ),
        extractor=extract.EXTRACTOR,
    )


def _lines(text: str) -> list[str]:
    """Paragraphs, hard-wrapped lines joined; controls of the page left out."""
    chunks = [
        [fold(line) for line in chunk.splitlines()] for chunk in re.split(r"\n[ \t\r]*\n", text)
    ]
    lines = [line for chunk in chunks for line in chunk if line]
    if _is_wrapped(chunks):
        lines = [line for chunk in chunks for line in _joined([line for line in chunk if line])]
    return [line for line in lines if _RELATED.match(line) or not notes.is_interface(line)]


def _is_wrapped(chunks: list[list[str]]) -> bool:
    """Whether lines end where the column ends and not where sentences do."""
    inner = [line for chunk in chunks for line in chunk[:-1] if line]
    longest = max((len(line) for chunk in chunks for line in chunk), default=0)
    if len(inner) < 6 or not 40 <= longest <= 120:
        return False
    broken = sum(not _ENDED.search(line) for line in inner)
    return broken > 0.5 * len(inner) and median(len(line) for line in inner) > 0.6 * longest


def _joined(chunk: list[str]) -> list[str]:
    wrapped = len(chunk) > 1 and all(len(line) > 35 for line in chunk[:-1])
    return [" ".join(chunk)] if wrapped and not any(map(_BULLET.match, chunk)) else chunk


def _top(lines: list[str], parts: _Parts, tongue: str | None, host: str) -> list[str]:
    """Take headline, kicker, byline and dates off the top; what is left, in order."""
    at = _headline_at(lines, tongue, host)
    if at is None:
        return lines
    parts.headline = lines[at]
    before = [line for line in lines[:at] if not line.startswith("http")]
    short = [line for line in before if len(line) <= 40 and not _is_head_line(line, tongue, host)]
    if short:
        parts.kicker = short[-1]
    rest = [line for line in before if line not in short] + lines[at + 1 :]
    return _without_head_lines(rest, parts, tongue, host)


def _headline_at(lines: list[str], tongue: str | None, host: str) -> int | None:
    for index, line in enumerate(lines[:_TOP]):
        if _is_head_line(line, tongue, host) or _caption(line) or line.startswith("http"):
            continue
        following = next(iter(lines[index + 1 : index + 2]), "")
        words = len(line.split())
        spaceless = not line.isascii() and words <= 2 and len(line) >= 8
        if words < 4 and not spaceless and _may_be_headline(following, tongue, host):
            continue  # a kicker
        if len(line) <= 260 and (words >= 2 or spaceless):
            return index
    return None


def _may_be_headline(line: str, tongue: str | None, host: str) -> bool:
    return 12 <= len(line) <= 260 and not _is_head_line(line, tongue, host) and not _caption(line)


def _is_head_line(line: str, tongue: str | None, host: str) -> bool:
    """A byline or a line of dates."""
    if bylines.begins_byline(line) and len(line) < 200 and bylines.names(line, language=tongue):
        return True
    return _is_date_line(line, tongue, host) or line.casefold() in ("by", "von", "par", "por", "di")


def _is_date_line(line: str, tongue: str | None, host: str) -> bool:
    if len(line) > 120 or _caption(line) or not claims.split_claims(line, tongue, host):
        return False
    return len(re.sub(r"[\d\W_]+", " ", line).split()) <= 9


def _without_head_lines(rest: list[str], parts: _Parts, tongue: str | None, host: str) -> list[str]:
    kept: list[str] = []
    expects_name = False
    for index, line in enumerate(rest):
        if index > _TOP:
            kept.append(line)
            continue
        following = next(iter(rest[index + 1 : index + 2]), "")
        named = _is_byline(line, tongue) or (
            _is_date_line(following, tongue, host) and _is_all_names(line, tongue)
        )
        if expects_name or (not parts.authors and named):
            parts.authors = bylines.names(line, language=tongue)
            expects_name = False
            _take_times(line, parts, tongue, host)
        elif line.casefold() in ("by", "von", "par", "por", "di"):
            expects_name = True
        elif _is_date_line(line, tongue, host):
            _take_times(line, parts, tongue, host)
        else:
            kept.append(line)
    return kept


def _is_byline(line: str, tongue: str | None) -> bool:
    return (
        len(line) < 200
        and bylines.begins_byline(line)
        and bool(bylines.names(line, language=tongue))
    )


def _is_all_names(line: str, tongue: str | None) -> bool:
    """A byline without "By": full names and what joins them, nothing else."""
    found = bylines.names(line, language=tongue)
    full = all(" " in name or not name.isascii() for name in found)
    return bool(found) and full and sum(map(len, found)) + 8 * len(found) >= len(line)


def _take_times(line: str, parts: _Parts, tongue: str | None, host: str) -> None:
    for words, time in claims.split_claims(line, tongue, host):
        if claims.says_updated(words):
            parts.updated = parts.updated or time
        else:
            parts.published = parts.published or time


def _body(lines: list[str], parts: _Parts, tongue: str | None) -> None:
    related = False
    for index, line in enumerate(lines):
        if _COPYRIGHT.match(line):
            parts.copyright = parts.copyright or line
            related = related or index > 0.7 * len(lines)
            continue
        if _RELATED.match(line):
            related = True
            continue
        if related and not _ENDED.search(line):
            continue
        _take(line, lines[index + 1 : index + 2], parts, tongue)
    _take_dek(parts)


def _take(line: str, following: list[str], parts: _Parts, tongue: str | None) -> None:
    note = notes.kind_of(line)
    if note == "contributor":
        names = bylines.names(notes.contributors_line(line) or "", language=tongue)
        parts.contributors.extend(names)
        return
    if note is not None:
        parts.blocks.append(Block(kind=note, text=line))
        return
    picture = _caption(line)
    if picture is not None:
        caption, credit = picture
        parts.blocks.append(Block(kind="figure", text=line, caption=caption, credit=credit))
        return
    parts.blocks.append(_prose(line, following))


def _prose(line: str, following: list[str]) -> Block:
    bare = _BULLET.sub("", line)
    if bare != line and len(bare) > 2:
        return Block(kind="list_item", text=bare)
    if line.startswith(">"):
        return Block(kind="quote", text=line.lstrip("> "))
    kind: BlockKind = "subhead" if _is_subhead(line, following) else "paragraph"
    return Block(kind=kind, text=line, level=2 if kind == "subhead" else None)


def _is_subhead(line: str, following: list[str]) -> bool:
    """A short line without a full stop over a longer one."""
    if len(line) > 100 or len(line.split()) > 14 or _ENDED.search(line) or not following:
        return line.endswith("?") and len(line) < 80 and bool(following) and len(following[0]) > 80
    return len(following[0]) > len(line) and (
        line[0].isupper() or not line[0].isalpha() or not line[0].islower()
    )


def _caption(line: str) -> tuple[str | None, str] | None:
    """(caption, credit) of a line that ends in a credit; None for any other line."""
    if len(line) > 600:
        return None
    caption, credit = credits.split(line)
    if credit is None or len(credit) > 120:
        return None
    bracketed = line.rstrip(". ").endswith((")", "]", "）"))
    if bracketed or caption is None or len(line) < 300:
        return caption, credit
    return None


def _take_dek(parts: _Parts) -> None:
    """A first line without a full stop, over figures or paragraphs, is no paragraph."""
    for index, block in enumerate(parts.blocks[:2]):
        if block.kind == "subhead" and parts.dek is None:
            parts.dek = block.text
            del parts.blocks[index]
            return


def _labelled(blocks: list[Block]) -> tuple[Block, ...]:
    seen: set[str] = set()
    kept: list[Block] = []
    for block in blocks:
        key = (block.caption or "").casefold()
        again = block.kind == "figure" and bool(key) and key in seen
        seen.add(key)
        kept.append(
            Block(
                kind="figure",
                text=block.text,
                caption=block.caption,
                credit=block.credit,
                labels=("caption_duplicated",),
            )
            if again
            else block
        )
    return tuple(kept)
