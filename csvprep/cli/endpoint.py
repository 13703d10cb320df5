"""`csvprep submit`, `status`, `objects` and `sandbox`: all that talks to an endpoint."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import click

from csvprep.cli.common import prompt_is_possible, say
from csvprep.errors import UsageError

if TYPE_CHECKING:
    from csvprep.bulk import BulkClient, ChunkEvent, Connector, Credentials, SubmitSummary
    from csvprep.bulk.sandbox import FieldRule

Command = TypeVar("Command", bound=Callable[..., Any])
SANDBOX = "sandbox"
_SECRETS = (("CSVPREP_ELEMENT_TOKEN", "Element token"), ("CSVPREP_USER_SECRET", "User secret"))


def endpoint_options(command: Command) -> Command:
    """Give a command the options that name an endpoint."""
    options = (
        click.option(
            "--base-url", envvar="CSVPREP_BASE_URL", show_envvar=True, metavar="URL", help="Address of the endpoint."
        ),
        click.option(
            "--connector", metavar="NAME", help="chargebee, stripe, infusionsoft, intercom, sage200, or sandbox."
        ),
        click.option("--hub", metavar="HUB", help="Hub in the paths [default: the connector's, else plain paths]."),
        click.option("--allow-http", is_flag=True, help="Send the token over plain http to another machine."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(short_help="Hand the chunks to the bulk endpoint; go on where it stopped.")
@click.argument("folder", metavar="DIR")
@endpoint_options
@click.option("--object", "object_name", metavar="NAME", help="The endpoint's name of the object [default: the run's].")
@click.option("--metadata", multiple=True, metavar="KEY=VALUE", help="Key of the upload's metaData; repeatable.")
@click.option("--concurrency", type=click.IntRange(1, 32), default=2, show_default=True, help="Calls at once.")
@click.option(
    "--poll-interval",
    type=click.FloatRange(0.05),
    default=3.0,
    show_default=True,
    help="Seconds between looks at a job.",
)
@click.option("--no-wait", is_flag=True, help="Hand the chunks over, don't wait for the jobs; see `csvprep status`.")
@click.option("--resend-unknown", is_flag=True, help="Send chunks again of which it is unknown whether they arrived.")
@click.option("--assume-sent", is_flag=True, help="Take such chunks as arrived.")
@click.option("--resend-failed", is_flag=True, help="Send chunks again whose job broke off.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--quiet", "-q", is_flag=True, help="No messages on stderr.")
def submit(folder: str, object_name: str | None, metadata: tuple[str, ...], form: str, **values: Any) -> int:
    """Hand the chunks of a run to the bulk endpoint, wait for the jobs, and say what became of each record.

    The element token and the user secret come from CSVPREP_ELEMENT_TOKEN and CSVPREP_USER_SECRET, or from a
    prompt; never from an option. A ledger in DIR keeps what was sent: run the same command again after any
    trouble and it goes on. Records that failed are in DIR/server-errors.csv.

    Exit code: 0 all records loaded; 1 records or chunks failed; 2 wrong use; 3 endpoint or network failed.
    """
    from csvprep.bulk import SubmitSettings, find_connector  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.bulk import submit as run_submit  # noqa: PLC0415
    from csvprep.manifest import read_manifest  # noqa: PLC0415

    manifest = read_manifest(Path(folder))
    name = object_name or manifest.object
    if not name:
        raise UsageError(f"{folder}: the run does not say which object it is; name it with --object")
    defaults = find_connector(values["connector"]).metadata if values["connector"] else {}
    settings = SubmitSettings(
        object=name,
        metadata={**defaults, **_read_metadata(metadata)},
        concurrency=values["concurrency"],
        poll_interval_seconds=values["poll_interval"],
        wait=not values["no_wait"],
        resend_unknown=values["resend_unknown"],
        assume_sent=values["assume_sent"],
        resend_failed=values["resend_failed"],
        identifier_field=_identifier_of(manifest.object),
    )
    teller = _Teller(quiet=values["quiet"])
    with _client(values, sandbox_store=Path(folder) / SANDBOX, quiet=values["quiet"]) as client:
        summary = run_submit(Path(folder), client, settings, teller)
    if form == "json":
        click.echo(json.dumps(summary.to_dict(), indent=2))
    else:
        _print_summary(folder, summary)
    return summary.exit_code


def _identifier_of(object_name: str | None) -> str | None:
    """Return the first unique field of a shipped schema: what the vendor's messages are likely to quote."""
    from csvprep.schema.shipped import load_shipped  # noqa: PLC0415 - heavy, see csvprep.cli

    try:
        schema = load_shipped(object_name or "")
    except UsageError:
        return None
    return next((field.name for field in schema.fields if field.unique), None)


