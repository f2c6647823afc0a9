"""The outline of a page by the compiled walk: what that gives, brought into the record that the plain walk gives."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import overload

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser

from . import dom, features_table, kernels_attributes, kernels_memory, kernels_walk, lexbor_nodes
from .dom import Outline, Picture, Tables, Whole
from .kernels_memory import Hashes, Table

Numbers = NDArray[np.int64]

#: Inline styles remembered, in twice as many places: beyond that all are asked anew.
STYLES = 1 << 14
#: Elements for which room is made at first: 1,129 of 1,149 news pages need no second go.
ROOM = 4096
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src", "srcset", "data-srcset")


def _no_styles() -> tuple[Hashes, Numbers]:
    return np.zeros(2 * STYLES, dtype=np.uint64), np.zeros(2 * STYLES, dtype=np.int64)


@dataclass
class _Known:
    """What the walk is told of lexbor's numbers, by number, and what is known of inline styles so far."""

    at: Numbers
    kinds: Numbers
    codes: Numbers
    bits: Numbers
    closes: Numbers
    own: Numbers
    entries: Numbers
    styles: tuple[Hashes, Numbers] = field(default_factory=_no_styles)
    remembered: int = 0

    def learn(self, styles: list[bytes]) -> None:
        """Remember of inline styles, `STYLES` at most, whether they hide."""
        if self.remembered + len(styles) > STYLES:
            self.styles, self.remembered = _no_styles(), 0  # a walk in another thread keeps those it was given
        keys, answers = self.styles
        for style in styles:
            place, key = kernels_attributes.style_place(keys, np.frombuffer(style, dtype=np.uint8))
            self.remembered += int(keys[place] == 0)
            answers[place] = dom.unseen(style.decode(errors="replace"))
            keys[place] = key


@cache
def _known() -> _Known | None:
    """All that the walk must be told; None where the layout of lexbor's nodes is not known."""
    layout = lexbor_nodes.layout()
    if layout is None:
        return None
    tags = np.zeros((4, max(dom.TAG_IDS) + 1), dtype=np.int64)
    for number, name in dom.TAG_IDS.items():
        tags[0, number] = _kind_of_tag(name)
        tags[1:, number] = dom.KINDS.get(number, (0, 0, False))
    own, entries = lexbor_nodes.attribute_kinds(_kinds_of_attributes(), layout)
    kinds, codes, bits, closes = tags
    return _Known(layout.offsets(), kinds, codes, bits, closes, own, entries)


_SPECIAL = {
    "-text": kernels_walk.TEXT,
    "img": kernels_walk.IMAGE,
    "a": kernels_walk.LINK,
    "br": kernels_walk.BREAK,
    "hr": kernels_walk.BREAK,
    "wbr": kernels_walk.OTHER,
}


def _kind_of_tag(name: str) -> int:
    return _SPECIAL.get(name, kernels_walk.KNOWN if name in dom.TAGS else kernels_walk.VOID)


def _kinds_of_attributes() -> dict[str, int]:
    return {
        **dict.fromkeys(dom.TELLING, kernels_attributes.TELLING),
        "hidden": kernels_attributes.HIDES,
        "style": kernels_attributes.STYLE,
        "href": kernels_attributes.HREF,
        **{name: kernels_attributes.SOURCE + at for at, name in enumerate(_SOURCES)},
        "alt": kernels_attributes.ALT,
    }


def can_walk() -> bool:
    """Whether the compiled walk can be used in this process; compiles it, or loads it from Numba's cache."""
    tree = LexborHTMLParser("<body><p>A line.</p></body>")
    return _known() is not None and outline(tree).texts == ["A line."]


