"""Tables by which the compiled scan knows letters and words; imported with it, by `loops`."""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from math import log
from re import compile as re_compile

import numpy as np
from numpy.typing import NDArray

from . import bent
from .alone import WORTH_SAYING
from .english import ENDINGS, English
from .kernels import (
    AROUND,
    COMMON,
    DECIMAL,
    ENDING,
    FREQUENT,
    IN_LOWER_CASE,
    IN_NAME,
    KNOWN,
    LARGE,
    LETTER,
    LOWER,
    MARK,
    NAME,
    ODD,
    PRIME,
    PRODUCT,
    SEED,
    SMALL,
    SPACE,
    UPPER,
    WORD,
)
from .kernels_prose import SALT, SPREAD_SYMBOLS
from .kernels_scan import BEFORE, BEHIND, SPREAD
from .newsroom import common_words, product_words
from .scans import LOW, MARKS_AROUND, UP

_ALL = (1 << 64) - 1
_FIRST_PLANE = 1 << 16
#: In lower case at a word's end another letter than elsewhere.
_LEFT = "Σ"


@cache
def kinds() -> NDArray[np.uint32]:
    """For each letter of the first plane what it is, and above `IN_LOWER_CASE` the letter in lower case."""
    letters = "".join(map(chr, range(_FIRST_PLANE)))
    table = np.zeros(_FIRST_PLANE, np.uint32)
    classes = ((WORD, r"\w"), (UPPER, f"[{UP}]"), (LOWER, f"[{LOW}]"), (SPACE, r"\s"), (DECIMAL, r"\d"))
    for bit, pattern in (*classes, (IN_NAME, r"[\w’'-]"), (LETTER, r"[^\W\d_]")):
        table[[match.start() for match in re_compile(pattern).finditer(letters)]] |= bit
    table[[at for at, letter in enumerate(letters) if letter.istitle()]] |= LARGE  # as capitals are
    lower = [letter.lower() for letter in letters]
    table[[at for at, small in enumerate(lower) if len(small) > 1]] |= ODD
    table[[at for at, letter in enumerate(letters) if letter in _LEFT or letter.istitle() != letter.isupper()]] |= ODD
    table[
        [at for at, letter in enumerate(letters) if letter.isalnum() and not (letter.isalpha() or letter.isdecimal())]
    ] |= ODD
    table |= np.array([ord(small[0]) for small in lower], np.uint32) << IN_LOWER_CASE
    table[[at for at, letter in enumerate(letters) if letter.islower()]] |= SMALL
    table[[ord(mark) for mark in MARKS_AROUND]] |= AROUND
    table[[ord(mark) for mark in ",?."]] |= MARK
    return table


def lexicon(model: English, fill: Callable[..., None]) -> NDArray[np.uint64]:
    """The words of the model, of products and of any headline by hash, and what each is, in a table mostly empty."""
    said: dict[str, int] = {}
    for bit, words in (
        (KNOWN, model.words), (NAME, model.counts.names), (PRODUCT, product_words()), (COMMON, common_words()),
        (FREQUENT, model.counts.frequent), (ENDING, ENDINGS),
    ):  # fmt: skip
        for word in words:
            said[word] = said.get(word, 0) | bit
    table = np.zeros(1 << (2 * len(said)).bit_length(), np.uint64)
    pool = "".join(word + "\n" for word in said).encode("utf-32-le")
    fill(np.frombuffer(pool, np.uint32), np.frombuffer(bytes(said.values()), np.uint8), table)
    return table


def weights_of(by: tuple[float, ...]) -> NDArray[np.float64]:
    """Weights with the constant first: what they add up to is not below 0 where a name is worth saying."""
    *others, constant = by
    return np.array([constant - log(WORTH_SAYING / (1 - WORTH_SAYING)), *others])


def grams(model: English) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
    """The model's counts of one, two and three symbols by hash, and how many there are in all under the hash 1.

    The logarithm of how often a word stands is there as well, under the word's hash and some more.
    """
    counts, hashes = model.counts, lru_cache(None)(hashed)
    said = {1: float(counts.total)}
    for gram, times in (*counts.one.items(), *counts.two.items(), *counts.three.items()):
        first, *others = map(hashes, gram.split(" "))
        for other in others:
            first = (first * int(SPREAD_SYMBOLS) & _ALL) ^ (other + int(SALT) & _ALL)
        said[first] = float(times)
    for word, times in counts.words.items():
        said[hashed(word) + int(SALT) & _ALL] = log(times)
    room = 1 << (2 * len(said)).bit_length()
    keys, values = np.zeros(room, np.uint64), np.zeros(room)
    for key, number in said.items():
        place = (key ^ key >> 32) & (room - 1)
        while keys[place]:
            place = (place + 1) & (room - 1)
        keys[place], values[place] = key, number
    return keys, values


def asked_for(phrases: Iterable[str]) -> NDArray[np.int32]:
    """The letters around the phrases' first spaces as numbers, each at a place of its own that its product leads to."""
    keys = {around(phrase) for phrase in phrases}
    room = 1 << 10
    while len({(key * SPREAD >> 20) & (room - 1) for key in keys}) < len(keys):
        room *= 2
    table = np.full(room, -1, np.int32)
    for key in keys:
        table[(key * SPREAD >> 20) & (room - 1)] = key
    return table


def around(phrase: str) -> int:
    """The letters around a phrase's first space as one number."""
    letters = bent.middle_of(phrase, phrase.index(" "))
    if (BEFORE, BEHIND) != (bent.BEFORE, bent.BEHIND) or len(letters) < BEFORE + 1 + BEHIND:
        raise ValueError(f"{phrase!r} is not looked for by {BEFORE} letters before its first space and {BEHIND} behind")
    key = 0
    for letter in letters:
        key = key << 5 | (ord(letter) & 31)
    return key


def hashed(word: str) -> int:
    """The hash of a word."""
    key = int(SEED)
    for letter in word:
        key = ((key ^ ord(letter)) * int(PRIME)) & _ALL
    return key
