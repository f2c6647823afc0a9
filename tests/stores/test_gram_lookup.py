"""Many pages looked up at once meet whom each would meet alone, whatever lies in memory and whatever in blocks."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from copydesk.stores import gram_lookup
from copydesk.stores.gram_lookup import PageLookup
from copydesk.tracing import index
from copydesk.tracing.index import MemoryShelf

Grams = NDArray[np.uint64]
MOST = 4


def grams(numbers: Sequence[int]) -> Grams:
    return np.array([(n * 0x9E3779B97F4A7C15) % (1 << 64) for n in numbers], dtype=np.uint64)


def filled(pages: Sequence[Sequence[int]], together: int) -> PageLookup:
    lookup = PageLookup(MemoryShelf())
    for start in range(0, len(pages), together):
        lookup.add((start + n, grams(held)) for n, held in enumerate(pages[start : start + together]))
        while lookup.tend():
            pass
        lookup.reload()
    return lookup


def alone(lookup: PageLookup, asked: Sequence[Sequence[int]]) -> list[list[int]]:
    return [lookup.candidates(grams(held), least=1).pages[:MOST].tolist() for held in asked]


def together(lookup: PageLookup, asked: Sequence[Sequence[int]]) -> list[list[int]]:
    return [near.tolist() for near in lookup.nearest([grams(held) for held in asked], MOST)]


PAGES = st.lists(st.lists(st.integers(1, 30), max_size=8), max_size=12)


@settings(max_examples=60, deadline=None)
@given(held=PAGES, asked=PAGES)
def test_pages_looked_up_at_once_meet_whom_each_meets_alone(held: list[list[int]], asked: list[list[int]]) -> None:
    lookup = filled(held, 3)
    assert together(lookup, asked) == alone(lookup, asked)


@pytest.mark.parametrize("at_once", [7, 2_000])
def test_runs_that_are_read_block_by_block_give_the_same(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(index, "SMALL", 100)
    monkeypatch.setattr(gram_lookup, "SMALL", 100)
    monkeypatch.setattr(index, "BLOCK", 16)
    monkeypatch.setattr(gram_lookup, "_AT_ONCE", at_once)
    monkeypatch.setattr(gram_lookup, "TOGETHER", 9)
    dice = Random(5)  # noqa: S311
    # Some grams are held by more pages than a look-up counts.
    pages = [[*dice.sample(range(9, 400), 12), *dice.sample(range(3), 2)] for _ in range(250)]
    lookup = filled(pages, 40)
    asked = [[*dice.sample(range(9, 500), 12), 1] for _ in range(40)] + [[]]
    assert together(lookup, asked) == alone(lookup, asked)


def test_nothing_asked_and_nothing_held_gives_nothing() -> None:
    lookup = filled([], 1)
    assert lookup.nearest([], MOST) == []
    assert together(lookup, [[1, 2]]) == [[]]
