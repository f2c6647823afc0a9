"""What a text is looked through for, in one compiled pass. Imported only where Numba is installed, by `fast`.

Letters are code points; `kinds` has what each of the first plane is (`scan_tables`). The regexes of `scans` are written
out here where each place counts, and widened where the plain code looks again at what was found. A word is known by a
hash of 64 bits, of which a table of words has the last four for what the word is.

Numba tells by a function's own file whether what it kept of it still holds: all that is compiled stands here, with its
numbers.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

#: What a letter is, as bits: a regex's `\w`, of `UP`, of `LOW`, space, `\d`, in capitals or title case, in lower case,
#: a mark around words, a letter of a name behind its first, a letter proper, a mark that a place is looked for behind,
#: a letter whose lower case is to be left to Python. Behind these bits stands the letter in lower case.
WORD, UPPER, LOWER, SPACE, DECIMAL, LARGE, SMALL, AROUND, IN_NAME, LETTER, MARK, ODD = (1 << bit for bit in range(12))
IN_LOWER_CASE = 16
#: What a word is, as bits: among the model's words, among its names, among those that products are called by, among
#: those that stand in headlines on any subject.
KNOWN, NAME, PRODUCT, COMMON = 1, 2, 4, 8
#: FNV-1a of 64 bits.
SEED, PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
#: The golden ratio's first digits, whose product spreads thirty bits.
SPREAD = 0x9E3779B1
#: Numbers that come before the places that `scan` gives.
NUMBERS = 6
#: Letters of what a name may hold in small letters, a mark behind it or a possessive (`for’s`).
SHORT = 5
#: As in `bent`.
BEFORE, BEHIND = 3, 2
#: Letters of a telling word at least, of its stem, and of a word that are looked at.
TELLING, STEM, LONGEST_WORD = 5, 7, 40

Letters = NDArray[np.uint32]
Kinds = NDArray[np.uint32]
Hashes = NDArray[np.uint64]
Places = NDArray[np.int32]
Flags = NDArray[np.uint8]
Floats = NDArray[np.float64]

_SPACE, _COMMA, _DASH, _STOP, _QUESTION, _SEMICOLON, _LINE = 32, 44, 45, 46, 63, 59, 10
_QUOTE, _APOSTROPHE, _S = 0x2019, 39, 115
_OPEN, _CLOSE, _LEFT_QUOTE, _RIGHT_QUOTE, _QUOTES = 40, 41, 0x201C, 0x201D, 34
_HALF, _ONE, _NONE, _FOUR = np.uint64(32), np.uint64(1), np.uint64(0), np.uint64(4)
#: From here on stand scripts whose words are glued to names with no look at the vocabulary.
_WIDE = 0x400


@njit(nogil=True)
def _on(key: np.uint64, letter: int) -> np.uint64:
    return (key ^ np.uint64(letter)) * PRIME


@njit(nogil=True)
def _hash(letters: Letters, start: int, end: int) -> np.uint64:
    key = SEED
    for p in range(start, end):
        key = _on(key, letters[p])
    return key


@njit(nogil=True)
def _look_up(key: np.uint64, lexicon: Hashes) -> int:
    """What the word of this hash is; 0 where the lexicon lacks it."""
    mask = np.uint64(len(lexicon)) - _ONE
    at = (key ^ (key >> _HALF)) & mask
    while lexicon[at] != _NONE:
        if (lexicon[at] ^ key) >> _FOUR == _NONE:
            return int(np.int64(lexicon[at] & np.uint64(15)))
        at = (at + _ONE) & mask
    return 0


@njit(nogil=True)
def _of_word(letters: Letters, kinds: Kinds, start: int, end: int, lexicon: Hashes) -> int:
    """What a word is, known as it stands or in lower case, and a product's in lower case."""
    exact = lower = SEED
    for p in range(start, end):
        exact = _on(exact, letters[p])
        lower = _on(lower, kinds[letters[p]] >> IN_LOWER_CASE)
    found, small = _look_up(exact, lexicon), _look_up(lower, lexicon)
    known = KNOWN if found & (KNOWN | NAME) or small & KNOWN else 0
    return known | (found & NAME) | (small & PRODUCT)


