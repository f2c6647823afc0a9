"""Time grows with the length of what a page holds, and no faster, whatever it holds."""

from itertools import pairwise
from time import process_time

import pytest

from copydesk.inspection import inspect
from copydesk.record import Article, Furniture, Reading, Recommended
from copydesk.text.folding import fold, mixed_words

#: Code points of the shortest text. Twice the length may take 2.4 times as long, as linear work with noise does.
LENGTH = 12_000
RATIO = 2.4

HOSTILE = {
    "spaces": " ",
    "capitals": "A ",
    "one capital word": "A",
    "runs of names": "Ab Cd ",
    "camel": "aB",
    "names of connectors": "Ab de ",
    "name and lower": "is Veltro Quant a ",
    "glued": "Veltroending ",
    "unlike tokens": "Xqaending Yqbending Zqcending Wqdending ",
    "commas": "a,B ",
    "versions": "5.0ab ",
    "digits": "1234.5",
    "separators": "A:b|c -d--",
    "brackets": '[[a:1 (“"',
    "marks": "e\u0301\u0301\u0301",
    "zero-width": "a\u200b",
    "look-alikes": "aо",
    "no latin": "оа",
    "ligatures": "ﬁ",
    "wide": "漢字a",
    "quotes": "“A” ",
    "days": "Monday, Jan. 15, 2024 ",
    "wrong articles": " a end an dog",
    "bent": "white home joined states ",
    "lines": "Read more: ",
    "line breaks": "a\n",
    "the name": "Veltro Quant",
    "possessives": "A’s’s",
    "hyphens": "A-b-",
}


def reading(text: str, headline: str = "Veltro Quant:Ferry workers end their strike") -> Reading:
    paragraphs = tuple(text[at : at + 390] for at in range(0, len(text), 390))
    return Reading(
        article=Article(
            name="x",
            url="https://a.example/html/" + text[:2000],
            headline=headline,
            source="Veltro Quant",
            byline=(text[:60].replace(",", "") or "x",),
            published="2025-06-01",
            language="en",
            paragraphs=(*paragraphs, text),
            recommended=(Recommended(text[:2000] or "x", text[:2000]),),
        ),
        furniture=Furniture(above=(text,), below=(text,), hidden=(text,), site_name=text[:2000]),
    )


def cost(page: Reading) -> float:
    best = float("inf")
    for _ in range(3):
        started = process_time()
        list(inspect([page]))
        best = min(best, process_time() - started)
    return best


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("place", ["body", "headline"])
def test_linear(kind: str, place: str) -> None:
    pages = []
    for length in (LENGTH, 2 * LENGTH, 4 * LENGTH):
        text = (HOSTILE[kind] * length)[:length]
        pages.append(reading(text) if place == "body" else reading("Plain text.", text))
    ratios = []
    for _ in range(4):  # a busy machine makes one measure in many too long, never too short
        times = [cost(page) for page in pages]
        ratios = [after / max(before, 0.002) for before, after in pairwise(times)]
        if max(ratios) < RATIO:
            return
    pytest.fail(f"{kind} in the {place}: twice the length took {ratios} times as long")


@pytest.mark.parametrize("piece", ["aо", "a\u200b", "e\u0301", "оа", "ﬁ", "aо\u200bо"])
def test_a_megabyte_folds_in_a_moment(piece: str) -> None:
    text = (piece * 1_000_000)[:1_000_000]
    started = process_time()
    fold(text)
    mixed_words(text)
    assert process_time() - started < 30  # some 2 s on a free machine; quadratic work would take hours
