"""Numbers of a workbook's cells as people see them, but for what depends on where they see them.

Dates are written in ISO 8601, decimals with a point, and there are no signs of groups and currencies. Numbers
without a format are never written with an exponent, and have the 15 digits that workbooks keep.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from csvprep.workbook.number_format import Section, Shape, choose_section, parse_number_format

_SHORT: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")
_MIDNIGHT: Final = re.compile(r"(\d{4}-\d\d-\d\d)T00:00(?::00(?:\.0*)?)?Z?")
_LONGEST: Final = 30
_LAST_DAY: Final = 2_958_465
_DAY_SECONDS: Final = 86_400


class CellFormat:
    """What shows the numbers of one format.

    Args:
        code: the format code, as `#,##0.00`.
        from_1904: the workbook counts days from 1904.
    """

    def __init__(self, code: str, *, from_1904: bool = False) -> None:
        self._sections = parse_number_format(code)
        self._first_day = 1462 if from_1904 else 0
        self.is_plain = all(section.shape is Shape.PLAIN for section in self._sections)
        self.show = lru_cache(maxsize=4096)(self._show)

    def _show(self, stored: str) -> tuple[str, bool]:
        """Return a number as its cell shows it, and whether that is all of it; ValueError for what is no number."""
        if _SHORT.fullmatch(stored) and self.is_plain:
            return stored, True
        value = _parse(stored)
        section = choose_section(self._sections, float(value))
        return _show_shape(section, value, self._first_day) or (write_plain(value), True)

    def show_iso(self, stored: str) -> str:
        """Return a date that is stored in ISO 8601: without its time if that is midnight and isn't shown."""
        midnight = _MIDNIGHT.fullmatch(stored)
        shown = midnight is not None and self._sections[0].shape not in {Shape.DATE_TIME, Shape.TIME}
        return midnight[1] if midnight is not None and shown else stored


def _parse(stored: str) -> Decimal:
    """Return a stored number in the 15 digits that a workbook keeps of it."""
    try:
        value = Decimal(f"{float(stored):.15g}")
    except ValueError:
        value = Decimal("nan")
    if not value.is_finite():
        raise ValueError(f"{stored!r} is no number")
    return value


def write_plain(value: Decimal) -> str:
    """Return a number without exponent, unless it would be very long."""
    if abs(value.adjusted()) > _LONGEST:
        return f"{value.normalize():E}"
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"


def _show_shape(section: Section, value: Decimal, first_day: int) -> tuple[str, bool] | None:
    """Return a number in a section's shape; None if it can't have it."""
    if section.shape in {Shape.FIXED, Shape.PERCENT}:
        return _show_fixed(section, value)
    if section.shape is Shape.MASK:
        return _show_mask(section, value)
    if section.shape is Shape.ELAPSED:
        return _show_elapsed(section, value)
    if section.shape in {Shape.DATE, Shape.TIME, Shape.DATE_TIME}:
        return _show_time(section, value, first_day)
    return None


def _round(value: Decimal, section: Section) -> str:
    """Return a number with the digits after the point that a section shows."""
    text = f"{value.quantize(Decimal(1).scaleb(-section.decimals), ROUND_HALF_UP):f}"
    spare = section.decimals - section.fewest_decimals
    while spare and text.endswith("0"):
        text, spare = text[:-1], spare - 1
    return text.rstrip(".") if section.decimals else text


def _show_fixed(section: Section, value: Decimal) -> tuple[str, bool] | None:
    if value.adjusted() > _LONGEST - section.decimals - 8:
        return None
    if section.shape is Shape.PERCENT:
        value = value.scaleb(2)
    text = _round(value, section)
    is_whole = Decimal(text) == value
    if not Decimal(text):
        text = text.lstrip("-")
    return text + ("%" if section.shape is Shape.PERCENT else ""), is_whole


def _show_mask(section: Section, value: Decimal) -> tuple[str, bool] | None:
    if value < 0 or value.adjusted() > _LONGEST - section.decimals - 8:
        return None
    shown = _round(value, section)
    whole, _, fraction = shown.partition(".")
    places = section.mask
    text = whole.zfill(len(places)) if places.count("0") == len(places) else _fill(places, whole.lstrip("0")).strip()
    return text + ("." + fraction if fraction else ""), Decimal(shown) == value


def _fill(mask: tuple[str, ...], whole: str) -> str:
    """Return a mask with digits in its places, from the last one on; the first place takes all that are left."""
    first_place = next(index for index, place in enumerate(mask) if place in {"0", "#"})
    digits, pieces = list(whole), list[str]()
    for index in range(len(mask) - 1, -1, -1):
        place = mask[index]
        if place not in {"0", "#"}:
            pieces.append(place[1:])
        elif index == first_place:
            pieces.append("".join(digits) or place.replace("#", ""))
        else:
            pieces.append(digits.pop() if digits else place.replace("#", ""))
    return "".join(reversed(pieces))


def _show_elapsed(section: Section, value: Decimal) -> tuple[str, bool]:
    seconds, fraction, is_whole = _split_seconds(value, section.decimals)
    sign = "-" if value < 0 else ""
    greatest, smallest = section.unit[0], section.unit[1]
    if greatest == "s":
        return f"{sign}{seconds}{fraction}", is_whole
    minutes, rest = divmod(seconds, 60)
    text = f"{minutes // 60}:{minutes % 60:02}" if greatest == "h" else f"{minutes}"
    if smallest == "s":
        return f"{sign}{text}:{rest:02}{fraction}", is_whole
    return sign + text, is_whole and not rest


def _split_seconds(value: Decimal, decimals: int) -> tuple[int, str, bool]:
    """Return a number of days, without its sign, as seconds, their fraction, and whether they are what is stored.

    A day in 15 digits is good to a millisecond, so a smaller difference is none.
    """
    exact = abs(value) * _DAY_SECONDS
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    seconds = int(rounded)
    fraction = f"{rounded - seconds:.{decimals}f}"[1:] if decimals else ""
    return seconds, fraction, abs(exact - rounded) < Decimal("0.001")


def _show_time(section: Section, value: Decimal, first_day: int) -> tuple[str, bool] | None:
    if not 0 <= value + first_day < _LAST_DAY + 1:
        return None
    seconds, fraction, is_whole = _split_seconds(value, section.decimals)
    days, seconds = divmod(seconds, _DAY_SECONDS)
    day = _write_day(days + first_day)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if section.shape is Shape.TIME:
        text = clock + (f":{seconds % 60:02}{fraction}" if section.unit == "s" else "")
        return text, not days and is_whole and (section.unit == "s" or not seconds % 60)
    if day is None:
        return None
    if section.shape is Shape.DATE:
        return day, is_whole and not seconds
    return f"{day}T{clock}:{seconds % 60:02}{fraction}", is_whole


def _write_day(number: int) -> str | None:
    """Return a day by its number: 1 is 1900-01-01, and 60 the 29 February that 1900 had in no calendar."""
    if not 1 <= number <= _LAST_DAY:
        return None
    if number == 60:
        return "1900-02-29"
    return (date(1899, 12, 31 if number < 60 else 30) + timedelta(days=number)).isoformat()
