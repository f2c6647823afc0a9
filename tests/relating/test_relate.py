"""Sections and related stories."""

from importlib import import_module
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from copydesk.record import Dateline, Role, Story
from copydesk.relating import relate, terms
from copydesk.relating.relate import FLOOR, MOST
from copydesk.relating.sections import section_name, section_of
from copydesk.text import fast
from making import pickup

module = import_module("copydesk.relating.relate")

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


@pytest.mark.parametrize(
    ("found", "addresses", "name"),
    [
        ("business", ["https://quay.example/politics/ferry"], "Business"),
        (None, ["https://quay.example/politics/ferry"], "Politics"),
        ("news", ["https://quay.example/news/sport/ferry.html"], "Sport"),
        (None, ["https://quay.example/sport"], "News"),
        (None, ["https://quay.example/it/2024/01/15/ferry"], "News"),
        (None, ["https://a.example/arts-and-culture/x", "https://b.example/law/x", "https://c.example/law/y"], "Law"),
        (None, [], "News"),
    ],
)
def test_a_section_comes_from_the_pickups_then_from_their_addresses(
    found: str | None, addresses: list[str], name: str
) -> None:
    pickups = tuple(pickup(url, url=url) for url in addresses)
    assert section_of(replace(story(1, "Ferry back", FERRY, section=found), pickups=pickups)) == name


def test_a_farms_address_says_nothing_of_the_section() -> None:
    copied = pickup("farm", Role.TAMPERED, url="https://orb.relay.example/sport/9921.html")
    assert section_of(replace(story(1, "Ferry back", FERRY), pickups=(copied,))) == "News"


def test_a_stories_section_does_not_depend_on_its_company() -> None:
    alone = [next(iter(relate([s]))).section for s in desk("business", None, None, "sport")]
    assert [s.section for s in relate(desk("business", None, None, "sport"))] == alone


def test_a_place_of_filing_relates_nothing() -> None:
    made = [
        replace(
            story(i, head, f"PELLWORTH (AP) — {text}"),
            dateline=Dateline("PELLWORTH", "AP"),
        )
        for i, (head, text) in enumerate((("Ferry back", FERRY), ("Shipyard sold", YARD), ("Lamps", LAMPS)))
    ]
    ferry, _, lamps = relate(made)
    assert lamps.related == ()
    assert "PELLWORTH" not in ferry.related[0].why


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


@given(st.lists(TEXT.map(" ".join), max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_stories_does_not_matter(texts: list[str], dice: Random) -> None:
    told = [story(i, f"Headline {i % 3}", text) for i, text in enumerate(texts)]
    other = dice.sample(told, len(told))
    assert {s.id: s for s in relate(told)} == {s.id: s for s in relate(other)}


@given(st.lists(TEXT.map(" ".join), min_size=2, max_size=8))
def test_why_two_stories_are_related_does_not_depend_on_others(texts: list[str]) -> None:
    told = [story(i, f"Headline {i}", text) for i, text in enumerate(texts)]
    by_id = {s.id: s for s in told}
    for s in relate(told):
        for r in s.related:
            pair = next(iter(relate([by_id[s.id], by_id[r.id]])))
            assert {r.why} >= {p.why for p in pair.related}


@pytest.mark.parametrize("at_once", [1, 7, 1 << 20])
def test_the_kernel_relates_the_same_by_any_number_of_pairs_at_once(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    if not fast.load():
        pytest.skip("needs Numba (the extra `fast`)")
    monkeypatch.setattr(module, "_COMPARED", at_once)
    dice = Random("kernel")  # noqa: S311
    words = [f"word{n}" for n in range(60)]
    told = [story(n, f"Headline {n % 7}", " ".join(dice.choices(words, k=dice.randrange(40)))) for n in range(30)]
    told.append(replace(told[0], id="twin"))
    monkeypatch.setattr(module, "kernels", lambda _: None)
    plain = list(relate(told))
    monkeypatch.setattr(module, "kernels", lambda _: fast.kernels(fast.SMALL))
    monkeypatch.setattr(module, "_products", None)
    assert list(relate(told)) == plain
    assert any(s.related for s in plain)


def test_japanese_stories_are_related() -> None:
    told = [
        story(0, "港のフェリー", "島へのフェリーが十九か月ぶりに運航を再開した。"),
        story(1, "造船所", "フェリーの運航再開を受け、島の造船所は歓迎した。"),
        story(2, "病院", "高齢の患者の転倒が半分に減ったと医師が発表した。"),
    ]
    assert [r.id for r in next(iter(relate(told))).related] == ["s1"]


WRITTEN = st.lists(st.sampled_from("Ferry ferry FERRY Quay quays bell Bell's ward Herring".split())).map(" ".join)  # noqa: SIM905


@given(st.lists(WRITTEN, min_size=2, max_size=9), st.lists(WRITTEN, max_size=5))
def test_what_was_related_before_in_this_process_does_not_matter(texts: list[str], before: list[str]) -> None:
    told = [story(n, f"Council votes {n}", text) for n, text in enumerate(texts)]
    terms.MEMORY.forget()
    fresh = list(relate(told))
    terms.MEMORY.forget()
    list(relate([story(n, "Votes", text) for n, text in enumerate([*before, *reversed(texts)])]))
    assert list(relate(told)) == fresh
    for bound in ("MOST_TERMS", "MOST_STORIES"):
        with pytest.MonkeyPatch.context() as small:
            small.setattr(terms, bound, 1)
            assert list(relate(told)) == fresh
            assert list(relate(told)) == fresh


def test_what_is_kept_of_stories_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "MOST_TERMS", 50)
    terms.MEMORY.forget()
    for n in range(40):
        list(relate([story(n, f"Ferry {n}x", f"Quay{n} bell{n}")]))
        assert sum(len(kept.hashes) for kept in terms.MEMORY._told.values()) == terms.MEMORY._held <= 50


def test_of_words_used_as_often_those_that_come_first_tell_why() -> None:
    told = [
        story(0, "Quay opens", "zinc bell amber lamp herring"),
        story(1, "Herring bell", "amber lamp zinc quay opens"),
        story(2, "Snow", "opera"),
    ]
    first, second, _ = relate(told)
    assert first.related[0].why == "Quay, opens, bell, herring"
    assert second.related[0].why == "Herring, bell, quay, opens"
