"""The loops of reading compiled, where the extra `fast` (Numba) is installed and a caller asked for it.

Importing Numba takes half a second and compiling what is here some seconds more, once for a machine where a cache can
be written. So nothing is loaded before a process has read so many pages that the time is made good, or asks for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from .dom import Outline


@dataclass(frozen=True)
class Loops:
    """The compiled functions that are called from Python; the module that declares one describes it."""

    judge: Callable[..., Any]
    say: Callable[..., Any]
    say_names: Callable[..., Any]
    choose: Callable[..., Any]
    sound: Callable[..., Any]
    count_tags: Callable[..., Any]
    long_tags: Callable[..., Any]
    #: None where the layout of lexbor's nodes is not known, and the plain walk does the work.
    outline: Callable[[LexborHTMLParser], Outline] | None
    #: The same for what a page's markup says; gives None where that must be asked of lexbor.
    told: Callable[[LexborHTMLParser], Any] | None


_loaded: list[Loops] = []
#: Pages read by this process so far.
_read = [0]

#: Pages after which a process loads the loops by itself: 5 ms are saved on each, loading takes .5 s from the cache and
#: 42 s where they must be compiled first.
WORTH_CACHED, WORTH_COMPILING = 400, 12_000


def loops() -> Loops | None:
    """The compiled loops; None where none are loaded and numpy does the work."""
    return _loaded[0] if _loaded else None


def loops_for_a_page() -> Loops | None:
    """The same, asked once for each page: the page that makes loading worth its time loads them."""
    _read[0] += 1
    if not _loaded and ((_read[0] == WORTH_CACHED and _in_cache()) or _read[0] == WORTH_COMPILING):
        load()
    return loops()


def load() -> bool:
    """Load the loops, compiling them where no cache has them; False where Numba is not installed."""
    if not _loaded and find_spec("numba") is not None:
        walk = import_module(".outline_compiled", __package__)
        marks = import_module(".marks_compiled", __package__)
        of_bytes = import_module(".kernels_bytes", __package__)
        _loaded.append(
            Loops(
                judge=import_module(".kernels", __package__).judge,
                say=import_module(".kernels_words", __package__).say,
                say_names=import_module(".kernels_names", __package__).say_names,
                choose=import_module(".kernels_choice", __package__).choose,
                sound=of_bytes.sound,
                count_tags=of_bytes.count_tags,
                long_tags=of_bytes.long_tags,
                outline=walk.outline if walk.can_walk() else None,
                told=marks.told_by if marks.can_tell() else None,
            )
        )
    return bool(_loaded)


def _in_cache() -> bool:
    """Whether an earlier process has left compiled loops beside the package."""
    return any((Path(__file__).parent / "__pycache__").glob("kernels.*.nbi"))
