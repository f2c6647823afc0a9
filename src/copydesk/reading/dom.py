"""From lexbor's tree to an outline: the page's blocks of text in order, and the elements that hold them.

One pass over the tree, by hand and without recursion, since everything later works on flat lists: a block knows its
element, an element its parent and the range of blocks below it. Nothing here costs more than linear time in the size of
the tree, whatever its depth.
"""

import re
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Picture:
    """An `img` on the way: where it stood among blocks and elements."""

    src: str | None
    alt: str | None
    element: int
    block: int


@dataclass(slots=True)
class Outline:
    """The page as flat lists. Blocks: `texts` to `after_break`; elements: `parent` to `last`.

    `texts[b]` has its white space collapsed; `linked`, `bold` and `links` count characters in links, in bold, and the
    links themselves; `element[b]` is the innermost element around all of the block's text; `href[b]` its first link.
    `breaks[b]` counts the `br` right before the block. `first[e]` and `last[e]` bound the blocks below element e, half
    open; a block counts where it ends, so that the range of an inline element (a span in a paragraph) may be empty.
    `hidden` are pieces of text within visible blocks that a reader cannot see, with the block they stand in.
    """

    texts: list[str] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    bold: list[int] = field(default_factory=list)
    element: list[int] = field(default_factory=list)
    href: list[str | None] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    tag: list[int] = field(default_factory=list)
    bits: list[int] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    hidden: list[tuple[int, str]] = field(default_factory=list)


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


_IDS = _tag_ids()
_SKIP_IDS = frozenset(number for number, name in _IDS.items() if name in _SKIPPED)
_TEXT_ID = next(number for number, name in _IDS.items() if name == "-text")
_BR_IDS = frozenset(number for number, name in _IDS.items() if name in ("br", "hr"))
_IMG_ID = next(number for number, name in _IDS.items() if name == "img")
_VOID_IDS = _BR_IDS | {_IMG_ID}
_A_ID = next(number for number, name in _IDS.items() if name == "a")
#: For each tag that can hold text its code, its bits, and whether it ends a block; `_OTHER` for tags unheard of.
_KINDS = {number: (TAGS[name], _TAG_BITS.get(name, 0), name in _BLOCK) for number, name in _IDS.items() if name in TAGS}
_OTHER = (0, 0, False)
#: An element while walking: parent, code, bits, depth, names, first block.
Element = tuple[int, int, int, int, str, int]

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
        if key in _TELLING:
            if value:
                names = f"{names} {value[:ATTRIBUTE]}" if names else value[:ATTRIBUTE]
        elif key == "hidden" or (key == "style" and value and unseen(value)):
            hidden = HIDDEN
    return names, hidden


#: Attributes that say what an element is for.
_TELLING = frozenset(("class", "id", "itemprop", "role", "data-testid", "data-component", "data-type", "aria-label"))


def _source(attributes: dict[str, str | None]) -> str | None:
    """Where an image lies; the lazy attributes before `src`, which then holds a placeholder."""
    for name in ("data-src", "data-original", "data-lazy-src", "src"):
        value = attributes.get(name)
        if value and not value.startswith("data:"):
            return value
    several = attributes.get("srcset") or attributes.get("data-srcset")
    return several.split()[0].rstrip(",") if several and several.strip() else None


