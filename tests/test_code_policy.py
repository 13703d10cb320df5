"""Which codes a run leaves out, and how bad the others are."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import pytest
from harness import CONTACT, lint, prep

from csvprep.catalogue import CATALOGUE
from csvprep.code_policy import _ASKED_FOR, NEVER_IGNORED, Policy, Selection, make_policy, resolve_ignored
from csvprep.errors import UsageError
from csvprep.findings import Severity
from csvprep.pipeline import Options
from csvprep.schema.model import Field, KindName, Schema

EVERY = frozenset(CATALOGUE) - set(NEVER_IGNORED)
PHONE = {"phone-error", "phone-format", "phone-unassigned"}


@pytest.mark.parametrize(
    ("selections", "looked_for"),
    [
        ([], EVERY),
        ([Selection()], EVERY),
        ([Selection(ignore=("phone-unassigned",))], EVERY - {"phone-unassigned"}),
        ([Selection(ignore=("phone",))], EVERY - PHONE),
        ([Selection(ignore=("phone-",))], EVERY - PHONE),
        ([Selection(ignore=("ALL",))], set()),
        ([Selection(select=("phone",))], PHONE),
        ([Selection(select=("phone", "email-error"))], PHONE | {"email-error"}),
        ([Selection(select=("ALL",), ignore=("phone",))], EVERY - PHONE),
        ([Selection(select=("phone-error",), ignore=("phone",))], {"phone-error"}),
        ([Selection(select=("phone",), ignore=("ALL",))], PHONE),
        ([Selection(select=("phone",), ignore=("phone",))], set()),
        ([Selection(select=("phone",)), Selection(ignore=("phone-error",))], PHONE - {"phone-error"}),
        ([Selection(ignore=("phone",)), Selection(select=("phone", "email-error"))], PHONE | {"email-error"}),
        ([Selection(select=("ALL",), ignore=("ALL",)), Selection(select=("phone",))], PHONE),
    ],
)
def test_which_codes_are_looked_for(selections: list[Selection], looked_for: set[str]):
    """The nearer name decides, of equal ones ignore; a place that selects begins anew, one that ignores adds."""
    assert EVERY - resolve_ignored(selections) == looked_for
    assert not resolve_ignored(selections) & set(NEVER_IGNORED)


@pytest.mark.parametrize(
    ("select", "ignore", "severity", "message"),
    [
        (("phones",), (), {}, "--ignore 'phones': no such code"),
        ((), ("phone-eror",), {}, "did you mean phone-error?"),
        ((), ("",), {}, "no such code"),
        ((), ("-",), {}, "no such code"),
        ((), ("missing-cell",), {}, "can't be ignored; no chunk has a place for it"),
        ((), ("missing-value",), {}, "the schema asks for it: change that"),
        ((), (), {"phone": "fatal"}, "severity of phone is 'fatal'; it may be error or warning"),
        ((), (), {"blank-row": "warning"}, "stays an error"),
        ((), (), {"nothing": "error"}, "severity of 'nothing': no such code"),
    ],
)
def test_what_is_refused(select: tuple[str, ...], ignore: tuple[str, ...], severity: dict[str, str], message: str):
    """Codes that don't exist, or that no run can do without, are wrong use, in a message that says why."""
    with pytest.raises(UsageError) as caught:
        Options(select=select, ignore=ignore, severity=severity)
    assert message.removeprefix("--ignore ") in str(caught.value)


def test_severities():
    """A severity is of all codes of a name but those that stay errors; the nearer name wins, whatever the order."""
    policy = make_policy((), (), {"phone-error": "error", "phone": "warning", "ALL": "error"})
    assert policy.severity("phone-error") is Severity.ERROR
    assert policy.severity("phone-format") is Severity.WARNING
    assert policy.severity("email-format") is Severity.ERROR
    assert {code for code in CATALOGUE if policy.severity(code) is Severity.WARNING} == {
        "phone-format",
        "phone-unassigned",
    }
    lax = make_policy((), (), {"ALL": "warning"})
    assert set(lax.errors) == set(NEVER_IGNORED) - set(_ASKED_FOR) | {"repeated-header", "footer-row"}


