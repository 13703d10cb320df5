"""Small files written by hand from the literature of CSV, each with what must come out."""

from __future__ import annotations

from . import (
    csvw,
    delimiters,
    encodings,
    escapes,
    extremes,
    line_ends,
    preambles,
    programs,
    quoting,
    readers,
    reports,
    rfc4180,
    spectrum,
    spreadsheets,
    structure,
)
from .case import Case

FILES: tuple[Case, ...] = (
    *rfc4180.CASES,
    *spectrum.CASES,
    *delimiters.CASES,
    *quoting.CASES,
    *escapes.CASES,
    *encodings.CASES,
    *line_ends.CASES,
    *preambles.CASES,
    *structure.CASES,
    *extremes.CASES,
    *spreadsheets.CASES,
    *programs.CASES,
    *csvw.CASES,
    *readers.CASES,
)
CONTACTS: tuple[Case, ...] = reports.CASES

__all__ = ["CONTACTS", "FILES", "Case"]
