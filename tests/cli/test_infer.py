"""`csvprep schema infer`."""

from __future__ import annotations

from pathlib import Path

import pytest

from .shell import call


def test_a_schema_is_made_and_used(contact: Path) -> None:
    """The schema goes to stdout or a file, and lints the file that it was made from."""
    ran = call("schema", "infer", contact)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("# Made by csvprep ")
    assert "The header is that of the shipped schema contact too" in ran.out
    assert call("schema", "infer", contact, "-o", "own.yaml", "--name", "people").code == 0
    assert Path("own.yaml").read_text() == ran.out.replace("name: contact\n", "name: people\n", 1)
    assert call("schema", "show", "own.yaml").out.startswith("people")
    Path("good.csv").write_text("id,mail\n1,ann@acme.com\n2,bob@acme.com\n")
    assert call("schema", "infer", "good.csv", "-o", "good.yaml").code == 0
    assert call("lint", "good.csv", "--schema", "good.yaml", "--strict").code == 0


def test_standard_input() -> None:
    """- is standard input; the schema is called stdin."""
    ran = call("schema", "infer", "-", stdin=b"a;b\n1;x\n")
    assert ran.code == 0
    assert "\nname: stdin\n" in ran.out


def test_a_sample_is_said(contact: Path) -> None:
    """When there are more records than were read, that is said, unless --quiet."""
    ran = call("schema", "infer", contact, "--sample", "3")
    assert ran.err == "csvprep: made from the first 3 records; --sample all reads all of them\n"
    assert call("schema", "infer", contact, "--sample", "3", "-q").err == ""
    assert call("schema", "infer", contact, "--sample", "all").err == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("none.csv",), "none.csv: no such file"),
        (("contact.csv", "--sample", "0"), "--sample '0': give a number of records from 1 up, or all"),
        (("contact.csv", "--sample", "some"), "--sample 'some': give a number"),
        (("contact.csv", "-o", "contact.csv"), "would overwrite contact.csv"),
    ],
)
def test_wrong_use(contact: Path, words: tuple[str, ...], message: str) -> None:
    """What can't be done is said in one line."""
    ran = call("schema", "infer", *words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
