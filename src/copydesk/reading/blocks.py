"""From chosen blocks to the record: paragraphs, and what stands around them."""

from collections.abc import Iterator
from itertools import islice

import numpy as np

from ..record import Image, Recommended
from .dom import BITS, FIGCAPTION, FIGURE, HIDDEN, Outline
from .features_table import Floats
from .links import joined, leads_to_story

#: Lines of furniture kept on each side of the body: enough for a farm's whole header or list of links.
AROUND = 40
#: Pictures and recommended items kept.
PICTURES = 40
ITEMS = 40
#: An anchor of this many characters can be a headline; shorter ones are menus and tags ("More from the region").
HEADLINE = 20
_ENDS = (".", "!", "?", "…", ":", ";", "。", "！", "？", '"', "”", "»", "“", ")", "’")


def paragraphs(page: Outline, chosen: list[int]) -> tuple[str, ...]:
    """The chosen blocks as paragraphs. A single `br` in mid-sentence wraps a line, any other starts a paragraph."""
    result: list[str] = []
    before = -2
    for b in chosen:
        text = page.texts[b]
        wraps = before == b - 1 and page.breaks[b] == 1 and page.element[b] == page.element[before]
        if wraps and result and not result[-1].endswith(_ENDS):
            result[-1] += " " + text
        else:
            result.append(text)
        before = b
    return tuple(result)


def lines(page: Outline, chosen: list[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The nearest visible lines before the body and after it."""
    if not chosen:
        return (), ()
    above = [*islice(_seen(page, range(chosen[0] - 1, -1, -1)), AROUND)]
    below = islice(_seen(page, range(chosen[-1] + 1, len(page.texts))), AROUND)
    return tuple(above[::-1]), tuple(below)


def _seen(page: Outline, blocks: range) -> Iterator[str]:
    """The texts of such of these blocks as a reader can see."""
    texts, bits, element = page.texts, page.bits, page.element
    return (texts[b] for b in blocks if not bits[element[b]] & HIDDEN)


def between(page: Outline, chosen: list[int]) -> tuple[str, ...]:
    """The visible short lines among the body's first three paragraphs that are no part of it.

    A stamp may stand below a standfirst that is the first of them.
    """
    if len(chosen) < 2:
        return ()
    taken = set(chosen)
    places = range(chosen[0] + 1, min(chosen[min(2, len(chosen) - 1)], chosen[0] + _STAMP_LINES))
    return tuple(
        text
        for b in places
        if b not in taken and len(text := page.texts[b]) <= _LINE and not page.bits[page.element[b]] & HIDDEN
    )


#: How far a stamp is looked for below a standfirst, and how long its lines are.
_STAMP_LINES = 16
_LINE = 120


def unseen_text(page: Outline, chosen: list[int]) -> tuple[str, ...]:
    """Text between the body's first block and its last that a reader cannot see, in order."""
    if not chosen:
        return ()
    first, last = chosen[0], chosen[-1]
    taken = set(chosen)
    blocks = [
        (b, page.texts[b]) for b in range(first, last + 1) if b not in taken and page.bits[page.element[b]] & HIDDEN
    ]
    pieces = [(b, text) for b, text in page.hidden if first <= b <= last]
    return tuple(text for _, text in sorted(blocks + pieces, key=lambda item: item[0]))


def resolved(href: str | None, base: str | None) -> str | None:
    """An address as a reader's click would have it; None where it cannot be one."""
    if not href:
        return None
    if href.startswith(("https://", "http://")):
        return href
    if base is None or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        whole = joined(base, href.strip())
    except ValueError:
        return None
    return whole if whole.startswith(("http://", "https://")) else None


def captions(page: Outline, chosen: list[int], url: str | None) -> tuple[Image, ...]:
    """The pictures in the body or right before it, each with the caption of its figure."""
    if not chosen:
        return ()
    first, last = chosen[0], chosen[-1]
    taken = set(chosen)
    result: list[Image] = []
    seen: set[str] = set()
    for picture in page.pictures_between(first - 6, last + 1):
        figure = _figure(page, picture.element)
        if figure < 0 and not first <= picture.block <= last:
            continue
        address = resolved(picture.src, url)
        if address is None or address in seen:
            continue
        seen.add(address)
        words = [] if figure < 0 else [b for b in range(page.first[figure], page.last[figure]) if b not in taken]
        caption, credit = _caption([page.texts[b] for b in words[:4]])
        result.append(Image(address, caption or (picture.alt or "").strip() or None, credit))
        if len(result) == PICTURES:
            break
    return tuple(result)


def _figure(page: Outline, element: int) -> int:
    """The figure around an element, or -1; figures nest at most a little, so the climb is bounded."""
    if not page.bits[element] & (FIGURE | FIGCAPTION):
        return -1
    while page.parent[element] >= 0 and page.bits[page.parent[element]] & FIGURE:
        element = page.parent[element]
    return element


_CREDITS = (
    "photo",
    "credit",
    "image:",
    "foto",
    "picture:",
    "©",
    "(c)",
    "bild:",
    "quelle:",
    "crédit",
    "crédito",
    "source:",
)


def _caption(words: list[str]) -> tuple[str | None, str | None]:
    """Caption and credit out of a figure's lines; a short line that opens with a word for either is the credit."""
    credit = [w for w in words if len(w) < 100 and w.casefold().startswith(_CREDITS)]
    rest = [w for w in words if w not in credit]
    return " ".join(rest) or None, " ".join(credit) or None


def recommended(page: Outline, chosen: list[int], size: Floats, url: str | None) -> tuple[Recommended, ...]:
    """Items of the page's lists of links: headline, address, and the unlinked text right under it.

    `size` are the blocks' characters.
    """
    if not chosen:
        return ()
    taken = set(chosen)
    result: list[Recommended] = []
    seen: set[str] = set()
    for b in _linked(page, size):
        text, href = page.texts[b], page.href[b]
        if b in taken or not leads_to_story(text, href, url):
            continue
        address = resolved(href, url)
        key = address or text
        if key in seen:
            continue
        seen.add(key)
        result.append(Recommended(text, _teaser(page, b, taken), address))
        if len(result) == ITEMS:
            break
    return tuple(result)


_OUTSIDE = BITS["nav"] | BITS["footer"] | HIDDEN


def _linked(page: Outline, size: Floats) -> list[int]:
    """The visible blocks that are long enough for a headline, and a link for four fifths of it at the least."""
    sizes = size.astype(np.float64)
    able = np.flatnonzero((np.frombuffer(page.linked, dtype=np.int32) >= 0.8 * sizes) & (sizes >= HEADLINE))
    return [b for b in able.tolist() if not page.bits[page.element[b]] & _OUTSIDE]


def _teaser(page: Outline, b: int, taken: set[int]) -> str | None:
    """The text that follows a linked headline within the same item, if it is no link itself."""
    item = page.parent[page.element[b]]
    follows = b + 1
    if item < 0 or follows >= page.last[item] or follows in taken or page.last[item] - page.first[item] > 4:
        return None
    text = page.texts[follows]
    return text if len(text) > HEADLINE and page.linked[follows] < 0.3 * len(text) else None