def test_a_policy_goes_to_another_process():
    """A policy is pickled with the plan that it is part of."""
    policy = make_policy((), ("phone",), {"email-error": "warning"})
    assert pickle.loads(pickle.dumps(policy)) == policy  # noqa: S301 - our own
    assert make_policy((), (), {}) == Policy()


DATA = (
    b"C_EmailAddress,C_FirstName,C_BusPhone,C_Country\n"
    b"ann@acme,Ann,202.555.0143,Germany\n"
    b" bob@acme.com,Bob,(555) 555-0147,DE\n"
    b"bob@acme.com,=Bob,,\n"
)


def run(**options: object) -> tuple[dict[str, int], dict[str, int], list[str]]:
    """Return codes of a lint, counts of a prep, and the chunk's lines."""
    settings = Options(object_name="contact", jobs=1, **options)  # type: ignore[arg-type]
    summary, rows = lint(DATA, settings)
    assert sum(summary.by_code.values()) == len(rows)
    done = prep(DATA, settings)
    return dict(summary.by_code), dict(done.manifest.counts), done.joined.decode().splitlines()[1:]


def test_as_it_is():
    """Without a policy all is found, fixed and rejected."""
    codes, counts, lines = run()
    assert codes == {
        "email-error": 1, "surrounding-space": 1, "phone-format": 1, "phone-unassigned": 1, "country-format": 1,
        "unique-error": 1, "formula-prefix": 1,
    }  # fmt: skip
    assert counts == {"read": 3, "accepted": 1, "rejected": 2, "changed": 1}
    assert lines == ["bob@acme.com,Bob,(555) 555-0147,DE"]


def test_ignored_warnings():
    """What is ignored is not reported, not counted and not fixed."""
    codes, _, lines = run(ignore=("phone", "country-format", "formula-prefix"))
    assert codes == {"email-error": 1, "surrounding-space": 1, "unique-error": 1}
    codes, _, lines = run(ignore=("phone-format", "country-format", "email-error"))
    assert codes == {"surrounding-space": 1, "phone-unassigned": 1, "unique-error": 1, "formula-prefix": 1}
    assert lines[0] == "ann@acme,Ann,202.555.0143,Germany"


def test_ignored_errors():
    """A record with no error but ignored ones is accepted as it stands; the same value twice too."""
    codes, counts, lines = run(ignore=("email-error", "unique-error"))
    assert {"email-error", "unique-error"}.isdisjoint(codes)
    assert counts == {"read": 3, "accepted": 3, "rejected": 0, "changed": 2}
    assert lines == ["ann@acme,Ann,(202) 555-0143,DE", "bob@acme.com,Bob,(555) 555-0147,DE", "bob@acme.com,=Bob,,"]


def test_an_ignored_fix_leaves_the_next_check_its_say():
    """A space that is not taken away is part of the value, so that the address is none."""
    codes, counts, _ = run(ignore=("surrounding-space",))
    assert codes["email-error"] == 2
    assert "unique-error" not in codes
    assert counts["accepted"] == 1


def test_selected():
    """Only what is selected is looked for."""
    codes, counts, _ = run(select=("phone",))
    assert codes == {"phone-format": 1, "phone-unassigned": 1}
    assert counts == {"read": 3, "accepted": 3, "rejected": 0, "changed": 1}


def test_severity_of_a_warning():
    """A warning taken as an error rejects its record, unless a fix answers it."""
    _, counts, _ = run(severity={"formula-prefix": "error", "phone-format": "error"}, ignore=("unique-error",))
    assert counts == {"read": 3, "accepted": 1, "rejected": 2, "changed": 1}
    summary, rows = lint(DATA, Options(object_name="contact", severity={"formula-prefix": "error"}))
    assert (summary.errors, summary.warnings) == (3, 4)
    assert {row["severity"] for row in rows if row["code"] == "formula-prefix"} == {"error"}


def test_severity_of_an_error():
    """An error taken as a warning rejects nothing, and counts as a warning."""
    _, counts, _ = run(severity={"email-error": "warning", "unique-error": "warning"})
    assert (counts["accepted"], counts["rejected"]) == (3, 0)
    summary, _ = lint(DATA, Options(object_name="contact", severity={"ALL": "warning"}))
    assert (summary.errors, summary.warnings, summary.rejected) == (0, 7, 0)


