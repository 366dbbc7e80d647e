"""Messages: what people read, whole and harmless in each channel's format and limits."""

from __future__ import annotations

import html
import json
from datetime import timedelta

import pytest
from alerting import make_article, make_revision, make_story
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import NOON, make_comparison, make_edit
from monitor.cloudevents import MAX_EVENT, cloud_event, notice_event
from monitor.inert import inert, one_line
from monitor.messages import Face, batch_key, compose, subject
from monitor.samples import preview, sample_story
from monitor.stories import claimed, excerpt
from monitor.templates import check_template, render
from storage.errors import BadRule
from storage.records import ClaimedTime, Edit, Side

TEXT = Face(form="text")
HOSTILE = "@everyone <b>x</b> [y](http://evil.example) *z*\r\nBcc: a@b.example \u202ecod.exe\x00"


def test_a_text_message_says_what_changed_when_and_where() -> None:
    message = preview(None)

    assert message.subject == "Changed silently: Council votes on harbour bridge (sample)"
    assert message.body == (
        "Council votes on harbour bridge\n"
        "https://paper.example/news/harbour\n"
        "Changed silently – major; number_changed\n"
        "Seen at 2026-03-01 12:00 UTC; Unchanged as of 2026-03-01 11:45 UTC;"
        " Published, as stated 2026-03-01\n\n"
        "paragraph: The bridge will cost [-12-]{+21+} million, the council said.\n\n"
        "caption: [-The bridge in winter-]\n\n"
        "Comparison: https://variorum.example/comparison\n"
        "Rule sample: silent; label:number_changed"
    )


def test_markdown_and_mail_mark_the_words_in_their_own_way() -> None:
    assert "will cost ~~12~~**21** million" in preview(None, "markdown").body
    assert (
        'will cost <i style="display:none">[-</i><del style="background:#fbe0de">12</del>'
        '<i style="display:none">-]</i><i style="display:none">{+</i>'
        '<ins style="background:#dcf3dd;text-decoration:none">21</ins>'
        '<i style="display:none">+}</i> million'
    ) in preview(None, "html").body
    assert "<del>voted</del><ins>met</ins>" in compose([make_story()], Face(form="html")).body


@pytest.mark.parametrize(
    ("kind", "silent", "said"),
    [
        ("first", False, "First seen"),
        ("edit", False, "Changed"),
        ("edit", True, "Changed silently"),
        ("revert", True, "Changed back"),
        ("gone", False, "Disappeared"),
        ("restored", False, "Came back"),
        ("moved", False, "Moved"),
    ],
)
def test_the_subject_says_what_happened(kind: str, silent: bool, said: str) -> None:
    story = make_story(revision=make_revision(kind=kind, silent=silent))

    assert subject([story], TEXT) == f"{said}: Council votes on bridge (desk)"


def test_a_headline_calls_nobody_and_marks_nothing_up() -> None:
    story = make_story(revision=make_revision(headline=HOSTILE), rule="<@1>")

    text, markdown, chat = (
        compose([story], Face(form=form)) for form in ("text", "markdown", "html")
    )

    for message in (text, markdown, chat):
        assert "@everyone" not in message.body + message.subject
        assert "http://evil" not in message.body + message.subject
        assert not set("\r\n\x00\u202e<>[]*") & set(message.subject)
    assert r"\<b\>x\</b\> \[y\]" in markdown.body
    assert "&lt;b&gt;x&lt;/b&gt;" in chat.body


def test_mail_keeps_addresses_as_they_are_but_no_second_header() -> None:
    message = compose(
        [make_story(revision=make_revision(headline=HOSTILE))], Face(form="html", mail=True)
    )

    assert message.subject.startswith("Changed silently: @everyone <b>x</b>")
    assert "\n" not in message.subject
    assert "Bcc: a@b.example" in message.body


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_any_words_stay_words(text: str) -> None:
    shown = inert(text, "html")

    assert "<" not in shown
    assert '"' not in shown
    assert "@" not in html.unescape(shown).replace("@\u2060", "")
    assert not set(inert(text, "text")) & set("\r\n\x00\x1b\u202e")
    assert "\n" not in one_line(text, 20)
    assert len(one_line(text, 20)) <= 20


