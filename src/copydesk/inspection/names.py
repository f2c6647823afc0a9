"""What is observed of a name in a text: its words, where else they stand, what stands beside it."""

from functools import lru_cache
from re import compile as re_compile

import msgspec

from .english import English
from .newsroom import sounds_like_product
from .occurrences import cut
from .scans import UP, scan

_CAPITAL_BEFORE = re_compile(rf"(?<=[\w,;] )[{UP}][\w’'.-]{{0,20}} $")
_CAPITAL_AFTER = re_compile(rf" [{UP}]")
_SENTENCE_END = re_compile(r"(?:^|\n|[.!?][”\"’')]? )$")
_WORD_AFTER = re_compile(r" ([^\W\d_]+)")
_OPENING_QUOTES = frozenset('“"„«‘')
_APPOSING = frozenset(",.;:)’'")

#: Names whose facts are kept at hand: those of some hundred pages.
FACTS = 32_768


class Names:
    """A text, what stands where in it, and the model that is asked about its words."""

    def __init__(self, text: str, model: English) -> None:
        self.text = text
        self.model = model
        self.scan = scan(text, model)
        #: Whether the text has a word more than once, by itself or before a mark or a possessive.
        self.repeats = self.scan.repeats

    def is_unknown(self, word: str) -> bool:
        """Whether the model's texts have the word neither as a name nor otherwise."""
        return word not in self.model.vocabulary and word.lower() not in self.model.words


class NameFacts(msgspec.Struct, frozen=True, gc=False):
    """What a name says by itself: how many words, the share unknown to the model, a product's word, capitals."""

    words: float
    unknown: float
    product: float
    capitals: float


@lru_cache(FACTS)
def name_facts(name: str, model: English) -> NameFacts:
    """The facts of a name, as the model knows its words."""
    words = name.split()
    unknown = sum(
        word not in model.vocabulary and word.lower() not in model.words and not word.isdecimal() for word in words
    )
    return NameFacts(
        float(min(len(words), 4)),
        unknown * (1 / len(words)),
        float(sounds_like_product(name)),
        float(any(len(word) > 3 and word.isupper() for word in words)),
    )


def name_numbers(names: Names, start: int, end: int) -> tuple[float, ...]:
    """What a name says of itself: its length, unknown words, words that stand elsewhere, product, capitals."""
    name = names.text[start:end]
    words = name.split()
    facts = name_facts(name, names.model)
    elsewhere = sum(map(names.repeats, words)) * (1 / len(words))
    return facts.words, facts.unknown, elsewhere, facts.product, facts.capitals


def tells(names: Names, start: int, end: int) -> bool:
    """Whether a name holds words that no text has, half of its words or more, or a product's word."""
    facts = name_facts(names.text[start:end], names.model)
    return facts.unknown >= 0.5 or facts.product > 0


def in_longer_name(names: Names, start: int, end: int, where: str) -> bool:
    """Whether a capitalised word right beside the name makes it a part of a longer one.

    A product's name stands behind another name by insertion only (`Donald Trump VELTRO Exchange said`), and so does any
    name that stands behind the headline.
    """
    if where.startswith("behind"):
        return False
    before, after = _beside(names, start, end)
    return after or (before and not sounds_like_product(names.text[start:end]))


def _opens(names: Names, end: int) -> bool:
    """Whether the capitalised word behind a name opens a sentence, or is a name that the text has elsewhere too."""
    found = _WORD_AFTER.match(names.text, end)
    if found is None:
        return False
    word, counts = found.group(1), names.model.counts
    plain = word.lower()
    return plain in counts.frequent or counts.words.get(plain, 0) > counts.names.get(word, 0) or names.repeats(word)


def _beside(names: Names, start: int, end: int) -> tuple[bool, bool]:
    """Whether a capitalised word stands right before a name, and behind it, where no quotation or sentence opens."""
    text = names.text
    before = _CAPITAL_BEFORE.search(text, max(0, start - 24), start) is not None
    if text[start - 1 : start] in _OPENING_QUOTES or _CAPITAL_AFTER.match(text, end) is None:
        return before, False
    return before, not (_SENTENCE_END.search(text, max(0, start - 3), start) and _opens(names, end))


def agreed_numbers(names: Names, start: int, end: int, times: int, where: str) -> tuple[float, ...]:
    """The observations of a name between spaces that also stands elsewhere on the page.

    `times` is how often the body has it, `where` the other place. A capital next to it makes it a part of a longer
    name, a mark after it an apposition.
    """
    text = names.text
    facts = name_facts(text[start:end], names.model)
    start, end = cut(text, start, end)
    end -= text[end - 1] == " "
    start += text[start] == " "
    before, after = _beside(names, start, end)
    gain = min(8.0, names.model.reads_on(text, start, end))
    mark = text[end : end + 1] in _APPOSING
    places = float(where.startswith("behind")), float(where.startswith("as the"))
    return (
        gain,
        float(min(3, times)),
        float(before),
        float(after),
        float(mark),
        *places,
        facts.words,
        facts.unknown,
        facts.product,
        facts.capitals,
    )
