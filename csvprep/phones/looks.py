"""A first look: valid numbers that are already written as at home, by regular expressions on the text itself.

And a second one: those in another usual spelling (`spellings`).

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
from csvprep.phones.spellings import Spelling, spellings_of
from csvprep.phones.validity import RegionNumbers, Validity, validity_of
from csvprep.series import falses, is_true, rows_of, trues

# a prefix, or a local number that a region's own area code is put before
_PREFIX: Final = re.compile(r"(?:\((?:\[[0-9-]+\]|[0-9])\\d\{(?P<local>[0-9]+)\}\)\$\|)?(?P<digits>[0-9]+)")


@dataclass(frozen=True, slots=True)
class Look:
    """Numbers of one length.

    Attributes:
        shape: pattern of how they are written.
        validity: what tells the assigned ones, in texts of that shape.
        is_bare: the national prefix is not written; then the shape alone tells a possible number.
        spellings: other usual ways to write them.
    """

    shape: str
    validity: Validity
    is_bare: bool
    spellings: tuple[Spelling, ...]

    def finds(self, values: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Return which values are surely numbers of this length, written so, and which are assigned too."""
        shaped = self.recognises(values)
        assigned = shaped
        if shaped.any():
            valid = self.validity.is_assigned(values if shaped.all() else values.filter(shaped))
            assigned = valid if len(valid) == len(values) else shaped.clone().scatter(rows_of(shaped), valid)
        return (shaped if self.is_bare else assigned), assigned

    def recognises(self, values: pl.Series) -> pl.Series:
        """Return which values have the shape."""
        return is_true(values.str.contains(self.shape))


def find_written(values: pl.Series, region: str, *, national: bool) -> tuple[pl.Series, pl.Series]:
    """Return which values surely are possible numbers of the home region's calling code in their written form.

    Args:
        values: String.
        region: ISO 3166 home region.
        national: written in the national format; else in E.164.

    Returns:
        Boolean Series of the same height: which are, and which of them are valid.
    """
    shaped = falses(len(values))
    assigned = shaped
    for look in _looks(region, national=national):
        found, valid = look.finds(values)
        shaped, assigned = shaped | found, assigned | valid
        if shaped.all():
            break
    return shaped, assigned


def find_shaped(values: pl.Series, region: str, *, national: bool) -> pl.Series:
    """Return which values surely are possible numbers in their written form, as far as their shape alone tells."""
    shaped = falses(len(values))
    for look in _looks(region, national=national):
        if look.is_bare:
            shaped |= look.recognises(values)
    return shaped


def respell(values: pl.Series, region: str, *, national: bool) -> tuple[pl.Series, pl.Series]:
    """Write assigned numbers of the home region's calling code that are spelt in a usual way.

    Args:
        values: String, none of them in the written form.
        region: ISO 3166 home region.
        national: write them in the national format; else in E.164.

    Returns:
        Boolean and String Series of the same height: which they are, and their written form (elsewhere the value).
    """
    found, written = falses(len(values)), values.clone()
    rows = rows_of(~found)
    for spelling in (one for look in _looks(region, national=national) for one in look.spellings):
        if not len(rows):
            break
        spelt, texts = spelling.respell(values if len(rows) == len(values) else values[rows])
        if len(texts):
            done = rows.filter(spelt)
            found, written = found.scatter(done, trues(len(done))), written.scatter(done, texts)
            rows = rows.filter(~spelt)
    return found, written


@lru_cache(maxsize=512)
def _looks(region: str, *, national: bool) -> tuple[Look, ...]:
    """Return what to look for; nothing where the metadata is not as plain as this rests on."""
    own = home = home_metadata(region)
    if home is not None and not national:
        home = main_metadata(home.country_code)
    if home is None or not (home.international_prefix or "").isdecimal():
        return ()
    prefix = _PREFIX.fullmatch(home.national_prefix_for_parsing or "")
    if prefix is None and home.national_prefix_for_parsing:
        return ()
    try:
        looks = [_look(home, size, prefix, national=national, is_own=home is own) for size in _usual_sizes(home)]
    except UnknownSyntaxError:
        return ()
    return tuple(look for look in looks if look is not None)


def _usual_sizes(home: Any) -> list[int]:
    """Return how many digits example numbers have."""
    examples = [one.example_number for one in (home.fixed_line, home.mobile) if one is not None and one.example_number]
    return sorted({len(example) for example in examples})


def _look(home: Any, size: int, prefix: re.Match[str] | None, *, national: bool, is_own: bool) -> Look | None:
    code = home.country_code
    validity = validity_of(all_metadata(code), size)
    numbers = validity.regions[0]
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
    at_home = written
    if not national:
        at_home = _written_by_first_digit(home, size, prefix, national=True) if is_own else {}
    takes_plus = main_metadata(code) is home and (
        prefix is None or not any(_agree(first, prefix["digits"]) for first in at_home)
    )
    templates = dict.fromkeys(written.values())
    befores = {template.parts[0] if isinstance(template.parts[0], str) else "" for template in templates}
    before = "|".join(re.escape(one) for one in sorted(befores))
    gaps = re.escape("".join(sorted({sign for template in templates for sign in _signs(template)})))
    shapes = [
        _shape(template, "".join(first for first, one in written.items() if one == template)) for template in templates
    ]
    is_bare = not any(template.dialled for template in templates)
    gap = f"[{gaps}]*" if gaps else ""
    regions = validity.regions if is_bare else validity.regions[:1]
    return Look(
        rf"\A(?:{'|'.join(shapes)})\z",
        Validity(tuple(_spaced_numbers(one, before, gap) for one in regions)),
        is_bare,
        spellings_of(at_home, written, validity, str(code) if takes_plus else ""),
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


def _spaced_numbers(numbers: RegionNumbers, before: str, gap: str) -> RegionNumbers:
    """Return the patterns of numbers for texts with signs before and between their digits."""
    return RegionNumbers(
        _spaced(numbers.leading, before, gap) if numbers.leading else "",
        tuple(_spaced(pattern, before, gap) for pattern in numbers.patterns),
    )


def _spaced(pattern: str, before: str, gap: str) -> str:
    def put(match: re.Match[str]) -> str:
        digit, count = match[1], match[2] or ""
        return match[0] if digit is None or not gap else f"(?:{digit}{gap}){count}"

    bare = pattern.removeprefix(r"\A").removesuffix(r"\z")
    spaced = re.sub(r"(\[[^\]]*\]|[0-9])(\{[0-9,]+\})?|\)\{[0-9,]+\}|.", put, as_polars(bare))
    return rf"\A(?:{before})(?:{spaced})" + (r"\z" if pattern.endswith(r"\z") else "")
