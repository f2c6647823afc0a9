"""What a desk remembers of each site, so that a page is inspected in the light of the site's other pages.

What the pages of a site agree on is told from a sample: the `SAMPLE` pages whose keys come first, so that it depends on
which pages are there and not on when they came. A page is inspected under what is agreed on when it comes in. When that
changes, the pages up to then that hold one of the names concerned are looked at again before stories are made
(`unsettled`); in a growing site a sample changes ever more seldom, so few are.

What a page tells of its site needs more than its article, which alone is kept: what it calls its site. So a sample that
lost pages is drawn anew by reading those pages again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ..inspection import SiteNotes
from ..inspection.site_agreement import Agreed, Seen, agreed_in, agreement, notes_of, seen_of
from ..record import Reading, StoreError
from . import schema
from .articles import checked_of
from .codec import decode, encode, seal
from .database import last_number, portions

T = TypeVar("T")

#: Pages of a site that tell what it agrees on: 39 of 64 with one name are no accident, and a row stays below 10 kB.
SAMPLE = 64


class Site(msgspec.Struct, frozen=True):
    """A site's row: its sample (None where it has to be drawn anew), and what new pages are inspected under.

    `open` are the names for which older pages are to be looked at again.
    """

    sample: tuple[Seen, ...] | None = ()
    agreed: Agreed = Agreed()
    open: Agreed = Agreed()


@dataclass(frozen=True)
class Unsettled:
    """A site whose pages up to the number `upto` are to be looked at again; `mark` is its row as it was read."""

    site: str
    record: Site
    upto: int
    mark: str


@dataclass(frozen=True)
class Forecast:
    """What pages tell of their sites, by key with the site, and what they are to be inspected under for it.

    `memory` leaves out sites that agree on nothing.
    """

    seen: Mapping[str, tuple[str, Seen]] = field(default_factory=dict)
    memory: Mapping[str, SiteNotes] = field(default_factory=dict)


# -- in the desk's transactions


def forecast(db: Connection, pages: Iterable[tuple[str, Reading]]) -> Forecast:
    """What pages, each under its key, are to be inspected under: what their sites agree on once they are kept."""
    seen = {key: (r.article.site, seen_of(key, r)) for key, r in pages if r.article.site}
    found: dict[str, SiteNotes] = {}
    fresh = _by_site(seen.values())
    rows = _rows(db, fresh)
    for site, more in fresh.items():
        record = _record(rows[site]) if site in rows else Site()
        sample = _drawn(db, site) if record.sample is None else record.sample
        agreed = agreement(_with(sample, more))
        if agreed != Agreed():
            found[site] = notes_of(agreed)
    return Forecast(seen, found)


def learn(db: Connection, pages: Mapping[str, str], under: Forecast) -> None:
    """Add pages, each by its key with its site, that were inspected under a forecast. Their rows are written already.

    Pages that it did not foresee are read when their site's sample is drawn.
    """
    rows = _rows(db, set(pages.values()))
    changes: dict[str, tuple[Site, bool]] = {}
    for site, more in _by_site((site, under.seen.get(key, (site, None))[1]) for key, site in pages.items()).items():
        record = _record(rows[site]) if site in rows else Site()
        if record.sample is None or None in more:
            # As long as there is no sample nothing is agreed on: what they were inspected under is all in question.
            changes[site] = (replace(record, sample=None, open=_in_question(record, _under(under, site))), True)
        else:
            sample = _with(record.sample, [seen for seen in more if seen is not None])
            changes[site] = _changed(record, sample, _under(under, site))
    _write(db, rows, changes)


def unlearn(db: Connection, sites: Iterable[str]) -> None:
    """Say that pages of these sites are gone or are articles no more: the samples are to be drawn anew."""
    rows = _rows(db, sites)
    _write(db, rows, {site: (replace(_record(row), sample=None), True) for site, row in rows.items()})


def to_be_drawn(db: Connection, sites: Iterable[str]) -> None:
    """Begin to remember sites whose pages came in unremembered."""
    rows = [{"site": site, "unsettled": 0, "record": encode(Site(sample=None))} for site in sorted(sites)]
    for some in portions(rows):
        db.execute(insert(schema.site), [seal(schema.site, row) for row in some])


def unlearn_damaged(db: Connection) -> None:
    """Forget what is damaged: the memory can be made anew from the articles."""
    for row in db.execute(select(schema.site)).all():
        try:
            _record(row)
        except StoreError:
            db.execute(delete(schema.site).where(schema.site.c.site == row.site))
            if isinstance(row.site, str):
                _write(db, {}, {row.site: (Site(sample=None), True)})


def unsettled(db: Connection, limit: int) -> list[Unsettled]:
    """The next sites whose pages are to be looked at again."""
    table = schema.site
    rows = db.execute(select(table).where(table.c.unsettled > 0).order_by(table.c.site).limit(limit))
    return [Unsettled(row.site, _record(row), row.unsettled, row.hash) for row in rows]


def redraw(db: Connection, site: Unsettled, seen: Iterable[Seen]) -> None:
    """Give a site the sample drawn from pages that were read again; one that has no pages any more is forgotten."""
    sample = _with((), list(seen))
    if sample:
        rows = {row.site: row for row in db.execute(select(schema.site).where(_is(site)))}
        _write(db, rows, {name: _changed(_record(row), sample) for name, row in rows.items()})
    else:
        db.execute(delete(schema.site).where(_is(site)))


def settle(db: Connection, sites: Sequence[Unsettled]) -> None:
    """Say that the pages of these sites have been looked at again; not of sites that have changed meanwhile."""
    for site in sites:
        values = {"site": site.site, "unsettled": 0, "record": encode(replace(site.record, open=Agreed()))}
        db.execute(update(schema.site).where(_is(site)).values(seal(schema.site, values)))


# -- steps


def _is(site: Unsettled) -> Any:
    return (schema.site.c.site == site.site) & (schema.site.c.hash == site.mark)


def _record(row: Any) -> Site:
    return decode(schema.site, row._mapping, Site, f"site {row.site}")


def _with(sample: Sequence[Seen], more: Sequence[Seen]) -> tuple[Seen, ...]:
    pages = {seen.key: seen for seen in (*sample, *more)}
    return tuple(pages[key] for key in sorted(pages)[:SAMPLE])


def _drawn(db: Connection, site: str) -> tuple[Seen, ...]:
    """The sample as far as articles alone tell; for a forecast, that is put right when the sample is drawn."""
    page, article = schema.page, schema.article
    wanted = select(article, page.c.key).join(page, page.c.id == article.c.page_id).where(page.c.site == site)
    rows = db.execute(wanted.order_by(page.c.key).limit(SAMPLE))
    found = ((row.key, checked_of(row._mapping, f"article {row.key}").article) for row in rows)
    return tuple(seen_of(key, Reading(article=held)) for key, held in found)


def _under(forecast: Forecast, site: str) -> Agreed:
    return agreed_in(forecast.memory.get(site, SiteNotes()))


def _changed(was: Site, sample: tuple[Seen, ...], under: Agreed | None = None) -> tuple[Site, bool]:
    """The site with another sample; and whether older pages, or pages inspected `under` this, may be told otherwise."""
    now = agreement(sample)
    open_ = _in_question(was, now)
    if under is not None:
        open_ = _in_question(Site(agreed=under, open=open_), now)
    return Site(sample, now, open_), now != was.agreed or under not in (None, now)


def _in_question(was: Site, now: Agreed) -> Agreed:
    """The names for which pages are to be looked at again: those there were, and those agreed on then or now alone."""
    odd = {*was.open.odd, *(set(was.agreed.odd) ^ set(now.odd))}
    spaced = {*was.open.spaced, *(set(was.agreed.spaced) ^ set(now.spaced))}
    return Agreed(tuple(sorted(odd)), tuple(sorted(spaced)))


def _by_site(pages: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for site, seen in pages:
        found.setdefault(site, []).append(seen)
    return found


def _rows(db: Connection, sites: Iterable[str]) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for some in portions(sorted(sites)):
        rows |= {row.site: row for row in db.execute(select(schema.site).where(schema.site.c.site.in_(some)))}
    return rows


def _write(db: Connection, rows: Mapping[str, Any], changes: Mapping[str, tuple[Site, bool]]) -> None:
    last = last_number(db, "page")
    fresh, changed = [], []
    for site, (record, again) in changes.items():
        was = rows.get(site)
        before = 0 if was is None else was.unsettled
        row = seal(schema.site, {"site": site, "unsettled": last if again else before, "record": encode(record)})
        if was is None:
            fresh.append(row)
        elif row["hash"] != was.hash:
            changed.append({f"new {name}": value for name, value in row.items()})
    if fresh:
        db.execute(insert(schema.site), fresh)
    if changed:
        table = schema.site
        values: dict[str, Any] = {c.name: bindparam(f"new {c.name}") for c in table.columns if c is not table.c.site}
        db.execute(update(table).where(table.c.site == bindparam("new site")).values(values), changed)
