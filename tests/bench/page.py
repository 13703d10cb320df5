"""What `report.html` costs a prep: the same run with and without it, in turn, and the median of the ratios.

python tests/bench/page.py --records 4300000 --pairs 12          some two million findings
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_files import make_dirty

RUN = """
import sys
from pathlib import Path

from csvprep import Options
from csvprep.overview import Overview
from csvprep.runs import prep
from csvprep.writers import Limits

if sys.argv[3] == "without":
    Overview.add = lambda *_: None
    prep.write_page = lambda *_: None
prep.prep_file(sys.argv[1], Path(sys.argv[2]), Options(object_name="contact"), Limits())
"""


def run(source: Path, folder: Path, mode: str) -> tuple[float, float]:
    """Prepare a file; return the seconds it took, and those of the processor."""
    shutil.rmtree(folder, ignore_errors=True)
    before, started = os.times(), time.perf_counter()
    subprocess.run([sys.executable, "-c", RUN, source, folder, mode], check=True)
    seconds, after = time.perf_counter() - started, os.times()
    used = after.children_user - before.children_user + after.children_system - before.children_system
    return seconds, used


def main() -> None:
    """Run what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=4_300_000)
    parser.add_argument("--pairs", type=int, default=12)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="csvprep-bench-") as name:
        source, folder = Path(name, "dirty.csv"), Path(name, "out")
        make_dirty(source, given.records)
        ratios = []
        for pair in range(given.pairs):
            modes = ("with", "without") if pair % 2 else ("without", "with")
            took = {mode: run(source, folder, mode) for mode in modes}
            ratios.append([some / others for some, others in zip(took["with"], took["without"], strict=True)])
            sys.stdout.write(f"with the page {took['with'][0]:.2f} s, without {took['without'][0]:.2f} s\n")
            sys.stdout.flush()
        elapsed, processor = (statistics.median(one) for one in zip(*ratios, strict=True))
        sys.stdout.write(f"median ratio {elapsed:.3f}, of processor time {processor:.3f}\n")


if __name__ == "__main__":
    main()
