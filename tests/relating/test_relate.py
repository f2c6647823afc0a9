"""Sections and related stories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.record import Story
from copydesk.relating import relate
from copydesk.relating.relate import FLOOR, MOST
from copydesk.relating.sections import section_name

FERRY = "The car ferry to Skerrow sailed again after its propeller shaft was replaced at the Halvick shipyard."
YARD = "The Halvick shipyard, where the Skerrow ferry had its propeller shaft replaced, was sold to a crane maker."
LAMPS = "Dim amber lamps halved falls among elderly patients on hospital wards, doctors reported."
FALLS = "Elderly patients who fell on hospital wards were asked about lamps by doctors from the amber study."


def story(number: int, headline: str, *paragraphs: str, section: str | None = None) -> Story:
    return Story(id=f"s{number}", headline=headline, paragraphs=paragraphs, section=section)


def desk(*sections: str | None) -> list[Story]:
    texts = (("Ferry back", FERRY), ("Shipyard sold", YARD), ("Amber lamps", LAMPS), ("Ward falls", FALLS))
    return [story(i, head, text, section=s) for i, ((head, text), s) in enumerate(zip(texts, sections, strict=True))]


def test_related_stories_share_words_and_say_which() -> None:
    ferry, yard, lamps, falls = relate(desk(None, None, None, None))
    assert [r.id for r in ferry.related] == ["s1"]
    assert [r.id for r in lamps.related] == ["s3"]
    assert "shipyard" in ferry.related[0].why
    assert ferry.related[0].headline == yard.headline
    assert falls.related[0].score == lamps.related[0].score


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ("politics", "Politics"),
        ("World news", "World"),
        ("News > Business", "Business"),
        ("Wirtschaft", "Business"),
        ("news", None),
        ("", None),
        (None, None),
        ("Island life", "Island life"),
        ("a name that is far too long to be one of a section", None),
    ],
)
def test_a_section_has_one_name(found: str | None, name: str | None) -> None:
    assert section_name(found) == name


def test_a_story_without_a_section_takes_that_of_its_company_else_news() -> None:
    told = list(relate(desk("business", None, None, None)))
    assert [s.section for s in told] == ["Business", "Business", "News", "News"]


TEXT = st.lists(st.sampled_from("ferry quay bell lamp ward herring opera snow of the".split()), max_size=12)  # noqa: SIM905


@given(st.lists(TEXT.map(" ".join), max_size=12))
def test_what_relating_gives_is_in_bounds(texts: list[str]) -> None:
    told = [story(i, f"Headline {i}", text) for i, text in enumerate(texts)]
    after = list(relate(told))
    assert [s.id for s in after] == [s.id for s in told]
    for s in after:
        assert s.section
        assert len(s.related) <= MOST
        assert s.id not in {r.id for r in s.related}
        assert all(FLOOR <= r.score + 0.001 <= 1.001 for r in s.related)
        assert [r.score for r in s.related] == sorted((r.score for r in s.related), reverse=True)


def test_japanese_stories_are_related() -> None:
    told = [
        story(0, "港のフェリー", "島へのフェリーが十九か月ぶりに運航を再開した。"),
        story(1, "造船所", "フェリーの運航再開を受け、島の造船所は歓迎した。"),
        story(2, "病院", "高齢の患者の転倒が半分に減ったと医師が発表した。"),
    ]
    assert [r.id for r in next(iter(relate(told))).related] == ["s1"]
