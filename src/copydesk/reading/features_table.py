"""The names of all features, and the table that holds them for the blocks of one page."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .dom import BITS

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

#: Levels around a block that are looked at: its element, and those around it.
LEVELS = 4
#: Characters from a text's start in which capitals and digits are looked for.
LOUD, DIGITS = 60, 80


def _words(*lines: str) -> list[str]:
    return " ".join(lines).split()


def _levelled(*names: str, start: int = 0) -> list[str]:
    return [f"{name}_{level}" for name in names for level in range(start, LEVELS)]


#: What the blocks before and after show, in this order.
NEAR = ("size", "density", "names", "said", "ends", "same")
STEPS = (-2, -1, 1, 2)

#: The features of the first stage. Several are set at once, so that neighbours here must stay neighbours.
FIRST = (
    *_words("size words commas stops ends upper loud digits quoted bars density links bold breaks said word_size"),
    *_words("size_rel name names worst_name best_name name_above name_two_above names_rank names_rel worst_rel"),
    *(f"in_{name}" for name in BITS),
    *_words("tag tag_above depth at prose_before blocks prose_all share from_title is_title from_heading"),
    *("heading_said", *_levelled("mass"), *_levelled("linked", "count", "mean", start=1)),
    *(*_levelled("pictures", "start", "end"), "in_deep", "in_direct"),
    *(
        f"{best}_{what}"
        for best in ("deep", "direct")
        for what in ("start", "end", "blocks_end", "depth", "mass", "child")
    ),
    *(f"pattern_{what}" for what in ("share", "blocks", "mean", "linked", "middle")),
    *("twice", "described", "confirmed"),
    *(f"{name}{by:+d}" for by in STEPS for name in NEAR),
    "prose_near",
)
#: Steps at which the second stage looks at the first's scores.
REACH = (-4, -3, -2, -1, 1, 2, 3, 4)
#: Those that the second stage has besides.
AGAIN = (
    *("score", *_levelled("score"), "score_pattern", *(f"score{by:+d}" for by in REACH)),
    *_words("believed_before believed_after believed_all since until gap_before gap_after from_first to_last"),
    *_words("near_3 near_8 in_core core_end core_start core_score"),
)
PLACES = {name: place for place, name in enumerate(FIRST + AGAIN)}

#: The rows of the two tables of 32-bit numbers in which compiled loops keep a page's elements and its blocks. A block's
#: text are the `SIZE` characters from `START` on, in the one array of them; rows behind these are the walk's own.
PARENT, TAG, MARKS, DEPTH, NAMED, FIRST_BLOCK, LAST_BLOCK = range(7)
ELEMENT, LINKED, BOLDED, LINKS, BREAKS, BEGINS, START, SIZE = range(8)


class Rows:
    """The features of a page's blocks, by name: rows of one table, (features, blocks).

    What is set is rounded to the table's 32 bits.
    """

    __slots__ = ("table",)

    def __init__(self, blocks: int) -> None:
        self.table: Floats = np.empty((len(PLACES), blocks), dtype=np.float32)

    def __getitem__(self, name: str) -> Floats:
        row: Floats = self.table[PLACES[name]]
        return row

    def __setitem__(self, name: str, values: NDArray[np.generic] | Sequence[float] | np.generic | float) -> None:
        self.table[PLACES[name]] = values

    def several(self, name: str, values: NDArray[np.generic]) -> None:
        """Set the feature `name` and those that follow it, as many as `values` has rows."""
        first = PLACES[name]
        self.table[first : first + len(values)] = values
