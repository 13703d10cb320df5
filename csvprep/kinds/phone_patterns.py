"""Numbers of calling code 1 by regular expression, from the metadata of the installed `phonenumbers`.

The North American Numbering Plan (E.164 country code 1, some 25 regions) has one length and one format, so that a
whole column can be read at once. `NanpRules` says of a value in one of the common shapes what the library would say;
`nanp_rules` returns None where the metadata is not of the form that this rests on, and then the library is asked.

It rests on this (`phonenumberutil.parse`): ten digits that begin with 2-9 are a national number, for neither the
international prefix 011 nor the national prefix 1 can match there; eleven digits that begin with 1 are too long for
a national number, so that the 1 is the calling code. Each is checked against the metadata.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import phonenumbers
import polars as pl
from phonenumbers import PhoneMetadata

CALLING_CODE: Final = 1
_DIGITS: Final = 10
_AREA: Final = "[2-9][0-9]{2}"
_TYPES: Final = (
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
    "fixed_line",
    "mobile",
)
# a national prefix 1, or seven digits that a region's own area code is put before
_PREFIX_FOR_PARSING: Final = re.compile(r"(?:\((?:\[[0-9-]+\]|[0-9])\\d\{6\}\)\$\|)?1")


@dataclass(frozen=True, slots=True)
class Region:
    """What numbers of one region look like; patterns are for ten digits with punctuation between them.

    Attributes:
        leading: how all numbers of the region begin; empty when nothing is said of it.
        patterns: what a number must match all of to be assigned.
    """

    leading: str
    patterns: tuple[str, ...]

    def matches(self, values: pl.Series) -> pl.Series:
        """Return whether each value is a number of one of the region's types."""
        found = values.str.contains(self.patterns[0])
        for pattern in self.patterns[1:]:
            found &= values.str.contains(pattern)
        return found


@dataclass(frozen=True, slots=True)
class NanpRules:
    """Numbers of calling code 1 in one written form, as seen from one home region.

    Attributes:
        written: pattern of the written form.
        shape: pattern of the shapes that are read here, with the area code in group 1 or 2.
        broken: pattern of numbers without calling code that lack one bracket, with the same groups.
        template: the written form of a value that matches `shape` or `broken`.
        regions: in the library's order, in which the first that fits decides.
    """

    written: str
    shape: str
    broken: str
    template: str
    regions: tuple[Region, ...]

    def is_written(self, values: pl.Series) -> pl.Series:
        """Return whether each value is a possible number in the written form."""
        return values.str.contains(self.written)

    def is_shaped(self, values: pl.Series) -> pl.Series:
        """Return whether each value is a possible, well-formed number in one of the common shapes."""
        return values.str.contains(self.shape)

    def write(self, values: pl.Series) -> pl.Series:
        """Return the written form of values that have one of the shapes."""
        return values.str.replace(self.shape, self.template)

    def is_broken(self, values: pl.Series) -> pl.Series:
        """Return whether each value is a possible number that lacks one bracket and is well-formed otherwise."""
        return values.str.contains(self.broken)

    def mend(self, values: pl.Series) -> pl.Series:
        """Return the written form of values that lack one bracket."""
        return values.str.replace(self.broken, self.template)

    def is_assigned(self, values: pl.Series) -> pl.Series:
        """Return whether each value is a valid number (`is_valid_number`); all are in the written form.

        The library takes the first region whose leading digits fit, or, where a region has none, that has such a
        type of number at all.
        """
        valid = self.regions[0].matches(values)
        return valid if valid.all() else _decided(valid, values, self._is_assigned_elsewhere)

    def _is_assigned_elsewhere(self, values: pl.Series) -> pl.Series:
        """Return whether each value is a number of a region after the first.

        Where no region's leading digits fit, any region without leading digits may have the number; else the
        order of the regions matters.
        """
        found = _none_of(values)
        for region in self.regions[1:]:
            if not region.leading:
                found |= region.matches(values)
        leading = "|".join(region.leading for region in self.regions if region.leading)
        owned = values.str.contains(leading) if leading else _none_of(values)
        return _decided(~owned, values, self._is_first_fit, otherwise=found) if owned.any() else found

    def _is_first_fit(self, values: pl.Series) -> pl.Series:
        decided, valid = _none_of(values), _none_of(values)
        for region in self.regions[1:]:
            matches = region.matches(values)
            fits = values.str.contains(region.leading) if region.leading else matches
            valid |= fits & matches & ~decided
            decided |= fits
        return valid


def _none_of(values: pl.Series) -> pl.Series:
    return pl.repeat(value=False, n=len(values), dtype=pl.Boolean, eager=True)


def _decided(
    known: pl.Series, values: pl.Series, decide: Callable[[pl.Series], pl.Series], otherwise: pl.Series | None = None
) -> pl.Series:
    """Return `otherwise` (or `known`) with the cells where `known` is false replaced by what `decide` says of them."""
    return (known if otherwise is None else otherwise).scatter((~known).arg_true(), decide(values.filter(~known)))


