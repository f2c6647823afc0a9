"""The loop that looks for the runs of words of one text in another, for Numba as those in `kernels`."""

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]


def words_in_runs(a: Hashes, b: Hashes, run: int, k: Hashes) -> int:
    """How many words of `a` stand in runs of `run` words that stand anywhere in `b`; `k` is the factor of the hash.

    One run in some hundred counts by chance: a run of `b` sets two bits of 64 (Bloom's filter, in blocks), and there
    are 16 to 32 bits for each. A table of the hashes themselves takes four times as long.
    """
    if len(a) < run or len(b) < run:
        return 0
    bits = 0
    while 4 << bits < len(b):
        bits += 1
    block = np.uint64(63 - bits)
    one, low = np.uint64(1), np.uint64(63)
    first, second = np.uint64(12), np.uint64(20)
    there = np.zeros(2 << bits, dtype=np.uint64)
    for p in range(len(b) - run + 1):
        hashed = b[p] * k[0]
        for i in range(1, run):
            hashed = (hashed + b[p + i]) * k[0]
        there[hashed >> block] |= (one << ((hashed >> first) & low)) | (one << ((hashed >> second) & low))
    found = 0
    upto = 0  # where the run that was counted last ends
    for p in range(len(a) - run + 1):
        hashed = a[p] * k[0]
        for i in range(1, run):
            hashed = (hashed + a[p + i]) * k[0]
        bit = (one << ((hashed >> first) & low)) | (one << ((hashed >> second) & low))
        if there[hashed >> block] & bit == bit:
            found += p + run - max(p, upto)
            upto = p + run
    return found
