"""What is known of a column so far: counts, and never more values than a bound."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Severity
from csvprep.frame import LINE, RECORD
from csvprep.inference.patterns import (
    LEADING_ZERO,
    LOOKS_DATED,
    LOOKS_NUMERIC,
    NUMBER_FORMS,
    are_dates,
    forms_of,
    number_regex,
)
from csvprep.kinds.base import all_true
from csvprep.kinds.null_words import are_null_words
from csvprep.kinds.registry import kind_for
from csvprep.kinds.text import normalise_text
from csvprep.schema.labels import fold_label
from csvprep.schema.model import Field, KindName
from csvprep.unique import UniqueIndex, key_block

MOST_DISTINCT: Final = 1000
_LONGEST_KEPT: Final = 200  # characters
_MOST_WORDS: Final = 50
_MOST_COUNTRIES: Final = 300
_JUDGED: Final = 200  # values; from so many on a column is known well enough to leave a kind out
_LIKELY: Final = 0.8
_MOST_KEYS: Final = 24  # columns whose values may all differ; each takes temporary files and memory
_KEY_BYTES: Final = 4 * 2**20
_ERRORS: Final = tuple(name for name, code in CATALOGUE.items() if code.severity is Severity.ERROR)
_LOOKS: Final = {
    "email": "@",
    "url": r"(?i)^(?:https?://|www\.)",
    "phone": r"(?i)^(?:tel:)?\+?[0-9(][0-9 ()./\-\x{a0}\x{2010}-\x{2015}]{4,}(?:\s*(?:x|ext\.?|#)\s*[0-9]{1,6})?$",
    "number": LOOKS_NUMERIC,
    "date": LOOKS_DATED,
    "country": r"^[^0-9@/]{2,60}$",
}
_DATE_HINT: Final = re.compile(r"date|datum|day|tag|jour|fecha|data|time|created|updated|birth|geburt|since|until")


@dataclass
class Tally:
    """What is known of one column.

    Attributes:
        label: of the column.
        records: how many were looked at.
        empty: how many cells hold nothing.
        words: words for no value, with their counts; `many_words`: there were more different ones.
        values: how many cells hold a value that is no such word.
        distinct: the different ones of them with their counts; None: they are too many, or too long.
        shortest, longest: characters of the values.
        fits: how many values are of a kind, a number form `(decimal, group, whole)`, a date format (with the family
            and whether it has a time) or a family of them.
        zeros: values with a needless zero in front, as codes have it.
        signed: phone numbers that begin with a plus or hold more than digits.
        plain_plus: phone numbers in E.164.
        repeats: a value stands twice, a plus in front aside; None: it isn't known.
        repeats_ignoring_case: the same without regard to letter case.
    """

    label: str
    region: str
    records: int = 0
    empty: int = 0
    words: Counter[str] = field(default_factory=Counter)
    many_words: bool = False
    values: int = 0
    distinct: Counter[str] | None = field(default_factory=Counter)
    shortest: int | None = None
    longest: int = 0
    fits: Counter[object] = field(default_factory=Counter)
    zeros: int = 0
    signed: int = 0
    plain_plus: int = 0
    repeats: bool | None = False
    repeats_ignoring_case: bool = False
    looked: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(_LOOKS, True))
    _index: UniqueIndex | None = None
    _loose: UniqueIndex | None = None

    def add(self, cells: pl.Series, frame: pl.DataFrame, keys: Keys) -> None:
        """Take in the cells of a column.

        Args:
            cells: String; null is an empty cell.
            frame: `record` and `line` of each.
            keys: gives the indexes.
        """
        steps = normalise_text(cells)
        values = steps[-1].written if steps else cells
        values = pl.select(pl.when(values != "").then(values)).to_series()
        self.records += len(values)
        self.empty += values.null_count()
        is_word = are_null_words(values).fill_null(value=False)
        if is_word.any():
            self._note_words(values.filter(is_word))
            values = pl.select(pl.when(~is_word).then(values)).to_series()
        held = values.is_not_null()
        self._watch_repeats(values, frame, keys)
        values = values.filter(held)
        if values.is_empty():
            return
        self._note_values(values)

    def _note_words(self, words: pl.Series) -> None:
        for word, count in words.value_counts().rows():
            if word in self.words or len(self.words) < _MOST_WORDS:
                self.words[word] += count
            else:
                self.many_words = True

    def _note_values(self, values: pl.Series) -> None:
        counted = values.alias("value").value_counts(name="count")
        distinct, counts = counted["value"], counted["count"]
        lengths = distinct.str.len_chars()
        self.shortest = min(int(lengths.min()), self.longest if self.shortest is None else self.shortest)  # type: ignore[arg-type]
        if not self.values:
            self.shortest = int(lengths.min())  # type: ignore[arg-type]
        self.longest = max(self.longest, int(lengths.max()))  # type: ignore[arg-type]
        self.values += len(values)
        self._keep_distinct(distinct, counts)
        for name, pattern in _LOOKS.items():
            if self.looked[name]:
                self._look(name, counted.filter(distinct.str.contains(pattern)))
        if self.values >= _JUDGED:
            self._leave_out()

    def _keep_distinct(self, distinct: pl.Series, counts: pl.Series) -> None:
        if self.distinct is None:
            return
        if self.longest > _LONGEST_KEPT or len(distinct) > MOST_DISTINCT:
            self.distinct = None
            return
        self.distinct.update(dict(zip(distinct, counts, strict=True)))
        if len(self.distinct) > MOST_DISTINCT:
            self.distinct = None

    def _look(self, name: str, likely: pl.DataFrame) -> None:
        """Count which of the values that look like a kind are of it."""
        self.fits[f"likely {name}"] += _total(likely["count"])
        if likely.is_empty() or (name == "country" and (self.distinct is None or len(self.distinct) > _MOST_COUNTRIES)):
            return
        values, counts = likely["value"], likely["count"]
        match name:
            case "number":
                self._count_numbers(values, counts)
            case "date":
                self._count_dates(values, counts)
            case _:
                good = fits_kind(values, Field(self.label, KindName(name)), self.region)
                self.fits[name] += _total(counts.filter(good))
        if name == "phone":
            self.signed += _total(counts.filter(values.str.contains(r"^\+|[^0-9]")))
            self.plain_plus += _total(counts.filter(values.str.contains(r"^\+[0-9]+$")))

    def _count_numbers(self, values: pl.Series, counts: pl.Series) -> None:
        self.zeros += _total(counts.filter(values.str.contains(LEADING_ZERO)))
        forms = [(*form, whole) for form in NUMBER_FORMS for whole in (False, True)]
        hits = values.to_frame("value").select(
            pl.col("value").str.contains(number_regex(decimal, group, whole=whole)).alias(str(place))
            for place, (decimal, group, whole) in enumerate(forms)
        )
        for place, form in enumerate(forms):
            self.fits[form] += _total(counts.filter(hits[str(place)]))

    def _count_dates(self, values: pl.Series, counts: pl.Series) -> None:
        families: dict[tuple[str, bool], pl.Series] = {}
        for form in forms_of(values, compact=_DATE_HINT.search(fold_label(self.label)) is not None):
            good = are_dates(values, form)
            self.fits[form] += _total(counts.filter(good))
            key = (form.family, form.timed)
            families[key] = families[key] | good if key in families else good
        for key, good in families.items():
            self.fits[key] += _total(counts.filter(good))

    def _leave_out(self) -> None:
        """Look no longer for kinds that hardly a value is of."""
        for name, looked in self.looked.items():
            if looked and self.fits[f"likely {name}"] < _LIKELY * self.values:
                self.looked[name] = False

    def _watch_repeats(self, values: pl.Series, frame: pl.DataFrame, keys: Keys) -> None:
        """Note whether a value was there before; exact, by indexes as long as there is none."""
        if self.repeats is False:
            unsigned = values.str.strip_prefix("+")
            self._index, self.repeats = keys.find_repeats(self._index, unsigned, frame)
        if not self.repeats_ignoring_case and self.looked["email"]:
            folded = values.str.normalize("NFKC").str.to_lowercase()
            self._loose, again = keys.find_repeats(self._loose, folded, frame)
            self.repeats_ignoring_case = again is not False


class Keys:
    """Gives columns the indexes by which they find values that are there twice, as far as there is room."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._given = 0

    def find_repeats(
        self, index: UniqueIndex | None, values: pl.Series, frame: pl.DataFrame
    ) -> tuple[UniqueIndex | None, bool | None]:
        """Return the index, and whether a value was there before; None: there is no room to know.

        Args:
            index: of the column; None: it has none yet.
            values: null where there is none.
            frame: `record` and `line` of each.
        """
        held = values.drop_nulls()
        if held.n_unique() < len(held):
            return index, True
        if index is None:
            if self._given == _MOST_KEYS:
                return None, None
            self._given += 1
            index = self._stack.enter_context(UniqueIndex(_KEY_BYTES))
        return index, not index.add(key_block(values, frame[RECORD], frame[LINE])).is_empty()


def fits_kind(values: pl.Series, declared: Field, region: str) -> pl.Series:
    """Return which values a kind has no error to say of, fixed ones included; Boolean.

    Args:
        values: distinct ones, clean text.
        declared: the field.
        region: home region of phone numbers.
    """
    kind = kind_for(declared, region)
    step = kind.normalise(values)
    written, good = values, all_true(values)
    if step is not None:
        written, good = step.written, ~step.code.is_in(_ERRORS).fill_null(value=False)
    for check in kind.checks():
        if check.code in _ERRORS:
            good &= check.passes(written)
    return good


def _total(counts: pl.Series) -> int:
    return int(counts.sum() or 0)
