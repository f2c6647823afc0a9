"""Looking over a whole desk: is everything in it what was kept, and does it hang together?

SQLite's own check passed 58 of 600 damaged files whose data had changed; so every row is held against its hash,
captured bytes against the name they are kept under, and tables against one another.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Select, Table, func, select, tuple_, type_coerce
from sqlalchemy.types import NullType

from ..record import Outcome, StoreError, Story
from . import address_of, open_store, schema
from .codec import decode, intact, unpack
from .database import last_number, onward
from .protocol import Damage
from .sql import SqlStore

#: Rows looked at together. Captured bytes may have 20 MB a row.
_STRIDE = 200


def verify_at(where: str | Path) -> Iterator[Damage]:
    """As `verify`, of the desk at `where`; a desk that is damaged so that it cannot be opened is named, too.

    Raises `DeskError` where there is no desk, and `StoreError` where a database server cannot be reached.
    """
    try:
        store = open_store(where)
    except StoreError as exc:
        path = Path(where) / "desk.db"
        if address_of(where) is not None or not path.is_file():
            raise
        yield Damage("desk.db", "", f"it cannot be opened: {exc}")
        return
    try:
        if store.unfinished():
            yield Damage("desk", "", "a move into it was interrupted; run `copydesk move` again")
        yield from _noted("desk", verify(store))
    finally:
        store.close()


def verify(store: SqlStore) -> Iterator[Damage]:
    """Name everything on the desk that is not what was kept; nothing where all is well. Changes nothing."""
    yield from store.damage()
    for table in schema.TABLES:
        yield from _noted(table.name, _rows(store, table))
    yield from _noted("desk", _numbers(store))
    yield from _noted("desk", _company(store))
    with store.telling():  # stories that change while they are looked at would seem damaged
        yield from _noted("desk", _stories(store))


def _noted(table: str, look: Iterator[Damage]) -> Iterator[Damage]:
    """What a look finds; a look that the store cannot carry out is damage itself."""
    try:
        yield from look
    except StoreError as exc:
        yield Damage(table, "", str(exc))


def _rows(store: SqlStore, table: Table) -> Iterator[Damage]:
    """Every row against its hash, captured bytes against their name."""
    for row in each_row(store, table):
        name = _name(table, row)
        if not intact(table, row):
            yield Damage(table.name, name, "not what was kept (its hash differs)")
        elif table is schema.capture:
            try:
                unpack(row["content"], row["size"], row["digest"])
            except StoreError as exc:
                yield Damage(table.name, name, str(exc))


def each_row(store: SqlStore, table: Table) -> Iterator[Any]:
    """Every row of a table by its key, as the database gives it, whatever kind of value stands there now."""
    key = tuple_(*table.primary_key.columns)
    wanted = select(*(type_coerce(c, NullType()).label(c.name) for c in table.columns)).order_by(*key.clauses)
    wanted = wanted.limit(_STRIDE if table is not schema.capture else 16)
    after: tuple[Any, ...] | None = None
    while True:
        with store.database.reading() as db:
            rows = db.execute(wanted if after is None else wanted.where(key > after)).mappings().all()
        yield from rows
        if not rows:
            return
        after = onward(after, tuple(rows[-1][c.name] for c in table.primary_key.columns), table.name)


def _name(table: Table, row: Any) -> str:
    """What a person finds the row by."""
    said = [str(row[c.name]) for c in table.primary_key.columns]
    if table is schema.page:
        said.append(f"({row['url'] or row['name']})")
    elif table is schema.story:
        said = [str(row["id"])]
    elif table is schema.refusal:
        said.append(f"({row['page']})")
    return " ".join(said)


def _numbers(store: SqlStore) -> Iterator[Damage]:
    """No row has a number that was not given out yet."""
    kinds = (schema.page.c.id, schema.story.c.number, schema.refusal.c.id, schema.run.c.id, schema.gram_run.c.run)
    with store.database.reading() as db:
        for column in kinds:
            highest, given = db.scalar(select(func.max(column))) or 0, last_number(db, column.table.name)
            if not isinstance(highest, int) or highest > given:
                yield Damage(column.table.name, str(highest), f"a number beyond the last one given out ({given})")


def _company(store: SqlStore) -> Iterator[Damage]:
    """Rows that need another one have it."""
    page, article, pickup, capture = schema.page, schema.article, schema.pickup, schema.capture
    stored = page.c.outcome == Outcome.STORED.value
    blocks = schema.gram_block
    lost: list[tuple[str, str, Select[Any]]] = [
        (
            "page",
            "its captured bytes are missing",
            select(page.c.id, page.c.name)
            .outerjoin(capture, capture.c.digest == page.c.digest)
            .where(capture.c.digest.is_(None)),
        ),
        (
            "page",
            "its article is missing",
            select(page.c.id, page.c.name)
            .outerjoin(article, article.c.page_id == page.c.id)
            .where(stored, article.c.page_id.is_(None)),
        ),
        (
            "article",
            "there is no stored page of it",
            select(article.c.page_id)
            .outerjoin(page, (page.c.id == article.c.page_id) & stored)
            .where(page.c.id.is_(None)),
        ),
        (
            "gram_block",
            "its run is missing",
            select(blocks.c.run)
            .distinct()
            .outerjoin(schema.gram_run, schema.gram_run.c.run == blocks.c.run)
            .where(schema.gram_run.c.run.is_(None)),
        ),
        (
            "pickup",
            "its story is missing",
            select(pickup.c.page_id, pickup.c.story_id)
            .outerjoin(schema.story, schema.story.c.id == pickup.c.story_id)
            .where(schema.story.c.id.is_(None)),
        ),
    ]
    for table, reason, wanted in lost:
        with store.database.reading() as db:
            rows = db.execute(wanted).all()
        for row in rows:
            yield Damage(table, " ".join(map(str, row)), reason)


def _stories(store: SqlStore) -> Iterator[Damage]:
    """Each story has the pickups that its record says, and the index of words holds its text and nothing else.

    The pickups of stories that are to be made again anyway are not counted.
    """
    pickup, stale = schema.pickup, schema.stale
    with store.database.reading() as db:
        counts = {
            row[0]: row[1] for row in db.execute(select(pickup.c.story_id, func.count()).group_by(pickup.c.story_id))
        }
        again = set(db.scalars(select(pickup.c.story_id).join(stale, stale.c.page_id == pickup.c.page_id)))
    over = store.text_numbers()
    rows = (row for row in each_row(store, schema.story) if intact(schema.story, row))
    while some := list(islice(rows, _STRIDE)):
        stories = {row["number"]: decode(schema.story, row, Story, f"story {row['id']}") for row in some}
        over -= stories.keys()
        right = store.texts_right(stories)
        for number, story in stories.items():
            if len(story.pickups) != counts.get(story.id, 0) and story.id not in again:
                yield Damage(
                    "story", story.id, f"{counts.get(story.id, 0)} of its {len(story.pickups)} pickups are there"
                )
            if number not in right:
                yield Damage("story_text", story.id, "its words cannot be found as they are")
    for number in sorted(over, key=str):
        yield Damage("story_text", str(number), "words of a story that is not there, or is damaged")
