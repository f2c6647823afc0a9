"""What a body says alone: names that the sentence reads better without, with nothing on the page to agree with.

Candidates come from the words that the model does not know, and from one scan for each other way to meet neighbours. A
candidate's observations are numbers; a logistic weight for each (`weights.json`, fitted by `bench/farm` on its develop
part) makes a probability of them.
"""

from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import lru_cache
from math import log
from re import compile as re_compile

import msgspec

from .english import NAME, English
from .names import FACTS, Names, name_facts, name_numbers
from .newsroom import is_agency, sounds_like_product
from .scans import LOW, MARKS_AROUND, RUN, SHORTEST_TOKEN, UP
from .weights import Weights, probability

_OPEN_RUN = re_compile(rf"{RUN.pattern} ?\Z")
_WIDE_END = re_compile(r"[\u0400-\u04ff\u3040-\u30ff\u4e00-\u9fff](?=[a-z]{2,24}$)")
_TAIL = re_compile(rf"[{LOW}]{{2,24}}")
_HEAD = re_compile(rf"[{LOW}]{{2,20}}(?=[{UP}])")
#: `AI-driven`, `Oxford-educated`: a compound, and no name. The head of a split holds none either (`Centre-back`).
_COMPOUND = re_compile(r"-[a-zß-öø-ÿ]")
_TOKEN = re_compile(r"[\w’'-]{3,64}")
_OPENING = re_compile(r"(\w+) ")
_MONTH_END = re_compile(
    r" (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|January|February|March|April|May|June|July|August|September|"
    r"October|November|December)$"
)
_DAY_AFTER = re_compile(r"\.? \d{1,2}\b")
#: What stands behind the place of a dateline: an agency in brackets, mostly after a region or a day.
_AGENCY_AFTER = re_compile(r"[ ,]{0,2}\(([\w .-]{2,24})\)")
_SHORT_WORDS = frozenset(("a", "an", "as", "at", "by", "he", "in", "is", "it", "of", "on", "or", "to", "we"))
_POSSESSIVE = ("'s", "’s")

#: Words of a name whose end is sure: with more, those behind it may be the sentence's.
LONGEST_SURE = 3
#: Below this logarithm a name between spaces belongs where it stands: nine of ten insertions are above it.
FREE_GAIN = 1.0
#: Shorter names are marks, initials and what a wrong encoding leaves.
SHORTEST_NAME = 3
#: Words of this many letters and fewer stand at the end of too many names.
SHORT_TAIL = 2
#: The largest gain seen on the develop part of bench/farm, rounded up.
MOST_GAIN = 9.0
#: A suspicion is said from this probability on. At .1, 45 of 100 honest English pages of the reading corpora have one,
#: at .15 they are 29. Of lone insertions on the develop part, .15 told 73.6 % of the free ones where .1 told 80.3 %,
#: and 87.1 % of the glued ones where .1 told 88.6 %.
WORTH_SAYING = 0.15
#: Splits of a token that are weighed, the one with the longest word behind the name first.
SPLITS = 2


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


def candidates(names: Names, by: Weights | None = None) -> list[Candidate]:
    """The names of a text that may have been written in, in their order.

    With weights, some are left out that are not worth saying.
    """
    found = [*_free(names, by), *_marked(names), *_tokens(names, by), *_versions(names, by)]
    return sorted(found, key=lambda candidate: (candidate.start, candidate.end))


def _free(names: Names, by: Weights | None) -> Iterator[Candidate]:
    """Names between two lower-case words that the sentence reads better without; brackets around them go too."""
    may_be_free = _judge(names.model, by)
    for match in names.scan.free(by):
        name = match.group(1)
        if not may_be_free(name) or (" " not in name and names.repeats(name)):
            continue  # the story's own names are those that it names again
        start, end = match.span(1)
        if name.endswith(_POSSESSIVE):
            end -= 2
        numbers = name_numbers(names, start, end)
        if numbers[2] > 0.5 or (by and probability((MOST_GAIN, *numbers), by.free) < WORTH_SAYING):
            continue
        gain = names.model.reads_on(names.text, match.start() + 1, match.end())
        if gain >= FREE_GAIN:
            yield Candidate(start, end, Kind.FREE, (gain, *numbers))


