"""A line in one process and on the cores of one machine."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

#: Records handed to a worker at once: pickling and waking a worker cost about as much as reading a page, so a share
#: must be many pages; yet a hundred pages must still keep two cores busy.
SHARE = 16


def spread(work: Callable[[list[In]], list[Out]], records: Iterable[In], cores: int) -> Iterator[Out]:
    """Results of `work` over shares of `records`, in their order, on `cores` cores.

    With one core, all happens in this process. With more, `work` must be a module's function (it is pickled by name),
    and at most two shares a core are under way, so that a stream of any length takes bounded memory.
    """
    stream = iter(records)
    if cores <= 1:
        while share := list(islice(stream, SHARE)):
            yield from work(share)
        return
    with ProcessPoolExecutor(cores) as pool:
        under_way: deque[Future[list[Out]]] = deque()
        while share := list(islice(stream, SHARE)):
            under_way.append(pool.submit(work, share))
            if len(under_way) >= 2 * cores:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()
