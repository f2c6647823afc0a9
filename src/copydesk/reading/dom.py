"""From lexbor's tree to an outline: the page's blocks of text in order, and the elements that hold them.

One pass over the tree, by hand and without recursion, since everything later works on flat lists: a block knows its
element, an element its parent and the range of blocks below it. Nothing here costs more than linear time in the size of
the tree, whatever its depth.
"""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

#: Nodes walked before the outline stops. The largest news page at hand has 21,000; beyond ten times that it is no
#: article, and the time of every later step is bounded by it.
NODES = 200_000
#: Characters of text taken, for the same reason (the largest page at hand has 190,000).
CHARACTERS = 2_000_000
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
    open.
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
_BLOCK_IDS = frozenset(number for number, name in _IDS.items() if name in _BLOCK)
_TEXT_ID = next(number for number, name in _IDS.items() if name == "-text")
_BR_IDS = frozenset(number for number, name in _IDS.items() if name in ("br", "hr"))
_IMG_ID = next(number for number, name in _IDS.items() if name == "img")
_A_ID = next(number for number, name in _IDS.items() if name == "a")
_CODE_OF = {number: TAGS.get(name, 0) for number, name in _IDS.items()}
_BITS_OF = {number: _TAG_BITS.get(name, 0) for number, name in _IDS.items()}

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


def _names(attributes: dict[str, str | None]) -> str:
    """The names that a page's makers gave an element: class, id, and the attributes that say what it is."""
    parts = []
    for name in ("class", "id", "itemprop", "role", "data-testid", "data-component", "data-type", "aria-label"):
        value = attributes.get(name)
        if value:
            parts.append(value[:ATTRIBUTE])
    return " ".join(parts)


def _source(attributes: dict[str, str | None]) -> str | None:
    """Where an image lies; the lazy attributes before `src`, which then holds a placeholder."""
    for name in ("data-src", "data-original", "data-lazy-src", "src"):
        value = attributes.get(name)
        if value and not value.startswith("data:"):
            return value
    several = attributes.get("srcset") or attributes.get("data-srcset")
    return several.split()[0].rstrip(",") if several and several.strip() else None


class _Walk:
    """The state of the one pass: the outline so far, the path of open elements, and the block being gathered."""

    __slots__ = (
        "bold", "breaks", "characters", "element", "ground", "held", "href", "level", "linked", "links", "open", "out",
        "path", "pieces",
    )  # fmt: skip

    def __init__(self) -> None:
        self.out = Outline()
        self.path: list[int] = []
        self.pieces: list[str] = []
        self.held: list[str] = []
        self.open = False
        self.linked = self.bold = self.links = self.breaks = self.characters = 0
        self.element = self.level = self.ground = 0
        self.href: str | None = None

    def flush(self) -> None:
        """End the block that is being gathered, if it has any text."""
        if self.open:
            text = " ".join("".join(self.pieces).split())
            out = self.out
            size = len(text)
            self.characters += size
            out.texts.append(text)
            out.linked.append(min(self.linked, size))
            out.links.append(self.links)
            out.bold.append(min(self.bold, size))
            out.element.append(self.element)
            out.href.append(self.href)
            out.breaks.append(self.breaks)
            self.breaks = self.linked = self.bold = self.links = 0
            self.href = None
            self.open = False
        self.pieces.clear()
        if self.held:
            at = max(len(self.out.texts) - 1, 0)
            self.out.hidden += [(at, text) for piece in self.held if (text := " ".join(piece.split()))]
            self.held.clear()

    def take(self, piece: str) -> None:
        """Take the text of a node that hangs on the innermost open element."""
        out, path = self.out, self.path
        here = path[-1]
        bits = out.bits[here]
        if bits & HIDDEN and not self.ground & HIDDEN:
            self.held.append(piece)
            return
        if self.open:
            self.pieces.append(piece)
            if piece.isspace():
                return
            if self.level < out.depth[self.element]:
                self.element = path[self.level]
        elif piece.isspace():
            return
        else:
            self.pieces.append(piece)
            self.open = True
            self.element, self.level = here, len(path) - 1
        if bits & A:
            self.linked += len(piece)
        if bits & BOLD:
            self.bold += len(piece)

    def enter(self, node: LexborNode, number: int, block: bool) -> None:
        """Open an element: its place, its names, its bits. A block element ends the text that came before it."""
        if block:
            self.flush()
        out = self.out
        above = self.path[-1] if self.path else -1
        bits = (out.bits[above] if above >= 0 else 0) | _BITS_OF.get(number, 0)
        attributes = node.attributes
        names = ""
        if attributes:
            names = _names(attributes)
            style = attributes.get("style")
            if "hidden" in attributes or (style and unseen(style)):
                bits |= HIDDEN
            if number == _A_ID:
                self.links += 1
                if self.href is None:
                    self.href = attributes.get("href")
        out.parent.append(above)
        out.tag.append(_CODE_OF.get(number, 0))
        out.bits.append(bits)
        out.depth.append(len(self.path))
        out.names.append(names)
        out.first.append(len(out.texts))
        out.last.append(len(out.texts))
        self.path.append(len(out.parent) - 1)
        if block:
            self.ground = bits

    def leave(self) -> None:
        """Close the innermost open element."""
        element = self.path.pop()
        self.out.last[element] = len(self.out.texts)
        self.level = min(self.level, len(self.path) - 1)

    def picture(self, node: LexborNode) -> None:
        """Note an image."""
        attributes = node.attributes
        self.out.pictures.append(
            Picture(_source(attributes), attributes.get("alt"), self.path[-1], len(self.out.texts) + self.open)
        )


def outline(tree: LexborHTMLParser) -> Outline:
    """The blocks and elements of a page, down to `NODES` nodes and `CHARACTERS` characters."""
    walk = _Walk()
    body = tree.body
    if body is None:
        return walk.out
    walk.enter(body, body.tag_id, True)
    stack: list[tuple[LexborNode, bool, int]] = []
    node = body.first_child
    for _ in range(2 * NODES):
        if node is None:
            if not stack:
                break
            node, block, ground = stack.pop()
            if block:
                walk.flush()
                walk.ground = ground
            walk.leave()
            node = node.next
            continue
        number = node.tag_id
        if number == _TEXT_ID:
            walk.take(node.text_content or "")
        elif number in _BR_IDS:
            walk.flush()
            walk.breaks += 1
        elif number == _IMG_ID:
            walk.picture(node)
        elif number not in _SKIP_IDS and node.is_element_node:
            block = number in _BLOCK_IDS
            ground = walk.ground
            walk.enter(node, number, block)
            below = node.first_child
            if below is not None:
                stack.append((node, block, ground))
                node = below
                continue
            walk.leave()
            walk.ground = ground
        if walk.characters > CHARACTERS:
            break
        node = node.next
    walk.flush()
    while walk.path:
        walk.leave()
    return walk.out
