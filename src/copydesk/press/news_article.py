"""JSON-LD: a story as schema.org's NewsArticle."""

from typing import Any

import msgspec

from ..record import Story
from .imprint import Imprint, web_address


def news_article(story: Story, imprint: Imprint | None = None) -> dict[str, Any]:
    """The story as a schema.org NewsArticle, what is not known left out.

    `datePublished` is the time that evidence supports, with the precision that it has. `isBasedOn` is the origin.
    """
    address = (imprint or Imprint()).story_address(story)
    origin = web_address(story.origin.url if story.origin else None)
    publisher = story.origin.publisher or story.origin.site if story.origin else None
    dateline = story.dateline
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.headline,
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": story.published,
        "author": [{"@type": "Person", "name": name} for name in story.byline] or None,
        "publisher": _organization(publisher),
        "sourceOrganization": _organization(story.agency),
        "dateline": dateline.place if dateline else None,
        "articleSection": story.section,
        "inLanguage": story.language,
        "articleBody": story.body,
        "isBasedOn": origin,
    }
    return {key: value for key, value in article.items() if value is not None}


def _organization(name: str | None) -> dict[str, str] | None:
    return {"@type": "Organization", "name": name} if name else None


def in_script(record: dict[str, Any]) -> str:
    """A record as JSON that may stand inside an HTML script element whatever text is in it."""
    text = msgspec.json.encode(record).decode()
    for char, escaped in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        text = text.replace(char, escaped)
    return text
