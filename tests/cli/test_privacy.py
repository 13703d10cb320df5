"""Contacts are personal data: under --redact no cell of a file leaves it but by the data files."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from csvprep.cli.report import FORMATS, REDACTED

from .shell import Ran, call, execute_on_terminal

RECORDS = [
    [
        "ann.quux@zilch-post.com",
        "Qannabel ",
        "Quuxley",
        "Zwirk Worx, Inc.",
        "444) 444-1234",
        "www.zwirkworx.com",
        "Portugal",
    ],
    ["bob@@zorkum.com", "Bogdun", "Zorkmid\x0bov", "Zorkum Ltd", "303-55", "HTTP://Zorkum.com", "Freedonia"],
    ["ann.quux@zilch-post.com", "日本語名前", "山田太郎", "株式会社", "202.555.0143", "http://grault.com/plugh", "PT"],
    ["xyzzy 1234", "GarplyÃ©", "#REF!", "=HYPERLINK(7)", "4.47911123456E+11", "ftp://thudder", "Portugal"],
]
LABELS = ["C_EmailAddress", "C_FirstName", "C_LastName", "C_Company", "C_BusPhone", "C_Website1", "C_Country"]
LABELS_LINE = "C_EmailAddress,C_BusPhone\n"
ROUGH = [
    b"waldo1@zilch-post.com,Waldough\n",
    b'waldo2@zilch-post.com,"Fredd"erix,Corger,,,,\n',
    b"zo\xebwomp@zilch-post.com,Zo\xebwomp,Corger,,,,\n",
    b"waldo3@zilch-post.com,Blorpel,Corger,Snork, Inc.,,,,splungers\n",
]


def table(head: list[str] | None) -> bytes:
    """Return a file in which nearly everything is wrong, with these labels or without a header."""
    rows = [head, *RECORDS] if head else RECORDS
    quoted = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows]
    return "".join(f"{row}\n" for row in quoted).encode() + b"".join(ROUGH) + b"waldo4@zilch-post.com,Kaplonk"


def secrets(data: bytes) -> set[str]:
    """Return everything in the records of a file that nobody may read: cells, and the words in them."""
    text = data.decode("utf-8", "replace")
    lines = text.splitlines()[1:] if text.startswith("C_") else text.splitlines()
    cells = {cell for line in lines for cell in re.split(r'[,"]', line)}
    words = {word for cell in cells for word in re.findall(r"[^\W_]{4,}", cell)}
    return {one.strip() for one in cells | words if len(one.strip()) > 3}


def leaks(text: str, data: bytes) -> list[str]:
    """Return the secrets that a text holds."""
    return sorted(one for one in secrets(data) if one in text and one != "http")


WORDS = ("--object", "contact", "--encoding", "utf-8")


@dataclass(frozen=True)
class Source:
    """A file, and how it is to be read."""

    data: bytes
    words: tuple[str, ...]

    def call(self, *words: str) -> Ran:
        """Run a command on it, values redacted."""
        return call(words[0], "in.csv", *words[1:], *self.words, "--redact")


@pytest.fixture(params=["headless", "odd-label"])
def source(request: pytest.FixtureRequest) -> Source:
    """A file without a header, and one of whose labels one is a value."""
    if request.param == "headless":
        places = [word for number, label in enumerate(LABELS, 1) for word in ("--map", f"{number}={label}")]
        made = Source(table(None), (*WORDS, "--no-header", *places))
    else:
        made = Source(table([*LABELS[:-1], "Schnurpsel 4711"]), WORDS)
    Path("in.csv").write_bytes(made.data)
    return made


@pytest.mark.parametrize("form", FORMATS)
def test_lint(source: Source, form: str) -> None:
    """No format of lint shows a cell, nor what goes to stderr; shapes, codes and places are there."""
    ran = source.call("lint", "--format", form, "--limit", "0")
    assert ran.code == 1
    assert leaks(ran.out + ran.err, source.data) == []
    assert "Schnurpsel" not in ran.out + ran.err
    assert "phone-error" in ran.out
    assert "ddd-dd" in ran.out


@pytest.mark.parametrize(
    "words", [["--group-by", "record"], ["--group-by", "field"], ["--statistics"], ["--show-fixes"]]
)
def test_lint_for_people(source: Source, words: list[str]) -> None:
    """Groups, statistics and fixes show no cell either."""
    ran = source.call("lint", *words)
    assert leaks(ran.out + ran.err, source.data) == []
    assert "Schnurpsel" not in ran.out + ran.err


def test_these_are_leaks(source: Source) -> None:
    """Without --redact the same reports show cells, so that the search for them is a check."""
    for form in ("text", "json"):
        assert len(leaks(call("lint", "in.csv", "--format", form, *source.words).out, source.data)) > 10


@pytest.mark.parametrize("form", REDACTED)
def test_what_leaves_the_machine_is_redacted(form: str) -> None:
    """Formats for code hosts show no cell unless that is asked for."""
    data = LABELS_LINE + "ann.quux@@zilch-post.com,444) 444-1234\n"
    Path("in.csv").write_text(data, encoding="utf-8")
    assert leaks(call("lint", "in.csv", "--format", form).out, data.encode()) == []
    shown = call("lint", "in.csv", "--format", form, "--no-redact").out
    assert "444) 444-1234" in shown


def test_fix(source: Source) -> None:
    """Of fix only the fixed file holds cells."""
    ran = source.call("fix", "-o", "fixed.csv", "--changes", "changes.csv", "--show-fixes")
    assert leaks(ran.out + ran.err + Path("changes.csv").read_text(encoding="utf-8"), source.data) == []
    assert "(ddd) ddd-dddd" in ran.err


def test_prep(source: Source) -> None:
    """Of prep only chunks and rejected.csv hold cells: no report, no manifest, no message."""
    ran = source.call("prep", "-o", "out")
    shown = ran.out + ran.err
    files = [path for path in Path("out").rglob("*") if path.is_file()]
    for path in files:
        if path.name != "rejected.csv" and path.parent.name != "chunks":
            shown += path.read_text(encoding="utf-8")
    assert leaks(shown, source.data) == []
    assert "Schnurpsel" not in shown
    rows = list(csv.DictReader(Path("out/changes.csv").read_text(encoding="utf-8").splitlines()))
    assert all(set(re.findall(r"[^\W_]", row["before"] + row["after"])) <= {"a", "A", "d"} for row in rows)


@pytest.mark.parametrize(
    "words", [["--map", "1=C_LastName"], ["--object", "list"], ["--skip-lines", "2"], ["--delimiter", ";"], []]
)
def test_refusals(words: list[str]) -> None:
    """A file that can't be read as anything is refused without a cell in the message."""
    for data in (table(None), table([*LABELS[:-1], "Schnurpsel 4711"])):
        Path("in.csv").write_bytes(data)
        ran = call("lint", "in.csv", "--redact", *words)
        assert leaks(ran.out + ran.err, data) == []
        assert "Schnurpsel" not in ran.out + ran.err


def test_progress() -> None:
    """The bar on a terminal, and what is said beside it, hold no cell."""
    data = table(LABELS)

    def slowly() -> Iterator[bytes]:
        yield data[:300]
        time.sleep(1.3)
        yield data[300:]

    screen = execute_on_terminal("lint", "-", *WORDS, "--redact", pieces=slowly(), at=("reading", lambda _: None))
    assert "━" in screen.err
    assert leaks(screen.out + screen.err, data) == []
