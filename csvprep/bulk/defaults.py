"""What an upload says in `metaData` where the user doesn't: the key by which the service finds a record that it has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from csvprep.bulk.chunks import chunk_path
from csvprep.bulk.rows import chunk_format, read_records
from csvprep.connectors import Connector
from csvprep.errors import CsvprepError
from csvprep.manifest import Manifest

_IDENTIFIER, _OTHER_NAME = "identifierFieldName", "primaryKeyName"


def with_defaults(
    given: Mapping[str, Any], folder: Path, manifest: Manifest, connector: Connector | None, object_name: str
) -> dict[str, Any]:
    """Return an upload's metadata with the connector's default key, where the chunks have that column.

    Args:
        given: what the user says. An `identifierFieldName` of its own or a `primaryKeyName` takes the default's place;
            an empty `identifierFieldName` takes it out.
        folder: the run.
        manifest: of the run.
        connector: whose service the records are for; None has no defaults.
        object_name: the endpoint's name of the object.
    """
    if _IDENTIFIER in given:
        return {key: value for key, value in given.items() if key != _IDENTIFIER or value != ""}
    if connector is None or _OTHER_NAME in given:
        return dict(given)
    name = connector.identifier_of(object_name, _read_header(folder, manifest))
    return dict(given) if name is None else {_IDENTIFIER: name, **given}


def _read_header(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """Return the labels of a run's chunks, which have all the same; none where there is no chunk that can be read."""
    if not manifest.chunks:
        return ()
    try:
        header, _ = next(read_records(chunk_path(folder, manifest.chunks[0]), chunk_format(manifest)))
    except (CsvprepError, OSError):  # the look at all chunks before anything is sent says what is wrong
        return ()
    return tuple(header)
