"""Connections that end where they may: the guard at the resolver, and again at the socket."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from .http_addresses import Guard, NotPublicError

#: How names are looked up: host and port to socket addresses, as `loop.getaddrinfo` gives them. Tests give their own.
Lookup = Callable[[str, int], Awaitable[list[tuple[int, str]]]]


async def system_lookup(host: str, port: int) -> list[tuple[int, str]]:
    """Ask the system's resolver: families and addresses of `host`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, str(address[0])) for family, _, _, _, address in found]


class GuardedResolver(AbstractResolver):
    """Gives a host's addresses that may be connected to, and says so where none is."""

    def __init__(self, guard: Guard, lookup: Lookup = system_lookup) -> None:
        self._guard = guard
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of `host`; raises `NotPublicError` where it has some and none may be reached."""
        found = await self._lookup(host, port)
        kept = [(kind, address) for kind, address in found if self._guard.allows(address)]
        if found and not kept:
            raise NotPublicError(f"{host} leads to {found[0][1]}, which is not a public address")
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for kind, address in kept
        ]

    async def close(self) -> None:
        """Nothing is held."""


def guarded_connector(guard: Guard, lookup: Lookup = system_lookup) -> aiohttp.TCPConnector:
    """A connector whose every socket was checked by `guard` with the address that it is made for.

    Names are not remembered: each connection asks again, and what it is told is checked again.
    """

    def checked_socket(info: "aiohttp.AddrInfoType") -> socket.socket:
        family, kind, protocol, _, address = info
        if not guard.allows(str(address[0])):
            raise NotPublicError(f"{address[0]} is not a public address")
        return socket.socket(family=family, type=kind, proto=protocol)

    return aiohttp.TCPConnector(
        resolver=GuardedResolver(guard, lookup), use_dns_cache=False, socket_factory=checked_socket, limit=32
    )
