"""The types of the benchmark's files: a clean article, a labelled page."""

from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import msgspec

from copydesk.record import Article, Furniture

T = TypeVar("T")


class Part(StrEnum):
    """What a text, a name, a layout or an operation is for; a page of the held-out part uses held-out ones only."""

    MODEL = "model"
    DEVELOP = "develop"
    HELD_OUT = "held-out"


class Clean(msgspec.Struct, frozen=True):
    """A clean article: a line of the input has these fields, and may have others."""

    headline: str
    paragraphs: tuple[str, ...]
    published: str | None = None
    url: str | None = None


class Touch(StrEnum):
    """How an insertion meets its neighbours: glued to a word or mark on a side, or free between spaces."""

    GLUED = "glued"
    FREE = "free"


class Injection(msgspec.Struct, frozen=True):
    """A name that was written in: `[start, end)` of the field as found, in code points, without the spaces around it.

    `agrees` says whether the same string stands in headline, source or byline of the page, or on other pages of its
    group.
    """

    field: str
    start: int
    end: int
    text: str
    operation: str
    touch: Touch
    agrees: bool


class Affix(msgspec.Struct, frozen=True):
    """A name set off at an end of the headline: `style` is `odd` or `spaced`; the text covers the separator."""

    text: str
    side: str
    style: str


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """One page with the truth about it.

    `article` and `furniture` are the page as a perfect reader reads it; `original` is the clean article. `false_source`
    is the invented source or byline, `redated` whether the time was moved, `unrelated` the recommended headlines that
    have nothing to do with the story. Pages of one `group` stand on one site. `text` or `html` is the page itself.
    """

    name: str
    part: Part
    tampered: bool
    kind: str
    layout: str
    group: str | None = None
    article: Article
    furniture: Furniture
    original: Clean
    affix: Affix | None = None
    injections: tuple[Injection, ...] = ()
    false_source: str | None = None
    redated: bool = False
    unrelated: tuple[str, ...] = ()
    foreign: str | None = None
    text: str | None = None


def read_lines(path: Path, kind: type[T]) -> list[T]:
    """The records of a JSONL file."""
    with path.open("rb") as lines:
        return [msgspec.json.decode(line, type=kind) for line in lines if line.strip()]
