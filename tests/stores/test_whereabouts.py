"""What a run that goes on asks a desk: which addresses are there, how far an archive was read, how all inputs ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from copydesk.desk import Desk
from copydesk.record import Page, Refusal, RefusalCode
from copydesk.stores import Tally, schema
from copydesk.stores.verifying import verify
from copydesk.stores.whereabouts import KeptAnswers, KnownAddresses, Reached

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


def test_the_newest_page_of_an_address_comes_with_what_its_server_left_to_ask_with(desk: Desk) -> None:
    kept = KeptAnswers(desk.store)
    url = "https://b.example/x"
    first = Page(name=url, url=url, content=TEXT + b"1", etag='"one"', last_modified="Mon, 05 Jan 2026 08:00:00 GMT")
    assert kept(url) is None
    desk.take([first])
    assert kept(url) == first
    assert kept("https://www.a.example/found") is None  # its server left nothing to ask with
    second = replace(first, content=TEXT + b"2", etag='"two"', last_modified=None)
    desk.take([second])
    assert kept(url) == second
    desk.take([replace(first, content=TEXT + b"3", etag=None, last_modified=None)])
    assert kept(url) is None  # the newest is what counts
    assert list(verify(desk.store)) == []


def test_what_is_damaged_cut_short_or_pruned_is_had_again(desk: Desk) -> None:
    kept = KeptAnswers(desk.store)
    url, cut = "https://b.example/x", "https://b.example/cut"
    desk.take([Page(name=url, url=url, content=TEXT + b"1", etag='"one"')])
    desk.take([Page(name=cut, url=cut, content=TEXT + b"4", etag='"one"', cut="the server broke off")])
    assert kept(url) is not None
    assert kept(cut) is None
    with desk.store.database.writing() as db:
        db.execute(update(schema.validator).values(etag='"other"'))
    assert kept(url) is None
    assert {d.table for d in verify(desk.store)} == {"validator"}
    desk.prune(site="b.example")
    assert kept(url) is None
    assert list(verify(desk.store)) == []
