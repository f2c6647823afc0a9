"""What is taken off at the body's margins, and what is left where nothing tells."""

import pytest

from copydesk.reading import read_page
from copydesk.reading.html import HtmlBody
from copydesk.reading.metadata_lines import headline_in_lines
from copydesk.reading.plain_lines import Sort, is_row, sort_line
from copydesk.reading.sections import entries, is_menu
from copydesk.reading.sections_lines import section_in_lines
from copydesk.record import Page, Reading

STANDFIRST = "Three maps will be printed again after a look out of the window."
STORY = """
<p>The keeper of the upper lock said on Thursday that the river, which had been reported missing from three maps, was
where it had always been.</p>
<p>The maps will be printed again in June. Nobody has been charged for them, and nobody will be, the land office
said.</p>
<p>“I looked out of the window and there it was,” said the keeper, Berta Holl, who has held the post since 1999.</p>
<p>Two surveyors, who had walked up and down the valley since Monday, were given soup and driven back to the
station.</p>
"""


def paragraphs(head: str) -> tuple[str, ...]:
    html = f"<!DOCTYPE html><html><body><main><h1>River found where it was</h1>{head}</main></body></html>"
    reading = read_page(Page(name="p.html", content=html.encode()))
    assert isinstance(reading, Reading)
    return reading.article.paragraphs


def test_a_standfirst_that_its_page_calls_one_is_no_paragraph() -> None:
    stamp = "<p>By Odo Merrin, 9 May 2024</p>"
    apart = f'<p class="standfirst">{STANDFIRST}</p>{stamp}<div class="story">{STORY}</div>'
    assert STANDFIRST not in paragraphs(apart)


def test_a_standfirst_within_the_text_or_without_a_stamp_is_left() -> None:
    inside = f'<div class="story"><p class="standfirst">{STANDFIRST}</p>{STORY}</div>'
    assert paragraphs(inside)[0] == STANDFIRST


@pytest.mark.parametrize(
    "line",
    [
        "Home News Science Weather Obituaries",
        "Front page | Local | Politics | Small ads",
        "Startseite Politik Wirtschaft Sport",
        "World · Politics · Money",
    ],
)
def test_a_menu_is_no_headline(line: str) -> None:
    assert is_menu(line)
    assert sort_line(line).sort is Sort.MENU


@pytest.mark.parametrize(
    "line",
    [
        "Home Office plans to cut visas for students",
        "Home run in the ninth sends Gannets to the final",
        "Politics and sport make an odd couple in Durrock",
        "Tide tables | Harlow",
        "He went home. World | Politics | Sport.",
    ],
)
def test_a_headline_is_no_menu(line: str) -> None:
    assert not is_menu(line)


def test_the_entries_of_a_menu() -> None:
    assert entries("Front page | Local | Small ads") == ["Front page", "Local", "Small ads"]
    assert entries("Home News Sport") == ["Home", "News", "Sport"]
    assert entries("Sport") == ["Sport"]


@pytest.mark.parametrize(
    ("above", "section"),
    [
        (["Front page | Local | Sport", "Local", "River found"], "Local"),
        (["Local", "Sport", "Sport", "River found"], "Sport"),
        (["Home News Science", "River found", "By Odo Merrin", "Science"], "Science"),
        (["Home / Sport", "River found"], "Sport"),
        (["Home › Business › Fish", "River found"], "Business"),
        (["Front page | Local | Sport", "River found"], None),
        (["Local", "River found"], None),  # said once: it may be anything
        (["Subscribe", "Subscribe", "River found"], None),
        ([], None),
    ],
)
def test_a_section_that_the_menu_has_too(above: list[str], section: str | None) -> None:
    assert section_in_lines(above, "River found") == section


def test_rows_of_time_and_views() -> None:
    assert is_row("2025-10-14 05:123380 view")
    assert is_row("2025-10-14 05:12 3380 views")
    assert not is_row("2025-10-14 05:12")
    assert not is_row("3380 views of a river")


def test_a_headline_over_the_stamp_and_not_the_link_to_the_next_story() -> None:
    body = ("The keeper of the upper lock said on Thursday that the river was where it had always been.",)
    over = HtmlBody(paragraphs=body, above=("Harlow Tidings", "River found where it was", "By Odo Merrin | 9 May 2024"))
    assert headline_in_lines(over)[0] == "River found where it was"
    beside = HtmlBody(paragraphs=body, above=("« In praise of slow rivers | Main", "9 May 2024"))
    assert headline_in_lines(beside)[0] is None


@pytest.mark.parametrize(
    ("line", "source", "section", "byline", "published"),
    [
        ("Source: Ollen Capital | 2025-06-03 10:11", "Ollen Capital", None, (), "2025-06-03T10:11"),
        ("Source: Ollen Capital | Category: News", "Ollen Capital", "News", (), None),
        ("2025-05-04 08:21:53source:Ollen Capitalcategory:News", "Ollen Capital", "News", (), "2025-05-04T08:21:53"),
        ("source:category:News", None, "News", (), None),
        ("Category: Finance 2025-06-03", None, "Finance", (), "2025-06-03"),
        ("Author: Jane Mell · 3 June 2025", None, None, ("Jane Mell",), "2025-06-03"),
    ],
)
def test_a_stamp_parts_its_names_from_its_time(
    line: str, source: str | None, section: str | None, byline: tuple[str, ...], published: str | None
) -> None:
    """A time without a label of its own ends the name before it, as does a mark that parts two values."""
    told = sort_line(line)
    assert told.sort is Sort.STAMP
    assert (told.source, told.section, told.byline, told.published) == (source, section, byline, published)
