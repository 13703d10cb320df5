"""Lint, fix, split and prep on whole files."""

from __future__ import annotations

import gzip
import io
import random
import shutil
import subprocess
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from harness import CONTACT, fix, lint, prep, read_table, split
from messy import messy_csv
from reference import split_records, strip_end

from csvprep.errors import CsvprepError, OutputError, UsageError
from csvprep.pipeline import Options, Progress
from csvprep.runs.fix import fix_file
from csvprep.runs.prep import prep_file
from csvprep.runs.split import split_file
from csvprep.writers import Limits

SAMPLE = (Path(__file__).parents[1] / "samples" / "contact.csv").read_bytes()
HEADER = b"C_EmailAddress,C_FirstName\n"


def test_prep_of_the_sample():
    """Of the seeds' ten contacts all are accepted, one phone is mended, and every other byte is as it was."""
    outcome = prep(SAMPLE, Options())
    assert dict(outcome.manifest.counts) == {"read": 10, "accepted": 10, "rejected": 0, "changed": 1}
    assert outcome.files["chunks/contact-00001.csv"] == SAMPLE.replace(b"444) 444-1234", b"(444) 444-1234")
    assert outcome.rows("changes.csv") == [
        {
            "record": "3",
            "line": "4",
            "field": "C_BusPhone",
            "before": "444) 444-1234",
            "after": "(444) 444-1234",
            "code": "phone-error",
        }
    ]
    assert {row["code"] for row in outcome.rows("findings.csv")} == {"phone-unassigned"}
    assert sorted(outcome.files) == [
        "changes.csv", "chunks/contact-00001.csv", "findings.csv", "manifest.json", "rejected.csv",
        "report.html",
    ]  # fmt: skip


def test_lint_of_the_sample():
    """The sample has one error, the malformed phone, with its fix; besides, only numbers that nobody has."""
    summary, rows = lint(SAMPLE, Options())
    errors = [row for row in rows if row["severity"] == "error"]
    (one,) = errors
    assert (one["code"], one["record"], one["line"], one["field"], one["column_number"]) == (
        "phone-error", 3, 4, "C_BusPhone", 5,
    )  # fmt: skip
    assert (one["value"], one["fix"]) == ("444) 444-1234", "(444) 444-1234")
    assert {row["code"] for row in rows if row not in errors} == {"phone-unassigned"}
    assert (summary.object, summary.records, summary.accepted, summary.errors, summary.fixable) == (
        "contact",
        10,
        10,
        1,
        1,
    )


def test_manifest_says_what_was_read():
    """The manifest has the source's name, size, digest and dialect, the schema and the options."""
    manifest = prep(SAMPLE, Options(region="DE"), Limits(5, 5000)).manifest
    assert manifest.command == "prep"
    assert manifest.object == "contact"
    assert manifest.schema is not None
    assert manifest.schema["name"] == "contact"
    assert manifest.source["name"] == "in.csv"
    assert manifest.source["bytes"] == len(SAMPLE)
    assert manifest.source["sha256"] == sha256(SAMPLE).hexdigest()
    assert manifest.source["encoding"] == "utf-8"
    assert manifest.source["dialect"] == {
        "delimiter": ",",
        "quote_char": '"',
        "escape_char": "",
        "line_terminator": "\n",
        "bom": False,
        "skip_lines": 0,
        "header": True,
        "skip_initial_space": False,
        "trailing_delimiter": False,
    }
    options = dict(manifest.options)
    assert (options["region"], options["max_rows"], options["max_bytes"]) == ("DE", 5, 5000)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(SAMPLE, id="sample"),
        pytest.param(SAMPLE.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(b"\xef\xbb\xbf" + SAMPLE.replace(b"C_BusPhone", b"Phone"), id="mark and another label"),
        pytest.param(HEADER + b'" a\nb"@x,Ann\nann@ACME.com,"x\n y "', id="lines within, no line end"),
        pytest.param(HEADER + b"ann@ACME.com, Ann ", id="no line end"),
        pytest.param(HEADER + b"bob@acme.com,Bob\rcy@acme.com,Cy\nann@ACME.com,Ann\n", id="a CR elsewhere"),
        pytest.param(messy_csv(400, 4), id="messy"),
        pytest.param(messy_csv(400, 4, delimiter=";", line_end="\r\n", bom=True), id="messy in Windows"),
    ],
)
def test_diff_applies(data: bytes, tmp_path: Path):
    """The diff of a fix, applied by `patch`, makes of the file what the fix writes."""
    if shutil.which("patch") is None:
        pytest.skip("no program `patch` here")
    _, fixed, _, diff = fix(data)
    assert fixed != data
    (tmp_path / "file").write_bytes(data)
    (tmp_path / "diff").write_bytes(diff)
    subprocess.run(["patch", "--binary", "-s", "file", "diff"], cwd=tmp_path, check=True)
    assert (tmp_path / "file").read_bytes() == fixed


