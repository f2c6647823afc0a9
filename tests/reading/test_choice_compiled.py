"""The compiled choice takes the blocks that the plain one takes, whatever the page and the scores."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from copydesk.reading.html import _visible, choose
from copydesk.reading.whole_lists import LEAST, with_whole_lists

pytest.importorskip("numba", reason="the extra `fast` is not installed")

from copydesk.reading import kernels_choice, outline_compiled

pieces = st.sampled_from(
    ["<ul>", "</ul>", "<ol>", "</ol>", "<li>", "<dl><dd>", "<p>", "<p hidden>", "<div hidden>", "</div>", "<ul hidden>",
     "tie the boat up", "drop the anchor at the bow of the boat, said the mate", "x", "go home"]
)  # fmt: skip
pages = st.lists(pieces, max_size=50).map("".join)
scores = st.one_of(st.sampled_from([0.0, 0.01, LEAST, 0.5, 0.9, 1.0]), st.floats(0, 1, width=32))


@given(pages, st.lists(scores, min_size=1, max_size=20))
@example("<p>a<p>b", [0.0])
@example("<p hidden>drop the anchor<ul><li hidden>x<li>tie</ul>", [0.9])
@example("<ul><li>a<ul><li>b<li>c</ul><li>d</ul>", [0.9, 0.1])
@settings(max_examples=400)
def test_it_takes_the_same(html: str, told: list[float]) -> None:
    page = outline_compiled.outline(LexborHTMLParser("<body>" + html))
    if not page.texts or page.tables is None:
        return
    score = np.resize(np.array(told, dtype=np.float32), len(page.texts))
    size = np.array([len(text) for text in page.texts], dtype=np.float32)
    plain = with_whole_lists(page, _visible(page, choose(score, size), size), score, size)
    compiled = kernels_choice.choose(score, page.tables.blocks, page.tables.elements)
    assert compiled.tolist() == np.flatnonzero(plain).tolist()
