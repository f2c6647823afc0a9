"""OPML 2.0: the sites of a desk, and the desk's own feeds, for a feed reader to take in."""

from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote

from ..record import Story
from .imprint import Imprint
from .xml import DECLARATION, element


def opml(stories: Iterable[Story], imprint: Imprint) -> bytes:
    """What the desk subscribes to, the sections' feeds (where the imprint has a site), the sites that changed no story,
    and those that did.
    """
    taken: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    sections: Counter[str] = Counter()
    for story in stories:
        if story.section:
            sections[story.section] += 1
        for pickup in story.pickups:
            if pickup.site:
                taken[pickup.site] += 1
                changed[pickup.site] += pickup.changed
    lines = [
        DECLARATION + '<opml version="2.0">',
        "<head>" + element("title", imprint.title) + "</head>",
        "<body>",
        *_group("Subscriptions", [_polled(url, title) for url, title in imprint.reads]),
        *_group("Sections", [_feed(name, imprint) for name in sorted(sections)] if imprint.site_url else []),
        *_group("Sites", [_site(s, n, 0) for s, n in sorted(taken.items()) if not changed[s]]),
        *_group(
            "Sites that changed stories", [_site(s, n, changed[s]) for s, n in sorted(taken.items()) if changed[s]]
        ),
        "</body>",
        "</opml>\n",
    ]
    return "\n".join(lines).encode("utf-8", "ignore")


def _group(title: str, outlines: list[str]) -> list[str]:
    if not outlines:
        return []
    return [element("outline", text=title).replace("/>", ">"), *outlines, "</outline>"]


def _polled(url: str, title: str | None) -> str:
    return element("outline", text=title or url, title=title or url, type="rss", xmlUrl=url)


def _feed(section: str, imprint: Imprint) -> str:
    return element(
        "outline",
        text=section,
        title=section,
        type="rss",
        xmlUrl=imprint.address("/feed.atom?section=" + quote(section.encode("utf-8", "replace"), safe="")),
    )


def _site(site: str, pickups: int, changed: int) -> str:
    did = f"{pickups} taken, {changed} changed" if changed else f"{pickups} taken"
    return element("outline", text=site, type="link", url=f"https://{site}/", description=did)
