"""Schemas from pandera (polars): a `DataFrameModel` or `DataFrameSchema` of somebody's own, as it is.

Types become kinds, nullable and unique the constraints of that name, and the built-in checks that Table Schema has too
become its constraints. All other checks are kept in a `UserModel`, which runs them on typed frames. Under the
`metadata` of a column the key `csvprep` holds our own settings, as in a schema file.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pandera.polars as pa
import polars as pl
from pandera.api.polars.model import DataFrameModel

from csvprep.catalogue import CATALOGUE
from csvprep.errors import SchemaError
from csvprep.schema.model import Schema
from csvprep.schema.pandera_fields import describe_field, polars_type
from csvprep.schema.spots import Spot
from csvprep.schema.tables import read_table

_SPEC: Final = re.compile(r"(?P<module>[A-Za-z_][\w.]*|.+\.py):(?P<name>[A-Za-z_][\w.]*)")


@dataclass(frozen=True)
class OwnCheck:
    """A check of a user's model that is run as it is.

    Attributes:
        column: name of its column; None: of the frame.
        check: pandera's.
        title: what to call it.
    """

    column: str | None
    check: pa.Check
    title: str


@dataclass(frozen=True)
class UserModel:
    """A user's pandera schema; pickled by its name where it has one.

    Attributes:
        schema: pandera's.
        spec: `module:Model` or `file.py:Model`; empty when it was given as an object.
        taken: names of columns (empty: the frame) and numbers of checks that the fields' constraints are instead.
    """

    schema: pa.DataFrameSchema
    spec: str = ""
    taken: frozenset[tuple[str, int]] = frozenset()

    def __reduce__(self) -> tuple[Any, ...]:
        if self.spec:
            return _reload, (self.spec,)
        return UserModel, (self.schema, "", self.taken)

    @cached_property
    def dtypes(self) -> dict[str, pl.DataType]:
        """The types of the columns."""
        return {name: polars_type(name, column) for name, column in self.schema.columns.items()}

    @cached_property
    def checks(self) -> tuple[OwnCheck, ...]:
        """The checks that are run as they are: those that answer for each record."""
        return tuple(one for one in self._own_checks() if not self._answers_once(one))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What of the model is not checked."""
        once = (
            f"the check '{one.title}' answers for a whole table, and csvprep asks for each record: it is not checked"
            for one in self._own_checks()
            if self._answers_once(one)
        )
        parsed = self.schema.parsers or any(column.parsers for column in self.schema.columns.values())
        return (*once, *(("the model's parsers are not run",) if parsed else ()))

    def _own_checks(self) -> Iterator[OwnCheck]:
        for name, column in self.schema.columns.items():
            for number, check in enumerate(column.checks):
                if (name, number) not in self.taken:
                    yield OwnCheck(name, check, check.error or check.name or "check")
        for number, check in enumerate(self.schema.checks):
            if ("", number) in self.taken:
                continue
            yield OwnCheck(None, check, check.error or check.name or "check")

    def _answers_once(self, one: OwnCheck) -> bool:
        """Say whether a check of three records gives one answer; one that can't be tried may be of records."""
        frame = pl.DataFrame({name: _three(dtype) for name, dtype in self.dtypes.items()})
        with suppress(Exception):
            output = run_check(one, frame)
            return output is None or len(output) != frame.height
        return False


def run_check(one: OwnCheck, frame: pl.DataFrame) -> pl.Series | None:
    """Return what a check says of each record of a typed frame; None when it gives one answer for all.

    A LazyFrame is what pandera hands to checks; what comes back is collected, for a check that is never collected
    never fails.
    """
    given = (frame.lazy(),) if one.column is None else (frame.lazy(), one.column)
    output = one.check(*given).check_output
    if isinstance(output, pl.LazyFrame):
        collected = output.collect()
        return collected.to_series() if collected.width else None
    return None


def names_model(text: str) -> bool:
    """Say whether a schema is named as `module:Model` or `file.py:Model`."""
    return _SPEC.fullmatch(text) is not None and not Path(text).exists()


def load_model(spec: str, *, source: bytes | None = None) -> Schema:
    """Return the schema that a pandera model in a module or file gives.

    Args:
        spec: `module:Model` (of the current folder too) or `path/to/file.py:Model`.
        source: of the file, where that is not here.

    Raises:
        SchemaError: it can't be imported, or is no pandera model for polars.
    """
    match = _SPEC.fullmatch(spec)
    if match is None:
        raise SchemaError(f"{spec}: is not named as module:Model or file.py:Model")
    found: Any = _import(match["module"], spec, source)
    for name in match["name"].split("."):
        try:
            found = getattr(found, name)
        except AttributeError:
            raise SchemaError(f"{spec}: there is no '{name}' in {match['module']}") from None
    return from_pandera(found, spec=spec)


