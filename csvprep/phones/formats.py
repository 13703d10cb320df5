r"""How numbers are written (`format_number`): groups of digits, cut by place, with signs between them.

A format's pattern is a row of groups of digits, such as `(\d{3})(\d{3,4})`. For numbers of one length each group has
one place, so that writing needs no regular expression.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from csvprep.phones.metadata import UnknownSyntaxError, at_start

_GROUPS: Final = re.compile(r"(?:\(\\d(?:\{[0-9]+(?:,[0-9]+)?\})?\))+")
_FIRST_GROUP: Final = re.compile(r"(\\\d)")
_GROUP: Final = re.compile(r"\\([0-9]+)")


@dataclass(frozen=True, slots=True)
class Template:
    """One written form of numbers of one length.

    Attributes:
        parts: texts, and the place (first digit, how many) of each group of digits.
        dialled: the digits of the texts, when all stand before the number and its groups are in their order;
            None otherwise: the form does not just hold the number.
    """

    parts: tuple[str | tuple[int, int], ...]
    dialled: str | None

    def expression(self, before: str) -> pl.Expr:
        """Return the written form of the column `number`, with a text before it."""
        number = pl.col("number")
        pieces = [pl.lit(part) if isinstance(part, str) else number.str.slice(*part) for part in (before, *self.parts)]
        return pl.concat_str(pieces)


@dataclass(frozen=True, slots=True)
class Format:
    """A template, and the numbers that it is for.

    Attributes:
        leading: pattern of how they begin; empty: all that are left.
        template: how they are written.
    """

    leading: str
    template: Template


def formats_of(metadata: Any, size: int, *, national: bool) -> tuple[Format, ...]:
    """Return the formats of numbers of one length, of which the first that fits is taken.

    The last one always fits: it is the bare number.

    Args:
        metadata: of the main region of the calling code.
        size: how many digits the numbers have.
        national: as at home; else as abroad, without the calling code.

    Raises:
        UnknownSyntaxError: the metadata has patterns that are not understood here.
    """
    known = metadata.number_format if national else metadata.intl_number_format or metadata.number_format
    found = []
    for one in known:
        if not _GROUPS.fullmatch(one.pattern):
            raise UnknownSyntaxError(one.pattern)
        match = re.fullmatch(one.pattern, "0" * size)
        if match is not None:
            leading = at_start(one.leading_digits_pattern[-1]) if one.leading_digits_pattern else ""
            found.append(Format(leading, _template(one, match, national=national)))
    return (*found, Format("", Template(((0, size),), "")))


def _template(one: Any, match: re.Match[str], *, national: bool) -> Template:
    text = one.format
    if national and one.national_prefix_formatting_rule:
        text = re.sub(_FIRST_GROUP, one.national_prefix_formatting_rule, text, count=1)
    pieces = _GROUP.split(text)
    if not all(group.isdigit() and 0 < int(group) <= (match.re.groups) for group in pieces[1::2]) or "\\" in "".join(
        pieces[::2]
    ):
        raise UnknownSyntaxError(text)
    groups = [int(group) for group in pieces[1::2]]
    places = [(match.start(group), match.end(group) - match.start(group)) for group in groups]
    parts: list[str | tuple[int, int]] = [pieces[0]] if pieces[0] else []
    for place, literal in zip(places, pieces[2::2], strict=True):
        parts.extend((place, literal) if literal else (place,))
    is_in_order = groups == list(range(1, match.re.groups + 1)) and not re.search("[0-9]", "".join(pieces[2::2]))
    return Template(tuple(parts), re.sub("[^0-9]", "", pieces[0]) if is_in_order else None)
