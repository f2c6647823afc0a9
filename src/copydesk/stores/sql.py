"""Writing a desk, in SQL that every store understands."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, insert, select, update

from ..inspection.site_agreement import Seen
from ..record import Account, Checked, Outcome, Page, Reading, Refusal, Story
from ..text.addresses import site_of
from ..tracing.index import GramIndex
from . import schema
from .articles import article_record
from .codec import encode, pack, seal
from .database import number_of, portions, put_setting, setting, take_numbers
from .gram_lookup import PageLookup
from .keys import digest
from .protocol import Damage, Entry, Kept, KeptPage
from .sql_accounts import enter
from .sql_again import keep_again, keep_refusals
from .sql_read import SqlReader
from .sql_shelf import SqlShelf
from .sql_sites import Forecast, Unsettled, forecast, learn, redraw, settle, unlearn_damaged, unsettled
from .sql_stories import Changed, pages_named, put_in_place

_NOTHING_FORESEEN = Forecast()

#: A page's number and its sampled grams.
Posting = tuple[int, NDArray[np.uint64]]


class SqlStore(SqlReader, ABC):
    """A store in tables; what each database says in its own way is left to its module."""

    @abstractmethod
    def telling(self) -> AbstractContextManager[None]:
        """Wait until nobody else makes stories on this desk, and keep others waiting. Gone with its process.

        Taking pages in does not wait for it.
        """

    @abstractmethod
    def index_text(self, db: Connection, changed: Changed) -> None:
        """Make the stories' words findable."""

    @abstractmethod
    def text_numbers(self) -> set[int]:
        """The numbers of the stories in the index of words."""

    @abstractmethod
    def texts_right(self, stories: Mapping[int, Story]) -> set[int]:
        """Those of these stories, by number, whose words the index holds as they are."""

    @abstractmethod
    def damage(self) -> Iterator[Damage]:
        """What the database's own checks say."""

    @abstractmethod
    def search(self, query: str, limit: int, offset: int) -> tuple[list[Story], int]:
        """Stories that hold every term of `query`, best first; see `protocol.Store.search`."""

    def close(self) -> None:
        """Give back connections."""
        self.database.close()

    # -- pages

    def keep(
        self,
        batch: Sequence[Kept],
        refused: Sequence[Refusal] = (),
        entry: Entry | None = None,
        under: Forecast = _NOTHING_FORESEEN,
    ) -> None:
        """Keep captured bytes, page rows, checked articles and refusals of one batch, all or nothing.

        `entry` goes into the account of its run in the same transaction. `under` is the forecast under which the pages
        were inspected.
        """
        worth_keeping = {k.key: k for k in batch if not _refused(k)}
        # Hashing, compressing and writing JSON come before the lock is taken: others wait for it.
        digests = {k.key: k.digest or digest(k.page.content) for k in worth_keeping.values()}
        contents = {digests[k.key]: k.page.content for k in worth_keeping.values()}
        captures = {
            name: seal(schema.capture, {"digest": name, "size": len(content), "content": pack(content)})
            for name, content in contents.items()
        }
        records = {k.key: article_record(k.result) for k in worth_keeping.values() if isinstance(k.result, Checked)}
        refusals = [*refused, *(k.result for k in batch if isinstance(k.result, Refusal))]
        now = _now()
        with self.database.writing() as db:
            # Another writer may have kept some of the pages between our look and now.
            known = _present(db, schema.page.c.key, worth_keeping)
            fresh = [k for k in worth_keeping.values() if k.key not in known]
            there = _present(db, schema.capture.c.digest, {digests[k.key] for k in fresh})
            _insert(db, schema.capture, [captures[d] for d in {digests[k.key]: 1 for k in fresh} if d not in there])
            numbers = dict(zip((k.key for k in fresh), take_numbers(db, "page", len(fresh)), strict=True))
            _insert(db, schema.page, [_page_row(k, numbers[k.key], digests[k.key], now) for k in fresh])
            articles = [{"page_id": numbers[k.key], "record": records[k.key]} for k in fresh if k.key in records]
            _insert(db, schema.article, [seal(schema.article, row) for row in articles])
            _insert(db, schema.validator, [_validators(k.page, numbers[k.key]) for k in fresh if _asked_with(k.page)])
            learn(db, _sites((k.key, k.result) for k in fresh), under)
            keep_refusals(db, refusals, now)
            if entry is not None:
                enter(db, entry)

    def keep_again(
        self, results: Sequence[tuple[KeptPage, Checked | Refusal]], under: Forecast = _NOTHING_FORESEEN
    ) -> set[int]:
        """Keep what pages that are on the desk are read as now; gives the numbers of those that changed.

        Only while holding `telling`: the stories of changed pages are marked to be made again. `under` is the forecast
        under which the pages were inspected.
        """
        with self.database.writing() as db:
            changed = keep_again(db, results, _now())
            learn(db, _sites((k.key, r) for k, r in results), under)
            return changed

    # -- sites

    def forecast(self, pages: Iterable[tuple[str, Reading]]) -> Forecast:
        """What pages, each under its key, are to be inspected under: what their sites agree on once they are kept."""
        with self.database.reading() as db:
            return forecast(db, pages)

    def unsettled(self, limit: int) -> list[Unsettled]:
        """The next sites of which pages are to be looked at again. Only while holding `telling`."""
        with self.database.reading() as db:
            return unsettled(db, limit)

    def redraw(self, site: Unsettled, seen: Iterable[Seen]) -> None:
        """Give a site that has no sample one: what the pages of `sample_of` tell, read again."""
        with self.database.writing() as db:
            redraw(db, site, seen)

    def settle(self, sites: Sequence[Unsettled]) -> None:
        """Say that their pages have been looked at again; a site that has changed meanwhile stays unsettled."""
        with self.database.writing() as db:
            settle(db, sites)

    def forget_damaged_sites(self) -> None:
        """Draw anew what is remembered of a site where its row is damaged."""
        with self.database.writing() as db:
            unlearn_damaged(db)

    # -- stories

    def tell(self, stories: Sequence[Story], seen: int) -> bool:
        """Replace the desk's stories by these; see `protocol.Store.tell`."""
        return self.tell_some(None, stories, seen)

    def tell_some(self, before: Sequence[str] | None, stories: Sequence[Story], seen: int) -> bool:
        """Put these stories in the place of those with the ids `before` (of all, where it is None); else as `tell`."""
        with self.database.reading() as db:
            pages = pages_named(db, [p.name for s in stories for p in s.pickups])
        with self.database.writing() as db:
            if number_of(setting(db, "told")) > seen:
                return False
            self.index_text(db, put_in_place(db, before, stories, pages))
            # Who marks pages as stale holds `telling` too: none was marked since their articles were read.
            db.execute(delete(schema.stale))
            put_setting(db, "told", seen)
        return True

    def place(self, before: Sequence[str], stories: Sequence[Story]) -> None:
        """Put these stories in the place of those with the ids `before`, which have no page that is in another one.

        Only while holding `telling`. A part of what is told: `told_all` ends it.
        """
        with self.database.reading() as db:
            pages = pages_named(db, [p.name for s in stories for p in s.pickups])
        with self.database.writing() as db:
            self.index_text(db, put_in_place(db, before, stories, pages))

    def told_all(self, seen: int) -> None:
        """Say that the pages up to `seen` have their stories, and stand in the index. Only while holding `telling`."""
        with self.database.writing() as db:
            db.execute(delete(schema.stale))
            put_setting(db, "told", seen)
            put_setting(db, "indexed", seen)

    def index_pages(self, postings: Sequence[Posting]) -> None:
        """Add pages with their grams, in the order of their numbers, to the index. Only while holding `telling`."""
        with self.database.writing() as db:
            GramIndex(SqlShelf(db)).add(postings)
            put_setting(db, "indexed", max(postings[-1][0], number_of(setting(db, "indexed"))))

    @contextmanager
    def grams(self) -> Iterator[PageLookup]:
        """The index of word runs, to look pages up in."""
        with self.database.reading() as db:
            yield PageLookup(SqlShelf(db))

    def tend(self) -> bool:
        """Go on with the upkeep of the index by one short transaction; whether there is more to do."""
        with self.database.writing() as db:
            return GramIndex(SqlShelf(db)).tend()

    def clear_index(self) -> None:
        """Empty the index of word runs, so that the next telling of all makes it anew."""
        with self.database.writing() as db:
            SqlShelf(db).clear()
            put_setting(db, "indexed", 0)

    # -- accounts

    def open_run(self) -> int:
        """Begin the account of one run; gives its number."""
        with self.database.writing() as db:
            (number,) = take_numbers(db, "run", 1)
            _insert(db, schema.run, [seal(schema.run, {"id": number, "began": _now()})])
        return number

    def close_run(self, account: Account, run: int | None = None) -> None:
        """Keep the account of one run, which ends with it; its refusals are kept already."""
        record = encode(replace(account, refusals=[]))
        with self.database.writing() as db:
            began = db.scalar(select(schema.run.c.began).where(schema.run.c.id == run)) if run else None
            if run is None or began is None:
                (run,) = take_numbers(db, "run", 1)
                began = _now()
                _insert(db, schema.run, [seal(schema.run, {"id": run, "began": began})])
            row = seal(schema.run, {"id": run, "began": began, "ended": _now(), "account": record})
            db.execute(update(schema.run).where(schema.run.c.id == run).values(row))

    # -- subscriptions

    def subscribe(self, url: str, record: bytes) -> None:
        """Keep the record of a feed or sitemap that the desk polls, as JSON; an earlier one of its address goes."""
        row = seal(schema.subscription, {"url": url, "record": record})
        with self.database.writing() as db:
            db.execute(delete(schema.subscription).where(schema.subscription.c.url == row["url"]))
            _insert(db, schema.subscription, [row])

    def unsubscribe(self, url: str) -> bool:
        """Forget a subscription; False where there is none."""
        with self.database.writing() as db:
            return db.execute(delete(schema.subscription).where(schema.subscription.c.url == url)).rowcount > 0


