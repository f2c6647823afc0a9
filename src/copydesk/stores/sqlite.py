"""A desk in SQLite: the file `desk.db` in a folder."""

import sqlite3
import struct
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from ..record import DeskError, StoreError, Story
from . import schema
from .database import Database, portions
from .migrations import bring_up, lay_out, refuse_newer
from .protocol import Damage
from .search import RANKED, terms
from .sql import SqlStore
from .sql_read import story_of
from .sql_stories import Changed

#: Marks the file as a desk (PRAGMA application_id): "CPDK" in ASCII.
APPLICATION_ID = 0x4350444B

#: What the tables and indexes are; FTS5's own are checked by itself.
_LAID_OUT = text("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'story_text%'")

_MAGIC = b"SQLite format 3\x00"
#: The head of a rollback journal: mark, records, nonce, pages of the file before (SQLite's file format, section 3).
_JOURNAL_HEAD = struct.Struct(">8sIII")
_JOURNAL_MAGIC = bytes.fromhex("d9d505f920a163d7")
#: The largest page that SQLite knows.
_ONE_PAGE = 65536

#: Bytes of a page of a new file. With captures of 43 kB writing them and checkpointing cost .20 ms each, at SQLite's
#: own 4,096 .26 and at 16,384 .18, where the file is a tenth larger.
PAGE_SIZE = 8192

#: Segments of a level of FTS5's index before they are merged. At its own 4 indexing the stories of 513 pages, told at
#: once, cost .36 ms each, at 8 .30.
SEGMENTS = 8

#: Seconds that a writer waits for another's transaction. With BEGIN IMMEDIATE four writers at 30 s saw no busy error
#: (with a plain BEGIN 412,929).
BUSY_SECONDS = 30

#: Seconds that a process waits for another that makes stories; making all of a large desk's anew takes minutes.
TELLING_SECONDS = 3600


class SqliteStore(SqlStore):
    """The default store. Readers never wait for the writer (WAL); writers wait for one another."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database)
        self.folder = folder

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Wait until nobody else makes stories on this desk, and keep others waiting."""
        # A lock of SQLite's own, on a file apart: it works on every system, and goes with the process that holds it.
        path = self.folder / "telling.lock"
        try:
            with closing(sqlite3.connect(path, timeout=TELLING_SECONDS, isolation_level=None)) as lock:
                lock.execute("BEGIN EXCLUSIVE")
                yield
        except sqlite3.Error as exc:
            raise StoreError(f"{path}: cannot be locked: {exc}") from exc

    def index_text(self, db: Connection, changed: Changed) -> None:
        """Keep FTS5 in step; its rows are numbered like the stories, so that the newest stand last."""
        for some in portions(changed.gone):
            listed = ",".join(map(str, some))
            db.execute(text(f"DELETE FROM story_text WHERE rowid IN ({listed})"))  # noqa: S608 (numbers of our own)
        if changed.fresh:
            rows = [{"n": row.number, "headline": row.headline, "body": row.body} for row in changed.fresh]
            db.execute(text("INSERT INTO story_text (rowid, headline, body) VALUES (:n, :headline, :body)"), rows)

    def text_numbers(self) -> set[int]:
        """The numbers of the stories in the index of words."""
        with self.database.reading() as db:
            return set(db.scalars(text("SELECT rowid FROM story_text")))

    def texts_right(self, stories: Mapping[int, Story]) -> set[int]:
        """Those of these stories, by number, whose words the index holds as they are."""
        listed = ",".join(map(str, stories))
        wanted = f"SELECT rowid, CAST(headline AS BLOB), CAST(body AS BLOB) FROM story_text WHERE rowid IN ({listed})"  # noqa: S608 (numbers of our own)
        with self.database.reading() as db:
            rows = db.execute(text(wanted)).all()
        return {n for n, headline, body in rows if (headline, body) == _bytes(stories[n])}

    def damage(self) -> Iterator[Damage]:
        """SQLite's checks of the file and of FTS5's index, and the tables against those of a new desk."""
        try:
            with self.database.reading() as db:
                said = list(db.scalars(text("PRAGMA integrity_check")))
                laid = {tuple(row) for row in db.execute(_LAID_OUT)}
            with self.database.writing() as db:  # FTS5 is asked by an INSERT that writes nothing
                db.execute(text("INSERT INTO story_text (story_text) VALUES ('integrity-check')"))
        except StoreError as exc:
            yield Damage("desk.db", "", str(exc))
            return
        for words in said:
            if words != "ok":
                yield Damage("desk.db", "", words)
        for kind, name, _ in laid ^ _laid_out_new():
            yield Damage("desk.db", f"{kind} {name}", "not laid out as this version lays it out")

    def search(self, query: str, limit: int, offset: int) -> tuple[list[Story], int]:
        """Stories that hold every term of `query`, best first, and how many (counted up to `RANKED`)."""
        match = quoted(query)
        if not match:
            return [], 0
        found = (
            "SELECT rowid AS number, bm25(story_text, 4.0, 1.0) AS score FROM story_text "
            "WHERE story_text MATCH :match ORDER BY rowid DESC LIMIT :ranked"
        )
        with self.database.reading() as db:
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


def _bytes(story: Story) -> tuple[bytes, bytes]:
    return story.headline.encode(), story.body.encode()


