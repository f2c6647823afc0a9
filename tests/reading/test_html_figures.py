"""The figures of reading, pinned: body on held-out pages, and pages made to hurt or cut anywhere."""

import gzip
import time
from pathlib import Path

import pytest
from bench.reading.pages import SETS, Example, examples, scorer, training
from bench.reading.score import Tally
from selectolax.lexbor import LexborHTMLParser

from copydesk.reading.html import body

#: Measured November 2026, F1 less .004 and exact less .02: body F1 and share of exact bodies on pages not trained on.
PINNED = {"aeb": (0.963, 0.36), "fundus": (0.968, 0.355), "wcxb": (0.949, 0.22)}
#: Pages that the budget's worker reads, not this process: their trees alone take many seconds or megabytes.
FOR_THE_WORKER = ("amplify", "attrs", "nest", "adoption")


@pytest.mark.slow
def test_bodies_are_as_good_as_they_were(shared: Path) -> None:
    assert (shared / "corpora").is_dir()
    measure = scorer()
    tallies = {name: Tally() for name in SETS}
    for page in examples():
        if page.is_test:
            got = body(LexborHTMLParser(page.content), None, None, page.url or None)
            tallies[page.corpus].add(measure, page, "\n".join(got.paragraphs), 0.0)
    for name, (f1, exact) in PINNED.items():
        figures = tallies[name].row()
        assert figures["f1"] >= f1, (name, figures)
        assert figures["exact"] >= exact, (name, figures)


def test_no_host_of_the_test_is_trained_on(shared: Path) -> None:
    assert shared.is_dir()
    every = examples()
    learned = training(every)
    tested = [p for p in every if p.is_test]
    assert not {(p.corpus, p.group) for p in learned} & {(p.corpus, p.group) for p in tested}
    assert not {p.host for p in learned} & {p.host for p in tested if p.corpus == "aeb"}


def _handful() -> list[Example]:
    every = examples()
    return [every[n] for n in (3, 100, 200, 300, 600, 900)]


@pytest.mark.slow
def test_pages_cut_anywhere_are_read(shared: Path) -> None:
    assert shared.is_dir()
    for page in _handful():
        content = gzip.decompress(page.path.read_bytes())
        for percent in range(1, 100):
            got = body(LexborHTMLParser(content[: len(content) * percent // 100]), None, None, page.url)
            assert all(p and "\n" not in p for p in got.paragraphs), (page.key, percent)


@pytest.mark.slow
def test_pages_made_to_hurt_are_read_in_linear_time(shared: Path) -> None:
    """Our own work on a hostile page, the parser's apart; what the parser itself cannot bear goes to the worker."""
    for path in sorted((shared / "attacks/hostile_html").glob("*.html")):
        if path.name.startswith(FOR_THE_WORKER):
            continue
        tree = LexborHTMLParser(path.read_bytes())
        start = time.process_time()
        body(tree, None, None, None)
        assert time.process_time() - start < 3.0, path.name


@pytest.mark.slow
@pytest.mark.parametrize("make", [
    lambda n: "<p>word</p>" * n,
    lambda n: "<b>word " * n,
    lambda n: "<div class='a b'>" * (n // 20) + "word",
    lambda n: "<span>word</span>" * n,
    lambda n: "a b<br>" * n,
    lambda n: "<p>" + "word " * n,
])  # fmt: skip
def test_time_grows_with_the_page_and_no_faster(make: object) -> None:
    assert callable(make)
    took = []
    for n in (4_000, 16_000):
        tree = LexborHTMLParser(make(n))
        start = time.process_time()
        body(tree, None, None, None)
        took.append(time.process_time() - start)
    assert took[1] < 8 * took[0] + 0.2
