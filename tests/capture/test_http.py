"""Fetching: what comes back for what a server does, within the deadline and under the caps."""

import asyncio
import gzip
import socket
import time
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli  # type: ignore[import-untyped]
import hostile_server as hs
import pytest
import zstandard
from hostile_server import HERE, HostileServer, Request, reply

from copydesk.capture import Web
from copydesk.capture.http import MOST_REDIRECTS, Fetcher
from copydesk.capture.http_answers import Answer, Failed, Fetched, NotModified, Validators
from copydesk.capture.http_pace import LATER, LONGEST_SILENCE, retry_after
from copydesk.capture.http_robots import RobotsAnswer, rules_from
from copydesk.record import RefusalCode

PAGE = b"<!doctype html><p>The ferry runs.</p>"


def web(**settings: Any) -> Web:
    given: dict[str, Any] = {"allow_networks": (f"{HERE}/32",), "pause": 0.0, "deadline": 5.0, "patience": 2.0}
    return Web(**(given | settings))


async def local_lookup(host: str, port: int) -> list[tuple[int, str]]:
    return [(socket.AF_INET, HERE)]


def fetch(*urls: str, validators: Validators | None = None, **settings: Any) -> list[Answer]:
    async def run() -> list[Answer]:
        async with Fetcher(web(**settings), local_lookup) as fetcher:
            return [await fetcher.fetch(url, validators) for url in urls]

    return asyncio.run(run())


def fetched(url: str, **settings: Any) -> Fetched:
    (answer,) = fetch(url, **settings)
    assert isinstance(answer, Fetched), answer
    return answer


def code(url: str, **settings: Any) -> RefusalCode:
    (answer,) = fetch(url, **settings)
    assert isinstance(answer, Failed), answer
    return answer.refusal.code


def test_a_page_comes_with_what_is_known_of_it(server: HostileServer) -> None:
    server.answers["/a?b=c"] = reply(PAGE, headers='ETag: "x"\r\nLast-Modified: Thu, 14 Mar 2024 18:02:11 GMT\r\n')
    answer = fetched(f"{server.url}/a?b=c#d")
    assert (answer.content, answer.url, answer.media_type) == (PAGE, f"{server.url}/a?b=c", "text/html; charset=utf-8")
    assert answer.validators == Validators(f"{server.url}/a?b=c", '"x"', "Thu, 14 Mar 2024 18:02:11 GMT")
    assert answer.captured.endswith("Z")
    assert answer.page("via").via == "via"


def test_we_say_who_we_are(server: HostileServer) -> None:
    fetch(f"{server.url}/", contact="https://desk.example/bot\r\nX-Evil: 1")
    agent = server.asked[-1].headers["user-agent"]
    assert agent.startswith("copydesk/")
    assert agent.endswith("(+https://desk.example/botX-Evil: 1)")
    assert "x-evil" not in server.asked[-1].headers
    fetch(f"{server.url}/", contact=None)
    assert server.asked[-1].headers["user-agent"].endswith("(no contact given)")


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("br", brotli.compress(PAGE)),
        ("zstd", zstandard.compress(PAGE)),
        ("br, gzip", gzip.compress(brotli.compress(PAGE))),
    ],
)
def test_content_encodings_are_undone(server: HostileServer, name: str, packed: bytes) -> None:
    server.answers["/"] = reply(packed, headers=f"Content-Encoding: {name}\r\n")
    assert fetched(f"{server.url}/").content == PAGE


def test_more_layers_than_anybody_needs_and_unknown_ones(server: HostileServer) -> None:
    server.answers["/"] = reply(PAGE, headers="Content-Encoding: " + ", ".join(["gzip"] * 6) + "\r\n")
    assert code(f"{server.url}/") is RefusalCode.UNSUPPORTED
    server.answers["/"] = reply(PAGE, headers="Content-Encoding: rot13\r\n")
    assert code(f"{server.url}/") is RefusalCode.UNSUPPORTED
    server.answers["/"] = reply(PAGE, headers="Content-Encoding: gzip\r\n")
    assert code(f"{server.url}/") is RefusalCode.DAMAGED


