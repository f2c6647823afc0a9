"""Operations: the ways in which a name is written into a text."""

from collections.abc import Callable, Iterator
from random import Random
from re import compile as re_compile

import msgspec

from .label import Part, Touch

_GAP = re_compile(r"(?<=[a-z,]) (?=[a-z])")
_COMMA = re_compile(r", ")
_QUESTION = re_compile(r"\?(?= |$)")
_LONG_WORD = re_compile(r"\b[a-z]{7,}\b")
_QUOTED = re_compile(r"[“\"](?=[A-Za-z])")


class Place(msgspec.Struct, frozen=True):
    """A place in a paragraph, and what is put there: `before + name + after`."""

    at: int
    before: str = ""
    after: str = ""


class Operation(msgspec.Struct, frozen=True):
    """A way to write a name in: where it may stand in a paragraph, how it meets its neighbours, who may see it."""

    name: str
    part: Part
    touch: Touch
    places: Callable[[str], Iterator[Place]]
    lower: bool = False
    first: bool = False
    split: bool = False


def _after(pattern: str) -> Callable[[str], Iterator[Place]]:
    compiled = re_compile(pattern)
    return lambda text: (Place(m.end()) for m in compiled.finditer(text))


def _gaps(before: str = "", after: str = "", *, at_end: bool = True) -> Callable[[str], Iterator[Place]]:
    return lambda text: (Place(m.end() if at_end else m.start(), before, after) for m in _GAP.finditer(text))


def _commas(text: str) -> Iterator[Place]:
    return (Place(m.start() + 1) for m in _COMMA.finditer(text))


def _questions(text: str) -> Iterator[Place]:
    return (Place(m.end()) for m in _QUESTION.finditer(text))


def _inside(text: str) -> Iterator[Place]:
    return (Place((m.start() + m.end()) // 2) for m in _LONG_WORD.finditer(text))


def _quoted(text: str) -> Iterator[Place]:
    return (Place(m.end(), "", " ") for m in _QUOTED.finditer(text))


def _opening(text: str) -> Iterator[Place]:
    return iter((Place(0, "", " "),) if text else ())


def _ending(text: str) -> Iterator[Place]:
    return iter((Place(len(text), " ", ""),) if text else ())


GLUED, FREE = Touch.GLUED, Touch.FREE
OPERATIONS = (
    Operation("after-comma", Part.DEVELOP, GLUED, _commas, first=True),
    Operation("is", Part.DEVELOP, GLUED, _after(r" is (?=[a-z])"), first=True),
    Operation("the", Part.DEVELOP, GLUED, _after(r"\bThe (?=[a-z])"), first=True),
    Operation("be", Part.DEVELOP, GLUED, _after(r" be (?=[a-z])"), first=True),
    Operation("question", Part.DEVELOP, GLUED, _questions, first=True),
    Operation("right", Part.DEVELOP, GLUED, _gaps()),
    Operation("left", Part.DEVELOP, GLUED, _gaps(at_end=False)),
    Operation("free", Part.DEVELOP, FREE, _gaps(after=" ")),
    Operation("free-first", Part.DEVELOP, FREE, _gaps(after=" "), first=True),
    Operation("possessive", Part.DEVELOP, FREE, _gaps(after="’s ")),
    Operation("before-sentence", Part.DEVELOP, FREE, _opening),
    Operation("brackets", Part.HELD_OUT, FREE, _gaps(before="(", after=") ")),
    Operation("inside-word", Part.DEVELOP, GLUED, _inside),
    Operation("lower-case", Part.HELD_OUT, GLUED, _gaps(), lower=True),
    Operation("split-link", Part.HELD_OUT, GLUED, _gaps(), split=True),
    Operation("in-quotation", Part.HELD_OUT, FREE, _quoted),
    Operation("behind-sentence", Part.HELD_OUT, FREE, _ending),
)


class Written(msgspec.Struct, frozen=True):
    """Paragraphs with a name written in: paragraph and offset of the name in it."""

    paragraphs: tuple[str, ...]
    paragraph: int
    at: int
    text: str


def write_in(paragraphs: tuple[str, ...], name: str, operation: Operation, rng: Random) -> Written | None:
    """`paragraphs` with `name` written in once; None where the text has no such place."""
    if operation.lower:
        name = name.lower()
    if operation.split:
        name = name.replace(" ", rng.choice(("", "  ")), 1)
    where = [(i, place) for i, text in enumerate(paragraphs) for place in operation.places(text)]
    if not where:
        return None
    index, place = where[0] if operation.first else rng.choice(where)
    text = paragraphs[index]
    new = text[: place.at] + place.before + name + place.after + text[place.at :]
    changed = (*paragraphs[:index], new, *paragraphs[index + 1 :])
    return Written(changed, index, place.at + len(place.before), name)
