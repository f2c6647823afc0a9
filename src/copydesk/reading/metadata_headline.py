"""The page's own headline: which of its witnesses to believe, with the site's name off and legitimate kickers kept."""

import re

from .structured import Witnesses, folded, node_text
from .structured_json import text

#: What stands between a headline and a site's name.
_SEPARATOR = re.compile(r"\s{1,3}(?:[|•·»›«–—]|[-:]{1,2}|//|::)\s{1,3}|\s?[|｜]\s?|--")

#: A headline is no longer than this; the longest of the corpora's truth has 283 characters.
_LONGEST = 400


def headline_of(found: Witnesses, site_names: list[str]) -> str | None:
    """The headline, as found on the page; None where no witness has one.

    Heading, JSON-LD, OpenGraph and the document's title are held against each other; what another confirms wins.
    """
    headings = _headings(found)
    spoken = [value for value in _structured(found) if value is not None]
    bare = [without_site(value, site_names) for value in spoken]
    for heading in headings:
        if any(_same(heading, value) for value in bare + spoken):
            return heading
    for heading in headings:
        if any(_holds(value, heading) for value in spoken):
            return heading
    if headings and not bare:
        return headings[0]
    return bare[0] if bare else None


def _headings(found: Witnesses) -> list[str]:
    texts = []
    for node in found.headings[:12]:
        value = node_text(node, _LONGEST * 2)
        if value and len(value) <= _LONGEST and value not in texts:
            texts.append(value)
    return texts


def _structured(found: Witnesses) -> list[str | None]:
    article = found.article or {}
    return [
        text(article.get("headline")),
        found.first("og:title"),
        found.first("twitter:title", "dc.title", "headline", "title"),
        found.title,
    ]


def _key(value: str) -> str:
    return "".join(ch for ch in value.casefold() if ch.isalnum())


def _same(a: str, b: str) -> bool:
    return _key(a) == _key(b) != ""


def _holds(longer: str, shorter: str) -> bool:
    """Whether a witness says this heading with something around it; a heading of a few letters proves nothing."""
    small = _key(shorter)
    return len(small) >= 12 and small in _key(longer)


def without_site(value: str, site_names: list[str]) -> str:
    """A title without the site's name before or behind it; as it is where no name of the site stands there."""
    value = folded(value) or ""
    own = {_key(name) for name in site_names if _key(name)}
    for _ in range(3):
        cuts = list(_SEPARATOR.finditer(value))
        if not cuts:
            break
        last, first = cuts[-1], cuts[0]
        if _is_site(value[last.end() :], own):
            value = value[: last.start()].rstrip()
        elif _is_site(value[: first.start()], own):
            value = value[first.end() :].lstrip()
        else:
            break
    return value


def _is_site(piece: str, own: set[str]) -> bool:
    key = _key(piece)
    return (
        bool(key)
        and len(piece) <= 60
        and any(key == name or (len(key) > 3 and (key in name or name in key)) for name in own)
    )