def test_an_address_is_a_link_only_where_it_leads_to_the_web() -> None:
    story = make_story(
        article=make_article(url='https://paper.example/@x"<y>'), link="javascript:alert(1)"
    )

    chat = compose([story], Face(form="html")).body
    markdown = compose([story], Face(form="markdown")).body

    assert '<a href="https://paper.example/%40x&quot;&lt;y&gt;">' in chat
    assert 'href="javascript' not in chat
    assert '<https://paper.example/%40x"%3Cy%3E>' in markdown


def test_a_long_comparison_is_cut_but_never_its_frame() -> None:
    edits = tuple(
        make_edit(spans=(("-", f"old {number} " + "x" * 90), ("+", "new"))) for number in range(40)
    )
    story = make_story(comparison=make_comparison(*edits))

    roomy, tight = (compose([story], Face(form="text", limit=limit)) for limit in (20_000, 600))

    assert "28 more edits: see the comparison" in roomy.body
    assert len(tight.body) <= 600
    assert "37 more edits: see the comparison" in tight.body
    assert tight.body.endswith("Comparison: https://variorum.example/one/2\nRule desk: silent")


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize("limit", [1, 40, 160, 2000])
def test_no_message_is_longer_than_the_channel_takes(form: str, limit: int) -> None:
    stories = [make_story(key=f"k{number}", article=make_article(id=number)) for number in range(9)]
    face = Face(form=form, limit=limit)

    assert len(compose(stories, face).body) <= limit
    assert len(compose(stories[:1], face).body) <= limit


def test_a_digest_lists_stories_and_counts_the_rest() -> None:
    stories = [
        make_story(
            key=f"k{number}",
            article=make_article(id=number),
            comparison=make_comparison(
                make_edit(spans=(("+", f"word {number}"),)), make_edit(spans=())
            ),
        )
        for number in range(290)
    ]

    message = compose(stories, TEXT)

    assert message.subject == "290 changes in 290 articles (desk)"
    assert message.body.count("https://variorum.example/one/2") == 50
    assert "{+word 0+} (and 1 more edits)" in message.body
    assert message.body.endswith("\n\nand 240 more")
    assert message.key == batch_key([story.key for story in reversed(stories)])


def test_a_digest_stops_where_the_channel_has_no_more_room() -> None:
    stories = [
        make_story(
            key=f"k{number}",
            comparison=make_comparison(make_edit(spans=(("+", f"word {number}"),))),
        )
        for number in range(30)
    ]

    body = compose(stories, Face(form="text", limit=600)).body

    assert len(body) <= 600
    assert body.endswith("\n\nand 26 more")


def test_the_same_change_in_many_articles_is_told_once() -> None:
    stories = [
        make_story(key=f"k{number}", article=make_article(id=number)) for number in range(25)
    ]

    message = compose(stories, TEXT)

    assert message.body.count("{+met+}") == 1
    assert message.body.startswith("The same change in 25 articles\nThe council [-voted-]{+met+}.")
    assert message.body.endswith("and 5 more articles")


def test_revisions_without_words_to_compare_are_listed_too() -> None:
    gone = make_revision(kind="gone", headline=None, labels=(), silent=False)
    stories = [
        make_story(
            key=key,
            article=make_article(id=number, headline=None),
            revision=gone,
            comparison=make_comparison(edits=(), labels=()),
            why=(),
        )
        for number, key in enumerate("ab")
    ]

    assert stories[0].signature == ""
    assert "//paper.example/news/one\nDisappeared – minor" in compose(stories, TEXT).body
    assert compose(stories[:1], TEXT).body.endswith("Rule desk")


def test_only_a_little_stands_beside_a_change() -> None:
    long = "word " * 60
    spans = (("=", long), ("-", "x" * 900), ("+", " y"), ("=", long), ("-", "z"), ("=", long))

    shown = excerpt(make_edit(spans=spans))

    assert [(mark, len(text) < 140) for mark, text in shown[:1] + shown[2:]] == [
        ("=", True),
        ("+", True),
        ("=", True),
        ("-", True),
        ("=", True),
    ]
    assert len(shown[1][1]) <= 402
    assert shown[0][1].startswith("… ")
    assert shown[-1][1].endswith(" …") or shown[-1][1].endswith("… ")


