"""From lexbor's tree to an outline: the page's blocks of text in order, and the elements that hold them.

One pass over the tree, by hand and without recursion, since everything later works on flat lists: a block knows its
element, an element its parent and the range of blocks below it. Nothing here costs more than linear time in the size of
the tree, whatever its depth.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser, LexborNode

#: Nodes walked before the outline stops. The largest of 1,149 news pages has 4,800 elements; far beyond that it is no
#: article, and the time of every later step is bounded by it.
NODES = 200_000
#: Characters of text taken, for the same reason.
CHARACTERS = 2_000_000
#: Blocks of text taken: the largest page at hand has 1,546; so many cost a second of CPU and under 200 MB.
BLOCKS = 20_000
#: Attribute text looked at in one element.
ATTRIBUTE = 400


def _words(*lines: str) -> list[str]:
    return " ".join(lines).split()


_SKIPPED = _words(
    "script style template svg noscript select option textarea iframe input object embed canvas head math audio video",
    "button datalist map progress meter frameset dialog",
)
_BLOCK = _words(
    "html body div p h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre table caption thead tbody tfoot tr td th",
    "article section main aside nav header footer figure figcaption form fieldset legend address details summary",
    "center hgroup menu dir listing search",
)
_INLINE = _words("a span b strong em i u font small big sub sup time cite q label abbr code ins del s mark img picture")

#: Codes of tags, as the features know them; 0 is any other. The order is part of the model: only append.
TAGS = {name: code for code, name in enumerate(_BLOCK + _INLINE, start=1)}
P = TAGS["p"]
LI = TAGS["li"]
HEADINGS = frozenset(TAGS[f"h{n}"] for n in range(1, 7))

#: Bits of an element that its descendants inherit. The order is part of the model: only append.
BITS = {
    name: 1 << bit
    for bit, name in enumerate(
        _words(
            "article main aside nav header footer figure figcaption blockquote form table ul li section a address",
            "heading bold italic span p hidden",
        )
    )
}
_MARKED = BITS["a"] | BITS["bold"]
A, BOLD, ITALIC, HIDDEN = BITS["a"], BITS["bold"], BITS["italic"], BITS["hidden"]
FIGURE, FIGCAPTION = BITS["figure"], BITS["figcaption"]
_TAG_BITS = {name: bit for name, bit in BITS.items() if name in TAGS} | {
    "ol": BITS["ul"],
    "dl": BITS["ul"],
    "dd": BITS["li"],
    "dt": BITS["li"],
    "strong": BOLD,
    "b": BOLD,
    "em": ITALIC,
    "i": ITALIC,
    **{f"h{n}": BITS["heading"] for n in range(1, 7)},
}


#: Whole numbers, 32 bits each, which numpy reads where they lie.
Whole: TypeAlias = "array[int] | memoryview[int]"


def whole() -> Whole:
    """No numbers yet."""
    return array("i")


@dataclass(slots=True)
class Picture:
    """An `img` on the way: where it stood among blocks and elements."""

    src: str | None
    alt: str | None
    element: int
    block: int


@dataclass(frozen=True, slots=True)
class Tables:
    """A page as compiled loops have it: the code points of all texts, and the tables of `features_table`'s rows.

    `names` says where in `strings` each of the outline's names begins, and its size; `pictures` before which block each
    picture stands.
    """

    letters: NDArray[np.uint32]
    elements: NDArray[np.int32]
    blocks: NDArray[np.int32]
    names: NDArray[np.int64]
    strings: NDArray[np.uint8]
    pictures: NDArray[np.int32]


@dataclass(slots=True)
class Outline:
    """The page as flat lists. Blocks: `texts` to `breaks`; elements: `parent` to `last`.

    `texts[b]` has its white space collapsed; `linked`, `bold` and `links` count characters in links, in bold, and the
    links themselves; `element[b]` is the innermost element around all of the block's text; `href[b]` its first link, if
    any.
    `names` are the texts of all attributes that name elements, each once, and `named[e]` says which of them names e.
    `breaks[b]` counts the `br` right before the block. `first[e]` and `last[e]` bound the blocks below element e, half
    open; a block counts where it ends, so that the range of an inline element (a span in a paragraph) may be empty.
    `hidden` are pieces of text within visible blocks that a reader cannot see, with the block they stand in. `tables`
    are there where the compiled walk made the outline.
    """

    texts: list[str] = field(default_factory=list)
    linked: Whole = field(default_factory=whole)
    links: Whole = field(default_factory=whole)
    bold: Whole = field(default_factory=whole)
    element: Whole = field(default_factory=whole)
    href: Sequence[str] = field(default_factory=list)
    breaks: Whole = field(default_factory=whole)
    parent: Whole = field(default_factory=whole)
    tag: Whole = field(default_factory=whole)
    bits: Whole = field(default_factory=whole)
    depth: Whole = field(default_factory=whole)
    named: Whole = field(default_factory=whole)
    names: Sequence[str] = field(default_factory=list)
    first: Whole = field(default_factory=whole)
    last: Whole = field(default_factory=whole)
    pictures: Sequence[Picture] = field(default_factory=list)
    hidden: list[tuple[int, str]] = field(default_factory=list)
    tables: Tables | None = field(default=None, compare=False)

    def pictures_between(self, first: int, last: int) -> Iterator[Picture]:
        """The pictures that stand before one of these blocks, the last one with them."""
        before = [picture.block for picture in self.pictures] if self.tables is None else self.tables.pictures
        start = bisect_left(before, first)
        return map(self.pictures.__getitem__, range(start, bisect_right(before, last, lo=start)))

    def names_of(self, element: int) -> str:
        """The names that the page's makers gave an element, separated by spaces."""
        return self.names[self.named[element]]


