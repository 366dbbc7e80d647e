"""What a message tells of one revision: the facts, and the changed words in their context."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from storage.records import Article, ClaimedTime, Comparison, Edit, Mark, Revision

#: characters of unchanged text that stand beside a change
_CONTEXT = 60
#: characters of one changed piece
_PIECE = 400
_SAID = {
    "first": "First seen",
    "edit": "Changed",
    "revert": "Changed back",
    "gone": "Disappeared",
    "restored": "Came back",
    "moved": "Moved",
}
_FIELDS = {
    "list_item": "list item",
    "alternative_headlines": "alternative headline",
    "dek": "standfirst",
    "live_entry": "live entry",
    "update_note": "update note",
}

Span = tuple[Mark, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A revision that somebody asked to hear of."""

    key: str
    rule: str
    #: the terms of the rule that held
    why: tuple[str, ...]
    article: Article
    revision: Revision
    comparison: Comparison
    #: where the comparison can be seen
    link: str

    @property
    def headline(self) -> str:
        """The headline of this revision, else of the article, else its address."""
        return self.revision.headline or self.article.headline or self.article.url

    @property
    def said(self) -> str:
        """What happened, in a word or two: "Changed silently"."""
        silently = " silently" if self.revision.silent and self.revision.kind == "edit" else ""
        return f"{_SAID[self.revision.kind]}{silently}"

    @property
    def about(self) -> str:
        """What kind of change it is: "major; number_changed, quote_changed"."""
        labels = ", ".join(dict.fromkeys((*self.revision.labels, *self.comparison.labels)))
        return f"{self.revision.weight}; {labels}" if labels else self.revision.weight

    @property
    def times(self) -> tuple[tuple[str, str], ...]:
        """What was observed and what the publisher claims, each with its name."""
        revision = self.revision
        before = revision.unchanged_as_of
        return (
            ("Seen at", moment(revision.seen_at)),
            *((("Unchanged as of", moment(before)),) if before else ()),
            *(
                (("Published, as stated", claimed(revision.published)),)
                if revision.published
                else ()
            ),
            *((("Updated, as stated", claimed(revision.updated)),) if revision.updated else ()),
        )

    @property
    def signature(self) -> str:
        """The same for the same change in another article; "" where there is none to compare."""
        changes = sorted(
            (edit.field, edit.op, _words(edit, "-"), _words(edit, "+"))
            for edit in self.comparison.edits
            if edit.spans
        )
        if not changes or self.revision.kind not in ("edit", "revert"):
            return ""
        return hashlib.sha256(repr(changes).encode("utf-8", "replace")).hexdigest()


def moment(time: datetime) -> str:
    """An instant as people read it: "2026-11-22 16:05 UTC"."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def stamp(time: datetime) -> str:
    """An instant as machines read it: "2026-11-22T16:05:00.000000Z" (RFC 3339)."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def claimed(claim: ClaimedTime | None) -> str:
    """A claimed time no more precise than stated."""
    if claim is None:
        return ""
    zone = "" if claim.zone is None else f" {'UTC' if claim.zone == 'Z' else claim.zone}"
    return f"{claim.value.replace('T', ' ').removesuffix('Z')}{zone}"


def place(edit: Edit) -> str:
    """What an edit touches: "paragraph", "list item"."""
    return _FIELDS.get(edit.field, edit.field.replace("_", " "))


def excerpt(edit: Edit) -> tuple[Span, ...]:
    """The changed words of an edit, with a little of what stands beside them."""
    spans = edit.spans or _whole(edit)
    last = len(spans) - 1
    return tuple(
        (mark, _context(text, number == 0, number == last) if mark == "=" else _cut(text, _PIECE))
        for number, (mark, text) in enumerate(spans)
        if text
    )


def _whole(edit: Edit) -> tuple[Span, ...]:
    old = edit.old.text if edit.old else ""
    new = edit.new.text if edit.new else ""
    return (("=", new),) if old == new else (("-", old), ("+", new))


def _context(text: str, first: bool, last: bool) -> str:
    if len(text) <= (_CONTEXT if first or last else 2 * _CONTEXT):
        return text
    before = "" if first else text[:_CONTEXT].rsplit(" ", 1)[0]
    after = "" if last else text[-_CONTEXT:].split(" ", 1)[-1]
    return f"{before} … {after}".lstrip() if first else f"{before} … {after}"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit].rsplit(' ', 1)[0]} …"


def _words(edit: Edit, mark: Mark) -> str:
    return " ".join(" ".join(text for found, text in edit.spans if found == mark).split())