@pytest.mark.parametrize(
    ("edit", "shown"),
    [
        (make_edit(spans=()), (("-", "The council voted."), ("+", "The council met."))),
        (
            Edit(
                op="move",
                field="paragraph",
                old=Side(blocks=(0,), text="Same."),
                new=Side(blocks=(4,), text="Same."),
            ),
            (("=", "Same."),),
        ),
        (
            Edit(op="insert", field="dek", old=None, new=Side(blocks=None, text="New")),
            (("+", "New"),),
        ),
    ],
)
def test_an_edit_without_spans_is_shown_whole(
    edit: Edit, shown: tuple[tuple[str, str], ...]
) -> None:
    assert excerpt(edit) == shown


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        (None, ""),
        (ClaimedTime(value="2026-03-01", precision="day", raw=""), "2026-03-01"),
        (
            ClaimedTime(value="2026-03-01T10:00Z", precision="minute", zone="Z", raw=""),
            "2026-03-01 10:00 UTC",
        ),
        (
            ClaimedTime(value="2026-03-01T10:00", precision="minute", zone="ET", raw=""),
            "2026-03-01 10:00 ET",
        ),
    ],
)
def test_a_claimed_time_is_no_more_precise_than_stated(
    claim: ClaimedTime | None, shown: str
) -> None:
    assert claimed(claim) == shown


def test_spaces_stand_outside_the_marks() -> None:
    edit = make_edit(spans=(("=", "a"), ("-", " b "), ("+", " "), ("=", "c")))

    assert (
        "paragraph: a [-b-]  c"
        in compose([make_story(comparison=make_comparison(edit))], TEXT).body
    )


def test_an_event_carries_the_comparison_and_the_reason() -> None:
    claim = ClaimedTime(value="2026-03-01", precision="day", raw="1 March")
    revision = make_revision(published=claim, unchanged_as_of=NOON - timedelta(minutes=5))

    event = json.loads(cloud_event(make_story(revision=revision)))

    data = event.pop("data")
    assert event == {
        "specversion": "1.0",
        "id": "vr_1",
        "source": "https://paper.example/news/one",
        "type": "variorum.revision.edit",
        "subject": "r2",
        "time": "2026-03-01T12:00:00.000000Z",
        "datacontenttype": "application/json",
    }
    assert data["why"] == ["silent"]
    assert data["revision"]["published"]["value"] == "2026-03-01"
    assert data["revision"]["updated"] is None
    assert data["comparison"]["edits"][0]["spans"][1] == ["-", "voted"]
    assert data["edits_left_out"] == 0


def test_a_huge_event_leaves_edits_out_and_says_how_many() -> None:
    edits = tuple(make_edit(spans=(("+", "x" * 10_000),)) for _ in range(100))

    text = cloud_event(make_story(comparison=make_comparison(*edits)))

    assert len(text) <= MAX_EVENT
    assert json.loads(text)["data"]["edits_left_out"] == 75


def test_a_notice_is_an_event_too() -> None:
    event = json.loads(notice_event("k", "health", "Disk full", "2026-03-01T12:00:00.000000Z"))

    assert (event["type"], event["data"]) == ("variorum.health", {"text": "Disk full"})


def test_a_template_words_the_message_itself() -> None:
    template = (
        "{{ rule }}: {{ count }} of {{ stories|length }}{% if more %}, {{ more }} more{% endif %}\n"
        "{% for story in stories %}{{ loop.index }} {{ story.headline }} ({{ story.labels|join }})"
        " {% for edit in story.edits %}{{ edit.changed }}{% endfor %}"
        " {{ story.unchanged_as_of|default('?') }} {{ story.link }}\n{% endfor %}"
    )

    message = render(template, [make_story(), sample_story()], TEXT)

    assert message.body == (
        "desk: 2 of 2\n"
        "1 Council votes on bridge (wording) The council [-voted-]{+met+}."
        " ? https://variorum.example/one/2\n"
        "2 Council votes on harbour bridge (number_changed) The bridge will cost [-12-]{+21+}"
        " million, the council said.[-The bridge in winter-]"
        " 2026-03-01 11:45 UTC https://variorum.example/comparison\n"
    )
    assert message.key == batch_key(["vr_1", "vr_sample"])


