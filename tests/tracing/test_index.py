"""The index on disk: what it finds is what a plain table would, through merges, crashes and reopening."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from copydesk.tracing.index import HOLDERS, PAGE_BITS, GramIndex, MemoryShelf, RunState, Shelf
from copydesk.tracing.index_sqlite import SqliteShelf

Grams = NDArray[np.uint64]


def memory() -> Shelf:
    return MemoryShelf()


def sqlite() -> Shelf:
    return SqliteShelf(sqlite3.connect(":memory:", isolation_level=None))


SHELVES = pytest.mark.parametrize("shelf", [memory, sqlite])


def grams(numbers: Iterable[int]) -> Grams:
    """Invented grams: hashes that differ in their upper bits, as sampled ones do."""
    return np.array([(n * 0x9E3779B97F4A7C15) % (1 << 64) for n in numbers], dtype=np.uint64)


def expected(pages: dict[int, list[int]], asked: list[int], least: int) -> dict[int, int]:
    shared = Counter({page: len(set(held) & set(asked)) for page, held in pages.items()})
    return {page: n for page, n in shared.items() if n >= least}


def answer(index: GramIndex, asked: list[int], least: int = 2) -> dict[int, int]:
    found = index.candidates(grams(asked), least)
    assert (np.diff(found.shared) <= 0).all()
    return dict(zip(found.pages.tolist(), found.shared.tolist(), strict=True))


NUMBERS = st.lists(st.integers(1, 40), max_size=12)


@SHELVES
@settings(max_examples=30, deadline=None)
@given(batches=st.lists(st.lists(NUMBERS, max_size=3), max_size=14), asked=NUMBERS, tended=st.booleans())
def test_it_finds_what_a_plain_table_finds(
    shelf: Callable[[], Shelf], batches: list[list[list[int]]], asked: list[int], tended: bool
) -> None:
    index = GramIndex(shelf())
    pages: dict[int, list[int]] = {}
    for batch in batches:
        numbered = {len(pages) + i: held for i, held in enumerate(batch)}
        pages |= numbered
        index.add((page, grams(held)) for page, held in numbered.items())
        if tended:
            index.tend()
    while tended and index.tend():
        pass
    assert answer(index, asked) == expected(pages, asked, 2)


def filled(index: GramIndex, pages: int, seed: int = 1) -> dict[int, list[int]]:
    rng = Random(seed)  # noqa: S311
    held = {page: rng.sample(range(4000), 50) for page in range(pages)}
    for start in range(0, pages, 64):
        index.add((page, grams(held[page])) for page in range(start, min(pages, start + 64)))
    return held


@SHELVES
def test_a_merge_goes_on_after_a_crash_and_readers_see_everything_all_along(shelf: Callable[[], Shelf]) -> None:
    kept = shelf()
    held = filled(GramIndex(kept), 1500)
    asked = held[77]
    steps = 0
    while GramIndex(kept).tend(budget=4096):  # each step by a process that knows nothing of the one before
        steps += 1
        if steps % 7 == 0:
            assert answer(GramIndex(kept), asked, 5) == expected(held, asked, 5)
    assert steps > 5
    assert answer(GramIndex(kept), asked) == expected(held, asked, 2)
    live = [run for run in kept.runs() if run.state is RunState.LIVE]
    assert len(live) == len(kept.runs()) < 10
    assert sum(run.postings for run in live) == 1500 * 50


def test_it_is_there_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "grams.db"
    with sqlite3.connect(path, isolation_level=None) as connection:
        held = filled(GramIndex(SqliteShelf(connection)), 300)
    connection.close()
    with sqlite3.connect(path, isolation_level=None) as again:
        assert answer(GramIndex(SqliteShelf(again)), held[5]) == expected(held, held[5], 2)
    again.close()


def test_a_gram_that_everybody_holds_is_capped_and_reported() -> None:
    index = GramIndex(memory())
    index.add((page, grams([1, page + 2])) for page in range(3 * HOLDERS))
    found = index.candidates(grams([1]), least=1)
    assert len(found.pages) == HOLDERS
    assert found.capped == 1


def test_a_number_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="page number"):
        GramIndex(memory()).add([(1 << PAGE_BITS, grams([1]))])


def test_nothing_in_nothing_out() -> None:
    index = GramIndex(memory())
    index.add([])
    assert answer(index, [1, 2, 3]) == {}
    assert not index.tend()
