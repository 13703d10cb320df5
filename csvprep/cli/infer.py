"""`csvprep schema infer`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from csvprep.cli.common import read_options
from csvprep.cli.messages import StandardOutput, say
from csvprep.cli.options import reading_options, region_option
from csvprep.cli.places import STANDARD, check_inputs, check_output
from csvprep.errors import UsageError


@click.command("infer", short_help="Make a schema file from data.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--output", "-o", metavar="FILE", help="Write it to a file instead of stdout.")
@click.option(
    "--sample", default="100000", show_default=True, metavar="N|all", help="Records read of each file, from its start."
)
@click.option("--name", metavar="NAME", help="Name of the schema [default: that of the first file].")
@reading_options
@region_option
@click.option("--quiet", "-q", is_flag=True, help="No messages on stderr.")
def infer_schema_file(
    files: tuple[str, ...],
    output: str | None,
    sample: str,
    name: str | None,
    quiet: bool,  # noqa: FBT001
    **values: Any,
) -> int:
    """Make one Table Schema file that fits all FILEs; its comments say what was seen, and how sure that is.

    Told are type and format, kinds (e-mail, phone, web address, country), dates by their format, required and unique
    fields, lists of few values, lengths and words in place of a value. Look through it, then:
    csvprep prep FILE --schema SCHEMA.yaml -o DIR

    Exit code: 0 made; 2 wrong use or unreadable input.
    """
    from csvprep.inference.reading import infer_schema  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.sources.opening import expand_paths  # noqa: PLC0415
    from csvprep.staging import replace_file  # noqa: PLC0415

    check_inputs(files)
    listed = expand_paths(files)
    if output is not None:
        check_output(output, "-o", others=listed)
    found = infer_schema(listed, read_options(values, listed[0]), sample=_read_sample(sample), name=name)
    data = found.text.encode("utf-8")
    if output is None or output == STANDARD:
        StandardOutput().write(data)
    else:
        with replace_file(Path(output)) as stream:
            stream.write(data)
    if found.cut:
        say(f"made from the first {found.records:,} records; --sample all reads all of them", quiet=quiet)
    return 0


def _read_sample(text: str) -> int | None:
    if text == "all":
        return None
    if not text.isdecimal() or int(text) == 0:
        raise UsageError(f"--sample {text!r}: give a number of records from 1 up, or all")
    return int(text)
