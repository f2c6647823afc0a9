"""The trees and the features: many answers at once are those of one block and one question at a time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.reading.features_table import PLACES
from copydesk.reading.model import Forest, load

#: The value of a feature is a number of steps from one of its borders: what is equal to a border is not above it.
STEPS = st.lists(st.integers(-2, 2), min_size=1, max_size=5)


def one_at_a_time(forest: Forest, block: np.ndarray) -> float:
    """The mean chance of a block, each tree walked from its first question to its leaf."""
    levels, trees = forest.question.shape
    steps = np.zeros(len(forest.starts), dtype=np.int64)
    for tree in range(trees):
        leaf = 0
        for asks in forest.question[:, tree]:
            leaf = 2 * leaf + bool(block[forest.asked[asks]] > forest.borders[asks, 0])
        steps[np.searchsorted(forest.starts, tree, side="right") - 1] += forest.leaves[(tree << levels) + leaf]
    return float((1 / (1 + np.exp(-(steps * forest.step[:, 0] + forest.bias[:, 0])))).mean())


@pytest.mark.parametrize("stage", ["first", "second"])
@given(STEPS, st.integers(0, 1_000))
@settings(max_examples=20, deadline=None)
def test_trees_answer_a_page_as_they_answer_a_block(stage: str, steps: list[int], seed: int) -> None:
    forest: Forest = getattr(load(), stage)
    random = np.random.default_rng(seed)
    table = np.zeros((len(PLACES), len(steps)), dtype=np.float32)
    for block, step in enumerate(steps):
        for asks in random.permutation(len(forest.asked)):
            table[forest.asked[asks], block] = forest.borders[asks, 0] + step
    expected = [one_at_a_time(forest, block) for block in table.T]
    assert np.allclose(forest.chance(table), expected, atol=1e-5)


def test_the_highest_bit_of_a_leaf_is_the_last_question() -> None:
    """As the trees were learned, whose first question is the lowest bit."""
    one = np.array([[0], [1]])
    forest = Forest(
        features=("size",), asked=np.zeros(2, dtype=np.int64), borders=np.array([[5], [50]], dtype=np.float32),
        question=one[::-1].copy(), leaves=np.arange(4, dtype=np.int32), first_leaf=np.zeros((1, 1), dtype=np.int64),
        starts=np.array([0]), step=np.ones((1, 1)), bias=np.zeros((1, 1)),
    )  # fmt: skip
    chance = forest.chance(np.array([[1, 10, 100]], dtype=np.float32))
    assert np.allclose(chance, 1 / (1 + np.exp([0, -1, -3])))
