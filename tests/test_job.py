"""A source opened for judging: its schema, its columns, and what is to be said of the file itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from harness import CONTACT, lint, prep

from csvprep.errors import UsageError
from csvprep.misfits import FileFinding
from csvprep.pipeline import Job, Options, open_job
from csvprep.schema.files import parse_schema

HEADER = "C_EmailAddress,C_FirstName,C_LastName\n"
PEOPLE = "ann@acme.com,Ann,Lee\nbob@acme.com,Bob,Ray\n"


def opened(path: Path, options: Options = CONTACT) -> Job:
    with open_job(path, options) as job:
        return job


def told(path: Path, options: Options = CONTACT) -> list[FileFinding]:
    return list(opened(path, options).head_findings)


def fields(path: Path, options: Options = CONTACT) -> list[str | None]:
    return [field.name if field else None for field in opened(path, options).plan.header.fields]


@pytest.mark.parametrize(
    ("text", "line", "facts", "value"),
    [
        pytest.param("Contacts\n" + HEADER + PEOPLE, 1, (1, 2), "Contacts", id="a title"),
        pytest.param("Contacts,,\n" + HEADER + PEOPLE, 1, (1, 2), "Contacts,,", id="a title with empty cells"),
        pytest.param("\n\n" + HEADER + PEOPLE, 1, (2, 3), None, id="blank lines"),
        pytest.param(
            "\nContacts as of May\n\n" + HEADER + PEOPLE, 1, (3, 4), "Contacts as of May", id="a title between"
        ),
        pytest.param("# by x\r# y\r" + (HEADER + PEOPLE).replace("\n", "\r"), 1, (2, 3), "# by x", id="comments in CR"),
        pytest.param(
            "sep=,\nContacts\n" + HEADER + PEOPLE, 2, (1, 3), "Contacts", id="a title after the delimiter's line"
        ),
    ],
)
def test_a_preamble_is_told(write_csv, text: str, line: int, facts: tuple[int, int], value: str | None):
    """Lines before the header are one finding, at the first of them, with where the header is read."""
    (finding,) = told(write_csv(text.encode()))
    assert (finding.code, finding.line, finding.record, finding.value) == ("preamble-row", line, None, value)
    assert finding.facts == dict(zip(("lines", "header"), facts, strict=True))


@pytest.mark.parametrize("text", [HEADER + PEOPLE, "sep=,\n" + HEADER + PEOPLE, "\ufeff" + HEADER])
def test_a_plain_beginning_is_not_told(write_csv, text: str):
    """Neither a plain header, nor the line that names the delimiter, nor a byte order mark is a finding."""
    assert told(write_csv(text.encode())) == []


def test_lines_that_the_user_skips_are_not_told(write_csv):
    """What the user says is no finding."""
    path = write_csv(("Contacts\n" + HEADER + PEOPLE).encode())
    assert told(path, replace(CONTACT, skip_lines=1)) == []


def test_a_missing_header_is_told(write_csv):
    """A first line that is a record is read as one, by the places of its cells, and that is said."""
    path = write_csv(PEOPLE.encode())
    (finding,) = told(path)
    assert (finding.code, finding.line, finding.record) == ("missing-header", 1, None)
    assert finding.facts == {"fields": "C_EmailAddress, C_FirstName, C_LastName"}
    assert fields(path) == ["C_EmailAddress", "C_FirstName", "C_LastName"]
    assert prep(PEOPLE.encode()).joined.decode() == HEADER + PEOPLE


def test_no_record_is_lost_for_a_missing_header():
    """The first line is the first record, on line 1; a wrong value in it is a finding like any other."""
    text = "ann@acme.com,Ann,Lee,,\nbob@acme.com,Bob,Ray,,444) 444-1234\n"
    summary, rows = lint(text.encode())
    assert summary.records == 2
    assert [(row["code"], row["record"], row["line"]) for row in rows if row["severity"] == "error"] == [
        ("phone-error", 2, 2)
    ]


def test_no_header_as_the_user_says_is_not_told(write_csv):
    """With --no-header columns are read by their places without a word."""
    path = write_csv(PEOPLE.encode())
    options = replace(CONTACT, header=False)
    assert told(path, options) == []
    assert fields(path, options) == ["C_EmailAddress", "C_FirstName", "C_LastName"]


def test_no_header_after_a_title(write_csv):
    """A title above records without header is skipped, and the first record keeps its line."""
    path = write_csv(("Contacts of May\n" + PEOPLE * 3).encode(), "title.csv")
    job = opened(path, replace(CONTACT, header=False, skip_lines=1))
    assert (job.source.head.first_line, job.head_findings) == (2, ())


@pytest.mark.parametrize("header", [None, False])
def test_columns_in_another_order_are_not_guessed(write_csv, header: bool | None):
    """Columns without header that are not in the schema's order are refused, with what to say; --map says it."""
    path = write_csv(b"Ann,ann@acme.com\nBob,bob@acme.com\n")
    options = replace(CONTACT, header=header)
    with pytest.raises(UsageError, match=r"no header line, .* not in the order of contact; .*--map 1=C_EmailAddress"):
        opened(path, options)
    options = replace(options, header=False, mapping={"1": "C_FirstName", "2": "C_EmailAddress"})
    assert fields(path, options) == ["C_FirstName", "C_EmailAddress"]


