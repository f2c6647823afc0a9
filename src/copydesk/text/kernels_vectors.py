"""The loop that compares texts by the weights of their terms, for Numba as those in `kernels`."""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Weights = NDArray[np.float64]


def near_vectors(
    first: int,
    last: int,
    starts: Counts,
    terms: Counts,
    weights: Weights,
    begins: Counts,
    holders: Counts,
    held: Weights,
    least: float,
) -> tuple[Counts, Counts, Weights]:
    """The products of the vectors `[first, last)` with each other one that are at least `least`.

    Vector `i` has the `terms` and `weights` from `starts[i]` on, and term `t` stands in the `holders`, so `held` there,
    from `begins[t]` on. Gives the vectors' numbers, the others' and the products, the first ascending.
    """
    total = len(starts) - 1
    sums = np.zeros(total, dtype=np.float64)
    touched = np.empty(total, dtype=np.int64)
    # Room for all: what is not written takes no memory.
    own = np.empty((last - first) * total, dtype=np.int64)
    others = np.empty((last - first) * total, dtype=np.int64)
    products = np.empty((last - first) * total, dtype=np.float64)
    made = 0
    for i in range(first, last):
        many = 0
        for p in range(starts[i], starts[i + 1]):
            for q in range(begins[terms[p]], begins[terms[p] + 1]):
                other = holders[q]
                if sums[other] == 0.0:
                    touched[many] = other
                    many += 1
                sums[other] += held[q] * weights[p]
        for other in touched[:many]:
            if other != i and sums[other] >= least:
                own[made], others[made], products[made] = i, other, sums[other]
                made += 1
            sums[other] = 0.0
    return own[:made].copy(), others[:made].copy(), products[:made].copy()
