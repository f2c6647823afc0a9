"""The loop that makes terms of words, for Numba as those in `kernels`; what a term is, `terms` says."""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Points = NDArray[np.uint32]
Kinds = NDArray[np.uint8]

#: Bits of a code point's kind.
UNSPACED, DIGIT, LARGE, SMALL, TITLE = 1, 2, 4, 8, 16


def word_terms(  # noqa: C901 (one loop in one place: Numba compiles function by function)
    points: Points,
    begins: Counts,
    ends: Counts,
    kinds: Kinds,
    folds: NDArray[np.uint16],
    apostrophes: Points,
    tails: Points,
    empty: Hashes,
    k: Hashes,
) -> tuple[Counts, Hashes, Counts, Counts, NDArray[np.bool_], NDArray[np.bool_]]:
    """The terms of the words that stand at `[begins, ends)` of `points`, word by word.

    `kinds` and `folds` are of each code point: bits, and the up to three letters that it folds to. `tails` are pairs of
    folded letters that go with an apostrophe, 0 for none; `empty` is a table of the hashes of words that are no terms,
    a power of two long, laid out by their low bits.

    Gives how many terms each word has; and of each term the hash, where its form begins within the word, how long that
    is, whether it is in small letters, whether it opens with a large one.
    """
    room = 16
    widest = 1
    for w in range(len(begins)):
        room += ends[w] - begins[w]
        widest = max(widest, ends[w] - begins[w])
    held = np.zeros(len(begins), dtype=np.int64)
    hashes = np.empty(room, dtype=np.uint64)
    offsets = np.empty(room, dtype=np.int64)
    lengths = np.empty(room, dtype=np.int64)
    small = np.empty(room, dtype=np.bool_)
    large = np.empty(room, dtype=np.bool_)
    folded = np.empty(3 * widest, dtype=np.uint32)
    half = np.uint64(32)
    made = 0
    for w in range(len(begins)):
        start, stop = begins[w], ends[w]
        pairs = False
        for p in range(start, stop - 1):
            pairs |= kinds[points[p]] & kinds[points[p + 1]] & UNSPACED != 0
        size = 2 if pairs else stop - start
        if not pairs:
            for p in range(start, stop):
                if points[p] == apostrophes[0] or points[p] == apostrophes[1]:
                    many = stop - p - 1
                    one = np.uint32(folds[0, points[p + 1]])
                    two = np.uint32(folds[0, points[p + 2]]) if many == 2 else np.uint32(0)
                    plain = folds[1, points[p + 1]] == 0 and (many == 1 or folds[1, points[p + 2]] == 0)
                    for t in range(len(tails) // 2):
                        if many <= 2 and plain and tails[2 * t] == one and tails[2 * t + 1] == two:
                            size = p - start
                    break
        for at in range(start, stop - 1 if pairs else start + 1):
            letters = 0
            narrow = digits = plain = True
            lower = False
            upper = False
            for p in range(at, at + size):
                point = points[p]
                kind = kinds[point]
                narrow &= point < 128
                digits &= kind & DIGIT != 0
                lower |= kind & SMALL != 0
                upper |= kind & TITLE != 0
                for i in range(3):
                    if i == 0 or folds[i, point] != 0:
                        folded[letters] = point if pairs else folds[i, point]
                        plain &= folded[letters] < 128
                        letters += 1
                    if pairs:
                        break
            if not pairs and ((size < 3 and narrow) or digits):
                continue
            hashed = k[0]
            for i in range(letters):
                hashed = (hashed ^ np.uint64(folded[i])) * k[4]
            hashed ^= hashed >> half
            if not pairs:
                slot = np.int64(hashed & np.uint64(len(empty) - 1))
                while empty[slot] != 0 and empty[slot] != hashed:
                    slot = (slot + 1) & (len(empty) - 1)
                if empty[slot] != 0:
                    continue
                if letters > 4 and plain and folded[letters - 1] == 115:  # an "s" at the end
                    before, third = folded[letters - 2], folded[letters - 3]
                    cut = letters
                    if before == 101 and third == 105:  # "ies" is "y"
                        cut = letters - 2
                        folded[cut - 1] = 121
                    elif before != 115 and before != 117 and before != 105:  # neither "ss" nor "us" nor "is"
                        cut = letters - 1
                    if cut < letters:
                        hashed = k[0]
                        for i in range(cut):
                            hashed = (hashed ^ np.uint64(folded[i])) * k[4]
                        hashed ^= hashed >> half
            hashes[made] = hashed
            offsets[made] = at - start
            lengths[made] = size
            small[made] = lower and not upper
            large[made] = kinds[points[at]] & LARGE != 0
            made += 1
            held[w] += 1
    return (
        held,
        hashes[:made].copy(),
        offsets[:made].copy(),
        lengths[:made].copy(),
        small[:made].copy(),
        large[:made].copy(),
    )
