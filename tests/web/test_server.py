"""The server: says where it is, and why it cannot be there."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fake_desk import store

from copydesk.record import UsageError
from copydesk.web import serve
from copydesk.web.security import HEADERS


def never(address: str) -> None:
    raise AssertionError(address)


def test_a_port_that_is_taken_is_refused_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="--port 0"):
            serve(store(), "127.0.0.1", taken.getsockname()[1], never)


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", 70_000), ("127.0.0.1", -1), ("not a host", 0), ("192.0.2.1", 0)]
)
def test_an_address_that_is_none_of_ours_is_refused(host: str, port: int) -> None:
    with pytest.raises(UsageError, match="serve"):
        serve(store(), host, port, never)


#: What the server answers without asking the application: what is no HTTP, and more connections than it takes.
def test_answers_of_the_server_itself_carry_the_headers() -> None:
    script = Path(__file__).with_name("serve_invented.py")
    with subprocess.Popen([sys.executable, str(script), "2"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = urlsplit(server.stdout.readline().strip())
        assert address.hostname is not None
        assert address.port is not None
        bad = raw(address.hostname, address.port, b"this is no HTTP\r\n\r\n")
        assert bad.startswith(b"HTTP/1.1 400")
        waiting = [socket.create_connection((address.hostname, address.port), 60) for _ in range(3)]
        question = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        full = raw(address.hostname, address.port, question)
        for one in waiting:
            one.close()
        assert full.startswith(b"HTTP/1.1 503")
        well = raw(address.hostname, address.port, question)
        while well.startswith(b"HTTP/1.1 503"):  # the others are not gone yet
            time.sleep(0.05)
            well = raw(address.hostname, address.port, question)
        assert well.startswith(b"HTTP/1.1 200")
        for answer in (bad, full, well):
            head = answer.split(b"\r\n\r\n")[0].lower()
            for name, value in HEADERS.items():
                assert head.count(f"\r\n{name}: {value}".lower().encode()) == 1, (name, head)
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0


def raw(host: str, port: int, question: bytes) -> bytes:
    """What comes back for these bytes, to its end."""
    with socket.create_connection((host, port), 60) as connection:
        connection.sendall(question)
        answer = b""
        while some := connection.recv(65536):
            answer += some
        return answer
