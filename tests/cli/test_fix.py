"""`csvprep fix`."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from .shell import call

BROKEN, MENDED = b",444) 444-1234,", b",(444) 444-1234,"
DONE = "csvprep: contact.csv: 1 of 10 records changed; left: 0 errors, 4 warnings\n"
READ_AS = "csvprep: contact.csv: read as contact, by its header\n"


def test_to_a_file(contact: Path) -> None:
    """-o OUT gets the file with its one fix and all else byte for byte; stdout stays empty; exit 0."""
    ran = call("fix", contact, "-o", "fixed.csv")
    assert (ran.code, ran.out, ran.err) == (0, "", READ_AS + DONE)
    assert Path("fixed.csv").read_bytes() == contact.read_bytes().replace(BROKEN, MENDED)


def test_in_place(contact: Path) -> None:
    """OUT may be FILE itself."""
    before = contact.read_bytes()
    assert call("fix", contact, "-o", contact).code == 0
    assert contact.read_bytes() == before.replace(BROKEN, MENDED)
    assert list(Path().iterdir()) == [contact]


def test_from_stdin_to_stdout(contact: Path) -> None:
    """`fix - -o -` is a filter: nothing but the fixed file is on stdout."""
    before = contact.read_bytes()
    ran = call("fix", "-", "-o", "-", stdin=before)
    assert (ran.code, ran.data) == (0, before.replace(BROKEN, MENDED))


def test_diff_shows_and_changes_nothing(contact: Path) -> None:
    """--diff prints a unified diff of the records that would change and writes no file."""
    before = contact.read_bytes()
    ran = call("fix", contact, "--diff")
    line = "ann@acmedata.com,Ann,Smith,Director,{},Acme Data,http://www.acmedata.com"
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "--- contact.csv",
        "+++ contact.csv (fixed)",
        "@@ -4 +4 @@",
        "-" + line.format("444) 444-1234"),
        "+" + line.format("(444) 444-1234"),
    ]
    assert ran.err == READ_AS + DONE.replace("changed", "would change")
    assert contact.read_bytes() == before
    assert list(Path().iterdir()) == [contact]


def test_diff_beside_a_file(contact: Path) -> None:
    """--diff goes with -o OUT: the diff is on stdout, the fixed file in OUT."""
    ran = call("fix", contact, "--diff", "-o", "fixed.csv")
    assert ran.out.startswith("--- contact.csv\n")
    assert Path("fixed.csv").read_bytes() == contact.read_bytes().replace(BROKEN, MENDED)


CHANGED = "ann@acme.com,444) 444-1234"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"C_EmailAddress,C_BusPhone\r{CHANGED}\r", "its lines end"),
        (f"C_EmailAddress,C_BusPhone\n{CHANGED}\rbob@acme.com,\n", "record 1 or the one before it ends"),
        (f"C_EmailAddress,C_BusPhone\nbob@acme.com,\r{CHANGED}\n", "record 2 or the one before it ends"),
        (f"Contacts\rE-mail,C_BusPhone\nbob@acme.com,\n{CHANGED}\n", "the line before its header ends"),
    ],
)
def test_no_diff_of_carriage_returns(text: str, what: str) -> None:
    """What ends in CR only is no line to `patch`, so there is no diff of it, but a fixed file."""
    Path("in.csv").write_bytes(text.encode())
    words = ["--object", "contact", "--skip-lines", str(text.startswith("Contacts") + 0)]
    ran = call("fix", "in.csv", "--diff", *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1] == (
        f"csvprep: error: --diff: in.csv: {what} in CR only, which is no line end for a diff; "
        "write the fixed file with -o OUT, and see the changes with --changes FILE"
    )
    assert call("fix", "in.csv", "-o", "out.csv", *words).code == 0
    assert b"(444) 444-1234" in Path("out.csv").read_bytes()


def test_diff_beside_carriage_returns() -> None:
    """A record that ends in CR and doesn't change is in nobody's way."""
    Path("in.csv").write_bytes(f"C_EmailAddress,C_BusPhone\nbob@acme.com,\rcy@acme.com,\n{CHANGED}\n".encode())
    ran = call("fix", "in.csv", "--diff", "--object", "contact")
    assert ran.out.splitlines()[2] == "@@ -3 +3 @@"


def test_changes_are_a_table(contact: Path) -> None:
    """--changes has a row for each fixed cell."""
    assert call("fix", contact, "-o", "fixed.csv", "--changes", "changes.csv").code == 0
    with Path("changes.csv").open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == [
            ["record", "line", "field", "before", "after", "code"],
            ["3", "4", "C_BusPhone", "444) 444-1234", "(444) 444-1234", "phone-error"],
        ]


def test_changes_are_redacted(contact: Path) -> None:
    """Under --redact the table of changes has places, codes and shapes but no values; the fixed file has all."""
    assert call("fix", contact, "-o", "fixed.csv", "--changes", "changes.csv", "--redact").code == 0
    assert (
        Path("changes.csv").read_text(encoding="utf-8").splitlines()[1]
        == "3,4,C_BusPhone,ddd) ddd-dddd,(ddd) ddd-dddd,phone-error"
    )
    assert MENDED in Path("fixed.csv").read_bytes()


def test_what_no_fix_answers_is_exit_1() -> None:
    """Records with errors are kept, counted as left, and make the exit code 1."""
    text = b"C_EmailAddress,C_FirstName\nann,Ann\n"
    Path("in.csv").write_bytes(text)
    ran = call("fix", "in.csv", "-o", "-")
    assert (ran.code, ran.data) == (1, text)
    assert ran.err.endswith("csvprep: in.csv: 0 of 1 record changed; left: 1 error, 0 warnings\n")


def test_unsafe_fixes_only_when_asked() -> None:
    """A suggestion is applied with --unsafe-fixes and not without."""
    text = b"C_EmailAddress\nann@@example.com\n"
    Path("in.csv").write_bytes(text)
    assert call("fix", "in.csv", "-o", "-").data == text
    assert call("fix", "in.csv", "-o", "-", "--unsafe-fixes").data == b"C_EmailAddress\nann@example.com\n"


def test_a_fix_that_cannot_be_written() -> None:
    """A fix with the delimiter in it, in a dialect without quotes and escapes, is refused, and nothing is written."""
    said = "C_EmailAddress C_FirstName C_BusPhone\nann@acme.com Ann (202)555-0143\nbob@acme.com Bob 202.555.0143\n"
    Path("in.csv").write_text(said, "utf-8")
    spaced = ["fix", "in.csv", "-o", "out.csv", "--delimiter", "space"]
    ran = call(*spaced, "--quote-char", "none", "--escape-char", "none")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1] == (
        "csvprep: error: in.csv: record 1, C_BusPhone: what fix makes of it holds the delimiter ' ' or a line end, "
        "which can't be written without quotes and escapes; give --quote-char double or --escape-char backslash, or "
        "write commas with `csvprep prep`"
    )
    assert not Path("out.csv").exists()
    assert call(*spaced).code == 0
    assert Path("out.csv").read_text("utf-8").splitlines()[1] == 'ann@acme.com Ann "(202) 555-0143"'


def test_a_label_that_cannot_be_written() -> None:
    """The same for a field's name that would stand in the header."""
    Path("own.yaml").write_text("fields: [{name: Order No, csvprep: {aliases: [Order]}}, {name: Size}]", "utf-8")
    Path("in.csv").write_text("Order Size\n1 2\n", "utf-8")
    unquoted = ["--delimiter", "space", "--quote-char", "none", "--escape-char", "none"]
    ran = call("fix", "in.csv", "--schema", "own.yaml", "-o", "out.csv", *unquoted)
    assert (ran.code, Path("out.csv").exists()) == (2, False)
    assert "error: in.csv: a field's name that fix writes in the header holds the delimiter ' ' or a line" in ran.err


