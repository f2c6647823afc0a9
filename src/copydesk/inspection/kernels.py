"""Letters and words as the compiled pass knows them. Imported only where Numba is installed, by `loops`.

Letters are code points; `kinds` has what each of the first plane is (`scan_tables`). A word is known by a hash of 64
bits, of which the lexicon has all but the last ones, where it says what the word is.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.text.compiling import compiled

#: What a letter is, as bits: a regex's `\w`, of `UP`, of `LOW`, space, `\d`, in capitals or title case, in lower case,
#: a mark around words, a letter of a name behind its first, a letter proper, a mark that a place is looked for behind,
#: a letter that is to be left to Python. Behind these bits stands the letter in lower case.
WORD, UPPER, LOWER, SPACE, DECIMAL, LARGE, SMALL, AROUND, IN_NAME, LETTER, MARK, ODD = (1 << bit for bit in range(12))
IN_LOWER_CASE = 16
#: What a word is, as bits: among the model's words, among its names, among those that products are called by, among
#: those that stand in headlines on any subject, among those that stand for themselves in a sentence; the ending of one.
KNOWN, NAME, PRODUCT, COMMON, FREQUENT, ENDING = (1 << bit for bit in range(6))
#: FNV-1a of 64 bits.
SEED, PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)

#: Letters of a word in small letters that a name may hold, with a mark behind it or in the possessive (`for’s`).
SHORT = 5

Letters = NDArray[np.uint32]
Kinds = NDArray[np.uint32]
Hashes = NDArray[np.uint64]
Places = NDArray[np.int32]
Flags = NDArray[np.uint8]
Floats = NDArray[np.float64]

BLANK, COMMA, DASH, STOP, QUESTION, SEMICOLON, LINE = 32, 44, 45, 46, 63, 59, 10
CURLY, APOSTROPHE, SMALL_S, ZERO = 0x2019, 39, 115, 48
OPEN, CLOSE, LEFT_QUOTE, RIGHT_QUOTE, QUOTES = 40, 41, 0x201C, 0x201D, 34
HALF, ONE, NONE, BITS = np.uint64(32), np.uint64(1), np.uint64(0), np.uint64(6)


@compiled
def on(key: np.uint64, letter: int) -> np.uint64:
    """The hash of what `key` is the hash of and a letter behind it."""
    return (key ^ np.uint64(letter)) * PRIME


@compiled
def hash_of(letters: Letters, start: int, end: int) -> np.uint64:
    """The hash of a word."""
    key = SEED
    for p in range(start, end):
        key = on(key, letters[p])
    return key


@compiled
def look_up(key: np.uint64, lexicon: Hashes) -> int:
    """What the word of this hash is; 0 where the lexicon lacks it."""
    mask = np.uint64(len(lexicon)) - ONE
    at = (key ^ (key >> HALF)) & mask
    while lexicon[at] != NONE:
        if (lexicon[at] ^ key) >> BITS == NONE:
            return int(np.int64(lexicon[at] & np.uint64(63)))
        at = (at + ONE) & mask
    return 0


@compiled
def of_word(letters: Letters, kinds: Kinds, start: int, end: int, lexicon: Hashes) -> int:
    """What a word is, known as it stands or in lower case, and a product's in lower case."""
    exact = lower = SEED
    for p in range(start, end):
        exact = on(exact, letters[p])
        lower = on(lower, kinds[letters[p]] >> IN_LOWER_CASE)
    found, small = look_up(exact, lexicon), look_up(lower, lexicon)
    known = KNOWN if found & (KNOWN | NAME) or small & KNOWN else 0
    return known | (found & NAME) | (small & PRODUCT)


@compiled
def place(key: np.uint64, keys: Hashes) -> np.uint64:
    """Where a table has a hash, or would have it."""
    mask = np.uint64(len(keys)) - ONE
    at = (key ^ (key >> HALF)) & mask
    while keys[at] != NONE and keys[at] != key:
        at = (at + ONE) & mask
    return at


@compiled
def times(key: np.uint64, keys: Hashes, counts: Places) -> int:
    """How often the text has the word of this hash, with no mark."""
    return int(np.int64(counts[place(key, keys)]))


@compiled
def marked_times(key: np.uint64, keys: Hashes, counts: Places) -> int:
    """How often the text has the word of this hash by itself, before a comma or a stop or in the possessive."""
    many = times(key, keys, counts) + times(on(key, COMMA), keys, counts) + times(on(key, STOP), keys, counts)
    many += times(on(on(key, CURLY), SMALL_S), keys, counts)
    return many + times(on(on(key, APOSTROPHE), SMALL_S), keys, counts)


@compiled
def count(hashes: Hashes) -> tuple[Hashes, Places]:
    """A table of hashes and of how many there are of each."""
    room = 16
    while room < 2 * len(hashes):
        room *= 2
    keys, counts = np.zeros(room, np.uint64), np.zeros(room, np.int32)
    for key in hashes:
        at = place(key, keys)
        keys[at] = key
        counts[at] += 1
    return keys, counts


@compiled
def end_of_word(letters: Letters, kinds: Kinds, start: int) -> int:
    """The end of a capitalised word from its first letter on, of at most 31."""
    p = start + 1
    while p < len(letters) and p <= start + 30 and kinds[letters[p]] & IN_NAME:
        p += 1
    return p


@compiled
def behind(letters: Letters, start: int) -> int:
    """The place behind `de `, `of ` or `for `, where one starts and something follows."""
    n = len(letters)
    if start + 3 < n and letters[start + 2] == BLANK:
        a, b = letters[start], letters[start + 1]
        if (a == 100 and b == 101) or (a == 111 and b == 102):
            return start + 3
    if start + 4 >= n or letters[start + 3] != BLANK:
        return start
    is_for = letters[start] == 102 and letters[start + 1] == 111 and letters[start + 2] == 114
    return start + 4 if is_for else start


@compiled
def end_of_run(letters: Letters, kinds: Kinds, start: int) -> int:
    """The end of the run of capitalised words that starts at a capital (`scans.RUN`)."""
    n = len(letters)
    p = end_of_word(letters, kinds, start)
    for _ in range(5):
        if p + 1 >= n or not kinds[letters[p]] & SPACE:
            return p
        q = behind(letters, p + 1)
        if kinds[letters[q]] & UPPER:
            p = end_of_word(letters, kinds, q)
            continue
        if q + 2 >= n or letters[q + 1] != STOP:
            return p
        if not (kinds[letters[q]] & DECIMAL and kinds[letters[q + 2]] & DECIMAL):
            return p
        p = q + 3
    return p


@compiled
def is_possessive(letters: Letters, end: int) -> bool:
    """Whether a name of three letters at least ends in `’s`."""
    return bool(letters[end - 1] == SMALL_S and (letters[end - 2] == CURLY or letters[end - 2] == APOSTROPHE))


def make_fill(version: int) -> Callable[..., Any]:
    """See `loops.kept`."""

    def fill(pool: Letters, said: Flags, lexicon: Hashes) -> None:
        """Enter the words of `pool`, a line break behind each, with what `said` says of them."""
        version  # noqa: B018 (so that it is bound)
        mask = np.uint64(len(lexicon)) - ONE
        start = word = 0
        for p in range(len(pool)):
            if pool[p] == LINE:
                key = hash_of(pool, start, p)
                at = (key ^ (key >> HALF)) & mask
                while lexicon[at] != NONE:
                    at = (at + ONE) & mask
                lexicon[at] = ((key >> BITS) << BITS) | np.uint64(said[word])
                word += 1
                start = p + 1

    return fill
