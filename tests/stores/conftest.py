"""Desks on both databases. PostgreSQL runs in a server of the tests' own, where Debian's package is present."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from own_postgres import Server, binaries, start

from copydesk.stores import open_store
from copydesk.stores.sql import SqlStore

BOTH = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    found = binaries()
    if found is None:
        pytest.skip("PostgreSQL is not here (apt-get install postgresql): this runs on SQLite only")
    with start(found) as running:
        yield running


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a desk may be made: a folder, or an empty schema of the server."""
    if request.param == "sqlite":
        return str(tmp_path / "desk")
    running: Server = request.getfixturevalue("server")
    return running.empty()


@pytest.fixture
def second_place(place: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Another one of the same kind."""
    if "://" not in place:
        return str(tmp_path / "second")
    running: Server = request.getfixturevalue("server")
    return running.empty()


@pytest.fixture
def store(place: str) -> Iterator[SqlStore]:
    opened = open_store(place, create=True)
    yield opened
    opened.close()
