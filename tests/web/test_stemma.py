"""Who goes back to whom: shared changes tie copies, nothing else does, and the drawing has each copy once."""

from collections import Counter

from asgi import ask
from fake_desk import store
from hypothesis import given
from hypothesis import strategies as st

from copydesk.record import Field, Role, VariantKind
from copydesk.web import app
from copydesk.web.apparatus import Apparatus, Entry
from copydesk.web.copies import Copy, Likely
from copydesk.web.stemma import descents, stemma
from making import pickup

TELLING = {VariantKind.INJECTED, VariantKind.REPLACED, VariantKind.MOVED, VariantKind.FURNITURE}


def copy(index: int) -> Copy:
    role = Role.ORIGIN if index == 0 else Role.TAMPERED
    return Copy(index, pickup(f"p{index}", role), None, Likely())


def entry(number: int, kind: VariantKind, has: list[int], *, suspected: bool = False) -> Entry:
    return Entry(number, Field.BODY, "paragraph 1", kind, "", "x", "", "", None, sorted(set(has)), None, suspected)


@st.composite
def laid(draw: st.DrawFn) -> tuple[list[Copy], Apparatus]:
    copies = [copy(n) for n in range(draw(st.integers(1, 40)))]
    held = st.lists(st.integers(0, len(copies) - 1), min_size=1, max_size=6)
    told = draw(st.lists(st.tuples(st.sampled_from(VariantKind), held, st.booleans()), max_size=20))
    entries = [entry(n, kind, has, suspected=s) for n, (kind, has, s) in enumerate(told, 1)]
    return copies, Apparatus(entries, [])


@given(laid())
def test_a_descent_is_from_an_earlier_copy_that_has_the_same_changes(given_: tuple[list[Copy], Apparatus]) -> None:
    copies, found = given_
    has = {
        c.index: {e.number for e in found.entries if e.kind in TELLING and not e.suspected and c.index in e.copies}
        for c in copies
    }
    told = {d.child.index: d for d in descents(copies, found)}
    for c in copies:
        shared = [len(has[c.index] & has[i]) for i in range(c.index)]
        if not any(shared):
            assert c.index not in told
            continue
        descent = told[c.index]
        assert descent.parent.index < c.index
        assert set(descent.notes) == has[c.index] & has[descent.parent.index]
        assert len(descent.notes) == max(shared)
        assert descent.certainty == ("likely" if len(descent.notes) >= 3 else "possible")


@given(laid())
def test_the_drawing_has_each_copy_once_and_no_two_in_one_place(given_: tuple[list[Copy], Apparatus]) -> None:
    copies, found = given_
    drawn = stemma(copies, found)
    if drawn is None:
        assert not descents(copies, found)
        return
    indexes = [n.copy.index for n in drawn.nodes]
    assert len(indexes) == len(set(indexes)) <= 24
    assert len(indexes) + len(drawn.straight) + drawn.more == len(copies)
    assert max(Counter((n.x, n.y) for n in drawn.nodes).values()) == 1
    places = {(n.x, n.y) for n in drawn.nodes}
    for node in drawn.nodes:
        assert 0 < node.x < 100
        assert 0 < node.y < drawn.height
        assert (node.up is None) == (node.copy.index == 0)
        if node.up is not None:
            assert node.up in places
            assert node.up[1] < node.y


def test_leaving_out_the_end_ties_nobody() -> None:
    copies = [copy(n) for n in range(4)]
    found = Apparatus([entry(1, VariantKind.DROPPED, [1, 2, 3]), entry(2, VariantKind.ADDED, [1, 2])], [])
    assert stemma(copies, found) is None


def test_the_page_says_in_words_what_it_draws() -> None:
    page = ask(app(store()), "/story/w31r").text
    assert "Who goes back to whom" in page
    assert "2 changes in common with" in page
    assert "4 copies share none" in page
    assert "Who goes back to whom" not in ask(app(store()), "/story/w31r?view=apparatus").text
