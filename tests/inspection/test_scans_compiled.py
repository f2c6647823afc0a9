"""The compiled pass finds what the plain code finds, whatever the text."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_inspection_growth import HOSTILE, reading

from copydesk.inspection import fast, inspect, scans, spun, unrelated_links
from copydesk.inspection.alone import WORTH_SAYING, Candidate, candidates, weigh
from copydesk.inspection.bent import LONGEST_PHRASE, phrases
from copydesk.inspection.english import english
from copydesk.inspection.names import Names
from copydesk.inspection.weights import weights
from copydesk.record import Checked, Reading
from copydesk.text.folding import fold

pytest.importorskip("numba", reason="the extra `fast` is not installed")

PIECES = st.sampled_from(
    [
        *("the ", "officials ", "said, ", "of ", "for ", "de ", " ", "\t", "\n\n", "\u2009", ", ", "; ", "? ", ". "),
        *(
            "Veltro",
            "Veltro ",
            "Quant ",
            "Brambex Exchange ",
            "Fukushima ",
            "Tuesday ",
            "London ",
            "5.0",
            "5.0of ",
            "٣.٤ ",
        ),
        *("veltroquant ", "Quantending ", "officialVeltro ", "Veltroofficial, ", "McGuirk ", "NetBSD’s ", "Veltro’s "),
        *(
            "(",
            ")",
            "“",
            "”",
            '"',
            "’",
            "'s ",
            "-",
            "AI-driven ",
            "İstanbul ",
            "Σίσυφος ",
            "ǅ ",
            "漢字a ",
            "Жора",
            "ß",
            "É",
        ),
        *(
            "𝔘",
            "😀",
            "\u200b",
            "²",
            "ª",
            "½",
            "_",
            "a end ",
            " an dog ",
            "a European ",
            "an hour ",
            "white home ",
            "White Home",
        ),
        *("securities exchange crash ", "oil and fuel ", "x" * 70, "X" * 40 + " "),
    ]
)
TEXT = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join))


@pytest.fixture(scope="module", autouse=True)
def only_here() -> Iterator[None]:
    """Other tests run on what they ran on."""
    before = list(fast._loaded)
    assert fast.load()
    yield
    fast._loaded[:] = before


def both(text: str) -> tuple[Names, Names]:
    """A text's names by the plain code, and by the compiled pass where it takes the text."""
    loaded = fast._loaded[:]
    fast._loaded.clear()
    try:
        plain = Names(text, english())
    finally:
        fast._loaded[:] = loaded
    assert type(plain.scan) is scans.Scan
    return plain, Names(text, english())


def plainly(page: Reading) -> Checked:
    loaded = fast._loaded[:]
    fast._loaded.clear()
    try:
        return next(inspect([page]))
    finally:
        fast._loaded[:] = loaded


def found(names: Names) -> list[Candidate]:
    """The candidates that are worth saying: others the compiled pass may leave out."""
    return [candidate for candidate in candidates(names, weights()) if weigh(candidate, weights()) >= WORTH_SAYING]


@given(TEXT)
@example("")
@example(".5abc")
@example("on The VELTRO Exchange said the Veltro Exchange said that")
@settings(max_examples=600)
def test_candidates_are_the_same(text: str) -> None:
    plain, compiled = both(fold(text).text)
    assert found(compiled) == found(plain)
    assert candidates(compiled) == candidates(plain)


@given(TEXT)
@settings(max_examples=400)
def test_what_is_told_of_words_is_the_same(text: str) -> None:
    plain, compiled = both(fold(text).text)
    words = {word.strip(scans.MARKS_AROUND) for word in text.split()} | {word[:-1] for word in text.split()}
    for word in filter(re.compile(f"(?:[{scans.UP}]|[0-9]|of$|de$|for$).*").fullmatch, words):  # as names hold them
        assert compiled.repeats(word) == plain.repeats(word)
    patterns = spun._WRONG_A, spun._WRONG_AN
    assert [m.span() for m in compiled.scan.articles(patterns)] == [m.span() for m in plain.scan.articles(patterns)]


@given(TEXT, st.sampled_from(phrases()), TEXT, st.booleans())
@settings(max_examples=300)
def test_bent_phrases_are_the_same(before: str, bent: tuple[str, str, str, str], after: str, large: bool) -> None:
    phrase = bent[2].capitalize() if large else bent[2]
    plain, compiled = both(fold(before + phrase + after).text)
    lower = plain.text.lower()

    def told(words: set[str]) -> list[str]:
        return [at for first, capital, at, _ in phrases() if (first in words or capital in words) and at in lower]

    assert told(compiled.scan.bent()) == told(plain.scan.bent())
    assert len(phrase) < LONGEST_PHRASE


@given(TEXT, st.lists(TEXT, min_size=1, max_size=4))
@example("Ferry workers ΣΊΣΥΦΟΣ", ["Workers of the FERRY ΣΊΣΥΦΟΣ"])
@example("nothing", [""])
@settings(max_examples=300)
def test_items_are_the_same(story: str, items: list[str]) -> None:
    story = fold(story + "\n").text
    items = [f"{item} {story[:30]}" for item in items]
    of_story = unrelated_links._telling(story)
    plain = [unrelated_links._is_unrelated(item, of_story) for item in items]
    assert unrelated_links._unrelated(story, items) == plain


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("length", [3, 390, 12_000])
def test_findings_on_hostile_pages_are_the_same(kind: str, length: int) -> None:
    text = (HOSTILE[kind] * length)[:length]
    for page in (reading(text), reading("Plain text.", text)):
        assert next(inspect([page])) == plainly(page)


@given(TEXT, TEXT)
@settings(max_examples=200)
def test_findings_are_the_same(body: str, headline: str) -> None:
    page = reading(f"{body} is Veltro Quantending a ", f"Veltro Quant:{headline}")
    assert next(inspect([page])) == plainly(page)


def test_more_names_than_are_looked_at() -> None:
    text = "".join(f"and Veltro{at:x}k Quant the Brambex{at:x}ending " for at in range(2 * fast.MOST))
    plain, compiled = both(text)
    assert found(compiled) == found(plain)


def test_the_text_that_makes_it_worthwhile_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = fast._loaded[:]
    fast._loaded.clear()
    try:
        monkeypatch.setattr(fast, "_scanned", [fast.WORTH_CACHED - 2])
        monkeypatch.setattr(fast, "_in_cache", lambda: True)
        assert fast.loops_for_a_text() is None
        assert fast.loops_for_a_text() is not None
        fast._loaded.clear()
        monkeypatch.setattr(fast, "_scanned", [fast.WORTH_CACHED - 1])
        monkeypatch.setattr(fast, "_in_cache", lambda: False)
        assert fast.loops_for_a_text() is None
        monkeypatch.setattr(fast, "_scanned", [fast.WORTH_COMPILING - 1])
        assert fast.loops_for_a_text() is not None
    finally:
        fast._loaded[:] = loaded


def test_without_numba_the_plain_code_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "_loaded", [])
    monkeypatch.setattr(fast, "find_spec", lambda name: None)
    assert not fast.load()
    assert fast.loops() is None
    assert type(scans.scan("Veltro said.", english())) is scans.Scan
