"""How often a host is asked: one question at a time, a pause after each, and silence for as long as it asked for."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: What is waited where a host says "later" without a time that can be read.
LATER = timedelta(minutes=10)

#: No host silences us for longer than this at once; then it is asked again.
LONGEST_SILENCE = timedelta(days=1)

#: The longest pause between two questions that a robots.txt can ask for; more is a way of saying no to nobody.
LONGEST_PAUSE = 60.0

_SECONDS = re.compile(r"([0-9]{1,9})(?:\.[0-9]{0,9})?")


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long a Retry-After asks to wait: seconds, or one of HTTP's three forms of date; None for what is neither.

    A time that is over is no wait; a longer one than `LONGEST_SILENCE` is that.
    """
    text = (value or "").strip()
    if (seconds := _SECONDS.fullmatch(text)) is not None:
        return min(timedelta(seconds=int(seconds[1])), LONGEST_SILENCE)
    if not text or len(text) > 64:
        return None
    until = _http_date(text)
    if until is None:
        return None
    until = until.replace(tzinfo=UTC) if until.tzinfo is None else until
    return min(max(until - now, timedelta()), LONGEST_SILENCE)


def _http_date(text: str) -> datetime | None:
    """HTTP's three forms of date: of mail, of RFC 850, of asctime."""
    for form in ("%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form).replace(tzinfo=UTC)
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


@dataclass
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    next: float = 0.0
    pause: float = 0.0
    silent_until: float = 0.0


class Pace:
    """The pace of one run. `pause` are seconds between two questions to a host. Times are the event loop's."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for this host's turn and hold it; the next one comes a pause after this one ended."""
        state = self._state(host)
        async with state.turn:
            loop = asyncio.get_running_loop()
            if (wait := state.next - loop.time()) > 0:
                await asyncio.sleep(wait)
            try:
                yield
            finally:
                state.next = loop.time() + max(self._pause, state.pause)

    def slow_down(self, host: str, pause: float) -> None:
        """Keep at least `pause` seconds between two questions to `host`, as its robots.txt asks."""
        self._state(host).pause = min(pause, LONGEST_PAUSE)

    def silence(self, host: str, wait: timedelta) -> None:
        """Leave `host` alone for `wait`."""
        state = self._state(host)
        state.silent_until = max(state.silent_until, asyncio.get_running_loop().time() + wait.total_seconds())

    def silent_for(self, host: str) -> timedelta:
        """For how long `host` is still to be left alone."""
        return timedelta(seconds=max(0.0, self._state(host).silent_until - asyncio.get_running_loop().time()))

    def _state(self, host: str) -> _Host:
        return self._hosts.setdefault(host, _Host())
