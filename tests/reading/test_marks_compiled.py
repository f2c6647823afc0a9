"""The compiled pass finds what lexbor's search by CSS finds, whatever the page."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from copydesk.reading.marks import MOST_NODES, Head, Mark, Marks, head_of, told_by_css

pytest.importorskip("numba", reason="the extra `fast` is not installed")

from copydesk.reading import marks_compiled

#: What `structured` looks at of a text.
SEEN = 1_600
TAGS = [
    "meta", "title", "link", "script", "h1", "time", "p", "span", "a", "svg", "math", "template", "img", "head", "body",
    "noscript", "textarea", "foreignObject", "div",
]  # fmt: skip
ATTRIBUTES = [
    "name", "property", "itemprop", "content", "rel", "type", "href", "class", "data-testid", "datetime", "CLASS",
    "data-test", "lang",
]  # fmt: skip
VALUES = [
    "", "author", "Author", "datePublished", "dateModified", "articleSection", "canonical", "CANONICAL",
    "application/LD+json", "application/ld+json", "byline", "BYLINE", "the autor", "auteur-x", "autoteur",
    "xuthor yline", "og:title", "og:image", "2026-01-02", "ä", "description",
]  # fmt: skip
TEXTS = ["A boat came in.", " ", "\n", "Zürich", "x" * 700, "{}", "&amp;"]

pieces = st.one_of(
    st.sampled_from(TEXTS),
    st.sampled_from([f"</{tag}>" for tag in TAGS] + ["<!-- a note -->", "<![CDATA[x]]>"]),
    st.builds(
        lambda tag, attributes: f"<{tag}{''.join(attributes)}>",
        st.sampled_from(TAGS),
        st.lists(
            st.one_of(
                st.builds(' {}="{}"'.format, st.sampled_from(ATTRIBUTES), st.sampled_from(VALUES)),
                st.sampled_from(ATTRIBUTES).map(" {}".format),
            ),
            max_size=4,
        ),
    ),
)
pages = st.lists(pieces, max_size=70).map("".join)


def seen(marks: list[Mark]) -> list[tuple[str | None, ...]]:
    """Marks as `metadata_people` and `metadata_times` can tell them apart."""
    return [(mark.tag if mark.tag in ("img", "body") else "", *mark[1:6], mark.said()[:SEEN]) for mark in marks]


def all_seen(marks: Marks) -> list[list[tuple[str | None, ...]]]:
    return [seen(marks.times), seen(marks.people), seen([marks.section] if marks.section is not None else [])]


def assert_same(html: str) -> None:
    tree = LexborHTMLParser(html.encode())
    plain, compiled = told_by_css(tree), marks_compiled.told_by(tree)
    assert compiled is not None
    mine_all, its_all = [*compiled.finds], [*plain.finds]
    for mine, its in zip(mine_all, its_all, strict=True):
        most = SEEN if its.tag == "h1" else None
        assert (mine.tag, mine.first[:most], *mine[2:]) == (its.tag, its.first[:most], *its[2:])
    assert head_of(mine_all) == head_of(its_all)
    assert all_seen(compiled.marks) == all_seen(plain.marks)


@given(pages)
@example("")
@example("<time itemprop=datePublished>1</time>" * 4 + "<time>2</time>" * 4)
@example("<p class='byline author autor' rel=author>" * 9)
@example("<svg><a rel=AUTHOR><title>x</title></a></svg><a rel=AUTHOR>")
@example("<time itemprop=dateModified>" * 9 + "<time itemprop>" * 9)
@example("<head><meta name=og:title content=a><noscript><meta name=description content=b></noscript></head>")
@settings(max_examples=400)
def test_it_finds_the_same(html: str) -> None:
    assert_same(html)


def test_the_head_says_what_lies_right_in_it() -> None:
    html = (
        "<head><title>Keeper</title><meta property=og:title content='The keeper'><meta name=description content=first>"
        "<meta name=description content=second><meta itemprop=description content=third></head>"
        "<body><svg><title>A lamp</title></svg><meta name=description content=fourth>"
    )
    expected = Head(("Keeper", "The keeper"), "first")
    assert head_of(told_by_css(LexborHTMLParser(html)).finds) == expected
    assert_same(html)
    assert_same(html.replace("name=description content=second", "property=og:description content=second"))


def test_what_is_beyond_all_bounds() -> None:
    assert_same("<meta name=a content=b>" * (MOST_NODES + 10) + "<h1>x</h1>")
    assert_same("<time itemprop=dateModified>1</time>" * (MOST_NODES + 10) + "<time>2</time>")
    assert_same("<script type=ld>" + "[1]," * marks_compiled.ROOM + "</script><title>a</title>")
    assert_same("<h1>" + "word <b>word</b> " * 2_000 + "</h1>")
    assert_same("<div class=author>" * 300 + "deep")


def test_titles_up_to_the_first_that_says_something() -> None:
    html = "<body><svg><title> \xa0</title><title>A lamp</title><title>Another</title></svg><title>Last</title>"
    found = [find.first for find in told_by_css(LexborHTMLParser(html)).finds]
    assert found == [" \xa0", "A lamp", "", ""]
    assert_same(html)


def test_elements_within_each_other_do_not_have_all_text_each() -> None:
    """A page of 400 kB would else be gathered a thousand times, and 400 MB kept."""
    text = "word " * 80_000
    for nested in ("<h1><div>", "<svg><title>", "<svg><desc><h1>"):
        html = "<body>" + nested * 1_000 + text
        told = marks_compiled.told_by(LexborHTMLParser(html))
        assert told is None or sum(len(find.first) for find in told.finds) < 20 * len(text)
        assert sum(len(find.first) for find in told_by_css(LexborHTMLParser(html)).finds) < 20 * len(text)
    scripts = "<svg>" + "<script type=ld>" * 1_000 + text
    assert marks_compiled.told_by(LexborHTMLParser(scripts)) is None


def test_it_is_used() -> None:
    """Without this nothing would tell that lexbor's nodes lie otherwise."""
    assert marks_compiled.can_tell()
