"""Records of the wrong shape that can be read in one way only so that they satisfy the schema.

Such a reading is a suggestion; with unsafe fixes it is taken. Where two readings satisfy the schema, none is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from csvprep.alternatives import MAX_ROWS, find_breaks, find_readings, readings_schema
from csvprep.blocks import Block
from csvprep.frame import LINE, RECORD, Parsed, join_frames
from csvprep.judging import judge_values
from csvprep.plan import Plan
from csvprep.polars_reading import empty_as_null, text_schema
from csvprep.record_texts import are_writable, write_records


@dataclass(frozen=True, slots=True)
class Mended:
    """A block whose misshapen records were looked at.

    Attributes:
        parsed: with suggestions in the misfits; with unsafe fixes their records are in the frame.
        absorbed: numbers of the records that became part of the one before them, ascending.
    """

    parsed: Parsed
    absorbed: tuple[int, ...] = ()


def mend_records(parsed: Parsed, block: Block, plan: Plan) -> Mended:
    """Find the one reading of each misshapen record, if there is one."""
    if parsed.unshaped.is_empty() or not plan.columns or block.run.overlong:
        return Mended(parsed)
    readings = _only_readings(parsed.unshaped, block, plan)
    if readings.is_empty():
        return Mended(parsed)
    meant = _meant(readings, plan)
    misfits = _answered(parsed, meant.with_columns(pl.col("place") + block.first_record), block, plan)
    if not plan.unsafe_fixes:
        return Mended(replace(parsed, misfits=misfits))
    lines = parsed.unshaped.select(pl.col("place").alias("first"), LINE)
    taken = readings.join(lines, on="first", how="left").select(
        (pl.col("first") + block.first_record).alias(RECORD), LINE, *text_schema(plan.form.width)
    )
    frame = join_frames([parsed.frame, taken], plan.form.width)
    absorbed = meant.filter(pl.col("text") == "")["place"] + block.first_record
    return Mended(replace(parsed, frame=frame, misfits=misfits), tuple(absorbed))


def _only_readings(unshaped: pl.DataFrame, block: Block, plan: Plan) -> pl.DataFrame:
    """Return the readings without rival that can be written, in the order of records."""
    breaks = find_breaks(unshaped, plan.form.width)
    found = [pl.DataFrame(schema=readings_schema(plan.form.width))]
    for readings in _gathered(find_readings(unshaped, breaks, plan)):
        told = readings
        if block.is_open:  # what is cut off can't be told
            told = told.filter(pl.col("last") < block.run.records - 1)
        found.append(_without_rival(_satisfying(told, plan), breaks))
    chosen = pl.concat(found).sort("first")
    return chosen.filter(are_writable(chosen.select(*text_schema(plan.form.width)), plan.form.dialect))


def _gathered(parts: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Put small frames of readings together, for each frame is judged by itself."""
    held: list[pl.DataFrame] = []
    for part in parts:
        held.append(part)
        if sum(one.height for one in held) >= MAX_ROWS:
            yield pl.concat(held)
            held.clear()
    if held:
        yield pl.concat(held)


def _satisfying(readings: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Return the readings that have no error but those that safe fixes answer; equal ones once.

    A cell that was put together must be right as it stands: a fix could only throw away what doesn't belong there.
    """
    if readings.is_empty():
        return readings
    alike = readings.select("first", "last").is_duplicated()
    if alike.any():
        is_new = readings.filter(alike).select(pl.struct(pl.all()).is_first_distinct()).to_series()
        readings = readings.filter((~alike).scatter(alike.arg_true(), is_new))
    number = pl.int_range(pl.len(), dtype=pl.Int64)
    frame = readings.select(number.alias(RECORD), pl.lit(0, pl.Int64).alias(LINE), *text_schema(plan.form.width))
    mark = pl.lit(plan.form.dialect.delimiter)
    put_together = pl.col("value").str.contains(mark, literal=True) | pl.col("value").str.contains("[\r\n]")
    is_bad = (~pl.col("applied") | put_together) & pl.col("code").is_in(plan.policy.errors)
    findings = judge_values(
        replace(plan, unsafe_fixes=False, accept_suggestions=False, clears=False), empty_as_null(frame), in_words=False
    ).findings
    if not findings:
        return readings
    bad = pl.concat(findings, how="diagonal_relaxed").filter(is_bad).select(RECORD)
    kept = frame.select(RECORD).join(bad, on=RECORD, how="anti", maintain_order="left")
    return readings[kept[RECORD]]


def _without_rival(readings: pl.DataFrame, breaks: pl.DataFrame) -> pl.DataFrame:
    """Return the readings without rival.

    Where records look like parts of a broken one, their readings are weighed together: just one of two must explain
    every part, the joined record or each part as a record of its own.

    Args:
        readings: that satisfy the schema.
        breaks: first and last place of records that may be parts of one; no two of them share a record.
    """
    alone = readings["first"].is_unique()
    if breaks.is_empty():
        return readings.filter(alone)
    first = readings["first"]
    place = breaks["first"].search_sorted(first, side="right").cast(pl.Int64) - 1
    start, end = (breaks[name].gather(place.clip(0)) for name in ("first", "last"))
    is_part = (place >= 0) & (first <= end)
    weighed = pl.DataFrame([start.alias("start"), end.alias("end"), (readings["last"] > first).alias("whole")])
    whole = pl.col("whole")
    known = weighed.filter(is_part).group_by("start").agg(joined=whole.any(), own=(~whole).sum())
    explained = pl.col("own") == pl.col("end") - pl.col("start") + 1
    taken = (pl.col("joined") != explained) & (whole == pl.col("joined"))
    chosen = weighed.join(known, on="start", how="left", maintain_order="left").select(taken).to_series()
    return readings.filter((is_part & chosen.fill_null(value=False)) | (~is_part & alone))


def _meant(readings: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Return `place` and `text`: how each record is meant; empty for those that are part of the one before them."""
    texts = write_records(readings.select(*text_schema(plan.form.width)), plan.form.dialect)
    first = readings.select(pl.col("first").alias("place"), texts.alias("text"))
    more = pl.int_ranges(pl.col("first") + 1, pl.col("last") + 1).alias("place")
    others = readings.filter(pl.col("last") > pl.col("first")).select(more).explode("place")
    return pl.concat([first, others.with_columns(text=pl.lit(""))]).sort("place")


def _answered(parsed: Parsed, meant: pl.DataFrame, block: Block, plan: Plan) -> pl.DataFrame:
    """Give the misfits of mended records their suggestion; with unsafe fixes it is taken, as their fix."""
    answers = meant.rename({"place": RECORD, "text": "answer"})
    misfits = parsed.misfits.join(answers, on=RECORD, how="left", maintain_order="left")
    answer = pl.when(pl.col("column_index").is_null()).then(pl.col("answer"))
    if not plan.unsafe_fixes:
        return misfits.with_columns(suggestion=answer).drop("answer")
    raws = parsed.unshaped.select((pl.col("place") + block.first_record).alias(RECORD), pl.col("text").alias("raw"))
    misfits = misfits.join(raws, on=RECORD, how="left", maintain_order="left")
    value = pl.when(answer.is_not_null()).then(pl.col("raw")).otherwise(pl.col("value"))
    return misfits.with_columns(value=value, fix=pl.coalesce(answer, "fix")).drop("answer", "raw")
