"""A desk in PostgreSQL, for more than one machine or writer: `postgresql://user@host/name`.

The tables stand in the schema that comes first on the connection's search path, `public` unless the address says
otherwise (`?options=-csearch_path%3Dnews`), so that one database may hold several desks.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, TextClause, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from ..record import DeskError, Story, UsageError
from . import schema
from .database import Database, portions, put_setting, setting, wrapped
from .migrations import bring_up, lay_out, refuse_newer
from .protocol import Damage
from .search import RANKED, folded_terms, terms
from .sql import SqlStore
from .sql_read import story_of
from .sql_stories import Changed, TextRow

#: The first half of the locks' names: "CPDK" in ASCII. The second half is made from the schema's name.
_LOCKS = 0x4350444B

#: Words of a story that are findable: PostgreSQL's index of one text ends at 1 MB, and counts places up to 16,383.
_FINDABLE = 16_000

_STORY_TEXT = (
    "CREATE TABLE IF NOT EXISTS story_text (number BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    "CREATE INDEX IF NOT EXISTS story_text_words ON story_text USING gin (words)",
)


class PostgresStore(SqlStore):
    """Several machines may write; each transaction that writes waits for the one before."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        # The server lets one session take a lock twice; threads of one process must wait as others do.
        self._telling = threading.Lock()

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Wait until nobody else makes stories on this desk, and keep others waiting."""
        with self._telling, wrapped(self.database.where), self.database.engine.connect() as db:
            db = db.execution_options(isolation_level="AUTOCOMMIT")
            db.execute(_lock("pg_advisory_lock", "telling"))
            try:
                yield
            finally:
                db.execute(_lock("pg_advisory_unlock", "telling"))

    def index_text(self, db: Connection, changed: Changed) -> None:
        """Keep the stories' words in step; a headline's weigh more."""
        for some in portions(changed.gone):
            db.execute(text("DELETE FROM story_text WHERE number = ANY(:numbers)"), {"numbers": list(some)})
        if changed.fresh:
            rows = [{"n": row.number, "words": _vector(row)} for row in changed.fresh]
            db.execute(text("INSERT INTO story_text (number, words) VALUES (:n, CAST(:words AS tsvector))"), rows)

    def text_numbers(self) -> set[int]:
        """The numbers of the stories in the index of words."""
        with self.database.reading() as db:
            return set(db.scalars(text("SELECT number FROM story_text")))

    def texts_right(self, stories: Mapping[int, Story]) -> set[int]:
        """Those of these stories, by number, whose words the index holds as they are."""
        words = [_vector(TextRow(number, story.headline, story.body)) for number, story in stories.items()]
        wanted = (
            "SELECT number FROM story_text JOIN unnest(CAST(:n AS bigint[]), CAST(:words AS text[])) AS told (n, w) "
            "ON n = number WHERE words = CAST(w AS tsvector)"
        )
        with self.database.reading() as db:
            return set(db.scalars(text(wanted), {"n": list(stories), "words": words}))

    def damage(self) -> Iterator[Damage]:
        """PostgreSQL checks its pages itself where `initdb --data-checksums` was given; nothing to ask here."""
        yield from ()

    def search(self, query: str, limit: int, offset: int) -> tuple[list[Story], int]:
        """Stories that hold every term of `query`, best first, and how many (counted up to `RANKED`)."""
        wanted = [word for term in terms(query) for word in folded_terms(term)]
        if not wanted:
            return [], 0
        found = (
            "SELECT number, ts_rank('{0, 0, 0.25, 1}', words, sought) AS score "
            "FROM story_text, CAST(:sought AS tsquery) AS sought "
            "WHERE words @@ sought ORDER BY number DESC LIMIT :ranked"
        )
        bound = {"sought": " & ".join(f"'{word}'" for word in wanted), "ranked": RANKED}
        with self.database.reading() as db:
            total = int(db.scalar(text(f"SELECT count(*) FROM ({found}) AS hit"), bound) or 0)  # noqa: S608 (no input in it)
            rows = db.execute(
                text(
                    f"SELECT story.* FROM ({found}) AS hit JOIN story ON story.number = hit.number "  # noqa: S608
                    "ORDER BY hit.score DESC, story.sort_time DESC LIMIT :limit OFFSET :offset"
                ),
                {**bound, "limit": limit, "offset": offset},
            )
            return [story_of(row) for row in rows], total


def _vector(row: TextRow) -> str:
    """The words of a story as a `tsvector` is written: each with its places, `A` for the headline, `B` for the body.

    The words are the same as a search's (`folded_terms`), so that no setting of the server tells them apart.
    """
    places: dict[str, list[str]] = {}
    head = folded_terms(row.headline)[:_FINDABLE]
    for place, word in enumerate(head, 1):
        places.setdefault(word, []).append(f"{place}A")
    for place, word in enumerate(folded_terms(row.body)[: _FINDABLE - len(head)], len(head) + 1):
        places.setdefault(word, []).append(f"{place}B")
    return " ".join(f"'{word}':{','.join(where[:250])}" for word, where in places.items())


def open_postgresql(address: str, *, create: bool = True) -> PostgresStore:
    """Open the desk in the database at `address`, or lay out a new one in an empty schema.

    Raises `DeskError` where there is none (and `create` is not set), where other tables stand in the schema, or where a
    newer copydesk wrote them; `StoreError` where the server cannot be reached.
    """
    engine = _engine(address)
    shown = make_url(address).render_as_string(hide_password=True)
    database = Database(engine, engine.execution_options(isolation_level="READ COMMITTED", writes=True), shown)
    try:
        _look_and_bring_into_step(database, create=create)
    except BaseException:
        engine.dispose()
        raise
    return PostgresStore(database)


def _look_and_bring_into_step(database: Database, *, create: bool) -> None:
    where = database.where
    with database.reading() as db:
        version = _version(db, where)
    if version is None and not create:
        raise DeskError(f"{where}: there is no desk here; `copydesk take SOURCE --desk {where}` makes one")
    if version != schema.SCHEMA_VERSION:
        _bring_into_step(database)


def _version(db: Connection, where: str) -> int | None:
    """The version of the desk's tables; None where the schema is empty."""
    names = set(inspect(db).get_table_names())
    if not names:
        return None
    found = setting(db, "version") if {"desk", "page", "story"} <= names else None
    if found is None or not found.isdecimal():
        raise DeskError(f"{where}: the database holds tables, but not a desk's; they are left as they are")
    refuse_newer(int(found), where)
    return int(found)


def _bring_into_step(database: Database) -> None:
    with database.writing() as db:
        version = _version(db, database.where)  # another process may have been faster
        if version is None:
            lay_out(db)
            for statement in _STORY_TEXT:
                db.execute(text(statement))
        else:
            bring_up(db, version, database.where)
        put_setting(db, "version", schema.SCHEMA_VERSION)


def _engine(address: str) -> Engine:
    try:
        url = make_url(address).set(drivername="postgresql+psycopg")
        # One state of the desk throughout a reading transaction, as SQLite gives it.
        engine = create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True)
    except (ArgumentError, ValueError) as exc:
        raise UsageError("not an address of a database; write postgresql://USER@HOST/NAME") from exc
    except (ImportError, NoSuchModuleError) as exc:
        raise UsageError("PostgreSQL needs psycopg: install copydesk[postgres]") from exc

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes", False):
            connection.execute(_lock("pg_advisory_xact_lock", "writing"))

    return engine


def _lock(function: str, name: str) -> TextClause:
    return text(f"SELECT {function}({_LOCKS}, hashtext('{name} ' || current_schema()))")