def test_strict_counts_what_is_left(contact: Path) -> None:
    """Under --strict a warning that is left makes the exit code 1."""
    assert call("fix", contact, "-o", "fixed.csv", "--strict").code == 1


def test_quiet_is_quiet(contact: Path) -> None:
    """--quiet leaves stderr empty."""
    ran = call("fix", contact, "-o", "fixed.csv", "--quiet")
    assert (ran.out, ran.err) == ("", "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "say where the fixed file goes with -o OUT, or look at the changes with --diff"),
        (["--diff", "-o", "-"], "--diff and -o - both write to stdout; give -o a file"),
        (["--diff", "--redact"], "--diff shows records as they are, which --redact forbids; use --changes"),
        (["-o", "x.csv", "--changes", "x.csv"], "--changes x.csv: would overwrite x.csv; name another file"),
        (
            ["--diff", "--changes", "contact.csv"],
            "--changes contact.csv: would overwrite contact.csv; name another file",
        ),
    ],
)
def test_options_that_do_not_fit_together(contact: Path, words: list[str], message: str) -> None:
    """Options that contradict each other are refused before anything is read, in one sentence."""
    ran = call("fix", contact, *words)
    assert (ran.code, ran.out, ran.err) == (2, "", f"csvprep: error: {message}\n")
    assert list(Path().iterdir()) == [contact]
