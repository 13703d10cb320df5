"""Text that was read in the wrong encoding, repaired by `ftfy`."""

from __future__ import annotations

import re
from typing import Final

from csvprep.references.asking import asked

_REMEMBERED: Final = 131_072
_UNREPAIRABLE: Final = re.compile("[\0\x1a\ufffd]")
_LOST: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")


@asked(_REMEMBERED)
def repair_text(value: str) -> str | None:
    """Return a text with its letters as they were; None when `ftfy` leaves it alone, or letters are lost.

    Only the encoding is repaired: quotes, ligatures, entities and widths stay.
    """
    from ftfy.badness import is_bad  # noqa: PLC0415 - 60 ms that only suspect files pay

    if _UNREPAIRABLE.search(value) or not is_bad(value):
        return None
    repaired = _decode_again(value)
    if repaired is None or is_bad(repaired):
        repaired = _ask_library(value)
    return None if repaired == value or _LOST.search(repaired) else repaired


def _decode_again(value: str) -> str | None:
    """Return what most such text is: UTF-8 that was read in the first code page, in ftfy's order, that has its letters.

    Where that isn't UTF-8 there is more to find out.
    """
    for code_page in ("latin-1", "cp1252", "cp1251"):
        try:
            return value.encode(code_page).decode()
        except UnicodeEncodeError:
            continue
        except UnicodeDecodeError:
            return None
    return None


def _ask_library(value: str) -> str:
    from ftfy import TextFixerConfig, fix_encoding  # noqa: PLC0415

    return fix_encoding(value, TextFixerConfig(replace_lossy_sequences=False, explain=False))
