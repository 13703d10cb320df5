"""A schema made from a file fits that file."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from csvprep import Options, lint
from csvprep.inference.reading import infer_schema
from csvprep.schema.files import parse_schema

_WORDS = st.sampled_from(("Lead", "Kunde", "x", "Ünïcode", "a,b", 'say "x"', "two\nlines", "00123", "1 2", "#1", "=x"))
_VALUES = {
    "plain": st.integers(-5, 5000).map(str),
    "signed": st.sampled_from(("+1", "1", "-0", "1.5", "1e3", "2,5", "1,234", "1.234,50", "1 234", "007")),
    "days": st.dates().map(lambda day: f"{max(day.year, 1000)}-{day.month:02}-{day.day:02}"),
    "days otherwise": st.dates().map(lambda day: f"{day.day}.{day.month}.{max(day.year, 1000)}"),
    "days in doubt": st.sampled_from(("01/02/2024", "13/02/2024", "02/13/2024", "3/4/24", "29/02/2023", "2024-02-30")),
    "times": st.sampled_from(
        ("2024-03-25 10:30:00", "2024-03-25T10:30:00Z", "2024-03-25T10:30", "3/5/2024 1:30 PM", "2024-03-25", "10:30")
    ),
    "mail": st.integers(1, 40).map(lambda n: f"User{n}@{'ACME' if n % 7 == 0 else 'acme'}.com"),
    "mail broken": st.sampled_from(("ann@acme.com", "ANN@acme.com", "ann@ACME.com", "ann@acme", "bob at acme.com")),
    "phones": st.sampled_from(("(202) 555-0143", "+49 30 901820", "2025550143", "444) 444-1234", "+12025550143")),
    "sites": st.sampled_from(("https://acme.com/x", "HTTP://Acme.com", "www.acme.com", "acme")),
    "yes": st.sampled_from(("Yes", "no", "YES", "No")),
    "bits": st.sampled_from("01"),
    "country": st.sampled_from(("Germany", "France", "DE", "USA", "Italy", "Freedonia")),
    "words": _WORDS,
    "any": st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
}
_GAPS = st.sampled_from(("", " ", "n/a", "NULL", "-", "unknown"))
_EXPLAINED = {"spreadsheet-error", "spreadsheet-number", "null-byte", "control-character", "formula-prefix"}
_STRUCTURE = {
    "blank-row",
    "repeated-header",
    "footer-row",
    "missing-cell",
    "extra-cell",
    "quote-error",
    "encoding-error",
}


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Draw a table whose columns hold one sort of values each, with gaps, and now and then another sort's value."""
    kinds = draw(st.lists(st.sampled_from(sorted(_VALUES)), min_size=1, max_size=3))
    labels = [draw(st.sampled_from((f"{kind} {place}", f"Id {place}", f"Tel. {place}", f"Country {place}")))
              for place, kind in enumerate(kinds)]  # fmt: skip
    rows = draw(st.sampled_from((1, 2, 5, 22, 30)))
    columns = []
    for kind in kinds:
        often = st.one_of(*[_VALUES[kind]] * draw(st.sampled_from((1, 12, 40))), *[_GAPS] * draw(st.integers(0, 1)))
        other = _VALUES[draw(st.sampled_from(sorted(_VALUES)))]
        values = draw(st.lists(often, min_size=rows, max_size=rows))
        if draw(st.booleans()):
            values[draw(st.integers(0, rows - 1))] = draw(other)
        columns.append(values)
    return [labels, *map(list, zip(*columns, strict=True))]


@settings(max_examples=40)
@given(tables(), st.sampled_from(("US", "DE")))
def test_a_schema_fits_its_file(rows: list[list[str]], region: str):
    """No value is an error by the schema made from all of a file, but for so many as the schema itself says."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    said = {
        "encoding": "utf-8",
        "delimiter": ",",
        "quote_char": '"',
        "escape_char": "",
        "skip_lines": 0,
        "header": True,
    }
    with TemporaryDirectory() as folder:
        path = Path(folder, "in.csv")
        path.write_text(text.getvalue(), encoding="utf-8", newline="")
        found = infer_schema([path], Options(region=region, **said), sample=None)  # type: ignore[arg-type]
        schema = parse_schema(found.text.encode(), "in.yaml")
        report = lint(path, Options(schema=schema, region=region, **said), limit=0)  # type: ignore[arg-type]
    assert list(schema.names) == [label.strip() for label in rows[0]]
    if any(one.code in _STRUCTURE for one in report):
        return
    errors = [one for one in report if one.severity == "error" and one.code not in _EXPLAINED]
    assert Counter(one.field for one in errors) <= Counter(found.misfits)
