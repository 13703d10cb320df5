"""Codes about the file, its header and the shape of its records."""

from __future__ import annotations

from csvprep.catalogue.code import Code
from csvprep.findings import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING

STRUCTURE_CODES = (
    # the file and its header
    Code(
        "blank-header",
        ERROR,
        "The header line is empty",
        "Without labels no cell can be matched to a field.",
        "Put the labels in the first line.",
        "(an empty first line)",
        "the header line is empty; put the labels in the first line",
    ),
    Code(
        "blank-label",
        WARNING,
        "A column has no label",
        "The endpoint can't match the column to a field.",
        "prep leaves the column out of the chunks; give it a label to upload it.",
        "C_EmailAddress,,C_FirstName",
        "column {column} has no label and is left out of the chunks",
    ),
    Code(
        "duplicate-label",
        ERROR,
        "Two columns are the same field",
        "Which of the two is meant can't be known, so the wrong one may be uploaded.",
        "Remove or rename one of the columns, or map one with --map.",
        "C_EmailAddress,C_EmailAddress",
        "column {column} is '{label}' again, after column {other}; remove or rename one of them",
    ),
    Code(
        "missing-label",
        ERROR,
        "A required field has no column",
        "Every record would be refused for the missing field.",
        "Add the column, or name the one that holds it with --map LABEL=FIELD.",
        "C_FirstName,C_LastName (no C_EmailAddress)",
        "no column for the required field {field}; add it, or name it with --map LABEL={field}",
    ),
    Code(
        "extra-label",
        WARNING,
        "A column is not a field of the schema",
        "The endpoint ignores or refuses columns that it doesn't know.",
        "prep leaves it out of the chunks; --keep-extra keeps it, --map LABEL=FIELD says which field it is.",
        "C_EmailAddress,Favourite Colour",
        "'{label}' is not a field of {object} and is left out of the chunks; --keep-extra keeps it",
    ),
    Code(
        "header-case",
        WARNING,
        "A label differs from the field's name in case or spacing",
        "The endpoint compares labels exactly.",
        "prep writes the field's name.",
        "c_emailaddress",
        "'{label}' is read as the field {field}; chunks carry the field's name",
    ),
    Code(
        "header-alias",
        WARNING,
        "A label is another name of a field",
        "The endpoint compares labels exactly.",
        "prep writes the field's name; --map LABEL=FIELD says that another field is meant.",
        "E-mail Address",
        "'{label}' is read as the field {field}; chunks carry the field's name",
    ),
    # the structure of records
    Code(
        "blank-row",
        ERROR,
        "A record is empty",
        "An empty record makes an empty object, or an error at the endpoint.",
        "prep sets it aside in rejected.csv.",
        ",,,,",
        "the record is empty",
    ),
    Code(
        "missing-cell",
        ERROR,
        "A record is too short",
        "Cells after the gap would land in the wrong fields, or be lost.",
        "prep sets the record aside in rejected.csv; complete it there.",
        "ann@acme.com,Ann (two cells under seven labels)",
        "the record has fewer cells ({cells}) than the header has labels ({labels})",
    ),
    Code(
        "extra-cell",
        ERROR,
        "A record is too long",
        "Often an unquoted delimiter inside a cell: all cells after it are one column off.",
        "prep sets the record aside in rejected.csv; quote the cell there.",
        "Acme, Inc. unquoted in a comma file",
        "the record has more cells ({cells}) than the header has labels ({labels}); is there an unquoted delimiter?",
    ),
    Code(
        "quote-error",
        ERROR,
        "A quoted cell does not end as it should",
        "Readers disagree on where the cell ends; some take the rest of the file into it.",
        "prep takes the record up to its line end and sets it aside; double the quotes inside the cell, or close it.",
        '"Acme "Best" Ltd",x',
        "a quoted cell is not closed, or goes on after its closing quote; double the quotes inside it, or close it",
    ),
    Code(
        "quote-format",
        WARNING,
        "A quote stands inside an unquoted cell",
        "RFC 4180 has quotes in quoted cells only; some readers stumble over it.",
        "prep writes the cell quoted, with the quote doubled.",
        '5" pipe',
        "a quote inside an unquoted cell is read as it stands",
    ),
    Code(
        "encoding-error",
        ERROR,
        "Bytes that are not text in the file's encoding",
        "The endpoint expects UTF-8; the letters arrive broken, or the file is refused.",
        "prep keeps the record's bytes in rejected.csv; if the whole file is in another encoding, name it: --encoding.",
        "Zo\\xeb (Windows-1252 in a UTF-8 file)",
        "byte {byte} of the record is not {encoding}; if the file has another encoding, name it with --encoding",
    ),
    Code(
        "record-too-large",
        ERROR,
        "A record does not fit into a chunk",
        "Alone it is larger than the limit of one upload.",
        "prep sets it aside in rejected.csv; shorten it, or raise --max-bytes.",
        "a 12 MB note under --max-bytes 10MB",
        "the record alone takes {bytes} bytes, more than {what} allows",
    ),
)
