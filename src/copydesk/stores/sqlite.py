"""A desk in SQLite: `desk.db` in a folder, with the captured bytes beside it."""

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError

from ..record import DeskError, StoreError, Story
from . import schema
from .blobs import Blobs
from .sql import SqlStore
from .sql_read import story_of

#: Marks the file as a desk (PRAGMA application_id): "CPDK" in ASCII.
APPLICATION_ID = 0x4350444B

#: Seconds that a writer waits for another's transaction. With BEGIN IMMEDIATE four writers at 30 s saw no busy error
#: (with a plain BEGIN 412,929).
BUSY_SECONDS = 30

#: A search looks at no more than this many of the newest matches: the commonest words match most of a large desk, and
#: ranking all of 100,000 took 1.25 s.
RANKED = 2000

#: Terms of a query beyond this are left out: nobody types more, and each costs a look-up.
TERMS = 32

_TERM = re.compile(r"\w+", re.UNICODE)


class SqliteStore(SqlStore):
    """The default store. Readers never wait for the writer (WAL); writers wait for one another."""

    def index_text(self, db: Connection, stories: Sequence[Story]) -> None:
        """Fill FTS5 anew; its rows are numbered like the stories, oldest first, so that the newest stand last."""
        db.execute(text("DELETE FROM story_text"))
        numbers = {row.id: row.number for row in db.execute(text("SELECT id, number FROM story"))}
        rows = [{"n": numbers[s.id], "headline": s.headline, "body": s.body} for s in stories]
        if rows:
            db.execute(text("INSERT INTO story_text (rowid, headline, body) VALUES (:n, :headline, :body)"), rows)

    def search(self, query: str, limit: int, offset: int) -> tuple[list[Story], int]:
        """Stories that hold every term of `query`, best first, and how many (counted up to `RANKED`)."""
        match = quoted(query)
        if not match:
            return [], 0
        found = (
            "SELECT rowid AS number, bm25(story_text, 4.0, 1.0) AS score FROM story_text "
            "WHERE story_text MATCH :match ORDER BY rowid DESC LIMIT :ranked"
        )
        with self.engine.connect() as db:
            bound = {"match": match, "ranked": RANKED}
            total = int(db.scalar(text(f"SELECT count(*) FROM ({found})"), bound) or 0)  # noqa: S608 (no input in it)
            rows = db.execute(
                text(
                    f"SELECT story.* FROM ({found}) AS hit JOIN story ON story.number = hit.number "  # noqa: S608
                    "ORDER BY hit.score, story.sort_time DESC LIMIT :limit OFFSET :offset"
                ),
                {**bound, "limit": limit, "offset": offset},
            )
            return [story_of(row) for row in rows], total


def quoted(query: str) -> str:
    """A person's words as an FTS5 query: every term quoted, all wanted; empty where there is no word in them.

    Unquoted, 543 of 695 naughty strings raised.
    """
    return " ".join(f'"{term}"' for term in _TERM.findall(query.replace("\x00", " "))[:TERMS])


def open_sqlite(folder: Path, *, create: bool = True) -> SqliteStore:
    """Open the desk in `folder`, or lay out a new one there.

    Raises `DeskError` where the folder holds no desk (and `create` is not set), where `desk.db` is not a desk's, or
    where a newer copydesk wrote it; the file is then left untouched.
    """
    path = folder / "desk.db"
    if not path.exists():
        if not create:
            raise DeskError(f"{folder}: there is no desk here; `copydesk take SOURCE --desk {folder}` makes one")
        _make_folder(folder)
    else:
        _look_before_touching(path)
    engine = _engine(path)
    try:
        _lay_out(engine)
    except (OperationalError, DatabaseError) as exc:
        engine.dispose()
        raise StoreError(f"{path}: the desk cannot be opened: {exc.orig}") from exc
    return SqliteStore(engine, Blobs(folder / "pages"))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise DeskError(f"{folder}: a desk cannot be made here: {exc.strerror or exc}") from exc


def _look_before_touching(path: Path) -> None:
    """Read the marks of the file without writing a byte."""
    try:
        with sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True) as db:
            application = db.execute("PRAGMA application_id").fetchone()[0]
            version = db.execute("PRAGMA user_version").fetchone()[0]
        db.close()
    except sqlite3.DatabaseError as exc:
        raise DeskError(f"{path}: not a desk ({exc}); it is left as it is") from exc
    if application not in (0, APPLICATION_ID) or (application == 0 and path.stat().st_size > 0):
        raise DeskError(f"{path}: a database, but not a desk's; it is left as it is")
    if version > schema.SCHEMA_VERSION:
        raise DeskError(
            f"{path}: written by a newer copydesk (tables version {version}; this one knows {schema.SCHEMA_VERSION}); "
            "it is left as it is: use the newer version"
        )


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        # The driver must not begin transactions on its own: we say BEGIN IMMEDIATE ourselves.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader that autobegins takes a snapshot; only `writes()` takes the writer's lock.
        writing = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _lay_out(engine: Engine) -> None:
    with engine.execution_options(writes=True).begin() as db:
        schema.metadata.create_all(db)
        db.execute(
            text(
                "CREATE VIRTUAL TABLE IF NOT EXISTS story_text USING fts5 "
                "(headline, body, tokenize = 'unicode61 remove_diacritics 2')"
            )
        )
        db.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
        db.execute(text(f"PRAGMA user_version = {schema.SCHEMA_VERSION}"))