def test_an_object_is_recognised_by_values(write_csv):
    """Without header and name, the object whose first fields the columns are is taken; none is refused."""
    assert opened(write_csv(PEOPLE.encode()), Options()).plan.schema.name == "contact"
    with pytest.raises(UsageError, match="line 1 is a record, so there is no header, and the columns fit no object"):
        opened(write_csv(b"1,ann@acme.com\n2,bob@acme.com\n"), Options())


@pytest.mark.parametrize(
    "header",
    ["C_EmailAddress,2024-01-01,C_LastName", "Email,ann@acme.com,Last Name", "C_EmailAddress,https://acme.com,x"],
)
def test_a_header_with_a_known_label_is_a_header(write_csv, header: str):
    """One label that is a field's makes the first line a header, whatever else looks like a value."""
    job = opened(write_csv(f"{header}\n{PEOPLE}".encode()))
    assert job.source.head.dialect.header
    assert "missing-header" not in [one.code for one in job.head_findings]


def test_a_header_by_mapping_is_a_header(write_csv):
    """A label that the user maps makes the first line a header too."""
    path = write_csv(b"ann@acme.com,x\nbob@acme.com,y\n")
    options = replace(CONTACT, mapping={"ann@acme.com": "C_EmailAddress"})
    assert opened(path, options).source.head.labels == ("ann@acme.com", "x")


def test_a_header_as_the_user_says_is_a_header(write_csv):
    """With a header said to be there, the first line is it, whatever it holds."""
    job = opened(write_csv(PEOPLE.encode()), replace(CONTACT, header=True))
    assert job.source.head.labels == ("ann@acme.com", "Ann", "Lee")
    assert "missing-label" in [one.code for one in job.plan.header.findings]


def test_a_broken_header_is_told(write_csv):
    """Quotes that don't end as they should in the header, and bytes that are no text, are errors at its line."""
    (finding,) = told(write_csv(b'"C_EmailAddress" x,C_FirstName,C_LastName\n' + PEOPLE.encode()))
    assert (finding.code, finding.line) == ("quote-error", 1)
    assert finding.value == '"C_EmailAddress" x,C_FirstName,C_LastName'
    options = replace(CONTACT, encoding="utf-8")
    (finding,) = told(write_csv(b"C_EmailAddress,\xff\n" + b"ann@acme.com,x\n"), options)
    assert (finding.code, finding.line, finding.facts["byte"]) == ("encoding-error", 1, 16)


def test_a_blank_first_line_is_named(write_csv):
    """Where nothing but blank lines could be the header, that is said."""
    with pytest.raises(UsageError, match="line 1, where the header should be, is blank; put the labels there"):
        opened(write_csv(b"\n"), Options())


@pytest.mark.parametrize("body", ["1,2\n3,4\n", "2,1\n"])
def test_any_column_of_ones_own_schema_by_place(write_csv, body: str):
    """With a schema of one's own, and --map, a file without header is read whatever its values are."""
    schema = parse_schema(b"fields: [{name: a, type: integer}, {name: b, type: integer}]", "s.yaml")
    options = Options(schema=schema, header=False, mapping={"1": "b", "2": "a"})
    assert fields(write_csv(body.encode()), options) == ["b", "a"]


def test_options_of_reading():
    """What is said of the way a file is written is handed on as it is."""
    options = Options(encoding="cp1252", delimiter=";", quote_char="'", escape_char="\\", skip_lines=3, header=False)
    reading = options.reading
    assert (reading.encoding, reading.delimiter, reading.quote_char, reading.escape_char) == ("cp1252", ";", "'", "\\")
    assert (reading.skip_lines, reading.header) == (3, False)


@pytest.mark.parametrize(
    ("memory_mib", "jobs", "read_kib"),
    [(1024, 2, 8192), (1024, 46, 1286), (300, 2, 1181), (300, 1000, 256), (100_000, 64, 8192)],
)
def test_blocks_fit_the_memory(memory_mib: int, jobs: int, read_kib: int):
    """Less memory and more jobs make smaller blocks: 240 MiB aside, jobs + 2 blocks take 13 times their bytes."""
    assert Options(memory_bytes=memory_mib * 2**20, jobs=jobs).read_bytes // 1024 == read_kib


def test_too_little_memory_is_refused():
    """Memory in which not even the libraries have room is wrong use, and what suffices is said."""
    with pytest.raises(UsageError, match=r"--memory 64MiB is too little to work with; give 300MiB or more"):
        Options(memory_bytes=64 * 2**20)
