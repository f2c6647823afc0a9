"""Readings and passages chosen by evidence: an outlet's edits, a spinner's, what copies have alike."""

from collections.abc import Callable, Sequence
from time import process_time

import pytest

from copydesk.record import Article, Check, Checked, Cluster, Field, Finding, Role, Span, Story
from copydesk.record import restore as repaired
from copydesk.restoration import restore_story
from copydesk.restoration.cohesion import doubtful, foreign

STORY = (
    "The only car ferry to the island of Skerrow is going back into service on Tuesday, nineteen months after a "
    "cracked propeller shaft left it in dock at the Halvick shipyard.",
    "Eight farmers had carried their sheep over by hand, Mayor Agnes Thorley said in a speech on the pier, and 300 "
    "tons of potatoes were ploughed in because nobody would fetch them.",
    "The transport ministry paid 8.1 million florins for the shaft, which was cast in Halvick and is four metres "
    "longer than the one it replaces. Mayor Thorley called the price an insult to the island.",
    "Sailings will run twice a day until the end of October, with a third on Saturdays. Fares are frozen for a year, "
    "the ferry company said.",
)
CAPTION = "The pier at Skerrow on Tuesday. Photo: Nils Brandt"
ELSEWHERE = (
    "Parliament voted on Wednesday against a second reading of the calendar bill, which would have abolished summer "
    "time, after conservative deputies from the northern provinces withdrew support for Premier Oskar Lindqvist."
)
#: Of the same islands, but of another matter.
DOUBTFUL = (
    "Halvick shipyard workers, whose wages were frozen earlier, threatened further strikes before winter unless "
    "management agreed to negotiate pensions, holidays and overtime with their representatives."
)
HEADLINE = "Skerrow ferry sails again after nineteen months"
SPINNING = {
    "going back": "returning", "after": "following", "said": "stated", "in a speech": "within an address",
    "because": "on account of the fact that", "paid": "remunerated", "longer": "lengthier", "called": "designated",
    "until": "up to", "the end": "the termination", "year": "twelvemonth", "company": "enterprise",
}  # fmt: skip


def page(
    name: str,
    paragraphs: Sequence[str] = STORY,
    *,
    published: str | None = "2025-10-21T12:00:00+00:00",
    headline: str = HEADLINE,
    findings: Sequence[Finding] = (),
    farm: bool = False,
) -> Checked:
    article = Article(
        name=name,
        url=f"https://{name}.example/ferry",
        site=f"{name}.example",
        headline=headline,
        published=published,
        paragraphs=tuple(paragraphs),
        agency="AP",
    )
    if farm:
        findings = (
            *findings,
            Finding(check=Check.FARM_LAYOUT, field=Field.LAYOUT, confidence=0.9, message="known layout"),
        )
    return Checked(article=article, findings=tuple(findings), restored=repaired(article, findings))


def told(*members: Checked) -> Story:
    return restore_story(Cluster(members=members))


def spun(paragraphs: Sequence[str] = STORY) -> tuple[str, ...]:
    out = []
    for text in paragraphs:
        for plain, other in SPINNING.items():
            text = text.replace(f" {plain} ", f" {other} ").replace(f" {plain},", f" {other},")
        out.append(text)
    return tuple(out)