def test_diff_names_the_file():
    """A diff begins with the file's name, and has a hunk without context for each changed record."""
    _, _, _, diff = fix(SAMPLE)
    lines = diff.decode().splitlines()
    assert lines[0].endswith("in.csv")
    assert lines[2] == "@@ -4 +4 @@"
    assert [line[0] for line in lines] == ["-", "+", "@", "-", "+"]


def test_fix_keeps_everything_else():
    """Fix writes only the records that it fixes, and leaves dialect, mark, bad and blank records as they are."""
    data = (
        b"\xef\xbb\xbfC_EmailAddress;C_FirstName\r\n"
        b'"ann@acme.com";Ann\n'  # quoted without need, other line end
        b"bob@ACME.com;\"B;b\"\r\n"
        b"short\r\n\r\n"
        b"bad;\xff\r\n"
        b'x@acme.com;"unclosed\r\n'
        b"carl@acme.com; Carl "
    )  # fmt: skip
    summary, fixed, changes, _ = fix(data)
    assert fixed == data.replace(b"bob@ACME.com", b"bob@acme.com").replace(b"; Carl ", b";Carl")
    assert (summary.records, summary.changed) == (7, 2)
    assert [(row["record"], row["after"]) for row in read_table(changes)] == [("2", "bob@acme.com"), ("7", "Carl")]


def test_fix_in_place(write_csv):
    """A file may be fixed into itself."""
    path = write_csv(SAMPLE)
    fix_file(path, path, CONTACT)
    assert path.read_bytes() == SAMPLE.replace(b"444) 444-1234", b"(444) 444-1234")


def test_unsafe_fixes_are_not_taken_unasked():
    """A suggestion is taken only with --unsafe-fixes."""
    data = HEADER + b"mailto:ann@acme.com,Ann\n"
    assert prep(data).summary.rejected == 1
    outcome = prep(data, replace(CONTACT, unsafe_fixes=True))
    assert outcome.joined == HEADER + b"ann@acme.com,Ann\n"


def test_strict():
    """With --strict a warning that no fix answers rejects its record; one that was fixed doesn't."""
    data = HEADER + b"ann@acme.com,=1\nbob@ACME.com,Bob\n"
    assert prep(data).summary.rejected == 0
    outcome = prep(data, replace(CONTACT, strict=True))
    assert outcome.joined == HEADER + b"bob@acme.com,Bob\n"
    assert [row["_errors"] for row in outcome.rows("rejected.csv")] == ["formula-prefix C_FirstName"]


def test_rejected_file_is_prepared_again():
    """Rejected.csv, once mended, is read as it is: its own columns are neither uploaded, reported nor doubled."""
    data = HEADER + b'ann@acme.com,Ann\nbob@acme,"B, b"\n\nshort\ncarl@@acme.com,Carl\n'
    first = prep(data)
    rejected = first.files["rejected.csv"]
    assert rejected == (
        b"_record,_line,_errors,C_EmailAddress,C_FirstName\n"
        b'2,3,email-error C_EmailAddress,bob@acme,"B, b"\n'
        b"3,4,blank-row,\n"
        b"4,5,missing-cell,short\n"
        b"5,6,email-error C_EmailAddress,carl@@acme.com,Carl\n"
    )
    again = prep(rejected, Options())
    assert again.summary.by_code == {"email-error": 2, "missing-cell": 2}
    assert again.files["rejected.csv"] == (
        b"_record,_line,_errors,C_EmailAddress,C_FirstName\n"
        b'1,2,email-error C_EmailAddress,bob@acme,"B, b"\n'
        b"2,3,missing-cell,\n"
        b"3,4,missing-cell,short\n"
        b"4,5,email-error C_EmailAddress,carl@@acme.com,Carl\n"
    )
    mended = prep(rejected.replace(b"bob@acme,", b"bob@acme.com,"))
    assert mended.joined == HEADER + b'bob@acme.com,"B, b"\n'


