"""Keeping what pages on the desk are read as by a later version of the stages, and what is refused."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from ..record import Checked, Outcome, Refusal
from ..text.addresses import site_of
from . import schema
from .articles import article_record
from .codec import column_names, seal
from .database import portions, take_numbers
from .keys import short
from .protocol import KeptPage
from .sql_sites import unlearn


def keep_again(db: Connection, results: Sequence[tuple[KeptPage, Checked | Refusal]], now: str) -> set[int]:
    """Put articles in the place of earlier ones; gives the numbers of the pages that changed.

    A page that is refused now keeps its bytes and loses its article; one that was quarantined and can be read now gets
    one. Pages that were taken off meanwhile are passed over.
    """
    pages = _rows(db, schema.page, schema.page.c.id, [k.id for k, _ in results])
    articles = _rows(db, schema.article, schema.article.c.page_id, list(pages))
    changed: set[int] = set()
    lost: set[str | None] = set()
    for kept, result in results:
        if kept.id not in pages:
            continue
        was = articles.get(kept.id)
        if isinstance(result, Checked):
            row = seal(schema.article, {"page_id": kept.id, "record": article_record(result)})
            if was is not None and was["hash"] == row["hash"]:
                continue
            if was is None:
                db.execute(insert(schema.article), [row])
                db.execute(delete(schema.refusal).where(schema.refusal.c.page == short(pages[kept.id]["name"])))
            else:
                db.execute(update(schema.article).where(schema.article.c.page_id == kept.id).values(row))
            _set_page(db, pages[kept.id], Outcome.STORED, result.article.site)
        else:
            keep_refusals(db, [result], now)
            if was is None:
                continue
            db.execute(delete(schema.article).where(schema.article.c.page_id == kept.id))
            _set_page(db, pages[kept.id], Outcome.QUARANTINED, site_of(kept.page.url or ""))
            lost.add(pages[kept.id]["site"])
        changed.add(kept.id)
    unlearn(db, {site for site in lost if site is not None})
    mark_stale(db, sorted(changed))
    return changed


def mark_stale(db: Connection, ids: Sequence[int]) -> None:
    """Say that the stories of these pages are to be made again."""
    for some in portions(ids):
        there = set(db.scalars(select(schema.stale.c.page_id).where(schema.stale.c.page_id.in_(some))))
        rows = [seal(schema.stale, {"page_id": i}) for i in some if i not in there]
        if rows:
            db.execute(insert(schema.stale), rows)


def keep_refusals(db: Connection, refusals: Sequence[Refusal], now: str) -> None:
    """Keep refusals, each page's once for each code, the newest."""
    table = schema.refusal
    numbers = take_numbers(db, "refusal", len(refusals))
    rows = [
        seal(
            table,
            {
                "id": number,
                "page": short(refusal.page),
                "url": refusal.url,
                "code": refusal.code.value,
                "reason": refusal.reason,
                "outcome": refusal.outcome.value,
                "at": now,
            },
        )
        for number, refusal in zip(numbers, refusals, strict=True)
    ]
    unlike = {(row["page"], row["code"]): row for row in rows}
    for page, code in unlike:
        db.execute(delete(table).where(table.c.page == page, table.c.code == code))
    if unlike:
        db.execute(insert(table), list(unlike.values()))


def _rows(db: Connection, table: Any, column: Any, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for some in portions(ids):
        for row in db.execute(select(table).where(column.in_(some))).mappings():
            found[row[column.name]] = dict(row)
    return found


def _set_page(db: Connection, row: dict[str, Any], outcome: Outcome, site: str | None) -> None:
    values = {name: row[name] for name in column_names(schema.page)}
    fresh = seal(schema.page, {**values, "outcome": outcome.value, "site": site})
    db.execute(update(schema.page).where(schema.page.c.id == row["id"]).values(fresh))
