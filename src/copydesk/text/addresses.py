"""Addresses: the host of a URL, and the site (registrable domain) that it belongs to.

Works offline with the public suffix list that ships with tldextract. A host under a suffix that the list does not know
(`.example`, a home network's `.lan`) counts by its last two labels; an IP address is its own site.
"""

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from tldextract import TLDExtract

#: Hosts repeat: a desk holds thousands of pages of some hundreds of hosts. 16,384 names take about 3 MB.
_KEPT = 16_384

#: A host name has at most 253 characters (RFC 1035); longer ones are somebody's attempt at something.
_LONGEST_HOST = 253


@lru_cache(maxsize=1)
def _suffixes() -> TLDExtract:
    """The shipped list, never fetched, never written to disk. Loaded at first use: it takes about 60 ms."""
    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def host_of(url: str) -> str | None:
    """The host of `url`, in lower case, without port and trailing dot; None where it has none.

    A bare `host/path` without a scheme is taken as an address too, when its first part has a dot.
    """
    text = url.strip()
    if "://" not in text[:24] and not text.startswith("//"):
        first = text.split("/", 1)[0]
        if "." not in first or ":" in first.split(".", 1)[0]:
            return None
        text = "//" + text
    try:
        host = urlsplit(text).hostname
    except ValueError:
        return None
    if not host:
        return None
    host = host.rstrip(".")
    return host if host and len(host) <= _LONGEST_HOST else None


def site_of(url: str) -> str | None:
    """The registrable domain of `url` (`https://news.city.co.uk/a` -> `city.co.uk`); None where it has no host."""
    host = host_of(url)
    return None if host is None else _site_of_host(host)


@lru_cache(maxsize=_KEPT)
def _site_of_host(host: str) -> str:
    if _is_address(host):
        return host
    found = _suffixes()(host)
    if found.suffix and found.domain:
        return f"{found.domain}.{found.suffix}".lower()
    return ".".join(host.split(".")[-2:])


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
