"""Small schemas with small files, written by hand: what must be found in them, here and by Frictionless.

Expected values are those of the standard (Table Schema versions 1 and 2). Where Frictionless finds something else, the
case says what it finds, and why.
"""
# ruff: noqa: E501 - a table, a line a case

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

Found = tuple[str, int | None, str | None]
"""A finding of severity error: code, record, field."""

TYPE, LIMIT = "type-error", "constraint-error"


@dataclass(frozen=True)
class Case:
    """A schema and a file.

    Attributes:
        name: of the case.
        schema: the descriptor.
        text: the file.
        ours: what must be found, errors only.
        theirs: what Frictionless finds, in our codes; None: the same.
        why: why that differs.
        tables: files that foreign keys refer to, by the name of the resource.
    """

    name: str
    schema: dict[str, Any]
    text: str
    ours: tuple[Found, ...]
    theirs: tuple[Found, ...] | None = None
    why: str = ""
    tables: tuple[tuple[str, str], ...] = ()


def column(name: str, field: dict[str, Any], *cells: tuple[str, ...], why: str = "", **schema: Any) -> Case:
    """Return a case of one field `f`, beside a field `n` that is never empty.

    Args:
        name: of the case.
        field: its descriptor but the name.
        cells: of each record the cell, and the code that is found; a third text is what Frictionless finds.
        why: why Frictionless finds something else.
        schema: more keys of the schema.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([("f", "n"), *((cell[0], str(number)) for number, cell in enumerate(cells, 1))])
    ours = tuple((cell[1], number, "f") for number, cell in enumerate(cells, 1) if cell[1])
    theirs = tuple((cell[-1], number, "f") for number, cell in enumerate(cells, 1) if cell[-1])
    descriptor = {**schema, "fields": [{"name": "f", **field}, {"name": "n", "type": "any"}]}
    return Case(name, descriptor, out.getvalue(), ours, None if theirs == ours else theirs, why)


def field(kind: str, form: str = "", **constraints: Any) -> dict[str, Any]:
    """Return a field's descriptor: its type, its format, its constraints."""
    found: dict[str, Any] = {"type": kind}
    if form:
        found["format"] = form
    if constraints:
        found["constraints"] = constraints
    return found


UUID = "123e4567-e89b-12d3-a456-426614174000"
POINT = '{"type":"Point","coordinates":[1,2]}'
V2 = "https://datapackage.org/profiles/2.0/tableschema.json"

STRINGS = (
    column("string", field("string"), ("any text", ""), ("", "")),
    column("no type", {}, ("any text", ""), ("12", "")),
    column("any", field("any"), ("x", ""), ("1", "")),
    column(
        "e-mail",
        field("string", "email"),
        ("ann@example.com", ""),
        ("ann", "email-error", TYPE),
        ("a b@example.com", "email-error", TYPE),
        why="the same values are refused; csvprep has a code of its own for e-mail addresses",
    ),
    column(
        "uri",
        field("string", "uri"),
        ("https://example.com/a?b=c", ""),
        ("ftp://example.com/x", ""),
        ("mailto:ann@example.com", ""),
        ("urn:isbn:0451450523", ""),
        ("example", "url-error", TYPE),
        why="the same values are refused; csvprep has a code of its own for addresses",
    ),
    column("uuid", field("string", "uuid"), (UUID, ""), (UUID.upper(), ""), (UUID[:-1], TYPE), ("x", TYPE)),
    column(
        "binary",
        field("string", "binary"),
        ("dGVzdA==", ""),
        ("dGVz", ""),
        ("dGVzd", TYPE),
        ("dGV!zdA==", TYPE, ""),
        why="Frictionless passes over characters that are not of base64",
    ),
    column("minLength", field("string", minLength=3), ("abc", ""), ("ab", LIMIT), ("", "")),
    column("maxLength", field("string", maxLength=3), ("abc", ""), ("abcd", LIMIT), ("\u00e9\u00e9\u00e9", "")),
    column("pattern", field("string", pattern="[a-c]+"), ("abc", ""), ("abd", LIMIT), ("xabc", LIMIT)),
    column("pattern with anchors", field("string", pattern="^a.*$"), ("apple", ""), ("orange", LIMIT)),
    column("pattern with a choice", field("string", pattern="a|bc"), ("a", ""), ("bc", ""), ("ab", LIMIT, ""), ("xbc", LIMIT),
           why="a pattern of XML Schema matches whole values; Frictionless ties only the ends of the choice"),
    column("enum", field("string", enum=["red", "blue"]), ("red", ""), ("green", LIMIT), ("", "")),
    column("enum in other case", field("string", enum=["red"]), ("RED", "", LIMIT),
           why="one reading only: a fixable warning here (choice-format)"),
    column("required", field("string", required=True), ("x", ""), ("", LIMIT)),
    column("unique", field("string", unique=True), ("x", ""), ("y", ""), ("x", "unique-error"), ("", ""), ("", "")),
    column("required and enum", field("string", required=True, enum=["a"]), ("a", ""), ("b", LIMIT), ("", LIMIT)),
    column("categories", {"type": "string", "categories": ["a", {"value": "b", "label": "B"}]}, ("a", ""), ("b", ""), ("z", LIMIT, ""),
           why="Frictionless doesn't check categories, a part of version 2"),
)  # fmt: skip

