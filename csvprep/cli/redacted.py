"""What `--redact` withholds of what the endpoint said: its words may quote cells of the records that were sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from csvprep.errors import EndpointRefusedError, EndpointUnreachableError

if TYPE_CHECKING:
    from csvprep.bulk import ChunkStatus

WITHHELD = "the endpoint's words are withheld (--redact)"
_OWN = re.compile(
    r"sent again(, as --resend-unknown asks)?|taken as (sent|loaded), as --assume-sent asks|sent or not: [\w ']+ fit"
    r"|sent or not: no job of the endpoint's fits|the answer to its upload was lost; its job was found .*"
    r"|its job has ended as \w+; `csvprep errors` reads what failed|the job ended as \w+"
)
_STATUS = re.compile(r"HTTP \d{3}\b")

redact_option = click.option("--redact", is_flag=True, help="Nothing the endpoint said: its words may quote cells.")


def redact_message(message: str | None) -> str | None:
    """Return what a chunk's message says without the endpoint's words; its sentences of our own stay."""
    from csvprep.bulk.polling import FORGOTTEN, FORGOTTEN_CHOICE  # noqa: PLC0415 - heavy, see csvprep.cli

    if message is None or _OWN.fullmatch(message):
        return message
    if message.startswith(FORGOTTEN):
        return f"{FORGOTTEN}; {FORGOTTEN_CHOICE}"
    status = _STATUS.search(message)
    return f"{status[0]}; {WITHHELD}" if status else WITHHELD


def redact_rows(rows: tuple[ChunkStatus, ...]) -> tuple[ChunkStatus, ...]:
    """Return rows of a ledger without the endpoint's words."""
    return tuple(replace(row, message=redact_message(row.message)) for row in rows)


@contextmanager
def redacted(*, redact: bool) -> Iterator[None]:
    """Take the endpoint's words out of what an error says that ends the block."""
    try:
        yield
    except EndpointRefusedError as error:
        text = _cut(str(error)) if redact else str(error)
        raise EndpointRefusedError(text, status=error.status, request_id=error.request_id) from None
    except EndpointUnreachableError as error:
        raise (EndpointUnreachableError(_cut(str(error))) if redact else error) from None


def _cut(text: str) -> str:
    """Return an error's text up to the status, which is ours, and none of what follows."""
    status = _STATUS.search(text)
    return f"{text[: status.end()]}; {WITHHELD}" if status else text
