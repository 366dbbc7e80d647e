"""The pages show what is kept, say when it was seen, and run nothing of what they show."""

import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from newsroom import BASE, BRIDGE, OWN, Newsroom, client_of
from PIL import Image

from factories import NOON, after, make_new_revision
from web.cards import Line, painted


def test_what_changed_lately_comes_newest_first_with_its_time(client):
    text = client.get("/").text

    assert re.findall(r'<h2[^>]*><a href="([^"]+)"', text) == [
        "/articles/1/r3..r4",
        "/articles/2/r2..r3",
        "/articles/1/r2..r3",
        "/articles/3/r1..r2",
        "/articles/2/r1..r2",
        "/articles/1/r1..r2",
    ]
    assert "Unchanged as of" in text and 'datetime="2026-03-01T15:01:00Z"' in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?host=paper.example", 3),
        ("?label=number_changed&host=paper.example", 2),
        ("?weight=cosmetic", 1),
        ("?since=2026-03-01T14:00:00Z", 3),
        ("?since=2026-03-02", 0),
        ("?until=2026-03-01", 0),
        ("?source=1", 4),
        ("?source_label=city+desk", 4),
        ("?silent=0", 3),
    ],
)
def test_the_list_is_narrowed(client, query, expected):
    text = client.get(f"/{query}").text

    assert text.count("data-step") == expected


@pytest.mark.parametrize(
    "query",
    ["?weight=x", "?silent=2", "?since=then", "?source=x", "?before=x", f"?host={'h' * 301}"],
)
def test_a_filter_that_means_nothing_is_a_clear_error(client, query):
    answer = client.get(f"/{query}")

    assert (answer.status_code, "That cannot be asked" in answer.text) == (400, True)


def test_only_changes_after_the_newest_shown_are_fresh(client):
    newest = re.search(r'data-newest="([^"]+)"', client.get("/").text)[1]

    same, all_new = client.get(f"/fresh?after={newest}"), client.get("/fresh?after=0-0")

    assert (same.status_code, all_new.text) == (204, "6 new changes: show")


def test_articles_are_listed_and_narrowed_by_state(client):
    everything = client.get("/articles").text
    restored = client.get("/articles?state=restored&host=gazette.example").text

    assert (everything.count("data-step"), restored.count("data-step")) == (3, 1)


@pytest.mark.parametrize(
    ("path", "expected"), [("/", 96), ("/articles/4", 91), ("/articles", 4), ("/deliveries", 2)]
)
def test_lists_go_on_where_they_ended(room, own, path, expected):
    with own.app.state.site.shelf.writing() as archive:
        add_many(archive, 91)

    seen = 0
    while path:
        text = own.get(path).text
        seen += text.count("<li data-step") + text.count('class="change" data-step')
        seen += text.count("<tr data-step")
        found = re.search(r'rel="next" href="([^"]+)"', text)
        path = found and found[1].replace("&amp;", "&")

    assert seen == expected


def add_many(archive, count):
    """An article with that many versions."""
    article, _ = archive.articles.ensure("https://long.example/", seen_at=NOON, source_id=None)
    for number in range(count):
        archive.revisions.add(
            make_new_revision(article.id, kind="edit" if number else "first", seen_at=after(number))
        )


def test_an_article_shows_its_versions_claims_checks_and_addresses(client):
    text = client.get("/articles/1").text

    assert re.findall(r'<h3><a href="/articles/1/r(\d)"', text) == ["4", "3", "2", "1"]
    assert "reverted to r1" in text
    assert "updated 2 March 2026”" in text
    assert "not modified" in text and '<svg class="history"' in text
    assert f'<span class="url">{BRIDGE}</span>' in text


def test_a_version_shows_its_reading_and_its_neighbours(client):
    text = client.get("/articles/1/r3").text

    assert 'rel="predecessor-version" href="/articles/1/r2"' in text
    assert 'rel="successor-version" href="/articles/1/r4"' in text
    assert "2 March 2026" in text and "caption duplicated" in text
    assert "1 March 2026, 10:30 UTC" in text


def test_the_version_of_a_disappearance_shows_the_last_text_before(client):
    text = client.get("/articles/2/r2").text

    assert "no longer served" in text and "The tram line opens in May." in text


@pytest.mark.parametrize("view", ["", "?view=side"])
def test_any_two_versions_are_compared(client, view):
    near, far = client.get(f"/articles/1/r1..r2{view}"), client.get(f"/articles/1/r1..r3{view}")

    assert "<del>40</del>" in near.text and "<ins>140</ins>" in near.text
    assert "unchanged as of" in near.text and "unchanged as of" not in far.text
    assert "moved from here" in far.text


