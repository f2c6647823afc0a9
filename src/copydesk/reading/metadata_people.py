"""Who wrote it: structured data first, then the page's own marks.

Structured data names whoever a page credits, an agency or an outlet too, and those are kept as named: `byline` is the
credit. The marks and lines of a page hold much else, so from them only persons' names are taken.
"""

import re
from typing import Any

from .bylines import credited, is_handle, is_own, names, site_keys
from .marks import Mark
from .structured import Witnesses
from .structured_json import each, text, types

_METAS = (
    "cxenseparse:author",
    "author",
    "articleauthor",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
)

#: What a card for Twitter calls the author.
_WRITTEN_BY = ("Written by", "Verfasst von", "Écrit par", "Escrito por", "Scritto da", "Geschreven door", "Skrevet av")

#: Elements called author that are none: pictures, biographies, comments, lists of others.
_NO_BYLINE = re.compile(
    r"comment|avatar|image|photo|img|bio|about|social|follow|related|quote|disclaimer|(?<!re)source|desc|card|box|"
    r"role|title|position|job(?!ber)|date|time|icon|promo|more|widget|sidebar|footer|caption|credit|copyright|authored|"
    r"authorit",
    re.IGNORECASE,
)
#: The address of the account that a publishing system is set up with; whoever it is called, it wrote nothing.
_SYSTEM = re.compile(r"/author/(?:admin|administrator|webmaster)/?$")
#: No element with more text than this is a byline; the longest seen, with five names, has 160 characters.
_LONGEST = 200

_NEWS = frozenset(
    {
        *("NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "ReviewNewsArticle"),
        *("BackgroundNewsArticle", "LiveBlogPosting"),
    }
)


def byline_of(found: Witnesses, site_names: list[str]) -> tuple[str, ...]:
    """Whom the page's marks credit, in its order; empty where they credit nobody but the site itself."""
    own = site_keys([*site_names, *accounts(found)])
    ld = credited(_json(found))
    persons = tuple(name for name in ld if not is_own(name, own))
    if persons:
        return persons
    written = found.meta.get("twitter:data1", ()) if found.first("twitter:label1") in _WRITTEN_BY else ()
    people = tuple(value for value in credited(written) if not is_own(value, own))
    if people:
        return people
    for name in _METAS:
        values = [value for value in found.meta.get(name, ())[:10] if not is_handle(value)]
        people = tuple(value for value in credited(values) if not is_own(value, own))
        if people:
            return people
    shown = tuple(name for name in _marked(found) if not is_own(name, own))
    return shown if any(" " in name or not name.isascii() for name in shown) or not ld else ()


def outlet_of(found: Witnesses) -> tuple[str, ...]:
    """The outlet that credits itself in structured data; on a news article only, for elsewhere systems fill it in."""
    return credited(_json(found)) if found.article is not None and types(found.article) & _NEWS else ()


def namesakes_of(found: Witnesses) -> tuple[str, ...]:
    """Persons who are credited on a site that bears their name, which so far counted as the site's credit of itself.

    A last resort: a firm's name may look like a person's too.
    """
    authors = each((found.article or {}).get("author"))
    if any(isinstance(author, dict) and types(author) & _BODIES for author in authors):
        return ()
    for persons in (names(raw_credits(found)), _marked(found)):
        if persons and all(len(name.split()) in (2, 3, 4) for name in persons):
            return persons
    return ()


#: What JSON-LD calls an author that is no person.
_BODIES = frozenset({"Organization", "NewsMediaOrganization", "Corporation"})


def accounts(found: Witnesses) -> list[str]:
    """The names of publishing systems' own accounts among the authors (`/author/admin/`)."""
    authors = each((found.article or {}).get("author"))
    return [
        name
        for author in authors
        if isinstance(author, dict) and _is_account(author) and (name := text(author.get("name"))) is not None
    ]


def _is_account(author: dict[str, Any]) -> bool:
    return any(isinstance(v, str) and _SYSTEM.search(v) for v in (author.get("@id"), author.get("url")))


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
    if _is_account(author):
        return []
    value = author.get("name")
    if value is None and isinstance(reference, str) and reference in found.persons:
        return [found.persons[reference]]
    return [name for part in each(value) if (name := text(part)) is not None]


def _marked(found: Witnesses) -> tuple[str, ...]:
    """Persons in the page's own marks: `itemprop=author`, elements called byline, `rel=author`, then called author."""
    marks: list[tuple[int, Mark]] = []
    for mark in found.marks.people:
        if mark.itemprop == "author":
            marks.append((0, mark))
        elif mark.tag not in ("img", "body", "svg", "input") and _NO_BYLINE.search(mark.called) is None:
            marks.append((1 if "byline" in mark.called.lower() else 2 if mark.rel else 3, mark))
    marks.sort(key=lambda each: each[0])
    for _, mark in marks:
        value = mark.said()[: _LONGEST * 4]
        lines = [line for raw in value.split("\n") if (line := " ".join(raw.split()))]
        if sum(map(len, lines)) <= _LONGEST and (people := names(lines)):
            return people
    return ()
