"""Idempotency keys: the same for the same thing to tell, however often it is found or sent."""

from __future__ import annotations

import hashlib


def key_of(*parts: str) -> str:
    """A key made of these parts, in this order: 43 characters that fit any header."""
    return f"vr_{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:40]}"
