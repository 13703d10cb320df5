"""Processes that answer what columns can't tell: the same answers, whatever becomes of the processes."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import sleep

import polars as pl
import psutil
import pytest
from harness import CONTACT, prep
from made_addresses import make_column, make_email, make_url

from csvprep.kinds.mojibake import repair_mojibake
from csvprep.options import Options
from csvprep.references import processes
from csvprep.references.asking import Asked, asked
from csvprep.references.emails import read_email
from csvprep.references.mojibake import repair_text
from csvprep.references.phones import read_phone
from csvprep.references.processes import at_work, giving_up, processes_for
from csvprep.references.urls import read_url

MOJIBAKE = [f"café {number} â€œMÃ¼nchenâ€\x9d" for number in range(300)]
PHONES = [f"{number:03d}-555-0{number % 1000:03d} доб. {number}" for number in range(300)]
HEADER = b"C_EmailAddress,C_FirstName,C_BusPhone,C_WebSite\n"


def stubborn(records: int) -> bytes:
    """Return contacts that only libraries can judge."""
    return HEADER + b"".join(
        f"u{number}@a{number}.xn--p1ai,Ann,202-555-{number:04d} доб. {number},http://ß{number}.de:081/\n".encode()
        for number in range(records)
    )


STUBBORN = stubborn(400)
JOBS_1, JOBS_2 = replace(CONTACT, jobs=1), replace(CONTACT, jobs=2)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Processes answer from the first question on."""
    monkeypatch.setattr(processes, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(processes, "FEW_QUESTIONS", 1)
    functions: list[Asked[object]] = [read_phone, read_email, read_url, repair_text]
    for function in functions:
        function.forget()
    yield
    assert at_work() is None


def children(owner: psutil.Process | None = None) -> list[psutil.Process]:
    """Return the processes of ours that a process has started, this one if none is given."""

    def is_ours(one: psutil.Process) -> bool:
        try:
            return "csvprep.references" in " ".join(one.cmdline())
        except psutil.Error:  # it has ended
            return False

    return [one for one in (owner or psutil.Process()).children() if is_ours(one)]


CASES: dict[str, tuple[Asked[object], list[str], tuple[str, ...]]] = {
    "phones": (read_phone, PHONES, ("US", "national")),
    "e-mails": (read_email, make_column(make_email, 500, 7), ()),
    "URLs": (read_url, make_column(make_url, 500, 7), ()),
    "mojibake": (repair_text, MOJIBAKE, ()),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.usefixtures("hasty")
def test_processes_answer_as_the_function_does(case: str) -> None:
    """Every answer of a process is that of the function; this process isn't asked again."""
    function, values, others = CASES[case]
    expected = {value: function.function(value, *others) for value in values}
    before = function.questions
    with processes_for(2):
        assert dict(zip(values, function.ask_all(values, *others), strict=True)) == expected
        assert 1 <= len(children()) <= 2
    assert function.questions == before
    assert children() == []


@pytest.mark.usefixtures("hasty")
def test_a_prep_is_the_same_with_processes() -> None:
    """The files of a prep don't depend on who answers."""
    with_processes = prep(STUBBORN, JOBS_2).files
    read_phone.forget()
    read_email.forget()
    assert prep(STUBBORN, JOBS_1).files == with_processes


def test_processes_stay_small() -> None:
    """What a process imports is without polars, which takes longer to load than all of it."""
    names = ", ".join(f"csvprep.references.{name}" for name in ("worker", "phones", "emails", "urls", "mojibake"))
    program = f"import sys, {names}; print('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == b"False\n"


@pytest.mark.usefixtures("hasty")
def test_one_job_has_no_processes() -> None:
    """With --jobs 1 nothing is started."""
    with processes_for(1):
        read_phone.ask_all(PHONES, "US", "national")
        assert children() == []


def test_a_short_run_starts_none() -> None:
    """A run that is soon done answers by itself."""
    read_phone.forget()
    with processes_for(2):
        read_phone.ask_all(PHONES[:100], "US", "national")
        assert children() == []


@pytest.mark.usefixtures("hasty")
def test_a_killed_process() -> None:
    """When processes are killed, the run answers by itself from then on."""
    expected = [read_phone.function(value, "US", "national") for value in PHONES]
    with processes_for(2):
        read_phone.ask_all(PHONES[:100], "US", "national")
        killed = children()
        for process in killed:
            process.kill()
        assert killed
        assert read_phone.ask_all(PHONES, "US", "national") == expected


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("count", [1, 2])
def test_giving_up(count: int) -> None:
    """When a run ends with an error, its threads don't go on to answer what nobody wants."""
    values = [f"202-555-01{number % 100:02d} ext {number}" for number in range(50_000)]
    with processes_for(count), ThreadPoolExecutor(1) as thread:
        with suppress(KeyboardInterrupt), giving_up():
            answers = thread.submit(read_phone.ask_all, values, "US", "e164")
            raise KeyboardInterrupt
        with pytest.raises(CancelledError):
            answers.result()


@asked(100)
def _fail(value: str) -> str:
    raise ZeroDivisionError(value)


@asked(8)
def _double(value: str) -> str:
    return value * 2


@pytest.mark.usefixtures("hasty")
def test_a_function_that_fails() -> None:
    """What a function raises is raised where it is asked, not by a process."""
    with processes_for(2), pytest.raises(ZeroDivisionError, match="a"):
        _fail.ask_all(["a", "b"])


def test_only_the_latest_answers_are_remembered() -> None:
    """At least half as many as it may remember are remembered, and never more."""
    for number in range(1_000):
        assert _double(f"{number};") == f"{number};{number};"
        before = _double.questions
        for latest in range(max(0, number - 3), number + 1):
            _double(f"{latest};")
        assert _double.questions == before
    for number in range(992):
        before = _double.questions
        _double(f"{number};")
        assert _double.questions == before + 1


@pytest.mark.usefixtures("hasty")
def test_several_threads_ask_at_once() -> None:
    """Threads share the processes, and each gets the answers to its own questions."""

    def ask(region: str) -> list[object]:
        return read_phone.ask_all(PHONES, region, "e164")

    regions = ["US", "GB", "DE", "RU", "FR", "IT"]
    with processes_for(2), ThreadPoolExecutor(6) as threads:
        assert list(threads.map(ask, regions)) == [
            [read_phone.function(value, region, "e164") for value in PHONES] for region in regions
        ]
        assert len(children()) <= 2


RUN = """
import sys
from csvprep.options import Options
from csvprep.references import processes
processes.PATIENCE_SECONDS, processes.FEW_QUESTIONS = 0.0, 1
import csvprep
"""


def test_a_script_without_a_guard(tmp_path: Path) -> None:
    """A script that calls csvprep at its top level, beside a module named as one of Python's, runs once."""
    (tmp_path / "in.csv").write_bytes(STUBBORN)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "pickle.py").write_text("raise SystemExit('the wrong module')")
    script = tmp_path / "script.py"
    call = "print(csvprep.prep('../in.csv', '../out', csvprep.Options(jobs=2, object_name='contact')).summary.records)"
    script.write_text(RUN + call)
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path / "here", capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.stdout, done.stderr, done.returncode) == ("400\n", "", 0)


