"""What sources name: feeds, sitemaps, section pages; invented ones, and hostile ones."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from datetime import UTC, datetime
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discover import MOST_PAGE, Discovered, discover, feeds_of, kind_of
from crawler.feedxml import moment
from storage.errors import InputError
from storage.records import Found, SourceKind

SITE = "https://paper.example/"
TEN = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
ELEVEN = datetime(2026, 3, 1, 11, 30, tzinfo=UTC)


def found(body: str | bytes, kind: SourceKind, **more: Any) -> Discovered:
    data = body.encode() if isinstance(body, str) else body
    values: dict[str, Any] = {"url": SITE + "source", "content_type": None}
    return discover(data, kind=kind, **(values | more))


def urls(body: str | bytes, kind: SourceKind, **more: Any) -> list[str]:
    return [one.url for one in found(body, kind, **more).found]


RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>The Paper</title><link>https://paper.example/</link>
<image><title>Logo</title><link>https://paper.example/logo</link></image>
<item><title>Bridge &amp; tunnel &nbsp; <b>closed</b></title>
<description>&lt;a href="https://paper.example/wrong">x&lt;/a></description>
<link>https://Paper.example/news/bridge#top</link>
<pubDate>Sun, 01 Mar 2026 12:00:00 +0200</pubDate><atom:updated>2026-03-01T11:30Z</atom:updated>
</item>
<item><title>Tram</title><link>/news/tram</link><dc:date>2026-03-01T10:00:00Z</dc:date></item>
<item><title>By its guid</title><guid>https://paper.example/news/guid</guid></item>
<item><title>No address</title><guid isPermaLink="false">https://paper.example/17</guid></item>
<item><title>Guid is no address</title><guid>tag:17</guid></item>
<item><title>Proxied</title><link>https://proxy.example/~r/1</link>
<fb:origLink>https://paper.example/news/original</fb:origLink></item>
<item><title>Tram again</title><link>https://paper.example/news/tram</link></item>
<item><title>Not the web</title><link>javascript:alert(1)</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://paper.example/en/">
<title type="html">The &lt;i>Paper</title><link rel="self" href="/atom.xml"/>
<entry xml:base="news/"><title>Bridge</title><id>tag:paper.example,2026:1</id>
<link rel="self" href="wrong"/><link type="application/json" href="wrong.json"/>
<link rel="alternate" type="text/html" href="bridge"/>
<published>2026-03-01T10:00:00Z</published><updated>2026-03-01T12:30:00+01:00</updated></entry>
<entry><id>https://paper.example/news/by-id</id><title/></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>The Paper</title></channel>
<item rdf:about="https://paper.example/news/bridge"><title>Bridge</title></item></rdf:RDF>"""


def test_an_rss_feed_names_its_articles() -> None:
    assert found(RSS, "feed") == Discovered(
        title="The Paper",
        found=(
            Found(
                url="https://paper.example/news/bridge",
                title="Bridge & tunnel closed",
                published=TEN,
                modified=ELEVEN,
            ),
            Found(url="https://paper.example/news/tram", title="Tram", published=TEN),
            Found(url="https://paper.example/news/guid", title="By its guid"),
            Found(url="https://paper.example/news/original", title="Proxied"),
        ),
    )


def test_an_atom_feed_names_its_articles() -> None:
    assert found(ATOM, "feed") == Discovered(
        title="The <i>Paper",
        found=(
            Found(
                url="https://paper.example/en/news/bridge",
                title="Bridge",
                published=TEN,
                modified=ELEVEN,
            ),
            Found(url="https://paper.example/news/by-id"),
        ),
    )


def test_an_rdf_feed_names_its_articles() -> None:
    expected = (Found(url="https://paper.example/news/bridge", title="Bridge"),)

    assert found(RDF, "feed") == Discovered(title="The Paper", found=expected)


