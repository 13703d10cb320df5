"""The group of all commands, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from csvprep.cli.cancel import cancel
from csvprep.cli.completion import add_completion
from csvprep.cli.config import config
from csvprep.cli.errors import errors
from csvprep.cli.explain import explain
from csvprep.cli.fix import fix
from csvprep.cli.lint import lint
from csvprep.cli.listen import listen
from csvprep.cli.messages import PIPE_CLOSED, StandardOutput, end_line, give_up_stdout, mend_streams, say, say_error
from csvprep.cli.objects import objects
from csvprep.cli.prep import prep, split
from csvprep.cli.sandbox import sandbox
from csvprep.cli.schema import schema
from csvprep.cli.status import status
from csvprep.cli.submit import submit
from csvprep.errors import CsvprepError
from csvprep.version import __version__

_STOPPED = {
    "submit": "; run the same command again to go on",
    "prep": "; no half-written file is left, run the same command again",
    "split": "; no half-written file is left, run the same command again",
    "fix": "; no half-written file is left, run the same command again",
}


class _Stopped(Exception):  # noqa: N818 - no error
    """Ctrl-C; click would answer it with an empty line of its own."""


class _Commands(click.Group):
    """Lists the commands in the order of their use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise _Stopped from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="csvprep")
def cli() -> None:
    """Get CSV files ready to upload: lint, fix, split, prep, and submit to the bulk endpoint.

    The main job: csvprep prep FILE -o DIR, then csvprep submit DIR.
    """


for _command in (
    lint,
    fix,
    split,
    prep,
    submit,
    status,
    errors,
    cancel,
    listen,
    objects,
    sandbox,
    schema,
    config,
    explain,
):
    cli.add_command(_command)
add_completion(cli)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 clean, 1 the data has errors, 2 wrong use, 3 endpoint or network."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code. No exception but SystemExit leaves it."""
    mend_streams()
    try:
        result = cli.main(args=arguments, prog_name="csvprep", standalone_mode=False)
        StandardOutput().flush()
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - users never see a traceback; a panic of polars is no Exception
        return _answer_failure(error, sys.argv[1:] if arguments is None else arguments)
    return result if isinstance(result, int) else 0


def _answer_failure(error: BaseException, words: Sequence[str]) -> int:
    """Say what stopped a command; return its exit code."""
    code = 2
    match error:
        case click.exceptions.Exit():
            code = error.exit_code
        case _Stopped() | KeyboardInterrupt() | click.Abort():
            end_line()
            say("stopped" + next((_STOPPED[word] for word in words if word in _STOPPED), ""))
            code = 130
        case click.ClickException():
            _say_wrong_use(error)
        case CsvprepError():
            say_error(str(error))
            code = error.exit_code
        case BrokenPipeError():
            give_up_stdout()
            code = PIPE_CLOSED
        case OSError():
            _say_system_error(error)
        case _:
            _report_bug(error)
    return code


def _say_wrong_use(error: click.ClickException) -> None:
    """Say in one line what is wrong with the words of a command; without any words, show the help."""
    context = getattr(error, "ctx", None)
    if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):
        error.show()
        return
    likely = getattr(error, "possibilities", None)
    text = (error.message if likely else error.format_message()).rstrip(".:")
    hint = (
        f"did you mean {' or '.join(likely)}?"
        if likely
        else f"see `{context.command_path if context else 'csvprep'} --help`"
    )
    say_error(f"{text[:1].lower()}{text[1:]}; {hint}")


def _say_system_error(error: OSError) -> None:
    """Say what the system refused; a full disk behind stdout comes here too."""
    if error.filename is None:
        give_up_stdout()
    where = "standard output" if error.filename is None else error.filename
    say_error(f"{where}: {error.strerror or error}")


def _report_bug(error: BaseException) -> None:
    """Say that csvprep itself is at fault; with CSVPREP_DEBUG set, show where."""
    if os.environ.get("CSVPREP_DEBUG"):
        raise error
    say_error(
        f"this is a bug in csvprep ({type(error).__name__}); "
        "please report it with the output of the same command under CSVPREP_DEBUG=1"
    )
