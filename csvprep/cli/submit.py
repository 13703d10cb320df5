"""`csvprep submit`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.client import SANDBOX, endpoint_options, is_embedded, open_client, with_prepared_connector
from csvprep.cli.dry_run import show_plan
from csvprep.cli.messages import say
from csvprep.cli.numbers import Seconds, Whole
from csvprep.cli.options import form_option
from csvprep.cli.places import STANDARD, check_named, check_output
from csvprep.cli.redacted import redact_option, redacted
from csvprep.errors import UsageError
from csvprep.reports.visible import visible

if TYPE_CHECKING:
    from csvprep.bulk import ChunkEvent, Connector, RequestLog, SubmitSettings, SubmitSummary
    from csvprep.manifest import Manifest

_UNTRACED_SHOWN = 10


@click.command(short_help="Hand the chunks to the bulk endpoint; go on where it stopped.")
@click.argument("folder", metavar="DIR")
@endpoint_options
@click.option("--object", "object_name", metavar="NAME", help="The endpoint's name of the object [default: the run's].")
@click.option(
    "--metadata",
    multiple=True,
    metavar="KEY=VALUE",
    help="Key of the upload's metaData [default: the connector's identifierFieldName]; repeatable.",
)
@click.option("--concurrency", type=Whole(1, 32), default=2, show_default=True, help="Uploads at once.")
@click.option(
    "--poll-interval",
    type=Seconds(0.05),
    metavar="SECONDS",
    help="Seconds between looks at a job [default: 3; 0.1 for the sandbox it starts].",
)
@click.option("--no-wait", is_flag=True, help="Hand the chunks over, don't wait for the jobs; see `csvprep status`.")
@click.option("--resend-unknown", is_flag=True, help="Send chunks again of which it is unknown whether they arrived.")
@click.option("--assume-sent", is_flag=True, help="Take such chunks as arrived.")
@click.option("--resend-failed", is_flag=True, help="Send chunks again whose job broke off or is not known any more.")
@click.option("--only", multiple=True, metavar="CHUNK", help="These three are for this chunk alone; repeatable.")
@click.option("--callback-url", metavar="URL", help="Have the endpoint tell URL of each job's end; see csvprep listen.")
@click.option("--dry-run", is_flag=True, help="Show each request, secrets masked; send and write nothing.")
@click.option("--log-file", metavar="FILE", help="Append time, path, status and request id of each request.")
@redact_option
@form_option
@click.option("--quiet", "-q", is_flag=True, help="No messages on stderr.")
def submit(folder: str, object_name: str | None, metadata: tuple[str, ...], form: str, **values: Any) -> int:
    """Hand the chunks of a run to the bulk endpoint, wait for the jobs, and say what became of each record.

    The element token and the user secret come from CSVPREP_ELEMENT_TOKEN and CSVPREP_USER_SECRET, from the entries
    of these names in the keyring (`keyring set csvprep CSVPREP_USER_SECRET`), or from a prompt; never from an option.
    A ledger in DIR keeps what was sent: run the same command again after any trouble and it goes on. Records that
    failed are in DIR/server-errors.csv, and DIR/report.html tells what became of each chunk.

    Exit code: 0 all records loaded; 1 records or chunks failed; 2 wrong use; 3 endpoint or network failed.
    """
    from csvprep.bulk import SubmitSettings, find_connector  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.bulk.defaults import with_defaults  # noqa: PLC0415
    from csvprep.manifest import read_manifest  # noqa: PLC0415

    check_named(folder)
    folder = _here(folder, quiet=values["quiet"])
    manifest = read_manifest(Path(folder))
    values = with_prepared_connector(values, folder, manifest)
    name = object_name or manifest.object
    if not name:
        raise UsageError(f"{folder}: the run does not say which object it is; name it with --object")
    connector = find_connector(values["connector"]) if values["connector"] else None
    _tell_unprepared(folder, manifest, connector, quiet=values["quiet"])
    settings = SubmitSettings(
        object=name,
        metadata=with_defaults(_read_metadata(metadata), Path(folder), manifest, _served(connector, manifest), name),
        concurrency=values["concurrency"],
        poll_interval_seconds=values["poll_interval"] or (0.1 if is_embedded(values) else 3.0),
        wait=not values["no_wait"],
        resend_unknown=values["resend_unknown"],
        assume_sent=values["assume_sent"],
        resend_failed=values["resend_failed"],
        only=frozenset(_find_chunks(folder, manifest, values["only"])),
        callback_url=values["callback_url"],
        identifier_field=_identifier_of(manifest.object),
        redact=values["redact"],
    )
    if values["dry_run"]:
        return show_plan(Path(folder), settings, form, values)
    summary = _run(Path(folder), manifest, settings, values)
    if form == "json":
        click.echo(json.dumps(summary.to_dict(), indent=2))
    else:
        _print_summary(folder, summary, redact=values["redact"])
    return summary.exit_code


def _here(folder: str, *, quiet: bool) -> str:
    """Return the folder of this machine that stands for a run in a bucket; any other as it is."""
    from csvprep.sources.remote import is_url  # noqa: PLC0415 - heavy, see csvprep.cli

    if not is_url(folder):
        return folder
    from csvprep.cluster.mirror import mirror_run  # noqa: PLC0415

    place = mirror_run(folder)
    say(f"the ledger of this run is kept in {place}; `csvprep status {place}` tells of it", quiet=quiet)
    return str(place)


def _served(connector: Connector | None, manifest: Manifest) -> Connector | None:
    """Return the connector whose service the records are for: at the sandbox the one that they were prepared for."""
    from csvprep.bulk import find_connector  # noqa: PLC0415 - heavy, see csvprep.cli

    is_rehearsal = connector is not None and connector.key == SANDBOX and manifest.connector is not None
    return find_connector(manifest.connector or "") if is_rehearsal else connector


def _tell_unprepared(folder: str, manifest: Manifest, connector: Connector | None, *, quiet: bool) -> None:
    """Say that what the connector asks for was not checked, where it asks for something."""
    if connector is not None and manifest.connector is None and connector.limits_of(manifest.object or ""):
        say(f"{folder} was prepared without --connector {connector.key}: its limits were not checked", quiet=quiet)


def _run(folder: Path, manifest: Manifest, settings: SubmitSettings, values: dict[str, Any]) -> SubmitSummary:
    from csvprep.bulk import submit as run_submit  # noqa: PLC0415 - heavy, see csvprep.cli

    quiet = values["quiet"]
    with ExitStack() as stack:
        log = _open_log(folder, manifest, values["log_file"])
        if log is not None:
            stack.enter_context(log)
        client = stack.enter_context(open_client(values, sandbox_store=folder / SANDBOX, quiet=quiet, log=log))
        stack.enter_context(redacted(redact=values["redact"]))
        summary = run_submit(folder, client, settings, _Teller(quiet=quiet, redact=values["redact"]))
    if log is not None and not log.is_whole:
        say(f"{values['log_file']}: some requests are not in it, it could not be written", quiet=quiet)
    return summary


def _open_log(folder: Path, manifest: Manifest, name: str | None) -> RequestLog | None:
    """Open the log of requests, at a place where it spoils nothing of the run."""
    from csvprep.bulk import RequestLog  # noqa: PLC0415 - heavy, see csvprep.cli

    if name is None:
        return None
    if name == STANDARD:
        raise UsageError("--log-file -: the log needs a file, since stdout has the summary; name one")
    own = ("manifest.json", "ledger.sqlite", "ledger.lock", "server-errors.csv", "rejected.csv", "report.html")
    taken = [folder / one for one in (*own, "findings.csv", *(chunk.file for chunk in manifest.chunks))]
    check_output(name, "--log-file", others=[str(path) for path in taken])
    return RequestLog(Path(name))


def _identifier_of(object_name: str | None) -> str | None:
    """Return the first unique field of a shipped schema: what the vendor's messages are likely to quote."""
    from csvprep.schema.shipped import load_shipped  # noqa: PLC0415 - heavy, see csvprep.cli

    try:
        schema = load_shipped(object_name or "")
    except UsageError:
        return None
    return next((field.name for field in schema.fields if field.unique), None)


