"""Settings files: found, read, refused, and overruled by the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from csvprep.cli.options import known_settings
from csvprep.manifest import read_manifest

from .shell import call


def settings_of(*words: str | Path) -> dict[str, tuple[object, str]]:
    """Return value and source of the settings in force that are not the defaults."""
    ran = call("config", *words, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)["settings"]
    return {name: (one["value"], one["source"]) for name, one in found.items() if one["source"] != "default"}


def test_nothing_is_set(contact: Path) -> None:
    """Without a settings file and options all is default."""
    assert settings_of(contact) == {}
    ran = call("config", contact)
    assert ran.out.startswith("settings file: none\n")
    assert re.search(r"(?m)^  region +US +default$", ran.out)


def test_every_setting(contact: Path) -> None:
    """A settings file may set every option that says how files are read, judged and cut, by its name."""
    Path("csvprep.toml").write_text(
        'region = "DE"\nobject = "contact"\nconnector = "intercom"\nencoding = "utf-8"\ndelimiter = ","\n'
        'quote-char = "\\""\nescape-char = "none"\nskip-lines = 0\nno-header = false\nunsafe-fixes = true\n'
        'strict = true\nredact = true\nkeep-extra = true\njobs = 1\nmemory = "500MiB"\nmax-rows = 5\n'
        'max-bytes = 9000\nselect = ["ALL"]\nignore = ["phone-unassigned"]\n'
        '[map]\nMail = "C_EmailAddress"\n[severity]\nnull-word = "error"\n'
    )
    said = settings_of(contact)
    assert set(known_settings()) - set(said) == {"schema", "reference", "exclude", "accept-suggestions"}
    assert said["region"] == ("DE", "csvprep.toml:1")
    assert said["max-bytes"] == ("9000", "csvprep.toml:17")
    assert said["map"] == (["Mail=C_EmailAddress"], "csvprep.toml:20")
    assert call("prep", contact, "-o", "out", "-q").code == 0
    manifest = read_manifest(Path("out"))
    assert manifest.connector == "intercom"
    assert manifest.options == {
        "region": "DE", "map": {"Mail": "C_EmailAddress"}, "unsafe_fixes": True, "accept_suggestions": False,
        "keep_extra": True, "strict": True, "redact": True,
        "ignore": ["phone-unassigned"], "severity": {"null-word": "error"}, "max_rows": 5, "max_bytes": 9000,
    }  # fmt: skip
    assert len(manifest.chunks) == 2


def test_the_nearest_file_holds(contact: Path) -> None:
    """The nearest file upwards from the input holds, csvprep.toml before pyproject.toml; files don't add up."""
    inner = Path("a/b")
    inner.mkdir(parents=True)
    (inner / "in.csv").write_bytes(contact.read_bytes())
    Path("csvprep.toml").write_text('region = "DE"\nstrict = true\n')
    assert settings_of(inner / "in.csv")["region"] == ("DE", "csvprep.toml:1")
    Path("a/pyproject.toml").write_text('[project]\nname = "x"\n[tool.csvprep]\nregion = "FR"\n')
    assert settings_of(inner / "in.csv") == {"region": ("FR", "a/pyproject.toml:4")}
    Path("a/csvprep.toml").write_text('region = "GB"\n')
    assert settings_of(inner / "in.csv") == {"region": ("GB", "a/csvprep.toml:1")}
    (inner / "pyproject.toml").write_text('[tool.other]\nregion = "XX"\n')
    assert settings_of(inner / "in.csv") == {"region": ("GB", "a/csvprep.toml:1")}
    assert settings_of("-") == settings_of() == {"region": ("DE", "csvprep.toml:1"), "strict": (True, "csvprep.toml:2")}


def test_precedence(contact: Path) -> None:
    """The command line comes before a file's own settings, these before those of all files, these before defaults."""
    Path("csvprep.toml").write_text(
        'region = "DE"\nmax-rows = 7\nignore = ["phone"]\n'
        '[map]\nA = "C_FirstName"\nB = "C_LastName"\n'
        '[per-file."con*.csv"]\nregion = "FR"\nignore = ["email-format"]\n'
        '[per-file."*.txt"]\nregion = "GB"\n'
        '[per-file."sub/*"]\nregion = "IT"\n'
    )
    assert settings_of(contact)["region"] == ("FR", "csvprep.toml:8 (per-file 'con*.csv')")
    assert settings_of(contact, "--region", "ES")["region"] == ("ES", "command line")
    assert settings_of("other.csv")["region"] == ("DE", "csvprep.toml:1")
    assert settings_of("sub/deep/other.csv")["region"] == ("IT", "csvprep.toml:13 (per-file 'sub/*')")
    assert settings_of(contact, "--map", "B=C_Title")["map"][0] == ["A=C_FirstName", "B=C_Title"]
    assert settings_of(contact, "--max-rows", "50000")["max-rows"] == (50000, "command line")
    codes = json.loads(call("config", contact, "--ignore", "url-format,url-error", "--format", "json").out)["codes"]
    assert codes["ignored"] == [
        "email-format", "phone-error", "phone-format", "phone-unassigned", "url-error", "url-format",
    ]  # fmt: skip


