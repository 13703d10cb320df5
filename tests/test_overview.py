"""What a page shows of a pass: counts by field, code and pattern, repeats, samples, and where they stand."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from harness import CONTACT, prep
from hypothesis import given
from hypothesis import strategies as st

from csvprep.overview import Overview, Spread
from csvprep.overview.patterns import PATTERNS_KEPT, FixPatterns, count_patterns
from csvprep.overview.repeats import REPEATS_KEPT
from csvprep.overview.samples import SAMPLES_KEPT
from csvprep.pipeline import Options
from csvprep.runs.changes import CHANGE_LABELS
from csvprep.runs.lint_page import lint_page
from csvprep.shapes import shape_of

HEADER = "C_EmailAddress,C_FirstName,C_BusPhone\n"


def look(data: str | bytes, options: Options = CONTACT) -> Overview:
    """Lint bytes for a page; return what it shows."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "in.csv")
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        overview = lint_page(path, options).overview
    assert overview is not None
    return overview


def counts_of(overview: Overview, field: str) -> dict[str, int]:
    (one,) = [one for one in overview.cells.fields if one.name == field]
    return {kind: getattr(one, kind) for kind in ("clean", "fixed", "noted", "rejected", "empty", "seen")}


def test_cells_by_what_became_of_them():
    """Each cell counts once: rejected, noted, fixed, empty or clean; cells of misshapen records count in none."""
    overview = look(
        HEADER + "a@acme.com,Ann,(212) 555-0123\n"  # clean
        "b@acme.com, Bob ,212.555.0123\n"  # two cells fixed
        "c@acme.com,,\n"  # empty
        "no mail, Cid ,(333) 333-1234\n"  # rejected; what a fix would do is noted, and so is the unassigned number
        ",Dan,(212) 555-0123\n"  # required, so that an empty cell is rejected
        "too,short\n"
    )
    assert counts_of(overview, "C_EmailAddress") == {
        "clean": 3, "fixed": 0, "noted": 0, "rejected": 2, "empty": 0, "seen": 5,
    }  # fmt: skip
    assert counts_of(overview, "C_FirstName") == {
        "clean": 2, "fixed": 1, "noted": 1, "rejected": 0, "empty": 1, "seen": 5,
    }  # fmt: skip
    assert counts_of(overview, "C_BusPhone") == {
        "clean": 2, "fixed": 1, "noted": 1, "rejected": 0, "empty": 1, "seen": 5,
    }  # fmt: skip


def test_cells_agree_with_the_tables():
    """Each field's fixed cells are the rows of changes.csv, its other cells with findings those of findings.csv."""
    mails = ["{}@acme.com", "{}@Acme.com", " {}@acme.com", "no mail", "u1@acme.com", ""]
    phones = ["212.555.0123", "(212) 555-0123", "x", "(333) 333-1234", "333.333.1234 ", "", "N/A"]
    lines = [f"{mails[n % 6]},{('Ann', ' Bob')[n % 2]},{phones[n % 7]}".format(f"u{n}") for n in range(500)]
    data = (HEADER + "\n".join(lines) + "\n").encode()
    outcome, overview = prep(data), look(data)
    fixed = {(row["record"], row["field"]) for row in outcome.rows("changes.csv")}
    others = {(row["record"], row["field"]) for row in outcome.rows("findings.csv")} - fixed
    changed, found = (Counter(field for _, field in cells) for cells in (fixed, others))
    for one, column in zip(overview.cells.fields, range(3), strict=True):
        assert (one.fixed, one.noted + one.rejected, one.seen) == (changed[one.name], found[one.name], 500)
        empty = sum(not line.split(",")[column] for line in lines)
        assert one.empty == (0 if column == 0 else empty)  # an address is required
    assert len(changed) == 3


def test_patterns_of_what_was_fixed():
    """Fixes are grouped by the shapes before and after, the most frequent first, with the first value of each."""
    rows = [f"u{number}@acme.com,Ann,212.555.{number:04}" for number in range(1, 4)]
    overview = look(HEADER + "\n".join([*rows, "x@acme.com,Ann,212) 555-0199"]) + "\n")
    shown = [(one.field, one.code, one.before, one.after, one.count) for one in overview.patterns.patterns]
    assert shown == [
        ("C_BusPhone", "phone-format", "ddd.ddd.dddd", "(ddd) ddd-dddd", 3),
        ("C_BusPhone", "phone-error", "ddd) ddd-dddd", "(ddd) ddd-dddd", 1),
    ]
    example = overview.patterns.patterns[0].example
    assert example is not None
    assert (example[0].text, example[1].text) == ("212.555.0001", "(212) 555-0001")


