"""The shelf of the index of word runs, in the desk's own tables and transactions."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection, delete, insert, select, update

from ..record import StoreError
from ..tracing.index import Postings, Run, RunState
from . import schema
from .codec import column_names, intact, seal
from .database import portions, take_numbers

_SIGN = 1 << 63


class SqlShelf:
    """A `tracing.index.Shelf` over a transaction of the desk's; writing needs one that holds the writer's lock."""

    def __init__(self, db: Connection) -> None:
        self.db = db

    def runs(self) -> list[Run]:
        """All runs, by number."""
        rows = self.db.execute(select(schema.gram_run).order_by(schema.gram_run.c.run))
        return [Run(r.run, r.level, RunState(r.state), r.postings, r.target) for r in rows]

    def new_run(self, level: int, state: RunState) -> int:
        """The number of a new, empty run, higher than all before it."""
        (number,) = take_numbers(self.db, "gram_run", 1)
        row = {"run": number, "level": level, "state": int(state), "postings": 0}
        self.db.execute(insert(schema.gram_run), [seal(schema.gram_run, row)])
        return number

    def mark(self, run: int, state: RunState, into: int | None = None) -> None:
        """Set a run's state and what it is being merged into."""
        self._set(run, state=int(state), target=into)

    def put(self, run: int, blocks: Sequence[Postings]) -> None:
        """Add blocks at the end of a run."""
        rows = [
            seal(
                schema.gram_block,
                {"run": run, "first": int(block[0]) - _SIGN, "postings": block.astype("<u8").tobytes()},
            )
            for block in blocks
            if len(block)
        ]
        if rows:
            self.db.execute(insert(schema.gram_block), rows)
            self._set(run, more=sum(map(len, blocks)))

    def firsts(self, run: int) -> Postings:
        """The first posting of each block of a run, ascending."""
        table = schema.gram_block
        rows = self.db.scalars(select(table.c.first).where(table.c.run == run).order_by(table.c.first))
        return np.array([first + _SIGN for first in rows], dtype=np.uint64)

    def blocks(self, run: int, firsts: Sequence[int]) -> Postings:
        """Some blocks by their first postings (ascending), as one; raises `StoreError` where one is damaged."""
        table = schema.gram_block
        parts: list[bytes] = []
        for some in portions(first - _SIGN for first in firsts):
            wanted = select(table).where(table.c.run == run, table.c.first.in_(some)).order_by(table.c.first)
            rows = self.db.execute(wanted).all()
            if len(rows) != len(some) or not all(intact(table, row._mapping) for row in rows):
                raise StoreError(f"the index of word runs is damaged (run {run}); `copydesk reread` makes it anew")
            parts += [row.postings for row in rows]
        return np.frombuffer(b"".join(parts), dtype="<u8")

    def drop_blocks(self, run: int, most: int) -> bool:
        """Take away at most so many blocks of a dead run, and the run with the last; whether any are left."""
        table = schema.gram_block
        some = list(self.db.scalars(select(table.c.first).where(table.c.run == run).limit(most + 1)))
        self.db.execute(delete(table).where(table.c.run == run, table.c.first.in_(some[:most])))
        if len(some) > most:
            return True
        self.db.execute(delete(schema.gram_run).where(schema.gram_run.c.run == run))
        return False

    def clear(self) -> None:
        """Take away everything, so that the index can be made anew."""
        self.db.execute(delete(schema.gram_block))
        self.db.execute(delete(schema.gram_run))

    def _set(self, run: int, more: int = 0, **changes: int | None) -> None:
        table = schema.gram_run
        row = self.db.execute(select(table).where(table.c.run == run)).mappings().one()
        values = {name: row[name] for name in column_names(table)} | changes
        values["postings"] += more
        self.db.execute(update(table).where(table.c.run == run).values(seal(table, values)))
