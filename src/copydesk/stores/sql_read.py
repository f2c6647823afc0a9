"""Reading a desk, in SQL that every store understands."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Row, Select, func, select

from ..inspection.site_agreement import Agreed, concerning
from ..record import Checked, Outcome, Page, Refusal, RefusalCode, StoreError, Story
from . import schema
from .articles import checked_of
from .codec import decode, intact, unpack
from .database import Database, last_number, number_of, onward, portions, setting
from .protocol import Counts, KeptPage, Numbered, Run, SiteSummary, Source, Tally
from .sql_accounts import all_endings, largest_sources, newest_runs, run_numbered
from .sql_sites import SAMPLE, Unsettled

#: Rows taken at once from a stream of all: a stream holds no transaction open while its caller works.
STRIDE = 256

#: Captured pages taken at once from a stream of all; each may have 20 MB.
CAPTURES = 32


class SqlReader:
    """The reading half of a store."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # -- for the line

    def mark(self) -> int:
        """A number that grows with every page kept, and never falls."""
        with self.database.reading() as db:
            return last_number(db, "page")

    def told(self) -> int:
        """The mark up to which pages have their stories."""
        with self.database.reading() as db:
            return number_of(setting(db, "told"))

    def indexed(self) -> int:
        """The mark up to which pages stand in the index of word runs."""
        with self.database.reading() as db:
            return number_of(setting(db, "indexed"))

    def untold(self) -> bool:
        """Whether some pages have no story yet, one that must be made again, or must be looked at again first."""
        with self.database.reading() as db:
            if db.scalar(select(schema.site.c.site).where(schema.site.c.unsettled > 0).limit(1)) is not None:
                return True
            if number_of(setting(db, "told")) < last_number(db, "page"):
                return True
            return db.scalar(select(schema.stale.c.page_id).limit(1)) is not None

    def unfinished(self) -> bool:
        """Whether the desk is the target of a move that has not come to its end."""
        with self.database.reading() as db:
            return setting(db, "moving") is not None

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of `keys` whose pages are kept already."""
        found: set[str] = set()
        with self.database.reading() as db:
            for some in portions(keys):
                found |= set(db.scalars(select(schema.page.c.key).where(schema.page.c.key.in_(some))))
        return found

    def checked_all(self) -> Iterator[tuple[str, Checked]]:
        """Every checked article with its page key, in the order of arrival."""
        return self.checked_since(0)

    def checked_since(self, mark: int) -> Iterator[tuple[str, Checked]]:
        """Every checked article that came in after `mark`, with its page key, in the order of arrival."""
        return ((one.key, one.checked) for one in self.numbered_since(mark))

    def numbered_since(self, mark: int) -> Iterator[Numbered]:
        """As `checked_since`, with the page's number too."""
        wanted = _articles().order_by(schema.article.c.page_id).limit(STRIDE)
        while True:
            with self.database.reading() as db:
                rows = db.execute(wanted.where(schema.article.c.page_id > mark)).all()
            for row in rows:
                yield _numbered(row)
            if len(rows) < STRIDE:
                return
            mark = onward(mark, rows[-1].page_id, "article")

    def pending(self) -> list[Numbered]:
        """The articles whose stories are to be made: of pages that came in since the last telling, and stale ones."""
        with self.database.reading() as db:
            told = number_of(setting(db, "told"))
            stale = select(schema.stale.c.page_id)
            wanted = _articles().where((schema.article.c.page_id > told) | schema.article.c.page_id.in_(stale))
            return [_numbered(row) for row in db.execute(wanted.order_by(schema.article.c.page_id))]

    def stale(self) -> set[int]:
        """The numbers of the pages whose stories must be made again though the pages are not new."""
        with self.database.reading() as db:
            return set(db.scalars(select(schema.stale.c.page_id)))

    def company(self, pages: Iterable[int]) -> tuple[list[str], list[Numbered]]:
        """The stories that hold any of these pages, and the articles of all their pickups."""
        pickup = schema.pickup
        ids: set[str] = set()
        found: list[Numbered] = []
        with self.database.reading() as db:
            for some in portions(pages):
                ids |= set(db.scalars(select(pickup.c.story_id).where(pickup.c.page_id.in_(some))))
            joined = _articles().join(pickup, pickup.c.page_id == schema.article.c.page_id)
            for some_ids in portions(sorted(ids)):
                found += [_numbered(row) for row in db.execute(joined.where(pickup.c.story_id.in_(some_ids)))]
        return sorted(ids), found

    def newest_keyed(self, limit: int) -> list[Story]:
        """The stories that came last, their pickups named by page keys as the line names them."""
        wanted = select(schema.story).order_by(schema.story.c.number.desc()).limit(limit)
        keyed = select(schema.pickup.c.story_id, schema.page.c.key).join(
            schema.page, schema.page.c.id == schema.pickup.c.page_id
        )
        keyed = keyed.order_by(schema.pickup.c.story_id, schema.pickup.c.position)
        keys: dict[str, list[str]] = {}
        with self.database.reading() as db:
            stories = [story_of(row) for row in db.execute(wanted)]
            for some in portions(s.id for s in stories):
                for row in db.execute(keyed.where(schema.pickup.c.story_id.in_(some))):
                    keys.setdefault(row.story_id, []).append(row.key)
        return [with_keys(s, keys.get(s.id, [])) for s in stories if len(keys.get(s.id, [])) == len(s.pickups)]

    def in_use(self, ids: Iterable[str]) -> set[str]:
        """Those of `ids` that stories have."""
        found: set[str] = set()
        with self.database.reading() as db:
            for some in portions(ids):
                found |= set(db.scalars(select(schema.story.c.id).where(schema.story.c.id.in_(some))))
        return found

    def all_ids(self) -> list[str]:
        """The ids of all stories."""
        with self.database.reading() as db:
            return list(db.scalars(select(schema.story.c.id)))

    def story_ids(self) -> dict[str, str]:
        """The story id of each page key that belongs to a story."""
        with self.database.reading() as db:
            return {row.key: row.story_id for row in db.execute(_homes())}

    def story_ids_of(self, stories: Iterable[str]) -> dict[str, str]:
        """As `story_ids`, of these stories only."""
        found: dict[str, str] = {}
        with self.database.reading() as db:
            for some in portions(stories):
                rows = db.execute(_homes().where(schema.pickup.c.story_id.in_(some)))
                found |= {row.key: row.story_id for row in rows}
        return found

    # -- for people

    def counts(self) -> Counts:
        """How much the desk holds."""
        with self.database.reading() as db:
            pages = db.scalar(select(func.count()).where(schema.page.c.outcome == Outcome.STORED.value))
            stories = db.scalar(select(func.count()).select_from(schema.story))
            ends = {
                row[0]: row[1]
                for row in db.execute(select(schema.refusal.c.outcome, func.count()).group_by(schema.refusal.c.outcome))
            }
        return Counts(
            pages=int(pages or 0),
            stories=int(stories or 0),
            refused=int(ends.get(Outcome.REFUSED.value, 0)),
            quarantined=int(ends.get(Outcome.QUARANTINED.value, 0)),
        )

    def front(self, limit: int) -> list[Story]:
        """The newest stories, for the front page."""
        return self.stories(limit=limit)

    def stories(
        self, *, section: str | None = None, site: str | None = None, limit: int = 50, offset: int = 0
    ) -> list[Story]:
        """Stories, newest first."""
        wanted = select(schema.story).order_by(schema.story.c.sort_time.desc(), schema.story.c.id)
        if section is not None:
            wanted = wanted.where(schema.story.c.section == section)
        if site is not None:
            wanted = wanted.where(
                schema.story.c.id.in_(select(schema.pickup.c.story_id).where(schema.pickup.c.site == site))
            )
        return self._stories(wanted.limit(limit).offset(offset))

    def each_story(self) -> Iterator[Story]:
        """Every story, newest first, as a stream."""
        wanted = select(schema.story).order_by(schema.story.c.sort_time.desc(), schema.story.c.id)
        with self.database.reading() as db:
            for row in db.execution_options(yield_per=STRIDE).execute(wanted):
                yield story_of(row)

    def story(self, story_id: str) -> Story | None:
        """One story."""
        found = self._stories(select(schema.story).where(schema.story.c.id == story_id))
        return found[0] if found else None

    def moved(self, story_id: str) -> str | None:
        """Where an id that was given up leads to."""
        with self.database.reading() as db:
            found: str | None = db.scalar(select(schema.moved.c.new_id).where(schema.moved.c.old_id == story_id))
            return found

    def checked(self, story_id: str) -> list[Checked]:
        """The checked articles of a story, in the order of its pickups."""
        wanted = (
            _articles()
            .join(schema.pickup, schema.pickup.c.page_id == schema.article.c.page_id)
            .where(schema.pickup.c.story_id == story_id)
            .order_by(schema.pickup.c.position)
        )
        with self.database.reading() as db:
            return [_checked_of(row) for row in db.execute(wanted)]

    def sections(self) -> list[tuple[str, int]]:
        """The sections with the number of their stories, most first."""
        section, number = schema.story.c.section, func.count().label("n")
        wanted = select(section, number).where(section.is_not(None)).group_by(section).order_by(number.desc(), section)
        with self.database.reading() as db:
            return [(row[0], row[1]) for row in db.execute(wanted)]

    def sites(self) -> list[SiteSummary]:
        """The sites, most pickups first."""
        return self._sites(schema.pickup.c.site.is_not(None))

    def site(self, domain: str) -> SiteSummary | None:
        """One site."""
        found = self._sites(schema.pickup.c.site == domain)
        return found[0] if found else None

    def refusals(self, limit: int) -> list[Refusal]:
        """The newest inputs that were refused or quarantined."""
        wanted = select(schema.refusal).order_by(schema.refusal.c.id.desc()).limit(limit)
        with self.database.reading() as db:
            return [
                Refusal(page=row.page, url=row.url, code=RefusalCode(row.code), reason=row.reason)
                for row in db.execute(wanted)
            ]

    def runs(self, limit: int = 100) -> list[Run]:
        """The accounts of the newest runs, newest first."""
        with self.database.reading() as db:
            return newest_runs(db, limit)

    def run(self, number: int) -> Run | None:
        """The account of one run."""
        with self.database.reading() as db:
            return run_numbered(db, number)

    def sources(self, limit: int = 100, offset: int = 0) -> list[Source]:
        """The accounts of sources over all runs, of those with most inputs first."""
        with self.database.reading() as db:
            return largest_sources(db, limit, offset)

    def endings(self) -> Tally:
        """How the inputs of all runs ended, those that were killed too."""
        with self.database.reading() as db:
            return all_endings(db)

    def subscriptions(self) -> list[tuple[str, bytes]]:
        """What the desk polls: each address with its record as JSON."""
        table = schema.subscription
        with self.database.reading() as db:
            return [(row.url, row.record) for row in db.execute(select(table).order_by(table.c.url))]

    # -- what was captured

    def each_page(self, after: int = 0) -> Iterator[KeptPage]:
        """Every page as captured, with its bytes, in the order of arrival; only those with a number above `after`.

        Raises `StoreError` at a page whose bytes are not what was kept.
        """
        while pages := self.some_pages(after):
            for _, page in pages:
                if isinstance(page, Refusal):
                    raise StoreError(str(page))
                yield page
            after = pages[-1][0]

    def some_pages(self, after: int, many: int = CAPTURES) -> list[tuple[int, KeptPage | Refusal]]:
        """The next `many` pages as captured, with a number above `after`; a refusal where they are damaged."""
        wanted = _captured().where(schema.page.c.id > after).limit(many)
        with self.database.reading() as db:
            rows = db.execute(wanted).all()
        if rows:
            onward(after, rows[-1].id, "page")
        return [(row.id, _page_of(row)) for row in rows]

    def sample_of(self, site: Unsettled) -> list[KeptPage]:
        """The pages that a site's sample is told from; damaged ones are passed over."""
        page = schema.page
        wanted = select(page.c.id).join(schema.article, schema.article.c.page_id == page.c.id)
        wanted = wanted.where(page.c.site == site.site).order_by(page.c.key).limit(SAMPLE)
        with self.database.reading() as db:
            rows = db.execute(_captured().where(page.c.id.in_(wanted))).all()
        return [found for found in map(_page_of, rows) if isinstance(found, KeptPage)]

    def concerned(self, site: Unsettled, many: int) -> Iterator[list[KeptPage]]:
        """The pages of a site that are to be looked at again, so many at once; damaged ones are passed over."""
        page, concerns, after = schema.page, concerning(site.record.open), 0
        wanted = _articles().where(page.c.site == site.site, page.c.id <= site.upto).order_by(page.c.id).limit(many)
        while site.record.open != Agreed():
            with self.database.reading() as db:
                rows = db.execute(wanted.where(page.c.id > after)).all()
                ids = [row.page_id for row in rows if concerns(_checked_of(row).article)]
                pages = [_page_of(row) for row in db.execute(_captured().where(page.c.id.in_(ids)))] if ids else []
            if pages:
                yield [page for page in pages if isinstance(page, KeptPage)]
            if len(rows) < many:
                return
            after = onward(after, rows[-1].page_id, "article")

    # -- steps

    def _sites(self, which: ColumnElement[bool]) -> list[SiteSummary]:
        pickups = func.count().label("pickups")
        wanted = (
            select(
                schema.pickup.c.site,
                pickups,
                func.sum(schema.pickup.c.changed).label("changed"),
                func.count(schema.pickup.c.story_id.distinct()).label("stories"),
            )
            .where(which)
            .group_by(schema.pickup.c.site)
            .order_by(pickups.desc(), schema.pickup.c.site)
        )
        with self.database.reading() as db:
            return [SiteSummary(r.site, r.pickups, int(r.changed or 0), r.stories) for r in db.execute(wanted)]

    def _stories(self, wanted: Select[Any]) -> list[Story]:
        with self.database.reading() as db:
            return [story_of(row) for row in db.execute(wanted)]


