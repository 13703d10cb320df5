"""Every check of a schema fires, and says why."""

from __future__ import annotations

import pandera.config
import polars as pl
import pytest
from harness import lint, read_table
from hypothesis import given
from hypothesis import strategies as st

from csvprep.checks import Column, compile_pandera, find_failures, run_checks
from csvprep.errors import SchemaError
from csvprep.kinds.registry import kind_for
from csvprep.pipeline import Options
from csvprep.schema.files import parse_schema
from csvprep.schema.model import Field, KindName


def failing(values: list[str | None], **settings) -> dict[str, list[int]]:
    """Return the rows that fail each check of one field, by the check's code and name."""
    field = Field("f", **settings)
    column = Column(0, "c0", field, kind_for(field, "US"))
    found = run_checks(pl.DataFrame({"c0": pl.Series(values, dtype=pl.String)}), [column])
    return {f"{one.check.code} {one.check.name}".rstrip(): one.rows.to_list() for one in found}


@pytest.mark.parametrize(
    ("settings", "values", "expected"),
    [
        pytest.param({"required": True}, ["a", None], {"constraint-error required": [1]}, id="required"),
        pytest.param({"min_length": 2}, ["é", "ab", None], {"constraint-error minLength": [0]}, id="minLength"),
        pytest.param({"max_length": 2}, ["éé", "abc", None], {"constraint-error maxLength": [1]}, id="maxLength"),
        pytest.param({"pattern": "a|bc"}, ["a", "bc", "ac", "a\n"], {"constraint-error pattern": [2, 3]}, id="pattern"),
        pytest.param(
            {"pattern": r"(?=.*\d)(?!0)\w+"},
            ["a1", "0a", "aa", None],
            {"constraint-error pattern": [1, 2]},
            id="look-around",
        ),
        pytest.param({"pattern": r"(a)\1\Z"}, ["aa", "ab"], {"constraint-error pattern": [1]}, id="back reference"),
        pytest.param(
            {"kind": KindName.NUMBER, "minimum": "0.5", "maximum": "10"},
            ["0.5", "0.49", "10", "10.01", "1e3", "-1", None],
            {"constraint-error bounds": [1, 3, 4, 5]},
            id="number",
        ),
        pytest.param(
            {"kind": KindName.NUMBER, "minimum": "0.5", "decimal_char": ",", "group_char": "."},
            ["0,6", "4", "0,4"],
            {"constraint-error bounds": [2]},
            id="number with comma",
        ),
        pytest.param(
            {"kind": KindName.INTEGER, "minimum": "9007199254740993"},
            ["9007199254740993", "9007199254740992"],
            {"constraint-error bounds": [1]},
            id="integer beyond floats",
        ),
        pytest.param(
            {"kind": KindName.INTEGER, "maximum": "10.5"}, ["10", "11"], {"constraint-error bounds": [1]}, id="integer"
        ),
        pytest.param(
            {"kind": KindName.DATE, "minimum": "2020-01-31", "maximum": "2020-12-31"},
            ["2020-01-31", "2020-01-30", "2021-01-01", None],
            {"constraint-error bounds": [1, 2]},
            id="date",
        ),
        pytest.param(
            {"kind": KindName.DATE, "minimum": "2020-02-01", "formats": ("%d/%m/%Y",)},
            ["31/01/2020", "01/02/2020"],
            {"constraint-error bounds": [0]},
            id="date in a format",
        ),
        pytest.param(
            {"kind": KindName.CHOICE, "enum": ("Active", "Draft")},
            ["Active", "Old", None],
            {"type-error": [1]},
            id="choice",
        ),
        pytest.param(
            {"kind": KindName.INTEGER, "enum": ("1", "2")},
            ["1", "3"],
            {"constraint-error enum": [1]},
            id="enum of a type",
        ),
        pytest.param({"kind": KindName.EMAIL}, ["ann@acme.com", "ann"], {"email-error": [1]}, id="email"),
        pytest.param({"kind": KindName.NUMBER}, ["1", "one"], {"type-error": [1]}, id="type"),
        pytest.param({}, ["a", "a\0b"], {"null-byte": [1]}, id="null byte"),
        pytest.param({}, ["1", "=1"], {"formula-prefix": [1]}, id="formula"),
        pytest.param({}, ["1", "#REF!", "1E+11"], {"spreadsheet-error": [1], "spreadsheet-number": [2]}, id="lost"),
        pytest.param({}, ["a", "n/a", "1-Mar"], {"null-word": [1], "spreadsheet-date": [2]}, id="stand-in"),
        pytest.param({}, ["ü", "Ã¼", "\ufffd"], {"mojibake": [1], "replacement-character": [2]}, id="letters"),
        pytest.param({}, ["x" * 254, "x" * 255, "y"], {"cut-cell": [1]}, id="cut"),
        pytest.param(
            {"kind": KindName.PHONE},
            ["#REF!", "1E+11", "n/a", "call", "(555) 555-0143", "Ã¼"],
            {"spreadsheet-error": [0], "spreadsheet-number": [1], "phone-error": [2, 3, 5], "phone-unassigned": [4]},
            id="one finding of one trouble",
        ),
        pytest.param(
            {"pattern": "[a-z]+", "max_length": 4},
            ["#REF!", "n/a", "1-Mar", "Ã¼", "abc", "abcde"],
            {
                "constraint-error pattern": [1, 2, 3],
                "constraint-error maxLength": [2, 5],
                "mojibake": [3],
                "spreadsheet-error": [0],
            },
            id="constraints",
        ),
    ],
)
def test_fires(settings: dict, values: list[str | None], expected: dict[str, list[int]]):
    """A check fails the values that break it, and only those; an empty cell breaks none but `required`."""
    found = failing(values, **settings)
    if "choice" in str(settings.get("kind")):
        assert list(found.values()) == list(expected.values())
    else:
        assert found == expected


