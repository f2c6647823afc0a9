"""The compiled functions with their tables. Imported only where Numba is installed, by `fast`."""

from functools import lru_cache
from typing import Any

from numba import types

from copydesk.text.compiling import kept

from . import scan_tables as tables
from .bent import phrases
from .english import English
from .fast import ENOUGH, MOST, Loops
from .kernels import make_fill
from .kernels_items import make_relate
from .kernels_scan import make_ask, make_scan
from .weights import Weights

#: Words whose hash is kept at hand; those of names repeat from page to page.
HASHES = 32_768


def made(model: English, by: Weights) -> Loops:
    """The functions compiled, or taken from where an earlier process left them."""
    letters, words, numbers, hashes, floats = map(
        _read, (types.uint32, types.uint8, types.int32, types.uint64, types.float64)
    )
    keys, counts = (types.Array(kind, 1, "C") for kind in (types.uint64, types.int32))
    pair: Any = types.Tuple
    scanned = (letters, letters, hashes, numbers, pair((hashes, floats)), pair((floats, floats)))
    scan = kept(make_scan, (*scanned, types.int64, types.int64))
    ask = kept(make_ask, (types.uint64, keys, counts))
    relate = kept(make_relate, (letters, letters, counts, letters, hashes))
    lexicon = tables.lexicon(model, kept(make_fill, (letters, words, keys)))
    kinds, grams = tables.kinds(), tables.grams(model)
    weights = tables.weights_of(by.free), tables.weights_of(by.right)
    bent = tables.asked_for(phrase for _, _, phrase, _ in phrases())
    for table in (kinds, bent, lexicon, *grams, *weights):
        table.setflags(write=False)  # as their types say
    return Loops(
        model,
        by,
        lambda letters: scan(letters, kinds, lexicon, bent, grams, weights, MOST, ENOUGH),
        ask,
        lambda story, items, ends: relate(story, items, ends, kinds, lexicon),
        lru_cache(HASHES)(tables.hashed),
    )


def _read(kind: Any) -> Any:
    """An array that cannot be written."""
    return types.Array(kind, 1, "C", readonly=True)
