"""`csvprep lint`."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from csvprep.cli.report import FORMATS, REDACTED

from .shell import call, execute, execute_on_terminal

CONCISE = ("--format", "concise")
READ_AS = "csvprep: contact.csv: read as contact, by its header\n"
UNASSIGNED = "is possible, but no such number is assigned"
LISTING = [
    (
        "contact.csv:4:5 error phone-error C_BusPhone '444) 444-1234' → '(444) 444-1234' "
        "is not a phone number as it stands"
    ),
    f"contact.csv:2:5 warning phone-unassigned C_BusPhone '(333) 333-1234' {UNASSIGNED}",
    f"contact.csv:4:5 warning phone-unassigned C_BusPhone '444) 444-1234' {UNASSIGNED}",
    f"contact.csv:5:5 warning phone-unassigned C_BusPhone '(555) 555-1234' {UNASSIGNED}",
    f"contact.csv:10:5 warning phone-unassigned C_BusPhone '(868) 888-1234' {UNASSIGNED}",
]
SUMMARY = (
    "contact.csv: contact, 10 records: 1 error, 4 warnings; 1 fixable with `csvprep fix`; "
    "prep would accept 10 (1 changed) and reject 0"
)
KEYS = ["code", "severity", "file", "record", "line", "field", "column_number", "value", "message", "fix", "suggestion"]
PHONE_ERROR = {
    "code": "phone-error", "severity": "error", "file": "contact.csv", "record": 3, "line": 4, "field": "C_BusPhone",
    "column_number": 5, "value": "444) 444-1234", "message": "is not a phone number as it stands",
    "fix": "(444) 444-1234", "suggestion": None,
}  # fmt: skip


def write(name: str, text: str, encoding: str = "utf-8") -> Path:
    Path(name).write_bytes(text.encode(encoding))
    return Path(name)


def bad_emails(count: int, name: str = "bad.csv") -> Path:
    return write(name, "C_EmailAddress\n" + "".join(f"user{number}\n" for number in range(count)))


def test_the_seeds_table(contact: Path) -> None:
    """The contact table has one fixable phone error and four unassigned numbers; errors come first; exit 1."""
    ran = call("lint", contact, *CONCISE)
    assert (ran.code, ran.out.splitlines(), ran.err) == (1, [*LISTING, SUMMARY], READ_AS)


def test_a_clean_file_is_exit_0() -> None:
    """A file without findings is called clean, and the exit code is 0."""
    write("good.csv", "C_EmailAddress\nann@example.com\n")
    ran = call("lint", "good.csv")
    assert (ran.code, ran.out) == (0, "good.csv: contact, 1 record: clean\n")


def test_warnings_alone_are_exit_0_but_not_under_strict() -> None:
    """Warnings don't fail a lint unless --strict makes them errors."""
    write("warm.csv", "C_EmailAddress\nann@EXAMPLE.com\n")
    assert call("lint", "warm.csv").code == 0
    assert call("lint", "warm.csv", "--strict").code == 1


def test_a_file_without_records_says_so() -> None:
    """A file that ends after its header is clean, and the summary says that nothing came after it."""
    write("zero.csv", "C_EmailAddress\n")
    ran = call("lint", "zero.csv")
    assert ran.code == 0
    assert ran.out == "zero.csv: contact, 0 records: clean, but there is nothing after the header\n"


def test_standard_input(contact: Path) -> None:
    """`-` reads standard input, and the findings name it so."""
    ran = call("lint", "-", *CONCISE, stdin=contact.read_bytes())
    assert ran.code == 1
    assert ran.out.splitlines()[0] == LISTING[0].replace("contact.csv", "-")


def test_several_files_end_in_a_total(contact: Path) -> None:
    """Several files have a summary each and one line for all."""
    write("good.csv", "C_EmailAddress\nann@example.com\n")
    ran = call("lint", contact, "good.csv")
    assert ran.code == 1
    assert ran.out.splitlines()[-3:] == [
        SUMMARY,
        "good.csv: contact, 1 record: clean",
        "2 files, 11 records: 1 error in 1 file, 4 warnings",
    ]


