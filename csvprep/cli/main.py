"""The group of all commands, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from csvprep import __version__
from csvprep.cli.endpoint import objects, sandbox, status, submit
from csvprep.cli.explain import explain
from csvprep.cli.fix import fix
from csvprep.cli.lint import lint
from csvprep.cli.prep import prep, split
from csvprep.cli.schema import schema
from csvprep.errors import CsvprepError


class _Ordered(click.Group):
    """Lists the commands in the order of their use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)


@click.group(cls=_Ordered, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="csvprep")
def cli() -> None:
    """Get CSV files ready to upload: lint, fix, split, prep, and submit to the bulk endpoint.

    The main job: csvprep prep FILE -o DIR, then csvprep submit DIR.
    """


for _command in (lint, fix, split, prep, submit, status, objects, sandbox, schema, explain):
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 clean, 1 the data has errors, 2 wrong use, 3 endpoint or network."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code. No exception but SystemExit leaves it."""
    try:
        result = cli.main(args=arguments, prog_name="csvprep", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return 2
    except CsvprepError as error:
        click.echo(f"csvprep: error: {error}", err=True)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("csvprep: stopped; run the same command again to go on", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:  # noqa: BLE001 - the last resort: users never see a traceback
        return _report_bug(error)
    return result if isinstance(result, int) else 0


def _report_bug(error: Exception) -> int:
    """Say that csvprep itself is at fault; with CSVPREP_DEBUG set, show where."""
    if os.environ.get("CSVPREP_DEBUG"):
        raise error
    click.echo(
        f"csvprep: error: this is a bug in csvprep ({type(error).__name__}); "
        "please report it with the output of the same command under CSVPREP_DEBUG=1",
        err=True,
    )
    return 2
