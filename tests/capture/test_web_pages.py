"""Addresses as sources: a page, a feed or a sitemap, told by what is there, and followed within bounds."""

import asyncio
import gzip
import socket
import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hostile_server import HERE, HostileServer, Request, reply
from msgspec.structs import replace

from copydesk.capture import Options, Web, gather, web_pages
from copydesk.capture.bridge import in_thread
from copydesk.capture.leads import Lead
from copydesk.capture.web_pages import IN_FULL, conditions, fetch_pages
from copydesk.record import Page, Refusal, RefusalCode

PAGE = b"<!doctype html><p>The ferry runs.</p>"
STORY = "<p>The harbour board met again and put the matter off.</p>" * 20


def take(
    *sources: str, notices: list[str] | None = None, follow: bool = False, **settings: Any
) -> list[Page | Refusal]:
    given: dict[str, Any] = {"allow_networks": (f"{HERE}/32",), "pause": 0.0, "deadline": 5.0, "patience": 0.5}
    told = (notices if notices is not None else []).append
    return list(gather(sources, Options(web=Web(**(given | settings)), notice=told, follow=follow)))


def pages(found: list[Page | Refusal]) -> list[Page]:
    return [f for f in found if isinstance(f, Page)]


def codes(found: list[Page | Refusal]) -> list[RefusalCode]:
    return [f.code for f in found if isinstance(f, Refusal)]


def rss(*items: str) -> bytes:
    body = "".join(f"<item>{i}</item>" for i in items)
    return reply(f"<rss version='2.0'><channel>{body}</channel></rss>".encode(), media_type="text/xml")


