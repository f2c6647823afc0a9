"""Words of names and texts: what is taken as words, and that a score is the same however it is come by."""

import re

from hypothesis import given
from hypothesis import strategies as st

from copydesk.reading.vocabulary import Vocabulary, name_tokens, text_tokens, whole_tokens

NAMES = st.lists(st.text("aABc-_1é", max_size=70), max_size=5).map(" ".join)
TEXTS = st.text("abcΣσİß ’.-1 д", max_size=130)


def test_the_words_of_names() -> None:
    assert whole_tokens("articleText") == ("article", "text", "article_text")
    assert whole_tokens("body") == ("body",)
    assert whole_tokens("x") == ()
    assert name_tokens("body article-body") == ("body", "article", "article_body")


@given(st.text("aABc-_1é", max_size=70))
def test_a_name_is_taken_apart_as_its_pattern_says(name: str) -> None:
    """The short way for plain words is no other way."""
    parts = [p.lower() for p in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name[:60]) if len(p) > 1]
    assert whole_tokens(name) == tuple(parts + ["_".join(parts)] * (len(parts) > 1))


@given(TEXTS)
def test_a_text_is_known_by_its_first_ten_words_and_its_last_three(text: str) -> None:
    """However few characters are looked at first."""
    words = re.findall(r"\w+", text[:100].lower())[:10]
    expected = [*words, "^" + (words[0] if words else text[:1])]
    if words and len(text) > 100:
        expected += re.findall(r"\w+", text[-24:].lower())[-3:]
    assert text_tokens(text) == tuple(dict.fromkeys(expected))


@given(st.lists(NAMES, max_size=6), st.lists(TEXTS, max_size=6))
def test_what_is_remembered_scores_as_what_is_new(names: list[str], texts: list[str]) -> None:
    weights = {"aa": 0.25, "cc": -0.5, "aa_cc": 0.125, "ab": 1.0, "^ab": 2.0, "a": 0.0625}
    vocabulary = Vocabulary(weights, weights)
    for _ in range(2):
        assert vocabulary.score_names(names) == [sum(weights.get(t, 0) for t in name_tokens(n)) for n in names]
        assert vocabulary.score_texts(texts) == [sum(weights.get(w, 0) for w in text_tokens(t)) for t in texts]
