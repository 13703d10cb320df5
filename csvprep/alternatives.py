"""Other ways to read records that haven't the shape of the header: each a guess that the schema has to confirm.

A frame of readings has a row each: `first` and `last` (Int64, 0-based places in the block of the records that it reads
as one) and a String column for each label; an empty cell is "".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, pairwise
from math import comb
from typing import cast

import polars as pl

from csvprep.dialect import Dialect
from csvprep.grouping import find_segments
from csvprep.plan import Plan
from csvprep.polars_reading import as_pattern, column_name, text_schema
from csvprep.schema.model import Field, KindName

_MAX_READINGS = 200
MAX_ROWS = 200_000
"""About how many readings are judged at once."""
_FIVE_DIGITS = r"\A[^@]*\d(?:[^@\d]*\d){4}[^@]*\z"
_EXTENSION = r"(?i:e?xt?(?:ensi[oó])?n?|xtn|anexo|int|доб)"
_NO_WORDS = rf"\A[^@\p{{L}}]*\d(?:[^@\d\p{{L}}]*\d){{4}}[^@\p{{L}}]*(?:{_EXTENSION}[^@\p{{L}}]*)?\z"

_IN_NO_HOST = ",;|"

_Look = Callable[[pl.Series], pl.Series]
_Looks = dict[int, _Look]


def readings_schema(width: int) -> dict[str, type[pl.DataType]]:
    """Return the columns of a frame of readings."""
    return {"first": pl.Int64, "last": pl.Int64, **text_schema(width)}


def find_readings(unshaped: pl.DataFrame, breaks: pl.DataFrame, plan: Plan) -> Iterator[pl.DataFrame]:
    """Yield the readings of misshapen records that could satisfy the schema by their looks.

    Args:
        unshaped: the misshapen records of a block (`csvprep.frame.UNSHAPED_SCHEMA`), in its order.
        breaks: from `find_breaks`.
        plan: the schema, bound.

    Yields:
        Readings; all of one record, and of those that may be parts of one with it, are in the same frame.
    """
    width, looks = plan.form.width, _looks_of(plan)
    broken = unshaped.filter(pl.col("cells").is_null() & pl.col("text").is_not_null())
    if broken.height:
        yield _likely(_unquoted(broken, plan.form.dialect, width), looks)
    counts = unshaped["cells"].list.len()
    longer = counts.filter(counts > width).unique().sort()
    for count in longer.filter(longer <= width + _MAX_READINGS):  # of longer ones there are more readings than that
        yield from _merged(unshaped.filter(counts == count), count, plan, looks)
    short = unshaped.filter(counts < width)
    if short.height:
        joined = _joined(short, breaks, width)
        yield _likely(pl.concat([_padded(short, plan), joined]), looks)


def find_breaks(unshaped: pl.DataFrame, width: int) -> pl.DataFrame:
    """Return `first` and `last` place (Int64) of short records that follow each other and may be parts of one."""
    short = unshaped.filter(pl.col("cells").list.len() < width).select("place", count=pl.col("cells").list.len())
    places, counts = short["place"], short["count"].to_list()
    starts = (places.diff() != 1).fill_null(value=True).arg_true().to_list()
    rows: tuple[list[int], list[int]] = ([], [])
    for start, end in pairwise([*starts, len(counts)]):
        if end - start > 1:
            for first, last in find_segments(counts[start:end], width)[0]:
                rows[0].append(start + first)
                rows[1].append(start + last)
    found = (places.gather(pl.Series(some, dtype=pl.UInt32)) for some in rows)
    return pl.DataFrame([one.alias(name) for name, one in zip(("first", "last"), found, strict=True)])


def _looks_of(plan: Plan) -> _Looks:
    """Return for each column whose cells can be told by their looks how: cheap, since most readings fail here."""
    looks = ((column.index, _look_of(column.field, _FIVE_DIGITS)) for column in plan.file_columns)
    return {index: look for index, look in looks if look is not None}


def _strict_looks_of(plan: Plan) -> _Looks:
    """Return the same for cells that are put together: right as they stand, so no words beside a number."""
    looks: _Looks = {}
    for column in plan.file_columns:
        look = _look_of(column.field, _NO_WORDS)
        match column.field.kind:
            case KindName.PHONE if look is not None:
                looks[column.index] = look
            case KindName.URL if look is not None and plan.form.dialect.delimiter in _IN_NO_HOST:
                looks[column.index] = _without_host_of(look, as_pattern(plan.form.dialect.delimiter))
    return looks


def _without_host_of(look: _Look, mark: str) -> _Look:
    """Return how an address looks, but for one with a delimiter in its host."""
    return lambda cells: look(cells) & ~cells.str.contains(rf"(?i)\A\s*https?://[^/?#]*{mark}")


def _look_of(field: Field, number: str) -> _Look | None:
    match field.kind:
        case KindName.EMAIL:
            shape = "@"
        case KindName.URL:
            shape = r"\A\s*\S*\.\S*\s*\z"
        case KindName.PHONE:
            shape = number
        case KindName.NUMBER | KindName.INTEGER | KindName.DATE | KindName.DATETIME:
            shape = r"\d"
        case _ if field.required:
            shape = r"\S"
        case _:
            return None
    if field.required:
        return lambda cells: cells.str.contains(shape)
    return lambda cells: cells.str.contains(shape) | ~cells.str.contains(r"\S")


def _likely(readings: pl.DataFrame, looks: _Looks) -> pl.DataFrame:
    """Return the readings whose cells all look right."""
    for index, look in looks.items():
        readings = readings.filter(look(readings[column_name(index)]))
    return readings


def _padded(short: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Fill up records whose last cells are missing, when nothing there is required."""
    required = max((column.index for column in plan.file_columns if column.field.required), default=-1)
    cells = pl.col("cells")
    enough = (cells.list.len() > max(1, required)) & (cells.list.join("").str.strip_chars() != "")
    return short.filter(enough).select(
        pl.col("place").alias("first"),
        pl.col("place").alias("last"),
        *(
            cells.list.get(index, null_on_oob=True).fill_null("").alias(column_name(index))
            for index in range(plan.form.width)
        ),
    )