def sitemap(*urls: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{u}</loc></url>' for u in urls)}</urlset>".encode()


def index(*urls: str) -> bytes:
    return f"<sitemapindex>{''.join(f'<sitemap><loc>{u}</loc></sitemap>' for u in urls)}</sitemapindex>".encode()


def test_a_page_is_taken_by_its_address(server: HostileServer) -> None:
    server.answers["/old"] = reply(b"", "301 Moved Permanently", "Location: /new\r\n")
    server.answers["/new"] = reply(PAGE)
    (page,) = pages(take(f"{server.url}/old"))
    assert (page.name, page.url, page.content, page.via) == (f"{server.url}/old", f"{server.url}/new", PAGE, None)
    assert page.captured is not None


def test_what_cannot_be_had_is_refused_with_its_code(server: HostileServer) -> None:
    found = take(f"{server.url}/none", "http://127.0.0.1/", "https://u:p@a.example/", "HTTP://[")
    assert sorted(codes(found)) == sorted(
        [RefusalCode.HTTP_STATUS, RefusalCode.NOT_PUBLIC, RefusalCode.BAD_ADDRESS, RefusalCode.BAD_ADDRESS]
    )
    (gone,) = [f for f in found if isinstance(f, Refusal) and f.code is RefusalCode.HTTP_STATUS]
    assert gone.reason == "the server answered 404 Not Found"


def test_a_feed_leads_to_its_pages(server: HostileServer) -> None:
    server.answers["/feed"] = rss(
        "<title>A</title><link>/a</link>",
        f"<title>B</title><link>/b</link><description><![CDATA[{STORY}]]></description>",
        f"<title>C</title><description><![CDATA[{STORY}]]></description>",
        "<title>D</title><link>/d</link>",
    )
    server.answers["/a"] = reply(PAGE)
    found = take(f"{server.url}/feed")
    by_url = {p.url: p for p in pages(found)}
    assert by_url[f"{server.url}/a"].content == PAGE
    assert by_url[f"{server.url}/a"].via == f"{server.url}/feed"
    # What the feed has of a story stands in where its page is gone, or where there is none.
    assert STORY.encode() in by_url[f"{server.url}/b"].content
    assert STORY.encode() in by_url[None].content
    assert by_url[None].captured is not None
    assert codes(found) == [RefusalCode.HTTP_STATUS]


def test_a_sitemap_index_leads_to_pages_of_its_own_site(server: HostileServer) -> None:
    server.answers["/index.xml"] = reply(index(f"{server.url}/one.xml", f"{server.url}/two.xml.gz"))
    server.answers["/one.xml"] = reply(sitemap(f"{server.url}/a", f"{server.url}/b", "http://other.example/c"))
    packed = gzip.compress(sitemap(f"{server.url}/b", f"{server.url}/c"))
    server.answers["/two.xml.gz"] = reply(packed, media_type="application/gzip")
    server.answers |= {f"/{n}": reply(PAGE) for n in "abc"}
    told: list[str] = []
    found = take(f"{server.url}/index.xml", notices=told)
    assert sorted(p.name[-2:] for p in pages(found)) == ["/a", "/b", "/c"]
    assert codes(found) == []
    assert told == ["1 addresses passed over that a sitemap names on another site than its own"]


def test_lists_that_lead_to_each_other_end(server: HostileServer) -> None:
    server.answers["/1.xml"] = reply(index(f"{server.url}/2.xml", f"{server.url}/1.xml"))
    server.answers["/2.xml"] = reply(index(f"{server.url}/1.xml", f"{server.url}/2.xml"))
    assert take(f"{server.url}/1.xml") == []
    assert sorted(server.paths()) == ["/1.xml", "/2.xml"]

    async def deeper(writer: Any, request: Request) -> None:
        writer.write(reply(index(f"{server.url}/deep{int(request.path[5:-4]) + 1}.xml")))

    server.answers |= {f"/deep{n}.xml": deeper for n in range(20)}
    found = take(f"{server.url}/deep0.xml")
    assert codes(found) == [RefusalCode.OVER_BUDGET]
    assert len([p for p in server.paths() if "deep" in p]) == web_pages.DEEPEST + 1


def test_a_host_has_a_budget(server: HostileServer) -> None:
    server.answers["/s.xml"] = reply(sitemap(*(f"{server.url}/{n}" for n in range(30))))
    server.answers |= {f"/{n}": reply(PAGE) for n in range(30)}
    found = take(f"{server.url}/s.xml", most_a_host=10)
    assert len(pages(found)) == 10
    (over,) = [f for f in found if isinstance(f, Refusal)]
    assert over.code is RefusalCode.OVER_BUDGET
    assert "20 addresses passed over" in over.reason


def test_a_run_goes_on_where_it_was(server: HostileServer) -> None:
    server.answers["/s.xml"] = reply(sitemap(*(f"{server.url}/{n}" for n in range(6))))
    server.answers |= {f"/{n}": reply(PAGE) for n in range(6)}
    there = {f"{server.url}/{n}" for n in range(4)}
    told: list[str] = []
    found = take(f"{server.url}/s.xml", f"{server.url}/0", known=there.__contains__, notices=told)
    # An address that was given by hand is asked for again.
    assert sorted(p.name[-2:] for p in pages(found)) == ["/0", "/4", "/5"]
    assert told == ["3 addresses passed over whose pages are there already"]


def test_lists_in_files_are_followed_where_that_is_wanted(server: HostileServer, tmp_path: Path) -> None:
    server.answers["/feed"] = rss("<title>A</title><link>/a</link>")
    server.answers["/a"] = reply(PAGE)
    path = tmp_path / "mine.opml"
    path.write_text(f'<opml><body><outline xmlUrl="{server.url}/feed"/></body></opml>')
    assert codes(take(str(path))) == [RefusalCode.NOT_FETCHED]
    assert server.asked == []
    (page,) = pages(take(str(path), follow=True))
    assert (page.url, page.via) == (f"{server.url}/a", f"{server.url}/feed")


def test_one_slow_host_does_not_hold_up_the_others(server: HostileServer) -> None:
    async def slow(writer: Any, request: Request) -> None:
        while len({r.path for r in server.asked}) < 7:  # robots.txt, this one, the five of the other host
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
        writer.write(reply(PAGE))

    async def lookup(host: str, port: int) -> list[tuple[int, str]]:
        return [(socket.AF_INET, HERE)]

    server.answers["/slow"] = slow
    server.answers |= {f"/{n}": reply(PAGE) for n in range(5)}
    urls = [f"http://slow.example:{server.port}/slow", *(f"http://quick.example:{server.port}/{n}" for n in range(5))]
    web = Web(allow_networks=(f"{HERE}/32",), pause=0.0)
    first = [Lead(url=u, via=u) for u in urls]
    names = [p.name for p in pages(list(in_thread(lambda: fetch_pages(first, web, print, lookup))))]
    assert names[-1] == urls[0]
    assert sorted(names) == sorted(urls)


def test_taking_no_more_stops_the_fetching(server: HostileServer) -> None:
    server.answers["/s.xml"] = reply(sitemap(*(f"{server.url}/{n}" for n in range(300))))
    server.answers |= {f"/{n}": reply(PAGE) for n in range(300)}
    stream = gather([f"{server.url}/s.xml"], Options(web=Web(allow_networks=(f"{HERE}/32",), pause=0.0)))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    time.sleep(0.3)  # what was asked before the end comes in
    asked = len(server.paths())
    time.sleep(0.3)
    assert len(server.paths()) == asked
    assert asked < 200


def test_sources_of_all_kinds_come_in_their_order(server: HostileServer, tmp_path: Path) -> None:
    server.answers["/a"] = reply(PAGE)
    (tmp_path / "x.html").write_bytes(PAGE)
    found = pages(take(str(tmp_path / "x.html"), f"{server.url}/a", str(tmp_path / "x.html")))
    assert [p.name.rsplit("/", 1)[-1] for p in found] == ["x.html", "a", "x.html"]


def test_a_page_that_is_there_is_asked_for_only_if_it_has_changed(
    server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_pages, "IN_FULL", 10**9)
    url, dated = f"{server.url}/a", f"{server.url}/dated"

    async def answer(writer: asyncio.StreamWriter, request: Request) -> None:
        same = request.headers.get("if-none-match") == '"v1"' or "if-modified-since" in request.headers
        left = 'ETag: "v1"\r\n' if request.path == "/a" else "Last-Modified: Mon, 05 Jan 2026 08:00:00 GMT\r\n"
        writer.write(reply(b"", "304 Not Modified") if same else reply(PAGE, headers=left))

    server.answers |= {"/a": answer, "/dated": answer}
    first = {p.name: p for p in pages(take(url, dated))}
    assert (first[url].etag, first[dated].last_modified) == ('"v1"', "Mon, 05 Jan 2026 08:00:00 GMT")
    # What is there comes again in the place of the answer, and is told by its bytes to be unchanged.
    again = {p.name: p for p in pages(take(url, dated, kept=first.get))}
    assert again == first
    # A page that was put in the place of another one's answer would be asked for by that one's address.
    assert [p.name for p in pages(take(url, kept={url: replace(first[url], url=dated)}.get))] == [url]
    assert server.asked[-1].headers.get("if-none-match") is None


def test_a_server_that_says_unchanged_to_who_has_nothing_is_refused(server: HostileServer) -> None:
    server.answers["/a"] = reply(b"", "304 Not Modified", 'ETag: "v1"\r\n')
    url = f"{server.url}/a"
    assert codes(take(url)) == [RefusalCode.HTTP_STATUS]
    elsewhere = Page(name=url, content=PAGE, url=f"{server.url}/b", etag='"v1"')
    assert codes(take(url, kept={url: elsewhere}.get)) == [RefusalCode.HTTP_STATUS]


def test_a_page_that_is_there_is_had_in_full_one_day_in_seven() -> None:
    page = Page(name="x", content=PAGE, url="https://a.example/x", etag='"v1"')
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(7 * IN_FULL)]
    full = [day for day in days if conditions(page, day) is None]
    assert len(full) == 7
    assert {(b - a).days for a, b in pairwise(full)} == {IN_FULL}
    assert all(conditions(replace(page, etag=None), day) is None for day in days)
