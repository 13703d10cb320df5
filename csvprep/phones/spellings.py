"""A second look: numbers of the home region in a usual spelling that is not the written form, such as 202.555.0123.

Where all digits have fixed places, a number is a few slices of its text, and what `looks` rests on holds here too: the
digits are the number, after the national prefix when the format has that, or after plus and calling code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from csvprep.phones.formats import Template
from csvprep.phones.validity import Validity
from csvprep.series import is_true

_SIGN = "[-. ]"


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write numbers of one length.

    Attributes:
        shape: pattern of the texts.
        groups: place (first byte, how many) of each group of digits.
        written: the form that they should have.
        validity: what tells the assigned ones.
    """

    shape: str
    groups: tuple[tuple[int, int], ...]
    written: Template
    validity: Validity

    def respell(self, values: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Return which texts are surely assigned numbers in this spelling (Boolean), and the written forms of these."""
        found = is_true(values.str.contains(self.shape))
        if not found.any():
            return found, values.clear()
        texts = pl.col("text")
        digits = pl.concat_str(texts.str.slice(*group) for group in self.groups).alias("number")
        numbers = values.filter(found).alias("text").to_frame().select(digits)
        assigned = self.validity.is_assigned(numbers["number"])
        if not assigned.all():
            numbers = numbers.filter(assigned)
            found = found.scatter(found.arg_true(), assigned)
        return found, numbers.select(self.written.expression("")).to_series()


def spellings_of(
    groups: Mapping[str, Template], written: Mapping[str, Template], validity: Validity, calling_code: str
) -> tuple[Spelling, ...]:
    """Return the usual spellings of numbers of one length.

    Args:
        groups: by first digit, how numbers are written at home.
        written: by first digit, the form that they should have.
        validity: what tells the assigned ones.
        calling_code: of the numbers; empty: they are not read after a plus.
    """
    found = []
    for template in dict.fromkeys(groups.values()):
        firsts = [first for first, one in groups.items() if one == template and first in written]
        targets = list(dict.fromkeys(written[first] for first in firsts))
        if template.dialled is None or len(targets) != 1:
            continue
        sizes = [part[1] for part in template.parts if not isinstance(part, str)]
        leads = [(template.dialled, "", _SIGN), (template.dialled, "", "")]
        if calling_code:
            leads += [(f"+{calling_code}", "", ""), (f"+{calling_code}", _SIGN, _SIGN)]
        for lead, gap, sign in leads:
            places, place = [], len(lead) + bool(gap)
            for size in sizes:
                places.append((place, size))
                place += size + bool(sign)
            digits = [f"[{''.join(firsts)}][0-9]{{{sizes[0] - 1}}}", *(f"[0-9]{{{size}}}" for size in sizes[1:])]
            shape = rf"\A{re.escape(lead)}{gap}{sign.join(digits)}\z"
            found.append(Spelling(shape, tuple(places), targets[0], validity))
    return tuple(found)