def _joined(short: pl.DataFrame, breaks: pl.DataFrame, width: int) -> pl.DataFrame:
    """Join records that an unquoted line end broke: the last cell of one goes on in the first cell of the next."""
    if breaks.is_empty():
        return pl.DataFrame(schema=readings_schema(width))
    places = short["place"]
    is_first, is_last = places.is_in(breaks["first"].implode()), places.is_in(breaks["last"].implode())
    opened, closed = is_first.cast(pl.Int32).cum_sum(), is_last.cast(pl.Int32).cum_sum()
    inside = (opened != closed) | is_last
    cells, is_first = short["cells"].filter(inside), is_first.filter(inside)
    flat, sizes = cells.explode(), cells.list.len()
    goes_on = (sizes.cum_sum() - sizes).filter(~is_first)
    begins = pl.repeat(value=True, n=len(flat), dtype=pl.Boolean, eager=True).scatter(goes_on, values=False)
    whole = _run_on(flat, begins.arg_true())
    columns = [whole.gather_every(width, index).alias(column_name(index)) for index in range(width)]
    return breaks.select("first", "last").hstack(columns)


def _run_on(pieces: pl.Series, starts: pl.Series) -> pl.Series:
    """Join texts that begin at some places, and go on up to the next one's, with line ends between the pieces."""
    counts = pl.concat([starts, pl.Series([len(pieces)], dtype=starts.dtype)]).diff().slice(1)
    split = (counts > 1).arg_true()
    first, counts = starts.gather(split), counts.gather(split)
    texts = pieces.gather(first)
    for number in range(1, cast("int", counts.max() or 0)):
        rows = (counts > number).arg_true()
        texts = texts.scatter(rows, texts.gather(rows) + "\n" + pieces.gather(first.gather(rows) + number))
    return pieces.gather(starts).scatter(split, texts)


def _unquoted(broken: pl.DataFrame, dialect: Dialect, width: int) -> pl.DataFrame:
    """Read records with broken quotes: as if inner quotes were text, or the quote that begins a cell were stray."""
    found = [pl.DataFrame(schema=readings_schema(width))]
    for read in (_with_inner_quotes, _without_stray_quotes):
        fits, cells = read(broken["text"], dialect, width)
        place = broken["place"].filter(fits)
        columns = [cells.gather_every(width, index).alias(column_name(index)) for index in range(width)]
        found.append(pl.DataFrame([place.alias("first"), place.alias("last"), *columns]))
    return pl.concat(found)


