"""`csvprep lint` for people: lines and carets, groups, statistics, fixes, widths and colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from .shell import call, execute_on_terminal

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.mark.parametrize("width", [60, 80, 160])
def test_at_a_width(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """A file of many troubles looks as it was looked at by hand, and no line is wider than the terminal."""
    monkeypatch.setenv("COLUMNS", str(width))
    Path("contacts.csv").write_bytes((GOLDEN / "contacts.csv").read_bytes())
    ran = call("lint", "contacts.csv", "--encoding", "utf-8", "--object", "contact")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == (GOLDEN / f"lint-{width}.txt").read_text(encoding="utf-8")
    assert max(map(cell_len, ran.out.splitlines())) <= width


def test_a_terminal_has_its_width_and_colours(contact: Path) -> None:
    """On a terminal lines are as wide as it is, and coloured; without the colours the words are those of a pipe."""
    screen = execute_on_terminal("lint", contact, "-q", env={"COLUMNS": "60"})
    assert "\x1b[31merror[phone-error]\x1b[0m" in screen.out
    plain = re.sub("\x1b\\[[0-9;]*m", "", screen.out)
    assert max(map(len, plain.splitlines())) <= 60
    assert "4 | …" in plain


def test_in_a_pipe_nothing_is_wrapped(contact: Path) -> None:
    """Without a terminal a message is one line, however long."""
    lines = call("lint", contact).out.splitlines()
    assert lines[0] == "error[phone-error]: C_BusPhone is not a phone number as it stands"
    assert lines[1:6] == [
        " --> contact.csv:4:37, record 3, column 5",
        "  |",
        "4 | ann@acmedata.com,Ann,Smith,Director,444) 444-1234,Acme Data,http://www.acmedata.com",
        "  |" + " " * 37 + "^" * 13,
        "  = fix: '444) 444-1234' → '(444) 444-1234'",
    ]
    assert lines[-1].startswith("contact.csv: contact, 10 records: 1 error, 4 warnings; 1 fixable")


def test_limit_0_streams_in_file_order(contact: Path) -> None:
    """--limit 0 shows every finding as it is found."""
    lines = call("lint", contact, "--limit", "0").out.splitlines()
    assert [line[5:] for line in lines if line.startswith((" --> ", "  --> "))] == [
        "contact.csv:2:48, record 1, column 5",
        "contact.csv:4:37, record 3, column 5",
        "contact.csv:4:37, record 3, column 5",
        "contact.csv:5:63, record 4, column 5",
        " contact.csv:10:60, record 9, column 5",
    ]


def test_statistics(contact: Path) -> None:
    """--statistics counts by code, most frequent first, with what is fixable; by field too."""
    assert call("lint", contact, "--statistics").out.splitlines()[:-1] == [
        "4  phone-unassigned  warning  A possible phone number that nobody has been given",
        "1  phone-error       error    Not a phone number as it stands  [1 fixable]",
    ]
    lines = call("lint", contact, "--statistics", "--group-by", "field").out.splitlines()
    assert lines[:-1] == ["5  C_BusPhone  [1 fixable]"]


def test_statistics_are_exact() -> None:
    """Counts know no limit."""
    Path("in.csv").write_text("C_EmailAddress,x\n" + "ann,y\n" * 1200, encoding="utf-8")
    lines = call("lint", "in.csv", "--statistics", "--format", "concise").out.splitlines()
    assert [line.split()[:2] for line in lines[:-1]] == [
        ["1,200", "email-error"], ["1,199", "unique-error"], ["1", "extra-label"],
    ]  # fmt: skip


def test_show_fixes(contact: Path) -> None:
    """--show-fixes lists what fix would do, with the first examples; fix lists on stderr what it did."""
    fixes = ["  1 × phone-error C_BusPhone", "      line 4: '444) 444-1234' → '(444) 444-1234'"]
    lines = call("lint", contact, "--show-fixes", "--format", "concise").out.splitlines()
    assert lines[-4:-1] == ["1 fix to apply", *fixes]
    done = call("fix", contact, "-o", "-", "--show-fixes", "--object", "contact").err.splitlines()
    assert done[:3] == ["1 fix applied", *fixes]
    Path("in.csv").write_text("C_EmailAddress\n" + "".join(f"u{n}@EXAMPLE.com\n" for n in range(5)), encoding="utf-8")
    lines = call("lint", "in.csv", "--show-fixes", "--format", "concise").out.splitlines()
    assert lines[-7:-1] == [
        "5 fixes to apply", "  5 × email-format C_EmailAddress",
        "      line 2: 'u0@EXAMPLE.com' → 'u0@example.com'", "      line 3: 'u1@EXAMPLE.com' → 'u1@example.com'",
        "      line 4: 'u2@EXAMPLE.com' → 'u2@example.com'", "      … and 2 more",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--format", "json", "--statistics"], "--statistics is for people, and --format json for machines"),
        (["--format", "sarif", "--show-fixes"], "--show-fixes is for people, and --format sarif for machines"),
        (["--format", "csv", "--group-by", "field"], "--group-by is for people, and --format csv for machines"),
        (["--format", "concise", "--group-by", "record"], "--group-by orders the findings of --format text"),
        (["--statistics", "--group-by", "record"], "--statistics counts by code or field"),
    ],
)
def test_what_does_not_go_together(contact: Path, words: list[str], message: str) -> None:
    """Options for people are refused with formats for machines, and groups that can't be counted."""
    ran = call("lint", contact, *words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_huge_labels_and_cells_are_cut() -> None:
    """Neither a label nor a cell of a megabyte floods the terminal, in either form."""
    huge = "L" * 1_000_000
    Path("in.csv").write_text(f"C_EmailAddress,C_FirstName,{huge}\nann,{huge} ,y\n", encoding="utf-8")
    for form in ("text", "concise"):
        assert len(call("lint", "in.csv", "--format", form).out) < 5_000


def test_redacted_there_is_no_line(contact: Path) -> None:
    """Under --redact the place is told and the shape, and no line of the file."""
    lines = call("lint", contact, "--redact").out.splitlines()
    assert lines[:4] == [
        "error[phone-error]: C_BusPhone: Not a phone number as it stands",
        " --> contact.csv:4:37, record 3, column 5",
        "  = fix: 'ddd) ddd-dddd' → '(ddd) ddd-dddd'",
        "",
    ]
    assert lines[6] == "  = shape: '(ddd) ddd-dddd'"
