"""How much of what is listed a page shows; totals are whole, and each cut is said."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caps:
    """Most rows of each list.

    Attributes:
        files: shown in full.
        samples: in all; of_key: of one code and field.
        patterns: of what was fixed.
        repeats: repeated values.
        chunks: files of a run.
        fields: with a bar, and columns of the file.
    """

    files: int = 20
    samples: int = 800
    of_key: int = 20
    patterns: int = 60
    repeats: int = 50
    chunks: int = 100
    fields: int = 300


CAPS = (
    Caps(),
    Caps(files=10, samples=400, of_key=10, patterns=40, repeats=30, chunks=60, fields=200),
    Caps(files=5, samples=200, of_key=5, patterns=20, repeats=15, chunks=30, fields=100),
    Caps(files=2, samples=80, of_key=3, patterns=10, repeats=8, chunks=10, fields=40),
    Caps(files=1, samples=20, of_key=1, patterns=5, repeats=3, chunks=5, fields=10),
    Caps(files=0, samples=0, of_key=0, patterns=0, repeats=0, chunks=0, fields=0),
)
"""Tried in turn until the page is small enough."""
