"""Reads the options that commands share (`csvprep.cli.options`) into values."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.in_force import InForce, settle, split_codes
from csvprep.cli.messages import say
from csvprep.cli.options import known_settings
from csvprep.errors import UsageError

if TYPE_CHECKING:
    from csvprep.options import Options
    from csvprep.schema.model import Schema
    from csvprep.schema.references import Reference
    from csvprep.writers import Limits

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?)(i?)b?", re.IGNORECASE)


def parse_size(text: str, option: str = "--max-bytes") -> int:
    """Read a number of bytes such as `10MB` (powers of 1,000) or `8MiB` (powers of 1,024).

    Args:
        text: as the user gave it.
        option: whose value it is.

    Raises:
        UsageError: it is not one, or zero.
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None or float(match[1]) <= 0:
        raise UsageError(f"{option} {text!r}: give a size such as 500000, 10MB or 8MiB")
    base = 1024 if match[3] else 1000
    return int(float(match[1]) * base ** " kmg".index(match[2].lower() or " "))


def find_schema(name: str) -> Schema:
    """Return the schema of a file, or the shipped one of that name.

    Raises:
        CsvprepError: there is none, or it can't be read.
    """
    from csvprep.schema.files import read_schema  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.schema.shipped import load_shipped  # noqa: PLC0415

    if ":" in name and not names_file(name):
        return read_any_schema(name)
    return read_schema(Path(name)) if names_file(name) else load_shipped(name)


def read_any_schema(name: str) -> Schema:
    """Return the schema of a file, or of a pandera model named as `module:Model` or `file.py:Model`.

    Raises:
        SchemaError: there is none, or it can't be read.
    """
    if ":" in name and not Path(name).exists():
        from csvprep.schema.pandera_models import load_model, names_model  # noqa: PLC0415 - heavy, see csvprep.cli

        if names_model(name):
            return load_model(name)
    from csvprep.schema.files import read_schema  # noqa: PLC0415 - heavy, see csvprep.cli

    return read_schema(Path(name))


def names_file(name: str) -> bool:
    """Say whether a schema is named by its file, and not as a shipped one."""
    path = Path(name)
    return path.suffix in {".yaml", ".yml", ".json"} or path.exists()


def read_settled(values: dict[str, Any], file: str | None, package: str | None = None) -> InForce:
    """Return the options of the running command with the settings that hold for a file, as `settle` says.

    Raises:
        UsageError: a settings file can't be read, or says what can't be.
    """
    return settle(values, file, known_settings(), package)


def read_limits(values: dict[str, Any], file: str | None = None, package: str | None = None) -> Limits:
    """Take the limits of a chunk from the options of a command and the settings for a file.

    Raises:
        CsvprepError: one makes no sense.
    """
    from csvprep.writers import Limits  # noqa: PLC0415 - heavy, see csvprep.cli

    def read(values: dict[str, Any]) -> Limits:
        return Limits(values["max_rows"], parse_size(values["max_bytes"]))

    return read_settled(values, file, package).read(read, known_settings().values())


def read_options(values: dict[str, Any], file: str | None = None, package: str | None = None) -> Options:
    """Take how a file is read and judged from the options of a command and the settings for the file.

    Raises:
        CsvprepError: an option makes no sense, or the schema can't be read.
    """
    return read_settled(values, file, package).read(_read_options, known_settings().values())


