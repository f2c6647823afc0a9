"""Sitemaps, news sitemaps and OPML: lists of addresses, read with expat and nothing else."""

from dataclasses import dataclass
from xml.parsers import expat

from .xml_guard import ListKind, Unsafe, kind_of, look_over

#: Addresses that one sitemap may hold, as sitemaps.org has it; what comes after is passed over and said.
MOST_ADDRESSES = 50_000

#: The longest address that is taken. Browsers and servers agree on much less.
LONGEST_ADDRESS = 8_192

#: The longest text that is kept of one element: an address with white space around it.
_LONGEST_TEXT = LONGEST_ADDRESS + 1_024


@dataclass(frozen=True)
class Listed:
    """An address with what the list says of it: when it was changed or published, and its title."""

    url: str
    time: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class AddressList:
    """What a list leads to: `pages` to pages, `lists` to further lists (a sitemap index's, an OPML's feeds).

    `over` says that it had more than `MOST_ADDRESSES`; `cut` that it was not well-formed to its end.
    """

    pages: tuple[Listed, ...] = ()
    lists: tuple[Listed, ...] = ()
    over: bool = False
    cut: bool = False


class _Enough(Exception):  # noqa: N818 (it ends the pass, it is no error)
    pass


class _Reader:
    """Collects what stands in `url` and `sitemap` elements, and in `outline` elements' attributes."""

    def __init__(self) -> None:
        self.pages: list[Listed] = []
        self.lists: list[Listed] = []
        self._now: dict[str, str] = {}
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rsplit(" ", 1)[-1].lower()
        self._path.append(local)
        self._text, self._length = [], 0
        if local in ("url", "sitemap"):
            self._now = {}
        elif local == "outline":
            found = {k.lower(): v.strip() for k, v in attributes.items()}
            if url := found.get("xmlurl"):
                self._add(self.lists, Listed(url, None, found.get("title") or found.get("text")))

    def text(self, data: str) -> None:
        if self._length < _LONGEST_TEXT:
            self._text.append(data)
        self._length += len(data)

    def end(self, name: str) -> None:
        local = name.rsplit(" ", 1)[-1].lower()
        if self._path:
            self._path.pop()
        parent = self._path[-1] if self._path else ""
        if local == "loc" and parent in ("url", "sitemap"):  # an image's loc has another parent
            self._now["loc"] = "".join(self._text).strip()
        elif local in ("lastmod", "publication_date"):
            self._now.setdefault("time", "".join(self._text).strip()[:64])
        elif local == "title":
            self._now.setdefault("title", " ".join("".join(self._text).split())[:1_000])
        elif local in ("url", "sitemap") and self._now.get("loc"):
            found = Listed(self._now["loc"], self._now.get("time") or None, self._now.get("title") or None)
            self._add(self.pages if local == "url" else self.lists, found)
        self._text, self._length = [], 0

    def _add(self, to: list[Listed], found: Listed) -> None:
        if len(found.url) > LONGEST_ADDRESS:
            return
        if len(to) >= MOST_ADDRESSES:
            raise _Enough
        to.append(found)


def read_addresses(data: bytes) -> AddressList | Unsafe:
    """The addresses in a sitemap, a sitemap index or an OPML; why it is not read otherwise.

    A list that is not well-formed gives what stands before the fault.
    """
    if (unsafe := look_over(data)) is not None:
        return unsafe
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    over = cut = False
    try:
        parser.Parse(data, True)
    except _Enough:
        over = True
    except (expat.ExpatError, ValueError, LookupError):
        cut = True
    return AddressList(tuple(reader.pages), tuple(reader.lists), over, cut)


def is_address_list(data: bytes) -> bool:
    """Whether `data` is a sitemap or an OPML."""
    return kind_of(data) in (ListKind.SITEMAP, ListKind.OPML)
