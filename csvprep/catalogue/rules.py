"""Codes about what a schema of one's own asks for: rules, lists, written forms, models."""

from __future__ import annotations

from csvprep.catalogue.code import Code
from csvprep.findings import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING

FORM_CODES = (
    Code(
        "email-suspect",
        WARNING,
        "An e-mail address at what looks like a slip of a large mail service's domain",
        "Mail to it bounces, or goes to whoever owns the misspelt domain.",
        "Left as it is; --accept-suggestions takes the likely domain.",
        "ann@gmial.com",
        "is at a domain that looks misspelt",
    ),
    Code(
        "state-error",
        ERROR,
        "Not a state, province or region of ISO 3166-2",
        "State fields take codes; anything else is refused or stored as text.",
        "Correct it to a code or a name of the record's country.",
        "Freedonia",
        "is not a subdivision of ISO 3166-2: {why}",
    ),
    Code(
        "state-format",
        WARNING,
        "A state not written as the schema says",
        "California, CALIFORNIA and CA become three states.",
        "Written as the code (or the form of the schema).",
        "California",
        "is not in the written form",
    ),
    Code(
        "case-format",
        WARNING,
        "A value not in the case that the schema asks for",
        "SMITH and Smith look like two people, and a letter that begins with 'Dear ANN' like a form.",
        "Written in the schema's case; title case only touches cells that are all upper or all lower case.",
        "O'NEIL",
        "is not in the case that the schema asks for",
    ),
    Code(
        "inner-space",
        WARNING,
        "Several spaces in a row",
        "'Acme  Ltd' and 'Acme Ltd' become two companies.",
        "Written with one, where the schema has collapse_spaces.",
        "Acme  Ltd",
        "has several spaces in a row",
    ),
    Code(
        "value-replaced",
        WARNING,
        "A value that the schema writes in another way",
        "The endpoint knows the other value only.",
        "Replaced, as the schema's table says.",
        "Mister, where the schema has replace: {Mister: Mr.}",
        "is replaced, as the schema says",
    ),
    Code(
        "default-filled",
        WARNING,
        "An empty cell that the schema has a default for",
        "The endpoint would take its own default, or refuse the record.",
        "Filled with the schema's default.",
        "an empty cell",
        "is empty; the schema has a default",
    ),
    Code(
        "value-split",
        WARNING,
        "A value that the schema takes apart",
        "The endpoint has a field for each part.",
        "prep writes a column for each part.",
        "Ann Smith",
        "is split, as the schema says",
    ),
    Code(
        "value-joined",
        WARNING,
        "Values that the schema puts together",
        "The endpoint has one field for them.",
        "prep writes one column.",
        "Main Street, 5",
        "is joined, as the schema says",
    ),
)
RULE_CODES = (
    Code(
        "rule-error",
        ERROR,
        "A record breaks a rule of the schema",
        "Each cell is good, but not beside the others: the record would be refused or be of no use.",
        "Correct the record; the rule stands in the schema under csvprep: rules.",
        "a country of the US without a state",
        "{rule}",
    ),
    Code(
        "rule-warning",
        WARNING,
        "A record breaks a rule of the schema that is a warning",
        "The record can be uploaded; somebody wanted to know.",
        "Left as it is.",
        "a country of the US without a state",
        "{rule}",
    ),
    Code(
        "forbidden-value",
        ERROR,
        "A value that no record may have",
        "It is on a list of values to leave out, such as people who asked not to be written to.",
        "prep sets the record aside.",
        "ann@example.com, when she is on the list",
        "is on the list of excluded values",
    ),
    Code(
        "check-error",
        ERROR,
        "A record or value fails a check of the pandera model",
        "The model is what the data is meant to be.",
        "Correct it.",
        "7, when the model asks for even numbers",
        "fails the check '{check}'",
    ),
    Code(
        "check-warning",
        WARNING,
        "A record or value fails a check of the pandera model that only warns",
        "The model wants it to be known.",
        "Left as it is.",
        "7, when the model would have even numbers",
        "fails the check '{check}'",
    ),
)
