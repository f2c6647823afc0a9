"""What `charsets` and `budget` ask of all bytes of a page, compiled: eight bytes at a time where nothing is among them.

Of a word of eight bytes a few sums tell whether any of them is what is looked for (Warren, Hacker's Delight, 6-1);
only then each is looked at by itself.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from copydesk.text.compiling import compiled, kept

from .kernels_types import given

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]

_TAB, _LINE_END, _RETURN, _SPACE, _DELETE = 0x09, 0x0A, 0x0D, 0x20, 0x7F
_QUOTE, _APOSTROPHE, _LESS, _GREATER = map(ord, "\"'<>")


def _eight(number: int) -> np.uint64:
    return np.uint64(number * 0x0101010101010101)


_ONES, _TOPS, _SPACES, _DELETES, _LESSES = map(_eight, (1, 0x80, _SPACE, _DELETE, _LESS))
_TABS, _LINE_ENDS, _RETURNS = map(_eight, (_TAB, _LINE_END, _RETURN))
_NONE, _ONE = np.uint64(0), np.uint64(1)
_ANY_CASE, _SMALL_A, _SMALL_Z = 0x20, ord("a"), ord("z")
#: Words looked at together.
_BLOCK = 8
#: What two letters make of a name, as `budget._Names` has it.
_WHOLE, _PAIR = 1, 2


def _lowest() -> Any:
    """An intrinsic that tells how many bits are zero below the lowest that is one."""

    def declare(_context: Any, _word: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

        return types.int64(types.uint64), generate

    return intrinsic(declare)


_zeros_below = _lowest()


@compiled
def _where(word: np.uint64, eight: np.uint64) -> np.uint64:
    """The highest bit of each byte that is the one of which `eight` is made, all being below 0x80."""
    found: np.uint64 = ~(((word ^ eight) | _TOPS) - _ONES) & _TOPS
    return found


@compiled
def _controls(word: np.uint64) -> np.uint64:
    """The highest bit of each byte that is a control character, all being below 0x80."""
    low = ~((word | _TOPS) - _SPACES) & _TOPS
    usual = _where(word, _TABS) | _where(word, _LINE_ENDS) | _where(word, _RETURNS)
    found: np.uint64 = (low & ~usual) | _where(word, _DELETES)
    return found


@compiled
def _is_control(c: int) -> bool:
    return (c < _SPACE and c not in (_TAB, _LINE_END, _RETURN)) or c == _DELETE


@compiled
def _letter(content: Bytes, i: int) -> int:
    """How many bytes the letter of UTF-8 takes that begins at byte `i`, which is no ASCII; 0 where there is none."""
    b = content[i]
    many = 2 if b < 0xE0 else (3 if b < 0xF0 else 4)
    if b < 0xC2 or b > 0xF4 or i + many > len(content):
        return 0
    second = content[i + 1]
    least, most = 0x80, 0xBF
    if b == 0xE0:
        least = 0xA0
    elif b == 0xED:  # what lies above are surrogates
        most = 0x9F
    elif b == 0xF0:
        least = 0x90
    elif b == 0xF4:
        most = 0x8F
    if second < least or second > most:
        return 0
    for k in range(2, many):
        if content[i + k] & 0xC0 != 0x80:
            return 0
    return many


def _make_sound(version: int) -> Any:
    def sound(content: Bytes, words: Words) -> Any:
        """Whether there are control characters, and whether all is valid UTF-8; see `charsets.sound`.

        `words` are the same bytes, eight at a time; up to seven at the end are in none.
        """
        version  # noqa: B018 -- so that it is bound: see `kept`
        controls, valid = False, True
        i = mixed = 0  # up to `mixed` words are looked at one by one
        while i < len(content):
            at = i >> 3
            if i & 7 == 0 and at < len(words):
                tops = found = _NONE
                many = 1 if i < mixed else min(_BLOCK, len(words) - at)
                for k in range(many):
                    tops |= words[at + k] & _TOPS
                    found |= _controls(words[at + k])
                if tops == _NONE:
                    controls |= found != _NONE
                    i += 8 * many
                    continue
                if many > 1:
                    mixed = i + 8 * many
                    continue
            c = content[i]
            many = 1
            if c < 0x80:
                controls |= _is_control(c)
            elif valid:
                many = _letter(content, i)
                if many == 0:
                    valid, many = False, 1
            i += many
        return controls, valid

    return sound


@compiled
def _is_named(pair: int, third: int, kinds: Bytes, ends: NDArray[np.bool_]) -> bool:
    kind = int(kinds[pair])
    return kind != 0 and (kind == _WHOLE or (kind == _PAIR and bool(ends[third])) or kind == third | _ANY_CASE)


def _make_count_tags(version: int) -> Any:
    def count_tags(page: Bytes, words: Words, formats: Bytes, markers: Bytes, ends: NDArray[np.bool_]) -> Any:
        """How many `<` there are but for the last four bytes, and how many of them open names of either kind.

        See `budget._Names` for `formats` and `markers`; `ends` says of a byte whether it ends a name.
        """
        version  # noqa: B018 -- so that it is bound: see `kept`
        opens = formatting = marking = 0
        for at in range(len(words)):
            word = words[at]
            some = _where(word & ~_TOPS, _LESSES) & ~word
            while some != _NONE:
                i = 8 * at + (_zeros_below(some) >> 3)
                some &= some - _ONE
                if i >= len(page) - 4:
                    break
                opens += 1
                pair = ((page[i + 1] << 8) | page[i + 2]) | 0x2020
                formatting += _is_named(pair, page[i + 3], formats, ends)
                marking += _is_named(pair, page[i + 3], markers, ends)
        for i in range(8 * len(words), len(page) - 4):
            if page[i] == _LESS:
                opens += 1
                pair = ((page[i + 1] << 8) | page[i + 2]) | 0x2020
                formatting += _is_named(pair, page[i + 3], formats, ends)
                marking += _is_named(pair, page[i + 3], markers, ends)
        return opens, formatting, marking

    return count_tags


@compiled
def _next_open(page: Bytes, words: Words, i: int) -> int:
    """Where the next `<` is from `i` on; the page's size where there is none."""
    while i < len(page) and page[i] != _LESS:
        i += 1
        if i & 7 == 0:
            at = i >> 3
            while at < len(words) and _where(words[at] & ~_TOPS, _LESSES) & ~words[at] == _NONE:
                at += 1
            i = 8 * at
    return i


