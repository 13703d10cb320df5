"""A local endpoint with the real one's contract: to try an upload, and to test against.

Raises:
    MissingExtraError: on import, if the optional part of csvprep that it needs is not installed.
"""

from __future__ import annotations

from csvprep.bulk.sandbox.settings import Faults, FieldRule, SandboxSettings
from csvprep.errors import MissingExtraError

_EXTRA_MODULES = frozenset({"python_multipart", "starlette", "uvicorn"})

try:
    import python_multipart  # noqa: F401 - starlette asks for it only once a form arrives

    from csvprep.bulk.sandbox.app import build_app
    from csvprep.bulk.sandbox.server import SandboxServer, serve
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in _EXTRA_MODULES:
        raise
    raise MissingExtraError(
        f"the sandbox needs {error.name}, which is not installed; run pip install 'csvprep[sandbox]'"
    ) from None

__all__ = ["Faults", "FieldRule", "SandboxServer", "SandboxSettings", "build_app", "serve"]