NUMBERS = (
    column("number", field("number"), ("1", ""), ("-1.5", ""), ("+100000.00", ""), ("1e3", ""), ("1E-2", ""), ("x", TYPE), ("1,5", TYPE)),
    column("number without digits before the point", field("number"), (".5", ""), ("5.", "")),
    column("number with NaN and infinity", field("number"), ("NaN", ""), ("INF", ""), ("-INF", ""), ("nan", ""), ("inf", "")),
    column("decimalChar", {"type": "number", "decimalChar": ","}, ("1,5", ""), ("1", ""), ("1.5", TYPE)),
    column("groupChar", {"type": "number", "groupChar": ","}, ("1,000", ""), ("1,000,000.5", ""), ("1000", ""), ("1.000,5", TYPE, ""),
           why="Frictionless takes out every mark, wherever it stands"),
    column("groups of odd size", {"type": "number", "groupChar": ","}, ("1,00", TYPE, ""),
           why="groups of two digits at the end are no groups but a fraction, for all one knows; Frictionless takes out every mark"),
    column("decimalChar and groupChar", {"type": "number", "decimalChar": ",", "groupChar": "."}, ("1.000,5", ""), ("12,5", ""), ("x", TYPE)),
    column("bareNumber", {"type": "number", "bareNumber": False}, ("95%", ""), ("\u20ac95", ""), ("EUR 95.5", ""), ("-3 %", ""), ("none", TYPE)),
    column("bareNumber as a rule", field("number"), ("95%", TYPE), ("\u20ac95", TYPE)),
    column("bareNumber with groups", {"type": "number", "bareNumber": False, "groupChar": ","}, ("$1,000.50", ""), ("1,000 USD", "")),
    column("number minimum", field("number", minimum=0.5), ("0.5", ""), ("0.4", LIMIT), ("-1", LIMIT), ("x", TYPE)),
    column("number maximum", field("number", maximum=10), ("10", ""), ("10.01", LIMIT)),
    column("number exclusiveMinimum", field("number", exclusiveMinimum=0), ("0.1", ""), ("0", LIMIT), ("-1", LIMIT)),
    column("number exclusiveMaximum", field("number", exclusiveMaximum=10), ("9.9", ""), ("10", LIMIT)),
    column("number enum", field("number", enum=["1.5", "2"]), ("1.5", ""), ("1.50", ""), ("2.0", ""), ("3", LIMIT)),
    column("number bound as text", field("number", minimum="5"), ("5", ""), ("4", LIMIT)),
    column("integer", field("integer"), ("1", ""), ("-12", ""), ("+3", ""), ("1.5", TYPE), ("1e3", TYPE), ("x", TYPE)),
    column("integer with leading zeros", field("integer"), ("007", "")),
    column("integer with a fraction of zero", field("integer"), ("1.0", TYPE)),
    column("integer with underscores", field("integer"), ("1_000", TYPE, ""),
           why="Python's int() takes underscores; the standard doesn't"),
    column("integer groupChar", {"type": "integer", "groupChar": ","}, ("1,000", "", TYPE), ("12", ""), ("1,5", TYPE),
           why="groupChar of integers is new in version 2, and Frictionless doesn't read it yet"),
    column("integer bareNumber", {"type": "integer", "bareNumber": False}, ("95%", ""), ("\u20ac 95", ""), ("95.5%", TYPE)),
    column("integer minimum", field("integer", minimum=1), ("1", ""), ("0", LIMIT), ("-5", LIMIT)),
    column("integer maximum", field("integer", maximum=99), ("99", ""), ("100", LIMIT)),
    column("integer exclusive", field("integer", exclusiveMinimum=1, exclusiveMaximum=3), ("2", ""), ("1", LIMIT), ("3", LIMIT)),
    column("integer enum", field("integer", enum=[1, 2]), ("1", ""), ("02", ""), ("3", LIMIT)),
    column("integer unique", field("integer", unique=True), ("1", ""), ("01", "unique-error"), ("2", "")),
    column("number unique", field("number", unique=True), ("1.5", ""), ("1.50", "unique-error"), ("+1.5", "unique-error"), ("2", ""), ("2.0", "unique-error")),
    column("large integer", field("integer", maximum=9007199254740993), ("9007199254740993", ""), ("9007199254740994", LIMIT)),
)  # fmt: skip

