"""Charts as numbers for the templates: positions in per cent, nothing drawn here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log

from ..record import Story
from ..text.times import moment
from .copies import Copy

_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0

#: Marks of the logarithmic axis: seconds after filing, and their names.
_MARKS = (
    (10 * _MINUTE, "10 min"),
    (_HOUR, "1 h"),
    (6 * _HOUR, "6 h"),
    (_DAY, "1 day"),
    (7 * _DAY, "1 week"),
    (30.4 * _DAY, "1 month"),
    (182.6 * _DAY, "6 months"),
    (730.5 * _DAY, "2 years"),
    (3652.5 * _DAY, "10 years"),
)

#: Where the first and the last mark stand, in per cent of the width.
_LEFT, _RIGHT = 4.0, 95.0

#: Rows beyond this are not drawn; the table of copies has all.
MOST_ROWS = 40


@dataclass(frozen=True)
class Axis:
    """A logarithmic axis of time after filing. `marks` are (per cent, name, whether a phone shows the name too)."""

    zero: datetime
    low: float
    high: float
    marks: list[tuple[float, str, bool]]

    def place(self, time: datetime) -> float:
        """Where a time stands, in per cent; what is before the filing or off the axis stands at its end."""
        seconds = min(max((time - self.zero).total_seconds(), self.low), self.high)
        share = log(seconds / self.low) / log(self.high / self.low)
        return round(_LEFT + share * (_RIGHT - _LEFT), 2)


@dataclass(frozen=True)
class Line:
    """One copy on the timeline: a dot at `known`, or a bar from `first` to `last`, and a ring at `claims`."""

    copy: Copy
    y: int
    known: float | None = None
    first: float | None = None
    last: float | None = None
    claims: float | None = None
    before: bool = False


@dataclass(frozen=True)
class Timeline:
    """The spread of a story over time."""

    axis: Axis
    lines: list[Line]
    more: int

    @property
    def height(self) -> int:
        """Of the drawing, in pixels."""
        return len(self.lines) * ROW + TOP


#: Height of a row, and of the axis above the rows, in pixels.
ROW, TOP = 30, 30


def timeline(story: Story, copies: Sequence[Copy]) -> Timeline | None:
    """The timeline of a story; None where fewer than two times are known, for then there is nothing to draw.

    Its axis reaches to the last time that a page claims; the strip of the front page leaves claims out.
    """
    times = [t for c in copies for t in (c.likely.first, c.likely.last, moment(c.likely.claims)) if t is not None]
    zero = moment(story.published) or min((c.likely.first for c in copies if c.likely.first), default=None)
    if zero is None or len(copies) < 2 or len(times) < 2:
        return None
    axis = axis_of(zero, times)
    shown = copies[:MOST_ROWS]
    return Timeline(axis, [_line(axis, c, i) for i, c in enumerate(shown)], len(copies) - len(shown))


def axis_of(zero: datetime, times: Sequence[datetime]) -> Axis:
    """A logarithmic axis from `zero` that holds `times`."""
    after = [s for s in ((t - zero).total_seconds() for t in times) if s > 0]
    longest = max(after, default=_HOUR)
    shortest = min(after, default=_HOUR)
    first = max([i for i, (s, _) in enumerate(_MARKS) if s <= shortest], default=0)
    last = min([i for i, (s, _) in enumerate(_MARKS) if s >= longest], default=len(_MARKS) - 1)
    # Three marks at least, or the axis says nothing.
    last = min(max(last, first + 2), len(_MARKS) - 1)
    first = min(first, last - 2)
    low, high = _MARKS[first][0], max(_MARKS[last][0], longest)
    bare = Axis(zero, low, high, [])
    marks = []
    for i, (seconds, name) in enumerate(_MARKS[first : last + 1]):
        where = _LEFT + log(seconds / low) / log(high / low) * (_RIGHT - _LEFT)
        marks.append((round(where, 2), name, i % 2 == 0))
    return Axis(zero, bare.low, bare.high, marks)


def _line(axis: Axis, copy: Copy, index: int) -> Line:
    y = TOP + index * ROW + ROW // 2
    told = copy.likely
    claims = moment(told.claims)
    ring = None if claims is None else axis.place(claims)
    before = claims is not None and claims < axis.zero
    if told.known:
        at = moment(told.known)
        return Line(copy, y, known=None if at is None else axis.place(at))
    first, last = told.first, told.last
    if first is None or last is None or not (told.earliest and told.latest):
        return Line(copy, y, claims=ring, before=before)
    return Line(copy, y, first=axis.place(first), last=axis.place(last), claims=ring, before=before)


@dataclass(frozen=True)
class Bar:
    """A bar of a bar chart: its name, number and length in per cent of the longest."""

    name: str
    number: int
    length: float
    changed: float = 0.0


def bars(counted: Sequence[tuple[str, int, int]], most: int) -> list[Bar]:
    """Bars for (name, number, of them changed), the longest first, at most `most`."""
    told = sorted(counted, key=lambda c: (-c[1], c[0]))[:most]
    longest = max((n for _, n, _ in told), default=0) or 1
    return [Bar(name, n, round(100 * n / longest, 2), round(100 * c / longest, 2)) for name, n, c in told]
