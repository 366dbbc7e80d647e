"""Words are found in what was said, and in what was added or removed."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import after, make_new_revision, make_reading
from monitor.compare import compare
from storage.became import became, pairs
from storage.errors import BadQuery
from storage.query import Sought, expression
from storage.search import CLOSE, OPEN, Search
from storage.words import BECAME


def add_versions(archive, url, *texts):
    """An article with one version for each text."""
    article, _ = archive.articles.ensure(url, seen_at=after(0), source_id=None)
    before = None
    for step, text in enumerate(texts):
        reading = make_reading(text, url=url)
        archive.revisions.add(
            make_new_revision(
                article.id,
                kind="edit" if before else "first",
                reading=reading,
                seen_at=after(step),
                comparison=compare(before, reading) if before else None,
            )
        )
        before = reading
    return article


def test_an_article_is_found_once_at_its_newest_version_that_says_it(archive):
    add_versions(
        archive, "https://paper.example/a", "The fire broke out.", "A fire broke out.", "Nothing."
    )

    page = Search(archive.db).said("fire", limit=10)

    assert [(hit.url, hit.revision.number) for hit in page.found] == [
        ("https://paper.example/a", 2)
    ]
    assert page.found[0].snippet == f"A {OPEN}fire{CLOSE} broke out."
    assert (page.next, page.facets) == (None, {"host": {"paper.example": 1}})


def test_what_was_said_is_narrowed_by_outlet_and_paged(archive):
    for name in ("a", "b", "c"):
        add_versions(archive, f"https://paper.example/{name}", "The fire broke out.")
    add_versions(archive, "https://other.example/d", "The fire broke out.")
    search = Search(archive.db)

    first = search.said("fire", host="paper.example", limit=2)
    rest = search.said("fire", host="paper.example", limit=2, before=first.next)

    assert [hit.url[-1] for hit in (*first.found, *rest.found)] == ["c", "b", "a"]
    assert (rest.next, first.facets["host"]) == (None, {"paper.example": 3, "other.example": 1})


def test_one_word_that_took_anothers_place_is_found(archive):
    add_versions(
        archive,
        "https://paper.example/a",
        "Police said the terrorists fled from the town hall.",
        "Police said the gunmen fled from the town hall.",
    )
    add_versions(
        archive,
        "https://paper.example/b",
        "The terrorists fled, police said, and nobody was hurt in the square.",
        "They fled, police said, and nobody was hurt in the square by the gunmen.",
    )

    page = Search(archive.db).changed(Sought(removed="terrorists", added="gunmen"), limit=10)

    assert [(hit.url, hit.revision.number, hit.previous) for hit in page.found] == [
        ("https://paper.example/a", 2, 1)
    ]


def replaced(archive, old, new, url="https://paper.example/a"):
    """An article in which the one stood in the other's place."""
    add_versions(archive, url, f"It said {old} on the day.", f"It said {new} on the day.")


@pytest.mark.parametrize(
    ("removed", "added", "found"),
    [
        ("prime", "president", True),
        ('"prime minister"', "president", True),
        ('"minister prime"', "president", False),
        ("prime", '"the president"', True),
        ("minis*", "president", True),
        ("minister", "presi*", True),
        ("minister", '"the pres*"', False),
        ('"prime" minis*', "presi* the", True),
        ("minis*", "presi*", True),
        ("minister -prime", "president", False),
        ("minister -deputy", "president", True),
        ("MINISTER", "Président", True),
        ("president", "minister", False),
        ("said", "president", False),
        ("\uff9e", "president", False),
    ],
)
def test_what_became_what_is_asked_for_by_words_phrases_and_beginnings(
    archive, removed, added, found
):
    replaced(archive, "PRIME minister", "the président")

    page = Search(archive.db).changed(Sought(removed=removed, added=added), limit=10)

    assert bool(page.found) == found


