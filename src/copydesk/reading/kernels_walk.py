"""The walk of `dom`, compiled by Numba (the extra `fast`) over lexbor's own nodes: the same outline, far sooner.

Used only where Numba is installed and the layout of lexbor's nodes is known (`lexbor_nodes`). The tree must live
as long as the call. Every loop is bounded as in `dom`.

A node is its address. What comes out are tables of whole numbers, a row for each thing told and a column for each
block, element and so on; texts as code points, white space collapsed as `str.split` has it and a line's end behind
each block; all other strings as UTF-8 in one buffer, by start and size.
"""

from typing import Any

import numpy as np
from numba import types

from copydesk.text.compiling import compiled, kept

from .dom import BLOCKS, BOLD, CHARACTERS, HIDDEN, NODES, TAGS, A
from .features_table import (
    BEGINS,
    BOLDED,
    BREAKS,
    DEPTH,
    ELEMENT,
    FIRST_BLOCK,
    LAST_BLOCK,
    LINKED,
    LINKS,
    MARKS,
    NAMED,
    PARENT,
    SIZE,
    START,
    TAG,
)
from .kernels_attributes import ALT, HREF, STYLE, hides_by, named_by, numbered, source_of
from .kernels_memory import (
    Hashes,
    Numbers,
    Table,
    copied,
    half_at,
    is_blank,
    letters_in,
    within,
    word_at,
    written_letters,
)
from .kernels_types import given

#: What the walk makes of a tag, by lexbor's number for it.
OTHER, TEXT, VOID, IMAGE, BREAK, LINK, KNOWN = range(7)

#: Rows of the table of blocks behind those that the features use: a block's first link.
HREF_START, HREF_SIZE = SIZE + 1, SIZE + 2

_BODY = TAGS["body"]
_LINE_END = 10


@compiled
def _around(around: int, element: int, level: int, stack: Numbers, elements: Table) -> int:
    """The innermost element around both another and the open ones, of which `element` is the innermost."""
    while True:
        depth = elements[DEPTH, around]
        if depth < level and stack[4, depth] == around:
            return around
        if depth == level and element == around:
            return around
        around = elements[PARENT, around]


