"""What the second stage of the model sees: how the first stage's scores lie around each block."""

import numpy as np
from numpy.typing import NDArray

from .features import Sight
from .features_table import REACH, Floats, Rows


def look_again(sight: Sight, rows: Rows, score: Floats) -> None:
    """Set the features that the second stage has besides the first's: what its scores say of a block's surroundings."""
    n, at = sight.n, sight.at
    weight = np.minimum(sight.size, np.float32(400.0))
    believed = score * weight
    sums, sizes = sight.sums(np.stack([believed, weight]))
    np.maximum(sizes, 1.0, out=sizes)
    rows["score"] = score
    rows.several("score_0", (sums / sizes)[sight.around])
    by_pattern = np.bincount(sight.pattern, believed, sight.patterns) / np.maximum(
        np.bincount(sight.pattern, weight, sight.patterns), 1.0
    )
    rows["score_pattern"] = by_pattern[sight.pattern]
    reach = max(REACH)
    padded = np.zeros(n + 2 * reach, dtype=np.float32)
    padded[reach:-reach] = score
    for by in REACH:
        rows[f"score{by:+d}"] = padded[reach + by : reach + by + n]
    run = np.zeros(n + 1)
    np.cumsum(believed, out=run[1:])
    total = max(float(run[-1]), 1.0)
    rows["believed_before"] = run[:-1] / total
    rows["believed_after"] = (run[-1] - run[1:]) / total
    rows["believed_all"] = total / max(float(weight.sum()), 1.0)
    weights = np.zeros(n + 1)
    np.cumsum(weight, out=weights[1:])
    for width in (3, 8):
        low, high = np.maximum(at - width, 0), np.minimum(at + width + 1, n)
        around = np.maximum(weights[high] - weights[low] - weight, 1.0)
        rows[f"near_{width}"] = (run[high] - run[low] - believed) / around
    _spread(rows, sight, score)
    _core(rows, sight, sums, sizes)


def _spread(rows: Rows, sight: Sight, score: Floats) -> None:
    """How far each block lies from blocks that are believed."""
    n, at = sight.n, sight.at
    sure = score >= 0.5
    previous = np.full(n + 1, -1)
    np.maximum.accumulate(np.where(sure, at, -1), out=previous[1:])
    following = np.full(n + 1, n + 50)
    following[:n] = np.minimum.accumulate(np.where(sure, at, n + 50)[::-1])[::-1]
    previous, following = previous[:-1], following[1:]
    chars = np.zeros(n + 1)
    np.cumsum(sight.size, out=chars[1:])
    rows["since"] = np.where(previous >= 0, at - previous, 99)
    rows["until"] = np.where(following < n, following - at, 99)
    rows["gap_before"] = np.where(previous >= 0, chars[:-1] - chars[previous + 1], 99999)
    rows["gap_after"] = np.where(following < n, chars[np.minimum(following, n - 1)] - chars[1:], 99999)
    big = np.flatnonzero(sure & (sight.size >= 80))
    first, last = (int(big[0]), int(big[-1])) if len(big) else (0, n - 1)
    rows["from_first"], rows["to_last"] = at - first, last - at


def _core(rows: Rows, sight: Sight, sums: NDArray[np.float64], sizes: NDArray[np.float64]) -> None:
    """Where each block lies in the deepest element that holds most of what is believed."""
    at = sight.at
    enough = np.flatnonzero(sums >= 0.8 * sums[0])
    main = int(enough[np.argmax(sight.depth[enough])]) if len(enough) else 0
    first, last = int(sight.first[main]), int(sight.last[main])
    rows["in_core"] = (at >= first) & (at < last)
    rows["core_end"], rows["core_start"] = last - 1 - at, at - first
    rows["core_score"] = sums[main] / sizes[main]