def test_what_is_cut_is_kept_and_said(server: HostileServer) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    server.answers["/short"] = head + b"Content-Length: 900\r\n\r\n" + PAGE
    server.answers["/chunks"] = head + b"Transfer-Encoding: chunked\r\n\r\n" + b"%x\r\n%b\r\n" % (len(PAGE), PAGE)
    server.answers["/zip"] = reply(hs.GZIPPED[:-12], headers="Content-Encoding: gzip\r\n")
    server.answers["/part"] = reply(PAGE, "206 Partial Content")
    for path in ("/short", "/chunks"):
        answer = fetched(server.url + path)
        assert (answer.content, answer.cut) == (PAGE, f"the server broke off after {len(PAGE)} bytes")
    assert fetched(f"{server.url}/zip").cut == "the gzip stream ends before its end"
    assert "206" in (fetched(f"{server.url}/part").cut or "")


#: Seconds: far more than a deadline of half a second on a busy machine, far less than the servers below would hold a
#: fetch that had none (an hour, or 0.05 s a byte for ever).
UNHELD = 20.0


@pytest.mark.parametrize("way", [hs.dribble, hs.dribble_head, hs.silent])
def test_one_deadline_over_the_whole_fetch(server: HostileServer, way: hs.Answer) -> None:
    server.answers["/"] = way
    server.answers["/robots.txt"] = reply(b"", "404 Not Found")
    started = time.perf_counter()
    assert code(f"{server.url}/", deadline=0.5) is RefusalCode.TOO_SLOW
    assert time.perf_counter() - started < UNHELD
    server.answers["/robots.txt"] = way
    started = time.perf_counter()
    assert code(f"{server.url}/", deadline=0.5) is RefusalCode.TOO_SLOW
    assert time.perf_counter() - started < UNHELD


def test_redirects_that_dribble_share_the_deadline(server: HostileServer) -> None:
    async def slow(writer: asyncio.StreamWriter, request: Request) -> None:
        await asyncio.sleep(0.2)
        writer.write(reply(b"", "302 Found", f"Location: /{int(request.path[1:]) + 1}\r\n"))

    server.answers |= {f"/{n}": slow for n in range(9)}
    started = time.perf_counter()
    assert code(f"{server.url}/0", deadline=0.5) is RefusalCode.TOO_SLOW
    assert time.perf_counter() - started < UNHELD


def test_a_body_over_the_cap_is_refused(server: HostileServer) -> None:
    server.answers["/endless"] = hs.endless
    server.answers["/declared"] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999999\r\n\r\nx"
    assert code(f"{server.url}/endless", deadline=20.0) is RefusalCode.TOO_LARGE
    assert code(f"{server.url}/declared") is RefusalCode.TOO_LARGE


def test_what_is_no_page_by_its_type_is_not_taken(server: HostileServer) -> None:
    server.answers["/"] = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 1000000\r\n\r\nx"
    assert code(f"{server.url}/") is RefusalCode.BINARY


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"y" * 100_000 + b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
        b"HTTP/1.1 200 OK\r\nA\0B: c\r\n\r\n",
    ],
)
def test_answers_that_are_none(server: HostileServer, answer: bytes) -> None:
    server.answers["/"] = answer
    assert code(f"{server.url}/") is RefusalCode.BAD_ANSWER


def test_a_flood_of_headers_is_cut_off(server: HostileServer) -> None:
    server.answers["/"] = hs.head_flood
    assert code(f"{server.url}/") is RefusalCode.BAD_ANSWER


def test_nobody_answers(server: HostileServer) -> None:
    server.answers["/"] = b""
    assert code(f"{server.url}/") is RefusalCode.NO_ANSWER
    with socket.socket() as unused:
        unused.bind((HERE, 0))
        port = unused.getsockname()[1]
    assert code(f"http://{HERE}:{port}/") is RefusalCode.NO_ANSWER
    server.answers["/robots.txt"] = b""
    assert code(f"https://{HERE}:{server.port}/", deadline=0.5) is RefusalCode.TOO_SLOW


def test_a_name_that_leads_nowhere() -> None:
    async def nowhere(host: str, port: int) -> list[tuple[int, str]]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async def run() -> Answer:
        async with Fetcher(web(), nowhere) as fetcher:
            return await fetcher.fetch("http://ferry.example/")

    answer = asyncio.run(run())
    assert isinstance(answer, Failed)
    assert answer.refusal.code is RefusalCode.NO_ANSWER


