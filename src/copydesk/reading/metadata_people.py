"""Who wrote it: witnesses for the byline, structured data first, each confirmed by what a reader can see."""

from typing import Any

from selectolax.lexbor import LexborNode

from .bylines import names
from .structured import Witnesses, node_text
from .structured_json import each, text

_METAS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "cxenseparse:author",
    "byl",
)


def byline_of(found: Witnesses, site: str | None) -> tuple[str, ...]:
    """The persons whom the page names as its authors."""
    for raw in (_json(found), [v for name in _METAS for v in found.meta.get(name, ())[:10]], _marked(found)):
        people = names([value for value in raw if not value.startswith(("http", "www."))], site=site)
        if people:
            return people
    return ()


def raw_credits(found: Witnesses) -> list[str]:
    """All that witnesses give as author, unedited: outlets and agencies too."""
    return [*_json(found), *(v for name in _METAS for v in found.meta.get(name, ()))]


def _json(found: Witnesses) -> list[str]:
    if found.article is None:
        return []
    values: list[str] = []
    for author in each(found.article.get("author") or found.article.get("creator")):
        values += _author(found, author)
    return values


def _author(found: Witnesses, author: Any) -> list[str]:
    if isinstance(author, str):
        return [found.persons.get(author, author)]
    if not isinstance(author, dict):
        return []
    reference = author.get("@id")
    value = author.get("name")
    if value is None and isinstance(reference, str) and reference in found.persons:
        return [found.persons[reference]]
    return [name for part in each(value) if (name := text(part)) is not None]


def _marked(found: Witnesses) -> list[str]:
    """The page's own marks: `itemprop=author`, `rel=author`, elements that are called byline or author."""
    marked: list[LexborNode] = [*found.items.get("author", ()), *found.people]
    return [value for node in marked[:12] if (value := node_text(node, 200)) and len(value) <= 120]
