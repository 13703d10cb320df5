"""Cells and files at the edge: control characters, very long, very wide, very short, nothing at all."""

from __future__ import annotations

from .case import Case, case, refused

CASES: tuple[Case, ...] = (
    case(
        "nul-in-a-cell",
        "Pollock paper: null bytes; Python csv: line contains NUL",
        b"name,city,note\nAnn,Rome,a long enough note about Ann\nB\x00b,Oslo,a long enough note about Bob\n",
        "name|city|note",
        "Ann|Rome|a long enough note about Ann",
        "B\0b|Oslo|a long enough note about Bob",
    ),
    case(
        "tabs-in-cells",
        "pasted from a spreadsheet into a text field",
        b"name,note,city\nAnn,a\tb,Rome\nBob,\tx\t,Oslo\nCy,y,Bern\n",
        "name|note|city",
        "Ann|a\tb|Rome",
        "Bob|\tx\t|Oslo",
        "Cy|y|Bern",
        delimiter=",",
    ),
    case(
        "one-long-cell",
        "DuckDB: lines longer than a buffer",
        b"a,b\n1," + b"x" * 300_000 + b'\n2,"' + b"y,\n" * 100_000 + b'"\n3,z\n',
        "a|b",
        "1|" + "x" * 300_000,
        "2|" + "y,\n" * 100_000,
        "3|z",
    ),
    case(
        "five-thousand-columns",
        "Pollock paper: number of columns",
        b",".join(b"c%d" % n for n in range(5000)) + b"\n" + b",".join(b"%d" % n for n in range(5000)) + b"\n1,2\n",
        tuple(f"c{n}" for n in range(5000)),
        tuple(str(n) for n in range(5000)),
        finds="missing-cell 2 3",
    ),
    case(
        "one-record",
        "Pollock paper: number of rows 1",
        b"name,city\nAnn,Rome\n",
        "name|city",
        "Ann|Rome",
        header=True,
    ),
    case("header-alone", "frictionless: no records", b"name,city,zip\n", "name|city|zip"),
    case("header-alone-without-line-end", "frictionless: no records", b"name,city,zip", "name|city|zip"),
    case("header-of-one-label", "Papa Parse: input is just a string", b"name\n", ("name",), delimiter=","),
    case(
        "several-faults-together",
        "frictionless: blank label, blank row and extra cell together",
        b"id,name,,name\n1,Ann\n2,Bob,x,y\n\n3,Cy,1,2,3\n",
        "id|name||name",
        "2|Bob|x|y",
        finds="missing-cell 1 2, blank-row 3 4, extra-cell 4 5",
        skip_lines=0,
    ),
    refused("no-bytes", "Pollock paper: file of 0 bytes", b"", "is empty"),
    refused("byte-order-mark-alone", "Python csv: utf-8-sig of nothing", b"\xef\xbb\xbf", "is empty"),
    case("line-ends-alone", "rust-csv: empty_lines", b"\n\n\n\n", None, finds="preamble-row - 1, blank-header - 4"),
    case(
        "line-ends-alone-mixed",
        "rust-csv: empty_lines_mixed",
        b"\r\n\n\r\n\n",
        None,
        finds="preamble-row - 1, blank-header - 4",
        why="a table whose header line is blank, under blank lines",
    ),
    refused("utf-16-mark-alone", "Unicode standard, byte order marks", b"\xff\xfe", "is empty"),
)