def test_rejected_twice_is_rejected_alike():
    """The cells of a record that is rejected twice are still the bytes that came first."""
    data = HEADER + b'"x,y",Ann\nbad,"B ""b"""\n'
    first = prep(data).files["rejected.csv"]
    second = prep(first).files["rejected.csv"]
    cells = [{label: row[label] for label in ("C_EmailAddress", "C_FirstName")} for row in read_table(second)]
    assert cells == [
        {"C_EmailAddress": "x,y", "C_FirstName": "Ann"},
        {"C_EmailAddress": "bad", "C_FirstName": 'B "b"'},
    ]
    assert second.splitlines()[0].count(b"_record") == 1


def test_header_errors_reject_everything():
    """Without the column of a required field every record is rejected, for that reason."""
    outcome = prep(b"C_FirstName\nAnn\nBob\n")
    assert (outcome.summary.accepted, outcome.summary.rejected) == (0, 2)
    assert {row["_errors"] for row in outcome.rows("rejected.csv")} == {"missing-label"}
    assert outcome.summary.by_code == {"missing-label": 1}
    assert list(outcome.manifest.chunks) == []


def test_extra_columns():
    """A column that is no field is left out of chunks, and carried as it came with --keep-extra."""
    data = b'C_EmailAddress,Colour,\nann@acme.com," red\r""x""",z\n'
    assert prep(data).joined == b"C_EmailAddress\nann@acme.com\n"
    kept = prep(data, replace(CONTACT, keep_extra=True))
    assert kept.joined == b'C_EmailAddress,Colour\nann@acme.com," red\r""x"""\n'


def test_mapping():
    """A mapped column is written under its field's name."""
    data = b"Address of Mail,Nick\nann@acme.com,Ann\n"
    options = replace(CONTACT, mapping={"Address of Mail": "C_EmailAddress", "Nick": "C_FirstName"})
    assert prep(data, options).joined == HEADER + b"ann@acme.com,Ann\n"


def test_header_only():
    """A header without records is a run without chunks, in every command."""
    outcome = prep(HEADER)
    assert dict(outcome.manifest.counts) == {"read": 0, "accepted": 0, "rejected": 0, "changed": 0}
    assert "manifest.json" in outcome.files
    assert lint(HEADER)[1] == []
    assert fix(HEADER)[1] == HEADER
    assert list(split(HEADER).manifest.chunks) == []


def test_other_encoding():
    """A file in a named encoding is prepared as UTF-8, and the manifest keeps the source's encoding."""
    data = (HEADER.decode() + "ann@acme.com,Zoë\n").encode("cp1252")
    outcome = prep(data, replace(CONTACT, encoding="cp1252"))
    assert outcome.joined == HEADER + "ann@acme.com,Zoë\n".encode()
    assert (outcome.manifest.source["encoding"], outcome.manifest.source["bytes"]) == ("cp1252", len(data))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(SAMPLE, id="LF"),
        pytest.param(SAMPLE.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(SAMPLE.replace(b"\n", b"\r"), id="CR"),
        pytest.param(b"\xef\xbb\xbf" + SAMPLE, id="mark"),
        pytest.param(SAMPLE.removesuffix(b"\n"), id="no line end"),
        pytest.param(SAMPLE.replace(b"\n", b"\r").removesuffix(b"\r"), id="CR, no line end"),
        pytest.param(b'a,"b\nc"\n"x\n""y""",z\n1,2\n' * 3, id="quoted"),
        pytest.param(b'a,b\nshort\n\nlong,er,\r\n5",\xff\n"un\nclosed,\n"a"b,c\n', id="irregular"),
    ],
)
@pytest.mark.parametrize("max_rows", [1, 3, 1000])
def test_split_is_verbatim(data: bytes, max_rows: int):
    """Chunks joined are the input's records byte for byte, whatever is wrong with them, each under the header."""
    outcome = split(data, Options(encoding="utf-8"), Limits(max_rows))
    header, *records = split_records(data.removeprefix(b"\xef\xbb\xbf"))
    if records and not records[-1].endswith((b"\n", b"\r")):
        records[-1] += header[len(strip_end(header)) :]
    chunks = [outcome.files[chunk.file] for chunk in outcome.manifest.chunks]
    assert chunks == [
        header + b"".join(records[start : start + max_rows]) for start in range(0, len(records), max_rows)
    ]


