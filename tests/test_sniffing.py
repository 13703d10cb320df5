"""Guessing a dialect from the first records of a file."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csvprep.dialect import Dialect, Reading
from csvprep.errors import InputError, UsageError
from csvprep.sniffing import Sniffed, looks_like_value, sniff_dialect

NOTHING = Reading()


def sniff(text: str, reading: Reading = NOTHING) -> Sniffed:
    return sniff_dialect(text.encode(), reading, final=True, name="in.csv")


def guessed(text: str, reading: Reading = NOTHING) -> dict[str, Any]:
    """Return what of a guess is not as in plain CSV."""
    plain = Dialect().to_dict()
    return {name: value for name, value in sniff(text, reading).dialect.to_dict().items() if value != plain[name]}


DELIMITERS = [
    ("nothing", "", {}),
    ("one column", "Email\nann@acme.com\nbob@acme.com\n", {}),
    ("one column of names", "Name\nAnn Lee\nBob Ray\nCy Poe\n", {}),
    ("one column of times", "at\n10:00\n11:30\n12:45\n", {}),
    ("one column of sentences", "note\nThe car, the bus\nA house; a garden\nnothing\n", {}),
    ("one column of web addresses", "site\nhttps://a.example/x\nhttp://b.example/y\n", {}),
    ("commas", "a,b\n1,2\n3,4\n", {}),
    ("semicolons", "a;b;c\n1;2;3\n4;5;6\n", {"delimiter": ";"}),
    ("tabs", "a\tb\n1\t2\n3\t4\n", {"delimiter": "\t"}),
    ("pipes", "a|b\n1|2\n3|4\n", {"delimiter": "|"}),
    ("colons", "user:uid\nann:1000\nbob:1001\n", {"delimiter": ":"}),
    ("blanks", "host port state\nalpha 80 open\nbeta 443 shut\n", {"delimiter": " "}),
    ("a header alone", "a;b;c", {"delimiter": ";"}),
    ("a header of two", "Email;Name\n", {"delimiter": ";"}),
    ("decimal commas", "a;b\n1,5;2,5\n3,5;4,5\n", {"delimiter": ";"}),
    ("decimal commas with tabs", "a\tb\n1,5\t2\n3,5\t4\n", {"delimiter": "\t"}),
    ("thousands", "what;sum\nrent;1,200.00\nfood;2,350.50\n", {"delimiter": ";"}),
    ("full names", "full name,town\nAnn Lee,New York\nBob Ray,Los Angeles\n", {}),
    ("semicolons in names", "name,town\nLee; Ann,Rome\nRay; Bob,Oslo\nPoe; Cy,Bern\n", {}),
    ("times", "day,from,to\nMon,09:00,17:30\nTue,08:15,16:45\n", {}),
    ("times in one of two", "what,at\nin,10:00:00\nout,11:30:00\n", {}),
    ("web addresses", "name,site\nAnn,http://a.example\nBob,https://b.example:8080\n", {}),
    ("lists in cells", "name,tags\nAnn,red;blue\nBob,green;grey\n", {}),
    ("pipes in cells", "name,path\nAnn,a|b\nBob,c|d\n", {}),
    ("Windows paths", "name;path\nAnn;C:\\temp\\new\nBob;D:\\data\n", {"delimiter": ";"}),
    ("contacts", "Name;Mail;Phone\nAnn Lee;ann@acme.com;(303) 928-2134\nBob;b@acme.com;(303) 5\n", {"delimiter": ";"}),
    ("commas in quotes", '"Lee, Ann";Rome\n"Ray, Bob";Oslo\n', {"delimiter": ";"}),
    ("semicolons in quotes", 'a,b\n"x;y;z",2\n"u;v;w",3\n', {}),
    ("a short record", "a;b;c\n1;2;3\n4;5\n6;7;8\n", {"delimiter": ";"}),
    ("a broken quote", 'a;b\n"unclosed;2\n3;4\n5;6\n', {"delimiter": ";"}),
    ("blank lines", "a;b\n\n1;2\n\n\n3;4\n", {"delimiter": ";"}),
    ("many empty cells", "a|b|c|d\n|||\n1|||\n|||2\n", {"delimiter": "|"}),
    ("CRLF", "a;b\r\n1;2\r\n", {"delimiter": ";", "line_terminator": "\r\n"}),
    ("CR", "a,b\r1,2\r3,4\r", {"line_terminator": "\r"}),
    ("CRLF header over LF records", "a,b\r\n1,2\n3,4\n", {"line_terminator": "\r\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [one[1:] for one in DELIMITERS], ids=[one[0] for one in DELIMITERS])
def test_delimiters_and_line_ends(text: str, expected: dict[str, Any]):
    """The delimiter cuts records into as many natural cells each, or is a comma; the line end is the header's."""
    assert guessed(text) == expected


