"""When it was published and changed: structured data first, then marks, then lines, then a search of the page."""

import re
from urllib.parse import urlsplit

from .dates import find, parse
from .structured import Witnesses, node_text
from .structured_json import text

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "og:published_time",
    "release_date",
)
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified", "lastmod")

_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-]?(\d{2})[/-]?(\d{2})(?:/|-|_|$)")


def published_of(found: Witnesses) -> tuple[str | None, str | None]:
    """The time of publication in ISO 8601, and as it was written; (None, None) where no witness tells."""
    article = found.article or {}
    raw = [text(article.get("datePublished")), text(article.get("dateCreated"))]
    raw += [value for name in _PUBLISHED for value in found.meta.get(name, ())[:1]]
    raw += [
        node.attributes.get("datetime") or node.attributes.get("content") or node_text(node, 80)
        for node in found.items.get("datePublished", ())[:2]
    ]
    for value in raw:
        if value and (iso := parse(value)) is not None:
            return iso, value
    for node in found.times[:6]:
        value = node.attributes.get("datetime") or node_text(node, 80)
        if value and (iso := parse(value)) is not None:
            return iso, value
    return None, None


def modified_of(found: Witnesses) -> str | None:
    """The time of the last change, where a witness tells one."""
    article = found.article or {}
    raw = [text(article.get("dateModified")), *(found.first(name) for name in _MODIFIED)]
    raw += [
        node.attributes.get("datetime") or node.attributes.get("content")
        for node in found.items.get("dateModified", ())[:1]
    ]
    return next((iso for value in raw if value and (iso := parse(value)) is not None), None)


def day_in_url(url: str | None) -> str | None:
    """The day that stands in a URL's path (`/2024/01/15/…`)."""
    if url is None:
        return None
    try:
        match = _IN_URL.search(urlsplit(url).path)
    except ValueError:
        return None
    found = find("-".join(match.groups())) if match is not None else None
    return found.iso if found is not None else None


#: A page larger than this is not searched: htmldate takes a second a megabyte.
_LARGEST = 1_500_000


def searched_day(html: bytes, url: str | None) -> str | None:
    """The day of publication that htmldate finds in a page where no witness gave one; slow, some 20 ms a page."""
    if len(html) > _LARGEST:
        return None
    from htmldate import find_date  # noqa: PLC0415 - importing it takes half a second, and few pages need it

    try:
        day: str | None = find_date(html.decode(), original_date=True, url=url)
    except (ValueError, TypeError, RecursionError, AttributeError):  # what lxml and dateparser raise on odd pages
        return None
    return parse(day) if day else None
