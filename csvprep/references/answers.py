"""What is said of one value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What a kind's `normalise` would do to one distinct value.

    Attributes:
        written: the value after safe fixes; the value itself when there is nothing to fix safely.
        code: the finding that the safe fix answers; None when written equals the value.
        suggestion: the value after unsafe fixes too; None when there is none.
    """

    written: str
    code: str | None = None
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reference makes of one value.

    Attributes:
        written: the normal form; None when the value is not good.
        why: what is wrong with it then, in words.
    """

    written: str | None
    why: str = ""
