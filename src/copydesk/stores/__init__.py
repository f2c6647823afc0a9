"""What a desk keeps: pages as captured, checked articles, stories, refusals. SQLite by default.

`protocol.py` says what every store must do, `schema.py` has the tables for all of them, `sqlite.py` opens one in a
folder.
"""

from .protocol import Counts, Kept, SiteSummary, Store
from .sqlite import open_sqlite

__all__ = ["Counts", "Kept", "SiteSummary", "Store", "open_sqlite"]
