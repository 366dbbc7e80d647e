"""The tables by which changes are chosen and counted at a cost that does not grow with them.

`facet` lists every change under each thing that it can be asked for by; `facet_key.count` counts
it. Triggers keep both, so that whoever writes a revision need not know of them.
"""

from __future__ import annotations

#: hours after publication beyond which no hour is counted
LAST_HOUR = 72

# Seconds with six digits as one whole number: an instant in a third of the bytes of its text.
_INSTANT = (
    "CAST(strftime('%s', revision.seen_at) AS INTEGER) * 1000000"
    " + CAST(substr(revision.seen_at, 21, 6) AS INTEGER)"
)
# SQLite lets a view of an untrusted schema call json_each, but not json_extract before 3.41.
_VALUE, _ZONE, _PRECISION = (
    f"(SELECT value FROM json_each(revision.published) WHERE key = '{key}')"
    for key in ("value", "zone", "precision")
)
# A claimed time without a numeric zone, or of a mere day, says no hour.
_HOURS = (
    f"CAST((julianday(revision.seen_at) - julianday({_VALUE} || CASE"
    f" WHEN {_VALUE} GLOB '*[+-][0-9][0-9]:[0-9][0-9]' OR {_VALUE} GLOB '*Z' THEN ''"
    f" WHEN {_ZONE} GLOB '[+-][0-9][0-9]:[0-9][0-9]' OR {_ZONE} = 'Z' THEN {_ZONE} END))"
    " * 24 AS INTEGER)"
)
_CHANGE = "FROM revision WHERE superseded = 0 AND kind <> 'first'"
_HOSTED = "FROM revision JOIN article ON article.id = revision.article_id WHERE superseded = 0"

_VIEW = f"""
CREATE VIEW revision_facet (revision_id, name, value, listed) AS
    SELECT id, 'change', '', 1 {_CHANGE}
    UNION ALL SELECT id, 'weight', weight, 1 {_CHANGE}
    UNION ALL SELECT id, 'kind', kind, 1 {_CHANGE}
    UNION ALL SELECT id, 'silent', '', 1 {_CHANGE} AND silent = 1
    UNION ALL SELECT id, 'day', substr(seen_at, 1, 10), 0 {_CHANGE}
    UNION ALL SELECT id, 'revision', '', 0 FROM revision WHERE superseded = 0
    UNION ALL SELECT revision.id, 'label', json_each.value, 1
        FROM revision, json_each(revision.labels) WHERE superseded = 0 AND kind <> 'first'
    UNION ALL SELECT revision.id, 'host', host, 1 {_HOSTED} AND revision.kind <> 'first'
    UNION ALL SELECT revision.id, 'host_silent', host, 0 {_HOSTED}
        AND revision.kind <> 'first' AND silent = 1
    UNION ALL SELECT revision.id, 'host_first', host, 0 {_HOSTED} AND revision.kind = 'first'
    UNION ALL SELECT revision.id, 'source', CAST(source_id AS TEXT), 1
        FROM revision JOIN article_source ON article_source.article_id = revision.article_id
        WHERE superseded = 0 AND kind <> 'first'
    UNION ALL SELECT id, iif(silent, 'hour_silent', 'hour'), CAST({_HOURS} AS TEXT), 0 {_CHANGE}
        AND {_PRECISION} IN ('minute', 'second')
        AND {_HOURS} BETWEEN 0 AND {LAST_HOUR - 1}
"""


def _count(where: str) -> str:
    """Count the facets of revisions, and list them; the view must show them now."""
    return (
        "INSERT INTO facet_key (name, value, listed, count)"
        f" SELECT name, value, listed, count(*) FROM revision_facet WHERE {where}"
        " GROUP BY name, value ON CONFLICT (name, value) DO UPDATE"
        " SET count = count + excluded.count;"
        " INSERT OR IGNORE INTO facet (key, seen, revision_id)"
        f" SELECT facet_key.id, {_INSTANT}, revision.id FROM revision_facet"
        " JOIN facet_key USING (name, value) JOIN revision ON revision.id = revision_id"
        f" WHERE facet_key.listed = 1 AND {where}"
    )


