"""The line keeps the order of its inputs and loses none of them, whatever the stages' batches."""

from collections.abc import Iterable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from copydesk.line import BATCH, Grain, Line, Stage
from copydesk.record import Article, Checked, Cluster, Page, Reading, Refusal, RefusalCode, Story


def read(pages: Iterable[Page]) -> Iterator[Reading | Refusal]:
    for page in pages:
        if page.content:
            yield Reading(article=Article(name=page.name))
        else:
            yield Refusal(page=page.name, code=RefusalCode.EMPTY, reason="empty")


def inspect(readings: Iterable[Reading]) -> Iterator[Checked]:
    for reading in list(readings):
        yield Checked(article=reading.article, restored=reading.article)


def trace(checked: Iterable[Checked]) -> Iterator[Cluster]:
    return (Cluster(members=(one,)) for one in checked)


def restore(clusters: Iterable[Cluster]) -> Iterator[Story]:
    return (Story(headline=c.members[0].article.name, paragraphs=()) for c in clusters)


def same(stories: Iterable[Story]) -> Iterable[Story]:
    return stories


LINE = Line(
    read=Stage("read", read, Grain.PAGE),
    inspect=Stage("inspect", inspect, Grain.PAGE),
    trace=Stage("trace", trace, Grain.DESK),
    restore=Stage("restore", restore, Grain.CLUSTER),
    identify=Stage("identify", same, Grain.DESK),
    relate=Stage("relate", same, Grain.DESK),
)


@given(st.lists(st.booleans(), max_size=3 * BATCH))
def test_every_page_ends_as_one_result_in_its_place(has_text: list[bool]) -> None:
    pages = [Page(name=str(n), content=b"x" if text else b"") for n, text in enumerate(has_text)]
    results = list(LINE.check(pages))
    names = [r.page if isinstance(r, Refusal) else r.article.name for r in results]
    assert names == [p.name for p in pages]
    assert [isinstance(r, Checked) for r in results] == has_text


def test_a_stream_is_not_gathered_before_it_is_read() -> None:
    def endless() -> Iterator[Page]:
        number = 0
        while True:
            yield Page(name=str(number), content=b"x")
            number += 1

    first = next(iter(LINE.check(endless())))
    assert isinstance(first, Checked)


def test_articles_become_stories() -> None:
    article = Article(name="one")
    assert [s.headline for s in LINE.tell([Checked(article=article, restored=article)])] == ["one"]
