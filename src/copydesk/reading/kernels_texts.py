"""What `features._texts` counts in the blocks' own texts, compiled; and which texts are on the page twice."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.text.compiling import compiled

from .characters import CAPITAL, DIGIT, END, QUOTE, SMALL, UPPER
from .features_table import BOLDED, BREAKS, DIGITS, LINKED, LINKS, LOUD, PLACES, SIZE, START, Floats

Table = NDArray[np.int32]
Letters = NDArray[np.uint32]

_SPACE, _COMMA, _STOP, _BAR, _COPYRIGHT = map(ord, " ,.|©")
_SIZE, _WORDS, _COMMAS, _STOPS, _BARS, _WORD_SIZE = (
    PLACES[name] for name in ("size", "words", "commas", "stops", "bars", "word_size")
)
_UPPER, _QUOTED, _ENDS, _LOUD, _DIGITS = (PLACES[name] for name in ("upper", "quoted", "ends", "loud", "digits"))
_DENSITY, _LINKS, _BOLD, _BREAKS, _TWICE = (PLACES[name] for name in ("density", "links", "bold", "breaks", "twice"))
# Unsigned, since Numba takes it that signed numbers never run over, and makes floats of the two together.
_SEED, _PRIME, _SPREAD = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3), np.uint64(0x9E3779B97F4A7C15)
_HALF, _HIGH, _FOLD = np.uint64(32), np.uint64(20), np.uint64(29)


@compiled
def look_at_texts(letters: Letters, kinds: NDArray[np.uint8], blocks: Table, table: Floats) -> None:
    """Set the features of each text by itself."""
    for b in range(blocks.shape[1]):
        start, size = blocks[START, b], blocks[SIZE, b]
        text = letters[start : start + size + 1]  # with the line's end
        own = np.float32(size)
        words = np.float32(_count(text, table, b) + 1)
        table[_SIZE, b], table[_WORDS, b], table[_COMMAS, b] = own, words, table[_COMMAS, b] / words
        table[_WORD_SIZE, b] = own / words
        opens, ends = kinds[_known(text[0], kinds)], kinds[_known(text[size - 1], kinds)]
        table[_UPPER, b], table[_QUOTED, b] = opens & UPPER != 0, opens & QUOTE != 0
        table[_ENDS, b] = ends & END != 0
        table[_LOUD, b] = _is_loud(text[: min(size, LOUD)], kinds)
        digits = 0
        for c in text[: min(size, DIGITS)]:
            digits += kinds[_known(c, kinds)] & DIGIT != 0
        table[_DIGITS, b] = digits
        table[_DENSITY, b] = np.float32(min(blocks[LINKED, b], size)) / own
        table[_BOLD, b] = np.float32(min(blocks[BOLDED, b], size)) / own
        table[_LINKS, b], table[_BREAKS, b] = blocks[LINKS, b], blocks[BREAKS, b]


@compiled
def _count(text: Letters, table: Floats, b: int) -> int:
    """The text's spaces; its commas, full stops and bars go into the table."""
    spaces = commas = stops = bars = 0
    for i in range(len(text) - 1):
        c = text[i]
        spaces += c == _SPACE
        commas += c == _COMMA
        stops += (c == _STOP) & (text[i + 1] == _SPACE)
        bars += (c == _BAR) | (c == _COPYRIGHT)
    table[_COMMAS, b], table[_STOPS, b], table[_BARS, b] = commas, stops, bars != 0
    return spaces


@compiled
def _known(c: int, kinds: NDArray[np.uint8]) -> Any:
    """Where a character's kind stands; all that have none share the last place."""
    return min(np.int64(c), len(kinds) - 1)


@compiled
def _is_loud(text: Letters, kinds: NDArray[np.uint8]) -> bool:
    """As `str.isupper`."""
    capitals = False
    for c in text:
        kind = kinds[_known(c, kinds)]
        if kind & SMALL:
            return False
        capitals |= kind & CAPITAL != 0
    return capitals


@compiled
def look_for_twins(letters: Letters, blocks: Table, table: Floats) -> None:
    """Set how often each text stands on the page."""
    n = blocks.shape[1]
    room = 16
    while room < 2 * n:
        room *= 2
    slots = np.full(room, -1, np.int32)
    hashes = np.empty(n, np.uint64)
    same = np.empty(n, np.int32)
    count = np.zeros(n, np.int32)
    for b in range(n):
        start, size = blocks[START, b], blocks[SIZE, b]
        hashes[b] = _hashed(letters[start : start + size])
        slot = np.int64(hashes[b] * _SPREAD >> _HIGH) & (room - 1)
        while slots[slot] >= 0:
            other = slots[slot]
            if hashes[other] == hashes[b] and _are_equal(letters, blocks, other, b):
                break
            slot = (slot + 1) & (room - 1)
        if slots[slot] < 0:
            slots[slot] = b
        same[b] = slots[slot]
        count[same[b]] += 1
    for b in range(n):
        table[_TWICE, b] = count[same[b]]


@compiled
def _hashed(text: Letters) -> np.uint64:
    """FNV-1a, two characters at a time."""
    hashed = _SEED ^ np.uint64(len(text))
    for i in range(len(text) // 2):
        hashed = (hashed ^ (np.uint64(text[2 * i]) << _HALF | np.uint64(text[2 * i + 1]))) * _PRIME
        hashed ^= hashed >> _FOLD
    if len(text) & 1:
        hashed = (hashed ^ np.uint64(text[-1])) * _PRIME
    return hashed


@compiled
def _are_equal(letters: Letters, blocks: Table, a: int, b: int) -> bool:
    size = blocks[SIZE, a]
    if size != blocks[SIZE, b]:
        return False
    for i in range(size):  # noqa: SIM110 (Numba has no generators)
        if letters[blocks[START, a] + i] != letters[blocks[START, b] + i]:
            return False
    return True
