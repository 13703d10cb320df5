"""Runs of csvprep on bytes, with all that they leave behind."""

from __future__ import annotations

import csv
import io
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from csvprep.errors import UsageError
from csvprep.manifest import Manifest
from csvprep.pipeline import Options
from csvprep.runs.fix import fix_file
from csvprep.runs.lint import lint_file
from csvprep.runs.prep import prep_file
from csvprep.runs.split import split_file
from csvprep.summary import Summary
from csvprep.writers import Limits

CONTACT = Options(object_name="contact", jobs=2)
PLAIN = replace(CONTACT, encoding="utf-8", delimiter=",", quote_char='"', escape_char="", skip_lines=0, header=True)
"""Read as plain CSV: nothing is detected."""


@dataclass(frozen=True)
class Outcome:
    """What a prep or split left.

    Attributes:
        summary: as returned.
        manifest: as returned.
        files: content of each file by its path in the folder.
    """

    summary: Summary
    manifest: Manifest
    files: dict[str, bytes]

    @property
    def joined(self) -> bytes:
        """The chunks joined: one header, then all records."""
        names = [chunk.file for chunk in self.manifest.chunks]
        if not names:
            return b""
        header, _ = cut_header(self.files[names[0]])
        return header + b"".join(cut_header(self.files[name])[1] for name in names)

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return a table that the run wrote, read by Python's csv."""
        return read_table(self.files[name])


def cut_header(data: bytes) -> tuple[bytes, bytes]:
    """Cut a file whose labels hold no line end after its header."""
    header, end, rest = data.partition(b"\n")
    return header + end, rest


def read_table(data: bytes) -> list[dict[str, str]]:
    """Read a file with header by Python's csv."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8", "surrogateescape"), newline=""), strict=True))


def prep(data: bytes, options: Options = CONTACT, limits: Limits | None = None) -> Outcome:
    """Prepare bytes."""
    return _run(prep_file, data, options, limits or Limits())


def split(data: bytes, options: Options = CONTACT, limits: Limits | None = None) -> Outcome:
    """Split bytes."""
    return _run(split_file, data, options, limits or Limits())


def _run(command: Any, data: bytes, options: Options, limits: Limits) -> Outcome:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.csv").write_bytes(data)
        summary, manifest = command(folder / "in.csv", folder / "out", options, limits)
        place = f"{folder}/".encode()
        files = {
            path.relative_to(folder / "out").as_posix(): path.read_bytes().replace(place, b"")
            for path in (folder / "out").rglob("*")
            if path.is_file()
        }
        return Outcome(summary, manifest, files)


def lint(data: bytes, options: Options = CONTACT) -> tuple[Summary, list[dict[str, Any]]]:
    """Lint bytes; return totals and findings, the file's name taken out."""
    frames: list[pl.DataFrame] = []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "in.csv")
        path.write_bytes(data)
        summary = lint_file(path, options, frames.append)
    return summary, [row for frame in frames for row in frame.drop("file").to_dicts()]


def fix(data: bytes, options: Options = CONTACT, *, has_diff: bool = True) -> tuple[Summary, bytes, bytes, bytes]:
    """Fix bytes; return totals, the fixed file, the table of changes and the diff, empty where there can be none."""
    if not has_diff:
        return _fix(data, options, None)
    try:
        return _fix(data, options, io.BytesIO())
    except UsageError as error:
        if not str(error).startswith("--diff"):
            raise
        return _fix(data, options, None)


def _fix(data: bytes, options: Options, diff: io.BytesIO | None) -> tuple[Summary, bytes, bytes, bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.csv").write_bytes(data)
        out = io.BytesIO()
        summary = fix_file(folder / "in.csv", out, options, changes=folder / "changes.csv", diff=diff)
        return summary, out.getvalue(), (folder / "changes.csv").read_bytes(), diff.getvalue() if diff else b""
