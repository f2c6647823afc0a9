"""Links: made absolute, and only such as a reader may follow."""

import re
from urllib.parse import urljoin, urlsplit

from copydesk.text.addresses import site_of

#: Longer addresses are data, not places.
_LONGEST = 2_000


def resolved(href: str | None, base: str | None) -> str | None:
    """The absolute http(s) address of `href` as found on a page at `base`; None for anything else."""
    if not href or len(href) > _LONGEST:
        return None
    try:
        address = href.strip()
        if not address.startswith(("https://", "http://")):
            address = urljoin(base or "", address)
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or len(address.split()) != 1:
        return None
    return address


#: What leads nowhere but on the page itself, or out of the browser.
_NOWHERE = ("#", "javascript:", "mailto:", "tel:", "data:", "whatsapp:", "sms:")
#: Parts of addresses at which something is done, not read.
_DONE = re.compile(
    r"(?:^|[/.?_-])(?:subscri(?:be|ption)s?|log-?in|sign-?(?:in|up)|register|registration|accounts?|checkout|newsletters?"
    r"|privacy|impressum|datenschutz|terms|contact(?:-us)?|share(?:r|article)?|intent|abo|aboshop|abonnement|abonnieren"
    r"|suscripcion|abbonati|search|suche)(?:[/.?_-]|$)",
    re.IGNORECASE,
)
#: A story's last path part has a number or several words, where a menu's has the name of a section.
_STORY = re.compile(r"\d{4}|[^\W_]-[^\W_]{1,40}-[^\W_]{1,40}-[^\W_]")
#: Words from which a linked text is a headline whatever its address; menus have fewer.
_HEADLINE_WORDS = 5


def leads_to_story(text: str, href: str | None, page_url: str | None) -> bool:
    """Whether a link with this text may lead to a story rather than be a menu's entry or a button."""
    if not href:
        return True
    if href.startswith(_NOWHERE):
        return False
    few = text.isascii() and len(text.split()) < _HEADLINE_WORDS
    if few and _STORY.search(href) is None:
        return False  # a menu's entry: most links are, and need no parsing
    address = resolved(href, page_url) or href
    try:
        parts = urlsplit(address)
        own = urlsplit(page_url or "")
    except ValueError:
        return False
    path = parts.path.rstrip("/")
    if not parts.query and (not path or (parts.hostname, path) == (own.hostname, own.path.rstrip("/"))):
        return False  # a front page, or a place on this one
    if _STORY.search(path.rsplit("/", 1)[-1]) is not None or _STORY.search(parts.query) is not None:
        return not (few and _DONE.search(address))
    if _DONE.search(f"{parts.hostname or ''}{parts.path}"):
        return False
    return len(text.split()) >= _HEADLINE_WORDS or (" " not in text and not text.isascii())


def names_in_address(url: str | None) -> list[str]:
    """What a page's address calls its site: the registrable domain, and its first label."""
    site = site_of(url) if url else None
    return [site, site.split(".", 1)[0]] if site is not None else []
