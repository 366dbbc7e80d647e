"""A small archive with every kind of thing that the pages show; all of it invented."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from argon2 import PasswordHasher
from httpx2 import Response
from starlette.testclient import TestClient

from factories import NOON, make_capture, make_figure, make_paragraph, make_reading
from monitor.compare import compare
from monitor.render import summary
from storage.accounts import Accounts
from storage.archive import Archive, open_archive
from storage.deliveries import Rule
from storage.records import Article, Block, ClaimedTime, Reading, Revision
from storage.revisions import NewRevision
from web.app import create

BRIDGE = "https://paper.example/news/bridge"
GONE = "https://gazette.example/2026/tram"
HOSTILE = "https://evil.example/a?x=1&y='\"><script>alert(1)</script>"
#: runs if a page of ours lets it
SCRIPT = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
PAGE = """<!doctype html><html><head><title>Council votes on bridge</title>
<meta http-equiv="refresh" content="0; url=https://outside.example/refresh">
<link rel="stylesheet" href="https://outside.example/style.css">
<base href="https://outside.example/">
<script>top.location = "https://outside.example/";
document.title = "owned " + document.cookie</script>
</head><body onload="document.title='owned'"><h1>Council votes on bridge</h1>
<p>The council voted. <a href="https://paper.example/news/other">Other</a>
<a href="javascript:document.title='owned'">Run</a></p><img src="https://outside.example/pixel.gif">
<form action="https://outside.example/form"><input name="q"></form>
<iframe src="https://outside.example/frame"></iframe>
<svg onload="document.title='owned'"><script>document.title='owned'</script></svg></body></html>"""

PARAGRAPHS = (
    "The city council voted on Monday to close the old bridge for two years of repairs.",
    "About 40 residents came to the meeting, and most of them spoke against the plan.",
    "“We will lose half of our customers,” said a baker whose shop stands beside the bridge.",
    "The work is to begin in April and will cost 12 million crowns.",
    "Buses will take another way while the bridge is closed.",
    "The council will meet again in a month.",
)


def claimed(value: str, precision: str = "minute", zone: str | None = "Z") -> ClaimedTime:
    return ClaimedTime(value=value, precision=precision, zone=zone, raw=value)


def bridge(*texts: str, **overrides: object) -> Reading:
    """The article about the bridge, with a picture after its first paragraph."""
    figure = make_figure("The old bridge in winter.", "Photo: A. Example", alt="A stone bridge")
    body = [make_paragraph(text) for text in texts or PARAGRAPHS]
    blocks = (body[0], figure, *body[1:])
    values = {
        "url": BRIDGE,
        "blocks": blocks,
        "dek": "Shops beside it fear for their customers.",
        "kicker": "City",
        "authors": ("Ada Example",),
        "published": claimed("2026-03-01T10:30"),
        "language": "en",
    }
    return make_reading(**(values | overrides))


def histories() -> dict[str, tuple[Reading | None, ...]]:
    """Each article's readings in order; None where it was gone."""
    first = bridge()
    changed = (
        PARAGRAPHS[0].replace("voted on Monday", "decided on Monday"),
        PARAGRAPHS[1].replace("About 40 residents", "About 140 residents"),
        PARAGRAPHS[2],
        PARAGRAPHS[3].replace("12 million", "14 million"),
        *PARAGRAPHS[5:],
        PARAGRAPHS[4],
    )
    second = bridge(*changed, headline="Council closes old bridge for two years")
    twice = replace(second.blocks[1], labels=("caption_duplicated",))
    third = replace(
        second,
        blocks=(second.blocks[0], twice, *second.blocks[1:]),
        updated=ClaimedTime(value="2026-03-02", precision="day", raw="Updated: 3/2/2026"),
    )
    tram = make_reading("The tram line opens in May.", url=GONE, headline="Tram line opens in May")
    hostile = make_reading(
        f"Text {SCRIPT} goes on.",
        url=HOSTILE,
        headline=f"Headline {SCRIPT}",
        authors=(SCRIPT,),
        language="en\" onmouseover=\"document.title='owned'",
    )
    picture = make_figure(f"Caption {SCRIPT}", SCRIPT, image="javascript:alert(1)", alt=SCRIPT)
    worse = replace(
        hostile,
        headline=f"Other headline {SCRIPT}",
        blocks=(*hostile.blocks, picture, Block(kind="embed", url="javascript:alert(2)")),
    )
    return {
        BRIDGE: (first, second, third, first),
        GONE: (tram, None, tram),
        HOSTILE: (hostile, worse),
    }


def calm() -> dict[str, tuple[Reading | None, ...]]:
    """The same without the hostile article, and with more of an everyday kind."""
    found = {url: readings for url, readings in histories().items() if url != HOSTILE}
    subjects = ("School roof", "River festival", "Night bus", "Library hours", "Harbour crane")
    for number, subject in enumerate(subjects):
        outlet = ("paper.example", "gazette.example", "radio.example")[number % 3]
        url = f"https://{outlet}/2026/03/{subject.lower().replace(' ', '-')}"
        versions = [
            make_reading(
                f"The {subject.lower()} is to be decided on by {40 + 10 * step} members.",
                f"A speaker said it would {'not ' * (step % 2)}cost more than last year.",
                *PARAGRAPHS[4 : 6 - step % 2],
                url=url,
                headline=f"{subject}: {'members to decide' if step else 'a decision is near'}",
                published=claimed(f"2026-03-01T{8 + number:02d}:15"),
                updated=claimed("2026-03-01T12:30") if number == 1 and step else None,
            )
            for step in range(2 + number % 3)
        ]
        found[url] = tuple(versions)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """The archive, and the numbers of the articles in it."""

    folder: Path
    bridge: int
    tram: int
    hostile: int
    feed: int


