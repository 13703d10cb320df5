"""Settings files: `csvprep.toml`, and `[tool.csvprep]` in `pyproject.toml`.

A setting has the long name of its option. Options that name pairs (`--map LABEL=FIELD`) are tables, those that repeat
are lists. `[per-file."exports/*.csv"]` holds settings of the files whose path below the settings file, or whose name,
is like the pattern (`*` stands for a slash too).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import click

from csvprep.errors import UsageError

FILE_NAME: Final = "csvprep.toml"
PROJECT_NAME: Final = "pyproject.toml"
PER_FILE: Final = "per-file"
CODE_SETTINGS: Final = ("select", "ignore", "severity")
_HEADING: Final = re.compile(r"\s*\[\s*(?P<name>[^\[].*?)\s*\]\s*(?:#.*)?")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a settings file may say.

    Attributes:
        name: the option's long name without its dashes.
        param: what the command calls its value.
        shape: `flag`, `whole`, `text`, `list` or `table`.
        least: smallest whole number.
        names_file: a value (of a table: each one) is a file, relative to the settings file's folder.
        default: of the option.
    """

    name: str
    param: str
    shape: str
    least: int = 0
    names_file: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class Layer:
    """The settings of one table of a file, as their options would give them, by param.

    Attributes:
        values: texts of sizes, tuples of lists, `KEY=VALUE` of tables.
        lines: the 1-based line of each setting, by param; left out where it can't be told.
        pattern: of the files that they are of; empty: all.
    """

    values: Mapping[str, Any]
    lines: Mapping[str, int]
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A settings file.

    Attributes:
        path: of the file.
        layers: its own settings, and then those of each pattern in their order.
    """

    path: Path
    layers: tuple[Layer, ...]

    def layers_of(self, file: str | None, package: str | None = None) -> tuple[Layer, ...]:
        """Return what holds for a file, the strongest last: what its package's descriptor is like, what it is itself.

        Args:
            file: the source; None has no patterns.
            package: the descriptor of the Data Package that it is a resource of, if it is one.
        """

        def like(name: str | None) -> list[Layer]:
            return [one for one in self.layers if one.pattern and name and self._fits(name, one.pattern)]

        own = like(file)
        of_package = [one for one in like(package) if one not in own]
        return (*(one for one in self.layers if not one.pattern), *of_package, *own)

    def _fits(self, file: str, pattern: str) -> bool:
        path = Path(file.split("::", 1)[0]).absolute()
        folder = self.path.parent.absolute()
        below = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
        return fnmatchcase(below, pattern) or fnmatchcase(path.name, pattern)

    def place(self, layer: Layer, param: str) -> str:
        """Return where a setting stands, for people."""
        line = f":{layer.lines[param]}" if param in layer.lines else ""
        return f"{shown_path(self.path)}{line}" + (f" ({PER_FILE} '{layer.pattern}')" if layer.pattern else "")


def shown_path(path: Path) -> str:
    """Return a path as it is called from the working folder, where it stands there or below."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def settings_of(options: Iterable[click.Parameter], *, without: Iterable[str]) -> dict[str, Setting]:
    """Return what settings files may say, by name: an option each."""
    named = (_setting_of(one) for one in options if isinstance(one, click.Option))
    return {one.name: one for one in sorted(named, key=lambda one: one.name) if one.name not in set(without)}


def _setting_of(option: click.Option) -> Setting:
    name = next(one for one in option.opts if one.startswith("--")).removeprefix("--")
    metavar = option.metavar or ""
    shape = "text"
    if option.is_flag:
        shape = "flag"
    elif option.multiple:
        shape = "table" if "=" in metavar else "list"
    elif isinstance(option.type, click.types.IntParamType):
        shape = "whole"
    least = option.type.min if isinstance(option.type, click.IntRange) and option.type.min is not None else 0
    default = option.default if isinstance(option.default, (str, int)) else None
    return Setting(name, str(option.name), shape, int(least), metavar.endswith(("PATH", "FILE")), default)


def find_settings(start: Path, known: Mapping[str, Setting]) -> SettingsFile | None:
    """Return the settings file that stands nearest, from a folder upwards; None: there is none.

    In one folder `csvprep.toml` wins; a `pyproject.toml` without `[tool.csvprep]` is passed over.

    Raises:
        UsageError: it can't be read, or says what can't be.
    """
    for folder in (start.absolute(), *start.absolute().parents):
        for name in (FILE_NAME, PROJECT_NAME):
            path = folder / name
            if path.is_file() and (found := read_settings(path, known)) is not None:
                return found
    return None


