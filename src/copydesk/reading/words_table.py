"""Tables by which compiled loops know letters and words: small letters by code, words' weights by hash."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

#: FNV-1a of 64 bits, and the golden ratio, whose product's bits from `HIGH` on say where a hash is put.
SEED, PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
SPREAD, HIGH = np.uint64(0x9E3779B97F4A7C15), np.uint64(20)
#: In the table of small letters: no part of a word, and not to be told by it.
APART, ODD = 0, -1
_MANY_SMALL = "İΣ"
_ALL = (1 << 64) - 1


@cache
def small_letters() -> NDArray[np.int32]:
    """For each letter of the first plane its small one."""
    table = np.zeros(1 << 16, dtype=np.int32)
    for code in range(1 << 16):
        letter = chr(code).lower()
        if letter in ("_",) or letter.isalnum():
            table[code] = ord(letter) if len(letter) == 1 else ODD
    for letter in _MANY_SMALL:
        table[ord(letter)] = ODD
    return table


def weighed(weights: dict[str, float]) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
    """Words' hashes in a table of open places, and their weights; zero is no word's."""
    places = 1 << (4 * len(weights)).bit_length()
    keys, values = np.zeros(places, dtype=np.uint64), np.zeros(places)
    for word, weight in weights.items():
        key = int(SEED)
        for letter in word:
            key = ((key ^ ord(letter)) * int(PRIME)) & _ALL
        place = ((key * int(SPREAD) & _ALL) >> int(HIGH)) & (places - 1)
        while keys[place]:
            place = (place + 1) & (places - 1)
        keys[place], values[place] = key, weight
    return keys, values
