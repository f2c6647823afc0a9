"""Two texts side by side: which words of one stand in the other, in order, and which have moved.

Words are ids (see `words`). Up to `WHOLE` words a side the longest common subsequence is found at once (rapidfuzz,
bit-parallel); longer texts are first cut at anchors, 5-grams that stand once in each. What has no anchors and is too
long is left unaligned and counted, so that no input takes more than some tens of milliseconds.
"""

from bisect import bisect_left
from codecs import utf_32_le_decode as decode_points
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from .shingles import WIDTH, grams
from .words import Ids

Blocks = NDArray[np.int64]
Row = tuple[int, int, int]

#: Words a side that are aligned without anchors: at 1,500 the bit matrix takes 280 kB and about 1 ms.
WHOLE = 1500
#: Cells (words of a × words of b) of a gap between anchors that are still aligned: 4 million are about 2 ms.
GAP_CELLS = 4_000_000
#: Cells aligned over all gaps of one pair; beyond it the rest counts as too costly. 30 million are about 15 ms.
BUDGET_CELLS = 30_000_000
#: A common run counts as moved from this many words on: shorter ones are phrases that any two stories share.
MOVED_WORDS = 8
#: A block of fewer words than this between two changed passages is chance ("the", "of a") and is taken back
#: where the changed passages around it are together at least `CHANCE_GAP` times as long.
CHANCE_WORDS = 2
CHANCE_GAP = 4

_LOW_BITS = np.uint32(12)
_ABOVE_SURROGATES = np.uint32(0x10000)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Rows of `blocks` and `moved` are (start in a, start in b, length); `blocks` ascend in both, `moved` in a.

    `unaligned` counts the words of a that were left out because aligning them was too costly.
    """

    words_a: int
    words_b: int
    blocks: Blocks
    moved: Blocks
    unaligned: int = 0

    @property
    def matched(self) -> int:
        """Words of a that stand in b, moved passages included."""
        # Rows are few: Python adds them up while numpy looks at what it was given.
        words: list[int] = self.blocks[:, 2].tolist() + self.moved[:, 2].tolist()
        return sum(words)

    @property
    def coverage_a(self) -> float:
        """Share of a's words that stand in b."""
        return min(1.0, self.matched / self.words_a) if self.words_a else 0.0

    @property
    def coverage_b(self) -> float:
        """Share of b's words that stand in a."""
        return min(1.0, self.matched / self.words_b) if self.words_b else 0.0

    @property
    def similarity(self) -> float:
        """2 · matched / (words of a + words of b)."""
        total = self.words_a + self.words_b
        return min(1.0, 2 * self.matched / total) if total else 0.0


def align(a: Ids, b: Ids, *, moves: bool = True) -> Alignment:
    """The words that `a` and `b` share, in order, and with `moves` the passages that changed places."""
    if len(a) == len(b) and (a == b).all():
        rows: list[Row] = [(0, 0, len(a))] if len(a) else []
        return Alignment(len(a), len(b), _as_blocks(rows), _as_blocks([]))
    rows = []
    unaligned = _fill(a, b, rows)
    rows = _without_chance(rows, len(a), len(b))
    moved = _moved(a, b, rows) if moves else []
    return Alignment(len(a), len(b), _as_blocks(rows), _as_blocks(moved), unaligned)


def as_text(ids: Ids) -> str:
    """The ids as code points of one string, the form that rapidfuzz compares fastest.

    64 bits become 20, above the surrogates: a word of a text of 1,000 falls together with another one with a chance of
    1 in 1,000, and matched words are compared in full afterwards.
    """
    points = ids.astype("<u8", copy=False).view("<u4")[1::2] >> _LOW_BITS
    points += _ABOVE_SURROGATES
    return decode_points(points.data)[0]


def _fill(a: Ids, b: Ids, rows: list[Row]) -> int:
    """Add the common blocks of a and b to `rows`, ascending; the number of a's words left unaligned."""
    if max(len(a), len(b)) <= WHOLE:
        _whole(a, b, (0, len(a)), (0, len(b)), rows)
        return 0
    head = _common_head(a, b)
    if head:
        rows.append((0, 0, head))
    tail = _common_head(a[head:][::-1], b[head:][::-1])
    end_a, end_b = len(a) - tail, len(b) - tail
    unaligned = _between_anchors(a, b, (head, end_a), (head, end_b), rows)
    if tail:
        rows.append((end_a, end_b, tail))
    return unaligned


