"""A desk's store in memory: what the site asks of one, over stories that a test gives it."""

from collections.abc import Sequence
from typing import Any, cast

import msgspec
from invented import ALL, Told

from copydesk.capture.subscriptions import Subscription
from copydesk.record import Checked, Refusal, RefusalCode, Story
from copydesk.stores.protocol import Counts, Run, SiteSummary, Source, Tally
from copydesk.text.times import moment
from copydesk.web.site import Served

REFUSALS = [
    Refusal(page="pages/empty.html", code=RefusalCode.EMPTY, reason="0 bytes"),
    Refusal(page="pages/cut.html", code=RefusalCode.TRUNCATED, reason="closed after 812 of 4096 bytes"),
]


TALLY = Tally(stored=21, unchanged=4, refused={"empty": 1, "robots": 2}, quarantined={"truncated": 1})

POLLED = [
    Subscription(
        url="https://quays.example/feed",
        title="Quays and locks",
        last_poll="2026-03-09T12:00:00Z",
        last_change="2026-03-08T22:14:00Z",
        next_poll="2026-03-09T23:10:00Z",
        took=1.25,
    ),
    Subscription(
        url="https://tide.example/sitemap.xml",
        last_poll="2026-03-09T12:00:00Z",
        next_poll="2026-03-10T12:00:00Z",
        failures=3,
        refusal="https://tide.example/sitemap.xml: refused, no-answer: the host could not be reached",
    ),
    Subscription(url="https://gone.example/rss", failures=1, stopped="the server says that it is gone (410)"),
]


class FakeDesk:
    """What the site reads; of what it writes, subscriptions alone."""

    def __init__(
        self, told: Sequence[Told] = ALL, refused: Sequence[Refusal] = REFUSALS, moved: dict[str, str] | None = None
    ) -> None:
        self.told = {t.story.id: t for t in sorted(told, key=_newest_first)}
        self.refused = list(refused)
        self.gone = moved or {}
        self.polled = {one.url: msgspec.json.encode(one) for one in POLLED}

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

    def endings(self) -> Tally:
        return TALLY

    def runs(self, limit: int = 100) -> list[Run]:
        return [
            Run(id=2, began="2026-03-09T09:20:00+00:00", ended=None, total=TALLY, sources={"crawl.warc.gz": TALLY}),
            Run(id=1, began="2026-03-08T09:20:00+00:00", ended="2026-03-08T09:20:04+00:00", total=Tally(), sources={}),
        ][:limit]

    def sources(self, limit: int = 100, offset: int = 0) -> list[Source]:
        return [
            Source(source="https://quays.example/feed", total=TALLY, runs=2, newest=2),
            Source(source="crawl.warc.gz", total=Tally(stored=1), runs=1, newest=1),
        ][offset : offset + limit]

    def subscriptions(self) -> list[tuple[str, bytes]]:
        return sorted(self.polled.items())

    def subscribe(self, url: str, record: bytes) -> None:
        self.polled[url] = record

    def unsubscribe(self, url: str) -> bool:
        return self.polled.pop(url, None) is not None

    def refusals(self, limit: int) -> list[Refusal]:
        return self.refused[:limit]


def store(*given: Any, **named: Any) -> Served:
    """A fake desk where a store is wanted: the site reads, and never asks for the writing half."""
    return cast("Served", FakeDesk(*given, **named))


def _newest_first(told: Told) -> float:
    at = moment(told.story.published)
    return 0.0 if at is None else -at.timestamp()
