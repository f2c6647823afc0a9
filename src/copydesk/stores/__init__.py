"""What a desk keeps: pages as captured, checked articles, stories, refusals. SQLite by default.

`protocol.py` says what every store must do, `schema.py` has the tables for all of them, `sqlite.py` opens one in a
folder.
"""

from pathlib import Path

from .protocol import Counts, Kept, SiteSummary, Store


def open_store(where: str | Path, *, create: bool = False) -> Store:
    """The store at `where`, a folder; raises `DeskError` where there is none and `create` is not set.

    The store's libraries load here and not before: `copydesk check` needs none of them.
    """
    from .sqlite import open_sqlite  # noqa: PLC0415 (see above)

    return open_sqlite(Path(where), create=create)


__all__ = ["Counts", "Kept", "SiteSummary", "Store", "open_store"]