def _make_long_tags(version: int) -> Any:
    def long_tags(page: Bytes, words: Words, least: int) -> Any:
        """Starts and ends, in two rows, of the tags longer than `least`, as the pattern of `budget` finds them."""
        version  # noqa: B018 -- so that it is bound: see `kept`
        found = np.empty((2, len(page) // least + 1), np.int64)
        many = 0
        i = _next_open(page, words, 0)
        while i + 1 < len(page):
            small = page[i + 1] | _ANY_CASE
            end = i + 1
            if _SMALL_A <= small <= _SMALL_Z:
                end = _tag_end(page, i + 2)
                if end - i > least:
                    found[0, many], found[1, many] = i, end
                    many += 1
            i = _next_open(page, words, end)
        return found[:, :many].copy()

    return long_tags


@compiled
def _tag_end(page: Bytes, i: int) -> int:
    """Where a tag ends: at a `>` outside of quotes, at a quote that is never closed, or with the page."""
    while i < len(page):
        c = page[i]
        if c == _GREATER:
            break
        if c in (_QUOTE, _APOSTROPHE):
            k = i + 1
            while k < len(page) and page[k] != c:
                k += 1
            if k == len(page):
                break
            i = k
        i += 1
    return i


_BYTES, _WORDS = given(types.uint8), given(types.uint64)
sound = kept(_make_sound, (_BYTES, _WORDS))
count_tags = kept(_make_count_tags, (_BYTES, _WORDS, _BYTES, _BYTES, given(types.boolean)))
long_tags = kept(_make_long_tags, (_BYTES, _WORDS, types.int64))
