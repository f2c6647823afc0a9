"""What a page says of itself, compiled: its metas, titles, headings, JSON-LD, and what its elements are marked as.

A pass over lexbor's own nodes (see `kernels_memory`) for each of the two, in place of lexbor's search by CSS with a
Python object for each find and a dictionary for its attributes. `structured` says what each find is for.
"""

from typing import Any

import numpy as np
from numba import types

from copydesk.text.compiling import compiled, kept

from .kernels_memory import Numbers, Table, byte_at, copied, half_at, is_blank, kind_of, value_of, word_at
from .kernels_types import given

#: What a tag is here.
OTHER, META, TITLE, SCRIPT, HEADING, LINK, TIME = range(7)
#: What an attribute is.
PROPERTY, NAME, ITEMPROP, CONTENT, REL, TYPE, HREF, CLASS, TEST, DATETIME = range(1, 11)
#: As what an element is marked: as a time, as a section's name, as a person's.
IS_TIME, IS_SECTION, IS_PERSON = 1, 2, 4
#: Rows of the table of finds: what it is, where up to two strings of it lie, and whether it lies right in the head (a
#: meta that goes by a microdata name does not count as lying there). Of the table of marks: as what the
#: element is marked, lexbor's number for its tag, and where its strings lie, `STRINGS` in this order and its text.
WHAT, FIRST, SECOND, IN_HEAD = 0, 1, 3, 5
AS, TAG, STRINGS = 0, 1, 2
KEPT = (ITEMPROP, REL, CLASS, DATETIME, CONTENT)
TEXT = STRINGS + 2 * len(KEPT)

#: Nodes gone over; the largest of 1,149 news pages has 11,000.
_STEPS = 2_000_000
#: Bytes of an element's text from which no more is taken: `structured` looks at 1,600 characters at the most.
_TEXT_BYTES = 6_400
#: A name that an element goes by is longer than these letters of it.
_LEAST = 5
_KEPT = np.array(KEPT)


def _letters(text: str) -> Numbers:
    return np.frombuffer(text.encode(), np.uint8).astype(np.int64)


_AUTHOR, _SECTION, _PUBLISHED, _MODIFIED, _CANONICAL, _LD = map(
    _letters, ("author", "articleSection", "datePublished", "dateModified", "canonical", "ld")
)
_YLINE, _UTHOR, _AUTOR, _AUTEUR = map(_letters, ("yline", "uthor", "autor", "auteur"))
_A, _Z, _TO_SMALL = ord("A"), ord("Z"), 32


@compiled
def _stands_at(data: int, small: bool, word: Numbers) -> bool:
    """Whether a word stands at an address; `small`: whether its capitals are as small letters."""
    for i in range(len(word)):
        c = byte_at(data + i)
        if small and _A <= c <= _Z:
            c += _TO_SMALL
        if c != word[i]:
            return False
    return True


@compiled
def _is(asked: Numbers, kind: int, small: bool, word: Numbers) -> bool:
    return bool(asked[kind, 1] == len(word) and _stands_at(asked[kind, 0], small, word))


@compiled
def _has(asked: Numbers, kind: int, small: bool, word: Numbers) -> bool:
    many = 0
    for at in range(asked[kind, 1] - len(word) + 1):
        many += _stands_at(asked[kind, 0] + at, small, word)
    return many > 0


@compiled
def _calls(asked: Numbers) -> int:
    """How many of the words for authors and bylines the class names have."""
    data, size = asked[CLASS]
    found = 0
    for at in range(size - _LEAST + 1):
        c = byte_at(data + at)
        if c == _UTHOR[0] and _stands_at(data + at, False, _UTHOR):
            found |= 1
        elif c == _YLINE[0] and _stands_at(data + at, False, _YLINE):
            found |= 2
        elif c == _AUTOR[0]:
            if _stands_at(data + at, False, _AUTOR):
                found |= 4
            elif at + len(_AUTEUR) <= size and _stands_at(data + at, False, _AUTEUR):
                found |= 8
    return (found & 1) + (found >> 1 & 1) + (found >> 2 & 1) + (found >> 3)


