"""An invented revision, to show what a template or a channel makes of one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.inert import Format
from monitor.messages import Face, Message, compose
from monitor.stories import Story
from monitor.templates import render
from storage.records import Article, ClaimedTime, Comparison, Edit, Revision, Side

_SEEN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def sample_story() -> Story:
    """A silent change of a number and of a caption, in a paper that does not exist."""
    url = "https://paper.example/news/harbour"
    edits = (
        Edit(
            op="modify",
            field="paragraph",
            old=Side(blocks=(2,), text="The bridge will cost 12 million, the council said."),
            new=Side(blocks=(2,), text="The bridge will cost 21 million, the council said."),
            spans=(
                ("=", "The bridge will cost "),
                ("-", "12"),
                ("+", "21"),
                ("=", " million, the council said."),
            ),
            labels=("number_changed",),
        ),
        Edit(
            op="delete",
            field="caption",
            old=Side(blocks=(3,), text="The bridge in winter"),
            new=None,
            spans=(("-", "The bridge in winter"),),
        ),
    )
    return Story(
        key="vr_sample",
        rule="sample",
        why=("silent", "label:number_changed"),
        article=Article(
            id=1,
            url=url,
            host="paper.example",
            kind="article",
            state="live",
            headline="Council votes on harbour bridge",
            first_seen=_SEEN - timedelta(hours=5),
            last_checked=_SEEN,
            next_due=None,
            revisions=2,
        ),
        revision=Revision(
            id=2,
            article_id=1,
            number=2,
            kind="edit",
            seen_at=_SEEN,
            unchanged_as_of=_SEEN - timedelta(minutes=15),
            capture_id=None,
            published=ClaimedTime(value="2026-03-01", precision="day", raw="1 March 2026"),
            headline="Council votes on harbour bridge",
            labels=("number_changed",),
            weight="major",
            silent=True,
        ),
        comparison=Comparison(
            old=f"{url}@r1",
            new=f"{url}@r2",
            edits=edits,
            labels=("number_changed",),
            silent=True,
            weight="major",
        ),
        link="https://variorum.example/comparison",
    )


def preview(template: str | None, form: Format = "text") -> Message:
    """What a template, or the built-in wording, makes of the sample; BadRule."""
    face = Face(form=form, mail=form == "html")
    if template:
        return render(template, [sample_story()], face)
    return compose([sample_story()], face)
