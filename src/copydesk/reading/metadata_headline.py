"""The page's own headline: which of its witnesses to believe, with the site's name off and legitimate kickers kept."""

import re

from .structured import Witnesses, folded, node_text
from .structured_json import text

#: What stands between a headline and a site's name.
_SEPARATOR = re.compile(r"\s{1,3}(?:[|•·»›«–—]|[-:]{1,2}|//|::)\s{1,3}|\s?[|｜：]\s?|--")

_NO_WORD = re.compile(r"[\W_]+")

#: A headline is no longer than this; the longest of the corpora's truth has 283 characters.
_LONGEST = 400


def headline_of(found: Witnesses, site_names: list[str]) -> str | None:
    """The headline as the page gives it; None where no witness has one.

    JSON-LD, OpenGraph and the headings each give one, with the site's name off; a witness that shares nothing with the
    others is not heard. Where JSON-LD and OpenGraph differ, the one that was written apart is taken. (Of the ways to
    settle their differences these agree best with the truth of 257 news pages; nine pages in ten need no settling.)
    """
    headings = _headings(found)
    title = without_site(found.title, site_names) if found.title else None
    graph = _off(found.first("og:title", "twitter:title", "dc.title"), site_names)
    ld = _off(text((found.article or {}).get("headline")), site_names)
    said = [value for value in (ld, graph, title, *headings) if value]
    ld = _whole(ld, said) if ld is not None and _heard(ld, said) else None
    graph = _whole(graph, said) if graph is not None and _heard(graph, said) else None
    card = _off(found.first("twitter:title"), site_names)
    twice = graph is not None and card is not None and _key(card) == _key(graph)
    if ld is not None and graph is not None:
        return graph if _key(ld) == _key(graph) else _settle(ld, graph, twice, title or "", headings)
    if ld is not None:
        return ld
    return _without_ld(graph or title, twice, headings)


def _settle(ld: str, graph: str, twice: bool, title: str, headings: list[str]) -> str:
    """JSON-LD's or OpenGraph's, where they differ. `own` is the document's title."""
    keys = {_key(heading) for heading in headings}
    own = _key(title)
    if _key(ld) in keys:
        # JSON-LD repeats the heading: OpenGraph's was written apart, unless it is only the document's title, or was
        # written for sharing (then Twitter's card has it too).
        return ld if own == _key(graph) or (twice and own == _key(ld)) else graph
    if _key(graph) in keys:
        # OpenGraph repeats the heading: JSON-LD's was written apart, unless it is only the document's title.
        return ld if own == _key(graph) else graph
    return ld if own == _key(ld) or own in keys else graph


def _without_ld(witness: str | None, twice: bool, headings: list[str]) -> str | None:
    """The headline where no JSON-LD gives one: OpenGraph's where Twitter's card has it `twice`, else the heading."""
    if witness is None:
        return headings[0] if headings else None
    if twice or any(_key(heading).endswith(_key(witness)) for heading in headings):
        return witness
    related = next((heading for heading in headings if _kinship(heading, witness) >= _KIN), None)
    return related or (headings[0] if len(headings) == 1 and len(headings[0].split()) > 3 else witness)


def _headings(found: Witnesses) -> list[str]:
    texts = []
    for node in found.headings[:12]:
        value = node_text(node, _LONGEST * 2)
        if value and len(value) <= _LONGEST and value not in texts:
            texts.append(value)
    return texts


def _off(value: str | None, site_names: list[str]) -> str | None:
    return without_site(value, site_names)[: _LONGEST * 2] or None if value is not None else None


def _heard(value: str, said: list[str]) -> bool:
    """Whether another witness says something like it; with no other there is nothing to hold it against."""
    others = [other for other in said if other is not value]
    key = _key(value)
    return (
        not others
        or any(key in _key(other) for other in others)
        or any(_kinship(value, other) >= _RELATED for other in others)
    )


def _whole(value: str, said: list[str]) -> str:
    """The value, or what another witness has where the value is cut off."""
    stem = value.rstrip(". …")
    if stem == value or len(stem) < 30:
        return value
    return next((other for other in said if len(other) > len(value) and other.startswith(stem)), value)


#: Share of letter trigrams of the shorter text that the longer must have: for a witness to be heard at all, and for a
#: heading to be the story's rather than the site's.
_RELATED = 0.1
_KIN = 0.3


def _kinship(a: str, b: str) -> float:
    one, two = _grams(a), _grams(b)
    return len(one & two) / max(1, min(len(one), len(two)))


def _grams(value: str) -> set[str]:
    key = _key(value)
    return {key[i : i + 3] for i in range(max(1, len(key) - 2))}


def _key(value: str) -> str:
    return _NO_WORD.sub("", value.casefold())


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