def test_split_names_chunks_for_object_or_file(write_csv, tmp_path: Path):
    """Chunks are named for the object where it is known, else for the file, without what a name can't hold."""
    path = write_csv(b"x,y\n1,2\n", "my list (1).csv")
    _, manifest = split_file(path, tmp_path / "one", Options(), Limits())
    assert [chunk.file for chunk in manifest.chunks] == ["chunks/my-list-1-00001.csv"]
    assert manifest.object is None
    assert split(SAMPLE, Options()).manifest.object == "contact"


def wrong(command, path: Path, out: Path, options: Options = CONTACT) -> str:
    """Return the one error that a command ends in."""
    more = () if command is fix_file else (Limits(),)
    with pytest.raises(CsvprepError) as caught:
        command(path, out, options, *more)
    return str(caught.value)


@pytest.mark.parametrize("command", [prep_file, split_file, fix_file])
def test_unreadable_input_leaves_nothing(command, write_csv, tmp_path: Path):
    """What can't be read is one error that names the file, and neither a folder nor a file is made for it."""
    out = tmp_path / "out"
    cases = {
        tmp_path / "none.csv": "no such file",
        tmp_path: "is a folder",
        write_csv(b"A\n", "a") / "below": "Not a directory",
        write_csv(b"", "empty.csv"): "is empty",
        write_csv(gzip.compress(b"A\n")[:10], "a.csv.gz"): "cut short before its first byte",
        write_csv(random.Random(2).randbytes(5000), "random.csv"): "binary",
        write_csv(b"a||b\n1||2\n", "two.csv"): "of two characters",
    }
    for path, message in cases.items():
        text = wrong(command, path, out)
        assert text.startswith(f"{path}: ")
        assert message in text
        assert not out.exists()


def test_unknown_object(write_csv, tmp_path: Path):
    """A header that fits no object, and an object that doesn't exist, are wrong use, with what to do."""
    path = write_csv(b"x,y\n1,2\n")
    for object_name, message in ((None, "name it with --object"), ("contcat", "csvprep has account, activities")):
        with pytest.raises(UsageError, match=message):
            prep_file(path, tmp_path / "out", Options(object_name=object_name), Limits())


def test_nothing_to_upload(write_csv, tmp_path: Path):
    """A file without any column of the object is refused, not made into empty chunks."""
    with pytest.raises(UsageError, match="no column is a field of list, so there is nothing to upload"):
        prep_file(write_csv(b"x,y\n1,2\n"), tmp_path / "out", Options(object_name="list"), Limits())
    assert list((tmp_path / "out").rglob("*.*")) == []


OVERLONG = b"bob@acme.com," + b"x" * 500 + b"\n"


@pytest.mark.parametrize("block_bytes", [64, 2**20])
def test_overlong_record_is_rejected(block_bytes: int):
    """A record over the limit is one finding and one rejected record, byte for byte; its neighbours are as ever."""
    data = HEADER + b"ann@acme.com,Ann\n" + OVERLONG + b"cy@acme.com,Cy\n"
    options = replace(CONTACT, block_bytes=block_bytes, max_record_bytes=200)
    summary, rows = lint(data, options)
    assert [(row["code"], row["record"], row["line"]) for row in rows] == [("record-too-large", 2, 3)]
    assert rows[0]["value"] == OVERLONG.decode()[:120] + "…"
    assert (summary.records, summary.rejected) == (3, 1)
    outcome = prep(data, options)
    assert dict(outcome.manifest.counts) == {"read": 3, "accepted": 2, "rejected": 1, "changed": 0}
    assert outcome.joined == HEADER + b"ann@acme.com,Ann\ncy@acme.com,Cy\n"
    assert outcome.files["rejected.csv"] == b"_record,_line,_errors," + HEADER + b"2,3,record-too-large," + OVERLONG
    assert fix(data, options)[1] == data


