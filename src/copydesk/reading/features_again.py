"""What the second stage of the model sees: how the first stage's scores lie around each block."""

import numpy as np

from .features import Floats, Rows, Sight, shifted


def look_again(sight: Sight, rows: Rows, score: Floats) -> Rows:
    """All features of the second stage: the first's, and what its scores say of a block's surroundings."""
    n, element = sight.n, sight.element
    weight = np.minimum(sight.size, 400.0)
    believed = score * weight
    sums, sizes = sight.sums(believed), np.maximum(sight.sums(weight), 1.0)
    result: Rows = {"score": score}
    e = element
    for level in range(4):
        result[f"score_{level}"] = (sums[e] / sizes[e]).astype(np.float32)
        e = sight.parent[e]
    by_pattern = np.bincount(sight.pattern, believed, sight.patterns) / np.maximum(
        np.bincount(sight.pattern, weight, sight.patterns), 1.0
    )
    result["score_pattern"] = by_pattern[sight.pattern].astype(np.float32)
    for by in (-4, -3, -2, -1, 1, 2, 3, 4):
        result[f"score{by:+d}"] = shifted(score, by, 0.0)
    total = max(float(believed.sum()), 1.0)
    run = np.cumsum(believed)
    result["believed_before"] = ((run - believed) / total).astype(np.float32)
    result["believed_after"] = ((total - run) / total).astype(np.float32)
    result["believed_all"] = np.full(n, total / max(float(weight.sum()), 1.0), dtype=np.float32)
    result |= _spread(sight, score, believed)
    enough = np.flatnonzero(sums >= 0.8 * sums[0])
    main = int(enough[np.argmax(sight.depth[enough])]) if len(enough) else 0
    at = np.arange(n)
    result["in_core"] = ((at >= sight.first[main]) & (at < sight.last[main])).astype(np.float32)
    result["core_end"] = (sight.last[main] - 1 - at).astype(np.float32)
    result["core_start"] = (at - sight.first[main]).astype(np.float32)
    result["core_score"] = np.full(n, sums[main] / sizes[main], dtype=np.float32)
    return rows | result


def _spread(sight: Sight, score: Floats, believed: Floats) -> Rows:
    """How far each block lies from blocks that are believed, and how strong those around it are."""
    n = sight.n
    at = np.arange(n)
    sure = score >= 0.5
    before = np.maximum.accumulate(np.where(sure, at, -1))
    after = np.minimum.accumulate(np.where(sure, at, n + 50)[::-1])[::-1]
    previous = np.concatenate(([-1], before[:-1]))
    following = np.concatenate((after[1:], [n + 50]))
    chars = np.concatenate(([0.0], np.cumsum(sight.size, dtype=np.float64)))
    gap_before = np.where(previous >= 0, chars[at] - chars[np.maximum(previous, 0) + 1], 99999)
    gap_after = np.where(following < n, chars[np.minimum(following, n - 1)] - chars[at + 1], 99999)
    big = np.flatnonzero(sure & (sight.size >= 80))
    first, last = (int(big[0]), int(big[-1])) if len(big) else (0, n - 1)
    return {
        "since": np.where(previous >= 0, at - previous, 99).astype(np.float32),
        "until": np.where(following < n, following - at, 99).astype(np.float32),
        "gap_before": gap_before.astype(np.float32), "gap_after": gap_after.astype(np.float32),
        "from_first": (at - first).astype(np.float32), "to_last": (last - at).astype(np.float32),
        "near_3": _near(sight, believed, 3), "near_8": _near(sight, believed, 8),
    }  # fmt: skip


def _near(sight: Sight, believed: Floats, reach: int) -> Floats:
    """The mean score of the `reach` blocks on either side, by length."""
    weight = np.minimum(sight.size, 400.0).astype(np.float32)
    return (_smooth(believed, reach) / np.maximum(_smooth(weight, reach), 1.0)).astype(np.float32)


def _smooth(values: Floats, reach: int) -> Floats:
    """Sums over the `reach` blocks on either side, the block itself left out."""
    n = len(values)
    total = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    at = np.arange(n)
    result: Floats = (total[np.minimum(at + reach + 1, n)] - total[np.maximum(at - reach, 0)] - values).astype(
        np.float32
    )
    return result
