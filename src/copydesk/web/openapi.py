"""OpenAPI 3.1 of the API: the paths are written here once, the schemas come from the types."""

from collections.abc import Sequence
from typing import Any

import msgspec

from .. import __version__
from .parameters import DEEPEST, LONGEST_QUERY

_REF = "#/components/schemas/{name}"


def _query(name: str, says: str, **schema: object) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": says, "schema": schema}


def _in_path(name: str, says: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": says, "schema": {"type": "string"}}


_WINDOW = [
    _query("limit", "How many, at most", type="integer", minimum=1, maximum=100, default=20),
    _query("offset", "How many to leave out first", type="integer", minimum=0, maximum=DEEPEST, default=0),
]

#: Path, what it answers with, in words, and its parameters.
_WRITTEN: tuple[tuple[str, str, str, list[dict[str, Any]]], ...] = (
    ("/api", "Index", "What the desk holds, and the paths of the API", []),
    (
        "/api/stories",
        "Stories",
        "Stories, newest first",
        [
            _query("section", "Only of this section", type="string", maxLength=LONGEST_QUERY),
            _query("site", "Only those that this site took", type="string", maxLength=LONGEST_QUERY),
            *_WINDOW,
        ],
    ),
    ("/api/stories/{id}", "Story", "One story", [_in_path("id", "The story's id")]),
    ("/api/sites", "Sites", "The sites, most pickups first", []),
    ("/api/sites/{site}", "SiteSummary", "One site", [_in_path("site", "Its registrable domain")]),
    (
        "/api/search",
        "Found",
        "Stories that hold every word, best first",
        [
            _query("q", "The words", type="string", minLength=1, maxLength=LONGEST_QUERY) | {"required": True},
            *_WINDOW,
        ],
    ),
    ("/api/accounts", "Accounts", "How all inputs ended: in all, in the newest runs, and by source", _WINDOW),
    ("/api/subscriptions", "Subscriptions", "What the desk polls", []),
)

PATHS = [path for path, *_ in _WRITTEN] + ["/api/openapi.json"]


def document(types: Sequence[type]) -> dict[str, Any]:
    """The OpenAPI document, with the schemas of `types` and of all that they hold."""
    _, schemas = msgspec.json.schema_components(types, ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "copydesk",
            "version": __version__,
            "summary": "What was filed, who copied it, what each copy changed. Read only.",
        },
        "paths": {path: {"get": _operation(path, kind, says, given)} for path, kind, says, given in _WRITTEN},
        "components": {"schemas": schemas},
    }


def _operation(path: str, kind: str, says: str, given: list[dict[str, Any]]) -> dict[str, Any]:
    answers: dict[str, Any] = {"200": {"description": says, "content": _content("application/json", kind)}}
    if given:
        answers["400"] = {
            "description": "A parameter is wrong",
            "content": _content("application/problem+json", "Problem"),
        }
    if "{" in path:
        answers["404"] = {"description": "There is none", "content": _content("application/problem+json", "Problem")}
    name = path.removeprefix("/api").replace("{", "").replace("}", "").strip("/").replace("/", "_") or "index"
    return {"operationId": name, "summary": says, "parameters": given, "responses": answers}


def _content(media_type: str, kind: str) -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": _REF.format(name=kind)}}}
