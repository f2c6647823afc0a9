"""Two texts side by side: which words of one stand in the other, in order, and which have moved.

Words are ids (see `words`). Up to `WHOLE` words a side the longest common subsequence is found at once (rapidfuzz,
bit-parallel); longer texts are first cut at anchors, 5-grams that stand once in each. What has no anchors and is too
long is left unaligned and counted, so that no input takes more than some tens of milliseconds.
"""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from .shingles import WIDTH, grams
from .words import Ids

Blocks = NDArray[np.int64]

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

_SURROGATES = 0xD800
_POINTS = np.uint64(0x110000 - 0x800)


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
        return int(self.blocks[:, 2].sum() + self.moved[:, 2].sum())

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
    rows: list[tuple[int, int, int]] = []
    unaligned = _fill(a, b, rows)
    blocks = _joined(_without_chance(_as_blocks(rows), len(a), len(b)))
    moved = _moved(a, b, blocks) if moves else _as_blocks([])
    return Alignment(len(a), len(b), blocks, moved, unaligned)


def as_text(ids: Ids) -> str:
    """The ids as code points of one string, the form that rapidfuzz compares fastest.

    64 bits become about 20: two words of a pair of 1,000 words fall together with a chance of 1 in 1,000, and matched
    words are compared in full afterwards.
    """
    points = (ids % _POINTS).astype(np.uint32)
    points += np.where(points >= _SURROGATES, np.uint32(0x800), np.uint32(0))
    return points.tobytes().decode("utf-32-le")


def _fill(a: Ids, b: Ids, rows: list[tuple[int, int, int]]) -> int:
    """Add the common blocks of a and b to `rows`, ascending; the number of a's words left unaligned."""
    head = _common_head(a, b)
    if head:
        rows.append((0, 0, head))
    tail = _common_head(a[head:][::-1], b[head:][::-1])
    end_a, end_b = len(a) - tail, len(b) - tail
    unaligned = 0
    if max(end_a, end_b) - head <= WHOLE:
        _whole(a, b, (head, end_a), (head, end_b), rows)
    else:
        unaligned = _between_anchors(a, b, (head, end_a), (head, end_b), rows)
    if tail:
        rows.append((end_a, end_b, tail))
    return unaligned


def _between_anchors(
    a: Ids, b: Ids, in_a: tuple[int, int], in_b: tuple[int, int], rows: list[tuple[int, int, int]]
) -> int:
    anchors = _anchors(a[in_a[0] : in_a[1]], b[in_b[0] : in_b[1]])
    budget = BUDGET_CELLS
    unaligned = 0
    at_a, at_b = in_a[0], in_b[0]
    for x, y, n in [*anchors.tolist(), (in_a[1] - in_a[0], in_b[1] - in_b[0], 0)]:
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


def _whole(a: Ids, b: Ids, in_a: tuple[int, int], in_b: tuple[int, int], rows: list[tuple[int, int, int]]) -> None:
    if in_a[0] == in_a[1] or in_b[0] == in_b[1]:
        return
    part_a, part_b = a[in_a[0] : in_a[1]], b[in_b[0] : in_b[1]]
    for op in LCSseq.opcodes(as_text(part_a), as_text(part_b)):
        if op.tag != "equal":
            continue
        x, y, n = op.src_start, op.dest_start, op.src_end - op.src_start
        same = part_a[x : x + n] == part_b[y : y + n]
        if same.all():
            rows.append((x + in_a[0], y + in_b[0], n))
        else:
            rows.extend((x + int(i) + in_a[0], y + int(i) + in_b[0], 1) for i in np.flatnonzero(same))


def _anchors(a: Ids, b: Ids) -> Blocks:
    """Blocks that stand once in each, in the longest order that both keep."""
    grams_a, places_a = _once(grams(a)) if len(a) >= WIDTH else _once(a[:0])
    grams_b, places_b = _once(grams(b)) if len(b) >= WIDTH else _once(b[:0])
    _, in_a, in_b = np.intersect1d(grams_a, grams_b, assume_unique=True, return_indices=True)
    x, y = places_a[in_a], places_b[in_b]
    order = np.argsort(x)
    x, y = x[order], y[order]
    keep = _longest_rise(y)
    return _joined(np.stack([x[keep], y[keep], np.full(len(keep), WIDTH)], axis=1).astype(np.int64))


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