def _tag_ids() -> dict[int, str]:
    """Lexbor's numbers for the tags that matter, asked of lexbor itself, since they change between its versions."""
    maker = LexborHTMLParser("<body></body>")
    ids = {maker.create_node(name).tag_id: name for name in {*_SKIPPED, *_BLOCK, *_INLINE, "br", "hr", "wbr"}}
    text = maker.create_node("p")
    text.inner_html = "x"
    child = text.first_child
    if child is not None:
        ids[child.tag_id] = "-text"
    return ids


#: Lexbor's numbers for tags and text, with their names.
TAG_IDS = _tag_ids()
_TEXT_ID = next(number for number, name in TAG_IDS.items() if name == "-text")
_BR_IDS = frozenset(number for number, name in TAG_IDS.items() if name in ("br", "hr"))
_IMG_ID = next(number for number, name in TAG_IDS.items() if name == "img")
#: What holds no text that is read.
_VOID_IDS = frozenset(number for number, name in TAG_IDS.items() if name in {*_SKIPPED, "br", "hr", "img"})
_A_ID = next(number for number, name in TAG_IDS.items() if name == "a")
#: For each tag that can hold text its code, its bits, and whether it ends a block; `_OTHER` for tags unheard of.
KINDS = {
    number: (TAGS[name], _TAG_BITS.get(name, 0), name in _BLOCK) for number, name in TAG_IDS.items() if name in TAGS
}
_OTHER = (0, 0, False)
_COMMENT = (-1, 0, False)

#: Inline styles under which a reader sees nothing.
_UNSEEN = re.compile(
    r"display:none|visibility:hidden|opacity:0(?:\.0{1,9})?(?:;|$|!)|font-size:0(?:\.0{1,9})?(?:px|em|rem|pt|%)?(?:;|$|!)"
    r"|(?:left|top|right|text-indent|margin-left|margin-top):-\d{4,9}|(?:^|;)(?:width|height):0(?:px)?;(?:.{0,99};)?overflow:hidden"
)
_COLOUR = re.compile(r"(?:^|;)(color|background|background-color):([^;!]{1,40})")