def test_versions_that_read_the_same_say_so(client):
    assert "The two versions read the same." in client.get("/articles/1/r1..r4").text


def test_a_disappearance_is_no_comparison_of_equal_texts(client):
    gone = client.get("/articles/2/r1..r2").text
    back = client.get("/articles/2/r2..r3").text

    assert '<p class="summary">Gone</p>' in gone and "no newer text to compare" in gone
    assert '<p class="summary">Restored</p>' in back
    assert "read the same" not in gone


def test_two_chosen_versions_lead_to_their_permanent_address(client):
    answer = client.get("/articles/1/compare?old=3&new=1")

    assert (answer.status_code, answer.headers["location"]) == (303, "/articles/1/r1..r3")
    assert client.get("/articles/1/compare?old=3").status_code == 404


def test_an_address_leads_to_its_article(client):
    answer = client.get(f"/url/{BRIDGE}#part")
    folded = client.get("/url/https:/paper.example/news/bridge")

    assert answer.headers["location"] == folded.headers["location"] == "/articles/1"
    assert client.get("/url/https://paper.example/other").status_code == 404
    assert client.get("/url/nonsense").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/articles/9", "/articles/1/r9", "/articles/1/r1..r9", "/nothing", f"/articles/{9**40}"],
)
def test_what_is_not_kept_is_not_found(client, path):
    answer = client.get(path)

    assert (answer.status_code, "Not kept here" in answer.text) == (404, True)


def test_who_wrote_what_names_the_version_of_each_passage(client):
    text = client.get("/articles/1/blame?at=3").text

    assert ' closes old</span><sup><a href="/articles/1/r2"' in text
    assert "gone with" in text and "votes on" in text
    assert client.get("/articles/1/blame?at=x").status_code == 404


def test_a_version_can_be_cited_in_three_forms(client):
    page = client.get("/articles/1/r1/cite").text

    assert "Ada Example. “Council votes on bridge.” paper.example, 1 March 2026, 10:30 UTC" in page
    assert "author = {{Ada Example}}" in client.get("/articles/1/r1.bib").text
    assert client.get("/articles/1/r1.csl.json").json()[0]["issued"] == {
        "date-parts": [[2026, 3, 1]]
    }


def test_search_finds_what_was_said_and_what_became_what(client):
    said = client.get("/search?q=residents").text
    became = client.get("/search?removed=12&added=14").text
    changed = client.get("/search?in=changes&q=12&field=paragraph").text

    assert "<mark>residents</mark>" in said
    assert "<del>12</del><ins>14</ins>" in became and "<del>12</del>" in changed
    assert client.get("/search?q=...").status_code == 400
    assert client.get("/search?q=a&before=x").status_code == 400


def test_statistics_are_drawn_with_their_numbers_in_words(client):
    text = client.get("/statistics").text

    assert "Changes by outlet. paper.example: 3, " in text
    assert text.count('<svg class="chart"') == 4


def test_sources_show_their_health_and_rules_their_channels_without_secrets(client):
    sources, rules = client.get("/sources").text, client.get("/rules").text

    assert "the server answered 503" in sources and "about 96 looks a day" in sources
    assert "number_changed" in rules and "desk (json)" in rules
    assert "secret" not in client.get("/rules").text.replace("hold secrets", "")


def test_a_source_is_added_looked_at_and_removed_by_forms(own):
    new = {"url": "https://New.example/feed", "kind": "feed", "every": "1h", "label": ""}
    new |= {"browser": "on"}

    added = own.post("/sources", data=new, headers=OWN)
    looked = own.post("/sources/3/check", headers=OWN)
    listed = own.get("/sources").text
    removed = own.post("/sources/3/remove", headers=OWN)

    assert (added.status_code, looked.status_code, removed.status_code) == (303, 303, 303)
    assert "https://new.example/feed" in listed and "in a browser" in listed
    assert "new.example" not in own.get("/sources").text


def test_a_form_tells_what_a_timetable_costs_and_keeps_nothing(own):
    asked = {"url": "https://new.example/", "kind": "page", "every": "1h", "ask": "1"}

    told = own.post("/sources", data=asked, headers=OWN)
    wrong = own.post("/sources", data=asked | {"every": "sometimes"}, headers=OWN)

    assert "That would be about 24 looks at each article on its first day, 720" in told.text
    assert (wrong.status_code, "is no interval" in wrong.text) == (400, True)
    assert "https://new.example/" not in own.get("/sources").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "nonsense", "kind": "page"},
        {"url": "", "kind": "page"},
        {"url": "https://x.example/", "kind": "spy"},
        {"url": "https://x.example/", "kind": "page", "every": "sometimes"},
        {"url": "https://x.example/", "kind": "page", "label": "l" * 400},
    ],
)
def test_a_wrong_form_is_shown_again_with_what_is_wrong(own, wrong):
    answer = own.post("/sources", data=wrong, headers=OWN)

    assert (answer.status_code, 'role="alert"' in answer.text) == (400, True)