def _find_chunks(folder: str, manifest: Manifest, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the chunks of these names, with or without their folder."""
    known = {name: chunk.file for chunk in manifest.chunks for name in (chunk.file, Path(chunk.file).name)}
    for name in names:
        if name not in known:
            raise UsageError(f"--only {name}: {folder} has no such chunk; `csvprep status {folder}` lists them")
        yield known[name]


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

    def __init__(self, *, quiet: bool, redact: bool) -> None:
        self._quiet = quiet
        self._redact = redact
        self._told: set[tuple[str, str]] = set()

    def __call__(self, event: ChunkEvent) -> None:
        status = event.status
        key = (status.file, status.state.value)
        if key in self._told:
            return
        self._told.add(key)
        job = f", job {status.job_id}" if status.job_id else ""
        failed = f", {status.failed_count:,} failed" if status.failed_count else ""
        from csvprep.bulk.withheld import redact_message  # noqa: PLC0415 - heavy, see csvprep.cli

        message = redact_message(status.message) if self._redact else status.message
        why = f": {message}" if message else ""
        say(
            f"{event.chunk_number}/{event.chunks} {status.file} {status.state.value}{job}{failed}{why}",
            quiet=self._quiet,
        )


def _print_summary(folder: str, summary: SubmitSummary, *, redact: bool) -> None:
    states = ", ".join(f"{count:,} {state}" for state, count in summary.chunks.items() if count)
    if not states:
        click.echo(f"{folder}: no chunks, so there was nothing to send")
        return
    click.echo(f"{folder}: chunks: {states}")
    click.echo(
        f"  records: {summary.records:,} in all, {summary.records_sent:,} sent, {summary.records_failed:,} failed"
    )
    if summary.records_uncounted:
        click.echo(f"  the endpoint's counts leave out {summary.records_uncounted:,} records")
    if summary.server_errors is not None:
        click.echo(f"  failed records, with their lines and the endpoint's words: {summary.server_errors}")
    if summary.errors_untraced:
        _print_untraced(folder, summary.errors_untraced, redact=redact)


def _print_untraced(folder: str, count: int, *, redact: bool) -> None:
    """Print the first of the endpoint's errors that name no record."""
    from csvprep.bulk import read_server_errors  # noqa: PLC0415 - heavy, see csvprep.cli

    untraced = [error for error in read_server_errors(Path(folder)) if error.cells is None]
    click.echo(f"  errors of the endpoint that name no record for sure: {count:,}")
    for error in untraced[:_UNTRACED_SHOWN]:
        from csvprep.bulk.withheld import WITHHELD  # noqa: PLC0415

        click.echo(f"    {error.chunk}: {WITHHELD if redact else visible(error.message)}")
    if len(untraced) > _UNTRACED_SHOWN:
        click.echo(f"    … and {len(untraced) - _UNTRACED_SHOWN:,} more")
