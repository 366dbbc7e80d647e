"""Captions and credits, and the addresses of pictures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawler import credits, figures, images

BASE = "https://gazette.example/news/bridge"


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (
            "The bridge at dawn. (Ilse Mohr/Gazette Pictures)",
            "The bridge at dawn.",
            "Ilse Mohr/Gazette Pictures",
        ),
        ("The bridge at dawn. Photograph: Ilse Mohr", "The bridge at dawn.", "Ilse Mohr"),
        ("The bridge at dawn (Photo: Ilse Mohr)", "The bridge at dawn", "Ilse Mohr"),
        ("Die Brücke am Morgen. Foto: dpa", "Die Brücke am Morgen.", "dpa"),
        ("Die Brücke am Morgen. © Ilse Mohr/dpa", "Die Brücke am Morgen.", "Ilse Mohr/dpa"),
        ("Le pont, lundi. AFP", "Le pont, lundi.", "AFP"),
        ("Most o świcie | Fot. Jan Kowal", "Most o świcie", "Jan Kowal"),
        ("Getty Images", None, "Getty Images"),
        ("Photo by Ilse Mohr", None, "Ilse Mohr"),
        ("Image caption The bridge at dawn", "The bridge at dawn", None),
        ("A dog (left) and a cat (right)", "A dog (left) and a cat (right)", None),
        ("The new photo shows: a house", "The new photo shows: a house", None),
        ("", None, None),
    ],
)
def test_the_credit_is_taken_apart(line: str, caption: str | None, credit: str | None) -> None:
    assert credits.split(line) == (caption, credit)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/p-1024x683.jpg?w=640&v=3", "https://a.example/p.jpg"),
        ("https://a.example/image?id=7&w=640&cb=1", "https://a.example/image?id=7"),
        (
            "https://a.example/_next/image?url=https%3A%2F%2Fb.example%2Fc.jpg&w=64",
            "https://b.example/c.jpg",
        ),
        ("https://a.example/w_640,h_400,c_fill/p.jpg", "https://a.example/p.jpg"),
        ("https://a.example/cdn-cgi/image/width=640,quality=75/p.jpg", "https://a.example/p.jpg"),
    ],
)
def test_an_image_has_one_address_in_all_sizes(address: str, expected: str) -> None:
    assert images.stable(address) == expected
    assert images.stable(expected) == expected


def figure(markup: str) -> figures.Picture:
    return figures.read_figure(
        etree.fromstring(f"<figure>{markup}</figure>", etree.HTMLParser()), BASE
    )


def test_parts_of_a_figure_are_told_apart() -> None:
    found = figure(
        '<img src="/b.jpg" alt="A bridge"><figcaption>The <a href="/x">swing bridge</a> at dawn. '
        '<button>Enlarge</button><span class="credit">Photo: Ilse Mohr</span></figcaption>'
    )

    assert found == figures.Picture(
        image="https://gazette.example/b.jpg",
        alt="A bridge",
        caption="The swing bridge at dawn.",
        credit="Ilse Mohr",
    )


@pytest.mark.parametrize(
    ("markup", "caption", "credit"),
    [
        (
            '<img src="/b.jpg"><div class="caption">At dawn, the bridge.</div>',
            "At dawn, the bridge.",
            None,
        ),
        ('<img src="/b.jpg"><p>At dawn, the bridge.</p>', "At dawn, the bridge.", None),
        (
            '<img src="/b.jpg"><p>At dawn.</p><span class="credit">Ilse Mohr</span>',
            "At dawn.",
            "Ilse Mohr",
        ),
        (
            '<img src="/b.jpg"><figcaption>At dawn. Photo: A</figcaption><i class="credit">B C</i>',
            "At dawn.",
            "A",
        ),
        (
            '<img src="/b.jpg"><figcaption>At dawn (AP). <b class="credit">B C</b></figcaption>',
            "At dawn (AP).",
            "B C",
        ),
        ('<img src="/b.jpg"><a href="/x">Another story about a bridge</a>', None, None),
        ("<video></video><p>A film about the bridge.</p>", None, None),
        ('<img src="/b.jpg"><figcaption>Sign up for our letter</figcaption>', None, None),
        ('<img src="/b.jpg"><h3>A title</h3><p>And words.</p>', None, None),
    ],
)
def test_captions_stand_in_many_places(
    markup: str, caption: str | None, credit: str | None
) -> None:
    found = figure(markup)

    assert (found.caption, found.credit) == (caption, credit)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<img src="data:image/gif;base64,x" data-src="/b.jpg">', "https://gazette.example/b.jpg"),
        ('<img srcset="/s.jpg 320w, /l.jpg 1280w">', "https://gazette.example/l.jpg"),
        ('<img srcset="/s.jpg, /l.jpg 2x, , /x.jpg wide">', "https://gazette.example/l.jpg"),
        ('<picture><source srcset="/l.webp 9w"><img></picture>', "https://gazette.example/l.webp"),
        ('<amp-img src="/b.jpg"></amp-img>', "https://gazette.example/b.jpg"),
        ("<img>", None),
        ('<img src="javascript:x">', None),
        ('<img src="http://[bad/x.jpg">', None),
    ],
)
def test_the_image_is_found_behind_lazy_loading(markup: str, expected: str | None) -> None:
    assert figure(markup).image == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('src="/icons/x.png"', True),
        ('src="/b.jpg" width="40px"', True),
        ('src="/b.jpg" width="640"', False),
    ],
)
def test_ornaments_are_no_pictures(attributes: str, expected: bool) -> None:
    image = etree.fromstring(f"<img {attributes}>", etree.HTMLParser()).find(".//img")

    assert image is not None
    assert images.is_ornament(image) is expected


@given(st.text(max_size=400))
def test_any_text_is_split_without_loss_of_time(text: str) -> None:
    caption, credit = credits.split(text)

    assert caption != ""
    assert credit != ""
