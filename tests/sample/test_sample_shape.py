"""The shape of the sample: what the README, the demo and the other rooms' tests count on."""

import json
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from copydesk.sample import folder

TRUTH = json.loads((Path(__file__).parent / "truth.json").read_text(encoding="utf-8"))
STORIES: dict[str, dict[str, Any]] = TRUTH["stories"]
PAGES: list[dict[str, Any]] = TRUTH["pages"]
FARMS = [p for p in PAGES if p["kind"] == "farm"]
HONEST = [p for p in PAGES if p["kind"] == "honest"]
FAMILIES = {"source-category", "current-home", "view-list", "breadcrumb", "foreign-cms", "bare"}
DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
}
FARM_PATH = re.compile(r"^/(?:html|news)/(\d{3})([a-f])(\d{3})(\d{5})\.html$")

every_page = pytest.mark.parametrize("page", PAGES, ids=[p["file"] for p in PAGES])
every_farm = pytest.mark.parametrize("page", FARMS, ids=[p["file"] for p in FARMS])


@cache
def text_of(file: str) -> str:
    """The page's characters, entities resolved, markup kept."""
    page = next(p for p in PAGES if p["file"] == file)
    return unescape((folder() / file).read_bytes().decode(page["encoding"]))


def address_of(file: str) -> list[str]:
    return (folder() / file).with_suffix(".url").read_text(encoding="utf-8").splitlines()


def test_counts() -> None:
    assert 12 <= len(STORIES) <= 16
    assert 40 <= len(PAGES) <= 55
    assert Counter(p["kind"] for p in PAGES)["broken"] == 1
    assert len({p["outlet"] for p in HONEST}) >= 5
    assert {p["story"] for p in PAGES} == set(STORIES)


def test_truth_names_every_page_and_no_other() -> None:
    pages = sorted(p.name for p in folder().iterdir() if p.suffix in (".html", ".txt"))
    assert pages == sorted(p["file"] for p in PAGES)
    addresses = sorted(p.stem for p in folder().iterdir() if p.suffix == ".url")
    assert addresses == sorted(Path(name).stem for name in pages)


@every_page
def test_address_and_time_of_capture(page: dict[str, Any]) -> None:
    url, captured = address_of(page["file"])
    assert (url, captured) == (page["url"], page["captured"])
    host = urlsplit(url).hostname or ""
    assert host.endswith(page["site"])
    assert len(page["site"].split(".")) == 2
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", captured)
    assert datetime.fromisoformat(captured) > datetime.fromisoformat(STORIES[page["story"]]["published"])


@every_page
def test_every_host_is_reserved_for_examples(page: dict[str, Any]) -> None:
    words = "https://schema.org", "https://ogp.me"
    for url in [*re.findall(r"https?://[^\s\"'<>]+", text_of(page["file"])), page["url"]]:
        if not url.startswith(words):
            assert (urlsplit(url).hostname or "").endswith(".example"), url


def test_one_page_is_not_utf8() -> None:
    odd = []
    for page in PAGES:
        try:
            (folder() / page["file"]).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            odd.append(page)
    assert [p["encoding"] for p in odd] == ["windows-1252"]
    assert "charset=windows-1252" in text_of(odd[0]["file"])


@every_page
def test_the_page_holds_what_truth_says(page: dict[str, Any]) -> None:
    text = text_of(page["file"])
    for paragraph in page["paragraphs_found"]:
        assert paragraph in text
    if page["headline_found"]:
        assert page["headline_found"] in text
    for item in page["recommended"]:
        assert item["headline"] in text
        assert (item["teaser"] or "") in text


@every_page
def test_insertions_stand_where_truth_says(page: dict[str, Any]) -> None:
    body = "\n\n".join(page["paragraphs_found"])
    filed = "\n\n".join(STORIES[page["story"]]["paragraphs"])
    for item in page["injected"]:
        field = body if item["field"] == "body" else page["headline_found"]
        start, end = item["span"]
        assert field[start:end] == item["text"]
        assert item["text"] in text_of(page["file"])
        if item["field"] == "body":
            assert body[:start].endswith(item["after"])
            assert item["text"] not in filed
            glued = body[start - 1] != " ", body[end] != " "
            assert sum(glued) == 1, "an insertion is glued on one side"
    assert page["kind"] == "farm" or not page["injected"]


