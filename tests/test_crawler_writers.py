"""What an article says of who wrote it is none of its text."""

from __future__ import annotations

import pytest

from crawler import writers
from storage.records import Block, BlockKind

NAMES = ("Nils Aspen", "Vera Moth")
TEXT = "The council of Marrowby voted on Tuesday evening to reopen the old swing bridge."


def line(text: str, kind: BlockKind = "paragraph") -> Block:
    return Block(kind=kind, text=text, level=3 if kind == "subhead" else None)


def kept(*blocks: Block) -> list[str]:
    """The texts that stay of blocks before, between and after those of an article."""
    return [block.text for _, block in writers.without(list(enumerate(blocks)), NAMES)]


@pytest.mark.parametrize(
    "text",
    [
        "Nils Aspen and Vera Moth The Marrow Gazette",
        "Nils Aspen | Gazette of the Valley",
        "Vera Moth is a reporter for the Gazette.",
    ],
)
def test_a_line_on_the_writers_above_the_text_goes(text: str) -> None:
    body = [line(TEXT), line(f"{TEXT} Twice."), line(f"{TEXT} Thrice.")]

    found = kept(line(text), *body)

    assert found == [block.text for block in body]


@pytest.mark.parametrize(
    "block",
    [
        line("Nils Aspen walked home over the bridge."),
        line("Nils Aspen Asks Who Pays For The Painters?"),
        line(f"Nils Aspen The Marrow Gazette {'And Another Paper ' * 4}"),
        line("Nils Aspen The Marrow Gazette", "quote"),
        line(f"Nils Aspen is a reporter. {TEXT * 7}"),
    ],
)
def test_a_line_that_only_begins_with_a_writer_stays(block: Block) -> None:
    body = [line(TEXT), line(f"{TEXT} Twice."), line(f"{TEXT} Thrice.")]

    found = kept(block, *body)

    assert found == [block.text, *(one.text for one in body)]


def test_names_amid_the_text_stay() -> None:
    blocks = [
        line(TEXT),
        line(f"{TEXT} Twice."),
        line("Nils Aspen The Marrow Gazette"),
        line("So."),
    ]

    found = kept(*blocks)

    assert found == [block.text for block in blocks]


def test_a_portrait_of_a_writer_goes() -> None:
    blocks = [line(TEXT), line(f"{TEXT} Twice."), line(f"{TEXT} Thrice.")]

    found = kept(*blocks, line("Vera Moth", "figure"))

    assert found == [block.text for block in blocks]


def test_the_part_under_the_only_writer_goes() -> None:
    blocks = [line(TEXT), line(f"{TEXT} Twice."), line(f"{TEXT} Thrice.")]
    under = [line("Nils Aspen", "subhead"), line("He keeps bees on the roof.")]

    alone = writers.without(list(enumerate([*blocks, *under])), NAMES[:1])
    together = kept(*blocks, *under)

    assert [block for _, block in alone] == blocks
    assert together == [block.text for block in (*blocks, *under)]
