"""A user's pandera model on its way to workers: the code of a file goes along, a module must be there."""

from __future__ import annotations

import importlib
import pickle
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from csvprep.errors import SchemaError, UsageError
from csvprep.schema.model import Schema

if TYPE_CHECKING:
    from csvprep.schema.pandera_models import UserModel


@dataclass(frozen=True, slots=True)
class SentModel:
    """A model as bytes; nothing of it runs before a worker asks for it, so that what fails can be told.

    Attributes:
        spec: `module:Model` or `file.py:Model`; empty when it was given as an object.
        source: of the file.
        pickled: the object.
    """

    spec: str
    source: bytes | None = None
    pickled: bytes | None = None


def send(schema: Schema) -> Schema:
    """Return a schema with its model, if it has one, as it is sent.

    Raises:
        UsageError: the model can't be sent.
    """
    if schema.model is None:
        return schema
    model: UserModel = schema.model
    file = Path(model.spec.rpartition(":")[0])
    if not model.spec:
        return replace(schema, model=SentModel("", pickled=_pickled(model)))
    if file.suffix != ".py":
        return replace(schema, model=SentModel(model.spec))
    try:
        return replace(schema, model=SentModel(model.spec, source=file.read_bytes()))
    except OSError as error:
        raise UsageError(f"{model.spec}: can't be sent to workers: {error.strerror or error}") from None


def _pickled(model: UserModel) -> bytes:
    """Return an object as bytes; cloudpickle, which Dask brings, can do it with functions of scripts too."""
    pickler: Any = importlib.import_module("cloudpickle") if find_spec("cloudpickle") is not None else pickle
    try:
        return cast("bytes", pickler.dumps(model))
    except Exception as error:  # noqa: BLE001 - it is the user's own code
        raise UsageError(
            f"a pandera model can't be sent to workers ({type(error).__name__}: {_line(error)}); name it as "
            "file.py:Model, whose code is sent along"
        ) from None


def receive(schema: Schema) -> Schema:
    """Return a schema that was sent, with its model.

    Raises:
        SchemaError: the worker can't load the model.
    """
    if not isinstance(schema.model, SentModel):
        return schema
    return replace(schema, model=_load(schema.model))


@lru_cache(maxsize=8)
def _load(sent: SentModel) -> UserModel:
    from csvprep.schema.pandera_models import load_model  # noqa: PLC0415 - heavy, and few have models

    try:
        if sent.pickled is not None:
            return cast("UserModel", pickle.loads(sent.pickled))  # noqa: S301 - ours: what the driver of this run sent
        return cast("UserModel", load_model(sent.spec, source=sent.source).model)
    except SchemaError as error:
        raise SchemaError(f"{error}: on a worker, which needs all that the model imports") from None
    except Exception as error:  # noqa: BLE001 - it is the user's own code
        raise SchemaError(
            f"a worker can't load the pandera model ({type(error).__name__}: {_line(error)}); name it as "
            "file.py:Model, whose code is sent along"
        ) from None


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0]
