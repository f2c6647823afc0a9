"""A list is the story's as a whole or not at all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from copydesk.reading.dom import Outline, outline
from copydesk.reading.whole_lists import LEAST, SHARE, with_whole_lists

STORY = "<p>The harbour authority of Velden said on Monday that it would close the old ferry terminal.</p>"


def page_of(*items: str, tag: str = "ul") -> Outline:
    listed = "".join(f"<li>{item}</li>" for item in items)
    return outline(LexborHTMLParser(f"<body>{STORY}<{tag}>{listed}</{tag}>{STORY}"))


def judged(page: Outline, taken: list[bool], score: list[float] | None = None) -> list[bool]:
    size = np.array([len(t) for t in page.texts], dtype=np.float32)
    scores = np.array(score or [0.5] * len(taken), dtype=np.float32)
    result: list[bool] = with_whole_lists(page, np.array(taken), scores, size).tolist()
    return result


@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_a_list_mostly_chosen_is_taken_whole(tag: str) -> None:
    page = page_of("tie the boat up", "drop the anchor", "close the cabin", tag=tag)
    assert judged(page, [True, True, True, False, True]) == [True] * 5


def test_a_list_mostly_left_out_is_left_out_whole_and_nothing_else_is() -> None:
    page = page_of("Great report", "I was there too", "Nobody asked us")
    assert judged(page, [True, True, False, False, True]) == [True, False, False, False, True]


def test_an_item_that_is_surely_none_of_the_story_s_stays_out() -> None:
    page = page_of("tie the boat up", "drop the anchor", "Share")
    score = [0.9, 0.9, 0.9, LEAST / 2, 0.9]
    assert judged(page, [True, True, True, False, True], score) == [True, True, True, False, True]


def test_what_a_reader_cannot_see_is_not_taken_with_its_list() -> None:
    page = page_of("tie the boat up", "drop the anchor", "<p hidden>buy a boat</p>")
    assert judged(page, [True, True, True, False, True])[3] is False


def test_lists_within_a_list_are_judged_with_it() -> None:
    inner = "close the cabin<ul><li>the door</li><li>the hatch</li></ul>"
    page = page_of("tie the boat up to the pier", "drop the anchor at the bow", inner)
    taken = [text != "the hatch" for text in page.texts]
    assert all(judged(page, taken))


@given(st.lists(st.booleans(), min_size=6, max_size=6))
def test_a_list_comes_out_whole_or_not_at_all_and_paragraphs_as_they_were(taken: list[bool]) -> None:
    page = page_of("tie the boat up", "drop the anchor", "close the cabin", "go home")
    out = judged(page, taken)
    assert len(set(out[1:5])) == 1
    assert (out[0], out[5]) == (taken[0], taken[5])
    sizes = [len(text) for text in page.texts[1:5]]
    chosen = sum(size for size, is_in in zip(sizes, taken[1:5], strict=True) if is_in)
    assert out[1] == (chosen >= SHARE * sum(sizes))
    assert judged(page, out) == out


def test_a_page_without_lists_is_left_as_it_is() -> None:
    page = outline(LexborHTMLParser(f"<body>{STORY}{STORY}"))
    assert judged(page, [True, False]) == [True, False]
