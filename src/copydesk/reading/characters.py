"""All characters of a page's texts as one array of kinds, so that each kind is counted for all texts at once."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: The kinds of characters, as bits. `END` closes a sentence or a quotation, `QUOTE` opens one.
SPACE, COMMA, STOP, END, DIGIT, UPPER, LOWER, QUOTE, BAR = (1 << bit for bit in range(9))
#: The characters looked at: the alphabets, and the wide forms of East Asian punctuation. Others are of no kind.
_SCRIPTS = (range(0x3100), range(0xFF00, 0xFF60))
_KNOWN = 0xFF60
_LETTERS = (
    (SPACE, " "),
    (COMMA, ","),
    (STOP, "."),
    (END, ".!?…。！？\"”»“)’'"),
    (QUOTE, "\"“„«‘'—–-•"),
    (BAR, "|©"),
)


@cache
def _kinds() -> NDArray[np.uint16]:
    """The kind of each character, as bits."""
    table = np.zeros(_KNOWN + 1, dtype=np.uint16)
    for code in (code for script in _SCRIPTS for code in script):
        letter = chr(code)
        table[code] = DIGIT * letter.isdecimal() + UPPER * letter.isupper() + LOWER * letter.islower()
    for bit, letters in _LETTERS:
        for letter in letters:
            table[ord(letter)] |= bit
    return table


class Characters:
    """All characters of a page's texts in one array, to be counted by block."""

    def __init__(self, texts: Sequence[str]) -> None:
        joined = "\n".join(texts) + "\n"
        code = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        self.kind = _kinds()[np.minimum(code, _KNOWN)]
        self.size = np.array([len(t) for t in texts], dtype=np.int64)
        self.start = np.cumsum(self.size + 1) - self.size - 1

    def count(self, bits: int) -> Floats:
        """How many characters of this kind each text has."""
        return self._summed((self.kind & bits) != 0)

    def opening(self, bits: int, reach: int) -> Floats:
        """How many its first `reach` characters have."""
        run = np.zeros(len(self.kind) + 1, dtype=np.int32)
        np.cumsum((self.kind & bits) != 0, out=run[1:])
        result: Floats = (run[self.start + np.minimum(self.size, reach)] - run[self.start]).astype(np.float32)
        return result

    def sentences(self) -> Floats:
        """How many full stops before a space each text has."""
        kind = self.kind
        pairs = np.zeros(len(kind), dtype=bool)
        pairs[:-1] = ((kind[:-1] & STOP) != 0) & ((kind[1:] & SPACE) != 0)
        return self._summed(pairs)

    def _summed(self, marks: NDArray[np.bool_]) -> Floats:
        result: Floats = np.add.reduceat(marks, self.start, dtype=np.int32).astype(np.float32)
        return result