@cache
def _laid_out_new() -> frozenset[tuple[Any, ...]]:
    engine = _engine(Path(":memory:"))
    with engine.execution_options(writes=True).begin() as db:
        _lay_out(db)
        laid = frozenset(tuple(row) for row in db.execute(_LAID_OUT))
    engine.dispose()
    return laid


def quoted(query: str) -> str:
    """A person's words as an FTS5 query: every term quoted, all wanted; empty where there is no word in them.

    Unquoted, 543 of 695 naughty strings raised.
    """
    return " ".join(f'"{term}"' for term in terms(query))


def open_sqlite(folder: Path, *, create: bool = True) -> SqliteStore:
    """Open the desk in `folder`, or lay out a new one there; one of an older version is brought up.

    Raises `DeskError` where the folder holds no desk (and `create` is not set), where `desk.db` is not a desk's, or
    where a newer copydesk wrote it; the file is then left untouched.
    """
    path = folder / "desk.db"
    if create:
        _make_folder(folder)
    if not (path.exists() and _look_before_touching(path)) and not create:
        raise DeskError(f"{folder}: there is no desk here; `copydesk take SOURCE --desk {folder}` makes one")
    engine = _engine(path)
    database = Database(engine, engine.execution_options(writes=True), str(path))
    try:
        with database.reading() as db:
            version = _version(db)
        if version != schema.SCHEMA_VERSION:
            _bring_into_step(database)
    except StoreError:
        engine.dispose()
        raise
    return SqliteStore(database, folder)


def _version(db: Connection) -> int:
    return int(db.scalar(text("PRAGMA user_version")) or 0)


def _bring_into_step(database: Database) -> None:
    with database.writing() as db:
        version = _version(db)  # another process may have been faster
        refuse_newer(version, database.where)
        if version == 0:
            _lay_out(db)
        else:
            bring_up(db, version, database.where)
        db.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
        db.execute(text(f"PRAGMA user_version = {schema.SCHEMA_VERSION}"))


def _lay_out(db: Connection) -> None:
    lay_out(db)
    # unicode61 folds case and marks: a search for "cafe" finds "Café".
    db.execute(
        text("CREATE VIRTUAL TABLE story_text USING fts5 (headline, body, tokenize = 'unicode61 remove_diacritics 2')")
    )
    db.execute(text(f"INSERT INTO story_text (story_text, rank) VALUES ('automerge', {SEGMENTS})"))  # noqa: S608 (ours)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise DeskError(f"{folder}: a desk cannot be made here: {exc.strerror or exc}") from exc


def _look_before_touching(path: Path) -> bool:
    """Read the marks of the file without writing a byte; False where a desk has yet to be laid out in it."""
    try:
        with path.open("rb") as raw:
            begins = raw.read(len(_MAGIC))
    except OSError as exc:
        raise StoreError(f"{path}: the desk cannot be opened: {exc.strerror or exc}") from exc
    if begins not in (b"", _MAGIC):
        raise DeskError(f"{path}: not a desk; it is left as it is")
    if _was_killed_while_made(path):
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as db:
            db.execute("BEGIN")  # all three as they were at one moment: another process may be laying the desk out
            application = db.execute("PRAGMA application_id").fetchone()[0]
            version = db.execute("PRAGMA user_version").fetchone()[0]
            things = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except sqlite3.OperationalError as exc:
        raise StoreError(f"{path}: the desk cannot be opened: {exc}") from exc
    except (sqlite3.DatabaseError, UnicodeDecodeError) as exc:
        raise DeskError(f"{path}: not a desk ({exc}); it is left as it is") from exc
    # A file without any table is what a killed `take` leaves before the desk is laid out.
    if application != APPLICATION_ID and (application, version, things) != (0, 0, 0):
        raise DeskError(f"{path}: a database, but not a desk's; it is left as it is")
    if version == 0 and things:
        raise DeskError(f"{path}: the desk's mark of its version is damaged; it is left as it is")
    refuse_newer(version, str(path))
    return bool(application == APPLICATION_ID)


def _was_killed_while_made(path: Path) -> bool:
    """Whether the file is one page under a hot journal that takes it back to none.

    It is so between two syncs of a new file's turn to WAL. SQLite takes it back when it opens the file to write, and
    refuses to open it for reading only.
    """
    journal = path.with_name(f"{path.name}-journal")
    try:
        with journal.open("rb") as raw:
            head = raw.read(_JOURNAL_HEAD.size)
        size = path.stat().st_size
    except OSError:
        return False
    if size > _ONE_PAGE or len(head) < _JOURNAL_HEAD.size:
        return False
    magic, _, _, pages_before = _JOURNAL_HEAD.unpack(head)
    return bool(magic == _JOURNAL_MAGIC and pages_before == 0)


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        # The driver must not begin transactions on its own: we say BEGIN IMMEDIATE ourselves.
        connection.isolation_level = None
        connection.execute(f"PRAGMA page_size={PAGE_SIZE}")  # of a file that has none yet
        _turn_to_wal(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A reader that autobegins takes a snapshot; only `writes` takes the writer's lock.
        writing = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """A new file is turned to WAL once; SQLite does not wait by itself where others open it at the same moment."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as exc:
            if "locked" not in str(exc) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return
