"""What a reader and an archivist do in a real browser, and what hostile pages cannot."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import FLAGS, Sink, chromium, served
from newsroom import BRIDGE, build
from playwright.sync_api import expect, sync_playwright

from factories import after, make_new_revision, make_reading
from monitor.compare import compare
from storage.accounts import Accounts
from storage.archive import open_archive

pytestmark = pytest.mark.browser

PATHS = (
    "/",
    "/?weight=major",
    "/articles",
    "/articles/1",
    "/articles/2",
    "/articles/3",
    "/articles/1/r3",
    "/articles/2/r2",
    "/articles/3/r2",
    "/articles/1/r1..r2",
    "/articles/1/r1..r3?view=side",
    "/articles/3/r1..r2",
    "/articles/1/blame",
    "/articles/1/r1/cite",
    "/captures/1",
    "/search",
    "/search?q=council",
    "/search?removed=12&added=14",
    "/statistics",
    "/sources",
    "/rules",
    "/deliveries",
    "/keys",
    "/api",
    "/nothing",
)


@pytest.fixture(scope="module")
def sink():
    opened = Sink()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def browser(sink):
    path = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=path, args=[*FLAGS, sink.flag], chromium_sandbox=False
        )
        yield opened
        opened.close()


@pytest.fixture
def room(folder):
    return build(folder)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """Pages for reading only."""
    room = build(tmp_path_factory.mktemp("room") / "archive")
    with served(room.folder) as base:
        yield base


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_a_barrier_that_axe_finds(page, shown, path):
    assert barriers(page, shown, [path]) == {}


#: colours, and the width of the window
LOOKS = (("light", 390), ("dark", 1440))
STICKING_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def barriers(page, base, paths):
    """path, colours → (what axe finds, pixels that stick out at the side), where there is any."""
    found = {}
    for path in paths:
        page.goto(base + path)
        for scheme, width in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            overflow = page.evaluate(STICKING_OUT)
            problems = [
                (rule["id"], node["html"][:200], node["failureSummary"][:300])
                for rule in Axe().run(page).response["violations"]
                for node in rule["nodes"]
            ]
            if problems or overflow > 0:
                found[path, scheme] = (problems, overflow)
    return found


def test_a_reader_goes_from_the_list_to_what_changed_to_the_page_itself(page, shown):
    page.goto(shown)
    page.get_by_role("link", name="Council closes old bridge for two years").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Council closes old bridge for two years"
    )
    expect(page.locator("ins", has_text="140").first).to_be_visible()

    page.get_by_role("link", name="Side by side").click()
    expect(page.locator(".comparison.side")).to_be_visible()

    page.get_by_role("link", name="r1", exact=True).click()
    expect(page.locator(".reading h1")).to_have_text("Council votes on bridge")

    page.get_by_role("link", name="The page as captured").click()
    frame = page.frame_locator("iframe.captured")
    expect(frame.get_by_role("heading")).to_have_text("Council votes on bridge")


def test_a_reader_compares_any_two_versions(page, shown):
    page.goto(f"{shown}/articles/1")
    page.get_by_label("Compare from r1").check()
    page.get_by_label("Compare to r3").check()
    page.get_by_role("button", name="Compare the two chosen versions").click()

    expect(page).to_have_url(f"{shown}/articles/1/r1..r3")


def test_keys_walk_through_changes_and_can_be_turned_off(page, shown):
    page.goto(f"{shown}/articles/1/r1..r2")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".here")).to_have_count(1)
    page.keyboard.press("s")
    expect(page).to_have_url(f"{shown}/articles/1/r1..r2?view=side")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(f"{shown}/articles/1/r2..r3?view=side")
    page.keyboard.press("?")
    page.get_by_label("Turn these keys off").check()
    page.goto(f"{shown}/articles/1/r1..r2")
    page.keyboard.press("s")
    page.keyboard.press("j")

    expect(page.locator(".here")).to_have_count(0)
    expect(page).to_have_url(f"{shown}/articles/1/r1..r2")


def test_everything_can_be_read_without_javascript(browser, shown):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{shown}/articles/1/blame?at=3")

    page.locator("details summary").click()
    gone = page.locator(".removed").inner_text()
    page.goto(f"{shown}/articles/1/r1..r3")
    words = page.locator(".comparison").inner_text()
    context.close()

    assert "votes on" in gone
    assert "The council will meet again in a month." in words


def test_newer_changes_are_announced_while_the_list_is_open(browser, room):
    context = browser.new_context()
    page = context.new_page()
    page.clock.install()
    with served(room.folder) as base:
        page.goto(base)
        archive = open_archive(room.folder)
        with archive.transaction():
            archive.db.execute(
                "UPDATE revision SET seen_at = '2026-05-01T00:00:00.000000Z' WHERE id = 2"
            )
        archive.close()
        page.clock.run_for(16_000)

        expect(page.locator("#fresh")).to_have_text("1 new change: show")
        context.close()


def test_an_archivist_signs_in_adds_a_feed_reads_a_diff_and_signs_out(page, room):
    archive = open_archive(room.folder)
    with archive.transaction():
        archive_accounts = Accounts(archive.db)
        archive_accounts.add(
            "ada", "correct horse", role="admin", at=archive.articles.get(1).first_seen
        )
    archive.close()
    with served(room.folder, accounts=True) as base:
        page.goto(f"{base}/sources")
        page.get_by_label("Name").fill("ada")
        page.get_by_label("Password").fill("correct horse")
        page.get_by_role("button", name="Sign in").click()

        expect(page).to_have_url(f"{base}/sources")
        page.get_by_label("Address").fill("https://new.example/feed.xml")
        page.get_by_label("What it is").select_option("feed")
        page.get_by_label("Label", exact=False).first.fill("new desk")
        page.get_by_role("button", name="Watch it").click()
        expect(page.get_by_text("https://new.example/feed.xml")).to_be_visible()

        page.goto(f"{base}/articles/1")
        page.get_by_role("button", name="Check now").click()
        expect(page.get_by_text("A check was asked for")).to_be_visible()
        page.get_by_role("link", name="r2", exact=True).first.click()
        page.get_by_role("link", name="What changed since r1").click()
        expect(page.locator("del", has_text="voted").first).to_be_visible()

        page.get_by_role("link", name="ada").click()
        page.get_by_label("Name of a new token").fill("feed reader")
        page.get_by_role("button", name="Make a token").click()
        expect(page.get_by_role("status")).to_contain_text("vrm_")
        assert barriers(page, base, ("/account", "/accounts", "/sources", "/sign-in")) == {}
        page.goto(f"{base}/account")
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.goto(f"{base}/articles/1")
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize(
    "path",
    [
        f"/memento/20260301120100/{BRIDGE}",
        f"/memento/20260301120100id_/{BRIDGE}",
        "/captures/1",
        "/",
        "/articles/3",
        "/articles/3/r2",
        "/articles/3/r1..r2?view=side",
        "/articles/3/blame",
        "/captures/6",
        "/search?q=text",
    ],
)
def test_a_hostile_archive_runs_nothing_and_reaches_nothing(browser, shown, sink, path):
    context = browser.new_context()
    context.add_cookies([{"name": "secret", "value": "cookie", "url": shown}])
    page = context.new_page()
    dialogs, reached = [], sink.reached
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: dialogs.append("popup"))

    page.goto(shown + path)
    page.wait_for_timeout(700)
    title, address = page.title(), page.url
    frames = [frame.title() for frame in page.frames]
    context.close()

    assert (sink.reached - reached, dialogs) == (0, [])
    assert address == shown + path
    assert not any(one.startswith("owned") for one in (title, *frames))


def test_a_page_that_is_not_held_would_have_been_seen_reaching_out(page, sink):
    reached = sink.reached

    page.set_content('<img src="http://outside.example/pixel.gif">')
    page.wait_for_timeout(700)

    assert sink.reached > reached


def test_a_comparison_of_a_long_article_opens_in_a_second(page, room):

    texts = [f"Paragraph {n} of the long report, {'with many words ' * 18}." for n in range(200)]
    old = make_reading(*texts)
    new = make_reading(
        *[t.replace("many", "several") if n % 9 == 0 else t for n, t in enumerate(texts)]
    )
    assert sum(map(len, texts)) > 60_000
    archive = open_archive(room.folder)
    with archive.transaction():
        article, _ = archive.articles.ensure(
            "https://long.example/", seen_at=after(0), source_id=None
        )
        archive.revisions.add(make_new_revision(article.id, reading=old))
        archive.revisions.add(
            make_new_revision(
                article.id, kind="edit", reading=new, seen_at=after(1), comparison=compare(old, new)
            )
        )
    archive.close()
    with served(room.folder) as base:
        page.goto(base)
        page.goto(f"{base}/articles/{article.id}/r1..r2")
        timing = page.evaluate(
            "(() => { const t = performance.getEntriesByType('navigation')[0];"
            " return {loaded: t.loadEventEnd, bytes: t.transferSize}; })()"
        )

    assert timing["bytes"] < 100_000
    # other work may be going on beside the tests: the bound of a quiet machine is one second
    assert timing["loaded"] < 5_000