def test_a_missing_file_among_several_does_not_stop_the_others(contact: Path) -> None:
    """The readable files are linted, the missing one is named on stderr and counted, and the exit code is 2."""
    ran = call("lint", "nofile.csv", contact)
    assert ran.code == 2
    assert ran.out.splitlines()[-1] == "1 file, 10 records: 1 error in 1 file, 4 warnings; 1 file could not be read"
    assert ran.err == f"csvprep: error: nofile.csv: no such file\n{READ_AS}"


@pytest.mark.parametrize("form", FORMATS)
def test_no_report_when_no_file_can_be_read(form: str) -> None:
    """When none of the files can be read, stdout stays empty and a report file is not made."""
    ran = call("lint", "one.csv", "two.csv", "--format", form)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "csvprep: error: one.csv: no such file\ncsvprep: error: two.csv: no such file\n"
    assert call("lint", "one.csv", "two.csv", "--format", form, "-o", "report").code == 2
    assert not Path("report").exists()


def test_a_limit_is_said_and_totals_stay_exact() -> None:
    """Ten findings of a code are listed by default; how many more there are is said, and the total counts all."""
    lines = call("lint", bad_emails(25), *CONCISE).out.splitlines()
    assert len(lines) == 12
    assert lines[10] == "  … and 15 more email-error (--limit 0 lists all)"
    assert lines[11].startswith("bad.csv: contact, 25 records: 25 errors, 0 warnings;")


def test_limit_counts_each_code(contact: Path) -> None:
    """--limit N lists N findings of each code."""
    lines = call("lint", contact, "--limit", "1", *CONCISE).out.splitlines()
    assert lines == [LISTING[0], LISTING[1], "  … and 3 more phone-unassigned (--limit 0 lists all)", SUMMARY]


def test_limit_0_lists_all_in_file_order(contact: Path) -> None:
    """--limit 0 lists every finding, in the order of the file."""
    assert len(call("lint", bad_emails(25), "--limit", "0", *CONCISE).out.splitlines()) == 26
    lines = call("lint", contact, "--limit", "0", *CONCISE).out.splitlines()
    assert lines == [LISTING[1], LISTING[0], *LISTING[2:], SUMMARY]


def test_json(contact: Path) -> None:
    """--format json is one document of summary, cut and findings with the documented keys."""
    ran = call("lint", contact, "--format", "json")
    document = json.loads(ran.out)
    assert ran.code == 1
    assert list(document) == ["summary", "cut", "findings"]
    assert document["summary"] == {
        "file": "contact.csv", "object": "contact", "records": 10, "accepted": 10, "rejected": 0, "changed": 1,
        "errors": 1, "warnings": 4, "fixable": 1, "by_code": {"phone-error": 1, "phone-unassigned": 4},
    }  # fmt: skip
    assert document["cut"] == {}
    assert [list(finding) for finding in document["findings"]] == [KEYS] * 5
    assert document["findings"][1] == PHONE_ERROR


def test_json_of_several_files(contact: Path) -> None:
    """For several files the summary holds the totals and `files` each file's own."""
    document = json.loads(call("lint", contact, bad_emails(3), "--format", "json").out)
    assert (document["summary"]["records"], document["summary"]["errors"]) == (13, 4)
    assert [one["file"] for one in document["files"]] == ["contact.csv", "bad.csv"]


def test_json_says_what_a_limit_cut() -> None:
    """A cut list says so by code, and the summary still counts everything."""
    document = json.loads(call("lint", bad_emails(25), "--format", "json", "--limit", "4").out)
    assert len(document["findings"]) == 4
    assert document["cut"] == {"email-error": 21}
    assert document["summary"]["by_code"] == {"email-error": 25}


