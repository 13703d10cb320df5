"""The values that a foreign key may have: another table's, read to its end."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial

from csvprep.assess import assess_block
from csvprep.errors import UsageError
from csvprep.job import Job, open_job
from csvprep.options import Options
from csvprep.ordered import map_ordered
from csvprep.plan import Link, Plan, make_key
from csvprep.schema.model import Field, ForeignKey, Schema
from csvprep.schema.references import Reference
from csvprep.sources.opening import STANDARD
from csvprep.unique import KeyBlock


def find_reference(foreign: ForeignKey, job: Job, options: Options) -> Reference | None:
    """Return the table that a foreign key refers to; None when nobody said where it is.

    Raises:
        UsageError: it is the file itself, and that can't be read twice.
    """
    given = options.references.get(foreign.resource)
    if given is not None or foreign.resource:
        return given
    if str(job.path) == STANDARD:
        raise UsageError(
            f"{STANDARD}: a foreign key of {job.plan.schema.name} refers to the file itself, so that it must be read "
            "twice; write standard input to a file first"
        )
    return Reference((str(job.path),), job.plan.schema, options.reading)


def led_links(job: Job, options: Options) -> tuple[Link, ...]:
    """Return the foreign keys of a file's plan that lead somewhere.

    Raises:
        UsageError: one leads to the file itself, and that can't be read twice.
    """
    return tuple(one for one in job.plan.links if find_reference(one.foreign, job, options) is not None)


def read_reference(link: Link, job: Job, options: Options, executor: Executor) -> Iterator[KeyBlock]:
    """Yield the values that a foreign key may have, a block at a time.

    Args:
        link: of the plan of the job.
        job: whose schema has the foreign key.
        options: how its file is read and judged.
        executor: does the work on blocks.

    Raises:
        CsvprepError: the table can't be read, or has no such columns.
    """
    reference = find_reference(link.foreign, job, options)
    if reference is None:
        return
    others = reference_options(link, reference, job, options)
    for path in reference.paths:
        with open_reference(path, link, others) as other:
            blocks = other.source.blocks(options.read_bytes, max_record_bytes=options.max_record_bytes)
            assess = partial(assess_block, other.plan)
            for _, assessed in map_ordered(executor, assess, blocks, window=options.workers + 1):
                yield assessed.keys[0].compared


def reference_options(link: Link, reference: Reference, job: Job, options: Options) -> Options:
    """Return how the table that a foreign key refers to is read.

    Its values are read, and written, as its own schema has them, so that they compare as values do; a table without a
    schema of its own is read as the fields that refer to it.

    Args:
        link: of the plan of the job.
        reference: where the table is.
        job: whose schema has the foreign key.
        options: how its file is read and judged.
    """
    return replace(
        options,
        object_name=None,
        connector=None,
        schema=_bare_schema(link, reference, job.plan.schema),
        mapping=options.mapping if not link.foreign.resource else {},
        references={},
        exclude={},
        **asdict(reference.reading),
    )


@contextmanager
def open_reference(path: str, link: Link, others: Options) -> Iterator[Job]:
    """Open a file of the table that a foreign key refers to; the only unique key of its plan has the values.

    Raises:
        CsvprepError: it can't be read, or has no such columns.
    """
    with open_job(path, others) as other:
        yield replace(other, plan=_narrow_plan(link, other))


def _bare_schema(link: Link, reference: Reference, own: Schema) -> Schema:
    """Return the schema that a table is read by, without keys of its own."""
    if reference.schema is not None:
        return replace(reference.schema, primary_key=(), unique_keys=(), foreign_keys=(), notes=())
    pairs = zip(link.key.columns, link.foreign.reference, strict=True)
    return Schema(
        link.foreign.resource,
        tuple(_unlimited(one.field, name) for one, name in pairs),
        missing_values=own.missing_values,
    )


def _unlimited(field: Field, name: str) -> Field:
    """Return a field of another name, with what its values mean but none of its limits."""
    return replace(
        field, name=name, title="", required=False, unique=False, min_length=None, max_length=None, minimum=None,
        maximum=None, exclusive_minimum=None, exclusive_maximum=None, pattern=None, json_schema=None, region_field=None,
        aliases=(), aliases_beside=(), suggestions=(), asked=(),
    )  # fmt: skip


def _narrow_plan(link: Link, other: Job) -> Plan:
    """Return the plan that reads the values which a foreign key may have."""
    names = link.foreign.reference
    key = make_key(link.key.code, names, other.plan.columns)
    if key is None:
        there = {column.field.name for column in other.plan.columns}
        missing = next(name for name in names if name not in there)
        raise UsageError(
            f"{other.source.name}: has no column '{missing}', which a foreign key ({', '.join(link.foreign.fields)}) "
            f"refers to; give the right file with --reference {link.foreign.resource}=FILE"
        )
    return replace(other.plan, unique_keys=(replace(key, folded=link.key.folded),), links=())
