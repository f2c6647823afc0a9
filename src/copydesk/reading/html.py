"""From a parsed page to its body and what stands around it."""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from ..record import Image, Recommended
from .blocks import captions, lines, paragraphs, recommended, unseen_text
from .dom import outline
from .model import scores
from .stops import without_stops

#: A block is the story's from this score on.
TAKEN = 0.5


@dataclass(frozen=True)
class HtmlBody:
    """What reading HTML gives: the story's paragraphs, and the page around them.

    `paragraphs` stand in order; subheadings, list items and quotations are paragraphs of their own; none holds a line
    break. `above` and `below` are the visible lines of text before and after the body, the nearest `AROUND` of each.
    `hidden` is text inside the article that a reader cannot see. `captions` are the pictures in or by the body.
    `recommended` are items of link lists after or beside the body. `confidence` is the mean certainty of the choice, by
    length of text, 0 to 1.
    """

    paragraphs: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    captions: tuple[Image, ...] = ()
    recommended: tuple[Recommended, ...] = ()
    confidence: float = 0.0


def body(tree: LexborHTMLParser, headline: str | None, witness: str | None, url: str | None) -> HtmlBody:
    """The body of the article on a parsed page, and what stands around it.

    `headline` is the page's headline where metadata gave one: it is no part of the body. `witness` is the text that
    the page's structured data gives as the body, if any; it is evidence, not the truth. `url` resolves links.
    The tree is read, never changed. A page without any text gives an empty body.
    """
    page = outline(tree)
    if not page.texts:
        return HtmlBody()
    score = scores(page)
    chosen = [b for b, s in enumerate(score) if s >= TAKEN]
    chosen = without_stops(page.texts, chosen)
    if headline:
        chosen = _without_headline(page.texts, chosen, headline)
    above, below = lines(page, chosen)
    return HtmlBody(
        paragraphs=paragraphs(page, chosen),
        above=above,
        below=below,
        hidden=unseen_text(page, chosen),
        captions=captions(page, chosen, url),
        recommended=recommended(page, chosen, url),
        confidence=_confidence(page.texts, score),
    )


def _without_headline(texts: list[str], chosen: list[int], headline: str) -> list[int]:
    """The choice without blocks at its start that only say the headline again."""
    said = " ".join(headline.split()).casefold()
    while chosen and texts[chosen[0]].casefold() == said:
        chosen = chosen[1:]
    return chosen


def _confidence(texts: list[str], score: list[float]) -> float:
    total = sum(map(len, texts))
    return sum(len(t) * abs(2 * s - 1) for t, s in zip(texts, score, strict=True)) / total if total else 0.0
