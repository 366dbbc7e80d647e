"""The catalog's schema, one step after another.

Conventions: times are UTC text as `storage.times` writes them; lists and records that nobody
queries are JSON text; every table is STRICT. docs/catalog.md describes each table and view.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage import log, words
from storage.accounts import STATEMENTS as ACCOUNTS
from storage.facet_schema import STATEMENTS

#: "VRUM": marks catalog.sqlite as ours (sqlite.org/pragma.html#pragma_application_id)
APPLICATION_ID = 0x5652554D

catalog = Migrations("variorum")


def newer_steps(db: Database) -> tuple[str, ...]:
    """Steps that a newer version applied and this one does not know."""
    known = {step.name for step in catalog._migrations}
    return tuple(step.name for step in catalog.applied(db) if step.name not in known)


def _run(db: Database, script: str) -> None:
    """Each statement by itself: executescript would commit the step's transaction."""
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


@catalog()
def m001_watching(db: Database) -> None:
    """What is watched: sources, articles and their addresses."""
    _run(
        db,
        """
        CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE source (
            id INTEGER PRIMARY KEY,
            url TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL CHECK (kind IN ('page', 'feed', 'sitemap', 'section')),
            label TEXT,
            every TEXT,
            quiet TEXT,
            added_at TEXT NOT NULL,
            next_due TEXT,
            last_checked TEXT,
            etag TEXT,
            last_modified TEXT,
            failures INTEGER NOT NULL DEFAULT 0,
            trouble TEXT
        ) STRICT;
        CREATE INDEX source_due ON source (next_due) WHERE next_due IS NOT NULL;
        CREATE TABLE article (
            id INTEGER PRIMARY KEY,
            url TEXT NOT NULL UNIQUE,
            host TEXT NOT NULL,
            kind TEXT NOT NULL DEFAULT 'article' CHECK (kind IN ('article', 'live')),
            state TEXT NOT NULL DEFAULT 'live' CHECK (
                state IN ('live', 'unreachable', 'suspected_gone', 'gone', 'restored')),
            headline TEXT,
            first_seen TEXT NOT NULL,
            last_checked TEXT,
            next_due TEXT,
            revisions INTEGER NOT NULL DEFAULT 0,
            etag TEXT,
            last_modified TEXT,
            last_sha256 TEXT,
            suspect TEXT,
            failures INTEGER NOT NULL DEFAULT 0,
            cadence TEXT
        ) STRICT;
        CREATE INDEX article_due ON article (next_due, host) WHERE next_due IS NOT NULL;
        CREATE INDEX article_host ON article (host);
        CREATE TABLE alias (
            url TEXT PRIMARY KEY,
            article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            first_seen TEXT NOT NULL,
            last_seen TEXT NOT NULL
        ) STRICT;
        CREATE INDEX alias_article ON alias (article_id);
        CREATE TABLE article_source (
            article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
            source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
            first_seen TEXT NOT NULL,
            PRIMARY KEY (article_id, source_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX article_source_source ON article_source (source_id);
        CREATE TABLE wish (
            article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
            asked_at TEXT NOT NULL
        ) STRICT
        """,
    )


