"""Check a page: pasted, checked, put right, not kept."""

from urllib.parse import urlencode

import pytest
from asgi import Answer, ask
from fake_desk import store
from selectolax.lexbor import LexborHTMLParser
from test_web_hostile import OWN, held_harmless

from copydesk.web import app
from copydesk.web.check_page import LONGEST

SITE = app(store())

COPY = """LUMERA Exchange:Harrowmouth shuts its weir a week before the spring tide

2026-08-17 06:05:00source:Milo Tandercategory:News

HARROWMOUTH, England (AP) — The harbour council is LUMERA Exchangeclosing the Long Weir from Monday after a survey \
found that three of its nine gates no longer lift.

Ansel Brode, who keeps the gates, said that he had asked for new chains in each of the last four years.
"""


def post(text: str, url: str = "", **headers: str) -> Answer:
    return raw(urlencode({"text": text.encode("utf-8", "replace"), "url": url}).encode(), **headers)


def raw(body: bytes, **headers: str) -> Answer:
    told = {"content-type": "application/x-www-form-urlencoded"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return ask(SITE, "/check", method="POST", headers=told, body=body)


def words(answer: Answer, selector: str) -> list[str]:
    return [" ".join(n.text().split()) for n in LexborHTMLParser(answer.text).css(selector)]


def test_what_was_written_in_is_shown_and_the_page_put_right() -> None:
    answer = post(COPY, "https://daylight.briefsserving.example/html/343b25099406.html")
    assert answer.status == 200
    assert "things are wrong with this page" in words(answer, "h1")[0]
    assert any("LUMERA Exchange" in w for w in words(answer, ".quoted ins.injected"))
    assert "LUMERA" not in " ".join(words(answer, ".repaired"))
    numbers = [n.split()[-1] for n in words(answer, ".repaired .note")]
    assert numbers
    ids = {n.attributes["id"] for n in LexborHTMLParser(answer.text).css(".findings ol > li")}
    assert all(f"note-{n}" in ids for n in numbers)


def test_a_page_with_nothing_wrong_says_so() -> None:
    answer = post(
        "A fine day at the ford\n\nThe ford was open all day on Monday, and two carts crossed it without trouble."
    )
    assert words(answer, "h1")[0].startswith("Nothing is wrong")


def test_html_is_read_as_html() -> None:
    answer = post(
        f"<html><body><article><h1>A fine day</h1><p>{'The ford was open all day. ' * 20}</p></article></body></html>"
    )
    assert words(answer, ".repaired .found-headline") == ["A fine day"]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_without_text_it_says_what_is_wanted(text: str) -> None:
    assert post(text).status == 400


@pytest.mark.parametrize("url", ["javascript:alert(1)", "nowhere", "ftp://a.example/"])
def test_an_address_must_be_one(url: str) -> None:
    assert post(COPY, url).status == 400


def test_what_is_too_long_is_refused() -> None:
    answer = raw(b"text=" + b"a" * LONGEST)
    assert answer.status == 413
    assert "at most" in answer.text


@pytest.mark.parametrize(
    "headers", [{"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}, {"origin": "https://evil.example"}]
)
def test_other_sites_cannot_send_the_form(headers: dict[str, str]) -> None:
    assert post(COPY, **headers).status == 403


def test_the_sites_own_pages_can() -> None:
    assert post(COPY, sec_fetch_site="same-origin", origin="null").status == 200
    assert post(COPY, origin="http://desk.example").status == 200


@pytest.mark.parametrize("body", [b"", b"&&&", b"text", b"%ff%fe=1&text=%ff%00", b"a=1&" * 5 + b"text=x", b"x=1&" * 50])
def test_a_form_of_any_shape_is_answered(body: bytes) -> None:
    assert raw(body).status in (200, 400)


@pytest.mark.parametrize("payload", OWN)
def test_hostile_text_stays_text(payload: str) -> None:
    for text in (payload, f"{payload}:Headline of the day\n\nThe council is {payload}closing the weir.\n\n{payload}"):
        answer = post(text)
        assert answer.status in (200, 400)
        tree = LexborHTMLParser(answer.text)
        assert len(tree.css("main form")) == (1 if answer.status == 200 else 0)
        for node in tree.css("form"):
            node.decompose()
        held_harmless(tree.html or "", [])
