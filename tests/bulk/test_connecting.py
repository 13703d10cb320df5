"""Proxies, certificates and time limits, as users of httpx know them."""

from __future__ import annotations

import datetime
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from csvprep.bulk import BulkClient, Credentials, LostAnswerError, Patience
from csvprep.bulk.sandbox import Faults, SandboxServer
from csvprep.errors import EndpointUnreachableError, UsageError

from .runs import QUICK, Script

SECRETS = Credentials("a-token-77", "a-secret-88")
PONG = {"dateTime": "now", "endpoint": "here", "valid": True}
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
ONCE = Patience(attempts=1, connect_seconds=5, answer_seconds=5)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def test_proxy_of_the_environment(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls go through the proxy that the environment names, unless it takes the host out."""
    script.say(200, PONG)
    monkeypatch.setenv("HTTP_PROXY", script.base_url)
    with BulkClient("http://endpoint.invalid", SECRETS, allow_http=True, patience=QUICK) as client:
        assert client.ping()["valid"] is True
    assert script.asked[0][1] == "http://endpoint.invalid/elements/api-v2/ping"
    monkeypatch.setenv("NO_PROXY", "endpoint.invalid")
    with (
        BulkClient("http://endpoint.invalid", SECRETS, allow_http=True, patience=ONCE) as client,
        pytest.raises(EndpointUnreachableError, match="no connection"),
    ):
        client.ping()
    assert len(script.asked) == 1


def test_proxy_by_name(script: Script) -> None:
    """A proxy that is named is taken, also for this machine."""
    script.say(200, PONG)
    with BulkClient("http://localhost:1", SECRETS, proxy=script.base_url, patience=QUICK) as client:
        assert client.ping()["valid"] is True


def test_no_proxy_to_this_machine(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sandbox on this machine is called without the proxy of the environment."""
    script.say(200, PONG)
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with BulkClient(script.base_url, SECRETS, patience=QUICK) as client:
        assert client.ping()["valid"] is True


def test_proxy_that_refuses(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that makes no tunnel is told as such, and nothing of the secrets went to it."""
    monkeypatch.setenv("HTTPS_PROXY", script.base_url)
    with (
        BulkClient("https://endpoint.invalid", SECRETS, patience=ONCE) as client,
        pytest.raises(EndpointUnreachableError, match="the proxy refused"),
    ):
        client.ping()


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a certificate for localhost that only itself vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certified")
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key.pem").write_bytes(pem)
    return folder / "ca.pem", folder / "key.pem"


@pytest.fixture
def tls_address(certified: tuple[Path, Path]) -> Iterator[str]:
    """Serve one answer over TLS; return the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = json.dumps(PONG).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certified)
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"https://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


def test_certificates_of_the_environment(
    tls_address: str, certified: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate of one's own is refused, and trusted once SSL_CERT_FILE names it, or `ca_file` does."""
    with (
        BulkClient(tls_address, SECRETS, patience=ONCE) as client,
        pytest.raises(EndpointUnreachableError, match="certificate"),
    ):
        client.ping()
    with BulkClient(tls_address, SECRETS, patience=ONCE, ca_file=certified[0]) as client:
        assert client.ping()["valid"] is True
    monkeypatch.setenv("SSL_CERT_FILE", str(certified[0]))
    with BulkClient(tls_address, SECRETS, patience=ONCE) as client:
        assert client.ping()["valid"] is True
    monkeypatch.setenv("SSL_CERT_FILE", str(certified[0].with_name("gone.pem")))
    with pytest.raises(UsageError, match=r"SSL_CERT_FILE=.*gone\.pem: can't be read as a file of certificates"):
        BulkClient(tls_address, SECRETS)


def test_time_limits(start: Callable[..., SandboxServer], tmp_path: Path) -> None:
    """A call that takes too long is given up; of an upload nobody can tell then whether it arrived."""
    server = start(objects={}, faults=Faults(answer_seconds=1.0))
    (tmp_path / "a.csv").write_bytes(b"email\nann@acme.com\n")
    hasty = Patience(attempts=1, answer_seconds=0.1, upload_seconds=0.1)
    with BulkClient(server.base_url, server.settings.credentials, patience=hasty) as client:
        with pytest.raises(EndpointUnreachableError, match="no answer in time"):
            client.ping()
        with pytest.raises(LostAnswerError, match=r"a\.csv may have arrived or not"):
            client.upload("contact", tmp_path / "a.csv", {})
    time.sleep(1.2)
