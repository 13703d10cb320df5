"""The schemas that come with csvprep, and which of them a header fits."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from csvprep.errors import UsageError
from csvprep.schema.files import read_schema
from csvprep.schema.header import label_matcher
from csvprep.schema.model import Schema


def schemas_folder() -> Path:
    """Return where the shipped schema files stand: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "schemas"
    return installed if installed.is_dir() else package.parent / "schemas"


def list_shipped() -> tuple[Path, ...]:
    """Return the shipped schema files in the order of their names."""
    return tuple(sorted(schemas_folder().glob("*.yaml")))


@lru_cache(maxsize=32)
def _read(path: Path) -> Schema:
    return read_schema(path)


def load_shipped(name: str) -> Schema:
    """Return the shipped schema of an object.

    Raises:
        UsageError: there is none of that name.
    """
    for path in list_shipped():
        if path.stem == name:
            return _read(path)
    known = ", ".join(path.stem for path in list_shipped())
    raise UsageError(f"no object '{name}'; csvprep has {known}; for another one give its --schema FILE")


def recognise_object(labels: tuple[str, ...]) -> Schema | None:
    """Return the shipped schema that the labels fit best; None when none fits, or two fit equally well.

    Labels that equal a field's name count first, then those that differ in case or spacing or are an alias;
    then schemas whose required fields are all there win.
    """
    scored = sorted(((_score(labels, schema), schema.name) for schema in map(_read, list_shipped())), reverse=True)
    if not scored or scored[0][0][:2] == (0, 0) or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return load_shipped(scored[0][1])


def _score(labels: tuple[str, ...], schema: Schema) -> tuple[int, int, bool]:
    exact = sum(label in schema.by_name for label in labels)
    match = label_matcher(schema)
    matched = {field.name for label in labels if (field := match(label)) is not None}
    complete = all(field.name in matched for field in schema.fields if field.required)
    return (exact, len(matched), complete)