def test_redirects(server: HostileServer) -> None:
    server.answers |= {
        f"/{n}": reply(b"", "301 Moved Permanently", f"Location: /{n + 1}\r\n") for n in range(MOST_REDIRECTS + 1)
    }
    server.answers[f"/{MOST_REDIRECTS + 1}"] = reply(PAGE)
    answer = fetched(f"{server.url}/1")
    assert (answer.asked, answer.url) == (f"{server.url}/1", f"{server.url}/{MOST_REDIRECTS + 1}")
    assert answer.moved_for_good
    assert answer.page().name == f"{server.url}/1"
    assert code(f"{server.url}/0") is RefusalCode.REDIRECTS
    server.answers["/a"] = reply(b"", "302 Found", "Location: /b#x\r\n")
    server.answers["/b"] = reply(b"", "302 Found", "Location: a#y\r\n")
    assert code(f"{server.url}/a") is RefusalCode.REDIRECTS
    server.answers["/c"] = reply(b"", "302 Found")
    assert code(f"{server.url}/c") is RefusalCode.HTTP_STATUS


@pytest.mark.parametrize(
    "to",
    ["file:///etc/passwd", "ftp://a.example/", "data:text/html,x", "http://u:p@a.example/", "http://", "http://[::1",
     "javascript:alert(1)", "http://a.example:25/", "\xff\xfe"],
)  # fmt: skip
def test_redirects_to_what_is_not_fetched(server: HostileServer, to: str) -> None:
    server.answers["/"] = b"HTTP/1.1 302 Found\r\nLocation: " + to.encode("latin-1") + b"\r\nContent-Length: 0\r\n\r\n"
    found = code(f"{server.url}/")
    # What leads back to the page itself is a circle.
    assert found in (RefusalCode.BAD_ADDRESS, RefusalCode.REDIRECTS, RefusalCode.HTTP_STATUS)
    assert len(server.paths()) <= 2


def test_nothing_of_ours_crosses_an_origin(server: HostileServer) -> None:
    server.answers["/"] = reply(b"", "302 Found", "Set-Cookie: a=b; Domain=example\r\nLocation: http://other.example:"
                                f"{server.port}/next\r\n")  # fmt: skip
    server.answers["/next"] = reply(PAGE, headers="Set-Cookie: c=d\r\n")
    server.answers["/again"] = reply(PAGE)
    first, second = fetch(f"http://one.example:{server.port}/", f"http://other.example:{server.port}/again")
    assert isinstance(first, Fetched)
    assert isinstance(second, Fetched)
    for request in server.asked:
        assert not {"cookie", "authorization", "proxy-authorization", "referer"} & set(request.headers)


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        (reply(b"User-agent: *\nDisallow: /a", media_type="text/plain"), False),
        (reply(b"User-agent: copydesk\nDisallow: /a\nUser-agent: *\nAllow: /", media_type="text/plain"), False),
        (reply(b"User-agent: other\nDisallow: /", media_type="text/plain"), True),
        (reply(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\nAllow: /a", media_type="text/plain"), True),
        (reply(b"", "404 Not Found"), True),
        (reply(b"", "403 Forbidden"), True),
        (reply(b"", "429 Too Many Requests"), False),
        (reply(b"", "500 Internal Server Error"), False),
        (reply(b"", "503 Service Unavailable"), False),
        (b"", False),
        (reply(b"\xff\x00" * 99), True),
        (reply(b"#" * (500 * 1024) + b"\nUser-agent: *\nDisallow: /"), True),
        (reply(b"User-agent: *\nDisallow: /\n" + b"#" * (900 * 1024)), False),
        (reply(b"", "302 Found", "Location: /r1\r\n"), False),
        (reply(b"", "302 Found", "Location: /robots.txt?1\r\n"), True),
    ],
)
def test_robots_txt_and_its_failures(server: HostileServer, robots: bytes, allowed: bool) -> None:
    server.answers |= {"/robots.txt": robots, "/a": reply(PAGE), "/r1": reply(b"User-agent: *\nDisallow: /a")}
    (answer,) = fetch(f"{server.url}/a")
    assert isinstance(answer, Fetched) is allowed
    assert ("/a" in server.paths()) is allowed


def test_robots_txt_is_asked_for_once_and_its_pause_is_kept(server: HostileServer) -> None:
    server.answers["/robots.txt"] = reply(b"User-agent: *\nCrawl-delay: 0.3")
    server.answers["/a"] = server.answers["/b"] = reply(PAGE)
    started = time.perf_counter()
    fetch(f"{server.url}/a", f"{server.url}/b")
    assert time.perf_counter() - started > 0.3
    assert [r.path for r in server.asked].count("/robots.txt") == 1