def test_jsonl_streams_all(contact: Path) -> None:
    """--format jsonl is every finding, one JSON object a line, and nothing else."""
    rows = [json.loads(line) for line in call("lint", contact, "--format", "jsonl").out.splitlines()]
    assert [list(row) for row in rows] == [KEYS] * 5
    assert rows[1] == PHONE_ERROR
    assert len(call("lint", bad_emails(1200), "--format", "jsonl").out.splitlines()) == 1200


def test_csv(contact: Path) -> None:
    """--format csv is every finding as one CSV table, empty where a key does not apply."""
    rows = list(csv.DictReader(io.StringIO(call("lint", contact, "--format", "csv").out)))
    assert list(rows[0]) == KEYS
    assert rows[1] == {key: "" if value is None else str(value) for key, value in PHONE_ERROR.items()}
    assert len(rows) == 5


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "sarif"])
def test_reports_for_machines_are_utf8_whatever_the_locale(form: str) -> None:
    """What machines read is UTF-8, also when standard output speaks another encoding."""
    write("müller.csv", "C_EmailAddress,C_FirstName\nann@example.com,Zoë \n")
    ran = execute("lint", "müller.csv", "--format", form, env={"PYTHONIOENCODING": "latin-1"})
    assert ran.code == 0
    assert ("m%C3%BCller.csv" if form == "sarif" else "müller.csv") in ran.out


def test_text_survives_an_encoding_that_lacks_letters() -> None:
    """On a terminal without some letter the letter is escaped, and the command goes on."""
    write("in.csv", "C_EmailAddress,C_FirstName\nann@example.com,Łucja \n")
    ran = execute("lint", "in.csv", env={"PYTHONIOENCODING": "latin-1"})
    assert ran.code == 0
    assert rb"'\u0141ucja ' \u2192 '\u0141ucja'" in ran.data


def test_a_report_file_appears_whole(contact: Path) -> None:
    """-o writes the report to a file, and stdout stays empty."""
    ran = call("lint", contact, "-o", "report.txt", *CONCISE)
    assert (ran.code, ran.out) == (1, "")
    assert Path("report.txt").read_text(encoding="utf-8").splitlines() == [*LISTING, SUMMARY]
    assert call("lint", contact, "-o", "-", *CONCISE).out.splitlines() == [*LISTING, SUMMARY]


@pytest.mark.parametrize("form", FORMATS)
def test_redact_shows_no_cell(contact: Path, form: str) -> None:
    """Under --redact no cell of the file is in the report, only places and codes."""
    ran = call("lint", contact, "--format", form, "--redact", "--limit", "0")
    cells = [cell for line in contact.read_text().splitlines()[1:] for cell in line.split(",") if cell]
    assert ran.code == 1
    assert [cell for cell in cells if re.search(rf"(?<!\w){re.escape(cell)}(?!\w)", ran.out + ran.err)] == []
    assert "phone-error" in ran.out


@pytest.mark.parametrize("form", REDACTED)
def test_what_goes_to_a_code_host_is_always_redacted(contact: Path, form: str) -> None:
    """What goes to a code host holds no cell value, only its shape, unless it is asked for."""
    out = call("lint", contact, "--format", form).out
    assert "444" not in out
    assert "ddd) ddd-dddd" in out
    assert "444) 444-1234" in call("lint", contact, "--format", form, "--no-redact").out


def test_unsafe_fixes_turn_suggestions_into_fixes() -> None:
    """A suggestion is shown as such, and as a fix under --unsafe-fixes; the hint names the option then."""
    write("mail.csv", "C_EmailAddress\nann@@example.com\n")
    careful = call("lint", "mail.csv", *CONCISE).out
    assert "; suggestion: 'ann@example.com' (--unsafe-fixes)" in careful
    assert "fixable" not in careful
    bold = call("lint", "mail.csv", "--unsafe-fixes", *CONCISE).out
    assert "'ann@@example.com' → 'ann@example.com'" in bold
    assert "; 1 fixable with `csvprep fix --unsafe-fixes`;" in bold


