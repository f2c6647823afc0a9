"""Headline, byline and time of web pages: which witness is believed, page by small page."""

import json

import pytest
from selectolax.lexbor import LexborHTMLParser

from copydesk.reading import read_page
from copydesk.reading.bylines import credited, names
from copydesk.reading.metadata_headline import headline_of, without_site
from copydesk.reading.metadata_times import day_in_url
from copydesk.reading.scripted import markup_in_scripts
from copydesk.reading.structured import collect
from copydesk.record import Article, Page, Reading, Refusal

STORY = (
    "<p>The keeper of the upper lock said on Thursday that the river, which had been reported missing from three maps, "
    "was where it had always been.</p><p>The maps will be printed again in June. Nobody has been charged for them, and "
    "nobody will be, the land office said.</p><p>“I looked out of the window and there it was,” said the keeper, Berta "
    "Holl, who has held the post since 1999.</p>"
)


def read(head: str = "", top: str = "", story: str = STORY, url: str | None = None) -> Article:
    html = f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{top}<main>{story}</main></body></html>"
    reading = read_page(Page(name="p.html", content=html.encode(), url=url))
    assert isinstance(reading, Reading)
    return reading.article


def ld(**fields: object) -> str:
    block = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(block, ensure_ascii=False)}</script>'


def card(name: str, value: str) -> str:
    return f'<meta property="{name}" content="{value}">'


LONG, SHORT = "Land office: Keeper finds the river where it was", "Keeper finds the river, maps to be printed again"


@pytest.mark.parametrize(
    ("graph", "twitter", "title", "heading", "block", "expected"),
    [
        # All but OpenGraph say one thing, and nobody shares OpenGraph's: it was written apart.
        (SHORT, None, LONG, LONG, {"headline": LONG}, SHORT),
        # Written for sharing: both cards have it.
        (SHORT, SHORT, LONG, LONG, {"headline": LONG}, LONG),
        # OpenGraph's is only the document's title.
        (SHORT, SHORT, SHORT, LONG, {"headline": LONG}, LONG),
        # JSON-LD stands alone …
        (LONG, LONG, LONG, LONG, {"headline": SHORT}, LONG),
        # … and was chosen among several.
        (LONG, LONG, LONG, LONG, {"headline": SHORT, "alternativeHeadline": LONG}, SHORT),
        # Three headlines: the heading's, which JSON-LD repeats.
        (SHORT, None, "Lost river found by keeper of the lock", LONG, {"headline": LONG}, LONG),
        # A section behind it is no part of it.
        (f"{LONG} - National", f"{LONG} - National", f"{LONG} - National", "", {"headline": LONG}, LONG),
    ],
)
def test_which_headline(
    graph: str, twitter: str | None, title: str, heading: str, block: dict[str, str], expected: str
) -> None:
    head = f"<title>{title}</title>{card('og:title', graph)}{ld(**block)}"
    head += card("twitter:title", twitter) if twitter else ""
    tree = LexborHTMLParser(f"<html><head>{head}</head><body><h1>{heading}</h1></body></html>")
    assert headline_of(collect(tree, None), ["Harlow Tidings"]) == expected


def test_a_headline_under_two_kickers_stands_without_them() -> None:
    tree = LexborHTMLParser(
        f"<html><head>{card('og:title', 'Rivers: Keeper finds the river where it was')}</head>"
        "<body><h1>Land office - Keeper finds the river where it was</h1></body></html>"
    )
    assert headline_of(collect(tree, None), []) == "Keeper finds the river where it was"


def test_a_kicker_that_all_have_stays() -> None:
    said = "Analysis: Keeper finds the river where it was"
    tree = LexborHTMLParser(f"<html><head>{card('og:title', said)}</head><body><h1>{said}</h1></body></html>")
    assert headline_of(collect(tree, None), []) == said


def test_a_statistics_meta_settles_where_there_is_no_json() -> None:
    head = card("og:title", "Keeper finds the lost river") + card("parsely-title", "Keeper finds the lost river")
    tree = LexborHTMLParser(f"<html><head>{head}</head><body><h1>Keeper finds the long-lost river</h1></body></html>")
    assert headline_of(collect(tree, None), []) == "Keeper finds the lost river"


def test_a_publisher_named_after_the_story_takes_nothing_off() -> None:
    said = 'Keeper finds river in the valley - Maps were "wrong, all three of them", the land office says'
    article = read(f"<title>{said.replace(chr(34), '&quot;')}</title>" + ld(headline=said, publisher={"name": said}))
    assert article.headline == said


def test_the_sites_name_goes_off() -> None:
    assert without_site("River found | Harlow Tidings", ["Harlow Tidings"]) == "River found"
    assert without_site("강을 찾았다ㅣ하로일보", ["하로일보"]) == "강을 찾았다"
    assert without_site("River found | Maps wrong", ["Harlow Tidings"]) == "River found | Maps wrong"


