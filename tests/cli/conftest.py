"""The servers of other rooms' tests, for commands that fetch and for desks on PostgreSQL."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

for room in ("cli", "stores", "capture"):
    sys.path.insert(0, str(Path(__file__).parents[1] / room))

from hostile_server import HostileServer  # noqa: E402
from own_postgres import Server, binaries, start  # noqa: E402


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
