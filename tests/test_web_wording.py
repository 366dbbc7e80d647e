"""Times, claims and addresses are said exactly, and no more exactly than they are."""

from datetime import timedelta

import pytest
from newsroom import claimed

from factories import NOON, make_reading
from storage.records import Article, Check, ClaimedTime, Revision
from web import citations, timeline, wording


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (None, "not stated"),
        (claimed("2025", "year", None), "2025"),
        (claimed("2025-09", "month", None), "September 2025"),
        (claimed("2025-09-22", "day", None), "22 September 2025"),
        (claimed("2025-09-22T14:05", "minute", "Z"), "22 September 2025, 14:05 UTC"),
        (claimed("2025-09-22T14:05:09", "second", "+02:00"), "22 September 2025, 14:05:09 +02:00"),
        (claimed("2025-09-22T14:05", "minute", "ET"), "22 September 2025, 14:05 ET"),
        (claimed("2025-09-22T14:05", "minute", None), "22 September 2025, 14:05 (zone not stated)"),
        (claimed("soon", "day", None), "soon"),
    ],
)
def test_a_claim_is_as_precise_as_it_is(time, expected):
    assert wording.claim(time) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.example", ""),
        ("https:", ""),
        ("http://[", ""),
        (None, ""),
    ],
)
def test_only_addresses_of_the_web_become_links(url, expected):
    assert wording.link(url) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("en", "en"), ("pt-BR", "pt-BR"), ('en" onload="x', ""), ("", ""), (None, "")],
)
def test_only_a_language_tag_is_a_language(tag, expected):
    assert wording.language(tag) == expected


def test_small_words():
    said = [wording.plural(1, "time"), wording.plural(2300, "time"), wording.stamp(None)]
    said += [wording.sentence("once"), wording.revision_kind("odd_one"), wording.state("odd")]

    assert said == ["1 time", "2,300 times", "never", "Once", "odd one", "odd"]
    assert wording.moment(None) == "never"
    assert wording.paragraphs("a<b\nc") == "a&lt;b<br>c"


def test_an_arrow_points_from_the_old_to_the_new_whatever_way_words_run():
    assert wording.sentence("headline changed (א → ב)") == "Headline changed (א \u200e→\u200e ב)"
    assert wording.sentence("headline changed (a → b)") == "Headline changed (a → b)"


def make_revision(number=1, **overrides):
    given = {"id": number, "article_id": 7, "number": number, "kind": "edit", "seen_at": NOON}
    return Revision(**(given | {"unchanged_as_of": None, "capture_id": None} | overrides))


ARTICLE = Article(
    id=7,
    url="https://a.example/{b}\\c",
    host="a.example",
    kind="article",
    state="live",
    headline=None,
    first_seen=NOON,
    last_checked=None,
    next_due=None,
    revisions=1,
)


def test_a_picture_shows_versions_claims_and_what_the_checks_found():
    hour = timedelta(hours=1)
    revisions = [
        make_revision(1, published=claimed("2026-03-01T11:00"), updated=claimed("x", "minute")),
        make_revision(2, seen_at=NOON + 2 * hour, updated=claimed("2026-03-01", "day", None)),
        make_revision(3, seen_at=NOON + 2 * hour, published=claimed("1990-01-01T00:00")),
    ]
    checks = [
        Check(outcome="not_modified", first_at=NOON, last_at=NOON + hour, count=3),
        Check(outcome="blocked", first_at=NOON + hour, last_at=NOON + hour, count=1),
        Check(outcome="captured", first_at=NOON, last_at=NOON, count=1),
        Check(outcome="failed", first_at=NOON - 999 * hour, last_at=NOON - 998 * hour, count=1),
    ]

    drawn = timeline.picture(ARTICLE, revisions, checks)

    assert drawn.count("<circle") == 3 and drawn.count('class="mark"') == 2
    assert drawn.count('class="claim"') == 1 and "published, as the publisher" in drawn
    assert drawn.count('class="quiet"') == 1 and drawn.count('class="trouble"') == 1
    assert "11:00" in drawn and "1990" not in drawn


def test_without_versions_there_is_no_picture():
    assert timeline.picture(ARTICLE, [], []) is None


def test_a_lone_version_has_a_picture():
    assert "<circle" in timeline.picture(ARTICLE, [make_revision()], [])


def test_a_citation_escapes_what_means_something_to_its_form():
    reading = make_reading(
        headline="50% of {all} \\ costs_\n& more", authors=("A #1", "B"), published=None
    )

    cited = citations.Cited.of("https://v.example", ARTICLE, make_revision(2), reading)

    assert citations.bibtex(cited) == (
        "@misc{variorum-7-r2,\n"
        "  author = {{A \\#1} and {B}},\n"
        "  title = {{50\\% of \\{all\\} \\textbackslash{} costs\\_ \\& more}},\n"
        "  journal = {a.example},\n"
        "  url = {https://a.example/%7Bb%7D%5Cc},\n"
        "  urldate = {2026-03-01},\n"
        "  note = {Version 2, seen at 1 Mar 2026, 12:00 UTC, https://v.example/articles/7/r2},\n"
        "}\n"
    )
    assert "issued" not in citations.csl(cited)
    assert citations.text(cited).startswith("A #1, B. “50% of {all} \\ costs_ & more.” a.example. ")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2025", [2025]), ("2025-09", [2025, 9]), ("2025-09-22T10:00", [2025, 9, 22])],
)
def test_a_citation_is_dated_as_far_as_the_claim_goes(value, expected):
    published = ClaimedTime(value=value, precision="day", raw=value)
    reading = make_reading(published=published)

    cited = citations.Cited.of("https://v.example", ARTICLE, make_revision(), reading)

    assert citations.csl(cited)["issued"] == {"date-parts": [expected]}
