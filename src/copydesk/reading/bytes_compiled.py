"""The bytes of a page by the compiled loops: what `charsets` and `budget` ask of all of them."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .fast import Loops

Bytes: TypeAlias = NDArray[np.uint8]
Words: TypeAlias = NDArray[np.uint64]


def _seen(content: bytes) -> tuple[Bytes, Words]:
    """The bytes, and the same ones eight at a time, without those at the end that make no eight."""
    return np.frombuffer(content, np.uint8), np.frombuffer(content, np.uint64, len(content) >> 3)


def sound(loops: Loops, content: bytes) -> tuple[bool, bool]:
    """Whether there are control characters, and whether all is valid UTF-8, as `charsets.Sound` has them."""
    controls, valid = loops.sound(*_seen(content))
    return controls, valid


def counted_tags(
    loops: Loops, utf8: bytes, formats: Bytes, markers: Bytes, ends: NDArray[np.bool_]
) -> tuple[int, int, int]:
    """How many `<` there are but in the last four bytes, how many open a name of `formats`, how many of `markers`."""
    opens, formatting, marking = loops.count_tags(*_seen(utf8), formats, markers, ends)
    return opens, formatting, marking


def long_tags(loops: Loops, utf8: bytes, least: int) -> list[bytes]:
    """The tags longer than `least`, as `budget` finds them by a pattern."""
    return [utf8[start:end] for start, end in loops.long_tags(*_seen(utf8), least).T.tolist()]