def _read_metadata(pairs: tuple[str, ...]) -> dict[str, Any]:
    """Read KEY=VALUE pairs; a value that is JSON (true, 1, {...}) is taken as such, else as text."""
    metadata: dict[str, Any] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key:
            raise UsageError(f"--metadata {pair}: give it as KEY=VALUE")
        try:
            metadata[key] = json.loads(value)
        except ValueError:
            metadata[key] = value
    return metadata


class _Teller:
    """Says on stderr what happens to each chunk, once for each of its states."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._told: set[tuple[str, str]] = set()

    def __call__(self, event: ChunkEvent) -> None:
        status = event.status
        key = (status.file, status.state.value)
        if key in self._told:
            return
        self._told.add(key)
        job = f", job {status.job_id}" if status.job_id else ""
        failed = f", {status.failed_count:,} failed" if status.failed_count else ""
        why = f": {status.message}" if status.message else ""
        say(
            f"{event.chunk_number}/{event.chunks} {status.file} {status.state.value}{job}{failed}{why}",
            quiet=self._quiet,
        )


def _print_summary(folder: str, summary: SubmitSummary) -> None:
    states = ", ".join(f"{count:,} {state}" for state, count in summary.chunks.items() if count) or "none"
    click.echo(f"{folder}: chunks: {states}")
    click.echo(
        f"  records: {summary.records:,} in all, {summary.records_sent:,} sent, {summary.records_failed:,} failed"
    )
    if summary.records_uncounted:
        click.echo(f"  the endpoint's counts leave out {summary.records_uncounted:,} records")
    if summary.server_errors is not None:
        click.echo(f"  failed records, with their lines and the endpoint's words: {summary.server_errors}")


@click.command(short_help="Show what became of a run's chunks.")
@click.argument("folder", metavar="DIR")
@endpoint_options
@click.option("--refresh", is_flag=True, help="Ask the endpoint about jobs that have not ended.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def status(folder: str, refresh: bool, form: str, **values: Any) -> int:  # noqa: FBT001 - a flag of click's
    """Show what became of a run's chunks, from its ledger; with --refresh, from the endpoint too.

    Exit code: 0 no chunk or record has failed; 1 some have; 2 wrong use; 3 endpoint or network failed.
    """
    from csvprep.bulk import read_status  # noqa: PLC0415 - heavy, see csvprep.cli

    if refresh:
        with _client(values, sandbox_store=Path(folder) / SANDBOX, quiet=True) as client:
            found = read_status(Path(folder), client)
    else:
        found = read_status(Path(folder))
    data = found.to_dict()
    totals = data["totals"]
    if form == "json":
        click.echo(json.dumps(data, indent=2))
    else:
        _print_status(folder, data)
    bad = sum(totals["chunks"].get(state, 0) for state in ("failed", "unknown", "cancelled"))
    return int(bool(bad or totals["records_failed"]))


def _print_status(folder: str, data: dict[str, Any]) -> None:
    totals = data["totals"]
    where = f"{data['endpoint']}, object {data['object']}" if data["endpoint"] else "not submitted yet"
    click.echo(f"{folder}: {where}")
    rows = [("chunk", "records", "failed", "state", "job", "")]
    for chunk in data["chunks"]:
        failed = "" if chunk["failed_count"] is None else f"{chunk['failed_count']:,}"
        job = chunk["job_id"] or ""
        rows.append((chunk["file"], f"{chunk['records']:,}", failed, chunk["state"], job, chunk["message"] or ""))
    widths = [max(len(row[index]) for row in rows) for index in range(5)]
    for row in rows:
        cells = (row[0].ljust(widths[0]), row[1].rjust(widths[1]), row[2].rjust(widths[2]), row[3].ljust(widths[3]))
        click.echo("  ".join((*cells, row[4].ljust(widths[4]), row[5])).rstrip())
    click.echo(
        f"records: {totals['records']:,} in all, {totals['records_sent']:,} sent, {totals['records_failed']:,} failed"
    )


@click.command(short_help="Ask the endpoint which objects it has.")
@endpoint_options
def objects(**values: Any) -> int:
    """Ask the endpoint which objects it has, one a line."""
    with _client(values, sandbox_store=None, quiet=True) as client:
        for name in client.objects():
            click.echo(name)
    return 0


@click.command(short_help="Run a local endpoint with the real contract, to try and to test against.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8077, show_default=True, help="Port; 0: a free one.")
@click.option("--store", default="sandbox", show_default=True, metavar="DIR", help="Folder that keeps what arrives.")
@click.option(
    "--step", type=click.FloatRange(0), default=0.5, show_default=True, help="Seconds of a job in each state."
)
def sandbox(host: str, port: int, store: str, step: float) -> int:
    """Run a local endpoint with the real contract, to try and to test against.

    It checks what arrives against the shipped schemas and keeps it in a SQLite database in --store; its page at
    http://HOST:PORT/ shows jobs and records. It stops with Ctrl-C. Needs the extra: pip install 'csvprep[sandbox]'.
    """
    from csvprep.bulk.sandbox import SandboxSettings, serve  # noqa: PLC0415 - heavy, see csvprep.cli

    settings = SandboxSettings(Path(store), sandbox_objects(), step_seconds=step)

    def ready(address: str) -> None:
        credentials = settings.credentials
        say(f"sandbox at {address}, keeping what arrives in {store}; stop it with Ctrl-C")
        say("to use it from another shell, set:")
        click.echo(f"export CSVPREP_BASE_URL={address}")
        click.echo(f"export CSVPREP_ELEMENT_TOKEN={credentials.element_token}")
        click.echo(f"export CSVPREP_USER_SECRET={credentials.user_secret}")

    serve(settings, host, port, ready)
    return 0


def sandbox_objects() -> Mapping[str, tuple[FieldRule, ...]]:
    """Return the fields of the shipped schemas in the sandbox's words."""
    from csvprep.bulk.sandbox import FieldRule  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.schema.model import KindName  # noqa: PLC0415
    from csvprep.schema.shipped import list_shipped, load_shipped  # noqa: PLC0415

    types = {KindName.EMAIL: "email", KindName.NUMBER: "number", KindName.INTEGER: "number"}
    schemas = (load_shipped(path.stem) for path in list_shipped())
    return {
        schema.name: tuple(
            FieldRule(field.name, types.get(field.kind, "string"), field.required, field.unique)
            for field in schema.fields
        )
        for schema in schemas
    }