class _Block:
    """The block that is being gathered, and the outline that it goes into."""

    __slots__ = (
        "bold",
        "breaks",
        "characters",
        "element",
        "elements",
        "held",
        "href",
        "level",
        "linked",
        "links",
        "out",
        "pieces",
    )

    def __init__(self, out: Outline, elements: list[Element]) -> None:
        self.out, self.elements = out, elements
        self.pieces: list[str] = []
        self.held: list[str] = []
        self.linked = self.bold = self.links = self.breaks = self.characters = self.element = self.level = 0
        self.href: str | None = None

    def flush(self) -> None:
        """End the block, if it has any text."""
        out = self.out
        if self.pieces:
            text = " ".join("".join(self.pieces).split())
            size = len(text)
            self.characters += size
            out.texts.append(text)
            out.linked.append(self.linked if self.linked < size else size)
            out.links.append(self.links)
            out.bold.append(self.bold if self.bold < size else size)
            out.element.append(self.element)
            out.href.append(self.href)
            out.breaks.append(self.breaks)
            self.breaks = 0
            self.pieces.clear()
            self.href = None
            self.linked = self.bold = self.links = 0
        if self.held:
            at = max(len(out.texts) - 1, 0)
            out.hidden += [(at, text) for piece in self.held if (text := " ".join(piece.split()))]
            self.held.clear()

    def take(self, piece: str, path: list[int], bits: int) -> None:
        """Take the text of a node below element `path[-1]`, which has `bits`."""
        pieces = self.pieces
        if piece.isspace():
            if pieces:
                pieces.append(piece)
            return
        if not pieces:
            self.element, self.level = path[-1], len(path) - 1
        elif self.level < self.elements[self.element][3]:
            self.element = path[self.level]
        pieces.append(piece)
        if bits & A:
            self.linked += len(piece)
        if bits & BOLD:
            self.bold += len(piece)

    def link(self, attributes: dict[str, str | None]) -> None:
        """Count a link that opens."""
        self.links += 1
        if self.href is None:
            self.href = attributes.get("href")

    def picture(self, node: LexborNode, element: int) -> None:
        """Note an image."""
        attributes = node.attributes
        at = len(self.out.texts) + bool(self.pieces)
        self.out.pictures.append(Picture(_source(attributes), attributes.get("alt"), element, at))


def outline(tree: LexborHTMLParser) -> Outline:
    """The blocks and elements of a page, up to `NODES`, `BLOCKS` and `CHARACTERS`."""
    out = Outline()
    root = tree.body
    if root is None:
        return out
    names, hidden = _told(root.attributes)
    elements: list[Element] = [(-1, TAGS["body"], hidden, 0, names, 0)]
    block = _Block(out, elements)
    path = _walk(root, out, block, elements)
    block.flush()
    for element in path:
        out.last[element] = len(out.texts)
    out.parent, out.tag, out.bits, out.depth, out.names, out.first = map(list, zip(*elements, strict=True))
    return out


def _walk(  # noqa: C901 -- one loop: a call for each node would cost half as much again
    root: LexborNode, out: Outline, block: _Block, elements: list[Element]
) -> list[int]:
    """The one pass; gives the elements that are still open where it stopped.

    `ground` are the bits of the innermost block element, `bits` those of the innermost element.
    """
    stack: list[tuple[LexborNode, bool, int, int]] = []
    path = [0]
    last, texts, pieces = out.last, out.texts, block.pieces
    last.append(0)
    node = root.first_child
    bits = ground = elements[0][2]
    for _ in range(2 * NODES):
        if node is None:
            if not stack:
                break
            node, ends, ground, bits = stack.pop()
            if ends and (pieces or block.held):
                block.flush()
            last[path.pop()] = len(texts)
            if block.level >= len(path):
                block.level = len(path) - 1
            node = node.next
            continue
        number = node.tag_id
        if number == _TEXT_ID:
            text = node.text_content
            if text and (pieces or not text.isspace()):
                if block.characters > CHARACTERS or len(texts) >= BLOCKS:
                    break
                if bits & HIDDEN and not ground & HIDDEN:
                    block.held.append(text)
                else:
                    block.take(text, path, bits)
        elif number in _VOID_IDS:
            _void(node, number, block, path)
        elif number in _KINDS or (number not in _SKIP_IDS and node.is_element_node):
            code, inner, ends = _KINDS.get(number, _OTHER)
            if ends and (pieces or block.held):
                block.flush()
            inner |= bits
            names = ""
            attributes = node.attributes
            if attributes:
                names, hidden = _told(attributes)
                inner |= hidden
                if number == _A_ID:
                    block.link(attributes)
            at = len(texts)
            elements.append((path[-1], code, inner, len(path), names, at))
            last.append(at)
            below = node.first_child
            if below is not None:
                stack.append((node, ends, ground, bits))
                path.append(len(elements) - 1)
                bits = inner
                if ends:
                    ground = inner
                node = below
                continue
            if block.level >= len(path):
                block.level = len(path) - 1
        node = node.next
    return path


def _void(node: LexborNode, number: int, block: _Block, path: list[int]) -> None:
    """Elements without text of their own that still matter: breaks end a block, pictures are noted."""
    if number == _IMG_ID:
        block.picture(node, path[-1])
    else:
        block.flush()
        block.breaks += 1
