"""The options that several commands share, as they are declared; `csvprep.cli.common` reads them into values."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import click

from csvprep.cli.numbers import Whole
from csvprep.cli.settings import Setting, settings_of

Command = TypeVar("Command", bound=Callable[..., Any])


def all_of(*decorators: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return one decorator for several, in this order."""

    def decorate(command: Command) -> Command:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


reading_options = all_of(
    click.option("--encoding", metavar="NAME", help="Encoding of the file, such as cp1252 [default: detected]."),
    click.option(
        "--delimiter",
        metavar="CHAR",
        help="Delimiter, or comma, tab, semicolon, pipe, colon, space [default: detected].",
    ),
    click.option("--quote-char", metavar="CHAR", help="Quote char: \" or ', or none [default: detected]."),
    click.option("--escape-char", metavar="CHAR", help="Escape char: \\ or none [default: detected]."),
    click.option("--skip-lines", type=Whole(0), metavar="N", help="Lines before the header [default: detected]."),
    click.option("--no-header", is_flag=True, help="The first line is a record [default: detected]."),
    click.option("--object", "object_name", metavar="NAME", help="Shipped schema [default: known by the header]."),
    click.option("--config", "config_path", metavar="FILE", help="Settings file [default: the nearest csvprep.toml]."),
    click.option("--isolated", is_flag=True, help="Read no settings file."),
)
region_option = click.option(
    "--region", default="US", show_default=True, metavar="CC", help="Home region of phone numbers."
)
judging_options = all_of(
    reading_options,
    click.option(
        "--schema",
        "schema_path",
        metavar="PATH",
        help="Table Schema file (YAML or JSON) of your own, or a pandera model: module:Model, file.py:Model.",
    ),
    click.option(
        "--reference", "references", multiple=True, metavar="NAME=FILE", help="Table of foreign keys; repeatable."
    ),
    click.option(
        "--connector", metavar="NAME", help="Its limits hold too: chargebee, infusionsoft, intercom, sage200, stripe."
    ),
    region_option,
    click.option(
        "--map", "mapping", multiple=True, metavar="LABEL=FIELD", help="Read a column as a field; repeatable."
    ),
    click.option("--select", multiple=True, metavar="CODE", help="Look only for these codes, such as phone."),
    click.option("--ignore", multiple=True, metavar="CODE", help="Don't look for these codes, nor fix them."),
    click.option("--severity", multiple=True, metavar="CODE=LEVEL", help="Take a code as error or as warning."),
    click.option("--unsafe-fixes", is_flag=True, help="Apply suggestions too, but for near misses."),
    click.option("--accept-suggestions", is_flag=True, help="Take near misses (gmial.com) for what they may mean."),
    click.option(
        "--exclude", multiple=True, metavar="FIELD=FILE", help="Reject records with a value on a list; repeatable."
    ),
    click.option("--strict", is_flag=True, help="Warnings count as errors."),
    click.option(
        "--redact/--no-redact",
        default=None,
        help="No cell value in any output but the data files, only its shape "
        "[default: for sarif, github, gitlab, junit and markdown].",
    ),
    click.option("--jobs", type=Whole(1), metavar="N", help="Blocks worked on at once [default: processors]."),
    click.option("--memory", default="1GiB", show_default=True, metavar="SIZE", help="About how much may be used."),
)
chunk_options = all_of(
    click.option("--max-rows", type=Whole(1), default=50_000, show_default=True, help="Records in a chunk."),
    click.option(
        "--max-bytes", default="10MB", show_default=True, metavar="SIZE", help="Bytes of a chunk, such as 8MiB."
    ),
    click.option("--force", is_flag=True, help="Replace an earlier run in the folder."),
)
keep_extra_option = click.option("--keep-extra", is_flag=True, help="Keep columns that are no field of the schema.")
form_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the summary.",
)
message_options = all_of(
    click.option("--quiet", "-q", is_flag=True, help="No messages and no progress on stderr."),
    click.option("--no-progress", is_flag=True, help="No progress bar."),
)


@lru_cache(maxsize=1)
def known_settings() -> dict[str, Setting]:
    """Return what a settings file may say: what the options of `prep` say of files, by name."""

    def prep() -> None: ...

    for decorate in (judging_options, chunk_options, keep_extra_option):
        decorate(prep)
    options: list[click.Parameter] = prep.__click_params__  # type: ignore[attr-defined]
    return settings_of(options, without=("config", "isolated", "force"))
