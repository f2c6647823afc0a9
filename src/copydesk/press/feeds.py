"""Feeds: Atom (RFC 4287) and JSON Feed 1.1."""

from collections.abc import Iterable
from datetime import UTC, datetime
from html import escape
from typing import Any

import msgspec

from ..record import Story
from ..text.sentences import teaser
from .imprint import Imprint, instant, stamp, story_urn, web_address
from .xml import DECLARATION, clean, element


def atom(stories: Iterable[Story], imprint: Imprint, *, feed_path: str = "/feed.atom", page_path: str = "/") -> bytes:
    """An Atom feed of `stories`, in their order.

    `feed_path` and `page_path` are the feed's own place on the site and that of the page it accompanies; both are left
    out where the imprint has no site.
    """
    told = list(stories)
    address = imprint.address(feed_path)
    head = [
        DECLARATION + '<feed xmlns="http://www.w3.org/2005/Atom">',
        element("id", address or story_urn("feed " + imprint.title)),
        element("title", imprint.title),
        element("updated", stamp(imprint.updated or _newest(told))),
        element("generator", "copydesk"),
    ]
    if address is not None:
        head.append(element("link", rel="self", type="application/atom+xml", href=address))
        head.append(element("link", rel="alternate", type="text/html", href=imprint.address(page_path)))
    return "\n".join([*head, *(_entry(s, imprint) for s in told), "</feed>\n"]).encode("utf-8", "ignore")


def _entry(story: Story, imprint: Imprint) -> str:
    published = instant(story.published)
    parts = [
        "<entry>",
        element("id", story_urn(story.id)),
        element("title", story.headline),
        # Atom demands an `updated`; a story without a supported time gets the feed's, never a page's claim.
        element("updated", published or stamp(imprint.updated or datetime.fromtimestamp(0, UTC))),
    ]
    if published:
        parts.append(element("published", published))
    if address := imprint.story_address(story):
        parts.append(element("link", rel="alternate", type="text/html", href=address))
    origin = web_address(story.origin.url if story.origin else None)
    if origin and origin != address:
        parts.append(element("link", rel="via", href=origin))
    parts.extend("<author>" + element("name", name) + "</author>" for name in authors(story))
    if story.section:
        parts.append(element("category", term=story.section))
    parts.append(element("summary", teaser(story.paragraphs), type="text"))
    parts.append(element("content", _markup(story), type="html"))
    parts.append("</entry>")
    return "".join(parts)


def json_feed(
    stories: Iterable[Story], imprint: Imprint, *, feed_path: str = "/feed.json", page_path: str = "/"
) -> bytes:
    """A JSON Feed 1.1 of `stories`, in their order. Paths as for `atom`."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": imprint.title,
        "home_page_url": imprint.address(page_path),
        "feed_url": imprint.address(feed_path),
        "items": [_item(story, imprint) for story in stories],
    }
    return msgspec.json.format(msgspec.json.encode(_present(feed)), indent=1)


def _item(story: Story, imprint: Imprint) -> dict[str, Any]:
    address = imprint.story_address(story)
    origin = web_address(story.origin.url if story.origin else None)
    item = {
        "id": story_urn(story.id),
        "url": address,
        "external_url": origin if origin != address else None,
        "title": story.headline,
        "content_text": story.body,
        "summary": teaser(story.paragraphs),
        "date_published": instant(story.published),
        "authors": [{"name": name} for name in authors(story)] or None,
        "tags": [story.section] if story.section else None,
        "language": story.language,
    }
    return _present(item)


def authors(story: Story) -> list[str]:
    """Who wrote or filed the story: the byline, else the agency, else the origin's publisher or site."""
    if story.byline:
        return list(story.byline)
    origin = story.origin
    known = story.agency or (origin and (origin.publisher or origin.site))
    return [known] if known else ["unknown"]


def _newest(stories: list[Story]) -> datetime:
    times = [t for t in (instant(s.published) for s in stories) if t]
    return max((datetime.fromisoformat(t) for t in times), default=datetime.fromtimestamp(0, UTC))


def _markup(story: Story) -> str:
    """The paragraphs as HTML; the text in it is escaped, so no markup of a page gets through."""
    return "".join(f"<p>{escape(clean(p), quote=False)}</p>" for p in story.paragraphs)


def _present(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not None}
