"""What a page says: the article, and the furniture around it."""

import msgspec


class Dateline(msgspec.Struct, frozen=True):
    """Place and agency that open the body: `MOSCOW (AP) —`. `place` is as written, `agency` may be missing."""

    place: str
    agency: str | None = None


class Recommended(msgspec.Struct, frozen=True):
    """An item that the page recommends for further reading."""

    headline: str
    teaser: str | None = None
    url: str | None = None


class Image(msgspec.Struct, frozen=True):
    """A picture of the article, with caption and credit where the page gives them."""

    url: str | None
    caption: str | None = None
    credit: str | None = None


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says, as found (schema.org NewsArticle, IPTC ninjs).

    `published` and `modified` are ISO 8601 with the precision and the zone that the page gives: a page's own time
    without a zone stays without one, a bare day stays a day (`2024-01-15`). `paragraphs` hold no line breaks; the
    `body` is their join by a blank line. `site` is the registrable domain of `url`. `language` is an ISO 639-1 code.
    """

    name: str
    url: str | None = None
    site: str | None = None
    headline: str | None = None
    byline: tuple[str, ...] = ()
    source: str | None = None
    agency: str | None = None
    dateline: Dateline | None = None
    section: str | None = None
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    paragraphs: tuple[str, ...] = ()
    recommended: tuple[Recommended, ...] = ()
    images: tuple[Image, ...] = ()
    canonical_url: str | None = None
    captured: str | None = None

    @property
    def body(self) -> str:
        """The paragraphs joined by a blank line; spans of field `body` count its code points."""
        return "\n\n".join(self.paragraphs)


class Furniture(msgspec.Struct, frozen=True, kw_only=True):
    """What stood on the page around the article's text, line by line, in the page's order.

    `above` and `below` are visible text lines before and after the body that are not part of the article record's
    body; `hidden` are texts that a reader cannot see (same colour, off-screen, zero size, `display: none`) though they
    stand inside the article; `title` is the document's own title, unedited; `site_name` is the name that the page gives
    its site (og:site_name, publisher). `time_as_found` is the published time as it was written on the page.
    """

    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    title: str | None = None
    site_name: str | None = None
    time_as_found: str | None = None


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What reading makes of a page: the article, and the furniture that stood around it."""

    article: Article
    furniture: Furniture = Furniture()
