"""Words of the manifest that several runs share."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from csvprep.blocks import Source


def describe_source(source: Source) -> dict[str, Any]:
    """Return what was read, for the manifest; call it when the source is exhausted."""
    return {
        "name": PurePath(source.name).name,
        "bytes": source.bytes_read,
        "sha256": source.sha256,
        "compression": source.compression,
        "member": source.opened.member,
        "encoding": source.head.encoding.encoding,
        "encoding_confidence": source.head.encoding.confidence,
        "dialect": source.head.dialect.to_dict(),
    }
