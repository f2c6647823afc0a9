"""How a sentence reads without a name, and what a name says of itself, as the compiled pass tells it.

What `English` and `alone` say, but for rounding: what is left out by these figures must miss by more than that. Where a
word is odd, they say that it may be anything (`ANYTHING`).
"""

from math import inf, log

import numpy as np

from copydesk.text.compiling import compiled

from .kernels import (
    APOSTROPHE,
    AROUND,
    BLANK,
    COMMA,
    CURLY,
    DASH,
    DECIMAL,
    ENDING,
    FREQUENT,
    IN_LOWER_CASE,
    IN_NAME,
    KNOWN,
    LARGE,
    LETTER,
    LINE,
    LOWER,
    NAME,
    ODD,
    ONE,
    PRIME,
    PRODUCT,
    SEED,
    SHORT,
    SMALL,
    SPACE,
    STOP,
    UPPER,
    WORD,
    ZERO,
    Floats,
    Hashes,
    Kinds,
    Letters,
    Places,
    end_of_run,
    hash_of,
    is_possessive,
    look_up,
    marked_times,
    of_word,
    on,
    place,
    times,
)

#: As in `english`: weights of three, two and one symbols, what was never seen, letters before and behind a place.
THREE, TWO, SINGLE, FLOOR, BEFORE, BEHIND = 0.5, 0.35, 0.15, 1e-4, 32, 28
#: As in `alone`: the least and the largest gain of a name between spaces, words behind a name that are short.
FREE_GAIN, MOST_GAIN, SHORT_TAIL = 1.0, 9.0, 2
#: Ways to split a token that are weighed, and letters before it in which its name may begin.
SPLITS, RUN_BEFORE = 2, 80
#: More than rounding can make of any figure here.
HAIR = 1e-6
ANYTHING = inf

#: From here on stand scripts whose words are glued to names with no look at the vocabulary.
_WIDE = 0x400
SPREAD_SYMBOLS, SALT = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_NAME, _NUMBER, _EDGE = (np.uint64((int(SEED) ^ ord(sign)) * int(PRIME) & (1 << 64) - 1) for sign in "N0^")
_NO_SYMBOL, _ANY_SYMBOL = np.uint64(0), np.uint64(1)


@compiled
def joined(one: np.uint64, other: np.uint64) -> np.uint64:
    """The hash of two symbols, or of two and a third."""
    return (one * SPREAD_SYMBOLS) ^ (other + SALT)


@compiled
def value(key: np.uint64, keys: Hashes, values: Floats) -> float:
    """What a table has for a hash; 0 where it lacks it."""
    return float(values[place(key, keys)])


@compiled
def _word_symbol(letters: Letters, kinds: Kinds, start: int, end: int, lexicon: Hashes) -> np.uint64:
    exact = lower = SEED
    for p in range(start, end):
        if kinds[letters[p]] & ODD:
            return _ANY_SYMBOL
        exact = on(exact, letters[p])
        lower = on(lower, kinds[letters[p]] >> IN_LOWER_CASE)
    if look_up(exact, lexicon) & FREQUENT:
        return exact
    if kinds[letters[start]] & LARGE:
        return lower if look_up(lower, lexicon) & FREQUENT else _NAME
    dash = on(SEED, DASH)
    for length in (4, 3, 2, 1):
        if end - start > length + 2 and look_up(hash_of(letters, end - length, end), lexicon) & ENDING:
            for p in range(end - length, end):
                dash = on(dash, letters[p])
            return dash
    return dash


