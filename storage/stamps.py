"""Time stamps of checkpoints by an authority of the user's choice (RFC 3161)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from storage import log
from storage.errors import InputError

#: sends a request's bytes to an address and gives the answer's; raises FetchError
Send = Callable[[str, bytes], bytes]


def stamp(db: sqlite3.Connection, kept: log.Kept, *, authority: str, send: Send) -> datetime:
    """Have a checkpoint stamped and keep the answer; the authority's time.

    InputError when the answer is no stamp of this checkpoint.
    """
    question = (
        TimestampRequestBuilder()
        .data(kept.note.encode())
        .hash_algorithm(HashAlgorithm.SHA256)
        .nonce(nonce=True)
        .cert_request(cert_request=True)
        .build()
    )
    answer = send(authority, question.as_bytes())
    response = _parsed(answer)
    if response.tst_info.nonce != question.nonce:
        raise InputError(f"{authority} answered another question (its nonce differs)")
    if response.tst_info.message_imprint.message != question.message_imprint.message:
        raise InputError(f"{authority} stamped something else")
    log.keep_stamp(db, kept.id, authority, answer)
    return response.tst_info.gen_time


def stamped_at(note: str, answer: bytes, roots: Sequence[Certificate]) -> datetime:
    """The time that an authority gives a note; InputError when the stamp does not hold.

    Without roots only the hash is compared: the stamp then belongs to the note, but may have been
    made by anyone.
    """
    response = _parsed(answer)
    verifier = VerifierBuilder()
    for root in dict.fromkeys(roots):
        verifier = verifier.add_root_certificate(root)
    try:
        if roots:
            verifier.build().verify_message(response, note.encode())
        elif response.tst_info.message_imprint.message != _imprint(note):
            raise InputError("the time stamp belongs to another checkpoint")
    except (VerificationError, ValueError) as error:
        raise InputError(f"the time stamp does not hold: {error}") from error
    return response.tst_info.gen_time


def roots_from_pem(pem: bytes) -> tuple[Certificate, ...]:
    """The certificates of a PEM file; InputError when there is none."""
    try:
        return tuple(load_pem_x509_certificates(pem))
    except ValueError as error:
        raise InputError(f"this is no PEM file with certificates: {error}") from error


def _imprint(note: str) -> bytes:
    question = TimestampRequestBuilder().data(note.encode()).hash_algorithm(HashAlgorithm.SHA256)
    return question.build().message_imprint.message


def _parsed(answer: bytes) -> TimeStampResponse:
    try:
        response = decode_timestamp_response(answer)
        if response.status != 0:
            raise InputError(f"the authority refused, status {response.status}")
        _ = response.tst_info
    except ValueError as error:
        raise InputError(f"this is no time stamp: {error}") from error
    return response
