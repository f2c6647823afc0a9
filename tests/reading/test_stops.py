"""What a page's own words take out of a body, and what they leave in."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from copydesk.reading.asides import _CREDIT, _NOTICE, _may_open
from copydesk.reading.plain_lines import (
    _NEIGHBOUR,
    _NEIGHBOUR_LETTERS,
    Sort,
    has_one,
    joined,
    list_sort,
    sort_line,
)
from copydesk.reading.stops import without_stops

STORY = [f"The {n}th span of the bridge was opened to traffic on Monday, the harbour board said." for n in range(9)]


def kept(texts: list[str]) -> list[str]:
    return [texts[b] for b in without_stops(texts, range(len(texts)))]


def test_stamps_above_and_lists_below_go() -> None:
    head = ["Current:Home > MyBridge opened -VORLIN", "Lenora Fitch ViewDate:2026-07-19 16:25:37"]
    tail = ["veryGood! (71638)", "Related", "A list of ten things that will surprise you", "Another of them"]
    assert kept([*head, *STORY, *tail]) == STORY
    farm = ["2025-05-04 08:21:53source:Darden Vailcategory:News", *STORY, "More:News", "Recommend", "Gold medal skater"]
    assert kept(farm) == STORY


def test_a_box_of_links_in_the_middle_loses_its_heading_only() -> None:
    assert kept([*STORY[:3], "Related", *STORY[3:]]) == STORY


def test_a_caption_and_a_newsletters_box_go_wherever_they_stand() -> None:
    caption = "Divers at the east pier on Monday. Picture: Orla Vance / Quay Pictures"
    box = ["The Saturday boat", "Our newsletter with the week on the island, free."]
    assert kept([STORY[0], caption, *STORY[1:4], *box, *STORY[4:]]) == STORY


def test_a_sentence_about_a_picture_stays() -> None:
    texts = [*STORY, "She said of the film: picture it. Nobody had seen it."]
    assert kept(texts) == texts


def test_a_story_that_opens_with_a_short_sentence_keeps_it() -> None:
    texts = ["It rained.", *STORY]
    assert kept(texts) == texts


def test_a_time_far_down_is_a_live_blogs() -> None:
    texts = [*STORY, "2025-05-04 08:21", *STORY]
    assert "2025-05-04 08:21" in kept(texts)


@given(st.lists(st.text(max_size=60), max_size=12))
def test_what_is_kept_was_chosen_and_stands_in_order(texts: list[str]) -> None:
    chosen = list(range(0, len(texts), 2))
    out = without_stops(texts, chosen)
    assert [b for b in chosen if b in set(out)] == out


pieces = st.sampled_from(
    [
        *("Home", ">", "/", "|", "·", "1.", "2.", "News", "Sport", "Weather", "Startseite", "Location:", "views"),
        *("More:", "Related", "Recommend", "Top stories", "Previous article:", "Next", "2024-01-15 10:22", "27"),
        *("Like", "(8", "12)", "Source:", "Date:", "By Ada Lorne", "The harbour, reopened."),
    ]
)


@given(st.lists(pieces, min_size=1, max_size=9).map(" ".join))
def test_a_line_of_a_list_is_told_the_short_way_as_the_long(line: str) -> None:
    whole = sort_line(line).sort
    assert list_sort(line) == (None if whole in {Sort.STAMP, Sort.MENU, Sort.TEXT} else whole)


def test_a_word_is_found_whatever_its_case() -> None:
    assert has_one([b"newsletter"], joined(["Nothing.", "The NewsLetter, free"]))
    assert not has_one([b"newsletter"], joined(["A letter of", "news"]))


HEADS = [
    "Prev: a", "next article: b", "« Suivant", "SIGUIENTE", "ſiguiente", "vorherige", "nächster artikel", "上一篇:c",
    "anterior ›", "Home > News", "ſtart > News", "İnicio > x", "1. Home 2. News", "You are here: Home",
    "Empfohlener redaktioneller Inhalt", "ſtory continues below", "İn this guide", "Table of contents", "Contents",
    "(Quelle: dpa)", "(ſource: a)", "Photo: a", "© a", "Image by: b", "ımage: b",
    "Featured image", "header image", "Already a subscriber", "sign up for our letter",
]  # fmt: skip


@given(st.sampled_from(HEADS), st.sampled_from([str, str.upper, str.lower, str.title]))
def test_no_line_is_passed_over_for_its_first_letters(head: str, case: Callable[[str], str]) -> None:
    line = case(head)
    first = line[:1]
    beyond = not first.isascii()
    assert _NEIGHBOUR.match(line) is None or first in _NEIGHBOUR_LETTERS or beyond
    assert (_NOTICE.match(line) is None and _CREDIT.match(line) is None) or _may_open(line[:2])


def test_every_form_has_the_letters_that_are_looked_at_first() -> None:
    """Whatever the letters are that Python takes for one another when it ignores case."""
    for code in range(0x250):
        for pattern in (_NOTICE, _CREDIT):
            for head in HEADS:
                line = chr(code) + head[1:]
                assert pattern.match(line) is None or _may_open(line[:2])
        for head in HEADS:
            line = chr(code) + head[1:]
            assert _NEIGHBOUR.match(line) is None or line[:1] in _NEIGHBOUR_LETTERS or not line[:1].isascii()
