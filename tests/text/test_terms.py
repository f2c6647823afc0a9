"""What texts say, as numbers: the same with the kernels and in Python, in any alphabet."""

import re
from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text import fast, kernels, kernels_terms, terms

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]{2,}")
EMPTY = terms.Empty.of("the of and für ĸa".split())  # noqa: SIM905
LETTERS = st.sampled_from("abiesyABS’'_ \n-ßﬁéİıſK½²٣中ま한กǅΣς𝒜😀𠀀\u0301\u200b\ud800")
WORDS = st.sampled_from(
    "The of für FÜR Ferry ferries ferry's Ferries’ bus Buses class is rock’n'roll don't 12 ½ it".split()  # noqa: SIM905
)
TEXTS = st.lists(st.text(LETTERS, max_size=30) | st.text(max_size=12) | st.lists(WORDS).map(" ".join), max_size=9)


@pytest.fixture(params=["in Python", "the kernels as they are", "the kernels compiled"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    ways = {f.__name__: f for f in fast._FUNCTIONS}
    if request.param == "the kernels compiled":
        if find_spec("numba") is None:
            pytest.skip("Numba (the extra `fast`) is not installed")
        from numba import njit

        ways["count_words"] = njit(cache=True)(kernels.count_words)
        ways["word_terms"] = njit(cache=True)(kernels_terms.word_terms)
    monkeypatch.setattr(fast, "_loaded", [] if request.param == "in Python" else [fast.Kernels(**ways)])
    monkeypatch.setattr(fast, "_asked", [0])
    monkeypatch.setattr(fast, "SMALL", 0)
    with np.errstate(over="ignore"):
        yield


def hash_of(term: str) -> int:
    """A term's hash, said once more."""
    hashed = 0xCBF29CE484222325
    for letter in term:
        hashed = (hashed ^ ord(letter)) * 0x9E3779B97F4A7C15 % 2**64
    return hashed ^ hashed >> 32


def said(word: str) -> list[tuple[str, str]]:
    """A word's terms with their forms, said once more."""
    if UNSPACED.search(word):
        return [(word[i : i + 2], word[i : i + 2]) for i in range(len(word) - 1)]
    if (ending := re.search("['’]([^'’]*)$", word)) and ending[1].casefold() in ("s", "t", "re", "ve", "ll", "d"):
        word = word[: ending.start()]
    folded = word.casefold()
    if folded in EMPTY.words or (word.isascii() and len(word) < 3) or all(letter.isdigit() for letter in word):
        return []
    if folded.isascii() and len(folded) > 4:
        folded = folded[:-3] + "y" if folded.endswith("ies") else re.sub("(?<![sui])s$", "", folded)
    return [(folded, word)]


def expected(text: str) -> dict[int, tuple[int, int, str, bool]]:
    """Of each term by its hash: how often, behind how many words first, its form, whether that opens large."""
    places: dict[str, int] = {}
    uses: dict[str, list[tuple[int, str]]] = {}
    for word in WORD.findall(text):
        place = places.setdefault(word, len(places))
        for term, form in said(word):
            uses.setdefault(term, []).append((place, form))
    out = {}
    for term, found in uses.items():
        forms = [form for _, form in sorted(found, key=lambda use: use[0])]
        form = next((f for f in forms if f.islower()), forms[0])
        out[hash_of(term)] = (len(found), min(found)[0], form, form[0].isupper())
    return out


def held(texts: list[str]) -> list[dict[int, tuple[int, int, str, bool]]]:
    rows = []
    for text, found in zip(texts, terms.terms_of(texts, EMPTY), strict=True):
        source = text if found.source is None else found.source
        forms = [source[a:b] for a, b in zip(found.begins, found.ends, strict=True)]
        columns = (one.tolist() for one in (found.counts, found.places, np.array(forms, dtype=object), found.names))
        assert found.hashes.tolist() == sorted(set(found.hashes.tolist()))
        rows.append(dict(zip(found.hashes.tolist(), zip(*columns, strict=True), strict=True)))
    return rows


@pytest.mark.usefixtures("way")
@given(TEXTS)
def test_each_text_has_its_terms(texts: list[str]) -> None:
    assert held(texts) == [expected(text) for text in texts]


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("piece", [1, 40])
def test_pieces_of_any_size_give_the_same(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "PIECE", piece)
    texts = [f"The ferry’s crew no. {i % 3} of Skerrow_Bay met; rock'n'roll was played" for i in range(9)]
    texts[4] += " 𝒜 and 😀"
    assert held(texts) == [expected(text) for text in texts]


@pytest.mark.usefixtures("way")
def test_nothing_has_no_terms() -> None:
    assert held([]) == []
    assert held(["", "_", " ’' ", "the 12 of"]) == [{}, {}, {}, {}]


@pytest.mark.usefixtures("way")
def test_what_is_one_term_and_how_it_is_written() -> None:
    ((count, place, form, name),) = held(["FERRIES of the Ferry's; ferry"])[0].values()
    assert (count, place, form, name) == (3, 0, "ferry", False)
    (german,) = held(["Die Straße, die STRASSE"])
    assert german[hash_of("strasse")] == (2, 1, "Straße", True)


def test_every_letter_folds_as_python_folds_it() -> None:
    letter, kinds, folds = terms._tables()
    for point in np.flatnonzero(letter).tolist():
        sign = chr(point)
        assert "".join(chr(p) for i, p in enumerate(folds[:, point].tolist()) if p or not i) == sign.casefold()
        marks = sign.isdigit(), sign.isupper(), sign.islower(), sign.istitle()
        assert marks == tuple(bool(kinds[point] & bit) for bit in (2, 4, 8, 16))


def test_words_of_one_hash_are_told_apart() -> None:
    """With a multiplier of 0 every word of the kernel has the same hash."""
    points = np.array([ord(c) for c in "ab ba ab\n"], dtype=np.uint32)
    letter = np.array([chr(point).isalnum() for point in range(128)])
    none = np.zeros(5, dtype=np.uint64)
    found = kernels.count_words(points, np.array([8]), letter, np.array([39, 39], dtype=np.uint32), none)
    numbers, counts, firsts, many, begins, ends = (one.tolist() for one in found)
    assert (numbers, counts, firsts, many) == ([0, 1], [2, 1], [0, 3], [2])
    assert (begins, ends) == ([0, 3], [2, 5])


@given(st.lists(st.one_of(st.integers(0, 3), st.integers(0, 2**63 - 1)), max_size=20))
def test_keys_are_put_in_order_as_by_a_stable_sort(keys: list[int]) -> None:
    found = terms.order_of(np.array(keys, dtype=np.int64))
    assert found.tolist() == sorted(range(len(keys)), key=lambda i: keys[i])
