"""RFC 7089, as a client of it sees it: the checks of a validator, done again."""

import re
from datetime import timedelta

import pytest
from newsroom import BASE, BRIDGE, GONE, client_of

from factories import NOON, make_capture
from storage.times import to_text

STAMPS = ["20260301120100", "20260301130100", "20260301140100", "20260301150100"]
LINK = re.compile(r'<([^>]*)>((?:; [a-z]+="[^"]*")*)')


def links(text):
    """rel → [(address, attributes)], as RFC 8288 has it."""
    found = {}
    for address, rest in LINK.findall(text):
        attributes = dict(re.findall(r'([a-z]+)="([^"]*)"', rest))
        for rel in attributes.pop("rel").split():
            found.setdefault(rel, []).append((address, attributes))
    return found


def at(client, path, time):
    return client.get(path, headers={"Accept-Datetime": time})


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("Sun, 01 Mar 2026 13:20:00 GMT", 1),
        ("Sun, 01 Mar 2026 13:40:00 GMT", 2),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Tue, 01 Jan 2099 00:00:00 GMT", 3),
    ],
)
def test_the_gate_leads_to_the_nearest_memento(client, time, expected):
    answer = at(client, f"/timegate/{BRIDGE}", time)

    assert answer.status_code == 302
    assert answer.headers["location"] == f"{BASE}/memento/{STAMPS[expected]}/{BRIDGE}"
    assert "accept-datetime" in answer.headers["vary"]
    assert "memento-datetime" not in answer.headers
    assert links(answer.headers["link"])["original"] == [(BRIDGE, {})]


def test_without_a_time_the_gate_leads_to_the_newest(client):
    answer = client.get(f"/timegate/{BRIDGE}")

    assert answer.headers["location"] == f"{BASE}/memento/{STAMPS[3]}/{BRIDGE}"


@pytest.mark.parametrize(
    "time",
    [
        "2026-03-01",
        "01 Mar 2026",
        "Sun, 01 Mar 2026 13:20:00 +0100",
        "Sun, 31 Feb 2026 13:20:00 GMT",
        "",
    ],
)
def test_a_time_that_cannot_be_read_is_a_bad_request(client, time):
    answer = at(client, f"/timegate/{BRIDGE}", time)

    assert (answer.status_code, answer.headers["vary"]) == (400, "accept-datetime")


@pytest.mark.parametrize(
    "service", ["timegate", "timemap/link", "timemap/json", "memento/20260301120100"]
)
def test_an_address_that_was_never_captured_is_not_found(client, service):
    answer = client.get(f"/{service}/https://never.example/")

    assert (answer.status_code, "memento-datetime" in answer.headers) == (404, False)


def test_a_memento_says_when_it_was_and_what_lies_beside_it(client):
    answer = client.get(f"/memento/{STAMPS[1]}/{BRIDGE}")

    found = links(answer.headers["link"])
    assert answer.headers["memento-datetime"] == "Sun, 01 Mar 2026 13:01:00 GMT"
    assert found["original"] == [(BRIDGE, {})]
    assert found["timegate"] == [(f"{BASE}/timegate/{BRIDGE}", {})]
    assert found["timemap"] == [
        (f"{BASE}/timemap/link/{BRIDGE}", {"type": "application/link-format"})
    ]
    stamps = {rel: found[rel][0][0].split("/")[4] for rel in ("first", "prev", "next", "last")}
    assert stamps == {
        "first": STAMPS[0], "prev": STAMPS[0], "next": STAMPS[2], "last": STAMPS[3]
    }  # fmt: skip
    assert (f"{BASE}/memento/{STAMPS[1]}/{BRIDGE}", {
        "datetime": "Sun, 01 Mar 2026 13:01:00 GMT"
    }) in found["memento"]  # fmt: skip


def test_a_memento_of_a_missing_page_is_a_memento_too(client):
    answer = client.get(f"/memento/20260301130200/{GONE}")

    assert (answer.status_code, "memento-datetime" in answer.headers) == (404, True)


def test_an_address_near_a_memento_leads_to_it(client):
    plain = client.get(f"/memento/20260301131500/{BRIDGE}")
    raw = client.get(f"/memento/20260301131500id_/{BRIDGE}")

    assert plain.headers["location"] == f"{BASE}/memento/{STAMPS[1]}/{BRIDGE}"
    assert raw.headers["location"] == f"{BASE}/memento/{STAMPS[1]}id_/{BRIDGE}"


