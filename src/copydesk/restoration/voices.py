"""Who speaks for a reading, and what is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .witnesses import Witness


@dataclass(frozen=True, slots=True)
class Choice:
    """Words `[start, end)` of the base give way to words `[at, stop)` of `source`."""

    start: int
    end: int
    source: Witness
    at: int
    stop: int


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks: clean families and the others, as sets of family numbers."""

    clean: frozenset[int]
    other: frozenset[int]

    def __len__(self) -> int:
        return len(self.clean) + len(self.other)

    def rank(self) -> tuple[int, int]:
        """Clean voices first; tampered copies only speak where those are even."""
        return (len(self.clean), len(self.other - self.clean))


def voices(found: Sequence[Witness], family: Mapping[int, int]) -> Voices:
    """The voices of some witnesses."""
    clean = frozenset(family[w.index] for w in found if w.clean)
    return Voices(clean, frozenset(family[w.index] for w in found if not w.clean) - clean)