BOOLEANS = (
    column("boolean", field("boolean"), ("true", ""), ("False", ""), ("1", ""), ("0", ""), ("maybe", TYPE)),
    column("boolean in other words", field("boolean"), ("yes", "", TYPE), ("N", "", TYPE),
           why="one reading only: a fixable warning here (boolean-format)"),
    column("trueValues and falseValues", {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]}, ("oui", ""), ("non", ""), ("peut-\u00eatre", TYPE)),
    column("boolean enum", field("boolean", enum=[True]), ("true", ""), ("1", ""), ("false", LIMIT)),
    column("boolean required", field("boolean", required=True), ("true", ""), ("", LIMIT)),
)  # fmt: skip

TIMES = (
    column("date", field("date"), ("2024-03-25", ""), ("2024-02-30", TYPE), ("25/03/2024", TYPE), ("x", TYPE)),
    column("date in another order", field("date"), ("2024/03/25", "", TYPE), ("20240325", "", TYPE),
           why="one reading only: a fixable warning here (date-format)"),
    column("date with a pattern", field("date", "%d/%m/%Y"), ("25/03/2024", ""), ("03/25/2024", TYPE), ("31/02/2024", TYPE)),
    column("date of any form", field("date", "any"), ("2024-03-25", ""), ("25 March 2024", ""), ("x", TYPE)),
    column("date that may be two", field("date", "any"), ("03/04/2024", TYPE, ""),
           why="day and month can't be told apart; Frictionless takes the month to be first"),
    column("date with the prefix of version 0", field("date", "fmt:%d.%m.%Y"), ("25.03.2024", ""), ("x", TYPE)),
    column("date minimum", field("date", minimum="2020-01-31"), ("2020-01-31", ""), ("2020-01-30", LIMIT)),
    column("date maximum", field("date", maximum="2020-01-31"), ("2020-01-31", ""), ("2020-02-01", LIMIT)),
    column("date exclusive", field("date", exclusiveMaximum="2020-01-31"), ("2020-01-30", ""), ("2020-01-31", LIMIT)),
    column("date bound in the field's pattern", field("date", "%d/%m/%Y", minimum="31/01/2020"), ("01/02/2020", ""), ("30/01/2020", LIMIT)),
    column("date enum", field("date", enum=["2024-01-01"]), ("2024-01-01", ""), ("2024-01-02", LIMIT)),
    column("leap day", field("date"), ("2024-02-29", ""), ("2023-02-29", TYPE)),
    column("time", field("time"), ("15:00:00", ""), ("24:00:01", TYPE), ("x", TYPE)),
    column("time without seconds", field("time"), ("15:00", "", TYPE), why="one reading only: a fixable warning here (date-format)"),
    column("time with a pattern", field("time", "%H.%M"), ("15.30", ""), ("99.30", TYPE)),
    column("time minimum", field("time", minimum="09:00:00"), ("09:00:00", ""), ("08:59:59", LIMIT)),
    column("time maximum", field("time", exclusiveMaximum="17:00:00"), ("16:59:59", ""), ("17:00:00", LIMIT)),
    column("datetime", field("datetime"), ("2024-01-26T15:00:00", ""), ("2024-01-26T15:00:00Z", ""), ("2024-01-26T15:00:00.300-05:00", ""), ("2024-13-01T00:00:00", TYPE)),
    column("datetime with a pattern", field("datetime", "%d/%m/%Y %H:%M"), ("12/11/2018 09:15", ""), ("12/31/2018 09:15", TYPE)),
    column("datetime without a time", field("datetime"), ("2024-01-26", TYPE)),
    column("datetime minimum", field("datetime", minimum="2024-01-01T00:00:00"), ("2024-01-01T00:00:00", ""), ("2023-12-31T23:59:59", LIMIT)),
    column("datetime maximum", field("datetime", maximum="2024-01-01T12:00:00"), ("2024-01-01T12:00:00", ""), ("2024-01-01T12:00:01", LIMIT)),
    column("year", field("year"), ("2024", ""), ("0001", ""), ("24", TYPE), ("x", TYPE)),
    column("year of five digits", field("year"), ("12024", "", TYPE), ("-0044", "", TYPE),
           why="gYear of XML Schema takes more digits and a sign; Frictionless takes four digits only"),
    column("year bounds", field("year", minimum="2000", maximum=2024), ("2000", ""), ("1999", LIMIT), ("2025", LIMIT)),
    column("year enum", field("year", enum=["2000"]), ("2000", ""), ("2001", LIMIT)),
    column("yearmonth", field("yearmonth"), ("2024-03", ""), ("2024-13", TYPE), ("2024", TYPE), ("x", TYPE)),
    column("yearmonth of one digit", field("yearmonth"), ("2024-3", TYPE, ""), why="gYearMonth of XML Schema has two digits for the month"),
    column("yearmonth bounds", field("yearmonth", minimum="2023-12"), ("2023-12", ""), ("2024-01", ""), ("2023-11", LIMIT)),
    column("duration", field("duration"), ("P1Y2M3DT4H5M6.7S", ""), ("PT36H", ""), ("P10D", ""), ("-P1D", ""), ("x", TYPE), ("P", TYPE), ("1D", TYPE)),
    column("duration that stops at its T", field("duration"), ("P1DT", TYPE, ""), why="XML Schema wants a part behind the T"),
    column("duration enum", field("duration", enum=["P1D"]), ("P1D", ""), ("P2D", LIMIT)),
)  # fmt: skip

