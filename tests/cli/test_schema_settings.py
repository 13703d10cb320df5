"""Options of schemas that ask for more: --exclude, --accept-suggestions, and a pandera model as --schema."""

from __future__ import annotations

from pathlib import Path

from .shell import call, said

CONTACTS = "C_EmailAddress,C_Country\nann@gmial.com,Germny\nbob@example.com,DE\n"
MODEL = """import pandera.polars as pa

class Mails(pa.DataFrameModel):
    C_EmailAddress: str = pa.Field(str_endswith=".com")
"""


def test_a_list_of_excluded_values_is_an_option() -> None:
    """Records with a value on the list are rejected; a field or file that isn't there is wrong use."""
    Path("in.csv").write_text(CONTACTS, encoding="utf-8")
    Path("out.txt").write_text("BOB@example.com\n", encoding="utf-8")
    ran = call("prep", "in.csv", "-o", "out", "-q", "--accept-suggestions", "--exclude", "C_EmailAddress=out.txt")
    assert ran.code == 1
    assert Path("out/chunks/contact-00001.csv").read_text() == "C_EmailAddress,C_Country\nann@gmail.com,DE\n"
    assert "forbidden-value C_EmailAddress" in Path("out/rejected.csv").read_text()
    assert said(call("lint", "in.csv", "-q", "--exclude", "C_EmailAddress")) == (
        "--exclude C_EmailAddress: give it as FIELD=FILE"
    )
    assert "has no field 'Mail'" in said(call("lint", "in.csv", "-q", "--exclude", "Mail=out.txt"))


def test_a_near_miss_names_the_option_that_takes_it() -> None:
    """The text report says --accept-suggestions for another value, --unsafe-fixes for a repaired one."""
    Path("in.csv").write_text(CONTACTS + "c\0@example.com,\n", encoding="utf-8")
    out = call("lint", "in.csv", "-q", "--format", "concise").out
    assert "suggestion: 'DE' (--accept-suggestions)" in out
    assert "suggestion: 'ann@gmail.com' (--accept-suggestions)" in out
    assert "(--unsafe-fixes)" in out


def test_a_model_is_a_schema_for_every_command() -> None:
    """lint, prep and schema show take file.py:Model; the manifest keeps the digest of the file."""
    Path("in.csv").write_text("C_EmailAddress\na@b.com\na@b.org\n", encoding="utf-8")
    Path("mails.py").write_text(MODEL, encoding="utf-8")
    ran = call("lint", "in.csv", "-q", "--schema", "mails.py:Mails")
    assert (ran.code, "fails the check 'str_endswith('.com')'" in ran.out) == (1, True)
    assert call("prep", "in.csv", "-o", "out", "-q", "--schema", "mails.py:Mails").code == 1
    assert Path("out/chunks/Mails-00001.csv").read_text() == "C_EmailAddress\na@b.com\n"
    assert "C_EmailAddress  text" in call("schema", "show", "mails.py:Mails").out
    assert "there is no 'Nix' in mails.py" in said(call("lint", "in.csv", "-q", "--schema", "mails.py:Nix"))
