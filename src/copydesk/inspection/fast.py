"""The compiled scan, where the extra `fast` (Numba) is installed and there is enough to do.

Importing Numba takes half a second and compiling some seconds more, once for a machine where a cache can be written.
So nothing is loaded before a process has scanned so many texts that the time is made good, or asks for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .english import English, english
from .weights import Weights, weights

#: Names and tokens of one kind looked at on a page; the longest articles of the reading corpora have some hundreds.
MOST = 600
#: Code points of a body that are looked at for wrong articles: what is changed throughout shows at the start.
ENOUGH = 4000

#: Texts after which a process loads the scan by itself: .4 ms are saved on each, loading takes .9 s from the cache and
#: 15 s where it must be compiled first.
WORTH_CACHED, WORTH_COMPILING = 4_000, 40_000


@dataclass(frozen=True)
class Loops:
    """The compiled functions with their tables, for texts whose words `model` is asked about and `weights` weigh.

    `scan` takes a text's letters, `ask` a word's hash and what `scan` gave of a text's words, `relate` the letters of a
    story and of items, and where each item ends; `hashed` gives a word's hash.
    """

    model: English
    weights: Weights
    scan: Callable[[NDArray[np.uint32]], Any]
    ask: Callable[[int, Any, Any], int]
    relate: Callable[[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.int32]], NDArray[np.uint8]]
    hashed: Callable[[str], int]


_loaded: list[Loops] = []
#: Texts scanned by this process so far.
_scanned = [0]


def loops() -> Loops | None:
    """The compiled scan; None where none is loaded."""
    return _loaded[0] if _loaded else None


def loops_for_a_text() -> Loops | None:
    """The compiled scan, asked once for each text: the text that makes it worthwhile loads it."""
    _scanned[0] += 1
    if not _loaded and ((_scanned[0] == WORTH_CACHED and _in_cache()) or _scanned[0] == WORTH_COMPILING):
        load()
    return loops()


def load() -> bool:
    """Load the scan, compiling it where no cache has it; False where Numba is not installed."""
    if not _loaded and find_spec("numba") is not None:
        _loaded.append(import_module(".loops", __package__).made(english(), weights()))
    return bool(_loaded)


def _in_cache() -> bool:
    """Whether an earlier process has left the compiled scan beside the package."""
    return any((Path(__file__).parent / "__pycache__").glob("kernels_scan.*.nbi"))


def letters_of(text: str) -> NDArray[np.uint32]:
    """The code points of a text that is not empty."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
