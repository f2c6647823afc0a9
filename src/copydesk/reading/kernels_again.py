"""What `features_again` says of a block's surroundings by the first stage's scores, compiled."""

import numpy as np
from numpy.typing import NDArray

from copydesk.text.compiling import compiled

from .features_table import ELEMENT, FIRST_BLOCK, LAST_BLOCK, LEVELS, PLACES, REACH, Floats
from .kernels_places import Sums, Table, above, deepest, running

_SIZE, _SCORE, _LEVEL = PLACES["size"], PLACES["score"], PLACES["score_0"]
_PATTERN, _FIRST_NEAR = PLACES["score_pattern"], PLACES[f"score{REACH[0]:+d}"]
_BEFORE, _AFTER, _ALL = (PLACES[f"believed_{what}"] for what in ("before", "after", "all"))
_SINCE, _UNTIL, _GAP_BEFORE, _GAP_AFTER = (PLACES[name] for name in ("since", "until", "gap_before", "gap_after"))
_FROM_FIRST, _TO_LAST, _NEAR_3, _NEAR_8 = (PLACES[name] for name in ("from_first", "to_last", "near_3", "near_8"))
_IN_CORE, _CORE_END, _CORE_START = (PLACES[name] for name in ("in_core", "core_end", "core_start"))
_CORE_SCORE = PLACES["core_score"]
_REACH = np.array(REACH)


@compiled
def look_again(elements: Table, blocks: Table, pattern: NDArray[np.int32], score: Floats, table: Floats) -> None:
    """As `features_again.look_again`."""
    n = len(score)
    weight, believed = np.empty(n, np.float32), np.empty(n, np.float32)
    for b in range(n):
        weight[b] = min(table[_SIZE, b], np.float32(400))
        believed[b] = score[b] * weight[b]
    sums, sizes = running(believed), running(weight)
    table[_SCORE] = score
    for b in range(n):
        e = blocks[ELEMENT, b]
        for level in range(LEVELS):
            table[_LEVEL + level, b] = _mean(sums, sizes, elements[FIRST_BLOCK, e], elements[LAST_BLOCK, e])
            e = above(elements, e)
    _by_pattern(pattern, believed, weight, table)
    _around(score, believed, weight, sums, sizes, table)
    _spread(score, running(table[_SIZE]), table)
    _core(elements, sums, sizes, table)


@compiled
def _mean(sums: Sums, sizes: Sums, first: int, last: int) -> float:
    return float((sums[last] - sums[first]) / max(sizes[last] - sizes[first], 1.0))


@compiled
def _by_pattern(pattern: NDArray[np.int32], believed: Floats, weight: Floats, table: Floats) -> None:
    n = len(pattern)
    found = np.zeros((2, n), np.float64)
    for b in range(n):
        found[0, pattern[b]] += believed[b]
        found[1, pattern[b]] += weight[b]
    for b in range(n):
        table[_PATTERN, b] = found[0, pattern[b]] / max(found[1, pattern[b]], 1.0)


@compiled
def _around(score: Floats, believed: Floats, weight: Floats, sums: Sums, sizes: Sums, table: Floats) -> None:
    """The scores of the blocks around each, and of all before and after it."""
    n = len(score)
    total = max(sums[n], 1.0)
    for k in range(len(_REACH)):
        by = _REACH[k]
        for b in range(n):
            table[_FIRST_NEAR + k, b] = score[b + by] if 0 <= b + by < n else np.float32(0)
    for b in range(n):
        table[_BEFORE, b], table[_AFTER, b] = sums[b] / total, (sums[n] - sums[b + 1]) / total
        table[_ALL, b] = total / max(sizes[n], 1.0)
        table[_NEAR_3, b] = _without_own(believed, weight, sums, sizes, b, 3)
        table[_NEAR_8, b] = _without_own(believed, weight, sums, sizes, b, 8)


@compiled
def _without_own(believed: Floats, weight: Floats, sums: Sums, sizes: Sums, b: int, width: int) -> float:
    low, high = max(b - width, 0), min(b + width + 1, len(believed))
    return float((sums[high] - sums[low] - believed[b]) / max(sizes[high] - sizes[low] - weight[b], 1.0))


@compiled
def _spread(score: Floats, chars: Sums, table: Floats) -> None:
    """As `features_again._spread`."""
    n = len(score)
    previous, first, last = -1, -1, -1
    for b in range(n):
        table[_SINCE, b] = b - previous if previous >= 0 else 99
        table[_GAP_BEFORE, b] = chars[b] - chars[previous + 1] if previous >= 0 else 99999
        if score[b] >= 0.5:
            previous = b
            if table[_SIZE, b] >= 80:
                first, last = b if first < 0 else first, b
    following = -1
    for b in range(n - 1, -1, -1):
        table[_UNTIL, b] = following - b if following >= 0 else 99
        table[_GAP_AFTER, b] = chars[following] - chars[b + 1] if following >= 0 else 99999
        if score[b] >= 0.5:
            following = b
    first, last = (first, last) if first >= 0 else (0, n - 1)
    for b in range(n):
        table[_FROM_FIRST, b], table[_TO_LAST, b] = b - first, last - b


@compiled
def _core(elements: Table, sums: Sums, sizes: Sums, table: Floats) -> None:
    """As `features_again._core`."""
    core = deepest(elements, sums, 0.8)
    first, last = elements[FIRST_BLOCK, core], elements[LAST_BLOCK, core]
    score = _mean(sums, sizes, first, last)
    for b in range(table.shape[1]):
        table[_IN_CORE, b] = first <= b < last
        table[_CORE_END, b], table[_CORE_START, b] = last - 1 - b, b - first
        table[_CORE_SCORE, b] = score
