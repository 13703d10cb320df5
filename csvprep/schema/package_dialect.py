"""How a resource of a Data Package is written: its `dialect` (CSV Dialect, Table Dialect) and `encoding`."""

from __future__ import annotations

from typing import Any, Final

from csvprep.dialect import Reading, parse_delimiter, parse_escape_char, parse_quote_char
from csvprep.errors import UsageError
from csvprep.schema.spots import Item, Spot

# what is found out by itself, or says nothing of how a file is read
_QUIET: Final = {
    "$schema", "name", "title", "description", "profile", "csvddfVersion", "caseSensitiveHeader", "lineTerminator",
    "doubleQuote", "skipInitialSpace", "headerJoin", "type",
}  # fmt: skip
_READ: Final = {"header", "headerRows", "delimiter", "quoteChar", "escapeChar", "nullSequence"}


def read_dialect(dialect: Any, encoding: Any, spot: Spot) -> tuple[Reading, tuple[str, ...], tuple[str, ...]]:
    """Read a dialect.

    Args:
        dialect: the descriptor.
        encoding: of the resource; None: not said.
        spot: the resource.

    Returns:
        What is said of how the file is written; what is to be said once; texts that mean an empty cell.

    Raises:
        SchemaError: it makes no sense, or csvprep can't read such a file.
    """
    inner = spot.below("dialect")
    given = dict(spot.mapping(dialect, "dialect"))
    given |= given.pop("csv", {}) if isinstance(given.get("csv"), dict) else {}  # as frictionless-py writes it
    null = given.get("nullSequence")
    told = inner.split_unknown(given, _QUIET | _READ)
    notes = (
        (f"{spot.file}: {inner.path}: {', '.join(told)}: not known here, so nothing is done about it",) if told else ()
    )
    reading = Reading(
        encoding=None if encoding is None else spot.text(encoding, "encoding"),
        delimiter=_character(given, "delimiter", parse_delimiter, inner),
        quote_char=_character(given, "quoteChar", parse_quote_char, inner),
        escape_char=_character(given, "escapeChar", parse_escape_char, inner),
        skip_lines=_lines_before(given, inner),
        header=inner.flag(given["header"], "header") if given.get("header") is not None else None,
    )
    return reading, notes, () if null is None else (inner.text(null, "nullSequence"),)


def _character(dialect: Item, key: str, parse: Any, spot: Spot) -> str | None:
    if dialect.get(key) is None:
        return None
    text = spot.text(dialect[key], key)
    try:
        return str(parse(text))
    except UsageError as error:
        raise spot.error(f"{key} {str(error).partition(' ')[2]}") from None


def _lines_before(dialect: Item, spot: Spot) -> int | None:
    rows = dialect.get("headerRows")
    if rows is None:
        return None
    numbers = [spot.count(one, "headerRows") for one in spot.items(rows, "headerRows")]
    if len(numbers) != 1 or not numbers[0]:
        raise spot.error(f"headerRows {numbers} is not one row; csvprep reads headers of one line")
    return numbers[0] - 1
