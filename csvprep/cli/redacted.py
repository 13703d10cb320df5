"""The option `--redact` of the endpoint's commands: nothing that the endpoint said is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from csvprep.errors import EndpointRefusedError, EndpointUnreachableError

redact_option = click.option("--redact", is_flag=True, help="Nothing the endpoint said: its words may quote cells.")


@contextmanager
def redacted(*, redact: bool) -> Iterator[None]:
    """Take the endpoint's words out of what an error says that ends the block."""
    try:
        yield
    except (EndpointRefusedError, EndpointUnreachableError) as error:
        if not redact:
            raise
        from csvprep.bulk.withheld import redact_error  # noqa: PLC0415 - heavy, see csvprep.cli

        text = redact_error(str(error))
        if isinstance(error, EndpointRefusedError):
            raise EndpointRefusedError(text, status=error.status, request_id=error.request_id) from None
        raise EndpointUnreachableError(text) from None
