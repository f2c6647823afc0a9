"""The words of texts that say what they are about, as numbers: how often each text has them, and how it writes them.

A word is a run of letters and digits, with one more behind an apostrophe. Its term is the word folded, without an
English genitive or plural ending; words that say nothing have none. In scripts without spaces two neighbouring signs
make a term. A term goes by a hash of its letters, the same with the kernels and in Python: no object is made for it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .fast import Kernels, kernels
from .kernels_terms import DIGIT, LARGE, SMALL, TITLE, UNSPACED
from .words import WORD_LETTERS

Numbers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

#: A word, where a low line was made a space; a category less and no way back took a quarter off.
_WORD = re.compile(r"\w++(?:['’]\w++)?+")
#: Scripts without spaces.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]{2,}")
_APOSTROPHES = np.array([ord("'"), ord("’")], dtype=np.uint32)
#: What follows an apostrophe in English and is no part of a term.
_TAILS = ("s", "t", "re", "ve", "ll", "d")
#: Code points that the kernel knows, those of the basic plane (to look at them takes some 10 ms, once). Beyond, news
#: has pictures, which separate; a text with letters there is looked at in Python.
_KNOWN = 0x10000
#: Ranges of the basic plane of which every letter folds to itself and is neither small nor large: Han, Hangul.
_PLAIN = ((0x3400, 0xA000), (0xAC00, 0xD7A4))
#: Code points given to the kernel at once: some megabytes of tables.
PIECE = 1 << 18
#: An odd number of 64 bits (Knuth's golden ratio), and where a hash begins (FNV-1a's).
_BEGIN, _STEP = 0xCBF29CE484222325, 0x9E3779B97F4A7C15
_CONSTANTS = np.array([_BEGIN, 0, 0, 0, _STEP], dtype=np.uint64)
_RANK = (1 << 32) - 1
#: Words whose terms are kept at hand where no kernel makes them: those of some thousand texts.
KEPT = 65_536


class TextTerms(NamedTuple):
    """The terms of one text, each once, by their hashes.

    `counts` says how often the text has each, `places` how many other words it has before it has that one first. A term
    is written as `begins` and `ends` say, in small letters where it ever is; `names` is where it never is so but opens
    with a large one. They are places of the text itself, or of `source` where that is not None.
    """

    hashes: Hashes
    counts: NDArray[np.int32]
    places: NDArray[np.int32]
    begins: NDArray[np.int32]
    ends: NDArray[np.int32]
    names: NDArray[np.bool_]
    source: str | None


@dataclass(frozen=True, slots=True)
class Empty:
    """Words, folded, that say nothing."""

    words: frozenset[str]
    table: Hashes

    @classmethod
    def of(cls, words: Iterable[str]) -> "Empty":
        """With the table that the kernel looks them up in."""
        words = frozenset(words)
        table = np.zeros(1 << (4 * len(words)).bit_length(), dtype=np.uint64)
        for hashed in hashes_of(list(words)).tolist():
            slot = hashed % len(table)
            while table[slot]:
                slot = (slot + 1) % len(table)
            table[slot] = hashed
        return cls(words, table)


def hashes_of(terms: Sequence[str]) -> Hashes:
    """Each term's hash, letter by letter of all that are so long: FNV-1a, with another factor and a last mix."""
    lengths = np.fromiter(map(len, terms), dtype=np.int64, count=len(terms))
    order = np.argsort(-lengths, kind="stable")
    letters = np.frombuffer("".join(terms).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    begins = (np.cumsum(lengths) - lengths)[order]
    hashed = np.full(len(terms), _BEGIN, dtype=np.uint64)
    left = np.searchsorted(-lengths[order], -np.arange(int(lengths.max(initial=0))), side="left").tolist()
    for at, many in enumerate(left):
        hashed[:many] = (hashed[:many] ^ letters[begins[:many] + at]) * _CONSTANTS[4]
    hashed ^= hashed >> np.uint64(32)
    out = np.empty_like(hashed)
    out[order] = hashed
    return out


def terms_of(texts: Sequence[str], empty: Empty) -> list[TextTerms]:
    """The terms of each text."""
    compiled = kernels(sum(map(len, texts)) // WORD_LETTERS)
    if compiled is None:
        return _in_python(texts, empty)
    return [terms for piece in _pieces(texts) for terms in _compiled(compiled, piece, empty)]


def _pieces(texts: Sequence[str]) -> Iterator[list[str]]:
    piece: list[str] = []
    size = 0
    for text in texts:
        piece.append(text)
        size += len(text) + 1
        if size >= PIECE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


#: A term of a word, where its form begins there, how long that is, whether small or opening large.
_Said = tuple[str, int, int, bool, bool]


class _WordTerms(NamedTuple):
    """The terms of different words: how many each has, and of each term the hash and what `_Said` has, word by word."""

    held: Numbers
    hashes: Hashes
    offsets: Numbers
    lengths: Numbers
    small: NDArray[np.bool_]
    large: NDArray[np.bool_]


class _Numbered(dict[str, int]):
    """Numbers words as they come."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def _in_python(texts: Sequence[str], empty: Empty) -> list[TextTerms]:
    known = _Numbered()
    found = [Counter(_WORD.findall(text.replace("_", " "))) for text in texts]
    words = np.fromiter(chain.from_iterable(map(known.__getitem__, one) for one in found), dtype=np.int64)
    counts = np.fromiter(chain.from_iterable(one.values() for one in found), dtype=np.int64)
    many = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
    said = [_terms(word, empty.words) for word in known]
    flat = [*chain.from_iterable(said)]
    of_words = _WordTerms(
        held=np.fromiter(map(len, said), dtype=np.int64, count=len(said)),
        hashes=hashes_of([one[0] for one in flat]),
        offsets=np.array([one[1] for one in flat], dtype=np.int64),
        lengths=np.array([one[2] for one in flat], dtype=np.int64),
        small=np.array([one[3] for one in flat], dtype=np.bool_),
        large=np.array([one[4] for one in flat], dtype=np.bool_),
    )
    # Forms are cut from a text's words, each once and a line break behind each.
    ends = np.append(0, np.cumsum(np.fromiter(map(len, known), dtype=np.int64, count=len(known))[words] + 1))
    begins = ends[:-1] - np.repeat(ends[np.cumsum(many) - many], many)
    rows = _merged(words, counts, many, begins, of_words)
    return [row._replace(source="\n".join(one)) for row, one in zip(rows, found, strict=True)]


@lru_cache(KEPT)
def _terms(word: str, empty: frozenset[str]) -> tuple[_Said, ...]:
    if not word.isascii() and _UNSPACED.search(word):
        pairs = (word[i : i + 2] for i in range(len(word) - 1))
        return tuple((pair, i, 2, pair.islower(), pair[0].isupper()) for i, pair in enumerate(pairs))
    head, mark, tail = word.replace("’", "'").partition("'")
    word = head if mark and tail.casefold() in _TAILS else word
    folded = word.casefold()
    if folded in empty or (len(word) < 3 and word.isascii()) or word.isdigit():
        return ()
    return ((_singular(folded), 0, len(word), word.islower(), word[0].isupper()),)


def _singular(word: str) -> str:
    """English plurals under one term; harmless elsewhere, as both sides lose the same letters."""
    if len(word) > 4 and word.isascii():
        if word.endswith("ies"):
            return word[:-3] + "y"
        if word.endswith("s") and not word.endswith(("ss", "us", "is")):
            return word[:-1]
    return word


def _compiled(compiled: Kernels, texts: list[str], empty: Empty) -> list[TextTerms]:
    """As `_in_python`, of each text."""
    joined = "\n".join(texts).replace("_", " ") + "\n"
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    beyond = np.flatnonzero(points >= _KNOWN)
    letters = [at for at in beyond.tolist() if joined[at].isalnum()]
    if letters:
        apart = set(np.searchsorted(np.cumsum(lengths + 1), letters, side="right").tolist())
        others = [text for i, text in enumerate(texts) if i not in apart]
        rest = iter(_compiled(compiled, others, empty) if others else ())
        return [_in_python([text], empty)[0] if i in apart else next(rest) for i, text in enumerate(texts)]
    if len(beyond):
        points = points.copy()
        points[beyond] = ord(" ")
    letter, kinds, folds = _tables()
    found = compiled.count_words(points, lengths, letter, _APOSTROPHES, _CONSTANTS)
    words, counts, firsts, many, begins, ends = found
    tables = kinds, folds, _APOSTROPHES, _tails(), empty.table, _CONSTANTS
    of_words = _WordTerms(*compiled.word_terms(points, begins, ends, *tables))
    opens = np.cumsum(lengths + 1) - (lengths + 1)
    return _merged(words, counts, many, firsts - np.repeat(opens, many), of_words)


def _merged(words: Numbers, counts: Numbers, many: Numbers, begins: Numbers, found: _WordTerms) -> list[TextTerms]:
    """Each text's terms, each once. The first form in small letters stands for a term, else the first.

    Each text has `many` of the `words`, by their numbers, so often and first there.
    """
    # Each use of a word is a use of each of its terms.
    uses = np.repeat(np.arange(len(words)), found.held[words])
    terms = spans((np.cumsum(found.held) - found.held)[words], found.held[words])
    owners = np.repeat(np.arange(len(many)), many)[uses]
    if not len(uses):
        return [_nothing()] * len(many)
    known, ranks = np.unique(found.hashes, return_inverse=True)
    keys = (owners << 32) | ranks[terms]
    order = order_of(keys)
    uses, terms, keys = uses[order], terms[order], keys[order]
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    rank = np.arange(len(order)) + np.where(found.small[terms], 0, len(order))
    chosen = np.minimum.reduceat(rank, starts) % len(order)
    own = begins[uses[chosen]] + found.offsets[terms[chosen]]
    places = np.arange(len(words)) - np.repeat(np.cumsum(many) - many, many)
    rows = TextTerms(
        known[keys[starts] & _RANK],
        np.add.reduceat(counts[uses], starts).astype(np.int32),
        places[uses[starts]].astype(np.int32),
        own.astype(np.int32),
        (own + found.lengths[terms[chosen]]).astype(np.int32),
        found.large[terms[chosen]],
        None,
    )
    cuts = np.searchsorted(keys[starts] >> 32, np.arange(len(many) + 1)).tolist()
    return [_part(rows, start, end) for start, end in pairwise(cuts)]


def _part(found: TextTerms, start: int, end: int) -> TextTerms:
    hashes, counts, places, begins, ends, names, source = found
    some = slice(start, end)
    return TextTerms(hashes[some], counts[some], places[some], begins[some], ends[some], names[some], source)


def _nothing() -> TextTerms:
    none = np.empty(0, dtype=np.int32)
    return TextTerms(np.empty(0, dtype=np.uint64), none, none, none, none, np.empty(0, dtype=np.bool_), None)


def spans(begins: Numbers, lengths: Numbers) -> Numbers:
    """The numbers from each of `begins` on, as many as `lengths` says, one row after the other."""
    ends = np.cumsum(lengths)
    return np.repeat(begins - (ends - lengths), lengths) + np.arange(int(ends[-1]) if len(ends) else 0)


def order_of(keys: Numbers) -> Numbers:
    """As a stable `argsort` of numbers from 0 on, in a third of its time where they leave room for their places."""
    bits = len(keys).bit_length()
    if len(keys) == 0 or int(keys.max()) >> (63 - bits):
        return np.argsort(keys, kind="stable")
    return np.sort((keys << bits) | np.arange(len(keys))) & ((1 << bits) - 1)


@cache
def _tails() -> NDArray[np.uint32]:
    letters = "".join(tail.ljust(2, "\0") for tail in _TAILS)
    return np.array([ord(letter) for letter in letters], dtype=np.uint32)


@cache
def _tables() -> tuple[NDArray[np.bool_], NDArray[np.uint8], NDArray[np.uint16]]:
    """Of each code point that the kernel knows: whether it is one of a word, its kind, what it folds to."""
    letter = np.fromiter((chr(point).isalnum() for point in range(_KNOWN)), dtype=np.bool_, count=_KNOWN)
    kinds = np.zeros(_KNOWN, dtype=np.uint8)
    folds = np.zeros((3, _KNOWN), dtype=np.uint16)
    folds[0] = np.arange(_KNOWN)
    plain = np.zeros(_KNOWN, dtype=np.bool_)
    for first, last in _PLAIN:
        plain[first:last] = True
    for point in np.flatnonzero(letter & ~plain).tolist():
        sign = chr(point)
        kinds[point] = DIGIT * sign.isdigit() | LARGE * sign.isupper() | SMALL * sign.islower() | TITLE * sign.istitle()
        for i, one in enumerate(sign.casefold()):
            folds[i, point] = ord(one)
    for found in _UNSPACED.finditer("".join(map(chr, range(_KNOWN)))):
        kinds[found.start() : found.end()] |= UNSPACED
    return letter, kinds, folds
