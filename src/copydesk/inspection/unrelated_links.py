"""`unrelated-links`: recommended items that have nothing to do with the story.

Evidence: an item shares neither a name nor two telling words with headline and body. That alone is ordinary, for
outlets recommend what is read most: it is said only on a page whose headline has a name put to it, as a suspicion, or
on one laid out or addressed like a known family of farms, where it accuses. A teaser that stops without an end is named
as evidence too.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from re import compile as re_compile

import numpy as np

from copydesk.record import Check, Field, Finding, Recommended, Span
from copydesk.text.folding import fold

from .case import Case
from .fast import letters_of, loops
from .newsroom import common_words
from .suspects import odd_affixes

#: Words of fewer letters are mostly articles, prepositions and pronouns, in the languages of the reading corpora.
TELLING = 5
#: Letters that tell a word, whatever its ending.
STEM = 7
#: Telling words in lower case that make an item related; one alone is shared by chance (`between`, `concern`).
ENOUGH = 2
#: Items looked at; the longest list on the counted farm pages had 40.
MOST = 60

#: Items whose words are kept at hand, and words whose stems are: those of some hundred pages.
ITEMS = 4096
STEMS = 16_384
#: Longer items and what is beyond these letters of a word are not kept, so that a hostile page cannot fill the memory.
LONGEST_ITEM = 1000
LONGEST_WORD = 40

_WORD = re_compile(rf"[^\W\d_]{{{TELLING},}}")
#: The same letters, of those in Latin-1.
_NARROW_LETTERS = "".join(letter for letter in map(chr, range(256)) if letter.isalnum() and not letter.isdecimal())
_NARROW_WORD = re_compile(rf"[{_NARROW_LETTERS}]{{{TELLING},}}")
_MARKS = "’“”‘—–"


def check(case: Case) -> Iterator[Finding]:
    """One finding for each recommended item that shares no telling word with the story."""
    items = case.article.recommended[:MOST]
    if not items or not case.article.paragraphs:
        return
    accuse = case.farm >= 0.5
    if not accuse and not case.once(odd_affixes):
        return
    said = [f"{item.headline} {item.teaser or ''}" for item in items]
    at = 0
    for item, unrelated in zip(items, _unrelated(f"{case.headline.text}\n{case.body.text}", said), strict=True):
        if item.headline and unrelated:
            yield _finding(case, item, at, accuse)
        at += len(item.headline) + 1


def _unrelated(story: str, items: list[str]) -> list[bool]:
    """Whether each item has telling words, and too few of the story's."""
    compiled = loops()
    if compiled is not None:
        folded = [fold(item).text for item in items]
        ends = np.array(list(accumulate(map(len, folded))), np.int32)
        found = compiled.relate(letters_of(story), letters_of("".join(folded)), ends)
        if len(found):
            return [related == 0 for related in found.tolist()]
    words_of_story = _telling(story)
    return [_is_unrelated(item, words_of_story) for item in items]


def _is_unrelated(item: str, story: dict[str, bool]) -> bool:
    words = _told_by(item) if len(item) <= LONGEST_ITEM else _words_of_item(item)
    shared = words & story.keys()
    return bool(words) and len(shared) < ENOUGH and not any(story[word] for word in shared)


def _words_of_item(item: str) -> frozenset[str]:
    """The telling words of an item, as its headline and teaser say them."""
    return frozenset(_telling(fold(item).text))


#: The same, kept at hand: a site recommends the same items on many of its pages.
_told_by = lru_cache(ITEMS)(_words_of_item)


def _telling(text: str) -> dict[str, bool]:
    """The telling words of `text` by their first letters, and whether it writes them with a capital."""
    words: dict[str, bool] = {}
    stem_of = _stem
    for word in set(_words(text)):
        stem = stem_of(word[:LONGEST_WORD])
        if stem:
            words[stem] = word[0].isupper() or words.get(stem, False)
    return words


def _words(text: str) -> list[str]:
    """The words of `text` that are long enough; of plain text by the pattern of its few letters, which is faster."""
    plain = text
    if not text.isascii():
        for mark in _MARKS:
            plain = plain.replace(mark, " ")
    try:
        plain.encode("latin-1")
    except UnicodeEncodeError:
        return _WORD.findall(text)
    return _NARROW_WORD.findall(plain)


@lru_cache(STEMS)
def _stem(word: str) -> str:
    """The letters that tell a word; none of a common one."""
    lower = word.lower()
    return "" if lower in common_words() else lower[:STEM]


def _finding(case: Case, item: Recommended, at: int, accuse: bool) -> Finding:
    evidence = ["no telling word of its headline and teaser stands in the story"]
    if item.teaser and item.teaser[-1:].isalnum() and len(item.teaser) >= 60:
        evidence.append(f"its teaser stops without an end after {len(item.teaser)} characters")
    if accuse:
        evidence.append("the page is laid out or addressed like those of a known family of copy farms")
    return Finding(
        check=Check.UNRELATED_LINKS,
        field=Field.RECOMMENDED,
        span=Span(at, at + len(item.headline)),
        text=item.headline,
        repair="" if accuse else None,
        confidence=0.95 if accuse else 0.45,
        evidence=tuple(evidence),
        message="The page recommends this item beside a story that it has nothing to do with.",
    )
