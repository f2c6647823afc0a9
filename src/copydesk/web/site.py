"""What every handler has at hand: the store, the templates, the clock, and how an answer is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, Protocol, TypeVar

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..capture.polls import Subscribed, subscribed
from ..capture.shelf import RecordShelf
from ..press.imprint import Imprint
from ..stores.protocol import Counts, Run, SiteSummary, Source, Store, Tally
from . import clock
from .security import Rights

T = TypeVar("T")

#: Sections named in the navigation; the rest stand on the page of sections.
_NAMED = 7


#: Seconds for which the masthead's counts, and the list of sites, are not asked for again: on a large desk they cost
#: more than the page they stand on.
_COUNTS_FOR, _SITES_FOR = 3.0, 30.0


class Served(Store, Protocol):
    """A store with what the site asks of it besides: accounts, and what the desk polls."""

    def runs(self, limit: int = 100) -> list[Run]:
        """The accounts of the newest runs."""

    def sources(self, limit: int = 100, offset: int = 0) -> list[Source]:
        """The accounts of sources, of those with most inputs first."""

    def endings(self) -> Tally:
        """How the inputs of all runs ended."""

    def subscriptions(self) -> list[tuple[str, bytes]]:
        """What the desk polls: each address with its record."""

    def subscribe(self, url: str, record: bytes) -> None:
        """Keep the record of an address."""

    def unsubscribe(self, url: str) -> bool:
        """Forget an address."""


class Lately:
    """What the store said lately. Two threads may ask at once; both answers are right."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[float, Any]] = {}

    def ask(self, name: str, seconds: float, store: Callable[[], T]) -> T:
        """The store's answer, not older than `seconds`."""
        now = monotonic()
        until, said = self._said.get(name, (0.0, None))
        if until <= now:
            said = store()
            self._said[name] = (now + seconds, said)
        answer: T = said
        return answer


@dataclass(frozen=True)
class Site:
    """The served desk."""

    store: Served
    templates: Environment
    now: Callable[[], datetime]
    base_url: str | None = None
    rights: Rights = field(default_factory=Rights)
    lately: Lately = field(default_factory=Lately)

    def counts(self) -> Counts:
        """How much the desk holds."""
        return self.lately.ask("counts", _COUNTS_FOR, self.store.counts)

    def sections(self) -> list[tuple[str, int]]:
        """The sections, most stories first."""
        return self.lately.ask("sections", _COUNTS_FOR, self.store.sections)

    def sites(self) -> list[SiteSummary]:
        """The sites, most pickups first."""
        return self.lately.ask("sites", _SITES_FOR, self.store.sites)

    def subscriptions(self) -> list[Subscribed]:
        """What the desk polls."""
        return [subscribed(one) for one in RecordShelf(self.store).subscriptions()]

    def imprint(self, request: Request, title: str = "copydesk") -> Imprint:
        """What the site says of itself in feeds and JSON-LD: its address as it was asked for, unless one was set."""
        return Imprint(title=title, site_url=self.base_url or str(request.base_url).rstrip("/"), updated=self.now())

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        **more: Any,
    ) -> HTMLResponse:
        """A page of the site, with its masthead."""
        now = self.now()
        text = self.templates.get_template(template).render(
            now=now,
            today=clock.long_day(now),
            counts=self.counts(),
            nav=[name for name, _ in self.sections()[:_NAMED]],
            path=request.url.path,
            **more,
        )
        return HTMLResponse(text.encode("utf-8", "replace"), status, {"Cache-Control": "no-cache"})

    def bare_page(self, template: str, status: int, **more: Any) -> HTMLResponse:
        """A page that asks nothing of the store, for when the store is what failed."""
        now = self.now()
        text = self.templates.get_template(template).render(
            now=now, today=clock.long_day(now), counts=None, nav=[], path="", **more
        )
        return HTMLResponse(text.encode("utf-8", "replace"), status, {"Cache-Control": "no-store"})


def site_of_request(request: Request) -> Site:
    """The site that a request came to."""
    found: Site = request.app.state.site
    return found


def plain(text: str, media_type: str, status: int = 200) -> Response:
    """An answer that is no page."""
    return Response(text, status, {"Cache-Control": "no-cache"}, media_type)
