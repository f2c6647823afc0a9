"""What the desk does, on the site: accounts, subscriptions and who may change them, figures for Prometheus."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from asgi import Answer, ask
from fake_desk import FakeDesk, store

from copydesk.web import Rights, app
from copydesk.web.site import Served

HERE = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
FEED = "https://new.example/feed.xml"


def change(site: Any, headers: dict[str, str] | None = None, **fields: str) -> Answer:
    body = urlencode(fields, errors="replace").encode()
    return ask(site, "/subscriptions", method="POST", headers=HERE if headers is None else headers, body=body)


def served(*, editing: bool = False) -> tuple[Served, Any, str]:
    desk = store()
    given = Rights(editing=editing)
    return desk, app(desk, rights=given), given.token


def test_accounts_tell_all_runs_and_all_sources() -> None:
    page = ask(app(store()), "/accounts").text
    assert "29 inputs came in" in page.replace("<b>", "")
    assert "1 empty, 2 robots" in page
    assert "not ended" in page
    assert "https://quays.example/feed" in page
    told = ask(app(store()), "/api/accounts?limit=1").json
    assert told["total"]["stored"] == 21
    assert [run["id"] for run in told["runs"]] == [2]
    assert [source["source"] for source in told["sources"]] == ["https://quays.example/feed"]
    assert told["next_offset"] == 1
    assert ask(app(store()), "/api/accounts?offset=1").json["next_offset"] is None


def test_subscriptions_tell_what_is_polled_and_what_fails() -> None:
    _, site, token = served()
    page = ask(site, "/subscriptions").text
    assert "3 lists are polled" in page
    assert "2 of them failed" in page
    assert "no-answer: the host could not be reached" in page
    assert "gone (410)" in page
    assert "21 taken, 4 unchanged, 3 refused, 1 quarantined" in page
    assert token not in page
    assert 'method="post"' not in page
    told = ask(site, "/api/subscriptions").json["subscriptions"]
    assert [one["failures"] for one in told] == [1, 0, 3]
    assert "seen" not in told[0]


def test_a_list_is_added_and_taken_off_again() -> None:
    desk, site, token = served(editing=True)
    assert token in ask(site, "/subscriptions").text
    answer = change(site, do="add", url=f" {FEED} ", token=token)
    assert (answer.status, answer.headers["location"]) == (303, "/subscriptions")
    assert FEED in ask(site, "/subscriptions").text
    assert change(site, do="add", url=FEED, token=token).status == 303
    assert [url for url, _ in desk.subscriptions()].count(FEED) == 1
    assert change(site, do="remove", url=FEED, token=token).status == 303
    assert FEED not in ask(site, "/subscriptions").text
    assert change(site, do="remove", url=FEED, token=token).status == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "origin": "http://desk.example"},
    ],
)
def test_another_site_cannot_send_the_form(headers: dict[str, str]) -> None:
    desk, site, token = served(editing=True)
    assert change(site, headers, do="add", url=FEED, token=token).status == 403
    assert FEED not in dict(desk.subscriptions())


@pytest.mark.parametrize("token", ["", "x", "\ud800", "a" * 10_000, None])
def test_without_the_token_of_the_page_nothing_is_changed(token: str | None) -> None:
    desk, site, _ = served(editing=True)
    given: dict[str, str] = {} if token is None else {"token": token}
    before = desk.subscriptions()
    for do, url in (("add", FEED), ("remove", "https://quays.example/feed")):
        for headers in (HERE, {}):
            assert change(site, headers, do=do, url=url, **given).status == 403
    assert desk.subscriptions() == before


def test_each_start_has_a_token_of_its_own() -> None:
    assert len({Rights(editing=True).token for _ in range(100)}) == 100


def test_a_site_for_others_takes_no_changes() -> None:
    desk, site, token = served(editing=False)
    before = desk.subscriptions()
    answer = change(site, do="add", url=FEED, token=token)
    assert answer.status == 403
    assert "copydesk subscribe" in answer.text
    assert desk.subscriptions() == before
    for method in ("PUT", "DELETE"):
        assert ask(site, "/subscriptions", method=method).status == 405


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://127.0.0.1/feed",
            "http://[::1]/",
            "http://10.0.0.1/",
            "http://2130706433/",
            "http://[::ffff:7f00:1]/",
        ),
        *("http://169.254.169.254/latest", "file:///etc/passwd", "javascript:alert(1)", "https://user:word@a.example/"),
        *("http://a.example:25/", "", "x", "https://" + "a" * 9_000 + ".example/", "https://a.example/\r\nX: y"),
    ],
)
def test_what_is_no_public_address_is_not_added(url: str) -> None:
    desk, site, token = served(editing=True)
    before = len(desk.subscriptions())
    assert change(site, do="add", url=url, token=token).status in (303, 400)
    added = {u for u, _ in desk.subscriptions()[before:]} if len(desk.subscriptions()) > before else set()
    assert all("\r" not in u and "\n" not in u for u in added)
    if "\r" not in url:
        assert len(desk.subscriptions()) == before


@pytest.mark.parametrize("fields", [{}, {"do": "drop"}, {f"f{n}": "x" for n in range(50)}])
def test_a_form_of_any_shape_is_answered(fields: dict[str, str]) -> None:
    _, site, token = served(editing=True)
    assert change(site, None, token=token, **fields).status == 400
    assert change(site, token=token, do="add", url="x" * 100_000).status == 413


HOSTILE = 'https://a.example/"><script>alert(1)</script>\n{le="x"}'


def test_what_lists_say_stays_text_in_pages_and_figures() -> None:
    desk = store()
    assert isinstance(desk, FakeDesk)
    record = b'{"url": %s, "title": "<img src=x onerror=alert(1)>", "refusal": "<b>no</b>", "took": 1.0}'
    desk.polled[HOSTILE] = record % _quoted(HOSTILE)
    site = app(desk, rights=Rights(editing=True, measured=True))
    page = ask(site, "/subscriptions").text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>no" not in page
    for line in ask(site, "/metrics").text.splitlines():
        assert _LINE.fullmatch(line), line


def _quoted(text: str) -> bytes:
    return ('"' + text.replace('"', '\\"').replace("\n", "\\n") + '"').encode()


#: A line of Prometheus' text format.
_LINE = re.compile(
    r"# (HELP|TYPE) [a-z_]+ .+|"
    r'[a-z_]+(\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(,[a-z]+="(?:[^"\\\n]|\\["\\n])*")*\})? -?[0-9.e+-]+'
)


def test_figures_add_up() -> None:
    site = app(store(), rights=Rights(measured=True))
    for path in ("/", "/story/w31r", "/story/nothing", "/static/site.css", "/nowhere", "/nowhere-else"):
        ask(site, path)
    answer = ask(site, "/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    told = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    inputs = {name: float(value) for name, value in told.items() if name.startswith("copydesk_inputs_total")}
    assert sum(inputs.values()) == 29
    assert inputs['copydesk_inputs_total{code="robots",outcome="refused"}'] == 2
    assert told['copydesk_poll_seconds{url="https://quays.example/feed"}'] == "1.25"
    assert told['copydesk_poll_failures{url="https://tide.example/sitemap.xml"}'] == "3.0"
    assert told['copydesk_requests_total{handler="story_page.story",status="200"}'] == "1.0"
    assert told['copydesk_requests_total{handler="story_page.story",status="404"}'] == "1.0"
    assert told['copydesk_requests_total{handler="none",status="404"}'] == "2.0"
    assert told['copydesk_requests_total{handler="static",status="200"}'] == "1.0"
    assert told['copydesk_request_seconds_bucket{handler="story_page.story",le="+Inf"}'] == "2.0"
    assert told['copydesk_request_seconds_count{handler="story_page.story"}'] == "2.0"


def test_figures_are_for_those_who_run_the_desk() -> None:
    answer = ask(app(store()), "/metrics")
    assert answer.status == 404
    assert "copydesk_inputs" not in answer.text
