"""From version 1 to 2: captured bytes move from files into the desk, and every row gets a hash over all of it.

Version 1 was only ever kept in SQLite. It hashed the record alone; a row that is damaged before the upgrade keeps a
hash that does not fit, so that `verify` still names it.
"""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, text

from . import schema
from .codec import pack, seal
from .database import put_setting
from .keys import digest

_OLD = ("page", "article", "story", "pickup", "moved", "refusal", "run")
_INDEXES = (
    "story_by_time",
    "story_by_section",
    "pickup_by_story",
    "pickup_by_site",
    "refusal_by_page",
)
_STRIDE = 256

#: Stands in the place of a hash where the row was damaged before.
DAMAGED = "damaged before the upgrade"


def to_version_2(db: Connection, where: str) -> None:
    """See the module. `where` is the database's file, with the folder `pages` beside it."""
    for name in _INDEXES:
        db.execute(text(f"DROP INDEX IF EXISTS {name}"))
    for name in _OLD:
        db.execute(text(f"ALTER TABLE {name} RENAME TO old_{name}"))
    schema.metadata.create_all(db)
    _bytes(db, Path(where).parent / "pages")
    for name in _OLD:
        _rows(db, name)
    for name in reversed(_OLD):
        db.execute(text(f"DROP TABLE old_{name}"))
    _numbers(db)


def _bytes(db: Connection, folder: Path) -> None:
    wanted = [row[0] for row in db.execute(text("SELECT DISTINCT digest FROM old_page ORDER BY digest"))]
    for start in range(0, len(wanted), _STRIDE):
        rows = []
        for name in wanted[start : start + _STRIDE]:
            content = _content(folder / name[:2] / f"{name}.gz")
            if content is not None and digest(content) == name:
                rows.append(seal(schema.capture, {"digest": name, "size": len(content), "content": pack(content)}))
        if rows:
            db.execute(insert(schema.capture), rows)


def _content(path: Path) -> bytes | None:
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        return None  # `verify` names the page whose bytes are missing


def _rows(db: Connection, name: str) -> None:
    table = schema.metadata.tables[name]
    after = -1
    while rows := db.execute(
        text(f"SELECT rowid AS old_row, * FROM old_{name} WHERE rowid > :after ORDER BY rowid LIMIT {_STRIDE}"),  # noqa: S608
        {"after": after},
    ).all():
        db.execute(insert(table), [_row(name, row._mapping) for row in rows])
        after = rows[-1].old_row


def _row(name: str, old: Any) -> dict[str, Any]:
    row = {k: v for k, v in old.items() if k not in ("old_row", "hash")}
    if name == "run":
        row["began"] = row["ended"]
    fresh = seal(schema.metadata.tables[name], row)
    if "hash" in old and old["hash"] not in _old_hashes(name, old):
        fresh["hash"] = DAMAGED
    return fresh


def _old_hashes(name: str, old: Any) -> Iterator[str]:
    if name == "page":
        values = [v for k, v in old.items() if k not in ("old_row", "id", "hash")]
        data = "\x1f".join(str(v) for v in values).encode("utf-8", "surrogatepass")
    else:
        data = old["record"] if isinstance(old["record"], bytes) else b""
    yield hashlib.blake2b(data, digest_size=16).hexdigest()


def _numbers(db: Connection) -> None:
    for kind, column in (("page", "page.id"), ("story", "story.number"), ("refusal", "refusal.id"), ("run", "run.id")):
        name = column.partition(".")[0]
        put_setting(db, f"last {kind}", int(db.scalar(text(f"SELECT max({column}) FROM {name}")) or 0))  # noqa: S608
    told = int(db.scalar(text("SELECT max(page_id) FROM pickup")) or 0)
    put_setting(db, "told", told)
    put_setting(db, "identity", uuid4().hex)
