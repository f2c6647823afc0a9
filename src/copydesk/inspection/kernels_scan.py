"""What stands where in a text, in one compiled pass; the regexes of `scans`, written out where each place counts."""

from collections.abc import Callable
from typing import Any

import numpy as np

from copydesk.text.compiling import compiled

from .kernels import (
    BLANK,
    CLOSE,
    COMMA,
    DECIMAL,
    LARGE,
    LEFT_QUOTE,
    LOWER,
    MARK,
    OPEN,
    PRIME,
    QUOTES,
    RIGHT_QUOTE,
    SEED,
    SEMICOLON,
    SHORT,
    SMALL,
    SPACE,
    STOP,
    UPPER,
    WORD,
    Floats,
    Hashes,
    Kinds,
    Letters,
    Places,
    count,
    end_of_run,
    marked_times,
)
from .kernels_prose import free_tells, token_tells

#: The golden ratio's first digits, whose product spreads thirty bits.
SPREAD = 0x9E3779B1
#: Numbers that come before the places that `scan` gives.
NUMBERS = 6
#: As in `bent`.
BEFORE, BEHIND = 3, 2


@compiled
def _may_be_bent(letters: Letters, p: int, asked: Places) -> bool:
    """Whether a bent phrase may stand around the space at `p`: by the letters beside it."""
    if p < BEFORE or p + BEHIND >= len(letters):
        return False
    key = 0
    for q in range(p - BEFORE, p + 1 + BEHIND):
        key = key << 5 | (letters[q] & 31)
    return bool(asked[(key * SPREAD >> 20) & (len(asked) - 1)] == key)


@compiled
def _is_article(letters: Letters, p: int, end: int) -> bool:
    """Whether `a` before one of its vowels or `an` before a consonant stands behind the space at `p`."""
    if p + 6 >= end or letters[p + 1] != 97:
        return False
    if letters[p + 2] == BLANK:
        c = letters[p + 3]
        return c in (97, 101, 105, 111)
    c = letters[p + 4]
    behind = letters[p + 2] == 110 and letters[p + 3] == BLANK
    return bool(behind and 98 <= c <= 122 and c not in (101, 105, 111, 117))


def make_scan(version: int) -> Callable[..., Any]:  # noqa: C901 (as below)
    """See `loops.kept`."""

    def scan(  # noqa: C901 (one pass over the letters: what a loop calls costs more than what it does)
        letters: Letters,
        kinds: Kinds,
        lexicon: Hashes,
        asked: Places,
        grams: tuple[Hashes, Floats],
        weights: tuple[Floats, Floats],
        most: int,
        enough: int,
    ) -> tuple[Places, Hashes, Places]:
        """What stands where, as `scans.FastScan` takes it.

        Of a text with letters beyond the first plane nothing. Else first come six numbers: how many places of names
        between spaces follow, of marks before a name, of versions, of articles among the first `enough` letters, of
        tokens, of spaces around which a bent phrase may stand. Then come the places, those of tokens last, with their
        ends; where there are more than `most` long tokens with capitals, their number is negative. Last a table of the
        text's words that a name may hold by hash, and how often it has each.
        """
        version  # noqa: B018 (so that it is bound)
        n = len(letters)
        highest = np.uint32(0)
        for p in range(n):
            highest |= letters[p]
        if highest >= len(kinds):
            return np.empty(0, np.int32), np.empty(0, np.uint64), np.empty(0, np.int32)
        hashes = np.empty(n // 2 + 1, np.uint64)
        marks, versions, free = np.empty(n // 2 + 1, np.int32), np.empty(n // 2 + 1, np.int32), np.empty(most, np.int32)
        opening, long = np.empty(n // 2 + 1, np.int32), np.empty(2 * most, np.int32)
        articles, bent = np.empty(enough // 2 + 1, np.int32), np.empty(n // 2 + 1, np.int32)
        words = marked = versioned = opened = longs = wrong = bends = 0
        p = 0
        while p < n:
            if kinds[letters[p]] & SPACE:
                p += 1
                continue
            start = p
            key = SEED
            seen = np.uint32(0)
            while p < n:
                c = letters[p]
                kind = kinds[c]
                if kind & SPACE:
                    break
                seen |= kind
                key = (key ^ np.uint64(c)) * PRIME
                if kind & MARK:
                    if c != STOP:
                        if p > 0 and p + 1 < n and kinds[letters[p + 1]] & UPPER and kinds[letters[p - 1]] & WORD:
                            marks[marked] = p
                            marked += 1
                    elif p + 4 < n and 48 <= letters[p + 1] <= 57 and 97 <= letters[p + 2] <= 122:
                        versions[versioned] = p
                        versioned += 1
                p += 1
            if p - start <= SHORT or seen & (UPPER | LARGE | DECIMAL):
                hashes[words] = key
                words += 1
            if p - start >= 6 and (seen & LARGE or not seen & SMALL):
                if longs < most:
                    long[2 * longs], long[2 * longs + 1] = start, p
                longs += 1
            if start >= 1 and letters[start - 1] == BLANK:
                if _may_be_bent(letters, start - 1, asked):
                    bent[bends] = start - 1
                    bends += 1
                if letters[start] == 97 and _is_article(letters, start - 1, min(n, enough)):
                    articles[wrong] = start - 1
                    wrong += 1
            if start >= 2 and letters[start - 1] == BLANK:
                c = letters[start]
                before = letters[start - 2]
                if (kinds[c] & UPPER or c in (OPEN, LEFT_QUOTE, QUOTES)) and (
                    kinds[before] & LOWER or before in (COMMA, SEMICOLON)
                ):
                    opening[opened] = start
                    opened += 1
        hashes = hashes[:words]
        keys, counts = count(hashes)
        frees = matched = done = 0
        for start in opening[:opened]:
            if start - 1 < done:
                continue
            p = start + (not kinds[letters[start]] & UPPER)
            if p >= n or not kinds[letters[p]] & UPPER:
                continue
            end = end_of_run(letters, kinds, p)
            q = end
            if q < n and (letters[q] == CLOSE or letters[q] == RIGHT_QUOTE or letters[q] == QUOTES):
                q += 1
            if q + 1 >= n or letters[q] != BLANK or not kinds[letters[q + 1]] & LOWER:
                continue
            done = q
            matched += 1
            if free_tells(letters, kinds, p, end, q, lexicon, keys, counts, *grams, weights[0]):
                free[frees] = start - 1
                frees += 1
            if matched == most:
                break
        split = 0
        tokens = np.empty(2 * most, np.int32)
        for i in range(longs if longs <= most else 0):
            if token_tells(letters, kinds, long, i, lexicon, keys, counts, *grams, weights[1]):
                tokens[2 * split], tokens[2 * split + 1] = long[2 * i], long[2 * i + 1]
                split += 1
        out = np.empty(NUMBERS + frees + marked + versioned + wrong + bends + 2 * split, np.int32)
        out[0], out[1], out[2], out[3], out[5] = frees, marked, versioned, wrong, bends
        out[4] = split if longs <= most else -1
        at = NUMBERS
        for many, places in (
            (frees, free),
            (marked, marks),
            (versioned, versions),
            (wrong, articles),
            (bends, bent),
            (2 * split, tokens),
        ):
            out[at : at + many] = places[:many]
            at += many
        return out, keys, counts

    return scan


def make_ask(version: int) -> Callable[..., Any]:
    """See `loops.kept`."""

    def ask(key: np.uint64, keys: Hashes, counts: Places) -> int:
        """How often a text has the word of this hash by itself, before a mark or in the possessive."""
        version  # noqa: B018
        return marked_times(key, keys, counts)

    return ask