def _read_options(values: dict[str, Any]) -> Options:
    from csvprep.options import Options  # noqa: PLC0415 - heavy, see csvprep.cli

    path, name = values.get("schema_path"), values.get("object_name")
    if path and name:
        raise UsageError("--object and --schema both name a schema; give one of them")
    for option in ("encoding", "object_name", "schema_path"):
        if values.get(option) == "":
            raise UsageError(f"--{option.split('_')[0]} '': is empty; leave the option out, or give a value")
    schema = _read_schema_once(path, quiet=values.get("quiet", False)) if path else None
    return Options(
        object_name=name,
        schema=schema,
        references=_read_references(values.get("references", ()), schema),
        connector=values.get("connector"),
        region=_read_region(values.get("region", "US")),
        mapping=_read_pairs(values.get("given_mapping", ()), "--map", "LABEL=FIELD"),
        usual_mapping=_read_pairs(values.get("mapping", ()), "--map", "LABEL=FIELD"),
        **_read_dialect(values),
        unsafe_fixes=values.get("unsafe_fixes", False),
        accept_suggestions=values.get("accept_suggestions", False),
        exclude=_read_exclusions(values.get("exclude", ())),
        keep_extra=values.get("keep_extra", False),
        strict=values.get("strict", False),
        redact=bool(values.get("redact")),
        ignore=split_codes(values.get("ignore", ())),
        severity=_read_pairs(values.get("severity", ()), "--severity", "CODE=LEVEL"),
        jobs=values.get("jobs"),
        memory_bytes=parse_size(values.get("memory", "1GiB"), "--memory"),
    )


def _read_schema_once(name: str, *, quiet: bool) -> Schema:
    """Read a schema file, and say what is to be said of it; of several files that are read by it, once."""
    path = Path(name)
    schema = _read_schema(name, path.stat().st_mtime_ns if path.is_file() else 0)
    context = click.get_current_context(silent=True)
    said = context.meta.setdefault("csvprep.said", set()) if context is not None else set()
    for note in schema.notes:
        say(note, quiet=quiet or note in said)
        said.add(note)
    return schema


@lru_cache(maxsize=16)
def _read_schema(name: str, _changed: int) -> Schema:
    return read_any_schema(name)


def _read_dialect(values: dict[str, Any]) -> dict[str, Any]:
    """Take what is said about how a file is written from the options of a command."""
    from csvprep.dialect import parse_delimiter, parse_escape_char, parse_quote_char  # noqa: PLC0415 - see csvprep.cli

    given = {"encoding": values.get("encoding"), "skip_lines": values.get("skip_lines")}
    given["header"] = False if values.get("no_header") else None
    parsers = {"delimiter": parse_delimiter, "quote_char": parse_quote_char, "escape_char": parse_escape_char}
    for name, parse in parsers.items():
        text = values.get(name)
        given[name] = None if text is None else parse(text)
    return given


def _read_region(text: str) -> str:
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 - heavy, see csvprep.cli

    if text.upper() not in SUPPORTED_REGIONS:
        raise UsageError(f"--region {text}: no region of phone numbers; give an ISO 3166 code such as US or DE")
    return text.upper()


def _read_references(pairs: tuple[str, ...], schema: Schema | None) -> dict[str, Reference]:
    """Take the tables that foreign keys refer to; a name given several times is one table of several files."""
    from csvprep.schema.references import Reference  # noqa: PLC0415 - see csvprep.cli

    files: dict[str, list[str]] = {}
    known = {one.resource for one in schema.foreign_keys} - {""} if schema is not None else set()
    for pair in pairs:
        name, sign, file = pair.partition("=")
        if not sign or not name or not file:
            raise UsageError(f"--reference {pair}: give it as NAME=FILE")
        if name not in known:
            told = f"there are {', '.join(sorted(known))}" if known else "there are none in it"
            what = (
                f"a foreign key to '{name}' in the schema; {told}" if schema else "a --schema whose foreign keys say so"
            )
            raise UsageError(f"--reference {pair}: needs {what}")
        files.setdefault(name, []).append(file)
    return {name: Reference(tuple(paths)) for name, paths in files.items()}


def _read_exclusions(pairs: tuple[str, ...]) -> dict[str, tuple[Path, ...]]:
    found: dict[str, tuple[Path, ...]] = {}
    for pair in pairs:
        name, sign, path = pair.partition("=")
        if not sign or not name or not path:
            raise UsageError(f"--exclude {pair}: give it as FIELD=FILE")
        found[name] = (*found.get(name, ()), Path(path))
    return found


def _read_pairs(pairs: tuple[str, ...], option: str, form: str) -> dict[str, str]:
    found = {}
    for pair in pairs:
        key, sign, value = pair.rpartition("=")
        if not sign or not key or not value:
            raise UsageError(f"{option} {pair}: give it as {form}")
        found[key] = value
    return found
