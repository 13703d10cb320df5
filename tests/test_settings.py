"""What a schema's own settings do to a file: rules, lists, conditions, bad cells, defaults, parts of names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from harness import fix, lint, prep

from csvprep.errors import SchemaError, UsageError
from csvprep.exclusions import Excluded
from csvprep.pipeline import Options
from csvprep.schema.files import parse_schema

Row = tuple[object, ...]


def options(fields: str, table: str = "", **more: object) -> Options:
    """Return how a file is read by a schema of these fields."""
    schema = parse_schema(f"name: t\nfields: [{fields}]\ncsvprep: {{{table}}}\n".encode(), "s.yaml")
    return replace(Options(jobs=1, encoding="utf-8", delimiter=",", header=True), schema=schema, **more)  # type: ignore[arg-type]


def told(data: str, how: Options) -> list[Row]:
    """Return record, line, field, code, value and message of each finding of lint."""
    _, rows = lint(data.encode(), how)
    return [(row["record"], row["line"], row["field"], row["code"], row["value"], row["message"]) for row in rows]


def test_a_rule_is_held_against_each_record() -> None:
    """A broken rule is a finding with record and line; null passes, and an empty cell is the empty text."""
    how = options(
        "{name: c}, {name: s}, {name: n}",
        "rules: [{rule: \"c = 'US' OR s = ''\", message: no state, name: st}, "
        '{rule: "TRY_CAST(n AS DOUBLE) < 5", severity: warning}]',
    )
    assert told("c,s,n\nUS,TX,4\nDE,BY,x\n,,7\n", how) == [
        (2, 3, None, "rule-error", "c=DE, s=BY", "st: no state"),
        (3, 4, "n", "rule-warning", "7", "TRY_CAST(n AS DOUBLE) < 5"),
    ]
    left = prep(b"c,s,n\nUS,TX,4\nDE,BY,x\n,,7\n", how)
    assert left.joined == b"c,s,n\nUS,TX,4\n,,7\n"


def test_a_rule_sees_what_is_written() -> None:
    """Rules are asked of the values after fixes, and of fields without a column as empty cells."""
    how = options("{name: c, csvprep: {kind: country}}, {name: s}", "rules: [\"c = 'DE' OR s <> ''\"]")
    assert [row[3] for row in told("c\n Germany \nFrance\n", how)] == [
        "surrounding-space", "country-format", "rule-error", "country-format",
    ]  # fmt: skip


def test_a_field_is_required_under_a_condition() -> None:
    """Only records for which the condition holds need the value; without the column all of those lack it."""
    how = options("{name: c}, {name: s, csvprep: {required_if: \"c IN ('US', 'CA')\"}}")
    message = "is required where c IN ('US', 'CA'), but empty"
    assert told("c,s\nUS,\nDE,\nCA,ON\n", how) == [(1, 2, "s", "constraint-error", "", message)]
    assert told("c\nUS\nDE\n", how) == [(1, 2, "s", "constraint-error", "c=US", message)]


@pytest.mark.parametrize(
    ("on_error", "chunk", "rejected", "changed"),
    [("reject", b"a,b\n7,y\n", 1, 0), ("clear", b"a,b\n,x\n7,y\n", 0, 1), ("keep", b"a,b\nfive,x\n7,y\n", 0, 0)],
)
def test_a_bad_value_rejects_is_cleared_or_kept(on_error: str, chunk: bytes, rejected: int, changed: int) -> None:
    """The field says what becomes of a record with a bad value; what was cleared is in the changes."""
    how = options(f"{{name: a, type: integer, csvprep: {{on_error: {on_error}}}}}, {{name: b}}")
    left = prep(b"a,b\nfive,x\n7,y\n", how)
    assert (left.joined, left.summary.rejected, left.summary.changed) == (chunk, rejected, changed)
    assert left.summary.by_code["type-error"] == 1 - changed
    changes = [(row["field"], row["before"], row["after"], row["code"]) for row in left.rows("changes.csv")]
    assert changes == [("a", "five", "", "type-error")] * changed


def test_a_cleared_cell_takes_the_default_and_a_kept_field_its_keys() -> None:
    """Clearing writes the default where there is one; a duplicate is rejected whatever on_error says."""
    how = options("{name: a, type: integer, csvprep: {on_error: clear, default: '0'}}")
    assert prep(b"a\nfive\n", how).joined == b"a\n0\n"
    twice = options("{name: a, constraints: {unique: true}, csvprep: {on_error: keep}}")
    assert prep(b"a\nx\nx\n", twice).summary.rejected == 1


def test_a_default_fills_empty_cells_of_records_only() -> None:
    """Empty cells, and those that mean nothing, are filled; a blank row stays one; constraints see the default."""
    how = options("{name: a}, {name: b, constraints: {required: true}, csvprep: {default: x}}")
    left = prep(b"a,b\n1,\n,\n2,y\n", how)
    assert left.joined == b"a,b\n1,x\n2,y\n"
    assert left.summary.by_code == {"blank-row": 1}


@pytest.mark.parametrize(("default", "words"), [("germany", "is written 'DE'"), ("Freedonia", "is no country")])
def test_a_default_is_a_written_value_of_its_field(default: str, words: str) -> None:
    """A default that the kind would rewrite or refuse is told before anything is read."""
    how = options(f"{{name: a, csvprep: {{kind: country, default: {default}}}}}")
    with pytest.raises(SchemaError, match=words):
        lint(b"a\n\n", how)


def test_a_value_on_a_list_is_rejected(tmp_path: Path) -> None:
    """Lists are compared in the written form and without regard to case; header, quotes and blank lines are none."""
    listed = tmp_path / "list.csv"
    listed.write_bytes('\ufeffE-mail\r\nBOB@Example.com\r\n\r\n"eve@x.org"\r\n'.encode())
    how = options("{name: mail, format: email}", exclude={"mail": (listed,)})
    data = "mail\nann@example.com\nbob@EXAMPLE.com\neve@x.org\n"
    assert [row[:5] for row in told(data, how) if row[3] != "email-format"] == [
        (2, 3, "mail", "forbidden-value", "bob@EXAMPLE.com"),
        (3, 4, "mail", "forbidden-value", "eve@x.org"),
    ]
    assert prep(data.encode(), how).joined == b"mail\nann@example.com\n"


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "is empty"), (b"a;b\nc;d\n", "has no email in it"), (b"\xff\xfe", "UTF-8")]
)
def test_a_list_that_holds_nothing_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    """An empty list, one of something else and one that is no text would leave out nobody."""
    (tmp_path / "list").write_bytes(content)
    with pytest.raises(SchemaError, match=words):
        lint(b"mail\na@b.org\n", options("{name: mail, format: email}", exclude={"mail": (tmp_path / "list",)}))


def test_values_of_one_hash_are_told_apart() -> None:
    """The values decide where two have the same hash, and null is none of them."""
    same = Excluded(pl.Series(["b", "a"]), pl.Series([_hash("a")] * 2, dtype=pl.UInt64))
    assert same.has(pl.Series(["a", "c", None])).to_list() == [True, False, False]
    assert Excluded.of(pl.Series(["a", "b", "a"])).has(pl.Series(["b", "c", None])).to_list() == [True, False, False]


def _hash(value: str) -> int:
    return int(pl.Series([value]).hash()[0])


def test_a_list_needs_a_field_and_a_file(tmp_path: Path) -> None:
    """A list for an unknown field, and one that isn't there, are wrong use."""
    for name, words in (("mial", "has no field 'mial'"), ("mail", "there is no such file")):
        with pytest.raises(UsageError, match=words):
            lint(b"mail\na@b.org\n", options("{name: mail}", exclude={name: (tmp_path / "nix",)}))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Ann Smith", "Ann", "Smith"),
        ("Smith, Ann Marie", "Ann Marie", "Smith"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("Anna Maria de la Cruz", "Anna Maria", "de la Cruz"),
        ("Martin Luther King Jr.", "Martin Luther", "King Jr."),
        ("Martin Luther King, Jr.", "Martin Luther", "King, Jr."),
        ("King Jr., Martin", "Martin", "King Jr."),
        ("Cher", "Cher", ""),
        ("van der Berg", "", "van der Berg"),
        (" Ann   Smith ", "Ann", "Smith"),
        ("", "", ""),
    ],
)
def test_a_name_is_taken_apart(name: str, first: str, last: str) -> None:
    """Given names come first, or behind a comma; particles and suffixes belong to the last name."""
    how = options("{name: id}, {name: first}, {name: last}", "split: {from: Full Name, into: [first, last]}")
    (row,) = prep(f'id,full_name\n1,"{name}"\n'.encode(), how).rows("chunks/t-00001.csv")
    assert row == {"id": "1", "first": first, "last": last}


