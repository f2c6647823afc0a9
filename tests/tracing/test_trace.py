"""From checked articles to clusters."""

from collections.abc import Sequence
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.record import Article, Checked, Cluster
from copydesk.tracing import trace
from copydesk.tracing.copies import find_copies


def prose(seed: str, words: int = 60) -> str:
    rng = Random(seed)  # noqa: S311 - invented words, no secret
    return " ".join("".join(rng.choice("bdfgklmnprstv") + rng.choice("aeiou") for _ in range(3)) for _ in range(words))


def page(name: str, paragraphs: Sequence[str], headline: str, site: str | None = None) -> Checked:
    url = f"https://{site}/{name}" if site else None
    article = Article(name=name, headline=headline, paragraphs=tuple(paragraphs), url=url, site=site)
    return Checked(article=article, restored=article)


FERRY, BELL, SNOW = ([prose(f"{story}{i}") for i in range(6)] for story in ("ferry", "bell", "snow"))
PAGES = [
    page("full", FERRY, "Ferry sails again after nineteen months"),
    page("same", FERRY, "Ferry sails again after nineteen months", "courier.example"),
    page("cut", FERRY[:2], "Ferry sails again after nineteen months", "herald.example"),
    page("more", [*FERRY, prose("late")], "Ferry back after nineteen months"),
    page("bell", BELL, "Museum must return bell"),
    page("snow", SNOW, "Snow shuts three passes"),
    page("digest", [prose("intro"), *FERRY[:3], *BELL[:3], *SNOW[:4]], "The week in the islands"),
    page("alone", [prose("alone")], "Clock is right"),
    page("empty", [], "Nothing"),
]


def names(clusters: Sequence[Cluster]) -> list[list[str]]:
    return sorted(sorted(m.article.name for m in c.members) for c in clusters)


def test_a_round_up_does_not_weld_the_stories_that_it_quotes() -> None:
    assert names(list(trace(PAGES))) == sorted(
        [["alone"], ["bell"], ["cut", "full", "more", "same"], ["digest"], ["empty"], ["snow"]]
    )


@settings(max_examples=25, deadline=None)
@given(st.permutations(PAGES))
def test_clusters_do_not_depend_on_the_order_of_the_input(pages: list[Checked]) -> None:
    clusters = {c.members: c.ties for c in trace(pages)}
    assert clusters == {c.members: c.ties for c in trace(PAGES)}


def test_every_article_is_in_one_cluster() -> None:
    members = [m for c in trace(PAGES) for m in c.members]
    assert sorted(m.article.name for m in members) == sorted(p.article.name for p in PAGES)


def test_ties_tell_how_much_is_shared() -> None:
    (cluster,) = [c for c in trace(PAGES) if len(c.members) == 4]
    at = {m.article.name: i for i, m in enumerate(cluster.members)}
    tie = next(t for t in cluster.ties if {t.a, t.b} == {at["cut"], at["more"]})
    cut, whole = (tie.coverage_a, tie.coverage_b) if tie.a == at["cut"] else (tie.coverage_b, tie.coverage_a)
    assert cut == 1.0
    assert 0.2 < whole < 0.4


def test_a_digest_of_two_stories_of_its_own_length_quotes_them() -> None:
    pages = [
        page("one", FERRY, "Ferry sails again"),
        page("two", BELL, "Museum must return bell"),
        page("both", [*FERRY, *BELL], "Two stories for the weekend"),
    ]
    assert names(list(trace(pages))) == [["both"], ["one"], ["two"]]


def test_texts_in_scripts_without_spaces_are_traced() -> None:
    rng = Random("hanzi")  # noqa: S311
    text = "".join(chr(rng.randrange(0x4E00, 0x5200)) for _ in range(300))
    other = "".join(chr(rng.randrange(0x4E00, 0x5200)) for _ in range(300))
    pages = [page("a", [text], "甲"), page("b", [text[:150], "商标", text[150:]], "乙"), page("c", [other], "丙")]
    assert names(list(trace(pages))) == [["a", "b"], ["c"]]


def test_a_line_that_a_site_puts_on_everything_joins_nothing() -> None:
    line = prose("subscribe", 14)
    pages = [page(f"p{i}", [prose(f"p{i}", 90), line], f"Headline {i}", "site.example") for i in range(20)]
    assert len(list(trace(pages))) == 20


def test_nothing_gives_nothing() -> None:
    assert list(trace([])) == []
    assert list(find_copies([]).pairs(passages=True)) == []


def test_copies_in_bulk_and_what_only_shares_a_passage() -> None:
    long = [prose(f"long{i}", 200) for i in range(6)]
    quoting = prose("other", 176) + " " + " ".join(long[1].split()[:24])
    found = find_copies([*long, long[0], " ".join(long[2].split()[20:70]), quoting, "short words only"])
    assert set(found.pairs()) == {(0, 6), (2, 7)}
    assert set(found.pairs(passages=True)) == {(0, 6), (2, 7), (1, 8)}