def weigh(candidate: Candidate, by: Weights) -> float:
    """How likely it is that a candidate was written in."""
    match candidate.kind:
        case Kind.FREE:
            return probability(candidate.numbers, by.free)
        case Kind.RIGHT:
            return probability(candidate.numbers, by.right)
        case Kind.LEFT:
            return probability(candidate.numbers, by.left)
        case Kind.MARK:
            return probability(candidate.numbers, by.mark)


@lru_cache(2)
def _judge(model: English, by: Weights | None) -> Callable[[str], bool]:
    """`_may_be_free` with its answers kept by name: hashing the weights with each would cost more than it spares."""
    return lru_cache(FACTS)(lambda name: _may_be_free(name, model, by))


def _may_be_free(name: str, model: English, by: Weights | None) -> bool:
    """Whether the name could be worth saying if it stands nowhere else and the sentence reads on best without it."""
    if name in model.counts.names or len(name) < SHORTEST_NAME or _COMPOUND.search(name):
        return False
    facts = name_facts(name[:-2] if name.endswith(_POSSESSIVE) else name, model)
    if not facts.unknown and not facts.product:
        return False
    numbers = (MOST_GAIN, facts.words, facts.unknown, 0.0, facts.product, facts.capitals)
    return by is None or probability(numbers, by.free) >= WORTH_SAYING


def _marked(names: Names) -> Iterator[Candidate]:
    """Names glued to the comma or question mark before them."""
    text = names.text
    for at in names.scan.marks():
        run = RUN.match(text, at + 1)
        if run is None or not text[at - 1 : at].isalpha():
            continue
        start, end = run.start(), _name_end(names, run.start(), run.end())
        if end > start and text[end : end + 1] in (" ", "", "\n"):
            gain = names.model.reads_on(text, start, end)
            yield Candidate(start, end, Kind.MARK, (gain, *name_numbers(names, start, end)))


def _name_end(names: Names, start: int, end: int) -> int:
    """Where a name ends: before a sentence's opening word, before a month and its day, before a dateline's region."""
    text = names.text
    if _DAY_AFTER.match(text, end) and (month := _MONTH_END.search(text, start, end)):
        return month.start()
    last = text.rfind(" ", start, end)
    if last > 0 and text[last + 1 : end].lower() in names.model.counts.frequent:
        return last
    agency = _AGENCY_AFTER.match(text, end)
    if last < 0 or agency is None or not is_agency(agency.group(1)):
        return end
    region = text[last + 1 : end]
    return last if region in names.model.counts.names and not sounds_like_product(region) else end


def ends_a_name(names: Names, start: int, end: int) -> bool:
    """Whether a written-in name may end here for sure: short, and its last word a product's or one of no text.

    Behind `On Friday,Brambex Exchange United Nations officials said` nobody can tell where the name ends.
    """
    words = names.text[start:end].split()
    last = words[-1]
    return len(words) <= LONGEST_SURE and (last not in names.model.counts.names or sounds_like_product(last))


def _versions(names: Names, by: Weights | None) -> Iterator[Candidate]:
    """Names that end in a version number, glued to a word that the model knows."""
    text = names.text
    for at in names.scan.versions():
        tail = _TAIL.match(text, at + 2)
        if text[at - 1].isdigit() and tail and names.model.knows(tail.group()):
            yield from _splits(names, at - 1, (at + 2,), tail.end(), by)


def _tokens(names: Names, by: Weights | None) -> Iterator[Candidate]:
    """Tokens with capitals that no text has: a name and a word run together, in either order or one in the other."""
    for raw in names.scan.tokens(names.model.names_with_marks, by):
        word = raw.strip(MARKS_AROUND)
        if not _may_split(word, names.model):
            continue
        head = _HEAD.match(word)
        cuts = () if head else _cuts(word, names.model)
        if (head or cuts) and not names.repeats(word):
            at = names.text.find(raw) + raw.find(word)
            yield from _led(names, at, head.end()) if head else _trailed(names, word, at, cuts, by)