def test_what_became_what_is_found_in_a_long_rewriting(archive):
    rest = " ".join(f"word{n}" for n in range(60))
    old = " ".join(f"old{n}" for n in range(20))
    replaced(archive, f"{old} {rest}", f"nothing of it is here {rest}")
    replaced(archive, "old7", "nothing", url="https://paper.example/b")

    page = Search(archive.db).changed(Sought(removed="old7", added="nothing"), limit=10)

    assert [hit.url[-1] for hit in page.found] == ["b", "a"]


def test_what_became_what_is_narrowed_by_a_word_of_either_side(archive):
    replaced(archive, "four men", "five men and women")
    replaced(archive, "four cats", "five dogs", url="https://paper.example/b")
    search = Search(archive.db)

    found = [
        [hit.url[-1] for hit in search.changed(sought, limit=10).found]
        for sought in (
            Sought(removed="four", added="five", words="women"),
            Sought(removed="four", added="five", words="cats dogs"),
            Sought(removed="four", added="five", words="men -women"),
        )
    ]

    assert found == [["a"], ["b"], []]


def test_what_became_what_is_found_again_from_where_a_page_ended(archive):
    for name in "abcd":
        replaced(archive, "four", "five", url=f"https://paper.example/{name}")
    search = Search(archive.db, window=3)
    sought = Sought(removed="four", added="five")

    first = search.changed(sought, limit=2)
    second = search.changed(sought, limit=2, before=first.next)

    assert [hit.url[-1] for page in (first, second) for hit in page.found] == list("dcba")
    assert (first.facets["host"], second.next) == ({"paper.example": 3}, None)


def test_a_narrow_search_among_changes_looks_on_until_it_found_enough(archive):
    for name in "abcdef":
        replaced(archive, "four", "five", url=f"https://paper.example/{name}")
        if name in "ab":
            replaced(archive, "four", "five", url=f"https://other.example/{name}")
    search = Search(archive.db, window=2)
    sought = Sought(removed="four", host="other.example")

    page = search.changed(sought, limit=1)
    none = search.changed(Sought(removed="four", host="none.example"), limit=1)

    assert [hit.url for hit in page.found] == ["https://other.example/b"]
    assert page.facets["host"] == {"paper.example": 6, "other.example": 2}
    assert (none.found, none.next) == ((), None)


def test_what_no_longer_stands_is_not_found_as_what_became_what(archive):
    replaced(archive, "four", "five")
    replaced(archive, "four", "six", url="https://paper.example/b")
    second = archive.revisions.numbered(1, 2)
    first = archive.revisions.numbered(1, 1)
    reading = make_reading("It said seven on the day.")
    archive.revisions.replace(
        second.id,
        make_new_revision(
            1,
            kind="edit",
            reading=reading,
            seen_at=after(1),
            comparison=compare(archive.revisions.reading(first), reading),
        ),
        first,
    )

    archive.db.execute(
        "CREATE VIRTUAL TABLE temp.terms USING fts5vocab ('main', 'became_words', 'row')"
    )
    tokens = archive.db.query("SELECT term FROM temp.terms")

    assert [row["term"] for row in tokens] == ["four→seven", "four→six"]


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        (Sought(words="river"), 2),
        (Sought(removed="river"), 1),
        (Sought(added="river"), 1),
        (Sought(words="river", field="paragraph"), 2),
        (Sought(words="river", field="headline"), 0),
        (Sought(words="river", host="paper.example"), 1),
        (Sought(words="river", label="nothing"), 0),
    ],
)
def test_changed_words_are_found_on_either_side_and_narrowed(archive, sought, expected):
    add_versions(archive, "https://paper.example/a", "By the river.", "By the lake.")
    add_versions(archive, "https://other.example/b", "By the lake.", "By the river.")

    page = Search(archive.db).changed(sought, limit=10)

    assert len(page.found) == expected
    assert page.facets["field"] == {"paragraph": 2 if sought.words else 1}


