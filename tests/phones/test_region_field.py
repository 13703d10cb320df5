"""A phone field may be read by the country that each record names."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import csvprep
from csvprep.checks import Column
from csvprep.doubts import Known
from csvprep.kinds.registry import kind_for
from csvprep.regions import part_by_region, run_checks_by_region, take_steps_by_region
from csvprep.schema.files import parse_schema
from csvprep.schema.model import Field, KindName
from csvprep.steps import take_steps

SCHEMA = b"""
fields:
  - {name: name}
  - {name: phone, csvprep: {kind: phone, region_field: country}}
  - {name: country, csvprep: {kind: country}}
"""
CSV = """name,phone,country
Ann,030 901820,Germany
Bob,(0)30-901820,de
Cy,2125550123,
Di,2125550123,Narnia
Eve,020 7946 0018,UK
Flo,+49 30 901820,GB
Gil,12345678901234567,DE
"""
FIELD = Field("phone", KindName.PHONE, region_field="country")
COLUMN = Column(0, "c0", FIELD, kind_for(FIELD, "US"), "c1")


def test_the_records_country_is_the_home_region(tmp_path):
    """Names and codes of countries are read; where there is none, the run's region is the home."""
    source = tmp_path / "people.csv"
    source.write_text(CSV, encoding="utf-8")
    csvprep.prep(source, tmp_path / "out", csvprep.Options(schema=parse_schema(SCHEMA, "people.yaml")))
    written = pl.read_csv(tmp_path / "out" / "chunks" / "people-00001.csv", infer_schema=False)
    assert written.rows() == [
        ("Ann", "030 901820", "DE"),
        ("Bob", "030 901820", "DE"),
        ("Cy", "(212) 555-0123", None),
        ("Eve", "020 7946 0018", "GB"),
        ("Flo", "+49 30 901820", "GB"),
    ]


def test_the_field_is_declared_in_the_schema():
    """`region_field` names another field of the schema."""
    assert parse_schema(SCHEMA, "people.yaml").by_name["phone"].region_field == "country"


@settings(deadline=None, max_examples=10)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["030 901820", "2125550123", "1 (212) 555-0123", "(020) 7946 0018", "12", "", "444) 444-1234"]
            ),
            st.sampled_from(["DE", "Germany", "US", "gb", "", "Atlantis"]),
        ),
        max_size=8,
    )
)
def test_a_cell_fares_with_others_as_alone(records):
    """What becomes of a number depends on its own record's country only."""
    cells = pl.Series("c0", [phone or None for phone, _ in records], dtype=pl.String)
    countries = pl.Series("c1", [country or None for _, country in records], dtype=pl.String)
    parts = part_by_region(COLUMN, countries)
    whole = take_steps_by_region(cells, parts, ("",), unsafe_fixes=False)
    failing = {
        (one.check.code, row)
        for one in run_checks_by_region(whole.written, parts, Known(whole.proved, whole.sound))
        for row in one.rows
    }
    for row in range(len(records)):
        (part,) = part_by_region(COLUMN, countries[row : row + 1])
        alone = take_steps(cells[row : row + 1], part.column, ("",), unsafe_fixes=False)
        assert alone.written[0] == whole.written[row]
        assert {step[0] for step in alone.steps} - {None} == {step[row] for step in whole.steps} - {None}
        codes = {
            one.check.code for one in run_checks_by_region(alone.written, [part], Known(alone.proved, alone.sound))
        }
        assert codes == {code for code, place in failing if place == row}