def from_pandera(model: Any, *, spec: str = "") -> Schema:
    """Return the schema that a pandera model or schema for polars gives.

    Args:
        model: a `pandera.polars.DataFrameModel` class, or a `pandera.polars.DataFrameSchema`.
        spec: the name it was loaded by.

    Raises:
        SchemaError: it is something else, or has what csvprep can't check.
    """
    place = spec or getattr(model, "__name__", None) or getattr(model, "name", None) or "pandera schema"
    if inspect.isclass(model) and issubclass(model, DataFrameModel):
        model = _compiled(model, place)
    if not isinstance(model, pa.DataFrameSchema):
        raise SchemaError(f"{place}: is no model of pandera.polars, but {_described(model)}")
    descriptors, taken = [], set[tuple[str, int]]()
    for name, column in model.columns.items():
        if column.regex:
            raise SchemaError(f"{place}: column '{name}' is a pattern of names; name each column")
        item, numbers = describe_field(name, column)
        descriptors.append(item)
        ours = "csvprep.field" in (column.metadata or {})
        taken |= {(name, number) for number in (_made_by_us(column.checks) if ours else numbers)}
    taken |= {("", number) for number in _made_by_us(model.checks)}
    user = UserModel(model, spec, frozenset(taken))
    return _joined(user, read_table(_table(model, descriptors, spec), Spot(place), _digest(model, spec)), place)


def _table(model: pa.DataFrameSchema, fields: list[dict[str, Any]], spec: str) -> dict[str, Any]:
    """Return the descriptor of the whole."""
    title = model.name or spec.rpartition(":")[2] or "records"
    table = {"name": title, "fields": fields, "description": model.description or "", "title": model.title or ""}
    table |= {"primaryKey": list(model.unique)} if model.unique else {}
    metadata = model.metadata or {}
    own = metadata.get("csvprep") or (metadata.get(model.name) or {}).get("csvprep")
    return table | ({"csvprep": own} if own else {})


def _joined(user: UserModel, read: Schema, place: str) -> Schema:
    """Return the schema with its model; what `Schema.to_pandera` put down stands as it was."""
    columns = user.schema.columns
    put_down = [(columns[field.name].metadata or {}).get("csvprep.field", field) for field in read.fields]
    ours = (user.schema.metadata or {}).get("csvprep.schema")
    base = ours if isinstance(ours, Schema) else read
    try:
        is_needed = bool(user.checks or user.notes or any(dtype != pl.String for dtype in user.dtypes.values()))
    except SchemaError as error:
        raise SchemaError(f"{place}: {error}") from None
    return replace(base, fields=tuple(put_down), model=user if is_needed else None)


def _made_by_us(checks: list[pa.Check]) -> list[int]:
    """Return the numbers of the checks that `Schema.to_pandera` made: they are named by codes."""
    return [number for number, check in enumerate(checks) if str(check.name).partition(" ")[0] in CATALOGUE]


def _reload(spec: str) -> UserModel:
    user: UserModel = load_model(spec).model
    return user


def _import(name: str, spec: str, source: bytes | None) -> ModuleType:
    if source is None and name.endswith(".py") and not Path(name).is_file():
        raise SchemaError(f"{spec}: there is no file {name}")
    try:
        if source is not None:
            return _import_source(name, source)
        return _import_file(Path(name).resolve()) if name.endswith(".py") else _import_module(name)
    except Exception as error:  # noqa: BLE001 - it is the user's own code
        raise SchemaError(f"{spec}: {name} can't be imported: {type(error).__name__}: {_line(error)}") from None


def _import_module(name: str) -> ModuleType:
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    return importlib.import_module(name)


def _import_file(path: Path) -> ModuleType:
    """Import a file, or find it imported under a name of its own: pickled objects of it are found by that."""
    known = f"csvprep_model_{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"
    if known in sys.modules:
        return sys.modules[known]
    loader = SourceFileLoader(known, str(path))
    module = ModuleType(known)
    module.__file__, module.__loader__ = str(path), loader
    sys.modules[known] = module
    try:
        loader.exec_module(module)
    except BaseException:
        del sys.modules[known]
        raise
    return module


def _import_source(name: str, source: bytes) -> ModuleType:
    known = f"csvprep_model_{hashlib.sha256(source).hexdigest()[:16]}"
    if known not in sys.modules:
        module = sys.modules[known] = ModuleType(known)
        try:
            exec(compile(source, name, "exec"), vars(module))  # noqa: S102 - the user's own model
        except BaseException:
            del sys.modules[known]
            raise
    return sys.modules[known]


def _compiled(model: type[DataFrameModel], place: str) -> Any:
    try:
        return model.to_schema()
    except Exception as error:  # noqa: BLE001 - it is the user's own code
        raise SchemaError(f"{place}: pandera can't compile it: {type(error).__name__}: {_line(error)}") from None


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0]


def _described(model: Any) -> str:
    named = model if inspect.isclass(model) else type(model)
    return f"{named.__module__}.{named.__qualname__}"


def _digest(model: Any, spec: str) -> str:
    """Return the digest of the file that a model is from; of its repr where there is none."""
    match = _SPEC.fullmatch(spec)
    if match is not None:
        file = match["module"] if spec.partition(":")[0].endswith(".py") else sys.modules[match["module"]].__file__
        if file is not None and Path(file).is_file():
            return hashlib.sha256(Path(file).read_bytes()).hexdigest()
    return hashlib.sha256(repr(model).encode()).hexdigest()


def _three(dtype: pl.DataType) -> pl.Series:
    texts = pl.Series(["0", "1", "2"])
    if dtype == pl.String or isinstance(dtype, pl.Categorical):
        return texts.cast(dtype)
    if isinstance(dtype, pl.Enum):
        return pl.Series([*dtype.categories[:1].to_list() * 3], dtype=dtype)
    if dtype == pl.Boolean:
        return pl.Series([False, True, False])
    return pl.Series([0, 1, 2], dtype=pl.Int64).cast(dtype)
