"""What the model takes at the body's margins though the page's build says otherwise.

Three things: a headline that stands over the byline of a page without headings, a standfirst that its page calls one,
and the items of a list of other stories under the body, told by their rows of time and views.
"""

from .dom import HEADINGS, Outline
from .plain_lines import is_row, stamp_in

#: Titles over a stamp are lines; no headline of the corpora's pages that ends without a stop is longer.
_LINE = 160
#: So many of the first blocks may stand over the stamp: a section's name and a headline, each perhaps twice.
_OVER = 4
#: A sentence or two; see `metadata._STANDFIRST`.
_STANDFIRST = 240
#: An item of a list holds a headline, a teaser, its time and its counter.
_ITEM = 5

_ENDS = (".", "!", "?", "…", ":", ";", "”", '"', "’", "。")

#: Class names by which a page calls its standfirst so, as a whole name. On the corpora at hand truth is of two minds:
#: of the first blocks whose name says subtitle, summary, deck… and that stand outside the text with a stamp between,
#: 23 are counted with the body on fundus and none is not; on aeb it is none and 11. These three names cost nothing on
#: either, so where nothing tells the two apart the text is left as the model has it.
_NAMES = frozenset({"standfirst", "strapline", "dek"})


def without_margins(page: Outline, chosen: list[int]) -> list[int]:
    """The chosen blocks without a headline over the stamp, a standfirst, or items of a list of other stories."""
    return _without_standfirst(page, _from_stamp(page, _without_items(page, chosen)))


def _without_items(page: Outline, chosen: list[int]) -> list[int]:
    """Without the blocks that share a small element with a row of time and views."""
    if not chosen:
        return chosen
    texts = page.texts
    listed: set[int] = set()
    for b in range(chosen[0], len(texts)):
        if texts[b][:1].isdecimal() and is_row(texts[b]):
            element = page.element[b]
            item = element
            while element >= 0 and page.last[element] - page.first[element] <= _ITEM:
                item, element = element, page.parent[element]
            listed.update(range(page.first[item], page.last[item]))
    return [b for b in chosen if b not in listed] if listed else chosen


def _from_stamp(page: Outline, chosen: list[int]) -> list[int]:
    """From behind a byline or a time on, where a page without headings has lines that are no sentences above it.

    With headings the lines above a stamp are standfirsts (see `_NAMES` for what became of those).
    """
    if not HEADINGS.isdisjoint(page.tag):
        return chosen
    for at in range(min(_OVER, len(chosen) - 1)):
        text = page.texts[chosen[at]]
        if len(text) > _LINE or text.endswith(_ENDS):
            break
        between = range(chosen[at] + 1, chosen[at + 1])
        if any(stamp_in(page.texts[b]) is not None for b in between[:_OVER]):
            return chosen[at + 1 :]
    return chosen


def _without_standfirst(page: Outline, chosen: list[int]) -> list[int]:
    """Without a first block that is called a standfirst and stands outside the text, a stamp between the two."""
    if len(chosen) < 2 or len(page.texts[chosen[0]]) > _STANDFIRST:
        return chosen
    first, second = chosen[0], chosen[1]
    own = page.element[first]
    if not _NAMES & set(page.names_of(own).lower().split()) or page.parent[own] == page.parent[page.element[second]]:
        return chosen
    stamped = any(stamp_in(page.texts[b]) is not None for b in range(first + 1, min(second, first + 1 + _OVER)))
    return chosen[1:] if stamped else chosen