def unseen(style: str) -> bool:
    """Whether an inline style hides text: not displayed, no size, far off-screen, or in the colour of its ground."""
    style = style[:ATTRIBUTE].lower().replace(" ", "")
    if _UNSEEN.search(style):
        return True
    if "color:" not in style:
        return False
    colours = dict(_COLOUR.findall(style))
    ground = colours.get("background-color", colours.get("background"))
    ink = colours.get("color")
    return ink is not None and (ink == "transparent" or ink == ground)


def _told(attributes: dict[str, str | None]) -> tuple[str, int]:
    """What attributes tell of an element: the names that the page's makers gave it, and whether it is hidden."""
    names = ""
    hidden = 0
    for key, value in attributes.items():
        if key in _ASKED:
            if key in TELLING:
                if value:
                    names = f"{names} {value[:ATTRIBUTE]}" if names else value[:ATTRIBUTE]
            elif key == "hidden" or (value and unseen(value)):
                hidden = HIDDEN
    return names, hidden


#: Attributes that say what an element is for.
TELLING = frozenset(("class", "id", "itemprop", "role", "data-testid", "data-component", "data-type", "aria-label"))

#: Those, and the attributes that may hide it.
_ASKED = TELLING | {"hidden", "style"}


def _source(attributes: dict[str, str | None]) -> str | None:
    """Where an image lies; the lazy attributes before `src`, which then holds a placeholder."""
    for name in ("data-src", "data-original", "data-lazy-src", "src"):
        value = attributes.get(name)
        if value and not value.startswith("data:"):
            return value
    return first_of_set(attributes.get("srcset") or attributes.get("data-srcset") or "")


def first_of_set(addresses: str) -> str | None:
    """The first address of a `srcset`."""
    several = addresses.split(maxsplit=1)
    return several[0].rstrip(",") if several else None


@dataclass(slots=True)
class _Noted:
    """What the pass over the tree notes, in the page's order: blocks up to `bold`, elements up to `last`, the rest.

    A link or a break counts for the next block to end after it, which may never come. `held` is text that cannot be
    seen within what can, with the edges before it; `begins` the edges before each block.
    """

    pieces: list[list[str]] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    element: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    bold: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=lambda: [-1])
    tag: list[int] = field(default_factory=lambda: [TAGS["body"]])
    bits: list[int] = field(default_factory=list)
    depth: list[int] = field(default_factory=lambda: [0])
    named: list[int] = field(default_factory=lambda: [0])
    names: dict[str, int] = field(default_factory=dict)
    first: list[int] = field(default_factory=lambda: [0])
    last: list[int] = field(default_factory=lambda: [0])
    links: list[tuple[int, str | None]] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    held: list[tuple[int, str]] = field(default_factory=list)


def outline(tree: LexborHTMLParser) -> Outline:
    """The blocks and elements of a page, up to `NODES`, `BLOCKS` and `CHARACTERS`."""
    root = tree.body
    if root is None:
        return Outline()
    noted = _Noted()
    _walk(root, noted)
    texts = [" ".join((p[0] if len(p) == 1 else "".join(p)).split()) for p in noted.pieces]
    links, breaks = [0] * (len(texts) + 1), [0] * (len(texts) + 1)
    href: list[str | None] = [None] * (len(texts) + 1)
    for b, address in noted.links:
        links[b] += 1
        if href[b] is None:
            href[b] = address
    for b in noted.breaks:
        breaks[b] += 1
    last_block = len(texts) - 1
    return Outline(
        texts=texts,
        linked=array("i", [len(t) if n and n > len(t) else n for n, t in zip(noted.linked, texts, strict=True)]),
        links=array("i", links[:-1]),
        bold=array("i", [len(t) if n and n > len(t) else n for n, t in zip(noted.bold, texts, strict=True)]),
        element=array("i", noted.element),
        href=[address or "" for address in href[:-1]],
        breaks=array("i", breaks[:-1]),
        parent=array("i", noted.parent),
        tag=array("i", noted.tag),
        bits=array("i", noted.bits),
        depth=array("i", noted.depth),
        named=array("i", noted.named),
        names=list(noted.names),
        first=array("i", noted.first),
        last=array("i", noted.last),
        pictures=noted.pictures,
        hidden=[
            (min(max(bisect_right(noted.begins, at) - 1, 0), last_block), " ".join(t.split())) for at, t in noted.held
        ],
    )