def test_a_template_escapes_what_a_page_says_once() -> None:
    story = make_story(
        revision=make_revision(headline="<b>&</b>", labels=("a<b", "c")),
        comparison=make_comparison(make_edit(spans=(("-", "<i>"), ("+", "<u>")))),
    )

    body = render(
        "<p>{{ headline }} {{ labels|join(' <br> ') }} {{ edits[0].changed }}</p>",
        [story],
        Face(form="html", mail=True),
    ).body

    assert body == (
        "<p>&lt;b&gt;&amp;&lt;/b&gt; a&lt;b &lt;br&gt; c "
        '<i style="display:none">[-</i><del style="background:#fbe0de">&lt;i&gt;</del>'
        '<i style="display:none">-]</i><i style="display:none">{+</i>'
        '<ins style="background:#dcf3dd;text-decoration:none">&lt;u&gt;</ins>'
        '<i style="display:none">+}</i></p>'
    )


def test_a_template_that_says_too_much_is_cut() -> None:
    assert render("{{ headline }}" * 100, [make_story()], Face(form="text", limit=50)).body == (
        ("Council votes on bridge" * 3)[:50] + "…"
    )


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ ''.__class__ }}", "access to attribute '__class__' of 'str' object is unsafe"),
        ("{{ rule.__init__.__globals__ }}", "is unsafe"),
        ("{{ rule() }}", "template, line 1: call is not for templates"),
        ("\n{% set x = 1 %}", "template, line 2: assign is not for templates"),
        ("{% for a in range(9) %}{% endfor %}", "call is not for templates"),
        ("{{ 'a' * 999999999 }}", "mul is not for templates"),
        ("{{ 9 ** 9 ** 9 }}", "pow is not for templates"),
        ("{% include 'x' %}", "include is not for templates"),
        ("{% macro a() %}{% endmacro %}", "macro is not for templates"),
        ("{{ rule is defined }}", "test is not for templates"),
        ("{{ rule|center(9) }}", "No filter named 'center'"),
        ("{{ rule|attr('x') }}", "No filter named 'attr'"),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ stories }}", "a list cannot be shown as it is"),
        ("{{ stories|join }}", "join takes a list of texts"),
        ("{{ rule|join }}", "only lists can be gone through"),
        ("{% for a in rule %}{{ a }}{% endfor %}", "only lists can be gone through"),
        ("{{ 5|length }}", "object of type 'int' has no len()"),
        ("{% for a in stories recursive %}{% endfor %}", "a loop must not be recursive"),
        ("{% for a in stories %}" * 3 + "{% endfor %}" * 3, "more than 2 loops in each other"),
        ("{% if %}", "template, line 1: Expected an expression"),
        ("{{" + "(" * 3000, "the template is too complex"),
        ("{{ " + "9" * 7000 + " }}", "the template is too complex"),
        (("{{ rule" + ".b" * 50 + "}}") * 70, "the template has more than 2000 parts"),
        ("x" * 8001, "the template has 8001 characters: at most 8000"),
    ],
)
def test_a_hostile_template_is_refused_with_a_clear_line(template: str, message: str) -> None:
    with pytest.raises(BadRule) as caught:
        render(template, [make_story()], TEXT)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_template_is_checked_before_it_is_kept() -> None:
    check_template("{{ headline }}")

    with pytest.raises(BadRule, match="import"):
        check_template("{% import 'os' as os %}")
    assert preview("{{ kind }}").body == "edit"


@settings(max_examples=150)
@given(st.text(alphabet="{}%() 'abfornistel|.[]~*_\n0", max_size=60))
def test_any_template_is_filled_or_refused(template: str) -> None:
    try:
        message = render(template, [make_story()], Face(form="text", limit=100))
    except BadRule:
        return
    assert len(message.body) <= 101
