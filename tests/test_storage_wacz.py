"""WACZ files: written the same each time, and read without harm."""

import gzip
import io
import json
import os
import random
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from storage import cdxj, wacz, warc
from storage.errors import InputError, NotFound
from storage.problems import Problem
from storage.records import Capture

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_capture(number: int = 0, **overrides) -> Capture:
    fields = {
        "url": "https://news.example/a",
        "final_url": "https://news.example/a",
        "status": 200,
        "headers": (("Content-Type", "text/html"),),
        "body": b"<p>Version %d." % number,
        "fetched_at": NOON + timedelta(hours=number),
    }
    return Capture(**(fields | overrides))


HISTORY = (make_capture(1), make_capture(0, url="https://b.example", status=404), make_capture(2))


def written(captures=HISTORY) -> bytes:
    out = io.BytesIO()
    pages = (wacz.Page(capture, f"Page {number}") for number, capture in enumerate(captures))
    wacz.write(pages, out, title="A history")
    return out.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.wacz"


def rewritten(**changes: bytes | None) -> bytes:
    """The file with other contents: names with "__" for "/" and "_" for "."."""
    out = io.BytesIO()
    changes = {name.replace("__", "/").replace("_", "."): data for name, data in changes.items()}
    with zipfile.ZipFile(io.BytesIO(written())) as old, zipfile.ZipFile(out, "w") as new:
        files = {name: old.read(name) for name in old.namelist()} | changes
        for name, data in files.items():
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


def test_captures_come_back_as_they_were(path):
    path.write_bytes(written())

    assert list(wacz.read(path)) == list(HISTORY)


def test_the_same_captures_give_the_same_bytes():
    assert written() == written()


def test_the_package_lists_its_files_with_their_hashes():
    with zipfile.ZipFile(io.BytesIO(written())) as package:
        about = json.loads(package.read("datapackage.json"))
        seal = json.loads(package.read("datapackage-digest.json"))
        stored = {one.filename for one in package.infolist() if not one.compress_type}
        listed = {one["path"]: one["hash"] for one in about["resources"]}
        hashes = {name: f"sha256:{sha256(package.read(name)).hexdigest()}" for name in listed}
        whole = sha256(package.read("datapackage.json")).hexdigest()

    assert listed == hashes
    assert (about["wacz_version"], about["profile"]) == ("1.1.1", "data-package")
    assert about["created"] == "2026-03-01T14:00:00Z"
    assert stored == {"archive/data.warc.gz", "indexes/index.cdx.gz"}
    assert seal == {"path": "datapackage.json", "hash": f"sha256:{whole}"}


def test_pages_are_the_answers_that_were_pages():
    with zipfile.ZipFile(io.BytesIO(written())) as package:
        head, *pages = map(json.loads, package.read("pages/pages.jsonl").splitlines())

    assert head["format"] == "json-pages-1.0"
    assert [(page["ts"], page["title"]) for page in pages] == [
        ("2026-03-01T13:00:00Z", "Page 0"),
        ("2026-03-01T14:00:00Z", "Page 2"),
    ]


def test_the_index_is_sorted_and_points_at_records():
    with zipfile.ZipFile(io.BytesIO(written())) as package:
        lines = gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines()
        records = package.read("archive/data.warc.gz")

    assert [line.split(" {")[0] for line in lines] == [
        "example,news)/a 20260301120000",
        "example,news)/a 20260301130000",
        "example,news)/a 20260301140000",
    ]
    for line in lines:
        entry = json.loads("{" + line.split(" {", 1)[1])
        at, size = int(entry["offset"]), int(entry["length"])
        assert entry["url"].encode() in gzip.decompress(records[at : at + size])


def test_a_long_index_is_cut_into_blocks_that_can_be_read_alone():
    index = cdxj.Index("data.warc.gz")
    for number in range(cdxj.BLOCK + 5):
        index.add(
            warc.Line(
                url=f"http://news.example/{number:05}",
                at=NOON,
                status=200,
                mime="text/html",
                digest="sha256:A",
                offset=number,
                length=1,
            )
        )

    made = list(cdxj.blocks(index.lines(), "index.cdx.gz"))
    index.close()

    assert [gzip.decompress(block).count(b"\n") for block, _ in made] == [cdxj.BLOCK, 5]
    assert made[1][1].startswith("example,news)/01024 20260301120000 {")
    assert json.loads(made[1][1].split(" ", 2)[2])["offset"] == len(made[0][0])


def test_nothing_makes_no_file():
    with pytest.raises(NotFound, match="no capture"):
        wacz.write([], io.BytesIO(), title="Nothing")


