"""Watching by command: what it polls, what it says, how it ends; killed at any moment, it loses nothing."""

import json
import logging
import os
import random
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from hostile_server import HERE, HostileServer, reply
from newsroom import publish, story_page
from test_cli import lines, run

from copydesk.cli_log import LogForm, log
from copydesk.desk import Desk, page_key
from copydesk.record import Page, Story
from copydesk.stores.verifying import verify

ALLOWED = ("--allow-network", f"{HERE}/32", "--contact", "https://desk.example/robot")

#: The command with no pause between two questions to one host: the tests' server is our own.
UNHURRIED = """
import sys
from dataclasses import replace
from copydesk import cli, cli_watch
ask = cli_watch.web_of
cli_watch.web_of = lambda *given: replace(ask(*given), pause=0.0)
sys.argv[0] = "copydesk"
cli.main()
"""


def child(*words: str | Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", UNHURRIED, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def subscribe(desk: str | Path, *addresses: str | Path) -> None:
    assert run("subscribe", *addresses, "--desk", desk).returncode == 0


def test_subscriptions_come_by_address_and_by_opml_and_go_again(tmp_path: Path) -> None:
    desk, opml = tmp_path / "desk", tmp_path / "feeds.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="Quays" xmlUrl="https://quays.example/feed"/>'
        '<outline text="Locks" xmlUrl="https://locks.example/feed"/></body></opml>'
    )
    done = run("subscribe", "https://quays.example/feed", opml, "--desk", desk, "--json")
    assert done.returncode == 0
    assert [one["url"] for one in lines(done.stdout)] == ["https://quays.example/feed", "https://locks.example/feed"]
    assert b"0 added, 2 were there already" in run("subscribe", opml, "--desk", desk).stdout
    listed = lines(run("subscriptions", "--desk", desk, "--json").stdout)
    assert [(one["url"], one["last_poll"]) for one in listed] == [
        ("https://locks.example/feed", None),
        ("https://quays.example/feed", None),
    ]
    assert b"not yet" in run("subscriptions", "--desk", desk).stdout
    exported = run("export", "opml", "--desk", desk).stdout
    assert b'xmlUrl="https://quays.example/feed"' in exported
    opml.write_bytes(exported)
    assert b"0 added, 2 were there already" in run("subscribe", opml, "--desk", desk).stdout
    gone = run("unsubscribe", "https://quays.example/feed", "https://nowhere.example/", "--desk", desk)
    assert (gone.returncode, gone.stdout) == (3, b"1 gone\n")
    assert b"nowhere.example" in gone.stderr
    assert len(lines(run("subscriptions", "--desk", desk, "--json").stdout)) == 1


@pytest.mark.parametrize(
    "bad",
    ["ftp://a.example/feed", "http://user:word@a.example/", "no-such-file.opml", "http://", "https://a.example:25/"],
)
def test_what_cannot_be_polled_is_not_subscribed_to(tmp_path: Path, bad: str) -> None:
    done = run("subscribe", bad, "--desk", tmp_path / "desk")
    assert done.returncode == 2
    assert bad[:20].encode() in done.stderr


