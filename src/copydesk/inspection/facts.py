"""Facts that are worked out when they are first asked for."""

from collections.abc import Callable
from typing import Generic, TypeVar

C = TypeVar("C")
T = TypeVar("T")


class worked_out(Generic[C, T]):  # noqa: N801 (a decorator, as `cached_property`)
    """A fact that is worked out when it is first asked for: `cached_property` without the lock that it has in Python
    3.11, which takes longer than most of the facts.
    """

    def __init__(self, work: Callable[[C], T]) -> None:
        self.work = work
        self.__doc__ = work.__doc__

    def __get__(self, case: C, kind: type[C]) -> T:
        """The fact; it stands in the place of this descriptor from then on."""
        found = self.work(case)
        vars(case)[self.work.__name__] = found
        return found