@pytest.mark.parametrize("step", [90, 1000])
def test_patterns_beyond_the_cap_are_counted(step: int):
    """The first patterns are kept whatever the blocks are, and all that come later are counted together."""
    befores = ["." * (number % 300 + 1) for number in range(900)]
    changes = pl.DataFrame({"field": "f", "code": "c", "before": befores, "after": "x"})
    patterns = FixPatterns(redact=False)
    for start in range(0, 900, step):
        patterns.add(changes.slice(start, step))
    kept = patterns.patterns
    assert {one.before for one in kept} == {"." * length for length in range(1, 60)} | {"." * 60, "." * 60 + "…"}
    assert sum(one.count for one in kept) + sum(patterns.others.values()) == 900
    many = FixPatterns(redact=True)
    shapes = ["-" * (number // 20) + "." * (number % 20) for number in range(1000)]
    for start in range(0, 1000, step):
        block = pl.DataFrame({"field": "f", "code": "c", "before": shapes[start : start + step], "after": "x"})
        many.add(block)
        many.add(block.head(1))
    assert len(many.patterns) == PATTERNS_KEPT
    assert many.patterns[0].example is None
    extra = len(range(0, 1000, step))
    assert sum(one.count for one in many.patterns) + sum(many.others.values()) == 1000 + extra


def test_repeats_by_the_first_record():
    """Records with the same value are told together, by the record and line where it stands first."""
    overview = look(HEADER + 'a@b.de,"Ann\nLee",\nc@d.de,,\nA@b.de,,\na@B.de,,\nc@d.de,,\n')
    shown = [(one.field, one.first_record, one.first_line, one.count, one.places) for one in overview.repeats.repeats]
    assert shown == [("C_EmailAddress", 1, 2, 2, [(3, 5), (4, 6)]), ("C_EmailAddress", 2, 4, 1, [(5, 7)])]
    assert overview.repeats.repeats[0].value.text == "A@b.de"


def test_caps_are_exact_and_the_same_for_all_blocks():
    """Of many repeats and samples the first are kept and the rest is counted, whatever the blocks are."""
    rows = "".join(f"u{number}@b.de,Ann,\n" for number in range(700)) * 2
    whole, parts = look(HEADER + rows), look(HEADER + rows, replace(CONTACT, block_bytes=500))
    assert len(whole.repeats.repeats) == REPEATS_KEPT
    assert whole.repeats.others == {"C_EmailAddress": 200}
    assert [one.record for one in whole.samples.samples] == list(range(701, 701 + SAMPLES_KEPT))
    assert whole.codes.counts == {("unique-error", "C_EmailAddress", False): 700}
    assert whole.repeats.repeats == parts.repeats.repeats
    assert whole.samples.samples == parts.samples.samples
    assert (whole.codes.counts, whole.repeats.others) == (parts.codes.counts, parts.repeats.others)
    assert (whole.rejected.width, whole.rejected.counts) == (parts.rejected.width, parts.rejected.counts)


def test_redacted_samples_have_shapes():
    """Redacted, a sample shows the shape of its value and of what it becomes, and no words that may quote it."""
    overview = look(HEADER + "a@b.de,Ann,212) 555-0199\n", replace(CONTACT, redact=True))
    (one,) = overview.samples.samples
    assert one.value is not None
    assert one.fix is not None
    assert (one.value.text, one.fix.text, one.message) == (
        "ddd) ddd-dddd", "(ddd) ddd-dddd", "Not a phone number as it stands",
    )  # fmt: skip


def test_long_values_are_cut_around_the_difference():
    """Of a very long cell a sample keeps the part that a fix changes, and says how much stands around it."""
    long = "x" * 5000 + "\x0b" + "y" * 5000
    overview = look(HEADER + f"a@b.de,{long},\n")
    (one,) = [one for one in overview.samples.samples if one.code == "control-character"]
    assert one.value is not None
    assert one.value.text == "x" * 60 + "\x0b" + "y" * 59
    assert (one.value.before, one.value.after) == (4940, 4941)


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_spread(step: int):
    """Stretches hold a power of two of records, no more than 128 of them, and lose no count when they grow."""
    records = [1, 2, 2, 128, 129, 500, 1000]
    spread = Spread()
    for start in range(0, len(records), step):
        spread.add(pl.Series(records[start : start + step], dtype=pl.Int64))
    spread.reach(1000)
    assert spread.width == 8
    assert len(spread.counts) == 125
    assert {place: count for place, count in enumerate(spread.counts) if count} == {0: 3, 15: 1, 16: 1, 62: 1, 124: 1}


TEXTS = st.text("aB1-\x1e\x1fé", max_size=3) | st.sampled_from(("", "x" * 150, "1" * 199 + "a", "-" * 300))


@given(st.lists(st.tuples(st.sampled_from(("C_Title", "C_Notes")), TEXTS, TEXTS), min_size=1, max_size=6))
def test_patterns_are_those_of_each_text_alone(rows: list[tuple[str, str, str]]):
    """Changes are counted by the shapes that their texts have one by one, however long and whatever stands in them."""
    changes = pl.DataFrame(
        [(number, number, field, before, after, "whitespace") for number, (field, before, after) in enumerate(rows)],
        schema=dict(zip(CHANGE_LABELS, (pl.Int64, pl.Int64, *[pl.String] * 4), strict=True)),
        orient="row",
    )
    expected = Counter((field, shape_of(before), shape_of(after)) for field, before, after in rows)
    counted = count_patterns(changes).select("field", "from", "to", "count").rows()
    assert {row[:3]: row[3] for row in counted} == expected
    assert len(counted) == len(expected)
