"""`csvprep sandbox`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from csvprep.cli.faults import read_faults
from csvprep.cli.messages import say
from csvprep.cli.numbers import Seconds, Whole
from csvprep.cli.places import check_named

if TYPE_CHECKING:
    from csvprep.bulk.sandbox import FieldRule


@click.command(short_help="Run a local endpoint with the real contract, to try and to test against.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=Whole(0, 65535), default=8077, show_default=True, help="Port; 0: a free one.")
@click.option("--store", default="sandbox", show_default=True, metavar="DIR", help="Folder that keeps what arrives.")
@click.option("--step", type=Seconds(0), default=0.5, show_default=True, help="Seconds of a job in each state.")
@click.option("--fault", "pairs", multiple=True, metavar="NAME=VALUE", help="Go wrong on purpose; repeatable.")
@click.option("--seed", type=Whole(0), default=0, show_default=True, help="Of the faults that come by chance.")
@click.option("--names", type=click.Choice(["v2", "v3"]), default="v2", show_default=True, help="Names in job states.")
@click.option("--row-numbers", is_flag=True, help="Errors say the row's number, too.")
def sandbox(host: str, port: int, store: str, step: float, **values: Any) -> int:
    """Run a local endpoint with the real contract, to try and to test against.

    It checks what arrives against the shipped schemas and keeps it in a SQLite database in --store; its page at
    http://HOST:PORT/ shows jobs and records. It signs its callbacks with CSVPREP_SIGNATURE_KEY if that is set.
    It stops with Ctrl-C. Needs the extra: pip install 'csvprep[sandbox]'.

    Faults: 401, 429, 500, 502, 503 (uploads refused so), retry-after (what 429 and 503 ask for), drop-answer (a job is
    made, its answer breaks off), wrong-json, abort (the job is), each as 3, the first three, or 0.1, a tenth of all by
    chance; everywhere (refusals and wrong JSON strike all calls), slow-upload, slow and expire (seconds), outage,
    fail-rows (a share of records), fail-value.
    """
    from csvprep.bulk.sandbox import SandboxSettings, serve  # noqa: PLC0415 - heavy, see csvprep.cli

    check_named(store)
    settings = SandboxSettings(
        Path(store),
        sandbox_objects(),
        step_seconds=step,
        v3_names=values["names"] == "v3",
        row_numbers=values["row_numbers"],
        signature_key=signature_key(),
        faults=read_faults(values["pairs"], values["seed"]),
    )

    def ready(address: str) -> None:
        credentials = settings.credentials
        say(f"sandbox at {address}, keeping what arrives in {store}; stop it with Ctrl-C")
        say("to use it from another shell, set:")
        click.echo(f"export CSVPREP_BASE_URL={address}")
        click.echo(f"export CSVPREP_ELEMENT_TOKEN={credentials.element_token}")
        click.echo(f"export CSVPREP_USER_SECRET={credentials.user_secret}")

    try:
        serve(settings, host, port, ready)
    except KeyboardInterrupt:
        say("sandbox stopped")
    return 0


def signature_key() -> str | None:
    """Return the key that the sandbox signs its callbacks with, if the environment has one."""
    return os.environ.get("CSVPREP_SIGNATURE_KEY", "").strip() or None


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