def test_robots_rules_by_status() -> None:
    assert rules_from(RobotsAnswer(200, b"User-agent: *\nCrawl-delay: 1e999"), 0).pause is None
    assert rules_from(RobotsAnswer(200, b"User-agent: *\nCrawl-delay: 7"), 0).pause == 7
    assert rules_from(RobotsAnswer(410), 0).allowed
    assert not rules_from(RobotsAnswer(599), 0).allowed
    assert not rules_from(RobotsAnswer(), 0).allowed


def test_a_pause_is_kept_between_questions_to_one_host(server: HostileServer) -> None:
    server.answers["/robots.txt"] = reply(b"", "404 Not Found")
    started = time.perf_counter()
    fetch(f"{server.url}/a", f"{server.url}/b", f"{server.url}/c", pause=0.2)
    assert time.perf_counter() - started > 0.6


NOW = datetime(2024, 3, 14, 18, 2, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        (" 0 ", timedelta()),
        ("1.5", timedelta(seconds=1)),
        ("999999999", LONGEST_SILENCE),
        ("Thu, 14 Mar 2024 18:03:11 GMT", timedelta(seconds=60)),
        ("Thursday, 14-Mar-24 18:03:11 GMT", timedelta(seconds=60)),
        ("Thu Mar 14 18:03:11 2024", timedelta(seconds=60)),
        ("Thu, 14 Mar 2024 19:03:11 +0100", timedelta(seconds=60)),
        ("Thu, 14 Mar 2020 18:03:11 GMT", timedelta()),
        ("Thu, 14 Mar 9999 18:03:11 GMT", LONGEST_SILENCE),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("99999999999999999999", None),
        ("Thu, 99 Foo 2024 99:99:99 GMT", None),
        ("9" * 5000, None),
        ("١٢٠", None),
    ],
)
def test_retry_after_in_every_form(value: str | None, wait: timedelta | None) -> None:
    assert retry_after(value, NOW) == wait


def test_soon_is_waited_for_and_later_is_told(server: HostileServer) -> None:
    busy = ["0", "1"]

    async def first_busy(writer: asyncio.StreamWriter, request: Request) -> None:
        again = f"Retry-After: {busy.pop(0)}\r\n" if busy else ""
        writer.write(reply(b"", "429 Too Many Requests", again) if again else reply(PAGE))

    server.answers["/"] = first_busy
    assert fetched(f"{server.url}/").content == PAGE
    server.answers["/later"] = reply(b"", "503 Service Unavailable", "Retry-After: 3600\r\n")
    server.answers["/b"] = reply(PAGE)
    later, other = fetch(f"{server.url}/later", f"{server.url}/b")
    assert isinstance(later, Failed)
    assert (later.refusal.code, later.status, later.wait) == (RefusalCode.ASK_LATER, 503, timedelta(seconds=3600))
    assert isinstance(other, Failed)
    assert other.refusal.code is RefusalCode.ASK_LATER
    assert "/b" not in server.paths()
    server.answers["/garbage"] = reply(b"", "503 Service Unavailable", "Retry-After: soon\r\n")
    (garbage,) = fetch(f"{server.url}/garbage")
    assert isinstance(garbage, Failed)
    assert garbage.wait == LATER


def test_only_what_changed_is_asked_for(server: HostileServer) -> None:
    async def conditional(writer: asyncio.StreamWriter, request: Request) -> None:
        same = request.headers.get("if-none-match") == '"x"'
        writer.write(reply(b"", "304 Not Modified") if same else reply(PAGE, headers='ETag: "x"\r\n'))

    server.answers["/"] = conditional
    first = fetched(f"{server.url}/")
    assert isinstance(fetch(f"{server.url}/", validators=first.validators)[0], NotModified)
    elsewhere = Validators("http://other.example/", '"x"', None)
    assert isinstance(fetch(f"{server.url}/", validators=elsewhere)[0], Fetched)
    server.answers["/lie"] = reply(b"", "304 Not Modified")
    assert code(f"{server.url}/lie") is RefusalCode.HTTP_STATUS


@pytest.mark.parametrize(
    "url",
    ["http://a b/", "ftp://a.example/", "http://", "https://u@a.example/", "http://a.example/" + "x" * 10**6,
     "http://a.example/\r\nHost: b", "http://a.example:0/", "http://a.example:70000/", "http://[v1.x]/", "http://"
     + "a." * 200 + "example/"],
)  # fmt: skip
def test_addresses_that_are_not_asked_for(url: str) -> None:
    assert code(url) in (RefusalCode.BAD_ADDRESS, RefusalCode.NO_ANSWER, RefusalCode.NOT_PUBLIC)
