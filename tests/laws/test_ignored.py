"""The laws hold whatever codes are ignored or weighed otherwise."""

from __future__ import annotations

from dataclasses import replace

from harness import PLAIN, fix, lint, prep
from hypothesis import given, settings
from hypothesis import strategies as st

from csvprep.catalogue import CATALOGUE
from csvprep.code_policy import FIXED_SEVERITY, NEVER_IGNORED

from .checks import assert_nothing_lost
from .inputs import messy_files

CODES = sorted(set(CATALOGUE) - set(NEVER_IGNORED))
OF_THE_FILE = "line-end-mixed"
"""Names the record from which on line ends differ, but is about all of them, none of which is worse than another: no
record is any the less whole, and chunks end all in LF. As an error it fails the run, and keeps none out.
"""


@settings(max_examples=8)  # of many records: a run costs the same for one as for forty
@given(
    messy_files(40, least=20),
    st.sets(st.sampled_from(CODES), max_size=12),
    st.dictionaries(st.sampled_from(sorted(set(CODES) - set(FIXED_SEVERITY))), st.sampled_from(("error", "warning"))),
    st.booleans(),
)
def test_ignored_codes(data: bytes, ignored: set[str], severity: dict[str, str], unsafe_fixes: bool):
    """The commands agree, nothing is lost, no ignored code is found or fixed, and a second fix changes nothing."""
    options = replace(PLAIN, jobs=1, ignore=tuple(ignored), severity=severity, unsafe_fixes=unsafe_fixes)
    summary, rows = lint(data, options)
    prepared = prep(data, options)
    fixed, text, _, _ = fix(data, options)
    assert ignored.isdisjoint(summary.by_code)
    assert ignored.isdisjoint(code for row in prepared.rows("changes.csv") for code in row["code"].split(" "))
    assert summary.errors == sum(row["severity"] == "error" for row in rows)
    assert summary.records == prepared.summary.records == fixed.records
    assert summary.rejected == prepared.summary.rejected == fixed.rejected
    policy = options.policy
    fatal = set(policy.errors) - {OF_THE_FILE}
    doomed = {row["record"] for row in rows if row["fix"] is None and row["code"] in fatal and row["record"]}
    if not any(row["record"] is None and row["code"] in policy.errors for row in rows):
        assert summary.rejected == len(doomed)
    assert_nothing_lost(data, prepared)
    assert fix(text, options)[1] == text
