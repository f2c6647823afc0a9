"""Types of what compiled loops are given: with them said, all is compiled when it is loaded, and never at a page."""

from typing import Any

from numba import types


def given(kind: Any, dimensions: int = 1) -> Any:
    """An array that is only read, so that it may be one that cannot be written."""
    return types.Array(kind, dimensions, "C", readonly=True)


def filled(kind: Any) -> Any:
    """An array that the loop writes."""
    return types.Array(kind, 1, "C")
