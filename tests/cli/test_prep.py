"""`csvprep prep`."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

from .shell import call, said

BROKEN, MENDED = b",444) 444-1234,", b",(444) 444-1234,"


def left(folder: str) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file())


def rows(path: str) -> list[list[str]]:
    with Path(path).open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_the_seeds_table(contact: Path) -> None:
    """Of the contact table ten records are accepted and one is changed; the chunk is byte-exact otherwise; exit 0."""
    ran = call("prep", contact, "-o", "out", "--object", "contact")
    chunk = Path("out/chunks/contact-00001.csv").read_bytes()
    assert chunk == contact.read_bytes().replace(BROKEN, MENDED)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "contact.csv: contact, 10 records read, 10 accepted, 0 rejected, 1 changed",
        "  chunks    1 file, 1,115 bytes in out/chunks",
        "  findings  4 in out/findings.csv",
        "            phone-unassigned 4",
        "  changes   1 record in out/changes.csv",
        "  report    out/report.html",
        "  next      csvprep submit out",
    ]
    files = ["changes.csv", "chunks/contact-00001.csv", "findings.csv", "manifest.json", "rejected.csv"]
    assert left("out") == [*files, "report.html"]


def test_the_manifest_says_what_was_done(contact: Path) -> None:
    """manifest.json has counts, findings, options and each chunk with its SHA-256 and records."""
    assert call("prep", contact, "-o", "out", "--region", "us").code == 0
    manifest = json.loads(Path("out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"] == {"read": 10, "accepted": 10, "rejected": 0, "changed": 1}
    assert manifest["findings"] == {"phone-unassigned": 4}
    assert manifest["source"]["sha256"] == hashlib.sha256(contact.read_bytes()).hexdigest()
    assert (manifest["options"]["region"], manifest["command"]) == ("US", "prep")
    (chunk,) = manifest["chunks"]
    data = Path("out/chunks/contact-00001.csv").read_bytes()
    assert (chunk["sha256"], chunk["bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (chunk["first_record"], chunk["last_record"]) == (1, 10)


def test_rejected_records_are_exit_1_and_can_be_prepared_again(contact: Path) -> None:
    """A rejected record is set aside with its codes; mended, rejected.csv goes through prep as it is."""
    Path("in.csv").write_text("C_EmailAddress,C_FirstName\nann@example.com,Ann\nbob,Bob\n", encoding="utf-8")
    ran = call("prep", "in.csv", "-o", "out")
    assert ran.code == 1
    assert "  rejected  1 record in out/rejected.csv; mend it, then: csvprep prep out/rejected.csv -o NEWDIR" in ran.out
    rejected = Path("out/rejected.csv")
    text = rejected.read_text(encoding="utf-8")
    assert text == "_record,_line,_errors,C_EmailAddress,C_FirstName\n2,3,email-error C_EmailAddress,bob,Bob\n"
    rejected.write_text(text.replace(",bob,", ",bob@example.com,"), encoding="utf-8")
    assert call("prep", rejected, "-o", "again").code == 0
    assert rows("again/chunks/contact-00001.csv") == [["C_EmailAddress", "C_FirstName"], ["bob@example.com", "Bob"]]


def test_a_run_never_eats_its_own_rejected_records() -> None:
    """Preparing a run's own rejected.csv into the same folder is refused, even with --force."""
    Path("in.csv").write_text("C_EmailAddress\nbob\n", encoding="utf-8")
    assert call("prep", "in.csv", "-o", "out").code == 1
    before = left("out")
    message = said(call("prep", "out/rejected.csv", "-o", "out", "--force"))
    assert message == "out/rejected.csv: is part of the run in out, which would be replaced; name another folder"
    assert left("out") == before


def test_all_records_rejected() -> None:
    """When nothing is accepted the summary says so and offers no submit."""
    Path("in.csv").write_text("C_EmailAddress\nbob\ncleo\n", encoding="utf-8")
    ran = call("prep", "in.csv", "-o", "out")
    assert ran.code == 1
    assert "  chunks    none, since no record was accepted\n" in ran.out
    assert "submit" not in ran.out


def test_a_broken_header_is_named_as_the_reason() -> None:
    """When the header is why all records are rejected, the summary says so."""
    Path("in.csv").write_text("C_FirstName,C_LastName\nAnn,Reed\n", encoding="utf-8")
    ran = call("prep", "in.csv", "-o", "out")
    assert ran.code == 1
    assert "  header    missing-label: no record is accepted before line 1 is mended\n" in ran.out


def test_a_file_without_records() -> None:
    """A header alone makes a whole run without chunks; exit 0."""
    Path("in.csv").write_text("C_EmailAddress\n", encoding="utf-8")
    ran = call("prep", "in.csv", "-o", "out", "-q")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "in.csv: contact, 0 records read, 0 accepted, 0 rejected, 0 changed",
        "  chunks    none, since the file has no records",
        "  report    out/report.html",
    ]
    assert Path("out/manifest.json").exists()


