"""A source opened for judging: its schema found, bound to its header, and what is to be said of the file itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from csvprep.blocks import Source, open_source
from csvprep.cells import count_lines, strip_line_end
from csvprep.connectors import find_connector
from csvprep.encoding import encoding_title
from csvprep.errors import UsageError
from csvprep.frame import Form
from csvprep.misfits import FileFinding, excerpt
from csvprep.naming import connector_of, lacks_header, named_schema
from csvprep.options import Options
from csvprep.plan import Plan, make_plan
from csvprep.schema.exclusions import with_exclusions
from csvprep.schema.header import HeaderMap, map_header
from csvprep.schema.headless import fit_by_position, fit_object_by_position
from csvprep.schema.limits import with_limits
from csvprep.schema.model import Schema
from csvprep.schema.shipped import recognise_object
from csvprep.sniffing import SEP_LINE


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
    schema = named_schema(options, labels)
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


def _with_limits(schema: Schema, options: Options) -> Schema:
    schema = with_exclusions(schema, options.exclude)
    return schema if options.connector is None else with_limits(schema, find_connector(options.connector))


def _doubts(schema: Schema, options: Options) -> Iterator[str]:
    """Yield what to say of what was not checked, though the schema or the user asks for it."""
    yield from schema.model.notes if schema.model is not None else ()
    for name in dict.fromkeys(one.resource for one in schema.foreign_keys if one.resource):
        if name not in options.references:
            yield f"foreign keys to {name} were not checked; say where it is with --reference '{name}=FILE'"
    connector = connector_of(options)
    if connector is not None and not connector.limits_of(schema.name):
        yield f"no limits of {connector.title} are known for {schema.name}, so only the schema's were checked"


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
    schema = recognise_object(tuple(given.get(label, label) for label in labels), connector_of(options))
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
