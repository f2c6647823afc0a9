"""Writing a desk, in SQL that every store understands."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace
from sqlalchemy import Connection, Engine, delete, func, insert, select

from ..record import Account, Checked, Outcome, Refusal, Story
from ..text.times import moment
from . import schema
from .blobs import Blobs
from .codec import encode, record_hash
from .protocol import Kept
from .sql_read import SqlReader

#: Rows per statement where keys are listed: below SQLite's limit of 32,766 variables, and of its 999 before 3.32.
MANY = 500


class SqlStore(SqlReader):
    """A store over a SQLAlchemy engine and a folder of captured bytes."""

    def __init__(self, engine: Engine, blobs: Blobs) -> None:
        super().__init__(engine)
        self.blobs = blobs
        #: Transactions that take the writer's lock at their beginning.
        self.writing = engine.execution_options(writes=True)

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of `keys` whose pages are kept already."""
        wanted = list(keys)
        found: set[str] = set()
        for start in range(0, len(wanted), MANY):
            found |= super().known(wanted[start : start + MANY])
        return found

    def keep(self, batch: Sequence[Kept], refused: Sequence[Refusal] = ()) -> None:
        """Keep captured bytes, page rows, checked articles and refusals of one batch, all or nothing.

        The bytes go first: a crash before the commit leaves bytes that no row names, never a row without its bytes.
        """
        worth_keeping = [k for k in batch if not _refused(k)]
        digests = self.blobs.put(k.page.content for k in worth_keeping)
        now = _now()
        with self.writing.begin() as db:
            for kept, digest in zip(worth_keeping, digests, strict=True):
                _keep_page(db, kept, digest, now)
            for refusal in (*refused, *(k.result for k in batch if isinstance(k.result, Refusal))):
                _keep_refusal(db, refusal, now)

    def tell(self, stories: Sequence[Story], seen: int) -> bool:
        """Replace the desk's stories by these; see `protocol.Store.tell`."""
        with self.writing.begin() as db:
            if int(db.scalar(select(func.coalesce(func.max(schema.page.c.id), 0))) or 0) != seen:
                return False
            self._replace_stories(db, stories)
        return True

    def close_run(self, account: Account) -> None:
        """Keep the account of one run."""
        with self.writing.begin() as db:
            db.execute(insert(schema.run), [{"ended": _now(), "account": encode(account)[0]}])

    def close(self) -> None:
        """Give back connections."""
        self.engine.dispose()

    # -- steps

    def _replace_stories(self, db: Connection, stories: Sequence[Story]) -> None:
        before = {
            row.story_id: row.page_id
            for row in db.execute(
                select(schema.pickup.c.story_id, schema.pickup.c.page_id).where(schema.pickup.c.position == 0)
            )
        }
        known = select(schema.page.c.id, schema.page.c.key, schema.page.c.name)
        pages = {row.key: (row.id, row.name) for row in db.execute(known)}
        names = {key: name for key, (_, name) in pages.items()}
        db.execute(delete(schema.pickup))
        db.execute(delete(schema.story))
        story_rows: list[dict[str, object]] = []
        pickup_rows: list[dict[str, object]] = []
        home: dict[int, str] = {}
        for story in stories:
            for position, pickup in enumerate(story.pickups):
                page_id, _ = pages[pickup.name]
                home[page_id] = story.id
                pickup_rows.append(
                    {
                        "page_id": page_id,
                        "story_id": story.id,
                        "position": position,
                        "site": pickup.site,
                        "changed": int(pickup.changed),
                    }
                )
            record, record_id = encode(_with_names(story, names))
            story_rows.append(
                {
                    "id": story.id,
                    "section": story.section,
                    "sort_time": _sort_time(story),
                    "record": record,
                    "hash": record_id,
                }
            )
        if story_rows:
            db.execute(insert(schema.story), story_rows)
            db.execute(insert(schema.pickup), pickup_rows)
        self._lead_on(db, before, {story.id for story in stories}, home)
        self.index_text(db, stories)

    def _lead_on(self, db: Connection, before: dict[str, int], now: set[str], home: dict[int, str]) -> None:
        """Old ids lead to the story that their first pickup belongs to now; an id in use again leads nowhere."""
        if now:
            for start in range(0, len(now), MANY):
                ids = sorted(now)[start : start + MANY]
                db.execute(delete(schema.moved).where(schema.moved.c.old_id.in_(ids)))
        for old, first_page in before.items():
            if old in now or first_page not in home:
                continue
            new = home[first_page]
            db.execute(schema.moved.update().where(schema.moved.c.new_id == old).values(new_id=new))
            db.execute(delete(schema.moved).where(schema.moved.c.old_id == old))
            db.execute(insert(schema.moved), [{"old_id": old, "new_id": new}])

    def index_text(self, db: Connection, stories: Sequence[Story]) -> None:
        """Make the stories' words findable; each kind of store has its own index."""
        raise NotImplementedError


def _refused(kept: Kept) -> bool:
    return isinstance(kept.result, Refusal) and kept.result.outcome is Outcome.REFUSED


def _keep_page(db: Connection, kept: Kept, digest: str, now: str) -> None:
    page = kept.page
    is_article = isinstance(kept.result, Checked)
    row = {
        "key": kept.key,
        "name": page.name,
        "url": page.url,
        "site": kept.result.article.site if isinstance(kept.result, Checked) else None,
        "captured": page.captured,
        "media_type": page.media_type,
        "cut": page.cut,
        "digest": digest,
        "outcome": Outcome.STORED.value if is_article else Outcome.QUARANTINED.value,
        "taken": now,
    }
    row["hash"] = record_hash("\x1f".join(str(v) for v in row.values()).encode())
    if db.scalar(select(schema.page.c.id).where(schema.page.c.key == kept.key)) is not None:
        return  # another writer kept the same page between our look and now
    page_id = db.execute(insert(schema.page).values(row)).inserted_primary_key
    if isinstance(kept.result, Checked) and page_id is not None:
        record, record_id = encode(kept.result)
        db.execute(insert(schema.article), [{"page_id": page_id[0], "record": record, "hash": record_id}])


def _keep_refusal(db: Connection, refusal: Refusal, now: str) -> None:
    table = schema.refusal
    db.execute(delete(table).where(table.c.page == refusal.page, table.c.code == refusal.code.value))
    row = {
        "page": refusal.page,
        "url": refusal.url,
        "code": refusal.code.value,
        "reason": refusal.reason,
        "outcome": refusal.outcome.value,
        "at": now,
    }
    db.execute(insert(table), [row])


def _with_names(story: Story, names: dict[str, str]) -> Story:
    """The story with its pickups under the names that their sources gave them, instead of the desk's keys."""
    return replace(story, pickups=tuple(replace(p, name=names[p.name]) for p in story.pickups))


def _sort_time(story: Story) -> str:
    """By what the evidence supports; a story without a time stands where it was first captured."""
    captured = [p.captured for p in story.pickups if p.captured]
    supported = moment(story.published) or min((t for t in map(moment, captured) if t), default=None)
    return supported.astimezone(UTC).isoformat(timespec="seconds") if supported else ""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
