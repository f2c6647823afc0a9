import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text.sentences import sentences, teaser


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. It stopped.", ["It rained.", "It stopped."]),
        ("Mr. Tann met Dr. Okafor on Jan. 4. They talked.", ["Mr. Tann met Dr. Okafor on Jan. 4.", "They talked."]),
        ("She lives in the U.S. The rest do not.", ["She lives in the U.S.", "The rest do not."]),
        ("The U.S. Senate met. It left.", ["The U.S. Senate met.", "It left."]),
        ("J. R. Lorne said “No.” He left.", ["J. R. Lorne said “No.”", "He left."]),
        ("The answer is no. He left.", ["The answer is no.", "He left."]),
        ("It cost 3.5 million. Why? Because!", ["It cost 3.5 million.", "Why?", "Because!"]),
        ("Am 3. Mai kam sie z.B. nach Wien. Dann ging sie.", ["Am 3. Mai kam sie z.B. nach Wien.", "Dann ging sie."]),
        ("В 2020 г. он приехал. Она уехала.", ["В 2020 г. он приехал.", "Она уехала."]),
        ("雨が降った。「止んだ。」と言った。", ["雨が降った。", "「止んだ。」", "と言った。"]),
        ("वह आया। वह गया।", ["वह आया।", "वह गया।"]),
        ("One line\nand another", ["One line", "and another"]),
        ("", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@given(st.text(alphabet='ab .!?。\n"”U.S', max_size=200))
def test_sentences_hold_all_that_is_not_space(text: str) -> None:
    found = sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())
    assert all(a < b for a, b in found)
    assert all(b <= c for (_, b), (c, _) in pairwise(found))


PARAGRAPHS = [
    "The pier was lit by hand on Sunday. It was the first time in eleven years.",
    "The city plans to repeat it.",
]


def test_a_teaser_ends_where_a_sentence_does() -> None:
    assert teaser(PARAGRAPHS, 60) == "The pier was lit by hand on Sunday."
    assert teaser(PARAGRAPHS, 90) == PARAGRAPHS[0]
    assert teaser(PARAGRAPHS, 20) == "The pier was lit…"
    assert teaser([], 100) == ""


@given(st.lists(st.text(max_size=80), max_size=4), st.integers(2, 200))
def test_a_teaser_keeps_to_its_limit(paragraphs: list[str], limit: int) -> None:
    assert len(teaser(paragraphs, limit)) <= limit


def test_time_grows_with_the_text() -> None:
    for piece in (". ", "U.S. ", "a" * 30 + ". ", '."', "…", "\u3002"):
        began = time.process_time()
        sentences(piece * 20_000)
        assert time.process_time() - began < 2, piece
