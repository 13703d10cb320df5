"""`csvprep sandbox --fault` and `csvprep submit --only`: what they take, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from csvprep.bulk.sandbox import Faults, SandboxServer
from csvprep.cli.faults import read_faults

from .shell import call, said


def test_faults_by_name() -> None:
    """Each name sets the fault that it stands for: a count, a share, seconds, a value; alone it strikes once."""
    pairs = [
        "401", "429=2", "500=0.5", "502=1", "503=3", "retry-after=7", "drop-answer=0.1", "wrong-json=4", "everywhere",
        "slow-upload=0.2", "slow=0.3", "abort=5", "outage", "fail-rows=0.02", "fail-value=Ann@acme.com",
        "fail-value=b=c", "expire=9",
    ]  # fmt: skip
    assert read_faults(pairs, 11) == Faults(
        answer_401=1, answer_429=2, answer_500=0.5, answer_502=1, answer_503=3, retry_after_seconds=7,
        drop_answer_after_post=0.1, wrong_json=4, everywhere=True, slow_answer_seconds=0.2, answer_seconds=0.3, abort=5,
        outage=True, fail_rows=0.02, fail_values=frozenset({"ann@acme.com", "b=c"}), expire_seconds=9, seed=11,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("418=1", "--fault 418=1: no fault has that name; there are 401, 429"),
        ("429=1.5", "--fault 429=1.5: give it as 429=N, the first N times, or a fraction such as 0.1"),
        ("abort=-1", "--fault abort=-1: give it as abort=N"),
        ("fail-rows=2", "--fault fail-rows=2: give it as fail-rows=a fraction"),
        ("slow=nan", "--fault slow=nan: give it as slow=SECONDS"),
        ("retry-after=soon", "--fault retry-after=soon: give it as retry-after=SECONDS"),
        ("fail-value=", "--fault fail-value=: give it as fail-value=VALUE"),
    ],
)
def test_faults_that_make_no_sense(pair: str, message: str) -> None:
    """A fault that there is not, or a value that it can't take, is refused with what it takes."""
    ran = call("sandbox", "--port", "0", "--fault", pair)
    assert ran.code == 2
    assert said(ran).startswith(message)
    assert not Path("sandbox").exists()


def test_only_a_chunk_of_the_run(endpoint: Callable[..., SandboxServer], prepared: Path) -> None:
    """A choice for one chunk takes its name with or without the folder, and no other's."""
    endpoint()
    words = ("submit", prepared, "--poll-interval", "0.05", "-q", "--resend-failed", "--only")
    ran = call(*words, "contact-00002.csv")
    assert (ran.code, said(ran)) == (
        2, "--only contact-00002.csv: out has no such chunk; `csvprep status out` lists them"
    )  # fmt: skip
    assert [call(*words, name).code for name in ("contact-00001.csv", "chunks/contact-00001.csv")] == [0, 0]
