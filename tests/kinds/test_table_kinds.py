"""The kinds that came with the whole of Table Schema: times, durations, JSON, lists, and numbers in other words."""

from __future__ import annotations

import sys
from fractions import Fraction

import pytest

from csvprep.checks import Column, run_checks
from csvprep.errors import MissingExtraError, SchemaError
from csvprep.kinds.comparing import compare_spans, read_span
from csvprep.kinds.registry import kind_for
from csvprep.schema.model import Field, KindName

from .kind_cases import bind, column, explain, failing, judge, outcome


def broken(field: Field, *values: str) -> list[str]:
    """Return the values that break a field's constraints."""
    frame = column(*values).alias("c").to_frame()
    found = run_checks(frame, [Column(0, "c", field, kind_for(field, "US"))])
    return [values[row] for one in found for row in one.rows if one.check.code == "constraint-error"]


# XML Schema part 2, 3.2.6.2: how P1Y, P1M and P5M compare with numbers of days
ORDERS = {
    "P1Y": {"P364D": 1, "P365D": None, "P366D": None, "P367D": -1},
    "P1M": {"P27D": 1, "P28D": None, "P29D": None, "P30D": None, "P31D": None, "P32D": -1},
    "P5M": {"P149D": 1, "P150D": None, "P151D": None, "P152D": None, "P153D": None, "P154D": -1},
}


@pytest.mark.parametrize(("one", "others"), ORDERS.items())
def test_order_of_durations(one: str, others: dict[str, int | None]):
    """Durations compare as the table of XML Schema has it: some pairs depend on the calendar."""
    for other, order in others.items():
        spans = read_span(one), read_span(other)
        assert None not in spans
        assert compare_spans(*spans) == order, other  # type: ignore[arg-type]


def test_what_a_duration_means():
    """Months and seconds are kept apart; signs and fractions count, and a year without end is no trouble."""
    assert read_span("P1Y2M10DT2H30M0.5S") == (14, 10 * 86_400 + 9_000 + Fraction(1, 2))
    assert read_span("-P2W") == (0, Fraction(-14 * 86_400))
    assert [read_span(text) for text in ("P", "PT", "P1DT", "1D", "P1H")] == [None] * 5
    assert compare_spans((12 * 10**6, Fraction(0)), (0, Fraction(0))) == 1


def test_bounds_of_durations():
    """What is longer or shorter than a bound for sure, or may be, is told."""
    field = Field("d", KindName.DURATION, minimum="P1M", exclusive_maximum="P1Y")
    assert broken(field, "P1M", "P2M", "P40D", "P30D", "P1D", "P1Y", "P11M", "P366D", "PT1S") == [
        "P30D", "P1D", "P1Y", "P366D", "PT1S",
    ]  # fmt: skip
    with pytest.raises(SchemaError, match="its bound 'soon' is no duration"):
        broken(Field("d", KindName.DURATION, minimum="soon"), "P1D")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("10:30:00", ("10:30:00", None, None)),
        ("9:05", ("09:05:00", "date-format", None)),
        ("9:05 pm", ("21:05:00", "date-format", None)),
        ("10:30:00.25Z", ("10:30:00.25Z", None, None)),
        ("25:00:00", ("25:00:00", None, None)),
    ],
)
def test_time(value: str, expected: tuple[str, str | None, str | None]):
    """A time with one reading is written hh:mm:ss."""
    assert outcome(bind(KindName.TIME), value) == expected


def test_time_in_a_pattern():
    """A time is written in the field's first pattern, and read in the others and in ISO 8601."""
    kind = bind(KindName.TIME, formats=("%H.%M", "%I %p"))
    assert outcome(kind, "9.05") == ("09.05", "date-format", None)
    assert outcome(kind, "9 PM") == ("21.00", "date-format", None)
    assert outcome(kind, "21:05:00") == ("21.05", "date-format", None)
    assert failing(kind, "21:05:07") == ["type-error"]
    assert explain(bind(KindName.TIME), "25:00:00") == "there is no such time"
    assert explain(kind, "noon") == "write it as %H.%M"


def test_zone_of_a_pattern():
    """A zone with a colon, or Z, is as good as a pattern's own way to write it."""
    kind = bind(KindName.DATETIME, formats=("%Y-%m-%dT%H:%M:%S%z",))
    for value in ("2020-05-30T04:57:37+02:00", "2020-05-30T04:57:37Z", "2020-05-30T04:57:37+0200"):
        assert outcome(kind, value) == (value, None, None)
        assert failing(kind, value) == []


