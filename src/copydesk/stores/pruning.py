"""Taking pages off a desk, by age or by site."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, func, select

from ..record import UsageError
from ..text.times import moment
from . import schema
from .database import onward, portions
from .sql import SqlStore
from .sql_again import mark_stale
from .sql_sites import unlearn
from .sql_stories import Changed

#: Pages that go in one transaction: others wait for no longer than that.
_STRIDE = 500


class Pruned(msgspec.Struct, frozen=True):
    """What went: pages, the captured bytes that no page needs any more (as captured), and refusals."""

    pages: int
    bytes: int
    refusals: int


def prune(store: SqlStore, *, before: datetime | None = None, site: str | None = None) -> Pruned:
    """Take off the pages that were captured (or, where that is not known, taken) before a time, or of a site, or both.

    Only while holding `telling`. The stories that lose a page are marked to be made again, those that lose all are
    gone; `Desk.prune` does it all.
    Raises `UsageError` where neither is given. A killed `prune` is finished by another one.
    """
    if before is None and site is None:
        raise UsageError("prune by age, by site, or by both: say which pages go")
    if before is not None and before.tzinfo is None:
        raise UsageError("the time before which pages go needs a zone")
    pages = size = refusals = 0
    after = 0
    while True:
        with store.database.writing() as db:
            some, after = _next(db, before, site, after)
            if after == 0:
                break
            size += _drop(store, db, some)
            pages += len(some)
    with store.database.writing() as db:
        if before is not None and site is None:
            old = schema.refusal.c.at < before.isoformat(timespec="microseconds")
            refusals = db.execute(delete(schema.refusal).where(old)).rowcount
    return Pruned(pages, size, refusals)


def _next(db: Connection, before: datetime | None, site: str | None, after: int) -> tuple[list[int], int]:
    """The pages to go among the next ones, and where to go on; 0 at the end."""
    table = schema.page
    wanted = select(table.c.id, table.c.captured, table.c.taken).where(table.c.id > after)
    if site is not None:
        wanted = wanted.where(table.c.site == site)
    rows = db.execute(wanted.order_by(table.c.id).limit(_STRIDE)).all()
    gone = [r.id for r in rows if before is None or _older(r.captured, r.taken, before)]
    return gone, onward(after, rows[-1].id, "page") if rows else 0


def _older(captured: str | None, taken: str, before: datetime) -> bool:
    when = moment(captured) or moment(taken)
    return when is not None and when < before


def _drop(store: SqlStore, db: Connection, ids: list[int]) -> int:
    page, pickup = schema.page, schema.pickup
    size = 0
    for some in portions(ids):
        digests = set(db.scalars(select(page.c.digest).where(page.c.id.in_(some))))
        sites = set(db.scalars(select(page.c.site).where(page.c.id.in_(some), page.c.site.is_not(None))))
        touched = set(db.scalars(select(pickup.c.story_id).where(pickup.c.page_id.in_(some))))
        for table, column in (
            (pickup, pickup.c.page_id),
            (schema.stale, schema.stale.c.page_id),
            (schema.validator, schema.validator.c.page_id),
            (schema.article, schema.article.c.page_id),
            (page, page.c.id),
        ):
            db.execute(delete(table).where(column.in_(some)))
        size += _drop_bytes(db, digests)
        unlearn(db, sites)
        _mark_stories(store, db, touched)
    return size


def _drop_bytes(db: Connection, digests: set[str]) -> int:
    still = set(db.scalars(select(schema.page.c.digest).where(schema.page.c.digest.in_(digests))))
    gone = schema.capture.c.digest.in_(digests - still)
    size = int(db.scalar(select(func.coalesce(func.sum(schema.capture.c.size), 0)).where(gone)) or 0)
    db.execute(delete(schema.capture).where(gone))
    return size


def _mark_stories(store: SqlStore, db: Connection, touched: set[str]) -> None:
    pickup, story = schema.pickup, schema.story
    left = db.execute(select(pickup.c.page_id, pickup.c.story_id).where(pickup.c.story_id.in_(touched))).all()
    mark_stale(db, [row.page_id for row in left])
    empty = touched - {row.story_id for row in left}
    numbers = list(db.scalars(select(story.c.number).where(story.c.id.in_(empty))))
    db.execute(delete(story).where(story.c.id.in_(empty)))
    db.execute(delete(schema.moved).where(schema.moved.c.new_id.in_(empty)))
    store.index_text(db, Changed(gone=numbers))
