"""The signature of a job notification: `sha256=` and the base64 HMAC-SHA256 of the raw body."""

from __future__ import annotations

import base64
import hashlib
import hmac

SIGNATURE_HEADER = "Elements-Webhook-Signature"


def sign_body(key: str, body: bytes) -> str:
    """Return the value of the signature header for a body as it goes over the wire."""
    digest = hmac.new(key.encode(), body, hashlib.sha256).digest()
    return "sha256=" + base64.b64encode(digest).decode("ascii")


def check_signature(key: str, body: bytes, header: str | None) -> bool:
    """Tell whether a signature header fits a body, in time that does not depend on where they differ."""
    return header is not None and hmac.compare_digest(sign_body(key, body).encode(), header.strip().encode())
