"""A schema file in YAML that says beside each field what was seen of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from csvprep.inference.choosing import Guess
from csvprep.inference.tallies import Tally
from csvprep.reports.visible import visible
from csvprep.version import __version__

_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read for a schema.

    Attributes:
        files: their names.
        records: how many were looked at.
        cut: there are more.
        remarks: what else is to be said of the files.
    """

    files: tuple[str, ...]
    records: int
    cut: bool
    remarks: tuple[str, ...] = ()


def render_inferred(
    name: str, guesses: Sequence[Guess], tallies: Sequence[Tally], missing: Sequence[str], seen: Seen
) -> str:
    """Return a Table Schema file.

    Args:
        name: of the schema.
        guesses: the fields.
        tallies: what was seen of each.
        missing: words for no value.
        seen: what was read.
    """
    return "\n".join(_lines(name, guesses, tallies, missing, seen)) + "\n"


def _lines(
    name: str, guesses: Sequence[Guess], tallies: Sequence[Tally], missing: Sequence[str], seen: Seen
) -> Iterator[str]:
    files = ", ".join(map(visible, seen.files))
    extent = f"the first {_count(seen.records, 'record')}" if seen.cut else f"all of {_count(seen.records, 'record')}"
    yield f"# Made by csvprep {__version__} from {files}; read were {extent}."
    yield "# It says what was seen, not what must be: look through it before you use it."
    for remark in seen.remarks:
        yield f"# {visible(remark)}"
    yield f"name: {_flow(name)}"
    if missing:
        yield f"missingValues: {_flow(['', *missing])}  # seen in place of a value"
    yield "fields:" if guesses else "fields: []"
    for guess, tally in zip(guesses, tallies, strict=True):
        for remark in _remarks(guess, tally):
            yield f"  # {visible(remark)}"
        yield f"  - name: {_flow(guess.label)}"
        for key, value in guess.settings.items():
            yield f"    {key}: {_flow(value)}"
        for key, group in (("constraints", guess.constraints), ("csvprep", guess.own)):
            if group:
                yield f"    {key}: {_flow(group)}"


def _remarks(guess: Guess, tally: Tally) -> Iterator[str]:
    if not tally.values:
        yield f"{guess.label}: {'; '.join(guess.remarks)}"
        return
    filled = "no empty cell" if not guess.empties else f"{_percent(guess.empties, tally.records)} empty"
    words = [f"{guess.kind}, {_count(tally.values, 'value')}, {filled}"]
    if misfits := guess.misfits(tally):
        share = _percent(misfits, tally.values)
        words.append(f"{misfits:,} of them ({share}) are written otherwise or are none, and may be errors")
    yield "; ".join((*words, *(one for one in guess.remarks if not one.startswith("AMBIGUOUS"))))
    yield from (one for one in guess.remarks if one.startswith("AMBIGUOUS"))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _percent(part: int, whole: int) -> str:
    share = 100 * part / whole
    return f"{share:.0f} %" if share >= 10 else f"{share:.1f} %" if share >= 0.1 else "under 0.1 %"


def _flow(value: Any) -> str:
    """Return a value as YAML in one line."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False)
    text = text.removesuffix("...\n").rstrip("\n")
    if "\n" in text:
        text = yaml.safe_dump(value, default_style='"', default_flow_style=True, allow_unicode=True, width=float("inf"))
    return text.rstrip("\n")