def test_of_the_header_and_the_file():
    """Codes of labels and of the file as a whole are left out and weighed like others."""
    data = b"C_FirstName,E-Mail,Colour\nAnn,ann@acme.com,red"
    assert lint(data, CONTACT)[0].by_code == {"header-alias": 1, "extra-label": 1, "line-end-missing": 1}
    quiet = Options(object_name="contact", ignore=("header", "extra-label", "line-end"))
    assert not lint(data, quiet)[0].by_code
    assert prep(data, quiet).joined == b"C_FirstName,C_EmailAddress\nAnn,ann@acme.com\n"
    strict = Options(object_name="contact", severity={"extra-label": "error"})
    assert prep(data, strict).manifest.counts["rejected"] == 1
    fixed = Options(object_name="contact", severity={"header-alias": "error"})
    assert prep(data, fixed).manifest.counts["rejected"] == 0


def test_a_missing_label_may_be_ignored():
    """Without the column of a required field records are accepted when the missing label is ignored."""
    data = b"C_FirstName,C_LastName\nAnn,Lee\n"
    assert prep(data, CONTACT).manifest.counts["accepted"] == 0
    assert prep(data, Options(object_name="contact", ignore=("missing-label",))).manifest.counts["accepted"] == 1


def test_what_reads_like_a_footer_may_be_a_record():
    """An ignored footer or repeated header is judged as the record that it is."""
    data = b"C_EmailAddress,C_FirstName\nTotal,3\nC_EmailAddress,C_FirstName\nTotal\n"
    assert lint(data, CONTACT)[0].by_code == {"footer-row": 2, "repeated-header": 1}
    ignored = Options(object_name="contact", ignore=("footer-row", "repeated-header"))
    assert lint(data, ignored)[0].by_code == {"email-error": 2, "missing-cell": 1}


def test_a_choice_in_another_spelling():
    """An allowed value in another spelling is no error when its spelling is ignored."""
    schema = Schema("thing", (Field("stage", KindName.CHOICE, enum=("Lead", "Customer")),))
    assert lint(b"stage\nLEAD\n", Options(schema=schema))[0].by_code == {"choice-format": 1}
    quiet = Options(schema=schema, ignore=("choice-format",))
    assert lint(b"stage\nLEAD\nLeed\n", quiet)[0].by_code == {"constraint-error": 1}
    assert prep(b"stage\nLEAD\n", quiet).joined == b"stage\nLEAD\n"


def test_suggestions_of_ignored_codes_are_not_taken():
    """Unsafe fixes leave alone what an ignored code says."""
    data = b"C_EmailAddress\nnorm smith@acme.com\n"
    both = {"object_name": "contact", "unsafe_fixes": True, "jobs": 1}
    assert prep(data, Options(**both)).joined != data  # type: ignore[arg-type]
    assert prep(data, Options(**both, ignore=("email-error",))).joined == data  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "options", "rejected"),
    [
        (b"C_EmailAddress\na@acme.com\nb@acme.com", {}, 0),
        (b"C_EmailAddress\na@acme.com\nb@acme.com", {"severity": {"line-end-missing": "error"}}, 1),
        (b"C_EmailAddress\na@acme.com\nb@acme.com\n", {"severity": {"line-end-missing": "error"}}, 0),
        (b"C_EmailAddress\na@acme.com\nb@acme.com", {"strict": True}, 1),
        (b"C_EmailAddress\na@acme.com\nb@acme.com", {"strict": True, "ignore": ("line-end-missing",)}, 0),
        (b"C_EmailAddress\na@acme.com\nb@acme", {"severity": {"line-end-missing": "error"}}, 1),
    ],
)
def test_a_missing_line_end_as_an_error(data: bytes, options: dict[str, Any], rejected: int) -> None:
    """Where it counts as an error, the last record is kept out, for it may be cut; the others are not."""
    given = replace(CONTACT, **options)
    assert lint(data, given)[0].rejected == rejected
    run = prep(data, given)
    assert run.summary.rejected == rejected
    assert len(run.rows("rejected.csv")) == rejected
    assert run.joined.decode().splitlines()[1:] == ["a@acme.com", "b@acme.com"][: 2 - rejected]
