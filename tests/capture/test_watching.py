"""The loop: polls what is due, hands over what is new, and stops when it is told to; any number of times."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hostile_server import HERE, HostileServer, Request, reply

from copydesk.capture import Web
from copydesk.capture.http import Fetcher
from copydesk.capture.shelf import RecordShelf
from copydesk.capture.subscriptions import Subscription
from copydesk.capture.watching import Watch, subscriptions_in
from copydesk.capture.xml_guard import Unsafe
from copydesk.record import Account, Page, Refusal, RefusalCode, StoreError

PAGE = b"<!doctype html><p>The ferry runs.</p>"


class Shelf:
    def __init__(self, *urls: str) -> None:
        self.kept = {url: Subscription(url=url) for url in urls}

    def subscriptions(self) -> Sequence[Subscription]:
        return list(self.kept.values())

    def keep(self, subscription: Subscription, was: str) -> None:
        del self.kept[was]
        self.kept[subscription.url] = subscription

    def make_due(self) -> None:
        self.kept = {u: msgspec.structs.replace(s, next_poll=None) for u, s in self.kept.items()}


def rss(*links: str) -> bytes:
    items = "".join(f"<item><title>T</title><link>{link}</link></item>" for link in links)
    return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()


def poll(
    shelf: Shelf, take: Callable[[list[Page | Refusal]], Account | None] | None = None, **settings: Any
) -> list[Page | Refusal]:
    """One round over what is due; gives what was handed over."""
    taken: list[Page | Refusal] = []
    given: dict[str, Any] = {"allow_networks": (f"{HERE}/32",), "pause": 0.0, "deadline": 2.0, "patience": 0.2}

    async def run() -> None:
        web = Web(**(given | settings))
        async with Fetcher(web) as fetcher:
            await Watch(shelf, take or taken.extend, web).round(fetcher)

    asyncio.run(run())
    return taken


def test_new_pages_are_handed_over_once(server: HostileServer) -> None:
    server.answers |= {
        "/feed": reply(rss("/a", "/b", "/gone"), headers='ETag: "1"\r\n'),
        "/a": reply(PAGE),
        "/b": reply(PAGE),
    }
    shelf = Shelf(f"{server.url}/feed")
    found = poll(shelf)
    assert sorted(f.url or "" for f in found) == [f"{server.url}/{n}" for n in ("a", "b", "gone")]
    assert {f.via for f in found if isinstance(f, Page)} == {f"{server.url}/feed"}
    (kept,) = shelf.subscriptions()
    assert kept.etag == '"1"'
    assert poll(shelf) == []  # nothing is due
    shelf.make_due()
    server.answers["/feed"] = reply(rss("/c", "/a", "/b", "/gone"))
    server.answers["/c"] = reply(PAGE)
    before = len(server.paths())
    assert [f.url for f in poll(shelf)] == [f"{server.url}/c"]
    assert server.paths()[before:] == ["/feed", "/c"]  # a page that was refused is not asked for at every poll


def test_what_fails_in_passing_is_asked_for_again(server: HostileServer) -> None:
    server.answers |= {"/feed": reply(rss("/a")), "/a": b""}
    shelf = Shelf(f"{server.url}/feed")
    (refusal,) = poll(shelf)
    assert isinstance(refusal, Refusal)
    assert refusal.code is RefusalCode.NO_ANSWER
    server.answers["/a"] = reply(PAGE)
    shelf.make_due()
    assert [type(f) for f in poll(shelf)] == [Page]


def test_what_the_budget_left_comes_with_the_next_poll(server: HostileServer) -> None:
    server.answers["/feed"] = reply(rss(*(f"/{n}" for n in range(8))))
    server.answers |= {f"/{n}": reply(PAGE) for n in range(8)}
    shelf = Shelf(f"{server.url}/feed")
    names: set[str] = set()
    for _ in range(3):
        names |= {f.name for f in poll(shelf, most_a_host=3) if isinstance(f, Page)}
        shelf.make_due()
    assert len(names) == 8


def test_pages_that_the_desk_has_are_not_fetched(server: HostileServer) -> None:
    server.answers |= {"/feed": reply(rss("/a", "/b")), "/a": reply(PAGE), "/b": reply(PAGE)}
    found = poll(Shelf(f"{server.url}/feed"), known=lambda url: url.endswith("/a"))
    assert [f.url for f in found] == [f"{server.url}/b"]


def test_one_list_that_fails_does_not_stop_the_others(server: HostileServer) -> None:
    async def dribbling(writer: asyncio.StreamWriter, request: Request) -> None:
        await asyncio.sleep(60)

    server.answers |= {
        "/good": reply(rss("/a")),
        "/a": reply(PAGE),
        "/slow": dribbling,
        "/bomb": reply(b'<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><rss>&b;</rss>'),
        "/page": reply(PAGE),
        "/later": reply(b"", "503 Service Unavailable", "Retry-After: 7200\r\n"),
        "/empty": reply(rss()),
    }
    shelf = Shelf(*(server.url + p for p in ("/good", "/slow", "/bomb", "/page", "/empty")))
    assert [f.url for f in poll(shelf, deadline=0.5)] == [f"{server.url}/a"]
    state = {s.url.rsplit("/", 1)[-1]: s for s in shelf.subscriptions()}
    assert "too-slow" in (state["slow"].refusal or "")
    assert "unsafe-xml" in (state["bomb"].refusal or "")
    assert state["page"].failures == 1
    assert state["empty"].failures == state["good"].failures == 0
    later = Shelf(f"{server.url}/later")
    poll(later)
    (waiting,) = later.subscriptions()
    assert "ask-later" in (waiting.refusal or "")
    assert waiting.next_poll is not None
    in_two_hours = (datetime.now(UTC) + timedelta(hours=1, minutes=50)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert waiting.next_poll > in_two_hours


def test_what_the_desk_could_not_keep_is_not_marked_as_seen(server: HostileServer) -> None:
    server.answers |= {"/feed": reply(rss("/a"), headers='ETag: "1"\r\n'), "/a": reply(PAGE)}

    def full(batch: list[Page | Refusal]) -> None:
        raise StoreError("the disk is full")

    shelf = Shelf(f"{server.url}/feed")
    poll(shelf, full)
    (kept,) = shelf.subscriptions()
    assert kept.failures == 1
    assert "the disk is full" in (kept.refusal or "")
    assert kept.seen == b""
    assert kept.etag is None
    shelf.make_due()
    assert [f.url for f in poll(shelf)] == [f"{server.url}/a"]


def test_a_sitemap_index_is_followed_where_its_lists_changed(server: HostileServer) -> None:
    def sitemap(*paths: str) -> bytes:
        return reply(f"<urlset>{''.join(f'<url><loc>{server.url}{p}</loc></url>' for p in paths)}</urlset>".encode())

    def index(**times: str) -> bytes:
        lists = "".join(
            f"<sitemap><loc>{server.url}/{n}.xml</loc><lastmod>{t}</lastmod></sitemap>" for n, t in times.items()
        )
        return reply(f"<sitemapindex>{lists}</sitemapindex>".encode())

    server.answers |= {
        "/i.xml": index(old="2024-01-01", new="2024-03-01"),
        "/old.xml": sitemap("/a"),
        "/new.xml": sitemap("/b"),
    }
    server.answers |= {f"/{n}": reply(PAGE) for n in "abc"}
    shelf = Shelf(f"{server.url}/i.xml")
    had: set[str] = set()
    had |= {f.url or "" for f in poll(shelf, known=had.__contains__)}
    assert had == {f"{server.url}/a", f"{server.url}/b"}
    server.answers |= {"/i.xml": index(old="2024-01-01", new="2024-03-02"), "/new.xml": sitemap("/c", "/b")}
    shelf.make_due()
    before = len(server.paths())
    assert [f.url for f in poll(shelf, known=had.__contains__)] == [f"{server.url}/c"]
    assert server.paths()[before:] == ["/i.xml", "/new.xml", "/c"]


def test_the_loop_takes_up_what_is_added_and_stops_when_it_is_told(
    server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copydesk.capture.watching._LOOK", timedelta(seconds=0.1))
    server.answers |= {"/1": reply(rss("/a")), "/2": reply(rss("/b")), "/a": reply(PAGE), "/b": reply(PAGE)}
    shelf = Shelf(f"{server.url}/1")
    taken: list[Page | Refusal] = []

    async def main() -> None:
        stop = asyncio.Event()
        web = Web(allow_networks=(f"{HERE}/32",), pause=0.0)
        running = asyncio.create_task(Watch(shelf, taken.extend, web).run(stop))
        while len(taken) < 1:
            await asyncio.sleep(0.02)
        shelf.kept[f"{server.url}/2"] = Subscription(url=f"{server.url}/2")
        while len(taken) < 2:
            await asyncio.sleep(0.02)
        stop.set()
        await asyncio.wait_for(running, 60)

    asyncio.run(asyncio.wait_for(main(), 120))
    assert sorted(f.url or "" for f in taken) == [f"{server.url}/a", f"{server.url}/b"]


def test_a_fault_of_ours_in_one_poll_is_logged_and_stops_no_other(
    server: HostileServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers |= {"/1": reply(rss("/a")), "/2": reply(rss("/b")), "/a": reply(PAGE), "/b": reply(PAGE)}
    shelf = Shelf(f"{server.url}/1", f"{server.url}/2")
    taken: list[Page | Refusal] = []

    def take(batch: list[Page | Refusal]) -> None:
        if any(one.url == f"{server.url}/a" for one in batch):
            raise TypeError("an alignment of nothing")
        taken.extend(batch)

    poll(shelf, take)
    assert [one.url for one in taken] == [f"{server.url}/b"]
    (failed,) = [one for one in shelf.subscriptions() if one.failures]
    assert "an alignment of nothing" in (failed.refusal or "")
    assert failed.seen == b""
    assert any(record.exc_info for record in caplog.records)


def test_a_batch_that_is_being_kept_is_kept_to_its_end(server: HostileServer) -> None:
    server.answers |= {"/1": reply(rss("/a")), "/a": reply(PAGE)}
    begun, ended = threading.Event(), threading.Event()

    def slow(batch: list[Page | Refusal]) -> None:
        begun.set()
        time.sleep(0.5)
        ended.set()

    async def main() -> None:
        stop = asyncio.Event()
        web = Web(allow_networks=(f"{HERE}/32",), pause=0.0)
        running = asyncio.create_task(Watch(Shelf(f"{server.url}/1"), slow, web).run(stop))
        await asyncio.to_thread(begun.wait, 60)
        stop.set()
        await running

    asyncio.run(main())
    assert ended.is_set()


CHILD = """
import sys
from pathlib import Path
from typing import Any
import msgspec
from copydesk.capture import Web
from copydesk.capture.subscriptions import Subscription
from copydesk.capture.watching import watch_until_told

