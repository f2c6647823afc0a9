"""Laws of the words: spans, repairs, accounts."""

from hypothesis import given
from hypothesis import strategies as st

from copydesk.record import (
    Account,
    Article,
    Check,
    Dateline,
    Field,
    Finding,
    Outcome,
    Recommended,
    Refusal,
    RefusalCode,
    Span,
    accusing,
    field_text,
    restore,
)

words = st.text(alphabet="ab İß字\u200b .,", min_size=0, max_size=40)
articles = st.builds(
    Article,
    name=st.just("page"),
    headline=st.none() | words,
    source=st.none() | words,
    paragraphs=st.lists(st.text(alphabet="ab İß字.", min_size=1, max_size=30), max_size=4).map(tuple),
    recommended=st.lists(st.builds(Recommended, headline=st.text("xyz", min_size=1, max_size=9)), max_size=3).map(
        tuple
    ),
)


def finding(field: Field, span: Span | None, text: str, repair: str | None, confidence: float = 0.9) -> Finding:
    return Finding(
        check=Check.INJECTED_TEXT,
        field=field,
        span=span,
        text=text,
        repair=repair,
        confidence=confidence,
        message="A test's finding.",
    )


@st.composite
def articles_with_findings(draw: st.DrawFn) -> tuple[Article, list[Finding]]:
    article = draw(articles)
    found = []
    for field in (Field.HEADLINE, Field.BODY, Field.SOURCE):
        text = field_text(article, field)
        for _ in range(draw(st.integers(0, 3))):
            start = draw(st.integers(0, len(text)))
            end = draw(st.integers(start, len(text)))
            repair = draw(st.none() | st.text("qr", max_size=3))
            found.append(finding(field, Span(start, end), text[start:end], repair, draw(st.floats(0, 1))))
    return article, found


@given(articles_with_findings())
def test_restoring_leaves_alone_what_no_accusing_repair_covers(drawn: tuple[Article, list[Finding]]) -> None:
    article, found = drawn
    restored = restore(article, found)
    touched = {f.field for f in accusing(found) if f.repair is not None}
    for field in (Field.HEADLINE, Field.SOURCE, Field.BYLINE):
        if field not in touched:
            assert field_text(restored, field) == field_text(article, field)
    if not touched:
        assert restored is article


@given(articles_with_findings())
def test_suspicions_are_never_applied(drawn: tuple[Article, list[Finding]]) -> None:
    article, found = drawn
    suspicions = [f for f in found if not f.accuses]
    assert restore(article, suspicions) is article


@given(articles_with_findings())
def test_restoring_does_not_depend_on_the_order_of_findings(drawn: tuple[Article, list[Finding]]) -> None:
    article, found = drawn
    distinct = {(f.field, f.span): f for f in found if f.span and f.span.start < f.span.end}
    ordered = list(distinct.values())
    assert restore(article, ordered) == restore(article, ordered[::-1])


def test_one_repair_takes_out_exactly_its_span() -> None:
    article = Article(
        name="p", headline="VORLIN Desk:Ferry runs", paragraphs=("The ferry is VORLIN Deskrunning.", "Two.")
    )
    body = article.body
    start = body.index("VORLIN Desk")
    found = [
        finding(Field.HEADLINE, Span(0, 12), "VORLIN Desk:", ""),
        finding(Field.BODY, Span(start, start + 11), "VORLIN Desk", ""),
    ]
    restored = restore(article, found)
    assert restored.headline == "Ferry runs"
    assert restored.paragraphs == ("The ferry is running.", "Two.")


def test_a_place_that_was_written_into_is_put_right_with_the_body() -> None:
    article = Article(
        name="p", dateline=Dateline("DURROCK,VORLIN Costrel", "AP"), paragraphs=("DURROCK,VORLIN Costrel (AP) — Snow.",)
    )
    restored = restore(article, [finding(Field.BODY, Span(8, 14), "VORLIN", "")])
    assert restored.dateline == Dateline("DURROCK, Costrel", "AP")
    assert restored.paragraphs == ("DURROCK, Costrel (AP) — Snow.",)


def test_a_place_loses_the_comma_that_stood_before_what_was_written_in() -> None:
    article = Article(
        name="p", dateline=Dateline("DURROCK,VORLIN", "AP"), paragraphs=("DURROCK,VORLIN Dec 18 (AP) — Snow.",)
    )
    restored = restore(article, [finding(Field.BODY, Span(8, 14), "VORLIN", "")])
    assert restored.dateline == Dateline("DURROCK", "AP")
    assert restored.paragraphs == ("DURROCK, Dec 18 (AP) — Snow.",)


def test_the_surer_of_two_overlapping_repairs_stands() -> None:
    article = Article(name="p", headline="abcdef")
    sure = finding(Field.HEADLINE, Span(1, 3), "bc", "", 0.99)
    less = finding(Field.HEADLINE, Span(2, 5), "cde", "", 0.6)
    assert restore(article, [less, sure]).headline == "adef"


def test_a_paragraph_that_is_taken_out_whole_is_gone() -> None:
    article = Article(name="p", paragraphs=("One.", "Sponsor", "Two."))
    start = article.body.index("Sponsor")
    assert restore(article, [finding(Field.BODY, Span(start, start + 7), "Sponsor", "")]).paragraphs == ("One.", "Two.")


def test_recommended_items_go_one_by_one() -> None:
    article = Article(name="p", recommended=(Recommended("First"), Recommended("Second"), Recommended("Third")))
    text = field_text(article, Field.RECOMMENDED)
    start = text.index("Second")
    restored = restore(article, [finding(Field.RECOMMENDED, Span(start, start + 6), "Second", "")])
    assert [item.headline for item in restored.recommended] == ["First", "Third"]


def test_a_source_repaired_to_nothing_is_not_known() -> None:
    article = Article(name="p", source="VORLIN 5.0")
    assert restore(article, [finding(Field.SOURCE, Span(0, 10), "VORLIN 5.0", "")]).source is None


@given(st.lists(st.sampled_from(list(RefusalCode))), st.integers(0, 9), st.integers(0, 9))
def test_the_four_ends_sum_to_the_inputs(codes: list[RefusalCode], stored: int, unchanged: int) -> None:
    account = Account(stored=stored, unchanged=unchanged)
    for code in codes:
        account.refuse(Refusal(page="p", code=code, reason="why"))
    assert account.inputs == stored + unchanged + len(codes)
    assert len(account.refusals) == len(codes)
    quarantined = sum(r.outcome is Outcome.QUARANTINED for r in account.refusals)
    assert sum(account.quarantined.values()) == quarantined
