"""What a desk keeps: bytes as captured, pages, checked articles, stories, accounts. SQLite by default, or PostgreSQL.

`protocol.py` says what every store must do, `schema.py` has the tables for all of them; `sqlite.py` opens one in a
folder, `postgresql.py` one in a database server.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from .protocol import Counts, Ending, Entry, Kept, KeptPage, Numbered, Run, SiteSummary, Source, Store, Tally

if TYPE_CHECKING:
    from .sql import SqlStore

#: How an address of a database begins.
_SERVERS = ("postgresql://", "postgres://")


def open_store(where: str | Path, *, create: bool = False) -> "SqlStore":
    """The store at `where`, a folder or `postgresql://...`; raises `DeskError` where none is and `create` is not set.

    The store's libraries load here and not before: `copydesk check` needs none of them.
    """
    address = address_of(where)
    if address is not None:
        from .postgresql import open_postgresql  # noqa: PLC0415 (see above)

        return open_postgresql(address, create=create)
    from .sqlite import open_sqlite  # noqa: PLC0415 (see above)

    return open_sqlite(Path(where), create=create)


def address_of(where: str | Path) -> str | None:
    """The address of a database, as SQLAlchemy writes it; None where `where` is a folder.

    A `Path` that was made from an address has lost one of its slashes; it is put back.
    """
    said = str(where)
    for scheme in _SERVERS:
        short = scheme[:-1]
        if said.startswith(scheme) or (isinstance(where, Path) and said.startswith(short)):
            return "postgresql://" + said.removeprefix(short).removeprefix("/")
    return None


__all__ = [
    "Counts",
    "Ending",
    "Entry",
    "Kept",
    "KeptPage",
    "Numbered",
    "Run",
    "SiteSummary",
    "Source",
    "Store",
    "Tally",
    "address_of",
    "open_store",
]
