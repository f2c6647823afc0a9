"""Ways that are faster for plain text say the same as the plain ways do."""

from hypothesis import given
from hypothesis import strategies as st

from copydesk.inspection import hidden_text, unrelated_links
from copydesk.text.folding import _ALIKES, _MIXED, _mixes, fold, unusual

LETTERS = st.sampled_from("aBzéßİıKΣς’“”—_5²ªǅЖо漢 \n\u200b\u2060\ufeff\u00ad\u0301")
TEXT = st.one_of(st.text(max_size=60), st.lists(LETTERS, max_size=60).map("".join))


@given(TEXT)
def test_lower_case_letter_by_letter(text: str) -> None:
    folded = fold(text)
    assert folded.lower == folded.text.lower()


@given(TEXT)
def test_words_of_plain_text(text: str) -> None:
    assert unrelated_links._words(text) == unrelated_links._WORD.findall(text)


@given(TEXT)
def test_signs_inside_words(text: str) -> None:
    found = [match.span() for match in hidden_text._inside(text, unusual(text))]
    assert found == [match.span() for match in hidden_text._INSIDE.finditer(text)]


@given(
    st.one_of(
        TEXT,
        st.text("aоа\u200bЖ ", max_size=120),
        st.lists(st.sampled_from(("a", "о", "\u200b" * 31, " ")), max_size=20).map("".join),
    )
)
def test_look_alikes_beside_latin_letters(text: str) -> None:
    found = [match.span() for match in _mixes(text, unusual(text) & _ALIKES)]
    assert found == [match.span() for match in _MIXED.finditer(text)]