def story_of(row: Row[Any]) -> Story:
    """A story back from its row."""
    return decode(schema.story, row._mapping, Story, f"story {row.id}")


def _homes() -> Select[Any]:
    page, pickup = schema.page, schema.pickup
    return select(page.c.key, pickup.c.story_id).join(pickup, pickup.c.page_id == page.c.id)


def _articles() -> Select[Any]:
    return select(schema.article, schema.page.c.key).join(schema.page, schema.page.c.id == schema.article.c.page_id)


def _captured() -> Select[Any]:
    size, content = schema.capture.c.size, schema.capture.c.content
    wanted = select(schema.page, size, content)
    wanted = wanted.outerjoin(schema.capture, schema.capture.c.digest == schema.page.c.digest)
    return wanted.order_by(schema.page.c.id)


def _numbered(row: Row[Any]) -> Numbered:
    return Numbered(row.page_id, row.key, _checked_of(row))


def with_keys(story: Story, keys: Sequence[str]) -> Story:
    """The story with its pickups under the desk's keys, instead of the names that their sources gave them."""
    named = tuple(replace(p, name=key) for p, key in zip(story.pickups, keys, strict=True))
    return replace(story, pickups=named)


def _checked_of(row: Row[Any]) -> Checked:
    return checked_of(row._mapping, f"article {row.key}")


def _page_of(row: Row[Any]) -> KeptPage | Refusal:
    if not intact(schema.page, row._mapping):
        reason = f"page {row.key}: the record is not what was kept (its hash differs)"
        return Refusal(page=str(row.name), code=RefusalCode.DAMAGED, reason=reason)
    try:
        content = unpack(row.content, row.size, row.digest)
    except StoreError as exc:
        return Refusal(page=str(row.name), code=RefusalCode.DAMAGED, reason=f"page {row.key}: {exc}")
    page = Page(
        name=row.name,
        content=content,
        url=row.url,
        captured=row.captured,
        media_type=row.media_type,
        cut=row.cut,
        via=row.via,
        at=row.at,
    )
    return KeptPage(id=row.id, key=row.key, digest=row.digest, outcome=Outcome(row.outcome), taken=row.taken, page=page)
