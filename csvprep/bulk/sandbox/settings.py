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
    """What goes wrong on purpose.

    A fault that strikes calls or jobs is a whole number, the first so many, or a fraction, so many by chance.

    Attributes:
        answer_401, answer_429, answer_500, answer_502, answer_503: uploads answered so, without a job.
        retry_after_seconds: what 429 and 503 ask for; None leaves it open.
        drop_answer_after_post: uploads that become a job but whose answer breaks off.
        wrong_json: uploads that become a job but are answered with a page that is no JSON.
        everywhere: whether refusals and wrong JSON strike all other calls too.
        slow_answer_seconds: how long each upload's answer takes.
        answer_seconds: how long each answer takes, whatever the call.
        abort: jobs that end in ABORTED before any record has landed.
        outage: whether all jobs end in ERROR, as when the vendor is down.
        fail_values: values of the identifier (or of any cell, without one) that the vendor refuses.
        fail_rows: the share of records that the vendor refuses, always the same ones.
        expire_seconds: age from which the endpoint no longer knows a job; None keeps all.
        seed: of the chances.
    """

    answer_401: float = 0
    answer_429: float = 0
    answer_500: float = 0
    answer_502: float = 0
    answer_503: float = 0
    retry_after_seconds: int | None = None
    drop_answer_after_post: float = 0
    wrong_json: float = 0
    everywhere: bool = False
    slow_answer_seconds: float = 0.0
    answer_seconds: float = 0.0
    abort: float = 0
    outage: bool = False
    fail_values: frozenset[str] = frozenset()
    fail_rows: float = 0.0
    expire_seconds: float | None = None
    seed: int = 0


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
