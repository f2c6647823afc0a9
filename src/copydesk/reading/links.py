"""Links: made absolute, and only such as a reader may follow."""

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
    if parts.scheme not in ("http", "https") or not parts.netloc or any(ch.isspace() for ch in address):
        return None
    return address


def names_in_address(url: str | None) -> list[str]:
    """What a page's address calls its site: the registrable domain, and its first label."""
    site = site_of(url) if url else None
    return [site, site.split(".", 1)[0]] if site is not None else []
