"""A copy laid on its story: laws of places, rows and the apparatus."""

import time
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from invented import ALL, WEIR

from copydesk.record import Article, Field, Finding, Span, Variant, VariantKind
from copydesk.record.finding import Check
from copydesk.web.apparatus import MOST, Laid, apparatus
from copydesk.web.collation import Filed, Place, body_places, squeeze
from copydesk.web.copies import copies
from copydesk.web.rows import Row, noted, rows
from copydesk.web.sigla import index_of, siglum
from copydesk.web.story_page import lay

WRITTEN, LEFT_OUT, ADDED, REPLACED = (
    VariantKind.INJECTED,
    VariantKind.DROPPED,
    VariantKind.ADDED,
    VariantKind.REPLACED,
)

WORDS = st.sampled_from(
    ["the", "weir", "gate", "of", "40", "a", "tonnes,", "lifts.", "“Once,”", "Ğül", "день", "şu", "水", "it’s", "İki"]
)
PARAGRAPH = st.lists(WORDS, min_size=3, max_size=14).map(" ".join)
BODY = st.lists(PARAGRAPH, min_size=1, max_size=5).map("\n\n".join)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str, list[Variant]]:
    """A filed body, a copy of it, and the variants between them, word by word."""
    filed = draw(BODY)
    found, variants = "", []
    for i, word in enumerate(filed.split(" ")):
        lead = " " if i else ""
        kind = draw(st.sampled_from([None, None, None, None, WRITTEN, LEFT_OUT, REPLACED, ADDED]))
        if kind in (None, LEFT_OUT, REPLACED) and "\n\n" in word:
            kind = None
        new = draw(WORDS) + " brand"
        if kind is None:
            found += lead + word
            continue
        reading = "" if kind in (WRITTEN, ADDED) else word
        text = "" if kind is LEFT_OUT else new
        found += lead
        variants.append(Variant(Span(len(found), len(found) + len(text)), text, reading, kind))
        found += text + (word if kind in (WRITTEN, ADDED) else "")
    return filed, found, variants


@given(edited())
@settings(max_examples=60, deadline=None)
def test_every_place_lies_on_what_the_story_has_there(case: tuple[str, str, list[Variant]]) -> None:
    filed_text, found, variants = case
    filed = Filed(filed_text)
    article = Article(name="p", paragraphs=tuple(found.split("\n\n")))
    places = body_places(article, [], variants, filed)
    assert len(places) == len(variants)
    for place in places:
        assert found[place.start : place.end] == place.text
        assert place.filed is not None
        assert squeeze(filed_text[slice(*place.filed)]) == squeeze(place.reading)


@given(edited())
@settings(max_examples=60, deadline=None)
def test_rows_hold_the_whole_copy_and_the_whole_story_in_order(case: tuple[str, str, list[Variant]]) -> None:
    filed_text, found, variants = case
    filed = Filed(filed_text)
    article = Article(name="p", paragraphs=tuple(found.split("\n\n")))
    places = body_places(article, [], variants, filed)
    told = rows(found, places, list(range(len(places))), filed)
    assert squeeze(_found(told)) == squeeze(found)
    beside = ["".join(p.text for p in pieces) for row in told for pieces in row.filed]
    assert beside == filed_text.split("\n\n")


def _found(told: list[Row]) -> str:
    return "".join(p.text for row in told for p in row.found if p.kind != "dropped")


@given(BODY, st.lists(st.tuples(st.integers(0, 200), st.integers(1, 9)), max_size=8))
@settings(deadline=None)
def test_note_numbers_change_nothing_of_the_text(body: str, notes: list[tuple[int, int]]) -> None:
    inside = sorted((min(o, len(body)), n) for o, n in notes)
    told = [noted(body, start, end, inside) for start, end in Filed(body).paragraphs()]
    assert ["".join(p.text for p in pieces) for pieces in told] == body.split("\n\n")


@given(st.integers(0, 18_000))
def test_sigla_lead_back(index: int) -> None:
    assert index_of(siglum(index)) == index


