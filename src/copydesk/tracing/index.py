"""Which pages hold a gram, kept on disk and added to page by page.

A posting is one 64-bit number, a gram's hash above a page's number. Postings lie in sorted runs, a run in blocks, and
where blocks are kept is the shelf's business (`Shelf`). A batch of pages becomes a small run; four runs of a level are
merged into one of the next, in steps of bounded size that the owner takes between its own transactions (`tend`), so
that no commit waits for a merge. A crash amid a merge loses nothing: readers keep to the sources until the new run is
whole, and a merge goes on from the last posting that its run holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from copydesk.text.shingles import sample

Postings = NDArray[np.uint64]

#: Bits of a posting that number the page: 67 million pages; 38 bits of hash are left for the gram. With 53 million
#: postings one look-up in 100 meets a gram of another page by chance, once.
PAGE_BITS = 26
#: Postings in a block: 4 kB, what a look-up reads for a gram. Of 256 to 4096 the fastest at 5 million postings.
BLOCK = 512
#: Blocks that a merge reads of a source at once.
AHEAD = 16
#: Runs of one level that are merged into the next. Four keeps a look-up at a million articles to about a dozen runs.
FANOUT = 4
#: Runs of at most so many postings are held in memory: reading them block by block costs more than their 512 kB.
SMALL = 1 << 16
#: Holders of one gram that a look-up counts in one run; what more hold it says little, and is reported.
HOLDERS = 64

_PAGE_MASK = np.uint64((1 << PAGE_BITS) - 1)


class RunState(IntEnum):
    """A run is read when live; one that is being built is not yet, a dead one no more."""

    LIVE = 0
    BUILDING = 1
    DEAD = 2


@dataclass(frozen=True, slots=True)
class Run:
    """A sorted run. `into` is the run that it is being merged into; `postings` counts what the shelf has of it."""

    number: int
    level: int
    state: RunState
    postings: int
    into: int | None = None


class Shelf(Protocol):
    """Where runs are kept. Every method is one step of its owner's transaction, or a transaction by itself."""

    def runs(self) -> list[Run]:
        """All runs, by number."""

    def new_run(self, level: int, state: RunState) -> int:
        """The number of a new, empty run, higher than all before it."""

    def mark(self, run: int, state: RunState, into: int | None = None) -> None:
        """Set a run's state and what it is being merged into."""

    def put(self, run: int, blocks: Sequence[Postings]) -> None:
        """Add blocks at the end of a run, each known by its first posting."""

    def firsts(self, run: int) -> Postings:
        """The first posting of each block of a run, ascending."""

    def blocks(self, run: int, firsts: Sequence[int]) -> Postings:
        """Some blocks by their first postings (ascending), as one; raises KeyError where one is missing."""

    def drop_blocks(self, run: int, most: int) -> bool:
        """Take away at most so many blocks of a dead run, and the run with the last; whether any are left."""


@dataclass(frozen=True, slots=True)
class Found:
    """Pages that share grams with the one asked about, most shared first; `capped` counts grams held by too many."""

    pages: NDArray[np.int64]
    shared: NDArray[np.int64]
    capped: int


