"""What a desk remembers of each site, so that a page is inspected in the light of the site's other pages.

What the pages of a site agree on is told from a sample: the `SAMPLE` pages whose keys come first, so that it depends on
which pages are there and not on when they came. A page is inspected under what is agreed on when it comes in. When that
changes, the pages up to then that hold one of the names concerned are looked at again before stories are made
(`unsettled`); in a growing site a sample changes ever more seldom, so few are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from ..inspection import SiteMemory, SiteNotes, remember
from ..inspection.memory import NAMES
from ..inspection.suspects import AGREEING_PAGES, AGREEING_SHARE
from ..record import Article, Checked, Reading, StoreError
from ..text.folding import fold
from . import schema
from .codec import decode, encode, seal
from .database import last_number, portions

#: Pages of a site that tell what it agrees on: 39 of 64 with one name are no accident, and a row stays below 10 kB.
SAMPLE = 64


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """What one page tells of its site: the names that its headline sets off, oddly or like house style."""

    key: str
    odd: tuple[str, ...] = ()
    spaced: tuple[str, ...] = ()


class Agreed(msgspec.Struct, frozen=True, array_like=True):
    """The names that a site's sample agrees on, sorted."""

    odd: tuple[str, ...] = ()
    spaced: tuple[str, ...] = ()


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


def notes_of(agreed: Agreed) -> SiteNotes:
    """What is agreed on, as inspection takes it.

    Counts are the least that make a name count: true ones would change what is said of every page with each new one.
    """
    odd = tuple((name, 1) for name in agreed.odd)
    spaced = tuple((name, AGREEING_PAGES) for name in agreed.spaced)
    return SiteNotes(AGREEING_PAGES, odd, spaced)


def agreement(sample: Iterable[Seen]) -> Agreed:
    """The names that a site's pages agree on; a name that one page sets off oddly needs no other."""
    pages = list(sample)
    odd = Counter(name for seen in pages for name in set(seen.odd))
    spaced = Counter(name for seen in pages for name in set(seen.spaced))
    least = max(AGREEING_PAGES, AGREEING_SHARE * len(pages))
    return Agreed(
        tuple(sorted(sorted(odd, key=lambda name: (-odd[name], name))[:NAMES])),
        tuple(sorted(name for name, count in spaced.items() if count >= least)),
    )


def seen_of(key: str, article: Article) -> Seen:
    """What a page tells of its site."""
    notes = next(iter(remember({}, [Reading(article=article)]).values()), SiteNotes())
    return Seen(key, tuple(name for name, _ in notes.odd), tuple(name for name, _ in notes.spaced))


def concerning(names: Agreed) -> Callable[[Article], bool]:
    """Whether an article may be told otherwise since a site agrees on these names, or does no more.

    It has one of them somewhere, however it is written there: glued, split, with look-alike letters. A name that a
    page sets off oddly itself is accused there whatever others do.
    """
    odd = {"".join(name.split()): name for name in names.odd}
    spaced = ["".join(name.split()) for name in names.spaced]

    def concerns(article: Article) -> bool:
        said = (article.headline, article.body, *article.byline, article.source, article.agency, article.section)
        text = "".join(fold("\n".join(filter(None, said))).text.lower().split())
        if any(name in text for name in spaced):
            return True
        standing = {name for squeezed, name in odd.items() if squeezed in text}
        return bool(standing) and not standing <= set(seen_of("", article).odd)

    return concerns


# -- in the desk's transactions


def forecast(db: Connection, pages: Iterable[tuple[str, Seen]]) -> dict[str, SiteNotes]:
    """What pages, each with its site, are to be inspected under: what their sites will agree on once they are kept.

    Sites that agree on nothing are left out.
    """
    found: dict[str, SiteNotes] = {}
    fresh = _by_site(pages)
    rows = _rows(db, fresh)
    for site, more in fresh.items():
        record = _record(rows[site]) if site in rows else Site()
        sample = _drawn(db, site) if record.sample is None else record.sample
        agreed = agreement(_with(sample, more))
        if agreed != Agreed():
            found[site] = notes_of(agreed)
    return found


def learn(db: Connection, pages: Iterable[tuple[str, Seen]], under: SiteMemory) -> None:
    """Add pages, each with its site, that were inspected `under` a memory. Their rows are written already."""
    fresh = _by_site(pages)
    rows = _rows(db, fresh)
    changes = {}
    for site, more in fresh.items():
        record = _record(rows[site]) if site in rows else Site()
        sample = _drawn(db, site) if record.sample is None else _with(record.sample, more)
        changes[site] = _changed(record, sample, under.get(site, SiteNotes()))
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


def redraw(db: Connection, sites: Sequence[Unsettled]) -> None:
    """Draw anew the samples that have to be; a site that has no pages any more is forgotten."""
    for site in sites:
        if site.record.sample is None:
            sample = _drawn(db, site.site)
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
    page, article = schema.page, schema.article
    wanted = select(article, page.c.key).join(page, page.c.id == article.c.page_id).where(page.c.site == site)
    rows = db.execute(wanted.order_by(page.c.key).limit(SAMPLE))
    return tuple(seen_of(row.key, decode(article, row._mapping, Checked, f"article {row.key}").article) for row in rows)


def _changed(was: Site, sample: tuple[Seen, ...], under: SiteNotes | None = None) -> tuple[Site, bool]:
    """The site with another sample; and whether older pages, or pages inspected `under` this, may be told otherwise."""
    now = agreement(sample)
    before = [was.agreed] if under is None else [was.agreed, _agreed(under)]
    odd = {name for one in before for name in set(one.odd) ^ set(now.odd)}
    spaced = {name for one in before for name in set(one.spaced) ^ set(now.spaced)}
    open_ = Agreed(tuple(sorted(odd | set(was.open.odd))), tuple(sorted(spaced | set(was.open.spaced))))
    return Site(sample, now, open_), bool(odd or spaced)


def _agreed(notes: SiteNotes) -> Agreed:
    return Agreed(tuple(sorted(name for name, _ in notes.odd)), tuple(sorted(name for name, _ in notes.spaced)))


def _by_site(pages: Iterable[tuple[str, Seen]]) -> dict[str, list[Seen]]:
    found: dict[str, list[Seen]] = {}
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
