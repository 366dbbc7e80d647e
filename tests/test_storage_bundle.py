"""Evidence bundles and time stamps, with an authority of the tests' own."""

import http.server
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import threading
import urllib.request
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from storage import bundle, evidence, log, stamps
from storage.bundle_check import verify_bundle
from storage.errors import InputError, NotFound
from storage.notes import Checkpoint, Signer
from storage.records import Capture, Revision

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = Signer("variorum/test", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
READING = {"headline": "Bridge closed", "blocks": [{"kind": "paragraph", "text": "It is."}]}
CONFIG = """\
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical,CA:true
[tsa]
extendedKeyUsage = critical,timeStamping
[stamp]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha512
"""


class Authority:
    """`openssl ts` behind HTTP on the loopback."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "config").write_text(CONFIG)
        (folder / "serial").write_text("01\n")
        self._make("ca", "/CN=Test root", "-x509", "-days", "3650", "-extensions", "ca")
        self._make("tsa", "/CN=Test authority")
        self._run(
            *("x509", "-req", "-in", "tsa.pem", "-CA", "ca.pem", "-CAkey", "ca.key"),
            *("-CAcreateserial", "-days", "3650", "-out", "tsa.pem"),
            *("-extfile", "config", "-extensions", "tsa"),
        )

    @property
    def root(self) -> bytes:
        return (self.folder / "ca.pem").read_bytes()

    def answer(self, question: bytes) -> bytes:
        (self.folder / "question").write_bytes(question)
        self._run(
            *("ts", "-reply", "-config", "config", "-section", "stamp"),
            *("-queryfile", "question", "-out", "answer"),
        )
        return (self.folder / "answer").read_bytes()

    def _make(self, name: str, subject: str, *more: str) -> None:
        self._run(
            *("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-config", "config", "-subj", subject, "-keyout", f"{name}.key"),
            *("-out", f"{name}.pem", *more),
        )

    def _run(self, *words: str) -> None:
        subprocess.run(
            ["openssl", *words], cwd=self.folder, check=True, capture_output=True, timeout=60
        )


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl program")
    return Authority(tmp_path_factory.mktemp("authority") / "files")


@pytest.fixture
def address(authority: Authority) -> Iterator[str]:
    class Answers(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(authority.answer(question))

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    with http.server.HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def send(address: str, question: bytes) -> bytes:
    kind = {"Content-Type": "application/timestamp-query"}
    request = urllib.request.Request(address, question, kind)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def make_capture(**overrides) -> Capture:
    fields = {
        "url": "https://news.example/a",
        "final_url": "https://news.example/a",
        "status": 200,
        "headers": (("Content-Type", "text/html"), ("Odd", "  spaced\r\nand broken ")),
        "body": b"<p>The bridge is closed.",
        "fetched_at": NOON,
        "address": "192.0.2.1",
        "certificate": "ab" * 32,
    }
    return Capture(**(fields | overrides))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "catalog.sqlite", isolation_level=None)
    connection.execute("BEGIN")
    log.create(connection)
    connection.execute("COMMIT")
    yield connection
    connection.close()


def fill(db: sqlite3.Connection) -> bundle.Exhibit:
    """A log with a capture and the revision that it shows, among others."""
    db.execute("BEGIN IMMEDIATE")
    for number in range(5):
        log.append(db, "merge", number, {"why": "filling"})
    capture = make_capture()
    place = log.append(
        db, "capture", 1, evidence.capture_shape(capture, sha256=sha(capture), tool="variorum 0")
    )
    revision = Revision(
        id=1, article_id=1, number=2, kind="edit", seen_at=NOON, unchanged_as_of=None, capture_id=1
    )
    read = log.append(db, "revision", 1, evidence.revision_shape(revision, READING))
    log.checkpoint(db, KEY, NOON)
    db.execute("COMMIT")
    return bundle.Exhibit(
        url=capture.url,
        revision=2,
        captures=((place, capture),),
        entries=(read,),
        reading=READING,
    )


def sha(capture: Capture) -> str:
    return sha256(capture.body).hexdigest()


def saved(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "bundle.zip"
    path.write_bytes(data)
    return path


def found(path: Path, **options) -> list[str]:
    return [str(problem) for problem in verify_bundle(path, **options).problems]


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_a_bundle_is_checked_without_the_archive(db, tmp_path):
    path = saved(tmp_path, bundle.bundle(db, fill(db), KEY))

    verdict = verify_bundle(path, trusted=KEY.verifier)

    assert verdict.problems == ()
    assert verdict.facts == (
        f"packed and signed by {KEY.verifier}",
        "the log variorum/test had 8 entries at 2026-03-01T12:00:00.000000Z, by its own clock",
        "no authority stamped the checkpoint",
        "entry 5 is in the log",
        "entry 6 is in the log",
        "entry 5: https://news.example/a answered 200 with 24 bytes"
        " at 2026-03-01T12:00:00.000000Z, by the archive's clock",
        "entry 6: the text was read as in reading.json",
    )


def test_the_same_revision_gives_the_same_bundle(db):
    exhibit = fill(db)

    assert bundle.bundle(db, exhibit, KEY) == bundle.bundle(db, exhibit, KEY)


def test_any_flipped_byte_is_found(db, tmp_path):
    data = bundle.bundle(db, fill(db), KEY)

    for at in range(0, len(data), 37):
        flipped = bytearray(data)
        flipped[at] ^= 1 << at % 8
        path = saved(tmp_path, bytes(flipped))
        try:
            problems = found(path)
        except InputError:
            continue
        assert problems, f"byte {at}"


@pytest.mark.parametrize(
    ("name", "data", "first"),
    [
        ("records.warc.gz", b"x", "records.warc.gz: is not what was packed"),
        ("reading.json", b"{}", "reading.json: is not what was packed"),
        ("entries/5.json", b"{}", "entries/5.json: is not what was packed"),
        ("extra.txt", b"hello", "extra.txt: is not what was packed"),
        ("README.txt", None, "README.txt: is missing"),
        ("keys.txt", b"", "manifest: cannot be checked: keys.txt has no key 'variorum/test'"),
        ("keys.txt", None, "manifest: cannot be checked: keys.txt is missing"),
        ("checkpoint.txt", b"x", "checkpoint.txt: is not what was packed"),
    ],
)
def test_an_exchanged_file_is_named(db, tmp_path, name, data, first):
    files = contents(bundle.bundle(db, fill(db), KEY)) | {name: data}
    kept = {key: value for key, value in files.items() if value is not None}

    assert found(saved(tmp_path, bundle.packed(kept)))[0] == f"bundle.zip: {first}"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("headers/5.json", b"[]", "headers/5.json: the headers are not those of entry 5"),
        ("reading.json", b"{}", "reading.json: is not the reading of entry 6"),
        ("entries/5.json", b"{}", "entries/5.json: is not in the log that was signed"),
        ("proof.json", b'{"size":8,"paths":{}}', "entries: cannot be checked: '5'"),
        ("stamp.tsr", b"x", "stamp: cannot be checked: this is no time stamp"),
    ],
)
def test_who_packs_anew_still_cannot_change_what_was_logged(db, tmp_path, name, data, why):
    """A forger with the packing key, but without a log that says so."""
    files = contents(bundle.bundle(db, fill(db), KEY)) | {name: data}
    files[bundle.MANIFEST] = KEY.sign(bundle.manifest(files)).encode()

    assert found(saved(tmp_path, bundle.packed(files)))[0].startswith(f"bundle.zip: {why}")


def test_another_answer_is_not_the_one_that_was_logged(db, tmp_path):
    exhibit = fill(db)
    place, _ = exhibit.captures[0]
    forged = bundle.Exhibit(
        url=exhibit.url, revision=2, captures=((place, make_capture(body=b"<p>Forged.")),)
    )

    problems = found(saved(tmp_path, bundle.bundle(db, forged, KEY)))

    assert problems == ["bundle.zip: records.warc.gz: holds no answer as entry 5 describes it"]


def test_a_bundle_of_a_stranger_is_named(db, tmp_path):
    stranger = Signer("variorum/other", Ed25519PrivateKey.from_private_bytes(bytes(32)))
    path = saved(tmp_path, bundle.bundle(db, fill(db), stranger))

    assert found(path) == []
    assert found(path, trusted=KEY.verifier) == [
        "bundle.zip: manifest.txt: is signed by variorum/other, not by variorum/test"
    ]


def test_what_cannot_be_proved_is_not_packed(db):
    exhibit = fill(db)
    db.execute("BEGIN")
    late = log.append(db, "revision", 2, {"number": 3})

    for wanted, why in (
        (bundle.Exhibit(url="x", revision=1, captures=()), "no capture"),
        (bundle.Exhibit(url="x", revision=1, captures=(), entries=(late,)), "no checkpoint"),
    ):
        with pytest.raises(NotFound, match=why):
            bundle.bundle(db, wanted, KEY)
    log.withhold(db, [exhibit.captures[0][0]])
    with pytest.raises(NotFound, match="redacted"):
        bundle.bundle(db, exhibit, KEY)


@pytest.mark.parametrize("kind", ["text", "zip", "deflated"])
def test_other_files_are_no_bundle(tmp_path, kind):
    path = tmp_path / "x.zip"
    path.write_bytes(b"hello")
    if kind != "text":
        method = zipfile.ZIP_DEFLATED if kind == "deflated" else zipfile.ZIP_STORED
        with zipfile.ZipFile(path, "w", method) as package:
            package.writestr("a", b"b")

    with pytest.raises(InputError, match="no evidence bundle"):
        verify_bundle(path)


def test_the_readme_s_own_check_leads_to_the_checkpoint(db, tmp_path):
    files = contents(bundle.bundle(db, fill(db), KEY))
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    text = files["README.txt"].decode()
    block = text[text.index("       from hashlib") : text.index("     The line that it prints")]
    program = "\n".join(line[7:] for line in block.splitlines()).replace("= N,", "= 5,")

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert done.stdout.strip() == files["checkpoint.txt"].decode().splitlines()[2]


def test_the_documented_check_of_a_signature_holds(db, tmp_path):
    files = contents(bundle.bundle(db, fill(db), KEY))
    (tmp_path / "checkpoint.txt").write_bytes(files["checkpoint.txt"])
    (tmp_path / "evidence.pub").write_text(f"{KEY.verifier}\n")
    page = Path(__file__).parent.parent / "docs" / "evidence.md"
    program = page.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]

    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, timeout=60, check=False)

    assert done.returncode == 0


def test_a_checkpoint_is_stamped_and_the_stamp_is_in_the_bundle(db, tmp_path, authority, address):
    exhibit = fill(db)
    before = datetime.now(UTC).replace(microsecond=0)

    at = stamps.stamp(db, log.latest(db), authority=address, send=send)

    roots = stamps.roots_from_pem(authority.root)
    path = saved(tmp_path, bundle.bundle(db, exhibit, KEY, authority=authority.root))
    own, trusted = verify_bundle(path), verify_bundle(path, roots=roots)
    assert before <= at <= datetime.now(UTC)
    assert list(evidence.verify(db, roots=roots)) == []
    assert (own.problems, trusted.problems) == ((), ())
    assert own.facts[3].endswith("says an authority that only the bundle names")
    assert trusted.facts[3].endswith("says a trusted authority")
    assert log.latest(db).authority == address


def test_openssl_agrees_with_the_stamp(db, tmp_path, authority, address):
    exhibit = fill(db)
    stamps.stamp(db, log.latest(db), authority=address, send=send)
    files = contents(bundle.bundle(db, exhibit, KEY, authority=authority.root))
    for name in ("checkpoint.txt", "stamp.tsr", "authority.pem"):
        (tmp_path / name).write_bytes(files[name])

    done = subprocess.run(
        [
            "openssl",
            "ts",
            "-verify",
            "-data",
            "checkpoint.txt",
            "-in",
            "stamp.tsr",
            "-CAfile",
            "authority.pem",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, "Verification: OK" in done.stdout + done.stderr) == (0, True)


def test_a_stamp_that_does_not_belong_here_is_refused(db, tmp_path, authority, address):
    fill(db)
    stamps.stamp(db, log.latest(db), authority=address, send=send)
    kept = log.latest(db)
    roots = stamps.roots_from_pem(authority.root)
    stranger = Authority(tmp_path / "stranger")

    assert stamps.stamped_at(kept.note, kept.stamp, ()) is not None
    for note, trusted in (
        (kept.note + "x", roots),
        (kept.note + "x", ()),
        (kept.note, stamps.roots_from_pem(stranger.root)),
    ):
        with pytest.raises(InputError, match="time stamp"):
            stamps.stamped_at(note, kept.stamp, trusted)


def test_an_answer_to_another_question_is_refused(db, authority):
    fill(db)
    answers = []

    def twice(_: str, question: bytes) -> bytes:
        answers.append(answers[0] if answers else authority.answer(question))
        return answers[-1]

    stamps.stamp(db, log.latest(db), authority="first", send=twice)

    with pytest.raises(InputError, match="another question"):
        stamps.stamp(db, log.latest(db), authority="second", send=twice)


def test_garbage_is_no_stamp(db):
    fill(db)

    with pytest.raises(InputError, match="no time stamp"):
        stamps.stamp(db, log.latest(db), authority="x", send=lambda *_: b"<html>")
    with pytest.raises(InputError, match="no PEM"):
        stamps.roots_from_pem(b"<html>")


def test_a_checkpoint_of_a_bundle_is_one_of_c2sp(db):
    files = contents(bundle.bundle(db, fill(db), KEY))

    checkpoint = Checkpoint.parse(KEY.verifier.signed(files["checkpoint.txt"].decode()))

    assert (checkpoint.origin, checkpoint.size) == ("variorum/test", 8)
    assert json.loads(files["proof.json"])["size"] == 8