def _led(names: Names, word: int, head: int) -> Iterator[Candidate]:
    """A name glued to the lower-case word before it, or inside one: then what stands before and behind it is a word."""
    text, model = names.text, names.model
    run = RUN.match(text, word + head)
    if run is None:
        return
    start, end = run.span()
    if end - start < SHORTEST_NAME:
        return
    first = text[word:start]
    if model.knows(first):
        gain = model.reads_on(text, start, end)
        yield Candidate(start, end, Kind.LEFT, (gain, *name_numbers(names, start, end)))
        return
    last = text.rfind(" ", start, end) + 1 or start
    for name_end in range(last + 2, end):
        if model.knows(first + text[name_end:end]):
            gain = max(2.0, model.reads_on(text, word, end))
            yield Candidate(start, name_end, Kind.LEFT, (gain, *name_numbers(names, start, name_end)))
            return


@lru_cache(FACTS)
def _may_split(word: str, model: English) -> bool:
    """Whether a token is one that no text has, and no compound (`AI-Powered`)."""
    if len(word) < SHORTEST_TOKEN or word in model.vocabulary or word.lower() in model.words:
        return False
    return "-" not in word and _TOKEN.fullmatch(word) is not None


@lru_cache(FACTS)
def _cuts(word: str, model: English) -> tuple[int, ...]:
    """Where an unknown token may be a name and a known word behind it, the longest word first."""
    wide = None if word.isascii() else _WIDE_END.search(word)
    ends = (wide.end(),) if wide else range(2, len(word))
    return tuple(end for end in ends if model.knows(word[end:]) and (wide or _may_end(word, end)))[:SPLITS]


def _trailed(names: Names, word: str, at: int, cuts: tuple[int, ...], by: Weights | None) -> Iterator[Candidate]:
    """A name glued to the known word behind it: of the ways to split them the one that reads best."""
    found = _splits(names, at, tuple(at + end for end in cuts), at + len(word), by)
    best = max(found, key=lambda candidate: candidate.numbers[0] + candidate.numbers[1], default=None)
    if best:
        yield best


def _may_end(word: str, cut: int) -> bool:
    """Whether a name may end here: before a longer word anywhere, before a short one behind a product's last word."""
    return len(word) - cut > SHORT_TAIL or (word[cut:] in _SHORT_WORDS and sounds_like_product(word[:cut]))


def _splits(names: Names, word: int, ends: tuple[int, ...], word_end: int, by: Weights | None) -> Iterator[Candidate]:
    """The candidates that end at `ends`, inside the word `[word, word_end)`; none where none could be worth saying."""
    text, model = names.text, names.model
    start = _run_start(names, word)
    numbers = [_split_numbers(names, start, word, end, word_end) for end in ends]
    if by and all(probability((MOST_GAIN, *said), by.right) < WORTH_SAYING for said in numbers):
        return
    before = model.before(text, start)
    for end, said in zip(ends, numbers, strict=True):
        after = model.after(text, end)
        gain = model.log_probability(before, after) - model.log_probability(before, [NAME, *after[1:]])
        yield Candidate(start, end, Kind.RIGHT, (gain, *said))


def _split_numbers(names: Names, start: int, word: int, end: int, word_end: int) -> tuple[float, ...]:
    """What a split says, but for how the sentence reads."""
    head, tail = names.text[word:end], names.text[end:word_end]
    return (
        float(min(len(tail), 9)),
        log(names.model.counts.words.get(tail, 1)),
        float(not names.is_unknown(head)),
        float(len(head) > 3),
        *name_numbers(names, start, end),
    )


def _run_start(names: Names, end: int) -> int:
    """Where the run of names that reaches up to `end` starts; a sentence's opening word is not of it."""
    run = _OPEN_RUN.search(names.text, max(0, end - 80), end)
    start = run.start() if run else end
    opening = _OPENING.match(names.text, start, end)
    return opening.end() if opening and opening.group(1).lower() in names.model.counts.frequent else start