def _walk(root: LexborNode, noted: _Noted) -> None:  # noqa: C901 -- a call for each node would cost half as much again
    """The one pass.

    An edge stands wherever a block element opens or ends, and at each break; all text between two edges is one block.
    `edges` counts those so far, `begun` is the count at the newest block's first text. `ground` are the bits of the
    innermost block element, `bits` those of the innermost element, `path` the open elements.
    """
    pieces, owner, linked, bold = noted.pieces, noted.element, noted.linked, noted.bold
    parent, tag, marks, depth, named, names = (
        noted.parent,
        noted.tag,
        noted.bits,
        noted.depth,
        noted.named,
        noted.names,
    )
    first, last, links, held = noted.first, noted.last, noted.links, noted.held
    kinds, void = KINDS, _VOID_IDS
    stack: list[tuple[LexborNode, bool, int, int]] = []
    path = [0]
    element = 0
    edges, begun, blocks, characters = 0, -1, 0, 0
    block: list[str] = []
    told, bits = _told(root.attributes)
    ground = bits
    names[told] = 0
    marks.append(bits)
    node = root.first_child
    for _ in range(2 * NODES):
        if node is None:
            if not stack:
                break
            node, ends, ground, bits = stack.pop()
            if ends:
                edges += 1
            last[path.pop()] = blocks - (edges == begun)
            node = node.next
            continue
        number = node.tag_id
        if number == _TEXT_ID:
            text = node.text_content
            if not text or text.isspace():
                if text and edges == begun:
                    block.append(text)
            elif bits & HIDDEN and not ground & HIDDEN:
                held.append((edges, text))
            else:
                size = len(text)
                characters += size
                if edges == begun:
                    block.append(text)
                    around = owner[-1]
                    if around != path[-1]:
                        while (level := depth[around]) >= len(path) or path[level] != around:
                            around = parent[around]
                        owner[-1] = around
                else:
                    if blocks >= BLOCKS or characters > CHARACTERS:
                        break
                    begun = edges
                    blocks += 1
                    block = [text]
                    pieces.append(block)
                    noted.begins.append(edges)
                    owner.append(path[-1])
                    linked.append(0)
                    bold.append(0)
                if bits & _MARKED:
                    if bits & A:
                        linked[-1] += size
                    if bits & BOLD:
                        bold[-1] += size
        elif number not in void:
            code, inner, ends = kinds.get(number) or (_OTHER if node.is_element_node else _COMMENT)
            if code >= 0:
                if ends:
                    edges += 1
                    before = blocks
                else:
                    before = blocks - (edges == begun)
                inner |= bits
                attributes = node.attributes
                if attributes:
                    if len(attributes) == 1 and "class" in attributes:  # a third of all elements
                        told = (attributes["class"] or "")[:ATTRIBUTE]
                    else:
                        told, hidden = _told(attributes)
                        inner |= hidden
                    named.append(names.setdefault(told, len(names)))
                    if number == _A_ID:
                        links.append((before, attributes.get("href")))
                else:
                    named.append(names.setdefault("", len(names)))
                parent.append(path[-1])
                tag.append(code)
                marks.append(inner)
                depth.append(len(path))
                first.append(before)
                last.append(before)
                element += 1
                below = node.first_child
                if below is not None:
                    stack.append((node, ends, ground, bits))
                    path.append(element)
                    bits = inner
                    if ends:
                        ground = inner
                    node = below
                    continue
        elif number == _IMG_ID:
            attributes = node.attributes
            noted.pictures.append(Picture(_source(attributes), attributes.get("alt"), path[-1], blocks))
        elif number in _BR_IDS:
            edges += 1
            noted.breaks.append(blocks)
        node = node.next
    for element in path:
        last[element] = blocks
