"""What a sandbox is like: its objects, its pace, and the faults it is to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from csvprep.bulk.address import Credentials


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of an object: its type (`email` and `number` are checked), and whether it must be there or differ."""

    name: str
    type: str = "string"
    required: bool = False
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong on purpose; counts say how many of the first uploads it strikes.

    Attributes:
        answer_429, answer_500, answer_503: uploads answered so, without a job.
        retry_after_seconds: what 429 and 503 ask for; None leaves it open.
        drop_answer_after_post: uploads that become a job but whose answer breaks off.
        slow_answer_seconds: how long each upload's answer takes.
        outage: whether jobs end in ERROR, as when the vendor is down.
        fail_values: values of the identifier (or of any cell, without one) that the vendor refuses.
        expire_seconds: age from which the endpoint no longer knows a job; None keeps all.
    """

    answer_429: int = 0
    answer_500: int = 0
    answer_503: int = 0
    retry_after_seconds: int | None = None
    drop_answer_after_post: int = 0
    slow_answer_seconds: float = 0.0
    outage: bool = False
    fail_values: frozenset[str] = frozenset()
    expire_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """A sandbox.

    Attributes:
        store: folder that keeps what arrives; made if need be.
        objects: the fields of each object; empty takes any object with any header.
        element_token, user_secret: what a caller must show.
        step_seconds: how long a job stays in each state.
        complete_spelling: how a finished job is called, `COMPLETED` or `COMPLETE`.
        v3_names: whether statuses use the field names of the newer pages.
        row_numbers: whether error rows also carry the row's number.
        signature_key: key that job notifications are signed with; None leaves them unsigned.
        faults: what goes wrong on purpose.
    """

    store: Path
    objects: Mapping[str, tuple[FieldRule, ...]] = field(default_factory=dict, hash=False)
    element_token: str = field(default="sandbox-element-token", repr=False)
    user_secret: str = field(default="sandbox-user-secret", repr=False)
    step_seconds: float = 0.0
    complete_spelling: str = "COMPLETED"
    v3_names: bool = False
    row_numbers: bool = False
    signature_key: str | None = field(default=None, repr=False)
    faults: Faults = field(default_factory=Faults)

    @property
    def credentials(self) -> Credentials:
        """What a client of this sandbox has to show."""
        return Credentials(self.element_token, self.user_secret)
