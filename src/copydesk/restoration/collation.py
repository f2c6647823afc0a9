"""All witnesses laid beside one of them, and the places where they differ."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from copydesk.text.alignment import Alignment, align

from .witnesses import BREAK, Witness

#: A difference of at most so many words on either side is a reading to be voted on; a longer one is a passage, whose
#: presence or absence is judged by itself (an inserted brand has up to five words, a sentence seldom under eight).
READING_WORDS = 7
#: A row of at most so many words may be put to the other end of the insertion that it splits.
SPLITTING_WORDS = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """Words `[start, end)` of the base stand as words `[at, stop)` in the witness.

    `edge`: at an end of either text. `paragraph`: one of the two has a whole paragraph there, the other nothing.
    """

    witness: int
    start: int
    end: int
    at: int
    stop: int
    edge: bool = False
    paragraph: bool = False

    @property
    def small(self) -> bool:
        """Whether it is a reading rather than a passage."""
        return not self.paragraph and max(self.end - self.start, self.stop - self.at) <= READING_WORDS


@dataclass
class Place:
    """A stretch of the base, possibly empty, for which witnesses have different readings of a few words."""

    start: int
    end: int
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True)
class Collation:
    """The base, the other witnesses aligned with it, and where they differ."""

    base: Witness
    others: Sequence[Witness]
    alignments: dict[int, Alignment]
    differences: list[Difference]
    covered: dict[int, NDArray[np.bool_]]  # by witness: which gaps of the base (0 to n) it has words on both sides of

    def places(self) -> list[Place]:
        """Places for readings, ascending; differences that overlap fall into one."""
        found: list[Place] = []
        small = sorted((d for d in self.differences if d.small), key=lambda d: (d.start, d.end, d.witness))
        for d in small:
            last = found[-1] if found else None
            if last and (d.start < last.end or (d.start == last.start and d.end == last.end)):
                last.end = max(last.end, d.end)
                last.differences.append(d)
            else:
                found.append(Place(d.start, d.end, [d]))
        return found


def collate(base: Witness, others: Sequence[Witness]) -> Collation:
    """Lay `others` beside `base`."""
    alignments: dict[int, Alignment] = {}
    differences: list[Difference] = []
    covered: dict[int, NDArray[np.bool_]] = {}
    for w in others:
        found = align(base.words.ids, w.words.ids)
        alignments[w.index] = found
        here = _differences(base, w, found)
        differences.extend(here)
        covered[w.index] = _covered(found, here)
    return Collation(base, others, alignments, differences, covered)


def _differences(base: Witness, w: Witness, found: Alignment) -> list[Difference]:
    out = []
    at_base = at_w = 0
    rows = _gathered(base, w, [(x, y, n) for x, y, n in found.blocks.tolist()])
    last = len(rows)
    ends = [*rows, (found.words_a, found.words_b, 0)]
    for i, (x, y, n) in enumerate(ends):
        if x > at_base or y > at_w:
            d = Difference(w.index, at_base, x, at_w, y, edge=i in (0, last))
            out.append(_slid(base, w, d))
        at_base, at_w = x + n, y + n
    return out


def _gathered(base: Witness, w: Witness, rows: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The rows with short ones that split an insertion or a deletion moved to its end, so that it is one."""
    a, b = base.words.ids, w.words.ids
    out = list(rows)
    for i in range(len(out) - 2, 0, -1):
        (px, py, pn), (x, y, n), (nx, ny, _) = out[i - 1], out[i], out[i + 1]
        if n > SPLITTING_WORDS:
            continue
        if px + pn == x and x + n == nx and y + n < ny and (b[ny - n : ny] == a[x : x + n]).all():
            out[i] = (x, ny - n, n)
        elif py + pn == y and y + n == ny and x + n < nx and (a[nx - n : nx] == b[y : y + n]).all():
            out[i] = (nx - n, y, n)
    return out


def _slid(base: Witness, w: Witness, d: Difference) -> Difference:
    """A pure insertion or deletion as far to the left as its words allow, so that witnesses put it at one place."""
    a, b = base.words.ids, w.words.ids
    start, end, at, stop = d.start, d.end, d.at, d.stop
    if start == end:
        while start > 0 and at > 0 and a[start - 1] == b[stop - 1] and a[start - 1] == b[at - 1]:
            start, end, at, stop = start - 1, end - 1, at - 1, stop - 1
    elif at == stop:
        while start > 0 and at > 0 and a[start - 1] == a[end - 1] and a[start - 1] == b[at - 1]:
            start, end, at, stop = start - 1, end - 1, at - 1, stop - 1
    if start == end:
        paragraph = _is_paragraph(w, at, stop)
    else:
        paragraph = at == stop and _is_paragraph(base, start, end)
    return Difference(w.index, start, end, at, stop, d.edge, paragraph)


def _is_paragraph(w: Witness, start: int, end: int) -> bool:
    return end - start > 1 and BREAK in w.gap(start) and BREAK in w.gap(end)


def _covered(found: Alignment, here: Sequence[Difference]) -> NDArray[np.bool_]:
    """Gap i lies before word i of the base. A witness speaks for a gap unless a passage of it is missing there."""
    covered = np.ones(found.words_a + 1, dtype=bool)
    if len(found.blocks) == 0:
        covered[:] = False
        return covered
    for d in here:
        if d.small and not d.edge:
            continue
        if d.start == 0:
            covered[0] = False
        if d.end == found.words_a:
            covered[-1] = False
        if not d.small:
            covered[d.start : d.end + 1] = False
    return covered
