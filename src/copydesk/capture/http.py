"""Fetching: one address after another, politely, and nothing that a server does costs more than was allowed for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from types import TracebackType

import aiohttp
from yarl import URL

from ..record import Refusal, RefusalCode
from .http_addresses import BadAddressError, Guard, NotPublicError, WebAddress, web_address
from .http_answers import Answer, Failed, Fetched, NotModified, Validators
from .http_connector import Lookup, guarded_connector, system_lookup
from .http_pace import LATER, Pace, retry_after
from .http_replies import PAGES, Deadline, Refused, Reply, ask, ask_head
from .http_robots import ROBOTS_CAP, Robots, RobotsAnswer
from .http_settings import Web

#: Redirects that are followed, each one checked as if it were the first address.
MOST_REDIRECTS = 10

#: Redirects on the way to a robots.txt (RFC 9309: at least five); a longer way counts as none being there.
_ROBOTS_REDIRECTS = 5

#: How often a host that says "later, soon" is asked for the same address.
_TRIES = 3

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_SAY_LATER = frozenset({429, 503})

_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5"


class Fetcher:
    """Fetches addresses for one run; use it as `async with Fetcher(Web(...)) as fetcher`.

    No cookies are kept and no credentials sent, so that none can cross an origin. `lookup` answers in place of the
    system's resolver, in tests.
    """

    def __init__(self, web: Web, lookup: Lookup = system_lookup) -> None:
        self._web = web
        self._guard = Guard(web.allow_networks)
        self._lookup = lookup
        self._pace = Pace(web.pause)
        self._robots = Robots(self._ask_robots, lambda: asyncio.get_running_loop().time())
        self._open: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "Fetcher":
        self._open = aiohttp.ClientSession(
            connector=guarded_connector(self._guard, self._lookup),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "User-Agent": self._web.user_agent,
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip, deflate, br, zstd",
            },
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=min(15.0, self._web.deadline)),
            auto_decompress=False,
            trust_env=False,
            max_line_size=8_190,
            max_field_size=8_190,
            max_headers=128,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open is not None:
            await self._open.close()
            self._open = None

    async def fetch(self, url: str, validators: Validators | None = None) -> Answer:
        """What is at `url`. Never raises for what a server or an address does: that is a `Failed`."""
        for _ in range(_TRIES - 1):
            answer = await self._fetch_once(url, validators)
            wait = answer.wait if isinstance(answer, Failed) else None
            if wait is None or wait.total_seconds() > self._web.patience:
                return answer
        return await self._fetch_once(url, validators)

    async def _fetch_once(self, url: str, validators: Validators | None) -> Answer:
        try:
            reply, address, for_good = await self._follow(url, validators)
        except Refused as exc:
            return _failed(url, exc)
        if reply.status in PAGES:
            return _fetched(url, address, reply, for_good=for_good)
        if reply.status == HTTPStatus.NOT_MODIFIED and _conditions(address, validators):
            return NotModified(url)
        if reply.status in _SAY_LATER:
            return _failed(url, self._silenced(address, reply), reply.status)
        answered = Refused(RefusalCode.HTTP_STATUS, f"the server answered {_phrase(reply.status)}")
        return _failed(url, answered, reply.status)

    async def _follow(self, url: str, validators: Validators | None) -> tuple[Reply, WebAddress, bool]:
        """The reply at the end of the redirects, where that is, and whether every redirect was one for good."""
        deadline = Deadline(self._web.deadline)
        address = _address(url)
        seen: set[str] = set()
        for_good = True
        while True:
            seen.add(str(address))
            await self._may(address)
            async with self._turn(address), deadline.running():
                reply = await ask(self._session, address, _conditions(address, validators))
            location = reply.get("Location") if reply.status in _REDIRECTS else None
            if location is None:
                return reply, address, for_good and len(seen) > 1
            for_good = for_good and reply.status in _FOR_GOOD
            address = _target(address, location)
            if str(address) in seen:
                raise Refused(RefusalCode.REDIRECTS, f"redirects in a circle, back to {str(address)[:200]}")
            if len(seen) > MOST_REDIRECTS:
                raise Refused(RefusalCode.REDIRECTS, f"more than {MOST_REDIRECTS} redirects")

    async def _may(self, address: WebAddress) -> None:
        """Raise `Refused` where `address` may not be asked for: by what it is, or by its robots.txt."""
        try:
            self._guard.check_literal(address.host)
        except NotPublicError as exc:
            raise Refused(RefusalCode.NOT_PUBLIC, str(exc)) from exc
        rules = await self._robots.rules(address)
        if not rules.allows(address):
            raise Refused(rules.code, rules.reason)
        if (pause := rules.pause) is not None:
            self._pace.slow_down(address.host, pause)

    @asynccontextmanager
    async def _turn(self, address: WebAddress) -> AsyncIterator[None]:
        """The turn of this host, after the silence that it asked for; raises `Refused` where that is long."""
        wait = self._pace.silent_for(address.host)
        if wait.total_seconds() > self._web.patience:
            raise Refused(RefusalCode.ASK_LATER, f"{address.host} asked to be left alone {_spoken(wait)}", wait)
        await asyncio.sleep(wait.total_seconds())
        async with self._pace.turn(address.host):
            yield

    def _silenced(self, address: WebAddress, reply: Reply) -> Refused:
        """Leave the host alone for as long as it asks; gives what to say about it."""
        wait = retry_after(reply.get("Retry-After"), datetime.now(UTC))
        wait = LATER if wait is None else wait
        self._pace.silence(address.host, wait)
        reason = f"the server answered {_phrase(reply.status)} and is left alone {_spoken(wait)}"
        return Refused(RefusalCode.ASK_LATER, reason, wait)

    async def _ask_robots(self, address: WebAddress) -> RobotsAnswer:
        deadline = Deadline(self._web.deadline)
        for hop in range(_ROBOTS_REDIRECTS + 1):
            try:
                self._guard.check_literal(address.host)
                async with self._turn(address), deadline.running():
                    reply = await ask_head(self._session, address, ROBOTS_CAP)
                location = reply.get("Location") if reply.status in _REDIRECTS else None
                if location is None:
                    return RobotsAnswer(reply.status, reply.content)
                address = _target(address, location)
            except (Refused, NotPublicError) as exc:
                # The host itself gives no answer, or may not be asked: then neither is its page to be had, and the code
                # says why. What a redirect leads to is only a robots.txt that cannot be had.
                code = exc.code if isinstance(exc, Refused) and hop == 0 else RefusalCode.ROBOTS
                return RobotsAnswer(code=code, reason=f"asking for its robots.txt: {exc}")
        return RobotsAnswer(HTTPStatus.NOT_FOUND)

    @property
    def _session(self) -> aiohttp.ClientSession:
        if self._open is None:
            raise RuntimeError("a Fetcher is used with `async with`")
        return self._open


def _address(url: str) -> WebAddress:
    try:
        return web_address(url)
    except BadAddressError as exc:
        raise Refused(RefusalCode.BAD_ADDRESS, str(exc)) from exc


def _target(address: WebAddress, location: str) -> WebAddress:
    """Where a redirect leads; the scheme is checked before the address is joined, so that none is inherited."""
    try:
        joined = str(address.url.join(URL(location.strip())))
    except (ValueError, UnicodeError) as exc:
        raise Refused(RefusalCode.BAD_ADDRESS, f"redirects to what is no address: {location[:100]!r}") from exc
    try:
        return web_address(joined)
    except BadAddressError as exc:
        raise Refused(RefusalCode.BAD_ADDRESS, f"redirects to {location[:100]!r}: {exc}") from exc


def _conditions(address: WebAddress, validators: Validators | None) -> dict[str, str]:
    """Headers that ask only for what changed, to the address that gave the validators and to no other."""
    if validators is None or validators.url != str(address):
        return {}
    pairs = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    return {name: value for name, value in pairs if value}


def _failed(url: str, exc: Refused, status: int | None = None) -> Failed:
    return Failed(Refusal(page=url, url=url, code=exc.code, reason=exc.reason), status, exc.wait)


def _fetched(asked: str, address: WebAddress, reply: Reply, *, for_good: bool) -> Fetched:
    etag, modified = reply.get("ETag"), reply.get("Last-Modified")
    cut = "the server sent a part only (206)" if reply.status == HTTPStatus.PARTIAL_CONTENT else None
    return Fetched(
        asked=asked,
        url=str(address),
        content=reply.content,
        media_type=reply.get("Content-Type"),
        captured=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        cut=reply.cut or cut,
        validators=Validators(str(address), etag, modified) if etag or modified else None,
        moved_for_good=for_good,
    )


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _spoken(wait: timedelta) -> str:
    seconds = round(wait.total_seconds())
    return f"for {seconds} seconds" if seconds < 120 else f"for {round(seconds / 60)} minutes"
