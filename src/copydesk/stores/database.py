"""A connection to whatever keeps the desk: transactions for reading and for writing, numbers, and errors in words."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ..record import StoreError
from . import schema
from .codec import seal

T = TypeVar("T")

#: Rows per statement where keys are listed: below SQLite's limit of 32,766 variables, and of its 999 before 3.32.
MANY = 500


class Database:
    """An engine with the desk's manners. `where` names the desk in messages, without secrets.

    Writers wait for one another, on every store: what one numbers, another sees only when it is kept. Readers wait
    for nobody and see one state of the desk throughout a transaction.
    """

    def __init__(self, engine: Engine, writer: Engine, where: str) -> None:
        self.engine = engine
        self.writer = writer
        self.where = where

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads; raises `StoreError` where the store fails."""
        with wrapped(self.where), self.engine.connect() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the writer's lock; kept when the block ends, undone where it raises."""
        with wrapped(self.where), self.writer.begin() as db:
            yield db

    def close(self) -> None:
        """Give back connections."""
        self.engine.dispose()


@contextmanager
def wrapped(where: str) -> Iterator[None]:
    """The libraries' errors as `StoreError`, with the desk named."""
    try:
        yield
    except DBAPIError as exc:
        said = " ".join(str(exc.orig).split())
        raise StoreError(f"{where}: the store failed: {said}; what was acknowledged before is kept") from exc
    except (SQLAlchemyError, UnicodeDecodeError) as exc:  # SQLite's words about a damaged file may be no UTF-8
        raise StoreError(f"{where}: the store failed: {exc}; what was acknowledged before is kept") from exc


def setting(db: Connection, name: str) -> str | None:
    """What the desk knows of itself under this name."""
    found: str | None = db.scalar(select(schema.desk.c.value).where(schema.desk.c.name == name))
    return found


def put_setting(db: Connection, name: str, value: object) -> None:
    """Keep what the desk knows of itself."""
    db.execute(delete(schema.desk).where(schema.desk.c.name == name))
    db.execute(insert(schema.desk), [seal(schema.desk, {"name": name, "value": str(value)})])


def last_number(db: Connection, kind: str) -> int:
    """The number of this kind that was given out last, 0 at the beginning."""
    return number_of(setting(db, f"last {kind}"))


def number_of(said: object) -> int:
    """A setting that is a number, 0 where it is not there; raises `StoreError` where it is damaged."""
    if said is None:
        return 0
    if not isinstance(said, str) or not (said.isascii() and said.isdecimal()):
        raise StoreError(f"the desk's record of its numbers is damaged ({said!r}); `copydesk verify` names all damage")
    return int(said)


def take_numbers(db: Connection, kind: str, count: int) -> range:
    """The next `count` numbers of a kind; they are never given again. Only under the writer's lock."""
    first = last_number(db, kind) + 1
    if count:
        put_setting(db, f"last {kind}", first + count - 1)
    return range(first, first + count)


def onward(before: Any, after: Any, where: str) -> Any:
    """`after`, the key up to which rows have been read, where the last ones had been read up to `before` (or None).

    Raises `StoreError` where it does not lead on: in a damaged table rows may come in any order, and for ever.
    """
    try:
        leads_on = before is None or after > before
    except TypeError:  # a key of a kind that none has
        leads_on = False
    if not leads_on:
        raise StoreError(
            f"{where}: its rows do not come in the order of their keys; `copydesk verify` names the damage"
        )
    return after


def portions(values: Iterable[T], size: int = MANY) -> Iterator[Sequence[T]]:
    """Values in lists short enough for one statement."""
    listed = list(values)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
