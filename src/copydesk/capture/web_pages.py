"""From addresses to pages: an address that leads to a list is followed, within bounds, one host at a time."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zlib import crc32

from msgspec.structs import replace

from ..record import Page, Refusal, RefusalCode
from ..text.addresses import site_of
from .decoding import CutStream, TooLargeError, gunzip_within
from .http import Fetcher
from .http_addresses import BadAddressError, web_address
from .http_answers import Failed, Fetched, NotModified, Validators
from .http_connector import Lookup, system_lookup
from .http_settings import Web
from .leads import Lead, leads
from .xml_guard import ListKind, kind_of

#: How deep lists may lead to lists: an index, its parts, and one more for those who nest.
DEEPEST = 4

#: Lists that one run follows: a news site's index has 10 to 1,000 parts.
MOST_LISTS = 2_000

#: One day in so many a page that is there is had in full, whatever its server says of changes.
IN_FULL = 7

#: Results that wait to be taken before fetching stops for them.
_WAITING = 64


@dataclass(frozen=True)
class _Task:
    """An address to ask for; `depth` is how many lists led to it."""

    lead: Lead
    url: str
    depth: int


@dataclass(frozen=True)
class _Listing:
    """What a list leads to. A sitemap speaks for its own site only (sitemaps.org), a feed may link anywhere."""

    found: tuple[Lead | Refusal, ...]
    own_site_only: bool = False


class Hunt:
    """One run over addresses. `notice` is told what was passed over.

    Each host's addresses are asked for one after another; `web.at_once` hosts are asked at the same time.
    """

    def __init__(self, fetcher: Fetcher, web: Web, notice: Callable[[str], None]) -> None:
        self._fetcher = fetcher
        self._web = web
        self._notice = notice
        self._hosts: dict[str, deque[_Task]] = {}
        self._seen: set[str] = set()
        self._asked: Counter[str] = Counter()
        self._over: Counter[str] = Counter()
        #: Addresses that the budget had no room for.
        self.left: set[str] = set()
        self._lists = 0
        self._known = 0
        self._foreign = 0
        self._out: asyncio.Queue[Page | Refusal | None] = asyncio.Queue(_WAITING)
        self._working: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(web.at_once)
        self._failure: BaseException | None = None
        self._ending: asyncio.Task[None] | None = None

    async def run(self, first: Iterable[Lead], depth: int = 0) -> AsyncGenerator[Page | Refusal, None]:
        """Pages and refusals, as they come. `depth` is how many lists led to `first`: 0 for what a person named."""
        self._set_to_work(self._start(first, depth))
        try:
            while (result := await self._out.get()) is not None:
                yield result
        finally:
            working = [*self._working]
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)
        if self._failure is not None:
            raise self._failure
        for host, number in sorted(self._over.items()):
            reason = (
                f"the run's budget ({self._web.most_a_host} pages a host, {MOST_LISTS} lists, {DEEPEST} deep) is spent"
            )
            reason = f"{reason}; {number} addresses passed over"
            yield Refusal(page=host, code=RefusalCode.OVER_BUDGET, reason=reason)
        if self._known:
            self._notice(f"{self._known} addresses passed over whose pages are there already")
        if self._foreign:
            self._notice(f"{self._foreign} addresses passed over that a sitemap names on another site than its own")

    async def _start(self, first: Iterable[Lead], depth: int) -> None:
        for lead in first:
            await self._take_up(lead, depth)

    def _set_to_work(self, work: Coroutine[Any, Any, None]) -> None:
        worker = asyncio.create_task(work)
        self._working.add(worker)
        worker.add_done_callback(self._worked_off)

    async def _take_up(self, lead: Lead, depth: int) -> None:
        """Put an address in its host's row, or say at once what becomes of it."""
        if lead.url is None:
            if lead.page is not None:
                await self._out.put(lead.page)
            return
        if lead.url in self._seen:
            return
        self._seen.add(lead.url)
        if depth and not lead.further and self._web.known(lead.url):
            self._known += 1
            return
        try:
            address = web_address(lead.url)
        except BadAddressError as exc:
            await self._instead(lead, Refusal(page=lead.url[:2_000], code=RefusalCode.BAD_ADDRESS, reason=str(exc)))
            return
        if self._is_over(lead, address.host, depth):
            return
        row = self._hosts.setdefault(address.host, deque())
        row.append(_Task(lead, lead.url, depth))
        if len(row) == 1:
            self._set_to_work(self._work_off(address.host))

    def _is_over(self, lead: Lead, host: str, depth: int) -> bool:
        """Whether the budget has no room for this address; counts it either way."""
        if lead.further and depth:
            self._lists += 1
            if self._lists > MOST_LISTS or depth > DEEPEST:
                return self._leave(lead, host)
        elif depth:
            self._asked[host] += 1
            if self._asked[host] > self._web.most_a_host:
                return self._leave(lead, host)
        return False

    def _leave(self, lead: Lead, host: str) -> bool:
        self._over[host] += 1
        self.left.add(lead.url or "")
        return True

    async def _work_off(self, host: str) -> None:
        """Ask for a host's addresses, one after another, until none is left."""
        row = self._hosts[host]
        while row:
            async with self._slots:
                await self._ask(row[0])
            row.popleft()

    def _worked_off(self, worker: asyncio.Task[None]) -> None:
        self._working.discard(worker)
        if not worker.cancelled() and (failure := worker.exception()) is not None:
            self._failure = failure
        if not self._working or self._failure is not None:
            self._ending = asyncio.get_running_loop().create_task(self._out.put(None))

    async def _ask(self, task: _Task) -> None:
        kept = None if task.lead.further else await asyncio.to_thread(self._web.kept, task.url)
        answer = await self._fetcher.fetch(task.url, conditions(kept, datetime.now(UTC).date()))
        if isinstance(answer, NotModified) and kept is not None:
            # What is there stands for the answer: it ends as unchanged, by its bytes, like one that was sent again.
            await self._out.put(replace(kept, via=_via(task)))
        elif isinstance(answer, Fetched):
            listing = await asyncio.to_thread(_as_list, answer, task)
            if listing is None:
                await self._out.put(answer.page(_via(task)))
            else:
                await self._follow(listing, task, answer.url)
        elif isinstance(answer, Failed):
            await self._instead(task.lead, answer.refusal)

    async def _follow(self, listing: _Listing, task: _Task, at: str) -> None:
        for found in listing.found:
            if isinstance(found, Refusal):
                await self._out.put(found)
            elif listing.own_site_only and found.url is not None and site_of(found.url) != site_of(at):
                self._foreign += 1
            else:
                await self._take_up(found, task.depth + 1)

    async def _instead(self, lead: Lead, refusal: Refusal) -> None:
        """What a feed itself has of a story stands in where its page cannot be had."""
        await self._out.put(refusal if lead.page is None else lead.page)


