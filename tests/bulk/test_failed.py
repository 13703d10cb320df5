"""What failed in a folder, when the endpoint's error list comes late or short."""

from __future__ import annotations

from pathlib import Path

from csvprep.bulk import BulkClient, Credentials, read_errors, submit

from .runs import QUICK, Script, plain_chunks, read_csv, settings, write_run

ENDED = {"id": "7", "status": "COMPLETED", "recordsCount": 2, "recordsFailedCount": 1}
FORGOTTEN = {"message": "No errors found for job 7"}


def test_an_error_list_is_read_once_more(script: Script, folder: Path) -> None:
    """An error list that could not be had at the job's end is asked for again, and then holds."""
    write_run(folder, plain_chunks(2))
    script.say(200, {"id": "7", "status": "CREATED"}).say(200, ENDED).say(404, FORGOTTEN)
    script.say(404, FORGOTTEN).say(200, [{"status": "user2@acme.com: Invalid email address"}])
    with BulkClient(script.base_url, Credentials("token", "secret"), patience=QUICK) as client:
        submit(folder, client, settings())
        assert [row.file for row in read_errors(folder).unread_chunks] == ["chunks/contact-00001.csv"]
        assert read_errors(folder, client).errors == ()
        found = read_errors(folder, client)
        asked = len(script.asked)
        assert read_errors(folder, client) == found
    assert [(error.record, error.line) for error in found.errors] == [(2, 3)]
    assert (found.unread_chunks, found.exit_code, len(script.asked)) == ((), 1, asked)
    assert read_csv(folder / "server-errors.csv")[1][:2] == ["2", "3"]
