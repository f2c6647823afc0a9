"""Which blocks are taken by their scores, compiled: the cut of `html.choose`, without what is unseen, lists whole."""

from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from copydesk.text.compiling import compiled, kept

from .dom import BITS, HIDDEN
from .features_table import ELEMENT, FIRST_BLOCK, LAST_BLOCK, MARKS, PARENT, SIZE, Floats
from .kernels_types import given
from .whole_lists import LEAST, SHARE

Table = NDArray[np.int32]
Flags = NDArray[np.bool_]

_LIST = BITS["ul"]
_LEAST = np.float32(LEAST)


@compiled
def _cut(score: Floats, blocks: Table) -> Flags:
    """As `html.choose`."""
    order = np.argsort(-score, kind="mergesort")
    hits = all_hits = taken = 0.0
    for b in order:
        all_hits += score[b] * np.float32(blocks[SIZE, b])
    cut, best = score[order[0]], -1.0
    for b in order:
        hits += score[b] * np.float32(blocks[SIZE, b])
        taken += blocks[SIZE, b]
        overlap = hits / max(taken + all_hits - hits, 1e-9)
        if overlap > best:
            best, cut = overlap, score[b]
    chosen: Flags = score >= cut
    return chosen


@compiled
def _without_unseen(taken: Flags, unseen: Flags, blocks: Table) -> None:
    """As `html._visible`."""
    hidden = whole = 0
    for b in range(len(taken)):
        if taken[b]:
            whole += blocks[SIZE, b]
            if unseen[b]:
                hidden += blocks[SIZE, b]
    if hidden * 2 <= whole:
        for b in range(len(taken)):
            taken[b] &= not unseen[b]


@compiled
def _with_whole_lists(taken: Flags, unseen: Flags, score: Floats, blocks: Table, elements: Table) -> Flags:
    """As `whole_lists.with_whole_lists`."""
    result = taken.copy()
    for e in range(1, elements.shape[1]):
        if not elements[MARKS, e] & _LIST or elements[MARKS, elements[PARENT, e]] & _LIST:
            continue
        first, last = elements[FIRST_BLOCK, e], elements[LAST_BLOCK, e]
        if last - first < 2:
            continue
        whole = chosen = 0
        for b in range(first, last):
            if not unseen[b]:
                whole += blocks[SIZE, b]
                if taken[b]:
                    chosen += blocks[SIZE, b]
        if not 0 < chosen < whole:
            continue
        for b in range(first, last):
            if chosen >= SHARE * whole:
                result[b] |= not unseen[b] and score[b] >= _LEAST
            else:
                result[b] = False
    return result


def _make_choose(version: int) -> Any:
    def choose(score: Floats, blocks: Table, elements: Table) -> Any:
        """The numbers of the blocks that are taken, ascending."""
        version  # noqa: B018 -- so that it is bound: see `kept`
        unseen = np.empty(len(score), np.bool_)
        for b in range(len(score)):
            unseen[b] = elements[MARKS, blocks[ELEMENT, b]] & HIDDEN != 0
        taken = _cut(score, blocks)
        _without_unseen(taken, unseen, blocks)
        return np.flatnonzero(_with_whole_lists(taken, unseen, score, blocks, elements))

    return choose


choose = kept(_make_choose, (given(types.float32), given(types.int32, 2), given(types.int32, 2)))
