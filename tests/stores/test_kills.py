"""`take` killed at any moment, and several at once: nothing acknowledged is lost, nothing is half there."""

import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from children import Child
from own_postgres import Server
from pages import SITES, page, pages, read
from sqlalchemy import Connection, Engine, event, text

from copydesk import desk as desk_module
from copydesk import telling
from copydesk.desk import Desk, page_key
from copydesk.engines import Cores
from copydesk.record import Checked, Page, Refusal, StoreError, Story
from copydesk.stores import open_store, pruning
from copydesk.stores.sql import SqlStore
from copydesk.stores.sql_sites import Forecast
from copydesk.stores.sql_stories import Changed
from copydesk.stores.verifying import verify
from making import foreseen

STORIES = 4


@pytest.fixture(autouse=True)
def _read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def examine(
        store: SqlStore, some: Sequence[tuple[str, Page]], cores: Cores
    ) -> tuple[list[Checked | Refusal], Forecast]:
        found: list[Checked | Refusal] = [read(one) for _, one in some]
        return found, foreseen(zip((one for _, one in some), found, strict=True))

    monkeypatch.setattr(desk_module, "examine", examine)
    monkeypatch.setattr(desk_module, "BATCH", 3)
    monkeypatch.setattr(telling, "PLACED", 1)  # a transaction for each story: kills fall between them too


def take(place: str) -> Callable[[Callable[[str], None]], None]:
    """Work that takes all pages and tells each page that a batch has acknowledged."""

    def work(tell: Callable[[str], None]) -> None:
        inputs = pages(STORIES)
        done = 0

        def acknowledged(account: Any) -> None:
            nonlocal done
            for one in inputs[done : account.inputs]:
                tell(page_key(one))
            done = account.inputs

        Desk.open(place, create=True).take(inputs, progress=acknowledged)

    return work


def told(place: str) -> list[Story]:
    store = open_store(place)
    found = list(store.each_story())
    store.close()
    return found


@pytest.mark.parametrize("rounds", [10, pytest.param(200, marks=pytest.mark.slow)])
def test_nothing_acknowledged_is_lost_when_take_is_killed(
    place: str, rounds: int, request: pytest.FixtureRequest
) -> None:
    dice = random.Random(rounds)  # noqa: S311
    began = time.monotonic()
    assert Child(take(place)).wait() == 0
    whole = time.monotonic() - began
    undisturbed = told(place)
    assert len(undisturbed) == STORIES
    killed = 0
    for number in range(4 * rounds):
        again = f"{place}-{number}" if "://" not in place else request.getfixturevalue("server").empty()
        acknowledged: set[str] = set()
        running = False
        for _ in range(1 if rounds == 10 else dice.randint(1, 3)):
            began, child = time.monotonic(), Child(take(again))
            if child.listen(dice.uniform(0, whole)):
                running = True
            else:
                whole = min(whole, time.monotonic() - began)  # the first run was slower than these are
            acknowledged |= set(child.kill())
            store = open_store(again, create=True)
            assert acknowledged <= store.known(acknowledged)
            assert list(verify(store)) == []
            store.close()
        assert Child(take(again)).wait() == 0
        assert told(again) == undisturbed
        killed += running
        if killed == rounds:  # a round whose child had ended before tells nothing
            return
    pytest.fail(f"only {killed} rounds were killed in time")


def killed_at_commit(number: int, place: str, work: Callable[[Desk], object]) -> bool:
    """Do `work` on the desk in a child that is killed before its commit of this number; whether it came so far."""

    def until_then(tell: Callable[[str], None]) -> None:
        commits = 0

        def kill(*_: object) -> None:
            nonlocal commits
            commits += 1
            if commits == number:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "commit", kill)
        work(Desk.open(place))

    status = Child(until_then).wait()
    assert status in (0, -signal.SIGKILL)
    return status != 0


@pytest.mark.parametrize("stride", [4, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "work", [lambda desk: desk.prune(site=SITES[0]), lambda desk: desk.reread()], ids=["prune", "reread"]
)
def test_upkeep_that_is_killed_at_any_commit_is_finished_by_the_next(
    place: str, work: Callable[[Desk], object], stride: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "_STRIDE", 2)
    assert Child(take(place)).wait() == 0
    number = 1
    while killed_at_commit(number, place, work):
        number += stride
        store = open_store(place)
        assert list(verify(store)) == []
        store.close()
    assert number > 3
    desk = Desk.open(place)
    left = {k.page.name for k in desk.store.each_page()}
    work(desk)
    assert {k.page.name for k in desk.store.each_page()} == left
    assert len(left) in (len(pages(STORIES)), len(pages(STORIES)) - STORIES)
    assert not desk.store.untold()
    assert sum(len(s.pickups) for s in desk.store.each_story()) == len(left)
    assert list(verify(desk.store)) == []
    desk.store.close()


def test_four_writers_at_once_see_no_busy_desk(place: str) -> None:
    def writer(number: int) -> Callable[[Callable[[str], None]], None]:
        def work(tell: Callable[[str], None]) -> None:
            mine = [p for i, p in enumerate(pages(STORIES)) if i % 4 in (number, (number + 1) % 4)]
            account = Desk.open(place, create=True).take(mine)
            tell(f"{account.stored} {account.unchanged}")

        return work

    children = [Child(writer(n)) for n in range(4)]
    assert [c.wait() for c in children] == [0, 0, 0, 0]
    desk = Desk.open(place)
    assert desk.store.counts().pages == len(pages(STORIES))
    assert not desk.store.untold()
    assert {len(s.pickups) for s in desk.store.stories()} == {3}
    assert len(desk.store.stories()) == STORIES
    assert len(desk.store.runs()) == 4
    assert list(verify(desk.store)) == []
    desk.store.close()


@pytest.mark.slow
def test_four_writers_for_long(place: str) -> None:
    def writer(number: int) -> Callable[[Callable[[str], None]], None]:
        def work(tell: Callable[[str], None]) -> None:
            desk = Desk.open(place, create=True)
            for turn in range(15):
                desk.take([page(n, f"site{number}-{turn}.example") for n in range(STORIES)])
                tell(str(turn))

        return work

    children = [Child(writer(n)) for n in range(4)]
    assert [c.wait() for c in children] == [0, 0, 0, 0]
    desk = Desk.open(place)
    assert desk.store.counts().pages == 4 * 15 * STORIES
    assert len(desk.store.stories()) == STORIES
    assert list(verify(desk.store)) == []
    desk.store.close()


def test_a_lost_connection_is_said_in_words_and_the_next_try_works(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = server.empty()
    desk, other = Desk.open(place, create=True), open_store(place)
    end = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state <> ''")

    def cut(db: Connection, changed: Changed) -> None:
        with other.database.reading() as theirs:
            theirs.execute(end)

    monkeypatch.setattr(desk.store, "index_text", cut)
    with pytest.raises(StoreError, match="what was acknowledged before is kept"):
        desk.take(pages(STORIES))
    monkeypatch.undo()
    assert desk.store.counts().pages == len(pages(STORIES))
    desk.tell()
    assert desk.store.counts().stories == STORIES
    desk.store.close()
    other.close()
