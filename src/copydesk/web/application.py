"""The ASGI application: addresses, errors, what every answer carries."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ..record import StoreError
from . import api, check_page, desk_pages, feeds, lists, metrics, pages, story_page
from .parameters import BadParameter
from .render import STATIC, environment
from .security import HEADERS, Rights, Secured
from .site import Served, Site, site_of_request

#: Smaller answers are not worth packing.
_WORTH_PACKING = 1_000


class Files(StaticFiles):
    """Static files, kept by browsers: for ever where the address has a fingerprint, else for a day."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        kept = scope["query_string"].startswith(b"v=") or path.endswith(".woff2")
        response.headers["Cache-Control"] = f"public, max-age={31_536_000 if kept else 86_400}"
        return response


def app(
    store: Served,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    base_url: str | None = None,
    hosts: Collection[str] | None = None,
    rights: Rights | None = None,
) -> Starlette:
    """The site and the API over `store`.

    `now` is the clock. `base_url` is the address under which the site is known to others, for feeds; without it, the
    one that each request was made to. `hosts` are the names it answers to (in lower case); None answers to any.
    `rights` says what it does beyond showing; None is nothing.
    """
    requests = metrics.Requests()
    routes = [
        Route("/", pages.front),
        Route("/story/{id}", story_page.story),
        Route("/latest", lists.latest),
        Route("/section/{name:path}", lists.section),
        Route("/sections", lists.sections),
        Route("/sites", lists.sites),
        Route("/site/{site:path}", lists.site),
        Route("/search", lists.search),
        Route("/check", check_page.check, methods=["GET", "POST"]),
        Route("/refusals", pages.refusals),
        Route("/accounts", desk_pages.accounts),
        Route("/subscriptions", desk_pages.subscriptions, methods=["GET", "POST"]),
        Route("/about", pages.about),
        Route("/feed.atom", feeds.atom_feed),
        Route("/feed.json", feeds.json_feed_),
        Route("/sites.opml", feeds.opml_list),
        Route("/opensearch.xml", feeds.opensearch),
        Route("/api", api.index),
        Route("/api/stories", api.stories),
        Route("/api/stories/{id}", api.story),
        Route("/api/sites", api.sites),
        Route("/api/sites/{site:path}", api.site),
        Route("/api/search", api.search),
        Route("/api/accounts", api.accounts),
        Route("/api/subscriptions", api.subscriptions),
        Route("/api/openapi.json", api.openapi),
        Route("/healthz", healthz),
        Route("/metrics", metrics.metrics),
        Mount("/static", Files(directory=STATIC)),
    ]
    made = Starlette(
        routes=routes,
        middleware=[
            Middleware(metrics.Measured, requests=requests),
            Middleware(Secured, hosts=hosts),
            Middleware(GZipMiddleware, minimum_size=_WORTH_PACKING),
        ],
        exception_handlers={
            HTTPException: _http_error,
            BadParameter: _bad_parameter,
            StoreError: _store_error,
            Exception: _failure,
        },
    )
    # A redirect to the same address with or without a slash would be one to whatever Host the request named.
    made.router.redirect_slashes = False
    made.state.site = Site(store, environment(), now, base_url, rights or Rights())
    made.state.requests = requests
    return made


def healthz(request: Request) -> Response:
    """Whether the site can answer: 200 and the number of stories, else 503."""
    try:
        counts = site_of_request(request).store.counts()
    except StoreError as exc:
        return PlainTextResponse(f"the desk cannot be read: {exc}\n", 503, {"Cache-Control": "no-store"})
    return PlainTextResponse(f"ok, {counts.stories} stories\n", headers={"Cache-Control": "no-store"})


def _is_api(request: Request) -> bool:
    return request.url.path == "/api" or request.url.path.startswith("/api/")


def _http_error(request: Request, exc: Exception) -> Response:
    status = exc.status_code if isinstance(exc, HTTPException) else 500
    headers = exc.headers if isinstance(exc, HTTPException) else None
    if _is_api(request):
        return api.problem(status, "There is nothing here; /api lists what there is.", headers)
    if status == 405:
        return PlainTextResponse("Pages are read with GET and HEAD.\n", 405, headers)
    return pages.nothing_here(request)


def _bad_parameter(request: Request, exc: Exception) -> Response:
    return api.problem(400, str(exc)) if _is_api(request) else pages.bad_parameter(request, str(exc))


def _store_error(request: Request, exc: Exception) -> Response:
    if _is_api(request):
        return api.problem(503, f"The desk cannot be read: {exc}")
    return pages.store_failed(request, str(exc))


def _failure(request: Request, exc: Exception) -> Response:
    """A fault of ours. The server's outermost layer sends it, beyond the middleware, so it brings its own headers."""
    response = api.problem(500, "The site failed here.") if _is_api(request) else pages.failed(request)
    response.headers.update(HEADERS)
    return response