JSON = (
    column("object", field("object"), ('{"a": 1}', ""), ("{}", ""), ("[1]", TYPE), ("{a: 1}", TYPE), ("x", TYPE)),
    column("object with NaN", field("object"), ('{"a": NaN}', TYPE, ""), why="Python's json reads NaN, which is not JSON (RFC 8259)"),
    column("object lengths", field("object", minLength=1, maxLength=2), ('{"a": 1}', ""), ("{}", LIMIT), ('{"a":1,"b":2,"c":3}', LIMIT)),
    column("array", field("array"), ("[1, 2]", ""), ("[]", ""), ("{}", TYPE), ("1,2", TYPE)),
    column("array lengths", field("array", minLength=1, maxLength=2), ("[1]", ""), ("[]", LIMIT), ("[1,2,3]", LIMIT)),
    column("array enum", field("array", enum=["[1, 2]"]), ("[1,2]", ""), ("[2]", LIMIT)),
    column("geopoint", field("geopoint"), ("90.50, 45.50", ""), ("90.50,45.50", ""), ("181,0", TYPE), ("0,91", TYPE), ("x", TYPE)),
    column("geopoint array", field("geopoint", "array"), ("[90.5, 45.5]", ""), ("[181, 0]", TYPE), ("[1]", TYPE), ("1,2", TYPE)),
    column("geopoint object", field("geopoint", "object"), ('{"lon": 90.5, "lat": 45.5}', ""), ('{"lon": 1}', TYPE), ('{"lon": 1, "lat": 95}', TYPE)),
    column("geojson", field("geojson"), (POINT, ""), ('{"type":"Feature","geometry":null,"properties":null}', ""), ('{"type":"Nowhere"}', TYPE), ("[]", TYPE), ("x", TYPE)),
    column("geojson coordinates", field("geojson"), ('{"type":"Point","coordinates":["a","b"]}', TYPE), ('{"type":"LineString","coordinates":[[1,2],[3,4]]}', "")),
    column("geojson ring that is open", field("geojson"), ('{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}', TYPE, ""),
           why="RFC 7946 3.1.6: the first and last positions of a ring are the same"),
    column("topojson", field("geojson", "topojson"), ('{"type":"Topology","objects":{},"arcs":[]}', ""), ('{"type":"Nowhere"}', TYPE)),
    column("list", field("list"), ("a,b", ""), ("a", "")),
    column("list of integers", {"type": "list", "itemType": "integer"}, ("1,2", ""), ("1,x", TYPE), ("1.5", TYPE)),
    column("list of dates", {"type": "list", "itemType": "date", "delimiter": "|"}, ("2024-01-01|2024-01-02", ""), ("2024-01-01|x", TYPE)),
    column("list lengths", field("list", minLength=2, maxLength=3), ("a,b", ""), ("a", LIMIT), ("a,b,c,d", LIMIT)),
)  # fmt: skip

