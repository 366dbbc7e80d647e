"""The nouns: what is watched, captured, read and compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

SourceKind = Literal["page", "feed", "sitemap", "section"]
ArticleKind = Literal["article", "live"]
ArticleState = Literal["live", "unreachable", "suspected_gone", "gone", "restored"]
Precision = Literal["year", "month", "day", "minute", "second"]
BlockKind = Literal[
    "paragraph",
    "subhead",
    "quote",
    "list_item",
    "figure",
    "table",
    "embed",
    "correction",
    "update_note",
    "live_entry",
]
Verdict = Literal[
    "article",
    "not_article",
    "blocked",
    "consent",
    "soft_404",
    "error_page",
    "login",
    "paywall",
    "truncated",
    "empty_shell",
    "not_html",
]
FailureKind = Literal[
    "bad_url",
    "private_address",
    "robots",
    "dns",
    "refused",
    "reset",
    "timeout",
    "tls",
    "too_large",
    "redirect_loop",
    "bad_response",
    "circuit_open",
    "browser",
]
Outcome = Literal[
    "captured", "not_modified", "identical", "suspicious", "blocked", "gone", "failed"
]
RevisionKind = Literal["first", "edit", "revert", "gone", "restored", "moved"]
Op = Literal["insert", "delete", "modify", "move", "duplicate", "split", "merge"]
Weight = Literal["cosmetic", "minor", "major"]
Mark = Literal["=", "-", "+"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedTime:
    """A time as the publisher states it, no more precise than stated."""

    #: ISO 8601, as long as the precision: "2025-09-22" (day), "2025-09-22T14:05" (minute)
    value: str
    precision: Precision
    #: "Z", "+02:00", or a zone's name as the page has it ("ET"); None where none is stated
    zone: str | None = None
    #: the words or attribute that it was read from
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of a reading, in the order of the page."""

    kind: BlockKind
    #: plain text, white space folded; table cells are joined by tabs, rows by newlines;
    #: paragraphs of a live entry by newlines; of a figure: caption and credit in one
    text: str = ""
    #: subheads: 2 to 6
    level: int | None = None
    #: absolute addresses of the links inside, in order
    links: tuple[str, ...] = ()
    #: figures: the image's absolute address
    image: str | None = None
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None
    #: embeds: what is embedded; live entries: the entry's own address
    url: str | None = None
    #: live entries: the time that the entry bears
    time: ClaimedTime | None = None
    #: live entries: the identity that the page gives the entry
    identity: str | None = None
    #: facts of the page that a reader should be told: "caption_duplicated"
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How far a reading can be trusted, and why."""

    verdict: Verdict
    #: short codes, each with its evidence after a colon: "headline_differs:og:title"
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The structured article that one version of the extractor read from one capture."""

    url: str
    canonical_url: str | None = None
    kind: ArticleKind = "article"
    kicker: str | None = None
    headline: str | None = None
    #: metadata and social variants that differ from what the page shows
    alternative_headlines: tuple[str, ...] = ()
    dek: str | None = None
    section: str | None = None
    authors: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    published: ClaimedTime | None = None
    updated: ClaimedTime | None = None
    #: BCP 47
    language: str | None = None
    copyright: str | None = None
    blocks: tuple[Block, ...] = ()
    tags: tuple[str, ...] = ()
    quality: Quality
    #: name and version of the extractor
    extractor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One request that is to be made."""

    url: str
    #: validators of the last capture (RFC 9110, section 8.8)
    etag: str | None = None
    last_modified: str | None = None
    kind: SourceKind = "page"
    #: let a browser run the page's scripts; what it makes of it is kept
    browser: bool = False
    #: and take a picture of it
    screenshot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """One hop on the way to the answer."""

    url: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Screenshot:
    """A page as a browser painted it."""

    png: bytes = field(repr=False)
    #: pixels
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One answered fetch, as it came; never changed afterwards."""

    #: what was asked for
    url: str
    #: where the answer came from, after redirects
    final_url: str
    status: int
    #: in the order received; names as received
    headers: tuple[tuple[str, str], ...]
    #: the wire's bytes: content encoding not undone
    body: bytes
    fetched_at: datetime
    #: the server's address
    address: str | None = None
    #: SHA-256 of the TLS leaf certificate, hexadecimal
    certificate: str | None = None
    redirects: tuple[Redirect, ...] = ()
    #: as fetched, where one was asked for; what the archive keeps is with the revision
    screenshot: Screenshot | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One fetch that brought no answer."""

    url: str
    kind: FailureKind
    #: one clear line
    detail: str
    failed_at: datetime
    #: the earliest time at which the server, or our own breaker, wants to be asked again
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article's address that a feed, sitemap or section page names."""

    url: str
    title: str | None = None
    published: datetime | None = None
    #: a hint that the article changed: the feed's `updated`, the sitemap's `lastmod`
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a user asked to watch."""

    id: int
    url: str
    kind: SourceKind
    label: str | None
    #: "15m", "6h", or a cron expression of five fields; None leaves it to the cadence
    every: str | None
    added_at: datetime
    next_due: datetime | None
    etag: str | None = None
    last_modified: str | None = None
    #: failures in a row
    failures: int = 0
    #: the last failure's one line; None after a success
    trouble: str | None = None
    #: one line, where the last good look did not take all that the source names
    left_out: str | None = None
    last_checked: datetime | None = None
    #: "09:00-18:00 Europe/Berlin": no checks inside; None for none
    quiet: str | None = None
    #: its pages are made by scripts and need a browser
    browser: bool = False
    #: a picture of the page is kept with each revision; needs the browser
    screenshot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The thing watched, whatever its addresses."""

    id: int
    #: the preferred address: canonical where the page states one
    url: str
    host: str
    kind: ArticleKind
    state: ArticleState
    headline: str | None
    first_seen: datetime
    last_checked: datetime | None
    next_due: datetime | None
    #: how many revisions there are; r1 is the first
    revisions: int
    etag: str | None = None
    last_modified: str | None = None
    #: SHA-256 of the last answer's body
    last_sha256: str | None = None
    #: of what its reading followed from: a page with the same imprint reads the same
    imprint: str | None = None
    #: when that page said it was updated
    stated_update: datetime | None = None
    #: the state that a look will confirm or not: a reading's key, or "gone"; None for none
    suspect: str | None = None
    #: failures in a row
    failures: int = 0
    #: what the cadence remembers of this article, as its own compact text
    cadence: str | None = None
    #: labels of the sources that brought it
    labels: tuple[str, ...] = ()
    #: the article that it turned out to be; it is not looked at any more
    merged_into: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """An address of an article, and the interval in which it was seen."""

    url: str
    #: "watched", "found", "canonical", "redirect", "amp"
    kind: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A run of looks at an article that all ended alike."""

    outcome: Outcome
    first_at: datetime
    last_at: datetime
    #: how many looks
    count: int
    #: why, in one line, where the outcome does not say it
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What an edit touches in one of the two readings."""

    #: indices into the reading's blocks; None for a field of the article
    blocks: tuple[int, ...] | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One typed difference between two readings."""

    op: Op
    #: headline, dek, kicker, section, authors, contributors, published, updated, tags,
    #: alternative_headlines, paragraph, subhead, quote, list_item, caption, credit, image, alt, …
    field: str
    old: Side | None
    new: Side | None
    #: joining "=" and "-" gives old.text, joining "=" and "+" gives new.text, exactly
    spans: tuple[tuple[Mark, str], ...] = ()
    labels: tuple[str, ...] = ()
    #: for each label that has any: (label, words of the old side, words of the new side)
    proofs: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Every edit between two readings, and what they amount to."""

    #: what was compared: "https://…@r1", or a file's name
    old: str
    new: str
    edits: tuple[Edit, ...] = ()
    #: the union of the edits' labels, with those of the article as a whole
    labels: tuple[str, ...] = ()
    #: the substance changed, with neither a later date nor a note
    silent: bool = False
    weight: Weight = "cosmetic"
    #: each limit that made the result coarser; empty when none did
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A reading that differs from the one before it in its article's history."""

    id: int
    article_id: int
    #: 1 for the first
    number: int
    kind: RevisionKind
    #: the first observation of this state
    seen_at: datetime
    #: the last observation of the state before; None for the first revision
    unchanged_as_of: datetime | None
    capture_id: int | None
    published: ClaimedTime | None = None
    updated: ClaimedTime | None = None
    headline: str | None = None
    labels: tuple[str, ...] = ()
    weight: Weight = "cosmetic"
    silent: bool = False
    #: the number of the revision whose text came back
    reverts_to: int | None = None