def _sites(results: Iterable[tuple[str, Checked | Refusal]]) -> dict[str, str]:
    """The sites of those that are articles, by key."""
    return {key: r.article.site for key, r in results if isinstance(r, Checked) and r.article.site}


def _refused(kept: Kept) -> bool:
    return isinstance(kept.result, Refusal) and kept.result.outcome is Outcome.REFUSED


def _present(db: Connection, column: Any, values: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for some in portions(values):
        found |= set(db.scalars(select(column).where(column.in_(some))))
    return found


def _insert(db: Connection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.execute(insert(table), rows)


def _page_row(kept: Kept, number: int, name: str, now: str) -> dict[str, Any]:
    page = kept.page
    stored = isinstance(kept.result, Checked)
    row = {
        "id": number,
        "key": kept.key,
        "name": page.name,
        "url": page.url,
        "site": kept.result.article.site if isinstance(kept.result, Checked) else site_of(page.url or ""),
        "captured": page.captured,
        "media_type": page.media_type,
        "cut": page.cut,
        "via": page.via,
        "at": page.at,
        "digest": name,
        "outcome": Outcome.STORED.value if stored else Outcome.QUARANTINED.value,
        "taken": now,
    }
    return seal(schema.page, row)


def _asked_with(page: Page) -> bool:
    return bool(page.etag or page.last_modified)


def _validators(page: Page, number: int) -> dict[str, Any]:
    return seal(schema.validator, {"page_id": number, "etag": page.etag, "last_modified": page.last_modified})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
