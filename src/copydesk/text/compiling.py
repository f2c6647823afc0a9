"""How rooms compile loops with Numba (the extra `fast`), and keep them for the next process.

Imported by modules that are loaded late, by their room's `fast`, and only where Numba is installed.
"""

import re
import sys
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

#: What a module takes from another of its room, by which it takes part in what is compiled of that one.
_TAKES = re.compile(r"^from \.(\w+) import", re.M)


def compiled(function: F) -> F:
    """A function that compiled ones call. It is kept nowhere by itself, but within those that are called."""
    from numba import njit  # noqa: PLC0415 (half a second, and an extra)

    return cast("F", njit(nogil=True)(function))


def kept(make: Callable[[int], Callable[..., Any]], types: tuple[Any, ...] | None = None) -> Callable[..., Any]:
    """What `make` gives, compiled, and kept for the next process where a cache can be written.

    With the types of its arguments that is done at once, and never again for others; else at the first call. Numba
    looks only at a function's own file to tell whether what it kept still holds; the number that `make` binds changes
    with every module of its room that takes part, and Numba takes it for part of the function.
    """
    from numba import njit  # noqa: PLC0415

    function = make(sources(Path(str(sys.modules[make.__module__].__file__))))
    try:
        made: Callable[..., Any] = njit(types, cache=True, nogil=True)(function)
    except RuntimeError:  # neither beside the package nor in the user's cache can be written
        made = njit(types, nogil=True)(function)
    return made


@cache
def sources(module: Path) -> int:
    """A number made of the sources of a module and of all those of its room that it imports."""
    found: dict[str, bytes] = {}
    waiting = [module.stem]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = module.with_name(f"{name}.py").read_bytes()
            waiting += _TAKES.findall(found[name].decode())
    number = blake2b(digest_size=7)
    for name in sorted(found):
        number.update(found[name])
    return int.from_bytes(number.digest(), "big")
