"""When it was published and changed: structured data first, then marks, then lines, then a search of the page."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from .dates import find, parse
from .dates_traces import may_tell_a_day
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
#: `/article/A2026012914320005196`, `/view/AKR20240115…`: numbers of articles that begin with the day.
_IN_NUMBER = re.compile(r"/[A-Z]{0,4}(20\d\d)(0[1-9]|1[0-2])([0-3]\d)\d{4,14}$")


def published_of(found: Witnesses) -> tuple[str | None, str | None]:
    """The time of publication in ISO 8601, and as it was written; (None, None) where no witness tells."""
    article = found.article or {}
    raw = [text(article.get("datePublished")), text(article.get("dateCreated"))]
    raw += [value for name in _PUBLISHED for value in found.meta.get(name, ())[:1]]
    for value in raw:
        if value and (iso := parse(value)) is not None:
            return iso, value
    for mark in found.marks.times:
        value = mark.datetime or mark.content or mark.text(80)
        if value and (iso := parse(value)) is not None:
            return iso, value
    return None, None


def modified_of(found: Witnesses) -> str | None:
    """The time of the last change, where a witness tells one."""
    raw = [text((found.article or {}).get("dateModified")), *(found.first(name) for name in _MODIFIED)]
    raw += found.meta.get("datemodified", ())
    return next((iso for value in raw if value and (iso := parse(value)) is not None), None)


def day_in_url(url: str | None) -> str | None:
    """The day that stands in a URL's path (`/2024/01/15/…`, or at the head of an article's number)."""
    if url is None:
        return None
    try:
        path = urlsplit(url).path
        match = _IN_URL.search(path) or _IN_NUMBER.search(path)
    except ValueError:
        return None
    found = find("-".join(match.groups())) if match is not None else None
    return found.iso if found is not None else None


#: Elements called dates, and no more text in them than a date line has.
_CALLED = "[class*=date],[class*=Date],[class*=publish],[class*=time],[id*=date]"
_LINE = 120


def marked_day(found: Witnesses) -> tuple[str | None, str | None]:
    """The time in the first element that is called one, or in the first line that is; (None, None) where none is."""
    for node in found.tree.css(_CALLED)[:40]:
        value = node_text(node, _LINE + 1)
        if 6 <= len(value) <= _LINE and (time := find(value)) is not None:
            return time.iso, time.text
    return None, None


def lined_day(lines: Iterable[str]) -> tuple[str | None, str | None]:
    """The first time in short lines of the page, those next to the body first."""
    for line in lines:
        if 6 <= len(line) <= _LINE and (time := find(line)) is not None:
            return time.iso, time.text
    return None, None


#: A page larger than this is not searched: htmldate takes a second a megabyte.
_LARGEST = 1_500_000


def searched_day(html: bytes, url: str | None) -> str | None:
    """The day of publication that htmldate finds in a page where no witness gave one; slow, some 6 ms a page."""
    if len(html) > _LARGEST or not may_tell_a_day(html):
        return None
    from htmldate import find_date  # noqa: PLC0415 - importing it takes half a second, and few pages need it

    try:
        day: str | None = find_date(html.decode(), original_date=True, url=url, extensive_search=False)
    except (ValueError, TypeError, RecursionError, AttributeError):  # what lxml and dateparser raise on odd pages
        return None
    return parse(day) if day else None
