"""Everything from a page is hostile: markup payloads in every field, on every kind of page, end as text."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from asgi import ask, part
from fake_desk import store
from invented import Told
from selectolax.lexbor import LexborHTMLParser

from copydesk.press import Imprint, atom, opml
from copydesk.press.xml import clean
from copydesk.record import (
    Article,
    Check,
    Checked,
    Dateline,
    Field,
    Finding,
    Origin,
    Pickup,
    Recommended,
    Refusal,
    RefusalCode,
    Related,
    Role,
    Span,
    Story,
    Variant,
    VariantKind,
)
from copydesk.web import app

#: A few of our own, for machines without the collection: breaking out of each place that text stands in.
OWN = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<svg><animate onbegin=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "]]><b>x</b><![CDATA[",
    "--><script>alert(1)</script><!--",
    "https://a.example/\"onmouseover='alert(1)'",
    "\u202egnol\u2028\u2029\x00\x0b\ufffe",
    "\ud800 lone",
    "&lt;b&gt;&#x3c;script>",
    "`${alert(1)}`",
]

_LOADS = ("script", "img", "iframe", "form", "input", "style", "link", "meta", "base", "object", "embed", "math")


def story_of(payload: str, story_id: str = "s1") -> Told:
    """A story with the payload in every field that a page can fill."""
    body = f"{payload} stands here, and more.\n\n{payload}"
    findings = (
        Finding(
            check=Check.INJECTED_TEXT,
            field=Field.HEADLINE,
            span=Span(0, len(payload)),
            text=payload,
            repair="",
            confidence=0.9,
            evidence=(payload, f"`{payload}`"),
            message=f"`{payload}` stands in front.",
        ),
        Finding(check=Check.REDATED, field=Field.PUBLISHED, text=payload, confidence=0.9, message=payload),
        Finding(check=Check.FALSE_SOURCE, field=Field.SOURCE, text=payload, confidence=0.9, message=payload),
        Finding(check=Check.UNRELATED_LINKS, field=Field.RECOMMENDED, text=payload, confidence=0.9, message=payload),
    )
    article = Article(
        name=payload,
        url=payload,
        site=payload,
        headline=payload + "Headline",
        byline=(payload,),
        source=payload,
        agency=payload,
        dateline=Dateline(payload, payload),
        section=payload,
        published=payload,
        modified=payload,
        language=payload,
        paragraphs=tuple(body.split("\n\n")),
        recommended=(Recommended(payload, payload, payload),),
        canonical_url=payload,
        captured=payload,
    )
    kinds = list(VariantKind)
    variants = tuple(
        Variant(Span(i, i + 1), body[i : i + 1], payload, kinds[i % len(kinds)]) for i in range(min(6, len(body)))
    )
    pickups = tuple(
        Pickup(
            name=payload,
            url=payload,
            site=payload,
            headline=payload,
            claimed_published=payload,
            claimed_source=payload,
            captured=payload,
            coverage=0.9,
            similarity=0.9,
            role=role,
            findings=findings,
            variants=variants,
        )
        for role in (Role.ORIGIN, Role.TAMPERED)
    )
    told = Story(
        id=story_id,
        headline=payload,
        paragraphs=(payload, body),
        agency=payload,
        dateline=Dateline(payload, payload),
        byline=(payload,),
        section=payload,
        published=payload,
        published_evidence=(payload,),
        language=payload,
        origin=Origin(url=payload, site=payload, publisher=payload, confidence=0.5, evidence=(payload,)),
        pickups=pickups,
        related=(Related(story_id, payload, 0.5, payload),),
    )
    checked = Checked(article=article, findings=findings, restored=article)
    return Told(told, [checked, checked])


def desk(payloads: list[str]) -> Any:
    told = [story_of(p, f"s{n}") for n, p in enumerate(payloads)]
    refused = [Refusal(page=p, url=p, code=RefusalCode.EMPTY, reason=p) for p in payloads]
    return app(store(told, refused))


def held_harmless(html: str, payloads: list[str]) -> None:
    """No element that loads or runs but the site's own; no handler; no address that is not http or the site's own."""
    tree = LexborHTMLParser(html)
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            assert not name.startswith("on"), name
            assert name not in ("style", "srcdoc", "formaction", "http-equiv"), name
            if name in ("href", "src", "action", "xlink:href", "poster", "data"):
                address = value or ""
                own = (address.startswith("/") and not address.startswith("//")) or address.startswith("#")
                assert own or address.startswith(("http://desk.example/", *_web(payloads))), address
    scripts = tree.css("script")
    assert [s.attributes.get("type") for s in scripts if "src" not in s.attributes] in ([], ["application/ld+json"])
    assert len([s for s in scripts if "src" in s.attributes]) == 1
    assert not tree.css("img, iframe, object, embed, style, base, math, video, audio, foreignObject, template")


def _web(payloads: list[str]) -> tuple[str, ...]:
    return tuple(p for p in payloads if re.match(r"https?://", p))


def skeleton(html: str) -> Counter[str]:
    return Counter(n.tag or "" for n in LexborHTMLParser(html).css("*"))


def check_stories(payloads: list[str]) -> None:
    site = desk(payloads)
    for n, payload in enumerate(payloads):
        view = ("filed", "found", "side", "apparatus")[n % 4]
        answer = ask(site, f"/story/s{n}?view={view}" + ("&copy=B" if n % 4 in (1, 2) else ""))
        assert answer.status == 200, payload
        held_harmless(answer.text, [payload])
        counts = skeleton(answer.text)
        assert counts["script"] == 2, payload
        assert (counts["form"], counts["input"]) == (1, 1), payload  # the search field, which is ours
        heading = LexborHTMLParser(answer.text).css_first("h1")
        assert heading is not None
        said = payload.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")
        assert _plain(said) in _plain(heading.text()) or not _plain(said), payload
        searched = ask(site, "/search?q=" + part(payload[:200].strip()))
        assert searched.status == 200, payload
        held_harmless(searched.text, [payload])


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def check_lists(payloads: list[str]) -> None:
    site = desk(payloads)
    section = part(payloads[0])
    for path in ("/", "/latest", f"/section/{section}", "/sections", "/sites", f"/site/{section}", "/refusals"):
        answer = ask(site, path)
        assert answer.status in (200, 404), path
        held_harmless(answer.text, payloads)
    within = ("/story/", "/", "/latest?page=", "/story/s0?view=", "/story/s0?view=side&copy=")
    for path in [start + section for start in within] + [f"/section/{section}x", f"/site/{section}x"]:
        answer = ask(site, path)
        assert answer.status in (200, 301, 400, 404), path
        held_harmless(answer.text, payloads)


def check_formats(payloads: list[str]) -> None:
    told = [story_of(p, f"s{n}").story for n, p in enumerate(payloads)]
    root = ElementTree.fromstring(atom(told, Imprint(title=payloads[0], site_url="http://desk.example")))  # noqa: S314
    a = "{http://www.w3.org/2005/Atom}"
    assert {e.tag for e in root.iter()} <= {
        a + tag
        for tag in (
            *("feed", "id", "title", "updated", "generator", "link", "entry", "published"),
            *("author", "name", "category", "summary", "content"),
        )
    }
    titles = [_x(e.findtext(a + "title") or "") for e in root.iter(a + "entry")]
    assert titles == [_x(p) for p in payloads]
    for link in root.iter(a + "link"):
        assert str(link.get("href")).startswith(("http://", "https://"))
    for content in root.iter(a + "content"):
        assert {n.tag for n in LexborHTMLParser(content.text or "").css("body *")} <= {"p"}
    outlines = ElementTree.fromstring(opml(told, Imprint(site_url="http://desk.example")))  # noqa: S314
    assert {e.tag for e in outlines.iter()} <= {"opml", "head", "title", "body", "outline"}
    site = desk(payloads)
    for n, payload in enumerate(payloads):
        answer = ask(site, f"/api/stories/s{n}")
        if answer.status == 200:
            assert answer.headers["content-type"] == "application/json"
            assert msgspec.json.decode(answer.body, type=Story).headline == payload
    assert ask(site, "/feed.json").json["version"].endswith("1.1")


def _x(text: str) -> str:
    """As XML reads it back: line ends made one, what it cannot hold left out."""
    return clean(text).replace("\r\n", "\n").replace("\r", "\n")


def test_our_own_payloads_end_as_text() -> None:
    encodable = [p for p in OWN if p.isprintable() or "\ud800" not in p]
    check_stories(encodable)
    for payload in encodable:
        check_lists([payload])
    check_formats(encodable)


def _collection(shared: Path) -> list[str]:
    path = shared / "attacks" / "xss_payloads_unique.json"
    if not path.is_file():
        pytest.skip("../shared/attacks/xss_payloads_unique.json is not here")
    return [payload for _, payload in json.loads(path.read_text())]


def test_a_spread_of_the_collection_ends_as_text(shared: Path) -> None:
    every = _collection(shared)
    some = every[:: max(1, len(every) // 200)][:200]
    check_stories(some)
    check_formats(some)
    for start in range(0, len(some), 50):
        check_lists(some[start : start + 50])


@pytest.mark.slow
def test_the_whole_collection_ends_as_text(shared: Path) -> None:
    every = _collection(shared)
    for start in range(0, len(every), 200):
        check_stories(every[start : start + 200])
        check_formats(every[start : start + 200])
        check_lists(every[start : start + 50])
