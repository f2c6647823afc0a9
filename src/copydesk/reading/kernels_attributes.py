"""What an element's attributes tell the compiled walk: its names, whether it is hidden, where it leads."""

from typing import Any

import numpy as np
from numba import types

from copydesk.text.compiling import compiled, kept

from .dom import ATTRIBUTE
from .kernels_memory import (
    NOTHING,
    SPACE,
    Hashes,
    Numbers,
    Table,
    byte_at,
    copied,
    hash_of,
    kind_of,
    value_of,
    within,
    word_at,
)
from .kernels_types import given
from .words_table import HIGH, PRIME, SEED, SPREAD

#: What an attribute is. The last are an image's: where it lies, in the order of trust; several places; words.
TELLING, HIDES, STYLE, HREF, SOURCE, SOURCES, SETS, ALT = 1, 2, 3, 4, 5, 9, 11, 11

_ONE = np.uint64(1)


@compiled
def _may_hide(data: int, size: int) -> bool:
    """Whether a style has any of the words without which none hides; one that is not all ASCII may."""
    small = np.empty(ATTRIBUTE, np.int64)
    n = 0
    for i in range(size):
        c = byte_at(data + i)
        if c >= 0x80:
            return True
        if c != SPACE:
            small[n] = c + 32 if 65 <= c <= 90 else c
            n += 1
    for i in range(n - 3):
        a, b, c, d = small[i], small[i + 1], small[i + 2], small[i + 3]
        if a == 45 and 48 <= b <= 57 and 48 <= c <= 57 and 48 <= d <= 57:  # far off
            return True
        if a == 110 and b == 111 and c == 110 and d == 101:  # none
            return True
        if a == 100 and b == 100 and c == 101 and d == 110:  # hidden
            return True
        if a == 105 and b == 116 and c == 121 and d == 58:  # opacity, visibility
            return True
        if a == 115 and b == 105 and c == 122 and d == 101:  # font-size
            return True
        if a == 108 and b == 111 and c == 114 and d == 58:  # color
            return True
    return False


@compiled
def _place(keys: Hashes, key: np.uint64) -> Any:
    """Where a key stands in a table of open places, or would: zero is no key."""
    mask = len(keys) - 1
    slot = np.int64(key * SPREAD >> HIGH) & mask
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@compiled
def _style_place(styles: Hashes, style: Table) -> tuple[int, np.uint64]:
    """Where an inline style of UTF-8 stands among those known, or would, and its key."""
    key = SEED
    for b in style:
        key = (key ^ np.uint64(b)) * PRIME
    key |= _ONE
    return _place(styles, key), key


@compiled
def hides_by(asked: Numbers, styles: Hashes, answers: Numbers) -> int:
    """Whether its attributes hide an element: 0, 1, or 2 where that must be asked, since its style is unheard of."""
    if asked[HIDES, 0]:
        return 1
    if asked[STYLE, 1] == 0:
        return 0
    data, size = asked[STYLE]
    size = within(data, size)
    if not _may_hide(data, size):
        return 0
    key = hash_of(data, size) | _ONE
    slot = _place(styles, key)
    return int(answers[slot]) if styles[slot] == key else 2


@compiled
def numbered(slots: Table, names: Numbers, strings: Table, start: int, end: int, many: int) -> int:
    """The number of the string that was just written at the buffer's end: `many`, a new one's, or that of its equal.

    `names` has a row for starts, one for sizes and one for hashes.
    """
    size = end - start
    h = SEED
    for i in range(start, end):
        h = (h ^ np.uint64(strings[i])) * PRIME
    told = np.int64(h)
    mask = len(slots) - 1
    slot = np.int64(h * SPREAD >> HIGH) & mask
    while slots[slot] != 0:
        n = slots[slot] - 1
        if names[2, n] == told and names[1, n] == size:
            begin = names[0, n]
            same = True
            for i in range(size):
                if strings[begin + i] != strings[start + i]:
                    same = False
                    break
            if same:
                return int(n)
        slot = (slot + 1) & mask
    slots[slot] = many + 1
    names[0, many], names[1, many], names[2, many] = start, size, told
    return many


@compiled
def named_by(
    node: int, at: Numbers, own: Numbers, entries: Numbers, out: Table, end: int, asked: Numbers
) -> tuple[int, bool]:
    """An element's names behind the other strings, and the strings of its attributes that the walk asks for.

    Gives the end, beyond the room where there is none, and whether there is any attribute; in `asked`, by kind from
    `HIDES` on, address and size; of `HIDES` the address is 1 where it is there.
    """
    begin = end
    attribute = word_at(node + at[5])
    some = attribute != 0
    asked[:] = 0
    while attribute != 0:
        kind = kind_of(attribute, at, own, entries)
        if kind != NOTHING:
            data, size = value_of(attribute, at)
            if kind == TELLING:
                size = within(data, size)
                if size:
                    if end > begin:
                        if end < len(out):
                            out[end] = SPACE
                        end += 1
                    end = copied(out, end, data, size)
            elif kind == HIDES:
                asked[kind, 0] = 1
            else:
                asked[kind, 0], asked[kind, 1] = data, size
        attribute = word_at(attribute + at[6])
    return end, some


@compiled
def source_of(asked: Numbers) -> int:
    """Which of an image's addresses is the one, or that of its sets of addresses; `NOTHING` where it has none."""
    for kind in range(SOURCE, SOURCES):
        data, size = asked[kind]
        if size and not (
            size >= 5
            and byte_at(data) == 100
            and byte_at(data + 1) == 97
            and byte_at(data + 2) == 116
            and byte_at(data + 3) == 97
            and byte_at(data + 4) == 58
        ):
            return kind
    for kind in range(SOURCES, SETS):
        if asked[kind, 1]:
            return kind
    return NOTHING


def _make_style_place(version: int) -> Any:
    def style_place(styles: Hashes, style: Table) -> Any:
        version  # noqa: B018 -- so that it is bound: see `kept`
        return _style_place(styles, style)

    return style_place


style_place = kept(_make_style_place, (given(types.uint64), given(types.uint8)))