class GramIndex:
    """The index over a shelf. One writer; after another process has written, `reload`."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._firsts: dict[int, Postings] = {}
        self._small: dict[int, Postings] = {}
        self._live: list[Run] = []
        self.reload()

    def reload(self) -> None:
        """Look at the shelf again."""
        self._live = [run for run in self.shelf.runs() if run.state is RunState.LIVE]
        kept = {run.number for run in self._live}
        self._firsts = {n: f for n, f in self._firsts.items() if n in kept}
        self._small = {n: p for n, p in self._small.items() if n in kept}

    def add(self, batch: Iterable[tuple[int, NDArray[np.uint64]]]) -> None:
        """Add pages: their numbers and their (sampled) grams. Raises ValueError for a number that does not fit."""
        parts = []
        for page, hashes in batch:
            if not 0 <= page < 1 << PAGE_BITS:
                raise ValueError(f"page number {page} is not below {1 << PAGE_BITS:,}")
            parts.append((hashes & ~_PAGE_MASK) | np.uint64(page))
        if not parts:
            return
        postings = sample(np.concatenate(parts), 1)
        run = self.shelf.new_run(0, RunState.LIVE)
        self.shelf.put(run, [postings[i : i + BLOCK] for i in range(0, len(postings), BLOCK)])
        self._live.append(Run(run, 0, RunState.LIVE, len(postings)))
        if len(postings) <= SMALL:
            self._small[run] = postings

    def candidates(self, hashes: NDArray[np.uint64], least: int = 2) -> Found:
        """Pages that share at least `least` of the (sampled) grams."""
        wanted = np.unique(hashes & ~_PAGE_MASK)
        pages: list[NDArray[np.uint64]] = []
        capped = 0
        for run in self._live:
            if run.postings <= SMALL:
                found, many = _within(self._whole(run.number), wanted)
            else:
                found, many = self._in_blocks(run.number, wanted)
            pages.append(found)
            capped += many
        held = np.sort(np.concatenate(pages)) if pages else np.empty(0, dtype=np.uint64)
        if len(held) == 0:
            return Found(np.empty(0, np.int64), np.empty(0, np.int64), capped)
        starts = np.flatnonzero(np.append(True, held[1:] != held[:-1]))
        counts = np.diff(np.append(starts, len(held)))
        enough = np.flatnonzero(counts >= least)
        order = enough[np.argsort(-counts[enough], kind="stable")]
        return Found(held[starts[order]].astype(np.int64), counts[order], capped)

    def tend(self, budget: int = SMALL) -> bool:
        """Go on with merges and clearing by about `budget` postings; whether there is more to do.

        Call it between transactions, often: a batch of 64 articles makes work for about 25,000 postings.
        """
        runs = self.shelf.runs()
        for level in sorted({run.level for run in runs if run.state is RunState.LIVE and run.into is None}):
            ripe = [r for r in runs if r.level == level and r.state is RunState.LIVE and r.into is None]
            if len(ripe) >= FANOUT and not _being_merged(runs, level):
                self._begin(ripe[:FANOUT], level)
                runs = self.shelf.runs()
        building = sorted((r for r in runs if r.state is RunState.BUILDING), key=lambda r: r.level)
        for run in building:
            budget -= self._merge(run, [r for r in runs if r.into == run.number], budget)
            if budget <= 0:
                return True
        for run in (r for r in runs if r.state is RunState.DEAD):
            if self.shelf.drop_blocks(run.number, max(1, budget // BLOCK)):
                return True
        runs = self.shelf.runs()
        return any(r.state is not RunState.LIVE for r in runs) or any(
            sum(r.level == level for r in runs) >= FANOUT for level in {r.level for r in runs}
        )

    def _begin(self, sources: Sequence[Run], level: int) -> None:
        into = self.shelf.new_run(level + 1, RunState.BUILDING)
        for run in sources:
            self.shelf.mark(run.number, RunState.LIVE, into)

    def _merge(self, target: Run, sources: Sequence[Run], budget: int) -> int:
        """Merge on from where the target ends; the number of postings written."""
        done = self.shelf.firsts(target.number)
        after = self.shelf.blocks(target.number, [int(done[-1])])[-1] if len(done) else None
        rows = [_Cursor(self.shelf, run.number, after) for run in sources]
        written = 0
        rest = np.empty(0, dtype=np.uint64)
        while written < budget:
            rows = [row for row in rows if row.fill()]
            if not rows:
                break
            # All sources are known up to the smallest last posting of what has been read of them.
            bound = min(row.held[-1] for row in rows)
            rest = np.concatenate([rest, *(row.take(bound) for row in rows)])
            rest.sort()
            whole = len(rest) // BLOCK * BLOCK
            self.shelf.put(target.number, [rest[i : i + BLOCK] for i in range(0, whole, BLOCK)])
            rest = rest[whole:]
            written += whole
        if not any(row.fill() for row in rows):
            if len(rest):
                self.shelf.put(target.number, [rest])
            self._finish(target, sources)
            return written + len(rest)
        return max(written, 1)

    def _finish(self, target: Run, sources: Sequence[Run]) -> None:
        for run in sources:
            self.shelf.mark(run.number, RunState.DEAD)
        self.shelf.mark(target.number, RunState.LIVE)
        self.reload()

    def _whole(self, run: int) -> Postings:
        if run not in self._small:
            self._small[run] = self.shelf.blocks(run, self.shelf.firsts(run).tolist())
        return self._small[run]

    def _in_blocks(self, run: int, wanted: Postings) -> tuple[Postings, int]:
        if run not in self._firsts:
            self._firsts[run] = self.shelf.firsts(run)
        firsts = self._firsts[run]
        low = np.maximum(np.searchsorted(firsts, wanted, side="right") - 1, 0)
        high = np.searchsorted(firsts, wanted | _PAGE_MASK, side="right") - 1
        # A gram's holders lie in one block, seldom in two; what lies between is not read.
        numbers = np.unique(np.concatenate([low, np.maximum(high, 0)]))
        return _within(self.shelf.blocks(run, firsts[numbers].tolist()), wanted)


class _Cursor:
    """A source being read block by block, from behind a posting on."""

    def __init__(self, shelf: Shelf, run: int, after: np.uint64 | None) -> None:
        self.shelf = shelf
        self.run = run
        self.firsts = shelf.firsts(run)
        self.after = after
        self.next = 0 if after is None else max(0, int(np.searchsorted(self.firsts, after, side="right")) - 1)
        self.held: Postings = np.empty(0, dtype=np.uint64)

    def fill(self) -> bool:
        """Read on where nothing is held; whether anything is left."""
        while len(self.held) == 0 and self.next < len(self.firsts):
            ahead = self.firsts[self.next : self.next + AHEAD].tolist()
            block = self.shelf.blocks(self.run, ahead)
            self.next += AHEAD
            self.held = block if self.after is None else block[np.searchsorted(block, self.after, side="right") :]
        return len(self.held) > 0

    def take(self, bound: np.uint64) -> Postings:
        """What is held up to and with `bound`."""
        cut = int(np.searchsorted(self.held, bound, side="right"))
        taken, self.held = self.held[:cut], self.held[cut:]
        return taken


def _being_merged(runs: Sequence[Run], level: int) -> bool:
    return any(run.state is RunState.BUILDING and run.level == level + 1 for run in runs)


def _within(postings: Postings, wanted: Postings) -> tuple[Postings, int]:
    """The pages that hold the wanted grams among sorted postings, and how many grams had too many holders."""
    starts = np.searchsorted(postings, wanted, side="left")
    counts = np.searchsorted(postings, wanted | _PAGE_MASK, side="right") - starts
    many = int((counts > HOLDERS).sum())
    counts = np.minimum(counts, HOLDERS)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    places = np.repeat(starts - (ends - counts), counts) + np.arange(total)
    return postings[places] & _PAGE_MASK, many


class MemoryShelf:
    """A shelf in memory: for tests, and for desks that are thrown away."""

    def __init__(self) -> None:
        self._runs: dict[int, Run] = {}
        self._blocks: dict[int, dict[int, Postings]] = {}
        self._last = 0

    def runs(self) -> list[Run]:
        """All runs, by number."""
        return list(self._runs.values())

    def new_run(self, level: int, state: RunState) -> int:
        """The number of a new, empty run."""
        self._last += 1
        self._runs[self._last] = Run(self._last, level, state, 0)
        self._blocks[self._last] = {}
        return self._last

    def mark(self, run: int, state: RunState, into: int | None = None) -> None:
        """Set a run's state and what it is being merged into."""
        old = self._runs[run]
        self._runs[run] = Run(run, old.level, state, old.postings, into)

    def put(self, run: int, blocks: Sequence[Postings]) -> None:
        """Add blocks at the end of a run."""
        old = self._runs[run]
        self._blocks[run] |= {int(block[0]): block for block in blocks if len(block)}
        self._runs[run] = Run(run, old.level, old.state, old.postings + sum(map(len, blocks)), old.into)

    def firsts(self, run: int) -> Postings:
        """The first posting of each block of a run, ascending."""
        return np.array(list(self._blocks[run]), dtype=np.uint64)

    def blocks(self, run: int, firsts: Sequence[int]) -> Postings:
        """Some blocks by their first postings, as one."""
        held = self._blocks[run]
        return np.concatenate([held[first] for first in firsts]) if firsts else np.empty(0, dtype=np.uint64)

    def drop_blocks(self, run: int, most: int) -> bool:
        """Take away at most so many blocks of a dead run, and the run with the last; whether any are left."""
        blocks = self._blocks[run]
        for first in list(blocks)[:most]:
            del blocks[first]
        if not blocks:
            del self._blocks[run], self._runs[run]
        return bool(blocks)
