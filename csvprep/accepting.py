"""Near misses among written values, and what they may mean."""

from __future__ import annotations

import polars as pl

from csvprep.checks import Column
from csvprep.kinds.base import NearKind
from csvprep.kinds.mail_domains import suggest_addresses
from csvprep.schema.model import KindName

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
        return None if near is None else (near, _coded(near, pl.lit(MAIL_SUSPECT)))
    kind = column.kind
    if not isinstance(kind, NearKind):
        return None
    codes = values.clear(len(values))
    for check in reversed(kind.checks()):
        codes = pl.select(pl.when(~check.passes(values)).then(pl.lit(check.code)).otherwise(codes)).to_series()
    rows = codes.is_not_null().arg_true()
    meant = kind.near(values.gather(rows)) if len(rows) else None
    if meant is None:
        return None
    near = values.clear(len(values)).scatter(rows, meant)
    return near, _coded(near, codes)


def _coded(near: pl.Series, codes: pl.Series | pl.Expr) -> pl.Series:
    return pl.select(pl.when(near.is_not_null()).then(codes)).to_series()
