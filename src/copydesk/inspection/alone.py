"""What a body says alone: names that the sentence reads better without, with nothing on the page to agree with.

Candidates come from one scan over the runs of capitalised words. A candidate's observations are numbers; a logistic
weight for each (`weights.json`, fitted by `bench/farm` on its develop part) makes a probability of them.
"""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice
from math import log
from re import compile as re_compile

import msgspec

from .english import NAME, English
from .newsroom import sounds_like_product
from .occurrences import cut

_UP = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0410-\u042f\u4e00-\u9fff"
_NAME_WORD = rf"[{_UP}][\w’'-]{{0,30}}"
_RUN = re_compile(rf"{_NAME_WORD}(?:\s(?:de |of |for )?(?:{_NAME_WORD}|\d\.\d)){{0,5}}")
_OPEN_RUN = re_compile(rf"(?:{_RUN.pattern} ?)?$")
_WIDE_END = re_compile(r"[\u0400-\u04ff\u3040-\u30ff\u4e00-\u9fff](?=[a-z]{2,24}$)")
_VERSION_END = re_compile(r"\.[0-9](?=[a-z]{3})")
_TAIL = re_compile(r"[a-zß-öø-ÿ]{2,24}")
_HEAD = re_compile(r"(?<![\w’'-])[a-zß-öø-ÿ]{2,20}$")
_CAPITAL_BEFORE = re_compile(rf"(?<=[\w,;] )[{_UP}][\w’'.-]{{0,20}} $")
_CAPITAL_AFTER = re_compile(rf" [{_UP}]")
_OPENING = re_compile(r"(\w+) ")
_QUOTING = frozenset('(“"')
_UNQUOTING = frozenset(')”"')
_SHORT_WORDS = frozenset(("a", "an", "as", "at", "by", "he", "in", "is", "it", "of", "on", "or", "to", "we"))
_POSSESSIVE = ("'s", "’s")
_MARKS = frozenset(",?")
_APPOSING = frozenset(",.;:)’'")

#: Below this logarithm a name between spaces belongs where it stands: nine of ten insertions are above it.
FREE_GAIN = 1.0
#: Shorter tokens are too short to split into a name and a word.
SHORTEST_TOKEN = 6
#: Words of this many letters and fewer stand at the end of too many names.
SHORT_TAIL = 2
#: Runs of names looked at on a page; the longest articles of the reading corpora have some hundreds.
MOST = 2000


class Kind(StrEnum):
    """How a candidate meets its neighbours."""

    FREE = "between spaces"
    RIGHT = "glued to the word after it"
    LEFT = "glued to the word before it"
    MARK = "glued to the punctuation before it"


class Candidate(msgspec.Struct, frozen=True):
    """A name at `[start, end)` of the folded body, and what was observed of it."""

    start: int
    end: int
    kind: Kind
    numbers: tuple[float, ...]


class Names:
    """The runs of capitalised words of a text, and how often it has each word of them."""

    def __init__(self, text: str, model: English) -> None:
        self.text = text
        self.model = model
        self.runs = tuple(islice(_RUN.finditer(text), MOST))
        self.counts = Counter(" ".join([run.group() for run in self.runs]).split())

    def is_unknown(self, word: str) -> bool:
        """Whether the model's texts have the word neither as a name nor otherwise."""
        return word not in self.model.counts.names and word.lower() not in self.model.counts.words


def candidates(names: Names) -> Iterator[Candidate]:
    """The names of a text that may have been written in."""
    text, model = names.text, names.model
    known = model.counts.names
    for run in names.runs:
        name = run.group()
        start, end = run.span()
        before = text[start - 1] if start else ""
        found = None
        if before == " ":
            if name not in known:
                inner = end - 2 if name.endswith(_POSSESSIVE) else end
                found = _free(names, start, inner, start, end)
        elif before in _MARKS:
            found = _mark(names, start, end)
        elif before.islower():
            found = _left(names, start, end) or _inside(names, start, end)
        elif before in _QUOTING and text[end : end + 1] in _UNQUOTING:
            found = _free(names, start, end, start - 1, end + 1)
        if found:
            yield found
    yield from _tokens(names)
    for match in _VERSION_END.finditer(text):
        tail = _TAIL.match(text, match.end())
        if text[match.start() - 1].isdigit() and tail and model.knows(tail.group()):
            yield _split(names, match.start() - 1, match.end(), tail.end())


def _free(names: Names, start: int, end: int, first: int, last: int) -> Candidate | None:
    """A name between two lower-case words that the sentence reads better without; `[first, last)` has its brackets."""
    text = names.text
    if not text[last + 1 : last + 2].islower() or text[last] != " " or text[first - 1] != " ":
        return None
    if names.counts[text[start:end]] > 1:
        return None  # the story's own name, which it names again
    before = text[first - 2]
    if not before.islower() and before not in ",;":
        return None
    numbers = name_numbers(names, start, end)
    if (numbers[1] == 0.0 and numbers[3] == 0.0) or numbers[2] > 0.5:
        return None
    gain = names.model.reads_on(text, first, last)
    return Candidate(start, end, Kind.FREE, (gain, *numbers)) if gain >= FREE_GAIN else None


