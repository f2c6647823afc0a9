"""The press: whatever the text, what comes out is well-formed and says the same."""

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.press import (
    PRESSES,
    Imprint,
    atom,
    in_script,
    json_feed,
    jsonl,
    news_article,
    opml,
    press_named,
)
from copydesk.press.imprint import instant, story_urn, web_address
from copydesk.press.xml import clean, element
from copydesk.record import Dateline, Origin, Pickup, PressError, Role, Story

ATOM = "{http://www.w3.org/2005/Atom}"
TEXT = st.text(max_size=60)
MAYBE = st.none() | TEXT


@st.composite
def stories(draw: st.DrawFn) -> Story:
    url = draw(MAYBE | st.just("https://www.corvane.example/a"))
    pickup = Pickup(
        name="p",
        url=url,
        site=draw(MAYBE),
        headline=draw(MAYBE),
        claimed_published=draw(MAYBE),
        claimed_source=None,
        captured=None,
        coverage=1.0,
        similarity=1.0,
        role=draw(st.sampled_from(Role)),
    )
    return Story(
        id=draw(st.text(max_size=12)),
        headline=draw(TEXT),
        paragraphs=tuple(draw(st.lists(TEXT, max_size=3))),
        agency=draw(MAYBE),
        dateline=draw(st.none() | st.builds(Dateline, TEXT, MAYBE)),
        byline=tuple(draw(st.lists(TEXT, max_size=2))),
        section=draw(MAYBE),
        published=draw(st.sampled_from([None, "2026-03-09", "2026-03-09T09:20", "2026-03-09T09:20:00+02:00", "never"])),
        language=draw(st.sampled_from([None, "en", "ru"])),
        origin=draw(st.none() | st.just(Origin(url=url, site="a.example", publisher=None, confidence=0.9))),
        pickups=(pickup,),
    )


@given(st.lists(stories(), max_size=3), TEXT)
@settings(max_examples=60, deadline=None)
def test_atom_is_atom_whatever_the_text(told: list[Story], title: str) -> None:
    made = atom(told, Imprint(title=title, site_url="http://desk.example"))
    root = ElementTree.fromstring(made)  # noqa: S314
    assert root.tag == ATOM + "feed"
    entries = root.findall(ATOM + "entry")
    assert len(entries) == len(told)
    for node in (root, *entries):
        assert len(node.findall(ATOM + "id")) == 1
        updated = node.findtext(ATOM + "updated")
        assert updated is not None
        assert datetime.fromisoformat(updated).tzinfo is not None
        assert len(node.findall(ATOM + "title")) == 1
    for entry, story in zip(entries, told, strict=True):
        assert entry.find(ATOM + "author") is not None
        assert (entry.find(ATOM + "published") is None) == (instant(story.published) is None)
        assert len(entry.findall(ATOM + "link[@rel='alternate']")) == 1


@given(st.lists(stories(), max_size=3), TEXT)
@settings(max_examples=40, deadline=None)
def test_json_feed_is_one_whatever_the_text(told: list[Story], title: str) -> None:
    feed = msgspec.json.decode(json_feed(told, Imprint(title=title, site_url="http://desk.example")))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in feed["items"]] == [s.headline for s in told]
    for item, story in zip(feed["items"], told, strict=True):
        assert item["content_text"] == story.body
        assert item["id"] == story_urn(story.id)


@given(st.lists(stories(), max_size=4))
@settings(max_examples=40, deadline=None)
def test_opml_is_opml_and_names_every_site_once(told: list[Story]) -> None:
    root = ElementTree.fromstring(opml(told, Imprint(site_url="http://desk.example")))  # noqa: S314
    assert root.attrib == {"version": "2.0"}
    named = [n.get("text") for n in root.iter("outline") if n.get("type") == "link"]
    sites = {p.site for s in told for p in s.pickups if p.site}
    assert sorted(str(n) for n in named) == sorted(_x(s) for s in sites)
    for node in root.iter("outline"):
        assert node.get("text") is not None
        if node.get("type") == "rss":
            assert str(node.get("xmlUrl")).startswith("http://desk.example/feed.atom?section=")


def _x(text: str) -> str:
    """As an attribute reads it back: what XML cannot hold left out (quoteattr keeps tabs and line breaks)."""
    return clean(text)