def test_the_summary_as_json(contact: Path) -> None:
    """--format json is the summary with the documented keys."""
    ran = call("prep", contact, "-o", "out", "--format", "json")
    assert json.loads(ran.out) == {
        "file": "contact.csv", "object": "contact", "records": 10, "accepted": 10, "rejected": 0, "changed": 1,
        "errors": 0, "warnings": 4, "fixable": 0, "by_code": {"phone-unassigned": 4},
    }  # fmt: skip


def test_redact_keeps_values_out_of_all_but_data(contact: Path) -> None:
    """Under --redact only chunks and rejected.csv hold cells; tables, report, manifest and messages don't."""
    ran = call("prep", contact, "-o", "out", "--redact")
    shown = ran.out + ran.err
    for name in ("findings.csv", "changes.csv", "manifest.json", "report.html"):
        shown += Path("out", name).read_text(encoding="utf-8")
    cells = {cell for line in contact.read_text().splitlines()[1:] for cell in line.split(",") if len(cell) > 5}
    assert [cell for cell in cells if cell in shown] == []
    assert rows("out/changes.csv")[1] == ["3", "4", "C_BusPhone", "ddd) ddd-dddd", "(ddd) ddd-dddd", "phone-error"]


def test_standard_input(contact: Path) -> None:
    """`-` is standard input."""
    assert call("prep", "-", "-o", "out", stdin=contact.read_bytes()).code == 0
    assert len(rows("out/chunks/contact-00001.csv")) == 11


def test_chunks_by_rows(contact: Path) -> None:
    """--max-rows cuts chunks, each with the header."""
    ran = call("prep", contact, "-o", "out", "--max-rows", "4", "-q")
    sizes = [len(rows(f"out/chunks/contact-0000{number}.csv")) - 1 for number in (1, 2, 3)]
    assert sizes == [4, 4, 2]
    assert "  chunks    3 files, " in ran.out


@pytest.mark.parametrize(("size", "most"), [("500", 500), ("0.5kB", 500), ("0.5KiB", 512)])
def test_chunks_by_bytes(contact: Path, size: str, most: int) -> None:
    """--max-bytes takes plain bytes, powers of 1,000 and powers of 1,024."""
    assert call("prep", contact, "-o", "out", "--max-bytes", size, "-q").code == 0
    sizes = [path.stat().st_size for path in Path("out/chunks").iterdir()]
    assert len(sizes) > 1
    assert max(sizes) <= most


def test_a_record_too_large_for_a_chunk_is_rejected() -> None:
    """A record that no chunk can hold is rejected and said."""
    Path("in.csv").write_text(f"C_EmailAddress,C_FirstName\nann@example.com,Ann\nbob@example.com,{'b' * 90}\n")
    assert call("prep", "in.csv", "-o", "out", "--max-bytes", "80").code == 1
    assert rows("out/rejected.csv")[1][:3] == ["2", "3", "record-too-large"]


def test_force_replaces_a_run(contact: Path) -> None:
    """A folder with a run is refused without --force; with it the run is replaced whole."""
    assert call("prep", contact, "-o", "out", "--max-rows", "4").code == 0
    message = said(call("prep", contact, "-o", "out"))
    assert message == "out: holds a finished run; use another folder, or --force to replace it"
    assert call("prep", contact, "-o", "out", "--force").code == 0
    assert left("out/chunks") == ["contact-00001.csv"]


def test_keep_extra_and_map() -> None:
    """--keep-extra keeps a column that is no field, and --map gives one the field's name."""
    Path("in.csv").write_text("Kontakt,Colour\nann@example.com,red\n", encoding="utf-8")
    words = ("in.csv", "--object", "contact", "--map", "Kontakt=C_EmailAddress")
    assert call("prep", *words, "-o", "out").code == 0
    assert rows("out/chunks/contact-00001.csv") == [["C_EmailAddress"], ["ann@example.com"]]
    assert call("prep", *words, "-o", "kept", "--keep-extra").code == 0
    assert rows("kept/chunks/contact-00001.csv")[0] == ["C_EmailAddress", "Colour"]


def test_strict_rejects_records_with_warnings(contact: Path) -> None:
    """Under --strict a record with a warning that no fix answers is rejected."""
    assert call("prep", contact, "-o", "out", "--strict").code == 1
    assert len(rows("out/rejected.csv")) == 1 + 4


def test_quiet_leaves_the_summary(contact: Path) -> None:
    """--quiet silences stderr; the summary is the command's answer and stays."""
    ran = call("prep", contact, "-o", "out", "--quiet")
    assert ran.err == ""
    assert ran.out.startswith("contact.csv: contact, 10 records read")
