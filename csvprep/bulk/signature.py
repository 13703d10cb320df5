"""The signature of a job notification: `sha256=` and the base64 HMAC-SHA256 of the raw body."""

from __future__ import annotations

import base64
import hashlib
import hmac

SIGNATURE_HEADER = "Elements-Webhook-Signature"


def sign_body(key: str, body: bytes) -> str:
    """Return the value of the signature header for a body as it goes over the wire."""
    return _sign(key, body, "sha256")


def verify_signature(body: bytes, header: str | None, key: str, *, allow_sha1: bool = False) -> bool:
    """Tell whether a signature header fits a body, in time that does not depend on where they differ.

    Source: https://docs.cloud-elements.com/home/hash-verification; an HMAC, although that page says hash.

    Args:
        body: the bytes as they came, before any decoding.
        header: the value of `Elements-Webhook-Signature`; None if there was none.
        key: the instance's `event.notification.signature.key`; an empty one fits nothing.
        allow_sha1: take the form `sha1=` of early versions too.
    """
    if header is None or not key:
        return False
    given = header.strip().encode("utf-8", "surrogateescape")
    forms = ("sha256", "sha1") if allow_sha1 else ("sha256",)
    return any(hmac.compare_digest(_sign(key, body, form).encode(), given) for form in forms)


def _sign(key: str, body: bytes, form: str) -> str:
    digest = hmac.new(key.encode("utf-8", "surrogateescape"), body, getattr(hashlib, form)).digest()
    return f"{form}={base64.b64encode(digest).decode('ascii')}"
