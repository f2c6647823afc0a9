"""Addresses that must never be reached, in each spelling, by each route. The canary hears nothing."""

import asyncio
import os
import socket
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hostile_server import HERE, Canary, HostileServer, reply

from copydesk.capture import Options, Web, gather
from copydesk.capture.http import Fetcher
from copydesk.capture.http_addresses import Guard, is_public
from copydesk.capture.http_answers import Answer, Failed, Fetched
from copydesk.capture.subscriptions import Subscription
from copydesk.capture.watching import Watch
from copydesk.record import Page, Refusal, RefusalCode, UsageError

PAGE = b"<!doctype html><p>The ferry runs.</p>"

#: Spellings of our own; those of the collection beside the checkout are tried as well where it is there.
SPELLINGS = [
    *("127.0.0.1", "127.1", "0", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "localhost", "[::1]", "[::]"),
    *("[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001::7f00:1]", "[fe80::1]", "169.254.169.254"),
    *("10.0.0.1", "100.64.0.1", "192.168.1.1", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "①②⑦.⓪.⓪.①", "127。0。0。1"),
    *("224.0.0.1", "255.255.255.255", "[ff02::1]", "[fd00:ec2::254]", "0xa9fea9fe", "[fec0::1]", "[::ffff:10.1.2.3]"),
]

NEVER = (RefusalCode.NOT_PUBLIC, RefusalCode.BAD_ADDRESS)


def spellings(shared: Path | None) -> list[str]:
    more = (shared / "attacks" / "ssrf_hosts.txt").read_text().split() if shared is not None else []
    return list(dict.fromkeys([*SPELLINGS, *more]))


@pytest.fixture
def hosts() -> list[str]:
    shared = Path(__file__).resolve().parents[3] / "shared"
    return spellings(shared if shared.is_dir() else None)


def web(**settings: Any) -> Web:
    given: dict[str, Any] = {"allow_networks": (f"{HERE}/32",), "pause": 0.0, "deadline": 5.0, "patience": 1.0}
    return Web(**(given | settings))


def fetch(urls: list[str], lookup: Any = None, **settings: Any) -> list[Answer]:
    async def run() -> list[Answer]:
        async with Fetcher(web(**settings), *([lookup] if lookup else [])) as fetcher:
            return [await fetcher.fetch(url) for url in urls]

    return asyncio.run(run())


def codes(answers: list[Answer]) -> set[RefusalCode]:
    return {a.refusal.code for a in answers if isinstance(a, Failed)}


def refusal_codes(found: list[Page | Refusal]) -> set[RefusalCode]:
    return {f.code for f in found if isinstance(f, Refusal)}


def address_of(host: str) -> str | None:
    """What the system's resolver makes of a spelling."""
    try:
        return str(socket.getaddrinfo(host.strip("[]"), 80, type=socket.SOCK_STREAM)[0][4][0])
    except (OSError, UnicodeError):
        return None


def test_direct(hosts: list[str], canary: Canary) -> None:
    answers = fetch([f"http://{h}:{canary.port}/" for h in hosts] + [f"https://{h}:{canary.port}/" for h in hosts])
    assert all(isinstance(a, Failed) for a in answers)
    assert codes(answers) <= set(NEVER)


def test_by_redirect(hosts: list[str], canary: Canary, server: HostileServer) -> None:
    for n, host in enumerate(hosts):
        location = f"http://{host}:{canary.port}/".encode()
        server.answers[f"/{n}"] = b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"
    answers = fetch([f"{server.url}/{n}" for n in range(len(hosts))])
    assert all(isinstance(a, Failed) for a in answers)
    # A location that is no ASCII is none to aiohttp; what it makes of it leads nowhere either.
    assert codes(answers) <= {*NEVER, RefusalCode.NO_ANSWER, RefusalCode.HTTP_STATUS}


def test_by_name(hosts: list[str], canary: Canary) -> None:
    addresses = {f"h{n}.example": a for n, h in enumerate(hosts) if (a := address_of(h)) is not None}

    async def lookup(host: str, port: int) -> list[tuple[int, str]]:
        address = addresses[host]
        return [(socket.AF_INET6 if ":" in address else socket.AF_INET, address)]

    answers = fetch([f"http://{name}:{canary.port}/" for name in addresses], lookup)
    assert len(answers) > 20
    assert codes(answers) == {RefusalCode.NOT_PUBLIC}
    assert all(isinstance(a, Failed) for a in answers)


