"""The lists: latest, sections, sites, search."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from ..record import Check, Field, Pickup, Story
from . import pages
from .charts import Bar, bars
from .copies import Copy, likely
from .front import bare
from .parameters import DEEPEST, PER_PAGE, number, page, words
from .render import filed_by
from .site import Site, site_of_request

#: A site's page tells what it did from this many of its newest stories.
_OF_SITE = 200

#: Sites a page.
_SITES = 200


@dataclass(frozen=True)
class Pages:
    """Where in a list we are."""

    page: int
    before: bool
    after: bool


def latest(request: Request) -> Response:
    """All stories, newest first."""
    site = site_of_request(request)
    told, where = _paged(site, request, None)
    return site.page(request, "list.html", title="Latest", stories=told, pages=where, number=None, section=None)


def section(request: Request) -> Response:
    """The stories of a section."""
    site = site_of_request(request)
    wanted = request.path_params["name"]
    numbers = dict(site.sections())
    if wanted not in numbers:
        return pages.no_list(request, "section", wanted)
    told, where = _paged(site, request, wanted)
    return site.page(
        request,
        "list.html",
        title=wanted,
        stories=told,
        pages=where,
        number=numbers[wanted],
        section=wanted,
    )


def _paged(site: Site, request: Request, wanted: str | None) -> tuple[list[Story], Pages]:
    at = page(request)
    # One more than is shown tells whether the list goes on.
    told = site.store.stories(section=wanted, limit=PER_PAGE + 1, offset=(at - 1) * PER_PAGE)
    return told[:PER_PAGE], Pages(at, at > 1, len(told) > PER_PAGE and at < DEEPEST // PER_PAGE)


def sections(request: Request) -> Response:
    """All sections."""
    site = site_of_request(request)
    return site.page(request, "sections.html", all_sections=site.sections())


def sites(request: Request) -> Response:
    """The sites, with what each took and changed."""
    site = site_of_request(request)
    told = site.sites()
    at = number(request, "page", 1, 1, max(1, -(-len(told) // _SITES)))
    shown = told[(at - 1) * _SITES : at * _SITES]
    longest = max((s.pickups for s in told), default=1)
    return site.page(
        request,
        "sites.html",
        sites=shown,
        longest=longest,
        number=len(told),
        changing=sum(s.changed > 0 for s in told),
        pages=Pages(at, at > 1, at * _SITES < len(told)),
    )


@dataclass(frozen=True)
class Took:
    """A story that a site took, and its copy of it."""

    story: Story
    copy: Copy


def site(request: Request) -> Response:
    """One site: what it took, from whom, what it wrote in."""
    here = site_of_request(request)
    domain = request.path_params["site"]
    summary = here.store.site(domain)
    if summary is None:
        return pages.no_list(request, "site", domain)
    told = here.store.stories(site=domain, limit=_OF_SITE)
    took = [Took(s, Copy(i, p, None, likely(p, s))) for s in told for i, p in enumerate(s.pickups) if p.site == domain]
    origins = Counter(filed_by(s) or "not known" for s in told)
    return here.page(
        request,
        "site.html",
        summary=summary,
        took=took,
        of=len(told),
        names=_names([t.copy.pickup for t in took]),
        origins=bars([(o, n, 0) for o, n in origins.items()], 6),
        checks=_checks([t.copy.pickup for t in took]),
        redated=sum(t.copy.finding(Check.REDATED) is not None for t in took),
    )


def _names(pickups: Sequence[Pickup]) -> list[Bar]:
    """The names that a site writes into headlines and bodies, by the pages that have them."""
    names: Counter[str] = Counter()
    for pickup in pickups:
        names.update(
            {
                bare(f.text)
                for f in pickup.findings
                if f.accuses and f.check is Check.INJECTED_TEXT and f.field in (Field.HEADLINE, Field.BODY)
            }
        )
    return bars([(n, k, k) for n, k in names.items()], 6)


def _checks(pickups: Sequence[Pickup]) -> list[Bar]:
    """The accusing findings by check, counted in pages."""
    checks: Counter[str] = Counter()
    for pickup in pickups:
        checks.update({f.check.value for f in pickup.findings if f.accuses})
    return bars([(c, n, 0) for c, n in checks.items()], len(Check))


def search(request: Request) -> Response:
    """Stories that hold every word."""
    site = site_of_request(request)
    query = words(request)
    at = page(request)
    found: list[Story] = []
    total = 0
    if query:
        found, total = site.store.search(query, PER_PAGE, (at - 1) * PER_PAGE)
    return site.page(
        request,
        "search.html",
        query=query,
        stories=found,
        total=total,
        pages=Pages(at, at > 1, at * PER_PAGE < total),
    )