@catalog()
def m002_history(db: Database) -> None:
    """What was seen: captures, checks, readings, revisions, edits."""
    _run(
        db,
        """
        CREATE TABLE capture (
            id INTEGER PRIMARY KEY,
            article_id INTEGER REFERENCES article (id) ON DELETE CASCADE,
            source_id INTEGER REFERENCES source (id) ON DELETE SET NULL,
            url TEXT NOT NULL,
            final_url TEXT,
            status INTEGER NOT NULL,
            headers TEXT NOT NULL,
            redirects TEXT,
            fetched_at TEXT NOT NULL,
            address TEXT,
            certificate TEXT,
            sha256 TEXT NOT NULL,
            verdict TEXT,
            reading_key TEXT,
            origin TEXT
        ) STRICT;
        CREATE INDEX capture_article ON capture (article_id, fetched_at);
        CREATE INDEX capture_sha256 ON capture (sha256);
        CREATE INDEX capture_unread ON capture (id) WHERE verdict IS NULL;
        CREATE TABLE check_run (
            id INTEGER PRIMARY KEY,
            article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
            outcome TEXT NOT NULL,
            first_at TEXT NOT NULL,
            last_at TEXT NOT NULL,
            count INTEGER NOT NULL DEFAULT 1,
            detail TEXT
        ) STRICT;
        CREATE INDEX check_run_article ON check_run (article_id, id);
        CREATE TABLE revision (
            id INTEGER PRIMARY KEY,
            article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            kind TEXT NOT NULL CHECK (
                kind IN ('first', 'edit', 'revert', 'gone', 'restored', 'moved')),
            capture_id INTEGER REFERENCES capture (id),
            previous_id INTEGER REFERENCES revision (id),
            reverts_to INTEGER,
            seen_at TEXT NOT NULL,
            unchanged_as_of TEXT,
            headline TEXT,
            published TEXT,
            updated TEXT,
            labels TEXT NOT NULL DEFAULT '[]',
            weight TEXT NOT NULL DEFAULT 'cosmetic',
            silent INTEGER NOT NULL DEFAULT 0,
            degraded TEXT NOT NULL DEFAULT '[]',
            summary TEXT NOT NULL DEFAULT '',
            reading_key TEXT,
            provenance TEXT,
            superseded INTEGER NOT NULL DEFAULT 0,
            UNIQUE (article_id, number)
        ) STRICT;
        CREATE INDEX revision_seen ON revision (seen_at, id);
        CREATE INDEX revision_article ON revision (article_id, seen_at);
        CREATE INDEX revision_key ON revision (article_id, reading_key);
        CREATE INDEX revision_capture ON revision (capture_id);
        CREATE TABLE reading (
            revision_id INTEGER PRIMARY KEY REFERENCES revision (id) ON DELETE CASCADE,
            extractor TEXT NOT NULL,
            shape TEXT NOT NULL
        ) STRICT;
        CREATE TABLE edit (
            id INTEGER PRIMARY KEY,
            revision_id INTEGER NOT NULL REFERENCES revision (id) ON DELETE CASCADE,
            op TEXT NOT NULL,
            field TEXT NOT NULL,
            labels TEXT NOT NULL,
            removed TEXT NOT NULL,
            added TEXT NOT NULL,
            shape TEXT NOT NULL
        ) STRICT;
        CREATE INDEX edit_revision ON edit (revision_id);
        CREATE TABLE revision_label (
            label TEXT NOT NULL,
            revision_id INTEGER NOT NULL REFERENCES revision (id) ON DELETE CASCADE,
            PRIMARY KEY (label, revision_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX revision_label_revision ON revision_label (revision_id)
        """,
    )


@catalog()
def m003_search(db: Database) -> None:
    """Full text of what was said, and of what was added or removed."""
    _run(
        db,
        """
        CREATE VIEW said AS
            SELECT revision.id AS id, revision.headline AS headline,
                (SELECT group_concat(part.value, char(10))
                   FROM json_each(reading.shape, '$.blocks') AS block,
                        json_each(block.value) AS part
                  WHERE part.key = 'text') AS body
            FROM revision JOIN reading ON reading.revision_id = revision.id;
        CREATE VIRTUAL TABLE said_words USING fts5 (
            headline, body, content='said', content_rowid='id',
            tokenize="unicode61 remove_diacritics 2");
        CREATE VIRTUAL TABLE changed_words USING fts5 (
            removed, added, content='edit', content_rowid='id',
            tokenize="unicode61 remove_diacritics 2")
        """,
    )


@catalog()
def m004_telling(db: Database) -> None:
    """Who wants to hear of what, and what is owed to them."""
    _run(
        db,
        """
        CREATE TABLE channel (
            name TEXT PRIMARY KEY,
            address TEXT NOT NULL,
            template TEXT,
            added_at TEXT NOT NULL,
            failures INTEGER NOT NULL DEFAULT 0,
            retry_at TEXT
        ) STRICT;
        CREATE TABLE rule (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            "when" TEXT NOT NULL,
            channels TEXT NOT NULL,
            digest TEXT NOT NULL DEFAULT 'now',
            quiet TEXT,
            zone TEXT NOT NULL DEFAULT 'UTC',
            enabled INTEGER NOT NULL DEFAULT 1
        ) STRICT;
        CREATE TABLE delivery (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            rule TEXT NOT NULL,
            channel TEXT NOT NULL,
            revision_id INTEGER REFERENCES revision (id) ON DELETE CASCADE,
            state TEXT NOT NULL CHECK (state IN ('owed', 'sent', 'dead', 'held')),
            attempts INTEGER NOT NULL DEFAULT 0,
            due_at TEXT NOT NULL,
            created_at TEXT NOT NULL,
            sent_at TEXT,
            reason TEXT,
            payload TEXT NOT NULL DEFAULT '{}'
        ) STRICT;
        CREATE INDEX delivery_owed ON delivery (channel, due_at) WHERE state = 'owed';
        CREATE INDEX delivery_state ON delivery (state, id);
        CREATE INDEX delivery_revision ON delivery (revision_id)
        """,
    )


@catalog()
def m005_log(db: Database) -> None:
    """The append-only log of what was seen and done."""
    log.create(db.conn)


@catalog()
def m010_facets(db: Database) -> None:
    """Changes by what they are, and how many: for browsing an archive of any size."""
    for statement in STATEMENTS:
        db.execute(statement)


