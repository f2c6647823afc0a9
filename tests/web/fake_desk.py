"""A desk's store in memory: the reading half of `Store`, over stories that a test gives it."""

from collections.abc import Sequence
from typing import Any, cast

from invented import ALL, Told

from copydesk.record import Checked, Refusal, RefusalCode, Story
from copydesk.stores.protocol import Counts, SiteSummary, Store
from copydesk.text.times import moment

REFUSALS = [
    Refusal(page="pages/empty.html", code=RefusalCode.EMPTY, reason="0 bytes"),
    Refusal(page="pages/cut.html", code=RefusalCode.TRUNCATED, reason="closed after 812 of 4096 bytes"),
]


class FakeDesk:
    """What the site reads; nothing can be written."""

    def __init__(
        self, told: Sequence[Told] = ALL, refused: Sequence[Refusal] = REFUSALS, moved: dict[str, str] | None = None
    ) -> None:
        self.told = {t.story.id: t for t in sorted(told, key=_newest_first)}
        self.refused = list(refused)
        self.gone = moved or {}

    def counts(self) -> Counts:
        quarantined = sum(r.outcome.value == "quarantined" for r in self.refused)
        pages = sum(len(t.story.pickups) for t in self.told.values())
        return Counts(pages, len(self.told), len(self.refused) - quarantined, quarantined)

    def front(self, limit: int) -> list[Story]:
        return self.stories(limit=limit)

    def stories(
        self, *, section: str | None = None, site: str | None = None, limit: int = 50, offset: int = 0
    ) -> list[Story]:
        told = [
            t.story
            for t in self.told.values()
            if (section is None or t.story.section == section)
            and (site is None or any(p.site == site for p in t.story.pickups))
        ]
        return told[offset : offset + limit]

    def story(self, story_id: str) -> Story | None:
        found = self.told.get(story_id)
        return found.story if found else None

    def moved(self, story_id: str) -> str | None:
        return self.gone.get(story_id)

    def checked(self, story_id: str) -> list[Checked]:
        return self.told[story_id].checked

    def sections(self) -> list[tuple[str, int]]:
        numbers: dict[str, int] = {}
        for t in self.told.values():
            if t.story.section is not None:
                numbers[t.story.section] = numbers.get(t.story.section, 0) + 1
        return sorted(numbers.items(), key=lambda n: (-n[1], n[0]))

    def sites(self) -> list[SiteSummary]:
        names = {p.site for t in self.told.values() for p in t.story.pickups if p.site}
        told = [s for s in map(self.site, names) if s is not None]
        return sorted(told, key=lambda s: (-s.pickups, s.site))

    def site(self, domain: str) -> SiteSummary | None:
        taken = [(t.story.id, p) for t in self.told.values() for p in t.story.pickups if p.site == domain]
        if not taken:
            return None
        return SiteSummary(domain, len(taken), sum(p.changed for _, p in taken), len({s for s, _ in taken}))

    def search(self, query: str, limit: int, offset: int) -> tuple[list[Story], int]:
        words = query.casefold().split()
        told = [t.story for t in self.told.values()]
        found = [s for s in told if all(w in (s.headline + " " + s.body).casefold() for w in words)]
        return found[offset : offset + limit], len(found)

    def refusals(self, limit: int) -> list[Refusal]:
        return self.refused[:limit]


def store(*given: Any, **named: Any) -> Store:
    """A fake desk where a store is wanted: the site reads, and never asks for the writing half."""
    return cast("Store", FakeDesk(*given, **named))


def _newest_first(told: Told) -> float:
    at = moment(told.story.published)
    return 0.0 if at is None else -at.timestamp()