@njit(nogil=True)
def _place(key: np.uint64, keys: Hashes) -> np.uint64:
    """Where a table has a hash, or would have it."""
    mask = np.uint64(len(keys)) - _ONE
    at = (key ^ (key >> _HALF)) & mask
    while keys[at] != _NONE and keys[at] != key:
        at = (at + _ONE) & mask
    return at


@njit(nogil=True)
def _times(key: np.uint64, keys: Hashes, counts: Places) -> int:
    """How often the text has the word of this hash, with no mark."""
    return int(np.int64(counts[_place(key, keys)]))


@njit(nogil=True)
def _marked_times(key: np.uint64, keys: Hashes, counts: Places) -> int:
    """How often the text has the word of this hash by itself, before a comma or a stop or in the possessive."""
    many = _times(key, keys, counts) + _times(_on(key, _COMMA), keys, counts) + _times(_on(key, _STOP), keys, counts)
    many += _times(_on(_on(key, _QUOTE), _S), keys, counts)
    return many + _times(_on(_on(key, _APOSTROPHE), _S), keys, counts)


@njit(nogil=True)
def _count(hashes: Hashes) -> tuple[Hashes, Places]:
    """A table of hashes and of how many there are of each."""
    room = 16
    while room < 2 * len(hashes):
        room *= 2
    keys, counts = np.zeros(room, np.uint64), np.zeros(room, np.int32)
    for key in hashes:
        at = _place(key, keys)
        keys[at] = key
        counts[at] += 1
    return keys, counts


@njit(nogil=True)
def _end_of_word(letters: Letters, kinds: Kinds, start: int) -> int:
    """The end of a capitalised word from its first letter on, of at most 31."""
    p = start + 1
    while p < len(letters) and p <= start + 30 and kinds[letters[p]] & IN_NAME:
        p += 1
    return p


@njit(nogil=True)
def _behind(letters: Letters, start: int) -> int:
    """The place behind `de `, `of ` or `for `, where one starts and something follows."""
    n = len(letters)
    if start + 3 < n and letters[start + 2] == _SPACE:
        a, b = letters[start], letters[start + 1]
        if (a == 100 and b == 101) or (a == 111 and b == 102):
            return start + 3
    if start + 4 >= n or letters[start + 3] != _SPACE:
        return start
    is_for = letters[start] == 102 and letters[start + 1] == 111 and letters[start + 2] == 114
    return start + 4 if is_for else start


@njit(nogil=True)
def _end_of_run(letters: Letters, kinds: Kinds, start: int) -> int:
    """The end of the run of capitalised words that starts at a capital (`scans.RUN`)."""
    n = len(letters)
    p = _end_of_word(letters, kinds, start)
    for _ in range(5):
        if p + 1 >= n or not kinds[letters[p]] & SPACE:
            return p
        q = _behind(letters, p + 1)
        if kinds[letters[q]] & UPPER:
            p = _end_of_word(letters, kinds, q)
            continue
        if q + 2 >= n or letters[q + 1] != _STOP:
            return p
        if not (kinds[letters[q]] & DECIMAL and kinds[letters[q + 2]] & DECIMAL):
            return p
        p = q + 3
    return p


@njit(nogil=True)
def _is_possessive(letters: Letters, end: int) -> bool:
    return bool(letters[end - 1] == _S and (letters[end - 2] == _QUOTE or letters[end - 2] == _APOSTROPHE))


@njit(nogil=True)
def _may_tell(
    letters: Letters, kinds: Kinds, start: int, end: int, lexicon: Hashes, keys: Hashes, counts: Places, weights: Floats
) -> bool:
    """Whether a run may be worth saying: `alone._free` as far as it asks about words. What is odd in a word may be."""
    if end - start < 3:
        return False
    full = end
    if _is_possessive(letters, end):
        end -= 2
    words = unknown = elsewhere = product = capitals = 0
    p = start
    while p < end:
        word = p
        seen = 0
        while p < end and not kinds[letters[p]] & SPACE:
            c = letters[p]
            if kinds[c] & ODD or c in (_DASH, _APOSTROPHE, _QUOTE):
                return True
            seen |= kinds[c]
            p += 1
        of_it = _of_word(letters, kinds, word, p, lexicon)
        key = _hash(letters, word, p)
        if word == start and p == end:
            if end == full and of_it & NAME:
                return False
            if end < full and _marked_times(_hash(letters, word, full), keys, counts) > 1:
                return False
        words += 1
        unknown += not of_it & KNOWN
        product |= of_it & PRODUCT
        elsewhere += _marked_times(key, keys, counts) > 1
        capitals |= p - word > 3 and seen & LARGE and not seen & SMALL
        product |= p - word == 3 and letters[p - 2] == _STOP
        p += 1
    if (unknown == 0 and product == 0) or 2 * elsewhere > words:
        return False
    said = weights[0] + weights[1] * min(words, 4) + weights[2] * unknown / words + weights[3] * elsewhere / words
    return bool(said + weights[4] * (product != 0) + weights[5] * capitals >= 0.0)


