"""Where records begin and end."""

from __future__ import annotations

import random
from array import array
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csvprep.cutting import Cutter
from csvprep.dialect import Grammar
from csvprep.records import Run, find_run

MANY = 2**20
COMMA = Grammar()
ESCAPED = Grammar(escape=b"\\")
SINGLE = Grammar(quote=b"'")
PLAIN = Grammar(quote=b"")
SPACE = Grammar(delimiter=b" ")


def records_of(data: bytes, grammar: Grammar = COMMA, *, final: bool = True, most: int = MANY) -> list[bytes]:
    run = find_run(data, grammar, final=final, max_record_bytes=most)
    return run.raw_records() if run is not None else []


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"a", [b"a"]),
        (b"a,b\nc,d\n", [b"a,b\n", b"c,d\n"]),
        (b"a,b\r\nc,d", [b"a,b\r\n", b"c,d"]),
        (b"a,b\rc,d\r", [b"a,b\r", b"c,d\r"]),
        (b"a\rb\nc\r\nd", [b"a\r", b"b\n", b"c\r\n", b"d"]),
        (b"a\r\r\nb\n\rc", [b"a\r", b"\r\n", b"b\n", b"\r", b"c"]),
        (b"\n\n", [b"\n", b"\n"]),
        (b'"a\nb",c\nd\n', [b'"a\nb",c\n', b"d\n"]),
        (b'"a\rb",c\rd\r', [b'"a\rb",c\r', b"d\r"]),
        (b'"a""\n""b"\r\nc\n', [b'"a""\n""b"\r\n', b"c\n"]),
        (b'""\n"","a"\n', [b'""\n', b'"","a"\n']),
        (b'"a"', [b'"a"']),
        (b'"a\n', [b'"a\n']),
        (b'"a\nb\n', [b'"a\n', b"b\n"]),
        (b'"a\rb\r', [b'"a\r', b"b\r"]),
        (b'x"\ny\n', [b'x"\n', b"y\n"]),
        (b'x,"a"b\ny,"c"\n', [b'x,"a"b\n', b'y,"c"\n']),
        (b'"a"\rb\nc\n', [b'"a"\r', b"b\n", b"c\n"]),
        (b'"a\n"b\n"c\n",d\n', [b'"a\n', b'"b\n', b'"c\n",d\n']),
        (b'"a\nb",c,"d\ne"f\ng\n', [b'"a\nb",c,"d\n', b'e"f\n', b"g\n"]),
    ],
)
def test_record_ends(data: bytes, expected: list[bytes]):
    """A record ends at LF, CRLF or CR outside quoted cells; a broken cell's record at the first one after its start."""
    assert records_of(data) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'x, "a\nb"\n', [b'x, "a\nb"\n']),
        (b' "a\nb" ,x\ny\n', [b' "a\nb" ,x\n', b"y\n"]),
        (b'x,  "a\nb"  \r\ny', [b'x,  "a\nb"  \r\n', b"y"]),
        (b'x, "a\nb" c\n', [b'x, "a\n', b'b" c\n']),
        (b'x,y "a\nb"\n', [b'x,y "a\n', b'b"\n']),
        (b'x,\t"a\nb"\n', [b'x,\t"a\n', b'b"\n']),
    ],
)
def test_blanks_around_quotes(data: bytes, expected: list[bytes]):
    """Blanks may stand between the quotes of a cell and its delimiters; nothing else may."""
    assert records_of(data) == expected


