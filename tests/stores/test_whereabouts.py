"""What a run that goes on asks a desk: which addresses are there, how far an archive was read, how all inputs ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from copydesk.desk import Desk
from copydesk.record import Page, Refusal, RefusalCode
from copydesk.stores import Tally
from copydesk.stores.whereabouts import KnownAddresses, Reached

TEXT = b"<h1>The weir</h1><p>The harbour council closed the Long Weir on Monday after a survey of its nine gates.</p>"


@pytest.fixture
def desk(place: str) -> Iterator[Desk]:
    desk = Desk.open(place, create=True)
    at_address = Page(name="https://a.example/asked", url="https://www.a.example/found", content=TEXT)
    desk.take([at_address, *(Page(name=f"r{n}", content=TEXT + b"%d" % n, via="x.warc", at=100 * n) for n in (1, 3))])
    desk.take([at_address, Refusal(page="y", code=RefusalCode.EMPTY, reason="no bytes")])
    yield desk
    desk.store.close()


def test_an_address_is_known_as_it_was_asked_for_and_as_it_was_found(desk: Desk) -> None:
    known = KnownAddresses(desk.store)
    assert known("https://a.example/asked")
    assert known("https://www.a.example/found")
    assert not known("https://a.example/other")
    assert not known("https://b.example/asked")
    assert not known("no address")
    for n in range(30):  # more sites than are held at once
        assert not known(f"https://site{n}.example/")
    assert known("https://a.example/asked")


def test_an_archive_is_gone_on_with_at_its_last_page(desk: Desk) -> None:
    said: list[str] = []
    reached = Reached(desk.store, said.append)
    assert (reached.get("x.warc", 0), reached.get("other.warc", 0)) == (300, 0)
    assert (list(reached), len(reached)) == (["x.warc"], 1)
    assert said == ["x.warc: gone on with at 300"]


def test_all_inputs_of_all_runs_are_summed(desk: Desk, tmp_path: Path) -> None:
    assert desk.store.endings() == Tally(stored=3, unchanged=1, refused={"empty": 1})
    new = Desk.open(tmp_path / "new", create=True)
    assert new.store.endings() == Tally()
    new.store.close()