def test_an_empty_frame_passes():
    """A block without records of the right shape fails nothing."""
    assert failing([], required=True, pattern="(?=a)", kind=KindName.NUMBER, minimum="1") == {}


def test_bounds_that_are_no_date():
    """A bound that can't be read is an error of the schema, not a check that never fires."""
    with pytest.raises(SchemaError, match="field f: its bound 'soon' is no date"):
        failing(["2020-01-01"], kind=KindName.DATE, minimum="soon")


def test_checks_that_no_value_can_fail_are_left_out():
    """A clean column is asked only what pattern and length can't tell; a suspect one all that they call for."""
    field = Field("f", max_length=9)
    column = Column(0, "c0", field, kind_for(field, "US"))

    def asked(*values: str) -> list[str]:
        schema = compile_pandera([column], pl.DataFrame({"c0": values}, schema={"c0": pl.String}))
        checks = schema.columns["c0"].checks if "c0" in schema.columns else []
        return [str(check.name).split(" ", 1)[1] for check in checks]

    assert asked("Acme", "Zoë") == []
    assert asked("Acme", "Zoë & Sons") == ["constraint-error maxLength"]
    assert asked("=1", "Zoë") == ["formula-prefix"]
    assert asked("a\0", "n/a", "é" * 128)[:3] == ["null-byte", "null-word", "cut-cell"]


def test_any_number_of_columns_is_checked():
    """Of 70 required columns, more than are checked at once, each finds its own empty row."""
    field = parse_schema(b"fields: [{name: a, constraints: {required: true}}]", "a.yaml").fields[0]
    columns = [Column(index, f"c{index}", field, kind_for(field, "US")) for index in range(70)]
    frame = pl.DataFrame({f"c{index}": ["x"] * index + [None] + ["x"] * (69 - index) for index in range(70)})
    found = run_checks(frame, columns)
    assert [(one.column.index, one.rows.to_list()) for one in found] == [(index, [index]) for index in range(70)]


def test_panderas_own_settings_do_not_matter(monkeypatch):
    """Checks run even where pandera's environment settings switch validation off."""
    monkeypatch.setattr(pandera.config.CONFIG, "validation_enabled", False)
    monkeypatch.setattr(pandera.config.CONFIG, "validation_depth", pandera.config.ValidationDepth.SCHEMA_ONLY)
    assert failing(["a", None], required=True, max_length=0) == {
        "constraint-error required": [1],
        "constraint-error maxLength": [0],
    }


MESSAGES = """
name: thing
fields:
  - {name: id, type: integer, constraints: {required: true, minimum: 1, maximum: 9}}
  - {name: name, constraints: {minLength: 2, maxLength: 3, pattern: "[a-z]+"}}
"""


