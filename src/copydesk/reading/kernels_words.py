"""What `Vocabulary.score_texts` says of each text's first and last words, compiled.

A word is known by a hash of its letters. Texts in which a capital becomes small in more than one way, or that have
letters beyond the first plane within reach, are left to the plain code: they come out as no number.
"""

from typing import Any

import numpy as np
from numba import types
from numpy.typing import NDArray

from copydesk.text.compiling import compiled, kept

from .features_table import SIZE, START, Floats
from .kernels_types import filled, given
from .vocabulary import END_WORDS, HEAD, START_WORDS, TAIL
from .words_table import APART, HIGH, ODD, PRIME, SEED, SPREAD

Table = NDArray[np.int32]
Letters = NDArray[np.uint32]
Hashes = NDArray[np.uint64]

#: The hash of the mark before a text's very first word: `SEED`, then `^`.
_FIRST = np.uint64(0xAF64134C86024A01)


@compiled
def _say(
    letters: Letters, blocks: Table, small: Table, keys: Hashes, weights: NDArray[np.float64], said: Floats
) -> None:
    """Set what each text's words say; for those left to the plain code no number."""
    words = np.empty(START_WORDS + 1 + END_WORDS, np.uint64)
    for b in range(blocks.shape[1]):
        start, size = blocks[START, b], blocks[SIZE, b]
        many = _first_words(letters[start : start + min(size, HEAD)], small, words)
        if many == 0:
            words[0] = (_FIRST ^ np.uint64(letters[start])) * PRIME
            many = 1
        elif many > 0 and size > HEAD:
            many = _last_words(letters[start + size - TAIL : start + size], small, words, many)
        said[b] = np.nan if many < 0 else _sum(words[:many], keys, weights)


@compiled
def _first_words(head: Letters, small: Table, words: Hashes) -> int:
    """The first words' hashes, and the very first marked as such; how many, or -1 where that cannot be told here."""
    many, within = 0, False
    key, first = SEED, _FIRST
    for letter in head:
        c = small[letter] if letter < len(small) else ODD
        if c == ODD:
            return -1
        if c == APART:
            if within:
                words[many] = key
                many += 1
            if many == START_WORDS:
                break
            within, key = False, SEED
        else:
            within = True
            key = (key ^ np.uint64(c)) * PRIME
            if many == 0:
                first = (first ^ np.uint64(c)) * PRIME
    if within and many < START_WORDS:
        words[many] = key
        many += 1
    if many:
        words[many] = first
        many += 1
    return many


@compiled
def _last_words(tail: Letters, small: Table, words: Hashes, many: int) -> int:
    """The last words' hashes behind the first ones."""
    end = len(tail)
    found = 0
    stop = end
    for back in range(end + 1):
        i = end - 1 - back
        c = APART
        if i >= 0:
            c = small[tail[i]] if tail[i] < len(small) else ODD
        if c == ODD:
            return -1
        if c == APART:
            if i + 1 < stop and found < END_WORDS:
                found += 1
                key = SEED
                for k in range(i + 1, stop):
                    key = (key ^ np.uint64(small[tail[k]])) * PRIME
                words[many + END_WORDS - found] = key
            stop = i
    for k in range(found):
        words[many + k] = words[many + END_WORDS - found + k]
    return many + found


@compiled
def _sum(words: Hashes, keys: Hashes, weights: NDArray[np.float64]) -> float:
    """What the words weigh, each counted once."""
    total = 0.0
    mask = len(keys) - 1
    for at in range(len(words)):
        key = words[at]
        again = False
        for before in range(at):
            again |= words[before] == key
        if again:
            continue
        place = np.int64(key * SPREAD >> HIGH) & mask
        while keys[place] != 0:
            if keys[place] == key:
                total += weights[place]
                break
            place = (place + 1) & mask
    return total


def _make_say(version: int) -> Any:
    def say(
        letters: Letters,
        blocks: Table,
        small: Table,
        keys: Hashes,
        weights: NDArray[np.float64],
        said: Floats,
    ) -> None:
        version  # noqa: B018 -- so that it is bound: see `kept`
        _say(letters, blocks, small, keys, weights, said)

    return say


say = kept(
    _make_say,
    (
        given(types.uint32),
        given(types.int32, 2),
        given(types.int32),
        given(types.uint64),
        given(types.float64),
        filled(types.float32),
    ),
)
