"""robots.txt: read as its own standard says, and its failures taken as the largest crawler takes them.

RFC 9309 and Google's published handling: a robots.txt that is not there (4xx) allows everything, one that the server
fails to give (5xx, 429, no answer) forbids everything until it can be read, and 500 KiB of it count.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from protego import Protego

from ..record import RefusalCode
from .http_addresses import WebAddress

#: How much of a robots.txt counts (RFC 9309 asks for at least this much).
ROBOTS_CAP = 500 * 1024

#: How long a robots.txt is believed: a day (RFC 9309).
BELIEVED = 24 * 60 * 60.0

#: How long one that could not be had is believed to forbid: long enough to leave a broken server alone.
DOUBTED = 10 * 60.0

#: The name that a robots.txt calls us by.
NAME = "copydesk"


@dataclass(frozen=True)
class RobotsAnswer:
    """What came of asking for a robots.txt: a status with what there was, or why there was no answer."""

    status: int | None = None
    content: bytes = b""
    code: RefusalCode = RefusalCode.ROBOTS
    reason: str = ""


@dataclass(frozen=True)
class Rules:
    """What a robots.txt says: rules, or everything allowed or forbidden with code and reason. Believed `until` then."""

    parsed: Protego | None
    allowed: bool
    until: float
    code: RefusalCode = RefusalCode.ROBOTS
    reason: str = "robots.txt does not allow it"

    def allows(self, address: WebAddress) -> bool:
        """Whether we may ask for `address`."""
        return self.allowed if self.parsed is None else bool(self.parsed.can_fetch(str(address), NAME))

    @property
    def pause(self) -> float | None:
        """Seconds between two questions that it asks for."""
        delay = self.parsed.crawl_delay(NAME) if self.parsed is not None else None
        return float(delay) if delay is not None and 0 <= delay < float("inf") else None


def rules_from(answer: RobotsAnswer, now: float) -> Rules:
    """What an answer to the question for a robots.txt means."""
    status = answer.status
    if status is None:
        return Rules(None, allowed=False, until=now + DOUBTED, code=answer.code, reason=answer.reason)
    if 200 <= status < 300:
        text = answer.content[:ROBOTS_CAP].decode("utf-8-sig", "replace")
        return Rules(Protego.parse(text), allowed=True, until=now + BELIEVED)
    if 400 <= status < 500 and status != HTTPStatus.TOO_MANY_REQUESTS:
        return Rules(None, allowed=True, until=now + BELIEVED)
    reason = f"the server answered {status} for robots.txt, so nothing may be asked for now"
    return Rules(None, allowed=False, until=now + DOUBTED, reason=reason)


#: Ask for a robots.txt, without asking any robots.txt.
Ask = Callable[[WebAddress], Awaitable[RobotsAnswer]]


class Robots:
    """The robots.txt of every origin that was asked, as far as they are still believed."""

    def __init__(self, ask: Ask, now: Callable[[], float]) -> None:
        self._ask = ask
        self._now = now
        self._known: dict[tuple[str, str, int], Rules] = {}

    async def rules(self, address: WebAddress) -> Rules:
        """The rules for `address`, asked for where they are not known."""
        known = self._known.get(address.origin)
        if known is None or known.until < self._now():
            where = WebAddress(address.url.with_path("/robots.txt").with_query(None), address.host, address.port)
            known = rules_from(await self._ask(where), self._now())
            self._known[address.origin] = known
        return known