def _left(names: Names, start: int, end: int) -> Candidate | None:
    """A name glued to the lower-case word before it."""
    head = _HEAD.search(names.text, max(0, start - 24), start)
    if head is None or not names.model.knows(head.group()):
        return None
    gain = names.model.reads_on(names.text, start, end)
    return Candidate(start, end, Kind.LEFT, (gain, *name_numbers(names, start, end)))


def _inside(names: Names, start: int, end: int) -> Candidate | None:
    """A name inside a word: what stands before and behind it is one word that the model knows."""
    head = _HEAD.search(names.text, max(0, start - 24), start)
    if head is None:
        return None
    last = names.text.rfind(" ", start, end) + 1 or start
    for name_end in range(last + 2, end):
        if names.model.knows(head.group() + names.text[name_end:end]):
            gain = names.model.reads_on(names.text, head.start(), end)
            return Candidate(start, name_end, Kind.LEFT, (max(gain, 2.0), *name_numbers(names, start, name_end)))
    return None


def _mark(names: Names, start: int, end: int) -> Candidate | None:
    """A name glued to the comma or question mark before it."""
    before, after = names.text[start - 2 : start - 1], names.text[end : end + 1]
    if not before.isalpha() or after not in (" ", "", "\n"):
        return None
    gain = names.model.reads_on(names.text, start, end)
    return Candidate(start, end, Kind.MARK, (gain, *name_numbers(names, start, end)))


def _tokens(names: Names) -> Iterator[Candidate]:
    """Tokens that no text has, and that split into a name and a known word."""
    known = names.model.counts.words
    for word, times in names.counts.items():
        if times > 1 or len(word) < SHORTEST_TOKEN or not names.is_unknown(word):
            continue
        wide = None if word.isascii() else _WIDE_END.search(word)
        ends = (wide.end(),) if wide else range(2, len(word))
        cuts = [at for at in ends if word[at:] in known and (wide or _may_end(word, at))]
        if cuts:
            at = names.text.find(word)
            found = [_split(names, at, at + cut, at + len(word)) for cut in cuts]
            yield max(found, key=lambda c: c.numbers[0] + c.numbers[1])


def _may_end(word: str, cut: int) -> bool:
    """Whether a name may end here: before a longer word anywhere, before a short one behind a product's last word."""
    return len(word) - cut > SHORT_TAIL or (word[cut:] in _SHORT_WORDS and sounds_like_product(word[:cut]))


def _split(names: Names, word: int, end: int, word_end: int) -> Candidate:
    """The candidate that ends at `end`, inside the word `[word, word_end)`."""
    text, model = names.text, names.model
    start = _run_start(names, word)
    head, tail = text[word:end], text[end:word_end]
    before = model.before(text, start)
    after = model.after(text, end)
    gain = model.log_probability(before, after) - model.log_probability(before, [NAME, *after[1:]])
    numbers = (
        gain,
        float(min(len(tail), 9)),
        log(model.counts.words[tail]),
        float(not names.is_unknown(head)),
        float(len(head) > 3),
        *name_numbers(names, start, end),
    )
    return Candidate(start, end, Kind.RIGHT, numbers)


def _run_start(names: Names, end: int) -> int:
    """Where the run of names that reaches up to `end` starts; a sentence's opening word is not of it."""
    run = _OPEN_RUN.search(names.text, max(0, end - 80), end)
    start = run.start() if run else end
    opening = _OPENING.match(names.text, start, end)
    return opening.end() if opening and opening.group(1).lower() in names.model.counts.frequent else start


def name_numbers(names: Names, start: int, end: int) -> tuple[float, ...]:
    """What a name says of itself: its length, unknown words, words that stand elsewhere, product, capitals."""
    name = names.text[start:end]
    words = name.split()
    unknown = elsewhere = capitals = 0
    for word in words:
        unknown += names.is_unknown(word)
        elsewhere += names.counts[word] > 1
        capitals += len(word) > 3 and word.isupper()
    share = 1 / len(words)
    product = float(sounds_like_product(name))
    return float(min(len(words), 4)), unknown * share, elsewhere * share, product, float(capitals > 0)


def in_longer_name(names: Names, start: int, end: int) -> bool:
    """Whether a capitalised word stands right beside the name, so that it is a part of a longer one."""
    before = _CAPITAL_BEFORE.search(names.text, max(0, start - 24), start)
    return before is not None or _CAPITAL_AFTER.match(names.text, end) is not None


def agreed_numbers(names: Names, start: int, end: int, times: int, where: str) -> tuple[float, ...]:
    """The observations of a name between spaces that also stands elsewhere on the page.

    `times` is how often the body has it, `where` the other place. A capital next to it makes it a part of a longer
    name, a mark after it an apposition.
    """
    text = names.text
    length, unknown, _, product, capitals = name_numbers(names, start, end)
    start, end = cut(text, start, end)
    end -= text[end - 1] == " "
    start += text[start] == " "
    beside = float(bool(_CAPITAL_BEFORE.search(text, max(0, start - 24), start)))
    within = float(bool(_CAPITAL_AFTER.match(text, end)))
    gain = min(8.0, names.model.reads_on(text, start, end))
    mark = text[end : end + 1] in _APPOSING
    places = float(where.startswith("behind")), float(where.startswith("as the"))
    return gain, float(min(3, times)), beside, within, float(mark), *places, length, unknown, product, capitals
