"""A source opened for judging: its schema found, bound to its header, and what is to be said of the file itself."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from csvprep.blocks import BLOCK_BYTES, MAX_RECORD_BYTES, Source, open_source
from csvprep.cells import count_lines, strip_line_end
from csvprep.code_policy import Policy, make_policy
from csvprep.connectors import Connector, find_connector
from csvprep.dialect import Reading
from csvprep.encoding import encoding_title
from csvprep.errors import UsageError
from csvprep.frame import Form
from csvprep.misfits import FileFinding, excerpt
from csvprep.plan import Plan, make_plan
from csvprep.schema.exclusions import with_exclusions
from csvprep.schema.header import HeaderMap, map_header
from csvprep.schema.headless import fit_by_position, fit_object_by_position, looks_like_record
from csvprep.schema.labels import label_matcher
from csvprep.schema.limits import with_limits
from csvprep.schema.model import Schema
from csvprep.schema.references import Reference
from csvprep.schema.shipped import choose_object, recognise_object
from csvprep.sniffing import SEP_LINE

_BASE_BYTES = 240 * 2**20  # Python, polars, pandera and their libraries
_LEAST_BLOCK_BYTES = 256 * 2**10
LEAST_MEMORY_BYTES = 300 * 2**20


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
    def index_bytes(self) -> int:
        """How much the latest values of a unique field may take in memory."""
        return self.memory_bytes // 16

    @property
    def reading(self) -> Reading:
        """What is said about how the file is written."""
        return Reading(self.encoding, self.delimiter, self.quote_char, self.escape_char, self.skip_lines, self.header)


@dataclass(frozen=True, slots=True)
class Job:
    """An open source and the plan for it.

    Attributes:
        source: open; its blocks are read once.
        plan: the schema, bound to the header.
        head_findings: what is to be said of the file before its records.
        tail_findings: what is to be said of it after them; filled when its blocks are judged.
        doubts: what is not checked, though it was asked for.
        path: the source as it was named.
    """

    source: Source
    plan: Plan
    head_findings: tuple[FileFinding, ...] = ()
    tail_findings: list[FileFinding] = field(default_factory=list)
    doubts: tuple[str, ...] = ()
    path: str | Path = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell beside the findings; whole when the source was read."""
        return (*self.doubts, *self.source.notes)


@contextmanager
def open_job(path: str | Path, options: Options) -> Iterator[Job]:
    """Open a source and bind the schema to its header.

    Raises:
        InputError: the source can't be read.
        UsageError: the object can't be recognised, or the options don't fit the file.
    """
    with open_source(path, options.reading) as source:
        schema, header = _bind(source, options)
        plan = make_plan(
            schema,
            header,
            form=Form(source.head.width, source.head.dialect, encoding_title(source.head.encoding.encoding)),
            region=options.region,
            unsafe_fixes=options.unsafe_fixes,
            accept_suggestions=options.accept_suggestions,
            keep_extra=options.keep_extra,
            policy=options.policy,
        )
        doubts = tuple(_doubts(schema, options))
        yield Job(source, plan, tuple(_head_findings(source, options, plan)), doubts=doubts, path=path)


def _bind(source: Source, options: Options) -> tuple[Schema, HeaderMap]:
    """Find the schema and match the columns to its fields, by their labels or, without them, by their places."""
    labels = source.head.labels
    schema = _named_schema(options, labels)
    if lacks_header(source, options):
        source.take_header_as_record()
    if not source.head.dialect.header:
        return _bind_by_place(source, schema, options)
    schema = _with_limits(schema or _recognise(options, labels, source), options)
    return schema, map_header(labels, schema, _mapping(labels, schema, options), redact=options.redact)


def _mapping(labels: tuple[str, ...], schema: Schema, options: Options) -> dict[str, str]:
    """Return what the user says of a file's labels."""
    usual = {label: name for label, name in options.usual_mapping.items() if label in labels and name in schema.by_name}
    return usual | dict(options.mapping)


def lacks_header(source: Source, options: Options) -> bool:
    """Say whether what was read as header is a record, values that name no field; where the user says, it is as said.

    Raises:
        UsageError: there is no object of that name.
    """
    labels = source.head.labels
    if options.header is not None or not looks_like_record(labels):
        return False
    return not _means_something(labels, _named_schema(options, labels), options)


