"""The command line: options → call → render → exit code.

Modules of this package import click alone at their top; polars and the like are imported inside commands, so that
`csvprep --help` answers at once.
"""

from __future__ import annotations

from csvprep.cli.main import cli, main

__all__ = ["cli", "main"]
