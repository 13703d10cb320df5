"""The vendor behind a sandbox: looks at each record as a vendor would, and says why it won't have it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from csvprep.bulk.sandbox.faults import FaultPlan
from csvprep.bulk.sandbox.settings import FieldRule, SandboxSettings

_ATOM = r"[^\s\x00-\x1f\x7f@.\"(),:;<>\[\]\\]+"
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_LONGEST_EMAIL = 254


class Vendor:
    """Judges the rows of one file.

    Args:
        settings: the sandbox.
        plan: its faults.
        object_name: the object the file is for.
        header: the file's labels.
        identifier: the field that names a record, if the upload says one.
    """

    def __init__(
        self,
        settings: SandboxSettings,
        plan: FaultPlan,
        object_name: str,
        header: Sequence[str],
        identifier: str | None,
    ) -> None:
        self._header = header
        self._plan = plan
        self._fail_values = frozenset(value.casefold() for value in settings.faults.fail_values)
        self._is_open = not settings.objects
        self._rules = {rule.name: rule for rule in settings.objects.get(object_name, ())}
        self._knows_object = self._is_open or object_name in settings.objects
        self._object_name = object_name
        unique = next((rule.name for rule in self._rules.values() if rule.unique), None)
        self.key_field = identifier or (unique if unique in header else None)
        self._header_fault = self._check_header()

    def key(self, record: Mapping[str, str]) -> str | None:
        """Return what names a record; None if nothing does."""
        return (record.get(self.key_field, "").strip().casefold() or None) if self.key_field else None

    def check(self, cells: Sequence[str]) -> str | None:
        """Return what is wrong with a row as `<value>: <message>`; None if it is good."""
        named = dict(zip(self._header, cells, strict=False))
        fault = self._header_fault
        if fault is None and len(cells) != len(self._header):
            fault = f"the row has {len(cells)} cells, the header {len(self._header)}"
        if fault is not None:
            return self.describe(named, fault)
        if self._is_refused(named):
            return self.describe(named, "Refused by the vendor")
        if self.key_field and not named.get(self.key_field, "").strip():
            return f": {self.key_field} is required to identify the record"
        for rule in self._rules.values():
            wrong = _check_value(rule, named.get(rule.name, ""))
            if wrong is not None:
                return self.describe(named, wrong)
        return None

    def describe(self, record: Mapping[str, str], message: str) -> str:
        """Return a row's failure: the value that names it, or its first one, and the message."""
        value = record.get(self.key_field, "") if self.key_field else next(iter(record.values()), "")
        return f"{value}: {message}"

    def _check_header(self) -> str | None:
        if not self._knows_object:
            return f"Object {self._object_name} is not known"
        if len(set(self._header)) != len(self._header):
            return "a field stands twice in the header"
        if self._is_open:
            return None
        unknown = [label for label in self._header if label not in self._rules]
        if unknown:
            return f"{', '.join(unknown)}: no such field of {self._object_name}"
        return None

    def _is_refused(self, record: Mapping[str, str]) -> bool:
        values = [record.get(self.key_field, "")] if self.key_field else list(record.values())
        if self._plan.refuses_record(" ".join(values)):
            return True
        return any(value.strip().casefold() in self._fail_values for value in values)


def is_email(text: str) -> bool:
    """Tell whether a text looks like an e-mail address: dotted atoms, an @, a domain of two labels or more."""
    return len(text) <= _LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def _check_value(rule: FieldRule, value: str) -> str | None:
    if not value.strip():
        return f"{rule.name} is required" if rule.required else None
    kind = rule.type.casefold()
    if kind in {"email", "emailaddress"} and not is_email(value):
        return f"Invalid email address in {rule.name}: {value}"
    if kind in {"number", "integer"} and not _NUMBER.fullmatch(value.strip()):
        return f"Invalid number in {rule.name}: {value}"
    return None
