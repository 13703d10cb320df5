"""The tables that a command is given: files, and the resources of Data Packages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

from csvprep.dialect import Reading
from csvprep.errors import CsvprepError, SchemaError, UsageError
from csvprep.options import Options
from csvprep.schema.packages import Package, Resource, find_package
from csvprep.sources.opening import INNER


@dataclass(frozen=True, slots=True)
class Table:
    """One table, in one or more files.

    Attributes:
        paths: its files, as sources are named.
        options: how they are read and judged.
        fault: why it can't be read; None when it can.
        notes: what is to be said of it.
        resource: the package's name for it; empty when it is no resource of one.
        package: the descriptor of that package; None when it is none of one.
    """

    paths: tuple[str, ...]
    options: Options
    fault: CsvprepError | None = None
    notes: tuple[str, ...] = ()
    resource: str = ""
    package: str | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """All files that are read for it: its own, and those that foreign keys refer to."""
        others = (file for one in self.options.references.values() for file in one.paths)
        return (*self.paths, *others)


def find_tables(
    names: Sequence[str], options: Options, options_of: Callable[[str, str], Options] | None = None
) -> list[Table]:
    """Return the tables of files; of a Data Package's descriptor those of its resources.

    Args:
        names: files; `datapackage.json::name` is one resource of a package.
        options: what the user says; of how a file is written that wins over what a package says.
        options_of: what the user says for one file of a package, by its name and that of the descriptor; a schema that
            is said there is for a resource that has none. Of a resource in several files the first decides. None: the
            options hold for all.

    Raises:
        CsvprepError: a package makes no sense, or the options don't fit it.
    """
    found: list[Table] = []
    for name in names:
        outer, _, inner = name.partition(INNER)
        package = find_package(name) or (find_package(outer) if inner else None)
        if package is None:
            found.append(Table((name,), options))
            continue
        if options.schema is not None or options.object_name is not None:
            raise UsageError(f"{name}: is a Data Package and has schemas of its own; leave out --schema and --object")
        chosen = [package.resource_of(inner)] if inner else list(package.resources)
        _refuse_unknown_fields(chosen, package, options)
        found.extend(_table(one, package, _options_for(one, package, options, options_of)) for one in chosen)
    return found


def _refuse_unknown_fields(chosen: Sequence[Resource], package: Package, options: Options) -> None:
    """Refuse a list of excluded values for a field that no resource has; of those that have it, it holds for all.

    Raises:
        UsageError: there is such a list.
    """
    known = {name for one in chosen if one.schema is not None for name in one.schema.by_name}
    for name, paths in options.exclude.items():
        if known and name not in known:
            raise UsageError(f"--exclude {name}={paths[0]}: no resource of {package.place} has a field '{name}'")


def _options_for(
    resource: Resource, package: Package, options: Options, options_of: Callable[[str, str], Options] | None
) -> Options:
    """Return what the user says for a resource.

    Raises:
        UsageError: a list of excluded values for it alone is for a field that it doesn't have.
    """
    if options_of is None or not resource.paths:
        return options
    own = options_of(resource.paths[0], package.place)
    for name in own.exclude.keys() - options.exclude.keys():
        if resource.schema is not None and name not in resource.schema.by_name:
            at = f"resource {resource.name} of {package.place}"
            raise UsageError(f"--exclude {name}={own.exclude[name][0]}: {at} has no field '{name}'")
    return own


def _table(resource: Resource, package: Package, options: Options) -> Table:
    at = f"{package.place}: resource {resource.name}"
    if not resource.is_table:
        return Table((), options, notes=(f"{at}: is no CSV file, so it was not checked",))
    if resource.fault:
        return Table((), options, SchemaError(resource.fault))
    if resource.schema is None and options.schema is None and options.object_name is None:
        return Table((), options, notes=(f"{at}: has no schema, so it was not checked",))
    reading = {one.name: getattr(options, one.name) for one in fields(Reading)}
    said = {key: getattr(resource.reading, key) if value is None else value for key, value in reading.items()}
    if resource.schema is None:
        resource = replace(resource, schema=options.schema)
    else:
        exclude = {name: paths for name, paths in options.exclude.items() if name in resource.schema.by_name}
        options = replace(options, schema=resource.schema, object_name=None, exclude=exclude)
    own = replace(options, references=package.references_of(resource), **said)
    notes = () if resource.schema is None else resource.schema.notes
    return Table(resource.paths, own, notes=notes, resource=resource.name, package=package.place)
