"""Moving a desk from one store to another, and copying it while it is in use.

Rows are compared by key and hash and only what is missing or different is copied, so that a move that was interrupted
goes on where it stopped. The source is read in one transaction: what others write meanwhile is not part of the move.
At the end every row is read back from the target and held against the source.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, tuple_, update

from ..record import StoreError, Story, UsageError
from . import schema
from .codec import column_names, decode, row_hash
from .database import onward, put_setting, setting, wrapped
from .sql import SqlStore
from .sql_stories import Changed, TextRow
from .sqlite import SqliteStore, open_sqlite

#: Rows compared at once by key and hash, and rows copied in one transaction (captured bytes may have 20 MB each).
_COMPARED = 2_000
_COPIED = 64

#: Settings that belong to the store and not to the desk in it.
_OWN = ("version", "moving")


class Moved(msgspec.Struct, frozen=True):
    """What a move did: rows copied by this call, and the rows that the target holds, by table, each held against the
    source.
    """

    copied: int
    rows: dict[str, int]


#: Told now and then: the table, and how many of its rows are there.
Progress = Callable[[str, int], None]


def move(source: SqlStore, target: SqlStore, progress: Progress = lambda table, rows: None) -> Moved:
    """Make `target` the same desk as `source`; the source is left as it is.

    Raises `UsageError` where the target holds a desk of its own, `StoreError` where the target at the end is not what
    the source is, row by row. Called again after an interruption, it goes on.
    """
    copied = 0
    with source.database.reading() as db:
        _claim(target, setting(db, "identity") or "")
        for table in reversed(schema.TABLES):
            _drop_surplus(db, target, table)
        for table in schema.TABLES:
            copied += _copy(db, target, table, progress)
        _index(target)
        rows = {table.name: _same(db, target, table) for table in schema.TABLES}
    with target.database.writing() as out:
        out.execute(delete(schema.desk).where(schema.desk.c.name == "moving"))
    return Moved(copied, rows)


def backup(store: SqlStore, folder: Path) -> Moved:
    """Copy a desk in use into `folder`, which becomes a desk in SQLite: read it, move it back, or put it in place.

    Raises `UsageError` where there is a desk already. A desk in SQLite is copied page by page by SQLite itself.
    """
    path = folder / "desk.db"
    if path.exists():
        raise UsageError(f"{folder}: there is a desk already; give a folder for this backup alone")
    if isinstance(store, SqliteStore):
        _copy_file(store.folder / "desk.db", path)
        copy = open_sqlite(folder, create=False)
        with wrapped(str(path)), copy.database.reading() as db:
            rows = {table.name: _count(db, table) for table in schema.TABLES}
        copy.close()
        return Moved(0, rows)
    copy = open_sqlite(folder, create=True)
    try:
        return move(store, copy)
    finally:
        copy.close()


def _copy_file(source: Path, target: Path) -> None:
    """Written aside, synced, renamed: a file that is there is whole."""
    aside = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.unlink(missing_ok=True)
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(aside)) as there:
            here.backup(there)
        with aside.open("rb+") as written:
            os.fsync(written.fileno())
        aside.replace(target)
    except (OSError, sqlite3.Error) as exc:
        aside.unlink(missing_ok=True)
        raise StoreError(f"{target}: the backup could not be written: {exc}") from exc


# -- steps


def _claim(target: SqlStore, identity: str) -> None:
    with target.database.writing() as db:
        moving = setting(db, "moving")
        if moving is None and _count(db, schema.page):
            raise UsageError(f"{target.database.where}: holds a desk of its own; give an empty place to move to")
        if moving not in (None, identity):
            raise UsageError(
                f"{target.database.where}: another desk was on its way here; give an empty place to move to"
            )
        put_setting(db, "moving", identity)


def _keys(table: Table) -> list[ColumnElement[Any]]:
    return list(table.primary_key.columns)


def _key(table: Table, row: Any) -> tuple[Any, ...]:
    return tuple(row[c.name] for c in table.primary_key.columns)


def _some(db: Connection, table: Table, after: tuple[Any, ...] | None) -> dict[tuple[Any, ...], str]:
    """The next rows by key, each with its hash."""
    columns = [*table.primary_key.columns, table.c.hash]
    wanted = _ours(table, select(*columns)).order_by(*_keys(table)).limit(_COMPARED)
    if after is not None:
        wanted = wanted.where(tuple_(*_keys(table)) > after)
    return {_key(table, row): row["hash"] for row in db.execute(wanted).mappings()}


def _ours(table: Table, wanted: Any) -> Any:
    return wanted.where(schema.desk.c.name.not_in(_OWN)) if table is schema.desk else wanted


def _drop_surplus(source: Connection, target: SqlStore, table: Table) -> None:
    """Rows that an earlier try copied and that the source has no more."""
    after: tuple[Any, ...] | None = None
    while True:
        with target.database.reading() as db:
            there = _some(db, table, after)
        if not there:
            return
        after = onward(after, max(there), table.name)
        surplus = there.keys() - _present(source, table, list(there))
        if surplus:
            with target.database.writing() as db:
                for key in surplus:
                    db.execute(delete(table).where(_is(table, key)))


def _present(db: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    low, high = min(keys), max(keys)
    between = (tuple_(*_keys(table)) >= low) & (tuple_(*_keys(table)) <= high)
    wanted = _ours(table, select(*table.primary_key.columns)).where(between)
    return {_key(table, row) for row in db.execute(wanted).mappings()}


def _is(table: Table, key: tuple[Any, ...]) -> ColumnElement[bool]:
    return tuple_(*_keys(table)) == key


def _copy(source: Connection, target: SqlStore, table: Table, progress: Progress) -> int:
    copied = done = 0
    after: tuple[Any, ...] | None = None
    while here := _some(source, table, after):
        with target.database.reading() as db:
            low, high = min(here), max(here)
            between = (tuple_(*_keys(table)) >= low) & (tuple_(*_keys(table)) <= high)
            columns = [*table.primary_key.columns, table.c.hash]
            rows = db.execute(select(*columns).where(between)).mappings()
            there = {_key(table, row): row["hash"] for row in rows}
        wanted = [key for key, hash_ in here.items() if there.get(key) != hash_]
        for start in range(0, len(wanted), _COPIED):
            some = wanted[start : start + _COPIED]
            _put(source, target, table, [k for k in some if k not in there], [k for k in some if k in there])
            copied += len(some)
            progress(table.name, done + start + len(some))
        done += len(here)
        after = onward(after, max(here), table.name)
        progress(table.name, done)
    return copied


def _put(
    source: Connection, target: SqlStore, table: Table, fresh: list[tuple[Any, ...]], changed: list[tuple[Any, ...]]
) -> None:
    rows = {_key(table, row): dict(row) for row in _fetch(source, table, [*fresh, *changed])}
    with target.database.writing() as db:
        if fresh:
            db.execute(insert(table), [rows[key] for key in fresh])
        for key in changed:
            db.execute(update(table).where(_is(table, key)).values(rows[key]))


def _fetch(db: Connection, table: Table, keys: list[tuple[Any, ...]]) -> Iterator[Any]:
    yield from db.execute(select(table).where(tuple_(*_keys(table)).in_(keys))).mappings()


def _index(target: SqlStore) -> None:
    """Make the stories findable in the target; rows of an earlier try go first."""
    after = 0
    table = schema.story
    with target.database.writing() as db:
        target.index_text(db, Changed(gone=sorted(target.text_numbers())))
    while True:
        with target.database.writing() as db:
            wanted = select(table).where(table.c.number > after).order_by(table.c.number).limit(_COPIED)
            rows = db.execute(wanted).mappings().all()
            if not rows:
                return
            stories = [(row["number"], decode(table, row, Story, f"story {row['id']}")) for row in rows]
            target.index_text(db, Changed(fresh=[TextRow(n, s.headline, s.body) for n, s in stories]))
            after = rows[-1]["number"]


def _same(source: Connection, target: SqlStore, table: Table) -> int:
    """How many rows the target has, after holding all of them against the source."""
    here = _digest(source, table)
    with target.database.reading() as db:
        there = _digest(db, table)
    if here != there:
        raise StoreError(
            f"{target.database.where}: table {table.name} is not what the source has ({there[0]} rows, {here[0]} "
            "wanted, or other contents); run `copydesk move` again, and `copydesk verify` on both"
        )
    return there[0]


def _digest(db: Connection, table: Table) -> tuple[int, str]:
    """The number of rows, and a hash over all of them in the order of their keys, made from what they hold."""
    count, whole = 0, hashlib.blake2b(digest_size=16)
    names = column_names(table)
    wanted = _ours(table, select(table)).order_by(*_keys(table))
    for row in db.execution_options(yield_per=_COPIED).execute(wanted).mappings():
        whole.update(row_hash([row[name] for name in names]).encode())
        count += 1
    return count, whole.hexdigest()


def _count(db: Connection, table: Table) -> int:
    return int(db.scalar(select(func.count()).select_from(table)) or 0)