@pytest.mark.parametrize("block_bytes", [64, 2**20])
def test_split_sets_an_overlong_record_aside(block_bytes: int):
    """Split puts a record over the limit, byte for byte, into rejected.csv, and nothing of it into a chunk."""
    data = HEADER + b"ann@acme.com,Ann\n" + OVERLONG + b"cy@acme.com,Cy\n"
    outcome = split(data, replace(CONTACT, block_bytes=block_bytes, max_record_bytes=200))
    assert outcome.joined == HEADER + b"ann@acme.com,Ann\ncy@acme.com,Cy\n"
    assert outcome.files["rejected.csv"] == b"_record,_line,_errors," + HEADER + b"2,3,record-too-large," + OVERLONG
    assert (outcome.summary.records, outcome.summary.rejected) == (3, 1)


def test_a_long_last_record_is_not_a_cut_file():
    """Of an overlong last record with a line end nothing is said but that it is too long."""
    _, rows = lint(HEADER + OVERLONG, replace(CONTACT, max_record_bytes=200))
    assert {row["code"] for row in rows} == {"record-too-large"}


def test_output_that_cannot_be_written(write_csv, tmp_path: Path):
    """Every output that can't be written is an error that names it."""
    path = write_csv(SAMPLE)
    blocked = write_csv(b"", "file")
    with pytest.raises(OutputError, match=f"{blocked}: is a file"):
        prep_file(path, blocked, CONTACT, Limits())
    with pytest.raises(OutputError, match="none"):
        fix_file(path, tmp_path / "none" / "out.csv", CONTACT)
    with pytest.raises(OutputError, match="none"):
        fix_file(path, io.BytesIO(), CONTACT, changes=tmp_path / "none" / "changes.csv")


def test_a_cut_source_is_told(write_csv, tmp_path: Path):
    """A compressed source that ends too early is read as far as it goes, and that it was cut is an error of its own."""
    body = b"".join(b"user%d@acme.com,Ann\n" % number for number in range(5000))
    packed = gzip.compress(HEADER + body)
    path = write_csv(packed[: len(packed) // 2], "a.csv.gz")
    summary, manifest = prep_file(path, tmp_path / "out", CONTACT, Limits())
    assert summary.by_code["truncated-file"] == 1
    assert 1000 < summary.accepted < 5000
    assert manifest.source["compression"] == "gzip"


def test_progress_is_told(write_csv, tmp_path: Path):
    """Progress counts bytes, records and findings up to the end."""
    seen: list[Progress] = []
    options = replace(CONTACT, block_bytes=200)
    prep_file(write_csv(SAMPLE), tmp_path / "out", options, Limits(), on_progress=seen.append)
    assert [one.records for one in seen] == sorted(one.records for one in seen)
    assert (seen[-1].records, seen[-1].bytes_read, seen[-1].size_bytes) == (10, len(SAMPLE), len(SAMPLE))
    assert len(seen) > 3


def test_changes_of_one_cell_are_one_row():
    """A cell that was fixed twice is one row with both codes, between those that were fixed once, in file order."""
    body = b"a@acme.com,212.555.0143\nb@ACME.com, 212-555-0144 \nc@acme.com,212 555 0145\n"
    rows = prep(b"C_EmailAddress,C_BusPhone\n" + body).rows("changes.csv")
    assert [tuple(row.values()) for row in rows] == [
        ("1", "2", "C_BusPhone", "212.555.0143", "(212) 555-0143", "phone-format"),
        ("2", "3", "C_EmailAddress", "b@ACME.com", "b@acme.com", "email-format"),
        ("2", "3", "C_BusPhone", " 212-555-0144 ", "(212) 555-0144", "surrounding-space phone-format"),
        ("3", "4", "C_BusPhone", "212 555 0145", "(212) 555-0145", "phone-format"),
    ]
