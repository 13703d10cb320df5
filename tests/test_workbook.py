"""Excel workbooks: one sheet of them is read as CSV, its cells as people see them, and nothing is lost in silence."""

from __future__ import annotations

import csv
import datetime
import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from csvprep.errors import InputError
from csvprep.sources import open_bytes
from csvprep.workbook import book, rows

Fill = Callable[[Workbook, Worksheet], object]
Table = Callable[[Fill], Path]

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/{part}" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
STRINGS_TOO = '<Relationship Id="rId2" Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """Return a function that has a sheet filled, and saves it in a workbook."""

    def save(fill: Fill) -> Path:
        path = tmp_path / "book.xlsx"
        with xlsxwriter.Workbook(path) as workbook:
            fill(workbook, workbook.add_worksheet("Contacts"))
        return path

    return save


@pytest.fixture
def raw(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that saves a workbook of one sheet from the sheet's XML."""

    def save(sheet: str, parts: dict[str, str | bytes] | None = None) -> Path:
        path = tmp_path / "raw.xlsx"
        files: dict[str, str | bytes] = {
            "[Content_Types].xml": CONTENT_TYPES.format(part="xl/workbook.xml"),
            "_rels/.rels": RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
            "xl/workbook.xml": BOOK,
            "xl/_rels/workbook.xml.rels": RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        }
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in (files | (parts or {})).items():
                archive.writestr(name, content)
        return path

    return save


def read_bytes(name: object) -> bytes:
    with open_bytes(str(name)) as opened:
        return b"".join(iter(lambda: opened.plain.read(100), b""))


def read(name: object) -> str:
    return read_bytes(name).decode("utf-8")


def notes(name: object) -> tuple[str, ...]:
    with open_bytes(str(name)) as opened:
        while opened.plain.read(100_000):
            pass
        return opened.notes


def refused(name: object) -> str:
    with pytest.raises(InputError) as caught:
        read(name)
    return str(caught.value)


def test_cells_as_people_see_them(table):
    """Each sort of cell comes out as its column shows it: dates in ISO 8601, postcodes with their zeros."""

    def fill(workbook: Workbook, sheet: Worksheet) -> None:
        labels = ["text", "zip", "zip text", "phone", "id", "since", "seen", "at", "share", "active", "sum", "error"]
        sheet.write_row(0, 0, labels)
        sheet.write_string(1, 0, "Zoë")
        sheet.write_number(1, 1, 123, workbook.add_format({"num_format": "00000"}))
        sheet.write_string(1, 2, "00123")
        sheet.write_number(1, 3, 4915112345678)
        sheet.write_number(1, 4, 1234567890123)
        since = workbook.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_datetime(1, 5, datetime.date(2024, 3, 25), since)
        seen = workbook.add_format({"num_format": 22})
        sheet.write_datetime(1, 6, datetime.datetime.combine(datetime.date(2024, 3, 25), datetime.time(14, 30)), seen)
        sheet.write_datetime(1, 7, datetime.time(14, 30), workbook.add_format({"num_format": 20}))
        sheet.write_number(1, 8, 0.125, workbook.add_format({"num_format": "0.0%"}))
        sheet.write_boolean(1, 9, True)
        sheet.write_formula(1, 10, "=B2*2", value=246)
        sheet.write_formula(1, 11, "=A99", value="#REF!")

    path = table(fill)
    assert read(path) == (
        "text,zip,zip text,phone,id,since,seen,at,share,active,sum,error\n"
        "Zoë,00123,00123,4915112345678,1234567890123,2024-03-25,2024-03-25T14:30:00,14:30,12.5%,TRUE,246,#REF!\n"
    )
    assert notes(path) == ()


def test_the_source_is_the_workbook(table):
    """Kind, sheet, number of bytes and digest are those of the workbook's file."""
    path = table(lambda _, sheet: [sheet.write_row(row, 0, ["a@b.co", row]) for row in range(5000)])
    with open_bytes(str(path)) as opened:
        assert (opened.compression, opened.member, opened.truncated) == ("xlsx", "Contacts", None)
        opened.plain.read(100_000)
        assert opened.reader.bytes_read < path.stat().st_size or path.stat().st_size < 200_000
        while opened.plain.read(100_000):
            pass
        assert opened.reader.bytes_read == opened.size_bytes == path.stat().st_size
        assert opened.reader.sha256 == sha256(path.read_bytes()).hexdigest()
        assert opened.windows(2, 10) == []


def test_a_line_is_a_row(table):
    """Rows without cells are blank lines, those after the last one are none; empty columns on the left are left out."""

    def fill(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(2, 1, ["E-mail", "Name", "City"])
        sheet.write_row(3, 1, ["a@b.co", "Ann"])
        sheet.write_row(6, 2, ["Bob"])
        sheet.write_blank(20, 1, None, workbook.add_format({"bold": True}))

    assert read(table(fill)) == "\n\nE-mail,Name,City\na@b.co,Ann,\n\n\n,Bob,\n"


def test_title_rows(table):
    """A title over the table, merged or not, is one cell on its line, so that it is seen to be no header."""

    def fill(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("A1:C1", "Contacts of 2024", workbook.add_format())
        sheet.write_row(2, 0, ["E-mail", "Name", "City"])
        sheet.write_row(3, 0, ["a@b.co"])

    assert read(table(fill)) == "Contacts of 2024\n\nE-mail,Name,City\na@b.co,,\n"


def test_longer_rows_after_the_first_thousand(table):
    """A row beyond the width that the first rows have keeps its cells."""

    def fill(_: Workbook, sheet: Worksheet) -> None:
        for row in range(2000):
            sheet.write_row(row, 0, ["a", "b"])
        sheet.write_row(2000, 0, ["a", "b", "c", "", "e"])
        sheet.write_row(2001, 0, ["a"])

    assert read(table(fill)) == "a,b\n" * 2000 + "a,b,c,,e\na,\n"


def test_quoting(table):
    """Cells are quoted where RFC 4180 needs it, and only there; line breaks and quotes come through."""
    cells = ['say "hi"', "a,b", "two\nlines", " padded ", "plain", "semi;colon"]
    path = table(lambda _, sheet: sheet.write_row(0, 0, cells))
    assert read(path) == '"say ""hi""","a,b","two\nlines", padded ,plain,semi;colon\n'
    assert next(csv.reader(io.StringIO(read(path), newline=""))) == cells


def test_rich_and_escaped_texts(raw):
    """Texts of several fonts are one; readings over them are left out; characters that XML can't hold come through."""
    shared = (
        f'<sst xmlns="{MAIN}"><si><r><t>Ac</t></r><r><rPr><b/></rPr><t>me</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>'
        '<si><t xml:space="preserve"> a_x000D_\nb_x005F_x000D_ </t></si><si><t>_xD83D__xDE00__xD83D_</t></si></sst>'
    )
    relations = RELATIONS.replace("</Relationships>", STRINGS_TOO)
    path = raw(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>'
        '<c r="D1" t="inlineStr"><is><r><t>in</t></r>\n<r><t>line</t></r></is></c>'
        '<c r="E1" t="str"><f>A1&amp;"x"</f><v>for_x000A_mula</v></c></row>',
        {
            "xl/sharedStrings.xml": shared,
            "xl/_rels/workbook.xml.rels": relations.format(kind="worksheet", target="worksheets/sheet1.xml"),
        },
    )
    assert read(path) == 'Acme," a\r\nb_x000D_ ",\U0001f600\N{REPLACEMENT CHARACTER},inline,"for\nmula"\n'


def test_other_writers(raw):
    """Prefixed elements, cells and rows without places or in no order, dates as texts and odd styles are read."""
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>\n'
        '  <x:row>\n    <x:c t="inlineStr"><x:is><x:t>E</x:t></x:is></x:c>\n    <x:c s="99"> <x:v>5.0</x:v> </x:c>\n'
        '  </x:row>\n  <x:row r="3"><x:c r="B3" t="d"><x:v>2024-03-25T00:00:00</x:v></x:c><x:c t="b"><x:v>0</x:v></x:c>'
        '<x:c r="A3"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    path = raw("", {"xl/worksheets/sheet1.xml": sheet})
    assert read(path) == "E,5,\n\n1,2024-03-25,FALSE\n"


def test_strict_workbooks(raw):
    """A strict workbook, of which openpyxl would read nothing, is refused with the way to save it."""
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    path = raw("", {"xl/workbook.xml": BOOK.replace(MAIN, strict)})
    assert refused(path) == (
        f'{path}: is saved as "Strict Open XML Spreadsheet", which can\'t be read; save it as "Excel Workbook (.xlsx)"'
    )
    sheet = f'<worksheet xmlns="{strict}"><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>'
    assert "damaged (it has no rows)" in refused(raw("", {"xl/worksheets/sheet1.xml": sheet}))


def test_parts_in_other_places(raw):
    """Parts are found by what refers to them, not by their usual names."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row><c s="1"><v>7</v></c></row></sheetData></worksheet>'
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="200" formatCode="000"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs></styleSheet>'
    )
    relations = RELATIONS.replace("</Relationships>", STRINGS_TOO.replace("sharedStrings", "styles"))
    path = raw(
        "",
        {
            "[Content_Types].xml": CONTENT_TYPES.format(part="xl/book2.xml"),
            "xl/book2.xml": BOOK,
            "xl/_rels/book2.xml.rels": relations.format(kind="worksheet", target="../xl/data.xml"),
            "xl/data.xml": sheet,
            "xl/styles.xml": styles,
        },
    )
    assert read(path) == "007\n"


def test_styles_that_openpyxl_refuses(raw):
    """Only formats are read of the styles, so that a fill or border that Excel accepts and openpyxl doesn't is none."""
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts><font><family val="99"/></font></fonts><fills><fill/></fills>'
        '<borders><border><left style="wavy"/></border></borders>'
        '<cellXfs><xf numFmtId="14"/><xf numFmtId="31"/></cellXfs></styleSheet>'
    )
    relations = RELATIONS.replace("</Relationships>", STRINGS_TOO.replace("sharedStrings", "styles"))
    path = raw(
        '<row><c><v>45376</v></c><c s="1"><v>45376</v></c></row>',
        {
            "xl/_rels/workbook.xml.rels": relations.format(kind="worksheet", target="worksheets/sheet1.xml"),
            "xl/styles.xml": styles,
        },
    )
    assert read(path) == "2024-03-25,2024-03-25\n"


def test_dates_that_no_calendar_has(table):
    """The 29th of February 1900 and days after the year 9999 are shown, though no date of Python's is either."""

    def fill(workbook: Workbook, sheet: Worksheet) -> None:
        for column, number in enumerate((59, 60, 61, 2958465, 2958466, -1)):
            sheet.write_number(0, column, number, workbook.add_format({"num_format": 14}))

    assert read(table(fill)) == "1900-02-28,1900-02-29,1900-03-01,9999-12-31,2958466,-1\n"


def test_nothing_is_cut_by_what_a_sheet_says_of_its_size(raw):
    """Rows and cells outside the place that a sheet names, to the right and below, are read."""
    sheet = (
        f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2"><c r="C2"><v>2</v></c></row></sheetData></worksheet>'
    )
    assert read(raw("", {"xl/worksheets/sheet1.xml": sheet})) == "1\n,,2\n"


def test_what_stands_after_the_rows(table):
    """What openpyxl warns of, or refuses, beside the cells makes neither a warning nor an error."""

    def fill(_: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["a", 1])
        sheet.data_validation("A1", {"validate": "list", "source": "=Other!$A$1:$A$3"})
        sheet.conditional_format("B1", {"type": "data_bar", "data_bar_2010": True})
        sheet.add_sparkline("C1", {"range": "Contacts!A1:B1"})
        sheet.write_url("D1", "https://example.com/")

    assert read(table(fill)) == "a,1,,https://example.com/\n"


def test_without_the_extra(table):
    """Without openpyxl it is said what to install, and other files are read all the same."""
    path = table(lambda _, sheet: sheet.write(0, 0, "a"))
    code = (
        "import sys; sys.modules['openpyxl'] = None\n"
        "from csvprep.errors import MissingExtraError\nfrom csvprep.sources import open_bytes\n"
        f"try:\n    with open_bytes({str(path)!r}): pass\n"
        "except MissingExtraError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == (
        f"{path}: is an Excel workbook, which needs openpyxl, which is not installed; "
        "run pip install 'csvprep[excel]', or save the sheet as CSV UTF-8"
    )


def test_days_from_1904(tmp_path):
    """The days of a workbook from an old Mac are counted from 1904."""
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as workbook:
        date = workbook.add_format({"num_format": 14})
        workbook.add_worksheet().write_datetime(0, 0, datetime.date(2024, 3, 25), date)
    assert read(path) == "2024-03-25\n"


def test_the_only_visible_sheet_with_cells(tmp_path):
    """Hidden and empty sheets are passed over, and it is said that they are."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Empty")
        hidden = workbook.add_worksheet("Lists")
        hidden.write(0, 0, "x")
        hidden.hide()
        very_hidden = workbook.add_worksheet("Secret")
        very_hidden.very_hidden()
        workbook.add_worksheet("My contacts").write(0, 0, "E-mail")
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "='My contacts'!$A$1:$A$2"})
        workbook.add_chartsheet("Chart").set_chart(chart)
    assert read(path) == "E-mail\n"
    assert notes(path) == (
        "read sheet My contacts; left unread: Empty (empty), Lists (hidden), Secret (hidden, empty)",
    )
    assert read(f"{path}::lists") == "x\n"
    assert read(f"{path}::Empty") == ""
    assert refused(f"{path}::Other") == f"{path}: has no sheet Other; it has Empty, Lists, Secret, My contacts"


def test_sheets_that_must_be_named(tmp_path):
    """Of several sheets with cells none is guessed, nor a hidden one."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        for title in ("North", "South"):
            workbook.add_worksheet(title).write(0, 0, title)
    assert refused(path) == f"{path}: has 2 sheets with cells, North, South; name the one to read: {path}::North"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Empty")
        hidden = workbook.add_worksheet("Lists")
        hidden.write(0, 0, "x")
        hidden.hide()
    assert refused(path) == (f"{path}: has only hidden sheets with cells, Lists; name the one to read: {path}::Lists")
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Empty")
    assert refused(path) == f"{path}: its sheets are empty; give a workbook with a table"


def test_what_excel_did_to_numbers_is_said(table):
    """Long ids, shortened numbers, formulas without value, hidden rows and columns are said once, with the first."""

    def fill(workbook: Workbook, sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["id", "price", "sum", "hidden"])
        for row in (1, 2):
            sheet.write_number(row, 0, 1234567890123456789)
            sheet.write_number(row, 1, 23.785, workbook.add_format({"num_format": "0.00"}))
            sheet.write_formula(row, 2, "=A1", value="")
            sheet.write(row, 3, "x")
            sheet.set_row(row, None, None, {"hidden": True})
        sheet.set_column("D:D", None, None, {"hidden": True})
        sheet.set_column("F:XFD", None, None, {"hidden": True})

    path = table(fill)
    assert read(path) == "id,price,sum,hidden\n" + "1234567890123460000,23.79,,x\n" * 2
    assert notes(path) == (
        "2 numbers have more than 15 digits (first: A2); a workbook keeps 15, the last ones may be lost",
        "2 cells show less than is stored (first: B2); they are read as shown",
        "2 formulas have no stored value (first: C2) and are empty here; save the workbook in Excel again",
        "2 rows are hidden (first: 2); read too",
        "hidden columns were read too: D",
    )


def test_one_oddity(raw):
    """One is said as one."""
    cells = '<c r="A1"><v>1234567890123456</v></c><c r="B1"><f>1+1</f></c>'
    assert notes(raw(f'<row r="1" hidden="1">{cells}</row>')) == (
        "A1 is a number of more than 15 digits; a workbook keeps 15, so its last ones may be lost",
        "the formula in B1 has no stored value and is empty here; save the workbook in Excel again",
        "row 1 is hidden; it was read too",
    )


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', id="no such text"),
        pytest.param('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', id="no such text, from the end"),
        pytest.param('<row r="1"><c r="A1"><v>five</v></c></row>', id="no number"),
        pytest.param('<row r="1"><c r="XFE1"><v>5</v></c></row>', id="no such column"),
        pytest.param('<row r="1"><c r="é1"><v>5</v></c></row>', id="no column"),
        pytest.param('<row r="2"><c><v>1</v></c></row><row r="2"/>', id="row twice"),
        pytest.param('<row r="1048577"><c><v>1</v></c></row>', id="no such row"),
        pytest.param('<row r="one"><c><v>1</v></c></row>', id="no row"),
        pytest.param('<row r="1"><c r="A1"><v>5</v></row>', id="no XML"),
        pytest.param('<row r="1"><c r="A1" t="d"><v>yesterday</v></c></row>', id="no date"),
        pytest.param('<row r="1"><c r="A1"><v>1e999</v></c></row>', id="endless number"),
    ],
)
def test_damage_is_one_error(raw, sheet):
    """Whatever is wrong inside a workbook is one sentence that says where it can be mended."""
    assert re.search(
        r"raw\.xlsx: is an Excel workbook, but damaged \(.+\); open and save the workbook in Excel$",
        refused(raw(sheet)),
    )


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("content", ["", "<", "<x/>", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"])
def test_damaged_parts(raw, part, content):
    """A part that is empty, no XML, another one or has entities, which no workbook has, is one sentence."""
    path = raw("<row><c><v>1</v></c></row>", {part: content})
    assert re.match(r"is an Excel workbook|its sheets are empty", refused(path).removeprefix(f"{path}: "))


def test_missing_parts(raw):
    """A part that is referred to and missing is named."""
    rels = RELATIONS.format(kind="worksheet", target="worksheets/other.xml")
    assert "but damaged (There is no item named 'xl/worksheets/other.xml' in the archive); open" in refused(
        raw("", {"xl/_rels/workbook.xml.rels": rels})
    )


def test_cells_outside_the_said_place(raw):
    """A sheet that says to begin further right than it does is refused, so that no cell is lost."""
    sheet = (
        f'<worksheet xmlns="{MAIN}"><dimension ref="B1:C2"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        "</sheetData></worksheet>"
    )
    assert "its cells don't begin where it says" in refused(raw("", {"xl/worksheets/sheet1.xml": sheet}))


INLINE = '<row><c t="inlineStr"><is><t>{}</t></is></c></row>'
TRUST = "save the sheet as CSV UTF-8 if you trust it"


def test_rows_without_end(raw, monkeypatch):
    """A row that no table has is refused before it fills the memory; many rows are not."""
    monkeypatch.setattr(rows, "_LONGEST_ROW", 2**20)
    assert read(raw(INLINE.format("x" * 50_000) * 100)).count("\n") == 100
    assert "but damaged (a row has more than 1 MiB)" in refused(raw(INLINE.format("x" * 2**21)))


def test_too_many_texts(raw, monkeypatch):
    """More texts than fit into the memory are refused before they are read."""
    monkeypatch.setattr(book, "_STRINGS_BYTES", 2**20)
    relations = RELATIONS.replace("</Relationships>", STRINGS_TOO)
    path = raw(
        "<row><c><v>1</v></c></row>",
        {
            "xl/_rels/workbook.xml.rels": relations.format(kind="worksheet", target="worksheets/sheet1.xml"),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"<si/>" * 300_000}</sst>',
        },
    )
    assert refused(path) == (
        f"{path}: is an Excel workbook, but xl/sharedStrings.xml in it is larger than 1 MiB; {TRUST}"
    )


def test_bombs(raw, monkeypatch):
    """A sheet that unpacks to far more than a table does is refused before it is read."""
    monkeypatch.setattr(book, "BOMB_BYTES", 100_000)
    monkeypatch.setattr(book, "BOMB_RATIO", 10)
    path = raw(INLINE.format("x" * 50_000) * 100)
    assert refused(path) == (
        f"{path}: is an Excel workbook and unpacks to more than 10 times its size, as no table does; {TRUST}"
    )


def test_a_part_larger_than_it_says(raw):
    """A part is unpacked no further than its size in the archive's directory, and then it is damaged."""
    path = raw("<row><c><v>1</v></c></row>" * 10_000)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    path.write_bytes(content.replace(size, (1000).to_bytes(4, "little")))
    assert "but damaged (Bad CRC-32 for file 'xl/worksheets/sheet1.xml')" in refused(path)


def test_damage_after_the_rows(raw):
    """A sheet is unpacked to its end, so that its checksum tells of damage."""
    tail = f"</sheetData><!--{'x' * 1_000_000}--><sheetData>"
    path = raw(f"<row><c><v>1</v></c></row>{tail}")
    assert read(path) == "1\n"
    with zipfile.ZipFile(path) as archive:
        checksum = archive.getinfo("xl/worksheets/sheet1.xml").CRC.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(checksum, bytes(4)))
    assert "but damaged (Bad CRC-32 for file 'xl/worksheets/sheet1.xml')" in refused(path)


