"""Feeds say what changed, for ever under the same name, and hold whatever a headline holds."""

from xml.etree import ElementTree

import pytest
from newsroom import BASE

from factories import NOON, after, make_comparison, make_new_revision, make_reading

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(answer):
    assert answer.headers["content-type"] == "application/atom+xml"
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


def test_an_entry_is_a_change_with_its_permanent_address(client):
    entry = entries(client.get("/feeds/changes.atom?host=paper.example"))[0]

    assert entry.findtext(f"{ATOM}id") == "tag:localhost,2026:article/1/r4"
    assert entry.findtext(f"{ATOM}updated") == "2026-03-01T15:01:00Z"
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")}
    assert links == {
        "alternate": f"{BASE}/articles/1/r3..r4",
        "via": "https://paper.example/news/bridge",
        "timemap": f"{BASE}/timemap/link/https://paper.example/news/bridge",
    }
    assert "Unchanged as of 1 Mar 2026, 14:31 UTC" in entry.findtext(f"{ATOM}content")


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/feeds/changes", 6),
        ("/articles/1/feed", 4),
        ("/sources/1/feed", 4),
        ("/rules/numbers/feed", 1),
    ],
)
def test_both_formats_say_the_same(client, path, count):
    atom, shape = entries(client.get(f"{path}.atom")), client.get(f"{path}.json").json()

    names = [entry.findtext(f"{ATOM}id") for entry in atom]
    assert names == [item["id"] for item in shape["items"]]
    assert (len(names), shape["version"]) == (count, "https://jsonfeed.org/version/1.1")


def test_a_search_can_be_followed(client):
    said = client.get("/search/feed.json?q=residents").json()["items"]
    became = client.get("/search/feed.json?removed=12&added=14").json()["items"]
    page = client.get("/search?removed=12&added=14").text

    assert [item["id"][-2:] for item in said] == ["r4"]
    assert [item["url"] for item in became] == [f"{BASE}/articles/1/r1..r2"]
    assert 'href="/search/feed.atom?removed=12&amp;added=14"' in page
    assert client.get("/search/feed.atom").status_code == 400
    assert client.get("/search/feed.rss?q=residents").status_code == 404


def test_a_feed_is_narrowed_as_the_page_is(client):
    items = client.get("/feeds/changes.json?silent=1&label=number_changed").json()["items"]

    assert [item["_variorum"]["silent"] for item in items] == [True] * len(items) != []


def test_a_long_feed_names_its_next_page(room, own):
    with own.app.state.site.shelf.writing() as archive:
        article, _ = archive.articles.ensure("https://long.example/", seen_at=NOON, source_id=None)
        for number in range(60):
            archive.revisions.add(
                make_new_revision(
                    article.id,
                    kind="edit" if number else "first",
                    seen_at=after(number),
                    comparison=make_comparison() if number else None,
                )
            )

    first = own.get(f"/articles/{article.id}/feed.json").json()
    rest = own.get(first["next_url"].removeprefix(BASE)).json()

    assert (len(first["items"]), len(rest["items"]), "next_url" in rest) == (50, 10, False)
    assert f'rel="next" href="{first["next_url"].replace("json", "atom")}"' in own.get(
        f"/articles/{article.id}/feed.atom"
    ).text.replace("&amp;", "&")


def test_what_xml_cannot_hold_is_replaced(own):
    with own.app.state.site.shelf.writing() as archive:
        archive.revisions.add(
            make_new_revision(
                1,
                kind="edit",
                seen_at=after(999),
                reading=make_reading(headline="a\x00\x1b\ufffeb"),
            )
        )

    title = entries(own.get("/articles/1/feed.atom"))[0].findtext(f"{ATOM}title")

    assert title == "a\ufffd\ufffd\ufffdb"


def test_hostile_words_are_text(client):
    feed = client.get("/articles/3/feed.atom")

    assert b"<script>" not in feed.content
    assert "<script>" in entries(feed)[0].findtext(f"{ATOM}title")


@pytest.mark.parametrize(
    "path", ["/articles/9/feed.atom", "/feeds/changes.rss", "/rules/x/feed.json"]
)
def test_a_feed_that_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404