def test_messages():
    """A constraint's message says what is wrong in words and numbers."""
    data = b"id,name\n,a\n10,abcd\n5,A1\n"
    _, rows = lint(data, Options(schema=parse_schema(MESSAGES.encode(), "thing.yaml"), jobs=1))
    assert [(row["record"], row["field"], row["value"], row["message"]) for row in rows] == [
        (1, "id", "", "is required, but empty"),
        (1, "name", "a", "has 1 characters, fewer than 2"),
        (2, "id", "10", "must be not less than 1 and not more than 9"),
        (2, "name", "abcd", "has 4 characters, more than 3"),
        (3, "name", "A1", "does not match the pattern [a-z]+"),
    ]


KEYS = """
name: thing
primaryKey: [list, email]
fields:
  - {name: list}
  - {name: email, format: email, csvprep: {kind: email, ignore_case: true}}
  - {name: code, constraints: {unique: true}}
"""


@pytest.mark.parametrize("block_bytes", [64, 2**20])
def test_keys(block_bytes: int):
    """Unique values and composite keys name the first record that has them; an empty part is missing, no duplicate."""
    data = (
        b"list,email,code\n"
        b"a,ann@acme.com,1\n"  # 1
        b"b,ann@acme.com,\n"  # 2: another list
        b"a,ANN@acme.com,2\n"  # 3: the key of 1, in other case
        b",ann@acme.com,\n"  # 4: empty parts
        b",ann@acme.com,1\n"  # 5: the code of 1
        b'"a",ann@ACME.com," 2"\n'  # 6: the key of 1 and the code of 3, once fixed
    )
    options = Options(schema=parse_schema(KEYS.encode(), "thing.yaml"), jobs=1, block_bytes=block_bytes)
    _, rows = lint(data, options)
    found = [(row["record"], row["code"], row["value"], row["message"]) for row in rows if "format" not in row["code"]]
    assert [one for one in found if one[1] != "surrounding-space"] == [
        (3, "primary-key-error", "a, ANN@acme.com", "the key (list, email) is the same as in record 1, line 2"),
        (4, "constraint-error", "", "is required, but empty"),
        (5, "constraint-error", "", "is required, but empty"),
        (5, "unique-error", "1", "is the same as record 1, line 2"),
        (6, "primary-key-error", "a, ann@ACME.com", "the key (list, email) is the same as in record 1, line 2"),
        (6, "unique-error", " 2", "is the same as record 3, line 4"),
    ]


def test_parts_of_a_key_stay_apart():
    """Keys are the same when all their parts are, whatever stands in these and where one ends."""
    schema = "name: thing\nprimaryKey: [a, b, c]\nfields:\n  - {name: a}\n  - {name: b}\n  - {name: c}\n"
    data = b"a,b,c\nx y,z,1\nx,y z,1\nx,y,z 1\nxy,z,1\n1,1 x,y\n1 1,x,y\nx,y z,1\n"
    _, rows = lint(data, Options(schema=parse_schema(schema.encode(), "thing.yaml"), jobs=1))
    assert [(row["record"], row["message"]) for row in rows if row["code"] == "primary-key-error"] == [
        (7, "the key (a, b, c) is the same as in record 2, line 3")
    ]


def test_harness_reads_tables():
    """The tests' own reader of tables keeps quoted line ends."""
    assert read_table(b'a,b\n"x\ny",z\n') == [{"a": "x\ny", "b": "z"}]


@given(
    st.lists(st.sampled_from((None, "", "a", "-5", "7", "#N/A", "n/a", "x" * 12, "=1", "a\0", "MÃ¼ller")), max_size=8)
)
def test_what_fails_is_the_same_without_pandera(values):
    """Required, pattern, length, bound and damage fail in the same rows, by pandera or without it."""
    fields = [
        Field("a", required=True, max_length=9),
        Field("b", kind=KindName.INTEGER, minimum="0"),
        Field("c", min_length=2, pattern="[a-z]*"),
    ]
    columns = [Column(index, f"c{index}", field, kind_for(field, "US")) for index, field in enumerate(fields)]
    frame = pl.DataFrame({column.name: pl.Series(values, dtype=pl.String) for column in columns})

    def told(found):
        return {(one.column.name, one.order, one.check.code, one.check.name, *one.rows.to_list()) for one in found}

    assert told(find_failures(frame, columns, {})) == told(run_checks(frame, columns))
