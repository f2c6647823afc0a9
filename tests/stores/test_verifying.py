"""`verify` names what changed: a row of every table, bytes, companions, words; and nothing on a sound desk."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from filling import fill
from sqlalchemy import delete, text, update

from copydesk.record import DeskError, StoreError
from copydesk.stores import schema
from copydesk.stores.codec import pack, seal
from copydesk.stores.database import onward, put_setting
from copydesk.stores.sql import SqlStore
from copydesk.stores.sqlite import open_sqlite
from copydesk.stores.verifying import verify, verify_at


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    fill(store)
    return store


def test_a_sound_desk_has_no_damage(filled: SqlStore) -> None:
    assert list(verify(filled)) == []


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("page", {"url": "https://elsewhere.example/"}),
    ("page", {"captured": "2024-01-01"}),
    ("article", {"record": b'{"article": {}}'}),
    ("story", {"sort_time": "2031-01-01"}),
    ("pickup", {"position": 77}),
    ("pickup", {"site": None}),
    ("moved", {"new_id": "s4"}),
    ("refusal", {"reason": "another"}),
    ("run", {"account": b"{}"}),
    ("tally", {"inputs": 99}),
    ("site", {"unsettled": 99}),
    ("subscription", {"record": b'{"pace": 61}'}),
    ("capture", {"content": pack(b"other bytes")}),
    ("desk", {"value": "7"}),
]


def test_every_changed_row_is_named(filled: SqlStore) -> None:
    changed: set[tuple[str, str]] = set()
    for number, (name, change) in enumerate(CHANGES):
        table = schema.metadata.tables[name]
        with filled.database.writing() as db:
            key = next(iter(table.primary_key.columns))
            row = db.execute(
                table.select().order_by(key).offset(number % 2 if name in ("page", "pickup") else 0)
            ).first()
            assert row is not None
            db.execute(update(table).where(key == row[0]).values(change))
        changed.add((name, str(row.id if name == "story" else row[0])))
    named = {(d.table, d.record.split(" ")[0]) for d in verify(filled) if "hash differs" in d.reason}
    assert named == changed


def test_bytes_under_a_wrong_name_are_named_though_the_row_is_sealed(filled: SqlStore) -> None:
    table = schema.capture
    with filled.database.writing() as db:
        name = db.scalar(table.select().with_only_columns(table.c.digest).limit(1))
        row = seal(table, {"digest": name, "size": 5, "content": pack(b"other")})
        db.execute(update(table).where(table.c.digest == name).values(row))
    assert [d.record for d in verify(filled)] == [name]


def test_what_is_missing_is_named(filled: SqlStore) -> None:
    losses = {
        "DELETE FROM capture WHERE digest = (SELECT max(digest) FROM page)": "captured bytes are missing",
        "DELETE FROM article WHERE page_id = 2": "article is missing",
        "DELETE FROM pickup WHERE page_id = 3": "of its 2 pickups",
        "DELETE FROM story WHERE id = 's4'": "story is missing",
    }
    with filled.database.writing() as db:
        for loss in losses:
            db.execute(text(loss))
    said = "\n".join(map(str, verify(filled)))
    assert [reason for reason in losses.values() if reason not in said] == []


def test_words_that_cannot_be_found_are_named(filled: SqlStore) -> None:
    with filled.database.writing() as db:
        number = db.scalar(text("SELECT min(number) FROM story"))
        column = "number" if filled.database.engine.dialect.name == "postgresql" else "rowid"
        db.execute(text(f"DELETE FROM story_text WHERE {column} = {number}"))  # noqa: S608
    assert [d.table for d in verify(filled)] == ["story_text"]


def test_words_without_a_story_are_named(filled: SqlStore) -> None:
    with filled.database.writing() as db:
        db.execute(delete(schema.pickup).where(schema.pickup.c.story_id == "s0"))
        db.execute(delete(schema.story).where(schema.story.c.id == "s0"))
    assert [d.table for d in verify(filled)] == ["story_text"]


def test_a_number_beyond_the_last_given_is_named(filled: SqlStore) -> None:
    with filled.database.writing() as db:
        db.execute(
            update(schema.desk)
            .where(schema.desk.c.name == "last page")
            .values(seal(schema.desk, {"name": "last page", "value": "3"}))
        )
    assert [(d.table, d.record) for d in verify(filled)] == [("page", "13")]


def test_a_desk_that_cannot_be_opened_is_named_and_none_at_all_is_an_error(tmp_path: Path) -> None:
    store = open_sqlite(tmp_path / "desk")
    fill(store)
    store.close()
    with (tmp_path / "desk" / "desk.db").open("rb+") as file:
        file.write(b"SQLite format 4")
    (damage,) = verify_at(tmp_path / "desk")
    assert (damage.table, "cannot be opened" in damage.reason) == ("desk.db", True)
    with pytest.raises(DeskError, match="there is no desk here"):
        list(verify_at(tmp_path / "elsewhere"))


def test_a_desk_in_the_middle_of_a_move_is_named(store: SqlStore, place: str) -> None:
    with store.database.writing() as db:
        put_setting(db, "moving", "somewhere")
    assert ["interrupted" in d.reason for d in verify_at(place)] == [True]


def test_the_command_names_what_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_bytes(b"no desk any more")
    done = subprocess.run(
        [sys.executable, "-m", "copydesk", "verify", "--json", "--desk", tmp_path], capture_output=True, check=False
    )
    assert done.returncode == 3
    assert msgspec.json.decode(done.stdout)["table"] == "desk.db"


@pytest.mark.parametrize(("before", "after"), [(5, 5), (5, 4), ((1, "a"), (1, b"a")), ((2,), (1,))])
def test_rows_that_do_not_lead_on_are_an_error(before: object, after: object) -> None:
    """In one of 600 damaged copies a table's rows led back to where they began: `verify` went on for ever."""
    with pytest.raises(StoreError, match="in the order of their keys"):
        onward(before, after, "page")


def test_rows_that_lead_on_are_none() -> None:
    assert (onward(None, 3, "page"), onward(3, 4, "page"), onward((1, "a"), (1, "b"), "x")) == (3, 4, (1, "b"))