def test_map_names_the_field_of_a_column() -> None:
    """--map LABEL=FIELD reads a column as a field."""
    write("map.csv", "Kontakt,C_FirstName\nann@example.com,Ann\n")
    assert "missing-label" in call("lint", "map.csv").out
    assert call("lint", "map.csv", "--map", "Kontakt=C_EmailAddress").out == "map.csv: contact, 1 record: clean\n"


def test_a_schema_of_ones_own() -> None:
    """--schema checks against a file of the user's, and nothing is said about recognising an object."""
    write("pets.yaml", "name: pets\nfields:\n  - {name: age, type: integer, constraints: {maximum: 30}}\n")
    write("pets.csv", "age\n7\n70\n")
    ran = call("lint", "pets.csv", "--schema", "pets.yaml", *CONCISE)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines()[0] == "pets.csv:3:1 error constraint-error age '70' must be not more than 30"


def test_region_is_where_numbers_are_at_home() -> None:
    """--region says which country numbers without a code belong to; a lower-case code will do."""
    write("phone.csv", "C_EmailAddress,C_BusPhone\nann@example.com,030 901820\n")
    assert call("lint", "phone.csv", "--region", "de").code == 0
    assert "phone-error" in call("lint", "phone.csv").out


def test_encoding_by_name() -> None:
    """--encoding says how a file is written, and wins over what is detected."""
    write("west.csv", "C_EmailAddress,C_FirstName\nann@example.com,Zoë\n", "cp1252")
    assert "encoding-error" in call("lint", "west.csv", "--encoding", "utf-8").out
    assert call("lint", "west.csv", "--encoding", "cp1252").out == "west.csv: contact, 1 record: clean\n"


@pytest.mark.parametrize(
    ("name", "mark"), [("tab", "\t"), ("semicolon", ";"), ("pipe", "|"), ("comma", ","), (":", ":")]
)
def test_delimiter_by_name_or_character(name: str, mark: str) -> None:
    """--delimiter takes a name or the character itself."""
    write("in.csv", f"C_EmailAddress{mark}C_FirstName\nann@example.com{mark}Ann\n")
    assert call("lint", "in.csv", "--delimiter", name).out == "in.csv: contact, 1 record: clean\n"


@pytest.mark.parametrize(
    ("text", "code", "exit_code"),
    [
        ("C_EmailAddress,C_FirstName\nann@example.com,Ann\nbob@ex", "truncated-file", 1),
        ("C_EmailAddress,C_FirstName\nann@example.com,Ann", "line-end-missing", 0),
        ("C_EmailAddress,C_FirstName\r\nann@example.com,Ann\n", "line-end-mixed", 0),
        ("My contacts\n\nC_EmailAddress,C_FirstName,C_Title\nann@example.com,Ann,\n", "preamble-row", 0),
        ("ann@example.com,Ann,Lee\nbob@example.com,Bob,Ray\n", "missing-header", 0),
    ],
)
def test_what_is_said_of_the_file(text: str, code: str, exit_code: int) -> None:
    """What is wrong with the file as a whole is told once, at its line, and rejects no record by itself."""
    write("in.csv", text)
    ran = call("lint", "in.csv", "--object", "contact", *CONCISE)
    assert (ran.code, ran.out.count(f" {code} ")) == (exit_code, 1)
    assert ran.code == 1 or "reject 0" in ran.out
    assert call("lint", "in.csv", "--object", "contact", "--strict").code == 1


def test_quiet_is_quiet(contact: Path) -> None:
    """--quiet leaves stderr empty; the findings stay on stdout."""
    ran = call("lint", contact, "--quiet", *CONCISE)
    assert (ran.err, ran.out.splitlines()) == ("", [*LISTING, SUMMARY])


def test_naming_the_object_leaves_stderr_empty(contact: Path) -> None:
    """With --object there is nothing to say about how the file is read."""
    assert call("lint", contact, "--object", "contact").err == ""


