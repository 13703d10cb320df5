"""Law 3 on worker processes that stand in another folder: what a run needs besides its file reaches them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pandera.polars as pa
import polars as pl
import pytest

import csvprep
from csvprep.cluster.checking import spread_lint
from csvprep.cluster.engine import Engine
from csvprep.errors import SchemaError, UsageError
from csvprep.pipeline import Options
from csvprep.runs.lint import lint_file
from csvprep.schema.files import parse_schema
from csvprep.schema.pandera_models import from_pandera, load_model
from csvprep.schema.references import Reference

TREE = parse_schema(
    b"name: t\nfields: [{name: id}, {name: boss}]\n"
    b"foreignKeys: [{fields: boss, reference: {resource: x, fields: id}}]\n",
    "t.yaml",
)
ROWS = b"id,boss\n" + b"".join(b"%d,%d\n" % (number, number % 7) for number in range(40))
MODEL = """
import pandera.polars as pa
import polars as pl

class Model(pa.DataFrameModel):
    id: int
    boss: str = pa.Field(unique=True)

    @pa.check("id")
    def even(cls, data):
        return data.lazyframe.select(pl.col("id") % 2 == 0)

    @pa.dataframe_check
    def none_of_its_own(cls, data):
        return data.lazyframe.select(pl.col("id").cast(pl.String) != pl.col("boss"))
"""


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    """Yield a worker process, started before a test has a folder."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=os.chdir, initargs=("/",)) as made:
        made.submit(len, "").result()
        yield made


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a file by its name in the folder of the run."""
    monkeypatch.chdir(tmp_path)
    Path("in.csv").write_bytes(ROWS)
    return "in.csv"


def check(path: str, options: Options, pool: Executor) -> csvprep.Summary:
    """Check that ranges have the findings and totals of the run without; return these."""
    found: list[pl.DataFrame] = []
    here: list[pl.DataFrame] = []
    options = replace(options, jobs=1)
    summary = spread_lint(path, options, found.append, Engine(pool, 100))
    assert summary == lint_file(path, options, here.append)
    assert pl.concat(found).equals(pl.concat(here))
    return summary


def test_a_table_by_a_relative_path(path: str, pool: Executor) -> None:
    """A file that a foreign key refers to is found by the path that is right here."""
    Path("x.csv").write_bytes(b"id\n1\n2\n")
    summary = check(path, Options(schema=TREE, references={"x": Reference(("x.csv",))}), pool)
    assert summary.by_code == {"foreign-key-error": sum(number % 7 not in {1, 2} for number in range(40))}


def test_models(path: str, pool: Executor) -> None:
    """The checks of a model run on workers as they do here: its file goes along, or the object itself."""
    Path("models.py").write_text(MODEL, encoding="utf-8")
    summary = check(path, Options(schema=load_model("models.py:Model")), pool)
    assert summary.by_code == {"check-error": 20 + 7, "unique-error": 33}
    odd = pa.DataFrameSchema(
        {"id": pa.Column(int, pa.Check(lambda one: one.lazyframe.select(pl.col(one.key) % 2 == 1)))}
    )
    summary = check(path, Options(schema=from_pandera(odd)), pool)
    assert summary.by_code["check-error"] == 20


def test_models_that_workers_do_not_have(path: str, pool: Executor) -> None:
    """A model whose module or file is nowhere to be found is one error that says what to do."""
    Path("models_of_one_machine.py").write_text(MODEL, encoding="utf-8")
    options = Options(schema=load_model("models_of_one_machine:Model"))
    with pytest.raises(
        SchemaError, match=r"can't be imported: ModuleNotFoundError.* on a worker, which needs all that"
    ):
        csvprep.lint(path, options, executor=Engine(pool, 100))
    Path("models.py").write_text(MODEL, encoding="utf-8")
    options = Options(schema=load_model("models.py:Model"))
    Path("models.py").unlink()
    with pytest.raises(UsageError, match=r"models\.py:Model: can't be sent to workers: No such file"):
        csvprep.lint(path, options, executor=pool)
