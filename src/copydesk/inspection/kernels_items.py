"""Which of a page's items share words with its story, compiled."""

from collections.abc import Callable
from typing import Any

import numpy as np

from copydesk.text.compiling import compiled

from .kernels import (
    COMMON,
    IN_LOWER_CASE,
    LARGE,
    LETTER,
    NONE,
    ODD,
    SEED,
    Flags,
    Hashes,
    Kinds,
    Letters,
    Places,
    look_up,
    on,
    place,
)

#: Letters of a telling word at least, of its stem, and of a word that are looked at.
TELLING, STEM, LONGEST_WORD = 5, 7, 40


@compiled
def _stem(letters: Letters, kinds: Kinds, start: int, end: int, lexicon: Hashes) -> np.uint64:
    """The hash of the first letters of a word in lower case; none of a common one."""
    end = min(end, start + LONGEST_WORD)
    key = stem = SEED
    for p in range(start, end):
        key = on(key, kinds[letters[p]] >> IN_LOWER_CASE)
        if p - start < STEM:
            stem = key
    return NONE if look_up(key, lexicon) & COMMON else stem


@compiled
def _next_word(letters: Letters, kinds: Kinds, p: int, stop: int) -> tuple[int, int]:
    """The next word that is long enough, from `p` on; its end is -1 where Python must tell its lower case."""
    while p < stop:
        start = p
        seen = np.uint32(0)
        while p < stop and letters[p] < len(kinds) and kinds[letters[p]] & LETTER:
            seen |= kinds[letters[p]]
            p += 1
        if p - start >= TELLING:
            return start, -1 if seen & ODD else p
        if p < stop and letters[p] >= len(kinds):
            return p, -1
        p += 1
    return stop, stop


def make_relate(version: int) -> Callable[..., Any]:
    """See `loops.kept`."""

    def relate(story: Letters, items: Letters, ends: Places, kinds: Kinds, lexicon: Hashes) -> Flags:
        """Of items that lie behind one another whether each has words of the story: 0 no, 1 yes, 2 it has no words.

        What is shared `unrelated_links` says. Where Python must tell the lower case of a word nothing.
        """
        version  # noqa: B018 (so that it is bound)
        nothing = np.empty(0, np.uint8)
        room = 16
        while room < len(story) // 2:
            room *= 2
        stems, capital = np.zeros(room, np.uint64), np.zeros(room, np.uint8)
        start, p = _next_word(story, kinds, 0, len(story))
        while start < p:
            stem = _stem(story, kinds, start, p, lexicon)
            if stem != NONE:
                at = place(stem, stems)
                stems[at] = stem
                capital[at] |= kinds[story[start]] & LARGE != 0
            start, p = _next_word(story, kinds, p, len(story))
        if p < 0:
            return nothing
        found = np.empty(len(ends), np.uint8)
        begins = 0
        for i in range(len(ends)):
            first, telling, shared = NONE, False, 0
            start, p = _next_word(items, kinds, begins, ends[i])
            while start < p:
                stem = _stem(items, kinds, start, p, lexicon)
                if stem != NONE:
                    telling = True
                    at = place(stem, stems)
                    if stems[at] == stem:  # a capital is enough, and so are two of them
                        shared += 2 if capital[at] else stem != first
                        first = stem
                start, p = _next_word(items, kinds, p, ends[i])
            if p < 0:
                return nothing
            found[i] = shared >= 2 if telling else 2
            begins = ends[i]
        return found

    return relate
