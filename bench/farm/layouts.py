"""Layouts: what stands around the body of a page, as a reader that kept everything would give it."""

from collections.abc import Callable
from random import Random

import msgspec

from copydesk.record import Article, Furniture, Recommended

from .label import Part

CATEGORIES = ("News", "Stocks", "Markets", "Finance", "Invest", "My", "Scams", "Contact", "reviews")
_TEASER = 100


class Links(msgspec.Struct, frozen=True):
    """Headlines and first paragraphs of other stories, for the lists of links."""

    items: tuple[tuple[str, str], ...]


class Layout(msgspec.Struct, frozen=True):
    """A way to lay out a page."""

    name: str
    part: Part
    farm: bool
    dress: Callable[[Article, Links, Random], tuple[Article, Furniture]]


def _stamp(article: Article) -> str:
    return (article.published or "2025-05-04T08:21:53").replace("T", " ")


def _source_category(article: Article, links: Links, rng: Random) -> tuple[Article, Furniture]:
    section = rng.choice(CATEGORIES)
    items = tuple(Recommended(title, text[:_TEASER]) for title, text in links.items[:3])
    above = (f"{_stamp(article)}source:{article.source or ''}category:{section}",)
    below = [f"More:{section}", "Recommend"]
    for item in items:
        below += [item.headline, item.teaser or ""]
    dressed = msgspec.structs.replace(article, section=section, recommended=items)
    return dressed, Furniture(above=above, below=tuple(below), time_as_found=_stamp(article))


def _current_home(article: Article, links: Links, rng: Random) -> tuple[Article, Furniture]:
    section = rng.choice(CATEGORIES)
    items = tuple(Recommended(title.split("-")[0]) for title, _ in links.items[:10])
    name = f"{article.byline[0]} View" if article.byline else "View"
    above = (f"Current:Home > {section}{article.headline}", article.headline or "", name, f"Date:{_stamp(article)}")
    below = (f"veryGood! ({rng.randrange(10, 99999)})", "Related", *(item.headline for item in items), "Ranking")
    dressed = msgspec.structs.replace(article, section=section, recommended=items)
    return dressed, Furniture(above=above, below=below, time_as_found=_stamp(article))


def _view_list(article: Article, links: Links, rng: Random) -> tuple[Article, Furniture]:
    items = tuple(Recommended(title, text[:60]) for title, text in links.items[:6])
    below = [f"{_stamp(article)[:16]}{rng.randrange(100, 9999)} view" for _ in items]
    return msgspec.structs.replace(article, recommended=items), Furniture(below=tuple(below))


def _breadcrumb(article: Article, links: Links, rng: Random) -> tuple[Article, Furniture]:
    return article, Furniture(above=(f"1. Home 2. {rng.choice(CATEGORIES)}", article.headline or ""))


def _foreign(article: Article, links: Links, rng: Random) -> tuple[Article, Furniture]:
    return article, Furniture(
        below=("Vorheriger Beitrag: Spätzle nach Hausart", "Nächster Beitrag: Wanderwege im Herbst")
    )


def _bare(article: Article, links: Links, rng: Random) -> tuple[Article, Furniture]:
    return article, Furniture()


def _outlet(article: Article, links: Links, rng: Random) -> tuple[Article, Furniture]:
    items = tuple(Recommended(title, text[:140].rsplit(" ", 1)[0] + " …") for title, text in links.items[:5])
    above = ("Home", "News", "Sport", f"By {article.byline[0]}" if article.byline else "Staff report")
    below = ("Related stories", *(item.headline for item in items), "Most read", "Subscribe to our newsletter")
    return msgspec.structs.replace(article, recommended=items), Furniture(above=above, below=below)


def _blog(article: Article, links: Links, rng: Random) -> tuple[Article, Furniture]:
    above = ("Menu", "About", f"Posted on {_stamp(article)[:10]}")
    return article, Furniture(above=above, below=("Share this:", "Leave a comment", "Previous post", "Next post"))


LAYOUTS = (
    Layout("source-category", Part.DEVELOP, True, _source_category),
    Layout("current-home", Part.DEVELOP, True, _current_home),
    Layout("bare", Part.DEVELOP, True, _bare),
    Layout("view-list", Part.HELD_OUT, True, _view_list),
    Layout("breadcrumb", Part.HELD_OUT, True, _breadcrumb),
    Layout("foreign", Part.HELD_OUT, True, _foreign),
    Layout("bare-too", Part.HELD_OUT, True, _bare),
    Layout("outlet", Part.DEVELOP, False, _outlet),
    Layout("bare-outlet", Part.DEVELOP, False, _bare),
    Layout("blog", Part.HELD_OUT, False, _blog),
    Layout("outlet-too", Part.HELD_OUT, False, _outlet),
)


def as_text(article: Article, furniture: Furniture) -> str:
    """The page as a text-only capture gives it: every line of it, in order."""
    above = [line for line in furniture.above if line != article.headline]
    parts = [article.headline or "", *above, *article.paragraphs, *furniture.below]
    return "\n\n".join(part for part in parts if part)
