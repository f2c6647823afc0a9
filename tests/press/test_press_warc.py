"""Pages out as WARC: whatever they are, they come back as they were, and every record fits its digests."""

import gzip
import io

import pytest
from fastwarc.stream_io import GzipReader
from fastwarc.warc import ArchiveIterator
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.capture.warc import pages
from copydesk.press import warc
from copydesk.record import Page

TAKEN = "2026-03-09T09:20:00.000000+00:00"

MADE = st.builds(
    Page,
    name=st.text(max_size=30),
    content=st.binary(min_size=1, max_size=300),
    url=st.none()
    | st.just("https://www.corvane.example/a?b=c%20d")
    | st.text(max_size=40).map("https://a.example/".__add__),
    captured=st.none() | st.just("2024-03-14T18:02:11Z") | st.text(max_size=20),
    media_type=st.none() | st.sampled_from(["text/html; charset=utf-8", "text/plain"]),
    cut=st.none() | st.just("closed after 812 of 4096 bytes"),
)


@pytest.mark.parametrize("zipped", [False, True])
@given(st.lists(MADE, max_size=4))
@example([Page(name="", content=b"x", url="https://a.example/<b>")])
@example([Page(name="", content=b"x", url="https://a.example/>")])
def test_pages_come_back_as_they_were(zipped: bool, made: list[Page]) -> None:
    data = b"".join(warc([(one, TAKEN) for one in made], zipped=zipped))
    assert data == b"".join(warc([(one, TAKEN) for one in made], zipped=zipped)), "the same bytes each time"
    back = list(pages(io.BytesIO(data), "x.warc"))
    assert [one.content for one in back if isinstance(one, Page)] == [one.content for one in made]
    for before, after in zip(made, back, strict=True):
        assert isinstance(after, Page)
        assert (after.url is None) == (before.url is None)
        if before.url is not None and before.url.isascii() and before.url.isprintable() and " " not in before.url:
            assert after.url == before.url.replace("<", "%3C").replace(">", "%3E")
        assert after.media_type == before.media_type
        assert (after.cut is None) == (before.cut is None)
        if before.captured == "2024-03-14T18:02:11Z":
            assert after.captured == before.captured


@given(st.lists(MADE, max_size=4))
def test_every_record_fits_its_digests(made: list[Page]) -> None:
    data = b"".join(warc([(one, TAKEN) for one in made], zipped=True))
    checked = 0
    for record in ArchiveIterator(GzipReader(io.BytesIO(data)), parse_http=False):
        assert record.verify_block_digest()
        checked += 1
    assert checked == len(made) + 1


def test_what_pages_say_makes_no_header() -> None:
    evil = "https://a.example/\r\nWARC-Type: response\r\n\r\nWARC/1.1"
    page = Page(
        name=evil, url=evil, content=b"<p>x</p>", media_type="text/html\r\nWARC-Evil: 1", captured=evil, cut=evil
    )
    data = b"".join(warc([(page, TAKEN)], zipped=True))
    text = gzip.decompress(data)
    assert text.count(b"\r\nWARC-Type: ") == 2
    assert b"\r\nWARC-Evil" not in text
    assert b"WARC-Date: 2026-03-09T09:20:00Z" in text
