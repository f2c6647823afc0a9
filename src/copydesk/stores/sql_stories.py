"""Putting stories in the place of others: only what differs is written, so that a commit stays short."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert, select

from ..record import Story
from ..text.times import moment
from . import schema
from .codec import encode, intact, seal
from .database import portions, take_numbers


class TextRow(NamedTuple):
    """What is made findable of a story."""

    number: int
    headline: str
    body: str


class PageName(NamedTuple):
    """A page as stories name it: the store's number, and the name that its source gave it."""

    id: int
    name: str


@dataclass
class Changed:
    """Rows of the index of words that go, and those that come."""

    gone: list[int] = field(default_factory=list)
    fresh: list[TextRow] = field(default_factory=list)


class _Words(msgspec.Struct):
    """What of a story's record stands in the index of words."""

    headline: str
    paragraphs: tuple[str, ...]


@dataclass
class _Before:
    numbers: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    pages: dict[str, list[int]] = field(default_factory=dict)
    pickups: dict[int, str] = field(default_factory=dict)


def pages_named(db: Connection, keys: Sequence[str]) -> dict[str, PageName]:
    """The pages of these keys."""
    found: dict[str, PageName] = {}
    for some in portions(keys):
        columns = select(schema.page.c.key, schema.page.c.id, schema.page.c.name)
        for row in db.execute(columns.where(schema.page.c.key.in_(some))):
            found[row.key] = PageName(row.id, row.name)
    return found


def put_in_place(
    db: Connection, before: Sequence[str] | None, stories: Sequence[Story], pages: dict[str, PageName]
) -> Changed:
    """Put `stories` in the place of those with the ids `before`, of all where it is None.

    Pickups are named by page keys; `pages` has them all. A story whose id stays keeps its number. Ids that are given
    up lead to the story that now has their first pickup that is still there.
    """
    was = _before(db, before)
    fresh_ids = [s.id for s in stories if s.id not in was.numbers]
    given = dict(zip(fresh_ids, take_numbers(db, "story", len(fresh_ids)), strict=True))
    changed = Changed()
    story_rows: list[dict[str, Any]] = []
    rewritten: dict[int, Story] = {}
    pickup_rows: list[dict[str, Any]] = []
    home: dict[int, str] = {}
    for story in stories:
        number = was.numbers.get(story.id) or given[story.id]
        row = _story_row(story, number, pages)
        if row["hash"] != was.hashes.get(story.id):
            story_rows.append(row)
            rewritten[number] = story
        for pickup in _pickup_rows(story, pages):
            home[pickup["page_id"]] = story.id
            if was.pickups.pop(pickup["page_id"], None) != pickup["hash"]:
                pickup_rows.append(pickup)
    now = {story.id for story in stories}
    over = [i for i in was.numbers if i not in now]
    gone = [was.numbers[i] for i in over]
    again = [row["number"] for row in story_rows if row["id"] in was.numbers]
    same = _same_words(db, again, rewritten)
    changed.gone = gone + [number for number in again if number not in same]
    changed.fresh = [TextRow(n, s.headline, s.body) for n, s in rewritten.items() if n not in same]
    _delete(db, schema.pickup.c.page_id, [*was.pickups, *(row["page_id"] for row in pickup_rows)])
    _delete(db, schema.story.c.number, gone + again)
    if story_rows:
        db.execute(insert(schema.story), story_rows)
    if pickup_rows:
        db.execute(insert(schema.pickup), pickup_rows)
    _lead_on(db, {i: was.pages.get(i, []) for i in over}, now, home)
    return changed


def _before(db: Connection, ids: Sequence[str] | None) -> _Before:
    was = _Before()
    story = select(schema.story.c.id, schema.story.c.number, schema.story.c.hash)
    taken = select(schema.pickup.c.story_id, schema.pickup.c.page_id, schema.pickup.c.hash)
    taken = taken.order_by(schema.pickup.c.story_id, schema.pickup.c.position)
    for some in [None] if ids is None else portions(ids):
        for row in db.execute(story if some is None else story.where(schema.story.c.id.in_(some))):
            was.numbers[row.id] = row.number
            was.hashes[row.id] = row.hash
        for row in db.execute(taken if some is None else taken.where(schema.pickup.c.story_id.in_(some))):
            was.pages.setdefault(row.story_id, []).append(row.page_id)
            was.pickups[row.page_id] = row.hash
    return was


def _same_words(db: Connection, numbers: Sequence[int], stories: Mapping[int, Story]) -> set[int]:
    """Those of the stories with these numbers whose words are what is kept of them: often only related ones changed."""
    same: set[int] = set()
    for some in portions(numbers):
        for row in db.execute(select(schema.story).where(schema.story.c.number.in_(some))):
            if intact(schema.story, row._mapping):
                story = stories[row.number]
                was = msgspec.json.decode(row.record, type=_Words)
                if (was.headline, was.paragraphs) == (story.headline, story.paragraphs):
                    same.add(row.number)
    return same


def _story_row(story: Story, number: int, pages: dict[str, PageName]) -> dict[str, Any]:
    # Pickups go by the names that their sources gave them, instead of the desk's keys.
    named = replace(story, pickups=tuple(replace(p, name=pages[p.name].name) for p in story.pickups))
    return seal(
        schema.story,
        {
            "number": number,
            "id": story.id,
            "section": story.section,
            "sort_time": _sort_time(story),
            "record": encode(named),
        },
    )


def _pickup_rows(story: Story, pages: dict[str, PageName]) -> list[dict[str, Any]]:
    return [
        seal(
            schema.pickup,
            {
                "page_id": pages[pickup.name].id,
                "story_id": story.id,
                "position": position,
                "site": pickup.site,
                "changed": int(pickup.changed),
            },
        )
        for position, pickup in enumerate(story.pickups)
    ]


def _lead_on(db: Connection, over: dict[str, list[int]], now: set[str], home: dict[int, str]) -> None:
    """Old ids lead to where their pickups went; an id in use again leads nowhere."""
    _delete(db, schema.moved.c.old_id, sorted(now))
    for old, page_ids in over.items():
        leading = [row.old_id for row in db.execute(select(schema.moved).where(schema.moved.c.new_id == old))]
        _delete(db, schema.moved.c.old_id, [old, *leading])
        new = next((home[p] for p in page_ids if p in home), None)
        if new is not None:
            rows = [seal(schema.moved, {"old_id": o, "new_id": new}) for o in (old, *leading)]
            db.execute(insert(schema.moved), rows)


def _delete(db: Connection, column: Any, values: Sequence[object]) -> None:
    for some in portions(values):
        db.execute(delete(column.table).where(column.in_(some)))


def _sort_time(story: Story) -> str:
    """By what the evidence supports; a story without a time stands where it was first captured."""
    captured = [p.captured for p in story.pickups if p.captured]
    supported = moment(story.published) or min((t for t in map(moment, captured) if t), default=None)
    return supported.astimezone(UTC).isoformat(timespec="seconds") if supported else ""