def _discount(where: str) -> str:
    """The reverse, while the view still shows them."""
    return (
        "DELETE FROM facet WHERE (key, seen, revision_id) IN ("
        f"SELECT facet_key.id, {_INSTANT}, revision.id FROM revision_facet"
        " JOIN facet_key USING (name, value) JOIN revision ON revision.id = revision_id"
        f" WHERE {where}); "
        "UPDATE facet_key SET count = count - (SELECT count(*) FROM revision_facet AS gone"
        f" WHERE gone.name = facet_key.name AND gone.value = facet_key.value AND {where})"
        f" WHERE (name, value) IN (SELECT name, value FROM revision_facet WHERE {where})"
    )


def _state(sign: str, row: str) -> str:
    return (
        "INSERT INTO facet_key (name, value, listed, count)"
        f" VALUES ('state', {row}.state, 0, {sign}1)"
        f" ON CONFLICT (name, value) DO UPDATE SET count = count {sign} 1"
    )


_SHOWN = "article_id, kind, labels, weight, silent, published, superseded, seen_at"
_NEW, _OLD = "revision_id = new.id", "revision_id = old.id"
_LINK = "name = 'source' AND value = CAST({0}.source_id AS TEXT) AND revision_id IN (SELECT id"
_LINK += " FROM revision WHERE article_id = {0}.article_id)"
_CHANGED = (
    "UPDATE article SET changed_at = coalesce("
    "(SELECT max(seen_at) FROM revision WHERE article_id = article.id AND superseded = 0),"
    " first_seen) WHERE id = {}"
)

#: one statement each
STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE article ADD COLUMN changed_at TEXT",
    "CREATE TABLE facet_key (id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL,"
    " listed INTEGER NOT NULL, count INTEGER NOT NULL, UNIQUE (name, value)) STRICT",
    "CREATE INDEX facet_key_count ON facet_key (name, count)",
    "CREATE TABLE facet (key INTEGER NOT NULL, seen INTEGER NOT NULL,"
    " revision_id INTEGER NOT NULL, PRIMARY KEY (key, seen, revision_id)) STRICT, WITHOUT ROWID",
    _VIEW,
    _CHANGED.format("id"),
    *_count("true").split("; "),
    "INSERT INTO facet_key (name, value, listed, count)"
    " SELECT 'state', state, 0, count(*) FROM article GROUP BY state",
    "CREATE INDEX article_changed ON article (changed_at, id)",
    "CREATE INDEX article_host_changed ON article (host, changed_at, id)",
    "CREATE INDEX article_state_changed ON article (state, changed_at, id)",
    "CREATE INDEX capture_url ON capture (url, fetched_at, id)",
    "CREATE TRIGGER revision_added AFTER INSERT ON revision BEGIN"
    f" {_CHANGED.format('new.article_id')}; {_count(_NEW)}; END",
    f"CREATE TRIGGER revision_changes BEFORE UPDATE OF {_SHOWN} ON revision BEGIN"
    f" {_discount(_OLD)}; END",
    f"CREATE TRIGGER revision_changed AFTER UPDATE OF {_SHOWN} ON revision BEGIN"
    f" {_count(_NEW)}; END",
    f"CREATE TRIGGER revision_goes BEFORE DELETE ON revision BEGIN {_discount(_OLD)}; END",
    "CREATE TRIGGER source_linked AFTER INSERT ON article_source BEGIN"
    f" {_count(_LINK.format('new'))}; END",
    "CREATE TRIGGER source_unlinked BEFORE DELETE ON article_source BEGIN"
    f" {_discount(_LINK.format('old'))}; END",
    "CREATE TRIGGER source_relinks BEFORE UPDATE ON article_source BEGIN"
    f" {_discount(_LINK.format('old'))}; END",
    "CREATE TRIGGER source_relinked AFTER UPDATE ON article_source BEGIN"
    f" {_count(_LINK.format('new'))}; END",
    "CREATE TRIGGER article_added AFTER INSERT ON article BEGIN"
    f" {_CHANGED.format('new.id')}; {_state('+', 'new')}; END",
    "CREATE TRIGGER article_goes BEFORE DELETE ON article BEGIN"
    f" DELETE FROM revision WHERE article_id = old.id; {_state('-', 'old')}; END",
    "CREATE TRIGGER article_turned AFTER UPDATE OF state ON article BEGIN"
    f" {_state('-', 'old')}; {_state('+', 'new')}; END",
)
