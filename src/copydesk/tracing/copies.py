"""Copies in bulk: which of many texts are copies of each other, and which only share a passage.

Candidates come from sampled grams (see `candidates`). Where the sample is large and clear it decides; elsewhere all
grams of both texts are compared. The measure is containment, the share of the shorter text's grams that stand in the
other: Jaccard's index calls a story and its first fifth strangers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copydesk.text.fast import kernels
from copydesk.text.shingles import CONSTANTS, WIDTH, grams
from copydesk.text.words import Stream, stream

from .candidates import RATE, Candidates, Numbers, candidates

#: Containment from which a text belongs to the other's story, and from which it shares a passage with it. Found on one
#: half of the stories of a corpus of 21,617 news texts as the lowest with precisions of .996 and .99 (docs/tracing.md).
COPY = 0.15
PASSAGE = 0.10
#: The sample alone decides for a copy from this containment and so many shared grams on (wrong in 17 of 48,000 pairs).
CLEAR = 0.3
CLEAR_GRAMS = 4

#: Grams compared at once: their tables stay in the processor's cache.
_PIECE = 1 << 16
#: Tables in which a text's grams are laid out by hash. What finds its slot taken goes to the next one; of 500 grams
#: about one is left out after the third.
_TABLES = 3
_SPREAD = np.uint32(0x9E3779B1)


@dataclass(frozen=True, slots=True)
class Copies:
    """Pairs of texts (`a < b`, indexes), their containment, and whether each is a copy rather than a passage.

    `same` names for each text the first text with the same words; only first ones stand in `a` and `b`, and `pairs`
    gives the others too. `capped` counts the grams whose holders were too many to be paired with each other.
    """

    a: Numbers
    b: Numbers
    containment: NDArray[np.float64]
    copy: NDArray[np.bool_]
    same: Numbers
    capped: int

    def pairs(self, *, passages: bool = False) -> Iterator[tuple[int, int]]:
        """Every pair of copies, texts that are equal word for word included; with `passages` those pairs too."""
        twins: dict[int, list[int]] = {}
        for i, first in enumerate(self.same.tolist()):
            twins.setdefault(first, []).append(i)
        for group in twins.values():
            yield from ((x, y) for n, x in enumerate(group) for y in group[n + 1 :])
        for a, b, copy in zip(self.a.tolist(), self.b.tolist(), self.copy.tolist(), strict=True):
            if copy or passages:
                yield from ((min(x, y), max(x, y)) for x in twins[a] for y in twins[b])


def find_copies(texts: Sequence[str], sites: Sequence[str | int | None] | None = None) -> Copies:
    """Copies and shared passages among `texts`; `sites` says where each stands, so that furniture can be left out."""
    return copies_in(stream(texts), sites)


def copies_in(found: Stream, sites: Sequence[str | int | None] | None = None) -> Copies:
    """As `find_copies`, for texts whose words are known."""
    near = candidates(found, sites if sites is not None else [None] * len(found), RATE)
    share = near.containment
    unclear = np.flatnonzero((share < CLEAR) | (near.shared < CLEAR_GRAMS))
    share[unclear] = containments(found, near.a[unclear], near.b[unclear])
    kept = np.flatnonzero(share >= PASSAGE)
    return _kept(near, share, kept)


def _kept(near: Candidates, share: NDArray[np.float64], kept: Numbers) -> Copies:
    return Copies(near.a[kept], near.b[kept], share[kept], share[kept] >= COPY, near.same, near.capped)


def containments(found: Stream, a: Numbers, b: Numbers) -> NDArray[np.float64]:
    """For each pair of texts the share of the shorter one's grams that stand in the other."""
    if len(a) == 0:
        return np.empty(0, dtype=np.float64)
    sizes = np.maximum(found.ends - found.starts - (WIDTH - 1), 0)
    swap = sizes[a] > sizes[b]
    short, long = np.where(swap, b, a), np.where(swap, a, b)
    order = np.argsort(long, kind="stable")
    short, long = short[order], long[order]
    out = np.empty(len(a), dtype=np.float64)
    if compiled := kernels(len(found.ids)):
        spread = np.array([_SPREAD])
        hits = compiled.hits(found.ids, found.starts, sizes, short, long, _TABLES, CONSTANTS, spread)
    else:
        hits = _all_hits(found, sizes, short, long)
    out[order] = hits / np.maximum(1, sizes[short])
    return out


def _all_hits(found: Stream, sizes: Numbers, short: Numbers, long: Numbers) -> Numbers:
    all_grams = _gram_parts(found)
    hits = np.zeros(len(short), dtype=np.int64)
    for begin, end in _pieces(sizes[short]):
        hits[begin:end] = _hits(all_grams, found.starts, sizes, short[begin:end], long[begin:end])
    return hits


def _gram_parts(found: Stream) -> NDArray[np.uint32]:
    """Half of each gram's hash, for every word that opens one: enough to tell two texts' grams apart."""
    parts = np.zeros(len(found.ids), dtype=np.uint32)
    step = 1 << 16
    for at in range(0, len(found.ids) - WIDTH + 1, step):
        hashes = grams(found.ids[at : at + step + WIDTH - 1])
        parts[at : at + len(hashes)] = (hashes >> np.uint64(32)).astype(np.uint32)
    return parts


def _pieces(sizes: Numbers) -> Iterator[tuple[int, int]]:
    total = np.cumsum(sizes)
    cuts = np.unique(np.append(np.searchsorted(total, np.arange(0, total[-1], _PIECE)), len(sizes)))
    yield from zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)


def _hits(
    parts: NDArray[np.uint32], starts: Numbers, sizes: Numbers, short: Numbers, long: Numbers
) -> NDArray[np.int64]:
    """How many grams of each `short` text stand in its `long` one. `long` ascends, so that each is laid out once."""
    fresh = np.append(True, long[1:] != long[:-1])
    holders = long[fresh]
    table_of = np.cumsum(fresh) - 1
    room = 1 << np.ceil(np.log2(4 * np.maximum(sizes[holders], 1))).astype(np.int64)
    base = np.cumsum(room) - room
    held = parts[_places(starts[holders], sizes[holders])]
    at = np.repeat(base, sizes[holders])
    mask = np.repeat((room - 1).astype(np.uint32), sizes[holders])
    asked = parts[_places(starts[short], sizes[short])]
    owner = np.repeat(np.arange(len(short)), sizes[short])
    asked_at = np.repeat(base[table_of], sizes[short])
    asked_mask = np.repeat((room[table_of] - 1).astype(np.uint32), sizes[short])
    hits = np.zeros(len(short), dtype=np.int64)
    for turn in range(_TABLES):
        table = np.zeros(int(room.sum()), dtype=np.uint32)
        slots = at + (_turned(held, turn) & mask)
        table[slots] = held
        there = table[asked_at + (_turned(asked, turn) & asked_mask)] == asked
        hits += np.bincount(owner[there], minlength=len(short))
        left = np.flatnonzero(table[slots] != held)
        if len(left) == 0 or turn + 1 == _TABLES:
            break
        held, at, mask = held[left], at[left], mask[left]
        asked, owner = asked[~there], owner[~there]
        asked_at, asked_mask = asked_at[~there], asked_mask[~there]
    return hits


def _places(starts: Numbers, sizes: Numbers) -> Numbers:
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(total)


def _turned(hashes: NDArray[np.uint32], turn: int) -> NDArray[np.uint32]:
    """Other bits of the hash for each table."""
    if turn == 0:
        return hashes
    mixed = hashes * _SPREAD
    return mixed >> np.uint32(5 * turn)
