"""Which blocks of a page are the story's: a score for each, 0 to 1, from two stages of small trees.

The weights in `body.npz` were learned by `bench/reading/train.py`, which also says on which pages. The first stage sees
each block in its place; the second sees the first's scores of a block's surroundings too. A tree is oblivious: all
blocks at one level are asked the same question, so that a whole page goes through all trees as a few array operations.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ..record import ReadingError
from .dom import Outline
from .features import Floats, Hints, Rows, Sight, Vocabulary, look
from .features_again import look_again

WEIGHTS = "body.npz"
#: Blocks that the first stage gives less than this are left at it: of the training pages' body text, under one
#: character in ten thousand stands in such blocks, and they are two thirds of all.
HOPELESS = 0.01


@dataclass(frozen=True)
class Trees:
    """Boosted oblivious trees: at each of `levels` questions is `feature > border`, and the answers number a leaf."""

    feature: NDArray[np.int64]  # (levels, trees)
    border: Floats  # (levels, trees, 1)
    leaves: Floats  # (trees * 2 ** levels,)
    bias: float

    def logit(self, table: Floats) -> Floats:
        """The sum of leaves for each column of `table` (features by blocks)."""
        levels, trees = self.feature.shape
        leaf = np.repeat(np.arange(trees, dtype=np.int32)[:, None] << levels, table.shape[1], axis=1)
        for level in range(levels):
            answers = table[self.feature[level]] > self.border[level]
            leaf += answers.astype(np.int32) << level
        return cast(Floats, self.leaves[leaf].sum(axis=0) + np.float32(self.bias))


@dataclass(frozen=True)
class Model:
    """Everything learned: word weights, and for each stage the features it looks at and its trees."""

    vocabulary: Vocabulary
    first_features: tuple[str, ...]
    second_features: tuple[str, ...]
    first: tuple[Trees, ...]
    second: tuple[Trees, ...]


def chance(trees: tuple[Trees, ...], rows: Rows, names: tuple[str, ...]) -> Floats:
    """The mean chance that several sets of trees give each block."""
    table = np.stack([rows[name] for name in names])
    total = sum(1.0 / (1.0 + np.exp(-each.logit(table))) for each in trees)
    return cast(Floats, (total / np.float32(len(trees))).astype(np.float32))


def scores(page: Outline, hints: Hints) -> Floats:
    """The chance of each block of `page` to be the story's."""
    model = load()
    sight = Sight(page, model.vocabulary, hints)
    rows = look(sight)
    score = chance(model.first, rows, model.first_features)
    hopeful = np.flatnonzero(score >= HOPELESS)
    if not len(hopeful):
        return score
    rows = look_again(sight, rows, score)
    rows = {name: rows[name][hopeful] for name in model.second_features}
    score = np.minimum(score, np.float32(HOPELESS))
    score[hopeful] = chance(model.second, rows, model.second_features)
    return score


@cache
def load() -> Model:
    """The learned weights, out of the package.

    A `ReadingError` says that the file is missing or is not what this version wrote.
    """
    source = files(__package__).joinpath(WEIGHTS)
    try:
        with np.load(BytesIO(source.read_bytes()), allow_pickle=False) as stored:
            return unpack({name: stored[name] for name in stored.files})
    except (OSError, KeyError, ValueError) as exc:
        raise ReadingError(f"the package's {WEIGHTS} cannot be read ({exc}); install copydesk again") from exc


def unpack(stored: dict[str, NDArray[np.generic]]) -> Model:
    """The model out of its arrays; `bench/reading/train.py` writes them."""

    def words(name: str) -> tuple[str, ...]:
        return tuple(stored[name].tobytes().decode().split("\n"))

    def weights(name: str) -> dict[str, float]:
        values = stored[f"{name}_weights"].astype(np.float32) * np.float32(stored[f"{name}_scale"])
        return dict(zip(words(name), values.tolist(), strict=True))

    def trees(name: str) -> Trees:
        border = stored[f"{name}_border"].astype(np.float32)
        leaves = stored[f"{name}_leaves"].astype(np.float32) * np.float32(stored[f"{name}_scale"])
        return Trees(
            stored[f"{name}_feature"].astype(np.int64),
            border[:, :, None],
            leaves.ravel(),
            float(stored[f"{name}_bias"]),
        )

    def stage(name: str) -> tuple[Trees, ...]:
        return tuple(trees(f"{name}{k}") for k in range(int(stored[f"{name}_count"])))

    vocabulary = Vocabulary(weights("names"), weights("texts"))
    return Model(vocabulary, words("first_features"), words("second_features"), stage("first"), stage("second"))
