"""`csvprep listen`."""

from __future__ import annotations

from pathlib import Path

import click

from csvprep.cli.messages import say
from csvprep.cli.numbers import Whole
from csvprep.cli.places import check_named
from csvprep.cli.secrets import read_secret

SIGNATURE_KEY = "CSVPREP_SIGNATURE_KEY"


@click.command(short_help="Receive the endpoint's signed callbacks; update the ledger.")
@click.argument("folder", metavar="DIR")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=Whole(0, 65535), default=8080, show_default=True, help="Port; 0: a free one.")
@click.option("--allow-sha1", is_flag=True, help="Take signatures in the form sha1= of early versions too.")
def listen(folder: str, host: str, port: int, allow_sha1: bool) -> int:  # noqa: FBT001 - a flag of click's
    """Receive the callbacks that `csvprep submit DIR --callback-url URL` asked for, and update the ledger of DIR.

    URL must lead here, through a proxy or tunnel that speaks https. The key of the signatures
    (event.notification.signature.key of the instance) comes from CSVPREP_SIGNATURE_KEY, the keyring or a prompt. A
    call that is not signed with it gets 401, one larger than 1 MiB 413. Records that failed are read by `csvprep
    errors` or a submit, since a callback only counts them. It stops with Ctrl-C. Needs: pip install
    'csvprep[sandbox]'.
    """
    from csvprep.bulk.listener import ListenerSettings  # noqa: PLC0415 - heavy, see csvprep.cli
    from csvprep.bulk.listener import listen as run_listener  # noqa: PLC0415
    from csvprep.manifest import read_manifest  # noqa: PLC0415

    check_named(folder)
    read_manifest(Path(folder))
    settings = ListenerSettings(Path(folder), read_secret(SIGNATURE_KEY, "Signature key", "listening"), allow_sha1)

    def ready(address: str) -> None:
        say(f"listening at {address} for callbacks about {folder}; stop it with Ctrl-C")

    try:
        run_listener(settings, host, port, on_ready=ready, tell=say)
    except KeyboardInterrupt:
        say("listening stopped")
    return 0
