"""How often texts have their words: the same with the kernel and in Python, in any alphabet."""

import re
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text import counting, fast, kernels

#: What a word is, said once more.
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
LETTERS = st.sampled_from("abAB’'_ \n-ßéİ½²٣中ま한ก𝒜😀𠀀\u0301\u200b\ud800")
TEXTS = st.lists(st.text(LETTERS, max_size=30) | st.text(max_size=12), max_size=9)


@pytest.fixture(params=["in Python", "the kernel as it is", "the kernel compiled"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    plain = fast.Kernels(*(getattr(kernels, f.__name__) for f in fast._FUNCTIONS))
    if request.param == "the kernel compiled":
        if find_spec("numba") is None:
            pytest.skip("Numba (the extra `fast`) is not installed")
        from numba import njit

        compiled = {**{f.__name__: f for f in fast._FUNCTIONS}, "count_words": njit(cache=True)(kernels.count_words)}
        plain = fast.Kernels(**compiled)
    monkeypatch.setattr(fast, "_loaded", [] if request.param == "in Python" else [plain])
    monkeypatch.setattr(fast, "_asked", [0])
    monkeypatch.setattr(fast, "SMALL", 0)
    with np.errstate(over="ignore"):
        yield


def held(texts: list[str]) -> list[list[tuple[str, int]]]:
    """Each text's words in their order, with how often it has them."""
    found = counting.counted(texts)
    rows: list[list[tuple[str, int]]] = [[] for _ in texts]
    for number, count, owner in zip(found.numbers, found.counts, found.owners, strict=True):
        rows[owner].append((found.words[number], int(count)))
    assert len(set(found.words)) == len(found.words)
    return rows


@pytest.mark.usefixtures("way")
@given(TEXTS)
def test_each_text_has_its_words_in_the_order_in_which_they_come(texts: list[str]) -> None:
    assert held(texts) == [list(Counter(WORD.findall(text)).items()) for text in texts]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("piece", [1, 40])
def test_pieces_of_any_size_give_the_same(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "PIECE", piece)
    texts = [f"The ferry’s crew no. {i % 3} of Skerrow_Bay met; rock'n'roll was played" for i in range(9)]
    texts[4] += " 𝒜 and 😀"
    assert held(texts) == [list(Counter(WORD.findall(text)).items()) for text in texts]


@pytest.mark.usefixtures("way")
def test_nothing_has_no_words() -> None:
    assert held([]) == []
    assert held(["", "_", " ’' "]) == [[], [], []]


def test_words_of_one_hash_are_told_apart() -> None:
    """With a multiplier of 0 every word of the kernel has the same hash."""
    points = np.array([ord(c) for c in "ab ba ab\n"], dtype=np.uint32)
    letter = np.array([chr(point).isalnum() for point in range(128)])
    none = np.zeros(5, dtype=np.uint64)
    numbers, counts, many, begins, ends = kernels.count_words(
        points, np.array([8]), letter, np.array([39, 39], dtype=np.uint32), none
    )
    assert (numbers.tolist(), counts.tolist(), many.tolist()) == ([0, 1], [2, 1], [2])
    assert (begins.tolist(), ends.tolist()) == ([0, 3], [2, 5])
