"""Text that was read in the wrong encoding on its way here, and its letters again, by `ftfy`.

UTF-8 that a program takes for a code page shows each letter as two or three: the images of a lead byte and of
continuation bytes (RFC 3629 3). Where no such pair stands, nor a C1 control, `ftfy` isn't asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

import polars as pl

from csvprep.kinds.base import Check, all_true, map_all_distinct, no_reason
from csvprep.kinds.mojibake_columns import repair_column
from csvprep.references.answers import Change
from csvprep.references.mojibake import repair_text

# the code pages that ftfy takes UTF-8 back from
_CODE_PAGES: Final = (
    "latin-1", "cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1257", "iso8859-2", "mac_roman", "cp437",
)  # fmt: skip
_LEAD_BYTES: Final = bytes(range(0xC2, 0xF5))
_NEXT_BYTES: Final = bytes(range(0x80, 0xC0))
_REPLACEMENT: Final = "\ufffd"


def _image(numbers: bytes, code_page: str) -> frozenset[str]:
    """Return the characters of bytes in a code page; a byte it lacks stays, as in ftfy."""
    return frozenset(number.to_bytes().decode(code_page, "ignore") or chr(number) for number in numbers)


def _class(characters: Iterable[str]) -> str:
    """Return a class of a pattern, neighbours as ranges."""
    codes = enumerate(sorted(map(ord, characters)))
    runs = ([code for _, code in run] for _, run in groupby(codes, key=lambda one: one[1] - one[0]))
    return "[" + "".join(f"\\x{{{run[0]:x}}}-\\x{{{run[-1]:x}}}" for run in runs) + "]"


def _pairs() -> Iterator[str]:
    """Yield patterns of two characters; code pages of the same lead bytes share one, to be compiled quickly."""
    pairs: dict[frozenset[str], set[str]] = {}
    for page in _CODE_PAGES:
        pairs.setdefault(_image(_LEAD_BYTES, page), set()).update(_image(_NEXT_BYTES, page))
    return (_class(lead) + _class(following) for lead, following in pairs.items())


# NEL, U+0085, is a line end of its own; a space after Â or Ã was U+00A0 once
SUSPECT: Final = "|".join((*_pairs(), r"[\x{80}-\x{84}\x{86}-\x{9f}]", "[ÂÃ] "))


def repair_mojibake(values: pl.Series) -> pl.Series | None:
    """Return the repaired text of each cell that was read in the wrong encoding, null for all others.

    None when there is no such cell.
    """
    rows = values.str.contains(SUSPECT).fill_null(value=False).arg_true()
    if rows.is_empty():
        return None
    texts = values.gather(rows)
    repaired, asked = repair_column(texts)
    if asked.any():
        changes = map_all_distinct(texts, _change, where=asked)
        if changes is not None:
            repaired = changes.suggestion.zip_with(asked, repaired)
    if repaired.null_count() == len(repaired):
        return None
    return values.clear(len(values)).scatter(rows, repaired)


def _change(values: list[str]) -> list[Change]:
    repaired = repair_text.ask_all(values)
    return [Change(value, suggestion=one) for value, one in zip(values, repaired, strict=True)]


def _is_no_mojibake(values: pl.Series) -> pl.Series:
    found = repair_mojibake(values)
    return all_true(values) if found is None else found.is_null()


def _has_no_replacement(values: pl.Series) -> pl.Series:
    return (~values.str.contains(_REPLACEMENT, literal=True)).fill_null(value=True)


def _explain_replacement(value: str) -> str:
    return f"character {value.index(_REPLACEMENT) + 1}" if _REPLACEMENT in value else ""


MOJIBAKE: Final = Check("mojibake", _is_no_mojibake, no_reason, suspect=SUSPECT)
REPLACEMENT: Final = Check("replacement-character", _has_no_replacement, _explain_replacement, suspect=_REPLACEMENT)
