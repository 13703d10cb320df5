"""Numbers of cells as people see them, in a form that doesn't depend on where they see them."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csvprep.workbook.cell_text import CellFormat, write_plain
from csvprep.workbook.number_format import BUILT_IN, Shape, parse_number_format

PHONE = "[<=9999999]###-####;(###) ###-####"
EURO = '_-* #,##0.00\\ "€"_-;\\-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-'


def show(code: str, stored: str, **options: bool) -> str:
    """Return what is shown, with a `~` in front when that is less than what is stored."""
    text, is_all = CellFormat(code, **options).show(stored)
    return text if is_all else f"~{text}"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("5", "5"),
        ("-5", "-5"),
        ("0", "0"),
        ("-0", "0"),
        ("5.0", "5"),
        ("1234567890123", "1234567890123"),
        ("4.915112345678E12", "4915112345678"),
        ("1.2345678901234568E+18", "1234567890123460000"),
        ("0.30000000000000004", "0.3"),
        ("19.989999999999998", "19.99"),
        ("1E-7", "0.0000001"),
        ("1E+300", "1E+300"),
        ("00123", "123"),
    ],
)
def test_without_a_format(stored, shown):
    """Numbers have the 15 digits that a workbook keeps, no exponent and no `.0`."""
    assert show("General", stored) == shown
    assert show("@", stored) == shown
    assert show("", stored) == shown
    assert show("[Red]General", stored) == shown


@pytest.mark.parametrize(
    ("code", "stored", "shown"),
    [
        ("0", "2", "2"),
        ("0", "2.6", "~3"),
        ("0", "-0.2", "~0"),
        ("0.00", "2.5", "2.50"),
        ("0.00", "23.785", "~23.79"),
        ("0.00", "-23.785", "~-23.79"),
        ("0.00", "1234567890123", "1234567890123.00"),
        ("0.##", "2.5", "2.5"),
        ("0.##", "2", "2"),
        ("0.0#", "2", "2.0"),
        ("#", "0", "0"),
        ("#,##0.00", "1234567.5", "1234567.50"),
        ("# ##0", "1234567", "1234567"),
        ("#\u00a0##0", "1234567", "1234567"),
        ("$#,##0.00", "3", "3.00"),
        ("[$€-407] #,##0.00", "3", "3.00"),
        ("[$USD] 0.00", "3", "3.00"),
        (EURO, "12.5", "12.50"),
        (EURO, "-12.5", "-12.50"),
        (EURO, "0", "0"),
        ("0;(0)", "-5", "-5"),
        ("[Red]0.0;[Blue]-0.0", "-5", "-5.0"),
        ('0" km"', "5", "5"),
        ("0%", "0.5", "50%"),
        ("0%", "0.125", "~13%"),
        ("0.0%", "0.125", "12.5%"),
        ("0.00%", "1.1", "110.00%"),
        ("0.00E+00", "1234567890123", "1234567890123"),
        ("##0.0E+0", "0.5", "0.5"),
        ("# ?/?", "0.5", "0.5"),
        ("0.0,,", "1500000", "1500000"),
        (";;;", "5", "5"),
        ("0", "1E+300", "1E+300"),
    ],
)
def test_amounts(code, stored, shown):
    """Decimals are those that are shown; signs of groups, currencies, units and thousands are left out."""
    assert show(code, stored) == shown


@pytest.mark.parametrize(
    ("code", "stored", "shown"),
    [
        ("00000", "123", "00123"),
        ("00000", "0", "00000"),
        ("00000", "1234567", "1234567"),
        ("00000", "12.7", "~00013"),
        ("00.00", "1.5", "01.50"),
        ("00000-0000", "123456789", "12345-6789"),
        ("00000\\-0000", "123456789", "12345-6789"),
        ("000-00-0000", "12345678", "012-34-5678"),
        (PHONE, "5551234", "555-1234"),
        (PHONE, "3335551234", "(333) 555-1234"),
        (PHONE, "13335551234", "(1333) 555-1234"),
        ("0# ## ## ## ##", "612345678", "06 12 34 56 78"),
        ('"+"0', "4915112345678", "+4915112345678"),
        ("+0", "4915112345678", "+4915112345678"),
        ('"EMP-"0000', "7", "EMP-0007"),
        ("0000", "-7", "-7"),
        ('00"#"00', "1234", "12#34"),
    ],
)
def test_codes(code, stored, shown):
    """Leading zeros, and signs before and between digits, are part of a postcode, phone number or id."""
    assert show(code, stored) == shown


@pytest.mark.parametrize(
    ("code", "stored", "shown"),
    [
        ("yyyy-mm-dd", "45376", "2024-03-25"),
        ("dd.mm.yyyy", "45376", "2024-03-25"),
        ("m/d/yy", "45376", "2024-03-25"),
        ("mmm yyyy", "45376", "2024-03-25"),
        ("[$-409]d-mmm-yy;@", "45376", "2024-03-25"),
        ("[$-F800]dddd, mmmm dd, yyyy", "45376", "2024-03-25"),
        ('yyyy"年"m"月"d"日"', "45376", "2024-03-25"),
        ("dd.mm.yyyy", "45376.604166666664", "~2024-03-25"),
        ("m/d/yy h:mm", "45376.604166666664", "2024-03-25T14:30:00"),
        ("m/d/yy h:mm AM/PM", "45376.604166666664", "2024-03-25T14:30:00"),
        ("dd.mm.yyyy hh:mm:ss.000", "45376.60416667824", "2024-03-25T14:30:00.001"),
        ("dd.mm.yyyy hh:mm", "45376.999999999", "2024-03-26T00:00:00"),
        ("h:mm", "0.60416666666666663", "14:30"),
        ("h:mm AM/PM", "0.60416666666666663", "14:30"),
        ("h:mm:ss", "0.60416666666666663", "14:30:00"),
        ("h:mm", "0.6045", "~14:30"),
        ("h:mm", "45376.604166666664", "~14:30"),
        ("mm:ss", "0.0104166666666667", "00:15:00"),
        ("[h]:mm", "2.5", "60:00"),
        ("[h]:mm:ss", "1.5208333333333333", "36:30:00"),
        ("[mm]:ss", "0.0625", "90:00"),
        ("[ss]", "0.5", "43200"),
        ("[h]:mm", "-0.5", "-12:00"),
        ("yyyy-mm-dd", "1", "1900-01-01"),
        ("yyyy-mm-dd", "59", "1900-02-28"),
        ("yyyy-mm-dd", "60", "1900-02-29"),
        ("yyyy-mm-dd", "61", "1900-03-01"),
        ("yyyy-mm-dd", "2958465", "9999-12-31"),
        ("yyyy-mm-dd", "2958466", "2958466"),
        ("yyyy-mm-dd", "0", "0"),
        ("yyyy-mm-dd", "-1", "-1"),
    ],
)
def test_dates_and_times(code, stored, shown):
    """Dates come in ISO 8601 whatever form is shown, with a time only where one is shown."""
    assert show(code, stored) == shown


def test_days_from_1904():
    """A workbook that counts from 1904 means other days (ECMA-376 part 1, 18.17.4.1)."""
    assert show("yyyy-mm-dd", "43914", from_1904=True) == "2024-03-25"
    assert show("yyyy-mm-dd", "0", from_1904=True) == "1904-01-01"


@given(st.dates(min_value=datetime.date(1900, 3, 1)))
def test_every_day(day):
    """Each day has the number of days since 30 December 1899."""
    assert show("dd/mm/yyyy", str((day - datetime.date(1899, 12, 30)).days)) == day.isoformat()


@pytest.mark.parametrize(
    ("code", "stored", "shown"),
    [
        ("yyyy-mm-dd", "2024-03-25T00:00:00", "2024-03-25"),
        ("General", "2024-03-25T00:00:00.000Z", "2024-03-25"),
        ("yyyy-mm-dd hh:mm", "2024-03-25T00:00:00", "2024-03-25T00:00:00"),
        ("yyyy-mm-dd", "2024-03-25T14:30:00", "2024-03-25T14:30:00"),
        ("yyyy-mm-dd", "2024-03-25", "2024-03-25"),
    ],
)
def test_dates_stored_as_such(code, stored, shown):
    """Dates that are stored in ISO 8601 lose a midnight that isn't shown, and nothing else."""
    assert CellFormat(code).show_iso(stored) == shown


