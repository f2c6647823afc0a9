"""Host and path of a page's address, none where it is none."""

from re import compile as re_compile
from urllib.parse import urlsplit

#: An address as nearly all are: of these `urlsplit` says the same, and takes ten times as long.
_PLAIN = re_compile(r"https?://([a-z0-9.-]+)((?:/[!-\"$->@-Z\\^-~]*)?)(?:[?#][ -Z\\^-~]*)?\Z")


def host_and_path(url: str | None) -> tuple[str, str]:
    """The host in lower case, and the path; empty where the address has none."""
    if not url:
        return "", ""
    plain = _PLAIN.match(url)
    if plain:
        return plain.group(1), plain.group(2)
    try:
        parts = urlsplit(url)
    except ValueError:  # such as an open bracket
        return "", ""
    return parts.hostname or "", parts.path
