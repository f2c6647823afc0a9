"""Which texts may be copies of each other: those that share sampled word 5-grams.

Texts equal word for word fall together first, so that a million identical pages cost what one costs. Grams that a site
puts on many of its texts are its furniture and are left out. What remains is sorted once, gram and text packed into one
64-bit number, and texts that stand under the same gram are counted together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copydesk.text.fast import Kernels, kernels
from copydesk.text.shingles import CONSTANTS, gram_pieces
from copydesk.text.words import Stream

Numbers = NDArray[np.int64]

#: One gram in so many is kept (a power of two). 8 keeps about 50 of an article's 400 (docs/tracing.md).
RATE = 8
#: A gram is a site's furniture where at least `SITE_TEXTS` of its distinct texts and `SITE_SHARE` of them hold it; a
#: site of fewer than `SITE_LEAST` texts is not judged, since a farm may well put one story up three times.
SITE_TEXTS = 3
SITE_SHARE = 0.2
SITE_LEAST = 12
#: Holders of one gram that are paired with each other; those beyond are paired with the first of them only.
FIRST_HOLDERS = 24
#: Pairs counted at once; more are counted in rounds, by their first text. 8 million take 130 MB.
PAIRS_AT_ONCE = 1 << 23
#: The same compiled, where each round is a pass over all postings; as many bytes.
PAIRS_WRITTEN = 1 << 24
#: Sampled grams that a pair must share; where one of the two has at most `SHORT` in all, one will do.
LEAST = 2
SHORT = 8

_TEXT_BITS = 24
_TEXT_MASK = np.uint64((1 << _TEXT_BITS) - 1)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of texts (`a < b`, indexes) that share sampled grams.

    `shared` is how many; `kept` is, for each text, how many grams of its own took part. `same` names for each text the
    first text that has the same words; only first ones stand in pairs. `capped` counts the grams that had too many
    holders to pair them all.
    """

    a: Numbers
    b: Numbers
    shared: Numbers
    kept: Numbers
    same: Numbers
    capped: int

    @property
    def containment(self) -> NDArray[np.float64]:
        """Share of the sampled grams of the shorter text that stand in the other, pair by pair."""
        return self.shared / np.maximum(1, np.minimum(self.kept[self.a], self.kept[self.b]))


def candidates(stream: Stream, sites: Sequence[str | int | None], rate: int = RATE) -> Candidates:
    """Pairs that share enough sampled grams; `sites` gives each text's site, None where unknown."""
    same = first_of_same(stream)
    if len(stream) >= 1 << _TEXT_BITS:
        raise ValueError(f"{len(stream)} texts in one batch; at most {(1 << _TEXT_BITS) - 1:,} can be compared at once")
    if compiled := kernels(len(stream.ids)):
        return _compiled_candidates(compiled, stream, same, sites, rate)
    packed = _postings(stream, same, rate)
    packed.sort()
    if len(packed):
        packed = packed[np.append(True, packed[1:] != packed[:-1])]
    packed = _without_furniture(packed, _numbered(sites))
    holders = (packed & _TEXT_MASK).astype(np.int64)
    kept = np.bincount(holders, minlength=len(stream))
    packed >>= np.uint64(_TEXT_BITS)
    a, b, shared, capped = _count_pairs(packed, holders, kept)
    return Candidates(a, b, shared, kept, same, capped)


def _compiled_candidates(
    compiled: Kernels, stream: Stream, same: Numbers, sites: Sequence[str | int | None], rate: int
) -> Candidates:
    """The same by the kernels."""
    packed = _compiled_postings(compiled, stream, same, rate)
    packed.sort()
    left, kept = compiled.settle(packed, _numbered(sites), _TEXT_BITS, SITE_TEXTS, SITE_SHARE, SITE_LEAST)
    bounds = _TEXT_BITS, FIRST_HOLDERS, LEAST, SHORT, PAIRS_WRITTEN
    a, b, shared, capped = compiled.pairs(packed[:left], kept, *bounds)
    return Candidates(a, b, shared, kept, same, capped)


