"""Code points as words see them: folded, dropped, separating, or a word of their own."""

from functools import cache
from unicodedata import category, combining, normalize

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.uint32]

SEPARATES = np.uint32(32)
#: What vanishes from inside a word: accents written apart, zero-width signs, soft hyphens.
DROPPED = np.uint32(0x7FFFFFFF)
#: Set on a code point that is a word of its own (scripts without spaces).
SINGLE_BIT = np.uint32(1 << 30)

#: The table covers planes 0 and 1; above it, planes 2 and 3 hold ideographs and nothing else is a word.
_COVERED = 0x20000
_IDEOGRAPHS = (0x20000, 0x40000)

#: Ranges that fold to themselves: Hangul syllables, letters of plane 1 (looking at each costs the first text 50 ms).
_PLAIN = ((0xAC00, 0xD7A4), (0x10000, 0x1D000), (0x1E000, 0x1F000))
_IDEOGRAPHIC = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
#: Ranges looked at one by one, and whether they are written without spaces (Thai, Lao, Burmese, Khmer, kana).
_LOOKED_AT = (
    (0x0000, 0x0E00, False),
    (0x0E00, 0x0F00, True),
    (0x0F00, 0x1000, False),
    (0x1000, 0x10A0, True),
    (0x10A0, 0x1780, False),
    (0x1780, 0x1800, True),
    (0x1800, 0x3005, False),
    (0x3005, 0x3008, True),
    (0x3041, 0x3100, True),
    (0x3100, 0x31F0, False),
    (0x31F0, 0x3200, True),
    (0xA000, 0xAC00, False),
    (0xFB00, 0xFF66, False),
    (0xFF66, 0xFFA0, True),
    (0xFFA0, 0x10000, False),
    (0x1D400, 0x1D800, False),
)
_ACCENTS = range(0x0300, 0x0370)
_VANISHING = frozenset((0x00AD, 0x034F, 0x061C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)) | frozenset(
    range(0xFE00, 0xFE10)
)


def fold(found: Points) -> tuple[Points, NDArray[np.int64]]:
    """The folded code points of `found`, and for each of them the place that it came from.

    Both have the same length, more than `found`'s where a letter folds to several (`ß`).
    """
    table, expansions = _tables()
    covered = np.minimum(found, np.uint32(_COVERED - 1))
    folded = table[covered]
    high = found >= _COVERED
    if high.any():
        ideograph = (found >= _IDEOGRAPHS[0]) & (found < _IDEOGRAPHS[1])
        folded = np.where(high, np.where(ideograph, found | SINGLE_BIT, SEPARATES), folded)
    places = np.arange(len(found), dtype=np.int64)
    wide = folded >= np.uint32(1 << 31)
    if not wide.any():
        return folded, places
    rows = expansions[folded[wide] & np.uint32(0xFFFF)]
    counts = np.ones(len(found), dtype=np.int64)
    counts[wide] = (rows != 0).sum(axis=1)
    out = np.repeat(folded, counts)
    out[np.repeat(wide, counts)] = rows[rows != 0]
    return out, np.repeat(places, counts)


def narrow_table() -> tuple[bytes, bytes]:
    """For each byte of Latin-1 the ASCII byte that it folds to, a space for what separates; and the bytes without."""
    table = bytearray(b" " * 256)
    without = bytearray()
    for point in range(256):
        folded = _folded(point, single=False)
        if len(folded) == 1 and folded[0] < 128:
            table[point] = folded[0]
        elif folded:
            without.append(point)
    return bytes(table), bytes(without)


@cache
def _tables() -> tuple[Points, Points]:
    """What each covered code point folds to; those that fold to several point at a row of the second table."""
    table = np.full(_COVERED, SEPARATES, dtype=np.uint32)
    for start, stop in _PLAIN:
        table[start:stop] = np.arange(start, stop, dtype=np.uint32)
    for start, stop in _IDEOGRAPHIC:
        table[start:stop] = np.arange(start, stop, dtype=np.uint32) | SINGLE_BIT
    rows: list[list[int]] = []
    for start, stop, single in _LOOKED_AT:
        for point in range(start, stop):
            folded = _folded(point, single=single)
            if len(folded) == 1:
                table[point] = folded[0]
            elif folded:
                table[point] = (1 << 31) | len(rows)
                rows.append(([*folded, 0, 0, 0])[:4])
    return table, np.array(rows, dtype=np.uint32).reshape(-1, 4)


def _folded(point: int, *, single: bool) -> list[int]:
    char = chr(point)
    if point in _ACCENTS or point in _VANISHING:
        return [int(DROPPED)]
    if single:
        if not (char.isalnum() or category(char) in ("Mn", "Mc", "Lm")):
            return []
        return [point | int(SINGLE_BIT)]
    if not (char.isalnum() or category(char) in ("Mn", "Mc")):
        return []
    if not char.isalnum():
        return [point]
    if category(char) == "Lo":
        return [point]
    plain = normalize("NFKD", normalize("NFKD", char).casefold())
    letters = [ord(c) for c in plain if ord(c) not in _ACCENTS]
    if letters and len(letters) <= 4 and all(chr(c).isalnum() or combining(chr(c)) for c in letters):
        return letters
    return [ord(c) for c in char.casefold()][:4]
