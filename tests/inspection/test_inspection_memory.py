"""`check` streams: what it needs of memory does not grow with the number of articles."""

from pathlib import Path

import pytest
from bench.farm.label import Clean
from bench.farm.memory import FORMATS, peak_of, rows, write

ARTICLES = [
    Clean(
        headline=f"Ferry workers in {place} end strike after long talks",
        paragraphs=(f"The ferry workers in {place} ended their strike on Tuesday, the union said. " * 6,) * 8,
    )
    for place in ("Port Amble", "Millbrook", "Lindmark", "Fenwick Bay", "Oakden")
]
#: MB that a process may need more for eight times the articles: what is kept at hand of words and names is bounded.
MORE = 40


@pytest.mark.slow
@pytest.mark.parametrize("kind", FORMATS)
def test_memory_does_not_grow_with_the_number_of_articles(kind: str, tmp_path: Path) -> None:
    peaks = []
    for size in (400, 3_200):
        table = tmp_path / f"{size}.{kind}"
        write(table, rows(ARTICLES, size))
        peaks.append(peak_of(table))
    assert peaks[1] < peaks[0] + MORE
