"""Feeds: RSS, Atom and RDF as feedparser reads them, and JSON Feed. Bytes that we have are read, nothing is fetched."""

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from time import struct_time
from urllib.parse import urljoin

import feedparser  # type: ignore[import-untyped]
import msgspec

from ..record import RefusalCode
from .xml_guard import Unsafe, count_tags, look_over

#: Entries that are read of one feed, the first ones. News feeds have 10 to 500; feedparser takes 1 ms for each.
MOST_ENTRIES = 1_000

#: Tags that are read of one feed, those within texts apart: 100 for each entry. feedparser takes up to .2 ms for each.
_MOST_TAGS = 100_000

#: Words from which on an entry's text counts as the story and not as a summary of it. Summaries have 20 to 80.
FULL_TEXT_WORDS = 150

#: Times outside of these years are a device's idea of time, not a newsroom's.
_YEARS = range(1990, 2080)

_ENTRY_ENDS = re.compile(rb"</(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)\s{0,20}>", re.I)
_TAGS = re.compile(r"<[^<>]{0,4096}>")
_BREAKS_OFF = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|read more|continue reading)\W{0,4}$", re.I)

#: feedparser meets whatever a stranger wrote; these are what its handlers were seen to raise, or may by their nature.
_TROUBLE = (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError, OverflowError)


@dataclass(frozen=True)
class Entry:
    """One entry of a feed. `html` is the fullest text that it has; `full` says whether that is the story itself."""

    id: str | None
    link: str | None
    title: str | None
    author: str | None
    published: str | None
    html: str
    full: bool


@dataclass(frozen=True)
class Feed:
    """A feed's title and entries; `more` says that it had more than `MOST_ENTRIES`. `ttl` are minutes that the feed
    asks to be left alone for.
    """

    title: str | None
    entries: tuple[Entry, ...]
    more: bool = False
    ttl: int | None = None


def read_feed(data: bytes, media_type: str | None = None, url: str | None = None) -> Feed | Unsafe:
    """The feed in `data`; why it is not read otherwise. `url` resolves links that are not absolute."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(data, url)
    if (unsafe := look_over(data)) is not None:
        return unsafe
    data, more = _shortened(data)
    if (tags := count_tags(data)) > _MOST_TAGS:
        return Unsafe(RefusalCode.TOO_COSTLY, f"{tags} tags in {MOST_ENTRIES} entries or fewer; {_MOST_TAGS} are read")
    headers = {"content-type": media_type} if media_type else {}
    if url:
        headers["content-location"] = url
    try:
        # A stream, not bytes: bytes would be tried as the name of a file first.
        found = feedparser.parse(
            io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
        entries = tuple(_entry(e, url) for e in found.entries[:MOST_ENTRIES])
        if not entries and not found.get("version"):
            return Unsafe(RefusalCode.UNSUPPORTED, "XML that is no feed, sitemap or OPML")
        return Feed(_text(found.feed.get("title")), entries, more, _ttl(found.feed.get("ttl")))
    except _TROUBLE as exc:
        return Unsafe(RefusalCode.UNREADABLE, f"the feed cannot be parsed: {type(exc).__name__}")


def as_page(entry: Entry) -> bytes:
    """An entry's text as a web page (UTF-8), with what the feed says of it where pages say it."""
    head = [f"<title>{html.escape(entry.title or '')}</title>"]
    if entry.published:
        head.append(f'<meta property="article:published_time" content="{html.escape(entry.published)}">')
    if entry.author:
        head.append(f'<meta name="author" content="{html.escape(entry.author)}">')
    if entry.link:
        head.append(f'<link rel="canonical" href="{html.escape(entry.link)}">')
    title = f"<h1>{html.escape(entry.title)}</h1>\n" if entry.title else ""
    page = (
        f'<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n{"".join(h + chr(10) for h in head)}</head>\n'
        f"<body>\n<article>\n{title}{entry.html}\n</article>\n</body>\n</html>\n"
    )
    return page.encode("utf-8", "replace")