def outline(tree: LexborHTMLParser) -> Outline:
    """As `dom.outline`; only where `can_walk` says so."""
    known, root = _known(), tree.body
    if root is None or known is None:
        return Outline()
    room, asked = ROOM, False
    while True:
        fits, (elements, blocks, pictures, held, asks, names, letters, strings) = kernels_walk.walk(
            root.mem_id,
            known.at,
            known.kinds,
            known.codes,
            known.bits,
            known.closes,
            known.own,
            known.entries,
            *known.styles,
            room,
        )
        text = strings.tobytes()
        if not fits:
            room *= 4
        elif not asks.shape[1]:
            break
        else:
            styles = {text[start : start + size] for start, size in asks.T.tolist()}
            if asked or len(styles) > STYLES:  # more than can be kept, or forgotten for another thread's
                return dom.outline(tree)
            known.learn(sorted(styles))
            asked = True
    return _outline(elements, blocks, pictures, held, names, letters, text)


def _outline(
    elements: Table, blocks: Table, pictures: Table, held: Table, names: Table, letters: Table, text: bytes
) -> Outline:
    texts = letters.tobytes().decode("utf-32-le").split("\n")[:-1]
    size = blocks[features_table.SIZE]
    return Outline(
        texts=texts,
        linked=_whole(np.minimum(blocks[features_table.LINKED], size)),
        links=_whole(blocks[features_table.LINKS]),
        bold=_whole(np.minimum(blocks[features_table.BOLDED], size)),
        element=_whole(blocks[features_table.ELEMENT]),
        href=_Strings(text, blocks[kernels_walk.HREF_START], blocks[kernels_walk.HREF_SIZE]),
        breaks=_whole(blocks[features_table.BREAKS]),
        parent=_whole(elements[features_table.PARENT]),
        tag=_whole(elements[features_table.TAG]),
        bits=_whole(elements[features_table.MARKS]),
        depth=_whole(elements[features_table.DEPTH]),
        named=_whole(elements[features_table.NAMED]),
        names=_Strings(text, *names),
        first=_whole(elements[features_table.FIRST_BLOCK]),
        last=_whole(elements[features_table.LAST_BLOCK]),
        pictures=_Pictures(text, pictures),
        hidden=_hidden(text, held, blocks[features_table.BEGINS], len(texts) - 1),
        tables=Tables(letters, elements, blocks, names, np.frombuffer(text, dtype=np.uint8), pictures[1]),
    )


def _hidden(text: bytes, held: Table, begins: Table, last: int) -> list[tuple[int, str]]:
    return [
        (
            min(max(int(np.searchsorted(begins, at, side="right")) - 1, 0), last),
            " ".join(_string(text, start, size).split()),
        )
        for at, start, size in held.T.tolist()
    ]


def _whole(numbers: Table) -> Whole:
    return numbers.data


class _Strings(Sequence[str]):
    """Strings in a text of UTF-8, each made only where it is asked for: of names and links few are.

    One begins at its start and has its size; where that is below zero, there is none.
    """

    __slots__ = ("_size", "_start", "_text")

    def __init__(self, text: bytes, start: Table, size: Table) -> None:
        self._text, self._start, self._size = text, start.data, size.data

    def __len__(self) -> int:
        return len(self._start)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        start = self._start[at]
        return self._text[start : start + self._size[at]].decode(errors="replace") if start >= 0 else ""


class _Pictures(Sequence[Picture]):
    """Pictures by their table, each made only where it is asked for: few are near the story."""

    __slots__ = ("_table", "_text")

    def __init__(self, text: bytes, table: Table) -> None:
        self._text, self._table = text, table

    def __len__(self) -> int:
        return int(self._table.shape[1])

    @overload
    def __getitem__(self, at: int) -> Picture: ...
    @overload
    def __getitem__(self, at: slice) -> list[Picture]: ...
    def __getitem__(self, at: int | slice) -> Picture | list[Picture]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        return _picture(self._text, *self._table[:, at].tolist())


def _string(text: bytes, start: int, size: int) -> str:
    return text[start : start + size].decode(errors="replace")


def _picture(
    text: bytes, element: int, block: int, kind: int, start: int, size: int, alt_start: int, alt_size: int
) -> Picture:
    source: str | None = None
    if kind != kernels_memory.NOTHING:
        source = _string(text, start, size)
        if kind >= kernels_attributes.SOURCES:
            source = dom.first_of_set(source)
    alt = None if alt_start < 0 else _string(text, alt_start, alt_size)
    return Picture(source, alt, element, block)
