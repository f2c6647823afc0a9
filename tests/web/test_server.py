"""The server: says where it is, and why it cannot be there."""

import socket

import pytest
from fake_desk import store

from copydesk.record import UsageError
from copydesk.web import serve


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