@njit(nogil=True)
def _may_split(
    letters: Letters, kinds: Kinds, start: int, end: int, lexicon: Hashes, keys: Hashes, counts: Places
) -> bool:
    """Whether a token may be a name and a word run together: `alone._tokens` as far as it asks about words."""
    if _times(_hash(letters, start, end), keys, counts) != 1:
        return False
    while start < end and kinds[letters[start]] & AROUND:
        start += 1
    while start < end and kinds[letters[end - 1]] & AROUND:
        end -= 1
    if end - start < 6 or end - start > 64:
        return False
    odd = False
    for p in range(start, end):
        if not kinds[letters[p]] & IN_NAME or letters[p] == _DASH:
            return False
        odd = odd or kinds[letters[p]] & ODD or letters[p] >= _WIDE or letters[p] in (_APOSTROPHE, _QUOTE)
    if _of_word(letters, kinds, start, end, lexicon) & (KNOWN | NAME):
        return False
    if _marked_times(_hash(letters, start, end), keys, counts) > 1:
        return False
    if odd:
        return True
    p = start
    while p < end and kinds[letters[p]] & LOWER:
        p += 1
    if p - start >= 2 and p < end and kinds[letters[p]] & UPPER:
        return True
    for cut in range(start + 2, end):
        if _look_up(_hash(letters, cut, end), lexicon) & KNOWN and (
            end - cut > 2 or _of_word(letters, kinds, start, cut, lexicon) & PRODUCT
        ):
            return True
    return False


@njit(nogil=True)
def _may_be_bent(letters: Letters, p: int, asked: Places) -> bool:
    """Whether a bent phrase may stand around the space at `p`: by the letters beside it."""
    if p < BEFORE or p + BEHIND >= len(letters):
        return False
    key = 0
    for q in range(p - BEFORE, p + 1 + BEHIND):
        key = key << 5 | (letters[q] & 31)
    return bool(asked[(key * SPREAD >> 20) & (len(asked) - 1)] == key)


@njit(nogil=True)
def _is_article(letters: Letters, p: int, end: int) -> bool:
    """Whether `a` before one of its vowels or `an` before a consonant stands behind the space at `p`."""
    if p + 6 >= end or letters[p + 1] != 97:
        return False
    if letters[p + 2] == _SPACE:
        c = letters[p + 3]
        return c in (97, 101, 105, 111)
    c = letters[p + 4]
    behind = letters[p + 2] == 110 and letters[p + 3] == _SPACE
    return bool(behind and 98 <= c <= 122 and c not in (101, 105, 111, 117))


