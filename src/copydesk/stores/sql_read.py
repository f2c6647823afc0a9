"""Reading a desk, in SQL that every store understands; what only SQLite says stands in `sqlite.py`."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Select, func, select

from ..record import Checked, Outcome, Refusal, RefusalCode, Story
from . import schema
from .codec import decode
from .protocol import Counts, SiteSummary


class SqlReader:
    """The reading half of a store over a SQLAlchemy engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    # -- for the line

    def mark(self) -> int:
        """A number that grows with every page kept."""
        with self.engine.connect() as db:
            return int(db.scalar(select(func.coalesce(func.max(schema.page.c.id), 0))) or 0)

    def known(self, keys: list[str]) -> set[str]:
        """Those of `keys` whose pages are kept already."""
        with self.engine.connect() as db:
            return set(db.scalars(select(schema.page.c.key).where(schema.page.c.key.in_(keys))))

    def checked_all(self) -> Iterator[tuple[str, Checked]]:
        """Every checked article with its page key, in the order of arrival."""
        wanted = (
            select(schema.page.c.key, schema.article.c.record, schema.article.c.hash)
            .join(schema.article, schema.article.c.page_id == schema.page.c.id)
            .order_by(schema.page.c.id)
        )
        with self.engine.connect() as db:
            for row in db.execute(wanted):
                yield row.key, decode(row.record, row.hash, Checked, f"article {row.key}")

    def story_ids(self) -> dict[str, str]:
        """The story id of each page key that belongs to a story."""
        wanted = select(schema.page.c.key, schema.pickup.c.story_id).join(
            schema.pickup, schema.pickup.c.page_id == schema.page.c.id
        )
        with self.engine.connect() as db:
            return {row.key: row.story_id for row in db.execute(wanted)}

    # -- for people

    def counts(self) -> Counts:
        """How much the desk holds."""
        with self.engine.connect() as db:
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
        with self.engine.connect() as db:
            for row in db.execution_options(yield_per=256).execute(wanted):
                yield story_of(row)

    def story(self, story_id: str) -> Story | None:
        """One story."""
        found = self._stories(select(schema.story).where(schema.story.c.id == story_id))
        return found[0] if found else None

    def moved(self, story_id: str) -> str | None:
        """Where an id that was given up leads to."""
        with self.engine.connect() as db:
            return db.scalar(select(schema.moved.c.new_id).where(schema.moved.c.old_id == story_id))

    def checked(self, story_id: str) -> list[Checked]:
        """The checked articles of a story, in the order of its pickups."""
        wanted = (
            select(schema.article.c.record, schema.article.c.hash, schema.article.c.page_id)
            .join(schema.pickup, schema.pickup.c.page_id == schema.article.c.page_id)
            .where(schema.pickup.c.story_id == story_id)
            .order_by(schema.pickup.c.position)
        )
        with self.engine.connect() as db:
            return [decode(r.record, r.hash, Checked, f"article of page {r.page_id}") for r in db.execute(wanted)]

    def sections(self) -> list[tuple[str, int]]:
        """The sections with the number of their stories, most first."""
        section, number = schema.story.c.section, func.count().label("n")
        wanted = select(section, number).where(section.is_not(None)).group_by(section).order_by(number.desc(), section)
        with self.engine.connect() as db:
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
        with self.engine.connect() as db:
            return [
                Refusal(page=row.page, url=row.url, code=RefusalCode(row.code), reason=row.reason)
                for row in db.execute(wanted)
            ]

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
        with self.engine.connect() as db:
            return [SiteSummary(r.site, r.pickups, int(r.changed or 0), r.stories) for r in db.execute(wanted)]

    def _stories(self, wanted: Select[Any]) -> list[Story]:
        with self.engine.connect() as db:
            return [story_of(row) for row in db.execute(wanted)]


def story_of(row: Row[Any]) -> Story:
    """A story back from its row."""
    return decode(row.record, row.hash, Story, f"story {row.id}")
