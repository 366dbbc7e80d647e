"""An archived page is replayed as it came, where it can do nothing."""

import gzip

import pytest
from newsroom import BASE, BRIDGE, PAGE

from factories import after, make_capture
from web.replay import SANDBOX, cleaned

OTHER = "https://paper.example/other"


def keep(client, body, content_type="text/html", *, headers=(), status=200):
    """Keep a capture of OTHER; answers the address of its memento and of its bytes."""
    capture = make_capture(
        url=OTHER,
        fetched_at=after(0),
        body=body,
        status=status,
        headers=(("Content-Type", content_type), *headers),
    )
    with client.app.state.site.shelf.writing() as archive:
        encoding = capture.header("content-encoding")
        sha256 = archive.bodies.put(body, group=None, encoding=encoding)
        archive.captures.add(capture, sha256=sha256, article_id=1)
    return f"/memento/20260301120000/{OTHER}", f"/memento/20260301120000id_/{OTHER}"


def test_the_view_holds_the_words_and_nothing_that_acts(client):
    answer = client.get(f"/memento/20260301120100/{BRIDGE}")

    assert "<p>The council voted." in answer.text
    assert f'href="{BASE}/memento/20260301120100/https://paper.example/news/other"' in answer.text
    for word in (
        "<script",
        "onload",
        "javascript:",
        "refresh",
        "<iframe",
        "<form",
        "src=",
        "<base",
    ):
        assert word not in answer.text


def test_the_raw_memento_is_the_very_bytes_under_the_sandbox(client):
    answer = client.get(f"/memento/20260301120100id_/{BRIDGE}")

    assert answer.text == PAGE
    assert answer.headers["content-security-policy"] == SANDBOX
    assert answer.headers["x-archive-orig-etag"] == '"a"'
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_browser_that_opens_raw_markup_gets_its_source(client):
    path = f"/memento/20260301120100id_/{BRIDGE}"

    opened = client.get(path, headers={"Sec-Fetch-Dest": "document"})
    fetched = client.get(path, headers={"Sec-Fetch-Dest": "empty"})

    assert opened.headers["content-type"] == "text/plain; charset=utf-8"
    assert fetched.headers["content-type"] == "text/html; charset=utf-8"
    assert opened.text == fetched.text == PAGE


def test_the_bytes_of_a_capture_are_a_file(client):
    answer = client.get("/captures/1/body")

    assert answer.text == PAGE
    assert answer.headers["content-disposition"] == 'attachment; filename="capture-1.bin"'


def test_a_compressed_body_comes_as_the_client_takes_it(own):
    packed = gzip.compress(b"<p>squeezed</p>")
    view, raw = keep(own, packed, headers=(("Content-Encoding", "gzip"),))

    wire = own.get(raw, headers={"Accept-Encoding": "gzip"})
    plain = own.get(raw, headers={"Accept-Encoding": "identity"})

    assert (wire.headers["content-encoding"], wire.text) == ("gzip", "<p>squeezed</p>")
    assert ("content-encoding" in plain.headers, plain.text) == (False, "<p>squeezed</p>")
    assert "<p>squeezed</p>" in own.get(view).text


@pytest.mark.parametrize(
    ("content_type", "shown"),
    [
        ("image/svg+xml", True),
        ("text/plain", True),
        ("application/pdf", False),
        ("application/x-evil\r\nX-Header: 1", False),
    ],
)
def test_other_types_are_sandboxed_or_offered_as_files(own, content_type, shown):
    view, raw = keep(own, b"<svg onload='alert(1)'/>", content_type)

    for path in (view, raw):
        answer = own.get(path)
        assert answer.headers["content-security-policy"] == SANDBOX
        assert ("content-disposition" in answer.headers) == (not shown)
        assert "x-header" not in answer.headers


@pytest.mark.parametrize(
    ("status", "given"), [(404, 404), (503, 503), (301, 200), (204, 200), (99, 200)]
)
def test_a_status_is_replayed_where_a_browser_may_see_it(own, status, given):
    view, _ = keep(
        own, b"<p>Gone</p>", status=status, headers=(("Location", "https://x.example/"),)
    )

    answer = own.get(view)

    assert (answer.status_code, "location" in answer.headers) == (given, False)
    assert "memento-datetime" in answer.headers


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe",
        b"<" * 5000,
        b"<div>" * 5000,
        b"<!-- ",
        b"\xef\xbb\xbf<p>x",
        b"<a href='http://[::1'>x</a>",
    ],
)
def test_broken_markup_is_shown_as_far_as_it_goes(body):
    shown = cleaned(make_capture(body=body), "/memento/1/")

    assert shown.startswith(b"<!doctype html>")


def test_what_hides_in_foreign_markup_is_gone():
    body = (
        b"<svg><style><img src=x onerror=alert(1)></style></svg><math><mtext></mtext></math>"
        b"<p style='background:url(https://x.example)' onclick='x'>kept</p><x:y>odd</x:y>"
        b"<a href=' java\nscript:x'>a</a><template><script>x</script></template><style>p{}</style>"
    )

    shown = cleaned(make_capture(body=body), "/memento/1/")

    for word in (b"svg", b"math", b"onerror", b"onclick", b"script", b"template", b"odd"):
        assert word not in shown
    assert b"kept" in shown and b"<style>p{}</style>" in shown


def test_the_page_of_a_capture_frames_it_without_rights(client):
    text = client.get("/captures/1").text

    assert f'sandbox src="/memento/20260301120100/{BRIDGE}"' in text
    assert "ETag" in text and "192.0.2.7" in text


def test_a_capture_that_is_no_page_is_not_framed(own):
    keep(own, b"%PDF", "application/pdf")

    assert "<iframe" not in own.get("/captures/10").text
