"""Folding: what a reader cannot see does not change what is found, and the map leads back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text.folding import GROWING, fold, mixed_words

TRICKY = st.text(
    max_size=12, alphabet=st.sampled_from("aeoİıß \u200b\u00ad\u0301\u0327\ufeffаеорſＡﬁﬃ𝐀①™\u00a0ẞ—’漢한\u0915\u094d")
)


@given(st.one_of(st.text(), TRICKY))
def test_the_map_covers_the_text_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.lower) == len(folded.text)
    if folded.pieces is None:
        assert folded.text == text
    spans = [folded.found(at, at + 1) for at in range(len(folded.text))]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    if spans:
        assert folded.found(0, len(folded.text)) == (spans[0].start, len(text))


@given(TRICKY, st.sampled_from(["\u200b", "\u00ad", "\ufeff", "\u2060"]))
def test_what_is_invisible_makes_no_difference(text: str, invisible: str) -> None:
    assert fold(invisible.join(text)).text == fold("".join(text)).text or "\u0301" in text or "\u0327" in text
    assert invisible not in fold(text + invisible).text


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        ("Veltro", "Vel\u200btro"),
        ("Veltro", "V\u00ade\u00adltro"),
        ("Veltro", "Vеltrо"),  # Cyrillic е and о
        ("Veltro", "Ｖｅｌｔｒｏ"),
        ("Veltro", "𝐕𝐞𝐥𝐭𝐫𝐨"),
        ("café", unicodedata.normalize("NFD", "café")),
        ("final", "ﬁnal"),
        ("a b", "a\u00a0b"),
    ],
)
def test_reads_as_a_reader_reads(shown: str, written: str) -> None:
    folded = fold(f"x {written} y")
    assert folded.text == f"x {shown} y"
    assert folded.found(2, 2 + len(shown)) == (2, 2 + len(written))


def test_other_alphabets_stay_what_they_are() -> None:
    for text in ("Москва и Серпухов", "Ανάλυση του", "हिन्दी", "漢字です", "Çağlayan"):
        assert fold(text).text == text
        assert mixed_words(text) == []


def test_only_one_letter_grows_in_lower_case() -> None:
    growing = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000 and len(chr(c).lower()) != 1]
    assert growing == list(GROWING)
