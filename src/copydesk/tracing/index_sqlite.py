"""A shelf in an SQLite database: two tables, beside whatever else the database holds."""

from collections.abc import Sequence
from sqlite3 import Connection

import numpy as np

from .index import Postings, Run, RunState

_TABLES = """
CREATE TABLE IF NOT EXISTS gram_run (
    run INTEGER PRIMARY KEY AUTOINCREMENT, level INTEGER NOT NULL, state INTEGER NOT NULL,
    postings INTEGER NOT NULL, target INTEGER
);
CREATE TABLE IF NOT EXISTS gram_block (
    run INTEGER NOT NULL, first INTEGER NOT NULL, postings BLOB NOT NULL, PRIMARY KEY (run, first)
);
"""

#: SQLite's integers are signed: a posting is stored less 2⁶³, which keeps the order.
_SIGN = 1 << 63
#: Blocks asked for in one statement; SQLite binds up to 32,766 values, older builds 999.
_ASKED = 500


class SqliteShelf:
    """The shelf over a connection.

    Transactions are the owner's: with the connection in autocommit mode each method is one by itself.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        for statement in _TABLES.split(";"):
            if statement.strip():
                connection.execute(statement)

    def runs(self) -> list[Run]:
        """All runs, by number."""
        rows = self.connection.execute("SELECT run, level, state, postings, target FROM gram_run ORDER BY run")
        return [Run(run, level, RunState(state), postings, into) for run, level, state, postings, into in rows]

    def new_run(self, level: int, state: RunState) -> int:
        """The number of a new, empty run, higher than all before it."""
        made = self.connection.execute(
            "INSERT INTO gram_run (level, state, postings) VALUES (?, ?, 0)", (level, int(state))
        )
        assert made.lastrowid is not None  # noqa: S101 - an insert has one
        return made.lastrowid

    def mark(self, run: int, state: RunState, into: int | None = None) -> None:
        """Set a run's state and what it is being merged into."""
        self.connection.execute("UPDATE gram_run SET state = ?, target = ? WHERE run = ?", (int(state), into, run))

    def put(self, run: int, blocks: Sequence[Postings]) -> None:
        """Add blocks at the end of a run."""
        rows = [(run, int(block[0]) - _SIGN, block.astype("<u8").tobytes()) for block in blocks if len(block)]
        self.connection.executemany("INSERT INTO gram_block (run, first, postings) VALUES (?, ?, ?)", rows)
        count = sum(map(len, blocks))
        self.connection.execute("UPDATE gram_run SET postings = postings + ? WHERE run = ?", (count, run))

    def firsts(self, run: int) -> Postings:
        """The first posting of each block of a run, ascending."""
        rows = self.connection.execute("SELECT first FROM gram_block WHERE run = ? ORDER BY first", (run,))
        return np.array([first + _SIGN for (first,) in rows], dtype=np.uint64)

    def blocks(self, run: int, firsts: Sequence[int]) -> Postings:
        """Some blocks by their first postings (ascending), as one; raises KeyError where one is missing."""
        parts: list[bytes] = []
        for at in range(0, len(firsts), _ASKED):
            asked = [first - _SIGN for first in firsts[at : at + _ASKED]]
            marks = ",".join("?" * len(asked))
            rows = self.connection.execute(
                f"SELECT postings FROM gram_block WHERE run = ? AND first IN ({marks}) ORDER BY first",  # noqa: S608
                (run, *asked),
            ).fetchall()
            if len(rows) != len(asked):
                raise KeyError(f"run {run} lacks blocks that it had; the index was written to meanwhile")
            parts += [row[0] for row in rows]
        return np.frombuffer(b"".join(parts), dtype="<u8")

    def drop_blocks(self, run: int, most: int) -> bool:
        """Take away at most so many blocks of a dead run, and the run with the last; whether any are left."""
        self.connection.execute(
            "DELETE FROM gram_block WHERE rowid IN (SELECT rowid FROM gram_block WHERE run = ? LIMIT ?)", (run, most)
        )
        left = self.connection.execute("SELECT 1 FROM gram_block WHERE run = ? LIMIT 1", (run,)).fetchone()
        if left is None:
            self.connection.execute("DELETE FROM gram_run WHERE run = ?", (run,))
        return left is not None
