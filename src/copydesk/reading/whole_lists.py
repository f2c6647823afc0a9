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
    before = np.zeros(len(taken) + 1, dtype=np.int64)
    np.cumsum(taken, out=before[1:])
    several = before[last] - before[first]
    split = np.flatnonzero((last - first > 1) & (several > 0) & (several < last - first))
    if not len(split):
        return taken
    seen = (bits[np.frombuffer(page.element, dtype=np.int32)] & HIDDEN) == 0
    result = taken.copy()
    for at in split.tolist():
        items = slice(int(first[at]), int(last[at]))
        shown = seen[items]
        whole = float(size[items][shown].sum(dtype=np.float64))
        chosen = float(size[items][shown & taken[items]].sum(dtype=np.float64))
        if not 0 < chosen < whole:
            continue
        if chosen >= SHARE * whole:
            result[items] |= shown & (score[items] >= LEAST)
        else:
            result[items] = False
    return result
