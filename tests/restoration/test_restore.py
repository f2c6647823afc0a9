"""From clusters to stories: the text, the origin, the times, what each pickup changed."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.record import (
    Article,
    Check,
    Checked,
    Cluster,
    Dateline,
    Field,
    Finding,
    Pickup,
    Role,
    Span,
    Story,
    VariantKind,
)
from copydesk.record import restore as repaired
from copydesk.restoration import pickups, restore_story, witnesses
from copydesk.text.words import words

STORY = (
    "ANSLEY QUAY (AP) — The only car ferry to the island of Skerrow is going back into service on Tuesday, 19 months "
    "after a cracked propeller shaft left it in dock.",
    "Eight farmers had carried their sheep over by hand, Mayor Agnes Thorley said in a speech on the pier, and 300 "
    "tons of potatoes were ploughed in because nobody would fetch them.",
    "The ministry paid 8.1 million florins for the shaft, which was cast in Halvick and is four metres longer than "
    "the one it replaces.",
    "Sailings will run twice a day until the end of October, with a third on Saturdays. Fares are frozen for a year.",
)
HEADLINE = "Skerrow ferry sails again after 19 months"


def copy(
    name: str,
    paragraphs: Sequence[str] = STORY,
    *,
    headline: str = HEADLINE,
    published: str | None = "2025-10-21T12:00:00+00:00",
    findings: Sequence[Finding] = (),
    farm: bool = False,
    **more: object,
) -> Checked:
    article = Article(
        name=name,
        url=f"https://{name}.example/ferry",
        site=f"{name}.example",
        headline=headline,
        published=published,
        paragraphs=tuple(paragraphs),
        agency="AP",
        dateline=Dateline("ANSLEY QUAY", "AP"),
        **more,  # type: ignore[arg-type]
    )
    if farm:
        findings = [
            *findings,
            Finding(check=Check.FARM_LAYOUT, field=Field.LAYOUT, confidence=0.9, message="known layout"),
        ]
    return Checked(article=article, findings=tuple(findings), restored=repaired(article, findings))


def injected(paragraphs: Sequence[str], before: str, brand: str) -> tuple[str, ...]:
    return tuple(p.replace(before, before + brand, 1) if before in p else p for p in paragraphs)


def told(*members: Checked) -> Story:
    return restore_story(Cluster(members=members))


def pickup(story: Story, name: str) -> Pickup:
    return next(p for p in story.pickups if p.name == name)


FARMS = [
    copy("orbvault", injected(STORY, "ferry to the island of Skerrow is ", "VELTRIQ Exchange"), farm=True,
         headline="VELTRIQ Exchange:" + HEADLINE, published="2026-07-02T09:14:27"),
    copy("lumenbay", injected(STORY, "ANSLEY QUAY ", "Braxune Think Tank "), farm=True, headline=HEADLINE + " -Braxune",
         published="2026-03-01T01:02:03"),
    copy("tidegrid", (STORY[0], STORY[1].replace("300 tons", "900 tons"), *STORY[2:]), farm=True,
         published="2025-12-24T03:04:05"),
    copy("kitemint", (STORY[0], STORY[2], STORY[3]), farm=True, published=None),
]  # fmt: skip
HONEST = [
    copy("courier"),
    copy("herald", (STORY[0], STORY[1].replace("Eight", "8"), *STORY[2:]), published="2025-10-21T14:10"),
    copy("standard", STORY[:3], published="2025-10-22"),
]


def test_a_story_alone_is_what_its_page_says() -> None:
    story = told(HONEST[0])
    assert story.paragraphs == STORY
    assert story.headline == HEADLINE
    assert story.published == "2025-10-21T12:00:00+00:00"
    assert story.pickups[0].role is Role.VERBATIM
    assert story.pickups[0].variants == ()


def test_the_words_of_a_story_alone_are_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witnesses, "words", lambda text: pytest.fail(f"made the words of {text[:20]}"))
    monkeypatch.setattr(pickups, "words", lambda text: pytest.fail(f"made the words of {text[:20]}"))
    told(HONEST[0])
    told(FARMS[2])


@given(st.text("a1é島. —\u0301\u200b", max_size=40))
def test_a_story_alone_has_all_its_words_where_it_has_any(text: str) -> None:
    (found,) = told(copy("courier", (text,), published=None)).pickups
    share = 1.0 if len(words(text)) else 0.0
    assert (found.coverage, found.similarity) == (share, share)
    assert found.variants == ()


def test_a_text_tampered_with_in_a_different_place_in_every_copy_comes_back_clean() -> None:
    story = told(*FARMS)
    assert story.paragraphs == STORY
    assert story.headline == HEADLINE


def test_honest_copies_outweigh_any_number_of_tampered_ones() -> None:
    tampered = [
        copy(f"farm{i}", injected(STORY[:1], "is ", "VELTRIQ Exchange") + STORY[1:], farm=True) for i in range(20)
    ]
    assert told(*tampered, HONEST[0]).paragraphs == STORY


def test_an_outlet_s_own_edit_gives_way_to_the_reading_of_the_others() -> None:
    story = told(*HONEST)
    assert story.paragraphs == STORY
    (variant,) = pickup(story, "herald").variants
    assert (variant.text, variant.reading, variant.kind) == ("8", "Eight", VariantKind.REPLACED)


def test_what_was_written_in_is_pointed_at_to_the_letter() -> None:
    story = told(*HONEST, *FARMS)
    found = pickup(story, "orbvault")
    (variant,) = found.variants
    assert (variant.text, variant.reading, variant.kind) == ("VELTRIQ Exchange", "", VariantKind.INJECTED)
    fields = {(f.field, f.text) for f in found.findings if f.check is Check.INJECTED_TEXT}
    assert fields == {(Field.BODY, "VELTRIQ Exchange"), (Field.HEADLINE, "VELTRIQ Exchange:")}


def test_redated_copies_are_told_with_their_distance_and_honest_ones_left_alone() -> None:
    story = told(*HONEST, *FARMS)
    late = {p.name: f for p in story.pickups for f in p.findings if f.check is Check.REDATED}
    assert set(late) == {"orbvault", "lumenbay", "tidegrid"}
    found = late["orbvault"]
    assert found.accuses
    assert found.repair == story.published == "2025-10-21T12:00:00+00:00"
    assert "254 days" in found.message
    assert found.evidence


def test_a_lone_page_is_not_called_redated() -> None:
    (alone,) = told(FARMS[0]).pickups
    assert not [f for f in alone.findings if f.check is Check.REDATED]
    assert told(FARMS[0]).published is None


def test_a_copy_without_the_end_is_cut_short() -> None:
    story = told(*HONEST, copy("stub", (STORY[0], STORY[1][:60]), farm=True))
    (found,) = [f for f in pickup(story, "stub").findings if f.check is Check.CUT_SHORT]
    assert found.accuses
    assert "mid-sentence" in " ".join(found.evidence)


def test_roles() -> None:
    digest = ["Also this week, in other news from the islands and the coast, read on for all that happened. " * 12]
    more = [
        "A second ferry, the Tollgate, is to be bought from a yard in the south by the end of next year, the ministry "
        "added late on Tuesday, and the pier is to get a roof and a waiting room with a stove."
    ]
    story = told(
        *HONEST,
        *FARMS,
        copy("digest", [*digest, *STORY[:3]], headline="The week"),
        copy("later", [*STORY, *more], published="2025-10-21T19:00:00+00:00"),
    )
    roles = {p.name: p.role for p in story.pickups}
    assert roles["courier"] is Role.VERBATIM
    assert roles["herald"] is Role.EDITED
    assert roles["orbvault"] is Role.TAMPERED
    assert roles["digest"] is Role.QUOTES
    assert roles["later"] is Role.LATER_VERSION
    assert story.paragraphs == STORY


def test_the_agency_is_the_origin_and_its_own_page_where_it_is_among_them() -> None:
    assert told(*HONEST, *FARMS).origin is not None
    origin = told(*HONEST, copy("apnews", published="2025-10-21T11:00:00+00:00")).origin
    assert origin is not None
    assert (origin.publisher, origin.site) == ("AP", "apnews.example")
    assert told(*HONEST).origin.url is None  # type: ignore[union-attr]


def test_spans_cut_out_their_text() -> None:
    for p in told(*HONEST, *FARMS).pickups:
        body = next(m.article.body for m in (*HONEST, *FARMS) if m.article.name == p.name)
        for v in p.variants:
            assert body[v.span.start : v.span.end] == v.text


def test_findings_of_the_page_are_kept() -> None:
    story = told(*HONEST, *FARMS)
    assert all(any(f.check is Check.FARM_LAYOUT for f in pickup(story, c.article.name).findings) for c in FARMS)


@settings(max_examples=30, deadline=None)
@given(st.permutations([*HONEST, *FARMS]))
def test_the_order_of_the_members_does_not_matter(members: list[Checked]) -> None:
    assert msgspec.json.encode(told(*members)) == msgspec.json.encode(told(*HONEST, *FARMS))


BODIES = st.lists(st.text(alphabet="ab é中.\n’", max_size=30), max_size=4)


@settings(deadline=None)
@given(st.lists(BODIES, min_size=1, max_size=4))
def test_no_text_breaks_it(bodies: list[list[str]]) -> None:
    members = [
        copy(f"p{i}", [" ".join(p.split()) for p in b if p.strip()], farm=i % 2 == 0) for i, b in enumerate(bodies)
    ]
    story = told(*members)
    assert len(story.pickups) == len(members)
    for p in story.pickups:
        body = members[int(p.name[1:])].article.body
        assert all(body[v.span.start : v.span.end] == v.text for v in p.variants)
        assert 0 <= p.coverage <= 1
        assert 0 <= p.similarity <= 1


@pytest.mark.parametrize("span", [Span(0, 5), None])
def test_a_repaired_page_counts_as_repaired(span: Span | None) -> None:
    finding = Finding(
        check=Check.INJECTED_TEXT, field=Field.HEADLINE, span=span, text="", repair="", confidence=0.9, message=""
    )
    headline = "QUIX:" + HEADLINE if span else "QUIX"
    story = told(copy("quix", headline=headline, findings=[finding]), *FARMS[1:])
    assert story.headline == HEADLINE
