"""Copies of a desk with bytes flipped at random: `verify` names all that cannot be opened or whose contents changed."""

import os
import random
import shutil
from pathlib import Path

import pytest
from filling import everything, fill
from sqlalchemy import text

from copydesk.record import StoreError
from copydesk.stores.sqlite import SqliteStore, open_sqlite
from copydesk.stores.verifying import verify_at


def contents(store: SqliteStore) -> object:
    """All that the desk can be asked for: rows, bytes, and what a search finds."""
    with store.database.reading() as db:
        words = [tuple(r) for r in db.execute(text("SELECT rowid, headline, body FROM story_text ORDER BY rowid"))]
    found = [[s.id for s in store.search(query, 100, 0)[0]] for query in ("harbour", "café council", "words", "no 4")]
    return everything(store), [k.page for k in store.each_page()], words, found


def ending(folder: Path, sound: object) -> str:
    """How a damaged copy ends: named (`closed`, where it cannot be opened), whole (the byte meant nothing), missed."""
    named = list(verify_at(folder))
    try:
        store = open_sqlite(folder, create=False)
    except StoreError:
        return "closed" if named else "missed"
    try:
        if named:
            return "named"
        return "whole" if contents(store) == sound else "missed"
    except StoreError:
        return "missed"
    finally:
        store.close()


@pytest.mark.parametrize("copies", [30, pytest.param(600, marks=pytest.mark.slow)])
def test_every_copy_whose_contents_changed_is_named(
    tmp_path: Path, copies: int, record_property: object, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_sqlite(tmp_path / "sound")
    fill(store, 100)
    sound = contents(store)
    store.close()
    dice = random.Random(copies)  # noqa: S311
    whole = (tmp_path / "sound" / "desk.db").read_bytes()
    endings: dict[str, int] = {}
    for number in range(copies):
        damaged = bytearray(whole)
        for _ in range(dice.choice((1, 1, 1, 4, 64))):
            damaged[dice.randrange(len(damaged))] ^= dice.randint(1, 255)
        folder = tmp_path / f"copy{number}"
        folder.mkdir()
        (folder / "desk.db").write_bytes(damaged)
        end = ending(folder, sound)
        if end == "missed" and os.environ.get("COPYDESK_KEEP_DAMAGED"):
            shutil.copytree(folder, Path(os.environ["COPYDESK_KEEP_DAMAGED"]) / folder.name)
        shutil.rmtree(folder)
        endings[end] = endings.get(end, 0) + 1
    with capsys.disabled():
        print(f"\n{copies} damaged copies of {len(whole):,} bytes: {endings}")
    assert "missed" not in endings
    assert endings["named"] + endings["closed"] > copies / 3


@pytest.mark.parametrize("size", [0, 100, 4096, 50_000])
def test_a_copy_that_was_cut_off_is_named(tmp_path: Path, size: int) -> None:
    store = open_sqlite(tmp_path / "sound")
    fill(store)
    sound = contents(store)
    store.close()
    with (tmp_path / "sound" / "desk.db").open("rb+") as file:
        file.truncate(size)
    assert ending(tmp_path / "sound", sound) in ("closed", "named")
