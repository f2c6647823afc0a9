"""Work in a process of its own: what one side of a comparison has loaded and left behind is no matter to the other."""

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

from bench.clock import cpu_seconds

T = TypeVar("T")


class Aside:
    """A process that gets itself `ready` once, and then does pieces of work, one after the other, as it is told to."""

    def __init__(self, ready: Callable[[], object]) -> None:
        here, there = get_context("spawn").Pipe()
        self._pipe = here
        self._process = get_context("spawn").Process(target=_serve, args=(there, ready), daemon=True)
        self._process.start()
        self.ready = self._answer()

    def seconds(self, work: Callable[[], object]) -> float:
        """The CPU seconds that a piece of work takes there, helper processes included."""
        self._pipe.send(work)
        found = self._answer()
        if not isinstance(found, float):
            raise TypeError(f"no time came back: {found!r}")
        return found

    def close(self) -> None:
        """End the process."""
        self._pipe.send(None)
        self._process.join()

    def _answer(self) -> object:
        found = self._pipe.recv()
        if isinstance(found, BaseException):
            raise found
        return found


def _serve(pipe: Connection, ready: Callable[[], object]) -> None:
    pipe.send(ready())
    while (work := pipe.recv()) is not None:
        began = cpu_seconds()
        work()
        pipe.send(cpu_seconds() - began)