def _with_inner_quotes(texts: pl.Series, dialect: Dialect, width: int) -> tuple[pl.Series, pl.Series]:
    """Cut records as `csvprep.cells.read_inner_quotes` does.

    Returns:
        Which of them have so many cells then; these cells, with the quotes inside of them, one record's after the
        other's.
    """
    quote, mark = as_pattern(dialect.quote_char), as_pattern(dialect.delimiter)
    cell = rf"(?:{quote}(?s:.*?){quote}|(?:[^{mark}{quote}][^{mark}]*)?)"
    pieces = texts.str.extract_all(rf"{cell}(?:{mark}|\z)")
    covered = pieces.list.eval(pl.element().str.len_bytes()).list.sum() == texts.str.len_bytes()
    ends_empty = pieces.list.last().str.ends_with(dialect.delimiter)
    fits = (covered & (pieces.list.len() + ends_empty == width)).fill_null(value=False)
    kept, ends_empty = pieces.filter(fits), ends_empty.filter(fits)
    if ends_empty.any():
        longer = kept.to_frame("pieces").select(pl.concat_list("pieces", pl.lit(""))).to_series()
        kept = longer.zip_with(ends_empty, kept)
    flat = kept.explode().str.strip_suffix(dialect.delimiter)
    quoted = flat.str.starts_with(dialect.quote_char)
    inner = flat.filter(quoted).str.slice(1)
    inner = inner.str.strip_suffix(dialect.quote_char)
    text = inner.str.replace_all(dialect.quote_char * 2, dialect.quote_char, literal=True)
    return fits, flat.scatter(quoted.arg_true(), text)


def _without_stray_quotes(texts: pl.Series, dialect: Dialect, width: int) -> tuple[pl.Series, pl.Series]:
    """Cut records at every delimiter, and drop the quote that begins a cell and is the only one in it.

    Returns:
        Which of them have so many cells then, and begin none with one of several quotes; these cells, one record's
        after the other's.
    """
    quote, mark = as_pattern(dialect.quote_char), as_pattern(dialect.delimiter)
    fits = texts.str.count_matches(dialect.delimiter, literal=True) == width - 1
    fits &= ~texts.str.contains(rf"(?:\A|{mark}){quote}[^{mark}]*{quote}")
    kept = texts.filter(fits)
    stray = kept.str.replace_all(f"({mark}){quote}", "${1}").str.strip_prefix(dialect.quote_char)
    return fits, stray.str.split(dialect.delimiter).explode()


def _merged(longer: pl.DataFrame, count: int, plan: Plan, looks: _Looks) -> Iterator[pl.DataFrame]:
    """Take delimiters for text until the number of cells is right: every way to do so that looks likely."""
    width, mark = plan.form.width, plan.form.dialect.delimiter
    borders = count - 1
    ways = comb(borders, count - width)
    if width < 2 or ways > _MAX_READINGS:
        return
    for part in longer.iter_slices(max(1, MAX_ROWS // ways)):
        merger = _Merger(part, count, mark, (looks, looks | _strict_looks_of(plan)))
        found = [merger.merge(erased) for erased in combinations(range(borders), count - width)]
        yield pl.concat([pl.DataFrame(schema=readings_schema(width)), *(one for one in found if one is not None)])


class _Merger:
    """Puts cells of records together; what a cell looks like is asked once for each column that it may come to."""

    def __init__(self, records: pl.DataFrame, count: int, mark: str, looks: tuple[_Looks, _Looks]) -> None:
        self._places = records["place"]
        self._cells = [records["cells"].list.get(index) for index in range(count)]
        self._mark = mark
        self._looks, self._strict_looks = looks
        self._known: dict[tuple[int, int, int], pl.Series] = {}

    def merge(self, erased: tuple[int, ...]) -> pl.DataFrame | None:
        """Return the readings without some delimiters that look likely; None when there are none."""
        kept = [border for border in range(len(self._cells) - 1) if border not in erased]
        spans = list(zip([0, *(border + 1 for border in kept)], [*kept, len(self._cells) - 1], strict=True))
        likely: pl.Series | None = None
        for index in self._looks:
            seen = self._looks_right(index, *spans[index])
            likely = seen if likely is None else likely & seen
            if not likely.any():
                return None
        rows = None if likely is None or likely.all() else likely
        places = self._places if rows is None else self._places.filter(rows)
        cells = (self._put_together(*span) for span in spans)
        columns = [
            (one if rows is None else one.filter(rows)).alias(column_name(index)) for index, one in enumerate(cells)
        ]
        return pl.DataFrame([places.alias("first"), places.alias("last"), *columns])

    def _put_together(self, start: int, end: int) -> pl.Series:
        if start == end:
            return self._cells[start]
        parts = [one.alias(str(index)) for index, one in enumerate(self._cells[start : end + 1])]
        return pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator=self._mark)).to_series()

    def _looks_right(self, index: int, start: int, end: int) -> pl.Series:
        key = (index, start, end)
        if key not in self._known:
            looks = self._looks if start == end else self._strict_looks
            self._known[key] = looks[index](self._put_together(start, end))
        return self._known[key]
