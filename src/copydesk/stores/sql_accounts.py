"""The accounts of runs: how the inputs of each source ended."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from ..record import Account, Outcome
from . import schema
from .codec import seal
from .database import portions
from .keys import short
from .protocol import Entry, Run, Source, Tally


def enter(db: Connection, entry: Entry) -> None:
    """Add a batch to the account of its run."""
    table = schema.tally
    sums: Counter[tuple[str, str, str]] = Counter()
    for ending, inputs in entry.endings.items():
        sums[short(ending.source), ending.outcome.value, ending.code] += inputs
    before: dict[tuple[str, str, str], int] = {}
    for some in portions({source for source, _, _ in sums}):
        for row in db.execute(select(table).where(table.c.run_id == entry.run, table.c.source.in_(some))):
            before[row.source, row.outcome, row.code] = row.inputs
    fresh: list[dict[str, Any]] = []
    more: list[dict[str, Any]] = []
    for (source, outcome, code), inputs in sums.items():
        so_far = before.get((source, outcome, code))
        values = {"source": source, "outcome": outcome, "code": code, "inputs": inputs + (so_far or 0)}
        row_ = seal(table, {"run_id": entry.run, **values})
        if so_far is None:
            fresh.append(row_)
        else:
            more.append({f"new {name}": value for name, value in row_.items()})
    if fresh:
        db.execute(insert(table), fresh)
    if more:
        here = [column == bindparam(f"new {column.name}") for column in table.primary_key.columns]
        db.execute(update(table).where(*here).values(inputs=bindparam("new inputs"), hash=bindparam("new hash")), more)


def newest_runs(db: Connection, limit: int) -> list[Run]:
    """The accounts of the newest runs, newest first."""
    return _runs(db, select(schema.run).order_by(schema.run.c.id.desc()).limit(limit))


def run_numbered(db: Connection, number: int) -> Run | None:
    """The account of one run."""
    return next(iter(_runs(db, select(schema.run).where(schema.run.c.id == number))), None)


def largest_sources(db: Connection, limit: int, offset: int) -> list[Source]:
    """The accounts of sources over all runs, of those with most inputs first."""
    table = schema.tally
    inputs = func.sum(table.c.inputs).label("inputs")
    runs, newest = func.count(table.c.run_id.distinct()).label("runs"), func.max(table.c.run_id).label("newest")
    wanted = select(table.c.source, inputs, runs, newest).group_by(table.c.source)
    rows = db.execute(wanted.order_by(inputs.desc(), table.c.source).limit(limit).offset(offset)).all()
    endings: dict[str, list[Row[Any]]] = {row.source: [] for row in rows}
    ends = (table.c.source, table.c.outcome, table.c.code)
    for some in portions(endings):
        ended: Select[Any] = select(*ends, inputs).where(table.c.source.in_(some)).group_by(*ends)
        for row in db.execute(ended):
            endings[row.source].append(row)
    return [
        Source(source=row.source, total=_sum(endings[row.source]), runs=row.runs, newest=row.newest) for row in rows
    ]


def all_endings(db: Connection) -> Tally:
    """How the inputs of all runs ended, those that were killed too."""
    ends = (schema.tally.c.outcome, schema.tally.c.code)
    return _sum(db.execute(select(*ends, func.sum(schema.tally.c.inputs).label("inputs")).group_by(*ends)))


def _runs(db: Connection, wanted: Select[Any]) -> list[Run]:
    rows = db.execute(wanted).all()
    endings: dict[int, list[Row[Any]]] = {row.id: [] for row in rows}
    for some in portions(endings):
        for row in db.execute(
            select(schema.tally).where(schema.tally.c.run_id.in_(some)).order_by(schema.tally.c.source)
        ):
            endings[row.run_id].append(row)
    return [_run(row, endings[row.id]) for row in rows]


def _run(row: Row[Any], endings: list[Row[Any]]) -> Run:
    account = msgspec.json.decode(row.account, type=Account) if row.account else Account()
    sources: dict[str, list[Row[Any]]] = {}
    for one in endings:
        sources.setdefault(one.source, []).append(one)
    return Run(
        id=row.id,
        began=row.began,
        ended=row.ended,
        total=_sum(endings) if endings else _whole(account),
        sources={source: _sum(some) for source, some in sources.items()},
        findings=account.findings,
        stories=account.stories,
    )


def _whole(account: Account) -> Tally:
    """For runs that kept no account by source: those of version 1, and those of other programs."""
    return Tally(
        stored=account.stored, unchanged=account.unchanged, refused=account.refused, quarantined=account.quarantined
    )


def _sum(endings: Iterable[Row[Any]]) -> Tally:
    plain: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    quarantined: Counter[str] = Counter()
    for row in endings:
        if row.outcome == Outcome.REFUSED.value:
            refused[row.code] += int(row.inputs)
        elif row.outcome == Outcome.QUARANTINED.value:
            quarantined[row.code] += int(row.inputs)
        else:
            plain[row.outcome] += int(row.inputs)
    return Tally(
        stored=plain[Outcome.STORED.value],
        unchanged=plain[Outcome.UNCHANGED.value],
        refused=dict(sorted(refused.items())),
        quarantined=dict(sorted(quarantined.items())),
    )
