"""The one catalogue of finding codes: each with its severity, what it means, why an upload fails, and how it is fixed.

`x-error` (error) means that the value is not a good x as it stands; `x-format` (warning, fixable) that it is good
but not in the schema's written form. Codes that Frictionless has too keep its names and meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

from csvprep.errors import UsageError
from csvprep.findings import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the catalogue.

    Attributes:
        name: the kebab-case code.
        severity: what a finding of this code is.
        title: what is wrong, in a few words.
        why: what an upload would make of it.
        fix: what csvprep does about it, or what the user can do.
        example: a cell, record or header that has it.
        message: template of the finding's message; `{…}` are the facts of the finding.
    """

    name: str
    severity: Severity
    title: str
    why: str
    fix: str
    example: str
    message: str


_CODES = (
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
        "the record has {cells} cells, the header has {labels}",
    ),
    Code(
        "extra-cell",
        ERROR,
        "A record is too long",
        "Often an unquoted delimiter inside a cell: all cells after it are one column off.",
        "prep sets the record aside in rejected.csv; quote the cell there.",
        "Acme, Inc. unquoted in a comma file",
        "the record has {cells} cells, the header has {labels}; is there an unquoted delimiter?",
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
    # text
    Code(
        "missing-value",
        WARNING,
        "A text that the schema takes for an empty cell",
        "The text itself would be stored.",
        "Written as an empty cell.",
        "N/A where the schema lists it under missingValues",
        "means an empty cell in this schema",
    ),
    Code(
        "null-byte",
        ERROR,
        "A NUL byte inside a cell",
        "Many services cut the text at it or refuse the file; it often means a damaged or UTF-16 file.",
        "Removed with --unsafe-fixes; look at the source first.",
        "Ac\\0me",
        "holds a NUL byte",
    ),
    Code(
        "control-character",
        ERROR,
        "An invisible control character inside a cell",
        "It is stored with the text and breaks searches and exports later.",
        "Removed (a tab becomes a space).",
        "Acme\\x0b Ltd",
        "holds invisible control characters",
    ),
    Code(
        "surrounding-space",
        WARNING,
        "Space before or after the value",
        "'Acme ' and 'Acme' become two companies; an e-mail with a space is refused.",
        "Trimmed.",
        "'  Acme '",
        "has space around it",
    ),
    Code(
        "unicode-format",
        WARNING,
        "Text that looks equal but is not",
        "Letters put together from parts, or special spaces, don't match the same text typed normally.",
        "Written in Unicode NFC, with plain spaces.",
        "Zoe + U+0308",
        "is not in Unicode NFC with plain spaces",
    ),
    Code(
        "formula-prefix",
        WARNING,
        "A cell that a spreadsheet would run as a formula",
        "When somebody opens an export of it, the formula runs.",
        "Left as it is; change the text if it is not meant so.",
        "=HYPERLINK(…)",
        "begins like a spreadsheet formula",
    ),
    # kinds
    Code(
        "email-error",
        ERROR,
        "Not an e-mail address",
        "The endpoint or the mail service refuses the record.",
        "Correct it; likely forms are shown as a suggestion and taken with --unsafe-fixes.",
        "norm.smith@acme",
        "is not an e-mail address: {why}",
    ),
    Code(
        "email-format",
        WARNING,
        "An e-mail address not in its normal form",
        "The same mailbox in two spellings makes two contacts.",
        "The domain is written in lower case.",
        "Norm@ACME.com",
        "is not in the normal form",
    ),
    Code(
        "phone-error",
        ERROR,
        "Not a phone number as it stands",
        "Diallers and the endpoint refuse it, or store it as text nobody can call.",
        "Rewritten when phonenumbers can read it; otherwise correct it.",
        "444) 444-1234",
        "is not a phone number as it stands: {why}",
    ),
    Code(
        "phone-format",
        WARNING,
        "A phone number not in the written form",
        "One number in many spellings can't be searched or matched.",
        "Rewritten in the schema's form.",
        "444.444.1234",
        "is not in the written form",
    ),
    Code(
        "phone-unassigned",
        WARNING,
        "A possible phone number that nobody has been given",
        "It can be uploaded, but a call to it won't go through; often a made-up number.",
        "Left as it is.",
        "(555) 555-1234",
        "is possible, but no such number is assigned",
    ),
    Code(
        "url-error",
        ERROR,
        "Not a web address",
        "The endpoint refuses it, or shows a dead link.",
        "www.… gets https:// in front; otherwise correct it.",
        "www.acme.com",
        "is not a web address: {why}",
    ),
    Code(
        "url-format",
        WARNING,
        "A web address not in its normal form",
        "The same site in two spellings counts as two.",
        "Scheme and host are written in lower case.",
        "HTTP://WWW.Acme.com",
        "is not in the normal form",
    ),
    Code(
        "country-error",
        ERROR,
        "Not a country of ISO 3166",
        "Country fields take codes; anything else is refused or stored as text.",
        "Correct it to a code or a country's name.",
        "Freedonia",
        "is not a country of ISO 3166",
    ),
    Code(
        "country-format",
        WARNING,
        "A country not written as the schema says",
        "Germany, GERMANY and DE become three countries.",
        "Written as the ISO 3166 code (or the form of the schema).",
        "Germany",
        "is not in the written form",
    ),
    Code(
        "type-error",
        ERROR,
        "Not a value of the field's type",
        "The endpoint refuses the record.",
        "Correct it; a likely reading is shown as a suggestion.",
        "about 5",
        "is not of type {kind}: {why}",
    ),
    Code(
        "number-format",
        WARNING,
        "A number not in the written form",
        "Group characters and signs confuse the endpoint's parser.",
        "Written without them.",
        "+12.50",
        "is not in the written form",
    ),
    Code(
        "boolean-format",
        WARNING,
        "A yes or no not in the written form",
        "The endpoint knows only its own spellings.",
        "Written as the schema says.",
        "Yes",
        "is not in the written form",
    ),
    Code(
        "date-format",
        WARNING,
        "A date or time not in the written form",
        "The endpoint reads one form; another is refused or day and month are swapped.",
        "Rewritten when there is only one way to read it.",
        "2024/03/25",
        "is not in the written form",
    ),
    Code(
        "choice-format",
        WARNING,
        "One of the allowed values in another spelling",
        "Lists of values are compared exactly.",
        "Written as the schema has it.",
        "EMAILOPEN",
        "is not in the written form",
    ),
    # constraints
    Code(
        "constraint-error",
        ERROR,
        "A value breaks a constraint of the schema",
        "The endpoint refuses or cuts the value.",
        "Correct it.",
        "an empty required cell; a name of 300 characters",
        "{why}",
    ),
    Code(
        "unique-error",
        ERROR,
        "The same value as an earlier record",
        "The later record overwrites the earlier one, or is refused as a duplicate.",
        "prep keeps the first record and sets the later ones aside.",
        "ann@acme.com twice",
        "is the same as record {record}, line {line}",
    ),
    Code(
        "primary-key-error",
        ERROR,
        "The same key as an earlier record",
        "The later record overwrites the earlier one, or is refused as a duplicate.",
        "prep keeps the first record and sets the later ones aside.",
        "the same id twice",
        "the key ({fields}) is the same as in record {record}, line {line}",
    ),
)

CATALOGUE: dict[str, Code] = {code.name: code for code in _CODES}


def find_code(name: str) -> Code:
    """Return the catalogue's entry of a code.

    Raises:
        UsageError: there is no such code.
    """
    try:
        return CATALOGUE[name]
    except KeyError:
        raise UsageError(f"no code '{name}'; `csvprep explain` lists all codes") from None


def severity_of(name: str) -> Severity:
    """Return the severity of a code."""
    return CATALOGUE[name].severity