@pytest.mark.parametrize(
    ("grammar", "data", "expected"),
    [
        (SINGLE, b"'a\nb',\"c\nd\n", [b"'a\nb',\"c\n", b"d\n"]),
        (SINGLE, b"'it''s\n',x\n", [b"'it''s\n',x\n"]),
        (PLAIN, b'"a\nb"\n', [b'"a\n', b'b"\n']),
        (SPACE, b'"a\nb" c\nd\n', [b'"a\nb" c\n', b"d\n"]),
        (SPACE, b'x  "a\nb"\n', [b'x  "a\nb"\n']),
        (ESCAPED, b'"a\\"\nb",c\nd\n', [b'"a\\"\nb",c\n', b"d\n"]),
        (ESCAPED, b'"a\\\\"\nb\n', [b'"a\\\\"\n', b"b\n"]),
        (ESCAPED, b"a\\\nb\nc\n", [b"a\\\nb\n", b"c\n"]),
        (ESCAPED, b"a\\\r\nb\r\nc", [b"a\\\r\nb\r\n", b"c"]),
        (ESCAPED, b"a\\\rb\rc", [b"a\\\rb\r", b"c"]),
        (ESCAPED, b'a\\"b\n"c\nd"\n', [b'a\\"b\n', b'"c\nd"\n']),
        (ESCAPED, b'"C:\\temp\n"\nx\n', [b'"C:\\temp\n"\n', b"x\n"]),
        (ESCAPED, b"a\\\n", [b"a\\\n"]),
        (COMMA, b"a\\\nb\n", [b"a\\\n", b"b\n"]),
        (Grammar(quote=b"", escape=b"\\"), b"a\\\nb\nc\n", [b"a\\\nb\n", b"c\n"]),
    ],
)
def test_other_quotes_and_escapes(grammar: Grammar, data: bytes, expected: list[bytes]):
    """The file's own quote char quotes, no other; an escape char takes the meaning of a quote or line end after it."""
    assert records_of(data, grammar) == expected


@pytest.mark.parametrize("delimiter", [b"\t", b";", b"|", b":"])
def test_delimiter_closes_a_quoted_cell(delimiter: bytes):
    """Only the file's own delimiter may follow a closing quote."""
    grammar = Grammar(delimiter)
    assert records_of(b'"a\n"' + delimiter + b"b\n", grammar) == [b'"a\n"' + delimiter + b"b\n"]
    assert records_of(b'"a\n",b\n', grammar) == [b'"a\n', b'",b\n']


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a\nb", [b"a\n"]),
        (b"a", []),
        (b"a\r", []),
        (b"a\rb\r", [b"a\r"]),
        (b"a\r\nb\r", [b"a\r\n"]),
        (b'a\n"b\n', [b"a\n"]),
        (b'a\n"b"', [b"a\n"]),
        (b'a\n"b"\r', [b"a\n"]),
        (b'a\n"b" ', [b"a\n"]),
        (b'a\n"b""', [b"a\n"]),
        (b'x"y\nb', [b'x"y\n']),
    ],
)
def test_more_may_follow(data: bytes, expected: list[bytes]):
    """While more bytes may follow, only records that they can't change are returned."""
    assert records_of(data, final=False) == expected


@pytest.mark.parametrize("data", [b"a\\", b"a\\\n", b'"a\\"\n', b"a\\\r"])
def test_more_may_follow_an_escape(data: bytes):
    """What an escape char may yet take into the cell doesn't end a record."""
    assert records_of(b"x\n" + data, ESCAPED, final=False) == [b"x\n"]


def test_unclosed_quote_gives_up_in_time():
    """A quoted cell that isn't closed within the limit is broken: its record is one line."""
    data = b'"a\n' + b"b\n" * 100 + b'"\n'
    assert records_of(data) == [data]
    assert records_of(data, most=50)[:3] == [b'"a\n', b"b\n", b"b\n"]


def test_overlong_record_is_not_whole():
    """A record longer than the limit ends the run before it, line end or not."""
    assert records_of(b"a\n" + b"b" * 50 + b"\nc\n", most=20) == [b"a\n"]


@pytest.mark.parametrize(
    ("grammar", "data", "records", "delimiters"),
    [
        (COMMA, b'a,"b,\n"\nc,d\n', 2, 2),
        (COMMA, b'a,"b"\r\n"c,",d', 2, 2),
        (SINGLE, b"a,'b,\n'\nc,d\n", 2, 2),
        (PLAIN, b'a,"b,c"\n', 1, 2),
        (SPACE, b'a "b \n"\nc d\n', 2, 2),
        (COMMA, b'a, "b,"\nc,d\n', 2, -1),
    ],
)
def test_regular_bytes_are_counted(grammar: Grammar, data: bytes, records: int, delimiters: int):
    """For well-formed bytes records and delimiters outside quotes are counted without a scan; -1: not for polars."""
    run = find_run(data, grammar, final=True, max_record_bytes=MANY)
    assert run == Run(data, records, delimiters, ends=None, quote=grammar.quote)


