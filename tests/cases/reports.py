"""Contact files that need the schema or a look at their records: repeated headers, footers, missing headers."""

from __future__ import annotations

from .case import Case, case

HEADER = b"C_EmailAddress,C_FirstName,C_LastName\n"
ANN, BOB, CY = b"ann@a.example,Ann,Lee\n", b"bob@b.example,Bob,Ray\n", b"cy@c.example,Cy,Poe\n"
PEOPLE = ANN + BOB + CY

CASES: tuple[Case, ...] = (
    case("contacts-clean", "a file without fault", HEADER + PEOPLE, None),
    case(
        "header-again",
        "cat a.csv b.csv",
        HEADER + ANN + BOB + HEADER + CY,
        None,
        finds="repeated-header 3 4",
    ),
    case(
        "header-again-with-a-mark",
        "cat a.csv b.csv, both with a byte order mark",
        b"\xef\xbb\xbf" + HEADER + ANN + b"\xef\xbb\xbf" + HEADER + BOB,
        None,
        finds="repeated-header 2 3",
    ),
    case(
        "header-again-quoted",
        "exports joined, one of them quoting all",
        HEADER + ANN + b'"C_EmailAddress","C_FirstName","C_LastName"\n' + BOB,
        None,
        finds="repeated-header 2 3",
    ),
    case(
        "header-after-every-record",
        "a report that prints its header on each page",
        HEADER + ANN + HEADER + BOB + HEADER + CY,
        None,
        finds="repeated-header 2 3, repeated-header 4 5",
    ),
    case(
        "header-last",
        "cat a.csv empty.csv",
        HEADER + PEOPLE + HEADER,
        None,
        finds="repeated-header 4 5",
    ),
    case(
        "footer-rows-affected",
        "SQL Server: (3 rows affected)",
        HEADER + PEOPLE + b"\n(3 rows affected)\n",
        None,
        finds="blank-row 4 5, footer-row 5 6",
    ),
    case("footer-psql", "psql: (3 rows)", HEADER + PEOPLE + b"(3 rows)\n", None, finds="footer-row 4 5"),
    case(
        "footer-oracle",
        "SQL*Plus: 3 rows selected.",
        HEADER + PEOPLE + b"\n3 rows selected.\n",
        None,
        finds="blank-row 4 5, footer-row 5 6",
    ),
    case(
        "footer-total",
        "reports: a total line",
        HEADER + PEOPLE + b"Total,3,\n",
        None,
        finds="footer-row 4 5",
    ),
    case(
        "footer-total-short",
        "reports: a total line",
        HEADER + PEOPLE + b"Total: 3\n",
        None,
        finds="footer-row 4 5",
    ),
    case(
        "footer-of-an-export",
        "Salesforce: footer of a report",
        HEADER + PEOPLE + b'\n"Confidential - Do Not Distribute"\n',
        None,
        finds="blank-row 4 5, missing-cell 5 6",
        why="a sentence may be a cut record too; either way it is rejected",
    ),
    case(
        "a-short-record-is-no-footer",
        "a record cut short before others",
        HEADER + ANN + b"bob@b.example\n" + CY,
        None,
        finds="missing-cell 2 3",
    ),
    case(
        "header-missing",
        "Pollock paper: no header",
        b"ann@a.example,Ann,Lee\nbob@b.example,Bob,Ray\ncy@c.example,Cy,Poe\n",
        None,
        finds="missing-header - 1",
    ),
    case(
        "header-missing-with-a-mark",
        "Pollock paper: no header",
        b"\xef\xbb\xbfann@a.example,Ann,Lee\r\nbob@b.example,Bob,Ray\r\ncy@c.example,Cy,Poe\r\n",
        None,
        finds="missing-header - 1",
    ),
    case(
        "blank-record-of-the-right-width",
        "frictionless: blank row",
        HEADER + ANN + b",,\n" + b" , ,\n" + BOB,
        None,
        finds="blank-row 2 3, blank-row 3 4",
    ),
    case(
        "nul-bytes",
        "Pollock paper: null bytes",
        HEADER + b"ann@a.example,A\0nn,Lee\n" + BOB + CY,
        None,
        finds="null-byte 1 2",
    ),
    case(
        "control-characters",
        "csvkit: control characters from terminals",
        HEADER + b"ann@a.example,A\x07nn,Lee\n" + BOB + CY,
        None,
        finds="control-character 1 2",
    ),
    case(
        "title-and-footer",
        "reports: title above, count below, the last line unended",
        b"Contacts\n\n" + HEADER + PEOPLE + b"3 records",
        None,
        finds="preamble-row - 1, footer-row 4 7, line-end-missing 4 7",
        why="a footer has few cells by nature: nothing says that the file was cut",
    ),
    case(
        "semicolons-and-aliases",
        "Excel: CSV on a German Windows",
        "E-mail Address;First Name;Last Name\nann@a.example;Zoë;Müller\nbob@b.example;Bob\n".encode("cp1252"),
        None,
        finds="missing-cell 2 3",
    ),
)
