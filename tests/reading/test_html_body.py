"""The body of a web page, and what stands around it: laws, and small pages written for them."""

from html import escape

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from copydesk.reading.blocks import resolved
from copydesk.reading.dom import TAGS, outline, unseen
from copydesk.reading.features import Hints, Sight, look
from copydesk.reading.features_again import look_again
from copydesk.reading.features_table import AGAIN, FIRST
from copydesk.reading.html import body, choose
from copydesk.reading.model import load

STORY = [
    "The harbour authority of Velden said on Monday that it would close the old ferry terminal by the end of March.",
    "About 400 people work at the terminal, which was built in 1961 and handles a quarter of the island's freight.",
    "“We looked at every other way,” said Ines Maro, who heads the authority. “None of them was safe.”",
    "The union called the decision hasty and asked the regional council to meet before the week was out.",
    "The council's president, Piet Holl, said that members had been told of the plan an hour before it was public.",
    "A new terminal on the northern shore is to open in the autumn, two years later than was promised in 2019.",
]

PAGE = """<html><head><title>Ferry terminal to close | The Velden Post</title></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul>
</nav></header><main><article class="article"><h1>Ferry terminal to close</h1>
<div class="article-body">{story}</div></article>
<aside class="related"><h3>More from the region</h3><ul>
<li><a href="/news/1">Bridge across the sound to be painted in the spring</a>
<p>Painters start in May, the city said.</p></li>
<li><a href="/news/2">School in Ostrand wins prize for its kitchen garden</a></li></ul></aside></main>
<footer><p>Copyright The Velden Post. All rights reserved.</p></footer></body></html>"""


def read(story: str) -> LexborHTMLParser:
    return LexborHTMLParser(PAGE.format(story=story))


def plain() -> str:
    return "".join(f"<p>{p}</p>\n" for p in STORY)


def test_the_story_is_the_body_and_nothing_else_is() -> None:
    got = body(read(plain()), "Ferry terminal to close", None, "https://post.example/news/ferry")
    assert list(got.paragraphs) == STORY
    assert "Home" in got.above
    assert any("Copyright" in line for line in got.below)


def test_items_after_the_body_are_recommended_with_their_teasers() -> None:
    got = body(read(plain()), None, None, "https://post.example/news/ferry")
    first = got.recommended[0]
    assert first.headline == "Bridge across the sound to be painted in the spring"
    assert first.url == "https://post.example/news/1"
    assert first.teaser == "Painters start in May, the city said."
    assert [item.headline for item in got.recommended][1] == "School in Ostrand wins prize for its kitchen garden"


def test_hidden_text_is_kept_apart() -> None:
    hidden = '<span style="font-size:0">ACME Coin Center</span>'
    story = plain().replace("said on Monday", f"said {hidden}on Monday", 1)
    got = body(read(story), None, None, None)
    assert got.hidden == ("ACME Coin Center",)
    assert list(got.paragraphs) == STORY


def test_a_hidden_paragraph_is_no_paragraph() -> None:
    story = plain().replace(
        "<p>The union", '<p style="display: none">Buy ACME Coin while it is cheap.</p><p>The union', 1
    )
    got = body(read(story), None, None, None)
    assert "Buy ACME Coin while it is cheap." in got.hidden
    assert list(got.paragraphs) == STORY


def test_a_figure_gives_a_picture_with_caption_and_credit() -> None:
    figure = (
        '<figure><img src="/i/ferry.jpg"><figcaption><p>The terminal on Sunday.</p>'
        "<p>Photo: Lena Ost</p></figcaption></figure>"
    )
    story = plain().replace("<p>“We", figure + "<p>“We", 1)
    got = body(read(story), None, None, "https://post.example/news/ferry")
    assert got.captions[0].url == "https://post.example/i/ferry.jpg"
    assert got.captions[0].caption == "The terminal on Sunday."
    assert got.captions[0].credit == "Photo: Lena Ost"
    assert list(got.paragraphs) == STORY


def test_breaks_part_paragraphs_but_not_sentences() -> None:
    story = "<div>" + "<br><br>".join(STORY[:5]) + "<br><br>" + STORY[5].replace("to open ", "to open<br>") + "</div>"
    assert list(body(read(story), None, None, None).paragraphs) == STORY


def test_no_text_gives_an_empty_body() -> None:
    for page in ("", "<html></html>", "<script>x</script>", "<p> </p>"):
        got = body(LexborHTMLParser(page), None, None, None)
        assert got.paragraphs == got.above == got.below == ()


