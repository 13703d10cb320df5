"""What is wrong with the shape of a record or a file, as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from csvprep.catalogue import message_of
from csvprep.frame import LINE, RECORD

_EXCERPT_CHARACTERS = 120

MISFITS_SCHEMA = pl.Schema(
    {
        RECORD: pl.Int64,
        LINE: pl.Int64,
        "code": pl.String,
        "message": pl.String,
        "column_index": pl.Int32,
        "value": pl.String,
        "fix": pl.String,
        "suggestion": pl.String,
    }
)
"""One row a structural finding about one record. `column_index`: 0-based, null for the record as a whole; `value`: the
raw cell, or an excerpt of the raw record; `fix`: how it should be written; `suggestion`: how it might be meant."""


@dataclass(frozen=True, slots=True)
class FileFinding:
    """A finding about the file as a whole; the place is where it shows, and no record is rejected for it.

    But for the last one, where its missing line end counts as an error.

    Attributes:
        code: a code of the catalogue.
        facts: what its message template needs.
        line: 1-based physical line; None when it is not known.
        record: 1-based; None before the first record.
        value: an excerpt of the raw line.
    """

    code: str
    facts: dict[str, object]
    line: int | None
    record: int | None = None
    value: str | None = None


def told_of(places: pl.DataFrame, code: str, message: pl.Series | None = None, **more: pl.Series | int) -> pl.DataFrame:
    """Return a frame of MISFITS_SCHEMA that tells one code of some records.

    Args:
        places: has `record` and `line`; a row a finding.
        code: of the catalogue.
        message: when it differs from finding to finding.
        more: other columns.
    """
    columns = {name: value if isinstance(value, pl.Series) else pl.lit(value) for name, value in more.items()}
    told = places.select(RECORD, LINE).with_columns(
        code=pl.lit(code), message=pl.lit(message_of(code)) if message is None else message, **columns
    )
    return join_misfits([told])


def join_misfits(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return frames that have columns of MISFITS_SCHEMA as one frame that has all of them."""
    return pl.concat([pl.DataFrame(schema=MISFITS_SCHEMA), *parts], how="diagonal_relaxed").cast(MISFITS_SCHEMA)


def filled_in(code: str, facts: Mapping[str, object]) -> str:
    """Return a code's message with its facts."""
    return message_of(code).format(**facts)


def excerpt(raw: bytes) -> str:
    r"""Return the beginning of a raw record as text; bytes that are not UTF-8 are written as `\xNN`."""
    text = raw[: 4 * _EXCERPT_CHARACTERS].decode("utf-8", "backslashreplace").rstrip("\r\n")
    return text[:_EXCERPT_CHARACTERS] + "…" if len(raw) > 4 * _EXCERPT_CHARACTERS else _shorten(text)


def _shorten(text: str) -> str:
    return text if len(text) <= _EXCERPT_CHARACTERS else text[:_EXCERPT_CHARACTERS] + "…"


def excerpts(texts: pl.Series) -> pl.Series:
    """Return the beginnings of texts."""
    if (texts.str.len_bytes().max() or 0) <= _EXCERPT_CHARACTERS:  # type: ignore[operator]
        return texts
    value = pl.col("text")
    short = value.str.len_chars() <= _EXCERPT_CHARACTERS
    beginning = pl.concat_str(value.str.head(_EXCERPT_CHARACTERS), pl.lit("…"))
    return texts.to_frame("text").select(pl.when(short).then(value).otherwise(beginning)).to_series()
