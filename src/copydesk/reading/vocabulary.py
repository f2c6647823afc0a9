"""Weights of words: of those in the names that a page's makers gave its elements, and of those that open a text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .words_table import weighed

_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_WORD = re.compile(r"\w+")
#: Words looked at from a block's start and end: what marks furniture ("Read more", "Photo:", "Sign up") stands there.
START_WORDS, END_WORDS = 10, 3
#: Characters of a text in which the words that open it are looked for, and those that close it.
HEAD, TAIL = 100, 24
#: Most texts have their ten words, and the start of another, within so many characters.
_MOSTLY = 72
#: Names looked at in one element, and letters in one name.
NAMES, LETTERS = 24, 60


#: Tables that leave of ASCII only small letters, or what can stand in a word. To part bytes at what is gone takes
#: between a fifth and two thirds of the pattern's time.
_SMALL_LETTERS = bytes(code if chr(code).islower() else 32 for code in range(128)).ljust(256)
_WORD_LETTERS = bytes(code if _WORD.match(chr(code)) else 32 for code in range(128)).ljust(256)


def whole_tokens(whole: str) -> tuple[str, ...]:
    """The words that one class name or id is made of, and all of them joined: article, text, article_text."""
    whole = whole[:LETTERS]
    if whole.isascii() and whole.islower():  # most are, and then the pattern takes what stands between other signs
        parts = [p for p in whole.encode().translate(_SMALL_LETTERS).decode().split() if len(p) > 1]
    else:
        parts = [p.lower() for p in _TOKEN.findall(whole) if len(p) > 1]
    if len(parts) > 1:
        parts.append("_".join(parts))
    return tuple(parts)


def name_tokens(names: str) -> tuple[str, ...]:
    """The words in all names of an element, each once."""
    return tuple(dict.fromkeys(token for whole in names.split()[:NAMES] for token in whole_tokens(whole)))


def text_tokens(text: str) -> tuple[str, ...]:
    """The words that open and close a text, in lower case, the very first marked as such; each once."""
    return tuple(dict.fromkeys(_opening_and_close(text)))


def _words(text: str) -> list[str]:
    """All runs of letters, digits and underscores."""
    if text.isascii():
        return text.encode().translate(_WORD_LETTERS).decode().split()
    return _WORD.findall(text)


def _opening_and_close(text: str) -> list[str]:
    head = text[:HEAD].lower()
    words = _words(head[:_MOSTLY])
    if len(words) <= START_WORDS and len(head) > _MOSTLY:  # the last may be cut
        words = _words(head)
    if not words:
        return ["^" + text[:1]]
    del words[START_WORDS:]
    words.append("^" + words[0])
    if len(text) > HEAD:
        words += _words(text[-TAIL:].lower())[-END_WORDS:]
    return words


#: Names and short texts remembered with their weights; a site repeats its own, and most sites some common ones.
REMEMBERED = 50_000
#: All names of an element are remembered up to this length, which keeps what is remembered to some megabytes.
_USUAL = 200
#: A text up to this long is remembered: menus, buttons and bylines are; paragraphs do not come again.
_SHORT = 40


@dataclass(frozen=True)
class Vocabulary:
    """Weights of words in element names and in texts, from a logistic regression; unknown words weigh nothing."""

    names: dict[str, float]
    texts: dict[str, float]
    known: dict[str, dict[str, float]] = field(default_factory=dict)
    known_elements: dict[str, float] = field(default_factory=dict)
    known_texts: dict[str, float] = field(default_factory=dict)

    @cached_property
    def hashed_names(self) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
        """The words of names by hash, and what they weigh, as compiled loops want them."""
        return weighed(self.names)

    @cached_property
    def hashed(self) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
        """The words of texts by hash, and what they weigh, as compiled loops want them."""
        return weighed(self.texts)

    def score_names(self, elements: Iterable[str]) -> list[float]:
        """How much the names of each element speak for the story's text.

        A word that several names of one element share counts once.
        """
        known, scored = self.known_elements, self._scored
        if len(known) > REMEMBERED:
            known.clear()
        result = []
        for names in elements:
            score = known.get(names)
            if score is None:
                score = scored(names)
                if len(names) <= _USUAL:
                    known[names] = score
            result.append(score)
        return result

    def _scored(self, names: str) -> float:
        known, learn = self.known, self._learn
        found: dict[str, float] = {}
        for whole in names.split()[:NAMES]:
            weights = known.get(whole)
            if weights is None:
                weights = learn(whole)
            if weights:
                found = {**found, **weights} if found else weights
        return sum(found.values())

    def _learn(self, whole: str) -> dict[str, float]:
        """Remember what the words of one name weigh."""
        if len(self.known) > REMEMBERED:
            self.known.clear()
        get = self.names.get
        weights = self.known[whole] = {t: w for t in whole_tokens(whole) if (w := get(t))}
        return weights

    def score_texts(self, texts: Sequence[str]) -> list[float]:
        """How much each text's first and last words do."""
        known, weights = self.known_texts, self.texts
        if len(known) > REMEMBERED:
            known.clear()
        has, weight, words_of = weights.__contains__, weights.__getitem__, _opening_and_close
        result = []
        for text in texts:
            score = known.get(text)
            if score is None:
                score = sum(map(weight, dict.fromkeys(filter(has, words_of(text)))))
                if len(text) <= _SHORT:
                    known[text] = score
            result.append(score)
        return result