def _named_schema(options: Options, labels: tuple[str, ...]) -> Schema | None:
    if options.schema is not None or options.object_name is None:
        return options.schema
    return choose_object(options.object_name, labels, _connector(options))


def _connector(options: Options) -> Connector | None:
    return find_connector(options.connector) if options.connector is not None else None


def _with_limits(schema: Schema, options: Options) -> Schema:
    schema = with_exclusions(schema, options.exclude)
    return schema if options.connector is None else with_limits(schema, find_connector(options.connector))


def _doubts(schema: Schema, options: Options) -> Iterator[str]:
    """Yield what to say of what was not checked, though the schema or the user asks for it."""
    yield from schema.model.notes if schema.model is not None else ()
    for name in dict.fromkeys(one.resource for one in schema.foreign_keys if one.resource):
        if name not in options.references:
            yield f"foreign keys to {name} were not checked; say where it is with --reference '{name}=FILE'"
    connector = _connector(options)
    if connector is not None and not connector.limits_of(schema.name):
        yield f"no limits of {connector.title} are known for {schema.name}, so only the schema's were checked"


def _means_something(labels: tuple[str, ...], schema: Schema | None, options: Options) -> bool:
    """Say whether a label is one of a field, or the user says which field it is."""
    if any(label in options.mapping or label in options.usual_mapping for label in labels):
        return True
    if schema is None:
        return recognise_object(labels, _connector(options)) is not None
    match = label_matcher(schema)
    return any(match(label) is not None for label in labels)


def _bind_by_place(source: Source, schema: Schema | None, options: Options) -> tuple[Schema, HeaderMap]:
    rows = source.sample_rows()
    schema = schema or fit_object_by_position(rows)
    if schema is None:
        raise UsageError(
            f"{source.name}: line {source.head.header_line} is a record, so there is no header, and the columns fit no "
            "object by their places; name the --object and say which column is what: --map 1=FIELD --map 2=FIELD"
        )
    mapping: Mapping[str, str] = _mapping(source.head.labels, schema, options)
    if not mapping:
        said = options.header is False and options.schema is not None and len(source.head.labels) == len(schema.fields)
        fields = schema.fields if said else fit_by_position(rows, schema)
        if fields is None:
            first = schema.fields[0].name
            raise UsageError(
                f"{source.name}: there is no header line, and the columns are not in the order of {schema.name}; "
                f"say which column is what: --map 1={first} --map 2=FIELD"
            )
        mapping = {str(number): one.name for number, one in enumerate(fields, 1)}
    schema = _with_limits(schema, options)
    return schema, map_header(source.head.labels, schema, mapping, redact=options.redact)


def _recognise(options: Options, labels: tuple[str, ...], source: Source) -> Schema:
    given = {**options.usual_mapping, **options.mapping}
    schema = recognise_object(tuple(given.get(label, label) for label in labels), _connector(options))
    if schema is not None:
        return schema
    if not any(label.strip() for label in labels):
        raise UsageError(
            f"{source.name}: line {source.head.header_line}, where the header should be, is blank; put the labels there"
        )
    shown = ", ".join(repr(label) for label in labels[:6]) + (" …" if len(labels) > 6 else "")
    quoted = "" if options.redact else f" ({shown})"
    raise UsageError(
        f"{source.name}: can't tell the object from the header{quoted}; name it with --object, or give a --schema"
    )


def _head_findings(source: Source, options: Options, plan: Plan) -> Iterator[FileFinding]:
    head = source.head
    separator = SEP_LINE.match(head.preamble)
    rows = head.preamble[separator.end() :] if separator else head.preamble
    if rows and options.skip_lines is None:
        first = 2 if separator else 1
        value = excerpt(strip_line_end(rows.lstrip(b"\r\n").splitlines()[0])) if rows.strip() else None
        yield FileFinding("preamble-row", {"lines": count_lines(rows), "header": head.header_line}, first, value=value)
    if not head.dialect.header and options.header is None:
        names = ", ".join(one.name if one else "nothing" for one in plan.header.fields)
        yield FileFinding("missing-header", {"fields": names}, head.header_line, value=excerpt(head.shown))
    if head.broken_quotes:
        yield FileFinding("quote-error", {}, head.header_line, value=excerpt(strip_line_end(head.header)))
    if head.bad_byte is not None:
        facts = {"byte": head.bad_byte, "what": "header line", "encoding": plan.form.encoding}
        yield FileFinding("encoding-error", facts, head.header_line, value=excerpt(strip_line_end(head.header)))
