"""The compiled functions with their tables. Imported only where Numba is installed, by `fast`."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from numba import njit, types

from . import kernels
from . import scan_tables as tables
from .bent import phrases
from .english import English
from .fast import ENOUGH, MOST, Loops
from .weights import Weights

#: Words whose hash is kept at hand; those of names repeat from page to page.
HASHES = 32_768


def made(model: English, by: Weights) -> Loops:
    """The functions compiled, or taken from where an earlier process left them."""
    letters, words, numbers, hashes, floats = map(
        _read, (types.uint32, types.uint8, types.int32, types.uint64, types.float64)
    )
    keys, counts = (types.Array(kind, 1, "C") for kind in (types.uint64, types.int32))
    scan = _kept(kernels.scan, letters, letters, hashes, numbers, floats, types.int64, types.int64)
    ask = _kept(kernels.ask, types.uint64, keys, counts)
    relate = _kept(kernels.relate, letters, letters, counts, letters, hashes)
    lexicon = tables.lexicon(model, _kept(kernels.fill, letters, words, keys))
    kinds, weights = tables.kinds(), tables.weights_of_names(by)
    bent = tables.asked_for(phrase for _, _, phrase, _ in phrases())
    for table in (kinds, bent, weights, lexicon):
        table.setflags(write=False)  # as their types say
    return Loops(
        model,
        by,
        lambda letters: scan(letters, kinds, lexicon, bent, weights, MOST, ENOUGH),
        ask,
        lambda story, items, ends: relate(story, items, ends, kinds, lexicon),
        lru_cache(HASHES)(tables.hashed),
    )


def _kept(function: Callable[..., Any], *given: Any) -> Callable[..., Any]:
    """A function compiled for the types of what it is given, and kept for the next process where one can write."""
    try:
        compiled: Callable[..., Any] = njit(given, cache=True, nogil=True)(function)
    except RuntimeError:  # neither beside the package nor in the user's cache
        compiled = njit(given, nogil=True)(function)
    return compiled


def _read(kind: Any) -> Any:
    """An array that cannot be written."""
    return types.Array(kind, 1, "C", readonly=True)