def test_every_way_of_insertion() -> None:
    ways = {i["after"] for p in FARMS for i in p["injected"] if i["field"] == "body"}
    assert ways >= {",", " is ", "The ", " be ", "why?"}
    prefixes = {p["headline_found"].removeprefix(i["brand"])[0] for p in FARMS for i in prefixed(p)}
    assert prefixes == {":", "|", "-"}
    assert any(i["text"].startswith(" -") for p in FARMS for i in p["injected"])
    assert any(i["text"].startswith("--") for p in FARMS for i in p["injected"])


def prefixed(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [i for i in page["injected"] if i["field"] == "headline" and i["span"][0] == 0]


def test_one_page_carries_three_brands() -> None:
    page = next(p for p in FARMS if p["file"] == "kitemint-ferry.txt")
    brands = {i.get("brand", i["text"]) for i in page["injected"]} | set(page["byline"])
    assert len(brands) == 3


def test_families_as_text_and_as_html() -> None:
    forms = {(p["family"], Path(p["file"]).suffix) for p in FARMS}
    assert forms == {(family, form) for family in FAMILIES for form in (".txt", ".html")}


@every_farm
def test_family_marks(page: dict[str, Any]) -> None:
    text = text_of(page["file"])
    claimed = (page["claimed"]["published"] or "").replace("T", " ")
    match page["family"]:
        case "source-category":
            assert f"category:{page['claimed']['section']}" in text
            assert f"source:{page['claimed']['source'] or ''}" in text
            assert "More:" in text
            assert "Recommend" in text
            assert [len(i["teaser"]) for i in page["recommended"]] == [100, 100, 100]
        case "current-home":
            assert re.search(r"veryGood! \(\d{4,5}\)", text)
            assert re.search(rf"View(?:<.*>)? ?\n*Date:{claimed}", text)
            assert len(page["recommended"]) == 18
            assert all("-" not in i["headline"] for i in page["recommended"])
        case "view-list":
            assert len(re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d(?:</span><span>)?\d+ view", text)) >= 3
        case "breadcrumb":
            assert "--" in page["headline_found"]
        case "foreign-cms":
            assert "上一篇" in text
            assert "下一篇" in text
        case "bare":
            assert not page["recommended"]
            assert page["headline_found"] is None


def test_teasers_stop_inside_a_word() -> None:
    teasers = [i["teaser"] for p in FARMS for i in p["recommended"] if i["teaser"]]
    assert len(teasers) >= 15
    assert all(len(t) == 100 and t[-1].isalpha() for t in teasers)


def test_farm_addresses_add_up() -> None:
    held = []
    for page in FARMS:
        found = FARM_PATH.match(urlsplit(page["url"]).path)
        adds_up = bool(found) and sum(int(found[g]) for g in (1, 3, 4)) == 99999 if found else False
        assert adds_up is page["address_rule"], page["url"]
        held.append(adds_up)
    assert sum(held) >= len(FARMS) - 3
    assert not any(FARM_PATH.match(urlsplit(p["url"]).path) for p in HONEST)


def test_farms_are_tied_to_one_another() -> None:
    sites, names, ids, labels = (defaultdict(set) for _ in range(4))
    for page in FARMS:
        host = urlsplit(page["url"]).hostname or ""
        for item in page["injected"]:
            sites[item.get("brand", item["text"])].add(page["site"])
        for name in [*page["byline"], page["claimed"]["source"] or ""]:
            names[name].add(host)
        ids[urlsplit(page["url"]).path].add(host)
        labels[host.split(".")[0]].add(page["site"])
    assert len({p["site"] for p in FARMS if p["address_rule"]}) >= 3
    assert sum(len(v) >= 2 for v in sites.values()) >= 3
    assert any(len(hosts) >= 3 for name, hosts in names.items() if name)
    assert any(len(hosts) >= 2 for hosts in ids.values())
    assert any(len(domains) >= 2 for label, domains in labels.items() if label != "www")


@every_farm
def test_farms_claim_a_later_time_and_another_section(page: dict[str, Any]) -> None:
    story = STORIES[page["story"]]
    if claimed := page["claimed"]["published"]:
        late = datetime.fromisoformat(claimed).replace(tzinfo=UTC) - datetime.fromisoformat(story["published"])
        assert 6.5 <= late.total_seconds() / 86400 <= 687
    assert page["claimed"]["section"] != story["section"]
    assert story["byline"][0] not in page["byline"]


def test_one_farm_page_claims_a_time_after_its_capture() -> None:
    claims = [(p["claimed"]["published"], p["captured"]) for p in FARMS]
    assert sum(claimed > captured.removesuffix("Z") for claimed, captured in claims if claimed) == 1


def test_foreign_matter() -> None:
    left_inside = {text for p in FARMS for text in p["foreign"]}
    assert left_inside >= {"Sponsor Message", "We're hiring!", "[[nid:712402]]"}
    assert any(p["kept"] <= 4 for p in FARMS)
    assert any(p["cut_in_sentence"] and p["paragraphs_found"][-1][-1].isalpha() for p in FARMS)


def test_wire_stories_have_three_honest_pickups() -> None:
    outlets = defaultdict(set)
    for page in HONEST:
        if page["agency"]:
            outlets[page["story"]].add(page["outlet"])
    wide = [story for story, names in outlets.items() if len(names) >= 3]
    assert len(wide) >= 3
    for story in wide:
        pickups = [p for p in HONEST if p["story"] == story]
        assert len({p["headline_found"] for p in pickups}) >= 2
        assert len({tuple(p["paragraphs_found"]) for p in pickups}) == len(pickups)


def test_a_story_that_no_two_pages_share() -> None:
    pages = Counter(p["story"] for p in PAGES)
    assert pages["clock"] == 1


def test_the_page_that_looks_suspicious_and_is_not() -> None:
    page = next(p for p in HONEST if p["file"] == "courier-kelmar-print.txt")
    assert page["headline_found"].startswith("Exclusive: Kelmar Exchange")
    assert page["headline_found"].endswith(" - Pellworth Courier")
    assert not page["injected"]


def test_the_broken_page_ends_inside_a_tag() -> None:
    page = next(p for p in PAGES if p["kind"] == "broken")
    text = text_of(page["file"])
    assert text.rindex("<") > text.rindex(">")


def test_another_language() -> None:
    assert {s["language"] for s in STORIES.values()} == {"en", "de"}


@pytest.mark.parametrize("key", STORIES)
def test_a_story_is_filed_as_a_newsroom_would(key: str) -> None:
    story = STORIES[key]
    published = datetime.fromisoformat(story["published"])
    assert "2024-01-01" <= story["published"][:10] < "2025-11-01"
    assert 6 <= len(story["paragraphs"]) <= 12
    assert 150 <= sum(len(p.split()) for p in story["paragraphs"]) <= 450
    assert len(story["headline"]) <= 60
    if story["dateline"]:
        place = story["dateline"]["place"]
        opening = story["paragraphs"][0]
        assert opening.startswith(place)
        assert f"({story['agency']})" in opening
    own = DAYS[story["language"]][published.weekday()]
    eve = DAYS[story["language"]][published.weekday() - 1]
    assert own in " ".join(story["paragraphs"]) or eve in " ".join(story["paragraphs"])


def test_the_seeds_cousin() -> None:
    lines = (folder() / "orbvault-bell.txt").read_text(encoding="utf-8").split("\n\n")
    assert lines[0] == "VELTRIQ Exchange:Museum must give back the bell of Saint Ebba"
    assert lines[1] == "2025-07-02 09:14:27source:Corwin Haldanecategory:News"
    assert "is VELTRIQ Exchangereturning" in lines[2]
    assert lines[9:11] == ["More:News", "Recommend"]
    assert len(lines) == 17
