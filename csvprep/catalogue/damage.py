"""Codes about what spreadsheets and other programs did to cells on their way."""

from __future__ import annotations

from csvprep.catalogue.code import Code
from csvprep.findings import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING

DAMAGE_CODES = (
    Code(
        "spreadsheet-error",
        ERROR,
        "The error text of a spreadsheet",
        "The text is stored in place of the value that the formula should have had.",
        "Look the value up in the spreadsheet.",
        "#REF!",
        "is the error text of a spreadsheet, not a value: {why}",
    ),
    Code(
        "spreadsheet-number",
        ERROR,
        "A number that a spreadsheet shortened",
        "Long ids and phone numbers lose their last digits when they are shown as 4.4E+11 and saved so.",
        "Take it from the source, with the column as text; where all digits are there, they are the suggestion.",
        "4.4E+11",
        "is a number that a spreadsheet shortened: {why}",
    ),
    Code(
        "null-word",
        WARNING,
        "A word for no value",
        "The word itself is stored; mails begin with 'Dear N/A'.",
        "Emptied with --unsafe-fixes, or safely when the schema lists it under missingValues.",
        "N/A",
        "is a word for no value",
    ),
    Code(
        "spreadsheet-date",
        WARNING,
        "A code that a spreadsheet took for a date",
        "1-3, 3/1 or MAR1 becomes 1-Mar when a file is opened; what it was can't be told.",
        "Take it from the source, with the column as text.",
        "1-Mar",
        "is a date, as a spreadsheet makes of codes like 1-3 or MAR1",
    ),
    Code(
        "mojibake",
        WARNING,
        "Text that was read in the wrong encoding",
        "Names are stored with two or three wrong letters for each accented one.",
        "Repaired with --unsafe-fixes; if the whole file is so, export it again as UTF-8.",
        "FranÃ§ois",
        "was read in the wrong encoding",
    ),
    Code(
        "replacement-character",
        WARNING,
        "A letter was lost on the way",
        "A program wrote � for a byte that it couldn't read; which letter it was can't be told.",
        "Take the text from the source.",
        "Fran�ois",
        "holds � in place of a lost letter: {why}",
    ),
    Code(
        "cut-cell",
        WARNING,
        "Text that seems cut",
        "Spreadsheets and their drivers cut text at 255 or 32,767 characters without a word.",
        "Compare it with the source.",
        "a note of exactly 255 characters that ends in a letter",
        "seems cut: {why}",
    ),
)
