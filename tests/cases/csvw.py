"""Dialects of CSV on the Web (W3C, Metadata Vocabulary for Tabular Data, section 5.9)."""

from __future__ import annotations

from .case import Case, case

TREES = b"GID,On Street,Species\n1,ELM ROAD,Acer rubrum\n2,OAK LANE,Ginkgo\n"
LABELS = "GID|On Street|Species"
ROWS = ("1|ELM ROAD|Acer rubrum", "2|OAK LANE|Ginkgo")

CASES: tuple[Case, ...] = (
    case("csvw-simple", "CSVW tests: trees", TREES, LABELS, *ROWS, delimiter=",", header=True, encoding="utf-8"),
    case(
        "csvw-comment-lines",
        "CSVW: commentPrefix #, comments become annotations",
        b"#Publisher|City of Trees\n#Updated 2014\n" + TREES,
        LABELS,
        *ROWS,
        finds="preamble-row - 1",
        skip_lines=2,
    ),
    case(
        "csvw-delimiter-tab",
        "CSVW: delimiter, tab-separated trees of a city",
        TREES.replace(b",", b"\t"),
        LABELS,
        *ROWS,
        delimiter="\t",
    ),
    case(
        "csvw-no-header",
        "CSVW: header false",
        TREES,
        None,
        LABELS,
        *ROWS,
        given={"header": False},
        header=False,
    ),
    case(
        "csvw-skip-rows",
        "CSVW: skipRows",
        b"Trees,of,the,city\n\n" + TREES,
        LABELS,
        *ROWS,
        given={"skip_lines": 2},
        skip_lines=2,
    ),
    case(
        "csvw-skip-rows-without-header",
        "CSVW: skipRows with header false",
        b"Trees of the city\n1,ELM ROAD,Acer\n2,OAK LANE,Ginkgo\n",
        None,
        "1|ELM ROAD|Acer",
        "2|OAK LANE|Ginkgo",
        given={"skip_lines": 1, "header": False},
    ),
    case(
        "csvw-skip-initial-space",
        "CSVW: skipInitialSpace",
        b"GID, On Street, Species\n1, ELM ROAD, Acer rubrum\n2, OAK LANE, Ginkgo\n",
        LABELS,
        *ROWS,
        skip_initial_space=True,
    ),
    case(
        "csvw-quote-char",
        "CSVW: quoteChar '",
        b"'GID','On Street','Species'\n'1','ELM ROAD','Acer, red'\n'2','OAK LANE','Ginkgo'\n",
        LABELS,
        "1|ELM ROAD|Acer, red",
        "2|OAK LANE|Ginkgo",
        quote_char="'",
    ),
    case(
        "csvw-double-quote-false",
        "CSVW: doubleQuote false, the backslash escapes",
        b'GID,Species,Note\n1,"Acer \\"rubrum\\", old",x\n2,"\\"Ginkgo\\"",y\n',
        "GID|Species|Note",
        ("1", 'Acer "rubrum", old', "x"),
        ("2", '"Ginkgo"', "y"),
        escape_char="\\",
    ),
    case(
        "csvw-blank-rows",
        "CSVW: skipBlankRows false",
        b"GID,On Street,Species\n\n1,ELM ROAD,Acer rubrum\n\n2,OAK LANE,Ginkgo\n",
        LABELS,
        *ROWS,
        finds="blank-row 1 2, blank-row 3 4",
    ),
    case(
        "csvw-encoding",
        "CSVW: encoding",
        b"GID,Species\n1,\xc9rable\n2,H\xeatre\n",
        "GID|Species",
        "1|Érable",
        "2|Hêtre",
        given={"encoding": "iso-8859-1"},
    ),
    case(
        "csvw-multiple-values",
        "CSVW: separator within cells",
        b"GID,Comments\n1,hollow;two stems\n2,\n3,rot;lost a branch\n",
        "GID|Comments",
        "1|hollow;two stems",
        "2|",
        "3|rot;lost a branch",
        delimiter=",",
    ),
)
