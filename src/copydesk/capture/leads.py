"""From a list (feed, sitemap, OPML) to what it leads to: pages that it holds, addresses of pages and of more lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..record import Page, Refusal, RefusalCode
from .feeds import MOST_ENTRIES, Feed, as_page, read_feed
from .sitemaps import MOST_ADDRESSES, Listed, read_addresses
from .xml_guard import ListKind, Unsafe, kind_of


@dataclass(frozen=True)
class Lead:
    """Something that a list leads to. `via` is the list.

    `url` None: there is nothing to fetch. `page` is what the list itself has of the story, where that is the whole.
    `further` says that at `url` there is another list, of kind `kind`.
    """

    url: str | None
    via: str
    page: Page | None = None
    title: str | None = None
    time: str | None = None
    further: bool = False


def leads(
    data: bytes, name: str, url: str | None = None, media_type: str | None = None, captured: str | None = None
) -> Iterator[Lead | Refusal]:
    """What the list in `data` leads to. `name` is what the list is called, `url` where it lies.

    Yields a `Refusal` for a list that is not read, for what it had over the caps, and for entries that lead nowhere.
    """
    if kind_of(data) in (ListKind.SITEMAP, ListKind.OPML):
        yield from _addresses(data, name)
        return
    feed = read_feed(data, media_type, url)
    if isinstance(feed, Unsafe):
        yield Refusal(page=name, url=url, code=feed.code, reason=feed.reason)
        return
    yield from _entries(feed, name, url, captured)


def _addresses(data: bytes, name: str) -> Iterator[Lead | Refusal]:
    found = read_addresses(data)
    if isinstance(found, Unsafe):
        yield Refusal(page=name, code=found.code, reason=found.reason)
        return
    for listed in found.lists:
        yield _lead(listed, name, further=True)
    for listed in found.pages:
        yield _lead(listed, name, further=False)
    if found.over:
        reason = f"more than {MOST_ADDRESSES} addresses; the rest is passed over"
        yield Refusal(page=name, code=RefusalCode.OVER_BUDGET, reason=reason)
    if found.cut:
        reason = "not well-formed to its end; what stands before the fault is taken"
        yield Refusal(page=name, code=RefusalCode.DAMAGED, reason=reason)
    elif not found.lists and not found.pages:
        yield Refusal(page=name, code=RefusalCode.EMPTY, reason="a list without addresses")


def _lead(listed: Listed, name: str, *, further: bool) -> Lead:
    return Lead(listed.url, name, title=listed.title, time=listed.time, further=further)


def _entries(feed: Feed, name: str, url: str | None, captured: str | None) -> Iterator[Lead | Refusal]:
    seen: set[str] = set()
    for number, entry in enumerate(feed.entries, 1):
        here = f"{name}#{number}"
        page = None
        if entry.full:
            page = Page(
                name=here,
                content=as_page(entry),
                url=entry.link,
                captured=captured,
                media_type="text/html; charset=utf-8",
                via=name,
                at=number - 1,
            )
        if entry.link is None and page is None:
            reason = "an entry of a feed with neither a link nor the story"
            yield Refusal(page=here, code=RefusalCode.NO_TEXT, reason=reason)
        elif entry.link is None or entry.link not in seen:  # feeds repeat entries; a repeated link is the same input
            seen.add(entry.link or here)
            yield Lead(entry.link, name, page, entry.title, entry.published)
    if feed.more:
        reason = f"more than {MOST_ENTRIES} entries; the rest is passed over"
        yield Refusal(page=name, url=url, code=RefusalCode.OVER_BUDGET, reason=reason)
    if not feed.entries:
        yield Refusal(page=name, url=url, code=RefusalCode.EMPTY, reason="a feed without entries")


def not_fetched(name: str, wanted: list[str]) -> Refusal:
    """The refusal of what a list in a file leads to, where fetching was not asked for."""
    shown = ", ".join(url[:200] for url in wanted[:3])
    more = f" and {len(wanted) - 3} more" if len(wanted) > 3 else ""
    return Refusal(
        page=name,
        code=RefusalCode.NOT_FETCHED,
        reason=f"leads to {len(wanted)} addresses, which --follow fetches: {shown}{more}",
    )
