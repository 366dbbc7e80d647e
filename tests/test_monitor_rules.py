"""Rules: which revisions they want, what they say of it, and what is owed then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from alerting import make_article, make_event, make_revision, make_rule
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import NOON, make_comparison, make_edit, make_reading
from monitor.events import Event, Facts, event, instant
from monitor.rules import RuleSet, compile_rule, delivery_key, explain, owed
from storage.errors import BadRule
from storage.records import Alias, ClaimedTime, Side, Source


def wants(when: str, seen: Event) -> bool:
    """What the rule alone says, and the set with its index must say alike."""
    rule = make_rule(when)
    alone = compile_rule(rule).judge(seen).wanted
    assert bool(RuleSet.of([rule]).wanting(seen)) is alone
    return alone


def changed(old: str, new: str) -> Event:
    edit = make_edit(
        old=Side(blocks=(0,), text=old), new=Side(blocks=(0,), text=new), spans=(), labels=()
    )
    return make_event(comparison=make_comparison(edit))


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        ("any", True),
        ("silent", True),
        ("not silent", False),
        ("label:wording", True),
        ("label:word*", True),
        ("label:number_changed", False),
        ("label:number_changed, wording", True),
        ("weight:minor", True),
        ("weight>=minor", True),
        ("weight>minor", False),
        ("weight<=cosmetic", False),
        ("weight<major", True),
        ("field:paragraph", True),
        ("field:headline", False),
        ("op:modify,insert", True),
        ("kind:edit", True),
        ("kind:gone,restored", False),
        ("host:paper.example", True),
        ("host:example", True),
        ("host:aper.example", False),
        ("url:https://paper.example/news/*", True),
        ("url:https://paper.example/sport/*", False),
        ("source:politics", True),
        ("source:https://paper.example/feed", True),
        ("source:pol*", True),
        ("source:sport", False),
        ('author:"ada example"', True),
        ("author:ada", True),
        ("author:bob", False),
        ("age<1h", True),
        ("age>=1h", False),
        ("age<=0m and age>=0m", True),
        ("age>2w", False),
        ("removed:voted", True),
        ("removed:VOTED", True),
        ("removed:vote", False),
        ("removed:vot*", True),
        ("removed:council", False),
        ("added:met", True),
        ("added:voted", False),
        ("words:voted", True),
        ('removed:"council voted"', True),
        ('removed:"voted council"', False),
        (r"removed:/vot\w+/", True),
        (r"added:/vot\w+/", False),
        (r"removed:/^the council v/", True),
        ("silent and label:wording", True),
        ("silent and label:other", False),
        ("silent or label:other", True),
        ("kind:gone or label:other", False),
        ("silent and (label:other or removed:voted) and not host:other.example", True),
    ],
)
def test_a_condition_holds_where_its_terms_say_so(when: str, wanted: bool) -> None:
    assert wants(when, make_event()) is wanted


@pytest.mark.parametrize(
    ("old", "new", "when"),
    [
        ("Zwölf Häuser in Öhringen", "Zwölf Häuser", "removed:öhringen"),
        ("It cost 1,234 euros", "It cost 1,243 euros", 'removed:"1,234"'),
        ("Fans don’t agree", "Fans agree", 'removed:"don\'t"'),
        ("北京下雨", "上海下雨", "removed:北京"),
        ("Strasse", "Straße", "added:x or not removed:strasse"),
        ("no no no", "no no", "removed:no"),
        ("a cease\u00adfire", "a truce", "removed:ceasefire"),
    ],
)
def test_words_are_found_in_any_script_and_typesetting(old: str, new: str, when: str) -> None:
    assert wants(when, changed(old, new))


def test_an_author_who_is_gone_from_the_byline_is_found_too() -> None:
    edit = make_edit(field="authors", old=Side(blocks=None, text="Bob Former"), new=None, spans=())

    assert wants('author:"bob former"', make_event(comparison=make_comparison(edit)))


def test_a_word_that_occurs_very_often_is_counted_up_to_a_limit() -> None:
    assert wants("removed:/x/", changed("x " * 900, "x " * 800))
    assert not wants("removed:/x/", changed("x " * 1500, "x " * 1400))


def test_an_expression_that_is_not_in_the_texts_costs_no_search() -> None:
    assert wants("removed:/nowhere/ or removed:voted", make_event())


def test_text_that_only_moved_is_neither_removed_nor_added() -> None:
    assert not wants("words:voted", changed("voted today", "today voted"))


def test_a_first_capture_is_told_only_to_rules_that_ask_for_it() -> None:
    first = make_event(revision=make_revision(kind="first", number=1))

    decision = compile_rule(make_rule("host:paper.example")).judge(first)

    assert decision.why == (
        "kind:first is not asked for: this is the first capture of the article",
    )
    assert not wants("any", first)
    assert wants("host:paper.example and kind:first", first)


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("silent and label:wording", ("silent", "label:wording")),
        ("silent or label:none", ("silent",)),
        ("silent and weight:major", ("weight:major: its weight is minor",)),
        ("label:a or kind:gone", ("label:a: its labels: wording", "kind:gone: its kind is edit")),
        ("not silent", ("not: silent",)),
        ("not weight:major", ("weight:major: its weight is minor",)),
        ("host:b.example", ("host:b.example: the host is paper.example",)),
        ("url:x*", ("url:x*: its address is https://paper.example/news/one",)),
        ("author:bob", ("author:bob: it is by Ada Example",)),
        ("age>3h", ("age>3h: its age is 0 h",)),
        ("removed:x", ("removed:x: no edit removed it",)),
        ("words:x", ("words:x: no edit changes it",)),
        ("op:move", ("op:move: what its edits do: modify",)),
        ("field:dek", ("field:dek: its fields: paragraph",)),
        (
            "source:x",
            ("source:x: it comes from: https://paper.example/feed, politics",),
        ),
    ],
)
def test_a_decision_names_the_terms_that_made_it(when: str, why: tuple[str, ...]) -> None:
    assert compile_rule(make_rule(when)).judge(make_event()).why == why


def test_a_loud_revision_and_one_without_labels_say_so() -> None:
    plain = make_event(
        revision=make_revision(silent=False, labels=()),
        comparison=make_comparison(labels=()),
        authors=tuple(f"Author {number}" for number in range(8)),
    )

    why = compile_rule(make_rule("silent or label:x or author:bob")).judge(plain).why

    assert why == (
        "silent: the revision is not silent",
        "label:x: its labels: none",
        "author:bob: it is by Author 0, Author 1, Author 2, Author 3, Author 4, Author 5"
        " and 2 more",
    )


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("silent:yes", "character 1, before 'silent:yes': 'silent' stands alone, without a value"),
        ("foo:1", "character 1, before 'foo:1': there is no term 'foo'"),
        ("label", "'label' is written as label:…"),
        ("age:3h", "'age' is written as age<48h"),
        ("weight", "'weight' is written as weight>=minor"),
        ("age<3", "character 5, before '3': expected an age such as 30m, 48h, 3d or 2w"),
        ("age<3h,4h", "character 8, before '4h': one value is enough here"),
        ("weight<minor,major", "one value is enough here"),
        ("kind:foo", "kind is one of first, edit, revert, gone, restored, moved, not 'foo'"),
        ('label:" "', "an empty value"),
        ("host:https://x.example", "a host is a name such as example.org"),
        ("label:numer_changed", "there is no label 'numer_changed'; is 'number_changed' meant?"),
        ("label:/x/", "a regular expression stands only after removed, added, words"),
        ("author:...", "expected at least one letter or digit"),
        ("removed:/a(/", "character 9, before '/a(/': no regular expression of RE2: missing )"),
        ("removed:/(?=a)/", "no regular expression of RE2: invalid perl operator: (?="),
        ("removed:/x*/", "also finds nothing at all, and so everything"),
        (f"removed:/{'a' * 501}/", "a regular expression has at most 500 characters"),
    ],
)
def test_a_condition_that_cannot_be_asked_says_where_and_what_is_expected(
    when: str, message: str
) -> None:
    with pytest.raises(BadRule) as caught:
        compile_rule(make_rule(when))

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"name": " "}, "a rule needs a name of one printable line"),
        ({"name": "a\nb"}, "a rule needs a name of one printable line"),
        ({"channels": ()}, "rule 'desk' needs a channel to tell"),
    ],
)
def test_a_rule_needs_a_name_and_a_channel(overrides: dict[str, object], message: str) -> None:
    with pytest.raises(BadRule, match=message):
        compile_rule(replace(make_rule(), **overrides))


def test_what_is_owed_names_each_channel_once_with_its_reason() -> None:
    rules = RuleSet.of([make_rule("silent", channels=("wire", "mail", "wire"))])

    messages = owed(make_event(), rules, NOON)

    assert [(one.rule, one.channel, one.due_at, one.held, one.why) for one in messages] == [
        ("desk", "wire", NOON, None, ("silent",)),
        ("desk", "mail", NOON, None, ("silent",)),
    ]
    assert messages[0].key != messages[1].key
    assert messages[0].payload == {"why": "silent"}


def test_the_key_stays_when_a_rebuild_renumbers_the_revision() -> None:
    before = make_event()
    rebuilt = make_event(
        article=make_article(url="https://paper.example/moved"),
        revision=make_revision(id=77, number=5),
    )
    later = make_event(revision=make_revision(seen_at=NOON + timedelta(seconds=1)))

    keys = [delivery_key("desk", "wire", one) for one in (before, rebuilt, later)]

    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) == 43


def test_history_that_is_brought_in_is_held_back() -> None:
    old = make_event(revision=make_revision(seen_at=NOON - timedelta(days=400)))

    (message,) = owed(old, RuleSet.of([make_rule()]), NOON)

    assert message.held == "history: it was seen 400 days before it came into the archive"


def test_a_broken_rule_keeps_no_other_from_working_and_a_disabled_one_rests() -> None:
    rules = RuleSet.of(
        [make_rule("nonsense("), make_rule(name="b"), make_rule(name="c", enabled=False)]
    )

    messages = owed(make_event(), rules, NOON)

    assert [one.rule for one in messages] == ["b"]
    assert [(rule.name, what[:23]) for rule, what in rules.broken] == [
        ("desk", "condition, character 9,")
    ]


def test_explain_tells_what_would_be_sent_and_why_the_rest_would_not() -> None:
    loud = make_event(revision=make_revision(silent=False))

    rows = explain(make_rule("silent", digest="hourly"), [make_event(), loud])

    assert [(row.decision.wanted, row.decision.why, row.due_at) for row in rows] == [
        (True, ("silent",), NOON + timedelta(hours=1)),
        (False, ("silent: the revision is not silent",), None),
    ]
    assert rows[0].event.address == "https://paper.example/news/one@r2"


def test_an_event_gathers_names_and_addresses_once() -> None:
    source = Source(
        id=1,
        url="https://paper.example/feed",
        kind="feed",
        label="politics",
        every=None,
        added_at=NOON,
        next_due=None,
    )
    readings = (make_reading(authors=("Ada", "Bob")), make_reading(authors=("Bob",)))
    alias = Alias(url="https://paper.example/amp", kind="amp", first_seen=NOON, last_seen=NOON)

    seen = event(
        article=make_article(),
        revision=make_revision(),
        comparison=make_comparison(),
        readings=readings,
        sources=(source,),
        aliases=(alias.url, "https://paper.example/news/one"),
    )

    assert (seen.authors, seen.source_labels, seen.source_urls, seen.urls) == (
        ("Ada", "Bob"),
        ("politics",),
        ("https://paper.example/feed",),
        ("https://paper.example/news/one", "https://paper.example/amp"),
    )


@pytest.mark.parametrize(
    ("value", "precision", "zone", "hours"),
    [
        ("2026-03-01", "day", None, 12),
        ("2026-03-01T10:00", "minute", "+01:00", 3),
        ("2026-03-01T10:00", "minute", "ET", 2),
        ("2026-03-01T10:00:00Z", "second", "Z", 2),
    ],
)
def test_the_age_goes_from_the_claimed_publication(
    value: str, precision: str, zone: str | None, hours: int
) -> None:
    claim = ClaimedTime(value=value, precision=precision, zone=zone, raw=value)

    facts = Facts(make_event(revision=make_revision(published=claim)))

    assert facts.age == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("value", "precision"), [("2026", "year"), ("soon", "day"), ("2027-01-01", "day")]
)
def test_without_a_usable_claim_the_age_goes_from_our_first_sight(
    value: str, precision: str
) -> None:
    claim = ClaimedTime(value=value, precision=precision, raw=value)
    article = make_article(first_seen=NOON - timedelta(hours=7))

    facts = Facts(make_event(article=article, revision=make_revision(published=claim)))

    future = value.startswith("2027")
    assert facts.age == (timedelta() if future else timedelta(hours=7))
    assert (instant(claim) is None) is not future


_TERMS = st.sampled_from(
    (
        "silent",
        "any",
        "label:wording",
        "label:other",
        "weight>=major",
        "host:paper.example",
        "host:b.example",
        "kind:first",
        "source:politics",
        "removed:voted",
        "removed:vot*",
        'added:"council met"',
        "added:/m.t/",
        "removed:/m.t/",
        "words:/council/",
        "field:paragraph",
        "op:move",
    )
)
_CONDITIONS = st.recursive(
    _TERMS,
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' and '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' or '.join(parts)})"),
    ),
    max_leaves=6,
)


@settings(max_examples=150)
@given(
    whens=st.lists(_CONDITIONS, min_size=1, max_size=5),
    silent=st.booleans(),
    kind=st.sampled_from(("first", "edit", "gone")),
)
def test_the_index_finds_exactly_the_rules_that_want_the_event(
    whens: list[str], silent: bool, kind: str
) -> None:
    seen = make_event(revision=make_revision(silent=silent, kind=kind))
    rules = [make_rule(when, name=f"rule {number}") for number, when in enumerate(whens)]

    found = [one.rule.name for one, _ in RuleSet.of(rules).wanting(seen)]

    assert found == [rule.name for rule in rules if compile_rule(rule).judge(seen).wanted]


@settings(max_examples=150)
@given(when=_CONDITIONS)
def test_there_is_always_a_reason(when: str) -> None:
    assert compile_rule(make_rule(when)).judge(make_event()).why
