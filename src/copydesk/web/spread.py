"""The strip under the lead: who took the story, over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..record import Check, Field, Story
from ..text.times import moment
from . import clock
from .charts import MOST_ROWS, axis_of
from .copies import Copy
from .front import bare

#: Copies closer than this (per cent of the strip) would be drawn over each other; they go this many pixels aside.
_CLOSE, _BESIDE = 1.0, 9


@dataclass(frozen=True)
class Spread:
    """The strip: a sentence, the copies (place in per cent, pixels beside it, copy), the marks of the axis."""

    sites: int
    since: str
    name: str
    wrote: int
    copies: list[tuple[float, int, Copy]]
    marks: list[tuple[float, str, bool]]


def spread(story: Story, copies: Sequence[Copy], now: datetime) -> Spread | None:
    """The spread of a story; None where its times do not give one."""
    times = [(c.likely.last, c) for c in copies[:MOST_ROWS]]
    known = [(t, c) for t, c in times if t is not None]
    zero = moment(story.published) or min((t for t, _ in known), default=None)
    if zero is None or len(known) < 2:
        return None
    axis = axis_of(zero, [t for t, _ in known])
    name, wrote = _name(copies)
    return Spread(
        sites=len({c.pickup.site for c in copies}),
        since=clock.short(story.published, now),
        name=name,
        wrote=wrote,
        copies=_apart(sorted(((axis.place(t), c) for t, c in known), key=lambda p: p[0])),
        marks=axis.marks,
    )


def _apart(placed: list[tuple[float, Copy]]) -> list[tuple[float, int, Copy]]:
    """Copies that fall on one place stand beside each other."""
    told: list[tuple[float, int, Copy]] = []
    for at, copy in placed:
        beside = told[-1][1] + _BESIDE if told and at - told[-1][0] < _CLOSE else 0
        told.append((told[-1][0] if beside else at, beside, copy))
    return told


def _name(copies: Sequence[Copy]) -> tuple[str, int]:
    """The name that most copies wrote into the headline, and how many did."""
    names: dict[str, int] = {}
    for copy in copies:
        finding = copy.finding(Check.INJECTED_TEXT, Field.HEADLINE)
        if finding is not None:
            name = bare(finding.text)
            names[name] = names.get(name, 0) + 1
    return max(names.items(), key=lambda n: n[1], default=("", 0))
