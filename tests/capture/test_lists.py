"""Feeds, sitemaps and OPML in files: what they hold is given, what they lead to is named, what is a bomb is refused."""

import time
from pathlib import Path

import pytest

from copydesk.capture import gather
from copydesk.capture.feeds import MOST_ENTRIES, Feed, is_full, read_feed
from copydesk.capture.leads import Lead, leads
from copydesk.capture.sitemaps import MOST_ADDRESSES, AddressList, read_addresses
from copydesk.capture.xml_guard import ListKind, Unsafe, kind_of, look_over
from copydesk.record import Page, Refusal, RefusalCode

STORY = " ".join(f"<p>The harbour board met on day {n} and put the matter off again.</p>" for n in range(20))
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour News</title>
<entry><title>Ferry &amp;amp; tide</title><id>urn:1</id><link href="https://harbour.example/1"/><updated>2024-03-14T18:02:11+01:00</updated>
<author><name>Ada Reed</name></author><content type="html"><![CDATA[{STORY}]]></content></entry>
<entry><title>Short</title><id>urn:2</id><link href="https://harbour.example/2"/><summary>A summary.</summary></entry>
<entry><title>Again</title><id>urn:2</id><link href="https://harbour.example/2"/><summary>A summary.</summary></entry>
<entry><title>Nothing</title><id>urn:3</id></entry></feed>""".encode()
SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://harbour.example/1 </loc><lastmod>2024-03-14</lastmod>
<image:image><image:loc>https://harbour.example/i.png</image:loc></image:image>
<news:news><news:publication_date>2024-03-13</news:publication_date>
<news:title>Ferry runs</news:title></news:news></url>
<url><loc>https://harbour.example/2</loc></url></urlset>"""
OPML = b"""<opml version="2.0"><body><outline text="News"><outline type="rss" text="Harbour" xmlUrl="https://harbour.example/feed"/>
</outline></body></opml>"""


def codes(found: list[Page | Refusal]) -> list[RefusalCode]:
    return [f.code for f in found if isinstance(f, Refusal)]


def test_a_feed_file_gives_the_stories_that_it_holds_and_names_the_others(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(ATOM)
    page, *refusals = list(gather([str(path)]))
    assert isinstance(page, Page)
    assert (page.name, page.url, page.via, page.captured) == (f"{path}#1", "https://harbour.example/1", str(path), None)
    assert page.media_type == "text/html; charset=utf-8"
    text = page.content.decode()
    assert STORY in text
    assert '<meta property="article:published_time" content="2024-03-14T17:02:11Z">' in text
    assert "<h1>Ferry &amp; tide</h1>" in text
    assert '<meta name="author" content="Ada Reed">' in text
    assert codes(refusals) == [RefusalCode.NO_TEXT, RefusalCode.NOT_FETCHED]
    assert refusals[1] is not None
    assert isinstance(refusals[1], Refusal)
    assert refusals[1].reason.endswith("leads to 1 addresses, which --follow fetches: https://harbour.example/2")


def test_an_entry_cannot_write_markup_into_the_pages_head() -> None:
    data = ATOM.replace(b"Ada Reed", b'"&gt;&lt;script&gt;').replace(
        b"Ferry &amp;amp; tide", b"&lt;/title&gt;&lt;script&gt;x"
    )
    (lead, *_) = [f for f in leads(data, "f") if isinstance(f, Lead)]
    assert lead.page is not None
    head = lead.page.content.partition(b"<article>")[0]
    assert b"<script" not in head


def test_a_summary_is_not_taken_for_the_story() -> None:
    assert is_full(STORY)
    assert not is_full("<p>" + "word " * 60)
    assert not is_full(STORY + " … Read more")
    assert not is_full(STORY.removesuffix("again.</p>") + "[…]</p>")


def test_a_sitemap_gives_its_addresses_with_what_it_says_of_them() -> None:
    found = read_addresses(SITEMAP)
    assert isinstance(found, AddressList)
    assert [(p.url, p.time, p.title) for p in found.pages] == [
        ("https://harbour.example/1", "2024-03-14", "Ferry runs"),
        ("https://harbour.example/2", None, None),
    ]


def test_lists_of_lists(tmp_path: Path) -> None:
    index = b"<sitemapindex><sitemap><loc>https://harbour.example/s.xml</loc></sitemap></sitemapindex>"
    for data in (index, OPML):
        (lead,) = list(leads(data, "l"))
        assert isinstance(lead, Lead)
        assert lead.further
    (tmp_path / "subscriptions.opml").write_bytes(OPML)
    (refusal,) = list(gather([str(tmp_path)]))
    assert isinstance(refusal, Refusal)
    assert "https://harbour.example/feed" in refusal.reason


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (ATOM, ListKind.FEED),
        (SITEMAP, ListKind.SITEMAP),
        (OPML, ListKind.OPML),
        (b"\xef\xbb\xbf <!-- x > --><!DOCTYPE rss [ <!ENTITY a 'b>'> ]>\n<rss>", ListKind.FEED),
        ("<?xml version='1.0'?><feed/>".encode("utf-16"), ListKind.FEED),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', ListKind.FEED),
        (b"<!doctype html><html>", None),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'>", None),
        (b"<!--" * 9, None),
        (b"", None),
    ],
)
def test_a_list_is_told_by_its_root(data: bytes, kind: ListKind | None) -> None:
    assert kind_of(data) is kind


