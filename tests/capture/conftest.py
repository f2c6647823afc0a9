"""A hostile server and a canary for the tests of fetching."""

from collections.abc import Iterator

import pytest
from hostile_server import Canary, HostileServer


@pytest.fixture
def server() -> Iterator[HostileServer]:
    """A server on loopback."""
    hostile = HostileServer()
    yield hostile
    hostile.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    """A listener that no packet may reach."""
    listener = Canary()
    yield listener
    assert listener.packets() == 0
    listener.close()
