"""Law 3: the answer depends on neither block size, nor jobs, nor executor."""

from __future__ import annotations

import pickle
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest
from harness import CONTACT, PLAIN, fix, lint, prep, split
from hypothesis import example, given, settings
from hypothesis import strategies as st
from messy import messy_csv

from csvprep import pipeline
from csvprep.assess import assess_block
from csvprep.dialect import Dialect
from csvprep.errors import UsageError
from csvprep.pipeline import Judged, Options, judge_blocks, open_job
from csvprep.writers import Limits

from .inputs import contact_bytes, files, said_of

WHOLE = 2**24


def test_memory():
    """With little memory and many jobs the files of a prep are the same."""
    data = messy_csv(8_000, 7)
    little = replace(PLAIN, memory_bytes=300 * 2**20, jobs=400)
    assert len(data) > 2 * little.read_bytes
    assert prep(data, little).files == prep(data, replace(PLAIN, jobs=1)).files


@settings(max_examples=20)
@given(files(), st.sampled_from((64, 65, 100, 333, 1000)), st.sampled_from((1, 4)))
def test_block_size_and_jobs(data: bytes, block_bytes: int, jobs: int):
    """Every file of a prep has the same bytes for any block size and number of jobs."""
    limits = Limits(5, 1000)
    whole = prep(data, replace(PLAIN, block_bytes=WHOLE, jobs=1), limits)
    parts = prep(data, replace(PLAIN, block_bytes=block_bytes, jobs=jobs), limits)
    assert parts.files == whole.files
    assert replace(parts.summary, file="") == replace(whole.summary, file="")


@settings(max_examples=20)
@given(contact_bytes(), st.sampled_from((1, 7, 20, 64)), st.booleans())
def test_block_size_in_every_dialect(drawn: tuple[Dialect, bytes], block_bytes: int, unsafe_fixes: bool):
    """The same in every dialect, where blocks cut line ends, quotes, escapes and records that line ends broke."""
    dialect, data = drawn
    options = replace(CONTACT, **said_of(dialect), unsafe_fixes=unsafe_fixes, jobs=1)
    whole, parts = (prep(data, replace(options, block_bytes=size)) for size in (WHOLE, block_bytes))
    assert parts.files == whole.files
    assert replace(parts.summary, file="") == replace(whole.summary, file="")


@settings(max_examples=20)
@given(contact_bytes(), st.sampled_from((1, 7, 64)))
def test_unsafe_fixes_in_blocks(drawn: tuple[Dialect, bytes], block_bytes: int):
    """Where a record is joined from parts, the fixed file, the changes and the diff are the same for any block size."""
    dialect, data = drawn
    options = replace(CONTACT, **said_of(dialect), unsafe_fixes=True, jobs=1)
    parts, whole = (_fixed(data, replace(options, block_bytes=size)) for size in (block_bytes, WHOLE))
    assert parts == whole
    assert isinstance(whole, list) or not dialect.quote_char + dialect.escape_char


def _fixed(data: bytes, options: Options) -> list[bytes] | str:
    """Return the fixed file, the changes and the diff, or why there are none: the dialect has no way to write a fix."""
    try:
        _, *files = fix(data, options)
    except UsageError as error:
        return str(error).partition("in.csv")[2]
    return [_without_name(one) for one in files]


@settings(max_examples=15)
@given(files(), st.sampled_from((64, 200)))
def test_lint_and_fix_in_blocks(data: bytes, block_bytes: int):
    """Findings, fixed file, changes and diff are the same for any block size."""
    small, large = replace(PLAIN, block_bytes=block_bytes), replace(PLAIN, block_bytes=WHOLE)
    assert lint(data, small)[1] == lint(data, large)[1]
    _, *parts = fix(data, small)
    _, *whole = fix(data, large)
    assert [_without_name(one) for one in parts] == [_without_name(one) for one in whole]


@example(b"C_EmailAddress,C_BusPhone\nann@acme.com,202.456.1414\n ,\nbob@acme.com,2024561414")
@example(b"C_EmailAddress,C_BusPhone\nann@ACME.com,\nbob,202.456.1414\ncy@acme.com,(202) 456-1414\n")
@given(files())
def test_fixed_without_a_diff(data: bytes):
    """The fixed file and the changes are the same where no diff is asked for, and blocks are written whole."""
    (_, *with_diff, _), (_, *without, _) = fix(data, CONTACT), fix(data, CONTACT, has_diff=False)
    assert without == with_diff


@given(files(), st.sampled_from((64, 100, 333)), st.integers(1, 6), st.integers(130, 400))
def test_split_in_blocks(data: bytes, block_bytes: int, max_rows: int, max_bytes: int):
    """Every file of a split has the same bytes for any block size."""
    limits = Limits(max_rows, max_bytes)
    whole = split(data, replace(PLAIN, block_bytes=WHOLE), limits)
    assert split(data, replace(PLAIN, block_bytes=block_bytes), limits).files == whole.files


@settings(max_examples=25)
@given(files(), st.sampled_from((1, 64, 100)), st.integers(20, 300))
def test_record_limit_in_blocks(data: bytes, block_bytes: int, max_record_bytes: int):
    """Which record is too long, and where an unclosed quote gives up, is the same for any block size."""
    options = replace(PLAIN, max_record_bytes=max_record_bytes)
    small, large = replace(options, block_bytes=block_bytes), replace(options, block_bytes=WHOLE)
    assert split(data, small).files == split(data, large).files
    assert prep(data, small).files == prep(data, large).files


def _without_name(diff: bytes) -> bytes:
    return diff.partition(b"\n@@")[2] if diff.startswith(b"---") else diff


def test_plan_and_blocks_are_picklable(tmp_path: Path):
    """A plan and a block that were pickled give the same result as those that were not."""
    path = tmp_path / "in.csv"
    path.write_bytes(messy_csv(200, 11, share=0.02))
    with open_job(path, CONTACT) as job:
        block = next(job.source.blocks(10_000))
        plan = job.plan
    there = pickle.loads(pickle.dumps(assess_block(*pickle.loads(pickle.dumps((plan, block))))))  # noqa: S301 - ours
    here = assess_block(plan, block)
    assert there.written.equals(here.written)
    assert there.findings.equals(here.findings)
    assert [key.compared.distinct.rows() for key in there.keys] == [key.compared.distinct.rows() for key in here.keys]


def test_process_pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A pool of processes gives the frames and files that threads give."""
    data = messy_csv(400, 12, share=0.02)
    path = tmp_path / "in.csv"
    path.write_bytes(data)
    options = replace(CONTACT, block_bytes=10_000)
    threaded = prep(data, options)
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        by_threads, by_processes = _judge(path, threads), _judge(path, processes)
        monkeypatch.setattr(pipeline, "ThreadPoolExecutor", partial(_Borrowed, processes))
        assert prep(data, options).files == threaded.files
    assert len(by_threads) == len(by_processes) > 3
    for one, other in zip(by_threads, by_processes, strict=True):
        assert one.written.equals(other.written)
        assert one.findings.equals(other.findings)
        assert one.rejected.equals(other.rejected)


class _Borrowed:
    """An executor that its user may close without closing it."""

    def __init__(self, executor: Executor, _jobs: int) -> None:
        self._executor = executor

    def __enter__(self) -> Executor:
        return self._executor

    def __exit__(self, *_: object) -> None:
        return None


def _judge(path: Path, executor: Executor) -> list[Judged]:
    options = replace(CONTACT, block_bytes=10_000)
    with open_job(path, options) as job:
        return list(judge_blocks(job, options, executor=executor))
