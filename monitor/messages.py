"""Messages that people can read, within the limits of the channel that carries them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.inert import Format, inert, one_line
from monitor.keys import key_of
from monitor.stories import Span, Story, excerpt, place
from storage.records import Mark

#: stories that one message lists; the others are counted
MOST_STORIES = 50
#: edits that one story shows; the others are counted
_MOST_EDITS = 12
#: articles that are named under a change that they share, where there is room
_MOST_SHARED = 20
#: characters that such an article takes
_SHARED_ROOM = 300
_SUBJECT = 200
#: a chat's subject may be read as markup, by services that each have their own
_PLAIN = str.maketrans("<>[]`*_~|#", "‹›()'     ")

_MARKS: dict[Format, dict[Mark, tuple[str, str]]] = {
    "text": {"=": ("", ""), "-": ("[-", "-]"), "+": ("{+", "+}")},
    "markdown": {"=": ("", ""), "-": ("~~", "~~"), "+": ("**", "**")},
    "html": {
        "=": ("", ""),
        "-": ("<del>", "</del>"),
        "+": ("<ins>", "</ins>"),
    },
}
#: not shown in mail, but there in the plain text that Apprise makes of it, which knows no colours
_UNSEEN = '<i style="display:none">{}</i>'
#: chats know few tags and no style; mail programs show these colours
_MAIL_MARKS: dict[Mark, tuple[str, str]] = {
    "=": ("", ""),
    "-": (
        f'{_UNSEEN.format("[-")}<del style="background:#fbe0de">',
        f"</del>{_UNSEEN.format('-]')}",
    ),
    "+": (
        f'{_UNSEEN.format("{+")}<ins style="background:#dcf3dd;text-decoration:none">',
        f"</ins>{_UNSEEN.format('+}')}",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What a channel can show."""

    form: Format
    #: characters of the body
    limit: int = 20_000
    #: whether it is mail: there, a name after an @ calls nobody
    mail: bool = False
    #: whether it has a place for a subject of its own
    titled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a channel is to carry."""

    #: the same at each attempt: a receiver drops a second message with it
    key: str
    subject: str
    body: str
    form: Format


def batch_key(keys: Sequence[str]) -> str:
    """The key of a message that tells several things; of one thing, that thing's own."""
    if len(keys) == 1:
        return keys[0]
    return key_of(*sorted(keys))


def compose(stories: Sequence[Story], face: Face, *, left: int = 0) -> Message:
    """One message about these revisions, of one rule; `left` more are only counted."""
    groups = grouped(stories)
    key = batch_key([story.key for story in stories])
    writer = _Writer(face)
    if len(groups) == 1 and len(groups[0]) == 1:
        story = stories[0]
        body = writer.fit(story)
    else:
        shown = [writer.item(group) for group in groups[:MOST_STORIES]]
        body = writer.digest(shown, [len(group) for group in groups], left)
    return Message(key=key, subject=subject(stories, face, left), body=body, form=face.form)


def subject(stories: Sequence[Story], face: Face, left: int = 0) -> str:
    """The subject of a message: one plain line, whatever the headline holds."""
    story = stories[0]
    said = f"{story.said}: {one_line(story.headline, 150)}"
    if len(stories) > 1:
        said = f"{len(stories) + left} changes"
        articles = len({one.article.id for one in stories})
        if not left:
            said += f" in {articles} article{'s' * (articles > 1)}"
    line = one_line(f"{said} ({story.rule})", _SUBJECT)
    return line if face.mail else inert(line.translate(_PLAIN), "text")


def marked(spans: Sequence[Span], face: Face) -> str:
    """Changed words between their marks, as the channel shows them."""
    return _Writer(face).marked(spans)


def grouped(stories: Sequence[Story]) -> list[list[Story]]:
    """Stories of the same change stand together, in the order in which they came."""
    groups: dict[str, list[Story]] = {}
    for story in stories:
        groups.setdefault(story.signature or story.key, []).append(story)
    return list(groups.values())


