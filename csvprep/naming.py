"""What names the columns of a file: its header line, if that is one, and the schema that the user names."""

from __future__ import annotations

from csvprep.blocks import Source
from csvprep.connectors import Connector, find_connector
from csvprep.options import Options
from csvprep.schema.headless import looks_like_record
from csvprep.schema.labels import label_matcher
from csvprep.schema.model import Schema
from csvprep.schema.shipped import choose_object, recognise_object


def lacks_header(source: Source, options: Options) -> bool:
    """Say whether what was read as header is a record, values that name no field; where the user says, it is as said.

    Raises:
        UsageError: there is no object of that name.
    """
    labels = source.head.labels
    if options.header is not None or not looks_like_record(labels):
        return False
    return not _means_something(labels, named_schema(options, labels), options)


def named_schema(options: Options, labels: tuple[str, ...]) -> Schema | None:
    """Return the schema that the user names; None when none is.

    Raises:
        UsageError: there is no object of that name.
    """
    if options.schema is not None or options.object_name is None:
        return options.schema
    return choose_object(options.object_name, labels, connector_of(options))


def connector_of(options: Options) -> Connector | None:
    """Return the connector that the user names; None when none is."""
    return find_connector(options.connector) if options.connector is not None else None


def _means_something(labels: tuple[str, ...], schema: Schema | None, options: Options) -> bool:
    """Say whether a label is one of a field, or the user says which field it is."""
    if any(label in options.mapping or label in options.usual_mapping for label in labels):
        return True
    if schema is None:
        return recognise_object(labels, connector_of(options)) is not None
    match = label_matcher(schema)
    return any(match(label) is not None for label in labels)
