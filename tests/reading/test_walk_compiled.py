"""The compiled walk gives the outline that the plain walk gives, whatever the page."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from copydesk.reading import dom, lexbor_nodes
from copydesk.reading.features_table import SIZE, START
from copydesk.reading.vocabulary import Vocabulary
from copydesk.reading.words_table import small_letters, weighed

pytest.importorskip("numba", reason="the extra `fast` is not installed")

from copydesk.reading import kernels_names, kernels_words, outline_compiled

TAGS = [*dom.TAGS, "br", "hr", "wbr", "x-card", "script", "svg", "noscript", "template", "select", "img"]
ATTRIBUTES = [
    *sorted(dom.TELLING),
    "hidden",
    "style",
    "href",
    "src",
    "data-src",
    "srcset",
    "data-srcset",
    "alt",
    "Data-Src",
]
VALUES = [
    "", " ", "lead story", "lead", "ä", "/a?b=1&amp;c=2", "data:image/png", "a.jpg 1x, b.jpg 2x", "x" * 500, "ß" * 450,
    "display:none", "DISPLAY : None", "color:red", "color:white;background:white", "opacity:0", "opacity:0.5",
    "left:-9999px",
    "width:0;height:0;overflow:hidden", "font-size:12px", "text-indent:-٩٩٩٩px", "K" * 10,
]  # fmt: skip
TEXTS = [
    "A boat came in.", " ", "\n\t", "\xa0", "a  b", " edge ", "Zürich – “so”", "船が来た。", "\u2003wide\u3000", "😀",
    "x\x1cy", "&amp;&lt;&nbsp;&copy;", "z" * 50,
]  # fmt: skip

pieces = st.one_of(
    st.sampled_from(TEXTS),
    st.sampled_from([f"</{tag}>" for tag in TAGS] + ["<!-- a note -->", "</", "<", "<![CDATA[x]]>", "<?x?>"]),
    st.builds(
        lambda tag, attributes: f"<{tag}{''.join(attributes)}>",
        st.sampled_from(TAGS),
        st.lists(st.builds(' {}="{}"'.format, st.sampled_from(ATTRIBUTES), st.sampled_from(VALUES)), max_size=3),
    ),
)
pages = st.lists(pieces, max_size=60).map("".join)


def assert_same(html: str) -> None:
    tree = LexborHTMLParser(html.encode())
    plain, compiled = dom.outline(tree), outline_compiled.outline(tree)
    for each in fields(dom.Outline):
        if each.name == "tables":
            continue
        assert [*getattr(compiled, each.name)] == [*getattr(plain, each.name)], each.name


@given(pages)
@example("")
@example("<p hidden>a<span>b</span></p>")
@example("<p>seen <b style='display:none'>unseen</b> seen<p>next <span hidden>unseen too</span>")
@example("<frameset><frame></frameset>")
@example("<body hidden class=x style='display:none'>a")
@settings(max_examples=300)
def test_it_gives_the_same_outline(html: str) -> None:
    assert_same(html)


@given(
    st.lists(
        st.one_of(st.binary(max_size=6), st.sampled_from([b"<p>", b"<a href='", b"'>", b"<i class=", b" style='"]))
    )
)
def test_bytes_that_are_no_text_do_no_harm(parts: list[bytes]) -> None:
    """What is read has been made UTF-8 before (`charsets`); the walk does not rely on it."""
    page = b"".join(parts)
    outline_compiled.outline(LexborHTMLParser(page))


def test_pages_beyond_the_first_room() -> None:
    many = outline_compiled.ROOM
    assert_same("<div class=a>" + "<p>x</p>" * (many + 10))
    assert_same("<p>" + "word " * (16 * many))
    assert_same("".join(f'<a href="/{n}" class="c{n}">{n}</a> ' for n in range(many)))
    assert_same("<img src=a.jpg alt=b>" * (many + 10))
    assert_same("<div>" * 200 + "deep" + "</div>up" * 100)


def test_the_bounds_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same("<p>x</p>" * (dom.BLOCKS + 10))
    assert_same("<p>" + "y" * 100_000 + "</p>" + ("<p>" + "z" * 100_000 + "</p>") * 25)


def test_more_styles_than_are_remembered() -> None:
    styles = outline_compiled.STYLES
    html = "".join(f"<i style='opacity:0;x:{n}'>a</i>" for n in range(styles + 1))
    assert_same(html)
    assert_same("<p style='display:none'>a</p><p style='x:none'>b</p>")


def test_nodes_lie_as_they_were_found() -> None:
    """Without this the compiled walk is never used, and nothing would tell."""
    assert lexbor_nodes.layout() is not None
    assert outline_compiled.can_walk()


def test_an_unknown_version_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexbor_nodes, "TRIED", frozenset())
    assert lexbor_nodes.layout.__wrapped__() is None


WORDS = ["read", "more", "^read", "photo", "über", "^\u200d", "2024", "foto", "^the", "end", "said", "a_b"]
lines = st.lists(
    st.one_of(
        st.sampled_from([*WORDS, "READ", "Ünï", "İstanbul", "ΟΔΟΣ", "…", "\u200d", "😀", "x" * 30]),
        st.text(max_size=12),
    ),
    min_size=1,
    max_size=30,
).map(lambda words: " ".join(" ".join(words).split()))


@given(st.lists(lines.filter(bool), min_size=1, max_size=8))
@example(["\u200d", "Read more", "READ " * 40 + "end said read more", "a" * 70 + " bb read", "İ", "x😀"])
@settings(max_examples=200)
def test_words_weigh_the_same(texts: list[str]) -> None:
    weights = {word: 0.25 * (at + 1) for at, word in enumerate(WORDS)}
    letters = np.frombuffer(("\n".join(texts) + "\n").encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    blocks = np.zeros((SIZE + 1, len(texts)), dtype=np.int32)
    blocks[SIZE] = [len(text) for text in texts]
    blocks[START, 1:] = np.cumsum(blocks[SIZE, :-1] + 1)
    said = np.empty(len(texts), dtype=np.float32)
    kernels_words.say(letters, blocks, small_letters(), *weighed(weights), said)
    plain = np.array(Vocabulary({}, weights).score_texts(texts), dtype=np.float32)
    told = ~np.isnan(said)
    assert np.array_equal(said[told], plain[told])
    usual = [all(c not in "İΣ" and ord(c) < 0x10000 for c in text) for text in texts]
    assert told[usual].all()


NAMES = ["article", "Article", "articleText", "HTMLBody", "ABc", "a", "x1y2", "c-entry__body", "über", "_", "B" * 70]
names = st.lists(
    st.one_of(st.sampled_from(NAMES), st.text(alphabet="aBcD_-1 \t\x1c", max_size=10)),
    max_size=30,
).map(" ".join)


@given(st.lists(names, min_size=1, max_size=6))
@settings(max_examples=300)
def test_names_weigh_the_same(elements: list[str]) -> None:
    words = [
        "article",
        "text",
        "article_text",
        "html",
        "body",
        "entry",
        "entry_body",
        "ac",
        "ca",
        "ab",
        "bc",
        "aa",
        "cd",
    ]
    weights = {word: 0.25 * at * (-1) ** at for at, word in enumerate(words)}
    strings = "".join(elements).encode()
    sizes = [len(each.encode()) for each in elements]
    spans = np.array([np.cumsum([0, *sizes[:-1]]), sizes], dtype=np.int64)
    said = np.empty(len(elements), dtype=np.float32)
    kernels_names.say_names(np.frombuffer(strings, dtype=np.uint8), spans, *weighed(weights), said)
    plain = np.array(Vocabulary(weights, {}).score_names(elements), dtype=np.float32)
    told = np.array([each.isascii() for each in elements])
    assert np.array_equal(said[told], plain[told])
    assert np.isnan(said[~told]).all()
