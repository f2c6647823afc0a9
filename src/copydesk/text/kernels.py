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


def settle(  # noqa: C901 (as `pairs`)
    packed: Hashes, sites: Counts, bits: int, texts_least: int, share: float, site_least: int
) -> tuple[int, Counts]:
    """Sorted postings, each once and without the furniture of sites, moved to the front of `packed`.

    Gives how many are left, in all and by text. `sites` has each text's site, -1 where unknown; what furniture is
    `tracing.candidates` says. All in place: among a million texts fresh memory costs more than the work itself.
    """
    mask = np.uint64((1 << bits) - 1)
    shift = np.uint64(bits)
    kept = np.zeros(len(sites), dtype=np.int64)
    total = 0
    for p in range(len(packed)):
        if p == 0 or packed[p] != packed[total - 1]:
            packed[total] = packed[p]
            kept[np.int64(packed[p] & mask)] += 1
            total += 1
    known = 0
    for site in sites:
        known = max(known, site + 1)
    texts = np.zeros(known, dtype=np.int64)
    for t in range(len(sites)):
        if sites[t] >= 0 and kept[t] > 0:
            texts[sites[t]] += 1
    held = np.zeros(known, dtype=np.int64)
    met = np.empty(known, dtype=np.int64)
    left = start = 0
    while start < total:
        end = start + 1
        while end < total and packed[end] >> shift == packed[start] >> shift:
            end += 1
        many = 0
        if end - start >= texts_least:
            for p in range(start, end):
                site = sites[np.int64(packed[p] & mask)]
                if site >= 0:
                    if held[site] == 0:
                        met[many] = site
                        many += 1
                    held[site] += 1
            for site in met[:many]:
                if texts[site] < site_least or held[site] < max(float(texts_least), share * texts[site]):
                    held[site] = 0
        for p in range(start, end):
            text = np.int64(packed[p] & mask)
            if many > 0 and sites[text] >= 0 and held[sites[text]] > 0:
                kept[text] -= 1
            else:
                packed[left] = packed[p]
                left += 1
        for site in met[:many]:
            held[site] = 0
        start = end
    return left, kept


def pairs(  # noqa: C901 (one loop in one place: Numba compiles function by function)
    packed: Hashes, kept: Counts, bits: int, most: int, least: int, short: int, at_once: int
) -> tuple[Counts, Counts, Counts, int]:
    """Pairs of texts under the same gram, with how many grams they share; and how many grams have over `most` holders.

    `packed` are sorted postings, each once; `kept` counts them by text. A gram's first holder is paired with all
    behind it, the others with those up to holder number `most`. Pairs are written out by blocks of first texts, so
    that what is counted together lies together: reading each text's grams where they stand in `packed` misses the
    cache every time. At most about `at_once` pairs are held; the first texts are taken in as many rounds as that needs.
    """
    block = 1024
    mask = np.uint64((1 << bits) - 1)
    shift = np.uint64(bits)
    half = np.uint64(32)
    total = len(packed)
    size = len(kept)
    blocks = (size + block - 1) // block
    opens = np.zeros(blocks * block + 1, dtype=np.int64)
    capped = 0
    start = 0
    while start < total:
        end = start + 1
        while end < total and packed[end] >> shift == packed[start] >> shift:
            end += 1
        capped += end - start > most
        if end - start > 1:
            opens[np.int64(packed[start] & mask) + 1] += end - start - 1
            last = min(end, start + most + 1)
            for p in range(start + 1, last - 1):
                opens[np.int64(packed[p] & mask) + 1] += last - p - 1
        start = end
    opens = np.cumsum(opens)
    widest = 0
    for i in range(blocks):
        widest = max(widest, opens[(i + 1) * block] - opens[i * block])
    met = np.empty(min(opens[-1], max(widest, at_once)), dtype=np.uint64)
    others = np.empty(widest, dtype=np.uint32)
    counts = np.zeros(size, dtype=np.int64)
    touched = np.empty(size, dtype=np.int64)
    found = np.empty((3, 1024), dtype=np.int64)
    made = 0
    low = 0
    while low < blocks:
        high = low + 1
        while high < blocks and opens[(high + 1) * block] - opens[low * block] <= len(met):
            high += 1
        base = opens[low * block]
        first, beyond = low * block, high * block
        at = np.empty(high - low, dtype=np.int64)
        for i in range(low, high):
            at[i - low] = opens[i * block] - base
        start = 0
        while start < total and opens[high * block] > base:
            end = start + 1
            while end < total and packed[end] >> shift == packed[start] >> shift:
                end += 1
            last = end
            for p in range(start, end if end - start <= most else start + most):
                text = np.int64(packed[p] & mask)
                if first <= text < beyond:
                    to = (text - first) // block
                    for q in range(p + 1, last):
                        met[at[to]] = (np.uint64(text) << half) | (packed[q] & mask)
                        at[to] += 1
                last = min(end, start + most + 1)
            start = end
        for i in range(low, high):
            begin, stop = opens[i * block], opens[(i + 1) * block]
            if begin == stop:
                continue
            places = opens[i * block : (i + 1) * block].copy()
            for p in range(begin - base, stop - base):
                text = np.int64(met[p] >> half) - i * block
                others[places[text] - begin] = np.uint32(met[p] & mask)
                places[text] += 1
            for t in range(i * block, min((i + 1) * block, size)):
                many = 0
                for p in range(opens[t] - begin, opens[t + 1] - begin):
                    other = np.int64(others[p])
                    if counts[other] == 0:
                        touched[many] = other
                        many += 1
                    counts[other] += 1
                if many == 0:
                    continue
                for other in np.sort(touched[:many]):
                    if counts[other] >= least or min(kept[t], kept[other]) <= short:
                        if made == found.shape[1]:
                            more = np.empty((3, 2 * made), dtype=np.int64)
                            more[:, :made] = found
                            found = more
                        found[0, made], found[1, made], found[2, made] = t, other, counts[other]
                        made += 1
                    counts[other] = 0
        low = high
    return found[0, :made].copy(), found[1, :made].copy(), found[2, :made].copy(), capped


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


