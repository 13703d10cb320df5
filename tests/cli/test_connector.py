"""`--connector`: what a file is prepared for, and what a submit makes of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from .shell import call, said

KNOWN = "known are chargebee, infusionsoft, infusionsoftecommerce, intercom, sage200, sandbox, stripe"


@pytest.fixture
def settings(sandbox: Callable[[], dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Start a sandbox in a process of its own, and set the environment as it says."""
    for name, value in sandbox().items():
        monkeypatch.setenv(name, value)


def ledger_hub() -> str:
    """Return the hub that the ledger of the run is bound to."""
    return str(json.loads(call("status", "out", "--format", "json").out)["hub"])


@pytest.mark.parametrize("command", [["lint"], ["fix", "--diff"], ["prep", "-o", "out"]])
def test_a_name_that_is_unknown(contact: Path, command: list[str]) -> None:
    """A connector that is not known is exit 2, with the names of those that are."""
    for name in ("hubspot", ""):
        ran = call(*command, contact, "--connector", name)
        assert (ran.code, said(ran)) == (2, f"no connector is called '{name}'; {KNOWN}")
    assert not Path("out").exists()


def test_lint_and_fix_for_a_connector(folder: Path) -> None:
    """Lint tells what the connector asks for, and fix writes it."""
    Path("in.csv").write_text("C_EmailAddress,C_BusPhone\nann@example.com,(303) 928-2134\n", encoding="utf-8")
    words = ("in.csv", "--connector", "intercom", "--object", "contact")
    ran = call("lint", *words, "--format", "concise")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == (
        "in.csv:2:2 warning phone-format C_BusPhone '(303) 928-2134' → '+13039282134' "
        "is not in the written form that Intercom asks for"
    )
    assert call("fix", *words, "-o", "-").out == "C_EmailAddress,C_BusPhone\nann@example.com,+13039282134\n"


def test_submit_takes_what_the_run_was_prepared_for(settings: None, contact: Path) -> None:
    """The manifest names the connector; submit and status use its hub without being told."""
    assert call("prep", contact, "-o", "out", "--connector", "stripe", "-q").code == 0
    manifest = json.loads(Path("out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["connector"] == "stripe"
    ran = call("submit", "out", "-q", "--poll-interval", "0.05")
    assert (ran.code, ran.err) == (0, "")
    assert ledger_hub() == "payment"
    assert call("status", "out", "--refresh").code == 0


def test_submit_to_another_connector(contact: Path) -> None:
    """A run that was prepared for one connector is not sent to another; nothing is bound or sent."""
    assert call("prep", contact, "-o", "out", "--connector", "infusionsoft", "-q").code == 0
    ran = call("submit", "out", "--connector", "Sage200")
    assert ran.code == 2
    assert said(ran) == (
        "out was prepared for Infusionsoft Online Sales, not for Sage 200; leave --connector out, or prepare the file "
        "again with --connector sage200"
    )
    assert not Path("out/ledger.sqlite").exists()


def test_the_sandbox_takes_any_run(contact: Path) -> None:
    """What was prepared for a connector may be tried at the sandbox."""
    assert call("prep", contact, "-o", "out", "--connector", "intercom", "-q").code == 0
    assert call("submit", "out", "--connector", "sandbox", "-q").code == 0
    (path,) = Path("out/sandbox").glob("*.sqlite")
    with sqlite3.connect(path) as database:
        records = [json.loads(data) for (data,) in database.execute("SELECT data FROM records")]
    database.close()
    assert {"+13333331234", "+14444441234"} <= {record["C_BusPhone"] for record in records}


def test_a_run_that_was_prepared_for_none(settings: None, prepared: Path) -> None:
    """A submit may name a connector for a run without one; that its limits were not checked is said."""
    ran = call("submit", prepared, "--connector", "intercom", "--poll-interval", "0.05")
    assert ran.code == 0
    assert ran.err.splitlines()[0] == (
        "csvprep: out was prepared without --connector intercom: its limits were not checked"
    )
    assert ledger_hub() == "marketing"
