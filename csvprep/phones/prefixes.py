"""Prefixes that are dialled but are no part of a number: the national one (with its carrier codes) and the IDD."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from csvprep.phones.metadata import as_polars, at_start, whole
from csvprep.series import has_value, nulls, rows_of

_MOST_DIGITS: Final = 120


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many digits numbers have, as `phonenumbers` sorts them (`_test_number_length`).

    Attributes:
        possible: of whole numbers.
        local: of numbers without their area code.
    """

    possible: frozenset[int]
    local: frozenset[int]

    def is_too_long(self, size: int) -> bool:
        """Return whether a number is longer than any."""
        return size not in self.local and size > max(self.possible)

    def is_whole(self, size: int) -> bool:
        """Return whether a number has the length of a whole number."""
        return size not in self.local and size in self.possible

    def fault(self, size: int) -> str | None:
        """Return what is wrong with a number that has so many digits; None when it is possible."""
        if size in self.local or size in self.possible:
            return None
        if size < min(self.possible):
            return "too-short"
        return "too-long" if self.is_too_long(size) else "invalid-length"

    def keep_stripped(self) -> list[int]:
        """Return the lengths with which a number without its national prefix is taken for the number."""
        sizes = range(_MOST_DIGITS + 1)
        return [size for size in sizes if self.is_whole(size) or self.is_too_long(size)]


def lengths_of(metadata: Any) -> Lengths:
    """Return the lengths of a region's numbers."""
    general = metadata.general_desc
    return Lengths(frozenset(general.possible_length), frozenset(general.possible_length_local_only))


@dataclass(frozen=True, slots=True)
class NationalPrefix:
    """The national prefix of a region, taken off as the library does (`_maybe_strip_national_prefix_carrier_code`).

    Attributes:
        pattern: finds it; empty where there is none.
        digits: the prefix itself, where there is just one.
        group: the last group of the pattern; 0 where what is found is only taken off.
        transformed: what is put in its place where that group took part.
        general: matches the region's numbers.
        lengths: of the region's numbers.
    """

    pattern: str
    digits: str
    group: int
    transformed: str
    general: str
    lengths: Lengths

    def strip(self, numbers: pl.Series) -> pl.Series:
        """Return numbers without the prefix, where it is one.

        Args:
            numbers: String of ASCII digits, without null.
        """
        if not self.pattern:
            return numbers
        found = numbers.str.starts_with(self.digits) if self.digits else numbers.str.contains(self.pattern)
        if found.all():
            return self._strip_found(numbers)
        if not found.any():
            return numbers
        return numbers.clone().scatter(rows_of(found), self._strip_found(numbers.filter(found)))

    def strip_from_possible(self, numbers: pl.Series) -> pl.Series:
        """Return numbers without the prefix, where what is left has a length that numbers have."""
        stripped = self.strip(numbers)
        if stripped is numbers:
            return numbers
        kept = stripped.str.len_bytes().is_in(self.lengths.keep_stripped())
        return stripped if kept.all() else stripped.zip_with(kept, numbers)

    def _strip_found(self, numbers: pl.Series) -> pl.Series:
        """Return numbers that begin with the prefix without it; a good number does not become a bad one."""
        stripped = numbers.str.slice(len(self.digits)) if self.digits else self._replace(numbers)
        good = numbers.str.contains(self.general)
        if not good.any():
            return stripped
        good &= ~stripped.str.contains(self.general)
        return numbers.zip_with(good, stripped)

    def _replace(self, numbers: pl.Series) -> pl.Series:
        cut = numbers.str.replace(self.pattern, "")
        if not self.group:
            return cut
        transformed = has_value(numbers.str.extract(self.pattern, self.group))
        return numbers.str.replace(self.pattern, self.transformed).zip_with(transformed, cut)


def national_prefix(metadata: Any) -> NationalPrefix:
    """Return a region's national prefix.

    Raises:
        UnknownSyntaxError: the metadata has patterns that are not understood here.
    """
    pattern, rule = metadata.national_prefix_for_parsing or "", metadata.national_prefix_transform_rule or ""
    return NationalPrefix(
        at_start(pattern) if pattern else "",
        pattern if re.fullmatch("[0-9]+", pattern) else "",
        re.compile(pattern).groups if rule else 0,
        re.sub(r"\\([0-9])", r"${\1}", rule),
        whole(metadata.general_desc.national_number_pattern),
        lengths_of(metadata),
    )


@dataclass(frozen=True, slots=True)
class InternationalPrefix:
    """What is dialled before a calling code (`_parse_prefix_as_idd`).

    Attributes:
        pattern: finds it; empty where there is none.
        digits: the prefix itself, where there is just one.
    """

    pattern: str
    digits: str

    def begins(self, dialled: pl.Series) -> pl.Series:
        """Return which numbers begin with the prefix."""
        return dialled.str.contains(self.pattern) if self.pattern else dialled.str.len_bytes() < 0

    def strip(self, dialled: pl.Series) -> pl.Series:
        """Return what follows the prefix; null where there is none. No calling code begins with 0."""
        if not self.pattern:
            return nulls(len(dialled), dialled.name)
        found = dialled.str.starts_with(self.digits) if self.digits else dialled.str.contains(self.pattern)
        if not found.any():
            return nulls(len(dialled), dialled.name)
        begun = dialled.filter(found)
        rest = begun.str.slice(len(self.digits)) if self.digits else begun.str.replace(self.pattern, "")
        good = ~rest.str.starts_with("0")
        return nulls(len(dialled), dialled.name).scatter(rows_of(found).filter(good), rest.filter(good))


def international_prefix(metadata: Any) -> InternationalPrefix:
    """Return a region's international prefix.

    Raises:
        UnknownSyntaxError: the metadata has patterns that are not understood here.
    """
    pattern = metadata.international_prefix or ""
    as_polars(pattern)
    return InternationalPrefix(at_start(pattern) if pattern else "", pattern if re.fullmatch("[0-9]+", pattern) else "")
