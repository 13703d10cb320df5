"""A real finding of every code: a line of a file, and what csvprep says of it. The tests make and check them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Example:
    """A line in which a code is found, and what is said of it."""

    line: str
    said: str


def find_example(code: str) -> Example | None:
    """Return the example of a code; None: it has none."""
    text = files("csvprep.catalogue").joinpath("examples.json").read_text(encoding="utf-8")
    found = json.loads(text).get(code)
    return Example(**found) if found else None
