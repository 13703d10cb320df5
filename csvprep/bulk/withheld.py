"""What is left of the endpoint's words where they may not be shown: they may quote cells of records."""

from __future__ import annotations

import re
from dataclasses import replace

from csvprep.bulk.ledger import ChunkStatus
from csvprep.bulk.polling import FORGOTTEN, FORGOTTEN_CHOICE

WITHHELD = "the endpoint's words are withheld (--redact)"
_OWN = re.compile(
    r"sent again(, as --resend-unknown asks)?|taken as (sent|loaded), as --assume-sent asks|sent or not: [\w ']+ fit"
    r"|sent or not: no job of the endpoint's fits|the answer to its upload was lost; its job was found .*"
    r"|its job has ended as \w+; `csvprep errors` reads what failed|the job ended as \w+"
)
_STATUS = re.compile(r"HTTP \d{3}\b")


def redact_message(message: str | None) -> str | None:
    """Return what a chunk's message says without the endpoint's words; its sentences of our own stay."""
    if message is None or _OWN.fullmatch(message):
        return message
    if message.startswith(FORGOTTEN):
        return f"{FORGOTTEN}; {FORGOTTEN_CHOICE}"
    status = _STATUS.search(message)
    return f"{status[0]}; {WITHHELD}" if status else WITHHELD


def redact_rows(rows: tuple[ChunkStatus, ...]) -> tuple[ChunkStatus, ...]:
    """Return rows of a ledger without the endpoint's words."""
    return tuple(replace(row, message=redact_message(row.message)) for row in rows)


def redact_error(text: str) -> str:
    """Return an error's text up to the status, which is ours, and none of what follows."""
    status = _STATUS.search(text)
    return f"{text[: status.end()]}; {WITHHELD}" if status else text