@compiled
def _below(node: int, root: int, at: Numbers) -> int:
    """The node that follows in the page's order within `root`; 0 where none does."""
    following = word_at(node + at[2])
    while following == 0 and node != root and node != 0:
        following = word_at(node + at[1])
        if following == 0:
            node = word_at(node + at[11])
    return int(following)


@compiled
def _text(node: int, at: Numbers, text_tag: int, gap: int, most: int, out: Table, end: int) -> int:
    """An element's text behind the other strings, `gap` between its pieces if it is a character; the end."""
    begin = end
    some = False
    here = _below(node, node, at)
    while here != 0 and end - begin < most:
        if word_at(here + at[0]) == text_tag:
            data, size = word_at(here + at[4] + at[8]), word_at(here + at[4] + at[9])
            if data != 0:
                if some and gap:
                    if end < len(out):
                        out[end] = gap
                    end += 1
                some = True
                end = copied(out, end, data, size)
        here = _below(here, node, at)
    return end


@compiled
def _ask(node: int, at: Numbers, own: Numbers, entries: Numbers, asked: Numbers) -> bool:
    """Address and size of an element's attributes by kind; whether it has any."""
    asked[:] = 0
    attribute = word_at(node + at[5])
    some = bool(attribute != 0)
    while attribute != 0:
        kind = kind_of(attribute, at, own, entries)
        if kind:
            asked[kind, 0], asked[kind, 1] = value_of(attribute, at)
        attribute = word_at(attribute + at[6])
    return some


@compiled
def _marked(tag: int, asked: Numbers, html: bool, counts: Numbers, limits: Numbers) -> int:
    """As what an element is marked that is still asked for: of each kind only the first ones are, as `limits` has them.

    `html`: whether it is HTML's, whose `rel` may be in capitals. `counts` are those found so far: times, those marked
    as such, those not, sections and people. One that several of a search's conditions fit counts as several, as lexbor
    gives it.
    """
    marked = changed = 0
    person = _calls(asked) + _is(asked, REL, html, _AUTHOR) + _has(asked, TEST, False, _YLINE)
    found = 0
    if asked[ITEMPROP, 1]:
        changed = _is(asked, ITEMPROP, False, _MODIFIED)
        marked = changed + _is(asked, ITEMPROP, False, _PUBLISHED)
        person += _is(asked, ITEMPROP, False, _AUTHOR)
        if _is(asked, ITEMPROP, False, _SECTION):
            found |= _first(counts, limits, 3, 1) * IS_SECTION
    times = marked + (tag == TIME)
    if times and _first(counts, limits, 0, times) and not changed:
        found |= _first(counts, limits, 1 if asked[ITEMPROP, 0] else 2, times) * IS_TIME
    if person:
        found |= _first(counts, limits, 4, person) * IS_PERSON
    return found


@compiled
def _first(counts: Numbers, limits: Numbers, kind: int, many: int) -> int:
    """Whether finds of a kind are among the first ones, and count them."""
    counts[kind] += many
    return int(counts[kind] - many < limits[kind])


@compiled
def _named(asked: Numbers) -> int:
    """Which attribute names a meta: the first of three that says something."""
    if asked[PROPERTY, 1]:
        return PROPERTY
    return NAME if asked[NAME, 1] else ITEMPROP


@compiled
def _found(
    node: int,
    tag: int,
    at: Numbers,
    asked: Numbers,
    html: bool,
    text_tag: int,
    is_said: bool,
    find: Numbers,
    out: Table,
    end: int,
) -> tuple[bool, int]:
    """Whether a node is a find, which then stands in `find`, and the strings' end with its own behind.

    `is_said`: whether a title's or a heading's text is asked for.
    """
    find[WHAT] = tag
    if tag == META:
        name = _named(asked)
        find[IN_HEAD] &= name != ITEMPROP
        find[FIRST], find[FIRST + 1] = end, asked[name, 1]
        end = copied(out, end, asked[name, 0], asked[name, 1])
        find[SECOND], find[SECOND + 1] = end, asked[CONTENT, 1]
        return True, copied(out, end, asked[CONTENT, 0], asked[CONTENT, 1])
    if tag == LINK:
        if not _is(asked, REL, html, _CANONICAL):
            return False, end
        find[FIRST], find[FIRST + 1] = end, asked[HREF, 1]
        return True, copied(out, end, asked[HREF, 0], asked[HREF, 1])
    if tag == SCRIPT and not _has(asked, TYPE, html, _LD):
        return False, end
    start = end
    if tag == HEADING and is_said:
        end = _text(node, at, text_tag, 10, _TEXT_BYTES, out, end)
    elif tag == SCRIPT or (tag == TITLE and is_said):
        end = _text(node, at, text_tag, 0, 1 << 40, out, end)
    find[FIRST], find[FIRST + 1] = start, end - start
    return True, end