def told(head: str, *headings: str) -> str | None:
    marked = "".join(f"<h1>{heading}</h1>" for heading in headings)
    tree = LexborHTMLParser(f"<html><head>{head}</head><body>{marked}</body></html>")
    return headline_of(collect(tree, None), ["Harlow Tidings"])


def test_a_section_behind_a_headline_goes_off() -> None:
    said = "Keeper finds the river where it was"
    assert told(card("og:title", f"{said} | Opinion"), f"{said} | Opinion") == said
    address = '<link rel=canonical href="https://harlow.example/district/12345">'
    assert told(address + card("og:title", f"{said} | District")) == said
    assert told(card("og:title", f"{said} | District")) == f"{said} | District"


def test_a_site_before_a_colon_goes_off_where_the_heading_does_without() -> None:
    assert told(card("og:title", "Harlow Tidings: Keeper finds the river"), "Keeper finds the river") == (
        "Keeper finds the river"
    )
    said = "Harlow Tidings: a paper turns one hundred"
    assert told(card("og:title", said), said) == said


def test_a_blog_is_headed_by_what_its_readers_see() -> None:
    searched, seen = "River Finding Tips For 2031", "Nine tips for finding a river"
    post = card("og:title", searched) + ld(headline=searched).replace("NewsArticle", "BlogPosting")
    assert told(f"<title>{searched}</title>{post}", seen) == seen
    assert told(f"<title>{searched}</title>{post}", "Berta Holl") == searched
    assert told(f"<title>{searched}</title>{post.replace('BlogPosting', 'NewsArticle')}", seen) == searched


def test_of_several_headings_the_one_nearest_to_the_title_is_the_headline() -> None:
    head = "<title>Small rivers and how to find them</title>"
    assert told(head, "More rivers", "How to find small rivers") == "How to find small rivers"


SITE = card("og:site_name", "Harlow Tidings")
OWN = {"headline": LONG, "author": {"@type": "Organization", "name": "Harlow Tidings"}}


def test_a_name_alone_over_the_body_is_the_byline_where_the_site_credits_only_itself() -> None:
    article = read(SITE + ld(**OWN), f"<h1>{LONG}</h1>", f"<p><strong>Odo Merrin/Wilma Tarn</strong></p>{STORY}")
    assert article.byline == ("Odo Merrin", "Wilma Tarn")
    assert "Odo Merrin/Wilma Tarn" not in article.paragraphs


def test_a_name_alone_under_the_body_is_the_byline_likewise() -> None:
    assert read(SITE + ld(**OWN), f"<h1>{LONG}</h1>", f"{STORY}<p><b>Odo Merrin</b></p>").byline == ("Odo Merrin",)


def test_a_subheading_is_nobody() -> None:
    article = read(SITE + ld(**OWN), f"<h1>{LONG}</h1>", f"<h2>Upper Lock</h2>{STORY}")
    assert article.byline == ("Harlow Tidings",)


def test_a_name_alone_is_not_looked_for_where_somebody_is_credited() -> None:
    block = ld(headline=LONG, author={"@type": "Person", "name": "Odo Merrin"})
    assert read(SITE + block, f"<h1>{LONG}</h1>", f"<p>Wilma Tarn</p>{STORY}").byline == ("Odo Merrin",)


def test_a_systems_own_account_wrote_nothing() -> None:
    author = {"@id": "https://harlowtidings.example/author/admin/", "name": "Tidings D"}
    article = read(SITE + ld(headline=LONG, author=author), f"<h1>{LONG}</h1>", f"<p>Odo Merrin</p>{STORY}")
    assert article.byline == ("Odo Merrin",)


@pytest.mark.parametrize("block", [ld(headline=LONG, author={"name": "Odo Merrin"}), card("author", "Odo Merrin"), ""])
def test_a_person_is_credited_on_a_site_of_the_same_name(block: str) -> None:
    mark = '<p class="author">Odo Merrin</p>'
    article = read(
        card("og:site_name", "Odo Merrin") + block, f"<h1>{LONG}</h1>{mark}", url="https://odomerrin.example/a"
    )
    assert article.byline == ("Odo Merrin",)


@pytest.mark.parametrize("name", ["Harlow", "Harlow News Team", "The Harlow Keeper"])
def test_a_site_of_no_persons_name_is_credited_nowhere_but_with_news(name: str) -> None:
    head = card("og:site_name", name) + card("author", name)
    assert read(head, f"<h1>{LONG}</h1>", url="https://harlow.example/a").byline == ()


def test_a_stamp_below_the_standfirst_is_read() -> None:
    stamp = "<div>By Odo Merrin</div><div>3 May 2031</div>"
    article = read("", f"<h1>{LONG}</h1>", STORY.replace("</p>", f"</p>{stamp}", 1))
    assert (article.byline, article.published) == (("Odo Merrin",), "2031-05-03")
    assert len(article.paragraphs) == 3


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Odo Merrin - Editorial Team", "Odo Merrin"),
        ("Odo Merrin | Harlow Newsroom", "Odo Merrin"),
        ("Odo Merrin, of the lock", "Odo Merrin, of the lock"),
    ],
)
def test_a_person_is_named_without_the_team(value: str, expected: str) -> None:
    assert credited([value]) == (expected,)


