"""Memory does not follow a file's size: what is made of a block goes with it, whether or not garbage is collected."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from harness import CONTACT
from messy import messy_csv

from csvprep.blocks import Block
from csvprep.options import Options
from csvprep.pipeline import Judged
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


Made = list[weakref.ref[object]]


def watch_made(owner: type, made: Made) -> type:
    """Return a class like another, whose objects are noted."""

    class Watched(owner):  # type: ignore[misc, valid-type]
        __slots__ = ("__weakref__",)

        def __init__(self, *values: object, **named: object) -> None:
            super().__init__(*values, **named)
            made.append(weakref.ref(self))

    return Watched


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Made]]:
    """The blocks that are made, and what is judged of them; no garbage is collected meanwhile."""
    blocks: Made = []
    judged: Made = []
    monkeypatch.setattr("csvprep.blocks.Block", watch_made(Block, blocks))
    monkeypatch.setattr("csvprep.pipeline.Judged", watch_made(Judged, judged))
    gc.collect()
    gc.disable()
    yield {"blocks": blocks, "judged": judged}
    gc.enable()


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_made_of_a_block_goes_with_it(name: str, made: dict[str, Made], tmp_path: Path) -> None:
    """Of 20 blocks in trouble only those that are worked on are alive."""
    source = tmp_path / "messy.csv"
    source.write_bytes(messy_csv(6_000, 3))
    (tmp_path / "out").mkdir()
    most = dict.fromkeys(made, 0)

    def watch(_: Progress) -> None:
        for kind, references in made.items():
            most[kind] = max(most[kind], sum(one() is not None for one in references))

    COMMANDS[name](source, tmp_path / "out", OPTIONS, watch)
    assert len(made["blocks"]) > 20
    assert len(made["judged"]) == (0 if name == "split" else len(made["blocks"]))
    assert most["blocks"] <= 8
    assert most["judged"] <= 4
