"""The way to an endpoint: the options that name it, the secrets, the client."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from csvprep.cli.messages import say
from csvprep.cli.options import all_of, form_option
from csvprep.cli.redacted import redact_option
from csvprep.cli.sandbox import sandbox_objects, signature_key
from csvprep.cli.secrets import find_secret, read_secret
from csvprep.errors import UsageError

if TYPE_CHECKING:
    from csvprep.bulk import BulkClient, Connector, Credentials, RequestLog
    from csvprep.manifest import Manifest

Command = TypeVar("Command", bound=Callable[..., Any])
SANDBOX = "sandbox"
_SECRETS = (("CSVPREP_ELEMENT_TOKEN", "Element token"), ("CSVPREP_USER_SECRET", "User secret"))
_MASKS = ("***", "***")


endpoint_options = all_of(
    click.option(
        "--base-url", envvar="CSVPREP_BASE_URL", show_envvar=True, metavar="URL", help="Address of the endpoint."
    ),
    click.option("--connector", metavar="NAME", help="chargebee, stripe, infusionsoft, intercom, sage200, or sandbox."),
    click.option("--hub", metavar="HUB", help="Hub in the paths [default: the connector's, else plain paths]."),
    click.option(
        "--insecure-http", "allow_http", is_flag=True, help="Send the token over plain http to another machine."
    ),
)
"""The options that name an endpoint."""


def folder_options(*own: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return what a command takes that looks at a submitted folder: DIR, an endpoint, `own` options, how to show it."""
    return all_of(click.argument("folder", metavar="DIR"), endpoint_options, *own, redact_option, form_option)


def with_prepared_connector(values: Mapping[str, Any], folder: str, manifest: Manifest) -> dict[str, Any]:
    """Return the options of an endpoint, with the connector that a run was prepared for where they name none.

    Raises:
        UsageError: they name another one; the sandbox takes what was prepared for any.
    """
    from csvprep.connectors import find_connector  # noqa: PLC0415 - see csvprep.cli

    if not values["connector"] or manifest.connector is None:
        return {**values, "connector": values["connector"] or manifest.connector}
    named, prepared = find_connector(values["connector"]), find_connector(manifest.connector)
    if named not in (prepared, find_connector(SANDBOX)):
        raise UsageError(
            f"{folder} was prepared for {prepared.title}, not for {named.title}; leave --connector out, or prepare the "
            f"file again with --connector {named.key}"
        )
    return dict(values)


@contextmanager
def open_client(
    values: Mapping[str, Any], *, sandbox_store: Path | None, quiet: bool, log: RequestLog | None = None
) -> Iterator[BulkClient]:
    """Open a client for the endpoint that the options name; for the sandbox, start one with it."""
    from csvprep.bulk import BulkClient  # noqa: PLC0415 - heavy, see csvprep.cli

    connector = _connector_of(values)
    if connector is not None and is_embedded(values):
        with _embedded(sandbox_store, connector, quiet=quiet, log=log) as client:
            yield client
        return
    base_url, hub = _endpoint_of(values, connector)
    with BulkClient(base_url, _read_credentials(), hub=hub, allow_http=values["allow_http"], log=log) as client:
        yield client


@contextmanager
def open_dry_client(values: Mapping[str, Any], *, quiet: bool) -> Iterator[BulkClient]:
    """Open a client that shows what the one of `open_client` would send; a secret that isn't set is not asked for."""
    from csvprep.bulk import BulkClient, Credentials  # noqa: PLC0415 - heavy, see csvprep.cli

    connector = _connector_of(values)
    if connector is not None and is_embedded(values):
        with BulkClient("http://127.0.0.1", Credentials(*_MASKS), hub=connector.hub, name=SANDBOX) as client:
            yield client
        return
    base_url, hub = _endpoint_of(values, connector)
    found = [find_secret(variable) for variable, _ in _SECRETS]
    for secret, (variable, _) in zip(found, _SECRETS, strict=True):
        if not secret:
            say(
                f"{variable} is not set; without --dry-run the keyring is to have it, or it is asked for",
                quiet=quiet,
            )
    credentials = Credentials(*(secret or mask for secret, mask in zip(found, _MASKS, strict=True)))
    with BulkClient(base_url, credentials, hub=hub, allow_http=values["allow_http"]) as client:
        yield client


def _connector_of(values: Mapping[str, Any]) -> Connector | None:
    from csvprep.bulk import find_connector  # noqa: PLC0415 - heavy, see csvprep.cli

    return find_connector(values["connector"]) if values["connector"] else None


def _endpoint_of(values: Mapping[str, Any], connector: Connector | None) -> tuple[str, str | None]:
    """Return the address and the hub that the options name."""
    if not values["base_url"]:
        raise UsageError(
            "which endpoint? name it with --base-url or CSVPREP_BASE_URL, such as "
            "https://api.openconnectors.us2.ext.hana.ondemand.com; or try it with --connector sandbox"
        )
    return values["base_url"], values["hub"] or (connector.hub if connector else None)


def is_named(values: Mapping[str, Any]) -> bool:
    """Say whether the options or the environment name an endpoint."""
    return bool(values["base_url"]) or is_embedded(values)


def is_embedded(values: Mapping[str, Any]) -> bool:
    """Say whether the endpoint is a sandbox of the command's own; one named on the command line is not."""
    from csvprep.bulk import find_connector  # noqa: PLC0415 - heavy, see csvprep.cli

    if not values["connector"] or find_connector(values["connector"]).key != SANDBOX:
        return False
    source = click.get_current_context().get_parameter_source("base_url")
    return not values["base_url"] or source is not click.core.ParameterSource.COMMANDLINE


@contextmanager
def _embedded(store: Path | None, connector: Connector, *, quiet: bool, log: RequestLog | None) -> Iterator[BulkClient]:
    import tempfile  # noqa: PLC0415 - only the sandbox needs it

    from csvprep.bulk import BulkClient  # noqa: PLC0415
    from csvprep.bulk.sandbox import SandboxServer, SandboxSettings  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="csvprep-sandbox-") as spare:
        settings = SandboxSettings(store or Path(spare), sandbox_objects(), signature_key=signature_key())
        with (
            SandboxServer(settings) as server,
            BulkClient(server.base_url, settings.credentials, hub=connector.hub, name=SANDBOX, log=log) as client,
        ):
            yield client
    if store is not None:
        say(f"what arrived is kept in {store}; look at it with: csvprep sandbox --store {store}", quiet=quiet)


def _read_credentials() -> Credentials:
    """Take the secrets from the environment or the keyring, else ask for them."""
    from csvprep.bulk import Credentials  # noqa: PLC0415 - heavy, see csvprep.cli

    return Credentials(*(read_secret(variable, title, "the endpoint") for variable, title in _SECRETS))
