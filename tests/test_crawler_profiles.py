"""A site profile is data: read with clear errors, applied within bounds."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from lxml import etree

from crawler import extract, profiles, selectors
from storage.errors import BadSetting

PAGE = (
    "<!doctype html><html><head><title>Odd</title></head><body><div class=x>"
    "<b class=t>An odd headline</b>"
    "<i class=who>Ann Larkspur</i><u class=when>4 March 2026</u><s class=upd>5 March 2026</s>"
    "<em class=k>Bridges</em><em class=d>What stands under the headline.</em>"
    "<div class=main>"
    + "<p>The council of Marrowby voted to reopen the old bridge on Tuesday.</p>" * 1
    + "<p>Engineers tested it for six weeks, <span class=card>a card</span> "
    + "and found no cracks.</p>"
    + "</div>"
    + "<div class=other>"
    + "<p>Another long text that is longer than the article itself is.</p>" * 9
    + "</div></div></body></html>"
).encode()
PROFILE = """
hosts = ["odd.example", "*.odd.example"]
headline = "b.t"
kicker = "em.k"
dek = ["em.missing", "em.d"]
authors = "i.who"
published = "u.when"
updated = "s.upd"
body = "div.main"
remove = ["span.card"]
"""


def make_folder(path: Path, text: str) -> Path:
    (path / "odd.toml").write_text(text, encoding="utf-8")
    return path


def test_a_profile_says_where_things_stand(tmp_path: Path) -> None:
    known = profiles.load(make_folder(tmp_path, PROFILE))

    found = extract.read_html(PAGE, url="https://www.odd.example/a", profiles=known)

    assert found.headline == "An odd headline"
    assert (found.kicker, found.dek) == ("Bridges", "What stands under the headline.")
    assert found.authors == ("Ann Larkspur",)
    assert found.published is not None and found.published.value == "2026-03-04"
    assert found.updated is not None and found.updated.value == "2026-03-05"
    assert [block.text for block in found.blocks] == [
        "The council of Marrowby voted to reopen the old bridge on Tuesday.",
        "Engineers tested it for six weeks, and found no cracks.",
    ]


@pytest.mark.parametrize("space", [b" ", b"\x0b", b"&#xffff;"], ids=["blank", "tab", "none"])
def test_text_after_what_a_profile_removes_stays(tmp_path: Path, space: bytes) -> None:
    known = profiles.load(make_folder(tmp_path, PROFILE))
    line = b"<p>It <b>has</b> opened<span class=card>Buy</span>" + space + b"again, he said.</p>"
    page = PAGE.replace(b"</div>", line + b"</div>", 1)

    found = extract.read_html(page, url="https://odd.example/a", profiles=known)

    assert found.blocks[-1].text == "It has opened again, he said."


def test_a_profile_is_for_its_hosts_alone(tmp_path: Path) -> None:
    known = profiles.load(make_folder(tmp_path, PROFILE))

    assert profiles.fitting(known, "odd.example") is known[0]
    assert profiles.fitting(known, "a.odd.example") is known[0]
    assert profiles.fitting(known, "notodd.example") is None
    assert extract.read_html(PAGE, url="https://e.example/a", profiles=known) == extract.read_html(
        PAGE, url="https://e.example/a"
    )


def test_no_folder_holds_no_profiles(tmp_path: Path) -> None:
    assert profiles.load(tmp_path / "none") == ()


def test_our_own_profiles_can_be_read() -> None:
    assert profiles.built_in()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("hosts = ['odd.example']\nbody = 'div >'", "body"),
        ("hosts = ['odd.example']\nbody = '> div'", "body"),
        ("hosts = ['odd.example']\nbody = 'div ~ p'", "body"),
        ("hosts = [", "TOML"),
        ("headline = 'h1'", "hosts"),
        ("hosts = ['Odd.Example']", "hosts"),
        ("hosts = ['odd.example']\ntitle = 'h1'", "title"),
        ("hosts = ['odd.example']\nheadline = 5", "headline"),
        ("hosts = ['odd.example']\nheadline = ['']", "headline"),
        ("hosts = ['odd.example']\nbody = 'div:has(p)'", "body"),
        ("hosts = ['odd.example']\nbody = 'p:nth-child(2n+1)'", "body"),
        ("hosts = ['odd.example']\nbody = '//div[re:test(., \"(a+)+$\")]'", "body"),
        ("hosts = ['odd.example']\nbody = 'a b c d e f g h i'", "body"),
        ("hosts = ['odd.example']\nbody = '" + "a" * 300 + "'", "body"),
        ("hosts = ['odd.example']\nremove = ['div..x']", "remove"),
        ("hosts = ['odd.example']\nremove = [" + "'p'," * 50 + "]", "selectors"),
        ("#" * 70_000, "bytes"),
    ],
)
def test_a_bad_profile_is_one_error_that_names_file_and_key(
    tmp_path: Path, text: str, key: str
) -> None:
    with pytest.raises(BadSetting) as error:
        profiles.load(make_folder(tmp_path, text))

    assert "odd.toml" in str(error.value)
    assert key in str(error.value)


def test_a_folder_with_too_many_profiles_is_refused(tmp_path: Path) -> None:
    for number in range(profiles.MAX_FILES + 1):
        (tmp_path / f"{number}.toml").touch()

    with pytest.raises(BadSetting, match="at most"):
        profiles.load(tmp_path)


def test_a_selector_takes_time_in_proportion_to_the_page(tmp_path: Path) -> None:
    text = "hosts = ['odd.example']\nremove = ['div div div div div p', 'div > div + p']"
    known = profiles.load(make_folder(tmp_path, text))
    page = b"<html><body>" + b"<div>" * 800 + b"<p>text</p>" * 20_000
    start = time.process_time()

    extract.read_html(page, url="https://odd.example/", profiles=known)

    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("p", ["1", "2", "3", "4"]),
        ("div > p", ["1", "2", "3"]),
        ("section p", ["4"]),
        ("div *", ["1", "2", "3", "s", "4"]),
        ("p.a", ["1", "3"]),
        ("p.a.b", ["3"]),
        ("#two", ["2"]),
        ("p + p", ["2", "3"]),
        ("p.a + p#two", ["2"]),
        ("[data-k]", ["1", "2"]),
        ("[data-k=x]", ["1"]),
        ("[data-k^='y']", ["2"]),
        ('[data-k$="z"]', ["2"]),
        ("[data-k*=z]", ["2"]),
        ("[data-k|=y]", ["2"]),
        ("[class~=b]", ["3"]),
        ("p:first-child", ["1", "4"]),
        ("p:last-child", ["4"]),
        ("div section > p.c", ["4"]),
        ("span", []),
    ],
)
def test_selectors_mean_what_css_says(selector: str, expected: list[str]) -> None:
    page = etree.fromstring(
        "<div><p class=a n=1 data-k=x>1</p><p id=two n=2 data-k=y-z>2</p><p class='a b' n=3>3</p>"
        "<section n=s><p class=c n=4>4</p></section></div>",
        etree.HTMLParser(),
    )

    assert [element.get("n") for element in selectors.select(page, selector)] == expected
