"""Connectors, signatures, and the endpoint's words read with tolerance."""

from __future__ import annotations

import subprocess
import sys

import pytest

import csvprep
import csvprep.bulk
import csvprep.bulk.sandbox
from csvprep.bulk import CONNECTORS, find_connector, sign_body, verify_signature
from csvprep.bulk.answers import parse_error_row, parse_job
from csvprep.errors import UsageError

KEY = "MySecretEventSignatureKey"


@pytest.mark.parametrize(
    ("name", "key", "hub"),
    [
        ("chargebee", "chargebee", "payment"),
        ("Stripe", "stripe", "payment"),
        ("infusionsoft", "infusionsoftecommerce", "ecommerce"),
        ("infusionsoftecommerce", "infusionsoftecommerce", "ecommerce"),
        ("intercom", "intercom", "marketing"),
        ("sage200", "sage200", "finance"),
        ("sandbox", "sandbox", "marketing"),
    ],
)
def test_connectors(name: str, key: str, hub: str) -> None:
    """Each connector is found by its key or alias and knows its hub."""
    connector = find_connector(name)
    assert (connector.key, connector.hub) == (key, hub)
    assert CONNECTORS[key] is connector


def test_unknown_connector() -> None:
    """An unknown connector is refused with the names of the known ones."""
    with pytest.raises(UsageError, match=r"hubspot.*chargebee, infusionsoft, infusionsoftecommerce, intercom, sage200"):
        find_connector("hubspot")


@pytest.mark.parametrize(
    ("body", "header"),
    [
        ("<INSERT_EVENT_NOTIFICATION_RESPONSE_BODY>", "sha256=jHdbRx5EZAsOfTwAPJOGkNUzQMVVdu5VJlxcsk+G6jQ="),
        ('{"id":"1234","status":"COMPLETED"}', "sha256=KYfpa1ZtEz6I9nEV9rQdtFd5fUbRejdw1//Gc5k/Ft0="),
        ('{"name":"Zoë"}', "sha256=Q3sbEsLx2JYEcfeCB9yId4WrFKofqP/UBj/rVGoDiGE="),
    ],
)
def test_signature(body: str, header: str) -> None:
    """A body is signed as the vendor's own example is, and only its own signature is taken."""
    assert sign_body(KEY, body.encode()) == header
    assert verify_signature(body.encode(), header, KEY)
    assert not verify_signature(body.encode() + b" ", header, KEY)
    assert not verify_signature(body.encode(), header, "other")
    assert not verify_signature(body.encode(), None, KEY)


def test_sha1_signature() -> None:
    """The early form with SHA-1 (value by `openssl dgst -sha1 -hmac`) is taken only where it is asked for."""
    body, header = b"<INSERT_EVENT_NOTIFICATION_RESPONSE_BODY>", "sha1=UmRaRcMdQZFFKhcwuXaem/oN9AE="
    assert not csvprep.verify_signature(body, header, KEY)
    assert csvprep.verify_signature(body, header, KEY, allow_sha1=True)
    assert csvprep.verify_signature(body, sign_body(KEY, body), KEY, allow_sha1=True)
    assert not csvprep.verify_signature(body + b" ", header, KEY, allow_sha1=True)


@pytest.mark.parametrize("header", ["", "sha256=", "sha256=\udcff", "é", sign_body("", b"x")])
def test_no_signature(header: str) -> None:
    """No odd header is taken, nor the signature that anybody can make: that of an empty key."""
    assert not verify_signature(b"x", header, KEY)
    assert not verify_signature(b"x", header, "")


@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_listener_without_its_extra(missing: str) -> None:
    """Without its optional part the listener says what to install."""
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from csvprep.errors import MissingExtraError\n"
        "try:\n"
        "    import csvprep.bulk.listener\n"
        "except MissingExtraError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"listening needs {missing}, which is not installed; run pip install 'csvprep[sandbox]'\n"


@pytest.mark.parametrize(
    ("data", "status", "is_final", "records", "failed"),
    [
        ({"id": "1", "status": "CREATED"}, "CREATED", False, None, None),
        ({"id": "1", "status": "CREATEd"}, "CREATED", False, None, None),
        ({"id": 1, "status": "COMPLETE", "recordsCount": 2, "recordsFailedCount": 1}, "COMPLETED", True, 2, 1),
        ({"id": "1", "jobStatus": "completed", "recordCount": "2", "errorCount": "0"}, "COMPLETED", True, 2, 0),
        ({"id": "1", "job_status": "RUNNING", "record_count": 2, "error_count": 1}, "RUNNING", False, 2, 1),
        ({"id": "1", "status": "CANCELED"}, "CANCELLED", True, None, None),
        ({"id": "1", "status": "Cancelled"}, "CANCELLED", True, None, None),
        ({"id": "1", "status": "CANCELLATION_PENDING"}, "CANCELLATION_PENDING", False, None, None),
        ({"id": "1", "status": "ABORTED"}, "ABORTED", True, None, None),
        ({"id": "1", "status": "ERROR", "recordsCount": -1}, "ERROR", True, None, None),
        ({"id": "1", "status": "SCHEDULED", "recordsCount": None}, "SCHEDULED", False, None, None),
    ],
)
def test_job_spellings(
    data: dict[str, object], status: str, is_final: bool, records: int | None, failed: int | None
) -> None:
    """States and counts are read in all their spellings; an unknown state is not an end."""
    job = parse_job(data)
    assert job is not None
    assert (job.job_id, job.status, job.is_final) == ("1", status, is_final)
    assert (job.records_count, job.failed_count) == (records, failed)


@pytest.mark.parametrize("key", ["error", "statusMessage", "infoMessage", "message"])
def test_job_reason(key: str) -> None:
    """A job's fault is found under any of its names."""
    job = parse_job({"id": "1", "status": "ABORTED", key: "All prospects require either 'email' or 'id'"})
    assert job is not None
    assert job.reason == "All prospects require either 'email' or 'id'"


@pytest.mark.parametrize("data", [None, [], "x", {}, {"id": "1"}, {"status": "CREATED"}, {"id": True, "status": "X"}])
def test_no_job(data: object) -> None:
    """What has no id or no state is no job."""
    assert parse_job(data) is None


@pytest.mark.parametrize("key", ["row", "rowNumber", "recordIndex"])
def test_error_row_numbers(key: str) -> None:
    """A row number is read under the names it might have, and only if it is one."""
    for value, number in [(3, 3), ("3", 3), (True, None), ("x", None), (2.5, None)]:
        row = parse_error_row({"status": "bad", key: value})
        assert row is not None
        assert row.row_number == number


@pytest.mark.parametrize("module", [csvprep.bulk, csvprep.bulk.sandbox])
def test_exported_names(module: object) -> None:
    """Every exported name exists."""
    assert all(hasattr(module, name) for name in module.__all__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("missing", ["starlette", "uvicorn", "python_multipart"])
def test_sandbox_without_its_extra(missing: str) -> None:
    """Without its optional part the sandbox says what to install, and the rest of the package works."""
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "import csvprep.bulk\n"
        "from csvprep.errors import MissingExtraError\n"
        "try:\n"
        "    import csvprep.bulk.sandbox\n"
        "except MissingExtraError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert f"the sandbox needs {missing}" in done.stdout
    assert "pip install 'csvprep[sandbox]'" in done.stdout