def _between_anchors(a: Ids, b: Ids, in_a: tuple[int, int], in_b: tuple[int, int], rows: list[Row]) -> int:
    anchors = _anchors(a[in_a[0] : in_a[1]], b[in_b[0] : in_b[1]])
    budget = BUDGET_CELLS
    unaligned = 0
    at_a, at_b = in_a[0], in_b[0]
    for x, y, n in [*anchors, (in_a[1] - in_a[0], in_b[1] - in_b[0], 0)]:
        x, y = x + in_a[0], y + in_b[0]
        cells = (x - at_a) * (y - at_b)
        if cells and cells <= min(GAP_CELLS, budget):
            budget -= cells
            _whole(a, b, (at_a, x), (at_b, y), rows)
        elif cells:
            unaligned += x - at_a
        if n:
            rows.append((x, y, n))
        at_a, at_b = x + n, y + n
    return unaligned


def _common_head(a: Ids, b: Ids) -> int:
    n = min(len(a), len(b))
    if n == 0:
        return 0
    differ = a[:n] != b[:n]
    first = int(differ.argmax())
    return first if differ[first] else n


def _whole(a: Ids, b: Ids, in_a: tuple[int, int], in_b: tuple[int, int], rows: list[Row]) -> None:
    if in_a[0] == in_a[1] or in_b[0] == in_b[1]:
        return
    part_a, part_b = a[in_a[0] : in_a[1]], b[in_b[0] : in_b[1]]
    matches = LCSseq.opcodes(as_text(part_a), as_text(part_b)).as_matching_blocks()
    found = [(m.a, m.b, m.size) for m in matches if m.size]
    if not _same_words(part_a, part_b, found):
        found = _joined(
            [
                (x + int(i), y + int(i), 1)
                for x, y, n in found
                for i in np.flatnonzero(part_a[x : x + n] == part_b[y : y + n])
            ]
        )
    start_a, start_b = in_a[0], in_b[0]
    rows.extend([(x + start_a, y + start_b, n) for x, y, n in found] if start_a or start_b else found)


def _same_words(a: Ids, b: Ids, rows: list[Row]) -> bool:
    """Whether the rows hold in full ids too, not only in the shorter codes that were compared."""
    if not rows:
        return True
    flat = np.fromiter(chain.from_iterable(rows), np.int64, 3 * len(rows))
    x, y, n = flat[0::3], flat[1::3], flat[2::3]
    ends = n.cumsum()
    in_a = np.arange(ends[-1])
    in_a += np.repeat(x - ends + n, n)
    return bool((a[in_a] == b[in_a + np.repeat(y - x, n)]).all())


def _anchors(a: Ids, b: Ids) -> list[Row]:
    """Blocks that stand once in each, in the longest order that both keep."""
    grams_a, places_a = _once(grams(a)) if len(a) >= WIDTH else _once(a[:0])
    grams_b, places_b = _once(grams(b)) if len(b) >= WIDTH else _once(b[:0])
    _, in_a, in_b = np.intersect1d(grams_a, grams_b, assume_unique=True, return_indices=True)
    x, y = places_a[in_a], places_b[in_b]
    order = np.argsort(x)
    x, y = x[order], y[order]
    if (y[1:] < y[:-1]).any():
        keep = _longest_rise(y)
        x, y = x[keep], y[keep]
    return _joined([(i, j, n) for n, i, j in _runs(x, y)]) if len(x) else []


def _once(hashes: Ids) -> tuple[Ids, NDArray[np.int64]]:
    """The hashes that occur once, ascending, and where."""
    order = np.argsort(hashes, kind="stable")
    ranked = hashes[order]
    if len(ranked) < 2:
        return ranked, order
    fresh = ranked[1:] != ranked[:-1]
    alone = np.append(True, fresh) & np.append(fresh, True)
    return ranked[alone], order[alone]


