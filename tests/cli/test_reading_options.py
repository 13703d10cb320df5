"""How a file is written, as the user says it: the same options on lint, fix, split and prep."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .shell import Ran, call

HEADER = "C_EmailAddress,C_FirstName,C_LastName\n"
CHUNK = "C_EmailAddress,C_FirstName,C_LastName\nann@acme.com,Ann,Lee\nbob@acme.com,Bob,Ray\n"


def prepared(*words: str, code: int = 0) -> str:
    """Prepare `in.csv`; return its chunk."""
    ran = call("prep", "in.csv", "-o", "out", "--object", "contact", "--force", *words)
    assert ran.code == code, ran.err
    return Path("out/chunks/contact-00001.csv").read_text(encoding="utf-8")


def linted(*words: str) -> Ran:
    return call("lint", "in.csv", "--object", "contact", *words)


CASES = [
    pytest.param("ann@acme.com,Ann,Lee\nbob@acme.com,Bob,Ray\n", ["--no-header"], id="no header"),
    pytest.param("x\ny\nz\n" + CHUNK, ["--skip-lines", "3"], id="three lines to skip"),
    pytest.param("x\n\nann@acme.com,Ann,Lee\nbob@acme.com,Bob,Ray\n", ["--skip-lines", "2", "--no-header"], id="both"),
    pytest.param(HEADER + "ann@acme.com,'Ann',Lee\nbob@acme.com,Bob,'Ray'\n", ["--quote-char", "'"], id="single"),
    pytest.param(CHUNK.replace("Ann", '"Ann"'), ["--quote-char", "double"], id="double quotes by name"),
    pytest.param(CHUNK.replace(",", "^"), ["--delimiter", "^"], id="another delimiter"),
    pytest.param(CHUNK.replace(",", " "), ["--delimiter", "space"], id="blank"),
    pytest.param(CHUNK.replace(",", "\t"), ["--delimiter", "tab", "--quote-char", "none"], id="tabs without quotes"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), CASES)
def test_what_is_said_is_taken(text: str, words: list[str]) -> None:
    """Lint finds nothing, and prep writes the same chunk, when the user says how the file is written."""
    Path("in.csv").write_text(text, encoding="utf-8")
    ran = linted(*words)
    assert (ran.code, ran.out) == (0, "in.csv: contact, 2 records: clean\n")
    assert prepared(*words) == CHUNK


@pytest.mark.parametrize(("text", "words"), CASES)
def test_split_and_fix_keep_what_they_read(text: str, words: list[str]) -> None:
    """Fix writes a good file as it came, preamble and all; split writes its records as they came."""
    Path("in.csv").write_text(text, encoding="utf-8")
    assert call("fix", "in.csv", "--object", "contact", "-o", "-", *words).out == text
    assert call("split", "in.csv", "--object", "contact", "-o", "out", *words).code == 0
    chunk = Path("out/chunks/contact-00001.csv").read_text(encoding="utf-8")
    assert text.endswith(chunk)
    assert len(chunk.splitlines()) == 2 + ("--no-header" not in words)
    source = json.loads(Path("out/manifest.json").read_text(encoding="utf-8"))["source"]
    assert source["dialect"]["header"] is ("--no-header" not in words)
    assert source["dialect"]["skip_lines"] == text.removesuffix(chunk).count("\n")


def test_quotes_may_be_none() -> None:
    """With --quote-char none a quote is an ordinary character."""
    Path("in.csv").write_text(HEADER + 'ann@acme.com,"Ann,Lee\n', encoding="utf-8")
    assert "quote-error" in linted().out
    assert "quote-error" not in linted("--quote-char", "none").out
    assert prepared("--quote-char", "none") == HEADER + 'ann@acme.com,"""Ann",Lee\n'


def test_an_escape_char_is_taken_away() -> None:
    """With --escape-char an escaped quote is a quote, and a backslash before a letter stays."""
    Path("in.csv").write_text(HEADER + 'ann@acme.com,"An\\"n",C:\\x\n', encoding="utf-8")
    assert prepared("--escape-char", "backslash") == HEADER + 'ann@acme.com,"An""n",C:\\x\n'
    assert "quote-error" in linted("--escape-char", "none").out


def test_what_is_said_wins_over_what_is_detected() -> None:
    """A file that looks like one dialect is read as another when the user says so, wrong or not."""
    Path("in.csv").write_text(CHUNK, encoding="utf-8")
    ran = linted("--delimiter", ";")
    assert ran.code == 1
    assert "missing-label" in ran.out
    assert "missing-header" in linted("--skip-lines", "1").out


