"""Servers on this machine for a while: of http, and of object storage that speaks S3."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import fsspec
import pytest


class Answering(BaseHTTPRequestHandler):
    """Gives answers of known length, and writes no log."""

    def answer(self, status: int, content: bytes, *, missing: int = 0, **headers: str) -> None:
        """Send an answer; without its last bytes if some are said to be missing."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content[: len(content) - missing])

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serve(handler: type[Answering]) -> Iterator[str]:
    """Yield the address of an http server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def serve_bucket(name: str) -> Iterator[str]:
    """Yield the address of an empty bucket, which processes that are started meanwhile find too."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - each worker of the tests would import it

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for key, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
        }.items():
            patch.setenv(key, value)
        fsspec.get_filesystem_class("s3").clear_instance_cache()  # another server's
        fsspec.filesystem("s3").mkdir(name)
        yield f"s3://{name}"
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    server.stop()