def _shortened(data: bytes) -> tuple[bytes, bool]:
    """The feed up to its last entry that is read. What a parser misses after that is only closing tags."""
    for number, end in enumerate(_ENTRY_ENDS.finditer(data), 1):
        if number == MOST_ENTRIES and _ENTRY_ENDS.search(data, end.end()) is not None:
            closing = b"</feed>" if b"<feed" in data[:65536] else b"</channel></rss>"
            return data[: end.end()] + closing, True
    return data, False


def _entry(entry: "feedparser.FeedParserDict", base: str | None) -> Entry:
    texts = [str(c.get("value") or "") for c in entry.get("content", ())]
    texts.append(str(entry.get("summary") or ""))
    text = max(texts, key=len)
    return Entry(
        id=_text(entry.get("id")),
        link=_link(entry, base),
        title=_text(_TAGS.sub("", html.unescape(str(entry.get("title") or "")))),
        author=_text(entry.get("author")),
        published=_time(entry.get("published_parsed") or entry.get("updated_parsed")),
        html=text,
        full=is_full(text),
    )


def is_full(text: str) -> bool:
    """Whether an entry's HTML is the story rather than a summary: long enough, and not broken off with dots."""
    words = _TAGS.sub(" ", text).split()
    return len(words) >= FULL_TEXT_WORDS and _BREAKS_OFF.search(" ".join(words[-4:])) is None


def _link(entry: "feedparser.FeedParserDict", base: str | None) -> str | None:
    return _absolute(_text(entry.get("link")), base)


def _absolute(link: str | None, base: str | None) -> str | None:
    """The address that `link` names, as far as it is one of the web."""
    if link is None:
        return None
    try:
        link = urljoin(base, link) if base else link
    except ValueError:
        return None
    # Where an entry has no link feedparser gives its id, which may be an urn.
    return link if link[:8].lower().startswith(("http://", "https://")) else None


def _time(parsed: object) -> str | None:
    if not isinstance(parsed, struct_time) or parsed.tm_year not in _YEARS:
        return None
    year, month, day, hour, minute, second = parsed[:6]
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{min(second, 59):02}Z"


def _ttl(value: object) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _text(value: object) -> str | None:
    text = " ".join(str(value).split()) if value else ""
    return text or None


# -- JSON Feed


class _JsonAuthor(msgspec.Struct):
    name: str | None = None


class _JsonItem(msgspec.Struct):
    id: str | int | float | None = None
    url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    date_published: str | None = None
    author: _JsonAuthor | None = None
    authors: list[_JsonAuthor] | None = None


class _JsonFeed(msgspec.Struct):
    version: str
    title: str | None = None
    items: list[_JsonItem] = []


def _json_feed(data: bytes, url: str | None) -> Feed | Unsafe:
    try:
        feed = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_JsonFeed)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as exc:
        return Unsafe(RefusalCode.UNREADABLE, f"no JSON Feed: {str(exc)[:200]}")
    if "jsonfeed.org" not in feed.version:
        return Unsafe(RefusalCode.UNSUPPORTED, "JSON that is no feed")
    entries = tuple(_json_entries(feed.items[:MOST_ENTRIES], url))
    return Feed(_text(feed.title), entries, len(feed.items) > MOST_ENTRIES)


def _json_entries(items: list[_JsonItem], base: str | None) -> Iterator[Entry]:
    for item in items:
        text = item.content_html or "".join(
            f"<p>{html.escape(p)}</p>\n" for p in (item.content_text or "").split("\n\n")
        )
        people = item.authors or ([item.author] if item.author else [])
        link = _text(item.url)
        yield Entry(
            id=_text(item.id),
            link=_absolute(link, base),
            title=_text(item.title),
            author=_text(", ".join(p.name for p in people if p.name)),
            published=_text(item.date_published),
            html=text,
            full=is_full(text),
        )
