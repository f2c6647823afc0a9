"""What the desk does: what it polls, and how everything that came in has ended."""

from collections.abc import Callable
from datetime import UTC, datetime
from secrets import compare_digest

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..capture.http_addresses import BadAddressError, Guard, NotPublicError, web_address
from ..capture.shelf import RecordShelf
from ..capture.subscriptions import Subscription
from ..record import UsageError
from ..stores.protocol import Source
from ..text.times import moment
from . import clock, pages
from .forms import body_of, fields_of
from .lists import Pages
from .parameters import number
from .security import from_here
from .site import Site, site_of_request

#: Runs and sources on the page of accounts; the API and `copydesk runs` have more.
_RUNS, _SOURCES = 30, 200

#: Subscriptions a page, and the most that the site itself will add to a desk.
_PER_PAGE, _MOST = 200, 10_000

#: The form has three short fields.
_LONGEST = 32_768

_HERE = "/subscriptions"


def accounts(request: Request) -> Response:
    """How all inputs ended: in all, run by run, source by source."""
    site = site_of_request(request)
    return site.page(
        request,
        "accounts.html",
        total=site.store.endings(),
        runs=site.store.runs(_RUNS),
        sources=site.store.sources(_SOURCES),
        most_sources=_SOURCES,
    )


async def subscriptions(request: Request) -> Response:
    """What the desk polls; where the site may, also to add and to take off."""
    if request.method != "POST":
        return await run_in_threadpool(_show, request)
    if not site_of_request(request).rights.editing:
        return await run_in_threadpool(pages.refused, request, 403, "This site does not take changes", _WHY_NOT)
    if not from_here(request):
        return await run_in_threadpool(pages.refused, request, 403, "Another site asked for this change", _WHY_HERE)
    body = await body_of(request, _LONGEST)
    if body is None:
        return await run_in_threadpool(pages.refused, request, 413, "That is too long", _FIELDS)
    return await run_in_threadpool(_change, request, body)


_WHY_NOT = "It is served to others than this machine. `copydesk subscribe` changes what the desk polls."
_WHY_HERE = "The form answers only to this site’s own pages. Open it here, and send it again."
_FIELDS = "The form has an address, and a button."
_STALE = "The site was started anew since the form was opened. Send it again from here."


def _show(request: Request) -> Response:
    site = site_of_request(request)
    told = site.subscriptions()
    at = number(request, "page", 1, 1, max(1, -(-len(told) // _PER_PAGE)))
    by_source = {source.source: source for source in site.store.sources(_MOST)} if told else {}
    shown = told[(at - 1) * _PER_PAGE : at * _PER_PAGE]
    return site.page(
        request,
        "subscriptions.html",
        subscriptions=[(one, by_source.get(one.url)) for one in shown],
        number=len(told),
        failing=sum(one.failures > 0 for one in told),
        pages=Pages(at, at > 1, at * _PER_PAGE < len(told)),
        ended=ended,
        soon=soon,
        token=site.rights.token if site.rights.editing else None,
    )


def soon(text: str, now: datetime) -> str:
    """A time to come: `due` where it has gone by, else the clock, with the day where that is not today."""
    at = moment(text)
    if at is None or at <= now:
        return "due"
    return f"{at:%H:%M}" if at.date() == now.date() else clock.medium(text)


def ended(source: Source | None) -> str:
    """How what came from a source ended, in words; nothing where nothing came."""
    if source is None:
        return ""
    total = source.total
    parts = (
        (total.stored, "taken"),
        (total.unchanged, "unchanged"),
        (sum(total.refused.values()), "refused"),
        (sum(total.quarantined.values()), "quarantined"),
    )
    return ", ".join(f"{n:,} {word}" for n, word in parts if n)


def _change(request: Request, body: bytes) -> Response:
    site = site_of_request(request)
    given = fields_of(body)
    if given is None:
        return pages.bad_parameter(request, _FIELDS)
    token, url = given.get("token", ""), given.get("url", "").strip()
    if not compare_digest(token.encode("utf-8", "replace"), site.rights.token.encode()):
        return pages.refused(request, 403, "The form is an old one", _STALE)
    does: dict[str, Callable[[Site, str], str | None]] = {"add": _add, "remove": _remove}
    act = does.get(given.get("do", ""))
    trouble = _FIELDS if act is None else act(site, url)
    if trouble is not None:
        return pages.bad_parameter(request, trouble)
    # 303: the browser asks for the page, and a reload sends nothing twice.
    return RedirectResponse(_HERE, 303, {"Cache-Control": "no-store"})


def _add(site: Site, url: str) -> str | None:
    """Subscribe; what is wrong with the address otherwise."""
    try:
        address = web_address(url)
        Guard().check_literal(address.host)
    except (BadAddressError, NotPublicError) as exc:
        return f"This cannot be polled: {exc}."
    shelf = RecordShelf(site.store)
    if len(site.store.subscriptions()) >= _MOST:
        return f"The desk polls {_MOST:,} lists already; `copydesk subscribe` adds more."
    try:
        shelf.add(Subscription(url=str(address.url), added=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")))
    except UsageError as exc:
        return f"This cannot be polled: {exc}."
    return None


def _remove(site: Site, url: str) -> str | None:
    return None if site.store.unsubscribe(url) else "The desk does not poll this (any more)."