def build(folder: Path, *, hostile: bool = True) -> Newsroom:
    """Make the archive in this folder; without the hostile article, one of plain days."""
    archive = open_archive(folder, create=True)
    try:
        with archive.transaction():
            feed = archive.sources.add(
                "https://paper.example/feed.xml", kind="feed", added_at=NOON, label="city desk"
            )
            page = archive.sources.add(GONE, kind="page", added_at=NOON, every="15m")
            archive.sources.looked_at(
                page.id, at=NOON, next_due=NOON, trouble="the server answered 503"
            )
            articles = {
                url: _article(archive, url, readings, feed.id if url != GONE else page.id)
                for url, readings in (histories() if hostile else calm()).items()
            }
            _alerts(archive, articles[BRIDGE])
    finally:
        archive.close()
    return Newsroom(
        folder=folder,
        bridge=articles[BRIDGE].id,
        tram=articles[GONE].id,
        hostile=articles[HOSTILE].id if hostile else 0,
        feed=feed.id,
    )


def _article(
    archive: Archive, url: str, readings: tuple[Reading | None, ...], source_id: int
) -> Article:
    article, _ = archive.articles.ensure(url, seen_at=NOON, source_id=source_id, kind="watched")
    made: list[Revision] = []
    seen: list[Reading | None] = []
    for step, reading in enumerate(readings):
        at = NOON + timedelta(hours=step, minutes=article.id)
        made.append(_revision(archive, article, reading, seen, at))
        seen.append(reading)
        archive.ledger.note(article.id, "captured" if reading else "gone", at=at)
        for look in (10, 20, 30):
            archive.ledger.note(article.id, "not_modified", at=at + timedelta(minutes=look))
    archive.articles.change(
        article.id,
        headline=made[-1].headline,
        revisions=len(made),
        last_checked=NOON + timedelta(hours=len(made)),
        state="restored" if None in readings else "live",
    )
    return archive.articles.get(article.id)


def _revision(archive, article, reading, seen, at) -> Revision:
    capture = make_capture(
        url=article.url,
        fetched_at=at,
        status=200 if reading else 404,
        body=PAGE.encode() if reading else b"<h1>Not found</h1>",
    )
    sha256 = archive.bodies.put(capture.body, group=article.id)
    capture_id = archive.captures.add(capture, sha256=sha256, article_id=article.id)
    before = next((one for one in reversed(seen) if one is not None), None)
    kind = "first"
    if seen:
        kind = "gone" if reading is None else "restored" if seen[-1] is None else "edit"
    comparison = compare(before, reading) if before and reading and kind != "restored" else None
    back = seen.index(reading) + 1 if kind == "edit" and reading in seen else None
    return archive.revisions.add(
        NewRevision(
            article_id=article.id,
            kind="revert" if back else kind,
            seen_at=at,
            unchanged_as_of=at - timedelta(minutes=30) if seen else None,
            capture_id=capture_id,
            reading=reading,
            reading_key=repr(hash(repr(reading))),
            comparison=comparison,
            labels=("gone",) if reading is None else (),
            summary=summary(comparison) if comparison else "",
            reverts_to=back,
        )
    )


def _alerts(archive: Archive, article: Article) -> None:
    archive.outbox.set_channel("desk", "json://hooks.example/secret-token-in-the-address", at=NOON)
    rule = archive.outbox.set_rule(
        Rule(id=0, name="numbers", when="label = number_changed", channels=("desk",))
    )
    second = archive.revisions.numbered(article.id, 2)
    for state, held in (("owed", None), ("held", "quiet hours")):
        archive.outbox.owe(
            key=f"{rule.name}:{second.id}:{state}",
            rule=rule.name,
            channel="desk",
            revision_id=second.id,
            at=NOON,
            due_at=NOON,
            held=held,
        )


#: where the pages of tests are shown
BASE = "http://localhost:8321"
#: what a browser sends with a form of our own
#: a hasher for tests, where nothing is to be kept secret
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
OWN = {"Sec-Fetch-Site": "same-origin"}


def client_of(room: Newsroom, *, accounts: bool = False, public: bool = False) -> TestClient:
    """A client of the pages over this archive; its clock is the wall's."""
    app = create(room.folder, base_url=BASE, accounts=accounts, public=public, hasher=QUICK)
    return TestClient(app, base_url=BASE, follow_redirects=False)


def add_account(client: TestClient, name: str, role: str, password: str = "correct horse") -> None:
    """Somebody who may sign in."""
    site = client.app.state.site
    with site.shelf.writing() as archive:
        Accounts(archive.db, QUICK).add(name, password, role=role, at=site.clock())


def sign_in(client: TestClient, name: str, password: str = "correct horse") -> Response:
    """Sign in as a browser does."""
    return client.post("/sign-in", data={"name": name, "password": password}, headers=OWN)