def test_by_a_name_that_leads_elsewhere_the_second_time(
    hosts: list[str], canary: Canary, server: HostileServer
) -> None:
    for address in {a for h in hosts if (a := address_of(h)) is not None}:
        asked: list[str] = []

        async def lookup(host: str, port: int, address: str = address, asked: list[str] = asked) -> list[Any]:
            asked.append(host)
            given = HERE if len(asked) == 1 else address
            return [(socket.AF_INET6 if ":" in given else socket.AF_INET, given)]

        (answer,) = fetch([f"http://moving.example:{server.port}/"], lookup)
        assert isinstance(answer, Failed)
        assert answer.refusal.code is RefusalCode.NOT_PUBLIC
        assert len(asked) == 2
    assert server.paths() == []


def test_a_public_address_among_others_is_the_only_one_used(canary: Canary) -> None:
    async def lookup(host: str, port: int) -> list[tuple[int, str]]:
        return [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET, HERE), (socket.AF_INET6, "::1")]

    (answer,) = fetch([f"http://two.example:{canary.port}/"], lookup, allow_networks=())
    assert codes([answer]) == {RefusalCode.NOT_PUBLIC}


def test_by_robots_txt(hosts: list[str], canary: Canary, server: HostileServer) -> None:
    for host in hosts:
        location = f"http://{host}:{canary.port}/robots.txt".encode()
        server.answers["/robots.txt"] = (
            b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"
        )
        server.answers["/a"] = reply(PAGE)
        (answer,) = fetch([f"{server.url}/a"])
        # A robots.txt that cannot be had forbids; one that "404 Not Found" stands for allows.
        assert isinstance(answer, Failed | Fetched)
    server.answers["/robots.txt"] = reply(b"Sitemap: http://127.0.0.1:%d/s.xml\n" % canary.port)
    assert isinstance(fetch([f"{server.url}/a"])[0], Fetched)


def gathered(server: HostileServer, path: str, tmp_path: Path | None = None, **settings: Any) -> list[Page | Refusal]:
    return list(gather([server.url + path], Options(web=web(**settings))))


def test_by_sitemap_and_index(hosts: list[str], canary: Canary, server: HostileServer) -> None:
    urls = "".join(f"<url><loc>http://{h}:{canary.port}/</loc></url>" for h in hosts)
    maps = "".join(f"<sitemap><loc>http://{h}:{canary.port}/s.xml</loc></sitemap>" for h in hosts)
    server.answers["/s.xml"] = reply(f"<urlset>{urls}</urlset>".encode(), media_type="application/xml")
    server.answers["/i.xml"] = reply(f"<sitemapindex>{maps}</sitemapindex>".encode(), media_type="application/xml")
    assert not [f for f in gathered(server, "/s.xml") + gathered(server, "/i.xml") if isinstance(f, Page)]


