"""WARC files: written the same each time, and read whoever wrote them, whole or torn."""

import gzip
import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage import warc
from storage.errors import InputError
from storage.http_message import dechunked, head, parse
from storage.problems import Problem
from storage.records import Capture, Redirect
from storage.surt import surt
from storage.warc_read import read

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def make_capture(number: int = 0, **overrides) -> Capture:
    fields = {
        "url": "https://news.example/a",
        "final_url": "https://news.example/a",
        "status": 200,
        "headers": (("Content-Type", "text/html; charset=utf-8"), ("X-WeIrD", "été")),
        "body": b"<p>The bridge is closed, version %d." % number,
        "fetched_at": NOON + timedelta(hours=number),
        "address": "192.0.2.1",
        "certificate": "ab" * 32,
    }
    return Capture(**(fields | overrides))


HISTORY = (
    make_capture(0),
    make_capture(1, url="http://news.example/a", redirects=(Redirect(url="http://b", status=301),)),
    make_capture(2, body=make_capture(0).body),
    make_capture(3, status=404, body=b"", address=None, certificate=None, headers=()),
    make_capture(
        4, body=gzip.compress(b"zipped", mtime=0), headers=(("Content-Encoding", "gzip"),)
    ),
    make_capture(5, status=999, body=b"\r\n\r\nWARC/1.1\r\n"),
)


def written(captures=HISTORY) -> bytes:
    out = io.BytesIO()
    list(warc.write(captures, out))
    return out.getvalue()


def reread(tmp_path: Path, data: bytes) -> list[Capture | Problem]:
    path = tmp_path / "test.warc.gz"
    path.write_bytes(data)
    return list(read(path))


def test_captures_come_back_as_they_were(tmp_path):
    assert reread(tmp_path, written()) == list(HISTORY)


def test_captures_come_back_from_a_file_that_is_not_compressed(tmp_path):
    assert reread(tmp_path, gzip.decompress(written())) == list(HISTORY)


def test_captures_come_back_from_one_gzip_over_the_whole_file(tmp_path):
    plain = gzip.decompress(written((HISTORY[0], HISTORY[1])))

    assert reread(tmp_path, gzip.compress(plain)) == [HISTORY[0], HISTORY[1]]


def test_the_same_captures_give_the_same_bytes():
    assert written() == written()


def test_a_capture_that_is_there_twice_is_written_once(tmp_path):
    assert reread(tmp_path, written((HISTORY[0], HISTORY[0]))) == [HISTORY[0]]


def test_an_index_line_points_at_its_record():
    out = io.BytesIO()
    lines = list(warc.write(HISTORY, out))

    for line, capture in zip(lines, HISTORY, strict=True):
        member = gzip.decompress(out.getvalue()[line.offset : line.offset + line.length])
        assert f"WARC-Record-ID: {warc.record_id(capture)}\r\n".encode() in member
    assert [line.mime for line in lines] == [
        "text/html",
        "text/html",
        "warc/revisit",
        "unk",
        "unk",
        "text/html",
    ]


def test_warcio_finds_nothing_wrong(tmp_path):
    path = tmp_path / "test.warc.gz"
    path.write_bytes(written())

    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout.count("digest pass")) == (0, 6)


def test_warcio_reads_what_was_captured():
    bodies, kinds = [], []

    for record in ArchiveIterator(io.BytesIO(written())):
        kinds.append(record.rec_type)
        if record.rec_type == "response":
            bodies.append(record.raw_stream.read())

    assert kinds == ["warcinfo", "response", "response", "revisit"] + ["response"] * 3
    assert bodies == [capture.body for capture in HISTORY if capture is not HISTORY[2]]


