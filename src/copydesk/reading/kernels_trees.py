"""The trees of `model.Forest`, compiled: some blocks at once, tree by tree."""

import numpy as np
from numpy.typing import NDArray

from copydesk.text.compiling import compiled

from .features_table import Floats

#: Blocks taken at once, so that the answers to all questions stay in the processor's cache (swept 32 to 256: 64 take a
#: quarter more).
AT_ONCE = 192


@compiled
def chance(
    table: Floats,
    asked: NDArray[np.int64],
    borders: Floats,
    question: NDArray[np.int32],
    leaves: NDArray[np.int16],
    starts: NDArray[np.int64],
    steps: NDArray[np.float64],
) -> Floats:
    """As `Forest.chance`; what follows the table is `Forest.flat`."""
    blocks = table.shape[1]
    result = np.zeros(blocks, np.float64)
    answers = np.empty((len(asked), AT_ONCE), np.uint8)
    sums = np.empty(AT_ONCE, np.int32)
    for first in range(0, blocks, AT_ONCE):
        width = min(AT_ONCE, blocks - first)
        for q in range(len(asked)):
            _ask(table[asked[q], first : first + width], borders[q], answers[q])
        for each in range(len(starts)):
            end = starts[each + 1] if each + 1 < len(starts) else len(question)
            sums[:] = 0
            _walk(answers, width, question[starts[each] : end], leaves[starts[each] : end], sums)
            for j in range(width):
                result[first + j] += 1.0 / (1.0 + np.exp(-(sums[j] * steps[0, each] + steps[1, each])))
    return (result / len(starts)).astype(np.float32)


@compiled
def _ask(row: Floats, border: np.float32, answer: NDArray[np.uint8]) -> None:
    for j in range(len(row)):
        answer[j] = row[j] > border


@compiled
def _walk(
    answers: NDArray[np.uint8],
    width: int,
    question: NDArray[np.int32],
    leaves: NDArray[np.int16],
    sums: NDArray[np.int32],
) -> None:
    """Add the leaf that each block comes to in each tree. Written out by level, so that it runs in wide registers."""
    leaf = np.empty(AT_ONCE, np.uint8)
    for tree in range(len(question)):
        q0, q1, q2, q3, q4, q5 = question[tree]
        a, b, c, d, e, f = answers[q0], answers[q1], answers[q2], answers[q3], answers[q4], answers[q5]
        for j in range(width):
            leaf[j] = ((((a[j] * 2 + b[j]) * 2 + c[j]) * 2 + d[j]) * 2 + e[j]) * 2 + f[j]
        mine = leaves[tree]
        for j in range(width):
            sums[j] += mine[leaf[j]]
