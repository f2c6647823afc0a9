"""Strings where lexbor keeps them, read by compiled loops (Numba, the extra `fast`).

An address is a number. Nothing is written there, and nothing read beyond a string's own size. Numbers are signed, 64
bits within a function; hashes are not, and never meet them: Numba makes floats of the two together, and takes it that
signed ones never run over.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from copydesk.text.compiling import compiled

from .dom import ATTRIBUTE
from .lexbor_nodes import OWN_NUMBERS, SHORT_NAME
from .words_table import PRIME, SEED

#: A table of whole numbers; its kind of number is said where it is made.
Table = NDArray[Any]
Numbers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

NOTHING = 0
SPACE, _UNKNOWN = 32, 0xFFFD


def _reads(bits: int) -> Any:
    """An intrinsic that reads the number of so many bits, without a sign below 64, at an address."""

    def declare(_context: Any, _address: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            found = builder.load(builder.inttoptr(arguments[0], ir.IntType(bits).as_pointer()))
            return found if bits == 64 else builder.zext(found, ir.IntType(64))

        return types.int64(types.int64), generate

    return intrinsic(declare)


word_at, byte_at, half_at = _reads(64), _reads(8), _reads(32)


@compiled
def is_space(c: int) -> bool:
    """Whether `str.split` parts at this character."""
    if c < 0x80:
        return 9 <= c <= 13 or 28 <= c <= 32
    return c in (0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000) or 0x2000 <= c <= 0x200A


@compiled
def letter_at(data: int, size: int, i: int) -> tuple[int, int]:
    """The code point at byte `i` of a text of UTF-8, and how many bytes it takes; what is none is one byte unknown."""
    b = byte_at(data + i)
    if b < 0x80:
        return b, 1
    many = 2 if b < 0xE0 else (3 if b < 0xF0 else 4)
    if b < 0xC2 or b > 0xF4 or i + many > size:
        return _UNKNOWN, 1
    c = b & (0x7F >> many)
    for k in range(1, many):
        more = byte_at(data + i + k)
        if more & 0xC0 != 0x80:
            return _UNKNOWN, 1
        c = (c << 6) | (more & 0x3F)
    if c > 0x10FFFF or 0xD800 <= c <= 0xDFFF:
        return _UNKNOWN, many
    return c, many


@compiled
def is_blank(data: int, size: int) -> bool:
    """Whether a text is nothing but white space."""
    i = 0
    while i < size:
        c, many = letter_at(data, size, i)
        if not is_space(c):
            return False
        i += many
    return True


@compiled
def written_letters(out: Table, end: int, start: int, gap: bool, data: int, size: int) -> tuple[int, bool, int]:
    """A text's letters behind those of its block, white space as one gap between two others.

    Gives the end, whether a gap is due, and how many letters the text has as it stands.
    """
    i = many = 0
    while i < size:
        c, took = letter_at(data, size, i)
        i += took
        many += 1
        if is_space(c):
            gap = True
            continue
        if gap:
            if end > start:
                out[end] = SPACE
                end += 1
            gap = False
        out[end] = c
        end += 1
    return end, gap, many


@compiled
def copied(out: Table, end: int, data: int, size: int) -> int:
    """A string's bytes behind those of the others; the end, beyond the room where they have none."""
    if end + size <= len(out):
        for i in range(size):
            out[end + i] = byte_at(data + i)
    return end + size


@compiled
def within(data: int, size: int) -> int:
    """How many bytes the first `ATTRIBUTE` characters take."""
    if size <= ATTRIBUTE:
        return size
    many = 0
    for i in range(size):
        many += (byte_at(data + i) & 0xC0) != 0x80
        if many > ATTRIBUTE:
            return i
    return size


@compiled
def letters_in(data: int, size: int) -> int:
    """How many characters a text of UTF-8 has."""
    many = 0
    for i in range(size):
        many += (byte_at(data + i) & 0xC0) != 0x80
    return many


@compiled
def hash_of(data: int, size: int) -> np.uint64:
    """FNV-1a, 64 bits."""
    h = SEED
    for i in range(size):
        h = (h ^ np.uint64(byte_at(data + i))) * PRIME
    return h


@compiled
def kind_of(attribute: int, at: Numbers, own: Numbers, entries: Numbers) -> int:
    """What an attribute is to the walk, by lexbor's number or by its letters."""
    number = word_at(attribute + at[0])
    if number < OWN_NUMBERS:
        return int(own[number])
    size = word_at(number + at[10])
    if size > SHORT_NAME or size < 3:
        return NOTHING
    low = word_at(number)
    high = 0 if size <= 8 else word_at(number + 8)
    if size < 8:
        low &= (1 << (8 * size)) - 1
    elif 8 < size < 16:
        high &= (1 << (8 * (size - 8))) - 1
    for e in range(entries.shape[1]):
        if entries[0, e] == size and entries[1, e] == low and entries[2, e] == high:
            return int(entries[3, e])
    return NOTHING


@compiled
def value_of(attribute: int, at: Numbers) -> tuple[int, int]:
    """Address and size of an attribute's value; no address where it has none."""
    string = word_at(attribute + at[7])
    if string == 0:
        return 0, 0
    data: int = word_at(string + at[8])
    return data, (word_at(string + at[9]) if data else 0)