def read_settings(path: Path, known: Mapping[str, Setting]) -> SettingsFile | None:
    """Read a settings file; None for a `pyproject.toml` without `[tool.csvprep]`.

    Raises:
        UsageError: it can't be read, or says what can't be; the message has all that is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(f"{path}: no such settings file") from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"{path}: can't be read: {why}") from None
    if path.name == PROJECT_NAME and "tool.csvprep" not in text:
        return None
    table = _parse(text, path)
    reader = _Reader(path, text, known)
    if path.name == PROJECT_NAME:
        table = table.get("tool", {}).get("csvprep")
        if not isinstance(table, dict):
            return None
        reader.root = "tool.csvprep"
    found = reader.read(table)
    if reader.problems:
        raise UsageError("; ".join(reader.problems))
    return found


@lru_cache(maxsize=64)
def _parse(text: str, path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - only where there are settings

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: is not valid TOML: {error}") from None


@dataclass
class _Reader:
    """Reads the tables of a settings file, and notes all that is wrong with them."""

    path: Path
    text: str
    known: Mapping[str, Setting]
    root: str = ""
    problems: list[str] = field(default_factory=list)

    def read(self, table: dict[str, Any]) -> SettingsFile:
        per_file = table.get(PER_FILE, {})
        own = {key: value for key, value in table.items() if key != PER_FILE}
        layers = [self._layer(own, self.root, "")]
        if not isinstance(per_file, dict) or not all(isinstance(one, dict) for one in per_file.values()):
            self._refuse(self.root, PER_FILE, f'is a table of tables: [{PER_FILE}."exports/*.csv"]')
            per_file = {}
        for pattern, one in per_file.items():
            heading = f"{self.root}.{PER_FILE}.{pattern}".lstrip(".")
            layers.append(self._layer(one, heading, pattern))
        return SettingsFile(self.path, tuple(layers))

    def _layer(self, table: dict[str, Any], heading: str, pattern: str) -> Layer:
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key, value in table.items():
            setting = self.known.get(key)
            if setting is None:
                self._refuse(heading, key, _unknown(key, self.known))
                continue
            why = _misfit(setting, value)
            if why:
                self._refuse(heading, key, why)
                continue
            values[setting.param] = self._as_given(setting, value)
            if line := _line_of(self.text, heading, key):
                lines[setting.param] = line
        self._refuse_codes(values, heading)
        return Layer(values, lines, pattern)

    def _refuse_codes(self, values: dict[str, Any], heading: str) -> None:
        from csvprep.code_policy import make_policy  # noqa: PLC0415 - only where there are settings

        for key in CODE_SETTINGS:
            given = values.get(key, ())
            select, ignore = (given if key == name else () for name in ("select", "ignore"))
            severity = dict(pair.rsplit("=", 1) for pair in given) if key == "severity" else {}
            try:
                make_policy(select, ignore, severity)
            except UsageError as error:
                self._refuse(heading, key, str(error).removeprefix(f"--{key} "))

    def _as_given(self, setting: Setting, value: Any) -> Any:
        """Return a value as the option would give it; the names of files from the settings file's folder."""
        at = self._file if setting.names_file else str
        match setting.shape:
            case "table":
                return tuple(f"{key}={at(one)}" for key, one in value.items())
            case "list":
                return tuple(at(one) for one in value)
            case "text":
                return at(str(value))
        return value

    def _file(self, name: str) -> str:
        path = self.path.parent / name
        return name if ":" in name and not path.exists() else str(path)

    def _refuse(self, heading: str, key: str, why: str) -> None:
        line = _line_of(self.text, heading, key)
        within = heading.removeprefix("tool.csvprep").lstrip(".")
        shown = f"{within}: {key}" if within else key
        self.problems.append(f"{shown_path(self.path)}{f':{line}' if line else ''}: {shown}: {why}")


def _unknown(key: str, known: Mapping[str, Setting]) -> str:
    near = get_close_matches(key.lower().replace("_", "-"), known, n=1, cutoff=0.7)
    return "no such setting; " + (f"did you mean {near[0]}?" if near else "`csvprep config` lists all")


def _misfit(setting: Setting, value: Any) -> str:
    """Return what is wrong with the form of a value; empty when nothing is."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    forms: dict[str, tuple[Callable[[], bool], str]] = {
        "flag": (lambda: isinstance(value, bool), "true or false"),
        "whole": (lambda: is_whole and value >= setting.least, f"a whole number from {setting.least} up"),
        "text": (lambda: isinstance(value, str) or is_whole, "a text"),
        "list": (lambda: isinstance(value, list) and all(isinstance(one, str) for one in value), "a list of texts"),
        "table": (
            lambda: isinstance(value, dict) and all(isinstance(one, str) for one in value.values()),
            "a table of texts",
        ),
    }
    fits, form = forms[setting.shape]
    return "" if fits() else f"{value!r} is not {form}"


def _line_of(text: str, heading: str, key: str) -> int | None:
    """Return the line on which a key of a table stands, or the table of that name; None when it can't be told."""
    at = ""
    plain = f"{heading}.{key}".lstrip(".")
    for number, line in enumerate(text.splitlines(), 1):
        if match := _HEADING.fullmatch(line):
            at = "".join(_unquoted(match["name"]))
            if at == plain or at.startswith(f"{plain}."):
                return number
        elif at == heading and "".join(_unquoted(line.split("=", 1)[0].strip())) in {key, f"{key}"}:
            return number
    return None


def _unquoted(name: str) -> Iterator[str]:
    """Yield a dotted TOML key without its quotes and the spaces around its dots."""
    for part in re.finditer(r"\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\"'\s]+)", name):
        yield part["double"] or part["single"] or part["bare"] or ""
