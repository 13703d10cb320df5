"""Wheel, sdist and editable install hold the schemas and work."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NAMES = ["account", "activities", "campaign", "contact", "list"]
OF_CONNECTORS = [
    "chargebee-customer",
    "infusionsoft-contact",
    "intercom-contact",
    "sage200-customer",
    "stripe-customer",
]


def run(*arguments: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(
        [str(one) for one in arguments], cwd=cwd, capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def archives(tmp_path_factory) -> dict[str, Path]:
    """A wheel and an sdist, built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return {"wheel": next(folder.glob("*.whl")), "sdist": next(folder.glob("*.tar.gz"))}


@pytest.fixture
def environment(tmp_path) -> Path:
    """A new virtual environment that borrows the dependencies, but not csvprep, from this one."""
    home = tmp_path / "env"
    run(sys.executable, "-m", "venv", "--without-pip", home)
    (site,) = home.glob("lib/python*/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home


def install(home: Path, *what: str | Path) -> None:
    python = home / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-build-isolation", *what)


def check(home: Path, folder: Path) -> str:
    """Run the installed command away from the checkout; return where its schemas stand."""
    command = home / "bin" / "csvprep"
    listed = run(command, "schema", "list", cwd=folder)
    assert [line.split()[0] for line in listed.splitlines()] == [*NAMES, *OF_CONNECTORS]
    assert "10 accepted" in run(command, "prep", ROOT / "samples" / "contact.csv", "-o", "out", cwd=folder)
    code = "from csvprep.schema.shipped import schemas_folder; print(schemas_folder())"
    return run(home / "bin" / "python", "-c", code, cwd=folder).strip()


@pytest.mark.parametrize("form", ["wheel", "sdist"])
def test_archive(form, archives, environment, tmp_path):
    """A wheel and an sdist install with the schemas inside the package."""
    install(environment, archives[form])
    assert check(environment, tmp_path).startswith(str(environment))


def test_editable(environment, tmp_path):
    """An editable install finds the schemas in the checkout."""
    install(environment, "-e", ROOT)
    assert check(environment, tmp_path) == str(ROOT / "schemas")


def test_wheel_content(archives):
    """The wheel holds the types marker, the licence and all schemas, and no tests."""
    names = zipfile.ZipFile(archives["wheel"]).namelist()
    assert "csvprep/py.typed" in names
    places = [*NAMES, *(f"connectors/{name}" for name in OF_CONNECTORS)]
    assert {f"csvprep/schemas/{name}.yaml" for name in places} <= set(names)
    assert any(name.endswith("LICENSE") for name in names)
    assert not any(name.startswith("tests") for name in names)
