"""All characters of a page's texts as one array, so that each kind is counted for all texts at once."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: The kinds of characters, as bits. `END` closes a sentence or a quotation, `QUOTE` opens one. `CAPITAL` and `SMALL`
#: are what `str.isupper` asks for and what it refuses, of any alphabet.
END, DIGIT, UPPER, QUOTE, CAPITAL, SMALL = (1 << bit for bit in range(6))
#: The characters looked at: the alphabets, and the wide forms of East Asian punctuation. Others are of no kind.
_SCRIPTS = (range(0x3100), range(0xFF00, 0xFF60))
_KNOWN = 0xFF60
_LETTERS = ((END, ".!?…。！？\"”»“)’'"), (QUOTE, "\"“„«‘'—–-•"))


@cache
def _kinds() -> NDArray[np.uint8]:
    """The kind of each character, as bits."""
    table = np.zeros(_KNOWN + 1, dtype=np.uint8)
    for code in (code for script in _SCRIPTS for code in script):
        letter = chr(code)
        table[code] = DIGIT * letter.isdecimal() + UPPER * letter.isupper()
    for bit, letters in _LETTERS:
        for letter in letters:
            table[ord(letter)] |= bit
    return table


#: No character from here on has a capital or a small form.
_CASED = 0x20000


@cache
def kinds_and_cases() -> NDArray[np.uint8]:
    """The kind of each character, as bits, with `CAPITAL` and `SMALL`; those beyond are of the last's kind: none."""
    table = np.zeros(_CASED + 1, dtype=np.uint8)
    table[: _KNOWN + 1] = _kinds()
    for code in range(_CASED):
        letter = chr(code)
        table[code] |= CAPITAL * letter.isupper() + SMALL * (not (letter + "A").isupper())
    return table


class Characters:
    """All characters of a page's texts in one array, each text with a line's end behind it, to be counted by text.

    Each kind is looked for once in the whole and its places are then parted among the texts: most kinds are rare.
    """

    def __init__(self, texts: Sequence[str], size: NDArray[np.int64]) -> None:
        joined = "\n".join(texts) + "\n"
        self._code = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        self._kind = _kinds().take(self._code, mode="clip")
        self._size = size
        self._end = np.cumsum(size + 1) - 1
        self._start = self._end - size

    def first(self, bits: int) -> NDArray[np.bool_]:
        """Whether each text begins with this kind."""
        return self._has(self._start, bits)

    def final(self, bits: int) -> NDArray[np.bool_]:
        """Whether each text ends with this kind."""
        return self._has(self._end - 1, bits)

    def _has(self, places: NDArray[np.int64], bits: int) -> NDArray[np.bool_]:
        result: NDArray[np.bool_] = (self._kind[places] & bits) != 0
        return result

    def count(self, letter: str) -> Floats:
        """How often a letter stands in each text."""
        return self._parted(np.flatnonzero(self._code == ord(letter)))

    def sentences(self) -> Floats:
        """How many full stops before a space each text has."""
        stops = np.flatnonzero(self._code == ord("."))
        return self._parted(stops[self._code[stops + 1] == ord(" ")])

    def opening(self, bits: int, reach: int) -> Floats:
        """How many of this kind each text has among its first `reach` characters."""
        places = np.flatnonzero(self._kind & bits)
        ends = self._start + np.minimum(self._size, reach)
        return (np.searchsorted(places, ends) - np.searchsorted(places, self._start)).astype(np.float32)

    def _parted(self, places: NDArray[np.int64]) -> Floats:
        """How many of the places lie in each text."""
        counts: Floats = np.searchsorted(places, self._end).astype(np.float32)
        counts[1:] -= counts[:-1].copy()
        return counts