def count_words(
    points: NDArray[np.uint32], lengths: Counts, letter: NDArray[np.bool_], apostrophes: NDArray[np.uint32], k: Hashes
) -> tuple[Counts, Counts, Counts, Counts, Counts, Counts]:
    """The words of texts that lie one behind another, a line break behind each; see `terms`, which it is for.

    `letter` says of each code point whether it is one of a word; there is none beyond. Gives each text's words by
    number, how often it has them and where first, how many it has; and where each number's word begins and ends first.
    """
    most = len(points) // 2 + 1
    size = 1 << 4
    while size < len(points):
        size <<= 1
    slots = np.full(size, -1, dtype=np.int32)
    hashes = np.empty(most, dtype=np.uint64)
    begins = np.empty(most, dtype=np.int32)
    ends = np.empty(most, dtype=np.int32)
    last = np.empty(most, dtype=np.int32)  # the text that had a word last, and where its use is counted
    place = np.empty(most, dtype=np.int32)
    numbers = np.empty(most, dtype=np.int32)
    counts = np.empty(most, dtype=np.int32)
    firsts = np.empty(most, dtype=np.int32)
    many = np.zeros(len(lengths), dtype=np.int64)
    known = used = at = 0
    for i in range(len(lengths)):
        before = used
        stop = at + lengths[i]
        p = at
        while p < stop:
            if not letter[points[p]]:
                p += 1
                continue
            start = p
            hashed = k[0]
            while letter[points[p]]:
                hashed = (hashed ^ np.uint64(points[p])) * k[4]
                p += 1
            if (points[p] == apostrophes[0] or points[p] == apostrophes[1]) and letter[points[p + 1]]:
                hashed = (hashed ^ np.uint64(points[p])) * k[4]
                p += 1
                while letter[points[p]]:
                    hashed = (hashed ^ np.uint64(points[p])) * k[4]
                    p += 1
            hashed ^= hashed >> np.uint64(32)
            slot = np.int64(hashed & np.uint64(size - 1))
            while slots[slot] >= 0:
                other = slots[slot]
                if hashes[other] == hashed and ends[other] - begins[other] == p - start:
                    same = 0
                    while same < p - start and points[begins[other] + same] == points[start + same]:
                        same += 1
                    if same == p - start:
                        break
                slot = (slot + 1) & (size - 1)
            number = slots[slot]
            if number < 0:
                number = known
                known += 1
                slots[slot] = number
                hashes[number] = hashed
                begins[number] = start
                ends[number] = p
                last[number] = -1
            if last[number] != i:
                last[number] = i
                place[number] = used
                numbers[used] = number
                counts[used] = 0
                firsts[used] = start
                used += 1
            counts[place[number]] += 1
        many[i] = used - before
        at = stop + 1
    return (
        numbers[:used].astype(np.int64),
        counts[:used].astype(np.int64),
        firsts[:used].astype(np.int64),
        many,
        begins[:known].astype(np.int64),
        ends[:known].astype(np.int64),
    )