@pytest.mark.parametrize("data", [b"", b"PK\3\4", rewritten(archive__data_warc_gz=None)[:0] + b"x"])
def test_other_files_are_refused(path, data):
    path.write_bytes(data)

    with pytest.raises(InputError, match="is no WACZ"):
        list(wacz.read(path))


def test_a_zip_without_records_is_refused(path):
    path.write_bytes(rewritten(archive__data_warc_gz=None))

    with pytest.raises(InputError, match="holds no archive"):
        list(wacz.read(path))


def test_names_that_climb_out_write_nothing(path, tmp_path):
    name = "archive/../../../escaped.warc"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(name, b"WARC/1.1\r\n")
    before = sorted(tmp_path.rglob("*"))

    found = list(wacz.read(path))

    assert [type(one) for one in found] == [Problem]
    assert sorted(tmp_path.rglob("*")) == before
    assert not (tmp_path.parent.parent / "escaped.warc").exists()


def test_a_bomb_is_not_unpacked(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("archive/bomb.warc", bytes(80 << 20))

    [problem] = wacz.read(path)

    assert "would grow" in problem.detail


def test_too_many_files_are_refused(path):
    with zipfile.ZipFile(path, "w") as package:
        for number in range(10_001):
            package.writestr(f"archive/{number}.warc", b"")

    with pytest.raises(InputError, match="holds 10001 files"):
        list(wacz.read(path))


def test_a_record_file_that_was_exchanged_is_told_and_read(path):
    out = io.BytesIO()
    list(warc.write([make_capture(7)], out))
    path.write_bytes(rewritten(archive__data_warc_gz=out.getvalue()))

    problem, capture = wacz.read(path)

    assert "hash that datapackage.json gives" in problem.detail
    assert capture == make_capture(7)


def test_a_list_of_files_that_is_missing_hides_no_capture(path):
    path.write_bytes(rewritten(datapackage_json=None))

    assert list(wacz.read(path)) == list(HISTORY)


@pytest.mark.parametrize("about", [b"no json", b"\xff", b"{}", b"[]", b"[" * 100_000])
def test_a_broken_list_of_files_is_told_and_hides_no_capture(path, about):
    path.write_bytes(rewritten(datapackage_json=about))

    problem, *captures = wacz.read(path)

    assert (problem.file, problem.record) == ("datapackage.json", "file")
    assert captures == list(HISTORY)


def test_a_flipped_byte_is_told(path):
    data = bytearray(written())
    data[data.index(b"archive/data.warc.gz") + 300] ^= 1
    path.write_bytes(data)

    found = list(wacz.read(path))

    assert any(isinstance(one, Problem) for one in found)


def test_a_damaged_record_hides_no_other(path):
    many = [
        make_capture(number, body=random.Random(number).randbytes(30_000)) for number in range(9)
    ]
    out = io.BytesIO()
    wacz.write((wacz.Page(one) for one in many), out, title="Nine")
    data = bytearray(out.getvalue())
    place = data.index(b"archive/data.warc.gz") + 75_000
    data[place : place + 50] = bytes(50)
    path.write_bytes(data)

    found = list(wacz.read(path))

    kept = [one for one in found if not isinstance(one, Problem)]
    assert [many.index(one) for one in kept] == [0, 1, 3, 4, 5, 6, 7]
    assert len(found) > len(kept)


def program(name: str) -> str | None:
    """A tool of others: on the PATH, or in a folder that VARIORUM_PEERS names."""
    folders = os.environ.get("VARIORUM_PEERS", "").split(os.pathsep)
    return shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", "")]))


@pytest.mark.skipif(program("wacz") is None, reason="needs py-wacz (PATH or VARIORUM_PEERS)")
def test_py_wacz_finds_nothing_wrong(path):
    path.write_bytes(written())

    done = subprocess.run(
        [program("wacz"), "validate", "-f", str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (done.returncode, "Validation succeeded" in done.stdout) == (0, True)


@pytest.mark.skipif(program("wb-manager") is None, reason="needs pywb (PATH or VARIORUM_PEERS)")
def test_pywb_indexes_every_capture(path, tmp_path):
    records = tmp_path / "test.warc.gz"
    with zipfile.ZipFile(io.BytesIO(written())) as package:
        records.write_bytes(package.read("archive/data.warc.gz"))

    for words in (["init", "news"], ["add", "news", str(records)]):
        subprocess.run(
            [program("wb-manager"), *words],
            cwd=tmp_path,
            capture_output=True,
            timeout=120,
            check=True,
        )

    lines = (tmp_path / "collections/news/indexes/index.cdxj").read_text().splitlines()
    assert [line.split(" {")[0] for line in lines] == [
        "example,news)/a 20260301120000",
        "example,news)/a 20260301130000",
        "example,news)/a 20260301140000",
    ]
