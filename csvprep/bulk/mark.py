"""The mark that goes along with each upload, so that its job can be told from all others if the answer is lost.

The platform has no idempotency key. But `callback-payload` in `metaData` takes anything, and the status of a job shows
its metaData: a job that shows a chunk's mark is that chunk's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

MARK_KEY = "callback-payload"
_METADATA_KEYS = ("metadata", "metaData", MARK_KEY)
_MARK = re.compile(r"csvprep [0-9a-f]{32}(?![0-9a-f])")


def make_mark(sha256: str) -> str:
    """Return the mark of a chunk with this SHA-256, in hex digits."""
    return f"csvprep {sha256[:32]}"


def with_mark(metadata: Mapping[str, Any], sha256: str) -> dict[str, Any]:
    """Return an upload's metadata with the mark of its chunk; a payload of the user's own stays."""
    return dict(metadata) if MARK_KEY in metadata else {**metadata, MARK_KEY: make_mark(sha256)}


def find_mark(job: Mapping[str, Any]) -> str | None:
    """Return the mark that a job's status shows, whatever form it shows its metaData in; None if it shows none."""
    shown = [job[key] for key in _METADATA_KEYS if key in job]
    found = _MARK.search(json.dumps(shown, default=str)) if shown else None
    return found[0] if found else None
