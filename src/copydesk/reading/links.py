"""Links: made absolute, and only such as a reader may follow."""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from copydesk.text.addresses import site_of

#: Longer addresses are data, not places.
_LONGEST = 2_000

#: The forms of nearly all links, of which `urllib` makes nothing else than what is written: it takes ten times as long.
_WHOLE = re.compile(r"https?://([A-Za-z0-9.-]+)(?::[0-9]{1,5})?(/[^\s?#]*)?(?:\?([^\s#]*))?(?:#\S*)?")
_ROOTED = re.compile(r"(/(?!/)[^\s?#;]*)(?:\?([^\s#]+))?(?:#\S+)?")


class _Place(NamedTuple):
    """An address and its parts, as `urlsplit` has them."""

    address: str
    host: str | None
    path: str
    query: str


class _Origin(NamedTuple):
    """Of a page's address what links are made absolute with, and its own host and path."""

    root: str | None  # `https://news.example`; None for what is no address on the web
    host: str | None
    path: str


@lru_cache(maxsize=64)
def _origin(base: str) -> _Origin:
    """Raises `ValueError` for what cannot be parted."""
    parts = urlsplit(base)
    root = f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else None
    return _Origin(root, parts.hostname, parts.path.rstrip("/"))


@lru_cache(maxsize=8)  # a link's place is asked for right after whether it leads to a story
def _rooted(href: str, base: str | None) -> _Place | None:
    """The place of a link from its site's root (`/news/a`); None for other links, and for such as have dots to resolve.

    Raises `ValueError` for a base that cannot be parted.
    """
    parts = _ROOTED.fullmatch(href)
    if parts is None or not base or "/." in parts[1]:
        return None
    origin = _origin(base)
    return None if origin.root is None else _Place(origin.root + href, origin.host, parts[1], parts[2] or "")


def joined(base: str, href: str) -> str:
    """As `urljoin`, soon for links from the site's root."""
    place = _rooted(href, base) if href.startswith("/") else None
    return urljoin(base, href) if place is None else place.address


def _place(href: str, base: str | None) -> _Place | None:
    """Where a link as found leads; None for what is no http(s) address. Raises `ValueError` for what is none at all."""
    if not href or len(href) > _LONGEST:
        return None
    address = href.strip()
    if address.startswith(("https://", "http://")):
        whole = _WHOLE.fullmatch(address)
        if whole is not None:
            return _Place(address, whole[1].lower(), whole[2] or "", whole[3] or "")
    else:
        place = _rooted(address, base)
        if place is not None:
            return place
        address = urljoin(base or "", address)
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc or len(address.split()) != 1:
        return None
    return _Place(address, parts.hostname, parts.path, parts.query)


def resolved(href: str | None, base: str | None) -> str | None:
    """The absolute http(s) address of `href` as found on a page at `base`; None for anything else."""
    try:
        place = _place(href or "", base)
    except ValueError:
        return None
    return None if place is None else place.address


#: What leads nowhere but on the page itself, or out of the browser.
_NOWHERE = ("#", "javascript:", "mailto:", "tel:", "data:", "whatsapp:", "sms:")
#: Parts of addresses at which something is done, not read.
_DONE_WORDS = (
    r"(?:subscri(?:be|ption)s?|log-?in|sign-?(?:in|up)|register|registration|accounts?|checkout|newsletters?"
    r"|privacy|impressum|datenschutz|terms|contact(?:-us)?|share(?:r|article)?|intent|abo|aboshop|abonnement|abonnieren"
    r"|suscripcion|abbonati|search|suche)(?:[/.?_-]|$)"
)
_DONE = re.compile(r"(?:^|[/.?_-])" + _DONE_WORDS, re.IGNORECASE)
#: The same behind a stroke and in small letters: it takes a sixth of the time.
_DONE_SMALL = re.compile(r"[/.?_-]" + _DONE_WORDS)
#: A story's last path part has a number or several words, where a menu's has the name of a section.
_NUMBER = re.compile(r"\d{4}")
_WORDS = re.compile(r"[^\W_]-[^\W_]{1,40}-[^\W_]{1,40}-[^\W_]")
#: Words from which a linked text is a headline whatever its address; menus have fewer.
_HEADLINE_WORDS = 5


def leads_to_story(text: str, href: str | None, page_url: str | None) -> bool:
    """Whether a link with this text may lead to a story rather than be a menu's entry or a button."""
    if not href:
        return True
    if href.startswith(_NOWHERE):
        return False
    few = text.isascii() and len(text.split()) < _HEADLINE_WORDS
    if few and not _is_story(href):
        return False  # a menu's entry: most links are, and need no parsing
    try:
        own = _origin(page_url or "")
        place = _placed(href, page_url)
    except ValueError:
        return False
    path = place.path.rstrip("/")
    if not place.query and (not path or (place.host, path) == (own.host, own.path)):
        return False  # a front page, or a place on this one
    if _is_story(path.rsplit("/", 1)[-1]) or _is_story(place.query):
        return not (few and _is_done(place.address))
    if few or (" " in text and len(text.split()) < _HEADLINE_WORDS):
        return False
    return not _is_done(f"{place.host or ''}{place.path}")


def _is_done(address: str) -> bool:
    """Whether something is done at an address."""
    if not address.isascii():
        return _DONE.search(address) is not None
    return _DONE_SMALL.search("/" + address.lower()) is not None


def _is_story(part: str) -> bool:
    """Whether a part of an address has a story's number or words."""
    return _NUMBER.search(part) is not None or (part.count("-") >= 3 and _WORDS.search(part) is not None)


def _placed(href: str, base: str | None) -> _Place:
    """Where a link leads; what is no http(s) address is parted as it stands. Raises `ValueError` for what cannot be."""
    try:
        place = _place(href, base)
    except ValueError:
        place = None
    if place is not None:
        return place
    parts = urlsplit(href)
    return _Place(href, parts.hostname, parts.path, parts.query)


def names_in_address(url: str | None) -> list[str]:
    """What a page's address calls its site: the registrable domain, and its first label."""
    site = site_of(url) if url else None
    return [site, site.split(".", 1)[0]] if site is not None else []
