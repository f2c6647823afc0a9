"""From a parsed page to its body and what stands around it."""

from dataclasses import dataclass

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from ..record import Image, Recommended
from .asides import without_asides
from .blocks import between, captions, lines, paragraphs, recommended, unseen_text
from .dom import HIDDEN, Outline, outline
from .fast import loops, loops_for_a_page
from .features import Hints
from .features_table import SIZE, Floats
from .margins import without_margins
from .marks import Head, head_of, told_by
from .model import scores
from .stops import without_stops
from .whole_lists import Flags, with_whole_lists


@dataclass(frozen=True)
class HtmlBody:
    """What reading HTML gives: the story's paragraphs, and the page around them.

    `paragraphs` stand in order; subheadings, list items and quotations are paragraphs of their own; none holds a line
    break. `above` and `below` are the visible lines of text before and after the body, the nearest `AROUND` of each;
    `between` those among its first paragraphs that are no part of it.
    `hidden` is text inside the article that a reader cannot see. `captions` are the pictures in or by the body.
    `recommended` are items of link lists after or beside the body.
    """

    paragraphs: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    captions: tuple[Image, ...] = ()
    recommended: tuple[Recommended, ...] = ()


def body(
    tree: LexborHTMLParser, headline: str | None, witness: str | None, url: str | None, head: Head | None = None
) -> HtmlBody:
    """The body of the article on a parsed page, and what stands around it.

    `headline` is the page's headline where metadata gave one: it is no part of the body. `witness` is the text that
    the page's structured data gives as the body, if any; it is evidence, not the truth. `url` resolves links. `head` is
    what the page's head says, where that is known.
    The tree is read, never changed. A page without any text gives an empty body.
    """
    compiled = loops_for_a_page()
    page = ((compiled and compiled.outline) or outline)(tree)
    if not page.texts:
        return HtmlBody()
    score = scores(page, hints(tree, witness) if head is None else Hints(*head, witness or ""))
    size = _sizes(page)
    chosen = without_asides(page, without_stops(page.texts, _taken(page, score, size)))
    chosen = without_margins(page, chosen)
    if headline:
        chosen = _without_headline(page.texts, chosen, headline)
    above, below = lines(page, chosen)
    return HtmlBody(
        paragraphs=paragraphs(page, chosen),
        above=above,
        below=below,
        between=between(page, chosen),
        hidden=unseen_text(page, chosen),
        captions=captions(page, chosen, url),
        recommended=recommended(page, chosen, size, url),
    )


def _sizes(page: Outline) -> Floats:
    """The blocks' characters."""
    if page.tables is not None:
        sizes: Floats = page.tables.blocks[SIZE].astype(np.float32)
        return sizes
    return np.fromiter(map(len, page.texts), np.float32, len(page.texts))


def _taken(page: Outline, score: Floats, size: Floats) -> list[int]:
    """The blocks to take by their scores, lists as a whole and without what cannot be seen."""
    compiled = loops()
    if compiled is not None and page.tables is not None:
        numbers: list[int] = compiled.choose(score, page.tables.blocks, page.tables.elements).tolist()
        return numbers
    taken = with_whole_lists(page, _visible(page, choose(score, size), size), score, size)
    return np.flatnonzero(taken).tolist()


def choose(score: Floats, size: Floats) -> Flags:
    """The blocks to take: the cut that makes the expected overlap with the true body greatest.

    If each block is the story's with chance `score`, then those above a cut are expected to hit so many characters of
    the union of what is taken and what should be. A page on which the model is unsure everywhere so gets a lower cut
    than a clear one, where it comes out at about a half.
    """
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum((score * size)[order], dtype=np.float64)
    union = np.cumsum(size[order], dtype=np.float64) + hits[-1] - hits
    best = int(np.argmax(hits / np.maximum(union, 1e-9)))
    taken: Flags = score >= score[order[best]]
    return taken


def _visible(page: Outline, taken: Flags, size: Floats) -> Flags:
    """The choice without blocks that a reader cannot see, unless they are most of it: a page may show itself late."""
    bits = np.frombuffer(page.bits, dtype=np.int32)[np.frombuffer(page.element, dtype=np.int32)]
    hidden: Flags = ((bits & HIDDEN) != 0) & taken
    if not hidden.any() or size[hidden].sum() * 2 > size[taken].sum():
        return taken
    return taken & ~hidden


def hints(tree: LexborHTMLParser, witness: str | None) -> Hints:
    """What the page's head says that its text may confirm."""
    return Hints(*head_of(told_by(tree).finds), witness or "")


def _without_headline(texts: list[str], chosen: list[int], headline: str) -> list[int]:
    """The choice without blocks at its start that only say the headline again."""
    said = " ".join(headline.split()).casefold()
    while chosen and texts[chosen[0]].casefold() == said:
        chosen = chosen[1:]
    return chosen
