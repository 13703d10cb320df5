"""What the catalogue says of one code."""

from __future__ import annotations

from dataclasses import dataclass

from csvprep.findings import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the catalogue.

    Attributes:
        name: the kebab-case code.
        severity: what a finding of this code is.
        title: what is wrong, in a few words.
        why: what an upload would make of it.
        fix: what csvprep does about it, or what the user can do.
        example: a cell, record or header that has it.
        message: template of the finding's message; `{…}` are the facts of the finding.
    """

    name: str
    severity: Severity
    title: str
    why: str
    fix: str
    example: str
    message: str
