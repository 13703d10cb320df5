"""Schema files: Frictionless Table Schema in YAML or JSON, our own settings under the key `csvprep`."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import yaml

from csvprep.errors import SchemaError
from csvprep.schema.model import Schema
from csvprep.schema.spots import Spot
from csvprep.schema.tables import read_table

_QUICK_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_QUICK_DEPTH: Final = 2000  # levels; the quick loader has no guard against deep nesting: it may overflow the stack
_ODD_BREAKS: Final = (b"\0", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")  # UTF-16, and line ends that few files have

_BEFORE_JSON: Final = b"\xef\xbb\xbf \t\r\n"


def read_schema(path: Path) -> Schema:
    """Read one schema file.

    Raises:
        SchemaError: it can't be read, is no YAML, or says something that makes no sense.
    """
    data = read_bytes(path)
    return parse_schema(data, str(path), hashlib.sha256(data).hexdigest())


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a schema file.

    Raises:
        SchemaError: it can't be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SchemaError(f"{path}: no such schema file") from None
    except IsADirectoryError:
        raise SchemaError(f"{path}: is a folder; give one schema file in it") from None
    except OSError as error:
        raise SchemaError(f"{path}: can't be read: {error.strerror}") from None


def parse_schema(data: bytes, place: str, sha256: str = "") -> Schema:
    """Read a schema from the bytes of its file.

    Args:
        data: YAML or JSON.
        place: what to call the file in messages.
        sha256: hex digest to keep with the schema.

    Raises:
        SchemaError: it is no YAML, or says something that makes no sense.
    """
    return read_table(load_descriptor(data, place), Spot(place), sha256)


def load_descriptor(data: bytes, place: str) -> Any:
    """Return what YAML or JSON says.

    Args:
        data: the bytes of a file.
        place: what to call it in messages.

    Raises:
        SchemaError: it is neither.
    """
    if data.lstrip(_BEFORE_JSON)[:1] == b"{":
        with suppress(ValueError, RecursionError):  # what is no JSON may be YAML
            return json.loads(data)
    try:
        loader = _QUICK_LOADER if _deepest(data) <= _QUICK_DEPTH else yaml.SafeLoader
        return yaml.load(data, Loader=loader)  # noqa: S506 - both are safe loaders
    except yaml.YAMLError as error:
        raise SchemaError(f"{place}: is not valid YAML{_yaml_place(error)}") from None
    except (ValueError, RecursionError) as error:
        raise SchemaError(f"{place}: is not valid YAML: {error}") from None


def _deepest(data: bytes) -> int:
    """Return more levels than YAML of these bytes can have: each takes a bracket, or a column before its text."""
    if any(mark in data for mark in _ODD_BREAKS):
        return len(data)
    leads = (len(line) - len(line.lstrip(b" ")) + line.count(b"-") + line.count(b"?") for line in data.splitlines())
    return data.count(b"[") + data.count(b"{") + 2 * max(leads, default=0)


def _yaml_place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "can't be parsed"
    return f" at line {mark.line + 1}, column {mark.column + 1}: {problem}" if mark else f": {problem}"