MISSING = (
    column("missingValues", field("integer"), ("NA", ""), ("", ""), ("1", ""), ("n", TYPE), missingValues=["", "NA"]),
    column("missingValues of a required field", field("string", required=True), ("-", LIMIT), ("x", ""), missingValues=["", "-"]),
    column("missingValues with labels", field("integer"), ("-99", ""), ("1", ""), ("x", TYPE),
           missingValues=[{"value": "", "label": "OMITTED"}, {"value": "-99", "label": "REFUSED"}]),
    column("missingValues of the field", {"type": "integer", "missingValues": ["-"]}, ("-", ""), ("NA", TYPE), ("1", ""), missingValues=["", "NA"]),
    column("no missingValues", field("integer"), ("", "", TYPE), ("1", ""), missingValues=[],
           why="an empty cell has no value here, whatever the schema says"),
)  # fmt: skip

CELLS = (*STRINGS, *NUMBERS, *BOOLEANS, *TIMES, *JSON, *MISSING)


def fields(*names: str, kind: str = "string") -> list[dict[str, Any]]:
    """Return fields of one type."""
    return [{"name": name, "type": kind} for name in names]


def foreign(names: Any, others: Any, resource: str = "") -> dict[str, Any]:
    """Return a foreign key."""
    return {"fields": names, "reference": {"resource": resource, "fields": others}}


AB = fields("a", "b")
TREE = {"fields": fields("id", "up", kind="integer"), "foreignKeys": [foreign("up", "id")]}
STATES = ("states", "code,name\nTX,Texas\nNY,New York\n")
CITY = {"fields": fields("city", "state"), "foreignKeys": [foreign("state", "code", "states")]}
PAIRS = {"fields": AB, "foreignKeys": [foreign(["a", "b"], ["x", "y"], "pairs")]}
PAIR_FILE = ("pairs", "x,y\n1,2\n3,4\n")
KEY, FOREIGN = "primary-key-error", "foreign-key-error"

KEYS = (
    Case("primaryKey", {"fields": AB, "primaryKey": "a"}, "a,b\n1,x\n2,x\n1,y\n", ((KEY, 3, None),)),
    Case("primaryKey of two", {"fields": AB, "primaryKey": ["a", "b"]}, "a,b\n1,x\n1,y\n1,x\n", ((KEY, 3, None),)),
    Case("primaryKey that is empty", {"fields": AB, "primaryKey": ["a"]}, "a,b\n1,x\n,y\n", ((LIMIT, 2, "a"),), ((KEY, 2, None),),
         "the standard: as if the field were required, and so says csvprep"),
    Case("primaryKey that is empty in part", {"fields": AB, "primaryKey": ["a", "b"]}, "a,b\n1,x\n1,\n", ((LIMIT, 2, "b"),), (),
         "the standard: no field of the key may be null; Frictionless wants one value in all"),
    Case("primaryKey of integers", {"fields": fields("a", "b", kind="integer"), "primaryKey": "a"}, "a,b\n1,1\n01,1\n", ((KEY, 2, None),)),
    Case("uniqueKeys", {"fields": AB, "uniqueKeys": [["a"], ["a", "b"]]}, "a,b\n1,x\n2,x\n1,y\n1,x\n",
         (("unique-error", 3, "a"), ("unique-error", 4, "a"), ("unique-error", 4, "a")), (),
         "Frictionless doesn't check uniqueKeys, a part of version 2"),
    Case("uniqueKeys with an empty part", {"fields": AB, "uniqueKeys": [["a", "b"]]}, "a,b\n1,\n1,\n", ()),
    Case("foreignKeys to the table itself", TREE, "id,up\n1,\n2,1\n3,4\n4,2\n5,9\n", ((FOREIGN, 5, None),)),
    Case("foreignKeys to itself, as version 2 has it", {**TREE, "foreignKeys": [{"fields": ["up"], "reference": {"fields": ["id"]}}]},
         "id,up\n1,\n2,1\n3,9\n", ((FOREIGN, 3, None),)),
    Case("foreignKeys to another table", CITY, "city,state\nAustin,TX\nRome,IT\nNowhere,\n", ((FOREIGN, 2, None),), tables=(STATES,)),
    Case("foreignKeys of two", PAIRS, "a,b\n1,2\n1,4\n3,4\n", ((FOREIGN, 2, None),), tables=(PAIR_FILE,)),
    Case("foreignKeys with an empty part", PAIRS, "a,b\n1,2\n1,\n", (), ((FOREIGN, 2, None),),
         "as in SQL a key with an empty part refers to nothing; Frictionless looks for the empty part", tables=(PAIR_FILE,)),
    Case("unique and primaryKey together", {"fields": [{"name": "a", "constraints": {"unique": True}}, {"name": "b"}], "primaryKey": "a"},
         "a,b\n1,x\n1,y\n", (("unique-error", 2, "a"), (KEY, 2, None))),
)  # fmt: skip


