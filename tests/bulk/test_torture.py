"""A submit that is killed again and again, as is the endpoint; `tests/bench/torture.py` does the same in earnest."""

from __future__ import annotations

from pathlib import Path

from bench.torture import Torture


def test_torture(tmp_path: Path) -> None:
    """However often both are killed, each chunk arrives once and each failed record is found; choices are rare."""
    verdict = Torture(tmp_path, chunks=12, kills=3, sandbox_kills=1, seed=5).run()
    assert verdict.problems == []
    assert (verdict.kills, verdict.sandbox_kills) == (3, 1)
    assert verdict.failed_records > 0