@contextmanager
def _client(values: Mapping[str, Any], *, sandbox_store: Path | None, quiet: bool) -> Iterator[BulkClient]:
    """Open a client for the endpoint that the options name; for the sandbox, start one with it."""
    from csvprep.bulk import find_connector  # noqa: PLC0415 - heavy, see csvprep.cli

    connector = find_connector(values["connector"]) if values["connector"] else None
    base_url = values["base_url"]
    if connector is not None and connector.key == SANDBOX and not _is_given(base_url):
        with _embedded(sandbox_store, connector, quiet=quiet) as client:
            yield client
        return
    if not base_url:
        raise UsageError(
            "which endpoint? name it with --base-url or CSVPREP_BASE_URL, such as "
            "https://api.openconnectors.us2.ext.hana.ondemand.com; or try it with --connector sandbox"
        )
    hub = values["hub"] or (connector.hub if connector else None)
    with _make_client(base_url, _read_credentials(), hub, allow_http=values["allow_http"]) as client:
        yield client


def _is_given(base_url: str | None) -> bool:
    """Say whether the user named an endpoint on the command line, which wins over the embedded sandbox."""
    source = click.get_current_context().get_parameter_source("base_url")
    return bool(base_url) and source is click.core.ParameterSource.COMMANDLINE


@contextmanager
def _embedded(store: Path | None, connector: Connector, *, quiet: bool) -> Iterator[BulkClient]:
    import tempfile  # noqa: PLC0415 - only the sandbox needs it

    from csvprep.bulk import BulkClient  # noqa: PLC0415
    from csvprep.bulk.sandbox import SandboxServer, SandboxSettings  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="csvprep-sandbox-") as spare:
        settings = SandboxSettings(store or Path(spare), sandbox_objects())
        with (
            SandboxServer(settings) as server,
            BulkClient(server.base_url, settings.credentials, hub=connector.hub, name=SANDBOX) as client,
        ):
            yield client
    if store is not None:
        say(f"what arrived is kept in {store}; look at it with: csvprep sandbox --store {store}", quiet=quiet)


def _make_client(base_url: str, credentials: Credentials, hub: str | None, *, allow_http: bool) -> BulkClient:
    from csvprep.bulk import BulkClient  # noqa: PLC0415 - heavy, see csvprep.cli

    ca_file = os.environ.get("SSL_CERT_FILE")
    return BulkClient(
        base_url,
        credentials,
        hub=hub,
        allow_http=allow_http,
        proxy=_proxy_for(base_url),
        ca_file=Path(ca_file) if ca_file else None,
    )


def _proxy_for(base_url: str) -> str | None:
    """Return the proxy that the environment names for an address (HTTPS_PROXY, ALL_PROXY, NO_PROXY)."""
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - only submits need it

    parts = urlsplit(base_url if "://" in base_url else f"https://{base_url}")
    proxies = getproxies()
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")


def _read_credentials() -> Credentials:
    """Take the secrets from the environment, else ask for them."""
    from csvprep.bulk import Credentials  # noqa: PLC0415 - heavy, see csvprep.cli

    secrets = []
    for variable, title in _SECRETS:
        secret = os.environ.get(variable)
        if not secret:
            if not prompt_is_possible():
                raise UsageError(f"the endpoint needs a secret: set {variable} in the environment")
            secret = click.prompt(title, hide_input=True, err=True)
        secrets.append(secret.strip())
    return Credentials(*secrets)
