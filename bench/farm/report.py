"""The report: a table for people and the same figures for programs."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from platform import python_version

import msgspec

from copydesk import __version__

from .plot import Bin
from .score import Score, bins


class Figure(msgspec.Struct, frozen=True):
    """One figure: hits of so many."""

    hits: int
    of: int
    share: float


class PartReport(msgspec.Struct, frozen=True):
    """What was measured on one part."""

    pages: int
    pages_sha256: str
    articles_per_cpu_second: float
    figures: dict[str, Figure]
    bins: list[Bin]


class Report(msgspec.Struct, frozen=True):
    """A run of the benchmark: versions, what it ran on, the articles that the pages were made from, the parts."""

    copydesk: str
    python: str
    runs_on: str
    articles_sha256: str
    parts: dict[str, PartReport]


def part_report(score: Score, pages: int, pages_sha256: str) -> PartReport:
    """The figures of one part."""
    figures = {
        name: Figure(share.hits, share.of, round(share.value, 4)) for name, share in sorted(score.shares.items())
    }
    return PartReport(pages, pages_sha256, round(score.speed), figures, bins(score))


def report(articles: Path, parts: dict[str, PartReport], runs_on: str) -> Report:
    """All of a run, which was on plain code or on compiled loops."""
    return Report(__version__, python_version(), runs_on, sha256(articles.read_bytes()).hexdigest()[:16], parts)


def as_markdown(made: Report, goals: Mapping[str, str]) -> str:
    """The report as a table: a line for each figure, a column for each part."""
    names = list(made.parts)
    lines = [
        "# Inspection on bench/farm",
        "",
        f"copydesk {made.copydesk}, Python {made.python}, articles sha256 {made.articles_sha256}. "
        + " ".join(f"{name}: {part.pages} pages, sha256 {part.pages_sha256}." for name, part in made.parts.items()),
        "",
        "`develop` pages are made from texts, names, layouts and operations that the checks were developed on,",
        "`held-out` pages from others. “Five pages” means that the pages of one site were inspected together.",
        "",
        f"| figure | {' | '.join(names)} | goal |",
        f"|---|{'---|' * len(names)}---|",
    ]
    for name in sorted({figure for part in made.parts.values() for figure in part.figures}):
        cells = [_cell(part.figures.get(name)) for part in made.parts.values()]
        lines.append(f"| {name} | {' | '.join(cells)} | {goals.get(name, '')} |")
    speed = [f"{part.articles_per_cpu_second:.0f}" for part in made.parts.values()]
    lines.append(
        f"| articles per CPU second, {made.runs_on}, this machine and its load | {' | '.join(speed)} | ≥ 2000 |"
    )
    return "\n".join([*lines, ""])


def _cell(figure: Figure | None) -> str:
    return f"{100 * figure.share:.1f} % ({figure.hits}/{figure.of})" if figure else "–"