def test_numbers_with_text_around_them():
    """With bareNumber false text stays around a number, which compares without it; without a number it is none."""
    kind = bind(KindName.NUMBER, bare_number=False, group_char=",")
    for value in ("$1,000.50", "95%", "EUR -5", "1.5 kg"):
        assert outcome(kind, value) == (value, None, None)
        assert failing(kind, value) == []
    assert outcome(kind, "1,000") == ("1000", "number-format", None)
    assert [failing(kind, value) for value in ("none", "5-6", "12:30")] == [["type-error"]] * 3
    field = Field("n", KindName.NUMBER, bare_number=False, group_char=",", minimum="5", enum=("1000", "5"))
    assert broken(field, "$1,000", "5%", "$4") == ["$4", "$4"]


def test_numbers_that_are_not_finite():
    """NaN and infinity are numbers where the field takes them, but NaN keeps no bound and may mean no value."""
    assert failing(bind(KindName.NUMBER), "NaN") == ["type-error"]
    field = Field("n", KindName.NUMBER, takes_not_finite=True, maximum="10")
    assert broken(field, "NaN", "-INF", "inf", "5") == ["NaN", "inf"]
    assert judge("nan", KindName.NUMBER, takes_not_finite=True).left == {"null-word": ""}


def test_json():
    """JSON says where it breaks, and nesting without end is no value."""
    kind = bind(KindName.OBJECT)
    assert explain(kind, "{a: 1}").startswith("it is not JSON: expecting property name enclosed in double quotes")
    assert explain(kind, "[1]") == "it is JSON, but no object {…}"
    assert failing(bind(KindName.ARRAY), "[" * 100_000 + "]" * 100_000) == ["type-error"]
    assert failing(bind(KindName.GEOJSON), '{"type":"GeometryCollection","geometries":[{"type":"Point"}]}') == [
        "type-error"
    ]
    assert explain(bind(KindName.GEOJSON), '{"type":"Point"}') == "a Point has one position: [longitude, latitude]"


def test_json_schema():
    """Objects are held to a JSON Schema, of which the deepest fault is told; references outside are not followed."""
    schema = '{"type": "object", "properties": {"value": {"type": "integer"}}, "required": ["value"]}'
    field = Field("j", KindName.OBJECT, json_schema=schema)
    assert broken(field, '{"value": 100}', '{"value": "bad"}', "{}") == ['{"value": "bad"}', "{}"]
    checks = Column(0, "j", field, kind_for(field, "US")).checks()
    (check,) = [one for one in checks if one.name == "jsonSchema"]
    assert check.explain('{"value": "bad"}') == (
        "breaks the field's JSON Schema at value: 'bad' is not of type 'integer'"
    )
    with pytest.raises(SchemaError, match="jsonSchema is no JSON Schema"):
        broken(Field("j", KindName.OBJECT, json_schema='{"type": 5}'), "{}")
    with pytest.raises(SchemaError, match=r"refers to https://example\.com/x, which is not in it"):
        broken(Field("j", KindName.OBJECT, json_schema='{"$ref": "https://example.com/x"}'), "{}")
    inner = '{"$ref": "#/$defs/a", "$defs": {"a": {"required": ["b"]}}}'
    assert broken(Field("j", KindName.OBJECT, json_schema=inner), "{}", '{"b": 1}') == ["{}"]


def test_json_schema_without_its_library(monkeypatch: pytest.MonkeyPatch):
    """Where the library is not installed, the message names the part to install."""
    monkeypatch.setitem(sys.modules, "jsonschema.validators", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'csvprep\[json-schema\]'"):
        broken(Field("j", KindName.OBJECT, json_schema='{"title": "never seen"}'), "{}")


def test_lists():
    """The item that is none of the type is named; an empty one is none, and the delimiter may be several characters."""
    kind = bind(KindName.LIST, item_kind=KindName.INTEGER, delimiter="; ")
    assert failing(kind, "1; 2; 3") == []
    assert failing(kind, "1; ; 3") == ["type-error"]
    assert explain(kind, "1; x; y") == "item 2, 'x', is no integer"
    assert broken(Field("l", KindName.LIST, delimiter="; ", min_length=2), "a; b", "a", "a,b") == ["a", "a,b"]


@pytest.mark.parametrize("value", ["mailto:ann@example.com", "urn:isbn:0451450523", "doi:10.1000/182", "ftp://a/b"])
def test_addresses_of_any_scheme(value: str):
    """Where any scheme will do, an address of another one is good as it stands; a web address is looked into."""
    kind = bind(KindName.URL, any_scheme=True)
    assert outcome(kind, value) == (value, None, None)
    assert failing(kind, value) == []
    assert failing(bind(KindName.URL), value) == ["url-error"]
    assert outcome(kind, "HTTP://Example.com") == ("http://example.com", "url-format", None)
    assert failing(kind, "https://") == failing(kind, "urn:a b") == ["url-error"]


def test_patterns_of_xml_schema():
    r"""Classes such as \p{Lu}, which Python has not, are taken."""
    assert broken(Field("p", pattern=r"\p{Lu}\p{Ll}+"), "Ämter", "ämter") == ["ämter"]
