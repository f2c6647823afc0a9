"""Loops that numpy runs as many passes, as Numba compiles them (the extra `fast`); see `fast` for how they come in.

Plain functions of arrays: `fast` compiles them, tests run them as they are too. Each gives to the last bit what its
counterpart in numpy gives. Where unsigned and signed numbers meet, Numba makes floats of them: constants are typed. A
gram's hash is written out wherever it is needed: Numba compiles each by itself, and can call no plain function.
"""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Hashes = NDArray[np.uint64]
Slots = NDArray[np.uint32]

_SPACE = 32


def narrow_ids(
    folded: NDArray[np.uint8], eights: Hashes, lengths: Counts, masks: Hashes, k: Hashes
) -> tuple[Hashes, Counts]:
    """The word ids of folded texts that lie one behind another, a space behind each, and how many each has.

    `eights` are the eight bytes from each place on; `masks` and `k` (first, middle, last, length, mix) are of `words`.
    """
    ids = np.empty(len(folded) // 2 + 1, dtype=np.uint64)
    counts = np.empty(len(lengths), dtype=np.int64)
    made = 0
    at = 0
    for i in range(len(lengths)):
        before = made
        start = at
        for p in range(at, at + lengths[i] + 1):
            if folded[p] == _SPACE:
                size = p - start
                if size:
                    hashed = (eights[start] & masks[min(size, 8)]) * k[0]
                    if size > 8:
                        middle = (eights[start + 8] & masks[min(size - 8, 8)]) * k[1]
                        hashed += middle ^ (eights[p - 8] * k[2] + np.uint64(size) * k[3])
                    hashed ^= hashed >> np.uint64(32)
                    hashed *= k[4]
                    hashed ^= hashed >> np.uint64(29)
                    ids[made] = hashed
                    made += 1
                start = p + 1
        counts[i] = made - before
        at += lengths[i] + 1
    return ids[:made].copy(), counts


def postings(ids: Hashes, starts: Counts, ends: Counts, texts: Counts, rate: Hashes, low: Hashes, k: Hashes) -> Hashes:
    """The sampled 5-grams of some `texts`, each with its text's number in its low bits.

    `rate` holds what is one less than the sampling rate, `low` the mask of the low bits, `k` the constants of
    `shingles`: step and mix.
    """
    room = 1024
    for t in texts:
        room += (ends[t] - starts[t]) // (np.int64(rate[0]) + 1)
    out = np.empty(room, dtype=np.uint64)
    made = 0
    for t in texts:
        for p in range(starts[t], ends[t] - 4):
            hashed = ids[p] * k[0]
            for i in range(1, 5):
                hashed = (hashed + ids[p + i]) * k[0]
            hashed ^= hashed >> np.uint64(31)
            hashed *= k[1]
            hashed ^= hashed >> np.uint64(30)
            if hashed & rate[0] == 0:
                if made == len(out):
                    more = np.empty(2 * made, dtype=np.uint64)
                    more[:made] = out
                    out = more
                out[made] = (hashed & ~low[0]) | np.uint64(t)
                made += 1
    return out[:made]


def pair_ends(packed: Hashes, bits: int, most: int) -> tuple[Counts, int]:
    """For each of the sorted postings up to which one its text is paired with those behind it under the same gram.

    That is up to the gram's last holder for the first one, up to the holder number `most` for the others, and up to
    its own place for none. With it, how many grams have more than `most` holders.
    """
    total = len(packed)
    shift = np.uint64(bits)
    stop = np.empty(total, dtype=np.int64)
    capped = 0
    start = 0
    while start < total:
        end = start + 1
        while end < total and packed[end] >> shift == packed[start] >> shift:
            end += 1
        capped += end - start > most
        stop[start] = end
        for p in range(start + 1, end):
            stop[p] = max(p + 1, min(end, start + most + 1))
        start = end
    return stop, capped


def pairs(
    packed: Hashes, stop: Counts, kept: Counts, bits: int, least: int, short: int
) -> tuple[Counts, Counts, Counts]:
    """Pairs of texts under the same gram, with how many grams they share; counted text by text, not pair by pair.

    `packed` are sorted postings, each once, `stop` is what `pair_ends` gives; `kept` counts the postings by text.
    """
    mask = np.uint64((1 << bits) - 1)
    opens = np.zeros(len(kept) + 1, dtype=np.int64)
    for p in range(len(packed)):
        if stop[p] > p + 1:
            opens[np.int64(packed[p] & mask) + 1] += 1
    opens = np.cumsum(opens)
    places = np.empty(opens[-1], dtype=np.int64)
    filled = opens[:-1].copy()
    for p in range(len(packed)):
        if stop[p] > p + 1:
            holder = np.int64(packed[p] & mask)
            places[filled[holder]] = p
            filled[holder] += 1
    counts = np.zeros(len(kept), dtype=np.int64)
    touched = np.empty(len(kept), dtype=np.int64)
    found = np.empty((3, 1024), dtype=np.int64)
    made = 0
    for t in range(len(kept)):
        met = 0
        for at in range(opens[t], opens[t + 1]):
            for q in range(places[at] + 1, stop[places[at]]):
                other = np.int64(packed[q] & mask)
                if counts[other] == 0:
                    touched[met] = other
                    met += 1
                counts[other] += 1
        for other in np.sort(touched[:met]):
            if counts[other] >= least or min(kept[t], kept[other]) <= short:
                if made == found.shape[1]:
                    more = np.empty((3, 2 * made), dtype=np.int64)
                    more[:, :made] = found
                    found = more
                found[0, made], found[1, made], found[2, made] = t, other, counts[other]
                made += 1
            counts[other] = 0
    return found[0, :made].copy(), found[1, :made].copy(), found[2, :made].copy()


def hits(  # noqa: C901 (one loop in one place: Numba compiles function by function)
    ids: Hashes, starts: Counts, sizes: Counts, short: Counts, long: Counts, tables: int, k: Hashes, spread: Slots
) -> Counts:
    """How many grams of each `short` text stand in its `long` one (ascending), by half of each gram's hash.

    `sizes` are the numbers of grams by text. A long text's grams are laid out by hash in `tables` tables.
    """
    out = np.zeros(len(short), dtype=np.int64)
    widest = 1
    for n in long:
        widest = max(widest, sizes[n])
    slots = np.empty((tables, 8 * widest), dtype=np.uint32)
    held = np.empty(widest, dtype=np.uint32)
    room = 4
    for pair in range(len(short)):
        if pair == 0 or long[pair] != long[pair - 1]:
            left = sizes[long[pair]]
            room = 4
            while room < 4 * left:
                room *= 2
            for i in range(left):
                p = starts[long[pair]] + i
                hashed = ids[p] * k[0]
                for j in range(1, 5):
                    hashed = (hashed + ids[p + j]) * k[0]
                hashed ^= hashed >> np.uint64(31)
                hashed *= k[1]
                hashed ^= hashed >> np.uint64(30)
                held[i] = np.uint32(hashed >> np.uint64(32))
            for turn in range(tables):
                table = slots[turn]
                table[:room] = 0
                for i in range(left):
                    at = held[i] if turn == 0 else np.uint32(held[i] * spread[0]) >> np.uint32(5 * turn)
                    table[at & np.uint32(room - 1)] = held[i]
                still = 0
                for i in range(left):
                    at = held[i] if turn == 0 else np.uint32(held[i] * spread[0]) >> np.uint32(5 * turn)
                    if table[at & np.uint32(room - 1)] != held[i]:
                        held[still] = held[i]
                        still += 1
                left = still
        for i in range(sizes[short[pair]]):
            p = starts[short[pair]] + i
            hashed = ids[p] * k[0]
            for j in range(1, 5):
                hashed = (hashed + ids[p + j]) * k[0]
            hashed ^= hashed >> np.uint64(31)
            hashed *= k[1]
            hashed ^= hashed >> np.uint64(30)
            asked = np.uint32(hashed >> np.uint64(32))
            for turn in range(tables):
                at = asked if turn == 0 else np.uint32(asked * spread[0]) >> np.uint32(5 * turn)
                if slots[turn, at & np.uint32(room - 1)] == asked:
                    out[pair] += 1
                    break
    return out
