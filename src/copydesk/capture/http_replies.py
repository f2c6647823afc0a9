"""One question and its reply: the body under its caps, and what every way of failing is called."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp

from ..record import RefusalCode
from .decoding import TooLargeError, UnknownEncodingError, decode
from .http_addresses import NotPublicError, WebAddress

#: The most that is taken from the wire for one page; decoded it may have `decoding.DECODED_CAP`.
WIRE_CAP = 15 * 1024 * 1024

#: Content types that no page has; their bodies are not taken from the wire.
_NO_PAGES = ("image/", "video/", "audio/", "font/", "application/pdf", "application/zip")

#: Statuses whose body is a page.
PAGES = frozenset({200, 203, 206})


class Refused(Exception):  # noqa: N818 (it becomes a refusal, which is no error)
    """Nothing is to be had; becomes a `Refusal` where the address is known that was asked for."""

    def __init__(self, code: RefusalCode, reason: str, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.wait = wait


class Deadline:
    """The seconds that a fetch has, spent only while it runs: waiting for a turn costs none of them."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._left = seconds

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Spend the deadline; raises `Refused` where it is over."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            async with asyncio.timeout(self._left):
                yield
        except TimeoutError as exc:
            raise Refused(RefusalCode.TOO_SLOW, f"not done within {self.seconds:g} seconds") from exc
        finally:
            self._left -= loop.time() - started


@dataclass(frozen=True)
class Reply:
    """A status with its headers, and the body, decoded, where the status is one of `PAGES`. `cut` as in `Page`."""

    status: int
    headers: Mapping[str, str]
    content: bytes = b""
    cut: str | None = None

    def get(self, name: str) -> str | None:
        """A header's value as far as it is printable, None where there is none or it is overlong."""
        value = self.headers.get(name)
        return value if value is not None and len(value) <= 8_190 and value.isprintable() else None


async def ask(session: aiohttp.ClientSession, address: WebAddress, headers: Mapping[str, str]) -> Reply:
    """Ask for `address`, redirects not followed. Raises `Refused` for everything that can go wrong on the way."""
    with _named(address):
        async with session.get(address.url, headers=headers, allow_redirects=False) as response:
            if response.status not in PAGES:
                return Reply(response.status, response.headers)
            _turn_away(response)
            wire, cut = await _take(response, WIRE_CAP)
            if wire is None:
                raise Refused(RefusalCode.TOO_LARGE, f"over {WIRE_CAP // 2**20} MiB on the wire")
            content, undone = _decoded(wire, response)
            return Reply(response.status, response.headers, content, cut or undone)


async def ask_head(session: aiohttp.ClientSession, address: WebAddress, cap: int) -> Reply:
    """The same for a text of which only the first `cap` bytes count, on the wire and decoded."""
    with _named(address):
        async with session.get(address.url, allow_redirects=False) as response:
            if response.status not in PAGES:
                return Reply(response.status, response.headers)
            wire, _ = await _take(response, cap, keep=True)
            try:
                content, _ = _decoded(wire or [], response)
            except Refused:
                content = b""
            return Reply(response.status, response.headers, content[:cap])


def _turn_away(response: aiohttp.ClientResponse) -> None:
    """Refuse by its headers what need not be taken."""
    declared = response.headers.get("Content-Type", "").strip().lower()
    if declared.startswith(_NO_PAGES):
        raise Refused(RefusalCode.BINARY, f"the server calls it {declared[:60]}")
    length = response.headers.get("Content-Length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > WIRE_CAP:
        raise Refused(
            RefusalCode.TOO_LARGE, f"the server declares {length[:20]} bytes; {WIRE_CAP // 2**20} MiB are taken"
        )


async def _take(
    response: aiohttp.ClientResponse, cap: int, *, keep: bool = False
) -> tuple[list[bytes] | None, str | None]:
    """The body as sent, in pieces, and what was amiss where it broke off. None for one over `cap`, unless its beginning
    is to be kept.
    """
    pieces: list[bytes] = []
    size = 0
    try:
        async for piece in response.content.iter_any():
            size += len(piece)
            pieces.append(piece)
            if size > cap:
                return (pieces if keep else None), None
    except (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError, ConnectionError) as exc:
        if isinstance(exc, TimeoutError):
            raise
        return pieces, f"the server broke off after {size} bytes"
    return pieces, None


def _decoded(wire: list[bytes], response: aiohttp.ClientResponse) -> tuple[bytes, str | None]:
    encodings = [e for value in response.headers.getall("Content-Encoding", ()) for e in value.split(",")]
    try:
        decoded = decode(_freed(wire), encodings)
    except TooLargeError as exc:
        raise Refused(RefusalCode.TOO_LARGE, f"{exc} when decoded") from exc
    except UnknownEncodingError as exc:
        raise Refused(RefusalCode.UNSUPPORTED, str(exc)) from exc
    if decoded.cut is not None and not decoded.content:
        raise Refused(RefusalCode.DAMAGED, f"its content encoding is not what it says: {decoded.cut}")
    return decoded.content, decoded.cut


def _freed(pieces: list[bytes]) -> Iterator[bytes]:
    """The pieces in order, each let go of when the next is asked for."""
    pieces.reverse()
    while pieces:
        yield pieces.pop()


@contextmanager
def _named(address: WebAddress) -> Iterator[None]:
    """Turns what aiohttp and the system raise into `Refused`, with a name for each way of failing."""
    try:
        yield
    except (aiohttp.ClientError, OSError, ValueError) as exc:
        raise _why(address.host, exc) from exc


def _why(host: str, exc: Exception) -> Refused:
    chain: list[BaseException] = []
    link: BaseException | None = exc
    while link is not None and len(chain) < 10:
        chain.append(link)
        link = link.__cause__ or link.__context__
    for one in chain:
        if isinstance(one, NotPublicError):
            return Refused(RefusalCode.NOT_PUBLIC, str(one))
    words = " ".join(str(exc).split())[:200] or type(exc).__name__
    if isinstance(exc, TimeoutError):
        return Refused(RefusalCode.TOO_SLOW, f"{host} did not answer in time")
    if isinstance(exc, aiohttp.InvalidURL | ValueError):
        return Refused(RefusalCode.BAD_ADDRESS, f"not an address: {words}")
    if isinstance(exc, aiohttp.ClientResponseError | aiohttp.ClientPayloadError):
        return Refused(RefusalCode.BAD_ANSWER, f"{host} gave an answer that is none: {words}")
    if any(isinstance(one, ssl.SSLError | ssl.CertificateError) for one in chain):
        return Refused(RefusalCode.NO_ANSWER, f"no safe connection to {host}: {words}")
    return Refused(RefusalCode.NO_ANSWER, f"{host} gave no answer: {words}")
