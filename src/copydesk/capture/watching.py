"""Watching: polls what a desk subscribes to, fetches what is new, and hands it over, until it is told to stop.

What was handed over and taken is kept before the subscription says so: whenever the process ends, the next one asks
again for what was not acknowledged, and what is there already is told by its bytes.
"""

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import msgspec
import structlog

from ..record import Account, CopydeskError, Page, Refusal, RefusalCode
from .http import Fetcher
from .http_answers import Fetched, NotModified
from .http_connector import Lookup, system_lookup
from .http_settings import Web
from .leads import Lead, leads
from .polls import Poll, PollEnd, add_account
from .sitemaps import read_addresses
from .subscriptions import (
    PASSING,
    NotPolled,
    Polled,
    PollResult,
    Subscription,
    Unmodified,
    after_poll,
    digest,
    digests,
    due,
    next_due,
    validators,
)
from .web_pages import Hunt
from .xml_guard import Unsafe

#: Pages that are handed over at once: a desk keeps a batch in one transaction.
BATCH = 64

#: How long at the most until new subscriptions are looked for.
_LOOK = timedelta(seconds=30)

#: Lists in an index that say nothing of when they changed, and are asked for at every poll: the first ones, which by
#: custom are the newest.
_UNDATED = 5

#: Lists that are polled at the same time.
_POLLS = 8

_log = structlog.wrap_logger(
    logging.getLogger("copydesk.capture"),
    processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
    wrapper_class=structlog.stdlib.BoundLogger,
)


class Shelf(Protocol):
    """Where the subscriptions are kept. Called from the event loop's thread; must not take long."""

    def subscriptions(self) -> Sequence[Subscription]:
        """All of them, as they stand now: others may add and remove some at any time."""
        ...

    def keep(self, subscription: Subscription, was: str) -> None:
        """Keep a subscription's new state; `was` is the address that it had until now."""
        ...


#: Takes pages into the desk and returns, with how they ended, when they are kept. Runs in a thread; one call at a time.
Take = Callable[[list[Page | Refusal]], Account | None]

#: Told of every poll, in the loop's thread.
Told = Callable[[Poll], None]


def _now() -> datetime:
    return datetime.now(UTC)


