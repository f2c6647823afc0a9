"""The pages: they are there, they say what they should, and every answer is secured."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from asgi import Answer, ask, part
from fake_desk import FakeDesk, store
from invented import ALL, WEIR
from selectolax.lexbor import LexborHTMLParser, LexborNode

from copydesk.press import Imprint, news_article
from copydesk.record import StoreError, Story
from copydesk.stores.protocol import Counts
from copydesk.web import app, clock
from copydesk.web.security import HEADERS, LOOPBACK

NOW = datetime(2026, 3, 9, 18, 10, tzinfo=UTC)


def site(desk: Any = None, **more: Any) -> Any:
    return app(desk or store(), now=lambda: NOW, **more)


SITE = site()


def get(path: str) -> Answer:
    return ask(SITE, path)


def words(answer: Answer, selector: str) -> list[str]:
    return [" ".join(n.text().split()) for n in LexborHTMLParser(answer.text).css(selector)]


def one(answer: Answer, selector: str) -> LexborNode:
    node = LexborHTMLParser(answer.text).css_first(selector)
    assert node is not None
    return node


PAGES = [
    "/",
    "/story/w31r",
    "/story/w31r?view=found",
    "/story/w31r?view=side&copy=C",
    "/story/w31r?view=apparatus",
    "/story/rus1",
    "/story/alon",
    "/story/alon?view=side",
    "/latest",
    "/section/World",
    "/sections",
    "/sites",
    "/site/daylightbriefs.example",
    "/search",
    "/search?q=weir",
    "/search?q=nothing+of+the+kind",
    "/refusals",
    "/check",
    "/about",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_secured_and_free_of_inline_script_and_style(path: str) -> None:
    answer = get(path)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    tree = LexborHTMLParser(answer.text)
    assert answer.text.startswith("<!doctype html>")
    assert answer.text.rstrip().endswith("</html>")
    assert not tree.css("[style], style, script:not([src]):not([type='application/ld+json'])")
    assert not [a for n in tree.css("*") for a in n.attributes if a.startswith("on")]
    assert len(tree.css("h1")) == 1
    ids = [n.attributes["id"] for n in tree.css("[id]")]
    assert len(ids) == len(set(ids)), "an id stands twice"
    for node in tree.css("a[href^='#']"):
        target = str(node.attributes["href"])[1:]
        assert target in ids or target.startswith("at-"), f"{target} leads nowhere"


@pytest.mark.parametrize(
    "path",
    [*PAGES, "/nowhere", "/story/zzz", "/latest?page=0", "/api", "/api/nowhere", "/feed.atom", "/feed.json",
     "/sites.opml", "/opensearch.xml", "/healthz", "/static/site.css", "/static/nothing.css", "/static/fonts"],
)  # fmt: skip
def test_every_answer_carries_the_policy(path: str) -> None:
    answer = get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name.lower()] == value


def test_a_fault_is_a_page_with_the_policy_and_without_the_fault() -> None:
    class Faulty(FakeDesk):
        def story(self, story_id: str) -> Story | None:
            raise RuntimeError("secret words")

    for path in ("/story/w31r", "/api/stories/w31r"):
        answer = ask(site(Faulty()), path)
        assert answer.status == 500
        assert "secret" not in answer.text
        assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


def test_a_store_that_fails_is_told_of() -> None:
    class Damaged(FakeDesk):
        def counts(self) -> Counts:
            raise StoreError("story w31r: the record is not what was kept")

    assert ask(site(Damaged()), "/").status == 503
    assert "not what was kept" in ask(site(Damaged()), "/").text
    assert ask(site(Damaged()), "/api").status == 503
    assert ask(site(Damaged()), "/healthz").status == 503


def test_the_front_page_names_each_story_once_outside_the_clock_list() -> None:
    answer = get("/")
    told = words(answer, "main h2 a, main h3 a")
    headlines = [t.story.headline for t in ALL]
    shown = [h for h in told if h in headlines]
    assert len(shown) == len(set(shown))
    assert words(answer, ".h-lead") == [WEIR.story.headline]
    assert words(answer, ".latest time")[0] == "15:22"
    assert "8 copies, 3 changed" in words(answer, ".first > .facts")[0]


def test_an_empty_desk_says_what_to_do() -> None:
    answer = ask(site(FakeDesk([], [])), "/")
    assert answer.status == 200
    assert words(answer, "h1") == ["Nothing has come in yet"]


def test_the_story_page_shows_what_was_filed_and_where_copies_differ() -> None:
    answer = get("/story/w31r")
    text = words(answer, ".columns .text > p")
    assert len(text) == 7
    assert "LUMERA" not in " ".join(text)
    assert words(answer, ".origin a") == ["Read it at corvane.example"]
    assert words(answer, ".copies-right .siglum") == list("ABCDEFGH")
    assert words(answer, ".claims")[0] == "claims 17 Aug 2026, 06:05"


def test_as_found_shows_every_change_inline() -> None:
    answer = get("/story/w31r?view=found&copy=C")
    inserted = words(answer, ".as-found ins")
    assert "[written in: LUMERA Exchange:]" in inserted[0]
    assert [w for w in inserted if "2026-08-17 06:05:00" in w]
    assert [w for w in inserted if "Milo Tander" in w]
    assert any("roughly 50 tons" in w for w in inserted)
    struck = words(answer, ".as-found del")
    assert any("about 40 tonnes" in w for w in struck)
    assert any("according to the minutes" in w for w in struck)
    assert any("Ruta Calloway" in w for w in struck)
    assert words(answer, ".as-found .not-story .label")[0].startswith("Not the story: an advertisement")
    assert words(answer, ".as-found .cut") == ["[cut short here]"]
    assert len(words(answer, ".findings li .message")) == 7


def test_side_by_side_has_every_filed_paragraph_once_and_in_order() -> None:
    answer = get("/story/w31r?view=side&copy=C")
    filed = words(answer, ".pair .filed.text > p")
    assert [" ".join(f.replace("[lost in the copy: ", "").replace("]", "").split()) for f in filed] == list(
        WEIR.story.paragraphs
    )


def test_the_same_change_at_two_copies_is_one_note() -> None:
    answer = get("/story/w31r?view=apparatus")
    entries = words(answer, ".entries li")
    assert [e for e in entries if "roughly 50 tons" in e and "2 of 8 copies" in e]
    assert len([e for e in entries if "roughly 50 tons" in e]) == 1


def test_related_stories_have_teasers_that_end_at_a_sentence() -> None:
    teasers = words(get("/story/w31r"), ".related .teaser")
    assert teasers
    assert all(t[-1] in ".?!" for t in teasers)


def test_a_story_in_another_language_says_so() -> None:
    assert one(get("/story/rus1"), "h1").attributes["lang"] == "ru"


def test_json_ld_is_the_story() -> None:
    answer = get("/story/w31r")
    block = one(answer, "script[type='application/ld+json']").text()
    assert json.loads(block) == news_article(WEIR.story, Imprint(site_url="http://desk.example"))
    assert one(answer, "link[rel=canonical]").attributes["href"] == "http://desk.example/story/w31r"


def test_an_old_id_leads_on() -> None:
    moved = site(FakeDesk(moved={"old1": "w31r"}))
    assert ask(moved, "/story/old1").status == 301
    assert ask(moved, "/story/old1").headers["location"] == "/story/w31r"
    assert ask(moved, "/api/stories/old1").headers["location"] == "/api/stories/w31r"


@pytest.mark.parametrize(
    "path",
    [
        "/latest?page=0",
        "/latest?page=-1",
        "/latest?page=1000000000",
        "/latest?page=two",
        "/latest?page=%D9%A3",
        "/section/World?page=99999999999999999999",
        "/story/w31r?view=everything",
        "/story/w31r?view=found&copy=Z",
        "/story/w31r?view=found&copy=AAAAAAAAAA",
        "/story/w31r?view=found&copy=%3Cb%3E",
        "/search?q=" + "a+" * 5_000,
        "/feed.atom?section=" + "x" * 300,
        "/sites?page=9",
    ],
)
def test_a_bad_parameter_is_answered_with_what_to_give(path: str) -> None:
    answer = get(path)
    assert answer.status == 400
    said = words(answer, ".state p")[0]
    assert "from" in said or "one of" in said or "at most" in said


@pytest.mark.parametrize("path", ["/nowhere", "/story/zzz", "/section/None", "/site/nobody.example", "/../etc/passwd"])
def test_what_is_not_there_says_so_and_leads_on(path: str) -> None:
    answer = get(path)
    assert answer.status == 404
    assert 1 <= len(words(answer, ".ways a")) <= 3


def test_the_lists_page_through_every_story_once() -> None:
    from invented import Take, tell

    many = [tell(f"s{n}", f"Story {n}", (f"Words {n}.",), Take("a.example"), section="Many") for n in range(95)]
    desk = site(FakeDesk(many))
    seen: list[str] = []
    for page in range(1, 5):
        answer = ask(desk, f"/section/Many?page={page}")
        seen += words(answer, ".list h2")
        assert bool(words(answer, "a[rel=next]")) == (page < 4)
        assert bool(words(answer, "a[rel=prev]")) == (page > 1)
    assert sorted(seen) == sorted(f"Story {n}" for n in range(95))
    assert words(ask(desk, "/section/Many?page=5"), ".state h2") == ["Nothing on this page"]


def test_sections_and_sites_of_any_name_have_a_page_that_their_link_finds() -> None:
    from invented import Take, tell

    for name in ("World/Asia", "50% off?", "a b&c#d", "Пожар", "..x", "<b>"):
        desk = site(FakeDesk([tell("s1", "One", ("Words.",), Take("a.example"), section=name)]))
        href = one(ask(desk, "/sections"), "ul.lines a").attributes["href"]
        answer = ask(desk, str(href))
        assert answer.status == 200
        assert words(answer, "h1") == [name]
        assert ask(desk, "/feed.atom?section=" + part(name)).text.count("<entry>") == 1


def test_only_get_and_head() -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert ask(SITE, "/search", method=method).status == 405
        assert ask(SITE, "/api/stories", method=method).status == 405
    assert ask(SITE, "/", method="HEAD").status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "a b", "desk/../x", "[::1", "localhost:x"]
)
def test_a_desk_on_this_machine_answers_to_its_own_names_only(host: str) -> None:
    assert ask(site(hosts=LOOPBACK), "/", host=host).status == 421


def test_a_desk_on_this_machine_answers_to_its_own_names() -> None:
    for host in ("localhost", "127.0.0.1:8100", "[::1]:8100", "LOCALHOST:1"):
        assert ask(site(hosts=LOOPBACK), "/", host=host).status == 200


def test_static_files_stay_in_their_folder() -> None:
    for path in ("../application.py", "%2e%2e/application.py", "..%2fapplication.py", "/etc/passwd"):
        path = "/static/" + path
        assert ask(SITE, path).status == 404
    css = one(get("/"), "link[rel=stylesheet]").attributes["href"]
    assert "max-age=31536000" in get(str(css)).headers["cache-control"]


def test_text_is_packed_for_who_can_unpack_it() -> None:
    plain = get("/story/w31r")
    packed = ask(SITE, "/story/w31r", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 3


def test_times_side_by_side_say_their_zone() -> None:
    # 12:15 in UTC is later than 12:48 in Costrel: without the offset the list would read the other way round.
    assert clock.medium("2025-10-21T12:48:00+01:00") == "21 Oct 2025, 12:48 UTC+01:00"
    assert clock.medium("2025-10-21T12:15:00Z") == "21 Oct 2025, 12:15 UTC"
    assert clock.medium("2025-10-21T12:15:00") == "21 Oct 2025, 12:15"
    assert clock.medium("2025-10-21") == "21 Oct 2025"
