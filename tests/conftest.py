"""Settings and fixtures of all tests."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

settings.register_profile(
    "ci", derandomize=True, deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("dev", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "dev")

TESTS = Path(__file__).parent
UNTRACED = (TESTS / "laws", TESTS / "phones", TESTS / "browser", TESTS / "test_staging.py")

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Begin with another module in each worker: pytest rewrites a module, which is slow, and keeps it for all.

    Workers that begin with the same one rewrite each of them side by side.
    """
    paths = {Path(argument).resolve() for argument in session.config.args}
    if "PYTEST_XDIST_WORKER" not in os.environ or not paths <= {TESTS, TESTS.parent}:
        return
    names = [".".join(path.relative_to(TESTS).with_suffix("").parts) for path in sorted(TESTS.rglob("test_*.py"))]
    number, workers = int(os.environ["PYTEST_XDIST_WORKER"][2:]), int(os.environ["PYTEST_XDIST_WORKER_COUNT"])
    first = number * len(names) // workers
    for name in names[first:] + names[:first]:
        with suppress(Exception):  # said when it is collected
            import_module(name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Trace no lines under laws and tables of many values: they run each path many times over, which tracing slows.

    The other tests have to cover the code.
    """
    for item in items:
        is_apart = not {item.path, *item.path.parents}.isdisjoint(UNTRACED)
        if is_apart or is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """Keep the collector of garbage from walking thousands of tests, which live to the end, again and again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly in CI that something was skipped; see pytest_sessionfinish."""
    skipped = len(terminalreporter.stats.get("skipped", ()))
    if skipped and os.environ.get("CI"):
        terminalreporter.write_line(f"FAILED: CI runs every test, but {skipped} were skipped", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a CI run that skipped a test: what was not run was not shown."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and os.environ.get("CI") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