CHARACTERS = [
    ("double quotes", 'a,b\n"x,y",1\n"z,w",2\n', {}),
    ("single quotes", "a,b\n'x,y',1\n'z,w',2\n", {"quote_char": "'"}),
    ("single quotes, doubled inside", "a,b\n'it''s',1\n'that''s',2\n", {"quote_char": "'"}),
    ("single quotes and semicolons", "a;b\n'x;y';'1'\n'z;w';'2'\n", {"delimiter": ";", "quote_char": "'"}),
    ("apostrophes", "name,town\nO'Neil,Rome\nD'Arcy,Oslo\nAnn,Bern\n", {}),
    ("an apostrophe at the end", "name,town\nJames',Rome\nAnn,Oslo\n", {}),
    ("apostrophes in double quotes", 'a,b\n"it\'s, well",1\n"that\'s",2\n', {}),
    ("inches", 'size,what\n5",pipe\n12",rod\n', {}),
    ("escaped quotes", 'a,b\n"x \\"y\\", z",1\n"u \\"v\\", w",2\n', {"escape_char": "\\"}),
    ("escaped delimiters", "a,b\nx\\,y,1\nz\\,w,2\nu\\,v,3\n", {"escape_char": "\\"}),
    ("escaped quotes and semicolons", 'a;b\n"x\\";y";1\n"z\\";w";2\n', {"delimiter": ";", "escape_char": "\\"}),
    ("backslashes of Windows", "name,path\nAnn,C:\\temp\nBob,D:\\new\\x\n", {}),
    ("a network path", "name,path\nAnn,\\\\server\\x\nBob,\\\\server\\y\n", {}),
    ("inches with a backslash", 'size,what\n5\\",pipe\n12,rod\n', {}),
    ("inches with backslashes beside paths", 'size,path\n5\\",C:\\logs\n12\\",D:\\data\n', {}),
    ("an escaped quote in one column", 'size\n"5\\" pipe"\n"12 rod"\n', {"escape_char": "\\"}),
    ("escaped quotes in unquoted cells", 'a,b\nThe \\"Best\\" Ltd,C:\\\\logs\nx,\\N\n', {"escape_char": "\\"}),
    ("doubled quotes", 'a,b\n"x ""y"", z",1\n"u ""v""",2\n', {}),
]


@pytest.mark.parametrize(("text", "expected"), [one[1:] for one in CHARACTERS], ids=[one[0] for one in CHARACTERS])
def test_quotes_and_escapes(text: str, expected: dict[str, Any]):
    """Quote and escape chars other than RFC 4180's are found where records make no sense without them."""
    assert guessed(text) == expected


FORMS = [
    ("padded", "a, b, c\n1, 2, 3\n4, 5, 6\n", {"skip_initial_space": True}),
    ("padded quotes", 'a, "b"\n1, "x,y"\n2, "z"\n', {"skip_initial_space": True}),
    ("padded semicolons", "a; b\n1; 2\n3; 4\n", {"delimiter": ";", "skip_initial_space": True}),
    ("a blank in one record", "a,b,c\n1, 2,3\n4,5,6\n", {}),
    ("a blank in the header only", "a, b\n1,2\n3,4\n", {}),
    ("a trailing delimiter on records", "a,b\n1,2,\n3,4,\n", {"trailing_delimiter": True}),
    ("a trailing delimiter on all lines", "a;b;\n1;2;\n3;4;\n", {"delimiter": ";", "trailing_delimiter": True}),
    ("a trailing delimiter on one record", "a,b\n1,2,\n3,4\n", {}),
    ("an empty last column", "a,b,c\n1,2,\n3,4,\n", {}),
    ("a title", "My contacts\na,b,c\n1,2,3\n4,5,6\n", {"skip_lines": 1}),
    ("a title and a blank line", "Contacts as of May\n\na;b;c\n1;2;3\n4;5;6\n", {"delimiter": ";", "skip_lines": 2}),
    ("a title with empty cells", "Contacts,,\na,b,c\n1,2,3\n4,5,6\n", {"skip_lines": 1}),
    ("blank lines first", "\n\na,b,c\n1,2,3\n", {"skip_lines": 2}),
    ("comments", "# made by x\n# on Monday\na,b,c\n1,2,3\n4,5,6\n", {"skip_lines": 2}),
    ("a comment with commas", "# one, two, three, four\na,b\n1,2\n3,4\n", {"skip_lines": 1}),
    ("a label with a hash", "#,name\n1,Ann\n2,Bob\n", {}),
    ("notes above in pairs", "From,Ann\nOn,Monday\n\na,b,c,d\n1,2,3,4\n5,6,7,8\n", {"skip_lines": 3}),
    ("no title above one column", "name\nAnn\nBob\n", {}),
    ("no title above two columns", "Ann\nname,town\nBob,Rome\nCy,Oslo\n", {"skip_lines": 1}),
    ("a first record of few cells", "a,b,c\nx\n1,2,3\n4,5,6\n", {}),
    ("sep=", "sep=;\na;b\n1;2\n", {"delimiter": ";", "skip_lines": 1}),
    (
        "sep= in capitals and CRLF",
        "SEP=|\r\na|b\r\n1|2\r\n",
        {"delimiter": "|", "skip_lines": 1, "line_terminator": "\r\n"},
    ),
    ("sep= in quotes", '"sep=;"\na;b\n1;2\n', {"delimiter": ";", "skip_lines": 1}),
    ("sep= of a tab", "sep=\t\na\tb\n1\t2\n", {"delimiter": "\t", "skip_lines": 1}),
    ("sep= against the looks", "sep=;\na,b\n1,2\n", {"delimiter": ";", "skip_lines": 1}),
    ("sep= and a title", "sep=;\nContacts\na;b;c\n1;2;3\n4;5;6\n", {"delimiter": ";", "skip_lines": 2}),
    ("sep is a label", "sep,b\n1,2\n3,4\n", {}),
]