def _longest_rise(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Indexes of a longest increasing subsequence (patience sorting)."""
    tails: list[int] = []
    tops: list[int] = []
    behind: list[int] = []
    for i, value in enumerate(values.tolist()):
        at = bisect_left(tails, value)
        behind.append(tops[at - 1] if at else -1)
        if at == len(tails):
            tails.append(value)
            tops.append(i)
        else:
            tails[at], tops[at] = value, i
    out: list[int] = []
    i = tops[-1] if tops else -1
    while i >= 0:
        out.append(i)
        i = behind[i]
    return np.array(out[::-1], dtype=np.int64)


def _as_blocks(rows: list[Row]) -> Blocks:
    return np.fromiter(chain.from_iterable(rows), np.int64, 3 * len(rows)).reshape(-1, 3)


def _joined(blocks: list[Row]) -> list[Row]:
    """Blocks that touch or overlap on one diagonal made one; what overlaps on two goes to the first."""
    rows: list[Row] = []
    for x, y, n in blocks:
        if rows:
            px, py, pn = rows[-1]
            if x - px == y - py and x <= px + pn:
                rows[-1] = (px, py, max(pn, x + n - px))
                continue
            over = max(px + pn - x, py + pn - y, 0)
            if over >= n:
                continue
            x, y, n = x + over, y + over, n - over
        rows.append((x, y, n))
    return rows


def _without_chance(rows: list[Row], len_a: int, len_b: int) -> list[Row]:
    """Rows without those of a word or two that float between long changed passages."""
    gone = set()
    px = py = 0
    last = len(rows) - 1
    for i, (x, y, n) in enumerate(rows):
        if n <= CHANCE_WORDS:
            before = x - px if x - px > y - py else y - py
            if before >= 2:
                nx, ny, _ = rows[i + 1] if i < last else (len_a, len_b, 0)
                after = max(nx - x, ny - y) - n
                if after >= 2 and before + after >= CHANCE_GAP * n + 4:
                    gone.add(i)
        px, py = x + n, y + n
    return [row for i, row in enumerate(rows) if i not in gone] if gone else rows


def _moved(a: Ids, b: Ids, rows: list[Row]) -> list[Row]:
    """Common runs of at least `MOVED_WORDS` among the words that `rows` leave over, the longest first."""
    free_a, free_b = _free(rows, len(a), len(b))
    if not free_a or not free_b:
        return []
    grams_a, places_a = _free_grams(a, free_a)
    grams_b, places_b = _free_grams(b, free_b)
    order = np.argsort(grams_b, kind="stable")
    ranked = grams_b[order]
    at = np.searchsorted(ranked, grams_a)
    at[at == len(ranked)] = 0
    hit = np.flatnonzero(ranked[at] == grams_a)
    if len(hit) == 0:
        return []
    taken: list[Row] = []
    for n, x0, y0 in sorted(_runs(places_a[hit], places_b[order[at[hit]]]), key=lambda r: (-r[0], r[1], r[2])):
        if n < MOVED_WORDS:
            break
        if all(x0 + n <= x or x + m <= x0 for x, _, m in taken) and all(
            y0 + n <= y or y + m <= y0 for _, y, m in taken
        ):
            taken.append((x0, y0, n))
    return sorted(taken)


def _free(rows: list[Row], len_a: int, len_b: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The stretches of at least `MOVED_WORDS` words that `rows` leave free in a and in b, as (start, end)."""
    free_a, free_b = [], []
    at_a = at_b = 0
    for x, y, n in rows:
        if x - at_a >= MOVED_WORDS:
            free_a.append((at_a, x))
        if y - at_b >= MOVED_WORDS:
            free_b.append((at_b, y))
        at_a, at_b = x + n, y + n
    if len_a - at_a >= MOVED_WORDS:
        free_a.append((at_a, len_a))
    if len_b - at_b >= MOVED_WORDS:
        free_b.append((at_b, len_b))
    return free_a, free_b


def _free_grams(ids: Ids, stretches: list[tuple[int, int]]) -> tuple[Ids, NDArray[np.int64]]:
    """The grams within the stretches, and where they open."""
    if len(stretches) == 1:
        ((start, end),) = stretches
        return grams(ids[start:end]), np.arange(start, end - WIDTH + 1)
    places = np.concatenate([np.arange(start, end - WIDTH + 1) for start, end in stretches])
    return grams(ids)[places], places


def _runs(x: NDArray[np.int64], y: NDArray[np.int64]) -> list[Row]:
    """Runs of places that go on side by side, as (words, start in a, start in b)."""
    breaks = np.flatnonzero((np.diff(x) != 1) | (np.diff(y) != 1)) + 1
    firsts = [0, *breaks.tolist()]
    lasts = [*(breaks - 1).tolist(), len(x) - 1]
    return [(int(x[j] - x[i]) + WIDTH, int(x[i]), int(y[i])) for i, j in zip(firsts, lasts, strict=True)]
