"""A first look: valid numbers that are already written as at home, by regular expressions on the text itself.

It finds most numbers of a clean column without taking their digits apart. It rests on this: where neither the home
region's prefixes nor its calling code can begin what is dialled, the digits are the number, after the national prefix
when the format has that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import polars as pl

from csvprep.phones.formats import Format, Template, formats_of
from csvprep.phones.metadata import UnknownSyntaxError, all_metadata, as_polars, home_metadata, main_metadata
from csvprep.phones.validity import RegionNumbers, validity_of

# a prefix, or a local number that a region's own area code is put before
_PREFIX: Final = re.compile(r"(?:\((?:\[[0-9-]+\]|[0-9])\\d\{(?P<local>[0-9]+)\}\)\$\|)?(?P<digits>[0-9]+)")


@dataclass(frozen=True, slots=True)
class Look:
    """Numbers of one length.

    Attributes:
        shape: pattern of how they are written.
        patterns: what a text of that shape must match all of to be an assigned number.
        is_bare: the national prefix is not written; then the shape alone tells a possible number.
    """

    shape: str
    patterns: tuple[str, ...]
    is_bare: bool

    def finds(self, values: pl.Series) -> pl.Series:
        """Return which values are numbers of this length, written so and assigned."""
        found = values.str.contains(self.shape)
        for pattern in self.patterns:
            found &= values.str.contains(pattern)
        return found


def are_written(values: pl.Series, region: str, *, national: bool) -> pl.Series:
    """Return which values are surely valid numbers of the home region's calling code in their written form.

    Args:
        values: String.
        region: ISO 3166 home region.
        national: written in the national format; else in E.164.
    """
    found = pl.repeat(value=False, n=len(values), dtype=pl.Boolean, eager=True)
    for look in _looks(region, national=national):
        found |= look.finds(values).fill_null(value=False)
        if found.all():
            break
    return found


def are_shaped(values: pl.Series, region: str, *, national: bool) -> pl.Series:
    """Return which values are surely possible numbers of the home region's calling code in their written form.

    Args:
        values: String.
        region: ISO 3166 home region.
        national: written in the national format; else in E.164.
    """
    found = pl.repeat(value=False, n=len(values), dtype=pl.Boolean, eager=True)
    for look in _looks(region, national=national):
        if look.is_bare:
            found |= values.str.contains(look.shape).fill_null(value=False)
    return found


@lru_cache(maxsize=512)
def _looks(region: str, *, national: bool) -> tuple[Look, ...]:
    """Return what to look for; nothing where the metadata is not as plain as this rests on."""
    home = home_metadata(region)
    if home is not None and not national:
        home = main_metadata(home.country_code)
    if home is None or not (home.international_prefix or "").isdecimal():
        return ()
    prefix = _PREFIX.fullmatch(home.national_prefix_for_parsing or "")
    if prefix is None and home.national_prefix_for_parsing:
        return ()
    try:
        looks = [_look(home, size, prefix, national=national) for size in _usual_sizes(home)]
    except UnknownSyntaxError:
        return ()
    return tuple(look for look in looks if look is not None)


def _usual_sizes(home: Any) -> list[int]:
    """Return how many digits example numbers have."""
    examples = [one.example_number for one in (home.fixed_line, home.mobile) if one is not None and one.example_number]
    return sorted({len(example) for example in examples})


def _look(home: Any, size: int, prefix: re.Match[str] | None, *, national: bool) -> Look | None:
    code = home.country_code
    numbers = validity_of(all_metadata(code), size).regions[0]
    lengths = main_metadata(code).general_desc
    if numbers.leading or not numbers.patterns or size not in lengths.possible_length:
        return None
    if size in lengths.possible_length_local_only or size in home.general_desc.possible_length_local_only:
        return None
    if size not in home.general_desc.possible_length:
        return None
    if prefix is not None and prefix["local"] and int(prefix["local"]) + 1 >= size:
        return None
    written = _written_by_first_digit(home, size, prefix, national=national)
    if not written:
        return None
    templates = dict.fromkeys(written.values())
    befores = {template.parts[0] if isinstance(template.parts[0], str) else "" for template in templates}
    before = "|".join(re.escape(one) for one in sorted(befores))
    gaps = re.escape("".join(sorted({sign for template in templates for sign in _signs(template)})))
    shapes = [
        _shape(template, "".join(first for first, one in written.items() if one == template)) for template in templates
    ]
    return Look(
        rf"\A(?:{'|'.join(shapes)})\z",
        _spaced(numbers, before, f"[{gaps}]*" if gaps else ""),
        not any(template.dialled for template in templates),
    )


def _written_by_first_digit(
    home: Any, size: int, prefix: re.Match[str] | None, *, national: bool
) -> dict[str, Template]:
    """Return how numbers of one length are written, where their first digit alone tells."""
    code = str(home.country_code)
    if not national:
        plain = Template((f"+{code}", (0, size)), "")
        return {first: plain for first in "0123456789" if prefix is None or not _agree(first, prefix["digits"])}
    main = main_metadata(home.country_code)
    formats, is_main = formats_of(main, size, national=True), main is home
    found = {}
    for first in "0123456789":
        template = _format_by_first_digit(formats, first)
        if template is None or template.dialled is None:
            continue
        begin = template.dialled + first
        if template.dialled:
            is_plain = prefix is not None and prefix["digits"] == template.dialled and is_main
        else:
            is_plain = prefix is None or not _agree(begin, prefix["digits"])
        if is_plain and not _agree(begin, home.international_prefix) and not _agree(begin, code):
            found[first] = template
    return found


def _format_by_first_digit(formats: tuple[Format, ...], first: str) -> Template | None:
    """Return how a number that begins with a digit is written; None where more must be known of it."""
    for one in formats:
        if not one.leading or re.match(one.leading, first):
            return one.template
        if not re.fullmatch(r"\\A\(\?:(?:[0-9]|\[[0-9-]+\])(?:\|(?:[0-9]|\[[0-9-]+\]))*\)", one.leading):
            return None
    return None


def _agree(first: str, second: str) -> bool:
    """Return whether one text begins with the other."""
    return first.startswith(second) or second.startswith(first)


def _shape(template: Template, firsts: str) -> str:
    """Return the pattern of numbers that begin with one of some digits."""
    pieces = []
    for part in template.parts:
        if isinstance(part, str):
            pieces.append(re.escape(part))
        elif part[0] == 0:
            pieces.append(f"[{firsts}][0-9]{{{part[1] - 1}}}")
        else:
            pieces.append(f"[0-9]{{{part[1]}}}")
    return "".join(pieces)


def _signs(template: Template) -> str:
    return "".join(part for part in template.parts[1:] if isinstance(part, str))


def _spaced(numbers: RegionNumbers, before: str, gap: str) -> tuple[str, ...]:
    """Return the patterns of numbers for texts with signs before and between their digits."""

    def put(match: re.Match[str]) -> str:
        digit, count = match[1], match[2] or ""
        return match[0] if digit is None or not gap else f"(?:{digit}{gap}){count}"

    bare = [pattern.removeprefix(r"\A").removesuffix(r"\z") for pattern in numbers.patterns]
    spaced = [re.sub(r"(\[[^\]]*\]|[0-9])(\{[0-9,]+\})?|\)\{[0-9,]+\}|.", put, as_polars(pattern)) for pattern in bare]
    return tuple(rf"\A(?:{before})(?:{pattern})\z" for pattern in spaced)
