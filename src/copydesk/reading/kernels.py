"""From a page's tables to its scores in one compiled call. Imported only where Numba is installed, by `fast`."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from copydesk.text.compiling import kept

from .features_table import PLACES, Floats
from .kernels_again import look_again
from .kernels_places import (
    look_at_containers,
    look_at_names,
    look_at_neighbours,
    look_at_patterns,
    look_at_places,
    patterns_of,
    prose_of,
    running,
)  # fmt: skip
from .kernels_texts import look_at_texts, look_for_twins
from .kernels_trees import chance
from .kernels_types import given

_FEATURES = len(PLACES)
_SAID, _IS_TITLE, _DESCRIBED, _CONFIRMED = (PLACES[n] for n in ("said", "is_title", "described", "confirmed"))


def _make_judge(version: int) -> Callable[..., Any]:
    def judge(
        letters: NDArray[np.uint32],
        kinds: NDArray[np.uint8],
        elements: NDArray[np.int32],
        blocks: NDArray[np.int32],
        pictures: NDArray[np.int32],
        name_score: Floats,
        told: Floats,
        first: Any,
        second: Any,
        hopeless: float,
    ) -> Any:
        """See `features_compiled.judged`, which calls it."""
        version  # noqa: B018 -- so that it is bound: see `kept`
        n = blocks.shape[1]
        table = np.empty((_FEATURES, n), np.float32)
        table[_SAID], table[_IS_TITLE], table[_DESCRIBED], table[_CONFIRMED] = told[0], told[1], told[2], told[3]
        look_at_texts(letters, kinds, blocks, table)
        look_for_twins(letters, blocks, table)
        prose = prose_of(table)
        sums = running(prose)
        pattern = patterns_of(elements, blocks)
        look_at_names(elements, blocks, name_score, prose, table)
        look_at_places(elements, blocks, sums, table)
        look_at_containers(elements, blocks, pictures, sums, table)
        look_at_patterns(pattern, blocks, sums, table)
        look_at_neighbours(pattern, sums, table)
        score = chance(table, *first)
        hopeful = np.flatnonzero(score >= hopeless)
        if len(hopeful) == 0:
            return score, table
        look_again(elements, blocks, pattern, score, table)
        part = np.empty((_FEATURES, len(hopeful)), np.float32)
        for row in range(_FEATURES):
            for j in range(len(hopeful)):
                part[row, j] = table[row, hopeful[j]]
        again = chance(part, *second)
        score = np.minimum(score, np.float32(hopeless))
        score[hopeful] = again
        return score, table

    return judge


_tuple: Any = types.Tuple
_TREES = _tuple(
    (
        given(types.int64),
        given(types.float32),
        given(types.int32, 2),
        given(types.int16, 2),
        given(types.int64),
        given(types.float64, 2),
    )
)
judge = kept(
    _make_judge,
    (
        given(types.uint32),
        given(types.uint8),
        given(types.int32, 2),
        given(types.int32, 2),
        given(types.int32),
        given(types.float32),
        given(types.float32, 2),
        _TREES,
        _TREES,
        types.float32,
    ),
)
