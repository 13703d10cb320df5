"""What is made of each finding code in a run: which codes are left out, and how bad the others are.

Codes are named as ruff's users name rules: a whole code, its first words (`phone` is `phone-error`, `phone-format` and
`phone-unassigned`), or ALL. Where two say something of one code, the nearer one decides, and of equal ones `ignore`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from csvprep.catalogue import CATALOGUE
from csvprep.errors import UsageError
from csvprep.findings import Severity

ALL: Final = "ALL"
FIXED_SEVERITY: Final = (
    "blank-header", "blank-row", "repeated-header", "footer-row", "missing-cell", "extra-cell", "quote-error",
    "encoding-error", "truncated-file", "record-too-large",
)  # fmt: skip
"""Codes of what is no record of the file's shape: no chunk has a place for it, so that they stay errors."""
_ASKED_FOR: Final = (
    "missing-value", "case-format", "inner-space", "value-replaced", "default-filled", "value-split", "value-joined",
)  # fmt: skip
NEVER_IGNORED: Final = (
    *(code for code in FIXED_SEVERITY if code not in {"repeated-header", "footer-row"}), *_ASKED_FOR,
)  # fmt: skip
"""The codes of such, but for what may be a record after all; and what the schema itself asks for."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What one place (the command line, a settings file) says of codes, each as the user names them.

    Attributes:
        select: only these are reported; None: nothing is said of that.
        ignore: these are not.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """What is made of each code; picklable.

    Attributes:
        ignored: codes that are not looked for: not reported, not counted, not fixed, no reason to reject a record.
        severities: of the codes whose severity is not the catalogue's.
    """

    ignored: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict, hash=False)

    def severity(self, code: str) -> Severity:
        """Return how bad a finding of a code is."""
        return self.severities.get(code, CATALOGUE[code].severity)

    @property
    def errors(self) -> tuple[str, ...]:
        """The codes that keep a record out of the chunks."""
        return tuple(name for name in CATALOGUE if self.severity(name) is Severity.ERROR)

    def by_code(self) -> dict[str, str]:
        """Return the severity of every code, as reports write it."""
        return {name: self.severity(name).value for name in CATALOGUE}


PLAIN: Final = Policy()


def make_policy(select: Sequence[str], ignore: Sequence[str], severity: Mapping[str, str]) -> Policy:
    """Return the policy of a run.

    Args:
        select: codes as the user names them; none: all.
        ignore: the same.
        severity: `error` or `warning` of a code as the user names it.

    Raises:
        UsageError: there is no such code or severity, or it can't be so.
    """
    if not (select or ignore or severity):
        return PLAIN
    return Policy(
        resolve_ignored([Selection(tuple(select) or None, tuple(ignore))]),
        _resolve_severities(severity),
    )


def resolve_ignored(selections: Iterable[Selection]) -> frozenset[str]:
    """Return the codes that are left out.

    Args:
        selections: what each place says, the strongest last: one that selects begins anew, one that only ignores adds.

    Raises:
        UsageError: a code doesn't exist, or can't be ignored.
    """
    ignored: frozenset[str] = frozenset()
    for one in selections:
        _refuse_needed(one.ignore)
        dropped = {code: _nearness(code, one.ignore) for code in CATALOGUE}
        if one.select is None:
            ignored |= {code for code in CATALOGUE if dropped[code]}
        else:
            ignored = frozenset(code for code in CATALOGUE if _nearness(code, one.select) <= dropped[code])
    return ignored.difference(NEVER_IGNORED)


def _nearness(code: str, names: Sequence[str]) -> int:
    """Return how closely a code is named, 0: not at all."""
    return max((len(name) if name != ALL else 1 for name in names if code in expand_code(name)), default=0)


def expand_code(name: str, what: str = "--ignore") -> tuple[str, ...]:
    """Return the codes that a user means.

    Raises:
        UsageError: there is none of that name.
    """
    words = name.rstrip("-")
    found = tuple(code for code in CATALOGUE if name == ALL or code == words or code.startswith(f"{words}-"))
    if not found or not words:
        raise UsageError(f"{what} {name!r}: no such code; {_hint(words)}")
    return found


def _hint(words: str) -> str:
    near = get_close_matches(words.lower(), CATALOGUE, n=1, cutoff=0.75)
    return f"did you mean {near[0]}?" if near else "`csvprep explain` lists all codes"


def _refuse_needed(names: Collection[str]) -> None:
    for name in names:
        if name in NEVER_IGNORED:
            why = "the schema asks for it: change that" if name in _ASKED_FOR else "no chunk has a place for it"
            raise UsageError(f"--ignore {name}: can't be ignored; {why}")


def _resolve_severities(severity: Mapping[str, str]) -> Mapping[str, Severity]:
    """Return the severities that differ from the catalogue's; a nearer name wins over a wider one."""
    found: dict[str, Severity] = {}
    for name, word in sorted(severity.items(), key=lambda one: (one[0] != ALL, len(one[0]))):
        if word not in {"error", "warning"}:
            raise UsageError(f"severity of {name} is {word!r}; it may be error or warning")
        if name in FIXED_SEVERITY and word == "warning":
            raise UsageError(f"severity of {name}: stays an error, since no chunk has a place for such a record")
        found |= {code: Severity(word) for code in expand_code(name, "severity of") if code not in FIXED_SEVERITY}
    return {code: one for code, one in found.items() if CATALOGUE[code].severity is not one}