@pytest.mark.parametrize(
    "style",
    [
        "display:none", "DISPLAY: none !important", "visibility:hidden", "font-size:0", "font-size: 0px; x:y",
        "opacity: 0", "left:-9999px", "text-indent:-5000px", "color:#fff;background:#fff", "color: transparent",
    ],
)  # fmt: skip
def test_styles_that_hide(style: str) -> None:
    assert unseen(style)


@pytest.mark.parametrize(
    "style", ["", "color:#fff;background:#000", "font-size:0.9em", "opacity:0.5", "left:-10px", "display:block"]
)
def test_styles_that_do_not(style: str) -> None:
    assert not unseen(style)


def test_addresses_resolve_or_are_none() -> None:
    assert resolved("/a", "https://x.example/b") == "https://x.example/a"
    assert resolved("javascript:alert(1)", "https://x.example/b") is None
    assert resolved("https://[bad", "https://x.example/b") == "https://[bad"
    assert resolved("//[bad", "https://x.example/b") is None
    assert resolved(None, "https://x.example/") is None


def test_every_feature_that_the_model_asks_for_is_there() -> None:
    model = load()
    page = outline(read(plain()))
    sight = Sight(page, model.vocabulary, Hints(("Ferry terminal to close",)))
    rows = look(sight)
    assert set(model.first.features) <= set(FIRST)
    assert set(model.second.features) <= set(FIRST + AGAIN)
    assert rows.table.shape == (len(FIRST + AGAIN), len(page.texts))
    assert np.isfinite(rows.table[: len(FIRST)]).all()
    look_again(sight, rows, model.first.chance(rows.table))
    assert np.isfinite(rows.table).all()


BLOCK_TAGS = {TAGS[name] for name in ("body", "p", "div", "li", "ul", "h2", "table", "td", "figure")}
tags = st.sampled_from(
    ["p", "div", "span", "a", "b", "li", "ul", "br", "img", "h2", "table", "td", "figure", "article"]
)
texts = st.text(max_size=30)
pieces = st.lists(
    st.one_of(texts, tags.map("<{}>".format), tags.map("</{}>".format), st.just('<p style="display:none">')),
    max_size=40,
)


@given(pieces)
@settings(deadline=None)
def test_any_markup_gives_a_sound_outline_and_a_sound_body(parts: list[str]) -> None:
    tree = LexborHTMLParser("<body>" + "".join(parts))
    page = outline(tree)
    for b, text in enumerate(page.texts):
        assert text == " ".join(text.split()) != ""
        e = page.element[b]
        while e >= 0:
            if page.tag[e] in BLOCK_TAGS:
                assert page.first[e] <= b < page.last[e]
            e = page.parent[e]
    got = body(tree, None, None, "https://x.example/")
    joined = " ".join(page.texts)
    for paragraph in got.paragraphs:
        assert "\n" not in paragraph
        assert paragraph in joined


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.integers(1, 500)), min_size=1, max_size=60))
def test_the_choice_is_the_best_cut(blocks: list[tuple[float, int]]) -> None:
    score = np.array([s for s, _ in blocks], dtype=np.float32)
    size = np.array([n for _, n in blocks], dtype=np.float32)

    def overlap(taken: np.ndarray) -> float:
        hits = float((score * size)[taken].sum())
        return hits / max(float(size[taken].sum() + (score * size)[~taken].sum()), 1e-9)

    best = max(overlap(score >= cut) for cut in score)
    assert overlap(choose(score, size)) >= best - 1e-4


lines = st.text(st.characters(max_codepoint=0xFF5F, exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=90)


@given(st.lists(lines, min_size=1, max_size=6))
@settings(deadline=None)
def test_texts_are_measured_as_if_counted_by_hand(texts: list[str]) -> None:
    """The one array of characters says the same of each text as the text itself."""
    tree = LexborHTMLParser("<body>" + "".join(f"<p>{escape(t)}</p>" for t in texts))
    page = outline(tree)
    rows = look(Sight(page, load().vocabulary, Hints()))
    assert rows["words"].tolist() == [t.count(" ") + 1 for t in page.texts]
    assert np.allclose(rows["commas"] * rows["words"], [t.count(",") for t in page.texts])
    assert rows["stops"].tolist() == [t.count(". ") for t in page.texts]
    assert rows["ends"].tolist() == [t[-1] in ".!?…。！？\"”»“)’'" for t in page.texts]
    assert rows["bars"].tolist() == ["|" in t or "©" in t for t in page.texts]
