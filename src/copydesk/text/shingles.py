"""Word 5-grams as hashes, and the sample of them that two texts keep alike."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .words import Ids, Stream

Grams = NDArray[np.uint64]

#: Words in a gram. Five is what passim, SpotSigs' successors and MinHash recipes for web text settle on: shorter grams
#: meet by chance between stories of one beat, longer ones die with every tenth word changed.
WIDTH = 5

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
#: The constants of a gram's hash, for the kernels.
CONSTANTS = np.array([_STEP, _MIX])


def grams(ids: Ids) -> Grams:
    """The hash of each run of `WIDTH` words, `len(ids) - WIDTH + 1` of them; a shorter text has one, of all."""
    if len(ids) == 0:
        return np.empty(0, dtype=np.uint64)
    if len(ids) < WIDTH:
        padded = np.zeros(WIDTH, dtype=np.uint64)
        padded[: len(ids)] = ids
        ids = padded
    count = len(ids) - WIDTH + 1
    hashed: Grams = np.empty(count, dtype=np.uint64)
    np.multiply(ids[:count], _STEP, out=hashed)
    for i in range(1, WIDTH):
        np.add(hashed, ids[i : i + count], out=hashed)
        np.multiply(hashed, _STEP, out=hashed)
    mix(hashed)
    return hashed


def mix(hashes: Grams) -> None:
    """Spread every bit of each number over all its bits, in place."""
    np.bitwise_xor(hashes, hashes >> np.uint64(31), out=hashes)
    np.multiply(hashes, _MIX, out=hashes)
    np.bitwise_xor(hashes, hashes >> np.uint64(30), out=hashes)


def sample(hashes: Grams, rate: int) -> Grams:
    """One in `rate` (a power of two) of the grams, chosen by hash, sorted, each once: both sides keep the same ones."""
    if rate > 1:
        hashes = hashes[(hashes & np.uint64(rate - 1)) == 0]
    hashes = np.sort(hashes)
    if len(hashes) < 2:
        return hashes
    once: Grams = hashes[np.append(True, hashes[1:] != hashes[:-1])]
    return once


def stream_grams(stream: Stream, rate: int) -> tuple[Grams, NDArray[np.int64]]:
    """The sampled grams of many texts, and for each gram its text. Repeats within a text are kept.

    A text of fewer than `WIDTH` words has none here.
    """
    found = list(gram_pieces(stream, rate))
    if not found:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    return np.concatenate([hashes for hashes, _ in found]), np.concatenate([owners for _, owners in found])


def gram_pieces(stream: Stream, rate: int) -> Iterator[tuple[Grams, NDArray[np.int64]]]:
    """As `stream_grams`, piece by piece."""
    order = np.lexsort((stream.ends, stream.starts))
    ends = stream.ends[order]
    step = 1 << 16
    for at in range(0, len(stream.ids), step):
        piece = stream.ids[at : at + step + WIDTH - 1]
        if len(piece) < WIDTH:
            break
        hashes = grams(piece)
        kept = np.flatnonzero((hashes & np.uint64(rate - 1)) == 0)
        places = kept + at
        owner = np.searchsorted(ends, places, side="right")
        whole = places + WIDTH <= ends[np.minimum(owner, len(ends) - 1)]
        yield hashes[kept[whole]], order[owner[whole]]