def test_sigla_are_nothing_else() -> None:
    assert [siglum(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    for text in ("", "a", "A1", "ABCD", "É", "А", "A ", "<b>"):
        assert index_of(text) is None


@given(st.text(max_size=80))
def test_squeezing_keeps_letters_and_digits_one_for_one(text: str) -> None:
    assert len(squeeze(text)) == sum(c.isalnum() for c in text.replace("İ", "I").lower())
    filed = Filed(text)
    assert filed.squeezed == squeeze(text)
    for n in range(len(filed.squeezed)):
        assert filed.text[filed.offset(n)].isalnum()
        assert filed.count(filed.offset(n)) == n


def test_variants_that_do_not_fit_are_shown_in_the_copy_only_and_break_nothing() -> None:
    filed = Filed("One two three.\n\nFour five six seven eight nine ten eleven twelve.")
    article = Article(name="p", paragraphs=("One 2 three.", "Four five six seven eight nine ten eleven 12."))
    broken = [
        Variant(Span(4, 5), "2", "something else altogether", REPLACED),
        Variant(Span(50, 52), "12", "twelve", REPLACED),
        Variant(Span(900, 990), "beyond", "", WRITTEN),
        Variant(Span(5, 4), "", "", LEFT_OUT),
    ]
    places = body_places(article, [], broken, filed)
    assert places[0].filed is None
    told = rows(article.body, places, [None] * len(places), filed)
    assert squeeze(_found(told)) == squeeze(article.body)
    assert sum(len(r.filed) for r in told) == 2


def test_of_two_places_that_overlap_the_earlier_stands() -> None:
    article = Article(name="p", paragraphs=("A brand here stands.",))
    both = [Variant(Span(2, 7), "brand", "", WRITTEN), Variant(Span(5, 12), "nd here", "", WRITTEN)]
    assert [p.text for p in body_places(article, [], both, Filed("A here stands."))] == ["brand"]


def test_a_suspicion_is_marked_but_stays_in_the_text() -> None:
    article = Article(name="p", paragraphs=("The Kelmar bank closed its doors on Monday.",))
    doubt = Finding(
        check=Check.INJECTED_TEXT, field=Field.BODY, span=Span(4, 10), text="Kelmar", confidence=0.4, message="perhaps"
    )
    filed = Filed(article.body)
    (place,) = body_places(article, [doubt], [], filed)
    assert place.suspected
    assert filed.text[slice(*place.filed or (0, 0))] == "Kelmar"
    assert [p.kind for p in rows(article.body, [place], [1], filed)[0].found] == ["same", "suspected", "same"]


def test_entries_stand_in_the_order_of_the_text_and_name_all_their_copies() -> None:
    told = lay(WEIR.story, copies(WEIR.story, WEIR.checked))
    entries = told.apparatus.entries
    assert [e.number for e in entries] == list(range(1, len(entries) + 1))
    spots = [(e.field is not Field.HEADLINE, e.note_at) for e in entries]
    assert spots == sorted(spots, key=lambda s: (s[0], s[1] or 0))
    brand = [e for e in entries if e.field is Field.BODY and e.reading == "LUMERA Exchange"]
    assert [e.copies for e in brand] == [[2, 5]]
    assert brand[0].lemma == "closed"
    assert brand[0].glued_after == "closed"
    for laid, numbers in zip(told.laid, told.apparatus.numbers, strict=True):
        assert len(numbers) == len(laid.places)
        assert all(n is not None for n in numbers)


def test_every_invented_copy_lies_on_its_story() -> None:
    for one in ALL:
        told = lay(one.story, copies(one.story, one.checked))
        for laid in told.laid:
            assert all(p.filed is not None for p in laid.places if p.field is Field.BODY)


def test_a_very_long_apparatus_is_cut_and_says_so() -> None:
    text = " ".join(f"w{n}" for n in range(MOST + 50))
    filed = Filed(text)
    places = [Place(Field.BODY, REPLACED, 0, 2, f"x{n}", f"w{n}", (n * 3, n * 3 + 2)) for n in range(MOST + 50)]
    made = apparatus([Laid("", text, places)], Filed(""), filed)
    assert len(made.entries) == MOST
    assert made.more == 50


def test_laying_a_copy_on_its_story_grows_no_faster_than_the_text() -> None:
    def cost(n: int, make: Callable[[int], str]) -> float:
        filed_text = make(n)
        words = filed_text.split(" ")
        found, variants = "", []
        for i, word in enumerate(words):
            if i % 7 == 3:
                variants.append(Variant(Span(len(found), len(found) + 5), "brand", "", WRITTEN))
                found += "brand "
            found += word + " "
        article = Article(name="p", paragraphs=(found,))
        filed = Filed(filed_text)
        start = time.process_time()
        places = body_places(article, [], variants, filed)
        made = apparatus([Laid("", article.body, places)], Filed(""), filed)
        rows(article.body, places, made.numbers[0], filed)
        return time.process_time() - start

    for make in (lambda n: "ab " * n + "c", lambda n: " ".join(f"w{i}" for i in range(n)), lambda n: ". " * n + "x"):
        small = min(cost(2_000, make) for _ in range(3))
        large = min(cost(8_000, make) for _ in range(3))
        # Four times the text may take four times as long; sixteen times would be quadratic.
        assert large < max(0.05, small * 11)


def entries_of(filed: str, found: str, *variants: Variant) -> list[tuple[str, str]]:
    """The apparatus of one copy: what the story has, what the copy has with what it is glued to."""
    article = Article(name="p", paragraphs=tuple(found.split("\n\n")))
    places = body_places(article, [], variants, Filed(filed))
    made = apparatus([Laid("", found, places)], Filed(""), Filed(filed))
    return [(e.lemma, e.glued_before + e.reading + e.glued_after) for e in made.entries]


def variant(found: str, text: str, reading: str, kind: VariantKind) -> Variant:
    start = found.index(text)
    return Variant(Span(start, start + len(text)), text, reading, kind)


def test_other_signs_and_capitals_are_no_difference() -> None:
    filed, found = "The “old” weir — SHUT.", 'The "old" weir - shut.'
    changed = [variant(found, text, reading, REPLACED) for text, reading in (("-", "—"), ("shut", "SHUT"))]
    assert entries_of(filed, found, *changed) == []


def test_what_was_written_in_with_its_space_is_not_shown_glued() -> None:
    found = "It said that it would. BrandThe weir is shut."
    assert entries_of(
        "It said it would. The weir is shut.",
        found,
        variant(found, "that ", "", ADDED),
        variant(found, "Brand", "", WRITTEN),
    ) == [("it", "that it"), ("The", "BrandThe")]


def test_a_paragraph_with_its_break_stands_beside_no_word() -> None:
    found = "The weir is shut.\n\nSponsor message\n\nThe ferry waits."
    line = variant(found, "Sponsor message\n\n", "", VariantKind.FURNITURE)
    assert entries_of("The weir is shut.\n\nThe ferry waits.", found, line) == [("", "Sponsor message")]


def test_a_replaced_place_is_shown_with_its_marks_on_both_sides() -> None:
    found = "It lifts (8) tonnes."
    assert entries_of("It lifts [eight] tonnes.", found, variant(found, "(8)", "[eight]", REPLACED)) == [
        ("[eight]", "(8)")
    ]
