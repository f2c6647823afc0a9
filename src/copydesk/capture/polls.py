"""What is told of polls and subscriptions: records alone; who shows them loads nothing of the web."""

from collections import Counter
from enum import StrEnum

import msgspec

from ..record import Account
from .subscriptions import Subscription


class PollEnd(StrEnum):
    """How a poll ended."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """One poll: of what, how it ended, how many pages it brought, how long it took with all its pages.

    `account` is how the inputs ended that it brought, None where it brought none; `refusal` says why it failed.
    """

    url: str
    title: str | None
    at: str
    ended: PollEnd
    new: int
    seconds: float
    next_poll: str | None
    refusal: str | None = None
    account: Account | None = None


def add_account(total: Account, more: Account) -> None:
    """Add to `total` how the inputs of `more` ended."""
    total.stored += more.stored
    total.unchanged += more.unchanged
    for refusal in more.refusals:
        total.refuse(refusal)
    total.count_findings(Counter(more.findings))
    total.stories = total.stories if more.stories is None else more.stories


class Subscribed(msgspec.Struct, frozen=True, kw_only=True):
    """A subscription as people and programs are shown it; times are ISO 8601 in UTC, `every` and `took` seconds."""

    url: str
    title: str | None
    added: str | None
    last_poll: str | None
    last_change: str | None
    next_poll: str | None
    every: float
    took: float | None
    failures: int
    refusal: str | None
    stopped: str | None


def subscribed(subscription: Subscription) -> Subscribed:
    """What is shown of a subscription."""
    return Subscribed(**{name: getattr(subscription, name) for name in Subscribed.__struct_fields__})
