"""`csvprep split`."""

from __future__ import annotations

import json
from pathlib import Path

from .shell import call, said


def chunks() -> list[str]:
    return sorted(path.name for path in Path("out/chunks").iterdir())


def test_split_keeps_records_verbatim(contact: Path) -> None:
    """Split changes nothing: the chunks joined are the file, and the summary speaks of no changes."""
    ran = call("split", contact, "-o", "out", "--max-rows", "6")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "contact.csv: contact, 10 records read, 10 accepted, 0 rejected"
    header = contact.read_bytes().splitlines(keepends=True)[0]
    parts = [Path(f"out/chunks/contact-0000{number}.csv").read_bytes() for number in (1, 2)]
    assert header + b"".join(part.removeprefix(header) for part in parts) == contact.read_bytes()


def test_split_needs_no_schema() -> None:
    """Split cuts any CSV; the chunks are named for the file then."""
    Path("my pets.csv").write_text("age\n7\n70\n", encoding="utf-8")
    assert call("split", "my pets.csv", "-o", "out", "--max-rows", "1").code == 0
    assert chunks() == ["my-pets-00001.csv", "my-pets-00002.csv"]


def test_a_header_that_looks_like_a_record() -> None:
    """Where the first line is values and no labels, split tells that it is in each chunk, and how it is none."""
    Path("in.csv").write_text("ann@acme.com,Ann\nbob@acme.com,Bob\ncy@acme.com,Cy\n", encoding="utf-8")
    ran = call("split", "in.csv", "-o", "out", "--max-rows", "1")
    assert (ran.code, chunks()) == (0, ["in-00001.csv", "in-00002.csv"])
    assert ran.err == (
        "csvprep: in.csv: line 1, the header in each chunk, looks like a record; if the file has no header, split it "
        "again with --no-header\n"
    )
    ran = call("split", "in.csv", "-o", "out", "--max-rows", "1", "--no-header", "--force")
    assert (ran.err, len(chunks())) == ("csvprep: in.csv: no header\n", 3)


def test_split_as_json_and_from_stdin(contact: Path) -> None:
    """Split reads standard input and gives its summary as JSON."""
    ran = call("split", "-", "-o", "out", "--format", "json", stdin=contact.read_bytes())
    assert (ran.code, json.loads(ran.out)["records"]) == (0, 10)


def test_a_record_too_large_for_a_chunk_is_set_aside() -> None:
    """A record that no chunk can hold goes to rejected.csv as it came, and the exit code is 1."""
    Path("in.csv").write_text(f"C_EmailAddress,C_FirstName\nann@example.com,Ann\nbob@example.com,{'b' * 90}\n")
    ran = call("split", "in.csv", "-o", "out", "--max-bytes", "80", "-q")
    assert ran.code == 1
    assert Path("out/rejected.csv").read_text(encoding="utf-8").splitlines() == [
        "_record,_line,_errors,C_EmailAddress,C_FirstName",
        f"2,3,record-too-large,bob@example.com,{'b' * 90}",
    ]
    assert ran.out.splitlines() == [
        "in.csv: contact, 2 records read, 1 accepted, 1 rejected",
        "  chunks    1 file, 47 bytes in out/chunks",
        "  rejected  1 record in out/rejected.csv",
        "  next      csvprep submit out",
    ]


def test_a_file_without_records() -> None:
    """A header alone makes a run without chunks."""
    Path("in.csv").write_text("age\n", encoding="utf-8")
    ran = call("split", "in.csv", "-o", "out")
    assert (ran.code, ran.out.splitlines()[1]) == (0, "  chunks    none, since the file has no records")


def test_a_finished_run_is_not_overwritten(contact: Path) -> None:
    """A folder with a run is refused without --force."""
    assert call("split", contact, "-o", "out").code == 0
    message = said(call("split", contact, "-o", "out"))
    assert message == "out: holds a finished run; use another folder, or --force to replace it"
    assert call("split", contact, "-o", "out", "--force").code == 0