@dataclass(frozen=True, slots=True)
class _Writer:
    face: Face

    def head(self, story: Story) -> list[str]:
        times = "; ".join(f"{name} {time}" for name, time in story.times)
        return [
            self.strong(one_line(story.headline, 300)),
            self.address(story.article.url),
            self.words(f"{story.said} – {story.about}"),
            self.words(times),
        ]

    def edits(self, story: Story) -> list[str]:
        return [
            f"{self.words(place(edit))}: {self.marked(excerpt(edit))}"
            for edit in story.comparison.edits[:_MOST_EDITS]
        ]

    def foot(self, story: Story) -> list[str]:
        why = one_line("; ".join(story.why), 500)
        return [
            f"{self.words('Comparison')}: {self.address(story.link)}",
            self.words(f"Rule {story.rule}: {why}" if why else f"Rule {story.rule}"),
        ]

    def item(self, group: list[Story]) -> str:
        """A story of a digest; stories of the same change as one."""
        story = group[0]
        edits = story.comparison.edits
        shown = self.marked(excerpt(edits[0])) if edits else ""
        more = self.words(f" (and {len(edits) - 1} more edits)") if len(edits) > 1 else ""
        if len(group) == 1:
            lines = [self.strong(one_line(story.headline, 200)), self.words(self._what(story))]
            lines += [shown + more] if shown else []
            return self.lines([*lines, self.address(story.link)])
        lines = [self.strong(f"The same change in {len(group)} articles"), shown + more]
        named = max(3, min(_MOST_SHARED, self.face.limit // _SHARED_ROOM))
        for one in group[:named]:
            lines.append(f"{self.words(one_line(one.headline, 120))} {self.address(one.link)}")
        if len(group) > named:
            lines.append(self.words(f"and {len(group) - named} more articles"))
        return self.lines(lines)

    def digest(self, items: list[str], sizes: list[int], left: int) -> str:
        """As many items as there is room for, and how many more there are."""
        gap = self._gap()
        room = self.face.limit - 60
        kept: list[str] = []
        for item in items:
            room -= len(item) + len(gap)
            if room < 0 and kept:
                break
            kept.append(item)
        left += sum(sizes[len(kept) :])
        if left:
            kept.append(self.words(f"and {left} more"))
        return self.cut(gap.join(kept))

    def fit(self, story: Story) -> str:
        """Head and foot whole, and of the edits as many as there is room for."""
        gap = self._gap()
        top, bottom = self.lines(self.head(story)), self.lines(self.foot(story))
        room = self.face.limit - len(top) - len(bottom) - 3 * len(gap) - 40
        total = len(story.comparison.edits)
        kept: list[str] = []
        for line in self.edits(story):
            room -= len(line) + len(gap)
            if room < 0:
                break
            kept.append(line)
        if left := total - len(kept):
            more = "more " if kept else ""
            kept.append(self.words(f"{left} {more}edit{'s' * (left > 1)}: see the comparison"))
        return self.cut(gap.join(filter(None, (top, gap.join(kept), bottom))))

    def marked(self, spans: Sequence[Span]) -> str:
        """Changed words between their marks; marks stand close to the words."""
        marks = (
            _MAIL_MARKS if self.face.mail and self.face.form == "html" else _MARKS[self.face.form]
        )
        parts = []
        for mark, text in spans:
            before, after = marks[mark]
            inner = text.strip() if mark != "=" else text
            if not inner:
                parts.append(self.words(text))
                continue
            lead, tail = text[: text.find(inner)], text[text.find(inner) + len(inner) :]
            parts.append(f"{' ' * bool(lead)}{before}{self.words(inner)}{after}{' ' * bool(tail)}")
        return "".join(parts)

    def words(self, text: str) -> str:
        """Words from anywhere."""
        return inert(text, self.face.form, mail=self.face.mail)

    def strong(self, text: str) -> str:
        """Words that stand out."""
        before, after = {"text": ("", ""), "markdown": ("**", "**"), "html": ("<b>", "</b>")}[
            self.face.form
        ]
        return f"{before}{self.words(text)}{after}"

    def address(self, url: str) -> str:
        """An address of ours or of the article, as a link where it is one of the web."""
        plain = one_line(url, 2_000)
        if not plain.startswith(("https://", "http://")) or " " in plain:
            return self.words(plain)
        if not self.face.mail:
            plain = plain.replace("@", "%40")
        if self.face.form == "html":
            shown = inert(plain, "html", mail=True)
            return f'<a href="{shown}">{shown}</a>'
        if self.face.form == "markdown":
            return f"<{plain.replace('<', '%3C').replace('>', '%3E')}>"
        return plain

    def lines(self, lines: Sequence[str]) -> str:
        """Lines under each other."""
        gap = {"text": "\n", "markdown": "  \n", "html": "<br>\n"}[self.face.form]
        return gap.join(filter(None, lines))

    def cut(self, body: str) -> str:
        """The last resort where not even the frame fits; HTML is never cut inside a tag."""
        if len(body) <= self.face.limit:
            return body
        cut = body[: max(self.face.limit - 1, 0)]
        if self.face.form == "html" and cut.rfind("<") > cut.rfind(">"):
            cut = cut[: cut.rfind("<")]
        return f"{cut}…"

    def _what(self, story: Story) -> str:
        return f"{story.said} – {story.about} – seen at {story.times[0][1]}"

    def _gap(self) -> str:
        return {"text": "\n\n", "markdown": "\n\n", "html": "<br><br>\n"}[self.face.form]
