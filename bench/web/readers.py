"""Readers of a served desk: each asks one page after another, as fast as it is answered."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from urllib.parse import quote

import aiohttp

#: What readers ask for, and how often: mostly stories, now and then a list, a search, a feed reader, a program.
_SHARES = {
    "front": 12,
    "story": 40,
    "as found": 10,
    "side by side": 6,
    "latest": 10,
    "site": 6,
    "search": 8,
    "feed": 4,
    "API": 4,
}


class Asked:
    """Answers of one measurement: statuses, and seconds by kind of page."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.seconds: dict[str, list[float]] = {kind: [] for kind in _SHARES}
        self.broken = 0

    def figures(self, whole: float) -> dict[str, float]:
        """What is printed: answers a second, faults, and the slow end of the times, in all and by kind."""
        every = sorted(s for some in self.seconds.values() for s in some)
        told = {
            "answers": float(len(every)),
            "answers a second": len(every) / whole,
            "answers with 5xx": float(sum(n for status, n in self.statuses.items() if status >= 500)),
            "answers with 4xx": float(sum(n for status, n in self.statuses.items() if 400 <= status < 500)),
            "connections that broke": float(self.broken),
            "median, ms": _at(every, 0.5),
            "p99, ms": _at(every, 0.99),
            "at most, ms": _at(every, 1.0),
        }
        return told | {f"{kind}, p99, ms": _at(sorted(some), 0.99) for kind, some in self.seconds.items() if some}


def _at(ordered: Sequence[float], share: float) -> float:
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Choice:
    """What the next question is."""

    def __init__(self, ids: Sequence[str], sites: Sequence[str], words: Sequence[str], seed: int) -> None:
        self._dice = Random(seed)  # noqa: S311 (a benchmark must repeat itself)
        self._ids, self._sites, self._words = ids, sites, words

    def next(self) -> tuple[str, str]:
        """The kind and the path."""
        (kind,) = self._dice.choices(list(_SHARES), list(_SHARES.values()))
        story = "/story/" + self._dice.choice(self._ids)
        paths: Mapping[str, str] = {
            "front": "/",
            "story": story,
            "as found": f"{story}?view=found&copy=A",
            "side by side": f"{story}?view=side&copy=A",
            "latest": f"/latest?page={self._dice.randint(1, 20)}",
            "site": "/site/" + self._dice.choice(self._sites),
            "search": "/search?q=" + quote(self._dice.choice(self._words)),
            "feed": "/feed.atom",
            "API": "/api/stories?limit=20",
        }
        return kind, paths[kind]


async def read(address: str, choices: Sequence[Choice], seconds: float) -> dict[str, float]:
    """As many readers as there are choices, for so many seconds."""
    asked = Asked()
    until = time.perf_counter() + seconds

    async def one(choice: Choice, session: aiohttp.ClientSession) -> None:
        while time.perf_counter() < until:
            kind, path = choice.next()
            began = time.perf_counter()
            try:
                async with session.get(address + path, allow_redirects=True) as answer:
                    await answer.read()
                    asked.statuses[answer.status] += 1
            except aiohttp.ClientError:
                asked.broken += 1
            asked.seconds[kind].append(time.perf_counter() - began)

    began = time.perf_counter()
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=120)) as session:
        await asyncio.gather(*(one(choice, session) for choice in choices))
    return asked.figures(time.perf_counter() - began)
