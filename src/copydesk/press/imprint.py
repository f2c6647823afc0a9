"""What a publication says of itself, and the addresses that follow from it."""

from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid5

import msgspec

from ..record import Story
from ..text.times import moment

#: The namespace of the ids that feeds give stories: the same story has the same id on whatever host it is served.
_STORIES = UUID("6f1d8a36-0c53-5b0e-9d2c-3f4f6a7f5b11")


class Imprint(msgspec.Struct, frozen=True, kw_only=True):
    """Title, address and time of a publication. Without a `site_url` (an export of a desk that is not served) stories
    are linked at their origin, as far as that is known. `reads` are the feeds and sitemaps that its pages come from:
    address and title of each.
    """

    title: str = "copydesk"
    site_url: str | None = None
    updated: datetime | None = None
    reads: tuple[tuple[str, str | None], ...] = ()

    def address(self, path: str) -> str | None:
        """`path` (which begins with a slash) on the publication's site; None where it has none."""
        return None if self.site_url is None else self.site_url.rstrip("/") + path

    def story_address(self, story: Story) -> str | None:
        """Where a reader finds the story: on the site, else at its origin."""
        return self.address(story_path(story.id)) or web_address(story.origin.url if story.origin else None)


def story_path(story_id: str) -> str:
    """The path of a story's page on the site."""
    return "/story/" + quote(story_id, safe="")


def story_urn(story_id: str) -> str:
    """An id for feeds, the same wherever and whenever the story is served."""
    return uuid5(_STORIES, story_id).urn


def web_address(url: str | None) -> str | None:
    """`url` where it is an absolute http or https address without white space or control characters; else None.

    What pages give as addresses is anybody's: `javascript:`, `data:` and broken ones end here. The address comes back
    as it was, so that it can still be compared with others.
    """
    if not url or len(url) > _LONGEST or not url.isprintable() or any(c in url for c in " \"'<>\\^`{|}"):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # parsed only when asked for; raises where it is no number
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


#: Longer addresses than this are cut by browsers and proxies somewhere on their way.
_LONGEST = 8192


def instant(text: str | None) -> str | None:
    """An ISO time as RFC 3339 wants it, with a zone; one without a zone is taken as UTC, a day as its midnight."""
    found = moment(text)
    return None if found is None else stamp(found)


def stamp(time: datetime) -> str:
    """A time with its zone in RFC 3339, to the second."""
    aware = time if time.tzinfo is not None else time.replace(tzinfo=UTC)
    return aware.replace(microsecond=0).isoformat().replace("+00:00", "Z")
