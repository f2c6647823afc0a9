"""Structured data on a page, each piece a witness: JSON-LD, microdata, OpenGraph, meta, and the page's own marks.

Collected in one pass over the tree. Nothing here is believed yet: `metadata` holds the witnesses against each other.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .marks import Find, Head, Marks, head_of, shortened, told_by
from .structured_json import Json, decode_block, each, objects, text, types

#: Kinds of schema.org objects that a news page describes itself by, best first.
_ARTICLES = (
    frozenset(
        {
            *("NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "ReviewNewsArticle"),
            *("BackgroundNewsArticle", "AskPublicNewsArticle", "AdvertiserContentArticle", "LiveBlogPosting"),
        }
    ),
    frozenset(
        {
            "Article",
            "BlogPosting",
            "Report",
            "ScholarlyArticle",
            "TechArticle",
            "SatiricalArticle",
            "Review",
            "SocialMediaPosting",
        }
    ),
    frozenset(
        {"WebPage", "ItemPage", "VideoObject", "Recipe", "HowTo", "FAQPage", "MediaObject", "QAPage", "CreativeWork"}
    ),
)


@dataclass
class Witnesses:
    """What a page says of itself, by who says it. Values are as found, white space folded."""

    tree: LexborHTMLParser
    marks: Marks
    head: Head = field(default_factory=Head)
    meta: dict[str, list[str]] = field(default_factory=dict)
    article: Json | None = None
    articles: list[Json] = field(default_factory=list)
    crumbs: list[str] = field(default_factory=list)
    persons: dict[str, str] = field(default_factory=dict)  # names by @id
    site_names: list[str] = field(default_factory=list)
    title: str | None = None
    headings: list[str] = field(default_factory=list)  # as found, pieces on lines of their own
    canonical: str | None = None
    language: str | None = None

    def first(self, *names: str) -> str | None:
        """The first value of the first of these metas that has one."""
        for name in names:
            for value in self.meta.get(name, ()):
                return value
        return None


def folded(value: str | None) -> str | None:
    """White space folded; None where nothing is left."""
    if not value:
        return None
    return " ".join(value.split()) or None


def node_text(node: LexborNode, most: int = 2_000) -> str:
    """An element's text, white space folded, cut at `most` characters."""
    return shortened(node.text(deep=True, separator=" ") or "", most)


def collect(tree: LexborHTMLParser, url: str | None) -> Witnesses:
    """The witnesses of a page."""
    told = told_by(tree)
    found = Witnesses(tree, told.marks)
    in_head: list[Find] = []
    blocks: list[Any] = []
    root = tree.root
    if root is not None:
        found.language = folded(root.attributes.get("lang") or root.attributes.get("xml:lang"))
    for find in told.finds:
        tag, first, second, lies_in_head = find
        if lies_in_head:
            in_head.append(find)
        if tag == "meta":
            _meta(found, first, second)
        elif tag == "script":
            block = decode_block(first)
            if block is not None:
                blocks.append(block)
        elif tag == "title":
            found.title = found.title or folded(first)
        elif tag == "h1":
            found.headings.append(first)
        elif found.canonical is None:
            found.canonical = folded(first)
    found.head = head_of(in_head)
    _json(found, blocks, url)
    return found


def _meta(found: Witnesses, name: str, value: str) -> None:
    if value and len(found.meta) < 500:
        values = found.meta.setdefault(name.strip().lower()[:80], [])
        if len(values) < 20 and (clean := folded(value[:2_000])) is not None:
            values.append(clean)


def _json(found: Witnesses, blocks: list[Any], url: str | None) -> None:
    ranked: list[tuple[int, Json]] = []
    for block in blocks:
        for item in objects(block):
            kinds = types(item)
            if "BreadcrumbList" in kinds and not found.crumbs:
                found.crumbs = _crumbs(item)
            elif kinds & {"Person", "Organization", "NewsMediaOrganization", "WebSite"}:
                _named(found, item, kinds)
            for rank, wanted in enumerate(_ARTICLES):
                if kinds & wanted:
                    ranked.append((rank, item))
                    break
    found.articles = [item for _, item in sorted(ranked, key=lambda pair: pair[0])]
    found.article = _own(found, ranked, url)


def _own(found: Witnesses, ranked: list[tuple[int, Json]], url: str | None) -> Json | None:
    """The object that describes this page: of the best kind, the one with the page's address, else the first."""
    if not ranked:
        return None
    best = min(rank for rank, _ in ranked)
    able = [item for rank, item in ranked if rank == best]
    if len(able) > 1:
        addresses = {_path(address) for address in (url, found.canonical, found.first("og:url")) if address}
        for item in able:
            own = {_path(value) for key in ("url", "mainEntityOfPage", "@id") for value in _addresses(item.get(key))}
            if own & addresses:
                return item
    return able[0]


def _addresses(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [v for v in (value.get("@id"), value.get("url")) if isinstance(v, str)]
    return []


def _path(address: str) -> str:
    try:
        return urlsplit(address.strip()).path.rstrip("/")
    except ValueError:
        return address


def _named(found: Witnesses, item: Json, kinds: set[str]) -> None:
    name = text(item.get("name"))
    if name is None:
        return
    if "Person" in kinds and isinstance(item.get("@id"), str):
        found.persons[item["@id"]] = name
    elif kinds & {"WebSite", "Organization", "NewsMediaOrganization"} and len(found.site_names) < 8:
        found.site_names.append(name)


def _crumbs(item: Json) -> list[str]:
    names: list[tuple[int, str]] = []
    for order, element in enumerate(each(item.get("itemListElement"))[:12]):
        if isinstance(element, dict):
            name = text(element.get("name")) or text(element.get("item"))
            position = element.get("position")
            if name is not None and not name.startswith("http"):
                names.append((position if isinstance(position, int) else order, name))
    return [name for _, name in sorted(names)]
