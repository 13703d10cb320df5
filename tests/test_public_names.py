"""The public face of the package."""

from __future__ import annotations

import subprocess
import sys

import csvprep
from csvprep import errors


def test_all_is_there():
    """Every name in `__all__` can be had, and `dir` lists the same names."""
    assert all(getattr(csvprep, name) is not None for name in csvprep.__all__)
    assert dir(csvprep) == sorted(csvprep.__all__)


def test_all_is_complete():
    """`__all__` holds every lazily loaded name and the version, and nothing else."""
    assert set(csvprep.__all__) == {*csvprep._HOME_OF, "__version__"}


def test_every_error_is_public():
    """Each exception of the tree is public and descends from the one base."""
    tree = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]
    assert len(tree) > 5
    assert all(issubclass(one, csvprep.CsvprepError) for one in tree)
    assert {one.__name__ for one in tree} <= set(csvprep.__all__)


def test_unknown_name():
    """A name that isn't there is an AttributeError, as of any module."""
    assert not hasattr(csvprep, "no_such_name")


def test_import_is_light():
    """Importing the package loads neither polars nor pandera."""
    code = "import sys, csvprep; print(sorted({'polars', 'pandera', 'httpx'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