@compiled
def _symbol(letters: Letters, kinds: Kinds, p: int, stop: int, lexicon: Hashes) -> tuple[np.uint64, int]:
    """The symbol of the token at `p`, and the token's end."""
    kind = kinds[letters[p]]
    if kind & LETTER:
        q = p + 1
        while q < stop and kinds[letters[q]] & LETTER:
            q += 1
        for _ in range(3):
            if q + 1 >= stop or letters[q] not in (CURLY, APOSTROPHE, DASH) or not kinds[letters[q + 1]] & LETTER:
                break
            q += 2
            while q < stop and kinds[letters[q]] & LETTER:
                q += 1
        return _word_symbol(letters, kinds, p, q, lexicon), q
    if kind & DECIMAL:
        q = p + 1
        while q < stop and q <= p + 12 and (kinds[letters[q]] & DECIMAL or letters[q] in (COMMA, STOP)):
            q += 1
        return _NUMBER, q
    if not kind & (WORD | SPACE):
        return on(SEED, letters[p]), p + 1
    return _EDGE if letters[p] == LINE else _NO_SYMBOL, p + 1


@compiled
def symbols_before(letters: Letters, kinds: Kinds, at: int, lexicon: Hashes) -> tuple[np.uint64, np.uint64]:
    """The two symbols before a place; the first is `_ANY_SYMBOL` where one is odd."""
    a = b = _EDGE
    p = max(0, at - BEFORE)
    while p < at:
        symbol, p = _symbol(letters, kinds, p, at, lexicon)
        if symbol == _ANY_SYMBOL:
            return symbol, symbol
        if symbol != _NO_SYMBOL and (symbol != _NAME or b != _NAME):
            a, b = b, symbol
    return a, b


@compiled
def symbols_after(letters: Letters, kinds: Kinds, at: int, lexicon: Hashes) -> tuple[np.uint64, np.uint64]:
    """The two symbols after a place; the first is `_ANY_SYMBOL` where one is odd."""
    stop = min(len(letters), at + BEHIND)
    first = _NO_SYMBOL
    p = at
    while p < stop:
        symbol, p = _symbol(letters, kinds, p, stop, lexicon)
        if symbol == _ANY_SYMBOL:
            return symbol, symbol
        if symbol == _NO_SYMBOL:
            continue
        if first == _NO_SYMBOL:
            first = symbol
        elif symbol != _NAME or first != _NAME:
            return first, symbol
    return first if first != _NO_SYMBOL else _EDGE, _EDGE


@compiled
def _step(a: np.uint64, b: np.uint64, c: np.uint64, keys: Hashes, values: Floats) -> float:
    """The logarithm of the probability of `c` after `a` and `b`; under the hash `ONE` is the number of symbols."""
    p = SINGLE * value(c, keys, values) / value(ONE, keys, values)
    seen = value(b, keys, values)
    if seen:
        p += TWO * value(joined(b, c), keys, values) / seen
    ab = joined(a, b)
    seen = value(ab, keys, values)
    if seen:
        p += THREE * value(joined(ab, c), keys, values) / seen
    return log(max(p, FLOOR))


@compiled
def gain(
    letters: Letters, kinds: Kinds, start: int, end: int, goes_on: bool, lexicon: Hashes, keys: Hashes, values: Floats
) -> float:
    """`English.reads_on` of a place; of a name that a word is glued to, which only `goes_on`, what `alone` says."""
    a, b = symbols_before(letters, kinds, start, lexicon)
    x, y = symbols_after(letters, kinds, end, lexicon)
    if a == _ANY_SYMBOL or x == _ANY_SYMBOL:
        return ANYTHING
    without = _step(a, b, x, keys, values) + _step(b, x, y, keys, values)
    named = _step(a, b, _NAME, keys, values)
    if goes_on:
        return without - named - _step(b, _NAME, y, keys, values)
    return without - named - _step(b, _NAME, x, keys, values) - _step(_NAME, x, y, keys, values)


@compiled
def _has_product(letters: Letters, kinds: Kinds, start: int, end: int, lexicon: Hashes) -> bool:
    """Whether one of the pieces between the marks of a word is a product's."""
    p = start
    while p <= end:
        if p == end or letters[p] in (DASH, APOSTROPHE, CURLY):
            if of_word(letters, kinds, start, p, lexicon) & PRODUCT:
                return True
            start = p + 1
        p += 1
    return False


