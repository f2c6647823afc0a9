"""Where in a text what it says alone is looked for: by regexes and counts of words, or in one compiled pass.

Both say the same of the places that they are asked for, but that the compiled pass leaves names and tokens out early
that the model tells nothing of.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain, islice
from re import Match, Pattern
from re import compile as re_compile

from .bent import LONGEST_PHRASE, by_middle, first_words, middle_of
from .english import English
from .fast import ENOUGH, MOST, letters_of, loops_for_a_text
from .weights import Weights

#: Capital letters, and signs that a name of a script without them begins with.
UP = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0410-\u042f\u4e00-\u9fff"
#: Small letters.
LOW = "a-zß-öø-ÿ"
#: Marks around a word that are no part of it.
MARKS_AROUND = ".,;:!?()[]“”\"'’‘…—–-"
#: Numbers that a compiled pass gives before the places.
NUMBERS = 6
#: Letters of the longest word in small letters that a compiled pass counts.
SHORT = 3
#: Shorter tokens are too short to split into a name and a word.
SHORTEST_TOKEN = 6

_NAME_WORD = rf"[{UP}][\w’'-]{{0,30}}"
#: Names in a row.
RUN = re_compile(rf"{_NAME_WORD}(?:\s(?:de |of |for )?(?:{_NAME_WORD}|\d\.\d)){{0,5}}")
#: The space comes first, so that the search runs from space to space; the run is taken whole or not at all.
_FREE = re_compile(rf" (?=[(“\"{UP}])(?<=[{LOW},;] )[(“\"]?((?>{RUN.pattern}))[)”\"]?(?= [{LOW}])")
_COMMA = re_compile(rf",(?=[{UP}])")
_QUESTION = re_compile(rf"\?(?=[{UP}])")
_VERSION_END = re_compile(r"\.[0-9](?=[a-z]{3})")


class Scan:
    """A text, and where things stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def counts(self) -> Counter[str]:
        """How often the text has each of its words, marks and all, as spaces part them."""
        return Counter(self.text.split())

    def repeats(self, word: str) -> bool:
        """Whether the text has the word more than once, by itself or before a mark or a possessive."""
        get = self.counts.get
        return get(word, 0) + get(word + ",", 0) + get(word + ".", 0) + get(word + "’s", 0) + get(word + "'s", 0) > 1

    def free(self, by: Weights | None) -> Iterator[Match[str]]:
        """Names between two lower-case words, with the space before them: of the first `MOST` those that may be worth
        saying by these weights, or all.
        """
        return islice(_FREE.finditer(self.text), MOST)

    def marks(self) -> Iterable[int]:
        """Places of commas and question marks that a capital follows."""
        return (match.start() for match in chain(_COMMA.finditer(self.text), _QUESTION.finditer(self.text)))

    def versions(self) -> Iterable[int]:
        """Places of the stops of version numbers that a word may follow."""
        return (match.start() for match in _VERSION_END.finditer(self.text))

    def tokens(self, known: frozenset[str], by: Weights | None) -> list[str]:
        """Long words with capitals that stand once, the `known` left out: the first `MOST`, sorted, or of them those
        that may be a name and a word that are worth saying by these weights.
        """
        return sorted(
            word
            for word, times in self.counts.items()
            if times == 1 and len(word) >= SHORTEST_TOKEN and not word.islower() and word not in known
        )[:MOST]

    def bent(self) -> set[str]:
        """The words of the text that bent phrases begin with; none where it has no such phrase."""
        return {word for word in first_words() if word in self.counts}

    def articles(self, patterns: Iterable[Pattern[str]]) -> Iterable[Match[str]]:
        """Where the first `ENOUGH` letters fit patterns for `a` before its vowels and `an` before a consonant."""
        start = self.text[:ENOUGH]
        return (match for pattern in patterns for match in pattern.finditer(start))


class FastScan(Scan):
    """The same by one compiled pass: `found` are the places, `times` says how often the text has a word."""

    def __init__(self, text: str, by: Weights, found: list[int], times: Callable[[str], int]) -> None:
        super().__init__(text)
        frees, marks, versions, articles, self._split, bent = found[:NUMBERS]
        self._free = found[NUMBERS : (at := NUMBERS + frees)]
        self._marks = found[at : (at := at + marks)]
        self._versions = found[at : (at := at + versions)]
        self._articles = found[at : (at := at + articles)]
        self._bent = found[at : (at := at + bent)]
        self._tokens = found[at:]
        self._by = by
        self._times = times

    def repeats(self, word: str) -> bool:
        """As the counts say."""
        if word.islower() and len(word) > SHORT:
            return super().repeats(word)  # of such words the pass keeps no count
        return self._times(word) > 1

    def free(self, by: Weights | None) -> Iterator[Match[str]]:
        """As the regex says, without names that could not be worth saying by these weights."""
        if by is not self._by:
            return super().free(by)
        return (match for at in self._free if (match := _FREE.match(self.text, at)))

    def marks(self) -> Iterable[int]:
        """As the regexes say, without those behind no letter."""
        return self._marks

    def versions(self) -> Iterable[int]:
        """As the regex says."""
        return [at for at in self._versions if _VERSION_END.match(self.text, at)]

    def tokens(self, known: frozenset[str], by: Weights | None) -> list[str]:
        """As the counts say, without those that could not be worth saying by these weights."""
        if self._split < 0 or by is not self._by:
            return super().tokens(known, by)
        spans = zip(self._tokens[::2], self._tokens[1::2], strict=True)
        return sorted(self.text[start:end] for start, end in spans)

    def bent(self) -> set[str]:
        """As the counts say, where such a phrase stands."""
        stands = any(
            phrase in self.text[max(0, at - LONGEST_PHRASE) : at + LONGEST_PHRASE].lower()
            for at in self._bent
            for phrase in by_middle().get(middle_of(self.text, at).lower(), ())
        )
        return super().bent() if stands else set()

    def articles(self, patterns: Iterable[Pattern[str]]) -> Iterable[Match[str]]:
        """As the patterns say."""
        found = self._articles
        return (match for pattern in patterns for at in found if (match := pattern.match(self.text, at, ENOUGH)))


def scan(text: str, model: English) -> Scan:
    """The text scanned, for one that asks this model: by the compiled pass where it is loaded."""
    compiled = loops_for_a_text()
    if compiled is None or compiled.model is not model or not text:
        return Scan(text)
    found, keys, counts = compiled.scan(letters_of(text))
    if not len(found):
        return Scan(text)
    ask, hashed = compiled.ask, compiled.hashed
    return FastScan(text, compiled.weights, found.tolist(), lambda word: ask(hashed(word), keys, counts))