def match(mode: str) -> dict[str, Any]:
    """Return a schema of two fields."""
    return {"$schema": V2, "fields": AB, "fieldsMatch": mode}


EXTRA, MISSED, WRONG = "extra-label", "missing-label", "incorrect-label"
HEADERS = (
    Case("exact", match("exact"), "a,b\n1,2\n", ()),
    Case("exact, another order", match("exact"), "b,a\n1,2\n", ((WRONG, None, "b"), (WRONG, None, "a"))),
    Case("exact, one more", match("exact"), "a,b,c\n1,2,3\n", ((WRONG, None, "c"),), ((EXTRA, None, None),),
         "extra-label is a warning here, so that a column that may not be there has another code"),
    Case("exact, one fewer", match("exact"), "a\n1\n", ((MISSED, None, "b"),)),
    Case("equal, another order", match("equal"), "b,a\n1,2\n", ()),
    Case("equal, one more", match("equal"), "a,b,c\n1,2,3\n", ((WRONG, None, "c"),), ((EXTRA, None, None),), "extra-label is a warning here"),
    Case("equal, one fewer", match("equal"), "b\n1\n", ((MISSED, None, "a"),)),
    Case("subset, one more", match("subset"), "c,b,a\n1,2,3\n", ()),
    Case("subset, one fewer", match("subset"), "b,c\n1,2\n", ((MISSED, None, "a"),)),
    Case("superset, one fewer", match("superset"), "b\n1\n", ()),
    Case("superset, one more", match("superset"), "b,c\n1,2\n", ((WRONG, None, "c"),), ((EXTRA, None, None),), "extra-label is a warning here"),
    Case("partial", match("partial"), "b,c\n1,2\n", ()),
    Case("partial, none", match("partial"), "c,d\n1,2\n", ((WRONG, None, None),), (("unmatched-header", None, None),),
         "one code is enough for what fieldsMatch doesn't take"),
    Case("short and long records", {"fields": AB}, "a,b\n1,2\n1\n1,2,3\n", (("missing-cell", 2, None), ("extra-cell", 3, None)),
         (("missing-cell", 2, "b"), ("extra-cell", 3, None)), "a record of the wrong shape is told once, for no field"),
    Case("blank record", {"fields": AB}, "a,b\n1,2\n,\n", (("blank-row", 2, None),)),
    Case("blank label", {"fields": fields("a")}, "a,\n1,2\n", (), ((EXTRA, None, None),),
         "a warning here (blank-label): the column is left out of what is uploaded"),
    Case("label twice", {"fields": AB}, "a,a\n1,2\n", (("duplicate-label", None, "a"),), (("duplicate-label", None, "b"),),
         "without fieldsMatch columns are matched by their labels here, by their order there"),
    Case("required field without a column", {"fields": [{"name": "a"}, {"name": "b", "constraints": {"required": True}}]}, "a\n1\n", ((MISSED, None, "b"),)),
)  # fmt: skip

CASES = (*CELLS, *KEYS, *HEADERS)