@compiled
def _facts(
    letters: Letters, kinds: Kinds, start: int, end: int, lexicon: Hashes, words: Hashes, counts: Places
) -> tuple[float, float, float, float, float]:
    """`names.name_numbers`: words, shares of unknown ones and of such as stand elsewhere, product, capitals.

    The first is `ANYTHING` where a word is odd.
    """
    many = unknown = elsewhere = product = capitals = 0
    p = start
    while p < end:
        if kinds[letters[p]] & SPACE:
            p += 1
            continue
        word = p
        seen = np.uint32(0)
        decimal = True
        marked = False
        while p < end and not kinds[letters[p]] & SPACE:
            c = letters[p]
            if kinds[c] & ODD:
                return ANYTHING, 0.0, 0.0, 0.0, 0.0
            seen |= kinds[c]
            decimal = decimal and kinds[c] & DECIMAL != 0
            marked |= c in (DASH, APOSTROPHE, CURLY)
            p += 1
        if p - word > SHORT - 2 and not seen & (UPPER | LARGE | DECIMAL):
            return ANYTHING, 0.0, 0.0, 0.0, 0.0  # of such words no count is kept
        of_it = of_word(letters, kinds, word, p, lexicon)
        many += 1
        unknown += not of_it & KNOWN and not decimal
        product |= of_it & PRODUCT != 0 or (marked and _has_product(letters, kinds, word, p, lexicon))
        product |= p == end and p - word > 1 and letters[p - 2] == STOP and letters[p - 1] == ZERO
        elsewhere += marked_times(hash_of(letters, word, p), words, counts) > 1
        capitals |= p - word > 3 and seen & LARGE != 0 and not seen & SMALL
    many = max(many, 1)
    is_product, has_capitals = 1.0 if product else 0.0, 1.0 if capitals else 0.0
    return 1.0 * min(many, 4), unknown / many, elsewhere / many, is_product, has_capitals


@compiled
def free_tells(
    letters: Letters, kinds: Kinds, start: int, end: int, outer: int, lexicon: Hashes, words: Hashes, counts: Places,
    keys: Hashes, values: Floats, weights: Floats,
) -> bool:  # fmt: skip
    """Whether the run `[start, end)` between spaces may be worth saying, as `alone._free` and `weigh` have it.

    Its sentence goes on behind `outer`, where a bracket or a quotation mark closes it.
    """
    if end - start < 3:
        return False
    for p in range(start, end - 1):
        if letters[p] == DASH and kinds[letters[p + 1]] & LOWER:
            return False
    bare = end - 2 if is_possessive(letters, end) else end
    many, unknown, elsewhere, product, capitals = _facts(letters, kinds, start, bare, lexicon, words, counts)
    if many == ANYTHING:
        return True
    if many == 1.0:
        whole = hash_of(letters, start, end)
        if look_up(whole, lexicon) & NAME or marked_times(whole, words, counts) > 1:
            return False
    if (unknown == 0.0 and product == 0.0) or elsewhere > 0.5 + HAIR:
        return False
    said = weights[0] + weights[2] * many + weights[3] * unknown + weights[4] * elsewhere
    said += weights[5] * product + weights[6] * capitals + HAIR
    if said + weights[1] * MOST_GAIN < 0.0:
        return False
    opens = start if letters[start - 1] == BLANK else start - 1
    by = gain(letters, kinds, opens, outer, False, lexicon, keys, values)
    return bool(by >= FREE_GAIN - HAIR and said + weights[1] * by >= 0.0)


@compiled
def _run_start(letters: Letters, kinds: Kinds, end: int, lexicon: Hashes) -> int:
    """`alone._run_start`; -1 where a word is odd."""
    before = letters[:end]
    start = end
    for p in range(max(0, end - RUN_BEFORE), end):
        if kinds[letters[p]] & UPPER:
            q = end_of_run(before, kinds, p)
            if q == end or (q == end - 1 and letters[q] == BLANK):
                start = p
                break
    p = start
    key = SEED
    while p < end and kinds[letters[p]] & WORD:
        if kinds[letters[p]] & ODD:
            return -1
        key = on(key, kinds[letters[p]] >> IN_LOWER_CASE)
        p += 1
    opens = p > start and p < end and letters[p] == BLANK and look_up(key, lexicon) & FREQUENT != 0
    return p + 1 if opens else start


