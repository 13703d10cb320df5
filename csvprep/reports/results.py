"""What a lint of some files came to, as reports that are written at its end take it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from csvprep.catalogue import CATALOGUE
from csvprep.findings import Finding, Severity
from csvprep.reports.listing import Listing
from csvprep.reports.visible import shortened, show_value, visible
from csvprep.summary import Summary


@dataclass(frozen=True, slots=True)
class Results:
    """Exact totals and the findings that are listed.

    Attributes:
        summaries: of the files that could be read.
        listing: the findings of all of them.
        unreadable: the name of each other file, and why it can't be read.
        strict: names of the files whose warnings count as errors.
    """

    summaries: Sequence[Summary]
    listing: Listing
    unreadable: Sequence[tuple[str, str]] = ()
    strict: Collection[str] = ()

    @property
    def failed(self) -> bool:
        """Whether a file has errors, what counts as such among them, or can't be read."""
        return bool(self.unreadable) or any(one.has_errors(strict=one.file in self.strict) for one in self.summaries)

    def severity(self, code: str) -> Severity:
        """Return how bad a code is: an error where it is one for any of the files that have it."""
        found = {one.policy.severity(code) for one in self.summaries if one.by_code[code]}
        return min(found, default=CATALOGUE[code].severity, key=lambda one: one is not Severity.ERROR)


def sentence(finding: Finding) -> str:
    """Return what is wrong in one text: the field, the message, and the value or its shape."""
    message = shortened(finding.message)
    told = finding.value is not None and f"'{finding.value}'" in finding.message
    value = f" ({show_value(finding.value)})" if finding.value and not told else ""
    return (
        f"{visible(shortened(finding.field, 100))}: {visible(message)}{value}"
        if finding.field
        else f"{visible(message)}{value}"
    )
