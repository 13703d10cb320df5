"""Runs on real Dask workers, from and to a real S3 server: the same bytes, whatever happens to the workers."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

import fsspec
import pytest
from messy import messy_csv
from servers import serve_bucket

import csvprep
from csvprep.cluster import dask_workers
from csvprep.cluster.dask_workers import open_dask
from csvprep.cluster.engine import Engine
from csvprep.cluster.mirror import mirror_folder
from csvprep.cluster.places import place_of
from csvprep.cluster.pool import Call, Pool
from csvprep.errors import EngineError

from .shell import call

if TYPE_CHECKING:
    from distributed import LocalCluster

CONTACT = csvprep.Options(object_name="contact", jobs=1)
LIMITS = csvprep.Limits(100, 40_000)


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """Yield the address of a bucket, on a server that speaks S3."""
    with pytest.MonkeyPatch.context() as patch, serve_bucket("cluster") as address:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")  # so that pages can be compared
        yield address


@pytest.fixture(scope="module")
def cluster(store: str) -> Iterator[LocalCluster]:
    """Yield a scheduler with two worker processes."""
    from dask import config  # noqa: PLC0415 - each worker would import it
    from distributed import LocalCluster  # noqa: PLC0415

    with (
        config.set(dask_workers.KEEP_NANNIES),
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs=50
        ) as made,
    ):
        yield made


@pytest.fixture
def workers(cluster: LocalCluster) -> Iterator[Executor]:
    with open_dask(cluster.scheduler_address, 2, lambda _: None) as made:
        yield made.executor


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a messy file, and beside it the run of this machine."""
    folder = tmp_path_factory.mktemp("messy")
    path = folder / "in.csv"
    path.write_bytes(messy_csv(240, 21, share=0.01))
    csvprep.prep(path, folder / "here", CONTACT, LIMITS)
    return path


def files_in(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder; none must be left over out of sight."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def files_at(address: str) -> dict[str, bytes]:
    """Return all files of a folder in a bucket."""
    system, root = fsspec.url_to_fs(address)
    system.invalidate_cache()
    return {path.removeprefix(f"{root}/"): system.cat_file(path) for path in system.find(root)}


def test_workers_that_are_killed(cluster: LocalCluster, workers: Executor, messy: Path, tmp_path: Path):
    """A prep on Dask's workers is the one without, byte for byte, though one is killed: another does its work again."""
    rng, ended = random.Random(3), threading.Event()

    def kill() -> None:
        if ended.wait(rng.uniform(0.2, 1.2)):
            return
        known = cluster.scheduler.workers  # a nanny gives up a worker that dies while it starts
        nannies = [one for one in cluster.workers.values() if one.pid and one.worker_address in known]
        if nannies:
            os.kill(rng.choice(nannies).pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    csvprep.prep(messy, tmp_path / "there", CONTACT, LIMITS, executor=Engine(workers, 9_000))
    ended.set()
    killer.join()
    assert files_in(tmp_path / "there") == files_in(messy.parent / "here")


def test_work_that_kills_every_worker(cluster: LocalCluster, workers: Executor):
    """Work that every worker dies over is given up with its bytes named, and the cluster goes on."""
    from distributed import Client  # noqa: PLC0415

    with Client(cluster) as client:
        client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 0))
        with pytest.raises(EngineError, match=r"in\.csv, bytes 0 to 99: every worker that took up this part died"):
            Pool(workers).run(Call("in.csv, bytes 0 to 99", os._exit, (3,)))
        client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 3))
        client.wait_for_workers(2, timeout=60)
    assert Pool(workers).run(Call("", pow, (2, 5))) == 32


def test_a_cluster_without_workers():
    """Where Dask would wait without end, that there are no workers is said instead."""
    from distributed import Client, LocalCluster  # noqa: PLC0415

    with LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0", silence_logs=50) as empty:
        with pytest.raises(EngineError, match="it has no workers; start some: dask worker tcp://"):
            open_dask(empty.scheduler_address, 1, lambda _: None).__enter__()
        with Client(empty) as client, pytest.raises(EngineError, match="all of Dask's workers are gone"):
            Pool(client.get_executor(), check=dask_workers.Watch(client, 0)).run(Call("", pow, (2, 5)))


def test_from_a_bucket_to_a_bucket(cluster: LocalCluster, store: str, messy: Path):
    """Files in a bucket, named by a pattern, become runs in a bucket: as from the command line of this machine."""
    system = fsspec.filesystem("s3")
    small = messy_csv(20, 5)
    system.pipe({"cluster/in/one.csv": messy.read_bytes(), "cluster/in/two.csv": small.replace(b",", b";")})
    command = ["prep", f"{store}/in/*.csv", "--max-rows", "100", "--max-bytes", "40000", "--object", "contact"]
    engine = ["--engine", "dask", "--scheduler", cluster.scheduler_address, "--range-size", "15KB"]
    here = call(*command, "-o", f"{store}/here")
    there = call(*command, "-o", f"{store}/there", *engine)
    assert (here.code, there.code) == (1, 1), there.err
    assert there.out.replace("/there/", "/here/") == here.out
    found = files_at(f"{store}/there")
    assert found == files_at(f"{store}/here")
    local = {name: data for name, data in files_in(messy.parent / "here").items() if name.startswith("chunks/")}
    assert {name.removeprefix("one/"): data for name, data in found.items() if name.startswith("one/chunks")} == local
    again = call(*command, "-o", f"{store}/there", *engine)
    assert "holds a finished run; use another folder, or --force to replace it" in again.err


