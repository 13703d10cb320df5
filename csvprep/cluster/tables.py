"""A table in several files: its keys hold over all of them, so they are exchanged before the first file is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from csvprep.cluster.engine import Engine, FileKnown, TableKnown
from csvprep.cluster.exchange import AssessedRange
from csvprep.cluster.inputs import describe_input
from csvprep.cluster.known import CutFile, Exchange, Referred, cut_referred, find_referred, ranges_of
from csvprep.cluster.targets import open_scratch
from csvprep.errors import CsvprepError
from csvprep.job import open_job
from csvprep.options import Options

_FILES_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True)
class _Opened:
    file: CutFile
    referred: tuple[Referred, ...]


@contextmanager
def open_table(paths: Sequence[str], options: Options, engine: Engine, scratch: str | None) -> Iterator[TableKnown]:
    """Find out what repeats in, or leads out of, the files of a table.

    A file that can't be read is left out: whoever runs it is told why.

    Args:
        paths: of the files, in their order.
        options: how they are read and judged.
        engine: how work is spread.
        scratch: a place that all workers see, for what is between; None: a temporary folder.

    Yields:
        What is known of each file; nothing where the table is one file, or has no keys.

    Raises:
        CsvprepError: what is exchanged can't be put together.
    """
    if len(paths) < 2:
        yield {}
        return
    with open_scratch(scratch) as parts:
        opened = dict(_each(lambda path: _open(path, options, engine), paths))
        files = _in_one_table(opened)
        plans = [one.given.plan for one in files.values()]
        if not any(plan is not None and (plan.unique_keys or plan.links) for plan in plans):
            yield {}
            return
        referred = _once_each([one.referred for one in opened.values()])
        cut = cut_referred(referred, list(files.values()), engine.pool, engine.range_bytes)
        exchange = Exchange(list(files.values()), cut, engine.pool, parts)
        assessed: dict[str, list[AssessedRange]] = dict(_each(lambda path: exchange.assess(files[path]), list(files)))
        whole = {path: files[path] for path in assessed}
        known = replace(exchange, files=list(whole.values())).find_known(list(assessed.values()))
        yield {
            path: FileKnown(file.given, file.ranges, one)
            for (path, file), one in zip(whole.items(), known, strict=True)
        }


def _each(work: Callable[[str], Any], paths: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """Do something for all files side by side; yield what came of it, but for those that can't be read."""
    with ThreadPoolExecutor(_FILES_AT_ONCE) as threads:
        futures = [(path, threads.submit(work, path)) for path in paths]
        for path, future in futures:
            try:
                yield path, future.result()
            except CsvprepError:
                continue


def _open(path: str, options: Options, engine: Engine) -> _Opened:
    with open_job(path, options) as job:
        referred = find_referred(job, options)
        given = describe_input(path, job.source, options, job)
    return _Opened(CutFile(given, list(ranges_of(given, engine.pool, engine.range_bytes))), referred)


def _in_one_table(opened: Mapping[str, _Opened]) -> dict[str, CutFile]:
    """Number the files as parts of one table."""
    names = [one.file.given.name for one in opened.values()]
    found = {}
    for number, (path, one) in enumerate(opened.items()):
        given = one.file.given
        plan = None if given.plan is None else replace(given.plan, part=number)
        found[path] = replace(one.file, given=replace(given, plan=plan, files=tuple(names[: number + 1])))
    return found


def _once_each(found: Sequence[tuple[Referred, ...]]) -> list[Referred]:
    """Return what the foreign keys of all files refer to, once for each key: it is the same for all."""
    chosen: dict[Any, tuple[Referred, ...]] = {}
    for one in found:
        for name in dict.fromkeys(other.name for other in one):
            chosen.setdefault(name, tuple(other for other in one if other.name == name))
    return [one for referred in chosen.values() for one in referred]
