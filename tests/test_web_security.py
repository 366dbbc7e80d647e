"""Whoever may not come in gets nothing, by whatever door."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from newsroom import BRIDGE, HOSTILE, OWN, QUICK, Newsroom, add_account, build, client_of, sign_in
from starlette.routing import Route
from starlette.testclient import TestClient

from storage.errors import NotFound
from web.access import OPEN, Role
from web.app import create
from web.guard import CONTENT_POLICY
from web.replay import SANDBOX
from web.routes import OPERATIONS, PAGES, PREFIX
from web.shelf import Shelf
from web.throttle import Throttle


def every_route():
    """(method, path with something in it, need) of every door."""
    for one in PAGES:
        yield one.method, filled(one.path), one.need
    for one in OPERATIONS:
        yield one.method, PREFIX + filled(one.path), one.need


def filled(path):
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: VALUES.get(found[1], "1"), path)


VALUES = {"url": BRIDGE, "stamp": "20260301120100", "name": "numbers", "form": "json"}
DENIED = (401, 403)


def refused(answer):
    to_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?")
    return answer.status_code in DENIED or to_sign_in


def test_with_accounts_every_door_but_the_open_ones_is_shut_to_strangers(room):
    with client_of(room, accounts=True) as client:
        for method, path, need in every_route():
            answer = client.request(method, path, headers=OWN)
            assert refused(answer) == (need is not OPEN), (method, path, answer.status_code)


def test_a_route_in_no_table_is_shut(room):
    with client_of(room) as client:
        route = Route("/forgotten", lambda request: None)
        client.app.router.routes.append(route)

        answer = client.get("/forgotten")

    assert answer.status_code == 403


@pytest.mark.parametrize("role", ["viewer", "archivist", "admin"])
def test_a_role_opens_its_doors_and_no_others(room, role):
    with client_of(room, accounts=True) as client:
        add_account(client, "ada", role)
        sign_in(client, "ada")
        for method, path, need in every_route():
            may = Role[role.upper()] >= need.role
            if may and method != "GET":
                continue  # what it may do is done in other tests
            answer = client.request(method, path, headers=OWN)
            assert (answer.status_code == 403) == (not may), (method, path, answer.status_code)


def test_in_public_strangers_read_and_do_nothing_else(room):
    with client_of(room, public=True) as client:
        for method, path, need in every_route():
            answer = client.request(method, path, headers=OWN)
            assert (answer.status_code == 403) == (not need.public), (method, path)
        assert "/sources" not in client.get("/").text


@pytest.mark.parametrize(
    "host", ["rebind.example", "localhost.evil.example", "", "[", "10.0.0.1:8321"]
)
def test_a_host_that_is_not_ours_is_refused(room, host):
    with client_of(room) as client:
        assert client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8321", "127.0.0.1", "[::1]:8321", "LOCALHOST"])
def test_every_name_of_loopback_is_ours(room, host):
    with client_of(room) as client:
        assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8321"}, 403),
        ({"Origin": "http://localhost:8321"}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_a_form_of_another_site_does_nothing(room, headers, status):
    with client_of(room) as client:
        answer = client.post("/articles/1/check", headers=headers)
        asked = client.get("/api/v1/articles/1").json()["wished_at"]

    assert (answer.status_code, asked is not None) == (status, status == 303)


def test_the_api_takes_programs_but_no_page_of_another_site(room):
    with client_of(room) as client:
        program = client.post("/api/v1/articles/1/check")
        page = client.post("/api/v1/articles/2/check", headers={"Origin": "https://evil.example"})

    assert (program.status_code, page.status_code) == (202, 403)


def test_signing_in_makes_a_session_that_only_this_site_and_no_script_reads(room):
    with client_of(room, accounts=True) as client:
        add_account(client, "ada", "viewer")
        answer = sign_in(client, "ada")

    cookie = answer.headers["set-cookie"].lower()
    assert answer.status_code == 303
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie


def test_over_tls_the_cookie_is_secure_and_the_browser_stays_with_tls(folder):
    build(folder)
    app = create(folder, base_url="https://archive.example", accounts=True, hasher=QUICK)
    with TestClient(app, base_url="https://archive.example", follow_redirects=False) as client:
        add_account(client, "ada", "viewer")
        answer = sign_in(client, "ada")

    assert answer.headers["set-cookie"].startswith("__Host-variorum=")
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers


def test_signing_out_ends_the_session_itself(room):
    with client_of(room, accounts=True) as client:
        add_account(client, "ada", "viewer")
        sign_in(client, "ada")
        cookies = dict(client.cookies)
        inside = client.get("/").status_code

        client.post("/sign-out", headers=OWN)
        client.cookies.update(cookies)

        assert (inside, client.get("/").status_code) == (200, 303)


def test_after_failed_tries_even_the_right_password_waits(room):
    with client_of(room, accounts=True) as client:
        add_account(client, "ada", "viewer")
        tries = [sign_in(client, "ada", "wrong").status_code for _ in range(5)]
        late = sign_in(client, "ada")

    assert tries == [400] * 5
    assert (late.status_code, 0 < int(late.headers["retry-after"]) <= 11) == (429, True)


def test_the_wait_grows_and_ends(room):
    throttle, now = Throttle(), datetime(2026, 1, 1, tzinfo=UTC)
    waits = []
    for _ in range(12):
        throttle.failed(("name",), now)
        waits.append(throttle.wait(("name", "other"), now).total_seconds())

    assert waits[:8] == [0, 0, 0, 0, 10, 20, 40, 80] and max(waits) <= 900
    assert not throttle.wait(("name",), now + timedelta(hours=1))
    assert not throttle.wait((), now)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/articles?state=gone", "/articles?state=gone"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
    ],
)
def test_signing_in_leads_nowhere_else(room, asked, given):
    with client_of(room, accounts=True) as client:
        add_account(client, "ada", "viewer")
        answer = client.post(
            "/sign-in",
            data={"name": "ada", "password": "correct horse", "next": asked},
            headers=OWN,
        )

    assert answer.headers["location"] == given


def test_tokens_open_the_api_and_feeds_as_far_as_their_role(room):
    with client_of(room, accounts=True) as client:
        add_account(client, "ada", "admin")
        sign_in(client, "ada")
        page = client.post("/account/tokens", data={"name": "t", "role": "viewer"}, headers=OWN)
        token = re.search(r"vrm_[\w-]+", page.text)[0]
        client.post("/sign-out", headers=OWN)
        client.cookies.clear()
        bearer = {"Authorization": f"Bearer {token}"}

        codes = [
            client.get("/api/v1/changes", headers=bearer).status_code,
            client.get("/api/v1/accounts", headers=bearer).status_code,
            client.post("/api/v1/articles/1/check", headers=bearer).status_code,
            client.get("/feeds/changes.atom", auth=("any", token)).status_code,
            client.get("/feeds/changes.atom").status_code,
            client.get("/account", headers=bearer).status_code,
            client.get("/", headers={"Authorization": "Bearer vrm_wrong"}).status_code,
            client.get("/", headers={"Authorization": "Basic !!"}).status_code,
            client.get("/", headers={"Authorization": "Digest x"}).status_code,
        ]

    assert codes == [200, 403, 403, 200, 401, 404, 303, 303, 303]


def test_tokens_are_revoked_and_wrong_ones_refused(room):
    with client_of(room, accounts=True) as client:
        add_account(client, "ada", "viewer")
        sign_in(client, "ada")
        client.post("/account/tokens", data={"name": "t", "role": "viewer"}, headers=OWN)
        strong = client.post("/account/tokens", data={"name": "t", "role": "admin"}, headers=OWN)
        nameless = client.post("/account/tokens", data={"name": "", "role": "viewer"}, headers=OWN)
        gone = client.post("/account/tokens/revoke", data={"token": "1"}, headers=OWN)
        wrong = client.post("/account/tokens/revoke", data={"token": "x"}, headers=OWN)
        text = client.get("/account").text

    codes = [one.status_code for one in (strong, nameless, gone, wrong)]
    assert (codes, "Revoke" in text) == ([400, 400, 303, 400], False)


def test_a_new_password_needs_the_old_one_and_ends_every_session(room):
    change = {"old": "correct horse", "new": "battery staple"}
    with client_of(room, accounts=True) as client:
        add_account(client, "ada", "viewer")
        sign_in(client, "ada")
        wrong = client.post("/account/password", data=change | {"old": "x"}, headers=OWN)
        short = client.post("/account/password", data=change | {"new": "x"}, headers=OWN)
        right = client.post("/account/password", data=change, headers=OWN)

        codes = [one.status_code for one in (wrong, short, right, client.get("/"))]
        assert codes == [400, 400, 303, 303]
        assert sign_in(client, "ada", "battery staple").status_code == 303


def test_an_admin_adds_changes_and_removes_accounts(room):
    bob = {"name": "bob", "password": "correct horse", "role": "viewer"}
    with client_of(room, accounts=True) as client:
        add_account(client, "ada", "admin")
        sign_in(client, "ada")
        added = client.post("/accounts", data=bob, headers=OWN)
        twice = client.post("/accounts", data=bob, headers=OWN)
        raised = client.post(
            "/accounts/change", data={"name": "bob", "role": "archivist"}, headers=OWN
        )
        listed = client.get("/accounts").text
        removed = client.post("/accounts/change", data={"name": "bob", "do": "remove"}, headers=OWN)
        last = client.post("/accounts/change", data={"name": "ada", "do": "remove"}, headers=OWN)

    codes = [one.status_code for one in (added, twice, raised, removed, last)]
    assert codes == [303, 400, 303, 303, 400]
    assert "<option selected>archivist" in listed


def test_without_accounts_there_is_nothing_to_sign_in_to(room):
    with client_of(room) as client:
        codes = [client.get(path).status_code for path in ("/sign-in", "/account", "/accounts")]
        codes.append(sign_in(client, "ada").status_code)

    assert codes == [404, 404, 404, 404]


def test_every_answer_bears_the_policy(room):
    with client_of(room) as client:
        for method, path, _ in every_route():
            if method != "GET":
                continue
            headers = client.get(path).headers
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["content-security-policy"] in (CONTENT_POLICY, SANDBOX), path


def test_pages_of_a_hostile_archive_hold_no_script_of_it(room):
    with client_of(room) as client:
        paths = ["/", "/articles", "/articles/3", "/articles/3/r2", "/articles/3/r1..r2"]
        paths += ["/articles/3/r1..r2?view=side", "/articles/3/blame", "/search?q=text"]
        paths += ["/articles/3/r1/cite", "/captures/6", "/captures/5", f"/url/{HOSTILE}"]
        for path in paths:
            text = client.get(path).text
            scripts = re.findall(r"<script[^>]*>", text)
            assert scripts in ([], ['<script src="/static/keys.js" defer>']), path
            assert "onerror=&" in text or not re.search(r"<[^>]*\sonerror=", text), path
            assert 'href="javascript:' not in text, path


def test_no_secret_is_shown_anywhere(room):
    with client_of(room) as client:
        for method, path, _ in every_route():
            if method == "GET":
                assert "secret-token-in-the-address" not in client.get(path).text, path


def test_a_missing_archive_is_said_plainly(tmp_path):
    room = Newsroom(folder=tmp_path, bridge=0, tram=0, hostile=0, feed=0)
    with client_of(room) as client:
        answer = client.get("/")

    assert (answer.status_code, "there is no archive" in answer.text.lower()) == (503, True)


def test_a_write_that_fails_leaves_nothing(room):
    shelf = Shelf(room.folder)

    with pytest.raises(NotFound), shelf.writing() as archive:
        archive.articles.wish(1, archive.articles.get(1).first_seen)
        archive.articles.get(99)

    with shelf.reading() as archive:
        assert archive.db.execute("SELECT count(*) FROM wish").fetchone() == (0,)
    shelf.close()
