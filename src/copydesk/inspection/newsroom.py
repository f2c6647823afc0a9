"""What newsrooms write around a headline, how outlets, agencies and products are called; from `newsroom.toml`."""

from functools import cache, lru_cache
from importlib.resources import files
from re import compile as re_compile
from tomllib import loads

#: Names whose words are kept at hand; longer ones are not, so that a hostile page cannot fill the memory.
NAMES, LONGEST_KEPT = 8192, 200

_WORD = re_compile(r"\w+")
#: Labels may carry a number or a date word: `Update 4`, `Part 2`, `Live updates Day 3`.
_NUMBERED = re_compile(r"[\s#]{1,2}\d{1,4}$")


def is_label(text: str) -> bool:
    """Whether `text` is a newsroom's label for a headline (`FACT FOCUS`, `Live updates`), in any case."""
    plain = text.lower().strip(" .!*[]()")
    return plain in _words("labels") or _NUMBERED.sub("", plain) in _words("labels")


def is_category(text: str) -> bool:
    """Whether `text` is the name of a section, as farms and outlets name theirs."""
    return text.lower() in _words("categories")


def is_agency(text: str) -> bool:
    """Whether `text` is the name of an agency, as a source names it."""
    return text.strip(" .()").lower() in _words("agencies")


def sounds_like_outlet(text: str) -> bool:
    """Whether `text` holds a word by which outlets are called."""
    return _any_of(text, _words("outlet_words"))


def sounds_like_product(text: str) -> bool:
    """Whether `text` holds a word by which investment products are called, or a version number."""
    return _any_of(text, product_words()) or text.rstrip().endswith(".0")


def product_words() -> frozenset[str]:
    """Words by which investment products are called."""
    return _words("product_words")


def _any_of(text: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint(_words_of(text) if len(text) <= LONGEST_KEPT else _WORD.findall(text.lower()))


@lru_cache(NAMES)
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(name.lower()))


def common_words() -> frozenset[str]:
    """Words of five letters and more that stand in headlines on any subject."""
    return _words("common_words")


@cache
def _words(name: str) -> frozenset[str]:
    data = loads(files("copydesk.inspection").joinpath("newsroom.toml").read_text("utf-8"))
    return frozenset(data[name])
