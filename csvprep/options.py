"""How a file is read and judged, as the user says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from csvprep.blocks import BLOCK_BYTES, MAX_RECORD_BYTES
from csvprep.code_policy import Policy, make_policy
from csvprep.connectors import find_connector
from csvprep.dialect import Reading
from csvprep.errors import UsageError
from csvprep.schema.model import Schema
from csvprep.schema.references import Reference

_BASE_BYTES = 240 * 2**20  # Python, polars, pandera and their libraries
_LEAST_BLOCK_BYTES = 256 * 2**10
LEAST_MEMORY_BYTES = 300 * 2**20
_PROCESS_BYTES = 32 * 2**20  # one that asks reference libraries


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is read and judged.

    Attributes:
        object_name: a shipped schema; None: recognised from the header.
        schema: wins over object_name.
        references: tables that foreign keys of the schema refer to, by name; that of the file itself is "".
        connector: key or alias of a connector whose limits hold beside the schema's.
        region: ISO 3166 region of phone numbers without a country code.
        mapping: label to field, where the header says otherwise.
        usual_mapping: the same for labels that not each file has, and fields that not each object has.
        encoding, delimiter, quote_char, escape_char, skip_lines, header: how the file is written; None: detected.
        unsafe_fixes: suggestions are applied too.
        accept_suggestions: near misses (mail domains, enum values, countries, states) are taken for what they may mean.
        exclude: field to files of values that no record may have, beside the schema's own.
        keep_extra: chunks carry columns that are no field of the schema.
        strict: warnings count as errors.
        redact: no cell value in any report.
        select, ignore: codes that are looked for, and that are not, as `csvprep.code_policy` reads their names.
        severity: `error` or `warning` of codes, where it is not the catalogue's.
        memory_bytes: about how much memory may be used; blocks are smaller where it is little or jobs are many.
        block_bytes: about how much is read at a time; None: what the memory allows.
        max_record_bytes: longest record.
        jobs: how many blocks are worked on at once; None: one a processor.
    """

    object_name: str | None = None
    schema: Schema | None = None
    references: Mapping[str, Reference] = field(default_factory=dict)
    connector: str | None = None
    region: str = "US"
    mapping: Mapping[str, str] = field(default_factory=dict)
    usual_mapping: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    delimiter: str | None = None
    quote_char: str | None = None
    escape_char: str | None = None
    skip_lines: int | None = None
    header: bool | None = None
    unsafe_fixes: bool = False
    accept_suggestions: bool = False
    exclude: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    keep_extra: bool = False
    strict: bool = False
    redact: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    memory_bytes: int = 2**30
    block_bytes: int | None = None
    max_record_bytes: int = MAX_RECORD_BYTES
    jobs: int | None = None

    def __post_init__(self) -> None:
        if self.memory_bytes < LEAST_MEMORY_BYTES:
            least = LEAST_MEMORY_BYTES // 2**20
            raise UsageError(
                f"--memory {self.memory_bytes // 2**20}MiB is too little to work with; give {least}MiB or more"
            )
        if self.connector is not None:
            find_connector(self.connector)
        make_policy(self.select, self.ignore, self.severity)

    @property
    def policy(self) -> Policy:
        """What is made of each finding code."""
        return make_policy(self.select, self.ignore, self.severity)

    @property
    def workers(self) -> int:
        """How many blocks are worked on at once."""
        return self.jobs or os.cpu_count() or 1

    @property
    def read_bytes(self) -> int:
        """About how much is read at a time: with a copy at each step, a block in work takes some 13 times its bytes."""
        if self.block_bytes is not None:
            return self.block_bytes
        share = (self.memory_bytes - _BASE_BYTES) // (13 * (self.workers + 2))
        return max(_LEAST_BLOCK_BYTES, min(BLOCK_BYTES, share))

    @property
    def processes(self) -> int:
        """How many processes may ask reference libraries: one a processor, in a quarter of the memory."""
        return max(1, min(self.workers, os.cpu_count() or 1, self.memory_bytes // (4 * _PROCESS_BYTES)))

    @property
    def index_bytes(self) -> int:
        """How much the latest values of a unique field may take in memory."""
        return self.memory_bytes // 16

    @property
    def reading(self) -> Reading:
        """What is said about how the file is written."""
        return Reading(self.encoding, self.delimiter, self.quote_char, self.escape_char, self.skip_lines, self.header)
