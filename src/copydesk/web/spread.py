"""The strip under the lead: who took the story, over time."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..record import Check, Field, Story
from . import clock
from .charts import timeline
from .copies import Copy
from .front import bare


@dataclass(frozen=True)
class Spread:
    """The strip: a sentence, the copies at their place in per cent, the marks of the axis."""

    sites: int
    since: str
    name: str
    wrote: int
    copies: list[tuple[float, Copy]]
    marks: list[tuple[float, str, bool]]


def spread(story: Story, copies: Sequence[Copy]) -> Spread | None:
    """The spread of a story; None where its times do not give one."""
    drawn = timeline(story, copies)
    if drawn is None:
        return None
    placed = []
    for line in drawn.lines:
        at = line.known if line.known is not None else line.last
        if at is not None:
            placed.append((at, line.copy))
    if len(placed) < 2:
        return None
    name, wrote = _name(copies)
    return Spread(
        sites=len({c.pickup.site for c in copies}),
        since=clock.medium(story.published),
        name=name,
        wrote=wrote,
        copies=placed,
        marks=drawn.axis.marks,
    )


def _name(copies: Sequence[Copy]) -> tuple[str, int]:
    """The name that most copies wrote into the headline, and how many did."""
    names: dict[str, int] = {}
    for copy in copies:
        finding = copy.finding(Check.INJECTED_TEXT, Field.HEADLINE)
        if finding is not None:
            name = bare(finding.text)
            names[name] = names.get(name, 0) + 1
    return max(names.items(), key=lambda n: n[1], default=("", 0))
