"""Contacts are personal data: under --redact no cell of a file leaves it but by the data files."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from csvprep.cli.report import FORMATS

from .shell import Ran, call, execute_on_terminal

RECORDS = [
    [
        "ann.quux@zilch-quonk.com",
        "Qannabel ",
        "Quuxley",
        "Zwirk Worx, Inc.",
        "444) 444-1234",
        "www.zwirkworx.com",
        "Portugal",
    ],
    ["bob@@zorkum.com", "Bogdun", "Zorkmid\x0bov", "Zorkum Ltd", "303-55", "HTTP://Zorkum.com", "Freedonia"],
    ["ann.quux@zilch-quonk.com", "日本語名前", "山田太郎", "株式会社", "202.555.0143", "http://grault.com/plugh", "PT"],
    ["xyzzy 1234", "GarplyÃ©", "#REF!", "=HYPERLINK(7)", "4.47911123456E+11", "ftp://thudder", "Portugal"],
]
LABELS = ["C_EmailAddress", "C_FirstName", "C_LastName", "C_Company", "C_BusPhone", "C_Website1", "C_Country"]
ROUGH = [
    b"waldo1@zilch-quonk.com,Waldough\n",
    b'waldo2@zilch-quonk.com,"Fredd"erix,Corger,,,,\n',
    b"zo\xebwomp@zilch-quonk.com,Zo\xebwomp,Corger,,,,\n",
    b"waldo3@zilch-quonk.com,Blorpel,Corger,Snork, Inc.,,,,splungers\n",
]


def table(head: list[str] | None) -> bytes:
    """Return a file in which nearly everything is wrong, with these labels or without a header."""
    rows = [head, *RECORDS] if head else RECORDS
    quoted = [",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows]
    return "".join(f"{row}\n" for row in quoted).encode() + b"".join(ROUGH) + b"waldo4@zilch-quonk.com,Kaplonk"


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


def headless() -> Source:
    """Return a file without a header, and which column is what."""
    places = [word for number, label in enumerate(LABELS, 1) for word in ("--map", f"{number}={label}")]
    return Source(table(None), (*WORDS, "--no-header", *places))


def with_odd_label() -> Source:
    """Return a file of whose labels one is a value."""
    return Source(table([*LABELS[:-1], "Schnurpsel 4711"]), WORDS)


@pytest.fixture(params=[headless, with_odd_label])
def source(request: pytest.FixtureRequest) -> Source:
    return write(request.param())


def write(source: Source) -> Source:
    Path("in.csv").write_bytes(source.data)
    return source


@pytest.mark.parametrize("form", FORMATS)
def test_lint(form: str) -> None:
    """No format of lint shows a cell, nor what goes to stderr; shapes, codes and places are there."""
    source = write(headless())
    ran = source.call("lint", "--format", form, "--limit", "0")
    assert ran.code == 1
    assert leaks(ran.out + ran.err, source.data) == []
    assert "phone-error" in ran.out
    assert "ddd-dd" in ran.out


@pytest.mark.parametrize("words", [["--format", "json"], ["--group-by", "record", "--show-fixes"], ["--statistics"]])
def test_lint_of_an_odd_label(words: list[str]) -> None:
    """No label that is no field is shown, and no cell in groups, statistics and fixes."""
    source = write(with_odd_label())
    ran = source.call("lint", *words)
    assert leaks(ran.out + ran.err, source.data) == []
    assert "Schnurpsel" not in ran.out + ran.err


def test_these_are_leaks() -> None:
    """Without --redact the same report shows cells, so that the search for them is a check."""
    source = write(headless())
    assert len(leaks(call("lint", "in.csv", "--format", "json", *source.words).out, source.data)) > 30


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
    ("source", "words"),
    [
        (with_odd_label(), ["--map", "1=C_LastName"]),
        (with_odd_label(), ["--delimiter", ";"]),
        (headless(), ["--object", "list"]),
        (headless(), ["--skip-lines", "2"]),
        (headless(), []),
    ],
)
def test_refusals(source: Source, words: list[str]) -> None:
    """A file that can't be read as anything is refused without a cell in the message."""
    write(source)
    ran = call("lint", "in.csv", "--redact", *words)
    assert leaks(ran.out + ran.err, source.data) == []
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
