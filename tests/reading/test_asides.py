"""Lines among a body's paragraphs that are not the story's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from copydesk.reading.asides import without_asides
from copydesk.reading.dom import outline

FIRST = "<p>The harbour authority of Velden said on Monday that it would close the old ferry terminal.</p>"
LAST = "<p>A new terminal on the northern shore is to open in the autumn, two years late.</p>"


def kept(between: str, after: str = "") -> list[str]:
    page = outline(LexborHTMLParser(f"<body>{FIRST}{between}{LAST}{after}"))
    texts = [page.texts[b] for b in without_asides(page, list(range(len(page.texts))))]
    assert len(texts) >= 2
    return texts[1:-1]


@pytest.mark.parametrize(
    "line",
    [
        '<p><a href="/1">Read more: Bridge across the sound to be painted in the spring</a></p>',
        '<p>À lire aussi <a href="/2">Le phare de Velden rouvre ses portes</a></p>',
        "<p>Advertisement</p>",
        "<p>Photo: Lena Ost</p>",
        "<p>© Velden Picture Desk</p>",
        "<p>Piet Holl contributed to this report.</p>",
        "<p>– additional reporting by Piet Holl</p>",
        "<p>The pier at dusk / Getty Images</p>",
        "<p>Advertisement. Scroll to continue reading.</p>",
        "<p>Empfohlener redaktioneller Inhalt</p>",
        "<p>An dieser Stelle finden Sie externen Inhalt, der den Artikel ergänzt.</p>",
        "<p>Already a subscriber? Log in to read the rest of the island's news.</p>",
        "<h2>Table of contents</h2>",
        '<h2 class="visually-hidden">The article begins here</h2>',
        '<p class="image_caption">The ferry lay at the northern pier for most of the week</p>',
        '<div class="photo-credit"><span>Lena Ost for the Vale Courier</span></div>',
        "<blockquote>“It would close the old ferry terminal.”</blockquote>",
    ],
)
def test_lines_that_lead_elsewhere_and_credits_go(line: str) -> None:
    assert kept(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "Watch the water, the pilots said, and the water will watch you.",
        "Related work at the pier had been put off twice, the board said.",
        "The image: a ferry, half sunk, with its lights still on.",
        "Copyright © was never the question, she said.",
        "Getty Images said on Monday that it would go to court.",
        "Get the latest ferry and you are home by ten, the pilots say.",
        "Contents of the hold were counted twice.",
    ],
)
def test_sentences_that_only_begin_alike_stay(line: str) -> None:
    assert kept(f"<p>{line}</p>") == [line]


def test_a_quotation_stays_that_no_longer_paragraph_repeats_or_that_is_not_set_apart() -> None:
    said = "It would close the old ferry terminal."
    assert kept("<blockquote>“Nobody asked the people who live on the island.”</blockquote>") != []
    assert kept(f"<p>“{said}”</p>") == [f"“{said}”"]


def test_a_heading_stays_where_text_follows_and_goes_where_none_does() -> None:
    assert kept("<h2>What the union says</h2>", "<h2>Sources</h2>") == ["What the union says"]


def test_a_body_never_becomes_empty_by_its_last_heading() -> None:
    page = outline(LexborHTMLParser("<body><h2>Only this</h2>"))
    assert without_asides(page, [0]) == [0]


@given(st.lists(st.sampled_from([FIRST, LAST, "<h2>More</h2>", "<p>Photo: X</p>", "<p>Read more</p>"]), max_size=9))
def test_what_is_kept_was_chosen_and_stands_in_order(parts: list[str]) -> None:
    page = outline(LexborHTMLParser("<body>" + "".join(parts)))
    chosen = list(range(len(page.texts)))
    out = without_asides(page, chosen)
    assert [b for b in chosen if b in set(out)] == out
    assert without_asides(page, out) == out
