"""The last step: chunks go to the bulk endpoint, and what became of each record comes back.

`submit` is the whole of it; `BulkClient` is the endpoint call by call; `csvprep.bulk.sandbox`, an optional
part, is a local endpoint that keeps the same contract.
"""

from __future__ import annotations

from csvprep.bulk.address import Credentials
from csvprep.bulk.answers import ErrorRow, JobStatus
from csvprep.bulk.cancelling import cancel
from csvprep.bulk.client import BulkClient, JobList
from csvprep.bulk.failed import FolderErrors, read_errors
from csvprep.bulk.failures import LostAnswerError
from csvprep.bulk.ledger import ChunkState, ChunkStatus
from csvprep.bulk.outcome import ChunkEvent, SubmitSettings, SubmitSummary
from csvprep.bulk.page import write_status_page
from csvprep.bulk.patience import Patience
from csvprep.bulk.planned import PlannedRequest
from csvprep.bulk.planning import plan_submit
from csvprep.bulk.request_log import RequestLog
from csvprep.bulk.server_errors import read_server_errors
from csvprep.bulk.signature import SIGNATURE_HEADER, sign_body, verify_signature
from csvprep.bulk.status import FolderStatus, read_status
from csvprep.bulk.submit import submit
from csvprep.bulk.trace import ServerError
from csvprep.connectors import CONNECTORS, Connector, find_connector

__all__ = [
    "CONNECTORS",
    "SIGNATURE_HEADER",
    "BulkClient",
    "ChunkEvent",
    "ChunkState",
    "ChunkStatus",
    "Connector",
    "Credentials",
    "ErrorRow",
    "FolderErrors",
    "FolderStatus",
    "JobList",
    "JobStatus",
    "LostAnswerError",
    "Patience",
    "PlannedRequest",
    "RequestLog",
    "ServerError",
    "SubmitSettings",
    "SubmitSummary",
    "cancel",
    "find_connector",
    "plan_submit",
    "read_errors",
    "read_server_errors",
    "read_status",
    "sign_body",
    "submit",
    "verify_signature",
    "write_status_page",
]
