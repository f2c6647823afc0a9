"""Which blocks of a page are the story's: a score for each, 0 to 1, from two stages of small trees.

The weights in `body.npz` were learned by `bench/reading/train.py`, which also says on which pages. The first stage sees
each block in its place; the second sees the first's scores of a block's surroundings too. A tree is oblivious: all
blocks at one level are asked the same question, so that a whole page goes through all trees as a few array operations.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from io import BytesIO
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ..record import ReadingError
from .dom import Outline
from .fast import loops
from .features import Hints, Sight, look
from .features_again import look_again
from .features_compiled import ground, judged, said_by_names, said_in
from .features_table import PLACES, Floats
from .vocabulary import Vocabulary

WEIGHTS = "body.npz"
#: Blocks that the first stage gives less than this are left at it: of the training pages' body text, under one
#: character in ten thousand stands in such blocks, and they are two thirds of all.
HOPELESS = 0.01
#: Questions a tree asks: the compiled loops have them written out.
LEVELS = 6


@dataclass(frozen=True)
class Forest:
    """Several sets of boosted oblivious trees, and the features they look at.

    At each level all blocks are asked one question a tree, `feature > border`, and the answers number a leaf. Many
    trees ask the same: `asked` and `borders` are the questions there are, `question` which of them a level asks, the
    last level (the highest bit of a leaf's number) first. Leaves are whole steps, so that their sum is the same in any
    order.
    """

    features: tuple[str, ...]
    asked: NDArray[np.int64]  # (questions,): places in the features' table
    borders: Floats  # (questions, 1)
    question: NDArray[np.int64]  # (levels, trees)
    leaves: NDArray[np.int32]  # (trees * 2 ** levels,), in steps
    first_leaf: NDArray[np.int64]  # (trees, 1): where each tree's leaves begin
    starts: NDArray[np.int64]  # (sets,): each set's first tree
    step: NDArray[np.float64]  # (sets, 1)
    bias: NDArray[np.float64]  # (sets, 1)

    def chance(self, table: Floats) -> Floats:
        """The mean chance that the sets of trees give each block; `table` is that of `Rows`, (features, blocks)."""
        answers = (table.take(self.asked, axis=0) > self.borders).view(np.uint8)
        leaf = answers.take(self.question[0], axis=0)
        bit = np.empty_like(leaf)
        for asks in self.question[1:]:
            np.add(leaf, leaf, out=leaf)
            np.add(leaf, answers.take(asks, axis=0, out=bit, mode="clip"), out=leaf)
        values = self.leaves.take(leaf + self.first_leaf, mode="clip")
        logit = np.add.reduceat(values, self.starts, axis=0) * self.step + self.bias
        return cast(Floats, (1.0 / (1.0 + np.exp(-logit))).mean(axis=0).astype(np.float32))

    @cached_property
    def flat(self) -> tuple[NDArray[np.generic], ...]:
        """The trees as the compiled loops (`kernels_trees`) want them.

        Questions' places and borders; the questions and the leaves of each tree; each set's first tree; step and bias.
        """
        levels, trees = self.question.shape
        if levels != LEVELS:
            raise ValueError(f"compiled trees have {LEVELS} levels, not {levels}: write them anew in kernels_trees")
        return (
            self.asked,
            self.borders[:, 0].copy(),
            np.ascontiguousarray(self.question.T, dtype=np.int32),
            self.leaves.astype(np.int16).reshape(trees, 1 << levels),
            self.starts,
            np.stack([self.step[:, 0], self.bias[:, 0]]),
        )


@dataclass(frozen=True)
class Model:
    """Everything learned: word weights, and the trees of each stage."""

    vocabulary: Vocabulary
    first: Forest
    second: Forest


def scores(page: Outline, hints: Hints) -> Floats:
    """The chance of each block of `page` to be the story's."""
    model = load()
    if (loaded := loops()) is not None:
        words = model.vocabulary
        on = ground(page, said_by_names(loaded, page, words), said_in(loaded, page, words))
        return judged(loaded, on, page.texts, hints, (model.first.flat, model.second.flat), HOPELESS)[0]
    sight = Sight(page, model.vocabulary, hints)
    rows = look(sight)
    score = model.first.chance(rows.table)
    hopeful = np.flatnonzero(score >= HOPELESS)
    if not len(hopeful):
        return score
    look_again(sight, rows, score)
    again = model.second.chance(rows.table.take(hopeful, axis=1))
    score = np.minimum(score, np.float32(HOPELESS))
    score[hopeful] = again
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

    def forest(name: str) -> Forest:
        sets = [f"{name}{k}" for k in range(int(stored[f"{name}_count"]))]
        feature = np.concatenate([stored[f"{s}_feature"] for s in sets], axis=1)
        border = np.concatenate([stored[f"{s}_border"] for s in sets], axis=1).astype(np.float32)
        leaves = [stored[f"{s}_leaves"].astype(np.int32) for s in sets]
        asks = np.stack([feature.ravel().astype(np.float32), border.ravel()])
        questions, question = np.unique(asks, axis=1, return_inverse=True)
        features = words(f"{name}_features")
        places = np.array([PLACES[feature] for feature in features])
        levels, trees = feature.shape
        return Forest(
            features=features,
            asked=places[questions[0].astype(np.int64)],
            borders=questions[1][:, None],
            question=question.reshape(feature.shape)[::-1].copy(),
            leaves=np.concatenate(leaves).ravel(),
            first_leaf=(np.arange(trees) << levels)[:, None],
            starts=np.cumsum([0, *(len(each) for each in leaves[:-1])]),
            step=np.array([[stored[f"{s}_scale"]] for s in sets], dtype=np.float64),
            bias=np.array([[stored[f"{s}_bias"]] for s in sets], dtype=np.float64),
        )

    return Model(Vocabulary(weights("names"), weights("texts")), forest("first"), forest("second"))