def test_once_polls_what_is_due_and_ends(server: HostileServer, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    server.answers |= {
        "/feed.xml": reply(
            b"<rss version='2.0'><channel><title>Quays</title>"
            b"<item><link>/1</link></item><item><link>/gone</link></item></channel></rss>"
        ),
        "/1": reply(story_page(1, 0)),
        "/broken.xml": reply(b"no feed at all"),
    }
    subscribe(desk, f"{server.url}/feed.xml", f"{server.url}/broken.xml")
    done = run("watch", "--once", "--desk", desk, "--json", *ALLOWED)
    assert done.returncode == 3
    *polls, total = lines(done.stdout)
    assert {str(p["url"]).rsplit("/", 1)[-1]: p["ended"] for p in polls} == {
        "feed.xml": "changed",
        "broken.xml": "failed",
    }
    assert (total["stored"], total["refused"], total["stories"]) == (1, {"http-status": 1}, 1)
    assert b"/gone: refused, http-status" in done.stderr
    assert b"allowed on purpose" in done.stderr
    assert {r.headers["user-agent"].split("(")[1] for r in server.asked} == {"+https://desk.example/robot)"}
    (kept,) = [one for one in lines(run("subscriptions", "--desk", desk, "--json").stdout) if not one["failures"]]
    assert kept["url"] == f"{server.url}/feed.xml"
    assert isinstance(kept["took"], float)
    said = run("subscriptions", "--failing", "--desk", desk).stdout
    assert b"broken.xml" in said
    assert b"feed.xml" not in said.replace(b"broken.xml", b"")
    # Nothing is due now, and nothing failed.
    again = run("watch", "--once", "--desk", desk, *ALLOWED)
    assert (again.returncode, again.stdout.strip()) == (0, b"0 polls")


def test_nothing_to_poll_is_said(tmp_path: Path) -> None:
    assert run("take", "-", "--desk", tmp_path / "desk", stdin=story_page(1, 0)).returncode == 0
    done = run("watch", "--once", "--desk", tmp_path / "desk")
    assert done.returncode == 2
    assert b"copydesk subscribe" in done.stderr
    assert run("watch", "--desk", tmp_path / "none").returncode == 2


def test_a_page_taken_again_is_asked_for_only_if_it_has_changed(server: HostileServer, tmp_path: Path) -> None:
    publish(server, 1)
    url, left = f"{server.url}/story/0", 'ETag: "v1"\r\n'
    server.answers["/story/0"] = reply(story_page(0, 0), headers=left)
    take = ("take", url, "--desk", tmp_path / "desk", "--json", *ALLOWED)
    assert lines(run(*take).stdout)[0]["stored"] == 1
    server.answers["/story/0"] = reply(b"", "304 Not Modified")
    again = run(*take)
    # One day in seven it is had in full; a server that then says "unchanged" is refused.
    if server.asked[-1].headers.get("if-none-match") is None:
        assert again.returncode == 2
    else:
        assert server.asked[-1].headers["if-none-match"] == '"v1"'
        assert lines(again.stdout)[0]["unchanged"] == 1


def test_the_log_is_json_where_it_is_wanted(server: HostileServer, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    server.answers["/feed.xml"] = reply(b"<rss version='2.0'><channel><item><link>/gone</link></item></channel></rss>")
    subscribe(desk, f"{server.url}/feed.xml")
    done = run("watch", "--once", "--desk", desk, "--log", "json", *ALLOWED)
    events = lines(done.stderr)
    (refused,) = [one for one in events if one["event"] == "refused"]
    assert refused["code"] == "http-status"
    assert refused["url"] == refused["page"] == f"{server.url}/gone"
    assert refused["source"] == HERE
    assert refused["level"] == "warning"
    assert len({one["run"] for one in events}) == 1
    (polled,) = [one for one in events if one["event"] == "polled"]
    assert polled["logger"] == "copydesk.capture"
    other = lines(run("watch", "--once", "--desk", desk, COPYDESK_LOG="json").stderr)
    assert {one["run"] for one in other}.isdisjoint({one["run"] for one in events})
    plain = run("check", "no-such-file.html", "--log", "plain")
    assert plain.stderr.startswith(b"no-such-file.html: refused, unreadable")


def test_libraries_log_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up(LogForm.JSON)
    try:
        int("a fault")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    log.set_up(LogForm.PLAIN)
    logging.getLogger("uvicorn.error").error("said plainly")
    first, *rest = capsys.readouterr().err.splitlines()
    event = json.loads(first)
    assert (event["event"], event["level"]) == ("Exception in ASGI application", "error")
    assert "ValueError: invalid literal" in event["exception"]
    assert len(rest) == 1
    assert "said plainly" in rest[0]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to(server: HostileServer, tmp_path: Path, how: signal.Signals) -> None:
    desk = tmp_path / "desk"
    publish(server, 3, copies=1)
    subscribe(desk, f"{server.url}/feed.xml")
    with child("watch", "--desk", desk, "--json", *ALLOWED) as watching:
        assert watching.stdout is not None
        poll = json.loads(watching.stdout.readline())
        assert (poll["ended"], poll["new"], poll["account"]["stored"]) == ("changed", 3, 3)
        watching.send_signal(how)
        rest = watching.stdout.read()
        assert watching.wait(120) == 0
    assert json.loads(rest.splitlines()[-1])["stored"] == 3


def told(desk: str) -> dict[str, Story]:
    """The stories by id, without the times of capture that stand in their evidence: no two runs have the same."""
    store = Desk.open(desk).store
    found = {
        s.id: msgspec.json.decode(_NOW.sub(b"now", msgspec.json.encode(s)), type=Story) for s in store.each_story()
    }
    store.close()
    return found


_NOW = re.compile(rb"20(?!24)\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?")


STORIES, COPIES = 12, 2


ROUNDS = [
    ("sqlite", 10),
    ("postgresql", 4),
    pytest.param("sqlite", 200, marks=pytest.mark.slow),
    pytest.param("postgresql", 200, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("kind", "rounds"), ROUNDS)
def test_a_watch_killed_at_any_moment_loses_nothing(
    server: HostileServer, tmp_path: Path, kind: str, rounds: int, request: pytest.FixtureRequest
) -> None:
    def new_desk(name: str) -> str:
        return str(tmp_path / name) if kind == "sqlite" else request.getfixturevalue("postgres").empty()

    dice = random.Random(rounds)  # noqa: S311
    addresses = publish(server, STORIES, COPIES)
    keys = {
        page_key(Page(name=url, url=url, content=story_page(number, copy)))
        for url in addresses
        for copy, number in [map(int, url.rsplit("/", 2)[1:])]
    }
    calm = new_desk("calm")
    killed = 0
    with Nursery(tmp_path / "out") as nursery:
        subscribe(calm, f"{server.url}/feed.xml")
        began = time.monotonic()
        assert nursery.watch(calm) == 0
        whole = time.monotonic() - began
        undisturbed = told(calm)
        assert {len(s.pickups) for s in undisturbed.values()} == {COPIES}
        assert len(undisturbed) == STORIES
        for number in range(4 * rounds):
            desk = new_desk(f"desk-{number}")
            subscribe(desk, f"{server.url}/feed.xml")
            running = False
            for _ in range(1 if rounds <= 10 else dice.randint(1, 3)):
                began = time.monotonic()
                if nursery.watch(desk, kill_after=dice.uniform(0, whole)) == -signal.SIGKILL:
                    running = True
                else:
                    whole = min(whole, time.monotonic() - began)  # the first was slower than these are
                store = Desk.open(desk).store
                assert len(store.known(keys)) == store.counts().pages >= nursery.acknowledged()
                assert list(verify(store)) == []
                store.close()
            assert nursery.watch(desk) == 0
            assert told(desk) == undisturbed, f"round {number}"
            killed += running
            if killed == rounds:  # a round whose child had ended before tells nothing
                return
    pytest.fail(f"only {killed} rounds were killed in time")


#: Loads the command once, and forks it for each call: its stdout goes to a file, its exit status comes on a pipe.
NURSERY = """
import json, os, sys, traceback
from dataclasses import replace
from copydesk import cli, cli_watch, desk
import copydesk.capture.watching, copydesk.stores.sqlite, copydesk.stores.whereabouts
ask = cli_watch.web_of
cli_watch.web_of = lambda *given: replace(ask(*given), pause=0.0)
copydesk.capture.watching.BATCH = 8  # several to a poll: kills fall between them too
for line in sys.stdin:
    words, out = json.loads(line)
    if (child := os.fork()) == 0:
        os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        sys.argv = ["copydesk", *words]
        try:
            cli.main()
            os._exit(0)
        except SystemExit as exc:
            sys.stdout.flush()
            os._exit(exc.code)
        except BaseException:
            traceback.print_exc()
            os._exit(99)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Nursery:
    """Starts watches, one after another."""

    def __init__(self, out: Path) -> None:
        self.out = out
        # Without a buffer: `select` is to see a line that stands there already.
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )

    def watch(self, desk: str, kill_after: float | None = None) -> int:
        """Watch once, and kill -9 so many seconds after the start; gives the exit status."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        words = ["watch", "--once", "--desk", desk, "--json", *ALLOWED]
        self._process.stdin.write(json.dumps([words, str(self.out)]).encode() + b"\n")
        child = int(self._process.stdout.readline())
        if kill_after is not None and not select.select([self._process.stdout], [], [], kill_after)[0]:
            os.kill(child, signal.SIGKILL)
        return int(self._process.stdout.readline())

    def acknowledged(self) -> int:
        """How many pages the last watch had said were stored."""
        whole = [json.loads(line) for line in self.out.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
        return sum(int(one["account"]["stored"]) for one in whole if one.get("account"))

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, *gone: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        assert self._process.wait(60) == 0
        self._process.stdout.close()