def test_what_stands_where_names_do_is_no_name() -> None:
    assert names(["Odo Merrin ⋅ Founder"]) == ("Odo Merrin",)
    assert names(["Posted", "by Odo Merrin"]) == ("Odo Merrin",)
    assert names(["Lifestyle"]) == ()
    assert read("", f'<h1>{LONG}</h1><ul><li class="authorities">Governing Boards</li></ul>').byline == ()


def test_elements_whose_names_only_sound_like_a_source_or_a_job_are_heard() -> None:
    for called in ("resource-author", "jobber__author"):
        assert read("", f'<h1>{LONG}</h1><p class="{called}">Odo Merrin</p>').byline == ("Odo Merrin",)


def test_the_word_for_reporter_goes_off() -> None:
    assert credited(["김하늘 기자"]) == ("김하늘",)
    assert names(["小池花 記者"]) == ("小池花",)


def test_a_day_after_a_name_is_no_part_of_it() -> None:
    assert names(["Published by Ada Lorne on Tuesday, 3 May"]) == ("Ada Lorne",)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2024/01/15/river", "2024-01-15"),
        ("https://a.example/article/A2026012914320005196", "2026-01-29"),
        ("https://a.example/view/AKR20240115022300009", "2024-01-15"),
        ("https://a.example/article/20249915022300009", None),
        ("https://a.example/article/2024011", None),
        ("https://a.example/river-20240115-found", None),
        (None, None),
    ],
)
def test_days_in_addresses(url: str | None, day: str | None) -> None:
    assert day_in_url(url) == day


SCRIPTED = "<div class='box'><p>{}</p><p>{}</p><p>{}</p></div>".format(
    *(
        f"The keeper of lock number {n} said on Thursday that the river was where it had always been. " * 4
        for n in "123"
    )
)


@pytest.mark.parametrize("escape", [False, True])
def test_a_text_that_stands_in_a_script_is_read(escape: bool) -> None:
    state = json.dumps({"state": {"title": LONG, "contentHtml": SCRIPTED}})
    state = state.replace("<", "\\u003c").replace(">", "\\u003e") if escape else state
    html = f"<!DOCTYPE html><html><head><title>{LONG}</title></head><body><script>push({state})</script></body></html>"
    reading = read_page(Page(name="p.html", content=html.encode()))
    assert isinstance(reading, Reading)
    assert len(reading.article.paragraphs) == 3
    assert reading.article.headline == LONG


def test_a_script_without_an_article_is_no_text() -> None:
    html = f"<!DOCTYPE html><html><body><script>push({json.dumps({'a': 'b' * 2_000})})</script></body></html>"
    assert isinstance(read_page(Page(name="p.html", content=html.encode())), Refusal)


def test_markup_in_scripts_that_would_be_costly_is_left() -> None:
    costly = "<p " + " ".join(f"a{n}=1" for n in range(60_000)) + ">x</p>" * 3 + "<p>" * 3
    assert markup_in_scripts(json.dumps(costly).encode()) is None
    assert markup_in_scripts(b'"' * 200_000 + b"<p>" * 3) is None
    assert markup_in_scripts(b'"\\' * 100_000 + b"<p>" * 3) is None  # took its square: minutes
    assert markup_in_scripts(b"\\" * 400_000 + b"<p>" * 3 + b'"') is None


def test_a_credit_that_the_body_does_without_names_the_agency() -> None:
    article = read("", f"<h1>{LONG}</h1>", f"{STORY}<p>(Quelle: dpa)</p>")
    assert article.agency == "dpa"
    assert "(Quelle: dpa)" not in article.paragraphs


@pytest.mark.parametrize(
    ("href", "text", "story"),
    [
        ("/2031/05/ferry-runs-again-after-storm", "Ferry runs again after storm", True),
        ("/article/471679", "Looking for the ferry", True),
        ("/ferry", "Ferry runs again, two years after the storm", True),
        ("#content", "Skip to the main content", False),
        ("javascript:void(0)", "Show all comments on this story", False),
        ("/", "The Harlow Tidings, every day of the week", False),
        ("/rivers/lost", "To the top of this very page, please", False),
        ("/weekly/", "The Harlow Weekly Paper", False),
        ("/subscribe?offer=2031", "Subscribe for one crown", False),
        ("https://shop.harlow.example/login/", "Sign in or create an account now", False),
    ],
)
def test_what_is_recommended_are_stories_not_menus_and_buttons(href: str, text: str, story: bool) -> None:
    below = f'<div><a href="{href}">{text}</a></div>'
    article = read("", f"<h1>{LONG}</h1>", STORY + below, url="https://harlow.example/rivers/lost")
    assert [item.headline for item in article.recommended] == [text] * story