def test_a_json_feed() -> None:
    data = (
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": 1, "url": "/1",'
        b'"title": "One",'
        b'"content_text": "A.\\n\\nB <b>.", "date_published": "2024-01-01T00:00:00Z", "authors": [{"name": "Ada"}]}]}'
    )
    feed = read_feed(data, url="https://a.example/feed.json")
    assert isinstance(feed, Feed)
    (entry,) = feed.entries
    assert (entry.link, entry.author, entry.published) == ("https://a.example/1", "Ada", "2024-01-01T00:00:00Z")
    assert "<p>B &lt;b&gt;.</p>" in entry.html
    for bad in (b'{"version": "https://jsonfeed.org/version/1", "items": 4}', b'{"a": 1}', b"{" * 10**5):
        assert isinstance(read_feed(bad), Unsafe)


def test_times_that_no_newsroom_has_are_left_out() -> None:
    for year in ("1970", "2090"):
        feed = read_feed(ATOM.replace(b"2024-03", year.encode() + b"-03"))
        assert isinstance(feed, Feed)
        assert feed.entries[0].published is None


def test_bombs_are_refused_before_they_are_parsed(shared: Path) -> None:
    bombs = shared / "attacks" / "bombs"
    want = {
        "billion_laughs.rss": RefusalCode.UNSAFE_XML,
        "quadratic_blowup.rss": RefusalCode.UNSAFE_XML,
        "xxe_dtd.rss": RefusalCode.UNSAFE_XML,
        "xxe_file.rss": RefusalCode.UNSAFE_XML,
        "xml_depth_1M.xml": RefusalCode.TOO_COSTLY,
        "sitemap_index_loop.xml": RefusalCode.NOT_FETCHED,
    }
    started = time.process_time()
    for name, code in want.items():
        assert codes(list(gather([str(bombs / name)]))) == [code], name
    assert time.process_time() - started < 5


def test_entities_that_stand_for_characters_are_allowed() -> None:
    rss = (
        b'<!DOCTYPE rss [<!ENTITY eacute "&#233;">]>'
        b'<rss version="2.0"><channel><item><title>Caf&eacute;</title></item></channel></rss>'
    )
    assert look_over(rss) is None
    public = b'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://n.example/rss.dtd"><rss version="0.91"/>'
    assert look_over(public) is None


def test_nesting_is_capped_in_broken_documents_too() -> None:
    deep = b"<rss><channel>&oops;" + b"<a>" * 100_000
    assert isinstance(look_over(deep), Unsafe)
    feed = (
        b"<rss><channel>&oops;<item><description><![CDATA["
        + b"<br><p>" * 50_000
        + b"]]></description></item></channel></rss>"
    )
    assert look_over(feed) is None


def test_a_feed_of_a_hundred_thousand_entries_is_read_up_to_the_cap() -> None:
    entry = b"<item><title>T%d</title><link>https://a.example/%d</link></item>"
    data = b"<rss version='2.0'><channel>" + b"".join(entry % (n, n) for n in range(100_000)) + b"</channel></rss>"
    found = list(leads(data, "f"))
    assert len([f for f in found if isinstance(f, Lead)]) == MOST_ENTRIES
    assert codes([f for f in found if isinstance(f, Refusal)]) == [RefusalCode.OVER_BUDGET]


def test_a_feed_of_a_million_tags_is_too_costly() -> None:
    data = b"<rss version='2.0'><channel><item>" + b"<category>a</category>" * 100_000 + b"</item></channel></rss>"
    started = time.process_time()
    assert codes([f for f in leads(data, "f") if isinstance(f, Refusal)]) == [RefusalCode.TOO_COSTLY]
    assert time.process_time() - started < 5
    within = (
        b"<rss><channel><item><title>T</title><description><![CDATA[" + b"<br>" * 200_000 + b"]]></description></item>"
    )
    assert isinstance(read_feed(within), Feed)


def test_a_sitemap_over_the_cap_says_so() -> None:
    data = b"<urlset>" + b"<url><loc>https://a.example/</loc></url>" * (MOST_ADDRESSES + 5) + b"</urlset>"
    found = read_addresses(data)
    assert isinstance(found, AddressList)
    assert len(found.pages) == MOST_ADDRESSES
    assert found.over


def test_a_sitemap_that_breaks_off_gives_what_stands_before() -> None:
    found = list(leads(SITEMAP[:-30], "s"))
    assert [type(f).__name__ for f in found] == ["Lead", "Refusal"]


@pytest.mark.parametrize("piece", [b"<!--", b"<![CDATA[", b"<item>", b"<", b"&a;", b"<rss>", b"<?", b"<!DOCTYPE ["])
def test_looking_over_takes_time_in_proportion(piece: bytes) -> None:
    def seconds(times: int) -> float:
        data = b"<rss>&x;" + piece * times
        started = time.process_time()
        look_over(data)
        kind_of(piece * times)
        return time.process_time() - started

    seconds(1_000)
    assert seconds(80_000) < 40 * max(seconds(20_000), 0.002)


def silent_feeds(shared: Path, step: int) -> list[Path]:
    """Feeds of the collection that gave neither a page nor a refusal."""
    paths = sorted((shared / "attacks" / "feedparser").rglob("*.xml"))
    assert len(paths) == 2106
    return [p for p in paths[::step] if not list(gather([str(p)]))]


def test_feeds_of_a_collection_give_pages_or_a_refusal_with_a_code(shared: Path) -> None:
    assert not silent_feeds(shared, 11)


@pytest.mark.slow
def test_every_feed_of_a_large_collection_gives_pages_or_a_refusal_with_a_code(shared: Path) -> None:
    assert not silent_feeds(shared, 1)
