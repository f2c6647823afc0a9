"""The server: uvicorn on uvloop and httptools where the machine has them."""

import socket
from collections.abc import Callable
from datetime import UTC, datetime

import uvicorn

from ..record import UsageError
from ..stores.protocol import Store
from .application import app
from .security import LOOPBACK

#: Requests served at once; more are told to come back (503) rather than kept waiting.
AT_ONCE = 256

#: Seconds that a connection may stay open without a request.
IDLE = 5


_LAST_PORT = 65_535


def serve(
    store: Store, host: str = "127.0.0.1", port: int = 8100, on_ready: Callable[[str], None] | None = None
) -> None:
    """Serve the site and the API until interrupted. `on_ready` is told the address once the port is open.

    Port 0 takes a free one. Raises `UsageError` where the address cannot be had.
    """
    listener = _listen(host, port)
    name = f"[{host}]" if ":" in host else host
    local = name in LOOPBACK or host.startswith("127.")
    hosts = LOOPBACK | {name.lower()} if local else None
    config = uvicorn.Config(
        app(store, now=lambda: datetime.now(UTC), hosts=hosts),
        log_level="warning",
        access_log=False,
        server_header=False,
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