def _numbered(sites: Sequence[str | int | None]) -> Numbers:
    """Each text's site as a number from 0 on, -1 for none."""
    names: dict[str | int, int] = {}
    return np.fromiter(
        (-1 if site is None else names.setdefault(site, len(names)) for site in sites), np.int64, len(sites)
    )


def _postings(stream: Stream, same: Numbers, rate: int) -> NDArray[np.uint64]:
    """The sampled grams of the first of equal texts, each with its text's number in its low bits."""
    pieces = []
    for grams, owners in gram_pieces(stream, rate):
        first = same[owners] == owners
        packed = grams[first] & ~_TEXT_MASK
        packed |= owners[first].astype(np.uint64)
        pieces.append(packed)
    return np.concatenate(pieces) if pieces else np.empty(0, np.uint64)


def _compiled_postings(compiled: Kernels, stream: Stream, same: Numbers, rate: int) -> NDArray[np.uint64]:
    texts = np.flatnonzero(same == np.arange(len(same)))
    masks = np.array([rate - 1], dtype=np.uint64), np.array([_TEXT_MASK])
    found: NDArray[np.uint64] = compiled.postings(stream.ids, stream.starts, stream.ends, texts, *masks, CONSTANTS)
    return found


def first_of_same(stream: Stream) -> Numbers:
    """For each text the first text that has the same words in the same order; texts without words stand alone."""
    n = len(stream)
    if n == 0:
        return np.empty(0, dtype=np.int64)
    sizes = stream.ends - stream.starts
    keys = np.zeros(n, dtype=np.uint64)
    some = np.flatnonzero(sizes > 0)
    order = some[np.argsort(stream.starts[some], kind="stable")]
    if len(order):
        keys[order] = _fingerprints(stream.ids, stream.starts[order])
    by_key = np.lexsort((np.arange(n), sizes, keys))
    fresh = np.append(True, (keys[by_key][1:] != keys[by_key][:-1]) | (sizes[by_key][1:] != sizes[by_key][:-1]))
    fresh |= sizes[by_key] == 0
    same = np.empty(n, dtype=np.int64)
    same[by_key] = by_key[np.flatnonzero(fresh)[np.cumsum(fresh) - 1]]
    return same


def _fingerprints(ids: NDArray[np.uint64], starts: Numbers) -> NDArray[np.uint64]:
    """A hash of each text's words in their order; `starts` ascend and the texts fill `ids` without gaps."""
    step = 1 << 18
    out = np.zeros(len(starts), dtype=np.uint64)
    for at in range(0, len(ids), step):
        part = ids[at : at + step]
        begin = np.searchsorted(starts, at, side="right") - 1
        stop = np.searchsorted(starts, at + len(part), side="left")
        cuts = np.maximum(starts[begin:stop] - at, 0)
        places = np.arange(at, at + len(part), dtype=np.int64)
        places -= np.repeat(starts[begin:stop], np.diff(np.append(cuts, len(part))))
        mixed = part ^ (places.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        out[begin:stop] += np.add.reduceat(mixed, cuts)
    return out


def _without_furniture(packed: NDArray[np.uint64], numbers: Numbers) -> NDArray[np.uint64]:
    """The postings without those grams that a text's own site puts on many of its texts."""
    known = int(numbers.max(initial=-1)) + 1
    if not known or len(packed) < SITE_TEXTS:
        return packed
    grams = packed >> np.uint64(_TEXT_BITS)
    # Only a gram with three holders can be a site's furniture; those are a small part.
    often = np.zeros(len(packed), dtype=bool)
    often[: -(SITE_TEXTS - 1)] = grams[: -(SITE_TEXTS - 1)] == grams[SITE_TEXTS - 1 :]
    for i in range(1, SITE_TEXTS):
        often[i:] |= often[:-i] & (grams[i:] == grams[:-i])
    places = np.flatnonzero(often)
    owners = (packed[places] & _TEXT_MASK).astype(np.int64)
    site = numbers[owners]
    places, site = places[site >= 0], site[site >= 0]
    if len(places) == 0:
        return packed
    keys = (grams[places] << np.uint64(_TEXT_BITS)) | site.astype(np.uint64)
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    runs = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1]))
    counts = np.diff(np.append(runs, len(ranked)))
    live = np.bincount((packed & _TEXT_MASK).astype(np.int64), minlength=len(numbers)) > 0
    texts = np.bincount(numbers[live] + 1, minlength=known + 1)[1:]
    of_site = texts[site[order[runs]]]
    drop = np.repeat((counts >= np.maximum(SITE_TEXTS, SITE_SHARE * of_site)) & (of_site >= SITE_LEAST), counts)
    keep = np.ones(len(packed), dtype=bool)
    keep[places[order[drop]]] = False
    return packed[keep]


