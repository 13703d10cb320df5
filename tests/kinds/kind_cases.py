"""Kinds under test, each with text that comes near to what it takes."""

from __future__ import annotations

import string
from dataclasses import dataclass

import polars as pl
from hypothesis import strategies as st

from csvprep.checks import Column, run_checks
from csvprep.doubts import Known
from csvprep.kinds.base import Kind, NearKind
from csvprep.kinds.registry import kind_for
from csvprep.schema.model import Field, KindName
from csvprep.steps import take_steps


def column(*values: str | None) -> pl.Series:
    return pl.Series("cell", values, dtype=pl.String)


def bind(kind: KindName, region: str = "US", **settings: object) -> Kind:
    return kind_for(Field("f", kind, **settings), region)  # type: ignore[arg-type]


def outcome(kind: Kind, value: str) -> tuple[str, str | None, str | None]:
    """Return what becomes of one value: written, code, suggestion."""
    found = kind.normalise(column(value))
    return (value, None, None) if found is None else (found.written[0], found.code[0], found.suggestion[0])


def may_mean(kind: Kind, value: str) -> str | None:
    """Return what a value may mean, for a near miss."""
    assert isinstance(kind, NearKind)
    near = kind.near(column(value))
    return None if near is None else near[0]


def failing(kind: Kind, value: str) -> list[str]:
    """Return the codes of the checks that a value fails."""
    return [check.code for check in kind.checks() if not check.passes(column(value))[0]]


def explain(kind: Kind, value: str) -> str:
    return kind.checks()[0].explain(value)


@dataclass(frozen=True)
class Verdict:
    """What becomes of one cell of a field.

    Attributes:
        written: the value after safe fixes; None when it is empty.
        fixed: codes of the safe fixes.
        suggestion: the value after unsafe fixes.
        left: codes of the findings that are left, with what is said of them.
    """

    written: str | None
    fixed: tuple[str, ...]
    suggestion: str | None
    left: dict[str, str]


def judge(
    value: str, kind: KindName = KindName.TEXT, *, missing: tuple[str, ...] = (), region: str = "US", **settings: object
) -> Verdict:
    """Take one cell through all steps and checks of a field."""
    (verdict,) = judge_all([value], kind, missing=missing, region=region, **settings)
    return verdict


def judge_all(
    values: list[str],
    kind: KindName = KindName.TEXT,
    *,
    missing: tuple[str, ...] = (),
    region: str = "US",
    unsafe_fixes: bool = False,
    **settings: object,
) -> list[Verdict]:
    """Take a column of cells through all steps and checks of a field."""
    field = Field(**{"name": "f", "kind": kind, **settings})  # type: ignore[arg-type]
    one = Column(0, "cell", field, kind_for(field, region))
    found = take_steps(column(*(value or None for value in values)), one, missing, unsafe_fixes=unsafe_fixes)
    left: list[dict[str, str]] = [{} for _ in values]
    known = {"cell": Known(found.proved, found.sound)}
    for failures in sorted(run_checks(found.written.to_frame(), [one], known), key=lambda failures: failures.order):
        for row in failures.rows:
            left[row][failures.check.code] = failures.check.explain(found.written[row] or "")
    return [
        Verdict(
            found.written[row],
            tuple(step[row] for step in found.steps if step[row]),
            None if found.suggestion is None else found.suggestion[row],
            left[row],
        )
        for row in range(len(values))
    ]


def _near(alphabet: str, *words: str) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(st.sampled_from(words), st.sampled_from(alphabet)), max_size=12).map("".join)


PHONES = _near(string.digits * 4 + " ()-.+/x#,;*", "212", "555", "800", "(415)", "+1", "+44", "0", "ext. ", "0123", "٣")
EMAILS = _near(
    "aZ0@.-_+ <>\"',;:é", "ann", "@", "acme", ".com", "xn--", "INFO", ".test", "mailto:", "münchen", "ß", ".."
)
URLS = _near(
    "aZ0/:.-_?#@[]% ", "https://", "http:", "www.", "acme", ".com", "xn--", "münchen", "//", ":80", "[::1]", "1."
)
NUMBERS = _near("0123456789+-.,eE %$()'", "12", "1,250", "NaN", "INF", "٣", "−", "€")
DATES = st.one_of(
    _near(
        "0123456789-/. :TZ+", "2024", "03", "-25", "/29", "Mar ", "T10:00", ":30", "Z", "+02:00", "25th ", " PM", "000"
    ),
    st.dates().map(str),
    st.datetimes().map(str),
)
WORDS = _near("aeY1 _-.'", "true", "No", "US", "germ", "any", "United", " Kingdom", "email", "OPEN", "e_mail", "é")

CASES: dict[str, tuple[Kind, st.SearchStrategy[str]]] = {
    "text": (bind(KindName.TEXT), st.text()),
    "email": (bind(KindName.EMAIL), EMAILS),
    "phone": (bind(KindName.PHONE), PHONES),
    "phone-e164": (bind(KindName.PHONE, form="e164"), PHONES),
    "phone-gb": (bind(KindName.PHONE, "GB"), PHONES),
    "phone-it": (bind(KindName.PHONE, "IT"), PHONES),
    "phone-ag": (bind(KindName.PHONE, "AG"), PHONES),
    "phone-ar": (bind(KindName.PHONE, "AR"), PHONES),
    "phone-ru": (bind(KindName.PHONE, "RU"), PHONES),
    "url": (bind(KindName.URL), URLS),
    "number": (bind(KindName.NUMBER), NUMBERS),
    "number-comma": (bind(KindName.NUMBER, decimal_char=",", group_char="."), NUMBERS),
    "number-space": (bind(KindName.NUMBER, decimal_char=",", group_char="\u00a0"), NUMBERS),
    "integer": (bind(KindName.INTEGER), NUMBERS),
    "boolean": (bind(KindName.BOOLEAN), WORDS),
    "boolean-own": (bind(KindName.BOOLEAN, true_values=("Y", "1"), false_values=("y", "N")), WORDS),
    "date": (bind(KindName.DATE), DATES),
    "date-own": (bind(KindName.DATE, formats=("%d/%m/%Y", "%m/%d/%Y")), DATES),
    "datetime": (bind(KindName.DATETIME), DATES),
    "datetime-own": (bind(KindName.DATETIME, formats=("%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z")), DATES),
    "datetime-iso-own": (bind(KindName.DATETIME, formats=("%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M%z")), DATES),
    "country": (bind(KindName.COUNTRY), WORDS),
    "country-name": (bind(KindName.COUNTRY, form="name"), WORDS),
    "choice": (bind(KindName.CHOICE, enum=("emailOpen", "emailClick", "E_MAIL", "e mail", "US")), WORDS),
}
