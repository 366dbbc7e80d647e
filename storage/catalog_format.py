"""What the archive folder's README says of the catalog."""

from __future__ import annotations

CATALOG_FORMAT = """\
An archive of Variorum
======================

Two SQLite files hold all of it; any SQLite 3.37 or later reads them.

catalog.sqlite   everything that has rows
bodies.sqlite    the bytes of every answer, addressed by their SHA-256
profiles/        your own site profiles, as TOML
README           this text
*.sums, seal.json   digests of the files' pages and of the small files, for `variorum verify`

Times are UTC text of fixed width ("2026-11-22T16:05:00.000000Z"); lists and records are JSON.

    source          what is watched             article     the things watched
    alias           their addresses             capture     each answered fetch; its body is
    check_run       runs of equal looks                     bodies.sqlite's row of that sha256
    revision        r1, r2, … of an article     reading     the structured text of a revision
    edit            the typed differences between a revision and the one before it
    rule, channel, delivery                     who was told of what
    screenshot      a capture as a browser painted it; its PNG is bodies.sqlite's row of that sha256

All revisions of one address, the oldest first:

    sqlite3 catalog.sqlite "SELECT number, kind, seen_at, summary FROM revision
        WHERE article_id = (SELECT article_id FROM alias WHERE url = 'https://…') ORDER BY seen_at"

"""
