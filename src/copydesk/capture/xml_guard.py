"""What an XML list is, and whether it can be parsed without harm: before anything else touches it.

Expat runs over the bytes with nothing built and nothing fetched. Entities of entities, external ones and large ones are
how a kilobyte becomes a gigabyte, or how a file of this machine gets into a feed; very deep nesting makes feed parsers
take quadratic time.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from xml.parsers import expat

from ..record import RefusalCode


class ListKind(StrEnum):
    """A document that leads to pages."""

    FEED = "feed"
    SITEMAP = "sitemap"
    OPML = "opml"


@dataclass(frozen=True)
class Unsafe:
    """Why a document is not parsed."""

    code: RefusalCode
    reason: str


#: How deep elements may nest. Feeds with XHTML content reach about 30.
_DEEPEST = 256

#: Open elements in a document that is not well-formed, where only a rough count can be had: feedparser took 25 ms at
#: 5,000 and 10 s at 100,000.
_DEEPEST_ROUGH = 5_000

#: Plain entities that old feeds declare for characters: few, and short.
_LONGEST_ENTITY = 256
_MOST_ENTITIES = 512

#: What may stand before the root element: its opening, its end, in the order in which they are tried.
_PROLOG = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!doctype", b">"))
_LONGEST_PROLOG = 1 << 20
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z]{1,20})")
_KINDS = {
    b"rss": ListKind.FEED,
    b"feed": ListKind.FEED,
    b"rdf": ListKind.FEED,
    b"channel": ListKind.FEED,
    b"urlset": ListKind.SITEMAP,
    b"sitemapindex": ListKind.SITEMAP,
    b"opml": ListKind.OPML,
}
_JSON_FEED = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,200}\{.{0,2000}?\"https?://(?:www\.)?jsonfeed\.org/version/", re.S)
_OPEN = re.compile(rb"<[A-Za-z][^<>]{0,4096}>")
_BARE_OR_CLOSE = re.compile(rb"<[A-Za-z][^<>]{0,4096}/>|</[A-Za-z]")


def kind_of(data: bytes) -> ListKind | None:
    """What list `data` is, told by its root element; None for a document of another kind."""
    head = data[:_LONGEST_PROLOG]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:2] in (b"<\0", b"\0<"):
        head = head.replace(b"\0", b"").lstrip(b"\xff\xfe")
    found = _ROOT.match(head, _root_at(head))
    if found is not None:
        return _KINDS.get(found[1].lower())
    return ListKind.FEED if _JSON_FEED.match(head) else None


def _root_at(head: bytes) -> int:
    """Where the root element begins: after a mark of the encoding, white space, and what else may stand before it."""
    here = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    while True:
        while head[here : here + 1].isspace():
            here += 1
        opens = head[here : here + 9].lower()
        closing = next((end for opening, end in _PROLOG if opens.startswith(opening)), None)
        if closing is None:
            return here
        if closing == b">" and -1 < head.find(b"[", here) < head.find(b">", here):
            closing = b"]>"  # a document type with declarations of its own
        ends = head.find(closing, here)
        if ends < 0:
            return len(head)
        here = ends + len(closing)


class _Stop(Exception):  # noqa: N818 (it ends the pass, it is no error)
    def __init__(self, unsafe: Unsafe) -> None:
        super().__init__(unsafe.reason)
        self.unsafe = unsafe


class _Guard:
    def __init__(self) -> None:
        self.depth = 0
        self.entities = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _Stop(Unsafe(RefusalCode.TOO_COSTLY, f"elements nested more than {_DEEPEST} deep"))

    def end(self, name: str) -> None:
        self.depth -= 1

    def doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        # The registered DTDs of old feed formats have a public name; they are not fetched either.
        if system and not public:
            raise _Stop(Unsafe(RefusalCode.UNSAFE_XML, f"its document type is to be fetched from {system[:200]}"))

    def entity(
        self,
        name: str,
        is_parameter: bool,
        value: str | None,
        base: str | None,
        system: str | None,
        public: str | None,
        notation: str | None,
    ) -> None:
        self.entities += 1
        if value is None and not (is_parameter and public):
            raise _Stop(Unsafe(RefusalCode.UNSAFE_XML, f"its entity {name[:40]!r} is to be fetched from {system}"))
        if value is not None and ("&" in value or "%" in value):
            raise _Stop(Unsafe(RefusalCode.UNSAFE_XML, f"its entity {name[:40]!r} is made of entities"))
        if value is not None and (len(value) > _LONGEST_ENTITY or self.entities > _MOST_ENTITIES):
            raise _Stop(Unsafe(RefusalCode.UNSAFE_XML, f"its entity {name[:40]!r} is one of many, or large"))


def look_over(data: bytes) -> Unsafe | None:
    """Why `data` must not be parsed; None where it may be, well-formed or not."""
    guard = _Guard()
    parser = expat.ParserCreate()
    parser.StartElementHandler = guard.start
    parser.EndElementHandler = guard.end
    parser.StartDoctypeDeclHandler = guard.doctype
    parser.EntityDeclHandler = guard.entity
    try:
        parser.Parse(data, True)
    except _Stop as stop:
        return stop.unsafe
    except (expat.ExpatError, ValueError, LookupError):
        return _look_over_roughly(data)
    return None


def _look_over_roughly(data: bytes) -> Unsafe | None:
    """The same for a document that is not well-formed, which feedparser reads in its forgiving way."""
    plain = _plain(data)
    still_open = len(_OPEN.findall(plain)) - len(_BARE_OR_CLOSE.findall(plain))
    if still_open > _DEEPEST_ROUGH:
        return Unsafe(RefusalCode.TOO_COSTLY, f"{still_open} elements that are never closed")
    return None


def count_tags(data: bytes) -> int:
    """How many tags there are, those in texts (CDATA) and comments left out."""
    return _plain(data).count(b"<")


def _plain(data: bytes) -> bytes:
    return _without(_without(data, b"<![CDATA[", b"]]>"), b"<!--", b"-->")


def _without(data: bytes, opening: bytes, closing: bytes) -> bytes:
    """`data` without what stands between `opening` and `closing`; a part that is never closed ends it."""
    parts = data.split(opening)
    return b" ".join([parts[0], *(part.partition(closing)[2] for part in parts[1:])])