@pytest.mark.parametrize(
    ("data", "records", "delimiters"),
    [(b"a\\,b,c\nd,e\n", 2, 2), (b'"a\\",",b\nc,d\n', 2, 2), (b"a\\\nb,c\n", 1, 1)],
)
def test_escaped_delimiters_are_not_counted(data: bytes, records: int, delimiters: int):
    """Only delimiters that part cells are counted."""
    run = find_run(data, ESCAPED, final=True, max_record_bytes=MANY)
    assert run is not None
    assert (run.records, run.delimiters) == (records, delimiters)


@pytest.mark.parametrize(
    ("data", "count"), [(b"a\r\nb\r\n", 2), (b'"a\r\n"\r\nb\n', 1), (b"a\n", 0), (b"a\rb\r\n", -1), (b'x"y\r\n', -1)]
)
def test_crlf_ends_are_counted(data: bytes, count: int):
    """How many records of regular bytes end in CRLF is known; -1 where it would cost a look at each."""
    run = find_run(data, COMMA, final=True, max_record_bytes=MANY)
    assert run is not None
    assert run.crlf_ends == count


def test_first_record():
    """The first record of a run is found without cutting all others."""
    for data, first in ((b"a\nb\n", b"a\n"), (b'"a\n"\nb\n', b'"a\n"\n'), (b"a\rb\n", b"a\r"), (b"a", b"a")):
        run = find_run(data, COMMA, final=True, max_record_bytes=MANY)
        assert run is not None
        assert run.first_record() == first


@given(
    st.lists(st.text("ab,", max_size=5), min_size=1, max_size=8),
    st.booleans(),
    st.integers(1, 9),
    st.integers(0, 40),
    st.integers(0, 8),
)
def test_how_far_records_fit(lines: list[str], is_open: bool, most_records: int, most_bytes: int, done: int):
    """As many records fit as are neither too many nor too long, whether their ends are known or looked for."""
    raws = [line.encode() + b"\n" for line in lines]
    if is_open and lines[-1]:
        raws[-1] = raws[-1][:-1]
    done = min(done, len(raws))
    ends = list(accumulate(map(len, raws), initial=0))
    fitting = [
        index
        for index in range(done, min(len(raws), done + most_records) + 1)
        if ends[index] - ends[done] <= most_bytes
    ]
    expected = (fitting[-1], ends[fitting[-1]])
    data = b"".join(raws)
    for known in (None, array("Q", ends[1:])):
        assert Run(data, len(raws), ends=known).count_lines() == data.count(b"\n")
        assert Cutter(Run(data, len(raws), ends=known)).fit(done, ends[done], most_records, most_bytes) == expected


@settings(max_examples=30)
@given(st.integers(1, 9_999), st.integers(1, 300_000), st.integers(0, 2**32))
def test_how_far_many_records_fit(most_records: int, most_bytes: int, seed: int):
    """The same of lines that are far more than are looked at one by one, and of very different lengths."""
    chance = random.Random(seed)
    longest = chance.choice((0, 3, 60, 5_000))
    raws = [b"x" * chance.choice((0, chance.randint(0, longest))) + b"\n" for _ in range(chance.randint(1, 5_000))]
    ends = array("Q", accumulate(map(len, raws)))
    data = b"".join(raws)
    looking, knowing = Cutter(Run(data, len(raws))), Cutter(Run(data, len(raws), ends=ends))
    done = offset = 0
    while done < len(raws):
        until = knowing.fit(done, offset, most_records, most_bytes)
        assert looking.fit(done, offset, most_records, most_bytes) == until
        if until[0] == done:
            break
        done, offset = until
