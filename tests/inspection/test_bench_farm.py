"""The benchmark itself: repeatable, its labels true, its halves apart, its scorer just."""

from collections import Counter
from pathlib import Path

import msgspec
import pytest
from bench.farm.__main__ import main
from bench.farm.articles import load, part_of
from bench.farm.generate import KINDS, fingerprint, generate
from bench.farm.label import Clean, Label, Part
from bench.farm.names import pool
from bench.farm.score import run
from bench.farm.tamper import OPERATIONS
from bench.farm.train import lexicon

from copydesk.inspection import inspect
from copydesk.record import Checked, Reading, field_text

PLACES = ("Port Amble", "Millbrook", "Lindmark", "Fenwick Bay", "Oakden", "Harrow Point", "Ashcombe", "Stroudley")
ARTICLES = [
    Clean(
        headline=f"Ferry workers in {place} end strike after {n} nights of talks",
        paragraphs=(
            f"The ferry workers in {place} ended their strike on Tuesday, after {n} nights, the union said.",
            f"The council is expected to be asked for money, and the harbour office is working on a plan for {place}.",
            "“We are glad that the boats are running again,” a captain said. But who will pay? The office did not say.",
        ),
        published="2024-01-15",
    )
    for n, place in enumerate(PLACES * 5)
]


@pytest.fixture(params=[Part.DEVELOP, Part.HELD_OUT])
def labels(request: pytest.FixtureRequest) -> list[Label]:
    return list(generate(ARTICLES, request.param, 5, 60, 40))


def test_the_same_seed_makes_the_same_pages(labels: list[Label]) -> None:
    part = labels[0].part
    assert fingerprint(list(generate(ARTICLES, part, 5, 60, 40))) == fingerprint(labels)
    assert fingerprint(list(generate(ARTICLES, part, 6, 60, 40))) != fingerprint(labels)


def test_labels_point_at_what_was_written_in(labels: list[Label]) -> None:
    assert any(label.injections for label in labels)
    for label in labels:
        for injection in label.injections:
            assert label.article.body[injection.start : injection.end] == injection.text
        if label.affix is not None:
            assert (label.article.headline or "").replace(label.affix.text, "") == label.original.headline
        if not label.tampered:
            assert label.article.paragraphs == label.original.paragraphs
            assert not label.injections


def test_what_is_held_out_is_nowhere_in_development() -> None:
    develop, held_out = pool(Part.DEVELOP), pool(Part.HELD_OUT)
    for field in ("coinages", "given", "family", "foreign", "outlets", "host_words"):
        assert set(getattr(develop, field)).isdisjoint(getattr(held_out, field)), field
    seen = {i.operation for label in generate(ARTICLES, Part.DEVELOP, 5, 200, 0) for i in label.injections}
    assert seen <= {operation.name for operation in OPERATIONS if operation.part is Part.DEVELOP}
    parts = [part_of(article) for article in ARTICLES]
    assert parts == [part_of(article) for article in ARTICLES]
    assert len(set(parts)) == 3


def test_every_kind_of_page_has_its_share() -> None:
    """Pages of a site come five at a time, and must not push other kinds out."""
    kinds = Counter(label.kind for label in generate(ARTICLES, Part.DEVELOP, 5, 120, 0))
    assert set(kinds) == set(KINDS)
    assert {count for kind, count in kinds.items() if kind != "site"} == {kinds["site"] // 5}


def test_the_scorer_counts_a_detector_that_says_nothing(labels: list[Label]) -> None:
    score = run(labels, lambda readings: [Checked(article=r.article, restored=r.article) for r in readings])
    assert score.shares["honest, nothing accused"].value == 1.0
    assert score.shares["injection, agreeing, glued, exact"].value == 0.0
    assert score.shares["headline affix, odd"].value == 0.0


def test_copydesk_on_a_small_run(labels: list[Label]) -> None:
    score = run(labels, inspect)
    assert score.shares["honest, nothing accused"].value == 1.0
    assert score.shares["honest, body unchanged"].value == 1.0
    assert score.shares["headline affix, odd"].value == 1.0
    assert score.shares["injection, agreeing, glued, exact"].value > 0.9
    for label in labels:
        [checked] = inspect([as_reading(label)])
        for finding in checked.findings:
            if finding.span is not None:
                assert field_text(label.article, finding.field)[slice(*finding.span)] == finding.text


def as_reading(label: Label) -> Reading:
    return Reading(article=label.article, furniture=label.furniture)


def test_the_command_writes_report_and_plot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_bytes(b"\n".join(map(msgspec.json.encode, ARTICLES)))
    assert sum(map(len, load(articles).values())) == len(ARTICLES)
    common = ["--articles", str(articles), "--tampered", "20", "--honest", "10"]
    plot = tmp_path / "plot.svg"
    assert main(["score", *common, "--out", str(tmp_path), "--plot", str(plot)]) == 0
    assert "| honest, nothing accused |" in (tmp_path / "inspection.md").read_text("utf-8")
    assert plot.read_text("utf-8").startswith("<svg")
    capsys.readouterr()
    assert main(["train", *common, "--out", str(tmp_path)]) == 0
    first = (tmp_path / "english.msgpack").read_bytes(), (tmp_path / "weights.json").read_bytes()
    assert main(["train", *common, "--out", str(tmp_path)]) == 0
    assert ((tmp_path / "english.msgpack").read_bytes(), (tmp_path / "weights.json").read_bytes()) == first


def test_the_lexicon_keeps_the_common_plain_words_of_a_frequency_list(tmp_path: Path) -> None:
    frequencies = tmp_path / "words.txt"
    frequencies.write_text("\ufeffthe 900000000\nharbour 400000\nferry 300000\nquay 299999\ncafé 900000\n", "utf-8")
    assert lexicon(frequencies) == ["ferry", "harbour"]