def restyled(change: tuple[str, str]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """An outlet's change of one wording."""
    return lambda paragraphs: tuple(p.replace(*change) for p in paragraphs)


@pytest.mark.parametrize("farms", [0, 3])
def test_a_last_paragraph_cut_off_by_the_first_outlet_comes_back_from_the_second(farms: int) -> None:
    first = page("courier", STORY[:3], published="2025-10-21T08:00:00+00:00")
    copies = [page(f"farm{i}", STORY[:3], farm=True, published="2026-01-01") for i in range(farms)]
    assert told(first, page("herald"), *copies).paragraphs == STORY


def test_a_closing_sentence_is_no_line_of_furniture() -> None:
    # Its stop ends the text: with nothing behind it, it was taken for an unfinished line.
    last = "Sailings will run twice a day, the ferry company said, until the very last day of the month of October."
    first = page("courier", STORY[:3], published="2025-10-21T08:00:00+00:00")
    assert told(first, page("herald", (*STORY[:3], last))).paragraphs == (*STORY[:3], last)


def test_a_doubtful_last_paragraph_belongs_where_the_first_outlet_has_it() -> None:
    assert not foreign(DOUBTFUL, "\n\n".join(STORY))
    assert doubtful(DOUBTFUL, "\n\n".join(STORY))
    with_it = (*STORY, DOUBTFUL)
    early = "2025-10-21T08:00:00+00:00"
    assert told(page("courier", published=early), page("herald", with_it)).paragraphs == STORY
    assert told(page("courier", with_it, published=early), page("herald")).paragraphs == with_it
    # Farms that copied it are no voices of their own.
    copies = [page(f"farm{i}", with_it, farm=True, published="2026-01-01") for i in range(4)]
    assert told(page("courier", published=early), page("herald", with_it), *copies).paragraphs == STORY


def test_a_word_that_two_outlets_changed_alike_does_not_outvote_an_early_copy_without_edits() -> None:
    first = page("courier", published="2025-10-21T08:00:00+00:00")
    also = restyled(("in a speech", "during a speech"))
    one, two = restyled(("300", "three hundred")), restyled(("four metres", "4 metres"))
    herald, gull = page("herald", one(also(STORY))), page("gull", two(also(STORY)))
    assert told(first, herald, gull).paragraphs == STORY
    # Without an edit of their own they are two against one; so they are against one that shows an edit.
    assert told(first, page("herald", also(STORY)), page("gull", also(STORY))).paragraphs == also(STORY)
    edited = page("courier", restyled(("frozen", "fixed"))(STORY), published="2025-10-21T08:00:00+00:00")
    assert told(edited, herald, gull).paragraphs == also(STORY)


def test_a_joined_word_of_two_outlets_is_a_spelling() -> None:
    joined = restyled(("in a speech on", "in a speech onto"))(STORY)
    split = restyled(("in a speech on", "in a speech on to"))(STORY)
    early = page("courier", joined, published="2025-10-21T08:00:00+00:00")
    assert told(early, page("herald", joined), page("gull", split)).paragraphs == joined
    assert told(early, page("herald", split)).paragraphs == split


def test_a_paragraph_of_another_story_does_not_come_in() -> None:
    assert told(page("courier"), page("herald", (*STORY, ELSEWHERE))).paragraphs == STORY
    earlier = page("herald", (*STORY, ELSEWHERE), published="2025-10-21T08:00:00+00:00")
    assert told(earlier, page("courier")).paragraphs == STORY


def test_a_foreign_paragraph_under_a_caption_goes_with_it() -> None:
    dressed = page("herald", (*STORY, CAPTION, ELSEWHERE), published="2025-10-21T08:00:00+00:00")
    assert told(dressed, page("courier")).paragraphs == STORY


def test_a_caption_that_most_outlets_have_stays() -> None:
    with_it = (*STORY[:2], CAPTION, *STORY[2:])
    members = [page("courier", with_it), page("herald", with_it), page("cut", STORY[:2], farm=True)]
    assert told(*members).paragraphs == with_it
    assert told(*members, page("gull"), page("mail"), page("tern")).paragraphs == STORY


def test_what_many_farms_copied_from_one_outlet_speaks_once() -> None:
    line = "He also told the crew to find out."
    odd = page("herald", (*STORY, line), published="2025-10-21T14:00:00+00:00")
    farms = [page(f"farm{i}", (*STORY, line + f" Brand{i}"), farm=True) for i in range(6)]
    assert told(page("courier"), odd, *farms).paragraphs == STORY


def test_an_early_text_is_not_cut_to_where_two_later_ones_end() -> None:
    first = page("courier", published="2025-10-21T08:00:00+00:00")
    assert told(first, page("herald", STORY[:2]), page("gull", STORY[:2])).paragraphs == STORY
    assert told(first, page("herald", STORY[:3]), page("gull", STORY[:3])).paragraphs == STORY


def test_an_outlet_that_shows_edits_gives_way_to_one_that_shows_none() -> None:
    restyled = tuple(p.replace("Eight farmers", "8 farmers") for p in STORY)
    edited = page("herald", (restyled[0], CAPTION, *restyled[1:]), published="2025-10-21T08:00:00+00:00")
    assert told(edited, page("courier")).paragraphs == STORY


def test_two_spun_copies_do_not_outvote_a_plain_one() -> None:
    changed = [page(f"farm{i}", (*spun()[:-1], spun()[-1] + f" Brand{i}"), farm=True) for i in range(2)]
    story = told(page("plain", farm=True), *changed)
    assert story.paragraphs == STORY
    assert {p.name: p.role for p in story.pickups}["farm0"] is Role.SPUN


def test_a_spun_copy_that_nothing_else_speaks_against_is_no_honest_voice() -> None:
    story = told(
        page("orbvault", spun(), published=None), page("plain", farm=True), page("other", STORY[:3], farm=True)
    )
    assert story.paragraphs == STORY
    assert story.origin is None or story.origin.url is None


def test_a_lone_page_that_lacks_what_others_have_alike_does_not_settle_the_text() -> None:
    cut = page("orbvault", (STORY[0], *STORY[2:]), published="2026-03-03")
    assert told(cut, page("one", farm=True), page("two", (*STORY, "Subscribe now"), farm=True)).paragraphs == STORY


def test_a_lone_page_with_a_name_written_in_does_not_settle_the_text() -> None:
    written = page("orbvault", (STORY[0], STORY[1].replace("speech", "spePrimoria Think Tankech"), *STORY[2:]))
    others = [page("one", farm=True), page("two", STORY[:3], farm=True)]
    assert told(written, *others).paragraphs == STORY


def test_what_every_copy_has_in_a_place_was_not_written_in() -> None:
    body = "\n\n".join(STORY)
    at = body.index("Halvick")
    taken = Finding(
        check=Check.INJECTED_TEXT, field=Field.BODY, span=Span(at, at + 8), text="Halvick ", repair="",
        confidence=0.8, message="not in the story",
    )  # fmt: skip
    story = told(*(page(f"farm{i}", headline=f"Brand{i}: {HEADLINE}", findings=[taken], farm=True) for i in range(3)))
    assert story.paragraphs == STORY
    assert not any(
        f.accuses for p in story.pickups for f in p.findings if f.check is Check.INJECTED_TEXT and f.text == "Halvick "
    )


def test_a_word_is_withdrawn_though_one_copy_has_something_written_in_beside_it() -> None:
    body = "\n\n".join(STORY)
    at = body.index("Halvick")
    taken = Finding(
        check=Check.INJECTED_TEXT, field=Field.BODY, span=Span(at, at + 8), text="Halvick ", repair="",
        confidence=0.8, message="not in the story",
    )  # fmt: skip
    beside = page("orb", tuple(p.replace("Halvick ", "Halvick Primoria ", 1) for p in STORY), farm=True)
    outlets = [page(f"paper{i}", findings=[taken], published=f"2025-10-21T0{i}:00") for i in range(3)]
    story = told(*outlets, beside)
    assert story.paragraphs == STORY


def test_a_word_that_one_copy_lacks_stays_written_in() -> None:
    body = tuple(p.replace("shipyard", "Quoine shipyard") for p in STORY)
    at = "\n\n".join(body).index("Quoine ")
    taken = Finding(
        check=Check.INJECTED_TEXT, field=Field.BODY, span=Span(at, at + 7), text="Quoine ", repair="",
        confidence=0.8, message="not in the story",
    )  # fmt: skip
    members = [page(f"farm{i}", body, findings=[taken], farm=True) for i in range(3)]
    assert told(*members, page("courier")).paragraphs == STORY


def test_a_brand_that_is_in_every_headline_too_is_written_in() -> None:
    body = tuple(p.replace("shipyard", "Quoine shipyard") for p in STORY)
    at = "\n\n".join(body).index("Quoine ")
    known = [
        Finding(
            check=Check.INJECTED_TEXT, field=field, span=span, text=text, repair="", confidence=0.8, message="brand"
        )
        for field, span, text in (
            (Field.BODY, Span(at, at + 7), "Quoine "),
            (Field.HEADLINE, Span(0, 8), "Quoine: "),
        )
    ]
    members = [page(f"farm{i}", body, headline=f"Quoine: {HEADLINE}", findings=known, farm=True) for i in range(3)]
    assert told(*members).paragraphs == STORY
    # Where two sites have it against which nothing else speaks, it is the story's.
    outlets = [page(f"paper{i}", body, headline=f"Quoine: {HEADLINE}", findings=known) for i in range(2)]
    story = told(*members, *outlets)
    assert story.paragraphs == body
    assert story.headline == f"Quoine: {HEADLINE}"


def test_a_brand_that_one_page_names_and_its_copies_carry_is_written_in() -> None:
    body = tuple(p.replace("shipyard", "Quoine shipyard") for p in STORY)
    at = "\n\n".join(body).index("Quoine ")
    taken = Finding(
        check=Check.INJECTED_TEXT, field=Field.BODY, span=Span(at, at + 7), text="Quoine ", repair="",
        confidence=0.8, message="not in the story",
    )  # fmt: skip
    heads = [f"Quoine: {HEADLINE}", f"Brand1: {HEADLINE}", f"Brand2: {HEADLINE}"]
    members = [page(f"farm{i}", body, headline=head, findings=[taken], farm=True) for i, head in enumerate(heads)]
    assert told(*members).paragraphs == STORY


def test_the_tail_of_a_story_is_told_from_that_of_another() -> None:
    assert not foreign(STORY[3], "\n\n".join(STORY[:3]))
    assert foreign(ELSEWHERE, "\n\n".join(STORY))
    assert not foreign("Nine words prove nothing about anything at all, however.", "\n\n".join(STORY))


def with_word(word: str, at: int) -> tuple[str, ...]:
    """The second paragraph with a word put in at some place."""
    found = STORY[1].split()
    found.insert(at % len(found), word)
    return (STORY[0], " ".join(found), *STORY[2:])


@pytest.mark.parametrize(("copies", "identical"), [(1_000, True), (150, False)])
def test_a_story_with_very_many_copies_is_told_in_step_with_their_number(copies: int, identical: bool) -> None:
    # A thousand identical pages took two minutes: each was aligned with each.
    members = [
        page(
            f"farm{i}",
            STORY if identical else with_word(f"Brand{i}", i),
            headline=HEADLINE if identical else f"Brand{i}: {HEADLINE}",
            farm=True,
        )
        for i in range(copies)
    ]
    start = process_time()
    story = told(*members)
    assert process_time() - start < 15
    assert story.paragraphs == STORY
    assert story.headline == HEADLINE
