"""Asks an ASGI application without a network: one request, one answer."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    app: ASGIApp,
    path: str,
    *,
    method: str = "GET",
    host: str = "desk.example",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> Answer:
    """The answer to one request; a fault of the application that it answered with a page is not raised here."""
    return asyncio.run(_ask(app, path, method, {"host": host} | (headers or {}), body))


async def _ask(app: ASGIApp, path: str, method: str, headers: dict[str, str], body: bytes) -> Answer:
    parts = urlsplit("http://h" + path)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(parts.path, errors="replace"),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(k.lower().encode(), v.encode("latin-1", "replace")) for k, v in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    sent: list[Message] = []

    # The body comes in pieces, as it does from a network.
    pieces = [body[i : i + 65_536] for i in range(0, len(body), 65_536)] or [b""]

    async def receive() -> Message:
        if not pieces:
            await asyncio.sleep(60)
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        sent.append(message)

    try:
        await app(scope, receive, send)
    except RuntimeError:
        # The outermost layer answers a fault and raises it again for the server's log.
        if not sent:
            raise
    head = {k.decode(): v.decode("latin-1") for k, v in sent[0]["headers"]}
    return Answer(sent[0]["status"], head, b"".join(m.get("body", b"") for m in sent[1:]))


def part(text: str) -> str:
    """A text as one part of an address."""
    return quote(text.encode("utf-8", "replace"), safe="")