@compiled
def _split_tells(
    letters: Letters, kinds: Kinds, start: int, word: int, cut: int, end: int, lexicon: Hashes, words: Hashes,
    counts: Places, keys: Hashes, values: Floats, weights: Floats,
) -> bool:  # fmt: skip
    """Whether a name from `start` to `cut` may be worth saying that the rest of the token is glued to."""
    many, unknown, elsewhere, product, capitals = _facts(letters, kinds, start, cut, lexicon, words, counts)
    if many == ANYTHING:
        return True
    head = of_word(letters, kinds, word, cut, lexicon) & (KNOWN | NAME)
    said = weights[0] + weights[2] * min(end - cut, 9) + weights[4] * (head != 0) + weights[5] * (cut - word > 3)
    said += weights[3] * value(hash_of(letters, cut, end) + SALT, keys, values)
    said += weights[6] * many + weights[7] * unknown + weights[8] * elsewhere + weights[9] * product
    said += weights[10] * capitals + HAIR
    by = gain(letters, kinds, start, cut, True, lexicon, keys, values)
    return bool(said + weights[1] * by >= 0.0)


@compiled
def _stands_before(letters: Letters, kinds: Kinds, start: int, end: int, long: Places) -> bool:
    """Whether the letters of a token may stand in another before it: in one of the `long` ones, as it is one."""
    large = False
    for p in range(start, end):
        large = large or kinds[letters[p]] & LARGE != 0
    if not large:
        return True
    for i in range(0, len(long), 2):
        for p in range(long[i], long[i + 1] - (end - start) + 1):
            q = 0
            while q < end - start and letters[p + q] == letters[start + q]:
                q += 1
            if q == end - start:
                return True
    return False


@compiled
def token_tells(  # noqa: C901 (each answer is that of a line there)
    letters: Letters, kinds: Kinds, long: Places, i: int, lexicon: Hashes, words: Hashes, counts: Places,
    keys: Hashes, values: Floats, weights: Floats,
) -> bool:  # fmt: skip
    """Whether a token, number `i` of the `long` ones, may be a name and a word run together and worth saying.

    As `alone._tokens` and `weigh` have it.
    """
    start, end = whole, whole_end = long[2 * i], long[2 * i + 1]
    if times(hash_of(letters, start, end), words, counts) != 1:
        return False
    while start < end and kinds[letters[start]] & AROUND:
        start += 1
    while start < end and kinds[letters[end - 1]] & AROUND:
        end -= 1
    if end - start < 6 or end - start > 64:
        return False
    odd = wide = False
    for p in range(start, end):
        if not kinds[letters[p]] & IN_NAME or letters[p] == DASH:
            return False
        odd = odd or kinds[letters[p]] & ODD != 0
        wide = wide or letters[p] >= _WIDE
    if of_word(letters, kinds, start, end, lexicon) & (KNOWN | NAME):
        return False
    if marked_times(hash_of(letters, start, end), words, counts) > 1:
        return False
    if odd or (wide and 97 <= letters[end - 1] <= 122 and 97 <= letters[end - 2] <= 122):
        return True
    p = start
    while p < end and kinds[letters[p]] & LOWER:
        p += 1
    if p - start >= 2 and p < end and kinds[letters[p]] & UPPER:
        return True
    run = -2
    cuts = 0
    for cut in range(start + 2, end):
        if not look_up(hash_of(letters, cut, end), lexicon) & KNOWN:
            continue
        if end - cut <= SHORT_TAIL and not _has_product(letters, kinds, start, cut, lexicon):
            continue
        if run == -2:
            if _stands_before(letters, kinds, whole, whole_end, long[: 2 * i]):
                return True
            run = _run_start(letters, kinds, start, lexicon)
        if run < 0 or _split_tells(letters, kinds, run, start, cut, end, lexicon, words, counts, keys, values, weights):
            return True
        cuts += 1
        if cuts == SPLITS:
            return False
    return False