state, log, feed = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

class Shelf:
    def subscriptions(self):
        if not state.exists():
            return [Subscription(url=feed)]
        return [msgspec.json.decode(state.read_bytes(), type=Subscription)]
    def keep(self, subscription, was):
        part = state.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(msgspec.structs.replace(subscription, next_poll=None)))
        part.replace(state)

def take(batch):
    with log.open("a") as out:
        for one in batch:
            out.write((one.url or "") + chr(10))

had = log.read_text().split() if log.exists() else []
Path(sys.argv[4]).touch()
watch_until_told(Shelf(), take, Web(allow_networks=("127.0.0.9/32",), pause=0.0, known=had.__contains__))
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_any_number_of_restarts_loses_nothing(server: HostileServer, tmp_path: Path, how: signal.Signals) -> None:
    server.answers["/feed"] = reply(rss(*(f"/{n}" for n in range(200))))
    server.answers |= {f"/{n}": reply(PAGE) for n in range(200)}
    state, log = tmp_path / "state.json", tmp_path / "log"

    def had() -> set[str]:
        return set(log.read_text().split()) if log.exists() else set()

    def until(what: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not what():
            assert time.monotonic() < end
            time.sleep(0.01)

    for restart in range(8):
        ready = tmp_path / f"ready-{restart}"
        child = subprocess.Popen([sys.executable, "-c", CHILD, *map(str, (state, log, f"{server.url}/feed", ready))])
        until(ready.exists)
        more_than = partial(lambda before: len(had()) > before or len(had()) == 200, len(had()))
        if restart == 7:  # the last one is left to finish
            until(lambda: len(had()) == 200)
        else:  # killed in the middle of its work, the later rounds later
            until(more_than)
            time.sleep(0.02 * restart)
        os.kill(child.pid, how)
        assert child.wait(60) in (0, -how)
    assert had() == {f"{server.url}/{n}" for n in range(200)}


def test_a_shelf_over_a_store_of_records() -> None:
    class Records(dict[str, bytes]):
        def subscriptions(self) -> list[tuple[str, bytes]]:
            return list(self.items())

        def subscribe(self, url: str, record: bytes) -> None:
            self[url] = record

        def unsubscribe(self, url: str) -> bool:
            return self.pop(url, None) is not None

    records = Records()
    shelf = RecordShelf(records)
    feed = Subscription(url="https://h.example/feed", seen=bytes(range(8)))
    assert shelf.add(feed)
    assert not shelf.add(Subscription(url=feed.url))
    assert shelf.subscriptions() == [feed]
    moved = msgspec.structs.replace(feed, url="https://h.example/new")
    shelf.keep(moved, was=feed.url)
    assert shelf.subscriptions() == [moved]
    records.clear()
    shelf.keep(moved, was=moved.url)  # it was removed while it was polled
    assert shelf.subscriptions() == []


def test_subscriptions_come_from_opml() -> None:
    opml = b'<opml><outline text="News"><outline text="Harbour" xmlUrl="https://h.example/feed"/></outline></opml>'
    found = subscriptions_in(opml, datetime(2024, 3, 14, tzinfo=UTC))
    assert found == [Subscription(url="https://h.example/feed", title="Harbour", added="2024-03-14T00:00:00Z")]
    assert isinstance(subscriptions_in(b'<!DOCTYPE o SYSTEM "http://a.example/x"><opml/>', datetime.now(UTC)), Unsafe)
