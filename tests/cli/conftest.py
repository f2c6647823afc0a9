"""The hostile server of the tests of capture, for commands that fetch."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "capture"))
sys.path.insert(0, str(Path(__file__).parent))

from hostile_server import HostileServer


@pytest.fixture
def server() -> Iterator[HostileServer]:
    """A server on loopback."""
    hostile = HostileServer()
    yield hostile
    hostile.close()