def test_a_bucket_that_is_not_there(store: str, messy: Path):
    """Where nothing can be written, it is said before the work is done; an empty file is read as one."""
    outcome = call("prep", messy, "-o", "s3://nowhere/out", "--object", "contact")
    assert outcome.code == 2
    assert re.search(r"s3://nowhere/out/\.parts/\w+/begun: can't be written: there is no such bucket", outcome.err)
    place_of(store).write("empty", b"")
    assert place_of(store).read("empty") == b""


def test_submit_from_a_bucket(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A run in a bucket is submitted as it is; its ledger is kept here, and where is said."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    path = tmp_path / "in.csv"
    path.write_bytes(b"C_EmailAddress,C_FirstName\nann@acme.com,Ann\nbob@acme.com,Bob\n")
    csvprep.prep(path, f"{store}/small", CONTACT)
    outcome = call("submit", f"{store}/small", "--connector", "sandbox")
    assert outcome.code == 0, outcome.err
    folder = mirror_folder(f"{store}/small")
    assert f"the ledger of this run is kept in {folder}" in outcome.err
    assert (folder / "ledger.sqlite").exists()
    csvprep.prep(path, f"{store}/small", csvprep.Options(object_name="contact", strict=True), force=True)
    other = call("submit", f"{store}/small", "--connector", "sandbox")
    assert (other.code, "holds another run" in other.err) == (2, True)


def test_lint_and_fix_on_workers(cluster: LocalCluster, messy: Path, tmp_path: Path):
    """Lint and fix on workers print and write what they do here."""
    engine = ["--engine", "dask", "--scheduler", cluster.scheduler_address, "--scratch", str(tmp_path)]
    for form in ("text", "html"):
        lint = ["lint", str(messy), "--format", form]
        assert call(*lint, *engine).out == call(*lint).out
    for name, more in (("here", []), ("there", engine)):
        outcome = call("fix", str(messy), "-o", str(tmp_path / name), *more)
        assert outcome.code == 1, outcome.err
    assert (tmp_path / "here").read_bytes() == (tmp_path / "there").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here", "there"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["prep", "-", "-o", "x", "--engine", "dask"], "workers can't read standard input"),
        (["prep", "a.csv", "-o", "x", "--scheduler", "tcp://127.0.0.1:1"], "--scheduler is for --engine dask"),
        (["lint", "a.csv", "--engine", "dask", "--scheduler", "tcp://h:1"], "give it with --scratch"),
        (["fix", "a.csv", "--diff", "--engine", "dask"], "--diff needs --engine local"),
        (["prep", "a.csv", "-o", "x", "--engine", "dask", "--scheduler", "nowhere"], "no Dask scheduler answers there"),
    ],
)
def test_wrong_use(arguments: list[str], message: str):
    """What workers can't do is said in one sentence."""
    outcome = call(*arguments)
    assert outcome.code == 2
    assert message in outcome.err


def test_a_package_on_workers(cluster: LocalCluster, tmp_path: Path):
    """The tables of a Data Package, and what holds between their files, are on workers what they are here."""
    people = {
        "fields": [{"name": "id", "constraints": {"unique": True}}, {"name": "team"}],
        "foreignKeys": [{"fields": "team", "reference": {"resource": "teams", "fields": "name"}}],
    }
    resources = [
        {"name": "people", "path": ["a.csv", "b.csv"], "schema": people},
        {"name": "teams", "path": "teams.csv", "schema": {"fields": [{"name": "name"}]}},
    ]
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps({"resources": resources}), encoding="utf-8")
    (tmp_path / "a.csv").write_text("id,team\n" + "".join(f"{number},x\n" for number in range(100)))
    (tmp_path / "b.csv").write_text("id,team\n" + "".join(f"{number},{number % 3}\n" for number in range(90, 150)))
    (tmp_path / "teams.csv").write_text("name\nx\n1\n")
    engine = ["--engine", "dask", "--scheduler", cluster.scheduler_address, "--range-size", "300"]
    linted = call("lint", path, "--format", "jsonl")
    assert call("lint", path, "--format", "jsonl", *engine, "--scratch", tmp_path).out == linted.out
    assert (linted.out.count("unique-error"), linted.out.count("foreign-key-error")) == (10, 40)
    for name, more in (("here", []), ("there", engine)):
        assert call("prep", path, "-o", tmp_path / name, *more).code == 1
    assert files_in(tmp_path / "there") == files_in(tmp_path / "here")
