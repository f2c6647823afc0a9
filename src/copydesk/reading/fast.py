"""The loops of reading compiled, where the extra `fast` (Numba) is installed and a caller asked for it.

Importing Numba takes half a second and compiling what is here some seconds more, once for a machine where a cache can
be written. Nothing is loaded but by `load`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

#: Modules whose constants the compiled functions use; these are in modules called `kernels` and so on.
_CONSTANTS = ("dom", "characters", "features_table", "lexbor_nodes")


@dataclass(frozen=True)
class Loops:
    """The compiled functions that are called from Python; the module that declares one describes it."""

    judge: Callable[..., Any]


_loaded: list[Loops] = []


def loops() -> Loops | None:
    """The compiled loops; None where none are loaded and numpy does the work."""
    return _loaded[0] if _loaded else None


def load() -> bool:
    """Load the loops, compiling them where no cache has them; False where Numba is not installed."""
    if not _loaded and find_spec("numba") is not None:
        _loaded.append(Loops(judge=import_module(".kernels", __package__).judge))
    return bool(_loaded)


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that compiled ones call. It is kept nowhere by itself, but within those that are called."""
    from numba import njit  # noqa: PLC0415 (half a second, and an extra)

    made: Callable[..., Any] = njit(nogil=True)(function)
    return made


def kept(make: Callable[[int], Callable[..., Any]], types: tuple[Any, ...] | None = None) -> Callable[..., Any]:
    """What `make` gives, compiled, and kept for the next process where a cache can be written.

    With the types of its arguments that is done at once, and never again for others; else at the first call. Numba
    looks only at a function's own file to tell whether what it kept still holds; the number that `make` binds changes
    with every module that takes part, and Numba takes it for part of the function.
    """
    from numba import njit  # noqa: PLC0415

    try:
        made: Callable[..., Any] = njit(types, cache=True, nogil=True)(make(_sources()))
    except RuntimeError:  # neither beside the package nor in the user's cache can be written
        made = njit(types, nogil=True)(make(_sources()))
    return made


@cache
def _sources() -> int:
    """A number made of the sources of all modules that take part."""
    here = Path(__file__).parent
    found = blake2b(digest_size=7)
    for path in sorted([*here.glob("kernels*.py"), *(here / f"{name}.py" for name in _CONSTANTS)]):
        found.update(path.read_bytes())
    return int.from_bytes(found.digest(), "big")
