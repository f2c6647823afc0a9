"""How often texts have their words, as they are written there; for what asks of words more than whether they are equal.

A word is a run of letters and digits, with one more behind an apostrophe. `words` folds its words and makes ids of
them; here each comes as a text, once for all texts that have it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .fast import Kernels, kernels
from .words import WORD_LETTERS

Numbers = NDArray[np.int64]

#: A word, where a low line was made a space; a category less and no way back took a quarter off.
_WORD = re.compile(r"\w++(?:['’]\w++)?+")
_APOSTROPHES = np.array([ord("'"), ord("’")], dtype=np.uint32)
#: Code points that the kernel knows, those of the basic plane (to look at them takes 5 ms, once). Beyond, news has
#: pictures, which separate; a text with letters there is counted in Python.
_KNOWN = 0x10000
#: Code points given to the kernel at once: some megabytes of tables.
PIECE = 1 << 17
#: An odd number of 64 bits (Knuth's golden ratio), and where a hash begins (FNV-1a's).
_CONSTANTS = np.array([0xCBF29CE484222325, 0, 0, 0, 0x9E3779B97F4A7C15], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Counted:
    """The words of some texts, each once for each text: text `owners[i]` has `words[numbers[i]]` `counts[i]` times.

    By text, and then in the order in which a text has them first.
    """

    words: Sequence[str]
    numbers: Numbers
    counts: Numbers
    owners: Numbers


class _Numbered(dict[str, int]):
    """Numbers words as they come."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def counted(texts: Sequence[str]) -> Counted:
    """How often each text has each of its words."""
    known = _Numbered()
    compiled = kernels(sum(map(len, texts)) // WORD_LETTERS)
    rows: list[tuple[Numbers, Numbers]] = []
    for piece in _pieces(texts):
        rows += [_in_python(text, known) for text in piece] if compiled is None else _compiled(compiled, piece, known)
    owners = np.repeat(np.arange(len(rows)), [len(numbers) for numbers, _ in rows])
    none = np.empty(0, dtype=np.int64)
    numbers, counts = (np.concatenate([none, *(row[column] for row in rows)]) for column in range(2))
    return Counted(list(known), numbers, counts, owners)


def _pieces(texts: Sequence[str]) -> Iterator[list[str]]:
    piece: list[str] = []
    size = 0
    for text in texts:
        piece.append(text)
        size += len(text) + 1
        if size >= PIECE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def _in_python(text: str, known: _Numbered) -> tuple[Numbers, Numbers]:
    found = Counter(_WORD.findall(text.replace("_", " ")))
    numbers = np.fromiter(map(known.__getitem__, found), dtype=np.int64, count=len(found))
    return numbers, np.fromiter(found.values(), dtype=np.int64, count=len(found))


def _compiled(compiled: Kernels, texts: list[str], known: _Numbered) -> list[tuple[Numbers, Numbers]]:
    """As `_in_python`, of each text."""
    joined = "\n".join(texts).replace("_", " ") + "\n"
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    beyond = np.flatnonzero(points >= _KNOWN)
    letters = [at for at in beyond.tolist() if joined[at].isalnum()]
    if letters:
        apart = set(np.searchsorted(np.cumsum(lengths + 1), letters, side="right").tolist())
        others = [text for i, text in enumerate(texts) if i not in apart]
        rest = iter(_compiled(compiled, others, known) if others else ())
        return [_in_python(text, known) if i in apart else next(rest) for i, text in enumerate(texts)]
    if len(beyond):
        points = points.copy()
        points[beyond] = ord(" ")
    numbers, counts, many, begins, ends = compiled.count_words(points, lengths, _letters(), _APOSTROPHES, _CONSTANTS)
    words = [joined[start:end] for start, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    named = np.fromiter(map(known.__getitem__, words), dtype=np.int64, count=len(words))
    cuts = np.cumsum(many)[:-1]
    return list(zip(np.split(named[numbers], cuts), np.split(counts, cuts), strict=True))


@cache
def _letters() -> NDArray[np.bool_]:
    """Of each code point that the kernel knows whether it is one of a word: a letter, a digit, a number."""
    return np.fromiter((chr(point).isalnum() for point in range(_KNOWN)), dtype=np.bool_, count=_KNOWN)