def test_columns_are_made_where_the_file_has_none_of_them() -> None:
    """What is made is judged, written and recorded as any cell; a file that has the fields keeps its own."""
    fields = "{name: zip}, {name: city, constraints: {required: true}}, {name: address}"
    how = options(
        fields, "split: {from: Place, into: [zip, city], at: ' '}, join: {from: [Street, House], into: address}"
    )
    left = prep(b"Place,Street,House\n12345 Bad Ems,Main St,5\n99999,,\n", how)
    assert left.joined == b"zip,city,address\n12345,Bad Ems,Main St 5\n"
    assert left.files["rejected.csv"].splitlines()[1:] == [b"2,3,constraint-error city,99999,,"]
    assert [(row["field"], row["before"], row["after"], row["code"]) for row in left.rows("changes.csv")] == [
        ("zip", "12345 Bad Ems", "12345", "value-split"),
        ("city", "12345 Bad Ems", "Bad Ems", "value-split"),
        ("address", "Main St, 5", "Main St 5", "value-joined"),
    ]
    again = prep(left.joined, how)
    assert (again.joined, again.summary.changed) == (left.joined, 0)


def test_fix_keeps_the_columns_of_a_file() -> None:
    """A column that prep would make is none of the fixed file's."""
    how = options("{name: first, csvprep: {case: title}}, {name: last}", "split: {from: N, into: [first, last]}")
    data = b"N,x\nANN LEE,y\n"
    assert fix(data, how)[1] == data


