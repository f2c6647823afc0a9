"""The front page, the standing pages, and the states: what happened, why, at most three ways on."""

from starlette.requests import Request
from starlette.responses import Response

from .charts import bars
from .copies import copies
from .front import POOL, make_up
from .site import site_of_request
from .spread import spread

#: Refusals shown, the newest; the account of each run has all.
_REFUSALS = 500

#: Sites named on the front page.
_SITES = 5


def front(request: Request) -> Response:
    """The front page."""
    site = site_of_request(request)
    stories = site.store.front(POOL)
    if not stories:
        return _state(request, 200, "Nothing has come in yet", _NOTHING_YET, [("How it decides", "/about"), _REFUSED])
    made = make_up(stories, site.sections(), site.counts(), site.now())
    lead = made.lead
    return site.page(
        request,
        "front.html",
        front=made,
        of=len(stories),
        spread=spread(lead, copies(lead, []), site.now()) if lead is not None else None,
        sites=site.sites()[:_SITES],
    )


_NOTHING_YET = (
    "This desk has no stories. Take pages into it (copydesk take SOURCE --desk DIR), or look round with the pages that "
    "ship with copydesk (copydesk demo)."
)
_REFUSED = ("What was refused", "/refusals")


def about(request: Request) -> Response:
    """How it decides, what the signs mean, the keys."""
    return site_of_request(request).page(request, "about.html")


def refusals(request: Request) -> Response:
    """The pages that could not be read: which, and why."""
    site = site_of_request(request)
    told = site.store.refusals(_REFUSALS)
    codes: dict[str, int] = {}
    for refusal in told:
        codes[refusal.code.value] = codes.get(refusal.code.value, 0) + 1
    by_code = bars([(code, n, 0) for code, n in codes.items()], len(codes))
    return site.page(request, "refusals.html", refusals=told, by_code=by_code, most=_REFUSALS)


def nothing_here(request: Request) -> Response:
    """404: no such page."""
    actions = [("Front page", "/"), ("Search", "/search"), ("Sections", "/sections")]
    says = "The address may be mistyped, or the page may have gone."
    return _state(request, 404, "There is no page here", says, actions)


def no_story(request: Request, story_id: str) -> Response:
    """404: no such story."""
    joined = "It may have been joined with another when a copy turned up that tied them."
    says = f"{joined} The address said “{story_id[:40]}”."
    return _state(request, 404, "No such story", says, [("Latest stories", "/latest"), ("Front page", "/")])


def no_list(request: Request, what: str, name: str) -> Response:
    """404: no such section or site."""
    says = f"The desk has nothing from “{name[:80]}”."
    ways = {"section": ("Sections", "/sections"), "site": ("Sites", "/sites")}
    return _state(request, 404, f"No such {what}", says, [ways[what], ("Front page", "/")])


def refused(request: Request, status: int, title: str, says: str) -> Response:
    """A request that is not carried out: why, and a way back."""
    return _state(request, status, title, says, [("The same page, plain", request.url.path)])


def bad_parameter(request: Request, says: str) -> Response:
    """400: what to give instead."""
    here = request.url.path
    return _state(
        request, 400, "The address asks for something that there is not", says, [("The same page, plain", here)]
    )


def store_failed(request: Request, says: str) -> Response:
    """503: the desk itself cannot be read."""
    return _bare(request, 503, "The desk cannot be read", says)


def failed(request: Request) -> Response:
    """500: a fault of ours."""
    return _bare(request, 500, "The site failed here", "What went wrong stands in the server's log. Nothing is lost.")


def _state(request: Request, status: int, title: str, says: str, actions: list[tuple[str, str]]) -> Response:
    site = site_of_request(request)
    return site.page(request, "state.html", status=status, title=title, says=says, actions=actions[:3])


def _bare(request: Request, status: int, title: str, says: str) -> Response:
    site = site_of_request(request)
    return site.bare_page("state.html", status, title=title, says=says, actions=[("Try again", request.url.path)])