@lru_cache(maxsize=512)
def nanp_rules(region: str, form: str) -> NanpRules | None:
    """Return the rules for numbers of calling code 1; None when the library must be asked for each.

    Args:
        region: ISO 3166 home region; outside of calling code 1 only numbers with +1 have a shape.
        form: `national` or `e164`.
    """
    names = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[CALLING_CODE]
    regions = [PhoneMetadata.metadata_for_region(name) for name in names]
    is_home = region in names
    home = PhoneMetadata.metadata_for_region(region) if is_home else regions[0]
    if (
        not all(map(_has_plain_lengths, (regions[0], home)))
        or not _has_plain_prefixes(home)
        or not is_home_first(names)
    ):
        return None
    template = _template(regions[0], form, is_home=is_home)
    if template is None:
        return None
    prefix = r"(?:\+?1[ .-]?)?" if is_home else r"\+1[ .-]?"
    shape = rf"\A{prefix}(?:\(({_AREA})\)[ -]?|({_AREA})[ .-]?)([0-9]{{3}})[ .-]?([0-9]{{4}})\z"
    broken = rf"\A(?:({_AREA})\)[ -]?|\(({_AREA})[ .-]?)([0-9]{{3}})[ .-]?([0-9]{{4}})\z" if is_home else r"\z\A."
    before, *between = _literals(template)
    written = rf"\A{before}{_AREA}{between[0]}[0-9]{{3}}{between[1]}[0-9]{{4}}\z"
    return NanpRules(written, shape, broken, template, tuple(_region(one, before, between) for one in regions))


def is_home_first(names: tuple[str, ...]) -> bool:
    """Return whether the library's first region is the one that it takes formats and lengths from."""
    return names[0] == phonenumbers.region_code_for_country_code(CALLING_CODE)


def _has_plain_lengths(metadata: Any) -> bool:
    lengths = metadata.general_desc.possible_length
    return _DIGITS in lengths and max(lengths) == _DIGITS


def _has_plain_prefixes(metadata: Any) -> bool:
    national = metadata.national_prefix_for_parsing
    return metadata.international_prefix == "011" and bool(_PREFIX_FOR_PARSING.fullmatch(national or ""))


def _template(metadata: Any, form: str, *, is_home: bool) -> str | None:
    """Return the written form with the four groups of `shape`; None when the metadata has more than one format."""
    if form == "e164":
        return "+1${1}${2}${3}${4}"
    formats = metadata.number_format if is_home else metadata.intl_number_format or metadata.number_format
    fitting = [one for one in formats if re.fullmatch(one.pattern, "2" * _DIGITS)]
    if len(fitting) != 1:
        return None
    (one,) = fitting
    begins = one.leading_digits_pattern[-1:] or ["[2-9]"]
    if one.pattern != r"(\d{3})(\d{3})(\d{4})" or begins != ["[2-9]"] or one.national_prefix_formatting_rule:
        return None
    groups = one.format.replace(r"\1", "${1}${2}").replace(r"\2", "${3}").replace(r"\3", "${4}")
    return groups if is_home else f"+1 {groups}"


def _literals(template: str) -> list[str]:
    """Return what stands before the area code and between the groups of a template, as patterns."""
    return [re.escape(literal) for literal in re.split(r"\$\{1\}\$\{2\}|\$\{3\}|\$\{4\}", template)[:3]]


def _region(metadata: Any, before: str, between: list[str]) -> Region:
    """Return a region's patterns for numbers in the written form."""
    descriptions = [metadata.general_desc] + [one for name in _TYPES if (one := getattr(metadata, name)) is not None]
    general, *types = (
        one.national_number_pattern
        for one in descriptions
        if one.national_number_pattern and (not one.possible_length or _DIGITS in one.possible_length)
    )
    chosen = [_any_of(types)] if _takes_all(general) else [general, _any_of(types)]
    gap = "".join(f"(?:{literal})?" for literal in dict.fromkeys(between) if literal)
    leading = rf"\A{before}(?:{_spaced(metadata.leading_digits, gap)})" if metadata.leading_digits else ""
    return Region(leading, tuple(rf"\A{before}(?:{_spaced(pattern, gap)})\z" for pattern in chosen))


def _any_of(patterns: Iterable[str]) -> str:
    return "|".join(dict.fromkeys(patterns))


def _takes_all(general: str) -> bool:
    """Return whether a pattern plainly takes all ten-digit numbers that begin with 2-9."""
    return "(" not in general and r"[2-9]\d{9}" in general.split("|")


def _spaced(pattern: str, gap: str) -> str:
    """Return a pattern of digits that lets a gap stand after each digit.

    The patterns of the metadata hold digits, digit classes, counts, groups and alternatives, nothing else.
    """

    def put(match: re.Match[str]) -> str:
        digit, count = match[1], match[2] or ""
        if digit is None:
            return match[0]
        return f"(?:{digit.replace(chr(92) + 'd', '[0-9]')}{gap}){count}"

    return re.sub(r"(\\d|\[[^\]]*\]|[0-9])(\{[0-9,]+\})?|.", put, pattern)
