"""Settings and fixtures of all tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci", derandomize=True, deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("dev", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "dev")

WriteCsv = Callable[..., Path]


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    """Return a function that writes a file of the given bytes, or of records given as tuples of cells."""

    def write(content: bytes | list[tuple[str, ...]], name: str = "in.csv", *, line_end: str = "\n") -> Path:
        if not isinstance(content, bytes):
            content = "".join(",".join(cells) + line_end for cells in content).encode()
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write
