"""Law 3 on workers for foreign keys: what leads nowhere is the same in ranges, whatever the other table is cut into."""

from __future__ import annotations

import gzip
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import harness
import polars as pl
import pytest

import csvprep
from csvprep.cluster.checking import spread_lint
from csvprep.cluster.engine import Engine
from csvprep.cluster.running import spread_prep
from csvprep.errors import UsageError
from csvprep.pipeline import Options
from csvprep.schema.files import parse_schema
from csvprep.schema.references import Reference
from csvprep.writers import Limits

from .at_once import AtOnce, spread

SCHEMA = parse_schema(
    b"""
name: orders
fields:
  - {name: id, type: integer}
  - {name: boss, type: integer}
  - {name: mail, format: email, csvprep: {kind: email, ignore_case: true}}
  - {name: list, type: integer, constraints: {unique: true}}
  - {name: site}
primaryKey: id
foreignKeys:
  - {fields: boss, reference: {fields: id}}
  - {fields: [mail, list], reference: {resource: people, fields: [address, group]}}
  - {fields: site, reference: {resource: nowhere, fields: name}}
  - {fields: site, reference: {resource: sites, fields: site}}
""",
    "orders.yaml",
)
ORDERS = replace(harness.PLAIN, object_name=None, schema=SCHEMA, jobs=1)


def _orders(records: int, seed: int) -> bytes:
    rng = random.Random(seed)
    lines = ["id,boss,mail,list,site"]
    for number in range(records):
        boss, mail = rng.choice(("", "1", "+7", "0012", "90", "x", str(number))), f"U{rng.randrange(9)}@Acme.com"
        lines.append(
            f'{number},{boss},{rng.choice((mail, mail.lower(), ""))},{rng.randrange(12)},"{rng.choice("ab ")}\n"'
        )
    return "\n".join([*lines, ""]).encode()


@pytest.fixture(scope="module")
def references(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Reference]:
    """Return tables in two files, of another dialect and encoding, and packed."""
    folder = tmp_path_factory.mktemp("references")
    people = [f"{number:03};u{number % 7}@ACME.com;\n" for number in range(30)]
    (folder / "one.csv").write_bytes(("group;address;x\n" + "".join(people[:20])).encode("utf-16"))
    (folder / "two.csv").write_bytes(("x;address;group\n;no mail;8\n" + "".join(people[20:])).encode())
    (folder / "sites.csv.gz").write_bytes(gzip.compress(b'site\n"a\n"\nc\n'))
    paths = (str(folder / "one.csv"), str(folder / "two.csv"))
    detected = {"sites": Reference((str(folder / "sites.csv.gz"),))}
    return {"people": Reference(paths), **detected}


@pytest.mark.parametrize("range_bytes", [400, 2**20])
def test_foreign_keys_in_ranges(references: Mapping[str, Reference], range_bytes: int) -> None:
    """Keys to the table itself, to several files, packed or not, and to nowhere: the same bytes, cut anywhere."""
    options, limits, data = replace(ORDERS, references=references), Limits(20, 900), _orders(45, 3)
    options = replace(options, **dict.fromkeys(("encoding", "delimiter", "quote_char"), None))
    whole = harness.prep(data, options, limits)
    parts = spread(spread_prep, data, options, limits, range_bytes)
    assert parts.files == whole.files
    assert replace(parts.summary, file="") == replace(whole.summary, file="")
    rows = whole.rows("findings.csv")
    assert {row["field"] for row in rows if row["code"] == "foreign-key-error"} == {"boss", "mail", "site"}


def test_a_small_file_that_refers_to_a_large_one(tmp_path: Path) -> None:
    """Of one range, packed, or without the records of a range: what it refers to is exchanged all the same."""
    people, path = tmp_path / "people.csv", tmp_path / "in.csv"
    people.write_bytes(b"address,group\n" + b"".join(b"u%d@acme.com,%d\n" % (one, one) for one in range(200)))
    options = replace(ORDERS, references={"people": Reference((str(people),))})
    engine = Engine(AtOnce(), 300)
    for records in (b"", b"1,,u7@acme.com,7,\n2,1,u7@acme.com,8,\n3,4,U199@ACME.COM,199,\n"):
        data = b"id,boss,mail,list,site\n" + records
        path.write_bytes(gzip.compress(data) if records else data)
        frames: list[pl.DataFrame] = []
        summary = spread_lint(path, options, frames.append, engine)
        assert summary == csvprep.lint(path, options).summary
        found = [row for frame in frames for row in frame.to_dicts() if row["code"] == "foreign-key-error"]
        assert [(row["record"], row["field"]) for row in found] == ([(2, "mail"), (3, "boss")] if records else [])


def test_what_foreign_keys_refer_to_must_be_seen(tmp_path: Path) -> None:
    """Standard input, a table without the column, and one that isn't there are refused as by a run of this machine."""
    path, other = tmp_path / "in.csv", tmp_path / "other.csv"
    path.write_bytes(_orders(2, 1))
    other.write_bytes(b"address\nx\n")
    for name, why in (
        ("-", "workers can't read standard input"),
        (str(other), r"has no column 'group', which a foreign key \(mail, list\) refers to; give the right file with"),
        (str(tmp_path / "none.csv"), "no such file"),
    ):
        options: Options = replace(ORDERS, references={"people": Reference((name,))})
        with pytest.raises(csvprep.CsvprepError, match=why) as caught:
            csvprep.lint(path, options, executor=AtOnce())
        assert isinstance(caught.value, UsageError) == (name != str(tmp_path / "none.csv"))
