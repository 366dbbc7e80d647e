"""What is kept of an article, answer by answer; and to take it away on purpose."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.desk import NUMBER, archive, article_of, common, instant, print_json, settings, table
from storage.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from storage.archive import Archive
    from storage.records import Check
    from storage.screenshots import Kept


@click.command()
@common
@click.argument("url")
@click.option(
    "--capture", type=NUMBER, help="Only the body of this capture (see 'variorum captures')."
)
@click.option("--who", required=True, help="Who does it, for the log.")
@click.option("--why", required=True, help="The reason, for the log.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(*, url: str, capture: int | None, who: str, why: str, yes: bool, as_json: bool) -> None:
    """Take an article away on purpose, or one capture's body; the log keeps who and why."""
    from storage.removal import delete, redact

    opened = archive(settings())
    article = article_of(opened, url)
    what = f"capture {capture}" if capture else f"{article.revisions} revisions and all captures"
    if not yes:
        click.confirm(f"Remove {what} of {article.url} for good?", abort=True, err=True)
    now = datetime.now(UTC)
    if capture is not None:
        if opened.captures.row(capture)["article_id"] != article.id:
            raise UsageError(f"capture {capture} is not of {article.url}")
        removed = redact(opened, capture, who=who, why=why, at=now)
    else:
        removed = delete(opened, article, who=who, why=why, at=now)
    shape = {name: getattr(removed, name) for name in ("captures", "revisions", "bodies")}
    if as_json:
        print_json(shape)
    else:
        click.echo("removed: " + ", ".join(f"{count} {name}" for name, count in shape.items()))


@click.command()
@common
@click.argument("url")
@click.option("--screenshots", metavar="FOLDER", help="Write the pictures there, as CAPTURE.png.")
def captures(*, url: str, screenshots: str | None, as_json: bool) -> None:
    """Every answer that was kept of an article, and every run of looks at it."""
    opened = archive(settings(), read_only=True)
    article = article_of(opened, url)
    rows = opened.captures.rows(article.id)
    pictures = opened.screenshots.of_captures(article.id)
    checks = opened.ledger.of_article(article.id)
    if screenshots is not None:
        _write_pictures(
            opened, {number: one.sha256 for number, one in pictures.items()}, screenshots
        )
    if as_json:
        print_json(
            {
                "captures": [_capture_to_json(row, pictures.get(row["id"])) for row in rows],
                "checks": [_check_to_json(one) for one in checks],
            }
        )
        return
    _print_captures(rows, pictures)
    click.echo()
    _print_checks(checks)


def _print_captures(rows: list[dict[str, Any]], pictures: Mapping[int, Kept]) -> None:
    table(
        ["id", "fetched (UTC)", "status", "read as", "picture"],
        [
            [
                str(row["id"]),
                row["fetched_at"][:16].replace("T", " "),
                str(row["status"]),
                row["verdict"] or "unread",
                f"{one.width} × {one.height}" if (one := pictures.get(row["id"])) else "",
            ]
            for row in rows
        ],
        elastic=3,
        under=[f"SHA-256 {row['sha256']}" for row in rows],
    )


def _print_checks(checks: Sequence[Check]) -> None:
    table(
        ["looks", "from (UTC)", "to (UTC)", "outcome"],
        [
            [
                str(one.count),
                instant(one.first_at),
                instant(one.last_at),
                one.outcome.replace("_", " "),
            ]
            for one in checks
        ],
        elastic=3,
        under=[one.detail or "" for one in checks],
    )


def _capture_to_json(row: Mapping[str, Any], picture: Kept | None) -> dict[str, Any]:
    names = ("id", "url", "final_url", "status", "fetched_at", "sha256", "verdict", "origin")
    shape = {name: row[name] for name in names}
    return shape | {"screenshot": asdict(picture) if picture else None}


def _check_to_json(check: Check) -> dict[str, Any]:
    return {
        "outcome": check.outcome,
        "first_at": check.first_at.isoformat(),
        "last_at": check.last_at.isoformat(),
        "count": check.count,
        "detail": check.detail,
    }


def _write_pictures(opened: Archive, pictures: dict[int, str], folder: str) -> None:
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for number, sha256 in pictures.items():
            (Path(folder) / f"{number}.png").write_bytes(opened.bodies.get(sha256))
    except OSError as error:
        raise UsageError(f"cannot write into {folder}: {error.strerror}") from error
