"""The server: uvicorn on uvloop and httptools where the machine has them."""

import socket
from collections.abc import Callable
from datetime import UTC, datetime

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..record import UsageError
from .application import app
from .security import HEADERS, LOOPBACK, Rights
from .site import Served

#: Requests served at once; more are told to come back (503) rather than kept waiting.
AT_ONCE = 256

#: Seconds that a connection may stay open without a request.
IDLE = 5


_LAST_PORT = 65_535


def is_local(host: str) -> bool:
    """Whether what listens there is for this machine alone."""
    return (f"[{host}]" if ":" in host else host) in LOOPBACK or host.startswith("127.")


class Bareheaded:
    """Takes off an answer's security headers: the server puts the same on all that it sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def bare(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [pair for pair in message["headers"] if pair[0].lower() not in _OURS]
            await send(message)

        await self.app(scope, receive, bare)


_OURS = frozenset(name.lower().encode() for name in HEADERS)


def serve(
    store: Served,
    host: str = "127.0.0.1",
    port: int = 8100,
    on_ready: Callable[[str], None] | None = None,
    rights: Rights | None = None,
) -> None:
    """Serve the site and the API until interrupted. `on_ready` is told the address once the port is open.

    Port 0 takes a free one. `rights` as in `app`. Raises `UsageError` where the address cannot be had.
    """
    listener = _listen(host, port)
    name = f"[{host}]" if ":" in host else host
    hosts = LOOPBACK | {name.lower()} if is_local(host) else None
    served = app(store, now=lambda: datetime.now(UTC), hosts=hosts, rights=rights)
    config = uvicorn.Config(
        Bareheaded(served),
        log_config=None,  # its log goes where the command's goes
        log_level="warning",
        access_log=False,
        server_header=False,
        # On the answers too that the server gives without asking the application: 400, and 503 under load.
        headers=list(HEADERS.items()),
        limit_concurrency=AT_ONCE,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=IDLE,
        lifespan="off",
    )
    try:
        if on_ready is not None:
            on_ready(f"http://{name}:{listener.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    # The system takes a port of 65,536 and more for what is left over 65,536.
    if not 0 <= port <= _LAST_PORT:
        raise UsageError(f"{host}:{port} cannot be served at: a port is 0 to {_LAST_PORT}")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, OverflowError) as exc:
        raise UsageError(f"{host}:{port} is no address to serve at: {exc}") from exc
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(AT_ONCE)
    except (OSError, OverflowError) as exc:
        listener.close()
        raise UsageError(f"{host}:{port} cannot be served at: {exc}; `--port 0` takes a free port") from exc
    return listener
