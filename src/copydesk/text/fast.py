"""The kernels compiled, where the extra `fast` (Numba) is installed and there is enough to do.

Importing Numba takes half a second and compiling some seconds, once for a machine where a cache can be written. So
nothing is loaded until a process has been asked for so much that the time is made good by as much again; from then on
it uses the kernels for all but small inputs. `load` does it at once, for programs that know what is coming.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import kernels as plain
from .kernels_runs import words_in_runs
from .kernels_terms import word_terms
from .kernels_vectors import near_vectors

#: Words of a process from which loading pays: where a cache has the kernels and Numba is there already, for reading has
#: its loops on it (.04 s for .05 s that they save at the least), where Numba must be loaded too (0.8 s for 1 s), and
#: where they must be compiled first (15 s for as much).
WORTH_AT_HAND = 1_000_000
WORTH_CACHED = 20_000_000
WORTH_COMPILING = 400_000_000
#: Words from which loaded kernels are used: below, the calls themselves cost as much.
SMALL = 10_000


@dataclass(frozen=True)
class Kernels:
    """The functions of `kernels`, compiled."""

    narrow_ids: Callable[..., Any]
    postings: Callable[..., Any]
    settle: Callable[..., Any]
    pairs: Callable[..., Any]
    hits: Callable[..., Any]
    count_words: Callable[..., Any]
    word_terms: Callable[..., Any]
    words_in_runs: Callable[..., Any]
    near_vectors: Callable[..., Any]


_FUNCTIONS = (
    *(plain.narrow_ids, plain.postings, plain.settle, plain.pairs, plain.hits, plain.count_words),
    word_terms,
    words_in_runs,
    near_vectors,
)
_loaded: list[Kernels] = []
#: Words that the process has asked for so far.
_asked = [0]


def kernels(words: int) -> Kernels | None:
    """The compiled kernels for about so many words; None where numpy does."""
    if not _loaded:
        _asked[0] += words
        if _asked[0] >= WORTH_AT_HAND and _asked[0] >= _worth():
            load()
    return _loaded[0] if _loaded and words >= SMALL else None


def _worth() -> int:
    """Words from which loading pays, here and now."""
    if find_spec("numba") is None:
        return sys.maxsize
    if not _in_cache():
        return WORTH_COMPILING
    return WORTH_AT_HAND if "numba" in sys.modules else WORTH_CACHED


def eights(buffer: bytes) -> NDArray[np.uint64]:
    """The eight bytes from each place of `buffer` on, as numbers, without a copy."""
    return np.ndarray(shape=(len(buffer) - 7,), dtype="<u8", buffer=buffer, strides=(1,))


def load() -> bool:
    """Load the kernels, compiling them where no cache has them; False where Numba is not installed."""
    if not _loaded and (made := _compiled()):
        _loaded.append(made)
    return bool(_loaded)


def _in_cache() -> bool:
    """Whether an earlier process has left the compiled kernels beside the package."""
    beside = Path(plain.__file__).parent / "__pycache__"
    return all(any(beside.glob(f"{f.__module__.rpartition('.')[2]}.{f.__name__}-*.nbi")) for f in _FUNCTIONS)


@cache
def _compiled() -> Kernels | None:
    if find_spec("numba") is None:
        return None
    from numba import njit  # noqa: PLC0415 (half a second, and an extra)

    try:
        made = Kernels(*(njit(cache=True, nogil=True)(f) for f in _FUNCTIONS))
    except RuntimeError:
        # Neither beside the package nor in the user's cache can be written: compile for this process.
        made = Kernels(*(njit(nogil=True)(f) for f in _FUNCTIONS))
    _run_once(made)
    return made


def _run_once(made: Kernels) -> None:
    """Compile for the types that the callers have: Numba does so at the first call."""
    ones = np.zeros(1, dtype=np.int64)
    some = np.ones(8, dtype=np.uint64)
    two = np.array([0, 8], dtype=np.int64)
    raw = b"a b" + b" " * 16
    made.narrow_ids(np.frombuffer(raw, dtype=np.uint8), eights(raw), np.array([3]), np.ones(9, np.uint64), some)
    made.postings(some, two[:1], two[1:], ones, some[:1], some[:1], some)
    made.settle(some.copy(), two, 24, 3, 0.2, 12)
    made.pairs(some, two, 24, 24, 2, 8, 8)
    made.hits(some, two[:1], two[1:] - 4, ones, ones, 3, some, np.ones(1, dtype=np.uint32))
    points, weights = np.ones(4, dtype=np.uint32), np.ones(1, dtype=np.float64)
    made.count_words(points, ones * 3, np.array([False, False]), points, some)
    kinds, folds = np.zeros(2, dtype=np.uint8), np.zeros((3, 2), dtype=np.uint16)
    made.word_terms(points, ones[:0], ones[:0], kinds, folds, points, points, some, some)
    made.words_in_runs(some, some, 3, some[:1])
    made.near_vectors(0, 1, two // 8, ones, weights, two // 8, ones, weights, 0.5)
