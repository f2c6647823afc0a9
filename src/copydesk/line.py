"""The line: the order of the stages, written once.

::

    sources -> capture -> Page -> reading -> Reading -> inspection -> Checked -> tracing -> Cluster
            -> restoration -> Story -> identify -> Story with id -> relating -> Story with section and related
            -> press, web

A stage is a callable with typed ends that takes and gives iterables, so that it may work in batches of its own size,
and it states its grain: what must be seen together. An engine may spread records of a smaller grain over cores or
machines without asking the stage. `copydesk.desk` furnishes the line with the rooms' callables; nothing here imports a
room.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Generic, TypeVar

from .record import Checked, Cluster, Page, Reading, Refusal, Story

In = TypeVar("In")
Out = TypeVar("Out")

#: Records handed from one stage to the next at once: enough to spread a batch's fixed costs, few enough that a stream
#: of any length stays within some tens of megabytes (64 pages of the largest kind seen in news, 1.3 MB).
BATCH = 64


class Grain(StrEnum):
    """What a stage must see together to do its work."""

    PAGE = "page"  # each record alone
    CLUSTER = "cluster"  # all copies of one story
    DESK = "desk"  # everything that the desk holds


@dataclass(frozen=True)
class Stage(Generic[In, Out]):
    """One stage: its name for logs and accounts, the callable, the grain."""

    name: str
    run: Callable[[Iterable[In]], Iterable[Out]]
    grain: Grain


@dataclass(frozen=True)
class Line:
    """The stages in their order. Each field's type says what may follow what."""

    read: Stage[Page, Reading | Refusal]
    inspect: Stage[Reading, Checked]
    trace: Stage[Checked, Cluster]
    restore: Stage[Cluster, Story]
    identify: Stage[Story, Story]
    relate: Stage[Story, Story]

    def check(self, pages: Iterable[Page]) -> Iterator[Checked | Refusal]:
        """The page-by-page half, in the order of `pages`: a checked article or a refusal for each."""
        results = iter(self.read.run(pages))
        while batch := list(islice(results, BATCH)):
            checked = iter(self.inspect.run([r for r in batch if not isinstance(r, Refusal)]))
            for result in batch:
                yield result if isinstance(result, Refusal) else next(checked)

    def tell(self, checked: Iterable[Checked]) -> Iterator[Story]:
        """The half that needs copies beside each other: from checked articles to stories."""
        yield from self.relate.run(self.identify.run(self.restore.run(self.trace.run(checked))))