@given(st.lists(stories(), max_size=3))
@settings(max_examples=40, deadline=None)
def test_a_line_is_a_story(told: list[Story]) -> None:
    lines = b"".join(jsonl(told)).splitlines()
    assert [msgspec.json.decode(line, type=Story) for line in lines] == told


@given(stories())
@settings(max_examples=40, deadline=None)
def test_json_ld_may_stand_in_a_script_and_says_the_story(story: Story) -> None:
    record = news_article(story, Imprint(site_url="http://desk.example"))
    text = in_script(record)
    assert not set("<>&\u2028\u2029") & set(text)
    assert msgspec.json.decode(text) == msgspec.to_builtins(record)
    assert record["@type"] == "NewsArticle"
    assert record["headline"] == story.headline
    assert record.get("isBasedOn", "https://").startswith("http")


@given(st.text())
def test_elements_hold_any_text(text: str) -> None:
    root = ElementTree.fromstring(element("a", text, b=text))  # noqa: S314
    assert (root.text or "") == clean(text).replace("\r\n", "\n").replace("\r", "\n")
    assert root.get("b") == clean(text)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "ftp://a.example/",
        "file:///etc/passwd",
        "//a.example/x",
        "a.example/x",
        "http://",
        "https:///x",
        "http://a.example:port/",
        "http://a.example/ x",
        "http://a.example/\nx",
        "http://a.example/\tx",
        " http://a.example/",
        'http://a.example/"x',
        "http://a.example/'x",
        "http://a.example/<x>",
        "http://[::1",
        "http://a.example/" + "x" * 9000,
        "",
        None,
        "java\nscript:alert(1)",
        "https:\u202e//x.example",
    ],
)
def test_what_is_no_web_address_is_never_linked(url: str | None) -> None:
    assert web_address(url) is None


@pytest.mark.parametrize(
    "url", ["http://a.example", "https://a.example:8443/b?c=d&e#f", "HTTPS://A.example/", "http://é.example/ü"]
)
def test_web_addresses_come_back_as_they_were(url: str) -> None:
    assert web_address(url) == url


def test_a_story_has_the_same_id_wherever_it_is_served() -> None:
    story = Story(id="w31r", headline="H", paragraphs=())
    ids = set()
    for site in ("http://a.example", "https://b.example/desk/"):
        root = ElementTree.fromstring(atom([story], Imprint(site_url=site)))  # noqa: S314
        ids.add(root.findtext(f"{ATOM}entry/{ATOM}id"))
    assert len(ids) == 1


def test_without_a_site_stories_are_linked_at_their_origin() -> None:
    origin = Origin(url="https://www.corvane.example/a", site="corvane.example", publisher=None, confidence=1.0)
    story = Story(id="w31r", headline="H", paragraphs=("One. Two.",), origin=origin)
    root = ElementTree.fromstring(atom([story], Imprint(updated=datetime(2026, 3, 9, tzinfo=UTC))))  # noqa: S314
    assert root.find(f"{ATOM}link") is None
    links = root.findall(f"{ATOM}entry/{ATOM}link")
    assert [(n.get("rel"), n.get("href")) for n in links] == [("alternate", "https://www.corvane.example/a")]


def test_presses_tell_their_forms_by_the_file_name() -> None:
    feed = PRESSES["feed"]
    assert feed.form().media_type.startswith("application/atom+xml")
    assert feed.form("out/news.JSON").media_type == "application/feed+json"
    assert feed.form("news.xml").media_type.startswith("application/atom+xml")
    assert PRESSES["jsonl"].form("anything.txt").media_type == "application/x-ndjson"
    with pytest.raises(PressError, match=r"\.atom"):
        feed.form("news.txt")
    with pytest.raises(PressError, match="feed, jsonl, opml"):
        press_named("pdf")


@pytest.mark.parametrize("name", sorted(PRESSES))
def test_every_form_prints_bytes(name: str) -> None:
    story: Any = Story(id="w31r", headline="H", paragraphs=("P.",), section="World")
    for form in press_named(name).forms:
        made = b"".join(form.run([story], Imprint()))
        assert made.endswith((b"\n", b"}"))
        assert b"".join(form.run([story], Imprint())) == made