def test_a_json_feed_names_its_articles() -> None:
    items = [
        {
            "id": "1",
            "url": "/news/bridge",
            "title": " Bridge\n closed ",
            "date_published": "2026-03-01T10:00:00Z",
            "date_modified": "2026-03-01T11:30:00Z",
        },
        {"id": "https://paper.example/news/by-id", "title": 7},
        {"id": 3, "external_url": "https://other.example/a"},
        {"id": "4"},
        "no item",
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "The Paper", "items": items}

    assert found(json.dumps(feed), "feed") == Discovered(
        title="The Paper",
        found=(
            Found(
                url="https://paper.example/news/bridge",
                title="Bridge closed",
                published=TEN,
                modified=ELEVEN,
            ),
            Found(url="https://paper.example/news/by-id"),
            Found(url="https://other.example/a"),
        ),
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1251"])
def test_a_feed_is_read_in_its_encoding(encoding: str) -> None:
    word = "Мост" if encoding == "windows-1251" else "Brücke"
    label = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{label}"?><rss><channel><title>{word}</title></channel>'

    assert found((text + "</rss>").encode(encoding), "feed").title == word


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "without a single character"),
        ("just words", "a feed that is not XML"),
        ("\x00\x01\x02", "without a single character|not XML"),
        ("<!doctype html><html><body>A page</body></html>", "a page for readers"),
        ("<rss><channel><item", "a feed that is not XML"),
        ('{"version": ', "a feed that is not JSON"),
        ('{"items": []}', "no JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1", "items": 5}', "no JSON Feed"),
        ('{"a":' * 100_000, "not JSON"),
    ],
)
def test_what_is_no_feed_is_told(body: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        found(body, "feed")


def test_a_broken_feed_is_read_as_far_as_it_goes() -> None:
    body = "<rss><channel><item><link>/a</link></item><item><link>/b & c</link></item><item><li"

    assert urls(body, "feed") == [SITE + "a", SITE + "b%20c"]


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://paper.example/news/bridge </loc><lastmod>2026-03-01T11:30:00Z</lastmod>
<image:image><image:loc>https://paper.example/a.jpg</image:loc></image:image>
<news:news><news:publication><news:name>The Paper</news:name></news:publication>
<news:publication_date>2026-03-01T11:00+01:00</news:publication_date>
<news:title>Bridge closed</news:title></news:news></url>
<url><loc>https://paper.example/news/tram</loc><lastmod>2026-03-01</lastmod></url>
<url><loc>https://paper.example/tag/trams</loc></url><url><loc>https://paper.example/</loc></url>
<url><loc>mailto:a@paper.example</loc></url><url><lastmod>2026</lastmod></url>
</urlset>"""


def test_a_sitemap_names_articles_and_when_they_changed() -> None:
    assert found(SITEMAP, "sitemap") == Discovered(
        found=(
            Found(
                url="https://paper.example/news/bridge",
                title="Bridge closed",
                published=TEN,
                modified=ELEVEN,
            ),
            Found(url="https://paper.example/news/tram", modified=datetime(2026, 3, 1, tzinfo=UTC)),
        )
    )


def test_a_packed_sitemap_is_read_alike() -> None:
    assert found(gzip.compress(SITEMAP.encode()), "sitemap") == found(SITEMAP, "sitemap")


def test_an_index_names_its_sitemaps_the_newest_first() -> None:
    body = """<sitemapindex><sitemap><loc>/old.xml</loc><lastmod>2025-01-01</lastmod></sitemap>
    <sitemap><loc>/undated.xml</loc></sitemap>
    <sitemap><loc>/new.xml.gz</loc><lastmod>2026-02-01T00:00:00+00:00</lastmod></sitemap>
    </sitemapindex>"""

    expected = (SITE + "new.xml.gz", SITE + "old.xml", SITE + "undated.xml")
    assert found(body, "sitemap") == Discovered(children=expected)


def test_a_list_of_addresses_is_a_sitemap() -> None:
    body = "https://paper.example/news/one-two-three\n\nhttps://paper.example/tag/x\nnothing\n"

    assert urls(body, "sitemap") == [SITE + "news/one-two-three", SITE + "nothing"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("words", "a sitemap that is not XML"),
        (RSS, "its root element is <rss>"),
        ("<urlset><url><loc>", "a sitemap that is not XML"),
    ],
)
def test_what_is_no_sitemap_is_told(body: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        found(body, "sitemap")


LAUGHS = '<!ENTITY l0 "ha">' + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)
)


@pytest.mark.parametrize(
    "body",
    [
        f"<!DOCTYPE rss [{LAUGHS}]><rss><channel><title>&l11;</title><item>"
        '<link a="&l11;">/a&l11;</link></item></channel></rss>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item>'
        "<title>&x;</title><link>/a</link></item></channel></rss>",
        '<!DOCTYPE rss SYSTEM "https://evil.example/a.dtd"><rss><channel></channel></rss>',
        "<rss><channel><item>" + "<a>" * 200_000 + "</a>" * 200_000 + "</item></channel></rss>",
        "<rss><channel>" + "<item><link>/a</link></item>" * 100_000 + "</channel></rss>",
        "<rss><channel><item " + "a='b' " * 300_000 + "/></channel></rss>",
        "<rss><channel><title>" + "x" * 12_000_000 + "</title></channel></rss>",
    ],
    ids=["laughs", "file", "dtd", "deep", "wide", "attributes", "long"],
)
def test_hostile_xml_costs_little_and_reads_nothing(body: str) -> None:
    data = body.encode()
    tracemalloc.start()
    began = process_time()
    try:
        result = repr(discover(data, kind="feed", url=SITE, content_type=None))
    except InputError as error:
        result = str(error)
    finally:
        taken, peak = process_time() - began, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert "root:" not in result
    assert len(result) < 10_000
    assert taken < 20
    assert peak < 100_000_000


def test_a_packed_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 60_000_000, 1)

    with pytest.raises(InputError):
        found(bomb, "sitemap")


@pytest.mark.parametrize("kind", ["feed", "sitemap", "section", "page"])
@given(data=st.binary(max_size=400))
@settings(max_examples=40)
def test_any_bytes_are_read_or_refused(kind: SourceKind, data: bytes) -> None:
    for body in (data, b"<rss><channel><item>" + data, b"<urlset><url>" + data, b"<a href=" + data):
        try:
            discovered = discover(body, kind=kind, url=SITE, content_type=None)
        except InputError:
            continue
        assert all(one.url.startswith(("http://", "https://")) for one in discovered.found)


@given(st.text(max_size=40))
@settings(max_examples=150)
def test_any_text_is_a_time_or_none(text: str) -> None:
    time = moment(text)

    assert time is None or time.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, None),
        ("", None),
        ("yesterday", None),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-03", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01 11:30", ELEVEN),
        ("2026-03-01T11:30:00.123456789Z", ELEVEN),
        ("2026-03-01T12:30:00+0100", ELEVEN),
        ("2026-02-30", None),
        ("0000-01-01", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("Sun, 01 Mar 2026 06:30:00 EST", ELEVEN),
        ("01 Mar 2026 11:30:00 -0000", ELEVEN),
    ],
)
def test_times_are_read_in_both_forms(text: str | None, expected: datetime | None) -> None:
    assert moment(text) == expected


# section pages


def link(href: str, text: str, around: str = "{}") -> str:
    return around.format(f'<a href="{href}">{text}</a>')


HEADLINE = "The council votes to close the old bridge for two years"
ARTICLES = {
    "english": "/2026/03/01/council-votes-to-close-bridge",
    "german": "/politik/stadtrat-stimmt-fuer-sperrung-der-bruecke-a-1234567.html",
    "spanish": "/economia/2026-03-01/el-ayuntamiento-cierra-el-puente_4096/",
    "french": "/societe/article/2026/03/01/le-conseil-vote-la-fermeture_6578901_3224.html",
    "japanese": "/articles/ASV3123456.html",
    "chinese": "/news/2026-03/01/content_10234567.htm",
    "arabic": "/news/%D8%A7%D9%84%D8%AC%D8%B3%D8%B1-%D8%A7%D9%84%D9%82%D8%AF%D9%8A%D9%85",
    "russian": "/news/2026/03/01/most-zakryt/",
    "query": "/view.php?newsid=123456",
    "number in the folder of articles": "/articles/3834/1",
    "code behind the headline": "/en/news/the-council-votes-to-close-it/ar-BBW",
    "uuid": "/story/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
    "numbers": "/a/98765432",
}
LISTS = (
    *(
        "/",
        "/politics",
        "/section/politics",
        "/tag/council-votes-to-close-bridge",
        "/author/a-b-c-d",
    ),
    *("/2026/03/01/photo-of-the-old-bridge.jpg", "#comments", "mailto:a@paper.example"),
    *("javascript:void(0)", "/login?next=/2026/03/01/council-votes-to-close-bridge"),
    *("https://other.example/2026/03/01/council-votes-to-close-bridge", "/rss", "/newsletter"),
    *("/2026/03/01/council-votes-to-close-bridge?share=mail", "/x?a=1&replytocom=9"),
    *("/datenschutz", "/mentions-legales", "/page/2", "/podcasts/the-old-bridge-and-its-friends"),
)


@pytest.mark.parametrize("address", ARTICLES.values(), ids=ARTICLES)
def test_an_articles_link_is_known_by_its_shape(address: str) -> None:
    assert len(urls(link(address, HEADLINE), "section")) == 1


@pytest.mark.parametrize("address", LISTS)
def test_other_links_are_no_articles(address: str) -> None:
    body = link(address, HEADLINE, "<article><h2>{}</h2></article>")

    assert urls(body, "section") == []


@pytest.mark.parametrize(
    "around",
    [
        "<nav>{}</nav>",
        "<footer><p>{}</p></footer>",
        '<div role="navigation">{}</div>',
        '<ul class="main menu">{}</ul>',
    ],
)
def test_a_weak_link_in_a_menu_is_no_article(around: str) -> None:
    assert urls(link("/world/europe-and-asia", "Europe", around), "section") == []


def test_a_weak_address_is_an_article_where_its_family_is() -> None:
    family = "".join(link(f"/stories/{n}-word-{n}-and-more", HEADLINE) for n in range(5))
    body = family + link("/stories/7-word-7-and-more", "Live")

    assert len(urls(body, "section")) == 6


def test_each_article_is_found_once_with_its_best_title_in_the_order_of_the_page() -> None:
    address = "/2026/03/01/council-votes-to-close-bridge"
    other = "/2026/03/01/tram-line-to-the-harbour-opens"
    body = (
        '<title>Politics</title><base href="/news/">'
        + link(address, "<img src=x>")
        + link(other, "Tram line to the harbour opens at last")
        + link(f"https://www.paper.example{address}?a=1", "Other")
        + link(address + "#more", f"<h3> {HEADLINE}\n</h3>")
    )

    assert found(body, "section") == Discovered(
        title="Politics",
        found=(
            Found(url=f"https://paper.example{address}", title=HEADLINE),
            Found(
                url=f"https://paper.example{other}", title="Tram line to the harbour opens at last"
            ),
            Found(url=f"https://www.paper.example{address}?a=1", title="Other"),
        ),
    )


def test_sites_are_told_apart_by_their_registrable_part() -> None:
    body = "".join(
        link(f"{host}/2026/03/01/council-votes-to-close-bridge", HEADLINE)
        for host in ("https://news.paper.co.uk", "https://other.co.uk", "http://paper.co.uk")
    )

    addresses = urls(body, "section", url="https://www.paper.co.uk/")
    assert [address.split("/")[2] for address in addresses] == ["news.paper.co.uk", "paper.co.uk"]
    assert (
        urls(
            link("http://10.0.0.2/2026/03/01/x-y-z-a", HEADLINE), "section", url="http://10.0.0.1/"
        )
        == []
    )


def test_a_page_with_links_beyond_count_is_read_in_part() -> None:
    body = "".join(link(f"/2026/03/01/council-votes-on-bridge-{n}", HEADLINE) for n in range(6000))

    assert len(urls(body, "section")) == 5000


def test_a_section_of_nothing_names_nothing() -> None:
    assert found("   <!-- -->", "section") == Discovered()


def test_a_page_names_itself() -> None:
    assert urls("<p>Text", "page", url=SITE + "news/bridge") == [SITE + "news/bridge"]


# what a watched address is

PROSE = "<p>" + "The council voted on Monday to close the old bridge for repairs. " * 8 + "</p>"
TEASERS = "".join(
    link(f"/2026/03/01/council-votes-to-close-bridge-{n}", HEADLINE, "<li>{}</li>")
    for n in range(12)
)


@pytest.mark.parametrize(
    ("body", "path", "expected"),
    [
        (RSS, "", "feed"),
        (ATOM, "", "feed"),
        (RDF, "", "feed"),
        ('{"version":"https:\\/\\/jsonfeed.org\\/version\\/1","items":[]}', "", "feed"),
        (SITEMAP, "", "sitemap"),
        ("<sitemapindex/>", "", "sitemap"),
        ("", "", "page"),
        ("plain text", "", "page"),
        ('{"headline": "x"}', "", "page"),
        (f"<html><body>{TEASERS}", "", "section"),
        (f"<html><body>{TEASERS}", "news", "section"),
        (f"<html><body>{PROSE * 5}{TEASERS}", "news/bridge", "page"),
        (f"<html><body><p>Short.{TEASERS}", "2026/03/01/council-votes-to-close", "page"),
        (f'<meta property="og:type" content="Article">{PROSE}{TEASERS}', "x", "page"),
        (f'<meta property="og:type" content="article">{TEASERS}', "x", "section"),
        (f'<script>{{"@type": "NewsArticle"}}</script>{PROSE}{TEASERS}', "x", "page"),
        (
            '<script>{"@type": ["CollectionPage"], "x": {"@type": "NewsArticle"}}</script>'
            + TEASERS,
            "x",
            "section",
        ),
    ],
)
def test_the_kind_of_an_address_is_found_out(body: str, path: str, expected: str) -> None:
    assert kind_of(body.encode(), None, SITE + path) == expected


def test_a_page_of_any_length_is_judged_by_its_beginning() -> None:
    links = "".join(
        f'<li><a href="/news/2026/story-{n}">A headline of a story {n}</a>' for n in range(20)
    )
    page = f"<html><body><ul>{links}</ul>".encode()

    assert kind_of(page + b" " * MOST_PAGE, "text/html", "https://paper.example/") == "section"


def test_the_kind_is_found_out_of_what_is_packed() -> None:
    packed = gzip.compress(RSS.encode())

    assert kind_of(packed, "text/xml", SITE, content_encoding="gzip") == "feed"


def test_the_feeds_that_a_page_offers_are_found() -> None:
    body = b"""<html><head>
    <link rel="alternate" type="application/rss+xml" href="/feed.xml" title="News">
    <link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="atom.xml">
    <link rel="alternate" type="application/feed+json" href="https://feeds.example/a.json">
    <link rel="alternate" type="application/rss+xml" href="/feed.xml">
    <link rel="alternate" type="application/rss+xml" href="/comments/feed" title="Comments">
    <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
    <link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" href="/a.css">
    <link rel="alternate" type="application/rss+xml"><link></head></html>"""

    assert feeds_of(body, SITE + "news/") == (
        SITE + "feed.xml",
        SITE + "news/atom.xml",
        "https://feeds.example/a.json",
    )
    assert feeds_of(b"", SITE) == ()