def _count_pairs(grams: NDArray[np.uint64], holders: Numbers, kept: Numbers) -> tuple[Numbers, Numbers, Numbers, int]:
    """Pairs of holders of the same gram, with how many grams they share; `grams` ascend, holders ascend within."""
    starts = np.flatnonzero(np.append(True, grams[1:] != grams[:-1])) if len(grams) else np.empty(0, np.int64)
    sizes = np.diff(np.append(starts, len(grams)))
    starts, sizes = starts[sizes > 1], sizes[sizes > 1]
    capped = int((sizes > FIRST_HOLDERS).sum())
    met = np.minimum(sizes - 1, FIRST_HOLDERS - 1)
    total = int((sizes - 1 + met * (2 * sizes - 2 - met - 1) // 2).sum()) if len(sizes) else 0
    found: list[tuple[Numbers, Numbers, Numbers]] = []
    cuts = np.linspace(0, len(kept), 1 + max(1, -(-total // PAIRS_AT_ONCE)), dtype=np.int64)
    for low, high in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        packed = _pairs_of(holders, starts, sizes, low, high)
        if len(packed) == 0:
            continue
        packed.sort()
        runs = np.flatnonzero(np.append(True, packed[1:] != packed[:-1]))
        counts = np.diff(np.append(runs, len(packed)))
        a = (packed[runs] >> np.uint64(32)).astype(np.int64)
        b = (packed[runs] & np.uint64(0xFFFFFFFF)).astype(np.int64)
        enough = (counts >= LEAST) | (np.minimum(kept[a], kept[b]) <= SHORT)
        found.append((a[enough], b[enough], counts[enough]))
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64), capped
    one, two, three = (np.concatenate(column) for column in zip(*found, strict=True))
    return one, two, three, capped


def _pairs_of(holders: Numbers, starts: Numbers, sizes: Numbers, low: int, high: int) -> NDArray[np.uint64]:
    """Pairs whose first text is in `[low, high)`, packed, one for each gram that the two share."""
    keys: list[NDArray[np.uint64]] = []
    # Holder number i of each gram is paired with those behind it; past the first ones only the first is.
    for i in range(FIRST_HOLDERS):
        live = np.flatnonzero(sizes > i + 1)
        if len(live) == 0:
            break
        heads = starts[live] + i
        first = holders[heads]
        here = (first >= low) & (first < high)
        heads, first = heads[here], first[here]
        left = sizes[live[here]] - i - 1
        if i:
            left = np.minimum(left, FIRST_HOLDERS - i)
        ends = np.cumsum(left)
        behind = np.repeat(heads + 1 - (ends - left), left) + np.arange(int(ends[-1]) if len(ends) else 0)
        keys.append((np.repeat(first, left).astype(np.uint64) << np.uint64(32)) | holders[behind].astype(np.uint64))
    return np.concatenate(keys) if keys else np.empty(0, np.uint64)
