"""The API: the site's records as JSON, by the same types that the commands print and OpenAPI describes."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..capture.polls import Subscribed
from ..record import Story
from ..stores.protocol import Run, SiteSummary, Source, Tally
from . import openapi as described
from .parameters import DEEPEST, BadParameter, name, number, words
from .site import site_of_request

#: Stories in an answer, unless the request says otherwise.
DEFAULT, MOST = 20, 100

_encoder = msgspec.json.Encoder()


class Stories(msgspec.Struct, frozen=True, kw_only=True):
    """A list of stories, newest first. `next_offset` is None at the list's end."""

    stories: list[Story]
    limit: int
    offset: int
    next_offset: int | None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found, best first. `total` is counted up to a bound of the store."""

    query: str
    total: int
    stories: list[Story]
    limit: int
    offset: int
    next_offset: int | None


class Sites(msgspec.Struct, frozen=True):
    """The sites, most pickups first."""

    sites: list[SiteSummary]


class Index(msgspec.Struct, frozen=True):
    """What the desk holds, and where to ask on."""

    pages: int
    stories: int
    refused: int
    quarantined: int
    sections: dict[str, int]
    paths: list[str]


class Accounts(msgspec.Struct, frozen=True, kw_only=True):
    """How all inputs ended: in all, in the newest runs, and by source, those with most inputs first."""

    total: Tally
    runs: list[Run]
    sources: list[Source]
    limit: int
    offset: int
    next_offset: int | None


class Subscriptions(msgspec.Struct, frozen=True):
    """What the desk polls."""

    subscriptions: list[Subscribed]


class Problem(msgspec.Struct, frozen=True):
    """Why a request was not answered (RFC 9457)."""

    title: str
    status: int
    detail: str


_TITLES = {400: "Bad request", 404: "Not found", 405: "Method not allowed", 500: "Failed", 503: "Unavailable"}


def answer(record: object) -> Response:
    """A record as JSON."""
    return Response(_encoder.encode(record), 200, {"Cache-Control": "no-cache"}, "application/json")


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """A refusal, with its reason."""
    told = Problem(_TITLES.get(status, "Refused"), status, detail)
    kept = dict(headers or {}) | {"Cache-Control": "no-store"}
    return Response(_encoder.encode(told), status, kept, "application/problem+json")


def index(request: Request) -> Response:
    """What the desk holds, and the paths of the API."""
    store = site_of_request(request).store
    counts = store.counts()
    told = Index(
        counts.pages, counts.stories, counts.refused, counts.quarantined, dict(store.sections()), list(described.PATHS)
    )
    return answer(told)


def stories(request: Request) -> Response:
    """Stories, newest first; `section` and `site` narrow them."""
    store = site_of_request(request).store
    limit, offset = _window(request)
    told = store.stories(section=name(request, "section"), site=name(request, "site"), limit=limit + 1, offset=offset)
    return answer(
        Stories(stories=told[:limit], limit=limit, offset=offset, next_offset=_next(limit, offset, len(told) > limit))
    )


def story(request: Request) -> Response:
    """One story; an id that was given up leads on."""
    store = site_of_request(request).store
    story_id = request.path_params["id"]
    found = store.story(story_id)
    if found is not None:
        return answer(found)
    moved = store.moved(story_id)
    if moved is not None and moved != story_id:
        return RedirectResponse(f"/api/stories/{moved}", 301)
    return problem(404, "There is no story of this id.")


def sites(request: Request) -> Response:
    """All sites."""
    return answer(Sites(site_of_request(request).store.sites()))


def site(request: Request) -> Response:
    """One site."""
    found = site_of_request(request).store.site(request.path_params["site"])
    return problem(404, "The desk has nothing from this site.") if found is None else answer(found)


def search(request: Request) -> Response:
    """Stories that hold every word of `q`, best first."""
    query = words(request)
    if not query:
        raise BadParameter("“q” is wanted: the words to search for.")
    limit, offset = _window(request)
    told, total = site_of_request(request).store.search(query, limit, offset)
    return answer(
        Found(
            query=query,
            total=total,
            stories=told,
            limit=limit,
            offset=offset,
            next_offset=_next(limit, offset, offset + limit < total),
        )
    )


def accounts(request: Request) -> Response:
    """How all inputs ended; `limit` is for runs and sources, `offset` for sources alone."""
    store = site_of_request(request).store
    limit, offset = _window(request)
    sources = store.sources(limit + 1, offset)
    return answer(
        Accounts(
            total=store.endings(),
            runs=store.runs(limit),
            sources=sources[:limit],
            limit=limit,
            offset=offset,
            next_offset=_next(limit, offset, len(sources) > limit),
        )
    )


def subscriptions(request: Request) -> Response:
    """What the desk polls."""
    return answer(Subscriptions(site_of_request(request).subscriptions()))


def openapi(request: Request) -> Response:
    """The description of the API, made from the types that answer."""
    return Response(_described(), 200, {"Cache-Control": "no-cache"}, "application/json")


@lru_cache(maxsize=1)
def _described() -> bytes:
    types = [Stories, Story, Sites, SiteSummary, Found, Accounts, Subscriptions, Index, Problem]
    return _encoder.encode(described.document(types))


def _window(request: Request) -> tuple[int, int]:
    return number(request, "limit", DEFAULT, 1, MOST), number(request, "offset", 0, 0, DEEPEST)


def _next(limit: int, offset: int, more: bool) -> int | None:
    return offset + limit if more and offset + limit <= DEEPEST else None