@pytest.mark.parametrize(("text", "expected"), [one[1:] for one in FORMS], ids=[one[0] for one in FORMS])
def test_what_stands_around_records(text: str, expected: dict[str, Any]):
    """Blanks after delimiters, delimiters at line ends, and lines before the header are found."""
    assert guessed(text) == expected


@pytest.mark.parametrize(
    ("text", "preamble"),
    [
        ("a,b\n1,2\n", ""),
        ("My contacts\n\na,b,c\n1,2,3\n4,5,6\n", "My contacts\n\n"),
        ('"A title\nin two lines"\na,b,c\n1,2,3\n4,5,6\n', '"A title\nin two lines"\n'),
        ("sep=;\r\na;b\r\n", "sep=;\r\n"),
    ],
)
def test_preamble(text: str, preamble: str):
    """The preamble is the bytes before the header; its lines are counted, those in quotes too."""
    found = sniff(text)
    assert found.preamble == preamble.encode()
    assert found.dialect.skip_lines == preamble.count("\n")


@pytest.mark.parametrize("titles", ['Report "Q3\n', '"Report Q3\n', 'Contacts\n"Report Q3\n\n', '"Report\n"Q3, "Q4\n'])
@pytest.mark.parametrize("records", [2, 20_000])
def test_quotes_of_titles_are_no_quotes(titles: str, records: int):
    """Titles are no part of the table however quotes stand in them, in files of any size."""
    found = sniff(titles + "a;b;c\n" + "1;2;3\n" * records)
    assert (found.preamble.decode(), found.dialect.delimiter, found.width) == (titles, ";", 3)


def test_a_long_first_cell_is_no_title():
    """The lines of a quoted cell that is longer than the sample are no records, and no title stands before it."""
    found = sniff('a,b\n1,"' + "one, two, three, four, five, six, seven, eight\n" * 4000 + '"\n2,x\n')
    assert (found.preamble, found.dialect.delimiter, found.width) == (b"", ",", 2)


@pytest.mark.parametrize(
    ("text", "width", "share"),
    [("a;b;c\n1;2;3\n", 3, 1.0), ("a,b\n1,2\n3\n4,5\n", 2, 0.75), ("", 1, 0.0), ("a\nb\n", 1, 1.0)],
)
def test_how_alike_records_are(text: str, width: int, share: float):
    """How many cells most records have, and how many records have so many, is told."""
    found = sniff(text)
    assert (found.width, found.share) == (width, share)


@pytest.mark.parametrize("mark", ["||", ";;", ",,", "::", "\t\t"])
def test_two_characters_as_delimiter(mark: str):
    """Where every delimiter is doubled the file is refused, by the delimiter's name and with what to do."""
    text = f"a{mark}b\n1{mark}2\n3{mark}4\n"
    with pytest.raises(InputError, match=r"^in.csv: its delimiter seems to be .*, of two characters; .*replace it"):
        sniff(text)
    assert sniff(text, Reading(delimiter=mark[0])).dialect.delimiter == mark[0]


@pytest.mark.parametrize("text", ["a,,b\n1,,2\n3,9,4\n", "a,,b,,c\n", "a  b\n1  2\n", "a,,,b\n1,,,2\n"])
def test_empty_columns_are_no_doubled_delimiter(text: str):
    """Empty cells, one header line alone and blanks in a row are no delimiter of two characters."""
    sniff(text)


