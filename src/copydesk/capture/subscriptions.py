"""What a desk subscribes to, and when each is to be asked again: policy alone, no clock and no network in it.

A feed is asked about as often as it changes: how long its changes are apart is estimated from what the polls find, and
kept within bounds. A server's own wish (Retry-After, a feed's ttl) counts for more, and one that fails is asked ever
less often.
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from ..record import Refusal, RefusalCode
from .http_answers import Validators

#: No list is asked more often than this: news feeds are cached for 5 to 15 minutes by those who serve them.
SOONEST = timedelta(minutes=10)

#: No list that works, or may work again, is asked less often than this.
LATEST = timedelta(days=1)

#: What is assumed of a list that was never asked: hourly, as most news feeds change.
FIRST_GUESS = timedelta(hours=1)

#: Weight of one poll in the estimate: hourly, daily and five-minute feeds are found out in about ten polls, and one odd
#: day does not overturn what was learnt (simulated in the tests).
_WEIGHT = 0.3

#: Characters of an address that is polled: it is a key, and PostgreSQL's have 2,704 bytes.
LONGEST_POLLED = 2_000

#: A list that says "not modified" is asked for in full this often all the same: some servers never change their ETag.
_IN_FULL = timedelta(days=1)

#: Failures in a row after which the pause grows no further.
_MOST_DOUBLINGS = 8

_DIGEST = 8


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """A feed or sitemap that is polled, with what is known of it. Times are ISO 8601 in UTC.

    `every` is the estimate, in seconds, of how long its changes are apart. `seen` holds 8 bytes for each address in it
    that was dealt with, so that a page that was refused is not asked for at every poll. `stopped` says why it is not
    polled any more; None while it is. `took` are the seconds of the last poll, with all the pages that it brought.
    """

    url: str
    title: str | None = None
    added: str | None = None
    next_poll: str | None = None
    last_poll: str | None = None
    last_full: str | None = None
    last_change: str | None = None
    every: float = FIRST_GUESS.total_seconds()
    failures: int = 0
    refusal: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    validated_url: str | None = None
    seen: bytes = b""
    stopped: str | None = None
    took: float | None = None


@dataclass(frozen=True)
class Polled:
    """What a poll found: `new` addresses that were not there before, and what is to be kept until the next poll.

    `seen` None leaves the subscription's as it is. `ttl` is the feed's own wish in minutes.
    """

    new: int = 0
    seen: bytes | None = None
    validators: Validators | None = None
    title: str | None = None
    ttl: int | None = None
    moved_to: str | None = None


@dataclass(frozen=True)
class Unmodified:
    """The server says that nothing changed."""


@dataclass(frozen=True)
class NotPolled:
    """The list could not be had. `status` and `wait` as in `Failed`."""

    refusal: Refusal
    status: int | None = None
    wait: timedelta | None = None


PollResult = Polled | Unmodified | NotPolled


def due(subscriptions: Iterable[Subscription], now: datetime) -> list[Subscription]:
    """Those that are to be polled now, the longest overdue first."""
    at = [(s.next_poll or "", s) for s in subscriptions if s.stopped is None]
    return [s for when, s in sorted(at, key=lambda pair: (pair[0], pair[1].url)) if not when or _time(when) <= now]


def next_due(subscriptions: Iterable[Subscription], now: datetime) -> timedelta:
    """How long until one is due; `LATEST` where there is none."""
    waits = [_time(s.next_poll) - now if s.next_poll else timedelta() for s in subscriptions if s.stopped is None]
    return max(min(waits, default=LATEST), timedelta())


def validators(subscription: Subscription, now: datetime) -> Validators | None:
    """What to ask with, so that only a changed list is sent; None where it is to be had in full."""
    if subscription.validated_url is None or subscription.last_full is None:
        return None
    if now - _time(subscription.last_full) >= _IN_FULL:
        return None
    return Validators(subscription.validated_url, subscription.etag, subscription.last_modified)


def after_poll(subscription: Subscription, result: PollResult, now: datetime) -> Subscription:
    """The subscription as it stands after a poll at `now`, with the time of the next one."""
    polled = msgspec.structs.replace(subscription, last_poll=_iso(now))
    if isinstance(result, NotPolled):
        return _after_failure(polled, result, now)
    new = result.new if isinstance(result, Polled) else 0
    every = _estimate(subscription, new, now)
    changes: dict[str, object] = {
        "every": every,
        "failures": 0,
        "refusal": None,
        "last_change": _iso(now) if new or subscription.last_change is None else subscription.last_change,
    }
    wish = timedelta()
    if isinstance(result, Polled):
        wish = timedelta(minutes=min(result.ttl or 0, 24 * 60))
        given = result.validators
        changes |= {
            "url": _new_address(result, subscription),
            "title": subscription.title or result.title,
            "last_full": _iso(now),
            "validated_url": given.url if given else None,
            "etag": given.etag if given else None,
            "last_modified": given.last_modified if given else None,
            "seen": subscription.seen if result.seen is None else result.seen,
        }
    pause = min(max(timedelta(seconds=every), SOONEST, wish), LATEST)
    return msgspec.structs.replace(polled, next_poll=_not_before(now + _spread(pause, subscription.url)), **changes)


def _new_address(result: Polled, subscription: Subscription) -> str:
    """Where it moved for good; one that is led to an address that cannot be kept stays where it is."""
    moved = result.moved_to
    return moved if moved is not None and len(moved) <= LONGEST_POLLED else subscription.url


def _after_failure(polled: Subscription, result: NotPolled, now: datetime) -> Subscription:
    failures = polled.failures + 1
    gone = f"the server says that it is gone ({result.status})" if result.status == 410 else None
    doubled = timedelta(seconds=polled.every) * 2 ** min(failures, _MOST_DOUBLINGS)
    pause = min(max(doubled, SOONEST), LATEST)
    # What a server asks for is kept to the second; what we choose ourselves is spread.
    pause = _spread(pause, polled.url) if result.wait is None else max(result.wait, SOONEST)
    return msgspec.structs.replace(
        polled, failures=failures, refusal=str(result.refusal), stopped=gone, next_poll=_not_before(now + pause)
    )


def _estimate(subscription: Subscription, new: int, now: datetime) -> float:
    """How long changes are apart, in seconds, after a poll that found `new` of them.

    The estimate is a geometric mean, because feeds differ by factors: what is 10 minutes for one is a week for another.
    """
    if subscription.last_change is None or subscription.last_poll is None:
        return subscription.every
    quiet = max((now - _time(subscription.last_change)).total_seconds(), 1.0)
    if new:
        # Several at once came at some distance from each other; no less than the polls could have told.
        found = max(quiet / new, SOONEST.total_seconds() / 2)
    elif quiet > subscription.every:
        found = quiet
    else:
        return subscription.every
    blended = math.exp((1 - _WEIGHT) * math.log(max(subscription.every, 1.0)) + _WEIGHT * math.log(found))
    return min(max(blended, SOONEST.total_seconds()), LATEST.total_seconds())


def _spread(pause: timedelta, url: str) -> timedelta:
    """A pause made up to a twentieth longer, by the address: a thousand feeds are not to be asked at once for ever."""
    share = int.from_bytes(hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=2).digest(), "big") / 65_536
    return pause * (1 + share / 20)


def digest(url: str) -> bytes:
    """The 8 bytes that stand for an address in `Subscription.seen`."""
    return hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=_DIGEST).digest()


def digests(seen: bytes) -> set[bytes]:
    """The digests that `Subscription.seen` holds."""
    return {seen[i : i + _DIGEST] for i in range(0, len(seen), _DIGEST)}


#: Refusals that may be otherwise tomorrow: the address is asked for again at the next poll.
PASSING = frozenset(
    {
        RefusalCode.ASK_LATER,
        RefusalCode.NO_ANSWER,
        RefusalCode.TOO_SLOW,
        RefusalCode.BAD_ANSWER,
        RefusalCode.OVER_BUDGET,
    }
)


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _not_before(time: datetime) -> str:
    """The first whole second that is not before `time`."""
    return _iso(time + timedelta(microseconds=999_999))


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
