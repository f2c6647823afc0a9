"""Ways that are faster for plain text say the same as the plain ways do."""

import re
from urllib.parse import urlsplit

from hypothesis import given
from hypothesis import strategies as st

from copydesk.inspection import hidden_text, unrelated_links
from copydesk.inspection.occurrences import occurrences
from copydesk.inspection.web_address import host_and_path
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


ADDRESS_PIECES = st.sampled_from(
    [
        "http://",
        "https://",
        "HTTP://",
        "a.example",
        "A.b",
        "@",
        ":80",
        "[",
        "]",
        "::1",
        "/",
        "/html/1.html",
        ";p",
        "?q=1",
        "#f",
    ]
)


@given(
    st.one_of(st.text(max_size=20), st.lists(st.one_of(ADDRESS_PIECES, st.text(max_size=2)), max_size=6).map("".join))
)
def test_hosts_and_paths(url: str) -> None:
    try:
        parts = urlsplit(url)
        expected = parts.hostname or "", parts.path
    except ValueError:
        expected = "", ""
    assert host_and_path(url) == expected


@given(
    st.lists(st.sampled_from(["a", "ab", " ", "  ", "b", "x.", "\n", "aa"]), max_size=30).map("".join),
    st.lists(st.sampled_from(["a", "ab", "b", "x.", "aa"]), min_size=1, max_size=3).map(" ".join),
)
def test_names_of_several_words_split_over_links(lower: str, name: str) -> None:
    pattern = re.compile(" {0,2}".join(map(re.escape, name.split(" "))))
    expected = [match.span() for match in pattern.finditer(lower)]
    assert [(at.start, at.end) for at in occurrences(lower, name)] == expected[:32]
