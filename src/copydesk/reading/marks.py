"""What a page's markup says of itself, as found: metas, titles, JSON-LD, headings, and the elements that are marked.

Two ways lead to it: lexbor's search by CSS, which is here, and where compiled loops are loaded one pass over the tree
(`marks_compiled`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .fast import loops

_SELECTOR = "meta,title,link[rel=canonical],script[type*=ld],h1"
#: The page's own marks of times and people; asked for only where structured data has none, for they cost more.
_TIMES = "[itemprop=datePublished],[itemprop=dateModified],time"
_PEOPLE = (
    "[itemprop=author],[rel=author],[class*=yline],[class*=uthor],[data-testid*=yline],[class*=autor],[class*=auteur]"
)
_SECTION = "[itemprop=articleSection]"

#: Nodes looked at per page; news pages have 40 to 400 that match.
MOST_NODES = 3_000
#: Times looked at of those with `itemprop`, as many of those without; and elements that may hold a byline.
MOST_TIMES, MOST_PEOPLE = 6, 24
#: Headings whose text is asked for; others have none. They may lie within each other, and then each has all of it.
MOST_HEADINGS = 12


class Find(NamedTuple):
    """A meta with its name and content, a canonical link with its address, any other with its text and nothing else.

    `tag` is `meta`, `title`, `script` (one of JSON-LD), `h1` or `link`. A heading's text has its pieces on lines of
    their own. Of titles outside of the head only those up to the first with any text have theirs. `in_head`: whether a
    title, or a meta that does not go by a name of microdata, lies right in the head.
    """

    tag: str
    first: str
    second: str
    in_head: bool


class Head(NamedTuple):
    """What the head says of the story: its titles, for readers and for those who share it, and its description."""

    titles: tuple[str, ...] = ()
    description: str = ""


def head_of(finds: Iterable[Find]) -> Head:
    """What those of the finds say that lie in the head."""
    titles: list[str] = []
    description = ""
    for tag, first, second, in_head in finds:
        if not in_head:
            continue
        if tag == "title":
            titles.append(first)
        elif first == "og:title":
            titles.append(second)
        elif first == "og:description" or (first == "description" and not description):
            description = second
    return Head(tuple(titles), description)


class Mark(NamedTuple):
    """An element that is marked as something; `said` gives its text, the pieces on lines of their own."""

    tag: str
    itemprop: str | None
    rel: str | None
    called: str
    datetime: str | None
    content: str | None
    said: Callable[[], str]

    def text(self, most: int) -> str:
        """The text, white space folded, cut at `most` characters."""
        return shortened(self.said(), most)


class Marks(Protocol):
    """A page's marks by what they are for, in the page's order."""

    @property
    def times(self) -> list[Mark]:
        """Elements that hold a time other than a change's: those with `itemprop` first, `MOST_TIMES` at the most."""

    @property
    def people(self) -> list[Mark]:
        """The first elements that may hold the byline."""

    @property
    def section(self) -> Mark | None:
        """The element that microdata marks as the section."""


class Told(NamedTuple):
    """All that a page's markup says."""

    finds: Iterable[Find]  # once
    marks: Marks


#: Metas that say nothing of a story, and make half of all: pictures, icons, and what apps want.
_UNREAD = (
    "og:image",
    "twitter:image",
    "msapplication",
    "apple-",
    "al:",
    "fb:",
    "theme-",
    "viewport",
    "robots",
    "google",
)


def is_read(name: str | None) -> bool:
    """Whether a meta with this name may say something of a story."""
    return bool(name) and not (name or "").startswith(_UNREAD)


def told_by(tree: LexborHTMLParser) -> Told:
    """What the markup says, by whichever way is there."""
    compiled = loops()
    told = compiled.told(tree) if compiled is not None and compiled.told is not None else None
    return told or told_by_css(tree)


def told_by_css(tree: LexborHTMLParser) -> Told:
    """What the markup says, by lexbor's search."""
    return Told(_finds(tree), _Searched(tree))


def shortened(raw: str, most: int) -> str:
    """A text with its white space folded, cut at `most` characters."""
    return " ".join(raw[: most * 2].split())[:most]


def _finds(tree: LexborHTMLParser) -> Iterator[Find]:
    head = tree.head
    headings, titled = 0, False
    for node in tree.css(_SELECTOR)[:MOST_NODES]:
        tag = node.tag
        if tag == "meta":
            attributes = node.attributes
            name = attributes.get("property") or attributes.get("name")
            in_head = bool(name) and _is_in(head, node)
            name = name or attributes.get("itemprop")
            if name and is_read(name):
                yield Find(tag, name, attributes.get("content") or "", in_head)
        elif tag == "link":
            yield Find(tag, node.attributes.get("href") or "", "", False)
        elif tag == "title":
            in_head = _is_in(head, node)
            text = (node.text(deep=True) or "") if in_head or not titled else ""
            titled = titled or bool(text.strip())
            yield Find(tag, text, "", in_head)
        elif tag == "h1":
            headings += 1
            text = (node.text(deep=True, separator="\n") or "") if headings <= MOST_HEADINGS else ""
            yield Find(tag, text, "", False)
        else:
            yield Find(tag or "", node.text(deep=True) or "", "", False)


def _is_in(head: LexborNode | None, node: LexborNode) -> bool:
    """Whether a node lies right in the head."""
    around = node.parent
    return head is not None and around is not None and around.mem_id == head.mem_id


@dataclass
class _Searched:
    """Marks by a search for each kind, when it is asked for."""

    tree: LexborHTMLParser

    @cached_property
    def times(self) -> list[Mark]:
        return first_times(map(_mark, self.tree.css(_TIMES)[:MOST_NODES]))

    @cached_property
    def people(self) -> list[Mark]:
        nodes = {node.mem_id: node for node in self.tree.css(_PEOPLE)[:MOST_PEOPLE]}
        return list(map(_mark, nodes.values()))

    @cached_property
    def section(self) -> Mark | None:
        node = self.tree.css_first(_SECTION)
        return None if node is None else _mark(node)


def first_times(marks: Iterable[Mark]) -> list[Mark]:
    """The times that `Marks` has, out of all; one that is there twice in a row counts as two."""
    own = [mark for mark in marks if mark.itemprop != "dateModified"]
    return sorted(own, key=lambda mark: mark.itemprop is None)[:MOST_TIMES]


def _mark(node: LexborNode) -> Mark:
    attributes = node.attributes
    return Mark(
        tag=node.tag or "",
        itemprop=attributes.get("itemprop"),
        rel=attributes.get("rel"),
        called=attributes.get("class") or "",
        datetime=attributes.get("datetime"),
        content=attributes.get("content"),
        said=lambda: node.text(deep=True, separator="\n") or "",
    )
