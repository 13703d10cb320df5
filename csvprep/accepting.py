"""Near misses among written values, and what they may mean."""

from __future__ import annotations

import polars as pl

from csvprep.checks import Column
from csvprep.kinds.base import tells_near
from csvprep.kinds.mail_domains import suggest_addresses
from csvprep.schema.model import KindName
from csvprep.series import coded, has_value, nulls, only, rows_of

MAIL_SUSPECT = "email-suspect"


def accepted_near(values: pl.Series, column: Column) -> tuple[pl.Series, pl.Series] | None:
    """Return what near misses of a column may mean, and the code of the finding that each is; None: there are none.

    Args:
        values: String; written values.
        column: whose kind knows.

    Returns:
        Two String Series of the same height, null where nothing is meant.
    """
    if column.field.kind is KindName.EMAIL:
        near = suggest_addresses(values)
        return None if near is None else (near, coded(MAIL_SUSPECT, has_value(near)))
    kind = column.kind
    if not tells_near(kind):
        return None
    codes = nulls(len(values), values.name)
    for check in reversed(kind.checks()):
        codes = coded(check.code, ~check.passes(values), codes)
    rows = rows_of(has_value(codes))
    meant = kind.near(values[rows]) if len(rows) else None
    if meant is None:
        return None
    near = nulls(len(values), values.name).scatter(rows, meant)
    return near, only(codes, has_value(near))
