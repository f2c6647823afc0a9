"""What the page's head confirms of its texts is what a plain search finds."""

from random import Random

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.reading.features import Hints, are_titles, confirmed, described, fold

WORDS = ["Ferry", "the ferry", "PIER", "a", "ß", "Straße", "İ", "島", "Ines Maro said.", "ſo", "1961", "😀", "—"]
texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20).map(" ".join), min_size=1, max_size=12)


@given(texts, st.randoms(use_true_random=False))
@example(["the ferry " * 9] * 3 + ["a", "the", "the f"], None)
def test_the_head_confirms_what_a_search_finds(texts: list[str], random: Random | None) -> None:
    order = texts[:] if random is None else sorted(texts, key=lambda _: random.random())
    hints = Hints(description=texts[0] + " and more", witness="\n".join(order[::2]) * 3)
    opening, witness = fold(hints.description)[:40], fold(hints.witness)
    opens = [b for b, t in enumerate(texts) if len(t) > 30 and t[:80].casefold()[:40] == opening]
    assert described(texts, hints) == (opens if len(opening) > 30 else [])
    firsts = np.array([ord(t[0]) if len(t) > 30 else 0 for t in texts], dtype=np.uint32)
    assert described(texts, hints, firsts) == described(texts, hints)
    held = [b for b, t in enumerate(texts) if t[:60].casefold()[:50] in witness]
    assert confirmed(texts, hints) == (held if len(witness) > 200 else None)


@given(texts)
def test_headings_that_stand_in_a_title_are_titles(texts: list[str]) -> None:
    hints = Hints(titles=(texts[0] + " | The Velden Post", "", texts[-1].upper()))
    folded = [fold(title) for title in hints.titles if title]
    mine = [b for b, t in enumerate(texts) if len(t.casefold()) > 8 and any(t.casefold() in title for title in folded)]
    assert are_titles(texts, range(len(texts)), hints) == mine
