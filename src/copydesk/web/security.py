"""What every answer carries, and who may ask."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from secrets import token_urlsafe

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Nothing but our own files; no inline script or style, no frames, no plug-ins. A JSON-LD block is data, not script.
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

#: Names under which a desk on this machine is asked for.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::\d{1,5})?")


class Secured:
    """Puts the security headers on every answer, and turns away requests whose Host is none of ours.

    The latter keeps a page on the web from reading a desk on this machine by pointing its own name at it.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None = None) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        if not self._welcome(Headers(scope=scope).get("host", "")):
            refusal = PlainTextResponse("This desk is not served under that name. Ask for it by its own.\n", 421)
            await refusal(scope, receive, secured)
            return
        await self.app(scope, receive, secured)

    def _welcome(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        return found is not None and (self.hosts is None or found["name"].lower() in self.hosts)


def from_here(request: Request) -> bool:
    """Whether a form was sent by a page of this site: browsers say so; programs say nothing, which is as good.

    `Origin` counts only in browsers that do not send `Sec-Fetch-Site`: under our referrer policy it is `null`.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or origin.split("://", 1)[-1] == request.headers.get("host")


@dataclass(frozen=True)
class Rights:
    """What a site may do beyond showing stories: take changes from its readers, tell its figures.

    `token` stands in every form that changes something, and in no address: a page on the web that has a reader's
    browser send such a form does not have it. It lasts as long as the server.
    """

    editing: bool = False
    measured: bool = False
    token: str = field(default_factory=lambda: token_urlsafe(24))