@pytest.mark.usefixtures("hasty")
def test_a_start_up_file_that_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a user's sitecustomize prints is no answer."""
    (tmp_path / "sitecustomize.py").write_text("print('Bgood morning', end='', flush=True)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    before = read_phone.questions
    with processes_for(2):
        assert read_phone.ask_all(["(202) 555-0123 x"], "US", "e164") == [
            read_phone.function("(202) 555-0123 x", "US", "e164")
        ]
    assert read_phone.questions == before


ENDS: dict[str, Callable[[psutil.Process], None]] = {
    "killed": psutil.Process.kill,
    "interrupted": lambda process: process.send_signal(signal.SIGINT),
}


@pytest.mark.parametrize("how", ENDS)
def test_processes_end_with_their_owner(how: str) -> None:
    """Killed or interrupted while its processes answer, a program leaves none of them, and they say nothing."""
    ask = (
        "from csvprep.references.phones import read_phone\n"
        "with processes.processes_for(2):\n"
        "    read_phone.ask_all(['1'], 'US', 'national')\n"
        "    print('ready', flush=True)\n"
        "    for turn in range(10_000):\n"
        "        read_phone.ask_all([f'202-555-0{n:03d} ext {turn}' for n in range(999)], 'US', 'national')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", RUN + ask], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        assert owner.stderr is not None
        assert owner.stdout.readline() == "ready\n"
        found = children(psutil.Process(owner.pid))
        assert found
        ENDS[how](psutil.Process(owner.pid))
        _, alive = psutil.wait_procs(found, timeout=20)
        assert alive == []
        told = owner.stderr.read()
        assert told == "" or (how == "interrupted" and told.count("Traceback") == 1)


def test_ctrl_c_while_processes_answer(tmp_path: Path) -> None:
    """Ctrl-C is heard at once, not when the block at hand is done, a minute later."""
    (tmp_path / "in.csv").write_bytes(stubborn(100_000))
    words = [sys.executable, "-m", "csvprep", "prep", "in.csv", "-o", "out", "--object", "contact", "--jobs", "2", "-q"]
    with subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as run:
        owner = psutil.Process(run.pid)
        while len(started := children(owner)) < 2:
            assert run.poll() is None
            sleep(0.1)
        run.send_signal(signal.SIGINT)
        assert run.wait(20) == 130
        assert run.stderr is not None
        assert run.stderr.read() == "csvprep: stopped; no half-written file is left, run the same command again\n"
    assert psutil.wait_procs(started, timeout=20)[1] == []
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("hasty")
def test_mojibake_of_a_column() -> None:
    """The column says of its texts what ftfy says of each."""
    with processes_for(2):
        found = repair_mojibake(pl.Series(MOJIBAKE))
    assert found is not None
    assert found.to_list() == [f"café {number} “München”" for number in range(300)]


@pytest.mark.parametrize(
    ("jobs", "memory_mib", "processors", "expected"),
    [(None, 1024, 2, 2), (1, 1024, 8, 1), (400, 1024, 64, 8), (4, 1024, 2, 2), (8, 300, 8, 2), (None, 4096, 24, 24)],
)
def test_how_many_processes(
    jobs: int | None, memory_mib: int, processors: int, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more than jobs, processors, and what a quarter of the memory holds at 32 MiB each."""
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    assert Options(jobs=jobs, memory_bytes=memory_mib * 2**20).processes == expected
