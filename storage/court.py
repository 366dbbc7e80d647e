"""The text that lies in an evidence bundle, for a reader who has never heard of Variorum."""

from __future__ import annotations

from collections.abc import Iterable

from storage.notes import Checkpoint
from storage.times import to_text

README = "README.txt"

_TEXT = """\
EVIDENCE OF A WEB PAGE, REVISION {revision}

Address       {url}
Log           {origin}
Checkpoint    {size} entries, signed at {at} by the archive's own clock
Time stamp    {stamp}

WHAT LIES HERE
  records.warc.gz   the server's answers, byte for byte, as an ISO 28500 (WARC) file; the program
                    warcio, or any web archive player, shows them
  reading.json      the article's text as it was read from the answer (if there is one)
  headers/N.json    the answer's headers, as entry N of the log has their hash
  entries/N.json    entry N of the archive's log: when which address gave which answer
  proof.json        for each entry, the hashes that lead from it to the checkpoint
  checkpoint.txt    the state of the whole log at one time, signed
  stamp.tsr         an independent authority's statement of when it saw the checkpoint (RFC 3161)
  authority.pem     the certificates that the stamp leads to
  keys.txt          the archive's public keys (Ed25519)
  manifest.txt      the SHA-256 of every file here, signed

HOW TO CHECK IT
  With Variorum:    variorum verify BUNDLE.zip
  Without, each step by itself:
  1. The files are those that were packed:
       sha256sum --check --ignore-missing manifest.txt
  2. The answer's body has the hash that its entry gives as "body_sha256". The body begins after
     the first empty line after the HTTP headers of the record:
       gzip -dc records.warc.gz
  3. The headers and the text have the hashes that the entries give as "headers_sha256" and
     "reading_sha256":
       sha256sum headers/*.json reading.json
  4. Each entry is in the log that the checkpoint signs. In Python 3, for each entry N:
       from hashlib import sha256; import json
       n, proof = N, json.load(open("proof.json"))
       h = sha256(b"\\0" + open(f"entries/{{n}}.json", "rb").read()).digest()
       first, last = n, proof["size"] - 1
       for step in map(bytes.fromhex, proof["paths"][str(n)]):
           if first % 2 or first == last:
               h = sha256(b"\\1" + step + h).digest()
               while first % 2 == 0 and first: first, last = first // 2, last // 2
           else:
               h = sha256(b"\\1" + h + step).digest()
           first, last = first // 2, last // 2
       import base64; print(base64.b64encode(h).decode())
     The line that it prints is the third line of checkpoint.txt (RFC 9162, section 2.1.3.2).
  5. The checkpoint is signed by the archive's key: https://c2sp.org/signed-note. Ask the archive,
     or someone who noted it down earlier, whether the key in keys.txt is its key.
  6. The checkpoint existed when the authority says so:
       openssl ts -verify -data checkpoint.txt -in stamp.tsr -CAfile authority.pem

WHAT THIS PROVES, AND WHAT IT DOES NOT
  Steps 1 to 3: the answer and the text are those that the entries speak of, to the last bit.
  Steps 4 and 5: the holder of the key had these entries in its log when it signed, and cannot take
  them back or change them without everyone who has a later checkpoint being able to see it.
  Step 6: all of that is not younger than the stamp, whatever the archive's clock said.
  Nothing here proves by itself that the server sent this answer: web servers do not sign what they
  send. What speaks for it is recorded with each entry: the server's address, the fingerprint of its
  TLS certificate, the program that asked. Captures by others, made independently, speak for it too.
"""


def readme(url: str, revision: int, checkpoint: Checkpoint, files: Iterable[str]) -> str:
    """The text for one bundle."""
    stamped = "stamp.tsr" in set(files)
    return _TEXT.format(
        revision=revision,
        url=_one_line(url),
        origin=checkpoint.origin,
        size=checkpoint.size,
        at=to_text(checkpoint.at),
        stamp="stamp.tsr" if stamped else "none",
    )


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)
