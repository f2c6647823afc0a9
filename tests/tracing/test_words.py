"""Words with their places: laws that hold in every script."""

import time
from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text import words as words_module
from copydesk.text.shingles import WIDTH, grams, sample, stream_grams
from copydesk.text.words import stream, stream_for_two, words

TEXTS = st.text(max_size=200)


def found(text: str) -> list[str]:
    w = words(text)
    return [text[a:b] for a, b in zip(w.starts, w.ends, strict=True)]


def test_words_stand_where_they_are_said_to() -> None:
    assert found("DES MOINES, Iowa (AP) — It’s 40.") == ["DES", "MOINES", "Iowa", "AP", "It", "s", "40"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("λόγος", "ΛΌΓΟΣ"),
        ("café", normalize("NFD", "café")),
        ("Ｆｕｌｌ", "full"),
        ("oﬃce", "office"),
        ("co\u00adopt", "coopt"),
        ("re\u200bport", "report"),
        ("“It’s”", '"It\'s"'),
    ],
)
def test_what_a_reader_calls_the_same_word_is_one(one: str, other: str) -> None:
    assert words(one).ids.tolist() == words(other).ids.tolist()


@pytest.mark.parametrize(
    ("text", "count"), [("東京で会談", 5), ("สวัสดี", 6), ("ໂລກ", 3), ("日本 AP", 3), ("서울 회담", 2)]
)
def test_scripts_without_spaces_are_taken_sign_by_sign(text: str, count: int) -> None:
    assert len(words(text)) == count


def test_an_accent_written_apart_belongs_to_its_word() -> None:
    text = normalize("NFD", "café now")
    assert found(text) == [normalize("NFD", "café"), "now"]


@given(TEXTS)
def test_places_ascend_and_lie_in_the_text(text: str) -> None:
    w = words(text)
    assert (w.starts < w.ends).all()
    assert (w.ends[:-1] <= w.starts[1:]).all()
    assert len(w) == 0 or (w.starts[0] >= 0 and w.ends[-1] <= len(text))
    assert len(w.ids) == len(w.starts) == len(w.ends)


@given(TEXTS)
def test_a_word_cut_out_is_the_same_word(text: str) -> None:
    w = words(text)
    for i, piece in enumerate(found(text)):
        assert words(piece).ids.tolist() == [w.ids[i]]


@given(st.lists(TEXTS, max_size=6))
def test_a_stream_gives_each_text_its_own_words(texts: list[str]) -> None:
    s = stream(texts)
    for i, text in enumerate(texts):
        assert s.of(i).tolist() == words(text).ids.tolist()


@given(st.lists(st.text(alphabet="abc é中 ", max_size=60), max_size=5), st.sampled_from([1, 2, 8]))
def test_the_stream_s_grams_are_the_texts_grams(texts: list[str], rate: int) -> None:
    s = stream(texts)
    hashes, owners = stream_grams(s, rate)
    for i in range(len(texts)):
        own = s.of(i)
        expected = grams(own) if len(own) >= WIDTH else own[:0]
        assert sample(hashes[owners == i], 1).tolist() == sample(expected, rate).tolist()


def test_what_two_ask_for_is_made_once_and_for_two_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    words_module._left.clear()
    first = stream_for_two(["a ferry", "a bell"])
    assert stream_for_two(["a ferry", "a bell"]) is first
    again = stream_for_two(["a ferry", "a bell"])
    assert again is not first
    assert again.ids.tolist() == stream(["a ferry", "a bell"]).ids.tolist() == first.ids.tolist()
    for others in (["a ferry"], ["a bell", "a ferry"], []):
        assert stream_for_two(others).ids.tolist() == stream(others).ids.tolist()
    monkeypatch.setattr(words_module, "LEFT", 3)
    assert stream_for_two(["a bell"]) is not stream_for_two(["a bell"])
    assert not words_module._left


def test_long_words_differ_in_the_middle() -> None:
    assert words("a" * 12 + "b" + "c" * 9).ids != words("a" * 12 + "d" + "c" * 9).ids


def test_lone_surrogates_and_controls_only_separate() -> None:
    assert found("a\ud800b\x00c") == ["a", "b", "c"]


def test_time_grows_with_the_text() -> None:
    def taken(n: int) -> float:
        text = "wörd " * n
        start = time.process_time()
        words(text)
        return time.process_time() - start

    taken(1000)
    # Twenty times the words; beyond the processor's cache each costs up to four times as much.
    assert taken(400_000) < 150 * max(taken(20_000), 2e-3)
    assert np.unique(words("one " * 100_000).ids).size == 1
