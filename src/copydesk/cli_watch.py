"""The commands of a desk that goes on by itself: watch, and what it subscribes to."""

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Optional

import msgspec
import typer

from . import terminal
from .capture.polls import Poll, PollEnd, add_account, subscribed
from .capture.shelf import RecordShelf
from .capture.subscriptions import Subscription
from .cli_log import AsLog, LogForm
from .cli_shared import (
    DONE,
    NOTHING,
    SOME_FAILED,
    AsJson,
    Contact,
    DeskAddress,
    Networks,
    notice,
    open_desk,
    out,
    say_json,
    tell_refusal,
    web_of,
)
from .record import Account, Page, Refusal, UsageError

#: An OPML is read whole; the largest lists that people pass on have some thousand feeds, in less than a megabyte.
_LARGEST_OPML = 20 * 1024 * 1024


def add_to(app: typer.Typer) -> None:
    """Give the command these commands."""
    for command in (watch, subscribe, unsubscribe, subscriptions):
        app.command()(command)


def watch(
    desk: DeskAddress,
    once: Annotated[bool, typer.Option("--once", help="Poll what is due, each once, and end: for cron.")] = False,
    contact: Contact = None,
    allow_network: Networks = None,
    as_json: AsJson = False,
    log: AsLog = LogForm.PLAIN,
) -> None:
    """Poll what the desk subscribes to, and take in what is new.

    Each feed is asked about as often as it changes. Ctrl-C or SIGTERM ends it; what is being kept is kept to its end,
    and the next watch goes on where this one was. A page or a feed that fails is named and stops nothing.
    """
    # What speaks to the web, and what a desk lies in, load where they are wanted: other commands answer the sooner.
    from .capture.watching import poll_once, watch_until_told  # noqa: PLC0415

    desk_ = open_desk(desk)
    shelf = RecordShelf(desk_.store)
    _say_what_is_missing(contact, empty=not shelf.subscriptions(), once=once)
    total, polls = Account(), Counter[PollEnd]()

    def take(batch: list[Page | Refusal]) -> Account:
        account = desk_.take(batch)
        for refusal in account.refusals:
            tell_refusal(refusal)
        return account

    def told(poll: Poll) -> None:
        polls[poll.ended] += 1
        if poll.account is not None:
            add_account(total, poll.account)
        if as_json:
            say_json(poll)
            sys.stdout.buffer.flush()
        else:
            out.print(terminal.show_poll(poll), soft_wrap=True)

    web = web_of(contact, allow_network, desk_.store)
    # What a watch that was killed had kept, and had not made stories of.
    desk_.tell()
    (poll_once if once else watch_until_told)(shelf, take, web, told)
    if as_json:
        say_json(total)
    else:
        out.print(terminal.show_watched(polls, total))
    raise typer.Exit(SOME_FAILED if once and (polls[PollEnd.FAILED] or total.refusals) else DONE)


def _say_what_is_missing(contact: str | None, *, empty: bool, once: bool) -> None:
    if not contact:
        notice("no --contact: sites cannot tell who asks, and some will turn this desk away")
    if empty:
        if once:
            raise UsageError("nothing to poll: `copydesk subscribe URL --desk DIR` adds a feed or sitemap")
        notice("nothing to poll yet: `copydesk subscribe URL --desk DIR` adds a feed or sitemap, also while this runs")


def subscribe(
    what: Annotated[
        list[str], typer.Argument(metavar="URL|OPML...", help="Addresses of feeds and sitemaps, or OPML files.")
    ],
    desk: DeskAddress,
    as_json: AsJson = False,
) -> None:
    """Have a desk poll feeds and sitemaps, by address or by OPML.

    One that is there already stays as it is. The desk is made where there is none.
    """
    now = datetime.now(UTC)
    wanted = [one for given in what for one in _given(given, now)]
    shelf = RecordShelf(open_desk(desk, create=True).store)
    added = [one for one in wanted if shelf.add(one)]
    for one in added if as_json else ():
        say_json(subscribed(one))
    if not as_json:
        there = len(wanted) - len(added)
        out.print(f"{len(added)} added" + (f", {there} were there already" if there else ""))


def _given(given: str, now: datetime) -> list[Subscription]:
    from .capture.watching import subscriptions_in  # noqa: PLC0415 (see watch)
    from .capture.xml_guard import Unsafe  # noqa: PLC0415

    if "://" in given:
        return [Subscription(url=_address(given), added=now.strftime("%Y-%m-%dT%H:%M:%SZ"))]
    try:
        with Path(given).open("rb") as file:
            data = file.read(_LARGEST_OPML + 1)
    except (OSError, ValueError) as exc:
        raise UsageError(f"{given}: neither an address (https://...) nor an OPML that can be read: {exc}") from exc
    found = subscriptions_in(data, now)
    if isinstance(found, Unsafe):
        raise UsageError(f"{given}: {found.reason}")
    if not found:
        raise UsageError(f"{given}: no feeds in it; an OPML names each by xmlUrl")
    return [msgspec.structs.replace(one, url=_address(one.url)) for one in found]


def _address(url: str) -> str:
    from .capture.http_addresses import BadAddressError, web_address  # noqa: PLC0415 (see watch)

    try:
        return str(web_address(url).url)
    except BadAddressError as exc:
        raise UsageError(f"{url[:200]}: cannot be polled: {exc}") from exc


def unsubscribe(
    url: Annotated[list[str], typer.Argument(metavar="URL...", help="Addresses as `copydesk subscriptions` has them.")],
    desk: DeskAddress,
) -> None:
    """Have a desk no longer poll these addresses. What came from them stays."""
    store = open_desk(desk).store
    missing = [one for one in url if not store.unsubscribe(one)]
    for one in missing:
        notice(f"{one}: the desk does not subscribe to this")
    out.print(f"{len(url) - len(missing)} gone")
    raise typer.Exit(DONE if not missing else NOTHING if len(missing) == len(url) else SOME_FAILED)


def subscriptions(
    desk: DeskAddress,
    as_json: AsJson = False,
    failing: Annotated[bool, typer.Option("--failing", help="Only those whose last poll failed.")] = False,
    limit: Annotated[Optional[int], typer.Option(min=1, help="How many at the most.")] = None,  # noqa: UP045
) -> None:
    """List what a desk polls: when it last did, when it will again, what went wrong."""
    found = [one for one in RecordShelf(open_desk(desk).store).subscriptions() if one.refusal or not failing][:limit]
    if as_json:
        for one in found:
            say_json(subscribed(one))
    elif found:
        out.print(terminal.show_subscriptions([subscribed(one) for one in found]))
    else:
        notice("Nothing. `copydesk subscribe URL --desk DIR` adds a feed or sitemap.")