def test_a_header_that_is_skipped_over() -> None:
    """--skip-lines 0 takes the first line for the header, whatever it looks like."""
    Path("in.csv").write_text("My contacts\n" + CHUNK, encoding="utf-8")
    assert "preamble-row" in linted().out
    ran = linted("--skip-lines", "0", "--delimiter", "comma")
    assert ran.code == 1
    assert "preamble-row" not in ran.out


@pytest.mark.parametrize(
    ("words", "header"),
    [
        ([], "none: line 1 looks like a record"),
        (["--object", "contact"], "none: line 1 looks like a record"),
        (["--no-header"], "none"),
        (["--map", "ann@acme.com=C_EmailAddress"], "line 1, 2 labels"),
    ],
)
def test_a_missing_header_is_shown(words: list[str], header: str) -> None:
    """--show-dialect sees as lint does that the first line is a record, or that the user says otherwise."""
    Path("in.csv").write_text("ann@acme.com,Ann\nbob@acme.com,Bob\n", "utf-8")
    ran = call("lint", "in.csv", "--show-dialect", *words)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, f"  header       {header}")
    (shown,) = json.loads(call("lint", "in.csv", "--show-dialect", "--format", "json", *words).out)
    assert (shown["dialect"]["header"], shown["columns"]) == (header.startswith("line"), 2)


def test_a_header_is_no_record_when_the_user_says_so_by_mapping() -> None:
    """Columns without header are mapped by their numbers."""
    Path("in.csv").write_text("Ann,ann@acme.com\nBob,bob@acme.com\n", encoding="utf-8")
    words = ["--no-header", "--map", "1=C_FirstName", "--map", "2=C_EmailAddress"]
    assert prepared(*words) == "C_FirstName,C_EmailAddress\nAnn,ann@acme.com\nBob,bob@acme.com\n"
    refused = linted("--no-header")
    assert refused.code == 2
    assert (
        "the columns are not in the order of contact; say which column is what: --map 1=C_EmailAddress" in refused.err
    )


def test_rejected_records_of_a_file_without_header_have_one() -> None:
    """Rejected.csv has the fields' names as header, so that it is prepared again as it is."""
    good = "".join(f"ann{number}@acme.com,Ann,Lee\n" for number in range(5))
    Path("in.csv").write_text(good + "bob@,Bob,Ray\n", encoding="utf-8")
    assert prepared(code=1) == HEADER + good
    rejected = Path("out/rejected.csv")
    assert rejected.read_text(encoding="utf-8") == (
        f"_record,_line,_errors,{HEADER}6,6,email-error C_EmailAddress,bob@,Bob,Ray\n"
    )
    rejected.write_text(rejected.read_text(encoding="utf-8").replace("bob@,", "bob@acme.com,"), encoding="utf-8")
    assert call("prep", rejected, "-o", "again").code == 0
    assert Path("again/chunks/contact-00001.csv").read_text(encoding="utf-8") == HEADER + "bob@acme.com,Bob,Ray\n"


@pytest.mark.parametrize(
    ("mark", "quote", "escape"), [(";", '"', ""), ("\t", "'", ""), (" ", '"', ""), (":", '"', "\\"), ("|", "", "\\")]
)
def test_rejected_records_of_every_dialect_are_prepared_again(mark: str, quote: str, escape: str) -> None:
    """Rejected.csv is in the dialect of the source; mended, it is prepared as it is."""
    name = f"{quote}B{mark}b{quote}" if quote else f"B{escape}{mark}b"
    text = f"C_EmailAddress{mark}C_FirstName{mark}C_Company\nann@acme.com{mark}Ann{mark}\nbob@{mark}{name}{mark}Acme\n"
    Path("in.csv").write_text(text + f"x{mark}y{mark}z{mark}\n", encoding="utf-8")
    words = ["--delimiter", mark, "--quote-char", quote or "none", "--escape-char", escape or "none"]
    prepared(*words, code=1)
    rejected = Path("out/rejected.csv").read_text(encoding="utf-8")
    assert rejected.count("\n") == 3
    assert f"bob@{mark}{name}{mark}Acme\n" in rejected
    Path("in.csv").write_text(rejected.replace("bob@", "bob@acme.com").replace(f"z{mark}\n", "z\n"), encoding="utf-8")
    cell = f"B{mark}b".replace("\t", " ")
    assert prepared(*words, code=1) == f"C_EmailAddress,C_FirstName,C_Company\nbob@acme.com,{cell},Acme\n"
