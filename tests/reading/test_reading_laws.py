"""Laws of reading: any bytes end as a reading or a refusal, the same each time; text is clean; time grows with size."""

import gzip
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.reading import languages, read, read_page
from copydesk.reading.charsets import clean, codec_of, decode
from copydesk.reading.datelines import opening
from copydesk.reading.dates import find, parse
from copydesk.reading.languages import language_of
from copydesk.reading.plain_lines import sort_line
from copydesk.reading.structured_json import decode_block, objects
from copydesk.record import Page, Reading, Refusal, RefusalCode
from copydesk.text.times import when

STORY = (
    "The tram along the old quay will run on Sundays from April, the city said on Tuesday, ending a pause of six years "
    "that nobody in the outer districts had liked."
)

PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<div>", "</div>", "<h1>", "<!--", "-->", "<script>", "</script>", "<a href='x'>", "&#0;"),
        *(
            "&#xD800;",
            "source:",
            "category:",
            "2025-05-04 08:21:53",
            "By Ada Lorne",
            "\n",
            "\n\n",
            "More:News",
            "Related",
        ),
        *('<script type="application/ld+json">{"@type":"NewsArticle","headline":"\\ud800"}</script>', "<time>", STORY),
        *("HARLOW BAY (AP) — ", "\x00", "\ufeff", "\u202e", "é", "連絡船が再開した。", "<html>", "<body>", "</html>"),
    ]
)


@given(st.lists(PIECES | st.text(max_size=30), max_size=30), st.sampled_from([None, "text/html", "text/plain"]))
@settings(max_examples=150, deadline=None)
def test_any_text_ends_as_a_reading_or_a_refusal(pieces: list[str], media_type: str | None) -> None:
    content = "".join(pieces).encode("utf-8", "surrogatepass")
    page = Page(name="page", content=content, media_type=media_type, url="https://vale.example/news/a.html")
    result = read_page(page)
    assert read_page(page) == result
    if isinstance(result, Reading):
        article = result.article
        texts = [article.headline or "", *article.paragraphs, *article.byline, article.source or ""]
        assert article.paragraphs
        assert all("\n" not in paragraph and paragraph.strip() for paragraph in article.paragraphs)
        for text in texts:
            text.encode("utf-8")
            assert "\0" not in text
        assert article.published is None or when(article.published) is not None


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_end_as_a_reading_or_a_refusal(content: bytes) -> None:
    assert isinstance(read_page(Page(name="page", content=content)), Reading | Refusal)


ENCODINGS = ["utf-8", "utf-16", "utf-16-le", "cp1252", "gb18030", "shift_jis", "koi8-r", "euc_kr", "ascii", "latin-1"]


@given(
    st.text(max_size=200), st.sampled_from(ENCODINGS), st.sampled_from([None, *ENCODINGS, "utf-7", "hex", "nonsense"])
)
def test_text_in_any_encoding_never_raises(text: str, encoding: str, declared: str | None) -> None:
    content = text.encode(encoding, "replace")
    media_type = None if declared is None else f"text/html; charset={declared}"
    decoded = decode(content, media_type)
    assert clean(decoded.text) == decoded.text
    assert "\0" not in decoded.text


def test_a_batch_comes_out_in_its_order() -> None:
    pages = [Page(name=str(n), content=STORY.encode() if n % 2 else b"") for n in range(7)]
    names = [r.page if isinstance(r, Refusal) else r.article.name for r in read(pages)]
    assert names == [str(n) for n in range(7)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", RefusalCode.EMPTY),
        (b" \r\n\t", RefusalCode.EMPTY),
        (b"%PDF-1.7 ...", RefusalCode.BINARY),
        (b"\x89PNG\r\n\x1a\n....", RefusalCode.BINARY),
        (b"PK\x03\x04....", RefusalCode.BINARY),
        (b"abc\0\0\0\0\0\0\0" * 30, RefusalCode.BINARY),
        (b"<html><body></body></html>", RefusalCode.NO_TEXT),
        (b"<html><body><p>The tram <a hre", RefusalCode.TRUNCATED),
        (b"<html><body><p>The tram<!-- soon", RefusalCode.TRUNCATED),
        (b"<html><body><p>The tram</p><script>var a", RefusalCode.TRUNCATED),
        (b"<?xml version='1.0'?><rss><channel/></rss>", RefusalCode.UNSUPPORTED),
    ],
)
def test_refusals_say_why(content: bytes, code: RefusalCode) -> None:
    result = read_page(Page(name="page.html", content=content))
    assert isinstance(result, Refusal)
    assert result.code is code
    assert result.reason


def test_a_page_whose_source_was_cut_is_quarantined() -> None:
    result = read_page(Page(name="page.txt", content=STORY.encode(), cut="the gzip member ends early"))
    assert isinstance(result, Refusal)
    assert result.outcome.value == "quarantined"