def _as_blocks(rows: list[tuple[int, int, int]]) -> Blocks:
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _joined(blocks: Blocks) -> Blocks:
    """Blocks that touch or overlap on one diagonal made one; what overlaps on two goes to the first."""
    rows: list[tuple[int, int, int]] = []
    for x, y, n in blocks.tolist():
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
    return _as_blocks(rows)


def _without_chance(blocks: Blocks, len_a: int, len_b: int) -> Blocks:
    """Blocks without those of a word or two that float between long changed passages."""
    rows: list[tuple[int, int, int]] = []
    listed = blocks.tolist()
    for i, (x, y, n) in enumerate(listed):
        if n <= CHANCE_WORDS:
            px, py, pn = rows[-1] if rows else (0, 0, 0)
            nx, ny, _ = listed[i + 1] if i + 1 < len(listed) else (len_a, len_b, 0)
            gap_before = max(x - px - pn, y - py - pn)
            gap_after = max(nx - x - n, ny - y - n)
            if min(gap_before, gap_after) >= 2 and gap_before + gap_after >= CHANCE_GAP * n + 4:
                continue
        rows.append((x, y, n))
    return _as_blocks(rows)


def _moved(a: Ids, b: Ids, blocks: Blocks) -> Blocks:
    """Common runs of at least `MOVED_WORDS` among the words that `blocks` leave over, the longest first."""
    free_a, free_b = _left_over(len(a), blocks[:, 0], blocks[:, 2]), _left_over(len(b), blocks[:, 1], blocks[:, 2])
    if free_a.sum() < MOVED_WORDS or free_b.sum() < MOVED_WORDS:
        return _as_blocks([])
    grams_a, places_a = _free_grams(a, free_a)
    grams_b, places_b = _free_grams(b, free_b)
    order = np.argsort(grams_b, kind="stable")
    ranked = grams_b[order]
    at = np.searchsorted(ranked, grams_a)
    hit = np.flatnonzero(at < len(ranked))
    hit = hit[ranked[at[hit]] == grams_a[hit]]
    x, y = places_a[hit], places_b[order[at[hit]]]
    runs = _joined_runs(x, y)
    taken: list[tuple[int, int, int]] = []
    for n, x0, y0 in sorted(((n, x0, y0) for x0, y0, n in runs), key=lambda r: (-r[0], r[1], r[2])):
        if n < MOVED_WORDS:
            break
        if free_a[x0 : x0 + n].all() and free_b[y0 : y0 + n].all():
            free_a[x0 : x0 + n] = False
            free_b[y0 : y0 + n] = False
            taken.append((x0, y0, n))
    return _as_blocks(sorted(taken))


def _left_over(size: int, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.bool_]:
    steps = np.zeros(size + 1, dtype=np.int64)
    np.add.at(steps, starts, 1)
    np.add.at(steps, starts + lengths, -1)
    free: NDArray[np.bool_] = np.cumsum(steps[:-1]) == 0
    return free


def _free_grams(ids: Ids, free: NDArray[np.bool_]) -> tuple[Ids, NDArray[np.int64]]:
    if len(ids) < WIDTH:
        return ids[:0], np.empty(0, dtype=np.int64)
    run = np.cumsum(np.append(0, free.astype(np.int64)))
    places = np.flatnonzero(run[WIDTH:] - run[:-WIDTH] == WIDTH)
    return grams(ids)[places], places


def _joined_runs(x: NDArray[np.int64], y: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Runs of places that go on side by side, as (start in a, start in b, words)."""
    if len(x) == 0:
        return []
    breaks = np.flatnonzero((np.diff(x) != 1) | (np.diff(y) != 1)) + 1
    firsts = np.append(0, breaks)
    lasts = np.append(breaks, len(x)) - 1
    return [
        (int(x[i]), int(y[i]), int(x[j] - x[i]) + WIDTH) for i, j in zip(firsts.tolist(), lasts.tolist(), strict=True)
    ]
