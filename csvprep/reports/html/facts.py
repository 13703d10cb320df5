"""What a page is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from csvprep.code_policy import PLAIN, Policy
from csvprep.manifest import ChunkEntry
from csvprep.overview import Overview
from csvprep.schema.header import HeaderMap
from csvprep.schema.model import Schema
from csvprep.summary import Summary


@dataclass(frozen=True, slots=True)
class Made:
    """When a page was made.

    Attributes:
        at: with its time zone.
        seconds: how long the run took; None when that is not told.
    """

    at: datetime
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file's part of a page.

    Attributes:
        command: prep, lint or split.
        file: its name.
        summary: exact totals.
        overview: what the pass showed; None where nothing was looked at.
        source: as in the manifest.
        reading: how it was read, a line each by its name.
        policy: how bad each code is.
        schema, header: what it was held against; None when it was not.
        connector: title of the connector whose limits hold.
        options: those that the answer depends on.
        chunks: what was written; None when nothing was to be.
        redact: no cell value may be shown.
        notes: what is to be said beside the findings.
    """

    command: str
    file: str
    summary: Summary
    overview: Overview | None = None
    source: Mapping[str, Any] = field(default_factory=dict)
    reading: Mapping[str, str] = field(default_factory=dict)
    policy: Policy = PLAIN
    schema: Schema | None = None
    header: HeaderMap | None = None
    connector: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    chunks: tuple[ChunkEntry, ...] | None = None
    redact: bool = False
    notes: tuple[str, ...] = ()
