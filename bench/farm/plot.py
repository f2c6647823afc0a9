"""The reliability plot as an SVG: of the findings at a confidence, the share that is right."""

from collections.abc import Sequence
from html import escape

import msgspec

_SIZE, _EDGE = 360, 44


class Bin(msgspec.Struct, frozen=True):
    """Findings between two confidences: how many, the mean of their confidences, how many were right."""

    low: float
    high: float
    count: int
    mean: float
    right: float


def reliability(title: str, bins: Sequence[Bin]) -> str:
    """The plot: a dot for each bin that holds findings, larger for more of them; on the diagonal all is calibrated."""
    inner = _SIZE - 2 * _EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" width="{_SIZE}" height="{_SIZE}" '
        f'role="img" aria-label="{escape(title)}" font-family="sans-serif" font-size="11">',
        f'<rect width="{_SIZE}" height="{_SIZE}" fill="#ffffff"/>',
        f'<text x="{_SIZE / 2}" y="20" text-anchor="middle" font-size="13">{escape(title)}</text>',
        f'<rect x="{_EDGE}" y="{_EDGE}" width="{inner}" height="{inner}" fill="none" stroke="#999"/>',
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#bbbbbb" stroke-dasharray="4 3"/>',
        f'<line x1="{_x(0.5)}" y1="{_y(0)}" x2="{_x(0.5)}" y2="{_y(1)}" stroke="#cc6600" stroke-dasharray="2 3"/>',
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<text x="{_x(tick)}" y="{_y(0) + 15}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{_EDGE - 6}" y="{_y(tick) + 4}" text-anchor="end">{tick:g}</text>')
    parts.append(
        f'<text x="{_SIZE / 2}" y="{_SIZE - 8}" text-anchor="middle">confidence (from .5 on it accuses)</text>'
    )
    middle = _SIZE / 2
    parts.append(f'<text x="12" y="{middle}" text-anchor="middle" transform="rotate(-90 12 {middle})">right</text>')
    for bin_ in bins:
        if bin_.count:
            radius = min(12.0, 2.0 + bin_.count**0.5 / 6)
            parts.append(
                f'<circle cx="{_x(bin_.mean)}" cy="{_y(bin_.right)}" r="{radius:.1f}" fill="#357" fill-opacity="0.7">'
                f"<title>{bin_.count} findings at {bin_.mean:.2f}: {bin_.right:.3f} right</title></circle>"
            )
    return "\n".join([*parts, "</svg>", ""])


def _x(value: float) -> float:
    return round(_EDGE + value * (_SIZE - 2 * _EDGE), 1)


def _y(value: float) -> float:
    return round(_SIZE - _EDGE - value * (_SIZE - 2 * _EDGE), 1)
