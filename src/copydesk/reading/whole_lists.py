"""A list is the story's as a whole or not at all: its items are judged together.

Items are short and much alike, so the model's scores lie on both sides of the page's cut within one list: of a list of
steps some are left out, of a list of comments some are taken.
"""

import numpy as np

from .dom import BITS, HIDDEN, Outline
from .features_table import Floats

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

#: A list is the story's where this share of its characters was chosen. Swept on the training pages, with scores by
#: trees that had not seen them: .55 to .7 differ by .0002 in F1. F1 and exact bodies without this module: fundus .9664
#: and 39.5 % (124 pages), wcxb .9576 and 24.4 % (496); with it: .9665 and 39.5 %, .9595 and 25.2 %. Two pages with
#: lists of readers' comments are most of wcxb's gain. Tables judged so gain nothing.
SHARE = 0.6
#: Items that the model is so sure of stay out of a list that is taken: buttons and labels within it.
LEAST = 0.05

_LIST = BITS["ul"]


def with_whole_lists(page: Outline, taken: Flags, score: Floats, size: Floats) -> Flags:
    """The choice with each outermost list (`ul`, `ol`, `dl`) of several blocks taken whole or left out whole.

    `taken`, `score` and `size` have one value a block; `size` is in characters.
    """
    bits = np.frombuffer(page.bits, dtype=np.int32)
    listed = (bits & _LIST) != 0
    outermost = np.flatnonzero(listed & ~listed[np.frombuffer(page.parent, dtype=np.int32)])
    first = np.frombuffer(page.first, dtype=np.int32)[outermost]
    last = np.frombuffer(page.last, dtype=np.int32)[outermost]
    seen = (bits[np.frombuffer(page.element, dtype=np.int32)] & HIDDEN) == 0
    whole, part = (np.concatenate(([0.0], np.cumsum(size * each, dtype=np.float64))) for each in (seen, seen & taken))
    all_of, chosen = whole[last] - whole[first], part[last] - part[first]
    split = np.flatnonzero((last - first > 1) & (chosen > 0) & (chosen < all_of))
    result = taken.copy()
    for at in split.tolist():
        items = slice(int(first[at]), int(last[at]))
        if chosen[at] >= SHARE * all_of[at]:
            result[items] |= seen[items] & (score[items] >= LEAST)
        else:
            result[items] = False
    return result