def test_by_a_feeds_link_and_enclosure(hosts: list[str], canary: Canary, server: HostileServer) -> None:
    items = "".join(
        f"<item><title>T</title><link>http://{h}:{canary.port}/{n}</link>"
        f'<enclosure url="http://{h}:{canary.port}/e" type="audio/mpeg" length="1"/></item>'
        for n, h in enumerate(hosts)
    )
    server.answers["/feed"] = reply(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    found = gathered(server, "/feed")
    assert len(found) == len(hosts)
    assert refusal_codes(found) <= set(NEVER)


def test_by_opml(hosts: list[str], canary: Canary, tmp_path: Path) -> None:
    path = tmp_path / "subscriptions.opml"
    path.write_text("<opml>" + "".join(f'<outline xmlUrl="http://{h}:{canary.port}/{h}"/>' for h in hosts) + "</opml>")
    found = list(gather([str(path)], Options(web=web(), follow=True)))
    assert len(found) == len(hosts)
    assert refusal_codes(found) <= set(NEVER)


def test_by_a_subscription_and_by_what_it_leads_to(hosts: list[str], canary: Canary, server: HostileServer) -> None:
    items = "".join(f"<item><link>http://{h}:{canary.port}/{n}</link></item>" for n, h in enumerate(hosts))
    server.answers["/feed"] = reply(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())

    class Kept:
        def __init__(self) -> None:
            urls = [f"{server.url}/feed", *(f"http://{h}:{canary.port}/feed" for h in hosts)]
            self.kept = {url: Subscription(url=url) for url in urls}

        def subscriptions(self) -> list[Subscription]:
            return list(self.kept.values())

        def keep(self, subscription: Subscription, was: str) -> None:
            self.kept[was] = subscription

    shelf, found = Kept(), list[Page | Refusal]()

    async def poll() -> None:
        async with Fetcher(web()) as fetcher:
            await Watch(shelf, found.extend, web()).round(fetcher)

    asyncio.run(poll())
    assert len(found) == len(hosts)
    assert refusal_codes(found) <= set(NEVER)
    failed = [one for one in shelf.kept.values() if one.failures]
    assert len(failed) == len(hosts)
    assert all(any(code.value in (one.refusal or "") for code in NEVER) for one in failed)


def test_by_canonical_link_and_refresh(hosts: list[str], canary: Canary, server: HostileServer) -> None:
    for n, host in enumerate(hosts):
        to = f"http://{host}:{canary.port}/"
        page = f'<link rel=canonical href="{to}"><meta http-equiv=refresh content="0;url={to}"><img src="{to}">'
        header = f"Link: <{to}>; rel=canonical\r\nRefresh: 0; url={to}\r\n" if host.isascii() else ""
        server.answers[f"/{n}"] = reply(page.encode(), headers=header)
    found = list(gather([f"{server.url}/{n}" for n in range(len(hosts))], Options(web=web())))
    assert len(found) == len(hosts)
    assert all(isinstance(f, Page) for f in found)


def test_by_proxy_variable(
    hosts: list[str], canary: Canary, server: HostileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["/a"] = reply(PAGE)
    for host in hosts:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            for spelled in (name, name.upper()):
                monkeypatch.setitem(os.environ, spelled, f"http://{host}:{canary.port}")
        assert isinstance(fetch([f"{server.url}/a"])[0], Fetched)
    assert len(server.paths()) == len(hosts)


def test_a_network_is_allowed_on_purpose_and_logged(server: HostileServer, caplog: pytest.LogCaptureFixture) -> None:
    server.answers["/a"] = reply(PAGE)
    assert codes(fetch([f"{server.url}/a"], allow_networks=())) == {RefusalCode.NOT_PUBLIC}
    assert not caplog.records
    assert isinstance(fetch([f"{server.url}/a"])[0], Fetched)
    assert [r.getMessage() for r in caplog.records] == ["network allowed that is not public"]
    assert caplog.records[0].__dict__["network"] == f"{HERE}/32"
    with pytest.raises(UsageError, match="--allow-network"):
        Guard(["127.0.0.0/33"])


def test_an_allowed_network_opens_nothing_else(canary: Canary) -> None:
    answers = fetch([f"http://{h}:{canary.port}/" for h in ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.8")])
    assert codes(answers) == {RefusalCode.NOT_PUBLIC}


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *((a, True) for a in ("8.8.8.8", "193.0.6.139", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8")),
        *((a, False) for a in ("2002:808:808::1", "2001:0:808:808::", "::8.8.8.8", "fe80::1%eth0", "ff0e::1")),
        *((a, False) for a in ("2606:4700::5efe:a00:1", "192.0.0.192", "100.100.100.200", "64:ff9b:1::808:808", "::")),
        *((a, False) for a in ("64:ff9b::a9fe:a9fe", "0.0.0.1", "192.88.99.1", "3fff::1", "2001:db8::1", "198.19.1.1")),
    ],
)  # fmt: skip
def test_what_is_public(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public
    assert Guard().allows(address) is public


def test_what_is_no_address_is_not_connected_to() -> None:
    assert not Guard(["0.0.0.0/0"]).allows("ferry.example")
