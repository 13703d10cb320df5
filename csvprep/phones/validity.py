"""Which numbers of a calling code are assigned (`is_valid_number`), by the patterns of its regions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from csvprep.phones.metadata import at_start, whole
from csvprep.series import falses, rows_of

_TYPES: Final = (
    "premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail", "fixed_line",
    "mobile",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegionNumbers:
    """The numbers of one region and one length.

    Attributes:
        leading: how all numbers of the region begin; empty when nothing is said of it.
        patterns: what a number must match all of to be of one of the region's types; none: there are none.
    """

    leading: str
    patterns: tuple[str, ...]

    def matches(self, numbers: pl.Series) -> pl.Series:
        """Return whether each number is of one of the region's types."""
        if not self.patterns:
            return _none_of(numbers)
        found = numbers.str.contains(self.patterns[0])
        for pattern in self.patterns[1:]:
            found &= numbers.str.contains(pattern)
        return found


@dataclass(frozen=True, slots=True)
class Validity:
    """Which numbers of one calling code and one length are assigned.

    Attributes:
        regions: in the library's order: the first whose leading digits fit, or which has none but has such a number,
            decides.
    """

    regions: tuple[RegionNumbers, ...]

    def is_assigned(self, numbers: pl.Series) -> pl.Series:
        """Return whether each number (national significant number, all of the length) is valid."""
        if len(self.regions) == 1:
            return self.regions[0].matches(numbers)
        first = self.regions[0]
        if first.leading:
            return self._is_first_fit(numbers)
        valid = first.matches(numbers)
        return valid if valid.all() else _decided(valid, valid, numbers, self._is_assigned_elsewhere)

    def _is_assigned_elsewhere(self, numbers: pl.Series) -> pl.Series:
        """Return whether each number is one of a region after the first.

        Where no region's leading digits fit, any region without leading digits may have the number; else the order
        of the regions matters.
        """
        found = _none_of(numbers)
        for region in self.regions[1:]:
            if not region.leading:
                found |= region.matches(numbers)
        leading = "|".join(region.leading for region in self.regions if region.leading)
        owned = numbers.str.contains(leading) if leading else _none_of(numbers)
        return _decided(~owned, found, numbers, self._is_first_fit) if owned.any() else found

    def _is_first_fit(self, numbers: pl.Series) -> pl.Series:
        valid = _none_of(numbers)
        rows = pl.int_range(len(numbers), dtype=pl.UInt32, eager=True)
        for region in self.regions:
            fits = numbers.str.contains(region.leading) if region.leading else region.matches(numbers)
            if not fits.any():
                continue
            fitting = region.matches(numbers.filter(fits)) if region.leading else fits.filter(fits)
            valid.scatter(rows.filter(fits), fitting)
            rows, numbers = rows.filter(~fits), numbers.filter(~fits)
            if not len(rows):
                break
        return valid


def validity_of(regions: Iterable[Any], size: int) -> Validity:
    """Return what tells the valid numbers of a calling code.

    Args:
        regions: the metadata of its regions, in the library's order.
        size: how many digits the numbers have.

    Raises:
        UnknownSyntaxError: the metadata has patterns that are not understood here.
    """
    return Validity(
        tuple(
            RegionNumbers(
                "" if metadata.leading_digits is None else at_start(metadata.leading_digits), _patterns(metadata, size)
            )
            for metadata in regions
        )
    )


def _patterns(metadata: Any, size: int) -> tuple[str, ...]:
    general = _pattern(metadata.general_desc, size)
    names = [name for name in _TYPES if name != "mobile" or not metadata.same_mobile_and_fixed_line_pattern]
    types = [one for name in names if (one := _pattern(getattr(metadata, name), size))]
    return (whole("|".join(dict.fromkeys(types))), whole(general)) if general and types else ()


def _pattern(description: Any | None, size: int) -> str:
    """Return the pattern of the numbers of a type that have a length; empty where there are none."""
    if description is None or (description.possible_length and size not in description.possible_length):
        return ""
    return description.national_number_pattern or ""


def _none_of(numbers: pl.Series) -> pl.Series:
    return falses(len(numbers))


def _decided(
    known: pl.Series, verdict: pl.Series, numbers: pl.Series, decide: Callable[[pl.Series], pl.Series]
) -> pl.Series:
    """Return a verdict with the rows where it is not known replaced by what `decide` says of them."""
    return verdict.scatter(rows_of(~known), decide(numbers.filter(~known)))
