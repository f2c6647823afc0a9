"""The law of the apparatus: a pickup's body with the story's readings in place of its variants is the story."""

import itertools

from hypothesis import example, given, settings
from hypothesis import strategies as st

from copydesk.record import Article, Check, Checked, Cluster, Field, Finding, Pickup, Role, Story, VariantKind
from copydesk.restoration import restore_story
from copydesk.restoration.apparatus import applied, changes_words

FILED = (
    "PELLWORTH (AP) — The “old” lock on the canal was opened on Monday, the mayor said, after nine years of work.",
    "Three firms went bankrupt over it; a fourth, from Durrock, finished the gates in a shed by the sea.",
    "Boats of up to forty metres can pass. The toll is four florins, half of what the council had asked for.",
    "A brass band played. Nobody fell in, which the harbour master called a first.",
)


def page(name: str, paragraphs: tuple[str, ...], *, farm: bool = False, published: str = "2025-10-21T12:00") -> Checked:
    article = Article(
        name=name,
        url=f"https://{name}.example/lock",
        site=f"{name}.example",
        headline="Lock opens after nine years",
        published=published,
        paragraphs=paragraphs,
    )
    layout = Finding(check=Check.FARM_LAYOUT, field=Field.LAYOUT, confidence=0.9, message="known layout")
    return Checked(article=article, findings=(layout,) if farm else (), restored=article)


def told(paragraphs: tuple[str, ...], *, farm: bool = False) -> tuple[Story, Pickup]:
    """The story of a filed page and another one of it, and that one as a pickup."""
    members = (page("courier", FILED, published="2025-10-21T08:00"), page("other", paragraphs, farm=farm))
    story = restore_story(Cluster(members=members))
    return story, next(p for p in story.pickups if p.name == "other")


def kinds(pickup: Pickup) -> list[tuple[str, str, VariantKind]]:
    return [(v.text, v.reading, v.kind) for v in pickup.variants]


def test_a_moved_paragraph_is_taken_from_one_place_and_put_in_another() -> None:
    moved = (FILED[0], FILED[2], FILED[1], FILED[3])
    story, pickup = told(moved)
    assert story.paragraphs == FILED
    assert {v.kind for v in pickup.variants} == {VariantKind.MOVED}
    assert sorted((bool(v.text), bool(v.reading)) for v in pickup.variants) == [(False, True), (True, False)]
    assert applied("\n\n".join(moved), pickup.variants) == story.body


def test_signs_and_capitals_are_told_but_make_no_edit() -> None:
    plain = tuple(p.replace("“", '"').replace("”", '"').replace("—", "-").replace("PELL", "Pell") for p in FILED)
    plain = (plain[0].replace("PellWORTH", "Pellworth"), *plain[1:])
    story, pickup = told(plain)
    assert story.paragraphs == FILED
    assert pickup.role is Role.VERBATIM
    assert not any(map(changes_words, pickup.variants))
    assert kinds(pickup) == [
        ("Pellworth", "PELLWORTH", VariantKind.REPLACED),
        ("-", "—", VariantKind.REPLACED),
        ('"', "“", VariantKind.REPLACED),
        ('"', "”", VariantKind.REPLACED),
    ]


def test_words_written_in_left_out_and_replaced_are_cut_to_the_letter() -> None:
    changed = (
        FILED[0].replace("on the canal", "on Quoinethe canal"),
        FILED[1].replace("; a fourth, from Durrock,", "; a fourth"),
        FILED[2].replace("forty", "sixty"),
    )
    _, pickup = told(changed, farm=True)
    assert kinds(pickup) == [
        ("Quoine", "", VariantKind.INJECTED),
        ("", ", from Durrock,", VariantKind.DROPPED),
        ("sixty", "forty", VariantKind.REPLACED),
        ("", "\n\n" + FILED[3], VariantKind.DROPPED),
    ]


SIGNS = ["“toll”", "(four)", "sea—", "boat’s", "naïve", "ß", "島", "\u200b,", "-", "..."]
WORDS = st.sampled_from(["lock", "Lock", "canal", "the", "The", "gate.", "florin,", *SIGNS])
PARAGRAPH = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
EDITED = st.lists(st.one_of(st.sampled_from(FILED), PARAGRAPH, st.sampled_from(FILED).map(str.upper)), max_size=6)
CUT = st.tuples(st.sampled_from(FILED), st.integers(0, 90), st.integers(0, 90), PARAGRAPH).map(
    lambda c: c[0][: min(c[1], c[2])] + c[3] + c[0][max(c[1], c[2]) :]
)
BODY = st.lists(st.one_of(CUT, PARAGRAPH, st.sampled_from(FILED)), max_size=6)


@settings(max_examples=200)
@given(
    st.lists(st.lists(st.one_of(CUT, PARAGRAPH, st.sampled_from(FILED)), max_size=6), min_size=1, max_size=3), EDITED
)
@example([[FILED[3], FILED[0], FILED[2], FILED[1]]], [])
@example([["lock", "lock lock"], ["- ..."]], ["The “toll”"])
def test_all_variants_laid_on_a_page_give_the_story(bodies: list[list[str]], other: list[str]) -> None:
    pages = [page(f"p{i}", tuple(body), farm=bool(i % 2)) for i, body in enumerate([*bodies, other])]
    members = [page("courier", FILED), *pages] if len(bodies) > 1 else pages
    story = restore_story(Cluster(members=tuple(members)))
    found = {m.article.name: m.article.body for m in members}
    for pickup in story.pickups:
        body = found[pickup.name]
        assert applied(body, pickup.variants) == story.body
        assert all(body[v.span.start : v.span.end] == v.text != v.reading for v in pickup.variants)
        spans = [v.span for v in pickup.variants]
        assert spans == sorted(spans)
        assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
