"""What every handler has at hand: the store, the templates, the clock, and how an answer is made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..press.imprint import Imprint
from ..stores.protocol import Counts, Store
from . import clock

#: Sections named in the navigation; the rest stand on the page of sections.
_NAMED = 7


@dataclass(frozen=True)
class Site:
    """The served desk."""

    store: Store
    templates: Environment
    now: Callable[[], datetime]
    base_url: str | None = None

    def imprint(self, request: Request, title: str = "copydesk") -> Imprint:
        """What the site says of itself in feeds and JSON-LD: its address as it was asked for, unless one was set."""
        return Imprint(title=title, site_url=self.base_url or str(request.base_url).rstrip("/"), updated=self.now())

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        counts: Counts | None = None,
        sections: list[tuple[str, int]] | None = None,
        **more: Any,
    ) -> HTMLResponse:
        """A page of the site, with its masthead."""
        now = self.now()
        told = self.store.sections() if sections is None else sections
        text = self.templates.get_template(template).render(
            now=now,
            today=clock.long_day(now),
            counts=counts or self.store.counts(),
            nav=[name for name, _ in told[:_NAMED]],
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
