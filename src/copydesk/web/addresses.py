"""The site's own addresses, and which foreign ones may be followed."""

from urllib.parse import quote, urlencode

from ..press.imprint import story_path, web_address

__all__ = ["copy_path", "page_path", "search_path", "section_path", "site_path", "story_path", "web_address"]


def _part(text: str) -> str:
    # A lone surrogate cannot be encoded; a section of that name is one that nobody can link to.
    return quote(text.encode("utf-8", "replace"), safe="")


def section_path(name: str) -> str:
    """The page of a section."""
    return "/section/" + _part(name)


def site_path(site: str) -> str:
    """The page of a site."""
    return "/site/" + _part(site)


def search_path(query: str) -> str:
    """A search, done."""
    return "/search?q=" + _part(query)


def copy_path(story_id: str, view: str, siglum: str | None = None) -> str:
    """A view of a story, of one copy where a siglum is given."""
    wanted = {"view": view} | ({"copy": siglum} if siglum else {})
    return story_path(story_id) + "?" + urlencode(wanted)


def page_path(path: str, page: int, **more: str) -> str:
    """A page of a list that goes on."""
    return path + "?" + urlencode({k: v.encode("utf-8", "replace") for k, v in more.items()} | {"page": page})