def test_isolated_and_named(contact: Path) -> None:
    """--isolated reads no settings file, --config another one; both together make no sense."""
    Path("csvprep.toml").write_text('region = "DE"\n')
    Path("other.toml").write_text('region = "FR"\n')
    assert settings_of(contact, "--isolated") == {}
    assert settings_of(contact, "--config", "other.toml") == {"region": ("FR", "other.toml:1")}
    ran = call("lint", contact, "--config", "other.toml", "--isolated")
    assert ran.code == 2
    assert "give one of them" in ran.err
    ran = call("lint", contact, "--config", "none.toml")
    assert (ran.code, ran.err) == (2, "csvprep: error: none.toml: no such settings file\n")


def test_all_that_is_wrong_is_told() -> None:
    """A settings file's mistakes are all named at once, by line and with what may be meant."""
    Path("csvprep.toml").write_text(
        'regoin = "DE"\nstrict = 3\nmax-rows = 0\n[severity]\nphone = "bad"\n[map]\nx = 1\n'
        '[per-file."a b.csv"]\nobjekt = "x"\nignore = ["phones", "blank-row"]\n'
    )
    ran = call("config")
    assert ran.code == 2
    assert ran.err.removeprefix("csvprep: error: ").rstrip("\n").split("; csvprep.toml") == [
        "csvprep.toml:1: regoin: no such setting; did you mean region?",
        ":2: strict: 3 is not true or false",
        ":3: max-rows: 0 is not a whole number from 1 up",
        ":6: map: {'x': 1} is not a table of texts",
        ":4: severity: severity of phone is 'bad'; it may be error or warning",
        ":9: per-file.a b.csv: objekt: no such setting; did you mean object?",
        ":10: per-file.a b.csv: ignore: blank-row: can't be ignored; no chunk has a place for it",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("region = ", "csvprep.toml: is not valid TOML: Invalid value (at end of document)"),
        ('region = "ZZ"', "csvprep.toml:1: region ZZ: no region of phone numbers"),
        ('connector = "stripes"', "csvprep.toml:1: connector: no connector is called 'stripes'"),
        ('\nmemory = "lots"', "csvprep.toml:2: memory 'lots': give a size"),
        ('schema = "mine.yaml"', ": no such schema file"),
        ('object = "kontakt"', "no object 'kontakt'"),
        ('object = "contact"\nschema = "x.yaml"', "csvprep.toml:1: object and schema both name a schema"),
        ("per-file = 3", "csvprep.toml:1: per-file: is a table of tables"),
    ],
)
def test_values_that_make_no_sense(contact: Path, text: str, message: str) -> None:
    """A value that the option would refuse is refused, with its place in the settings file."""
    Path("csvprep.toml").write_text(text)
    ran = call("lint", contact)
    assert ran.code == 2
    assert message in ran.err
    assert call("lint", contact, "--isolated", "-q").code == 1


def test_paths_are_those_of_the_settings_file() -> None:
    """A schema is found from the settings file's folder, and a schema named on the command line wins over an object."""
    folder = Path("project/data")
    folder.mkdir(parents=True)
    (folder / "in.csv").write_text("code\nA1\n")
    Path("project/things.yaml").write_text("name: thing\nfields: [{name: code, type: string}]\n")
    Path("project/csvprep.toml").write_text('schema = "things.yaml"\n')
    assert call("lint", folder / "in.csv", "-q").code == 0
    Path("project/csvprep.toml").write_text('object = "contact"\n')
    assert call("lint", folder / "in.csv", "-q").code == 1
    assert call("lint", folder / "in.csv", "-q", "--schema", "project/things.yaml").code == 0


def test_a_mapping_for_many_files(contact: Path) -> None:
    """A settings file may map labels that not each file has; on the command line that is a mistake."""
    Path("csvprep.toml").write_text('[map]\n"Electronic address" = "C_EmailAddress"\nC = "M_City"\n')
    Path("odd.csv").write_text("Electronic address,C_FirstName\nann@acme.com,Ann\n")
    assert call("lint", "odd.csv", "-q").code == 0
    assert call("lint", contact, "-q").code == 1
    ran = call("lint", contact, "--map", "Electronic address=C_EmailAddress")
    assert (ran.code, "no column 'Electronic address'" in ran.err) == (2, True)


def test_each_file_has_its_settings(contact: Path) -> None:
    """Of several files each is read by its own settings, and the exit code follows them."""
    for name, region in (("de", "DE"), ("us", "US")):
        Path(name).mkdir()
        Path(name, "in.csv").write_text("C_EmailAddress,C_BusPhone\nann@acme.com,030 901820\n")
        Path(name, "csvprep.toml").write_text(f'region = "{region}"\n')
    ran = call("lint", "de/in.csv", "us/in.csv", "--format", "json")
    found = {Path(one["file"]).parts[0]: one["by_code"] for one in json.loads(ran.out)["files"]}
    assert found["de"] == {}
    assert found["us"] != {}
    assert call("prep", "de/in.csv", "us/in.csv", "-o", "out", "-q").code == ran.code


def test_codes_on_the_command_line(contact: Path) -> None:
    """--select, --ignore and --severity take codes, several with commas or repeated."""
    assert call("lint", contact, "--ignore", "phone-error,phone-unassigned", "-q").code == 0
    assert call("lint", contact, "--ignore", "phone-error", "--ignore", "phone-unassigned", "-q").code == 0
    assert call("lint", contact, "--select", "email", "-q").code == 0
    assert call("lint", contact, "--severity", "phone-error=warning", "-q").code == 0
    assert call("lint", contact, "--ignore", "phone-error", "--severity", "phone-unassigned=error", "-q").code == 1
    ran = call("lint", contact, "--severity", "phone-error")
    assert (ran.code, "give it as CODE=LEVEL" in ran.err) == (2, True)
