"""What `Vocabulary.score_names` says of the names of elements, compiled.

A word is known by a hash of its letters. Names with letters beyond ASCII are left to the plain code: they come out as
no number.
"""

from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from copydesk.text.compiling import compiled, kept

from .features_table import Floats
from .kernels_types import filled, given
from .vocabulary import LETTERS, NAMES
from .words_table import HIGH, PRIME, SEED, SPREAD

Bytes = NDArray[np.uint8]
Hashes = NDArray[np.uint64]
Weights = NDArray[np.float64]

_JOINS = np.uint64(ord("_"))
_A, _Z, _SMALL_A, _SMALL_Z = map(ord, "AZaz")
_TO_SMALL = _SMALL_A - _A


@compiled
def _is_space(c: int) -> bool:
    return 9 <= c <= 13 or 28 <= c <= 32


@compiled
def _part_end(strings: Bytes, i: int, end: int) -> int:
    """Where the word ends that begins at `i`; `i` itself where none does.

    Small letters with a capital before them, or capitals but for the last before small ones: `[A-Z]?[a-z]+` and
    `[A-Z]+(?![a-z])`, as `vocabulary` has them.
    """
    k = i
    while k < end and _A <= strings[k] <= _Z:
        k += 1
    capitals = k - i
    is_small = k < end and _SMALL_A <= strings[k] <= _SMALL_Z
    if capitals > 1:
        return k - 1 if is_small else k
    while k < end and _SMALL_A <= strings[k] <= _SMALL_Z:
        k += 1
    return k


@compiled
def _spelled(key: np.uint64, strings: Bytes, i: int, end: int) -> np.uint64:
    """A hash that goes on with some letters, capitals as small ones."""
    for k in range(i, end):
        c = np.int64(strings[k])
        key = (key ^ np.uint64(c + _TO_SMALL if c <= _Z else c)) * PRIME
    return key


@compiled
def _small(strings: Bytes, i: int, end: int, words: Hashes, many: int) -> int:
    """The words of one name without a capital, and all of them joined, hashed in one go behind the other words.

    Gives how many words there are by now; -1 for a name with a capital.
    """
    joined, parts = SEED, 0
    while i < end:
        c = np.int64(strings[i])
        if c < _SMALL_A or c > _SMALL_Z:
            if _A <= c <= _Z:
                return -1
            i += 1
            continue
        begin = i
        key = SEED
        whole = (joined ^ _JOINS) * PRIME if parts else joined
        while _SMALL_A <= c <= _SMALL_Z:
            key = (key ^ np.uint64(c)) * PRIME
            whole = (whole ^ np.uint64(c)) * PRIME
            i += 1
            if i == end:
                break
            c = np.int64(strings[i])
        if i > begin + 1:
            joined = whole
            words[many] = key
            parts += 1
            many += 1
    if parts > 1:
        words[many] = joined
        many += 1
    return many


@compiled
def _any(strings: Bytes, i: int, end: int, words: Hashes, many: int) -> int:
    """The same for any name."""
    joined, parts = SEED, 0
    while i < end:
        part = _part_end(strings, i, end)
        if part > i + 1:
            words[many] = _spelled(SEED, strings, i, part)
            if parts:
                joined = (joined ^ _JOINS) * PRIME
            joined = _spelled(joined, strings, i, part)
            parts += 1
            many += 1
        i = max(part, i + 1)
    if parts > 1:
        words[many] = joined
        many += 1
    return many


@compiled
def _words(strings: Bytes, i: int, end: int, words: Hashes) -> int:
    """The words of the names between two places, in order; gives how many."""
    many = names = 0
    while i < end and names < NAMES:
        if _is_space(strings[i]):
            i += 1
            continue
        stop = i
        while stop < end and not _is_space(strings[stop]):
            stop += 1
        names += 1
        last = min(stop, i + LETTERS)
        small = _small(strings, i, last, words, many)
        many = small if small >= 0 else _any(strings, i, last, words, many)
        i = stop
    return many


@compiled
def _weigh(words: Hashes, many: int, keys: Hashes, weights: Weights) -> float:
    """What words weigh, each once; those with a weight are kept at the front."""
    total = 0.0
    found = 0
    mask = len(keys) - 1
    for w in range(many):
        key = words[w]
        place = np.int64(key * SPREAD >> HIGH) & mask
        while keys[place] != 0:
            if keys[place] == key:
                again = False
                for k in range(found):
                    again |= words[k] == key
                if not again:
                    words[found] = key
                    found += 1
                    total += weights[place]
                break
            place = (place + 1) & mask
    return total


@compiled
def _is_ascii(strings: Bytes, i: int, end: int) -> bool:
    every = 0
    for k in range(i, end):
        every |= strings[k]
    return every < 0x80


def _make_say_names(version: int) -> Any:
    def say_names(strings: Bytes, names: Any, keys: Hashes, weights: Weights, said: Floats) -> None:
        version  # noqa: B018 -- so that it is bound: see `kept`
        words = np.empty(NAMES * LETTERS, np.uint64)
        for n in range(names.shape[1]):
            start, end = names[0, n], names[0, n] + names[1, n]
            if _is_ascii(strings, start, end):
                said[n] = _weigh(words, _words(strings, start, end, words), keys, weights)
            else:
                said[n] = np.nan

    return say_names


say_names = kept(
    _make_say_names,
    (
        given(types.uint8),
        given(types.int64, 2),
        given(types.uint64),
        given(types.float64),
        filled(types.float32),
    ),
)