def by_warcio(**options) -> bytes:
    """A file with a request, an answer, a revisit of it, a resource and a 304."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=options.pop("gzip", True), **options)
    url, date = "http://news.example/a", "2026-03-01T12:00:00Z"
    ok = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    answer = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(b"hello"),
        http_headers=ok,
        warc_headers_dict={"WARC-Date": date, "WARC-IP-Address": "192.0.2.1"},
    )
    get = StatusAndHeaders("GET /a HTTP/1.1", [], is_http_request=True)
    writer.write_record(writer.create_warc_record(url, "request", http_headers=get))
    writer.write_record(answer)
    digest = answer.rec_headers.get_header("WARC-Payload-Digest")
    writer.write_record(
        writer.create_revisit_record(
            url,
            digest,
            url,
            date,
            http_headers=ok,
            warc_headers_dict={"WARC-Date": "2026-03-02T12:00:00Z"},
        )
    )
    writer.write_record(
        writer.create_warc_record(
            "http://news.example/i.png",
            "resource",
            payload=io.BytesIO(b"png"),
            warc_content_type="image/png",
            warc_headers_dict={"WARC-Date": date},
        )
    )
    unchanged = StatusAndHeaders("304 Not Modified", [], protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(
            url,
            "revisit",
            http_headers=unchanged,
            warc_headers_dict={
                "WARC-Date": date,
                "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/server-not-modified",
            },
        )
    )
    return out.getvalue()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of warcio
@pytest.mark.parametrize("options", [{}, {"gzip": False}, {"warc_version": "1.1"}])
def test_files_of_warcio_are_read(tmp_path, options):
    found = reread(tmp_path, by_warcio(**options))

    assert [(one.url, one.status, one.body, one.fetched_at.day) for one in found] == [
        ("http://news.example/a", 200, b"hello", 1),
        ("http://news.example/a", 200, b"hello", 2),
        ("http://news.example/i.png", 200, b"png", 1),
        ("http://news.example/a", 304, b"", 1),
    ]
    assert found[2].headers == (("Content-Type", "image/png"),)


def members(data: bytes) -> list[bytes]:
    cut = [at for at in range(len(data)) if data[at : at + 4] == b"\x1f\x8b\x08\0"]
    return [data[a:b] for a, b in zip(cut, [*cut[1:], len(data)], strict=True)]


def kinds(found: list[Capture | Problem]) -> str:
    return "".join("!" if isinstance(one, Problem) else "c" for one in found)


def test_what_stands_behind_a_torn_record_is_still_read(tmp_path):
    parts = members(written(HISTORY[:2]))
    torn = parts[0] + parts[1][:-40] + parts[2]

    found = reread(tmp_path, torn)

    assert kinds(found) == "!c"
    assert found[1] == HISTORY[1]
    assert found[0].record == f"record at {len(parts[0])}"


def test_a_file_that_ends_early_is_told(tmp_path):
    for zipped in (written(HISTORY[:2]), gzip.decompress(written(HISTORY[:2]))):
        found = reread(tmp_path, zipped[:-20])

        assert kinds(found) == "c!"
        assert "ends inside a record" in found[1].detail


def test_a_torn_record_of_a_plain_file_hides_nothing(tmp_path):
    plain = gzip.decompress(written(HISTORY[:2]))
    second = plain.rindex(b"WARC/1.1")

    assert kinds(reread(tmp_path, plain[: second - 30] + plain[second:])) == "!c"


def test_padding_between_records_is_skipped(tmp_path):
    parts = members(written(HISTORY[:2]))

    assert reread(tmp_path, bytes(700).join(parts)) == [HISTORY[0], HISTORY[1]]


def test_other_bytes_between_records_are_told(tmp_path):
    parts = members(written(HISTORY[:2]))

    found = reread(tmp_path, parts[0] + b"junk" + parts[1] + b"more junk" + parts[2])

    assert kinds(found) == "!c!c"


def test_a_member_that_holds_no_record_is_told(tmp_path):
    parts = members(written(HISTORY[:1]))
    empty = gzip.compress(b"\r\n" * 2000)

    found = reread(tmp_path, parts[0] + empty + gzip.compress(b"hello\n") + parts[1])

    assert kinds(found) == "!c"
    assert "empty lines" in found[0].detail


def test_headers_that_never_end_are_told(tmp_path):
    for tail in (b"A: b\r\n" * 200_000, b"A: b\r\nC"):
        found = reread(tmp_path, b"WARC/1.0\r\n" + tail)

        assert kinds(found) == "!"


def test_a_revisit_of_a_record_that_is_damaged_is_told(tmp_path):
    plain = gzip.decompress(written((HISTORY[0], HISTORY[2])))
    path = tmp_path / "test.warc"
    path.write_bytes(plain)
    reading = read(path)
    assert next(reading) == HISTORY[0]

    at = plain.index(b"WARC-Type: response") - len("WARC/1.1\r\n")
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"JUNK")

    assert "a record should begin" in next(reading).detail


def test_any_flipped_byte_of_a_body_is_told(tmp_path):
    plain = bytearray(gzip.decompress(written(HISTORY[:1])))
    plain[plain.index(b"closed")] ^= 1

    found = reread(tmp_path, bytes(plain))

    assert "block digest" in found[0].detail


@given(st.data())
def test_no_damage_stops_the_reader(tmp_path_factory, data):
    whole = data.draw(st.sampled_from([written(), gzip.decompress(written())]))
    at, size = data.draw(st.integers(1, len(whole) - 1)), data.draw(st.integers(0, 300))
    damaged = whole[:at] + data.draw(st.binary(max_size=20)) + whole[at + size :]
    path = tmp_path_factory.mktemp("damaged") / "test.warc"
    path.write_bytes(damaged)

    try:
        found = [one for one in read(path) if isinstance(one, Capture)]
    except InputError:
        found = []

    assert {capture.body for capture in found} <= {capture.body for capture in HISTORY}


def make_record(block: bytes = b"HTTP/1.1 200 OK\r\n\r\nhello", **fields) -> bytes:
    names = {
        "WARC-Type": "response",
        "WARC-Target-URI": "http://news.example/a",
        "WARC-Date": "2026-03-01T12:00:00Z",
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in names.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"WARC_Date": "yesterday"}, "its date is"),
        ({"Content_Length": "-1"}, "its Content-Length is"),
        ({"Content_Length": "9" * 12}, "more than"),
        ({"Content_Length": "3"}, "does not fit"),
        ({"WARC_Truncated": "time"}, "cut off"),
        ({"WARC_Type": "revisit"}, "not in this file"),
        ({"WARC_Payload_Digest": "sha1:" + "A" * 32}, "payload digest"),
        ({"WARC_Block_Digest": "sha256:" + "0" * 64}, "block digest"),
        ({"block": b"SSH-2.0-OpenSSH\r\n"}, "the answer begins with"),
        ({"block": b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200_000}, "headers do not end"),
    ],
)
def test_a_record_that_cannot_be_used_says_why(tmp_path, fields, why):
    found = reread(tmp_path, make_record(**fields) + make_record())

    assert why in found[0].detail
    assert found[-1].body == b"hello"


@pytest.mark.parametrize(
    ("stated", "read_as"),
    [
        ("2026", "2026-01-01T00:00:00+00:00"),
        ("2026-03", "2026-03-01T00:00:00+00:00"),
        ("2026-03-01", "2026-03-01T00:00:00+00:00"),
        ("20260301120000", "2026-03-01T12:00:00+00:00"),
        ("2026-03-01T12:00:00.5Z", "2026-03-01T12:00:00.500000+00:00"),
        ("2026-03-01T12:00:00.123456789Z", "2026-03-01T12:00:00.123456+00:00"),
    ],
)
def test_dates_of_any_precision_are_read(tmp_path, stated, read_as):
    [capture] = reread(tmp_path, make_record(WARC_Date=stated))

    assert capture.fetched_at == datetime.fromisoformat(read_as)


@pytest.mark.parametrize("digest", ["sha1:{}", "SHA-1:{}", "crc32:{}"])
def test_a_chunked_body_is_read_and_checked_either_way(tmp_path, digest):
    chunked = b"3;x=1\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"
    top = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n c\r\nbroken\r\n\r\n"
    for hashed in (chunked, b"hello"):
        stated = digest.format(sha1(hashed).hexdigest())

        [capture] = reread(tmp_path, make_record(top + chunked, WARC_Payload_Digest=stated))

        assert capture.body == b"hello"
        assert capture.headers == (("Transfer-Encoding", "chunked"), ("A", "b c"))


def test_headers_of_a_record_may_be_folded_and_an_address_bracketed(tmp_path):
    record = make_record(WARC_Target_URI="\r\n <http://news.example/b>")

    assert [one.url for one in reread(tmp_path, record)] == ["http://news.example/b"]


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "is empty"), (b"PK\3\4", "no WARC"), (b"\x28\xb5\x2f\xfd", "zstd -d")],
)
def test_other_files_are_refused(tmp_path, data, why):
    with pytest.raises(InputError, match=why):
        reread(tmp_path, data)


@pytest.mark.parametrize("body", [b"", b"5\r\nhel", b"5\r\nhello__0\r\n", b"x\r\n", b"1" * 2000])
def test_what_is_not_chunked_to_its_end_is_left(body):
    assert dechunked(body) is None


@given(
    st.integers(100, 999),
    st.lists(st.tuples(st.from_regex(r"\A[A-Za-z-]{1,9}\Z"), st.text(max_size=9))),
    st.binary(max_size=40),
)
def test_an_answer_survives_being_a_block(status, headers, body):
    headers = [pair for pair in headers if pair[0].lower() != "transfer-encoding"]

    read_status, read_headers, read_body = parse(head(status, tuple(headers)) + body)

    assert (read_status, read_body) == (status, body)
    assert [name for name, _ in read_headers] == [name for name, _ in headers]


def test_a_line_break_in_a_header_ends_nothing():
    assert head(200, (("A", "b\r\nSet-Cookie: c"),)) == (
        b"HTTP/1.1 200 OK\r\nA: b  Set-Cookie: c\r\n\r\n"
    )


def test_a_header_that_is_no_utf8_is_read_as_latin_1():
    assert parse(b"HTTP/1.1 200 OK\r\nA: \xe9\r\n\r\n")[1] == (("A", "é"),)


def test_an_answer_of_bare_newlines_is_read():
    assert parse(b"HTTP/1.0 200\nA: b\n\nbody") == (200, (("A", "b"),), b"body")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.Example.com/A/b/?B=2&a=1", "com,example)/a/b?a=1&b=2"),
        ("https://example.com:443", "com,example)/"),
        ("https://example.com:8443/x//y/#z", "com,example:8443)/x/y"),
        ("http://user:pw@www2.example.com/x", "com,example)/x"),
        ("http://bücher.example/ä/%7E%2e/", "example,xn--bcher-kva)/%c3%a4/~."),
        ("http://example.com/a/../b/./c/..", "com,example)/b"),
        ("http://example.com/?sid=0123456789abcdef0123456789abcdef&z", "com,example)/?z"),
        ("http://example.com/a%252Fb?q=%C3%A4", "com,example)/a/b?q=%c3%a4"),
        ("http://example.com:x/", "http://example.com:x/"),
        ("urn:x", "urn:x"),
    ],
)
def test_sort_keys_are_those_of_other_tools(url, key):
    assert surt(url) == key
