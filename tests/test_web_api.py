"""The API gives what the pages show, in the shapes of the records, and takes no nonsense."""

import pytest
from newsroom import BRIDGE

API = "/api/v1"


def get(client, path, **parameters):
    answer = client.get(API + path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/changes", "number"),
        ("/articles", "id"),
        ("/articles/1/revisions", "number"),
        ("/articles/1/captures", "id"),
        ("/deliveries", "id"),
    ],
)
def test_lists_come_in_pages_that_make_up_the_whole(client, path, key):
    whole = get(client, path)

    items, before = [], None
    while True:
        page = get(client, path, limit=1, **({"before": before} if before else {}))
        items += page["items"]
        before = page["next"]
        if before is None:
            break

    assert (items, whole["next"]) == (whole["items"], None)
    assert len({item[key] for item in items}) > 1


def test_a_change_says_when_and_where(client):
    change = get(client, "/changes", host="paper.example", silent="true", limit=1)["items"][0]

    told = {name: change[name] for name in ("url", "number", "kind", "seen_at", "unchanged_as_of")}
    assert told == {
        "url": BRIDGE,
        "number": 4,
        "kind": "revert",
        "seen_at": "2026-03-01T15:01:00Z",
        "unchanged_as_of": "2026-03-01T14:31:00Z",
    }
    assert change["links"] == {
        "page": "/articles/1/r4",
        "self": "/api/v1/articles/1/r4",
        "changes": "/articles/1/r3..r4",
    }


def test_an_article_is_found_by_number_and_by_address(client):
    by_number, by_url = get(client, "/articles/1"), get(client, "/articles/by-url", url=BRIDGE)

    assert by_number == by_url
    assert [one["url"] for one in by_number["aliases"]] == [BRIDGE]


def test_a_version_comes_with_its_reading(client):
    version = get(client, "/articles/1/r3")

    assert version["updated"]["precision"] == "day"
    assert version["reading"]["blocks"][1]["labels"] == ["caption_duplicated"]
    assert version["reading"]["headline"] == "Council closes old bridge for two years"


def test_spans_of_a_comparison_give_back_both_texts(client):
    edits = get(client, "/articles/1/r1..r3")["edits"]

    for edit in edits:
        if edit["spans"]:
            old = "".join(text for mark, text in edit["spans"] if mark != "+")
            new = "".join(text for mark, text in edit["spans"] if mark != "-")
            sides = [(edit[side] or {"text": ""})["text"] for side in ("old", "new")]
            assert [old, new] == sides
    assert "headline" in {edit["field"] for edit in edits}


def test_blame_names_the_version_of_each_passage(client):
    shape = get(client, "/articles/1/blame", at=3)

    headline = next(one for one in shape["passages"] if one["field"] == "headline")
    assert (shape["revision"], headline["runs"][1]) == (3, {"text": " closes old", "revision": 2})
    assert "votes on" in {one["text"].strip() for one in shape["removed"]}


def test_searches_answer_with_facets(client):
    said = get(client, "/search", q="residents")
    became = get(client, "/search/changes", removed="12", added="14")

    assert "«residents»" in said["items"][0]["snippet"]
    assert became["items"][0]["edit"]["labels"] == ["number_changed"]
    assert became["facets"]["host"] == {"paper.example": 1}


def test_the_rest_of_what_is_kept_is_there(client):
    statistics = get(client, "/statistics")

    assert (statistics["articles"], statistics["changes"]) == (3, 6)
    assert get(client, "/articles/1/cite".replace("/cite", "/r1/cite"))[0]["version"] == "r1"
    assert get(client, "/articles/1/checks")[0]["outcome"] == "captured"
    assert get(client, "/sources")[0]["url"].endswith("feed.xml")
    assert get(client, "/sources/1")["label"] == "city desk"
    assert get(client, "/channels") == [
        {"name": "desk", "kind": "json", "failures": 0, "retry_at": None}
    ]
    assert get(client, "/rules")[0]["name"] == "numbers"
    assert get(client, "/accounts") == []