class Watch:
    """The loop over subscriptions. `clock` gives the time, `lookup` stands in for the system's resolver, in tests."""

    def __init__(
        self,
        shelf: Shelf,
        take: Take,
        web: Web,
        clock: Callable[[], datetime] = _now,
        lookup: Lookup = system_lookup,
        told: Told = lambda poll: None,
    ) -> None:
        self._shelf = shelf
        self._take = take
        self._web = web
        self._clock = clock
        self._lookup = lookup
        self._told = told
        self._taking = asyncio.Lock()

    async def run(self, stop: asyncio.Event) -> None:
        """Poll what is due, again and again, until `stop` is set. What is under way is then given up or finished."""
        async with Fetcher(self._web, self._lookup) as fetcher:
            while not stop.is_set():
                await self._until(stop, self.round(fetcher))
                wait = min(next_due(self._shelf.subscriptions(), self._clock()), _LOOK)
                await self._until(stop, asyncio.sleep(wait.total_seconds()))

    async def once(self, stop: asyncio.Event) -> None:
        """Poll what is due now, each once, or until `stop` is set."""
        async with Fetcher(self._web, self._lookup) as fetcher:
            await self._until(stop, self.round(fetcher))

    @staticmethod
    async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
        """Do `work`, or give it up when `stop` is set."""
        doing = asyncio.ensure_future(work)
        stopping = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait((doing, stopping), return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            if not doing.done():
                doing.cancel()
            results = await asyncio.gather(doing, return_exceptions=True)
        if isinstance(results[0], Exception):
            raise results[0]

    async def round(self, fetcher: Fetcher) -> None:
        """Poll once everything that is due now."""
        slots = asyncio.Semaphore(_POLLS)

        async def one(subscription: Subscription) -> None:
            async with slots:
                await self._poll_and_keep(fetcher, subscription)

        async with asyncio.TaskGroup() as group:
            for subscription in due(self._shelf.subscriptions(), self._clock()):
                group.create_task(one(subscription))

    async def _poll_and_keep(self, fetcher: Fetcher, subscription: Subscription) -> None:
        began, account = time.monotonic(), Account()
        try:
            result = await self._poll(fetcher, subscription, account)
        except CopydeskError as exc:
            # The desk could not keep what was found: nothing is marked as seen, and it is tried again later.
            refusal = Refusal(page=subscription.url, code=RefusalCode.UNREAD, reason=str(exc))
            result = NotPolled(refusal)
        except Exception as exc:  # noqa: BLE001 (a fault of ours in one feed is logged whole, and stops no other poll)
            _log.exception("poll failed", url=subscription.url)
            reason = f"a fault in copydesk, see the log: {type(exc).__name__}: {exc}"
            result = NotPolled(Refusal(page=subscription.url, code=RefusalCode.UNREAD, reason=reason))
        took = round(time.monotonic() - began, 3)
        after = msgspec.structs.replace(after_poll(subscription, result, self._clock()), took=took)
        try:
            self._shelf.keep(after, was=subscription.url)
        except CopydeskError as exc:
            # What is seen is not kept either: the next poll brings it again, and its bytes tell that it is there.
            _log.error("poll not kept", url=subscription.url, why=str(exc))
        poll = Poll(
            url=subscription.url,
            title=after.title,
            at=after.last_poll or "",
            ended=_end(result),
            new=result.new if isinstance(result, Polled) else 0,
            seconds=took,
            next_poll=after.next_poll,
            refusal=after.refusal,
            account=account if account.inputs else None,
        )
        _log.info("polled", url=poll.url, ended=poll.ended, new=poll.new, seconds=took, next=poll.next_poll)
        self._told(poll)

    async def _poll(self, fetcher: Fetcher, subscription: Subscription, account: Account) -> PollResult:
        answer = await fetcher.fetch(subscription.url, validators(subscription, self._clock()))
        if isinstance(answer, NotModified):
            return Unmodified()
        if not isinstance(answer, Fetched):
            return NotPolled(answer.refusal, answer.status, answer.wait)
        listing = await asyncio.to_thread(_listing, answer)
        if isinstance(listing, Refusal):
            return NotPolled(listing)
        before = digests(subscription.seen)
        new = _new(listing, before)
        given, again = await self._hand_over(fetcher, new, account)
        return Polled(
            new=given,
            seen=b"".join(sorted({_key(one) for one in listing if one.url not in again})),
            validators=answer.validators,
            moved_to=answer.url if answer.moved_for_good else None,
        )

    async def _hand_over(self, fetcher: Fetcher, new: list[Lead], account: Account) -> tuple[int, set[str]]:
        """Fetch what is new and hand it over, batch by batch, and add to the account how it ended.

        Gives how many pages came, and the addresses that are to be asked for again at the next poll.
        """
        pages = 0
        hunt = Hunt(fetcher, self._web, _log.info)
        batch: list[Page | Refusal] = []
        async with aclosing(hunt.run(new, depth=1)) as results:
            async for result in results:
                pages += isinstance(result, Page)
                if isinstance(result, Refusal) and result.code in PASSING:
                    hunt.left.add(result.page)
                batch.append(result)
                if len(batch) >= BATCH:
                    await self._give(batch, account)
                    batch = []
        if batch:
            await self._give(batch, account)
        return pages, hunt.left

    async def _give(self, batch: list[Page | Refusal], account: Account) -> None:
        async with self._taking:
            # Shielded: a batch that is being kept when the loop is told to stop is kept to its end.
            ended = await asyncio.shield(asyncio.to_thread(self._take, batch))
        if ended is not None:
            add_account(account, ended)


def _end(result: PollResult) -> PollEnd:
    if isinstance(result, NotPolled):
        return PollEnd.FAILED
    return PollEnd.CHANGED if isinstance(result, Polled) and result.new else PollEnd.UNCHANGED


def _key(lead: Lead) -> bytes:
    """What tells whether a lead was dealt with: its address; a further list's time as well, for lists change."""
    if lead.further:
        return digest(f"{lead.url} {lead.time}")
    return digest(lead.url or (lead.page.content.decode("utf-8", "replace") if lead.page is not None else ""))


def _new(listing: Sequence[Lead], before: set[bytes]) -> list[Lead]:
    """What is to be fetched of a listing: what was not seen, and the first of the lists that say nothing of when they
    changed.
    """
    undated = [one for one in listing if one.further and one.time is None][:_UNDATED]
    return undated + [one for one in listing if _key(one) not in before and not (one.further and one.time is None)]


def _listing(answer: Fetched) -> list[Lead] | Refusal:
    """What a list leads to; a refusal where it is none, or cannot be read."""
    found = list(leads(answer.content, answer.asked, answer.url, answer.media_type, answer.captured))
    first = [one for one in found if isinstance(one, Lead)]
    trouble = [one for one in found if isinstance(one, Refusal)]
    if not first and trouble and trouble[0].code is not RefusalCode.EMPTY:
        return trouble[0]
    return first


def subscriptions_in(data: bytes, now: datetime) -> list[Subscription] | Unsafe:
    """The subscriptions that an OPML names; why it is not read otherwise."""
    found = read_addresses(data)
    if isinstance(found, Unsafe):
        return found
    added = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return [Subscription(url=one.url, title=one.title, added=added) for one in found.lists]


def watch_until_told(shelf: Shelf, take: Take, web: Web | None = None, told: Told = lambda poll: None) -> None:
    """Watch in this thread until SIGINT or SIGTERM comes; then what is being kept is kept to its end."""
    _until_told(Watch(shelf, take, web or Web(), told=told).run)


def poll_once(shelf: Shelf, take: Take, web: Web | None = None, told: Told = lambda poll: None) -> None:
    """Poll in this thread what is due, each once; SIGINT or SIGTERM end it as they end `watch_until_told`."""
    _until_told(Watch(shelf, take, web or Web(), told=told).once)


def _until_told(work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    async def main() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await work(stop)

    asyncio.run(main())


async def watch(
    shelf: Shelf, take: Take, stop: asyncio.Event, web: Web | None = None, lookup: Lookup = system_lookup
) -> None:
    """Watch the subscriptions on `shelf` until `stop` is set; `take` keeps what is found in the desk."""
    await Watch(shelf, take, web or Web(), lookup=lookup).run(stop)
