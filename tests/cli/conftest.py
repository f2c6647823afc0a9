"""The servers of other rooms' tests, for commands that fetch and for desks on PostgreSQL."""

from collections.abc import Iterator

import pytest
from hostile_server import HostileServer
from own_postgres import Server, binaries, start


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own."""
    found = binaries()
    if found is None:
        pytest.skip("PostgreSQL is not here (apt-get install postgresql)")
    with start(found) as running:
        yield running


@pytest.fixture
def server() -> Iterator[HostileServer]:
    """A server on loopback."""
    hostile = HostileServer()
    yield hostile
    hostile.close()