@pytest.mark.parametrize(
    ("text", "reading", "expected"),
    [
        ("a;b\n1;2\n", Reading(delimiter=","), {}),
        ("a;b\n1;2\n", Reading(delimiter="semicolon"), {"delimiter": ";"}),
        ("a^b\n1^2\n", Reading(delimiter="^"), {"delimiter": "^"}),
        ("a,b\n'x',1\n", Reading(quote_char=""), {"quote_char": ""}),
        ("a,b\n'x,y',1\n'z,w',2\n", Reading(quote_char="double"), {}),
        ("a,b\n1,2\n", Reading(escape_char="\\"), {"escape_char": "\\"}),
        ('a,b\n"x\\",y",1\n', Reading(escape_char=""), {}),
        ("x\ny\na;b\n1;2\n", Reading(skip_lines=2), {"delimiter": ";", "skip_lines": 2}),
        ("title\na,b,c\n1,2,3\n4,5,6\n", Reading(skip_lines=0), {}),
        ("title\na,b,c\n1,2,3\n4,5,6\n", Reading(header=False), {"header": False}),
        ("a,b,\n1,2,\n", Reading(header=False), {"header": False}),
        ("sep=;\na;b\n1;2\n", Reading(header=False), {"delimiter": ";", "header": False, "skip_lines": 1}),
        ("sep=;\na,b\n1,2\n", Reading(delimiter=","), {"skip_lines": 1}),
        ("sep=;\na;b\n1;2\n", Reading(skip_lines=1), {"delimiter": ";", "skip_lines": 1}),
    ],
)
def test_what_is_said_is_taken(text: str, reading: Reading, expected: dict[str, Any]):
    """What the user says is not guessed, and the rest is guessed from it."""
    assert guessed(text, reading) == expected


@pytest.mark.parametrize("skip_lines", [1, 5, 100])
def test_more_lines_to_skip_than_there_are(skip_lines: int):
    """Skipping all lines leaves nothing."""
    assert sniff("a,b\n", Reading(skip_lines=skip_lines)).preamble == b"a,b\n"


def test_characters_that_do_not_go_together():
    """A delimiter that is said to be the quote or escape char too is wrong use."""
    with pytest.raises(UsageError):
        sniff("a'b\n", Reading(delimiter="'", quote_char="'"))


@pytest.mark.parametrize(
    "text",
    ["1", "-1.5", "1,200.00", "50%", "$3", "2024-03-01", "1.3.24", "2024-03-01T10:00:00Z", "10:30", "ann@acme.com",
     "https://acme.com", "www.acme.com", "(303) 928-2134", "+49 30 901820"],
)  # fmt: skip
def test_values(text: str):
    """Numbers, dates, times, addresses and phone numbers are hardly labels."""
    assert looks_like_value(text)
    assert looks_like_value(f" {text} ")


@pytest.mark.parametrize(
    "text", ["", " ", "Name", "C_EmailAddress", "Q1", "1st", "e-mail", "Phone 1", "2nd address", "#"]
)
def test_labels(text: str):
    """Words are no values."""
    assert not looks_like_value(text)


@given(st.binary(max_size=80), st.booleans())
def test_any_bytes(sample: bytes, final: bool):
    """Any bytes have a dialect, or are refused; the preamble is their beginning."""
    try:
        found = sniff_dialect(sample, NOTHING, final=final)
    except InputError as error:
        assert "of two characters" in str(error)  # noqa: PT017 - the other outcome is checked below
        return
    assert sample.startswith(found.preamble)
    assert 0 <= found.share <= 1
    assert found.width >= 1


def test_large_samples_are_judged_by_their_beginning():
    """What comes after the first 64 KiB changes nothing, and a record cut there isn't counted."""
    text = "a;b;c\n" + "1;2;3\n" * 12_000
    assert sniff(text).share == 1.0
    assert sniff(text + "a,b,c,d,e\n" * 12_000).dialect == sniff(text).dialect


def test_skipped_lines_are_found_in_one_look():
    """A line of megabytes that has no end in the sample costs no more than any other bytes; quadratic work would."""
    title, cell = "Contacts\n", "x" * 4_000_000
    found = sniff_dialect(f'{title}a,b\n1,"{cell}'.encode(), Reading(skip_lines=1), final=False)
    assert (found.preamble, found.dialect.delimiter) == (title.encode(), ",")
    assert sniff_dialect(cell.encode(), Reading(skip_lines=3), final=False).preamble == b""
    assert sniff("one\r\ntwo\rthree\na,b\n", Reading(skip_lines=3)).preamble == b"one\r\ntwo\rthree\n"
