"""Who goes back to whom, by the changes that copies have in common: as editors of old texts tell it from shared faults.

A change is made once and then copied along. Where an earlier copy has the same changes as a later one, the later one
goes back to it, or both to one that the desk does not hold; the more they share, the likelier. Copies that share none
may each have come from the filed text, and nothing more is said of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ..record import VariantKind
from .apparatus import Apparatus
from .copies import Copy

#: Changes that two hands rarely make alike. Leaving out the end, or adding a caption, is done by many on their own.
_TELLING = frozenset({VariantKind.INJECTED, VariantKind.REPLACED, VariantKind.MOVED, VariantKind.FURNITURE})

#: So many changes in common are *likely*, fewer *possible*: one is what two pages of one operator have by their own.
_LIKELY = 3

#: Copies that are drawn; a broader tree is no longer read, and the table of copies has all.
_MOST = 24

#: Pixels between two generations, and above the first.
_STEP, _TOP = 84, 16


@dataclass(frozen=True)
class Descent:
    """Copy `child` has the changes `notes` (numbers in the apparatus) in common with the earlier copy `parent`."""

    child: Copy
    parent: Copy
    notes: tuple[int, ...]

    @property
    def certainty(self) -> str:
        """The name of its line."""
        return "likely" if len(self.notes) >= _LIKELY else "possible"


@dataclass(frozen=True)
class Node:
    """A copy in the drawing: `x` in percent, `y` in pixels; `up` is where its line leads, None for the first."""

    copy: Copy
    x: float
    y: float
    up: tuple[float, float] | None
    line: str


@dataclass(frozen=True)
class Stemma:
    """The drawing, and what it says in words. `straight` are copies that share no change with an earlier one."""

    nodes: Sequence[Node]
    descents: Sequence[Descent]
    straight: Sequence[Copy]
    height: int
    more: int = 0


def stemma(copies: Sequence[Copy], found: Apparatus) -> Stemma | None:
    """Who goes back to whom; None where the changes do not tell."""
    told = descents(copies, found)
    if not told:
        return None
    in_families = {d.child.index for d in told} | {d.parent.index for d in told}
    first = copies[0]
    straight = [c for c in copies[1:] if c.index not in in_families]
    drawn = [first, *(c for c in copies[1:] if c.index in in_families)]
    shown = drawn[:_MOST]
    parents = {d.child.index: d for d in told if d.child in shown and d.parent in shown}
    nodes = _laid_out(shown, parents)
    height = int(max(n.y for n in nodes)) + _TOP
    return Stemma(nodes, told, straight, height, len(drawn) - len(shown))


def descents(copies: Sequence[Copy], found: Apparatus) -> list[Descent]:
    """For each copy that has telling changes in common with earlier ones: the one that it shares most with.

    Of several that share as much, the latest is taken: a change goes from copy to copy. Copies stand by likely time.
    """
    has: dict[int, set[int]] = {}
    for entry in found.entries:
        if entry.kind in _TELLING and not entry.suspected:
            for index in entry.copies:
                has.setdefault(index, set()).add(entry.number)
    told = []
    for child in copies:
        shared = [(len(has[child.index] & has[i]), i) for i in range(child.index) if child.index in has and i in has]
        most, index = max(shared, default=(0, 0))
        if most:
            told.append(Descent(child, copies[index], tuple(sorted(has[child.index] & has[index]))))
    return told


def _laid_out(shown: Sequence[Copy], parents: dict[int, Descent]) -> list[Node]:
    """Each copy below the one that it goes back to, those without one below the first; no two lines cross."""
    root = shown[0]
    below: dict[int, list[Copy]] = {c.index: [] for c in shown}
    for copy in shown[1:]:
        descent = parents.get(copy.index)
        below[root.index if descent is None else descent.parent.index].append(copy)
    order: list[tuple[Copy, int]] = []  # depth first; a parent stands earlier than its children, so this ends
    pending = [(root, 0)]
    while pending:
        copy, depth = pending.pop()
        order.append((copy, depth))
        pending += [(child, depth + 1) for child in reversed(below[copy.index])]
    leaves = [copy.index for copy, _ in order if not below[copy.index]]
    x = {index: 100 * (n + 0.5) / len(leaves) for n, index in enumerate(leaves)}
    for copy, _ in reversed(order):
        if below[copy.index]:
            at = [x[child.index] for child in below[copy.index]]
            x[copy.index] = (at[0] + at[-1]) / 2
    depths = {copy.index: depth for copy, depth in order}
    y = {index: float(_TOP + depth * _STEP) for index, depth in depths.items()}
    nodes = []
    for copy, _ in order:
        descent = parents.get(copy.index)
        up = root if descent is None else descent.parent
        line = "plain" if descent is None else descent.certainty
        nodes.append(
            Node(
                copy,
                round(x[copy.index], 2),
                y[copy.index],
                None if copy is root else (round(x[up.index], 2), y[up.index]),
                line,
            )
        )
    return nodes
