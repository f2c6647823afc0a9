"""Looking many pages up in the index of word runs at once: each block is read once for all that want of it."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ..tracing.index import HOLDERS, PAGE_BITS, SMALL, GramIndex, Postings, Run

_PAGE_MASK = np.uint64((1 << PAGE_BITS) - 1)

#: Pages looked up together. Memory is bounded by what they can meet: 64 holders of each of some 75 grams, in a dozen
#: runs, for each of these, where all have one furniture: 7 million numbers.
TOGETHER = 128
#: Grams for which blocks are read at once; at 512 postings a block no more than 8 MB.
_AT_ONCE = 2_000


class PageLookup(GramIndex):
    """The index, asked about many pages at once."""

    def nearest(self, pages: Sequence[NDArray[np.uint64]], most: int) -> list[NDArray[np.int64]]:
        """For each page, given by its sampled grams, the `most` pages that share most of them, in this order.

        The same as the first of `candidates` with `least=1`.
        """
        if not self._live:
            return [np.empty(0, np.int64)] * len(pages)  # a desk's first pages: .05 ms a page for nothing
        found: list[NDArray[np.int64]] = []
        for start in range(0, len(pages), TOGETHER):
            found += self._nearest(pages[start : start + TOGETHER], most)
        return found

    def _nearest(self, pages: Sequence[NDArray[np.uint64]], most: int) -> list[NDArray[np.int64]]:
        own = [np.unique(grams & ~_PAGE_MASK) for grams in pages]
        asked = np.concatenate([*own, np.empty(0, np.uint64)])
        owners = np.repeat(np.arange(len(own)), [len(grams) for grams in own])
        order = np.argsort(asked, kind="stable")
        asked, owners = asked[order], owners[order]
        wanted, begins = np.unique(asked, return_index=True)
        ends = np.append(begins[1:], len(asked))
        pairs = [np.empty(0, np.uint64)]
        for run in self._live:
            for of, held in self._holders(run, wanted):
                # Each holder of a gram meets each page that asks for it.
                many = ends[of] - begins[of]
                first = np.repeat(begins[of] - np.cumsum(many) + many, many)
                meeting = owners[first + np.arange(int(many.sum()))].astype(np.uint64)
                pairs.append((meeting << np.uint64(PAGE_BITS)) | np.repeat(held, many))
        return _most_shared(np.concatenate(pairs), len(own), most)

    def _holders(self, run: Run, wanted: Postings) -> Iterator[tuple[NDArray[np.int64], Postings]]:
        """The pages in a run that hold a wanted gram, each with the place of the gram, at most `HOLDERS` a gram."""
        if run.postings <= SMALL:
            yield _holders(self._whole(run.number), wanted, 0)
            return
        if run.number not in self._firsts:
            self._firsts[run.number] = self.shelf.firsts(run.number)
        firsts = self._firsts[run.number]
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            low = np.maximum(np.searchsorted(firsts, some, side="right") - 1, 0)
            high = np.maximum(np.searchsorted(firsts, some | _PAGE_MASK, side="right") - 1, 0)
            numbers = np.unique(np.concatenate([low, high]))
            yield _holders(self.shelf.blocks(run.number, firsts[numbers].tolist()), some, start)


def _holders(postings: Postings, wanted: Postings, offset: int) -> tuple[NDArray[np.int64], Postings]:
    starts = np.searchsorted(postings, wanted, side="left")
    counts = np.minimum(np.searchsorted(postings, wanted | _PAGE_MASK, side="right") - starts, HOLDERS)
    before = np.cumsum(counts) - counts
    places = np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
    return np.repeat(np.arange(len(wanted)) + offset, counts), postings[places] & _PAGE_MASK


def _most_shared(pairs: Postings, pages: int, most: int) -> list[NDArray[np.int64]]:
    """Per page that asked, whom it meets most often; of those met equally often the earlier ones first."""
    met, shared = np.unique(pairs, return_counts=True)
    owners = (met >> np.uint64(PAGE_BITS)).astype(np.int64)
    held = (met & _PAGE_MASK).astype(np.int64)
    order = np.lexsort((held, -shared, owners))
    cuts = np.searchsorted(owners[order], np.arange(1, pages))
    return [some[:most] for some in np.split(held[order], cuts)]
