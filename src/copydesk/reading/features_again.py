"""What the second stage of the model sees: how the first stage's scores lie around each block."""

import numpy as np
from numpy.typing import NDArray

from .features import LEVELS, Floats, Rows, Sight, shifted


def look_again(sight: Sight, rows: Rows, score: Floats) -> Rows:
    """All features of the second stage: the first's, and what its scores say of a block's surroundings."""
    n, at = sight.n, sight.at
    weight = np.minimum(sight.size, np.float32(400.0))
    believed = score * weight
    sums, sizes = sight.sums(believed), np.maximum(sight.sums(weight), 1.0)
    result: Rows = {"score": score}
    mean = (sums / sizes).astype(np.float32)[sight.around]
    for level in range(LEVELS):
        result[f"score_{level}"] = mean[level]
    by_pattern = np.bincount(sight.pattern, believed, sight.patterns) / np.maximum(
        np.bincount(sight.pattern, weight, sight.patterns), 1.0
    )
    result["score_pattern"] = by_pattern[sight.pattern].astype(np.float32)
    for by in (-4, -3, -2, -1, 1, 2, 3, 4):
        result[f"score{by:+d}"] = shifted(score, by, 0.0)
    run = np.zeros(n + 1)
    np.cumsum(believed, out=run[1:])
    total = max(float(run[-1]), 1.0)
    result["believed_before"] = (run[:-1] / total).astype(np.float32)
    result["believed_after"] = ((run[-1] - run[1:]) / total).astype(np.float32)
    result["believed_all"] = np.full(n, total / max(float(weight.sum()), 1.0), dtype=np.float32)
    for reach in (3, 8):
        result[f"near_{reach}"] = _near(sight, run, believed, weight, reach)
    result |= _spread(sight, score)
    enough = np.flatnonzero(sums >= 0.8 * sums[0])
    main = int(enough[np.argmax(sight.depth[enough])]) if len(enough) else 0
    result["in_core"] = ((at >= sight.first[main]) & (at < sight.last[main])).astype(np.float32)
    result["core_end"] = (sight.last[main] - 1 - at).astype(np.float32)
    result["core_start"] = (at - sight.first[main]).astype(np.float32)
    result["core_score"] = np.full(n, sums[main] / sizes[main], dtype=np.float32)
    return rows | result


def _spread(sight: Sight, score: Floats) -> Rows:
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
    gap_before = np.where(previous >= 0, chars[:-1] - chars[previous + 1], 99999)
    gap_after = np.where(following < n, chars[np.minimum(following, n - 1)] - chars[1:], 99999)
    big = np.flatnonzero(sure & (sight.size >= 80))
    first, last = (int(big[0]), int(big[-1])) if len(big) else (0, n - 1)
    return {
        "since": np.where(previous >= 0, at - previous, 99).astype(np.float32),
        "until": np.where(following < n, following - at, 99).astype(np.float32),
        "gap_before": gap_before.astype(np.float32), "gap_after": gap_after.astype(np.float32),
        "from_first": (at - first).astype(np.float32), "to_last": (last - at).astype(np.float32),
    }  # fmt: skip


def _near(sight: Sight, run: NDArray[np.float64], believed: Floats, weight: Floats, reach: int) -> Floats:
    """The mean score of the `reach` blocks on either side, by length, the block itself left out."""
    low, high = np.maximum(sight.at - reach, 0), np.minimum(sight.at + reach + 1, sight.n)
    weights = np.zeros(sight.n + 1)
    np.cumsum(weight, out=weights[1:])
    result: Floats = (
        (run[high] - run[low] - believed) / np.maximum(weights[high] - weights[low] - weight, 1.0)
    ).astype(np.float32)
    return result
