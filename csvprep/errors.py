"""Every way csvprep can fail.

    CsvprepError                    exit 2 unless said otherwise
    ├── UsageError                  options that don't fit together, an unknown object or code
    ├── InputError                  a source that can't be read as CSV
    ├── SchemaError                 a schema file that can't be read or makes no sense
    ├── OutputError                 a place that can't be written, or must not be overwritten
    ├── ManifestError               a folder that holds no whole run, or one that was altered
    ├── LedgerError                 a ledger of another run, or one that another submit holds
    ├── MissingExtraError           an optional part of csvprep that is not installed
    ├── EngineError                 workers that died over their work, or that can't be reached
    └── EndpointError               exit 3
        ├── EndpointUnreachableError    no answer: network, name, TLS, time-out
        └── EndpointRefusedError        an answer that says no

A message is one sentence or two for the person at the keyboard: what, where, what to do.
It never holds a secret.
"""

from __future__ import annotations


class CsvprepError(Exception):
    """Base of all errors that csvprep raises on purpose."""

    exit_code = 2


class UsageError(CsvprepError):
    """Options that don't fit together, or a name that csvprep doesn't know."""


class InputError(CsvprepError):
    """A source that can't be read as CSV."""


class SchemaError(CsvprepError):
    """A schema that can't be read, or that contradicts itself."""


class OutputError(CsvprepError):
    """A place that can't be written, or that must not be overwritten."""


class ManifestError(CsvprepError):
    """A folder without a whole run in it, or with files that no longer fit its manifest."""


class LedgerError(CsvprepError):
    """A ledger that belongs to another run, or that another submit is using."""


class MissingExtraError(CsvprepError):
    """An optional part of csvprep that is not installed; the message names the extra."""


class EngineError(CsvprepError):
    """Workers that died over a part of the work, or that can't be reached."""


class EndpointError(CsvprepError):
    """The bulk endpoint or the way to it failed."""

    exit_code = 3


class EndpointUnreachableError(EndpointError):
    """The endpoint gave no answer."""


class EndpointRefusedError(EndpointError):
    """The endpoint answered with an error.

    Attributes:
        status: HTTP status code of the answer.
        request_id: the endpoint's id of the request (`Elements-Request-Id`), if it gave one.
    """

    def __init__(self, message: str, *, status: int, request_id: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.request_id = request_id
