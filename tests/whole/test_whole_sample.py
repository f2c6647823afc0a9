"""The whole line on the sample, held against what is known of each page: reading, findings, stories, restoration."""

import json
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz.distance import Indel

from copydesk.capture import gather
from copydesk.desk import Desk, check
from copydesk.record import Check, Checked, Field, Refusal, Story, accusing, restore
from copydesk.sample import folder

TRUTH = json.loads((Path(__file__).parents[1] / "sample" / "truth.json").read_text())
PAGES: dict[str, dict[str, Any]] = {page["file"]: page for page in TRUTH["pages"]}
STORIES: dict[str, dict[str, Any]] = TRUTH["stories"]
HONEST = sorted(name for name, page in PAGES.items() if page["kind"] == "honest")
FARM = sorted(name for name, page in PAGES.items() if page["kind"] == "farm")


def file_of(name: str) -> str:
    return Path(name).name


@pytest.fixture(scope="module")
def results() -> dict[str, Checked | Refusal]:
    found = check(gather([str(folder())]))
    return {file_of(r.page if isinstance(r, Refusal) else r.article.name): r for r in found}


@pytest.fixture(scope="module")
def checked(results: dict[str, Checked | Refusal]) -> dict[str, Checked]:
    return {name: r for name, r in results.items() if isinstance(r, Checked)}


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> list[Story]:
    desk = Desk.open(tmp_path_factory.mktemp("desk"), create=True)
    account = desk.take(gather([str(folder())]))
    assert account.inputs == len(PAGES)
    assert account.quarantined == {"truncated": 1}
    return desk.store.stories(limit=100)


def test_every_page_is_read_but_the_broken_one(results: dict[str, Checked | Refusal]) -> None:
    refused = {name: r.code.value for name, r in results.items() if isinstance(r, Refusal)}
    assert refused == {"herald-water-cut.html": "truncated"}
    assert set(results) == set(PAGES)


@pytest.mark.parametrize("name", HONEST + FARM)
def test_a_page_is_read_as_it_says(name: str, checked: dict[str, Checked]) -> None:
    truth, article = PAGES[name], checked[name].article
    assert article.headline in {truth["headline_found"], truth.get("headline_alone")}
    # What is no part of the story may be left to the furniture or taken for a finding to point at.
    foreign = set(truth["foreign"])
    assert [p for p in article.paragraphs if p not in foreign] == [
        p for p in truth["paragraphs_found"] if p not in foreign
    ]
    assert (article.published or "").replace("+00:00", "Z") == (truth["claimed"]["published"] or "")
    assert article.agency == truth["agency"]
    assert article.site == truth["site"]
    filed_from = checked[name].restored.dateline
    assert (filed_from.place if filed_from else None) == truth["dateline_place"]


@pytest.mark.parametrize("name", HONEST)
def test_no_honest_page_is_accused(name: str, checked: dict[str, Checked]) -> None:
    assert accusing(checked[name].findings) == ()
    assert checked[name].restored == checked[name].article


@pytest.mark.parametrize("name", FARM)
def test_what_was_written_into_a_page_is_found_to_the_letter(name: str, checked: dict[str, Checked]) -> None:
    truth = [i for i in PAGES[name]["injected"] if i["field"] == "body"]
    found = [f for f in accusing(checked[name].findings) if f.check is Check.INJECTED_TEXT and f.field is Field.BODY]
    assert sorted(f.text for f in found) == sorted(i["text"] for i in truth)


@pytest.mark.parametrize("name", FARM)
def test_laws_of_findings_hold_on_the_sample(name: str, checked: dict[str, Checked]) -> None:
    one = checked[name]
    assert restore(one.article, one.findings) == one.restored


def test_every_story_is_found_once_with_its_copies(stories: list[Story]) -> None:
    expected: dict[str, set[str]] = {}
    for name, page in PAGES.items():
        if page["kind"] != "broken":
            expected.setdefault(page["story"], set()).add(name)
    found = [{file_of(p.name) for p in s.pickups} for s in stories]
    assert sorted(found, key=sorted) == sorted(expected.values(), key=sorted)


def test_stories_read_as_they_were_filed(stories: list[Story]) -> None:
    wrong: list[tuple[object, ...]] = []
    for story in stories:
        key = next(PAGES[file_of(p.name)]["story"] for p in story.pickups)
        filed = STORIES[key]
        honest = [PAGES[file_of(p.name)] for p in story.pickups if PAGES[file_of(p.name)]["kind"] == "honest"]
        texts = [filed["paragraphs"], *(p["paragraphs_found"] for p in honest)]
        # Outlets write `8` for `eight`: any honest reading will do, a word that no honest page has will not.
        likeness = max(Indel.normalized_similarity(story.body, "\n\n".join(text)) for text in texts)
        known = {word for text in texts for paragraph in text for word in paragraph.split()}
        strange = {word for word in story.body.split() if word not in known}
        if likeness < 0.99 or strange:
            wrong.append((key, "text", likeness, sorted(strange)[:9]))
        if story.headline not in {filed["headline"], *(p["headline_found"] for p in honest)}:
            wrong.append((key, "headline", story.headline))
        if (story.published or "")[:10] != filed["published"][:10]:
            wrong.append((key, "published", story.published, filed["published"]))
        if story.agency != filed["agency"]:
            wrong.append((key, "agency", story.agency))
        if story.section != filed["section"]:
            wrong.append((key, "section", story.section, filed["section"]))
    assert wrong == []


def test_tampered_copies_are_known_as_such_and_honest_ones_are_not(stories: list[Story]) -> None:
    for story in stories:
        for pickup in story.pickups:
            page = PAGES[file_of(pickup.name)]
            tampered = page["kind"] == "farm" and bool(page["injected"])
            assert pickup.changed == tampered or page["kind"] == "farm", (pickup.name, pickup.role)


def test_a_new_date_is_found_by_comparing_copies(stories: list[Story]) -> None:
    for story in stories:
        for pickup in story.pickups:
            page = PAGES[file_of(pickup.name)]
            redated = any(f.check is Check.REDATED for f in accusing(pickup.findings))
            claims_later = page["kind"] == "farm" and page["claimed"]["published"] is not None
            assert redated == claims_later, (pickup.name, pickup.claimed_published, story.published)


def test_related_stories_are_other_stories_of_the_desk(stories: list[Story]) -> None:
    ids = {s.id for s in stories}
    assert any(s.related for s in stories)
    for story in stories:
        assert all(r.id in ids and r.id != story.id for r in story.related)
