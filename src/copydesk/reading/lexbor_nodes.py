"""Where lexbor keeps what a node says: its layout in memory, found on nodes whose answers are known.

A Python object for each node, and a dictionary for each element's attributes, is two thirds of the walk's time. The
compiled walk (`walk_compiled`) reads lexbor's own structures instead (`lxb_dom_node_t`, `lxb_dom_attr_t`,
`lexbor_str_t` in lexbor's public headers). Nothing here trusts their declaration: `layout()` looks into nodes of a page
of its own, whose neighbours, tag and text selectolax tells too, and gives nothing where one of them is not where it
was. Only a version of selectolax that was tried is asked at all; on any other the plain walk does the work.
"""

import ctypes
from functools import cache
from importlib.metadata import version

import msgspec
import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser, LexborNode

#: Versions of selectolax (major, minor) whose nodes were looked at.
TRIED = frozenset(("1.0",))
#: Numbers below this are lexbor's own for tags and attributes that it knows; others are addresses of a name.
OWN_NUMBERS = 4096
#: A name up to this long stands in its entry; lexbor puts longer ones elsewhere (`LEXBOR_HASH_SHORT_SIZE`).
SHORT_NAME = 16

_WORD = 8
_PAGE = (
    '<body><p>seven b</p><div class="one" data-name="three"><span>elf bytes!!</span>tail<br></div>'
    '<i hidden id="sixsix"></i></body>'
)


class Layout(msgspec.Struct, frozen=True):
    """Offsets in bytes. Of any node; of a text; of an element; of an attribute; of a string; of a name's entry."""

    tag: int
    next: int
    first_child: int
    type: int
    text: int
    first_attribute: int
    next_attribute: int
    value: int
    string: int
    length: int
    name_length: int
    parent: int
    namespace: int

    def offsets(self) -> NDArray[np.int64]:
        """All of them, in this order."""
        return np.array(msgspec.structs.astuple(self), dtype=np.int64)


#: Lexbor 2.x on machines of 64 bits, as the headers have it and as it was found.
_KNOWN = Layout(
    tag=8,
    next=40,
    first_child=64,
    type=88,
    text=96,
    first_attribute=120,
    next_attribute=128,
    value=112,
    string=0,
    length=8,
    name_length=24,
    parent=56,
    namespace=24,
)


@cache
def layout() -> Layout | None:
    """The layout of lexbor's nodes in this process; None where it is not known for sure."""
    if ctypes.sizeof(ctypes.c_void_p) != _WORD or ".".join(version("selectolax").split(".")[:2]) not in TRIED:
        return None
    tree = LexborHTMLParser(_PAGE)
    body = tree.body
    return _KNOWN if body is not None and _holds(body, _KNOWN) else None


def attribute_number(name: str, at: Layout) -> int:
    """What lexbor has where an attribute's name belongs: a number of its own, or, not under `OWN_NUMBERS`, an address.

    An address is good only for the page that the attribute stood on.
    """
    tree = LexborHTMLParser(f"<body><p {name}=x></p></body>")
    node = _below(tree.body)
    return 0 if node is None else _word(_word(node.mem_id + at.first_attribute) + at.tag)


def attribute_kinds(kinds: dict[str, int], at: Layout) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What attributes are, by lexbor's own numbers, and for other names by size, letters (two words) and kind."""
    own = np.zeros(OWN_NUMBERS, dtype=np.int64)
    entries = []
    for name, kind in kinds.items():
        number = attribute_number(name, at)
        if number < len(own):
            own[number] = kind
        else:
            letters = np.frombuffer(name.encode().ljust(SHORT_NAME, b"\0"), dtype=np.int64)
            entries.append((len(name), *letters.tolist(), kind))
    return own, np.array(entries, dtype=np.int64).reshape(-1, 4).T.copy()


def _holds(body: LexborNode, at: Layout) -> bool:
    """Whether the layout is right for the nodes of `_PAGE`: each step looks only where the one before has led."""
    p, div, i = (node for node in body.iter())
    nodes = [body, p, div, i]
    texts = [node for each in (p, div) for node in each.iter(include_text=True) if node.is_text_node]
    return (
        all(_word(n.mem_id + at.next) == _address(n.next) for n in nodes)
        and all(_word(n.mem_id + at.first_child) == _address(n.first_child) for n in nodes)
        and all(_word(n.mem_id + at.parent) == _address(n.parent) for n in [*nodes, *texts])
        and all(_word(n.mem_id + at.tag) == n.tag_id for n in [*nodes, *texts])
        and all(_word(n.mem_id + at.type) & 0xFFFFFFFF == kind for kind, some in ((1, nodes), (3, texts)) for n in some)
        and len(texts) == 2
        and len({_word(n.mem_id + at.namespace) for n in nodes}) == 1
        and _word(body.mem_id + at.namespace) != _foreign(at)
        and all(_string(n.mem_id + at.text, at) == n.text_content for n in texts)
        and _word(p.mem_id + at.first_attribute) == 0
        and _attributes(div, at) == [("class", "one"), ("data-name", "three")]
        and _attributes(i, at) == [("hidden", None), ("id", "sixsix")]
    )


def _foreign(at: Layout) -> int:
    """The namespace of an element that is not HTML's."""
    node = LexborHTMLParser("<body><svg></svg></body>").css_first("svg")
    return 0 if node is None else _word(node.mem_id + at.namespace)


def _attributes(node: LexborNode, at: Layout) -> list[tuple[str, str | None]]:
    """An element's attributes by the layout; names with a number of lexbor's own are taken from selectolax."""
    found: list[tuple[str, str | None]] = []
    here = _word(node.mem_id + at.first_attribute)
    for name in node.attributes:
        if here == 0:
            break
        number = _word(here + at.tag)
        size = 0 if number < OWN_NUMBERS else _word(number + at.name_length)
        own = name if number < OWN_NUMBERS else ctypes.string_at(number, size if size <= SHORT_NAME else 0).decode()
        value = _word(here + at.value)
        found.append((own, _string(value, at) if value else None))
        here = _word(here + at.next_attribute)
    return found if here == 0 else []


def _string(address: int, at: Layout) -> str | None:
    size = _word(address + at.length)
    data = _word(address + at.string)
    return ctypes.string_at(data, size).decode() if data and size < len(_PAGE) else None


def _word(address: int) -> int:
    return ctypes.c_uint64.from_address(address).value


def _address(node: LexborNode | None) -> int:
    return 0 if node is None else node.mem_id


def _below(node: LexborNode | None) -> LexborNode | None:
    return None if node is None else node.first_child