@pytest.mark.parametrize(
    ("number", "shape"),
    [
        (1, "fixed"),
        (4, "fixed"),
        (10, "percent"),
        (11, "plain"),
        (12, "plain"),
        (14, "date"),
        (17, "date"),
        (18, "time"),
        (22, "date-time"),
        (44, "fixed"),
        (46, "elapsed"),
        (47, "time"),
        (49, "plain"),
        (57, "date"),
    ],
)
def test_built_in_formats(number, shape):
    """The formats that a workbook needn't spell out are what ECMA-376 part 1, 18.8.30 says."""
    assert parse_number_format(BUILT_IN[number])[0].shape is Shape(shape)


@pytest.mark.parametrize("stored", ["", "x", "nan", "inf", "1E+999", "1_0 x", "--1"])
def test_what_is_no_number(stored):
    """What can't be a number is not made one."""
    with pytest.raises(ValueError, match="is no number"):
        CellFormat("0.00").show(stored)


@given(st.text(alphabet='0#?.,%;ymdhs[]"\\_*@E+-/ <=9$€AMP/GeneralRed()', max_size=20), st.floats(-1e20, 1e20))
def test_any_format_shows_any_number(code, number):
    """Whatever a format code is, a number is shown, and its whole part is kept wherever it says to be all."""
    text, _ = CellFormat(code).show(repr(number))
    assert text


@given(st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: 1e-15 < abs(number) < 1e25))
def test_numbers_without_a_format_keep_their_digits(number):
    """A plain number reads back as the number in 15 digits."""
    text = show("General", repr(number))
    assert "E" not in text.upper() or abs(Decimal(text).adjusted()) > 30
    assert float(text) == float(f"{number:.15g}")
    assert write_plain(Decimal(text)) == text
