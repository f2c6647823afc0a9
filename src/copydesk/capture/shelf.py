"""Where the subscriptions of a desk lie: a shelf over a store of records."""

import logging
from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec
import structlog

from ..record import UsageError
from .subscriptions import LONGEST_POLLED, Subscription

_log = structlog.wrap_logger(
    logging.getLogger("copydesk.capture"),
    processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
    wrapper_class=structlog.stdlib.BoundLogger,
)


class Records(Protocol):
    """A store of records by address, as a desk has one."""

    def subscriptions(self) -> Iterable[tuple[str, bytes]]:
        """Addresses and records."""
        ...

    def subscribe(self, url: str, record: bytes) -> None:
        """Keep the record of an address, in place of the one that it had."""
        ...

    def unsubscribe(self, url: str) -> bool:
        """Forget an address."""
        ...


class RecordShelf:
    """A shelf over a store of records: a subscription is kept as its JSON."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def subscriptions(self) -> Sequence[Subscription]:
        """All of them, as they stand now."""
        found = []
        for url, record in self._records.subscriptions():
            try:
                found.append(msgspec.json.decode(record, type=Subscription))
            except msgspec.MsgspecError as exc:
                # `verify` names it; the others are polled.
                _log.error("subscription not read", url=url, why=str(exc))
        return found

    def keep(self, subscription: Subscription, was: str) -> None:
        """Keep a subscription's new state. One that was removed while it was polled stays removed."""
        if was not in (url for url, _ in self._records.subscriptions()):
            return
        self._records.subscribe(subscription.url, msgspec.json.encode(subscription))
        if was != subscription.url:
            self._records.unsubscribe(was)

    def add(self, subscription: Subscription) -> bool:
        """Subscribe; False, and nothing is changed, where its address is there already.

        Raises `UsageError` for an address that is longer than `LONGEST_POLLED`.
        """
        if len(subscription.url) > LONGEST_POLLED:
            raise UsageError(
                f"{subscription.url[:200]}...: longer than the {LONGEST_POLLED} characters that are polled"
            )
        if subscription.url in (url for url, _ in self._records.subscriptions()):
            return False
        self._records.subscribe(subscription.url, msgspec.json.encode(subscription))
        return True
