"""What a page's markup says of itself, by the compiled pass over lexbor's nodes."""

from dataclasses import dataclass
from functools import cache, cached_property, partial

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser

from . import kernels_marks as kernels
from . import lexbor_nodes
from .kernels_memory import Table
from .marks import MOST_HEADINGS, MOST_NODES, MOST_PEOPLE, MOST_TIMES, Find, Mark, Told, first_times, is_read

Numbers = NDArray[np.int64]

_TAGS = {
    "meta": kernels.META,
    "title": kernels.TITLE,
    "script": kernels.SCRIPT,
    "h1": kernels.HEADING,
    "link": kernels.LINK,
    "time": kernels.TIME,
}
_NAMES = {number: name for name, number in _TAGS.items()}
#: Tags that no byline is looked for in (`metadata_people`); which other tag a mark has nobody asks.
_NO_BYLINE = ("img", "body", "svg", "input")
_ATTRIBUTES = {
    "property": kernels.PROPERTY,
    "name": kernels.NAME,
    "itemprop": kernels.ITEMPROP,
    "content": kernels.CONTENT,
    "rel": kernels.REL,
    "type": kernels.TYPE,
    "href": kernels.HREF,
    "class": kernels.CLASS,
    "data-testid": kernels.TEST,
    "datetime": kernels.DATETIME,
}
#: See `kernels_marks._marked`: times, those with `itemprop` and without, sections, people.
_LIMITS = np.array([MOST_NODES, MOST_TIMES, MOST_TIMES, 1, MOST_PEOPLE], dtype=np.int64)
#: Bytes of strings for which room is made at first.
ROOM = 1 << 18
#: Bytes of strings at the most: elements that lie within each other may have a page's text many times over.
MOST_ROOM = 1 << 24


@dataclass(frozen=True, eq=False)
class _Known:
    """What the pass is told of lexbor's numbers."""

    at: Numbers
    kinds: Numbers
    own: Numbers
    entries: Numbers
    text: int
    names: dict[int, str]


@cache
def _known() -> _Known | None:
    """None where the layout of lexbor's nodes is not known."""
    layout = lexbor_nodes.layout()
    if layout is None:
        return None
    maker = LexborHTMLParser("<body>x</body>")
    text = maker.body and maker.body.first_child
    if text is None:
        return None
    numbers = {name: maker.create_node(name).tag_id for name in (*_TAGS, *_NO_BYLINE)}
    kinds = np.zeros(max(numbers.values()) + 1, dtype=np.int64)
    for name, kind in _TAGS.items():
        kinds[numbers[name]] = kind
    own, entries = lexbor_nodes.attribute_kinds(_ATTRIBUTES, layout)
    names = {number: name for name, number in numbers.items()}
    return _Known(layout.offsets(), kinds, own, entries, text.tag_id, names)


def can_tell() -> bool:
    """Whether the compiled pass can be used in this process."""
    told = told_by(LexborHTMLParser("<title>A line.</title>"))
    return told is not None and [*told.finds] == [Find("title", "A line.", "", True)]


def told_by(tree: LexborHTMLParser) -> Told | None:
    """As `marks.told_by_css`; None where that must be asked."""
    known = _known()
    found = None if known is None else _pass(known, tree, finding=True)
    return None if known is None or found is None else Told(_finds(*found), _Marks(known, tree))


def _pass(known: _Known, tree: LexborHTMLParser, *, finding: bool) -> tuple[Table, bytes] | None:
    """The table of finds or that of marks, and the strings; None for a page with too many nodes."""
    root = tree.root
    if root is None:
        return None
    told = known.at, known.kinds, known.own, known.entries, known.text, _LIMITS, MOST_NODES, MOST_HEADINGS
    head = tree.head
    lies = 0 if head is None else head.mem_id
    needed, room = ROOM, 0
    while room < needed:
        if needed > MOST_ROOM:
            return None
        room = needed
        needed, table, strings = kernels.marks(root.mem_id, *told, lies, finding, room)
    return None if needed < 0 else (table, strings.tobytes())


def _string(text: bytes, start: int, size: int) -> str:
    return text[start : start + size].decode(errors="replace")


def _finds(table: Table, text: bytes) -> list[Find]:
    finds = []
    for tag, start, size, second, many, in_head in table.T.tolist():
        first = _string(text, start, size)
        if tag != kernels.META:
            finds.append(Find(_NAMES[tag], first, "", bool(in_head) and tag == kernels.TITLE))
        elif is_read(first):
            finds.append(Find("meta", first, _string(text, second, many), bool(in_head)))
    return finds


@dataclass(frozen=True, eq=False)
class _Marks:
    """Marks by a pass for all of them, when the first one is asked for."""

    known: _Known
    tree: LexborHTMLParser

    @cached_property
    def _all(self) -> list[tuple[int, Mark]]:
        found = _pass(self.known, self.tree, finding=False)
        if found is None:  # it has found what came before with no more nodes
            return []
        table, text = found
        return [(column[kernels.AS], _mark(column, text, self.known.names)) for column in table.T.tolist()]

    def _marked(self, what: int) -> list[Mark]:
        return [mark for kinds, mark in self._all if kinds & what]

    @cached_property
    def times(self) -> list[Mark]:
        found = self._marked(kernels.IS_TIME)
        return first_times(m for mark in found for m in [mark] * (1 + (mark[:2] == ("time", "datePublished"))))

    @cached_property
    def people(self) -> list[Mark]:
        return self._marked(kernels.IS_PERSON)

    @cached_property
    def section(self) -> Mark | None:
        return next(iter(self._marked(kernels.IS_SECTION)), None)


def _mark(column: list[int], text: bytes, names: dict[int, str]) -> Mark:
    starts, sizes = column[kernels.STRINGS :: 2], column[kernels.STRINGS + 1 :: 2]
    itemprop, rel, called, datetime, content = (
        None if start < 0 else _string(text, start, size) for start, size in zip(starts[:-1], sizes[:-1], strict=True)
    )
    tag = names.get(column[kernels.TAG], "")
    return Mark(tag, itemprop, rel, called or "", datetime, content, partial(_string, text, starts[-1], sizes[-1]))
