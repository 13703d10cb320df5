"""Law 3 on workers for tables in several files: their keys hold over all ranges of all files."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from csvprep.cluster.checking import spread_lint
from csvprep.cluster.engine import Engine
from csvprep.cluster.tables import open_table
from csvprep.errors import InputError
from csvprep.pipeline import Options
from csvprep.runs.lint import lint_file
from csvprep.runs.tables import Table, find_tables
from csvprep.table_keys import TableKeys

from .at_once import AtOnce

PEOPLE: dict[str, Any] = {
    "primaryKey": "id",
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "mail", "constraints": {"unique": True}},
        {"name": "boss", "type": "integer"},
        {"name": "team"},
    ],
    "foreignKeys": [
        {"fields": "boss", "reference": {"resource": "", "fields": "id"}},
        {"fields": "team", "reference": {"resource": "teams", "fields": "name"}},
    ],
}
TEAMS = {"fields": [{"name": "name"}]}


def _table(folder: Path, *, is_broken: bool) -> Table:
    """Return a table in files of which one lacks columns, and that refers to itself, or has a file that is none."""
    rng = random.Random(7)
    for name in ("one.csv", "two.csv"):
        rows = [
            f'{rng.randrange(40)},"u{rng.randrange(30)}@acme.com\n",{rng.randrange(60)},{rng.choice("abc")}\n'
            for _ in range(25)
        ]
        (folder / name).write_text("id,mail,boss,team\n" + "".join(rows), encoding="utf-8")
    (folder / "three.csv").write_bytes(b"team;id\nz;1\na;99\n")
    (folder / "none.csv").write_bytes(b"\x00\x01\x02\x00PK\x00")
    (folder / "teams.csv").write_bytes(b"name\na\nb\n")
    paths = ["none.csv"] * is_broken + ["one.csv", "two.csv", "three.csv"]
    people = PEOPLE | {"foreignKeys": PEOPLE["foreignKeys"][is_broken:]}
    resources = [
        {"name": "people", "path": paths, "schema": people},
        {"name": "teams", "path": "teams.csv", "schema": TEAMS},
    ]
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")
    return find_tables([str(folder / "datapackage.json::people")], Options(jobs=1))[0]


@pytest.mark.parametrize(("range_bytes", "is_broken"), [(250, False), (2**20, True)])
def test_tables_in_several_files(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, range_bytes: int, *, is_broken: bool
) -> None:
    """What repeats in a table, or leads out of it, is the same in ranges: an earlier record's file is named too."""
    table = _table(tmp_path_factory.mktemp("package"), is_broken=is_broken)
    options, engine, codes, messages = table.options, Engine(AtOnce(), range_bytes), set[str](), list[str]()
    with TableKeys(options) as keys, open_table(table.paths, options, engine, str(tmp_path)) as known:
        for path in table.paths:
            here: list[pl.DataFrame] = []
            there: list[pl.DataFrame] = []
            if path.endswith("none.csv"):
                with pytest.raises(InputError):
                    lint_file(path, options, here.append, table=keys)
                with pytest.raises(InputError):
                    spread_lint(path, options, there.append, engine, table=known)
                continue
            summary = lint_file(path, options, here.append, table=keys)
            assert spread_lint(path, options, there.append, engine, table=known) == summary
            assert pl.concat(there).equals(pl.concat(here))
            codes |= {code for code, count in summary.by_code.items() if count}
            messages += pl.concat(here)["message"].to_list()
    assert codes >= {"primary-key-error", "unique-error", "foreign-key-error"}
    assert any(re.search(r"line \d+ of .*one\.csv", message) for message in messages)
    assert not list(tmp_path.iterdir())
