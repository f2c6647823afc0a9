"""A small model of English news prose: which words exist, and whether a sentence reads on.

Counts over Wikinews texts (see `NOTICE` beside this file), made by `bench/farm/train.py`. A frequent word stands for
itself, any other for its class: a name, a number, or its ending. Probabilities interpolate three, two and one symbols.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from math import log
from re import compile as re_compile

import msgspec

#: Weights of three, two and one symbols; swept in steps of .1 on the develop part of bench/farm.
WEIGHTS = (0.5, 0.35, 0.15)
#: Probability of what was never seen, so that no logarithm is of nothing.
FLOOR = 1e-4
#: Code points looked at before and behind a place: two words and their marks.
BEFORE = 32
BEHIND = 28

#: Words whose symbol is kept at hand; the words around names repeat from page to page.
SYMBOLS = 32_768
#: Runs of three symbols whose probability is kept at hand; some 600 symbols make most of them.
STEPS = 65_536

NAME = "N"
NUMBER = "0"
EDGE = "^"
_TOKEN = re_compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+){0,3}|\d[\d.,]{0,12}|[^\w\s]|\n")
#: By length, the longest first.
_ENDINGS = (
    (4, frozenset(("tion", "sion", "ment", "ness", "less", "able"))),
    (3, frozenset(("ing", "ity", "ous", "ive", "ful", "est", "ies"))),
    (2, frozenset(("ed", "ly", "al", "ic", "er", "es"))),
    (1, frozenset(("s", "y"))),
)


#: All of them.
ENDINGS = frozenset(ending for _, endings in _ENDINGS for ending in endings)


class Counts(msgspec.Struct, frozen=True):
    """The model's file. `words` counts lower-case words, `names` words in capitals in mid-sentence.

    `frequent` are the words that stand for themselves. The keys of `three`, `two` and `one` are symbols joined by a
    space.
    """

    words: dict[str, int]
    names: dict[str, int]
    frequent: frozenset[str]
    one: dict[str, int]
    two: dict[str, int]
    three: dict[str, int]
    total: int


class English:
    """The model, ready for questions."""

    def __init__(self, counts: Counts, lexicon: Iterable[str] = ()) -> None:
        self.counts = counts
        self.words = frozenset(counts.words).union(lexicon)
        self.vocabulary = self.words.union(counts.names)
        self.names_with_marks = frozenset(name + mark for name in counts.names for mark in ("", ",", "."))
        self._total = counts.total
        self._symbol_of = lru_cache(SYMBOLS)(self._symbol)
        self._step = lru_cache(STEPS)(self._log_of_step)

    def knows(self, word: str) -> bool:
        """Whether `word`, in lower case, is a word of the language as far as the texts told."""
        return word in self.words

    def symbols(self, text: str) -> list[str]:
        """The symbols of a stretch of text, runs of names as one."""
        found: list[str] = []
        for token in _TOKEN.findall(text):
            symbol = self._symbol_of(token)
            if symbol != NAME or not found or found[-1] != NAME:
                found.append(symbol)
        return found

    def log_probability(self, context: Sequence[str], symbols: Sequence[str]) -> float:
        """The logarithm of the probability of `symbols` after the two symbols of `context`."""
        total = 0.0
        a, b = context
        for c in symbols:
            total += self._step(a, b, c)
            a, b = b, c
        return total

    def _log_of_step(self, a: str, b: str, c: str) -> float:
        """The logarithm of the probability of `c` after `a` and `b`."""
        one, two, three = self.counts.one, self.counts.two, self.counts.three
        ab, bc = f"{a} {b}", f"{b} {c}"
        p = WEIGHTS[2] * one.get(c, 0) / self._total
        if seen := one.get(b):
            p += WEIGHTS[1] * two.get(bc, 0) / seen
        if seen := two.get(ab):
            p += WEIGHTS[0] * three.get(f"{ab} {c}", 0) / seen
        return log(max(p, FLOOR))

    def before(self, text: str, at: int) -> tuple[str, str]:
        """The two symbols before a place of `text`, runs of names as one."""
        last, earlier = self._ends(reversed(_TOKEN.findall(text, max(0, at - BEFORE), at)))
        return earlier, last

    def after(self, text: str, at: int) -> tuple[str, str]:
        """The two symbols after a place of `text`, runs of names as one."""
        return self._ends(_TOKEN.findall(text, at, at + BEHIND))

    def _ends(self, tokens: Iterable[str]) -> tuple[str, str]:
        """The symbols of the first two of `tokens`, runs of names as one."""
        symbol_of = self._symbol_of
        first = ""
        for token in tokens:
            symbol = symbol_of(token)
            if not first:
                first = symbol
            elif symbol != NAME or first != NAME:
                return first, symbol
        return first or EDGE, EDGE

    def reads_on(self, text: str, start: int, end: int) -> float:
        """How much better `text` reads without `[start, end)` than with a name there: a logarithm of a ratio."""
        before, after = self.before(text, start), self.after(text, end)
        return self.log_probability(before, after) - self.log_probability(before, (NAME, *after))

    def _symbol(self, token: str) -> str:
        if token in self.counts.frequent:
            return token
        first = token[0]
        if first.isdigit():
            return NUMBER
        if not first.isalpha():
            return EDGE if first == "\n" else first
        if first.isupper():
            lower = token.lower()
            return lower if lower in self.counts.frequent else NAME
        return ending(token)


def ending(word: str) -> str:
    """The class of a lower-case word: its ending."""
    for length, endings in _ENDINGS:
        if word[-length:] in endings and len(word) > length + 2:
            return "-" + word[-length:]
    return "-"


def tokens(text: str) -> list[str]:
    """Words, numbers and marks of `text`."""
    return _TOKEN.findall(text)


@cache
def english() -> English:
    """The model that ships with the package."""
    folder = files("copydesk.inspection")
    counts = msgspec.msgpack.decode(folder.joinpath("english.msgpack").read_bytes(), type=Counts)
    return English(counts, folder.joinpath("lexicon.txt").read_text("utf-8").split())