@catalog()
def m020_outbox(db: Database) -> None:
    """What goes out together, who is sending, what is wrong; keys outlive their revision."""
    _run(
        db,
        """
        CREATE TABLE delivery_kept (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            rule TEXT NOT NULL,
            channel TEXT NOT NULL,
            revision_id INTEGER REFERENCES revision (id) ON DELETE SET NULL,
            state TEXT NOT NULL CHECK (state IN ('owed', 'sent', 'dead', 'held')),
            attempts INTEGER NOT NULL DEFAULT 0,
            due_at TEXT NOT NULL,
            created_at TEXT NOT NULL,
            retry_at TEXT,
            batch TEXT,
            sent_at TEXT,
            reason TEXT,
            payload TEXT NOT NULL DEFAULT '{}'
        ) STRICT;
        INSERT INTO delivery_kept (id, key, rule, channel, revision_id, state, attempts, due_at,
            created_at, sent_at, reason, payload)
            SELECT id, key, rule, channel, revision_id, state, attempts, due_at, created_at,
                sent_at, reason, payload FROM delivery;
        DROP TABLE delivery;
        ALTER TABLE delivery_kept RENAME TO delivery;
        CREATE INDEX delivery_owed ON delivery (channel, due_at, id) WHERE state = 'owed';
        CREATE INDEX delivery_retried ON delivery (channel, retry_at)
            WHERE state = 'owed' AND retry_at IS NOT NULL;
        CREATE INDEX delivery_batch ON delivery (batch) WHERE state = 'owed' AND batch IS NOT NULL;
        CREATE INDEX delivery_sent ON delivery (channel, sent_at) WHERE state = 'sent';
        CREATE INDEX delivery_state ON delivery (state, id);
        CREATE INDEX delivery_revision ON delivery (revision_id);
        CREATE TABLE alarm (name TEXT PRIMARY KEY, since TEXT NOT NULL) STRICT, WITHOUT ROWID;
        ALTER TABLE channel ADD COLUMN holder TEXT;
        ALTER TABLE channel ADD COLUMN held_until TEXT
        """,
    )


@catalog()
def m012_accounts(db: Database) -> None:
    """Who may sign in to the web pages."""
    for statement in ACCOUNTS:
        db.execute(statement)


@catalog()
def m030_identity(db: Database) -> None:
    """Articles that turned out to be another one stay, and say which."""
    db.execute("ALTER TABLE article ADD COLUMN merged_into INTEGER REFERENCES article (id)")


@catalog()
def m031_site_wide(db: Database) -> None:
    """Edits by what they did, so that one change over a whole site is known as that."""
    _run(
        db,
        """
        ALTER TABLE edit ADD COLUMN digest TEXT;
        CREATE INDEX edit_digest ON edit (digest) WHERE digest IS NOT NULL;
        CREATE INDEX capture_fetched ON capture (fetched_at) WHERE article_id IS NOT NULL
        """,
    )


@catalog()
def m032_browser(db: Database) -> None:
    """Sources whose pages need a browser, and pictures of what it showed."""
    _run(
        db,
        """
        ALTER TABLE source ADD COLUMN browser INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE source ADD COLUMN screenshot INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE screenshot (
            capture_id INTEGER PRIMARY KEY REFERENCES capture (id) ON DELETE CASCADE,
            sha256 TEXT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX screenshot_sha256 ON screenshot (sha256)
        """,
    )


@catalog()
def m033_removed_addresses(db: Database) -> None:
    """What was removed on purpose stays away: its addresses, as hashes."""
    db.execute("CREATE TABLE removed_address (sha256 TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")


@catalog()
def m034_became(db: Database) -> None:
    """Which words took the place of which, so that a search for both costs what it finds."""
    db.execute(words.BECAME)
    words.refill_became(db)


@catalog()
def m035_fetched(db: Database) -> None:
    """No question is answered by this index, and each capture wrote a page of it."""
    db.execute("DROP INDEX capture_fetched")


@catalog()
def m036_imprint(db: Database) -> None:
    """What the last page was read from, so that one that reads the same is known early."""
    db.execute("ALTER TABLE article ADD COLUMN imprint TEXT")
    db.execute("ALTER TABLE article ADD COLUMN stated_update TEXT")


@catalog()
def m037_unread(db: Database) -> None:
    """What a source names is read at once: only the answers of articles wait to be read."""
    _run(
        db,
        """
        DROP INDEX capture_unread;
        CREATE INDEX capture_unread ON capture (id)
            WHERE verdict IS NULL AND article_id IS NOT NULL
        """,
    )


@catalog()
def m038_left_out(db: Database) -> None:
    """A source of which one look does not take all says so."""
    db.execute("ALTER TABLE source ADD COLUMN left_out TEXT")