def conditions(kept: Page | None, today: date) -> Validators | None:
    """What to ask with for a page that is there; None where it is to be had in full.

    One day in `IN_FULL`, by its address, it is: some servers never change theirs.
    """
    if kept is None or kept.url is None or not (kept.etag or kept.last_modified):
        return None
    if (today.toordinal() + crc32(kept.url.encode("utf-8", "replace"))) % IN_FULL == 0:
        return None
    return Validators(kept.url, kept.etag, kept.last_modified)


def _as_list(answer: Fetched, task: _Task) -> _Listing | None:
    """What the answer leads to where it is a list and one was to be expected; None for a page."""
    if task.depth and not task.lead.further:
        return None
    content = answer.content
    if content.startswith(b"\x1f\x8b"):  # a sitemap is often stored zipped, and sent as it is stored
        try:
            content = gunzip_within(content)
        except (TooLargeError, CutStream) as exc:
            code = RefusalCode.TOO_LARGE if isinstance(exc, TooLargeError) else RefusalCode.DAMAGED
            return _Listing((Refusal(page=task.url, url=answer.url, code=code, reason=str(exc)),))
    kind = kind_of(content)
    if kind is None and not task.lead.further:
        return None
    found = leads(content, task.url, answer.url, answer.media_type, answer.captured)
    return _Listing(tuple(found), own_site_only=kind is ListKind.SITEMAP)


def _via(task: _Task) -> str | None:
    return task.lead.via if task.lead.via != task.url else None


async def fetch_pages(
    first: Sequence[Lead], web: Web, notice: Callable[[str], None], lookup: Lookup = system_lookup
) -> AsyncGenerator[Page | Refusal, None]:
    """Pages and refusals of one run over `first`, as they come."""
    async with Fetcher(web, lookup) as fetcher, aclosing(Hunt(fetcher, web, notice).run(first)) as results:
        async for result in results:
            yield result
