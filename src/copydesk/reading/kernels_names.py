"""What `Vocabulary.score_names` says of the names of elements, compiled.

A word is known by a hash of its letters. Names with letters beyond ASCII are left to the plain code: they come out as
no number.
"""

from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from .fast import compiled, kept
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
def _add(key: np.uint64, keys: Hashes, weights: Weights, found: Hashes, many: int) -> tuple[int, float]:
    """How many words are found with this one, and what it adds: nothing if it was found before or has no weight."""
    mask = len(keys) - 1
    place = np.int64(key * SPREAD >> HIGH) & mask
    while keys[place] != 0:
        if keys[place] == key:
            for k in range(many):
                if found[k] == key:
                    return many, 0.0
            found[many] = key
            return many + 1, weights[place]
        place = (place + 1) & mask
    return many, 0.0


@compiled
def _score(strings: Bytes, i: int, end: int, keys: Hashes, weights: Weights, found: Hashes) -> float:
    """What the names between two places weigh, each word once."""
    total = 0.0
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
        joined, parts = SEED, 0
        while i < last:
            part = _part_end(strings, i, last)
            if part > i + 1:
                many, more = _add(_spelled(SEED, strings, i, part), keys, weights, found, many)
                total += more
                if parts:
                    joined = (joined ^ _JOINS) * PRIME
                joined = _spelled(joined, strings, i, part)
                parts += 1
            i = max(part, i + 1)
        if parts > 1:
            many, more = _add(joined, keys, weights, found, many)
            total += more
        i = stop
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
        found = np.empty(NAMES * LETTERS, np.uint64)
        for n in range(names.shape[1]):
            start, end = names[0, n], names[0, n] + names[1, n]
            if _is_ascii(strings, start, end):
                said[n] = _score(strings, start, end, keys, weights, found)
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