def test_the_header_is_not_told_twice() -> None:
    """A finding about a label says the label once."""
    write("head.csv", "c_emailaddress,Colour\nann@example.com,red\n")
    assert call("lint", "head.csv", *CONCISE).out.splitlines()[:2] == [
        (
            "head.csv:1:2 warning extra-label 'Colour' is not a field of contact and is left out of the chunks; "
            "--keep-extra keeps it"
        ),
        (
            "head.csv:1:1 warning header-case 'c_emailaddress' is read as the field C_EmailAddress; "
            "chunks carry the field's name"
        ),
    ]


def test_an_empty_required_cell_is_said_plainly() -> None:
    """An empty cell is not shown as a pair of quotes."""
    write("empty.csv", "C_EmailAddress,C_FirstName\n,Ann\n")
    first = call("lint", "empty.csv", *CONCISE).out.splitlines()[0]
    assert first == "empty.csv:2:1 error constraint-error C_EmailAddress is required, but empty"


def test_a_terminal_is_never_given_orders() -> None:
    """Escape sequences in cells, labels and file names are shown as escapes."""
    write("a\x1b[2Jb.csv", "C_EmailAddress,\x1b[31mred\nann\x1b]0;x\x07,y\n")
    ran = call("lint", "a\x1b[2Jb.csv")
    assert "\x1b" not in ran.out + ran.err
    assert r"a\x1b[2Jb.csv" in ran.out
    assert r"'\x1b[31mred' is not a field" in ran.out


def test_names_from_windows_and_of_other_scripts() -> None:
    """A file's name is shown as it was given, backslashes, spaces and letters of any script included."""
    for name in (r"C:\data\my contacts.csv", "連絡先.csv"):
        write(name, "C_EmailAddress\nann\n")
        assert call("lint", name, *CONCISE).out.startswith(f"{name}:2:1 error email-error")


def test_colours_on_a_terminal_only(contact: Path) -> None:
    """The listing is coloured on a terminal and plain in a pipe."""
    assert "\x1b[31merror[phone-error]\x1b[0m" in execute_on_terminal("lint", contact).out
    assert "\x1b" not in execute("lint", contact).out


@pytest.mark.parametrize(
    ("env", "is_coloured"),
    [({"FORCE_COLOR": "1"}, True), ({"NO_COLOR": "1"}, False), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colours_by_environment(
    contact: Path, monkeypatch: pytest.MonkeyPatch, env: dict[str, str], is_coloured: bool
) -> None:
    """FORCE_COLOR colours a pipe; NO_COLOR wins over it."""
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    ran = call("lint", contact)
    assert ("\x1b[31merror[phone-error]\x1b[0m" in ran.out) is is_coloured
    assert ("\x1b[1m" in ran.out) is is_coloured


def test_no_color_on_a_terminal(contact: Path) -> None:
    """NO_COLOR keeps a terminal plain, and so does TERM=dumb."""
    assert "\x1b" not in execute_on_terminal("lint", contact, env={"NO_COLOR": "1"}).out


@pytest.mark.parametrize("form", FORMATS)
def test_redact_covers_a_file_without_header(write_csv, form: str) -> None:
    """When the first line is a record and not a header, its cells are redacted too."""
    path = write_csv(b"ann@acme.com,Annie,Lee,Buyer,303) 928-2134\nbob@acme.com,Bob,Ray,,\n")
    ran = call("lint", path, "--object", "contact", "--format", form, "--redact")
    assert ran.code == 1
    assert "missing-header" in ran.out
    told = re.sub("[0-9a-f]{32,}", "", ran.out + ran.err)  # any digits may stand in a fingerprint
    assert not [cell for cell in ("ann@acme.com", "Annie", "928") if cell in told]
    other = write_csv(b"ann@acme.com,(303) 928-2134,Annie\nbob@acme.com,(303) 928-2135,Bob\n", "other.csv")
    for words in (["--object", "contact"], []):
        unknown = call("lint", other, "--redact", *words)
        assert unknown.code == 2
        assert not [cell for cell in ("ann@acme.com", "Annie", "928") if cell in unknown.err]
