"""Which settings hold for a file, and from where: the command line, the nearest settings file, the defaults."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from click.core import ParameterSource

from csvprep.cli.settings import Setting, SettingsFile, find_settings, read_settings
from csvprep.code_policy import Selection, resolve_ignored
from csvprep.errors import CsvprepError, UsageError

COMMAND_LINE, DEFAULT = "command line", "default"
_EITHER: Final = ("object_name", "schema_path")
_SAID: Final = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT, ParameterSource.PROMPT)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class InForce:
    """The values of a command's options for one file.

    Attributes:
        values: by param, as click gives them, settings files considered; `ignore` holds all codes that are left
            out, and `given_mapping` the part of `mapping` that the command line gives.
        sources: where each setting comes from, by param: `default`, `command line`, or a place in a settings file.
        file: the settings file; None: there is none.
    """

    values: dict[str, Any]
    sources: dict[str, str]
    file: SettingsFile | None

    def read(self, function: Callable[[dict[str, Any]], Result], known: Iterable[Setting]) -> Result:
        """Return what a function makes of the values; what it says of an option names the settings file it is from.

        Raises:
            CsvprepError: the function does.
        """
        try:
            return function(self.values)
        except CsvprepError as error:
            raise _placed(error, self, known) from None


def settle(
    values: Mapping[str, Any], file: str | None, known: Mapping[str, Setting], package: str | None = None
) -> InForce:
    """Lay the options of the running command over the settings of a file.

    Tables add up, of which the stronger place wins for one key; codes add up as `csvprep.code_policy` says; of all
    other settings the strongest place has the word.

    Args:
        values: of the command, by param; `config_path` and `isolated` say which settings file holds.
        file: the source; None or no path: settings are looked for from the working folder.
        known: what settings files may say.
        package: the descriptor of the Data Package that the source is a resource of: its settings file counts, and what
            holds for it holds for the source where nothing nearer is said.

    Raises:
        UsageError: the settings file can't be read, or says what can't be.
    """
    context = click.get_current_context(silent=True)
    given = _given(values, context, known)
    sources = {one.param: DEFAULT for one in known.values()}
    found = _settings_file(values, package or file, known) if context is not None else None
    merged = {**values, "given_mapping": given.get("mapping", ())}
    said: list[tuple[Mapping[str, Any], Callable[[str], str]]] = []
    if found is not None:
        said += [(layer.values, partial(found.place, layer)) for layer in found.layers_of(file, package)]
    said.append((given, lambda _: COMMAND_LINE))
    tables = {one.param: one.names_file for one in known.values() if one.shape == "table"}
    merged |= {param: () for param in tables if param in values or found is not None}
    for one, place in said:
        if any(one.get(param) for param in _EITHER):
            merged |= {param: None for param in _EITHER if param in values}
            sources |= dict.fromkeys(_EITHER, DEFAULT)
        for param, value in one.items():
            merged[param] = _added(merged.get(param, ()), value, first=tables[param]) if param in tables else value
            sources[param] = place(param)
    if "select" in values:
        merged["ignore"] = tuple(sorted(resolve_ignored(_selection(one) for one, _ in said)))
    return InForce(merged, sources, found)


def _given(values: Mapping[str, Any], context: click.Context | None, known: Mapping[str, Setting]) -> dict[str, Any]:
    """Return the settings that the user gave on the command line."""
    params = {one.param for one in known.values()} & values.keys()
    if context is None:
        return {param: values[param] for param in params}
    return {param: values[param] for param in params if context.get_parameter_source(param) in _SAID}


def _settings_file(values: Mapping[str, Any], file: str | None, known: Mapping[str, Setting]) -> SettingsFile | None:
    if values.get("isolated") and values.get("config_path"):
        raise UsageError("--config names a settings file, and --isolated says that none is read; give one of them")
    if values.get("isolated"):
        return None
    path = values.get("config_path")
    if path:
        return read_settings(Path(path), known)
    outer = (file or "").split("::", 1)[0]
    there = os.path.isfile(outer)  # noqa: PTH113 - a name that no file can have is no error here
    return find_settings(Path(outer).parent if there else Path(), known)


def _added(earlier: Iterable[str], later: Iterable[str], *, first: bool) -> tuple[str, ...]:
    """Return pairs `KEY=VALUE`, the later ones in place of earlier ones of the same key; a key ends at `=`."""

    def key(pair: str) -> str:
        return pair.partition("=")[0] if first else pair.rpartition("=")[0]

    new = tuple(later)
    taken = {key(pair) for pair in new}
    return (*(pair for pair in earlier if key(pair) not in taken), *new)


def _selection(values: Mapping[str, Any]) -> Selection:
    return Selection(
        split_codes(values["select"]) if values.get("select") else None, split_codes(values.get("ignore", ()))
    )


def split_codes(given: Iterable[str]) -> tuple[str, ...]:
    """Return codes that may stand several in one text, with commas."""
    return tuple(code.strip() for text in given for code in text.split(",") if code.strip())


def _placed(error: CsvprepError, found: InForce, known: Iterable[Setting]) -> CsvprepError:
    """Let a message about an option name the settings file that its value is from."""
    text = str(error)
    for one in known:
        place = found.sources.get(one.param, DEFAULT)
        value = found.values.get(one.param)
        if place in {DEFAULT, COMMAND_LINE} or not value:
            continue
        if text.startswith(f"--{one.name} "):
            return type(error)(f"{place}: {text.replace('--', '')}")
        if isinstance(value, str) and (repr(value) in text or text.startswith(f"{value}: ")):
            return type(error)(f"{place}: {one.name}: {text}")
    return error