def test_charsets_in_their_order_of_trust() -> None:
    text = "<meta charset=windows-1251><p>Паромы снова ходят</p>"
    assert decode(text.encode("koi8-r"), "text/html; charset=koi8-r").text == text
    assert decode(text.encode("cp1251")).text == text
    assert decode(("\ufeff" + text).encode("utf-8")).text == text
    assert decode(text.encode("utf-8"), "text/html; charset=iso-8859-1").text == text
    assert decode("Fährleute “quer”".encode("cp1252"), "text/html; charset=iso-8859-1").text == "Fährleute “quer”"
    assert decode("港の連絡船が夜間の運航を再開した。".encode("shift_jis")).text == "港の連絡船が夜間の運航を再開した。"
    assert decode("항구의 연락선이 다시 다닌다".encode("euc_kr")).text == "항구의 연락선이 다시 다닌다"
    assert codec_of("gb2312") == "gb18030"
    assert codec_of("utf-7") is None
    assert codec_of("rot13") is None


@given(st.text(alphabet="0123456789-/.:TZ+ ,年月日JanuaryMai", max_size=60))
def test_a_found_date_is_a_time_and_nothing_is_filled_in(text: str) -> None:
    found = find(text)
    if found is not None:
        assert when(found.iso) is not None
        assert text[found.start : found.end].strip() == found.text
        if ":" not in found.text and "h" not in found.text:
            assert len(found.iso) == 10 or not found.text.isascii() or "." in found.text


def test_dates_keep_their_precision() -> None:
    assert parse("4 May 2025") == "2025-05-04"
    assert parse("2025-05-04 08:21:53source:X") == "2025-05-04T08:21:53"
    assert parse("May 4, 2025, 8:21 p.m.") == "2025-05-04T20:21"
    assert parse("2025-05-04T08:21:53+0530") == "2025-05-04T08:21:53+05:30"
    assert parse("9" * 100_000) is None


def test_broken_json_is_read_as_far_as_it_can_be() -> None:
    assert decode_block('{"a": 1,}') == {"a": 1}
    assert decode_block('<!-- {"a": "x\ny"} -->') == {"a": "x\ny"}
    assert decode_block('{"a": 1};') == {"a": 1}
    assert decode_block('{"a":') is None
    assert decode_block("[" * 100_000) is None
    assert list(objects({"@graph": [{"@graph": [{"x": 1}]}]}))[-1] == {"x": 1}


HURTFUL = ["a", " ", "(", "A, ", "1", "2024-", ":", "source:", "By ", "<", "> ", "「", "/", "-", "(AP", "May ", "view "]


@pytest.mark.parametrize(
    "judge",
    [find, parse, opening, sort_line, language_of, decode_block, lambda text: decode(text.encode())],
    ids=["find", "parse", "opening", "sort_line", "language_of", "decode_block", "decode"],
)
def test_time_grows_with_the_text(judge: Callable[[str], object]) -> None:
    for piece in HURTFUL:
        text = piece * (100_000 // len(piece))
        began = time.process_time()
        judge(text)
        assert time.process_time() - began < 1, piece


def test_a_long_text_capture_takes_linear_time() -> None:
    times = []
    for n in (4_000, 16_000):
        content = "\n".join(f"{STORY} {i}" for i in range(n)).encode()
        began = time.process_time()
        read_page(Page(name="long.txt", content=content))
        times.append(time.process_time() - began)
    assert times[1] < 10 * times[0] + 0.5


def test_cut_anywhere_a_page_never_raises() -> None:
    head = "<!DOCTYPE html><html><head><title>Tram</title></head><body>"
    html = f"{head}<article><h1>Tram</h1><p>{STORY}</p></article></body></html>"
    for end in range(0, len(html), 7):
        result = read_page(Page(name="page.html", content=html[:end].encode()))
        assert isinstance(result, Reading | Refusal)
        if re.search(r"<p>.{20,}", html[:end]) and "</article>" not in html[:end]:
            assert isinstance(result, Refusal)


CORPORA = Path(__file__).resolve().parents[2] / "../shared/corpora"


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not on this machine (../shared/corpora)")
@pytest.mark.slow
def test_real_pages_cut_anywhere_never_raise() -> None:
    for path in sorted((CORPORA / "fundus/html").iterdir())[::16]:
        html = gzip.decompress(path.read_bytes())
        for percent in range(1, 100, 7):
            page = Page(name=path.stem, content=html[: len(html) * percent // 100])
            began = time.process_time()
            assert isinstance(read_page(page), Reading | Refusal)
            assert time.process_time() - began < 5, path.name


@given(st.text(st.one_of(st.sampled_from("aé'’ .²1_Ⅷ島-\t"), st.characters(exclude_categories=["Cs"])), max_size=60))
def test_words_are_told_piece_by_piece_as_in_the_whole(text: str) -> None:
    assert languages._counts(text)[1] == len(languages._WORDS.findall(text.lower()))