@pytest.mark.parametrize("stamp", ["2026", "20261301000000", "20260301120100zz"])
def test_a_stamp_that_is_none_is_not_found(client, stamp):
    assert client.get(f"/memento/{stamp}/{BRIDGE}").status_code == 404


def test_the_map_lists_every_memento_once(client):
    answer = client.get(f"/timemap/link/{BRIDGE}")

    found = links(answer.text)
    assert answer.headers["content-type"].startswith("application/link-format")
    assert [address.split("/")[4] for address, _ in found["memento"]] == STAMPS
    assert all("datetime" in attributes for _, attributes in found["memento"])
    assert found["first"][0] == found["memento"][0] and found["last"][0] == found["memento"][-1]
    own, attributes = found["self"][0]
    assert own == f"{BASE}/timemap/link/{BRIDGE}"
    assert attributes["from"] == found["first"][0][1]["datetime"]
    assert attributes["until"] == found["last"][0][1]["datetime"]
    assert (found["original"], found["timegate"]) == (
        [(BRIDGE, {})],
        [(f"{BASE}/timegate/{BRIDGE}", {})],
    )


def test_the_json_map_says_the_same(client):
    shape = client.get(f"/timemap/json/{BRIDGE}").json()

    listed = [one["uri"].split("/")[4] for one in shape["mementos"]["list"]]
    assert (listed, shape["original_uri"]) == (STAMPS, BRIDGE)
    assert shape["mementos"]["first"]["datetime"] == "2026-03-01T12:01:00Z"


def test_a_client_finds_lists_and_fetches_a_version(client):
    gate = at(client, f"/timegate/{BRIDGE}", "Sun, 01 Mar 2026 14:00:00 GMT")
    memento = client.get(gate.headers["location"].removeprefix(BASE))
    listed = links(client.get(links(memento.headers["link"])["timemap"][0][0]).text)

    assert memento.headers["memento-datetime"] == "Sun, 01 Mar 2026 14:01:00 GMT"
    assert gate.headers["location"] in [address for address, _ in listed["memento"]]


def add_captures(client, count, *, apart):
    with client.app.state.site.shelf.writing() as archive:
        sha256 = archive.bodies.put(b"<p>one</p>", group=None)
        for number in range(count):
            capture = make_capture(
                url="https://often.example/?a=1&b=%2C,",
                fetched_at=NOON + number * apart,
                body=b"<p>one</p>",
            )
            archive.captures.add(capture, sha256=sha256, article_id=1)


def test_captures_of_one_second_do_not_share_an_address(own):
    add_captures(own, 3, apart=timedelta(milliseconds=200))

    found = own.get("/timemap/json/https://often.example/?a=1&b=%2C,").json()["mementos"]["list"]

    addresses = [one["uri"].removeprefix(BASE) for one in found]
    assert len(set(addresses)) == 3 and all(".0" not in one for one in addresses)
    assert [own.get(one).status_code for one in addresses] == [200, 200, 200]
    assert own.get("/memento/20260301120000/https://often.example/?a=1&b=%2C,").status_code == 302
    assert (
        own.get("/memento/20260301120000.99/https://often.example/?a=1&b=%2C,").status_code == 302
    )


def test_a_long_map_comes_in_pages(own):
    add_captures(own, 1005, apart=timedelta(minutes=1))
    path = "/timemap/link/https://often.example/?a=1&b=%2C,"

    first = links(own.get(path).text)
    second = links(own.get(first["timemap"][0][0].removeprefix(BASE)).text)
    shape = own.get(path.replace("link", "json")).json()

    assert (len(first["memento"]), len(second["memento"])) == (1000, 5)
    assert "first" not in second and "last" in second and "next" in shape
    assert to_text(NOON).startswith("2026")


def test_the_address_of_an_alias_leads_to_what_was_captured(own):
    with own.app.state.site.shelf.writing() as archive:
        archive.articles.seen_as(1, "https://paper.example/amp/bridge", kind="amp", at=NOON)

    answer = own.get("/timegate/https://paper.example/amp/bridge")

    assert answer.headers["location"].endswith(BRIDGE)


def test_a_head_request_gets_the_same_headers(client):
    get, head = (
        getattr(client, method)(f"/memento/{STAMPS[0]}/{BRIDGE}") for method in ("get", "head")
    )

    assert head.status_code == 200
    assert head.headers["memento-datetime"] == get.headers["memento-datetime"]


def test_scripts_of_other_sites_may_read_only_a_public_archive(room, own):
    with client_of(room, public=True) as public:
        shown = public.get(f"/timemap/link/{BRIDGE}")

    assert shown.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in own.get(f"/timemap/link/{BRIDGE}").headers