def test_near_misses_are_accepted_only_when_asked() -> None:
    """Unsafe fixes take no near miss, accepted suggestions nothing else."""
    fields = (
        "{name: m, format: email}, {name: c, csvprep: {kind: country}}, "
        "{name: e, constraints: {enum: [Open]}}, {name: t}"
    )
    data = b"m,c,e,t\nann@gmial.com,Germny,Opne,a\0b\n"
    _, rows = lint(data, options(fields))
    assert [(row["field"], row["suggestion"]) for row in rows if row["suggestion"]] == [
        ("m", "ann@gmail.com"), ("c", "DE"), ("e", "Open"), ("t", "ab"),
    ]  # fmt: skip
    assert prep(data.replace(b"\0", b""), options(fields, unsafe_fixes=True)).summary.rejected == 1
    taken = prep(data.replace(b"\0", b""), options(fields, accept_suggestions=True))
    assert taken.joined == b"m,c,e,t\nann@gmail.com,DE,Open,ab\n"
    assert [row["code"] for row in taken.rows("changes.csv")] == ["email-suspect", "country-error", "constraint-error"]
    assert lint(data, options(fields, accept_suggestions=True))[1][-1]["suggestion"] == "ab"


def test_a_state_is_read_by_its_record_s_country() -> None:
    """The same code is another state in another country."""
    how = options(
        "{name: c, csvprep: {kind: country}}, {name: s, csvprep: {kind: state, country_field: c, form: name}}"
    )
    left = prep(b"s,c\nCA,USA\nCA,Cocos\nQC,ca\nby,Deutschland\nLombardy,IT\n", how)
    assert left.joined == b"s,c\nCalifornia,US\nQuebec,CA\nBayern,DE\nLombardia,IT\n"


def test_a_block_says_what_the_whole_says() -> None:
    """Rules, lists, defaults, clearing and derived columns give the same bytes whatever the blocks."""
    how = options(
        "{name: first, csvprep: {case: title}}, {name: last, constraints: {required: true}}, "
        "{name: n, type: integer, csvprep: {on_error: clear}}, {name: d, csvprep: {default: x, replace: {q: r}}}",
        "split: {from: N, into: [first, last]}, rules: [\"n <> '3'\"]",
    )
    rows = "".join(f"ANN{i} LEE,{'x' if i % 4 == 0 else i % 5},{'q' if i % 3 else ''}\n" for i in range(60))
    data = f"N,n,d\n{rows}".encode()
    whole, parts = prep(data, how), prep(data, replace(how, block_bytes=64, jobs=2))
    assert whole.files == parts.files
    assert 0 < whole.summary.rejected < whole.summary.changed