def test_sources_are_added_looked_at_and_removed(own):
    added = own.post(API + "/sources", json={"url": "https://New.example", "every": "1h"})
    number = added.json()["id"]

    looked = own.post(f"{API}/sources/{number}/check")
    removed = own.delete(f"{API}/sources/{number}")

    assert (added.status_code, looked.status_code, removed.status_code) == (201, 202, 204)
    assert added.json()["url"] == "https://new.example/"
    assert own.get(f"{API}/sources/{number}").status_code == 404
    assert get(own, "/articles/by-url", url="https://new.example/")["revisions"] == 0


def test_the_cost_of_a_schedule_is_told(own):
    told = get(own, "/schedule", every="6h", quiet="22:00-10:00")

    assert told == {"day": 2.0, "week": 14.0, "month": 60.0, "year": 730.0}
    assert own.get(API + "/schedule", params={"every": "sometimes"}).status_code == 400


def test_a_source_can_want_the_browser_and_lose_it_again(own):
    url = "https://new.example/feed"
    told = {"url": url, "kind": "feed", "quiet": "22:00-06:00 Europe/Berlin", "screenshot": True}

    added = own.post(API + "/sources", json=told).json()
    left = own.post(API + "/sources", json={"url": url, "kind": "feed", "label": "desk"}).json()
    off = {"url": url, "kind": "feed", "browser": False, "screenshot": False}
    without = own.post(API + "/sources", json=off).json()
    wrong = own.post(API + "/sources", json=told | {"quiet": "at night"})

    assert (added["browser"], added["screenshot"], added["quiet"]) == (True, True, told["quiet"])
    assert left == added | {"label": "desk", "next_due": left["next_due"]}
    assert (without["browser"], without["screenshot"]) == (False, False)
    assert (wrong.status_code, wrong.json()["detail"][:11]) == (400, "quiet hours")


def test_a_check_is_asked_for_once(own):
    first, second = (own.post(f"{API}/articles/1/check") for _ in range(2))

    assert (first.status_code, first.json()) == (202, second.json())
    assert get(own, "/articles/1")["wished_at"] == first.json()["asked_at"]


def test_rules_and_messages_are_changed(own):
    kept = own.put(f"{API}/rules/big", json={"when": "weight = major", "channels": ["desk"]})
    wrong = own.put(f"{API}/rules/big", json={"when": "weight ="})
    strange = own.put(f"{API}/rules/big", json={"when": "weight = major", "color": 1})
    again = own.post(f"{API}/deliveries/1/again")
    removed = own.delete(f"{API}/rules/big")

    codes = [one.status_code for one in (kept, wrong, strange, again, removed)]
    assert codes == [200, 400, 422, 202, 204]
    assert own.delete(f"{API}/rules/big").status_code == 404


def test_accounts_are_added_and_removed(own):
    new = {"name": "ada", "password": "correct horse", "role": "admin"}
    first = own.post(API + "/accounts", json=new)
    second = own.post(API + "/accounts", json=new | {"name": "bob"})

    removed = own.delete(f"{API}/accounts/{first.json()['id']}")

    assert (first.status_code, second.status_code, removed.status_code) == (201, 201, 204)
    assert "password" not in first.json()
    assert own.post(API + "/accounts", json=new | {"name": "bob"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/articles/99", 404),
        ("/articles/0", 422),
        (f"/articles/{10**30}", 422),
        ("/articles/1/r9", 404),
        ("/articles/by-url?url=nonsense", 404),
        ("/changes?before=x", 400),
        ("/changes?limit=9999", 422),
        ("/changes?since=then", 400),
        ("/search?q=...", 400),
        ("/search/changes", 400),
        ("/nothing", 404),
    ],
)
def test_mistakes_are_said_as_json(client, path, status):
    answer = client.get(API + path)

    assert (answer.status_code, "detail" in answer.json()) == (status, True)


def test_answers_can_be_revalidated(client):
    first = client.get(API + "/articles/1/r2")

    again = client.get(API + "/articles/1/r2", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304


def test_openapi_describes_every_operation(client):
    shape = client.get(API + "/openapi.json").json()

    described = [one for methods in shape["paths"].values() for one in methods.values()]
    assert shape["openapi"].startswith("3.1") and len(described) == 31
    assert all(one["description"] for one in described)
