"""A server on loopback that does to a fetcher what servers do, and worse. It runs in a thread of its own."""

import asyncio
import gzip
import socket
from collections.abc import Awaitable, Callable
from threading import Thread

#: Where the server listens; a fetcher under test is allowed this address of the machine and no other.
HERE = "127.0.0.9"

Answer = Callable[[asyncio.StreamWriter, "Request"], Awaitable[None]]


class Request:
    """What was asked: path with query, headers by lower-case name."""

    def __init__(self, head: bytes) -> None:
        lines = head.decode("latin-1").split("\r\n")
        self.path = lines[0].split(" ")[1] if " " in lines[0] else ""
        self.headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:]) if k}


def reply(
    body: bytes = b"", status: str = "200 OK", headers: str = "", media_type: str = "text/html; charset=utf-8"
) -> bytes:
    """A plain reply, closed after."""
    kind = f"Content-Type: {media_type}\r\n" if media_type else ""
    head = f"HTTP/1.1 {status}\r\n{kind}Content-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"
    return head.encode() + body


class HostileServer:
    """Answers by path: bytes are sent as they are, a function does as it likes. What is not there is a 404."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.answers: dict[str, bytes | Answer] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._serve, HERE, 0), self._loop).result(
            5
        )
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.url = f"http://{HERE}:{self.port}"

    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [r.path for r in self.asked if r.path != "/robots.txt"]

    def close(self) -> None:
        async def stop() -> None:
            self._server.close()
            tasks = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = Request(await reader.readuntil(b"\r\n\r\n"))
            self.asked.append(request)
            answer = self.answers.get(request.path, reply(b"not here", "404 Not Found"))
            if isinstance(answer, bytes):
                writer.write(answer)
            else:
                await answer(writer, request)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


class Canary:
    """Listens on every address of the machine, and must never hear anything."""

    def __init__(self) -> None:
        self.heard = 0
        self._socket = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        self._socket.bind(("::", 0))
        self._socket.listen(128)
        self._socket.setblocking(False)
        self.port: int = self._socket.getsockname()[1]

    def packets(self) -> int:
        """How many connections came in so far."""
        while True:
            try:
                connection, _ = self._socket.accept()
            except BlockingIOError:
                return self.heard
            connection.close()
            self.heard += 1

    def close(self) -> None:
        self._socket.close()


async def dribble(writer: asyncio.StreamWriter, request: Request) -> None:
    """A header at once, then a byte every now and then, for ever."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def dribble_head(writer: asyncio.StreamWriter, request: Request) -> None:
    """A header that comes letter by letter and never ends."""
    writer.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def silent(writer: asyncio.StreamWriter, request: Request) -> None:
    """Nothing at all."""
    await asyncio.sleep(3600)


async def endless(writer: asyncio.StreamWriter, request: Request) -> None:
    """Chunks without end."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"10000\r\n" + bytes(65536).replace(b"\0", b" ") + b"\r\n"
    while True:
        writer.write(chunk)
        await writer.drain()


async def head_flood(writer: asyncio.StreamWriter, request: Request) -> None:
    """2 MB of headers."""
    writer.write(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 100) for n in range(20_000)) + b"\r\n")


GZIPPED = gzip.compress(b"<p>The ferry runs.</p>" * 50)
