"""Which addresses of the web are fetched, and to which addresses of the network a socket may connect.

A name tells nothing about where it leads, and what it leads to changes between two questions. So the judgement is made
on the address that the socket is about to connect to, after every way of writing an IPv4 address into an IPv6 one is
undone, at every connection.
"""

import logging
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import structlog
from yarl import URL

from ..record import CaptureError, UsageError

Ip = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: The longest address that is asked for; servers refuse longer ones with 414.
LONGEST_ADDRESS = 8_192

#: Ports below 1024 belong to other services (25 is mail), which must not be spoken to in their own language.
_WEB_PORTS = frozenset({80, 443})

#: Not the public internet, though Python 3.11 to 3.14 call some of them global: a local network's translation prefix,
#: 6to4, Teredo, IPv4-compatible and IPv4-translated addresses, documentation, multicast.
_NEVER = tuple(
    ip_network(n)
    for n in (
        *(
            "0.0.0.0/8",
            "100.64.0.0/10",
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
        *("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16"),
        *("3fff::/20", "5f00::/16", "fc00::/7", "fe80::/9", "ff00::/8"),
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")

_log = structlog.wrap_logger(
    logging.getLogger("copydesk.capture"),
    processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
    wrapper_class=structlog.stdlib.BoundLogger,
)


class BadAddressError(CaptureError):
    """An address that is not fetched, whoever answers at it."""


class NotPublicError(OSError):
    """A socket was about to connect to an address that is not public. An `OSError`, so that who connects passes on."""


@dataclass(frozen=True)
class WebAddress:
    """An http or https address without fragment, name and password."""

    url: URL
    host: str
    port: int

    def __str__(self) -> str:
        return str(self.url)

    @property
    def origin(self) -> tuple[str, str, int]:
        """What must be equal for two addresses to be of one origin."""
        return (self.url.scheme, self.host, self.port)


def web_address(text: str) -> WebAddress:
    """The address that `text` names; raises `BadAddressError` with the reason where it is not one to fetch."""
    text = text.strip()
    if len(text) > LONGEST_ADDRESS:
        raise BadAddressError(f"an address of {len(text)} characters; {LONGEST_ADDRESS} are taken")
    if any(c <= " " or c == "\x7f" for c in text):
        raise BadAddressError("an address with white space or control characters in it")
    try:
        url = URL(text).with_fragment(None)
        host, port = url.host, url.port
    except (ValueError, UnicodeError) as exc:
        raise BadAddressError(f"not an address: {str(exc)[:200]}") from exc
    if url.scheme not in ("http", "https"):
        raise BadAddressError(f"{url.scheme[:20] or 'no'} scheme; only http and https are fetched")
    if url.user is not None or url.password is not None:
        raise BadAddressError("an address with a name or password in it")
    if not host or port is None:
        raise BadAddressError("an address without a host")
    if port < 1024 and port not in _WEB_PORTS:
        raise BadAddressError(f"port {port} belongs to another service")
    return WebAddress(url, host.lower(), port)


def is_public(address: Ip) -> bool:
    """Whether `address` is one of the public internet, an IPv4 address within it counted for what it is."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:  # how a network without IPv4 reaches it
            return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address not in _GLOBAL_V6 or address.scope_id is not None or _is_isatap(address):
            return False
    return address.is_global and not any(address in n for n in _NEVER if n.version == address.version)


def _is_isatap(address: IPv6Address) -> bool:
    return (int(address) >> 32) & 0xFDFF_FFFF == 0x0000_5EFE


class Guard:
    """Judges where sockets may connect: to public addresses, and to networks that were allowed on purpose."""

    def __init__(self, allow_networks: Iterable[str] = ()) -> None:
        try:
            self.allowed: tuple[Network, ...] = tuple(ip_network(n, strict=False) for n in allow_networks)
        except ValueError as exc:
            raise UsageError(f"--allow-network takes a network such as 10.1.0.0/16: {exc}") from exc
        for network in self.allowed:
            _log.warning("network allowed that is not public", network=str(network))

    def allows(self, address: str) -> bool:
        """Whether a socket may connect to `address` (as the system writes it, with or without a zone)."""
        try:
            found = ip_address(address)
        except ValueError:
            return False
        if is_public(found):
            return True
        plain = found.ipv4_mapped if isinstance(found, IPv6Address) and found.ipv4_mapped else found
        if any(plain in n for n in self.allowed if n.version == plain.version):
            _log.info("connecting within an allowed network", address=address)
            return True
        return False

    def check_literal(self, host: str) -> None:
        """Raise `NotPublicError` where `host` is itself an address, in whichever spelling, that may not be reached.

        Saves a question to the resolver; what decides is the check at the socket.
        """
        bare = host.strip("[]").rstrip(".")
        if bare == "localhost" or bare.endswith(".localhost"):  # by RFC 6761, whatever a resolver makes of it
            bare = "127.0.0.1"
        try:
            address = str(ip_address(bare))
        except ValueError:
            try:
                # 127.1, 2130706433, 0x7f000001 and 0177.0.0.1 are addresses to the system's resolver.
                address = socket.inet_ntoa(socket.inet_aton(bare))
            except (OSError, UnicodeError):
                return
        if not self.allows(address):
            raise NotPublicError(f"{address} is not a public address")