def _make_marks(version: int) -> Any:
    def marks(
        root: int,
        at: Numbers,
        kinds: Numbers,
        own: Numbers,
        entries: Numbers,
        text_tag: int,
        limits: Numbers,
        most: int,
        headings: int,
        head: int,
        finding: bool,
        room: int,
    ) -> Any:
        """The table of finds, or that of marks where those are not asked for, and the strings; see above for the rows.

        `at` is the layout, `kinds` what each of lexbor's numbers for tags is, `own` and `entries` its numbers and
        letters for attributes, `head` the page's head. `limits` see `_marked`; `most` are the finds at the most,
        `headings` those whose text is asked for; `room` bytes there is for strings, `finding` says which table. Gives
        how many bytes were needed first, -1 for a page with too many nodes.
        """
        version  # noqa: B018 -- so that it is bound: see `kept`
        finds = np.empty((IN_HEAD + 1, most), np.int64)
        marked = np.empty((TEXT + 2, limits[1:].sum()), np.int64)
        out = np.empty(room, np.uint8)
        asked = np.zeros((DATETIME + 1, 2), np.int64)
        counts = np.zeros(len(limits), np.int64)
        find = np.zeros(IN_HEAD + 1, np.int64)
        n_finds = n_marks = n_headings = end = 0
        titled = False
        namespace = word_at(root + at[12])
        node = root
        for _ in range(_STEPS):
            if node == 0:
                break
            if half_at(node + at[3]) == 1:
                number = word_at(node + at[0])
                tag = kinds[number] if 0 <= number < len(kinds) else OTHER
                html = word_at(node + at[12]) == namespace
                if finding:
                    if OTHER < tag < TIME and n_finds < most:
                        _ask(node, at, own, entries, asked)
                        find[IN_HEAD] = word_at(node + at[11]) == head
                        is_said = n_headings < headings if tag == HEADING else not titled or find[IN_HEAD] != 0
                        is_find, end = _found(node, tag, at, asked, html, text_tag, is_said, find, out, end)
                        n_headings += tag == HEADING
                        if tag == TITLE and not titled and end <= room:
                            titled = not is_blank(out.ctypes.data + find[FIRST], find[FIRST + 1])
                        if is_find:
                            finds[:, n_finds] = find
                            n_finds += 1
                elif _ask(node, at, own, entries, asked) or tag == TIME:
                    wanted = _marked(tag, asked, html, counts, limits)
                    if wanted:
                        marked[AS, n_marks], marked[TAG, n_marks] = wanted, number
                        for k in range(len(_KEPT)):
                            data, size = asked[_KEPT[k]]
                            marked[STRINGS + 2 * k, n_marks] = end if data else -1
                            marked[STRINGS + 2 * k + 1, n_marks] = size
                            end = copied(out, end, data, size)
                        marked[TEXT, n_marks] = end
                        end = _text(node, at, text_tag, 10, _TEXT_BYTES, out, end)
                        marked[TEXT + 1, n_marks] = end - marked[TEXT, n_marks]
                        n_marks += 1
            node = _below(node, root, at)
        return (
            -1 if node != 0 else end,
            finds[:, :n_finds].copy() if finding else marked[:, :n_marks].copy(),
            out[: min(end, room)].copy(),
        )

    return marks


_NUMBERS = given(types.int64)
marks = kept(
    _make_marks,
    (
        *(types.int64, _NUMBERS, _NUMBERS, _NUMBERS, given(types.int64, 2), types.int64, _NUMBERS),
        *(types.int64, types.int64, types.int64, types.boolean, types.int64),
    ),
)
