"""From version 4 to 5: a page's key is made from its bytes' SHA-256, and an article is written once
that was not changed.

Before, a key was made from the bytes themselves, which were thus hashed twice. Rows that are damaged stay as they are,
so that `verify` still names them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

from ..record import StoreError
from . import schema
from .articles import article_record, checked_of
from .codec import column_names, decode, encode, intact, seal
from .database import onward, portions
from .keys import key_of
from .sql_sites import Site

_STRIDE = 256


def to_version_5(db: Connection) -> None:
    """See the module."""
    for rows in _each(db, schema.page):
        _set(db, schema.page, _free(db, _new_keys(rows)))
    for rows in _each(db, schema.article):
        _set(db, schema.article, [row for row in map(_article, rows) if row])
    for rows in _each(db, schema.site):
        _set(db, schema.site, [row for row in map(_site, rows) if row])


def _each(db: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """The rows of a table that are what was kept, some at once, by their keys."""
    (key,) = table.primary_key.columns
    wanted = select(table).order_by(key).limit(_STRIDE)
    after = None
    while rows := db.execute(wanted if after is None else wanted.where(key > after)).mappings().all():
        yield [row for row in rows if intact(table, row)]
        after = onward(after, rows[-1][key.name], table.name)


def _new_keys(rows: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """Page rows under new keys."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        key = key_of(row["url"] or row["name"], row["digest"])
        found.setdefault(key, _with(schema.page, row, key=key))
    return found


def _free(db: Connection, rows: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Those whose keys no other page has. Names that differed in what a database cannot keep are one name now."""
    taken: set[str] = set()
    for some in portions(rows):
        taken |= set(db.scalars(select(schema.page.c.key).where(schema.page.c.key.in_(some))))
    return [row for key, row in rows.items() if key not in taken]


def _article(row: Any) -> dict[str, Any] | None:
    try:
        record = article_record(checked_of(row, "article"))
    except StoreError:
        return None  # its hash is right, but no version can read it: `verify` says so
    return _with(schema.article, row, record=record)


def _site(row: Any) -> dict[str, Any] | None:
    """A sample is the pages whose keys come first, now others: it is drawn when the site's next page comes in."""
    try:
        record = decode(schema.site, row, Site, "site")
    except StoreError:
        return None
    return _with(schema.site, row, record=encode(Site(None, record.agreed, record.open)))


def _with(table: Table, row: Any, **changes: object) -> dict[str, Any]:
    return seal(table, {name: row[name] for name in column_names(table)} | changes)


def _set(db: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    (key,) = table.primary_key.columns
    changed: dict[str, Any] = {name: bindparam(f"new {name}") for name in rows[0] if name != key.name}
    bound = [{f"new {name}": value for name, value in row.items()} for row in rows]
    db.execute(update(table).where(key == bindparam(f"new {key.name}")).values(changed), bound)
