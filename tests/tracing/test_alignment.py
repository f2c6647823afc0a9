"""Alignment: laws, moved passages, and inputs made to be slow."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text import fast
from copydesk.text.alignment import align, as_text
from copydesk.text.words import Ids, words
from copydesk.tracing.grouping import meeting, share_in_runs

WORDS = st.lists(st.sampled_from("abcdefg"), max_size=40).map(" ".join)
SENTENCES = [
    " ".join(f"{name}{i}" for i in range(15)) for name in ("quay", "lock", "bell", "snow", "herring", "opera", "lamp")
]


@given(WORDS, WORDS)
def test_blocks_are_common_words_in_order(a: str, b: str) -> None:
    x, y = words(a).ids, words(b).ids
    found = align(x, y)
    at_a = at_b = 0
    for i, j, n in found.blocks.tolist():
        assert i >= at_a
        assert j >= at_b
        assert n > 0
        assert (x[i : i + n] == y[j : j + n]).all()
        at_a, at_b = i + n, j + n
    for i, j, n in found.moved.tolist():
        assert (x[i : i + n] == y[j : j + n]).all()
    assert 0 <= found.coverage_a <= 1
    assert 0 <= found.similarity <= 1


@given(WORDS)
def test_a_text_is_its_own_copy(a: str) -> None:
    ids = words(a).ids
    found = align(ids, ids.copy())
    assert found.blocks.tolist() == ([[0, 0, len(ids)]] if len(ids) else [])
    assert len(found.moved) == 0
    assert found.coverage_a == found.coverage_b == found.similarity == (1 if len(ids) else 0)


@pytest.fixture(scope="module", params=["numpy", "kernel"])
def compiled(request: pytest.FixtureRequest) -> fast.Kernels | None:
    if request.param == "numpy":
        return None
    if not fast.load():
        pytest.skip("needs Numba (the extra `fast`)")
    return fast.kernels(fast.SMALL)


@given(a=WORDS, b=WORDS)
def test_no_alignment_finds_more_in_runs_than_the_quick_look(compiled: fast.Kernels | None, a: str, b: str) -> None:
    x, y = words(a).ids, words(b).ids
    assert meeting(align(x, y)).inner <= share_in_runs(x, y, compiled)


@given(a=WORDS, b=WORDS)
def test_the_quick_look_counts_all_words_in_runs(compiled: fast.Kernels | None, a: str, b: str) -> None:
    mine, theirs = a.split(), b.split()
    there = {tuple(theirs[i : i + 3]) for i in range(len(theirs) - 2)}
    within = {i + k for i in range(len(mine) - 2) if tuple(mine[i : i + 3]) in there for k in range(3)}
    share = share_in_runs(words(a).ids, words(b).ids, compiled)
    assert share >= len(within) / max(1, len(mine))


def test_the_quick_look_tells_texts_apart(compiled: fast.Kernels | None) -> None:
    a, b = (words(" ".join(f"{name}{i}" for i in range(2_000))).ids for name in ("quay", "lock"))
    assert share_in_runs(a, b, compiled) < 0.03
    assert share_in_runs(a[:500], np.concatenate([b, a]), compiled) == 1
    assert share_in_runs(a[:0], b, compiled) == share_in_runs(a, b[:2], compiled) == 0


@given(WORDS, WORDS)
def test_coverage_is_the_same_from_both_sides_where_nothing_repeats(a: str, b: str) -> None:
    x, y = words(a).ids, words(b).ids
    one, other = align(x, y, moves=False), align(y, x, moves=False)
    assert one.words_a == other.words_b
    assert abs(one.matched - other.matched) <= 6  # chance words are taken back from whichever side meets them first


def test_a_moved_paragraph_is_kept_as_a_move() -> None:
    a = words(". ".join(SENTENCES)).ids
    b = words(". ".join([*SENTENCES[3:], *SENTENCES[:3]])).ids
    found = align(a, b)
    assert found.coverage_a > 0.97
    assert len(found.moved) >= 1


def test_unrelated_texts_share_little() -> None:
    a = words(
        "The mayor of Durrock opened the new lock on the canal after nine years of work and three bankruptcies"
    ).ids
    b = words("Scientists on the glacier found ash of two eruptions that appear in no chronicle of the valley").ids
    assert align(a, b).coverage_a < 0.25


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("a b " * 16_000, "b a c " * 10_000),
        ("word " * 32_000, "word " * 32_000),
        ("word " * 32_000, "word " * 16_000 + "other " * 16_000),
        (" ".join(map(str, range(32_000))), " ".join(map(str, range(31_999, -1, -1)))),
        ("the of and " * 10_000, "of the and to " * 8_000),
    ],
)
def test_no_text_is_slow(a: str, b: str) -> None:
    x, y = words(a).ids, words(b).ids
    start = time.process_time()
    align(x, y)
    assert time.process_time() - start < 0.5


IDS = st.lists(st.integers(0, 5).map(lambda low: (7 << 60) | low), max_size=30).map(lambda i: np.array(i, np.uint64))


@given(IDS, IDS)
def test_ids_that_are_alike_in_the_bits_compared_are_told_apart(a: Ids, b: Ids) -> None:
    # The ids are compared by their high bits and held against each other in full afterwards.
    assert len(set(as_text(np.concatenate([a, b])))) <= 1
    found = align(a, b)
    for i, j, n in [*found.blocks.tolist(), *found.moved.tolist()]:
        assert (a[i : i + n] == b[j : j + n]).all()


def test_long_texts_are_joined_over_their_anchors() -> None:
    a = words(" ".join(f"word{i}" for i in range(5_000))).ids
    b = np.concatenate([a[:2_000], a[2_050:]])
    found = align(a, b)
    assert found.blocks.tolist() == [[0, 0, 2_000], [2_050, 2_000, 2_950]]
    assert found.unaligned == 0


def test_a_word_that_is_alike_in_the_bits_compared_costs_itself_alone() -> None:
    # It took its whole text apart into rows of one word, and tracing, which counts runs, told two stories of one.
    a = words(" ".join(f"word{i}" for i in range(300))).ids
    b = a.copy()
    b[100] ^= np.uint64(1)
    assert align(a, b).blocks.tolist() == [[0, 0, 100], [101, 101, 199]]