def test_changes_are_paged(archive):
    add_versions(archive, "https://paper.example/a", *(f"By the lake {n}." for n in range(6)))
    search = Search(archive.db)

    first = search.changed(Sought(added="4 "), limit=1)
    both = search.changed(Sought(words="1"), limit=1)

    assert (len(first.found), first.next) == (1, None)
    assert search.changed(Sought(words="1"), limit=1, before=both.next).found != both.found


def test_an_article_with_many_versions_hides_no_other_and_comes_once(archive):
    add_versions(archive, "https://paper.example/a", "The lake is cold.")
    add_versions(archive, "https://paper.example/b", "The lake is deep.")
    add_versions(archive, "https://paper.example/c", *(f"Lake {n}." for n in range(9)))
    search = Search(archive.db, window=2)

    first = search.said("lake", limit=1)
    second = search.said("lake", limit=1, before=first.next)
    third = search.said("lake", limit=5, before=search.said("lake", limit=5).next)

    assert [hit.url[-1] for page in (first, second, third) for hit in page.found] == [
        *("c", "b", "a")
    ]
    assert third.next is None


def test_versions_that_were_set_aside_do_not_end_a_search(archive):
    """A window of matches may be all of such versions, with others behind it."""
    add_versions(archive, "https://paper.example/a", "The lake is cold.", "The lake is warm.")
    newer = add_versions(archive, "https://paper.example/b", "The lake is deep.", "A lake is warm.")
    for revision in archive.revisions.of_article(newer.id):
        archive.revisions.supersede(revision.id)
    search = Search(archive.db, window=2)

    page = search.said("lake", limit=10)

    assert [(hit.url[-1], hit.revision.number) for hit in page.found] == [("a", 2)]
    assert (page.next, page.facets) == (None, {"host": {"paper.example": 1}})


@pytest.mark.parametrize("words", ["", "  ", "!!!", "-only", "x" * 201, "a\0b", "a " * 13])
def test_words_that_cannot_be_sought_are_refused(archive, words):
    with pytest.raises(BadQuery):
        Search(archive.db).said(words, limit=1)


def test_nothing_to_seek_among_changes_is_refused(archive):
    with pytest.raises(BadQuery):
        Search(archive.db).changed(Sought(host="paper.example"), limit=1)


def test_phrases_beginnings_and_exclusions_are_understood():
    text = expression('fire "town hall" terr* -drill')

    assert text == '("fire" AND "town hall" AND "terr"*) NOT ("drill")'


WORDS = st.text(alphabet='abÄßé_½\u0301\uff9e中→ -"*', max_size=12)


@given(
    spans=st.lists(st.tuples(st.sampled_from("=-+"), WORDS), max_size=6),
    removed=WORDS,
    added=WORDS,
    words=st.none() | WORDS,
)
def test_the_index_misses_nothing_that_became_something(spans, removed, added, words):
    """Whatever fits has all tokens that are asked for, where any are."""
    try:
        asked = became(Sought(removed=removed, added=added, words=words))
        match = asked.expression() if asked else None
    except BadQuery:
        return
    if not match:
        return
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(BECAME)
        database.execute("INSERT INTO became_words (rowid, pairs) VALUES (1, ?)", (pairs(spans),))

        found = database.execute("SELECT 1 FROM became_words WHERE became_words MATCH ?", (match,))
        assert found.fetchone() or not asked.fits(spans)


@pytest.mark.parametrize("words", ["al*", "-al* bridge", "-a*", "bridge é*", "a-b*"])
def test_a_beginning_that_nearly_every_text_has_is_refused(words):
    with pytest.raises(BadQuery, match="a beginning has at least three letters"):
        expression(words)


@pytest.mark.parametrize("words", ["alm*", "中*", "мо*", "old-bri*"])
def test_a_beginning_may_be_one_chinese_character(words):
    assert expression(words) == f'"{words[:-1]}"*'


@given(words=st.text(max_size=80))
def test_no_words_are_syntax(words):
    try:
        text = expression(words)
    except BadQuery:
        return

    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE words USING fts5 (text)")
        database.execute("SELECT * FROM words WHERE words MATCH ?", (text,)).fetchall()
