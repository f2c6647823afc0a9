"""Moving a desk between stores and copying it: the same desk at the other end, or a refusal."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from filling import everything, fill, kept, story
from sqlalchemy import update

from copydesk.desk import Desk
from copydesk.record import DeskError, StoreError, UsageError
from copydesk.stores import open_store, schema
from copydesk.stores.moving import backup, move
from copydesk.stores.sql import SqlStore


@pytest.fixture(params=["to sqlite", "to postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    if request.param == "to sqlite":
        where = str(tmp_path / "target")
    else:
        where = request.getfixturevalue("server").empty()
    opened = open_store(where, create=True)
    yield opened
    opened.close()


def test_a_moved_desk_is_the_same_desk(store: SqlStore, target: SqlStore) -> None:
    fill(store)
    done = move(store, target)
    assert everything(target) == everything(store)
    assert done.rows["page"] == 13
    assert done.copied == sum(done.rows.values())
    assert [s.id for s in target.stories()] == [s.id for s in store.stories()]
    assert {s.id for s in target.search("harbour CAFE", 10, 0)[0]} == {"s0", "s8"}
    target.keep([kept("new")])
    assert target.mark() == store.mark() + 1


class PowerCutError(Exception):
    """Instead of a power cut."""


@pytest.mark.parametrize("at", [9, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 3, 5, 14, 17))])
def test_an_interrupted_move_goes_on(
    store: SqlStore, target: SqlStore, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    monkeypatch.setattr("copydesk.stores.moving._COPIED", 4)
    monkeypatch.setattr("copydesk.stores.moving._COMPARED", 8)
    steps = 0

    def stop(table: str, rows: int) -> None:
        nonlocal steps
        steps += 1
        if steps == at:
            raise PowerCutError

    with pytest.raises(PowerCutError):
        move(store, target, stop)
    assert target.unfinished()
    # The source lives on meanwhile: a page comes in, a story changes, another goes.
    store.keep([kept("late")])
    store.tell_some(["s0", "s2", "s4"], [story("s0", "k0", "k1", "late"), story("s2", "k2", "k3", "k4", "k5")], 14)
    move(store, target)
    assert everything(target) == everything(store)
    assert not target.unfinished()
    assert {s.id for s in target.search("ferry", 10, 0)[0]} == {s.id for s in store.search("ferry", 10, 0)[0]}


def test_a_half_moved_desk_is_not_worked_on(store: SqlStore, place: str, second_place: str) -> None:
    fill(store)
    half = open_store(second_place, create=True)

    def stop(table: str, rows: int) -> None:
        raise PowerCutError

    with pytest.raises(PowerCutError):
        move(store, half, stop)
    half.close()
    with pytest.raises(DeskError, match="run `copydesk move` again"):
        Desk.open(second_place)


def test_nobody_is_moved_over_another_desk(store: SqlStore, target: SqlStore) -> None:
    fill(store)
    target.keep([kept("own")])
    before = everything(target)
    with pytest.raises(UsageError, match="a desk of its own"):
        move(store, target)
    assert everything(target) == before


def test_damage_on_the_way_is_noticed(store: SqlStore, target: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store)

    def damage(table: str, rows: int) -> None:
        if table == "desk":
            with target.database.writing() as db:
                db.execute(update(schema.article).where(schema.article.c.page_id == 3).values(record=b"{}"))

    with pytest.raises(StoreError, match="table article is not what the source has"):
        move(store, target, damage)
    assert target.unfinished()


def test_a_backup_taken_while_pages_come_in_is_a_whole_desk(store: SqlStore, tmp_path: Path) -> None:
    fill(store)
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            store.keep([kept(f"more{number}")])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backup(store, tmp_path / "backup")
    finally:
        stop.set()
        writer.join()
    copy = open_store(tmp_path / "backup")
    held, whole = everything(copy), everything(store)
    assert copy.known([f"k{i}" for i in range(12)]) == {f"k{i}" for i in range(12)}
    for table in ("story", "pickup", "moved", "refusal", "run", "subscription"):
        assert held[table] == whole[table]
    assert held["page"] == whole["page"][: len(held["page"])]
    assert len(held["article"]) == len(held["page"]) - 1
    assert {s.id for s in copy.search("harbour", 10, 0)[0]} == {s.id for s in store.search("harbour", 10, 0)[0]}
    copy.close()


def test_a_backup_is_put_back_by_moving_it(store: SqlStore, second_place: str, tmp_path: Path) -> None:
    fill(store)
    backup(store, tmp_path / "backup")
    copy, restored = open_store(tmp_path / "backup"), open_store(second_place, create=True)
    move(copy, restored)
    assert everything(restored) == everything(store)
    copy.close()
    restored.close()


def test_a_backup_does_not_overwrite_one(store: SqlStore, tmp_path: Path) -> None:
    fill(store)
    backup(store, tmp_path / "backup")
    with pytest.raises(UsageError, match="a desk already"):
        backup(store, tmp_path / "backup")
