"""The API: the records as they are, described by the types that answer."""

from typing import Any

import msgspec
import pytest
from asgi import ask
from fake_desk import store
from invented import ALL, WEIR

from copydesk.record import Story
from copydesk.web import app
from copydesk.web.openapi import PATHS

API = app(store())


def get(path: str) -> Any:
    answer = ask(API, path)
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json


def test_a_story_comes_back_as_the_record_it_is() -> None:
    answer = ask(API, "/api/stories/w31r")
    assert msgspec.json.decode(answer.body, type=Story) == WEIR.story


def test_the_list_pages_through_all_stories() -> None:
    seen: list[str] = []
    offset: int | None = 0
    while offset is not None:
        told = get(f"/api/stories?limit=4&offset={offset}")
        seen += [s["id"] for s in told["stories"]]
        offset = told["next_offset"]
    assert sorted(seen) == sorted(t.story.id for t in ALL)


def test_narrowing() -> None:
    assert {s["section"] for s in get("/api/stories?section=Science")["stories"]} == {"Science"}
    taken = get("/api/stories?site=daylightbriefs.example")["stories"]
    assert taken
    assert all("daylightbriefs.example" in [p["site"] for p in s["pickups"]] for s in taken)


def test_search_sites_and_index() -> None:
    found = get("/api/search?q=weir")
    assert found["total"] == len(found["stories"]) == 2
    sites = get("/api/sites")["sites"]
    assert sites == sorted(sites, key=lambda s: (-s["pickups"], s["site"]))
    assert get("/api/sites/daylightbriefs.example")["changed"] == 4
    index = get("/api")
    assert index["stories"] == len(ALL)
    assert index["paths"] == PATHS


@pytest.mark.parametrize(
    "path",
    [
        "/api/stories?limit=0",
        "/api/stories?limit=-1",
        "/api/stories?limit=101",
        "/api/stories?limit=ten",
        "/api/stories?offset=1000000000",
        "/api/stories?offset=-1",
        "/api/stories?section=" + "x" * 1000,
        "/api/search",
        "/api/search?q=",
        "/api/search?q=" + "w+" * 100_000,
    ],
)
def test_a_bad_parameter_is_a_problem_with_its_reason(path: str) -> None:
    answer = ask(API, path)
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json) == {"title", "status", "detail"}


def test_what_is_not_there_is_a_problem_too() -> None:
    for path in ("/api/nowhere", "/api/stories/zzz", "/api/sites/nobody.example"):
        answer = ask(API, path)
        assert answer.status == 404
        assert answer.json["status"] == 404
    assert ask(API, "/api/stories", method="POST").json["status"] == 405


def test_openapi_describes_every_path_and_every_reference_leads_somewhere() -> None:
    document = get("/api/openapi.json")
    assert document["openapi"].startswith("3.1")
    assert [*document["paths"], "/api/openapi.json"] == PATHS
    schemas = document["components"]["schemas"]
    for reference in _references(document):
        assert reference.removeprefix("#/components/schemas/") in schemas
    story = schemas["Story"]["properties"]
    assert set(story) == set(Story.__struct_fields__)


def test_every_described_path_answers() -> None:
    for path in PATHS:
        told = path.replace("{id}", "w31r").replace("{site}", "corvane.example")
        get(told + ("?q=weir" if path.endswith("search") else ""))


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [r for v in node.values() for r in _references(v)]
    return [r for v in node for r in _references(v)] if isinstance(node, list) else []
