"""Memory does not follow a file's size: what is made of a block goes with it, whether or not garbage is collected."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from harness import CONTACT
from messy import LABELS, messy_csv

from csvprep.blocks import Block
from csvprep.options import Options
from csvprep.runs.fix import fix_file
from csvprep.runs.lint import lint_file
from csvprep.runs.prep import prep_file
from csvprep.runs.split import split_file
from csvprep.told import Progress
from csvprep.writers import Limits

Watch = Callable[[Progress], None]
Command = Callable[[Path, Path, Options, Watch], object]
OPTIONS = replace(CONTACT, block_bytes=24 * 1024)
COMMANDS: dict[str, Command] = {
    "prep": lambda file, out, options, watch: prep_file(file, out, options, Limits(), on_progress=watch),
    "split": lambda file, out, options, watch: split_file(file, out, options, Limits(), on_progress=watch),
    "fix": lambda file, out, options, watch: fix_file(file, out / "fixed.csv", options, on_progress=watch),
    "lint": lambda file, out, options, watch: lint_file(file, options, lambda _: None, on_progress=watch),
}


@pytest.fixture
def uncollected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def count_alive() -> tuple[int, int]:
    """Return how many blocks are alive, and how many cells in frames."""
    alive = gc.get_objects()
    return sum(type(one) is Block for one in alive), sum(
        one.height * one.width for one in alive if isinstance(one, pl.DataFrame)
    )


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.usefixtures("uncollected")
def test_what_is_made_of_a_block_goes_with_it(name: str, tmp_path: Path) -> None:
    """Of 40 blocks in trouble only those that are worked on are alive, and fewer cells than the file has."""
    records = 12_000
    source = tmp_path / "messy.csv"
    source.write_bytes(messy_csv(records, 3))
    (tmp_path / "out").mkdir()
    alive: list[tuple[int, int]] = []
    COMMANDS[name](source, tmp_path / "out", OPTIONS, lambda _: alive.append(count_alive()))
    assert len(alive) > 40
    blocks, cells = (max(counts) for counts in zip(*alive, strict=True))
    assert blocks <= 8
    assert cells < records * len(LABELS)