def test_a_check_is_asked_for_and_shown_as_asked(own):
    answer = own.post("/articles/1/check", headers=OWN)

    assert answer.headers["location"] == "/articles/1"
    assert "A check was asked for" in own.get("/articles/1").text


def test_rules_are_kept_and_removed_by_forms(own):
    good = {"name": "big", "when": "weight = major", "channels": "desk", "digest": "now"}

    saved = own.post("/rules", data=good, headers=OWN)
    wrong = own.post("/rules", data=good | {"when": "weight ="}, headers=OWN)
    missing = own.post("/rules", data=good | {"channels": "none"}, headers=OWN)
    listed = own.get("/rules").text
    removed = own.post("/rules/remove", data={"name": "big"}, headers=OWN)

    codes = [one.status_code for one in (saved, wrong, missing, removed)]
    assert codes == [303, 400, 400, 303]
    assert ">big<" in listed and ">big<" not in own.get("/rules").text


def test_messages_are_listed_by_state(room, own):
    held = own.get("/deliveries?state=held").text

    assert "quiet hours" in held and own.get("/deliveries?state=lost").status_code == 400
    assert own.post("/deliveries/1/again", headers=OWN).status_code == 404


def test_a_dead_message_is_sent_again(room, own):
    with own.app.state.site.shelf.writing() as archive:
        archive.db.execute("UPDATE delivery SET state = 'dead' WHERE id = 1")

    answer = own.post("/deliveries/1/again", headers=OWN)

    assert answer.status_code == 303
    assert "Send message 1 again" not in own.get("/deliveries").text


def test_every_page_can_be_revalidated(client):
    first = client.get("/articles/1")

    again = client.get("/articles/1", headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_the_pages_about_the_pages_are_there(client):
    assert "next and previous entry" in client.get("/keys").text
    assert "/api/v1/articles/{article_id}" in client.get("/api").text
    assert client.get("/robots.txt").text.startswith("User-agent: *")
    assert client.get("/static/style.css").headers["content-type"].startswith("text/css")
    assert client.get("/static/app.py").status_code == 404


def test_nothing_kept_is_said_plainly(folder, archive):
    room = Newsroom(folder=folder, bridge=0, tram=0, hostile=0, feed=0)
    with client_of(room) as own:
        texts = [own.get(path).text for path in ("/", "/articles", "/statistics", "/sources")]

    assert [re.search(r'class="empty">([^.]+)', text)[1] for text in texts] == [
        "Nothing has changed yet in what is watched",
        "No article is kept yet",
        "Nothing has changed yet",
        "Nothing is watched yet",
    ]


def test_a_comparison_has_a_card_of_its_weightiest_edit(client):
    page, card = client.get("/articles/1/r1..r2").text, client.get("/articles/1/r1..r2/card.svg")
    hostile = client.get("/articles/3/r1..r2/card.svg").text
    same = client.get("/articles/1/r1..r4/card.svg").text

    assert f'og:image" content="{BASE}/articles/1/r1..r2/card.png"' in page
    assert card.headers["content-type"] == "image/svg+xml"
    assert "− Council votes on bridge" in card.text and "paper.example · r1 to r2" in card.text
    assert "<script" not in hostile and "<img" not in hostile
    assert "no change" in same
    for text in (card.text, hostile, same):
        ElementTree.fromstring(text)


@pytest.mark.parametrize("path", ["/articles/1/r1..r2", "/articles/3/r1..r2", "/articles/1/r1..r4"])
def test_the_card_comes_in_pixels_too(client, path):
    first, again = (client.get(f"{path}/card.png") for _ in range(2))

    assert first.content == again.content
    with Image.open(BytesIO(first.content)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))
        assert image.getpixel((0, 0)) == (0x6B, 0x1D, 0x1D)
        assert len(image.getcolors(1_000_000)) > 20


def test_a_card_leaves_out_what_no_font_can_write():
    with_more, without = (
        painted([Line(y=100, words=words, size=30)]) for words in ("cafe\U0010fffe", "cafe")
    )

    assert with_more == without


def test_a_line_that_is_too_long_for_the_card_is_made_smaller():
    with Image.open(BytesIO(painted([Line(y=100, words="W" * 90, size=50, struck=True)]))) as image:
        margin = image.crop((1145, 20, 1200, 200))

    assert margin.getcolors() == [(55 * 180, (0xFD, 0xFC, 0xF8))]
