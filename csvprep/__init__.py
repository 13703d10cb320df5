"""csvprep gets CSV files ready to upload: lint, fix, split, prep, and submit to the bulk endpoint.

    import csvprep
    report = csvprep.lint("contacts.csv")
    run = csvprep.prep("contacts.csv", "out", csvprep.Options(region="DE"))

Names are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from csvprep.version import __version__

if TYPE_CHECKING:
    from csvprep.api import LintReport, RunReport, fix, lint, lint_package, prep, split
    from csvprep.bulk import BulkClient, Credentials, SubmitSettings, SubmitSummary, submit, verify_signature
    from csvprep.catalogue import CATALOGUE, Code, find_code
    from csvprep.errors import (
        CsvprepError,
        EndpointError,
        EndpointRefusedError,
        EndpointUnreachableError,
        EngineError,
        InputError,
        LedgerError,
        ManifestError,
        MissingExtraError,
        OutputError,
        SchemaError,
        UsageError,
    )
    from csvprep.findings import Finding, Severity
    from csvprep.inference.reading import Inferred, infer_schema
    from csvprep.manifest import ChunkEntry, Manifest, read_manifest
    from csvprep.pipeline import Options
    from csvprep.schema.files import read_schema
    from csvprep.schema.model import Field, FieldsMatch, ForeignKey, KindName, Schema
    from csvprep.schema.pandera_models import from_pandera
    from csvprep.schema.references import Reference
    from csvprep.schema.shipped import load_shipped
    from csvprep.summary import Summary
    from csvprep.writers import Limits

_HOMES = {
    "csvprep.api": ("LintReport", "RunReport", "fix", "lint", "lint_package", "prep", "split"),
    "csvprep.bulk": ("BulkClient", "Credentials", "SubmitSettings", "SubmitSummary", "submit", "verify_signature"),
    "csvprep.catalogue": ("CATALOGUE", "Code", "find_code"),
    "csvprep.errors": (
        "CsvprepError",
        "EndpointError",
        "EndpointRefusedError",
        "EndpointUnreachableError",
        "EngineError",
        "InputError",
        "LedgerError",
        "ManifestError",
        "MissingExtraError",
        "OutputError",
        "SchemaError",
        "UsageError",
    ),
    "csvprep.findings": ("Finding", "Severity"),
    "csvprep.inference.reading": ("Inferred", "infer_schema"),
    "csvprep.manifest": ("ChunkEntry", "Manifest", "read_manifest"),
    "csvprep.pipeline": ("Options",),
    "csvprep.schema.files": ("read_schema",),
    "csvprep.schema.pandera_models": ("from_pandera",),
    "csvprep.schema.model": ("Field", "FieldsMatch", "ForeignKey", "KindName", "Schema"),
    "csvprep.schema.references": ("Reference",),
    "csvprep.schema.shipped": ("load_shipped",),
    "csvprep.summary": ("Summary",),
    "csvprep.writers": ("Limits",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "CATALOGUE",
    "BulkClient",
    "ChunkEntry",
    "Code",
    "Credentials",
    "CsvprepError",
    "EndpointError",
    "EndpointRefusedError",
    "EndpointUnreachableError",
    "EngineError",
    "Field",
    "FieldsMatch",
    "Finding",
    "ForeignKey",
    "Inferred",
    "InputError",
    "KindName",
    "LedgerError",
    "Limits",
    "LintReport",
    "Manifest",
    "ManifestError",
    "MissingExtraError",
    "Options",
    "OutputError",
    "Reference",
    "RunReport",
    "Schema",
    "SchemaError",
    "Severity",
    "SubmitSettings",
    "SubmitSummary",
    "Summary",
    "UsageError",
    "__version__",
    "find_code",
    "fix",
    "from_pandera",
    "infer_schema",
    "lint",
    "lint_package",
    "load_shipped",
    "prep",
    "read_manifest",
    "read_schema",
    "split",
    "submit",
    "verify_signature",
]


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'csvprep' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
