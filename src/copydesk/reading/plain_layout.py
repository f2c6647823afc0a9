"""Where in a text-only capture the body stands, and what stands above and below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from .datelines import opening
from .plain_lines import Line, Sort, sort_line, wide

#: A line's pull towards the body: sentences by their length up to a cap, so that one endless line does not decide; what
#: is a heading, a button or a link pushes away. Found by trying on 160 text captures of farms and 400 of outlets.
_CAP = 300
_LONG = 100
_SHORT = -35
_STAMP = -150

#: The first stretch that pulls at least this share of the strongest is the body: what follows it is other stories'.
_SHARE = 0.4

#: Lines above the body that are looked at; navigation beyond is kept as furniture only.
_STOPS = frozenset({Sort.HEADING, Sort.NEIGHBOUR, Sort.COUNTER, Sort.ROW, Sort.MORE})

_ENDS = tuple(".!?…。！？\"”»’':;)）」』।۔")

Sorted = tuple[str, Line]


@dataclass(frozen=True)
class Layout:
    """The body's paragraphs, and the lines above and below with what they are."""

    above: tuple[Sorted, ...]
    body: tuple[str, ...]
    below: tuple[Sorted, ...]


def lay_out(text: str) -> Layout:
    """Find the body: the stretch of lines between two stops whose sentences weigh most."""
    lines = [(line, sort_line(line)) for line in unwrapped(text)]
    best = _body(lines)
    if best is None:
        return Layout(tuple(lines), (), ())
    start, end = best
    above, body = lines[:start], [line for line, _ in lines[start:end]]
    if above and (rest := above[-1][1].rest) is not None:
        text, line = above.pop()
        above.append((text.removesuffix(rest), line))
        body.insert(0, rest)
    return Layout(tuple(above), tuple(body), tuple(lines[end:]))


def unwrapped(text: str) -> list[str]:
    """The text's lines, white space folded, empty ones left out; hard-wrapped blocks joined to one line each."""
    blocks: list[list[str]] = [[]]
    for raw in text.splitlines():
        line = " ".join(raw.split())
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    many = [block for block in blocks if len(block) > 1]
    inner = [line for block in many for line in block[:-1]]
    wrapped = len(blocks) > 2 and len(inner) > 3 and sum(45 <= len(line) <= 100 for line in inner) >= 0.9 * len(inner)
    if wrapped and sum(line.endswith(_ENDS) for line in inner) < 0.4 * len(inner):
        return [" ".join(block) for block in blocks if block]
    return [line for block in blocks for line in block]


def _body(lines: Sequence[Sorted]) -> tuple[int, int] | None:
    stretches: list[tuple[float, int, int]] = []
    start = 0
    for index in range(len(lines) + 1):
        if index == len(lines) or lines[index][1].sort in _STOPS:
            if index > start and (found := _heaviest(lines, start, index)) is not None:
                stretches.append(found)
            start = index + 1
    if not stretches:
        return None
    most = max(weight for weight, _, _ in stretches)
    _, start, end = next(stretch for stretch in stretches if stretch[0] >= _SHARE * most)
    start = _after_headline(lines, start, end)
    return (start, end) if start < end else None


def _heaviest(lines: Sequence[Sorted], start: int, end: int) -> tuple[float, int, int] | None:
    """The run of lines in `[start, end)` with the largest sum of pulls (Kadane's)."""
    best: tuple[float, int, int] | None = None
    total, begin = 0.0, start
    for index in range(start, end):
        if total <= 0:
            total, begin = 0.0, index
        total += _pull(*lines[index])
        if total > 0 and (best is None or total > best[0]):
            best = (total, begin, index + 1)
    return best


def _pull(text: str, line: Line) -> float:
    if line.sort is Sort.MENU:
        return _SHORT
    if line.sort is not Sort.TEXT:
        return _STAMP
    weight = len(text) if text.isascii() else len(text) + 1.5 * wide(text)
    if text.endswith(_ENDS) and weight >= 20:
        return min(weight, _CAP)
    return min(weight, _CAP) if weight >= 2 * _LONG else 20 if weight >= _LONG else _SHORT


def _after_headline(lines: Sequence[Sorted], start: int, end: int) -> int:
    """Past a headline that looks like a sentence: the text's first line, short, before a stamp or a longer line."""
    if any(line.sort is Sort.TEXT for _, line in lines[:start]) or end - start < 2:
        return start
    stamps = [index for index in range(start, min(start + 4, end)) if lines[index][1].sort is Sort.STAMP]
    if stamps:
        return stamps[-1] + 1
    first, second = lines[start][0], lines[start + 1][0]
    if len(first) <= 140 and len(first) * 1.3 < len(second) and opening(first) is None and not first.endswith("."):
        return start + 1
    return start
