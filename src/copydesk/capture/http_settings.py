"""How the web is asked: what a run may set, with what is right for one person's machine as default."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .. import __version__
from ..record import Page


@dataclass(frozen=True)
class Web:
    """`contact` is an address or a mailbox where a site's owner finds whoever runs this (default: the environment's
    `COPYDESK_CONTACT`).

    `deadline` are seconds for one fetch from its first byte out to its last byte in, waiting for the host's turn apart;
    `pause` are seconds between two questions to a host; `patience` is the longest Retry-After, in seconds, that is
    waited for; `most_a_host` is the budget of pages for a host in one run; `at_once` is how many hosts are asked at the
    same time. `allow_networks` are networks (`10.1.0.0/16`) that are not public and may be reached all the same.
    `known` says of an address that a list leads to whether its page is there already, so that a run that was broken off
    goes on where it was; `kept` gives the page that is there of an address, so that its server is asked for it only if
    it has changed. The environment's proxies are not looked at.
    """

    contact: str | None = field(default_factory=lambda: os.environ.get("COPYDESK_CONTACT"))
    allow_networks: Sequence[str] = ()
    deadline: float = 60.0
    pause: float = 1.0
    patience: float = 30.0
    most_a_host: int = 1_000
    at_once: int = 16
    known: Callable[[str], bool] = lambda url: False
    kept: Callable[[str], Page | None] = lambda url: None

    @property
    def user_agent(self) -> str:
        """What we call ourselves, with the contact as far as it can stand in a header."""
        contact = "".join(c for c in (self.contact or "") if " " <= c <= "~")[:200].strip()
        return f"copydesk/{__version__} (+{contact})" if contact else f"copydesk/{__version__} (no contact given)"