def scan(  # noqa: C901 (one pass over the letters: what a loop calls costs more than what it does)
    letters: Letters, kinds: Kinds, lexicon: Hashes, asked: Places, weights: Floats, most: int, enough: int
) -> tuple[Places, Hashes, Places]:
    """What stands where, as `scans.FastScan` takes it.

    Of a text with letters beyond the first plane nothing. Else first come six numbers: how many places of names between
    spaces follow, of marks before a name, of versions, of articles among the first `enough` letters, of tokens, of
    spaces around which a bent phrase may stand. Then come the places, those of tokens last, with their ends; where
    there are more than `most` long tokens with capitals, their number is negative. Last a table of the text's words
    that a name may hold by hash, and how often it has each.
    """
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
                if c != _STOP:
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
        if start >= 1 and letters[start - 1] == _SPACE:
            if _may_be_bent(letters, start - 1, asked):
                bent[bends] = start - 1
                bends += 1
            if letters[start] == 97 and _is_article(letters, start - 1, min(n, enough)):
                articles[wrong] = start - 1
                wrong += 1
        if start >= 2 and letters[start - 1] == _SPACE:
            c = letters[start]
            before = letters[start - 2]
            if (kinds[c] & UPPER or c in (_OPEN, _LEFT_QUOTE, _QUOTES)) and (
                kinds[before] & LOWER or before in (_COMMA, _SEMICOLON)
            ):
                opening[opened] = start
                opened += 1
    hashes = hashes[:words]
    keys, counts = _count(hashes)
    frees = matched = done = 0
    for start in opening[:opened]:
        if start - 1 < done:
            continue
        p = start + (not kinds[letters[start]] & UPPER)
        if p >= n or not kinds[letters[p]] & UPPER:
            continue
        end = _end_of_run(letters, kinds, p)
        q = end
        if q < n and (letters[q] == _CLOSE or letters[q] == _RIGHT_QUOTE or letters[q] == _QUOTES):
            q += 1
        if q + 1 >= n or letters[q] != _SPACE or not kinds[letters[q + 1]] & LOWER:
            continue
        done = q
        matched += 1
        if _may_tell(letters, kinds, p, end, lexicon, keys, counts, weights):
            free[frees] = start - 1
            frees += 1
        if matched == most:
            break
    split = 0
    for i in range(longs if longs <= most else 0):
        if _may_split(letters, kinds, long[2 * i], long[2 * i + 1], lexicon, keys, counts):
            long[2 * split], long[2 * split + 1] = long[2 * i], long[2 * i + 1]
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
        (2 * split, long),
    ):
        out[at : at + many] = places[:many]
        at += many
    return out, keys, counts


def ask(key: np.uint64, keys: Hashes, counts: Places) -> int:
    """How often a text has the word of this hash by itself, before a mark or in the possessive."""
    return _marked_times(key, keys, counts)


@njit(nogil=True)
def _stem(letters: Letters, kinds: Kinds, start: int, end: int, lexicon: Hashes) -> np.uint64:
    """The hash of the first letters of a word in lower case; none of a common one."""
    end = min(end, start + LONGEST_WORD)
    key = stem = SEED
    for p in range(start, end):
        key = _on(key, kinds[letters[p]] >> IN_LOWER_CASE)
        if p - start < STEM:
            stem = key
    return _NONE if _look_up(key, lexicon) & COMMON else stem


@njit(nogil=True)
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


def relate(story: Letters, items: Letters, ends: Places, kinds: Kinds, lexicon: Hashes) -> Flags:
    """Of items that lie behind one another whether each shares words with the story: 0 no, 1 yes, 2 it has no words.

    What is shared `unrelated_links` says. Where Python must tell the lower case of a word nothing.
    """
    nothing = np.empty(0, np.uint8)
    room = 16
    while room < len(story) // 2:
        room *= 2
    stems, capital = np.zeros(room, np.uint64), np.zeros(room, np.uint8)
    start, p = _next_word(story, kinds, 0, len(story))
    while start < p:
        stem = _stem(story, kinds, start, p, lexicon)
        if stem != _NONE:
            at = _place(stem, stems)
            stems[at] = stem
            capital[at] |= kinds[story[start]] & LARGE != 0
        start, p = _next_word(story, kinds, p, len(story))
    if p < 0:
        return nothing
    found = np.empty(len(ends), np.uint8)
    begins = 0
    for i in range(len(ends)):
        first, telling, shared = _NONE, False, 0
        start, p = _next_word(items, kinds, begins, ends[i])
        while start < p:
            stem = _stem(items, kinds, start, p, lexicon)
            if stem != _NONE:
                telling = True
                at = _place(stem, stems)
                if stems[at] == stem:  # a capital is enough, and so are two of them
                    shared += 2 if capital[at] else stem != first
                    first = stem
            start, p = _next_word(items, kinds, p, ends[i])
        if p < 0:
            return nothing
        found[i] = shared >= 2 if telling else 2
        begins = ends[i]
    return found


def fill(pool: Letters, said: Flags, lexicon: Hashes) -> None:
    """Enter the words of `pool`, a line break behind each, with what `said` says of them."""
    mask = np.uint64(len(lexicon)) - _ONE
    start = word = 0
    for p in range(len(pool)):
        if pool[p] == _LINE:
            key = _hash(pool, start, p)
            at = (key ^ (key >> _HALF)) & mask
            while lexicon[at] != _NONE:
                at = (at + _ONE) & mask
            lexicon[at] = ((key >> _FOUR) << _FOUR) | np.uint64(said[word])
            word += 1
            start = p + 1
