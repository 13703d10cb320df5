"""What workers need of a source, and the source as a worker opens it: a range of it, or the whole."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from csvprep.blocks import Source, open_source
from csvprep.cluster.linking import Range, fetch_of
from csvprep.cluster.models import receive, send
from csvprep.cluster.texts import Cuttable, can_be_cut, first_offset
from csvprep.errors import InputError, UsageError
from csvprep.head import Head
from csvprep.job import Job, open_job
from csvprep.misfits import FileFinding
from csvprep.options import Options
from csvprep.plan import Plan
from csvprep.referring import led_links
from csvprep.schema.model import Schema
from csvprep.schema.references import Reference
from csvprep.sources.byte_ranges import ByteRange, open_ranges
from csvprep.sources.opening import INNER, STANDARD, Opened, split_name
from csvprep.sources.remote import is_url
from csvprep.streams import CountingReader


@dataclass(frozen=True, slots=True)
class Input:
    """A source as all workers see it.

    Attributes:
        path: where it is; an address may hold secrets.
        name: what messages call it.
        cut: how it is cut; None: it can't be.
        head: encoding, dialect and header.
        header_taken: what was read as header is the first record.
        plan: how it is judged; None: it isn't.
        head_findings: what is to be said of it before its records.
        options: of the run.
        files: names of the files of its table, up to this one.
    """

    path: str
    name: str
    cut: Cuttable | None
    head: Head
    header_taken: bool
    plan: Plan | None
    head_findings: tuple[FileFinding, ...]
    options: Options
    files: tuple[str, ...]


def describe_input(path: str, source: Source, options: Options, job: Job | None) -> Input:
    """Return what workers need of a source that the driver has opened.

    Raises:
        InputError: it can't be read.
        UsageError: more is asked for than workers can do that have a range of it at hand.
    """
    path = _seen_anywhere(path)
    plan = None if job is None else replace(job.plan, links=led_links(job, options), schema=send(job.plan.schema))
    return Input(
        path,
        source.name,
        _find_cut(path, source, options),
        source.head,
        source.header_taken,
        plan,
        () if job is None else job.head_findings,
        _with_schemas(replace(options, jobs=1, references=_seen_references(options)), send),
        (source.name,),
    )


def _seen_references(options: Options) -> dict[str, Reference]:
    """Return the tables of foreign keys, each by a name that means the same wherever a worker stands."""
    return {name: replace(one, paths=tuple(map(_seen_anywhere, one.paths))) for name, one in options.references.items()}


def _with_schemas(options: Options, change: Callable[[Schema], Schema]) -> Options:
    """Return options with their schemas changed."""
    references = {
        name: one if one.schema is None else replace(one, schema=change(one.schema))
        for name, one in options.references.items()
    }
    return replace(options, schema=None if options.schema is None else change(options.schema), references=references)


def received(given: Input) -> Input:
    """Return a source whose schemas have their models, as a worker needs them.

    Raises:
        SchemaError: one can't be loaded.
    """
    plan = None if given.plan is None else replace(given.plan, schema=receive(given.plan.schema))
    return replace(given, plan=plan, options=_with_schemas(given.options, receive))


def _find_cut(path: str, source: Source, options: Options) -> Cuttable | None:
    head, encoding = source.head, source.head.encoding.encoding
    if source.compression is not None or not can_be_cut(encoding):
        return None
    opened = open_ranges(path)
    if opened is None:
        return None
    size, fetch = opened
    try:
        first = first_offset(fetch, size, encoding, len(head.preamble) + len(head.header))
    except ValueError:
        raise InputError(f"{source.name}: has changed while it was read; run it again when it is whole") from None
    return Cuttable(
        path, size, first, head.first_line, encoding, head.dialect.grammar, head.width, options.max_record_bytes
    )


def refuse_standard(path: str | Path) -> str:
    """Return a source's name.

    Raises:
        UsageError: it is standard input, which no worker can read.
    """
    if str(path) == STANDARD:
        raise UsageError("-: workers can't read standard input; give a file or an address that all of them see")
    return str(path)


def _seen_anywhere(path: str) -> str:
    """Return a path that means the same file wherever a worker stands."""
    outer, inner = split_name(path)
    if is_url(path):
        return path
    place = str(Path(outer).absolute())
    return place if inner is None else f"{place}{INNER}{inner}"


@contextmanager
def open_part(given: Input, part: Range) -> Iterator[Source]:
    """Open a range of a source.

    Raises:
        InputError: it can't be read.
    """
    if given.cut is None or part.begin is None or part.end is None:
        with open_source(given.path, given.options.reading) as source:
            if given.header_taken:
                source.take_header_as_record()
            yield source
        return
    text = given.cut.text(fetch_of(given.cut), part.begin, part.end)
    nothing = CountingReader(io.BytesIO(), given.name)
    opened = Opened(given.name, given.cut.size, nothing, text)
    yield Source(given.name, given.head, opened, text, b"", given.header_taken, part.first_record, part.first_line)


@contextmanager
def open_part_job(given: Input, part: Range) -> Iterator[Job]:
    """Open a range of a source for judging.

    Raises:
        CsvprepError: it can't be read, or its schema's model can't be loaded.
    """
    given = received(given)
    if given.cut is None or given.plan is None:
        with open_job(given.path, given.options) as job:
            yield job if given.plan is None else replace(job, plan=given.plan)
        return
    with open_part(given, part) as source:
        yield Job(source, given.plan, given.head_findings, path=given.path)


def hash_source(given: Input) -> tuple[int, str]:
    """Return how many bytes a source that can be cut has, and their SHA-256 (hex); a worker's work."""
    cut = cast("Cuttable", given.cut)
    data, digest, size = ByteRange(fetch_of(cut), 0, cut.size), hashlib.sha256(), 0
    while piece := data.read(2**23):
        digest.update(piece)
        size += len(piece)
    if size != cut.size:
        raise InputError(f"{given.name}: has changed while it was read; run it again when it is whole")
    return size, digest.hexdigest()