CELLS = st.one_of(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=9
    ),
    st.sampled_from(["a\nb", "0012", "=1+1", "_x000D_", "TRUE", "1E5", '"', ",", "\t", "x" * 300]),
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=8))
def test_any_texts_come_back(tmp_path_factory, rows):
    """Texts that are written into a sheet are the cells of the CSV, row by row and column by column."""
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    if not any(any(row) for row in rows):
        return
    read_back = [_trim(row) for row in csv.reader(io.StringIO(read(path), newline=""))]
    expected = [_trim(row) for row in rows]
    while expected and not expected[-1]:
        expected.pop()
    left = min(index for row in expected for index, cell in enumerate(row) if cell)
    assert [[""] * left * bool(row) + row for row in read_back] == expected or read_back == expected


def _trim(row: list[str]) -> list[str]:
    return row[: max((index + 1 for index, cell in enumerate(row) if cell), default=0)]


@given(place=st.integers(0, 100_000), change=st.binary(min_size=1, max_size=3))
def test_any_change(tmp_path_factory, place: int, change: bytes):
    """A workbook with any bytes changed ends in cells or in one error."""
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet().write_row(0, 0, ["a", 1, True, "b"])
    content = bytearray(path.read_bytes())
    place %= len(content)
    content[place : place + len(change)] = change
    path.write_bytes(content)
    try:
        read_bytes(path)
    except InputError as error:
        assert str(error).startswith(f"{path}: ")  # noqa: PT017 - or it is read


@given(st.data())
def test_any_xml(tmp_path_factory, data: Any):
    """A sheet of any elements with any attributes ends in cells or in one error."""
    names = st.sampled_from(["row", "c", "v", "is", "t", "f", "col", "dimension", "rPh", "x:c", "sheetData"])
    attributes = st.sampled_from(
        ['min="0" max="0" hidden="1"', 'r="A1"', 'r="2"', 't="s"', 't="n"', 's="1"', 'ref="B2:C3"', 'hidden="1"', ""]
    )
    texts = st.sampled_from(["", "1", "-1", "x", "1e999", "&#0;", "_xD800_"])
    nodes = st.recursive(
        texts,
        lambda inner: st.builds(
            lambda name, attribute, children: f"<{name} {attribute}>{''.join(children)}</{name}>",
            names,
            attributes,
            st.lists(inner, max_size=4),
        ),
        max_leaves=12,
    )
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES.format(part="xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr(
            "xl/_rels/workbook.xml.rels", RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml")
        )
        content = f"<sheetData>{data.draw(nodes)}</sheetData>"
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}">{content}</worksheet>')
    try:
        notes(path)
    except InputError as error:
        assert str(error).startswith(f"{path}: ")  # noqa: PT017 - or it is read