@compiled
def _walk(  # noqa: C901 -- as in `dom`: it is one loop, and each kind of node has its few lines in it
    root: int,
    at: Numbers,
    kinds: Numbers,
    codes: Numbers,
    bits: Numbers,
    closes: Numbers,
    own: Numbers,
    entries: Numbers,
    styles: Hashes,
    answers: Numbers,
    room: int,
) -> tuple[bool, tuple[Table, ...]]:
    """The one pass of `dom._walk`; see there for what each name means.

    `at` is the layout, `kinds`, `codes`, `bits` and `closes` what each of lexbor's numbers for tags is, `own` and
    `entries` what its numbers and its letters for attributes are, `styles` and `answers` the inline styles known so
    far. Gives whether all found room (for so many elements, and sixteen times as many letters), and the tables of
    elements, blocks, pictures, hidden pieces, unknown styles and names, the letters, and the other strings.
    """
    elements = np.empty((7, room), np.int32)
    blocks = np.empty((HREF_SIZE + 1, room), np.int32)
    blocks[:, 0] = 0  # the next block's column: links and breaks before it count for it
    pictures = np.empty((7, room), np.int32)
    held = np.empty((3, room), np.int32)
    asks = np.empty((2, room), np.int32)
    names = np.empty((3, room), np.int64)
    slots = np.zeros(2 * room, np.int32)
    strings = np.empty(16 * room, np.uint8)
    letters = np.empty(16 * room, np.uint32)
    stack = np.empty((5, room), np.int64)  # node, whether it ends a block, ground, bits, element
    asked = np.zeros((ALT + 1, 2), np.int64)
    n_pictures = n_held = n_asks = 0
    n_names = 1
    edges, begun, count, characters = 0, -1, 0, 0
    element = last_element = level = 0  # the innermost element that is open, the newest, and how many are around it
    block_at = written = 0
    gap = False
    full = False
    end, some = named_by(root, at, own, entries, strings, 0, asked)
    if end > len(strings) or asked[STYLE, 1] > len(strings) - end:
        full = True
        end = 0
    numbered(slots, names, strings, 0, end, 0)
    hides = hides_by(asked, styles, answers)
    mark = HIDDEN if hides == 1 else 0
    if hides == 2 and not full:
        asks[0, 0], asks[1, 0], n_asks = end, within(asked[STYLE, 0], asked[STYLE, 1]), 1
        end = copied(strings, end, asked[STYLE, 0], asks[1, 0])
    ground = mark
    elements[:, 0] = 0
    elements[PARENT, 0], elements[TAG, 0], elements[MARKS, 0] = -1, _BODY, mark
    blocks[HREF_START, 0] = -1
    node = word_at(root + at[2])
    for _ in range(2 * NODES):
        if full or end > len(strings) or last_element + 2 > room or count + 2 > room or level + 1 > room:
            full = True
            break
        if node == 0:
            if level == 0:
                break
            level -= 1
            node, ends, ground, mark = stack[0, level], stack[1, level], stack[2, level], stack[3, level]
            edges += ends
            elements[LAST_BLOCK, element] = count - (edges == begun)
            element = stack[4, level]
            node = word_at(node + at[1])
            continue
        number = word_at(node + at[0])
        kind = kinds[number] if 0 <= number < len(kinds) else OTHER
        if kind == TEXT:
            data, size = word_at(node + at[4] + at[8]), word_at(node + at[4] + at[9])
            if size == 0 or is_blank(data, size):
                if size and edges == begun:
                    gap = True
            elif mark & HIDDEN and not ground & HIDDEN:
                if n_held == room:
                    full = True
                    break
                held[0, n_held], held[1, n_held], held[2, n_held] = edges, end, size
                n_held += 1
                end = copied(strings, end, data, size)
            else:
                if written + size + 2 > len(letters):
                    full = True
                    break
                if edges == begun:
                    written, gap, many = written_letters(letters, written, block_at, gap, data, size)
                    characters += many
                    blocks[ELEMENT, count - 1] = _around(blocks[ELEMENT, count - 1], element, level, stack, elements)
                else:
                    many = letters_in(data, size)
                    characters += many
                    if count >= BLOCKS or characters > CHARACTERS:
                        break
                    if count:
                        blocks[SIZE, count - 1] = written - block_at
                        letters[written] = _LINE_END
                        written += 1
                    begun = edges
                    block_at = written
                    written, gap, many = written_letters(letters, written, block_at, False, data, size)
                    blocks[BEGINS, count], blocks[ELEMENT, count], blocks[START, count] = edges, element, block_at
                    count += 1
                    blocks[:, count] = 0
                    blocks[HREF_START, count] = -1
                if mark & A:
                    blocks[LINKED, count - 1] += many
                if mark & BOLD:
                    blocks[BOLDED, count - 1] += many
        elif kind == IMAGE:
            if n_pictures == room:
                full = True
                break
            named_by(node, at, own, entries, strings, end, asked)
            source = source_of(asked)
            pictures[0, n_pictures], pictures[1, n_pictures], pictures[2, n_pictures] = element, count, source
            pictures[3, n_pictures], pictures[4, n_pictures] = end, asked[source, 1]
            end = copied(strings, end, asked[source, 0], asked[source, 1])
            pictures[5, n_pictures], pictures[6, n_pictures] = end if asked[ALT, 0] else -1, asked[ALT, 1]
            end = copied(strings, end, asked[ALT, 0], asked[ALT, 1])
            n_pictures += 1
        elif kind == BREAK:
            edges += 1
            blocks[BREAKS, count] += 1
        elif kind != VOID and (kind != OTHER or half_at(node + at[3]) == 1):
            ends = closes[number] if kind != OTHER else 0
            inner = (bits[number] if kind != OTHER else 0) | mark
            edges += ends
            before = count - (edges == begun)
            start = end
            end, some = named_by(node, at, own, entries, strings, end, asked)
            if end > len(strings):
                full = True
                break
            told = numbered(slots, names, strings, start, end, n_names)
            if told == n_names:
                n_names += 1
            else:
                end = start
            if some:
                hides = hides_by(asked, styles, answers)
                if hides == 1:
                    inner |= HIDDEN
                elif hides == 2:
                    asks[0, n_asks], asks[1, n_asks] = end, within(asked[STYLE, 0], asked[STYLE, 1])
                    end = copied(strings, end, asked[STYLE, 0], asks[1, n_asks])
                    n_asks += 1
                if kind == LINK:
                    blocks[LINKS, before] += 1
                    if asked[HREF, 0] and blocks[HREF_START, before] < 0:
                        blocks[HREF_START, before], blocks[HREF_SIZE, before] = end, asked[HREF, 1]
                        end = copied(strings, end, asked[HREF, 0], asked[HREF, 1])
            last_element += 1
            elements[PARENT, last_element] = element
            elements[TAG, last_element] = codes[number] if kind != OTHER else 0
            elements[MARKS, last_element], elements[DEPTH, last_element] = inner, level + 1
            elements[NAMED, last_element] = told
            elements[FIRST_BLOCK, last_element] = elements[LAST_BLOCK, last_element] = before
            below = word_at(node + at[2])
            if below != 0:
                stack[0, level], stack[1, level], stack[2, level], stack[3, level] = node, ends, ground, mark
                stack[4, level] = element
                level += 1
                element = last_element
                mark = inner
                if ends:
                    ground = inner
                node = below
                continue
        node = word_at(node + at[1])
    while True:
        elements[LAST_BLOCK, element] = count
        if level == 0:
            break
        level -= 1
        element = stack[4, level]
    if count and not full:
        blocks[SIZE, count - 1] = written - block_at
        letters[written] = _LINE_END
        written += 1
    return not full, (
        elements[:, : last_element + 1].copy(),
        blocks[:, :count].copy(),
        pictures[:, :n_pictures].copy(),
        held[:, :n_held].copy(),
        asks[:, :n_asks].copy(),
        names[:2, :n_names].copy(),
        letters[:written].copy(),
        strings[: min(end, len(strings))].copy(),
    )


def _make_walk(version: int) -> Any:
    def walk(
        root: int,
        at: Numbers,
        kinds: Numbers,
        codes: Numbers,
        bits: Numbers,
        closes: Numbers,
        own: Numbers,
        entries: Numbers,
        styles: Hashes,
        answers: Numbers,
        room: int,
    ) -> Any:
        version  # noqa: B018 -- so that it is bound: see `kept`
        return _walk(root, at, kinds, codes, bits, closes, own, entries, styles, answers, room)

    return walk


_NUMBERS = given(types.int64)
walk = kept(
    _make_walk,
    (types.int64, *[_NUMBERS] * 6, given(types.int64, 2), given(types.uint64), _NUMBERS, types.int64),
)
